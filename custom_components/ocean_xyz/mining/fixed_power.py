"""What a fixed power is while only some of the machines mine.

It stands for the machines that mine within a day of being typed, and each of them takes
as large a part of it as it has of their hashrate. So it holds when one of them dies or
is gone, and a machine that comes later adds to it as if it took as much for its hashes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import fsum
from typing import Final, NamedTuple

from mashumaro.mixins.dict import DataClassDictMixin

from .units import DAY, HOUR
from .workers.memory import WorkerMemory
from .workers.state import WorkerState, WorkerStatus

A_DAY: Final = timedelta(seconds=DAY)
"""How long before and after it is typed machines mine that a power stands for."""

DIGITS: Final = 3
"""Of the part that mines, so that the luck of a new machine hardly moves the power."""


LONG_SILENCE: Final = timedelta(minutes=10)
"""After which a machine may be off, before that is known."""

MAY_BE_OFF: Final = 0.1
"""The part of the hashrate from which on it matters that machines may be off."""


class Machine(NamedTuple):
    """A machine, as far as its power depends on it."""

    mines: bool | None
    """None while that is not known."""
    hashrate: float | None
    """In H/s, its mean while it runs; None if it was never seen to run."""
    over: float = DAY
    """Seconds of running that this is the mean of, at most a day."""
    recent: bool = True
    """Whether it mined within a day, or is off on purpose."""
    low: float | None = None
    """Its hashrate in H/s while that is low."""
    last_share: datetime | None = None

    @property
    def known(self) -> float | None:
        """Return its hashrate in H/s once it has run for an hour."""
        return self.hashrate if self.over >= HOUR else None


@dataclass(frozen=True, kw_only=True, slots=True)
class FixedPowerMemory(DataClassDictMixin):
    """Which machines a fixed power stands for."""

    since: datetime | None = None
    """When a machine mined for the first time after it was typed."""
    counted: tuple[str, ...] = ()
    """The machines, by the names of their workers."""
    hashrates: dict[str, float] = field(default_factory=dict)
    """In H/s, of these and of later machines, once they have run for a day."""


def machines_of(
    workers: Mapping[str, WorkerState],
    memories: Mapping[str, WorkerMemory],
    now: datetime,
) -> dict[str, Machine]:
    """Return the machines behind an account's workers."""
    return {
        name: _machine(state, memories.get(name, WorkerMemory()), now)
        for name, state in workers.items()
    }


def _machine(state: WorkerState, memory: WorkerMemory, now: datetime) -> Machine:
    """Return the machine behind a worker."""
    share, low = memory.last_share, state.status is WorkerStatus.LOW
    recent = share is not None and now - share < A_DAY
    return Machine(
        mines=False if state.gone else state.online,
        hashrate=memory.mean_hashrate or None,
        over=memory.mean_over,
        recent=recent or state.status is WorkerStatus.PAUSED,
        low=state.averages.hashrate_10800s if low else None,
        last_share=share,
    )


def with_machines(
    memory: FixedPowerMemory, machines: Mapping[str, Machine], now: datetime
) -> FixedPowerMemory:
    """Remember which machines the power stands for; the same object if nothing is new.

    A machine counts once its hashrate is known. One that is forgotten before it has run
    for a day no longer does.
    """
    since = memory.since
    if since is None:
        if not any(machine.mines for machine in machines.values()):
            return memory
        since = now
    hashrates = {
        name: known
        for name, known in memory.hashrates.items()
        if name in memory.counted or name in machines
    }
    counted = [one for one in memory.counted if one in hashrates or one in machines]
    for name, machine in machines.items():
        if machine.known is None:
            continue
        if machine.over >= DAY:
            hashrates.setdefault(name, machine.known)
        if machine.recent and _is_open(since, now) and name not in memory.counted:
            counted.append(name)
    new = FixedPowerMemory(since=since, counted=tuple(counted), hashrates=hashrates)
    return memory if new == memory else new


def with_names(
    memory: FixedPowerMemory, workers: Mapping[str, WorkerMemory]
) -> FixedPowerMemory:
    """Follow workers that have another name now, by the user's word."""
    names = {
        former: name
        for name, worker in workers.items()
        for former in worker.former_names
        if former in memory.counted and former not in workers
    }
    if not names:
        return memory
    known = memory.hashrates
    return replace(
        memory,
        counted=tuple(dict.fromkeys(names.get(one, one) for one in memory.counted)),
        hashrates={names.get(one, one): value for one, value in known.items()},
    )


def part_that_mines(
    memory: FixedPowerMemory, machines: Mapping[str, Machine], now: datetime
) -> float | None:
    """Return which part of a fixed power the machines take; None if it is not known.

    It is over one with machines that came later. A machine with a low hashrate takes
    less of it, as if a part of it were off.
    """
    is_open = memory.since is None or _is_open(memory.since, now)
    shares: list[float] = []
    for name, machine in machines.items():
        hashrate = memory.hashrates.get(name, machine.known)
        if machine.mines is None:
            return None
        if hashrate is not None:
            low = hashrate if machine.low is None else machine.low
            shares.append(min(low, hashrate) if machine.mines else 0.0)
        elif machine.mines:
            # On the first day it will be one of those that the power stands for.
            if not is_open:
                return None
        elif is_open and machine.recent and machine.hashrate:
            return None
    whole = fsum(
        memory.hashrates.get(name) or machines[name].hashrate or 0.0
        for name in memory.counted
    )
    if not whole:
        mines = any(machine.mines for machine in machines.values())
        return 1.0 if mines else 0.0
    return round(fsum(shares) / whole, DIGITS)


def may_have_stopped(
    memory: FixedPowerMemory, machines: Mapping[str, Machine], now: datetime
) -> bool:
    """Return whether many of the machines that mine, as far as is known, may be off.

    It takes a while until that is known, and until then the power is too high.
    """
    mining = {
        name: memory.hashrates.get(name) or machine.hashrate or 0.0
        for name, machine in machines.items()
        if machine.mines
    }
    silent = fsum(
        hashrate
        for name, hashrate in mining.items()
        if (share := machines[name].last_share) is None or now - share > LONG_SILENCE
    )
    return silent > MAY_BE_OFF * fsum(mining.values())


def stopped_at(
    before: Mapping[str, Machine], machines: Mapping[str, Machine]
) -> datetime | None:
    """Return when the last machine stopped of those that no longer mine."""
    ends = [
        machine.last_share
        for name, machine in machines.items()
        if machine.mines is False
        and machine.last_share
        and (earlier := before.get(name))
        and earlier.mines
    ]
    return max(ends, default=None)


def _is_open(since: datetime, now: datetime) -> bool:
    """Return whether machines that mine now are those that the power was typed for."""
    return now - since < A_DAY
