"""What is held true about an account: pure, without Home Assistant."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, override

from mashumaro.config import BaseConfig
from mashumaro.mixins.dict import DataClassDictMixin

from ..api import (
    AccountHashrate,
    AccountPage,
    AccountSnapshot,
    HashesPerSecond,
    HashrateAverages,
    Satoshis,
    Shares,
    UserInfo,
    WorkerAverages,
)
from .alert_memory import Alerts
from .units import MINUTE
from .workers.memory import Renaming, WorkerMemory, as_stored, from_stored
from .workers.share_gap import mean_gap
from .workers.state import (
    RollCall,
    WorkerCounts,
    WorkerEvent,
    WorkerState,
    all_paused,
    count_workers,
    shared_hashrate,
    silent_averages,
)

LARGE_ACCOUNT: Final = 300
LARGE_ACCOUNT_INTERVAL: Final = 300.0
"""Workers above which the whole list is asked for more rarely, in seconds."""

PAGE_INTERVAL: Final = 300.0
"""Seconds between two asks for the web page, also after one that failed."""

SNAPSHOT_AGE_TOLERATED: Final = 300.0
"""Seconds in which OCEAN's snapshot has to move, or the data is old."""

PAGE_AGE_TOLERATED: Final = 900.0
"""Seconds in which the web page's figures have to move, or the data is old."""

POOL_TIME_TOLERATED: Final = timedelta(minutes=5)
"""How far the pool's snapshot may be from where the account's would be."""

IDLE_IS_UNKNOWN: Final = timedelta(days=30)
"""How long an account may be idle until its address counts as unknown."""

IDLE_BY_CHANCE: Final = timedelta(days=1)
"""For how long a small account may be idle between two of its shares.

And for how long a machine counts to it after its last share before.
"""


class DataStatus(StrEnum):
    """Where the account's values come from, and whether they are worth an alert."""

    LIVE = "live"
    STALE = "stale"
    WEB_PAGE = "web_page"
    IDLE = "idle"
    UNKNOWN_ACCOUNT = "unknown_account"
    UNREACHABLE = "unreachable"


CURRENT: Final = frozenset({DataStatus.LIVE, DataStatus.IDLE, DataStatus.WEB_PAGE})
"""How the figures of an account are of this minute, also after a power cut."""


class KnownBy(StrEnum):
    """By which answers an account is known in this minute."""

    LIST = "list"
    """By the list of its workers, and for a large account by the snapshot in between."""
    OLD_LIST = "old_list"
    """By a list of workers alone, which is too old for the account's own figures."""
    SNAPSHOT = "snapshot"
    """By the account's snapshot; nothing is known of its workers."""
    HASHRATES = "hashrates"
    """By the account's snapshot, and its workers by their hashrates alone."""
    WEB_PAGE = "web_page"
    """By the page on OCEAN's web site, because the API is silent."""
    IDLE = "idle"
    """By OCEAN's answer that the user is unknown or has no active workers."""
    SILENT = "silent"
    """By nothing: no answer may be shown."""

    @property
    def has_figures(self) -> bool:
        """Return whether the account's own figures may be shown."""
        return self not in (KnownBy.OLD_LIST, KnownBy.SILENT)


