"""Workers and answers about them."""

from collections.abc import Mapping
from copy import replace
from datetime import UTC, datetime, timedelta
from random import Random

from custom_components.ocean_xyz.api import HashrateAverages, WorkerSnapshot
from custom_components.ocean_xyz.mining.workers.learning import listed
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory
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

START = datetime(2026, 11, 1, tzinfo=UTC)
NOBODY = RollCall(memories={}, states={}, events=())
DIFFICULTY = 2**16

# A gap of 20 seconds between shares of difficulty 65,536.
FAST = HashrateAverages(
    hashrate_10800s=DIFFICULTY * 2**32 / 20, hashrate_86400s=DIFFICULTY * 2**32 / 20
)

NEVER_MINED = WorkerSnapshot(
    shares_60s=0, shares_300s=0, hashrate_60s=0.0, hashrate_300s=0.0
)
DAY = 24 * 60
"""In minutes."""


def minute(number: float) -> datetime:
    """Return the time of a snapshot."""
    return START + timedelta(minutes=number)


def row(last: float | None, shares: int = 3) -> WorkerSnapshot:
    """Return a row of a worker whose last share was found in that minute."""
    return WorkerSnapshot(
        shares_60s=shares * DIFFICULTY,
        shares_300s=15 * DIFFICULTY,
        hashrate_60s=float(shares),
        hashrate_300s=15.0,
        last_share=None if last is None else minute(last),
    )


def listing(
    at: float,
    rows: Mapping[str, WorkerSnapshot],
    averages: Mapping[str, HashrateAverages] | None = None,
) -> WorkerReport:
    """Return an answer that lists the workers, with the work that is not too old."""
    return WorkerReport(
        evidence=Evidence.LIST,
        at=minute(at),
        rows={name: counted(one, minute(at)) for name, one in rows.items()},
        averages=averages or {},
    )


def counted(one: WorkerSnapshot, at: datetime) -> WorkerSnapshot:
    """Return a row without the work of minutes after its last share."""
    if one.last_share is None:
        return one
    quiet = (at - one.last_share).total_seconds()
    if quiet >= 60:
        one = replace(one, shares_60s=0, hashrate_60s=0.0)
    return replace(one, shares_300s=0, hashrate_300s=0.0) if quiet >= 300 else one


def page_listing(at: float, rows: Mapping[str, WorkerSnapshot]) -> WorkerReport:
    """Return an answer that lists some of the workers."""
    return WorkerReport(evidence=Evidence.PART_OF_LIST, at=minute(at), rows=rows)


def hashrates_only(at: float, averages: Mapping[str, HashrateAverages]) -> WorkerReport:
    """Return an answer that holds the workers' hashrates alone."""
    return WorkerReport(evidence=Evidence.HASHRATES, at=minute(at), averages=averages)


class Farm:
    """Calls the roll minute by minute."""

    def __init__(self, rules: Rules | None = None) -> None:
        """Begin with nobody known."""
        self.roll = NOBODY
        self.rules = rules or Rules()
        self.announced: list[tuple[float, WorkerChange, str]] = []

    def call(self, at: float, rows: Mapping[str, WorkerSnapshot]) -> None:
        """Call the roll with an answer."""
        averages = dict.fromkeys(rows, FAST)
        self.roll = roll_call(self.roll, listing(at, rows, averages), self.rules)
        self.listen(at)

    def idle(self, at: float) -> None:
        """Call the roll while OCEAN says that nobody is active."""
        self.roll = roll_call(
            self.roll, WorkerReport(evidence=Evidence.IDLE, at=minute(at)), self.rules
        )
        self.listen(at)

    def run(self, start: int, end: int, *names: str) -> None:
        """Let workers mine for some minutes."""
        for number in range(start, end):
            self.call(number, {name: row(number) for name in names})

    def status(self, name: str) -> WorkerStatus | None:
        """Return what is shown of a worker."""
        return self.roll.states[name].status

    def listen(self, at: float) -> None:
        """Note what was announced."""
        self.announced += [(at, event.change, event.name) for event in self.roll.events]


def known(gap: float, **more: object) -> WorkerMemory:
    """Return the memory of a worker with a mean gap of so many seconds."""
    return WorkerMemory(
        last_share=START,
        hashrate=DIFFICULTY * 2**32 / gap,
        shares_seen=10,
        difficulties=((0, DIFFICULTY),),
        **more,
    )


def averages_of(running: float, **other: float) -> HashrateAverages:
    """Return averages that all hold one hashrate, but for some."""
    every = dict.fromkeys(("1800s", "3600s", "10800s", "43200s", "86400s"), running)
    rates = {f"hashrate_{name}": rate for name, rate in (every | other).items()}
    return HashrateAverages(**rates)


def observed(
    gap: float, minutes: int, seed: int, memory: WorkerMemory, every: int = 1
) -> WorkerMemory:
    """Let a worker with random shares be listed every so many minutes."""
    random, last = Random(seed), None
    share, found = random.expovariate(1 / gap), list[float]()
    for number in range(every, minutes + 1, every):
        while share < number * 60:
            found.append(share)
            last = START + timedelta(seconds=share)
            share += random.expovariate(1 / gap)
        found = [one for one in found if one >= number * 60 - 300]
        row = WorkerSnapshot(
            shares_60s=sum(one >= number * 60 - 60 for one in found) * DIFFICULTY,
            shares_300s=len(found) * DIFFICULTY,
            last_share=last,
        )
        memory = listed(
            memory, row, HashrateAverages(), minute(number), interval=every * 60
        )
    return memory
