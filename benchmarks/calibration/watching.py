"""A machine that is watched minute by minute, as the integration does it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from math import exp
from random import Random
from typing import Final

from custom_components.ocean_xyz.api import WorkerSnapshot
from custom_components.ocean_xyz.mining.units import YEAR
from custom_components.ocean_xyz.mining.workers.offline import (
    CONFIRMATIONS,
    allowed_silence,
)
from custom_components.ocean_xyz.mining.workers.roll_call import (
    Evidence,
    WorkerReport,
    roll_call,
)
from custom_components.ocean_xyz.mining.workers.state import (
    RollCall,
    WorkerChange,
    WorkerStatus,
)
from custom_components.ocean_xyz.mining.workers.status import Rules

from .courses import DAY
from .machine import MINUTE, Machine, Minute, answers, silent

NOBODY: Final = RollCall(memories={}, states={}, events=())
NAME: Final = "rig"


def called(
    roll: RollCall, answer: Minute, rows: Mapping[str, WorkerSnapshot] | None = None
) -> RollCall:
    """Decide the status of a machine, or of those that an answer lists."""
    rows = {NAME: answer.row} if rows is None else rows
    report = WorkerReport(
        evidence=Evidence.LIST,
        at=answer.at,
        rows=rows,
        averages=dict.fromkeys(rows, answer.averages),
    )
    return roll_call(roll, report, Rules())


@dataclass(kw_only=True)
class Seen:
    """What was seen of a machine that never stopped on its own."""

    years: float
    alarms: float = 0
    """The expected number of false alarms."""
    low: int = 0
    """How often its hashrate was low."""
    delays: list[float] = field(default_factory=list)
    """Seconds from stops to alarms, sorted."""

    @property
    def alarms_a_year(self) -> float:
        """Return the expected false alarms of a year."""
        return self.alarms / self.years


def watch(
    course: Sequence[Machine | None],
    random: Random,
    *,
    warm_up: int,
    workers: int = 1,
    stops: int = 0,
) -> Seen:
    """Watch a machine, after a first day and some more minutes to learn.

    `stops` times, evenly spread, we look what would happen if it stopped now.
    """
    minutes = len(course) - DAY - warm_up
    seen = Seen(years=minutes * MINUTE / YEAR)
    expected = [0.0, *accumulate(MINUTE / one.gap if one else 0 for one in course)]
    roll, last, was_low = NOBODY, None, False
    every = max(minutes // stops, 1) if stops else 0
    for number, answer in enumerate(answers(course, random), DAY):
        roll = called(roll, answer)
        memory, status = roll.memories[NAME], roll.states[NAME].status
        if number < DAY + warm_up:
            last = memory.last_share
            continue
        low = status is WorkerStatus.LOW
        seen.low, was_low = seen.low + (low and not was_low), low
        if memory.last_share != last and memory.last_share is not None:
            last = memory.last_share
            allowed = allowed_silence(memory, workers, None)
            quiet = (answer.at - last).total_seconds()
            # It counts from the answer that reported the share. Up to then the machine
            # was silent in any case.
            alarm = number + max(int((allowed - quiet) // MINUTE) + 1, 1)
            alarm += CONFIRMATIONS - 1
            if alarm < len(course) and all(course[number:alarm]):
                seen.alarms += exp(expected[number] - expected[alarm])
        if every and not number % every and course[number - 1]:
            stopped = answer.at + timedelta(seconds=random.uniform(0, MINUTE))
            seen.delays += _delay(roll, answer, stopped)
    seen.delays.sort()
    return seen


def _delay(roll: RollCall, answer: Minute, stopped: datetime) -> Iterator[float]:
    """Yield after how many seconds a stopped machine goes offline, if it was online."""
    if _is_offline(roll):
        return
    while not _is_offline(roll):
        answer = silent(answer)
        roll = called(roll, answer)
    yield (answer.at - stopped).total_seconds()


def _is_offline(roll: RollCall) -> bool:
    """Return whether the machine is offline."""
    return roll.states[NAME].status is WorkerStatus.OFFLINE


def changes(roll: RollCall, kind: WorkerChange) -> int:
    """Return how many events of a kind an answer raised."""
    return sum(event.change is kind for event in roll.events)
