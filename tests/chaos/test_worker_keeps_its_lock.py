"""A worker whose database was restarted lives, and the others must know it: or they would do its jobs a second time."""

import pytest

from petition.domain.states import MailState
from petition.jobs.liveness import make_locks
from petition.usecases.context import Context
from petition.usecases.sign import sign
from tests.chaos.house import House, count_mails, cut_connections, list_workers, wait_until
from tests.conftest import ENGINES
from tests.stories import make_sign

pytestmark = pytest.mark.parametrize("database_url", [name for name in ENGINES if name == "postgresql"], indirect=True)


def test_the_living_take_their_lock_again(ctx: Context, house: House) -> None:
    sign(ctx, make_sign(ctx))
    with house.worker() as service:
        wait_until(lambda: count_mails(ctx, MailState.SENT) == 1)
        wait_until(lambda: len(list_workers(ctx)) == 1)
        worker_id = next(iter(list_workers(ctx)))
        assert not is_free(ctx, worker_id)
        ctx.session.close()
        cut_connections(house.environ["PETITION_DATABASE_URL"])
        wait_until(lambda: not is_free(ctx, worker_id))
        sign(ctx, make_sign(ctx, "second@example.org"))
        wait_until(lambda: count_mails(ctx, MailState.SENT) == 2)
        assert service.stop() == 0
    assert is_free(ctx, worker_id)


def is_free(ctx: Context, worker_id: str) -> bool:
    """What another worker sees who asks whether this one is dead."""
    with make_locks(ctx.session.get_bind().engine).hold(worker_id) as is_dead:
        return is_dead
