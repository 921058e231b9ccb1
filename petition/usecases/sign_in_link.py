"""A one-time link by which an organiser signs in: made by a command, used by a button, dead afterwards."""

from sqlalchemy import select

from petition.adapters.tokens import Purpose, TokenError
from petition.models import User
from petition.usecases.context import Context
from petition.usecases.create import NotThereError
from petition.usecases.ledger import append_event
from petition.usecases.links import SIGN_IN_PATH, link


def make_sign_in_link(ctx: Context, email: str) -> str:
    """An address that signs this user in once within 30 minutes. Raises NotThereError."""
    user = ctx.session.scalars(select(User).where(User.email == email.lower())).one_or_none()
    if user is None:
        raise NotThereError("user with this address")
    token = ctx.hands.tokens.make(Purpose.SIGN_IN, user.public_id, user.sign_in_version)
    return link(ctx.hands.settings, SIGN_IN_PATH, token)


def find_sign_in_user(ctx: Context, token: str) -> User | None:
    """The user whom the link would sign in, or None where it is spent, old or forged. Changes nothing."""
    try:
        claim = ctx.hands.tokens.read(Purpose.SIGN_IN, token)
    except TokenError:
        return None
    user = ctx.session.scalars(select(User).where(User.public_id == claim.public_id)).one_or_none()
    return user if user is not None and user.active and user.sign_in_version == claim.version else None


def use_sign_in_link(ctx: Context, token: str) -> User | None:
    """Spend the link and return its user; None where it is good no more."""
    with ctx.transaction() as session:
        user = find_sign_in_user(ctx, token)
        if user is None:
            return None
        session.refresh(user, with_for_update=True)
        if find_sign_in_user(ctx, token) is None:
            return None
        user.sign_in_version += 1
        append_event(session, "user.signed_in", f"user:{user.id}", actor=f"user:{user.id}", payload={"by": "link"})
    return user
