"""Moving an installation's rows into another database, of the same kind or the other. All or nothing."""

from collections.abc import Mapping

from sqlalchemy import Connection, Engine

from petition.adapters.database import WRITE
from petition.adapters.table_filling import insert_lines, require_empty, reset_sequences
from petition.adapters.tables import Summing, TableSum, iterate_lines, list_tables, read_revision, snapshot, sum_table
from petition.models import Base


class RevisionsDifferError(Exception):
    """The two databases have tables of different versions; carries both revisions."""


class CopyDiffersError(Exception):
    """A table of the target does not equal its source after copying; carries its name."""


def copy_database(source: Engine, target: Engine) -> Mapping[str, TableSum]:
    """Copy all rows into an empty migrated database, and compare every table's count and checksum before committing.

    Raises RevisionsDifferError, TableMismatchError, CopyDiffersError.
    """
    with snapshot(source) as reading, target.connect().execution_options(**{WRITE: True}) as writing:
        revisions = read_revision(reading), read_revision(writing)
        if revisions[0] != revisions[1]:
            raise RevisionsDifferError(*revisions)
        sums = _copy_tables(reading, writing)
        writing.commit()
    return sums


def _copy_tables(reading: Connection, writing: Connection) -> dict[str, TableSum]:
    ours = Base.metadata.sorted_tables
    targets = list_tables(writing, ours)
    require_empty(writing, targets)
    sums = {}
    for name, table in list_tables(reading, ours).items():
        total = Summing()
        for lines in iterate_lines(reading, table):
            insert_lines(writing, targets[name], lines)
            for line in lines:
                total.add(line)
        sums[name] = total.result()
        if sum_table(writing, targets[name]) != sums[name]:
            raise CopyDiffersError(name)
    reset_sequences(writing, targets)
    return sums
