"""A public form's signed field: proves that a form came from a page of ours not long ago, and knows nothing of its reader."""

from petition.adapters.tokens import Purpose, TokenError
from petition.usecases.context import Context


def make_form_token(ctx: Context, subject: str) -> str:
    """A token for the form of this campaign, good for two days."""
    return ctx.hands.tokens.make(Purpose.FORM, subject, 0)


def is_form_token_good(ctx: Context, subject: str, token: str) -> bool:
    """True for a token that was made for this campaign's form and is not too old."""
    try:
        return ctx.hands.tokens.read(Purpose.FORM, token).public_id == subject
    except TokenError:
        return False
