"""The worker: takes jobs from the database's queues until it is told to stop, and takes over from workers that died."""

import logging
import signal
import time
import uuid
from datetime import datetime, timedelta
from types import FrameType
from typing import NoReturn

from dbos import DBOS, DBOSClient, DBOSConfig, WorkflowStatus
from sqlalchemy.exc import OperationalError

from petition.adapters import clock
from petition.adapters.database import make_engine
from petition.adapters.queue import APPLICATION_NAME, JOBS_VERSION, JobName, JsonSerializer, QueueName
from petition.jobs.liveness import LivenessLocks, make_locks
from petition.jobs.workflows import daily_job, set_runtime, stop_waiting
from petition.settings import Settings
from petition.usecases.context import make_hands

log = logging.getLogger(__name__)

TAKE_OVER_EVERY_S = 5.0
FORGET_EVERY_S = 3600.0
FORGET_AT_ONCE = 500
KEEP_FINISHED = timedelta(days=7)
STOP_WITHIN_S = 10
POLL_MAIL_S = 0.5
POLL_PRESS_S = 1.0
MAIL_JOBS_AT_ONCE = 4
"""SMTP conversations at once. A killed worker may double as many mails, each with its old Message-ID."""
DAILY_AT = "17 3 * * *"


def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; finish what is under way."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    engine = make_engine(settings.database_url)
    set_runtime(engine, make_hands(settings, engine))
    worker_id = f"worker-{uuid.uuid4().hex}"
    locks = make_locks(engine)
    with locks.hold(worker_id):
        _launch(settings, worker_id)
        log.info("worker ready")
        try:
            _watch(settings, worker_id, locks)
        except _StopWork:
            log.info("worker stops")
        finally:
            stop_waiting()
            DBOS.destroy(workflow_completion_timeout_sec=STOP_WITHIN_S)
            engine.dispose()
    log.info("worker stopped")


def _launch(settings: Settings, worker_id: str) -> None:
    config: DBOSConfig = {
        "name": APPLICATION_NAME,
        "system_database_url": settings.database_url,
        "executor_id": worker_id,
        "application_version": JOBS_VERSION,
        "serializer": JsonSerializer(),
        "log_level": "WARNING",
        "run_migrations": False,
    }
    DBOS(config=config)
    DBOS.listen_queues(list(QueueName))
    DBOS.launch()
    DBOS.register_queue(QueueName.MAIL, worker_concurrency=MAIL_JOBS_AT_ONCE, polling_interval_sec=POLL_MAIL_S)
    DBOS.register_queue(QueueName.PRESS, worker_concurrency=1, polling_interval_sec=POLL_PRESS_S)
    DBOS.apply_schedules(
        [
            {
                "schedule_name": JobName.DAILY,
                "workflow_fn": daily_job,
                "schedule": DAILY_AT,
                "context": None,
                "automatic_backfill": True,
                "queue_name": QueueName.PRESS,
            }
        ]
    )


class _StopWork(SystemExit):
    """The signal to stop. Raised in the main thread, where an event's lock might be held at that moment."""


def _leave(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise _StopWork(0)


def _watch(settings: Settings, worker_id: str, locks: LivenessLocks) -> NoReturn:
    """Show that this worker lives, and look after what others left. While the database is away, neither."""
    client = DBOSClient(
        system_database_url=settings.database_url, serializer=JsonSerializer(), application_name=APPLICATION_NAME
    )
    forgotten_s = -FORGET_EVERY_S
    try:
        while True:
            try:
                locks.keep()
                take_over(client, worker_id, locks)
                if time.monotonic() - forgotten_s > FORGET_EVERY_S:
                    forget_finished(client, clock.now() - KEEP_FINISHED)
                    forgotten_s = time.monotonic()
            except OperationalError:
                log.warning("the database was away")
            time.sleep(TAKE_OVER_EVERY_S)
    finally:
        client.destroy()


def forget_finished(client: DBOSClient, before: datetime) -> int:
    """Delete the traces of jobs that ended before an instant. Returns how many."""
    forgotten = 0
    while True:
        ended = client.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=before.isoformat(),
            limit=FORGET_AT_ONCE,
            load_input=False,
            load_output=False,
        )
        if not ended:
            return forgotten
        client.delete_workflows([job.workflow_id for job in ended])
        forgotten += len(ended)


def take_over(client: DBOSClient, worker_id: str, locks: LivenessLocks) -> int:
    """Put the jobs of dead workers back into their queues. Returns how many."""
    pending = client.list_workflows(status="PENDING", load_input=False, load_output=False)
    by_worker: dict[str, list[WorkflowStatus]] = {}
    for job in pending:
        if job.executor_id and job.executor_id != worker_id:
            by_worker.setdefault(job.executor_id, []).append(job)
    taken = 0
    for other, jobs in by_worker.items():
        with locks.hold(other) as is_dead:
            if is_dead:
                taken += _resume(client, jobs)
    return taken


def _resume(client: DBOSClient, jobs: list[WorkflowStatus]) -> int:
    for job in jobs:
        client.resume_workflows([job.workflow_id], queue_name=job.queue_name)
    log.warning("took over %d jobs of a worker that died", len(jobs))
    return len(jobs)
