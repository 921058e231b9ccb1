"""One person, one address: the canonical form that duplicates are judged by.

The mail goes to the address as typed (in lower-case domain); the canonical form is only hashed, never stored.
"""

import unicodedata

_DOTS_IGNORED = frozenset({"gmail.com"})
_DOMAIN_ALIASES = {
    "googlemail.com": "gmail.com",
    "ya.ru": "yandex.ru",
    "yandex.by": "yandex.ru",
    "yandex.com": "yandex.ru",
    "yandex.kz": "yandex.ru",
    "yandex.ua": "yandex.ru",
    "pm.me": "proton.me",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
}
_MINUS_EXTENSIONS = frozenset({"yahoo.com"})


def canonical_email(address: str) -> str:
    """The form under which spellings of one mailbox are equal: lower case, no "+tag", provider's own rules.

    `address` is one valid addr-spec.
    """
    local, _, domain = unicodedata.normalize("NFKC", address).casefold().rpartition("@")
    domain = _DOMAIN_ALIASES.get(domain, domain)
    local = local.partition("+")[0] or local
    if domain in _MINUS_EXTENSIONS:
        local = local.partition("-")[0] or local
    if domain in _DOTS_IGNORED:
        local = local.replace(".", "")
    if domain == "yandex.ru":
        local = local.replace(".", "-")
    return f"{local}@{domain}"
