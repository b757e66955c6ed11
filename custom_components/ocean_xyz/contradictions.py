"""Answers that cannot be true because another one, or their own words, say the opposite.

One broken route must never look like a farm without power.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from .account import SNAPSHOT_AGE_TOLERATED, Idle
from .api import (
    AccountHashrate,
    AccountPage,
    AccountSnapshot,
    OceanNoSuchUserError,
    OceanResponseError,
    WorkerSnapshot,
)
from .worker_memory import WorkerMemory

# The web page tells the minute of a share, and may itself be a minute or two old.
PAGE_SLACK: Final = timedelta(minutes=2)
PAGE_AGE_TOLERATED: Final = timedelta(minutes=5)


async def or_idle[AnswerT](
    answer: Awaitable[AnswerT], contradicted: Callable[[], Awaitable[bool]]
) -> AnswerT | Idle:
    """Take "no such user or no active workers" as the answer that it is.

    Raises OceanResponseError where another answer of OCEAN's says the opposite.
    """
    try:
        return await answer
    except OceanNoSuchUserError:
        if not await contradicted():
            return Idle.IDLE
    msg = "no active workers on this route, and their work on another"
    raise OceanResponseError(msg)


def tells_of_work(
    told: AccountSnapshot | AccountHashrate | Idle | None, at: datetime
) -> bool:
    """Return whether an answer of about now tells of work in the last minutes."""
    if not isinstance(told, AccountSnapshot | AccountHashrate):
        return False
    if (at - told.snapshot_time).total_seconds() > SNAPSHOT_AGE_TOLERATED:
        return False
    return bool(told.hashrate_60s or told.hashrate_300s)


def is_old_page(
    page: AccountPage, known: Mapping[str, WorkerMemory], at: datetime
) -> bool:
    """Return whether a web page is a copy of an earlier one.

    A page does not say of when it is, but its shares do: its newest one is older than
    the newest that is known, or long ago by `at`, the present time of OCEAN's, while
    the page tells of work in the last minute.
    """
    newest = _newest_share(page.workers)
    if newest is None:
        return False
    before = _newest_share(known)
    if before is not None and before - newest > PAGE_SLACK:
        return True
    working = any(worker.hashrate_60s for worker in page.workers.values())
    return working and at - newest > PAGE_AGE_TOLERATED


def _newest_share(
    workers: Mapping[str, WorkerSnapshot] | Mapping[str, WorkerMemory],
) -> datetime | None:
    """Return the time of the last share of all."""
    shares = (worker.last_share for worker in workers.values())
    return max((share for share in shares if share is not None), default=None)
