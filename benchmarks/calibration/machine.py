"""A machine with a steady hashrate, as OCEAN's answers show it minute by minute."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
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
    windows: HashrateAverages
    counts: tuple[int, ...]
    """The shares of the last five minutes."""


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

    def minutes(self, random: Random) -> Iterator[Minute]:
        """Yield an answer for each minute, without end, after a first day."""
        counts: deque[int] = deque(maxlen=max(LONG))
        now, share, last = BEGINNING, BEGINNING, None
        windows = HashrateAverages()
        while True:
            now += MINUTE
            found = 0
            while (share := share + random.expovariate(1 / self.gap)) < now:
                found, last = found + 1, share
            counts.append(found)
            # The next share is drawn again: a Poisson process has no memory.
            share = now
            if not now % (10 * MINUTE):
                windows = self._windows(list(counts))
            if len(counts) == counts.maxlen:
                five = tuple(counts[place] for place in range(-5, 0))
                yield self._minute(now, last, five, windows)

    def silent(self, before: Minute) -> Minute:
        """Return the answer of the next minute if the machine has stopped."""
        last = before.row.last_share
        return self._minute(
            before.at.timestamp() + MINUTE,
            None if last is None else last.timestamp(),
            (*before.counts[1:], 0),
            before.windows,
        )

    def _minute(
        self,
        now: float,
        last: float | None,
        counts: tuple[int, ...],
        windows: HashrateAverages,
    ) -> Minute:
        """Return what an answer reports."""
        return Minute(
            at=datetime.fromtimestamp(now, UTC),
            row=WorkerSnapshot(
                shares_60s=Shares(counts[-1] * self.difficulty),
                shares_300s=Shares(sum(counts) * self.difficulty),
                last_share=None
                if last is None
                else datetime.fromtimestamp(floor(last), UTC),
            ),
            windows=windows,
            counts=counts,
        )

    def _windows(self, counts: list[int]) -> HashrateAverages:
        """Return the long averages."""
        return HashrateAverages(
            **{
                f"hashrate_{minutes * MINUTE}s": HashesPerSecond(
                    sum(counts[-minutes:])
                    * self.difficulty
                    * HASHES_PER_SHARE
                    / (minutes * MINUTE)
                )
                for minutes in LONG
            }
        )
