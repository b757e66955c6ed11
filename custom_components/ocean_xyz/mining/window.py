"""Whether an account's part of the TIDES window falls: the first sign of lower credits.

The window holds the work of days. What leaves it was done at the account's mean hashrate
in the window, what comes is done at that of the last day. If the latter is clearly
lower, and not by the luck of shares, each block will credit less than the one before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Final

from ..api import HashesPerSecond, Shares
from ..api.units import HASHES_PER_SHARE
from .pool import HOURS_FOR_A_MEAN, HourMean
from .units import DAY, HOUR

FALLS: Final = 0.85
"""The part of the mean hashrate in the window below which the window falls."""

FALLS_NO_MORE: Final = 0.95
"""The part from which it does not. In between nothing changes."""

DEVIATIONS: Final = 4.5
"""How many standard deviations below the mean a day has to be, so that it is no luck."""

LEAST_WINDOW: Final = 3 * DAY
"""Seconds; a shorter window with one night more or less shows no mean of machines that
are off at night."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WindowInputs:
    """What decides whether the window falls."""

    shares: Shares
    """Of the account in the window."""
    window: Shares
    """Of the pool."""
    hours: Sequence[HourMean]
    """The pool's hashrates, oldest first."""
    day: HashesPerSecond
    """The account's hashrate over 24 h."""
    missing: Callable[[], float]
    """What that lacks because workers were meant to be off, in H/s. It asks all of them."""
    share_difficulty: Callable[[], float | None]
    """The highest of the workers, None if none is known. It asks all of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WindowFall:
    """The hashrates of what comes into the window and of what leaves it."""

    coming: float
    leaving: float

    @property
    def part(self) -> float:
        """Return what comes as a part of what leaves."""
        return self.coming / self.leaving


def window_length(hours: Sequence[HourMean], window: Shares) -> float | None:
    """Return in how many seconds the pool did the work in its window.

    None if not enough of those hours were recorded. The pool's hashrate is taken as it
    was then, so that it does not matter that it grows or shrinks.
    """
    left: float = window * HASHES_PER_SHARE
    for count, hour in enumerate(reversed(hours), 1):
        work = hour.mean * HOUR
        if work < left:
            left -= work
            continue
        length = hours[-1].hour - hour.hour + left / work
        return length * HOUR if count >= length * HOURS_FOR_A_MEAN / 24 else None
    return None


def window_falls(before: bool, known: WindowInputs) -> tuple[bool | None, WindowFall]:
    """Return whether the window falls, None if that cannot be told.

    `before` is whether it fell at the last look. Machines that are off on purpose count
    as if they were mining.
    """
    length = window_length(known.hours, known.window)
    if length is None or length < LEAST_WINDOW or not known.shares:
        return None, WindowFall(coming=0, leaving=1)
    fall = WindowFall(
        coming=known.day, leaving=known.shares * HASHES_PER_SHARE / length
    )
    if fall.part < FALLS_NO_MORE:
        fall = replace(fall, coming=known.day + known.missing())
    difficulty = None
    if not before and fall.part <= FALLS:
        difficulty = known.share_difficulty()
        if difficulty is None:
            return None, fall
    return is_fall(before, fall, shares=known.shares, difficulty=difficulty), fall


def is_fall(
    before: bool, fall: WindowFall, *, shares: Shares, difficulty: float | None
) -> bool:
    """Return whether the window falls; `shares` are those of the account in it.

    The share difficulty is needed only where it did not fall and now may.
    """
    if fall.part >= FALLS_NO_MORE:
        return False
    if before or fall.part > FALLS or difficulty is None:
        return before
    return _deviations(fall, shares / difficulty, difficulty) >= DEVIATIONS


def _deviations(fall: WindowFall, found: float, difficulty: float) -> float:
    """Return how far below the mean the shares of a day are, in standard deviations.

    `found` is how many shares the window holds. Counts of shares are of a Poisson
    distribution; the mean is uncertain itself.
    """
    shares_a_day = DAY / (difficulty * HASHES_PER_SHARE)
    expected, seen = fall.leaving * shares_a_day, fall.coming * shares_a_day
    return (expected - seen) / sqrt(expected + expected**2 / found)
