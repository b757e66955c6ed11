"""What is announced when the internet is away, lists are short or names are swapped."""

from collections.abc import Iterator
from random import Random
from statistics import median
from typing import Final

from custom_components.ocean_xyz.mining.workers.state import WorkerChange

from .courses import DAY, HOUR, WEEK, steady, taking
from .machine import MINUTE, Machine, answers
from .promises import Promise
from .watching import NAME, NOBODY, called, changes

OUTAGES: Final = 12
SWAPS: Final = 12
LEARNING: Final = 2 * DAY


def outages(count: int = OUTAGES, learning: int = LEARNING) -> Iterator[Promise]:
    """Return the false alarms of an outage of the home's internet.

    Neither do the machines mine nor do we hear OCEAN; they reconnect within minutes.
    One that stopped meanwhile is announced.
    """
    for gap in (7.5, 20.0, 60.0):
        for away, reconnect in ((1, 4), (5, 4), (15, 4), (60, 8)):
            false, delays = 0, list[float]()
            for seed in range(count):
                alarm, _ = _outage(gap, away, reconnect, learning, seed)
                false += alarm is not None
            for seed in range(count // 4):
                alarm, back = _outage(gap, away, None, learning, seed)
                assert alarm is not None
                delays.append(float(alarm - back))
            what = f"{away} min without internet, a share in {gap:g} s"
            yield Promise(
                what=f"false alarms, {what}",
                unit="per 100",
                promised="0",
                figure=false / count * 100,
                most=0,
                sample=f"{count} outages",
            )
            yield Promise(
                what=f"alarm after {what}, if it stopped",
                unit="min",
                promised="",
                figure=median(delays),
                sample=f"{len(delays)} outages",
            )


def _outage(
    gap: float, away: int, reconnect: int | None, learning: int, seed: int
) -> tuple[int | None, int]:
    """Return in which minute an alarm came, and in which we heard OCEAN again."""
    machine, begin = Machine.with_gap(gap), DAY + learning
    off = away + (4 * HOUR if reconnect is None else reconnect)
    course = [*[machine] * begin, *[None] * off, *[machine] * HOUR]
    roll = NOBODY
    for number, answer in enumerate(answers(course, Random(seed)), DAY):
        if begin <= number < begin + away:
            continue
        roll = called(roll, answer)
        if changes(roll, WorkerChange.OFFLINE):
            return number, begin + away
    return None, begin + away


def short_lists(minutes: int = WEEK) -> Iterator[Promise]:
    """Return how often a machine is gone that a list leaves out while it is silent."""
    for gap in (281.0, 562.0):
        for left_out in (15, 60):
            course = taking(DAY + minutes, steady(Machine.with_gap(gap)))
            roll, found = NOBODY, 0
            for answer in answers(course, Random(left_out)):
                share = answer.row.last_share
                assert share is not None
                quiet = (answer.at - share).total_seconds() / MINUTE
                rows = {NAME: answer.row} if quiet <= left_out else {}
                roll = called(roll, answer, rows)
                found += changes(roll, WorkerChange.GONE)
                found += changes(roll, WorkerChange.APPEARED)
            yield Promise(
                what=f"gone or appeared, left out after {left_out} min, a share in "
                f"{gap:.0f} s",
                unit="",
                promised="0",
                figure=found,
                most=0,
                sample=f"{minutes // DAY} days",
            )


def swaps(count: int = SWAPS, learning: int = LEARNING) -> Iterator[Promise]:
    """Return the false alarms when a slow machine gets the name of a fast one.

    The first silence of the slow one cannot be told from a stop.
    """
    for fast, slow in ((7.5, 281.0), (20.0, 60.0)):
        before, after = Machine.with_gap(fast), Machine.with_gap(slow)
        alarms = 0
        for seed in range(count):
            course = [*[before] * (DAY + learning), *[after] * DAY]
            roll = NOBODY
            for answer in answers(course, Random(seed)):
                roll = called(roll, answer)
                alarms += changes(roll, WorkerChange.OFFLINE)
        yield Promise(
            what=f"false alarms, from a share in {fast:g} s to one in {slow:g} s",
            unit="a swap",
            promised="≤ 1",
            figure=alarms / count,
            most=1,
            sample=f"{count} swaps",
        )
