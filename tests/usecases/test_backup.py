"""A backup is made while people sign, comes back whole on either database, and says plainly when it cannot."""

import gzip
import io
import random
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from petition.adapters.archive import ArchiveDamagedError, ArchiveKeyError, read_archive
from petition.adapters.database import make_engine
from petition.adapters.files import FileStore
from petition.adapters.keys import PepperStore, PublicKeyError, new_identity
from petition.adapters.table_filling import TableMismatchError
from petition.adapters.tokens import Purpose
from petition.db import upgrade_database
from petition.models import Card, Signature
from petition.queries.verify import verify
from petition.usecases.backup import BackupReport, Installation, MakeBackup, make_backup
from petition.usecases.confirm import LinkState, confirm
from petition.usecases.context import Context, make_hands
from petition.usecases.restore import OtherRevisionError, PepperExistsError, restore_backup
from petition.usecases.sign import sign
from tests.conftest import ENGINES, drop_postgresql_database, make_settings, new_postgresql_database
from tests.histories import PAPER, make_history
from tests.stories import confirm_token, get_signature, make_campaign, make_card, make_organisation, make_sign

IDENTITY, RECIPIENT = new_identity()


def engine_of(ctx: Context) -> Engine:
    ctx.session.rollback()
    engine = ctx.session.get_bind()
    assert isinstance(engine, Engine)
    return engine


def installation_of(ctx: Context) -> Installation:
    hands = ctx.hands
    return Installation(
        engine=engine_of(ctx), files=hands.files, peppers=hands.peppers, secret_keys=hands.settings.secret_keys
    )


def back_up(ctx: Context, path: Path, *, with_secrets: bool = True) -> BackupReport:
    return make_backup(installation_of(ctx), MakeBackup(path=path, recipient=RECIPIENT, with_secrets=with_secrets))


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """An installation without rows, files and secrets, on each engine."""
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'restored.sqlite3'}" if is_sqlite else new_postgresql_database()
    upgrade_database(url)
    engine = make_engine(url)
    yield Installation(
        engine=engine,
        files=FileStore(f"file://{tmp_path / 'restored-files'}"),
        peppers=PepperStore(tmp_path / "restored-secrets"),
        secret_keys=(),
    )
    engine.dispose()
    if not is_sqlite:
        drop_postgresql_database(url)


def open_restored(ctx: Context, restored: Installation, tmp_path: Path) -> Context:
    """A context on what was restored, with the link keys of the original."""
    url = restored.engine.url.render_as_string(hide_password=False)
    settings = replace(make_settings(tmp_path, url), secret_keys=ctx.hands.settings.secret_keys)
    hands = replace(make_hands(settings, restored.engine), files=restored.files, peppers=restored.peppers)
    return Context(session=Session(restored.engine, expire_on_commit=False), hands=hands)


def members(path: Path) -> dict[str, bytes]:
    with read_archive(path, [IDENTITY]) as found:
        return {member.name: b"".join(member.chunks) for member in found}


