"""Tokens: one purpose each, bound to a version, readable by anybody and telling nothing."""

import base64
import zlib
from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from petition.adapters import clock
from petition.adapters.tokens import MAX_AGE, Claim, Purpose, TokenError, TokenExpired, TokenMaker, new_public_id

OLD, NEW = "o" * 40, "n" * 40
MAKER = TokenMaker((OLD, NEW))
CLAIM = Claim(public_id="AbCdEfGhIjKlMnOp", version=3)


def make(purpose: Purpose = Purpose.CONFIRM) -> str:
    return MAKER.make(purpose, CLAIM.public_id, CLAIM.version)


def test_a_token_names_its_row_and_version() -> None:
    assert MAKER.read(Purpose.CONFIRM, make()) == CLAIM


@pytest.mark.parametrize("other", sorted(set(Purpose) - {Purpose.CONFIRM}))
def test_a_token_of_one_purpose_is_worthless_for_another(other: Purpose) -> None:
    with pytest.raises(TokenError):
        MAKER.read(other, make(Purpose.CONFIRM))


def test_a_link_fits_on_one_line_of_a_mail() -> None:
    assert len(f"https://sign.example.org/confirm/{make()}?lang=be") <= 160


def test_old_links_live_through_a_rotation_and_die_with_their_key() -> None:
    token = TokenMaker((OLD,)).make(Purpose.CONFIRM, CLAIM.public_id, CLAIM.version)
    assert MAKER.read(Purpose.CONFIRM, token) == CLAIM
    with pytest.raises(TokenError):
        TokenMaker((NEW,)).read(Purpose.CONFIRM, token)


def test_the_newest_key_signs() -> None:
    assert TokenMaker((NEW,)).read(Purpose.CONFIRM, make()) == CLAIM


def test_a_token_grows_old_and_still_says_what_it_named() -> None:
    token = make()
    with (
        time_machine.travel(clock.now() + MAX_AGE[Purpose.CONFIRM] + timedelta(minutes=1)),
        pytest.raises(TokenExpired) as caught,
    ):
        MAKER.read(Purpose.CONFIRM, token)
    assert caught.value.claim == CLAIM


@pytest.mark.parametrize("back", [timedelta(seconds=30), timedelta(hours=20), timedelta(days=400)])
def test_a_clock_that_was_set_back_kills_no_fresh_link(back: timedelta) -> None:
    token = make()
    with time_machine.travel(clock.now() - back):
        assert MAKER.read(Purpose.CONFIRM, token) == CLAIM


def test_nothing_personal_can_be_read_out_of_a_token() -> None:
    for segment in make().split("."):
        raw = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
        candidates = [raw]
        try:
            candidates.append(zlib.decompress(raw))
        except zlib.error:
            candidates.append(raw)
        assert not any(b"@" in part and b"example" in part for part in candidates)


@given(st.text(max_size=200))
def test_whatever_is_typed_into_the_address_is_refused_without_a_crash(text: str) -> None:
    with pytest.raises(TokenError):
        MAKER.read(Purpose.CONFIRM, text)


@given(st.integers(min_value=0), st.characters(min_codepoint=33, max_codepoint=126))
def test_a_changed_letter_never_names_another_row(position: int, letter: str) -> None:
    token = make()
    place = position % len(token)
    forged = token[:place] + letter + token[place + 1 :]
    try:
        assert MAKER.read(Purpose.CONFIRM, forged) == CLAIM
    except TokenError:
        assert forged != token


def test_public_ids_are_random_and_short() -> None:
    ids = {new_public_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert {len(public_id) for public_id in ids} == {16}
