"""One mailbox, one canonical form."""

import pytest

from petition.domain.emails import canonical_email


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("Nino@Example.ORG", "nino@example.org"),
        ("nino+petition@example.org", "nino@example.org"),
        ("n.i.n.o@gmail.com", "nino@gmail.com"),
        ("nino@googlemail.com", "nino@gmail.com"),
        ("ni.no@example.org", "ni.no@example.org"),
        ("nino.b@ya.ru", "nino-b@yandex.ru"),
        ("nino-b@yandex.by", "nino-b@yandex.ru"),
        ("nino-news@yahoo.com", "nino@yahoo.com"),
        ("nino-news@example.org", "nino-news@example.org"),
        ("nino@protonmail.com", "nino@proton.me"),
        ("+odd@example.org", "+odd@example.org"),
    ],
)
def test_spellings(typed: str, canonical: str) -> None:
    assert canonical_email(typed) == canonical
    assert canonical_email(canonical) == canonical