def rows(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_all_comes_back_and_goes_on(ctx: Context, empty: Installation, tmp_path: Path) -> None:
    make_history(ctx)
    words = "Two lines\u2028and a “quote”, \\ and 🌾"
    sign(ctx, make_sign(ctx, "late@example.org", card=make_card(words)))
    late = get_signature(ctx)
    made = back_up(ctx, tmp_path / "a.backup")
    report = restore_backup(empty, tmp_path / "a.backup", [IDENTITY])
    assert (report.rows, report.files) == (made.rows, made.files)
    assert report.campaigns_without_pepper == []
    assert report.secret_keys == "\n".join(ctx.hands.settings.secret_keys)
    restored = open_restored(ctx, empty, tmp_path)
    assert restored.hands.files.read("batches/paper.pdf") == PAPER
    assert list(verify(restored.session, restored.hands.files.stream)) == []
    assert words in restored.session.scalars(select(Card.message)).all()
    assert confirm(restored, confirm_token(ctx, late)).state is LinkState.READY  # a link that was out before
    sign(restored, make_sign(restored, "late@example.org"))  # the pepper is the same: known, not new
    assert rows(empty.engine, "signature") == rows(engine_of(ctx), "signature") == 5
    restored.session.close()


def test_nobody_is_lost_who_signed_before_it_began(ctx: Context, empty: Installation, tmp_path: Path) -> None:
    make_organisation(ctx)
    make_campaign(ctx)
    engine, hands, stop = engine_of(ctx), ctx.hands, threading.Event()
    command = make_sign(ctx)
    errors: list[Exception] = []

    def sign_on(worker: int) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                with Session(engine, expire_on_commit=False) as session:
                    sign(
                        Context(session=session, hands=hands), replace(command, email=f"s{worker}-{number}@example.org")
                    )
            except Exception as error:  # noqa: BLE001 - told below
                errors.append(error)
                return

    signers = [threading.Thread(target=sign_on, args=(worker,)) for worker in range(3)]
    for signer in signers:
        signer.start()
    wait_for_rows(engine, 20)
    with engine.connect() as connection:
        before = set(connection.scalars(select(Signature.public_id)))
    back_up(ctx, tmp_path / "a.backup")
    at_end = rows(engine, "signature")
    stop.set()
    for signer in signers:
        signer.join()
    assert errors == []
    restore_backup(empty, tmp_path / "a.backup", [IDENTITY])
    restored = open_restored(ctx, empty, tmp_path)
    after = set(restored.session.scalars(select(Signature.public_id)))
    assert before <= after
    assert len(before) <= len(after) <= at_end
    assert list(verify(restored.session, restored.hands.files.stream)) == []
    mails = rows(empty.engine, "outgoing_mail")
    assert mails == len(after)  # each signature with its mail, each mail with its job
    schema = "dbos." if empty.engine.dialect.name == "postgresql" else ""
    assert rows(empty.engine, f"{schema}workflow_status") == mails
    restored.session.close()


def wait_for_rows(engine: Engine, number: int) -> None:
    """Return as soon as that many have signed."""
    enough = threading.Event()

    def look(_connection: object) -> None:
        if not enough.is_set() and rows_quietly() >= number:
            enough.set()

    def rows_quietly() -> int:
        with engine.connect() as connection:
            return int(connection.execute(text("SELECT count(*) FROM signature")).scalar_one())

    event.listen(engine, "commit", look)
    assert enough.wait(30)
    event.remove(engine, "commit", look)


def test_a_backup_that_was_cut_short_or_changed_is_refused_before_anything_is_kept(
    ctx: Context, empty: Installation, tmp_path: Path
) -> None:
    make_history(ctx)
    ctx.hands.files.put("noise", random.Random(4).randbytes(300_000))  # noqa: S311 - noise that does not shrink
    back_up(ctx, tmp_path / "a.backup")
    whole = (tmp_path / "a.backup").read_bytes()
    harmed = [whole[:kept] for kept in (0, 10, 300, 70_000, -20, -1)]
    harmed += [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in (0, 1000, 150_000, len(whole) - 1)]
    for content in harmed:
        (tmp_path / "b.backup").write_bytes(content)
        with pytest.raises(ArchiveDamagedError):
            restore_backup(empty, tmp_path / "b.backup", [IDENTITY])
    assert rows(empty.engine, "organisation") == 0
    assert list(empty.files.list_keys()) == []


def test_an_archive_whose_rows_are_not_those_of_its_end_is_refused(
    ctx: Context, empty: Installation, tmp_path: Path
) -> None:
    make_history(ctx)
    back_up(ctx, tmp_path / "a.backup")
    identity = pyrage.x25519.Identity.from_str(IDENTITY)
    plain = gzip.decompress(pyrage.decrypt((tmp_path / "a.backup").read_bytes(), [identity]))
    forged = pyrage.encrypt(gzip.compress(plain.replace(b"Tbilisi", b"Batumi!")), [identity.to_public()])
    (tmp_path / "b.backup").write_bytes(forged)
    with pytest.raises(ArchiveDamagedError):
        restore_backup(empty, tmp_path / "b.backup", [IDENTITY])
    assert rows(empty.engine, "organisation") == 0


def test_another_key_opens_nothing(ctx: Context, empty: Installation, tmp_path: Path) -> None:
    make_history(ctx)
    back_up(ctx, tmp_path / "a.backup")
    with pytest.raises(ArchiveKeyError):
        restore_backup(empty, tmp_path / "a.backup", [new_identity()[0]])
    assert rows(empty.engine, "organisation") == 0


def test_an_installation_with_rows_is_refused(ctx: Context, tmp_path: Path) -> None:
    make_history(ctx)
    back_up(ctx, tmp_path / "a.backup")
    before = rows(engine_of(ctx), "signature")
    with pytest.raises(TableMismatchError):
        restore_backup(installation_of(ctx), tmp_path / "a.backup", [IDENTITY])
    assert rows(engine_of(ctx), "signature") == before


def test_a_pepper_is_never_replaced(ctx: Context, empty: Installation, tmp_path: Path) -> None:
    make_history(ctx)
    back_up(ctx, tmp_path / "a.backup")
    (name,) = ctx.hands.peppers.read_all()
    empty.peppers.put_back(name, b"another")
    with pytest.raises(PepperExistsError):
        restore_backup(empty, tmp_path / "a.backup", [IDENTITY])
    assert empty.peppers.read_all() == {name: b"another"}
    assert rows(empty.engine, "organisation") == 0


def test_a_backup_of_other_tables_is_refused(ctx: Context, empty: Installation, tmp_path: Path) -> None:
    make_history(ctx)
    back_up(ctx, tmp_path / "a.backup")
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(OtherRevisionError):
        restore_backup(empty, tmp_path / "a.backup", [IDENTITY])


def test_secrets_stay_out_unless_asked_for(ctx: Context, empty: Installation, tmp_path: Path) -> None:
    make_history(ctx)
    back_up(ctx, tmp_path / "a.backup", with_secrets=False)
    everything = b"".join(members(tmp_path / "a.backup").values())
    secrets = [*ctx.hands.peppers.read_all().values(), *(key.encode() for key in ctx.hands.settings.secret_keys)]
    assert len(secrets) == 2
    assert [secret for secret in secrets if secret in everything] == []
    assert restore_backup(empty, tmp_path / "a.backup", [IDENTITY]).campaigns_without_pepper == ["free-the-example"]
    back_up(ctx, tmp_path / "b.backup", with_secrets=True)
    everything = b"".join(members(tmp_path / "b.backup").values())
    assert [secret for secret in secrets if secret not in everything] == []


def test_the_file_is_private_whole_and_never_written_over(ctx: Context, tmp_path: Path) -> None:
    make_history(ctx)
    path = tmp_path / "a.backup"
    back_up(ctx, path)
    content = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [word for word in (b"Nino", b"example.org", b"signature") if word in content] == []
    with pytest.raises(FileExistsError):
        back_up(ctx, path)
    assert path.read_bytes() == content
    with pytest.raises(PublicKeyError):
        make_backup(installation_of(ctx), MakeBackup(path=tmp_path / "b", recipient="age1x", with_secrets=False))
    assert list(tmp_path.glob("*unfinished*")) == list(tmp_path.glob(".*")) == []


def test_age_and_tar_alone_can_read_it(ctx: Context, tmp_path: Path) -> None:
    make_history(ctx)
    back_up(ctx, tmp_path / "a.backup")
    identity = pyrage.x25519.Identity.from_str(IDENTITY)
    plain = pyrage.decrypt((tmp_path / "a.backup").read_bytes(), [identity])
    with tarfile.open(fileobj=io.BytesIO(plain), mode="r:gz") as archive:
        names = archive.getnames()
    assert (names[0], names[-1]) == ("backup.json", "end.json")
    assert "rows/signature/000000.jsonl" in names
    assert "files/batches/paper.pdf" in names


def test_a_withdraw_link_from_before_still_works_after(ctx: Context, empty: Installation, tmp_path: Path) -> None:
    make_history(ctx)
    signature = get_signature(ctx)
    token = ctx.hands.tokens.make(Purpose.WITHDRAW, signature.public_id, signature.version)
    back_up(ctx, tmp_path / "a.backup")
    restore_backup(empty, tmp_path / "a.backup", [IDENTITY])
    restored = open_restored(ctx, empty, tmp_path)
    assert restored.hands.tokens.read(Purpose.WITHDRAW, token).public_id == signature.public_id
    restored.session.close()
