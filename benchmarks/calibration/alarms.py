"""How often a running machine goes offline by mistake, and how late a stopped one does.

After each answer with a fresh share we know the probability that the silence from there
on becomes an alarm: e^(-s/g). Here s is how long the silence must last and g is the
machine's true average time between shares. The sum of these probabilities is the
expected number of alarms. It is far more accurate than the few alarms of a simulated
year.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import exp
from random import Random
from statistics import mean, median
from typing import Final

from custom_components.ocean_xyz.mining.units import YEAR
from custom_components.ocean_xyz.mining.workers.learning import listed
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory
from custom_components.ocean_xyz.mining.workers.offline import (
    CONFIRMATIONS,
    allowed_silence,
)
from custom_components.ocean_xyz.mining.workers.roll_call import (
    Evidence,
    WorkerReport,
    roll_call,
)
from custom_components.ocean_xyz.mining.workers.state import RollCall, WorkerStatus
from custom_components.ocean_xyz.mining.workers.status import Rules

from .machine import MINUTE, Machine, Minute
from .promises import Promise

FARM: Final = 300
DAY: Final = 24 * 60
YEARS: Final = 1.0
STOPS: Final = 1000

# The allowed silence in minutes of a single machine, by the seconds between its shares:
# g · ln(year / g).
DELAYS: Final = {20.0: 5, 60.0: 13, 281.0: 54}

ALONE: Final = (Machine.of(1, 2**16), Machine.of(10), Machine.of(100))


def false_alarms(years: float = YEARS) -> Iterator[Promise]:
    """Return the false alarms of an account per year."""
    for machine in ALONE:
        yield _promise(machine, 1, years)
    yield _promise(Machine.of(100), FARM, years)
    yield _promise(Machine.of(1, 2**16), FARM, years)


def _promise(machine: Machine, workers: int, years: float) -> Promise:
    """Return the false alarms of an account with such machines."""
    rate = _alarms_a_year(machine, workers, years, Random(workers)) * workers
    terahashes = machine.hashrate / 10**12
    return Promise(
        what=f"false alarms, {workers} × {terahashes:.0f} TH/s, "
        f"a share in {machine.gap:.0f} s",
        unit="a year",
        promised="≤ 1",
        figure=rate,
        most=1,
        sample=f"{years:g} machine-years",
    )


def _alarms_a_year(
    machine: Machine, workers: int, years: float, random: Random
) -> float:
    """Return the expected alarms of one machine per year, after its first days."""
    memory, expected, minutes = WorkerMemory(), 0.0, round(years * YEAR / MINUTE)
    for number, answer in enumerate(machine.minutes(random)):
        before = memory.last_share
        memory = listed(memory, answer.row, answer.windows, answer.at)
        if number < DAY:
            continue
        if memory.last_share != before and memory.last_share is not None:
            allowed = allowed_silence(memory, workers, None)
            expected += exp(-_silence(memory.last_share, answer.at, allowed, machine))
        if number >= minutes + DAY:
            return expected / years
    raise AssertionError


def _silence(share: datetime, at: datetime, allowed: float, machine: Machine) -> float:
    """Return how long the silence from now on must last for an alarm, in units of g.

    It counts from the answer that reported the share. Up to then the machine was silent
    in any case.
    """
    quiet = (at - share).total_seconds()
    answers = max(int((allowed - quiet) // MINUTE) + 1, 1) + CONFIRMATIONS - 1
    return answers * MINUTE / machine.gap


def detection(stops: int = STOPS) -> Iterator[Promise]:
    """Return how long after a real stop the alarm comes."""
    for gap, promised in DELAYS.items():
        delays = sorted(_delays(Machine.with_gap(gap), stops, Random(gap)))
        sample = f"{stops} stops"
        yield Promise(
            what=f"silence allowed, a share in {gap:.0f} s, mean",
            unit="min",
            promised=f"{promised}",
            figure=mean(_allowed(Machine.with_gap(gap), Random(gap))) / MINUTE,
            least=promised * 0.9,
            most=promised * 1.1,
            sample="10 days",
        )
        # The next answer must agree.
        yield Promise(
            what=f"alarm after a stop, a share in {gap:.0f} s, median",
            unit="min",
            promised=f"{promised + 1}",
            figure=median(delays) / MINUTE,
            most=(promised + 1) * 1.1,
            sample=sample,
        )
        yield Promise(
            what=f"alarm after a stop, a share in {gap:.0f} s, 95 of 100",
            unit="min",
            promised="",
            figure=delays[len(delays) * 95 // 100] / MINUTE,
            sample=sample,
        )


def _allowed(machine: Machine, random: Random) -> Iterator[float]:
    """Return the allowed silences of a single machine, minute by minute."""
    memory = WorkerMemory()
    for number, answer in enumerate(machine.minutes(random)):
        memory = listed(memory, answer.row, answer.windows, answer.at)
        if number > DAY:
            yield allowed_silence(memory, 1, None)
        if number > 11 * DAY:
            return


def _delays(machine: Machine, stops: int, random: Random) -> Iterator[float]:
    """Return the seconds from stops of a machine to the alarms.

    It stops at random moments, after its first days.
    """
    roll = RollCall(memories={}, states={}, events=())
    answers = machine.minutes(random)
    for number, answer in enumerate(answers):
        roll = _called(roll, answer)
        if number > DAY and not number % 7:
            stopped = answer.at + timedelta(seconds=random.uniform(0, MINUTE))
            yield _delay(machine, roll, answer, stopped)
            stops -= 1
        if not stops:
            return


def _delay(
    machine: Machine, roll: RollCall, answer: Minute, stopped: datetime
) -> float:
    """Return after how many seconds a stopped machine goes offline."""
    while roll.states["rig"].status is not WorkerStatus.OFFLINE:
        answer = machine.silent(answer)
        roll = _called(roll, answer)
    return (answer.at - stopped).total_seconds()


def _called(roll: RollCall, answer: Minute) -> RollCall:
    """Decide the status of a single machine."""
    listed = WorkerReport(
        evidence=Evidence.LIST,
        at=answer.at,
        rows={"rig": answer.row},
        averages={"rig": answer.windows},
    )
    return roll_call(roll, listed, Rules())
