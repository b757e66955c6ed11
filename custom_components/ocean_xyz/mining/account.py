"""What is held true about an account: pure, without Home Assistant.

OCEAN has been seen to answer all zeros for a minute, a balance of -1 sat, a snapshot
older than the last, and one text for an unknown address and a farm without power.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Any, Final, override

from mashumaro.config import BaseConfig
from mashumaro.mixins.dict import DataClassDictMixin

from ..api import (
    AVERAGES,
    AccountHashrate,
    AccountPage,
    AccountSnapshot,
    HashrateAverages,
    Satoshis,
    Shares,
    UserInfo,
    WorkerAverages,
)
from .workers.memory import WorkerMemory, as_stored, from_stored
from .workers.renaming import Renaming
from .workers.state import WorkerEvent, WorkerState, WorkerStatus, silent_averages

LARGE_ACCOUNT: Final = 300
"""Workers above which the whole list is asked for only every five minutes."""

SNAPSHOT_AGE_TOLERATED: Final = 300.0
"""Seconds in which OCEAN's snapshot has to move, or the data is old."""

PAGE_AGE_TOLERATED: Final = 900.0
"""Seconds in which what the web page shows has to move, or the data is old."""

POOL_TIME_TOLERATED: Final = timedelta(minutes=5)
"""How far the pool's snapshot may be from where the account's would be."""

IDLE_IS_UNKNOWN: Final = timedelta(days=30)

# OCEAN refreshes windows of ten minutes and more only every ten minutes.
LONG_WINDOW: Final = 600
LONG_WINDOW_DELAY: Final = 1200.0

KEPT_WINDOWS: Final = 3
"""Answers that may leave a worker out until its hashrates are no longer known."""


class DataStatus(StrEnum):
    """Where the account's values come from, and whether they are worth an alert."""

    LIVE = "live"
    STALE = "stale"
    WEB_PAGE = "web_page"
    IDLE = "idle"
    UNKNOWN_ACCOUNT = "unknown_account"
    UNREACHABLE = "unreachable"


class Idle(Enum):
    """What OCEAN answers for an unknown user and for one without active workers."""

    IDLE = "idle"


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerCounts:
    """How many workers do what."""

    online: int
    offline: int
    total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountState:
    """An account as the entities show it; a part that is not known is None."""

    status: DataStatus
    snapshot: AccountSnapshot | None = None
    snapshot_time: datetime | None = None
    hashrate: HashrateAverages | None = None
    workers: Mapping[str, WorkerState] = field(default_factory=dict)
    workers_known: bool = False
    """Whether the workers' states may be shown."""
    counts: WorkerCounts | None = None
    events: tuple[WorkerEvent, ...] = ()

    @property
    def live(self) -> bool:
        """Return whether the values are worth an alert."""
        return self.status is DataStatus.LIVE

    @property
    def mining(self) -> bool | None:
        """Return whether at least one worker is online."""
        if self.counts is not None:
            return self.counts.online > 0
        known = self.workers.values() if self.workers_known else ()
        # Of those whose state is not known some may mine, too.
        return True if any(worker.online for worker in known) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountMemory(DataClassDictMixin):
    """What outlives a restart."""

    snapshot_time: datetime | None = None
    received: datetime | None = None
    """When the last snapshot arrived, by our clock."""
    last_share: datetime | None = None
    unpaid: Satoshis | None = None
    idle_since: datetime | None = None
    workers: dict[str, WorkerMemory] = field(default_factory=dict)
    renamings: tuple[Renaming, ...] = ()
    """Of workers that OCEAN may still list under their former names."""

    class Config(BaseConfig):
        """How it is written down: tuples with names keep them."""

        namedtuple_as_dict = True

    @classmethod
    @override
    def __pre_deserialize__(cls, d: dict[str, Any]) -> dict[str, Any]:
        """Read the workers by the keys that they are stored with."""
        return {**d, "workers": from_stored(d.get("workers", {}))}

    @override
    def __post_serialize__(self, d: dict[str, Any]) -> dict[str, Any]:
        """Write the workers with the keys that they are stored with."""
        return {**d, "workers": as_stored(d["workers"])}


@dataclass(frozen=True, kw_only=True, slots=True)
class Belief[AnswerT: (AccountSnapshot, AccountHashrate, AccountPage, UserInfo)]:
    """An answer that is believed, and one that may be next."""

    believed: AnswerT | None = None
    doubted: datetime | None = None
    """The time of a snapshot of nothing but zeros, which has to be repeated."""

    def told(self, answer: AnswerT) -> Belief[AnswerT]:
        """Weigh a new answer.

        The same snapshot again changes nothing. One of nothing but zeros is believed
        when the next snapshot repeats it.
        """
        at = _account_of(answer).snapshot_time
        if _is_doubtful(_account_of(answer)) and self._is_first_doubt(at):
            return replace(self, doubted=self.doubted or at)
        return Belief(believed=answer)

    def _is_first_doubt(self, at: datetime) -> bool:
        """Return whether no earlier snapshot was doubted for the same reason."""
        return self.doubted is None or at <= self.doubted


def _account_of(
    answer: AccountSnapshot | AccountHashrate | AccountPage | UserInfo,
) -> AccountSnapshot | AccountHashrate:
    """Return the part of an answer that is about the whole account."""
    return answer.account if isinstance(answer, AccountPage | UserInfo) else answer


