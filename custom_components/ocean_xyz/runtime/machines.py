"""Follows the machines that a fixed power stands for."""

from collections.abc import Mapping
from datetime import datetime

from ..mining.account import AccountState
from ..mining.fixed_power import (
    FixedPowerMemory,
    Machine,
    machines_of,
    may_have_stopped,
    part_that_mines,
    stopped_at,
    with_machines,
    with_names,
)
from ..mining.workers.memory import WorkerMemory


class FixedPowerMachines:
    """Which of the machines mine that a fixed power stands for."""

    def __init__(self) -> None:
        """Start without machines."""
        self.part: float | None = None
        """Of the fixed power, that the machines take which mine."""
        self.certain = True
        """Whether the power is that of the machines that mine, as far as is known."""
        self.stopped: datetime | None = None
        """When the last of the machines stopped that no longer mine."""
        self._machines: Mapping[str, Machine] = {}

    def note(
        self,
        memory: FixedPowerMemory,
        state: AccountState,
        workers: Mapping[str, WorkerMemory],
        now: datetime,
    ) -> FixedPowerMemory:
        """Note which machines mine; return the memory with new ones, else the same."""
        self.part = self.stopped = None
        self.certain = False
        if not state.workers_known:
            return memory
        before, self._machines = (
            self._machines,
            machines_of(state.workers, workers, now),
        )
        self.stopped = stopped_at(before, self._machines)
        known = with_machines(with_names(memory, workers), self._machines, now)
        self.part = part_that_mines(known, self._machines, now)
        self.certain = not may_have_stopped(known, self._machines, now)
        return known
