"""Reading the finished PDF of a batch out of the file store. Changes nothing."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from petition.queries.desk import find_batch
from petition.usecases.context import Context


@dataclass(frozen=True, kw_only=True)
class BatchFile:
    """A PDF in chunks, with its size in bytes and the name to save it under."""

    chunks: Iterator[bytes]
    size_bytes: int
    name: str


def find_batch_file(ctx: Context, organisation_id: int, public_id: str) -> BatchFile | None:
    """The file of this organisation's batch, or None where it is not made yet. Raises StoredFileMissingError."""
    batch = find_batch(ctx.session, organisation_id, public_id)
    if batch is None or batch.file_key is None or batch.file_bytes is None or not batch.manifest:
        return None
    chunks = ctx.hands.files.stream(batch.file_key)
    first = next(chunks, b"")  # a missing file is an error now, not in the middle of the answer
    name = f"{batch.campaign.slug}-batch-{batch.number}.pdf"
    return BatchFile(chunks=itertools.chain([first], chunks), size_bytes=batch.file_bytes, name=name)
