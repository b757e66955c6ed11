"""How often a running machine goes offline by mistake, and how late a stopped one does.

After each answer with a fresh share we know the probability that the silence from there
on becomes an alarm: e^(-n). Here n is how many shares the machine finds on average while
the silence lasts that an alarm needs. The sum of these probabilities is the expected
number of alarms. It is far more accurate than the few alarms of a simulated year.
"""

from collections.abc import Callable, Iterator
from random import Random
from statistics import median
from typing import Final, NamedTuple

from .courses import (
    DAY,
    HOUR,
    WEEK,
    Course,
    by_sun,
    by_turns,
    nights_off,
    now_and_then,
    steady,
    stepping_down,
    taking,
    with_other_shares,
)
from .machine import MINUTE, Machine
from .promises import Promise
from .watching import watch

FARM: Final = 300
LEARNING: Final = 8 * DAY
DAYS: Final = 30
STOPS: Final = 200
FIRST: Final = 30

# The median delay in minutes of an alarm of a single machine, by the seconds between
# its shares: g · ln(2 years / g) less g, and one for the answers.
DELAYS: Final = {20.0: 6, 60.0: 14, 281.0: 55}

ALONE: Final = (
    Machine.of(0.05, 2**14),
    Machine.of(0.48, 2**16),
    Machine.of(1, 2**16),
    Machine.of(10),
    Machine.of(100),
)


class Change(NamedTuple):
    """What machines go through, and by which seconds between their shares."""

    what: str
    course: Callable[[Machine], Course]
    gaps: tuple[float, ...] = (7.5, 20, 60, 281)
    rare: bool = False
    """Whether it takes a month instead of a week to be known."""


CHANGES: Final = (
    Change("by the sun, every 15 min", lambda one: by_sun(one, 15, Random(5))),
    Change("by the sun, every 3 h", lambda one: by_sun(one, 3 * HOUR, Random(5))),
    Change("100, 50, 20 %, a day each", lambda one: by_turns(one, (1, 0.5, 0.2), DAY)),
    Change("100, 30 %, 2 h each", lambda one: by_turns(one, (1, 0.3), 2 * HOUR)),
    Change("100, 70 %, 3 h each", lambda one: by_turns(one, (1, 0.7), 3 * HOUR)),
    Change("10 %, a day a week", lambda one: now_and_then(one, 0.1, DAY, WEEK)),
    Change("20 %, 6 h a week", lambda one: now_and_then(one, 0.2, 6 * HOUR, WEEK)),
    Change(
        "10 %, 8 h every 10 days",
        lambda one: now_and_then(one, 0.1, 8 * HOUR, 10 * DAY),
        rare=True,
    ),
    Change(
        "20 %, 6 h every 15 days",
        lambda one: now_and_then(one, 0.2, 6 * HOUR, 15 * DAY),
        rare=True,
    ),
    Change(
        "easy shares, 3 min every other day",
        lambda one: with_other_shares(one, 2**12, 3, 2 * DAY),
    ),
    *(
        Change(
            f"shares × {harder}, a day in four",
            lambda one, harder=harder: with_other_shares(  # type: ignore[misc]
                one, one.difficulty * harder, DAY, 4 * DAY
            ),
            gaps=(7.5, 20),
        )
        for harder in (8, 16, 64)
    ),
    *(
        Change(
            f"reconnects at 2^{power}, 4 a day",
            lambda one, power=power: stepping_down(one, 2**power, 5, 6 * HOUR),  # type: ignore[misc]
            gaps=(7.5, 20, 60),
        )
        for power in (20, 22)
    ),
)


def false_alarms(days: int = DAYS, learning: int = LEARNING) -> Iterator[Promise]:
    """Return the false alarms of an account a year."""
    for machine, workers in (
        *((one, 1) for one in ALONE),
        (Machine.of(100), FARM),
        (Machine.of(1, 2**16), FARM),
    ):
        course = taking(2 * DAY + learning + 2 * days * DAY, steady(machine))
        seen = watch(course, Random(workers), warm_up=learning, workers=workers)
        yield _alarms(
            f"{workers} × {machine.hashrate / 10**12:g} TH/s, a share in "
            f"{machine.gap:.0f} s",
            seen.alarms_a_year * workers,
            2 * days,
        )


def changing(days: int = DAYS, learning: int = LEARNING) -> Iterator[Promise]:
    """Return the false alarms, and spells of a low hashrate, of machines that change."""
    for change in CHANGES:
        low = 0
        for gap in change.gaps:
            machine = Machine.with_gap(gap)
            warm_up = learning * (4 if change.rare else 1)
            course = taking(DAY + warm_up + days * DAY, change.course(machine))
            seen = watch(course, Random(1), warm_up=warm_up)
            low += seen.low
            what = f"{change.what}, a share in {gap:g} s"
            yield _alarms(what, seen.alarms_a_year, days)
        yield Promise(
            what=f"low hashrate, {change.what}",
            unit="spells",
            promised="",
            figure=low,
            sample=f"{len(change.gaps)} × {days} days",
        )


def first_times(count: int = FIRST, learning: int = 3 * DAY) -> Iterator[Promise]:
    """Return the false alarms of the first day at which machines are turned down."""
    for gap in (20.0, 60.0, 281.0):
        machine = Machine.with_gap(gap)
        course = [*[machine] * (DAY + learning), *[machine.at(0.1)] * DAY]
        alarms = sum(
            watch(course, Random(seed), warm_up=learning).alarms
            for seed in range(count)
        )
        yield Promise(
            what=f"false alarms, the first day at 10 %, a share in {gap:g} s",
            unit="",
            promised="",
            figure=alarms / count,
            sample=f"{count} days",
        )


def _alarms(what: str, figure: float, days: int) -> Promise:
    """Return the promise about false alarms of an account."""
    return Promise(
        what=f"false alarms, {what}",
        unit="a year",
        promised="≤ 1",
        figure=figure,
        most=1,
        sample=f"{days} days",
    )


def detection(stops: int = STOPS, learning: int = LEARNING) -> Iterator[Promise]:
    """Return how long after a real stop the alarm comes."""
    for gap, promised in DELAYS.items():
        machine = Machine.with_gap(gap)
        yield from _detection("", steady(machine), gap, promised, stops, learning)
    for hours in (10, 16):
        course = nights_off(Machine.with_gap(281), hours)
        what = f", on {hours} h a day"
        yield from _detection(what, course, 281, DELAYS[281], stops, learning)


def _detection(  # noqa: PLR0917
    what: str, course: Course, gap: float, promised: int, stops: int, learning: int
) -> Iterator[Promise]:
    """Return how long after a stop the alarm of a machine comes."""
    minutes = taking(DAY + learning + max(stops * 24, DAY), course)
    delays = watch(minutes, Random(gap), warm_up=learning, stops=stops).delays
    for name, figure, most in (
        ("median", median(delays), promised * 1.1),
        ("95 of 100", delays[len(delays) * 95 // 100], None),
    ):
        yield Promise(
            what=f"alarm after a stop, a share in {gap:.0f} s{what}, {name}",
            unit="min",
            promised=f"{promised}" if most else "",
            figure=figure / MINUTE,
            most=most,
            sample=f"{len(delays)} stops",
        )
