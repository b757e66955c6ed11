"""The workers of one account, judged by one answer after another."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import batched
from operator import attrgetter
from typing import Any, Final

from ..api.models import (
    MAX_ACCOUNT_WORKERS,
    AccountHashrate,
    UserInfo,
    WorkerSnapshot,
)
from ..mining.account import (
    LARGE_ACCOUNT,
    LARGE_ACCOUNT_INTERVAL,
    PAGE_INTERVAL,
    AccountMemory,
    AccountReading,
    KnownBy,
)
from ..mining.units import MINUTE
from ..mining.workers.memory import Renaming
from ..mining.workers.renaming import without_former
from ..mining.workers.revisions import renamed, without_surplus
from ..mining.workers.roll_call import Evidence, WorkerReport, roll_call
from ..mining.workers.state import RollCall, joined
from ..mining.workers.status import Rules

WORKERS_AT_ONCE: Final = 25
"""Workers that are judged before the event loop is given back."""

REGISTRIES_WRITTEN: Final = 120.0
"""Seconds after which Home Assistant has written what changed in its registries."""

_SHARES: Final = tuple(map(attrgetter, ("shares_60s", "shares_300s")))
_RATES: Final = tuple(map(attrgetter, ("hashrate_60s", "hashrate_300s")))

TELLING: Final = 100
"""Shares that are enough to tell nearly all of an account's work from a part of it."""

HALF: Final = 0.5
NEARLY_ALL: Final = 0.9


type Revision = Callable[[RollCall], RollCall]


class WorkerRoll:
    """What is known of an account's workers, and what the user decided about them."""

    def __init__(self, memory: AccountMemory, clock: Callable[[], float]) -> None:
        """Start from what is remembered; `clock` counts seconds."""
        self.roll = RollCall(memories=dict(memory.workers), states={}, events=())
        self.renamings = memory.renamings
        self.at: datetime | None = None
        """The time of the last answer that shows work, by OCEAN's clock."""
        self.idle_at: datetime | None = None
        """OCEAN's time while the account is surely idle, else None."""
        # The registries have these under their new names. Later renamings are settled
        # by the next set-up.
        self._settled = memory.renamings
        self._clock = clock
        self._began = clock()
        self._missed = False
        """Whether an ask failed since the last answer."""
        self._revisions: list[Revision] = []

    async def take(self, reading: AccountReading, now: datetime, rules: Rules) -> None:
        """Judge the workers by the newest answer about them, once.

        `now` is the present time by OCEAN's clock.
        """
        if reading.known_by not in (KnownBy.IDLE, KnownBy.SILENT):
            self.idle_at = None
        self._missed |= reading.failing
        answer = about_workers(reading, self.renamings, now)
        listed = answer is not None and answer.evidence is Evidence.LIST
        if listed and reading.info is not None:
            self._settle_renamings(reading.info.workers)
        if answer is None or not self._is_news(answer):
            self.roll = self.roll.quiet()
            return
        if not self._missed:
            # We ask a little less often than OCEAN makes snapshots, and miss some.
            answer = replace(answer, interval=answer.interval + MINUTE)
        self._missed = False
        if answer.evidence is Evidence.IDLE:
            self.idle_at = answer.at
        else:
            self.at = answer.at
        await self._judge(answer, rules)

    def _is_news(self, answer: WorkerReport) -> bool:
        """Return whether the workers were not judged by this answer yet."""
        if answer.evidence is Evidence.IDLE:
            return self.idle_at is None or answer.at > self.idle_at
        return answer.at != self.at

    async def _judge(self, answer: WorkerReport, rules: Rules) -> None:
        """Judge all workers; a farm's in slices, so that others have their turn."""
        self._revisions.clear()
        before = self.roll
        parts: list[RollCall] = []
        for some in batched(answer.names(before), WORKERS_AT_ONCE, strict=False):
            parts.append(roll_call(before, answer, rules, some))
            if len(some) == WORKERS_AT_ONCE:
                await asyncio.sleep(0)
        roll = joined(parts)
        if len(parts) > 1:
            await asyncio.sleep(0)
        # What the user decided in the meantime holds for the result too.
        for revision in self._revisions:
            roll = revision(roll)
        self.roll = without_surplus(roll, MAX_ACCOUNT_WORKERS)

    def revise(self, revision: Revision) -> None:
        """Change what is known of the workers, and the result of a running roll call."""
        self._revisions.append(revision)
        self.roll = revision(self.roll)

    def rename(self, renaming: Renaming) -> None:
        """Let a worker go on under a new name, and ignore its former one."""
        self.revise(lambda roll: renamed(roll, renaming))
        others = (one for one in self.renamings if one.old != renaming.old)
        self.renamings = (*others, renaming)

    def _settle_renamings(self, rows: Mapping[str, WorkerSnapshot]) -> None:
        """Forget renamings that are over: what is listed under a former name is new.

        Also those that are no longer needed, once Home Assistant has surely written its
        registries.
        """
        written = self._clock() - self._began > REGISTRIES_WRITTEN
        self.renamings = tuple(
            one
            for one in self.renamings
            if (
                not one.mines_again(rows[one.old].last_share)
                if one.old in rows
                else not (written and one in self._settled)
            )
        )