def _is_doubtful(answer: AccountSnapshot | AccountHashrate) -> bool:
    """Return whether an answer is all zeros and contradicts itself.

    A small machine is silent for five minutes now and then, and its zero is true: the
    last share is older than the window. Where a window that holds the last share is
    said to hold no work, or OCEAN forgot the last share too, the answer is doubted.
    """
    zeros = _zero_windows(answer)
    if zeros is None:
        return False
    if answer.last_share is None:
        return True
    quiet = (answer.snapshot_time - answer.last_share).total_seconds()
    longest = max(zeros)
    return quiet < longest - (LONG_WINDOW_DELAY if longest >= LONG_WINDOW else 0)


def _zero_windows(answer: AccountSnapshot | AccountHashrate) -> list[int] | None:
    """Return the windows of an answer in which all are zero, else None."""
    known = {
        window: hashrate
        for window in AVERAGES
        if (hashrate := getattr(answer, f"hashrate_{window}s", None)) is not None
    }
    return list(known) if known and not any(known.values()) else None


def without_negative_balance(
    snapshot: AccountSnapshot, known: Satoshis | None
) -> AccountSnapshot:
    """Put the last known balance where OCEAN says a negative one."""
    if snapshot.unpaid is None or snapshot.unpaid >= 0:
        return snapshot
    return replace(snapshot, unpaid=known)


def merge_windows(
    known: WorkerAverages | None,
    missing: Mapping[str, int],
    told: WorkerAverages,
) -> tuple[WorkerAverages, dict[str, int]]:
    """Keep a worker's windows for two answers that leave it out.

    Returns the windows and by name in how many answers a worker was missing.
    """
    if known is None:
        return told, {}
    absent = {
        name: missing.get(name, 0) + 1
        for name in known.workers
        if name not in told.workers
    }
    absent = {name: count for name, count in absent.items() if count < KEPT_WINDOWS}
    if not absent:
        return told, {}
    kept = {name: known.workers[name] for name in absent}
    return replace(told, workers=kept | told.workers), absent


def count_workers(workers: Mapping[str, WorkerState]) -> WorkerCounts:
    """Count the workers; those that are gone are none."""
    statuses = [worker.status for worker in workers.values() if not worker.gone]
    running = statuses.count(WorkerStatus.ONLINE) + statuses.count(WorkerStatus.LOW)
    return WorkerCounts(
        online=running,
        offline=statuses.count(WorkerStatus.OFFLINE),
        total=len(statuses),
    )


def all_paused(workers: Mapping[str, WorkerState]) -> bool:
    """Return whether there are workers, and all of them are off on purpose."""
    present = [worker.status for worker in workers.values() if not worker.gone]
    return bool(present) and set(present) == {WorkerStatus.PAUSED}


def idle_snapshot(
    at: datetime, last_share: datetime | None, unpaid: Satoshis | None
) -> AccountSnapshot:
    """Return what is known of an account of which OCEAN says that it is idle.

    The windows that are not longer than the silence are truly zero; the balance is
    the last that was known.
    """
    windows = silent_averages(last_share, at)
    return AccountSnapshot(
        snapshot_time=at,
        shares_60s=None if windows.hashrate_60s is None else Shares(0),
        shares_300s=None if windows.hashrate_300s is None else Shares(0),
        hashrate_60s=windows.hashrate_60s,
        hashrate_300s=windows.hashrate_300s,
        last_share=last_share,
        unpaid=unpaid,
    )


def short_windows(snapshot: AccountSnapshot) -> HashrateAverages:
    """Return the two windows that a snapshot holds, for when the others are missing."""
    return HashrateAverages(
        hashrate_60s=snapshot.hashrate_60s, hashrate_300s=snapshot.hashrate_300s
    )


def idle_reference(
    memory: AccountMemory, pool_time: datetime | None, now: datetime
) -> datetime:
    """Return the time of OCEAN's present snapshot while an idle account is told none.

    The pool's own snapshot, or the last of the account plus what has passed since. A
    pool snapshot that stands still must not make an idle farm's time stand still.
    """
    if memory.snapshot_time is None or memory.received is None:
        return pool_time or now
    elapsed = memory.snapshot_time + max(now - memory.received, timedelta())
    if pool_time is None or abs(elapsed - pool_time) > POOL_TIME_TOLERATED:
        return elapsed
    return max(pool_time, memory.snapshot_time)


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """What decides the status of an account's data."""

    idle: bool
    """Whether OCEAN's last answer was that the user is unknown or has no workers."""
    usable: bool
    """Whether the last good answer may still be shown."""
    failing: bool
    """Whether the last ask failed: of the interface, or of the page while it is on it."""
    web_page: bool
    snapshot_age: float
    """Seconds since OCEAN's snapshot last moved."""
    paused: bool = False
    """Whether all workers are off on purpose, and so no riddle however long."""


def data_status(health: Health, memory: AccountMemory, now: datetime) -> DataStatus:
    """Tell apart what an alert has to tell apart."""
    if health.web_page:
        old = health.failing or health.snapshot_age > PAGE_AGE_TOLERATED
        return DataStatus.STALE if old else DataStatus.WEB_PAGE
    if not health.usable:
        return DataStatus.UNREACHABLE
    if health.idle:
        return _idle_status(memory, now, paused=health.paused)
    if health.failing or health.snapshot_age > SNAPSHOT_AGE_TOLERATED:
        return DataStatus.STALE
    return DataStatus.LIVE


def _idle_status(memory: AccountMemory, now: datetime, *, paused: bool) -> DataStatus:
    """Tell an address that OCEAN never knew from a farm without power."""
    if memory.snapshot_time is None:
        return DataStatus.UNKNOWN_ACCOUNT
    since = memory.idle_since
    if since is not None and now - since > IDLE_IS_UNKNOWN and not paused:
        return DataStatus.UNKNOWN_ACCOUNT
    return DataStatus.IDLE
