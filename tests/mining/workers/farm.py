"""Workers and answers about them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from custom_components.ocean_xyz.api import HashrateAverages, WorkerSnapshot
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
    """Return an answer that lists the workers."""
    return WorkerReport(
        evidence=Evidence.LIST, at=minute(at), rows=rows, averages=averages or {}
    )


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
