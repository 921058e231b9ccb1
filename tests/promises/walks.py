"""Walks through every page: what each door shows, in each state of what lies behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select

from petition.adapters import clock
from petition.domain.choices import RejectionReason
from petition.domain.states import CampaignState, CardState
from petition.models import Card, User
from petition.usecases.cancel_batch import CancelBatch, cancel_batch
from petition.usecases.context import Context
from petition.usecases.create import CreateCampaign, create_campaign, move_campaign
from petition.usecases.moderate import Moderate, moderate
from petition.usecases.record_print import RecordPosting, RecordPrint, record_posting, record_print
from petition.usecases.render_batch import render_batch
from petition.usecases.sign_in_link import make_sign_in_link
from tests.doors import Samples, path_of, rules, seal_card
from tests.stories import ORGANISATION, SLUG, TEXT, get_card, make_card, sign_and_confirm

ENDED = "ended-example"
SIGN = f"/c/{SLUG}/sign"
CARDS, BATCHES = f"/desk/c/{SLUG}/cards", f"/desk/c/{SLUG}/batches"
SIGNER = {"name": "Nino Beridze", "email": "nino@example.org", "country": "GE", "publicity": "handover"}


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A page to ask for; with `fields` by sending the form that stands on it, or on the page `form_on`."""

    path: str
    status: int = 200
    fields: dict[str, str] | None = None
    form_on: str = ""


def all_visits(app: Flask, ctx: Context, samples: Samples) -> Iterator[Visit]:
    """Everything that an organiser who has signed in can be shown, states before what ends them."""
    ctx.session.rollback()  # an open transaction would not see that the link was spent
    user = ctx.session.scalars(select(User)).one()
    samples["token"]["organisers.sign_in_link"] = make_sign_in_link(ctx, user.email).rpartition("/")[2]
    yield from list_doors(app, samples)
    yield from list_dead_ends(ctx)
    yield from list_refused_forms(samples)
    yield from list_batch_states(ctx, user)
    yield from list_card_states(ctx, user)
    yield from list_answers(samples)


NOT_YET = {"organisers.batch_file": 404}
"""What has no good answer yet where the samples lead: their batch was sealed a moment ago, and nobody has made its file."""


def list_doors(app: Flask, samples: Samples) -> list[Visit]:
    """Every route that can be looked at."""
    found = rules(app, "GET")
    return [Visit(path=path_of(app, rule, samples), status=NOT_YET.get(rule.endpoint, 200)) for rule in found]


def list_dead_ends(ctx: Context) -> list[Visit]:
    """Links that lead to nothing any more, and a campaign that has ended."""
    create_campaign(ctx, CreateCampaign(organisation_slug=ORGANISATION, slug=ENDED, texts=[TEXT]))
    for state in (CampaignState.OPEN, CampaignState.CLOSED):
        move_campaign(ctx, ENDED, state)
    gone = [f"/{door}/nothing" for door in ("confirm", "confirm-card", "withdraw", "desk/sign-in")]
    absent = ["/nothing-here", "/c/nothing-here", "/street/nothing", "/mailbox/nothing", "/desk/c/nothing"]
    return [
        *(Visit(path=path, status=410) for path in gone),
        *(Visit(path=path, status=404) for path in absent),
        Visit(path=f"/c/{ENDED}"),
        Visit(path=f"/c/{ENDED}/sign"),
    ]


def list_batch_states(ctx: Context, user: User) -> list[Visit]:
    """A batch in each state after it was made, and its forms with nothing in them."""
    act = {"organisation_id": user.organisation_id, "user_id": user.id}
    cancelled = seal_card(ctx, user, "cancelled@example.org")
    cancel_batch(ctx, CancelBatch(batch_public_id=cancelled.public_id, **act))
    batches = [seal_card(ctx, user, f"{state}@example.org") for state in ("rendered", "printed", "posted")]
    for batch in batches:
        render_batch(ctx, batch.id)
    rendered, printed, posted = (batch.public_id for batch in batches)
    for public_id in (printed, posted):
        record_print(ctx, RecordPrint(batch_public_id=public_id, **act))
    record_posting(ctx, RecordPosting(batch_public_id=posted, posted_on=clock.today(), posted_from="Vilnius", **act))
    paths = [f"/desk/batches/{public_id}" for public_id in (rendered, printed, posted, cancelled.public_id)]
    return [
        *(Visit(path=path) for path in paths),
        Visit(path=f"{paths[0]}/printed", form_on=paths[0], fields={}, status=422),
        Visit(path=f"{paths[1]}/posted", form_on=paths[1], fields={}, status=422),
    ]


def list_card_states(ctx: Context, user: User) -> list[Visit]:
    """Cards in each state before a batch, and a refusal without a reason."""
    decisions = (CardState.APPROVED, CardState.ASKED, CardState.REJECTED)
    for decision in decisions:
        decide(ctx, user, make_waiting_card(ctx, f"{decision}@example.org"), decision)
    waiting = make_waiting_card(ctx, "waiting@example.org")
    return [
        Visit(path=CARDS),
        Visit(path=BATCHES),
        Visit(path=BATCHES, fields={"layout": "none"}, status=422),
        *(Visit(path=f"{CARDS}?state={state}") for state in decisions),
        Visit(path=CARDS, fields={f"card-{waiting.public_id}-decision": "rejected"}, status=422),
    ]


def make_waiting_card(ctx: Context, email: str) -> Card:
    """A card to read."""
    sign_and_confirm(ctx, email, card=make_card())
    return get_card(ctx)


def decide(ctx: Context, user: User, card: Card, decision: CardState) -> None:
    """An organiser's word about a card."""
    reason = RejectionReason.OTHER if decision is CardState.REJECTED else None
    act = {"organisation_id": user.organisation_id, "user_id": user.id}
    moderate(
        ctx, Moderate(card_public_id=card.public_id, version=card.version, decision=decision, reason=reason, **act)
    )


def list_refused_forms(samples: Samples) -> list[Visit]:
    """Each form of a room's first pages with nothing in it."""
    street = f"/street/{samples['token']['volunteers.sheet']}"
    return [
        *(Visit(path=path, fields={}, status=422) for path in (SIGN, street, "/desk/sign-in", "/desk/account")),
        Visit(path=SIGN, fields=SIGNER | {"country": "BY"}, status=422),
    ]


def list_answers(samples: Samples) -> list[Visit]:
    """What people are told after a form that was right."""
    street = f"/street/{samples['token']['volunteers.sheet']}"
    withdraw = f"/withdraw/{samples['token']['supporters.withdraw_page']}"
    return [
        Visit(path=SIGN, fields=SIGNER),
        Visit(path=SIGN, fields=SIGNER | {"step": "other_address"}),
        Visit(path=street, fields={"sheet": "7", "name_1": "Nino Beridze", "place_1": "Tbilisi"}),
        Visit(path=withdraw, fields={}),
    ]
