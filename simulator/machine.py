"""A mining machine: a name, a hashrate and the times at which it was on."""

from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Final

from .shares import ShareProcess

WOBBLE: Final = 0.02


@dataclass(frozen=True, kw_only=True, slots=True)
class MachinePlan:
    """The plan of a machine in a world."""

    name: str
    """The raw name; empty for a machine without a name."""
    hashrate: float
    """In hashes per second."""
    since: datetime | None = None
    """The time of its first start; by default the beginning of the history."""
    off: tuple[tuple[datetime, datetime | None], ...] = ()
    """The spans in which it is off."""
    wobble: float = WOBBLE
    """How much its hashrate varies over some hours, as a fraction."""
    difficulty: int | None = None
    """A share difficulty to use instead of the gateway's choice."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A span of time in which the machine ran at one hashrate."""

    start: int
    end: float
    """In seconds since the epoch; infinite while no end is known."""
    process: ShareProcess


class Machine:
    """A machine. Its past is fixed, its future can change."""

    __slots__ = ("_seed", "_wobble", "listed", "name", "phases")

    def __init__(self, plan: MachinePlan, *, seed: object, since: int) -> None:
        """Put a planned machine into the world."""
        self.name = plan.name
        self.listed = True
        self._seed = seed
        self._wobble = plan.wobble
        start = int(plan.since.timestamp()) if plan.since else since
        self.phases = [Phase(start, inf, self._process(plan.hashrate, plan.difficulty))]
        for begin, end in plan.off:
            self.cut(int(begin.timestamp()), int(end.timestamp()) if end else inf)

    def _process(self, hashrate: float, difficulty: int | None = None) -> ShareProcess:
        return ShareProcess(
            self._seed, hashrate, difficulty=difficulty, wobble=self._wobble
        )

    @property
    def process(self) -> ShareProcess:
        """Return its current share process, or the last one."""
        return self.phases[-1].process

    def is_on(self, time: float) -> bool:
        """Return whether it is on at a time."""
        return any(phase.start <= time < phase.end for phase in self.phases)

    def hashrate(self, time: float) -> float:
        """Return its true hashrate at a time, in hashes per second."""
        for phase in self.phases:
            if phase.start <= time < phase.end:
                return phase.process.hashrate
        return 0

    def cut(self, start: int, end: float) -> None:
        """Switch it off for a span of time."""
        kept = []
        for phase in self.phases:
            if phase.end <= start or phase.start >= end:
                kept.append(phase)
                continue
            kept.append(Phase(phase.start, max(phase.start, start), phase.process))
            if phase.end > end:
                kept.append(Phase(int(end), phase.end, phase.process))
        # A phase without length still says how the machine would mine.
        self.phases = [
            phase for phase in kept if phase.end > phase.start or phase is kept[-1]
        ]

    def start(self, at: int, hashrate: float | None = None) -> None:
        """Switch it on from a time on, optionally with another hashrate."""
        process = self.process
        if hashrate is not None and hashrate != process.hashrate:
            process = self._process(hashrate)
        self.cut(at, inf)
        self.phases.append(Phase(at, inf, process))

    def shares(self, start: int, end: int) -> int:
        """Return its difficulty-1 shares from start until before end."""
        total = 0
        for phase in reversed(self.phases):
            if phase.end <= start:
                break
            first = max(phase.start, start)
            last = end if phase.end > end else int(phase.end)
            if first < last:
                total += phase.process.count(first, last) * phase.process.difficulty
        return total

    def last_share(self, before: int) -> int | None:
        """Return when it found its last share before a time."""
        for phase in reversed(self.phases):
            if phase.start < before:
                end = before if phase.end > before else int(phase.end)
                found = phase.process.last(phase.start, end)
                if found is not None:
                    return found
        return None

    def hashes(self, start: float, end: float) -> float:
        """Return its expected number of hashes in a span of time."""
        total = 0.0
        for phase in reversed(self.phases):
            if phase.end <= start:
                break
            span = min(phase.end, end) - max(phase.start, start)
            if span > 0:
                total += span * phase.process.hashrate
        return total
