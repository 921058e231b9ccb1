"""Choosing a password and signing in leave traces, and make older ways in useless."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from petition.models import LedgerEvent, User
from petition.usecases.context import Context
from petition.usecases.record_sign_in import record_sign_in
from petition.usecases.set_password import SetPassword, set_password
from petition.usecases.sign_in_link import find_sign_in_user, make_sign_in_link, use_sign_in_link
from tests.stories import make_organisation, make_user


@pytest.fixture
def organiser(ctx: Context) -> User:
    """An organiser without a password."""
    make_organisation(ctx)
    return make_user(ctx)


def token_of(ctx: Context, user: User) -> str:
    return make_sign_in_link(ctx, user.email).rpartition("/")[2]


def test_a_new_password_changes_the_sessions_identity_and_kills_links(ctx: Context, organiser: User) -> None:
    token, identity = token_of(ctx, organiser), organiser.fs_uniquifier
    set_password(ctx, SetPassword(user_id=organiser.id, password_hash="$argon2id$test"))
    ctx.session.expire_all()
    stored = ctx.session.get_one(User, organiser.id)
    assert stored.password == "$argon2id$test"
    assert stored.fs_uniquifier != identity
    assert find_sign_in_user(ctx, token) is None
    assert use_sign_in_link(ctx, token) is None


def test_nobodys_password_cannot_be_set(ctx: Context, organiser: User) -> None:
    with pytest.raises(NoResultFound):
        set_password(ctx, SetPassword(user_id=organiser.id + 1, password_hash="$argon2id$test"))


def test_each_way_in_is_told_by_the_ledger(ctx: Context, organiser: User) -> None:
    use_sign_in_link(ctx, token_of(ctx, organiser))
    record_sign_in(ctx, organiser.id)
    events = ctx.session.scalars(select(LedgerEvent).where(LedgerEvent.kind == "user.signed_in")).all()
    assert [json.loads(event.payload) for event in events] == [{"by": "link"}, {"by": "password"}]
    assert {event.actor for event in events} == {f"user:{organiser.id}"}
