"""An installation under attack: its processes, each started, killed and waited for."""

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from dbos import DBOSClient
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url

from petition.adapters.queue import APPLICATION_NAME, JobName, JsonSerializer
from petition.domain.states import MailState
from petition.models import OutgoingMail
from petition.queries.verify import verify
from petition.usecases.context import Context
from tests.chaos.rounds import WITHIN_S
from tests.mailserver import free_port
from tests.services import OUR_COMMAND, Service, wait_for


@dataclass(frozen=True, kw_only=True)
class Web:
    """A web process and where it listens."""

    service: Service
    host: str
    port: int

    @property
    def base_url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def kill(self) -> None:
        """What a power cut does to a process: no last words."""
        self.service.process.send_signal(signal.SIGKILL)
        self.service.process.wait(WITHIN_S)


@dataclass(frozen=True, kw_only=True)
class House:
    """One installation; its processes share the environment and differ in where they listen."""

    environ: dict[str, str]
    folder: Path
    identity: str
    """The organisation's private key, which opens the contacts."""

    @contextmanager
    def web(self, *, command: Sequence[str] = OUR_COMMAND) -> Iterator[Web]:
        """A web process of its own, killed when the block ends."""
        host, port = "127.0.0.1", free_port()
        environ = self.environ | {"PETITION_LISTEN": f"{host}:{port}", "PYTHONUNBUFFERED": "1"}
        service = Service(environ, self._log("web"), "serve", "--no-worker", command=command)
        try:
            service.wait_for_text("Ctrl-C stops")
            yield Web(service=service, host=host, port=port)
        finally:
            service.process.kill()
            service.process.wait(WITHIN_S)

    @contextmanager
    def worker(self, *, command: Sequence[str] = OUR_COMMAND) -> Iterator[Service]:
        """A worker process, killed when the block ends."""
        service = Service(self.environ, self._log("worker"), "worker", command=command)
        try:
            yield service
        finally:
            service.process.kill()
            service.process.wait(WITHIN_S)

    def _log(self, name: str) -> Path:
        return next(path for number in count() if not (path := self.folder / f"{name}{number}.log").exists())


def wait_until(is_so: Callable[[], bool], within_s: float = WITHIN_S) -> None:
    """Ask until it is so, or fail."""
    wait_for(lambda: True if is_so() else None, within_s=within_s)


def count_mails(ctx: Context, state: MailState) -> int:
    """Mails in this state now."""
    ctx.session.rollback()
    return ctx.session.scalar(select(func.count()).where(OutgoingMail.state == state)) or 0


def assert_all_holds(ctx: Context) -> None:
    """What `petition verify` finds: nothing."""
    ctx.session.rollback()
    assert list(verify(ctx.session, ctx.hands.files.stream)) == []


def cut_connections(database_url: str) -> int:
    """Break every connection to this PostgreSQL database, as its restart would. Returns how many there were."""
    url = make_url(database_url)
    engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    cut = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
    try:
        with engine.connect() as connection:
            return len(connection.execute(cut, {"name": url.database}).all())
    finally:
        engine.dispose()


def list_workers(ctx: Context) -> dict[str, int]:
    """How many jobs each worker did, by its id."""
    client = DBOSClient(
        system_database_url=ctx.hands.settings.database_url,
        serializer=JsonSerializer(),
        application_name=APPLICATION_NAME,
    )
    names = [JobName.SEND_MAILS, JobName.RENDER_BATCH]
    jobs = client.list_workflows(status="SUCCESS", name=names, load_input=False, load_output=False)  # type: ignore[arg-type]
    client.destroy()
    workers: dict[str, int] = {}
    for job in jobs:
        workers[str(job.executor_id)] = workers.get(str(job.executor_id), 0) + 1
    return workers