def known_by(
    *, workers: bool, fresh: bool, snapshot: bool, hashrates: bool, idle: bool
) -> KnownBy:
    """Return by which answers of the API an account is known.

    `workers`, `snapshot` and `hashrates` say which answers may be shown: the list of
    workers, the account's snapshot and the workers' hashrates. `fresh` says whether the
    list is young enough for the account's own figures, `idle` whether the newest of the
    first two says that no worker is active.
    """
    if not snapshot and not (workers and fresh):
        return KnownBy.OLD_LIST if workers else KnownBy.SILENT
    if idle:
        return KnownBy.IDLE
    if workers:
        return KnownBy.LIST
    return KnownBy.HASHRATES if hashrates else KnownBy.SNAPSHOT


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountState:
    """An account as the entities show it; a part that is not known is None."""

    status: DataStatus | None
    """None until the first answer, or its failure."""
    snapshot: AccountSnapshot | None = None
    snapshot_time: datetime | None = None
    hashrate: HashrateAverages | None = None
    workers: Mapping[str, WorkerState] = field(default_factory=dict)
    workers_known: bool = False
    """Whether the workers' states may be shown."""
    counts: WorkerCounts | None = None
    hashrate_shared: HashesPerSecond | None = None
    """Over 3 h, as all workers share it."""
    events: tuple[WorkerEvent, ...] = ()

    @property
    def live(self) -> bool:
        """Return whether the values are worth an alert."""
        return self.status is DataStatus.LIVE

    @property
    def silence(self) -> timedelta:
        """Return how old the last share was at the snapshot; 0 if that is not known."""
        if (snapshot := self.snapshot) is None or snapshot.last_share is None:
            return timedelta()
        return max(snapshot.snapshot_time - snapshot.last_share, timedelta())

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
    alerts: Alerts = field(default_factory=Alerts)

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
class AccountReading:
    """What the answers of this minute say of an account, as far as they are believed."""

    known_by: KnownBy
    snapshot: AccountSnapshot | None = None
    """None if none may be shown."""
    hashrate: AccountHashrate | None = None
    """In all averages; None if it is not known."""
    page: AccountPage | None = None
    """The web page while the account is known by it."""
    info: UserInfo | None = None
    """The list of workers; None if it may not be shown."""
    worker_hashrates: WorkerAverages | None = None
    """Each worker's hashrate in all averages; None if it may not be shown."""
    surely_idle: bool = False
    """Whether two answers in a row say that no worker is active, the newest too."""
    workers_known: bool = False
    """Whether an answer about the workers may be shown."""
    failing: bool = False
    """Whether the last ask failed."""
    unasked: bool = False
    """Whether the last answer was good, and nobody asked again since it grew old."""
    awaited: bool = False
    """Whether the first answer is still to come."""


def remembered(
    memory: AccountMemory, reading: AccountReading, now: datetime
) -> AccountMemory:
    """Return what to remember, the same object if there is nothing new.

    Later answers that lack something are compared with it.
    """
    if reading.known_by is KnownBy.IDLE:
        return memory if memory.idle_since else replace(memory, idle_since=now)
    if (snapshot := reading.snapshot) is None:
        return memory
    last = memory.snapshot_time
    if snapshot.snapshot_time == last and not memory.idle_since:
        return memory
    old = last is not None and snapshot.snapshot_time < last
    if old and reading.known_by is KnownBy.WEB_PAGE:
        return memory
    return replace(
        memory,
        snapshot_time=snapshot.snapshot_time,
        received=now,
        last_share=snapshot.last_share or memory.last_share,
        unpaid=memory.unpaid if snapshot.unpaid is None else snapshot.unpaid,
        idle_since=None,
    )


def account_state(
    reading: AccountReading,
    memory: AccountMemory,
    roll: RollCall,
    *,
    idle_at: datetime | None,
    snapshot_age: float,
    now: datetime,
) -> AccountState:
    """Put together what the entities show.

    `idle_at` is OCEAN's time while the account is surely idle, else None;
    `snapshot_age` the seconds since OCEAN's snapshot last moved.
    """
    snapshot, hashrate = reading.snapshot, _hashrate(reading)
    idle = reading.known_by is KnownBy.IDLE
    if surely_idle := idle and idle_at is not None:
        snapshot = idle_snapshot(idle_at, memory.last_share, memory.unpaid)
        hashrate = reading.hashrate or silent_averages(memory.last_share, idle_at)
    # After a restart nothing is decided about any worker by a first idle answer.
    workers_known = reading.workers_known and bool(roll.states or not roll.memories)
    return AccountState(
        status=data_status(
            reading,
            memory,
            now,
            snapshot_age=snapshot_age,
            # Neither matters otherwise, and both ask all workers.
            paused=idle and all_paused(roll.states),
            between_shares=idle and _is_between_shares(memory, roll.states, now),
        ),
        snapshot=snapshot,
        snapshot_time=None
        if surely_idle or snapshot is None
        else snapshot.snapshot_time,
        hashrate=hashrate,
        workers=roll.states,
        workers_known=workers_known,
        counts=_counts(reading, roll) if workers_known else None,
        hashrate_shared=shared_hashrate(roll.states, hashrate),
        events=roll.events,
    )


