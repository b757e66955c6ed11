"""Follows what the house imports, and what heat saves it."""

from dataclasses import replace
from datetime import datetime

from ..const import MINUTE
from ..mining.costs import CostInputs, CostSettings
from ..mining.efficiency import CostMemory, PowerSample, running_power
from ..mining.grid import GridSample, HouseReading, imported_part, settled, with_grid
from ..mining.heat import NO_HEAT, Heat, heat_of, with_cop


class House:
    """What the next kilowatt-hour of an account's machines does to the house."""

    def __init__(self, settings: CostSettings) -> None:
        """Start without knowing anything."""
        self._settings = settings
        self._grid: tuple[GridSample, ...] = ()
        self._imported: float | None = None if settings.grid.known else 1.0
        self._heat: Heat | None = NO_HEAT
        self._looked: datetime | None = None

    def priced(self, inputs: CostInputs) -> CostInputs:
        """Return the inputs with what is imported, and with what heat saves."""
        return replace(inputs, imported=self._imported, heat=self._heat)

    def note_grid(
        self,
        taken: float | None,
        inputs: CostInputs,
        now: datetime,
        *,
        mining: bool | None,
    ) -> None:
        """Note what the house takes from the grid, in W, without the machines."""
        own = inputs.watts
        if own is None and not self._settings.power_entities and mining is False:
            own = 0.0
        others = None if taken is None or own is None else taken - own
        self._grid = with_grid(self._grid, others, now)

    def look(
        self,
        memory: CostMemory,
        inputs: CostInputs,
        samples: tuple[PowerSample, ...],
        read: HouseReading,
        now: datetime,
        *,
        mining: bool | None,
    ) -> CostMemory:
        """Note what heat saves, and once a minute what is imported.

        Meters that report each second would else move what things cost each second.
        """
        self.note_grid(read.grid, inputs, now, mining=mining)
        looked = self._looked if self._imported is not None else None
        if looked is None or not looked <= now < looked + MINUTE:
            self._looked = now
            memory = replace(memory, cop=with_cop(memory.cop, read.heat.cop, now))
            if self._settings.grid.known:
                memory = self._note_imported(memory, inputs, samples, now, mining)
        self._heat = heat_of(self._settings.heat, read.heat, memory.cop)
        return memory

    def _note_imported(
        self,
        memory: CostMemory,
        inputs: CostInputs,
        samples: tuple[PowerSample, ...],
        now: datetime,
        mining: bool | None,
    ) -> CostMemory:
        """Note which part of the next kWh is imported; None while it is not known."""
        running = inputs.watts or self._settings.fixed_power
        if self._settings.power_entities:
            running = running_power(
                memory.running_watts, inputs.watts, samples, mining=mining
            )
            memory = replace(memory, running_watts=running)
        part = imported_part(self._grid, running, now) if running else None
        self._imported = settled(self._imported, part)
        return memory
