"""`petition verify`: whether what is stored holds together."""

import json

import click

from petition.cli.context import open_context
from petition.cli.listing import json_option
from petition.queries.verify import Finding, FindingCode
from petition.queries.verify import verify as find_what_does_not_hold

SENTENCES = {
    FindingCode.LEDGER_BREAKS: "The ledger's chain breaks at event {subject}.",
    FindingCode.COUNTER_DIFFERS: "The counter {subject} differs from its signatures: {detail}.",
    FindingCode.CARD_IN_TWO_BATCHES: "Card {subject} is in two batches: {detail}.",
    FindingCode.CARD_NUMBER_TWICE: "Card number {subject} is given twice: {detail}.",
    FindingCode.CARDS_DIFFER_FROM_MANIFEST: "The cards of batch {subject} are not those of its manifest: {detail}.",
    FindingCode.MANIFEST_CHANGED: "The manifest of batch {subject} is not the one that was sealed.",
    FindingCode.FILE_MISSING: "The file of batch {subject} is missing: {detail}.",
    FindingCode.FILE_CHANGED: "The file of batch {subject} is not the one that was rendered: {detail}.",
    FindingCode.SIGNATURE_WITHOUT_EVENT: "The ledger does not tell the state of signature {subject}: {detail}.",
}


@click.command("verify")
@json_option
@click.pass_context
def verify(context: click.Context, *, as_json: bool) -> None:
    """Compare ledger, counters, cards, batches and files with each other; exit code 1 if anything does not hold."""
    all_holds = True
    with open_context() as ctx:
        for finding in find_what_does_not_hold(ctx.session, ctx.hands.files.stream):
            all_holds = False
            click.echo(json.dumps(_as_object(finding)) if as_json else SENTENCES[finding.code].format(**vars(finding)))
    if not all_holds:
        context.exit(1)
    click.echo("Everything holds.", err=True)


def _as_object(finding: Finding) -> dict[str, str]:
    return {"code": finding.code, "subject": finding.subject, "detail": finding.detail}