def _is_between_shares(
    memory: AccountMemory, workers: Mapping[str, WorkerState], now: datetime
) -> bool:
    """Return whether an account may be idle by chance, while its machines run.

    Its shares are further apart than OCEAN's snapshots. A power cut of larger machines
    is no chance, also once only small ones may still run.
    """
    since = memory.idle_since or now
    if now - since > IDLE_BY_CHANCE or not any(one.online for one in workers.values()):
        return False
    gaps = [
        mean_gap(one)
        for one in memory.workers.values()
        if one.last_share
        and since - one.last_share < IDLE_BY_CHANCE
        and one.resumed is None
    ]
    return 0 < sum(MINUTE / gap for gap in gaps if gap) < 1


def _hashrate(reading: AccountReading) -> HashrateAverages | None:
    """Return the account's hashrate in as many averages as are known."""
    if reading.hashrate is not None:
        return reading.hashrate
    if reading.page is not None:
        return reading.page.hashrate
    return None if reading.snapshot is None else short_averages(reading.snapshot)


def _counts(reading: AccountReading, roll: RollCall) -> WorkerCounts | None:
    """Return how many workers do what; None while an answer leaves some out."""
    by_page = reading.known_by is KnownBy.WEB_PAGE
    unknown = any(
        state.status is None and not state.gone and (by_page or state.row is None)
        for state in roll.states.values()
    )
    return None if unknown else count_workers(roll.states)


def idle_snapshot(
    at: datetime, last_share: datetime | None, unpaid: Satoshis | None
) -> AccountSnapshot:
    """Return what is known of an account that OCEAN calls idle.

    Averages that are not longer than the silence are truly zero; the balance is the
    last one known.
    """
    hashrates = silent_averages(last_share, at)
    return AccountSnapshot(
        snapshot_time=at,
        shares_60s=None if hashrates.hashrate_60s is None else Shares(0),
        shares_300s=None if hashrates.hashrate_300s is None else Shares(0),
        hashrate_60s=hashrates.hashrate_60s,
        hashrate_300s=hashrates.hashrate_300s,
        last_share=last_share,
        unpaid=unpaid,
    )


def short_averages(snapshot: AccountSnapshot) -> HashrateAverages:
    """Return the two averages that a snapshot has, for when the others are missing."""
    return HashrateAverages(
        hashrate_60s=snapshot.hashrate_60s, hashrate_300s=snapshot.hashrate_300s
    )


def ocean_time(
    memory: AccountMemory, pool_time: datetime | None, now: datetime
) -> datetime:
    """Return the time of OCEAN's present snapshot when no answer about the account says it.

    It is the pool's snapshot, or the account's last one plus the time since then. A
    pool snapshot that stands still must not stop the time of an idle farm.
    """
    if memory.snapshot_time is None or memory.received is None:
        return pool_time or now
    elapsed = memory.snapshot_time + max(now - memory.received, timedelta())
    if pool_time is None or abs(elapsed - pool_time) > POOL_TIME_TOLERATED:
        return elapsed
    return max(pool_time, memory.snapshot_time)


def data_status(
    reading: AccountReading,
    memory: AccountMemory,
    now: datetime,
    *,
    snapshot_age: float,
    paused: bool = False,
    between_shares: bool = False,
) -> DataStatus | None:
    """Return where the figures come from, and whether they are worth an alert.

    None until the first answer or failure. `snapshot_age` is how many seconds ago
    OCEAN's snapshot moved. `paused` says whether all workers are off on purpose. If an
    idle account may be `between_shares`, its machines run.
    """
    known_by = reading.known_by
    if reading.awaited:
        return None
    if known_by is KnownBy.WEB_PAGE:
        old = reading.failing or snapshot_age > PAGE_AGE_TOLERATED
        return DataStatus.STALE if old else DataStatus.WEB_PAGE
    if not known_by.has_figures:
        return DataStatus.STALE if reading.unasked else DataStatus.UNREACHABLE
    idle = known_by is KnownBy.IDLE
    if idle and not between_shares:
        return _idle_status(memory, now, paused=paused)
    if reading.failing or (not idle and snapshot_age > SNAPSHOT_AGE_TOLERATED):
        return DataStatus.STALE
    return DataStatus.LIVE


def _idle_status(memory: AccountMemory, now: datetime, *, paused: bool) -> DataStatus:
    """Distinguish an address that OCEAN never knew from a farm without power."""
    long_idle = now - (memory.idle_since or now) > IDLE_IS_UNKNOWN and not paused
    unknown = memory.snapshot_time is None or long_idle
    return DataStatus.UNKNOWN_ACCOUNT if unknown else DataStatus.IDLE
