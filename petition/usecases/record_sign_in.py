"""A trace of a sign-in by password; a link leaves its own (`sign_in_link`)."""

from petition.usecases.context import Context
from petition.usecases.ledger import append_event


def record_sign_in(ctx: Context, user_id: int) -> None:
    """Append the event. Nothing about the device or the network is kept."""
    with ctx.transaction() as session:
        append_event(session, "user.signed_in", f"user:{user_id}", actor=f"user:{user_id}", payload={"by": "password"})
