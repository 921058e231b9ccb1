"""What the site says of itself: to people, to search engines, to those who found a hole, and to whoever watches over it."""

from datetime import UTC, datetime, timedelta

from flask import Response, render_template

from petition.queries.campaigns import list_public_campaigns
from petition.usecases.maintenance import KEEP_UNCONFIRMED
from petition.usecases.post_mail import MAX_MAILS
from petition.web.shared.context import step_context
from petition.web.shared.headers import public_page
from petition.web.supporters.room import supporters

ONE_HOUR_S = 3600
PRIVATE_PATHS = ("/confirm/", "/confirm-card/", "/withdraw/", "/street/", "/desk/")
CONTACT_GOOD_FOR = timedelta(days=180)


@supporters.get("/privacy")
@public_page(max_age_s=ONE_HOUR_S)
def privacy() -> str:
    """What is kept of whom, and until when."""
    organisations = {c.organisation.id: c.organisation for c in list_public_campaigns(step_context().session)}
    return render_template(
        "supporters/privacy.html", days=KEEP_UNCONFIRMED.days, mails=MAX_MAILS, organisations=organisations.values()
    )


@supporters.get("/robots.txt")
@public_page(max_age_s=ONE_HOUR_S)
def robots() -> Response:
    """Nothing behind a token, and no desk, is for search engines."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE_PATHS)]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@supporters.get("/.well-known/security.txt")
@public_page(max_age_s=ONE_HOUR_S)
def security_txt() -> Response:
    """Where to tell about a hole (RFC 9116): the page that names who runs the campaigns, with their addresses."""
    settings = step_context().hands.settings
    expires = (datetime.now(UTC) + CONTACT_GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.base_url}/privacy#contact",
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        f"Canonical: {settings.base_url}/.well-known/security.txt",
        "Preferred-Languages: en, be, ru",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@supporters.get("/healthz")
def health() -> Response:
    """This process answers. It asks neither database nor mail."""
    return Response("ok\n", mimetype="text/plain")
