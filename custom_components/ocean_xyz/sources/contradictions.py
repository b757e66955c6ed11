"""Answers that cannot be true because another one, or their own words, say the opposite.

One broken route must never look like a farm without power.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from ..api import (
    AccountHashrate,
    AccountSnapshot,
    OceanNoSuchUserError,
    OceanResponseError,
)
from ..mining.account import SNAPSHOT_AGE_TOLERATED, Idle


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