def about_workers(
    reading: AccountReading, renamings: tuple[Renaming, ...], now: datetime
) -> WorkerReport | None:
    """Return what was last said about the workers; None if nothing of it is valid.

    `now` is the present time by OCEAN's clock. Workers that were renamed are left out
    under their former names.
    """
    if reading.known_by is KnownBy.IDLE:
        idle = WorkerReport(evidence=Evidence.IDLE, at=now)
        return idle if reading.surely_idle else None
    if (page := reading.page) is not None:
        return WorkerReport(
            evidence=Evidence.PART_OF_LIST,
            at=page.account.snapshot_time,
            rows=without_former(page.workers, renamings),
            averages=page.averages,
            interval=PAGE_INTERVAL + MINUTE,
        )
    info, hashrates = reading.info, reading.worker_hashrates
    if info is not None:
        large = len(info.workers) > LARGE_ACCOUNT
        complete = _is_complete(info, reading.hashrate)
        return WorkerReport(
            evidence=Evidence.LIST if complete else Evidence.PART_OF_LIST,
            at=info.account.snapshot_time,
            rows=without_former(info.workers, renamings),
            averages=hashrates.workers if hashrates else {},
            interval=LARGE_ACCOUNT_INTERVAL if large else MINUTE,
        )
    if hashrates is not None and reading.known_by is KnownBy.HASHRATES:
        former = {one.old for one in renamings}
        return WorkerReport(
            evidence=Evidence.HASHRATES,
            at=hashrates.snapshot_time,
            averages={k: v for k, v in hashrates.workers.items() if k not in former},
        )
    return None


def _is_complete(info: UserInfo, hashrate: AccountHashrate | None) -> bool:
    """Return whether a list may say by absence that a worker is not active.

    Not where a row could not be read, or where it holds less than half of the active
    workers or of the account's work. Where the shares in the same answer are many
    enough, it has to hold 90 % of them.
    """
    if info.left_out:
        return False
    rows, account = info.workers.values(), info.account
    if len(rows) * 2 < ((hashrate and hashrate.active_workers) or 0):
        return False
    # Each share adds its difficulty, a power of two, to the counts.
    counts = [work(one) or 0 for one in (account, *rows) for work in _SHARES]
    difficulty = min((count & -count for count in counts if count), default=1)
    for work in _SHARES:
        shares = work(account) or 0
        least = NEARLY_ALL if shares >= TELLING * difficulty else HALF
        if not _holds(rows, work, least * shares):
            return False
    return all(
        _holds(rows, rate, HALF * (rate(one) or 0))
        for rate in _RATES
        for one in (account, hashrate)
        if one
    )


def _holds(
    rows: Collection[WorkerSnapshot], work: Callable[[Any], float | None], least: float
) -> bool:
    """Return whether workers do so much work together, as far as they say it."""
    known = [one for row in rows if (one := work(row)) is not None]
    return sum(known) >= least or bool(rows and not known)
