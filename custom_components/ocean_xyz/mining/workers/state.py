"""What a worker does, as it is shown and announced."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from ...api.models import HashrateAverages, WorkerSnapshot
from ...api.units import AVERAGES, HashesPerSecond
from .memory import WorkerMemory

NO_AVERAGES: Final = HashrateAverages()


class WorkerStatus(StrEnum):
    """What a worker does."""

    ONLINE = "online"
    LOW = "low"
    OFFLINE = "offline"
    PAUSED = "paused"


class WorkerChange(StrEnum):
    """What happened to a worker."""

    ONLINE = "online"
    OFFLINE = "offline"
    APPEARED = "appeared"
    GONE = "gone"
    LOW = "low"
    """Its hashrate is low."""
    RECOVERED = "recovered"
    """It was low, and is as usual again."""


class WorkerState(NamedTuple):
    """A worker as the entities show it. Hashrates are H/s."""

    name: str
    status: WorkerStatus | None
    last_share: datetime | None
    long_averages: HashrateAverages
    """As last reported in all averages. The two short ones in `row` are newer."""
    row: WorkerSnapshot | None = None
    """The worker in the newest answer that lists it with its shares."""
    gone: bool = False
    offline_since: datetime | None = None
    """When its silence began; only of a worker that is offline."""
    hashrate_lost: float | None = None
    """What the account is short of because it is offline or low."""

    @property
    def averages(self) -> HashrateAverages:
        """Return the hashrate in all averages, each as last reported."""
        if self.row is None:
            return self.long_averages
        return with_short_averages(self.long_averages, self.row)

    @property
    def estimated_next_block(self) -> int | None:
        """Return what the worker earns by the pool's next block, in sat."""
        return self.row.estimated_next_block if self.row else None

    @property
    def online(self) -> bool | None:
        """Return whether the worker mines."""
        if self.status is None:
            return None
        return self.status in (WorkerStatus.ONLINE, WorkerStatus.LOW)


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerEvent:
    """Something that happened to a worker and is announced."""

    change: WorkerChange
    name: str
    silence: float | None = None
    """Seconds without a share: until now, or until the worker came back."""
    since: datetime | None = None
    """When that silence began, by OCEAN's clock."""
    hashrate_lost: float | None = None
    """H/s that the account is short of."""
    hashrate: float | None = None
    """H/s over 3 h, if it is low or has recovered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerCounts:
    """How many workers do what."""

    online: int
    offline: int
    total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RollCall:
    """What is known of an account's workers after an answer, by name."""

    memories: dict[str, WorkerMemory]
    states: dict[str, WorkerState]
    events: tuple[WorkerEvent, ...]

    def quiet(self) -> RollCall:
        """Return the same without its events."""
        return replace(self, events=())


def joined(parts: Iterable[RollCall]) -> RollCall:
    """Put together what one answer means for several groups of workers."""
    memories: dict[str, WorkerMemory] = {}
    states: dict[str, WorkerState] = {}
    events: list[WorkerEvent] = []
    for part in parts:
        memories |= part.memories
        states |= part.states
        events += part.events
    return RollCall(memories=memories, states=states, events=tuple(events))


def with_short_averages(
    averages: HashrateAverages, row: WorkerSnapshot
) -> HashrateAverages:
    """Return a worker's hashrates with the two short averages of its newest row."""
    return replace(
        averages, hashrate_60s=row.hashrate_60s, hashrate_300s=row.hashrate_300s
    )


def silent_averages(last_share: datetime | None, at: datetime) -> HashrateAverages:
    """Return the hashrates that follow from silence alone.

    An average that is not longer than the silence holds no share, so it is truly zero.
    A longer one is unknown.
    """
    if last_share is None:
        return NO_AVERAGES
    quiet = (at - last_share).total_seconds()
    return HashrateAverages(
        **{
            f"hashrate_{average}s": HashesPerSecond(0.0)
            for average in AVERAGES
            if average <= quiet
        }
    )


def count_workers(workers: Mapping[str, WorkerState]) -> WorkerCounts:
    """Count the workers; those that are gone are none."""
    statuses = [worker.status for worker in workers.values() if not worker.gone]
    running = statuses.count(WorkerStatus.ONLINE) + statuses.count(WorkerStatus.LOW)
    return WorkerCounts(
        online=running,
        offline=statuses.count(WorkerStatus.OFFLINE),
        total=len(statuses),
    )


def shared_hashrate(
    workers: Mapping[str, WorkerState], hashrate: HashrateAverages | None
) -> HashesPerSecond | None:
    """Return the hashrate over 3 h that the workers of an account share.

    It is their own sum, because the account's average is of another answer, which may be
    minutes older or newer. Where workers are missing in theirs, it is at least the sum.
    """
    total, missing = 0.0, False
    for worker in workers.values():
        if (one := worker.long_averages.hashrate_10800s) is not None:
            total += one
        elif not worker.gone:
            missing = True
    if not missing:
        return HashesPerSecond(total)
    whole = hashrate.hashrate_10800s if hashrate else None
    return None if whole is None else HashesPerSecond(max(whole, total))


def all_paused(workers: Mapping[str, WorkerState]) -> bool:
    """Return whether there are workers, and all of them are off on purpose."""
    present = [worker.status for worker in workers.values() if not worker.gone]
    return bool(present) and set(present) == {WorkerStatus.PAUSED}
