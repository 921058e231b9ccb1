"""The addresses that stand in mails.

Their base comes from the settings, never from a request; tests compare the paths with the routes.
"""

from urllib.parse import urlencode

from petition.settings import Settings

CONFIRM_PATH = "/confirm/{token}"
CONFIRM_CARD_PATH = "/confirm-card/{token}"
WITHDRAW_PATH = "/withdraw/{token}"
SIGN_IN_PATH = "/desk/sign-in/{token}"
VOLUNTEER_PATH = "/street/{token}"


def link(settings: Settings, path: str, token: str, *, language: str | None = None) -> str:
    """An absolute address for a token, with the language of its reader."""
    query = f"?{urlencode({'lang': language})}" if language else ""
    return f"{settings.base_url}{path.format(token=token)}{query}"
