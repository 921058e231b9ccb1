"""An organiser chooses a password: other sessions end, and links that were made before are dead."""

from dataclasses import dataclass

from petition.adapters.tokens import new_secret
from petition.models import User
from petition.usecases.context import Context
from petition.usecases.ledger import append_event


@dataclass(frozen=True, kw_only=True)
class SetPassword:
    """`password_hash` is Argon2id."""

    user_id: int
    password_hash: str


def set_password(ctx: Context, command: SetPassword) -> User:
    """Store the hash and give the account a new session identity. Raises NoResultFound."""
    with ctx.transaction() as session:
        user = session.get_one(User, command.user_id, populate_existing=True, with_for_update=True)
        user.password = command.password_hash
        user.fs_uniquifier = new_secret()
        user.sign_in_version += 1
        append_event(session, "user.password_set", f"user:{user.id}", actor=f"user:{user.id}")
    return user
