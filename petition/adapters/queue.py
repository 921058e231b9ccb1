"""Durable jobs by DBOS, behind this one thin module. A job is enqueued in the transaction of the row that causes it.

Jobs carry ids and versions, never names or addresses. They are stored as JSON: DBOS' own default is pickle, by which a
row written into the database could become code.
"""

import json
from enum import StrEnum
from typing import Any

from dbos import DBOS, DBOSClient
from dbos._serialization import Serializer  # the base class is not exported by the package's face
from sqlalchemy import Engine
from sqlalchemy.orm import Session

APPLICATION_NAME = "petition"
JOBS_VERSION = "1"
"""Raised only when a job's arguments or steps change shape; jobs of another version wait for a worker of theirs."""


class QueueName(StrEnum):
    """Where jobs wait. Each has a worker; a test compares."""

    MAIL = "mail"
    PRESS = "press"


class JobName(StrEnum):
    """The jobs. Names are stored with waiting jobs, so they are never reused for another meaning."""

    SEND_MAILS = "send_mails"
    SEND_MAIL_AGAIN = "send_mail_again"
    RENDER_BATCH = "render_batch"
    DAILY = "daily"


QUEUE_OF = {
    JobName.SEND_MAILS: QueueName.MAIL,
    JobName.SEND_MAIL_AGAIN: QueueName.MAIL,
    JobName.RENDER_BATCH: QueueName.PRESS,
    JobName.DAILY: QueueName.PRESS,
}


class JsonSerializer(Serializer):
    """Job arguments and results as JSON text. Exceptions are kept as their kind and text."""

    def serialize(self, data: Any) -> str:  # noqa: ANN401 - DBOS' signature
        """JSON, or for an exception a tagged pair."""
        return json.dumps(data, default=_encode)

    def deserialize(self, serialized_data: str) -> Any:  # noqa: ANN401 - DBOS' signature
        """What `serialize` was given."""
        return json.loads(serialized_data, object_hook=_decode)

    def name(self) -> str:
        """Stored beside each value, so that another serializer refuses it."""
        return "petition_json"


class JobError(Exception):
    """A job's failure as it was stored: the kind of exception only, since its text may hold personal data."""


def _encode(value: object) -> dict[str, str]:
    if isinstance(value, BaseException):
        return {"__error__": type(value).__name__}
    raise TypeError(f"a job cannot carry {type(value).__name__}")


def _decode(value: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return JobError(value["__error__"]) if "__error__" in value else value


def migrate_jobs(database_url: str) -> None:
    """Create or upgrade the tables of the job engine."""
    DBOS.migrate(database_url)


def _first(argument: int | list[int]) -> int:
    return argument[0] if isinstance(argument, list) else argument


class JobQueue:
    """Puts jobs into the queue inside the caller's transaction: both are there after commit, or neither."""

    def __init__(self, engine: Engine) -> None:
        self._client = DBOSClient(
            system_database_engine=engine, serializer=JsonSerializer(), application_name=APPLICATION_NAME, lazy=True
        )

    def enqueue(self, session: Session, job: JobName, *arguments: int | list[int], delay_s: float = 0) -> None:
        """Enqueue `job` for ids; the same job for the same ids is enqueued once, however often this is called.

        A list of ids is known by its first one. `delay_s` seconds pass before the job is taken.
        """
        options: Any = {
            "workflow_name": job,
            "queue_name": QUEUE_OF[job],
            "workflow_id": "-".join((job, *(str(_first(argument)) for argument in arguments))),
            "app_version": JOBS_VERSION,
        }
        if delay_s:
            options["delay_seconds"] = delay_s
        self._client.enqueue_in_transaction(session, options, *arguments)
