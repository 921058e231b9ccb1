"""Every job has a queue and a function, every queue a worker, and no job carries a name or an address."""

import inspect
import pickle

import pytest

from petition.adapters.queue import QUEUE_OF, JobError, JobName, JsonSerializer, QueueName
from petition.jobs import worker, workflows


def test_every_job_has_a_queue_and_a_function() -> None:
    assert set(QUEUE_OF) == set(JobName)
    source = inspect.getsource(workflows)
    assert {job for job in JobName if f"@DBOS.workflow(name=JobName.{job.name})" not in source} == set()


def test_every_queue_has_a_worker() -> None:
    source = inspect.getsource(worker)
    assert {queue for queue in QueueName if f"register_queue(QueueName.{queue.name}," not in source} == set()


def test_jobs_are_stored_as_json_and_never_as_code() -> None:
    serializer = JsonSerializer()
    assert serializer.deserialize(serializer.serialize({"args": [1, 2], "kwargs": {}})) == {
        "args": [1, 2],
        "kwargs": {},
    }
    with pytest.raises(ValueError, match="Expecting value"):
        serializer.deserialize(pickle.dumps({"args": [1]}).decode("latin-1"))


def test_a_stored_failure_keeps_its_kind_and_forgets_its_words() -> None:
    stored = JsonSerializer().serialize(ValueError("nino@example.org"))
    assert "nino" not in stored
    error = JsonSerializer().deserialize(stored)
    assert isinstance(error, JobError)
    assert str(error) == "ValueError"


def test_a_job_refuses_arguments_that_are_no_numbers_or_codes() -> None:
    with pytest.raises(TypeError, match="a job cannot carry object"):
        JsonSerializer().serialize(object())
