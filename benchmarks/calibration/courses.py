"""What machines go through: minute by minute, their hashrate and share difficulty."""

from collections.abc import Iterator
from itertools import islice
from math import pi, sin
from random import Random
from typing import Final

from .machine import Machine

QUARTER: Final = 15
HOUR: Final = 60
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY

type Course = Iterator[Machine | None]
"""The machine in each minute, without end; None while it is off."""


def steady(machine: Machine) -> Course:
    """Run without a change."""
    while True:
        yield machine


def by_sun(machine: Machine, period: int, random: Random) -> Course:
    """Run at 100, 50 or 20 % as the sun allows, chosen anew every so many minutes."""
    minute = 0
    while True:
        sun = max(sin(2 * pi * (minute % DAY - 6 * HOUR) / DAY), 0)
        power = (1 if period >= DAY else sun) * random.uniform(0.2, 1)
        level = 1 if power > 0.6 else 0.5 if power > 0.25 else 0.2
        yield from period * [machine.at(level)]
        minute += period


def by_turns(machine: Machine, levels: tuple[float, ...], period: int) -> Course:
    """Run at one level after the other, each for so many minutes."""
    while True:
        for level in levels:
            yield from period * [machine.at(level)]


def now_and_then(machine: Machine, level: float, length: int, every: int) -> Course:
    """Run at a lower level for so many minutes, once in a while."""
    while True:
        yield from (every - length) * [machine]
        yield from length * [machine.at(level)]


def with_other_shares(
    machine: Machine, difficulty: int, length: int, every: int
) -> Course:
    """Reconnect once in a while, and then find other shares for so many minutes."""
    other = Machine(hashrate=machine.hashrate, difficulty=difficulty)
    while True:
        yield from (every - length) * [machine]
        yield from length * [other]


def stepping_down(machine: Machine, difficulty: int, step: int, every: int) -> Course:
    """Reconnect with hard shares; every so many minutes the gateway halves them twice."""
    while True:
        passed, hard = 0, difficulty
        while hard > machine.difficulty:
            yield from step * [Machine(hashrate=machine.hashrate, difficulty=hard)]
            passed, hard = passed + step, hard // 4
        yield from (every - passed) * [machine]


def nights_off(machine: Machine, hours: int) -> Course:
    """Run for so many hours of each day."""
    while True:
        yield from hours * HOUR * [machine]
        yield from (24 - hours) * HOUR * [None]


def taking(minutes: int, course: Course) -> list[Machine | None]:
    """Return the first minutes."""
    return list(islice(course, minutes))
