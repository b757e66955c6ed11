"""A machine, and how OCEAN's answers show it minute by minute."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import floor
from random import Random
from typing import Final

from custom_components.ocean_xyz.api import (
    HashesPerSecond,
    HashrateAverages,
    Shares,
    WorkerSnapshot,
)
from simulator.shares import HASHES_PER_SHARE, share_difficulty

MINUTE: Final = 60
LONG: Final = (10, 30, 60, 180, 720, 1440)
"""The averages that change every ten minutes, in minutes."""

TERA: Final = 10**12
BEGINNING: Final = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


@dataclass(frozen=True, kw_only=True, slots=True)
class Minute:
    """What an answer reports about the machine."""

    at: datetime
    row: WorkerSnapshot
    averages: HashrateAverages
    work: tuple[int, ...]
    """The shares of the last five minutes, as difficulty 1."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """A machine at a hashrate and a share difficulty."""

    hashrate: float
    """In H/s."""
    difficulty: int

    @classmethod
    def of(cls, terahashes: float, difficulty: int | None = None) -> Machine:
        """Return a machine with the share difficulty of a gateway, or another one."""
        hashrate = terahashes * TERA
        return cls(
            hashrate=hashrate, difficulty=difficulty or share_difficulty(hashrate)
        )

    @classmethod
    def with_gap(cls, gap: float) -> Machine:
        """Return a machine that finds a share every so many seconds on average."""
        difficulty = 2**16
        return cls(hashrate=difficulty * HASHES_PER_SHARE / gap, difficulty=difficulty)

    @property
    def gap(self) -> float:
        """Return the mean seconds between two shares."""
        return self.difficulty * HASHES_PER_SHARE / self.hashrate

    def at(self, level: float) -> Machine:
        """Return the machine at a part of its hashrate, with the same shares."""
        return replace(self, hashrate=self.hashrate * level)

    def found(self, random: Random) -> list[float]:
        """Return the seconds of a minute at which shares are found, in order."""
        seconds, second = [], random.expovariate(1 / self.gap)
        while second < MINUTE:
            seconds.append(second)
            second += random.expovariate(1 / self.gap)
        return seconds


def answers(course: Iterable[Machine | None], random: Random) -> Iterator[Minute]:
    """Yield an answer for each minute of a course, after its first day."""
    now, last = BEGINNING, None
    work: deque[int] = deque(maxlen=max(LONG))
    averages = HashrateAverages()
    for machine in course:
        found = machine.found(random) if machine else []
        if found:
            last = now + found[-1]
        now += MINUTE
        work.append(len(found) * machine.difficulty if machine else 0)
        if not now % (10 * MINUTE):
            averages = _averages(list(work))
        if len(work) == work.maxlen:
            yield _minute(
                now, last, tuple(work[place] for place in range(-5, 0)), averages
            )


def silent(before: Minute) -> Minute:
    """Return the answer of the next minute if the machine has stopped."""
    last = before.row.last_share
    return _minute(
        before.at.timestamp() + MINUTE,
        None if last is None else last.timestamp(),
        (*before.work[1:], 0),
        before.averages,
    )


def _minute(
    now: float, last: float | None, work: tuple[int, ...], averages: HashrateAverages
) -> Minute:
    """Return what an answer reports; `work` is that of the last five minutes."""
    return Minute(
        at=datetime.fromtimestamp(now, UTC),
        row=WorkerSnapshot(
            shares_60s=Shares(work[-1]),
            shares_300s=Shares(sum(work)),
            last_share=None
            if last is None
            else datetime.fromtimestamp(floor(last), UTC),
        ),
        averages=averages,
        work=work,
    )


def _averages(work: list[int]) -> HashrateAverages:
    """Return the long averages of the work of the last minutes."""
    return HashrateAverages(
        **{
            f"hashrate_{minutes * MINUTE}s": HashesPerSecond(
                sum(work[-minutes:]) * HASHES_PER_SHARE / (minutes * MINUTE)
            )
            for minutes in LONG
        }
    )
