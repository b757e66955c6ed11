"""Follows what an account's mining costs: its meters, its tariff, and whether it pays."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers.event import async_track_state_change_event

from ..mining.account import AccountState
from ..mining.costs import (
    CostInputs,
    CostSettings,
    energy_price,
    margin_of,
    tariff_at_zero_profit,
)
from ..mining.efficiency import (
    HOUR,
    THREE_HOURS,
    CostMemory,
    PowerSample,
    for_meters,
    is_standby,
    learn_efficiency,
    with_fixed,
    with_sample,
)
from ..mining.figures import Figures
from ..mining.heat import Heat, heat_of
from ..mining.profitability import Profitability, decide
from ..mining.workers.memory import WorkerMemory
from .house import House
from .machines import FixedPowerMachines
from .meters import Meters
from .stores import SAVE_DELAY, SAVE_LATE, SAVE_SOON, OceanStore
from .timer import Timer


class AccountCosts:
    """What one account's mining costs now, and whether it pays."""

    def __init__(
        self,
        hass: HomeAssistant,
        settings: CostSettings,
        store: OceanStore[CostMemory],
        memory: CostMemory,
        *,
        currency: str,
        now: Callable[[], datetime],
    ) -> None:
        """Prepare to look at the meters; currency and time are the hub's."""
        self.settings = settings
        self.meters = Meters(hass, settings, currency)
        self.house = House(settings)
        self.memory = for_meters(memory, settings)
        self.inputs = CostInputs()
        self.profitability: Profitability | None = None
        self._hass = hass
        self._now = now
        self._store = store
        self._figures = Figures()
        self._silence = timedelta()
        self._machines = FixedPowerMachines()
        self._samples: tuple[PowerSample, ...] = ()
        self._listeners: list[CALLBACK_TYPE] = []
        self._timer = Timer(hass, self._look)

    @callback
    def async_follow(self) -> CALLBACK_TYPE:
        """Follow the meters, if there is a power to know; return what ends that."""
        grid = set(self.settings.grid.meters)

        @callback
        def moved(event: Event[EventStateChangedData]) -> None:
            if event.data["entity_id"] in grid:
                taken, mining = self.meters.grid_power(), self._figures.mining
                self.house.note_grid(taken, self.inputs, self._now(), mining=mining)
            else:
                self._look()

        followed = self.meters.entities if self.settings.has_power else []
        stop = async_track_state_change_event(self._hass, followed, moved)

        @callback
        def end() -> None:
            stop()
            self._timer.async_set(None)

        return end

    @callback
    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener whenever a figure may have changed."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_rename_meter(self, old: str, new: str) -> None:
        """Keep what was learned by a meter that has another id now."""
        memory = self.memory
        meters = [new if one == old else one for one in memory.meters or ()]
        if old in (*(memory.meters or ()), memory.cop_entity):
            self.memory = replace(
                memory,
                meters=sorted(meters),
                cop_entity=new if memory.cop_entity == old else memory.cop_entity,
            )
            self._store.remember(self.memory, within=SAVE_SOON)

    @callback
    def async_update(
        self,
        figures: Figures,
        state: AccountState,
        workers: Mapping[str, WorkerMemory],
    ) -> None:
        """Take new figures of the account, its state, and what its workers are known by."""
        before, self._figures = self._figures, figures
        self._silence = state.silence
        if self.settings.has_power:
            if not self.settings.power_entities:
                self._note_machines(state, workers)
            averages = (figures.hashrate, figures.hashrate_hour)
            self._look(averaged=averages != (before.hashrate, before.hashrate_hour))

    def _note_machines(
        self, state: AccountState, workers: Mapping[str, WorkerMemory]
    ) -> None:
        """Note which machines a fixed power stands for, and which of them mine."""
        known = self.memory.fixed_power
        noted = self._machines.note(known, state, workers, self._now())
        if noted is not known:
            self.memory = replace(self.memory, fixed_power=noted)
            self._store.remember(self.memory, within=SAVE_DELAY)

    @callback
    def _look(self, *, averaged: bool = False) -> None:
        """Look at the meters, decide whether mining pays, and call the listeners.

        `averaged` says whether OCEAN has just averaged the hashrate.
        """
        now = self._now()
        before, figures = self.memory, self._figures
        self.inputs = self.present()
        self.memory = self.house.look(
            self.memory,
            self.inputs,
            self._samples,
            self.meters.house,
            now,
            mining=figures.mining,
        )
        self.inputs = self.house.priced(self.inputs)
        steady = timedelta(seconds=figures.steady_for)
        if figures.mining and not self.settings.power_entities:
            self._samples = with_fixed(self._samples, self.inputs.watts, steady, now)
        self._samples = with_sample(self._samples, *self._running_power(now))
        if averaged and figures.mining and self._machines.certain:
            hashrates = {THREE_HOURS: figures.hashrate, HOUR: figures.hashrate_hour}
            self.memory = learn_efficiency(
                self.memory, hashrates, self._samples, now, steady=steady
            )
            self.inputs = replace(self.inputs, efficiency=self.memory.efficiency)
        decision = self._decide(now)
        if decision and self.profitability is None and before.profitable is not None:
            # After a silence its entity first shows what it was: a change is then one
            # between on and off.
            self.profitability = replace(decision, profitable=before.profitable)
            self._call_listeners()
        self.profitability = decision
        if self.memory != before:
            self._store.remember(self.memory, within=_store_within(before, self.memory))
        self._call_listeners()

    @callback
    def _call_listeners(self) -> None:
        """Call the listeners."""
        for listener in list(self._listeners):
            listener()

    def present(self) -> CostInputs:
        """Return what the costs follow from now."""
        read = self.meters.read(self._figures, self._machines.part)
        return self.house.priced(replace(read, efficiency=self.memory.efficiency))

    @property
    def pays(self) -> bool | None:
        """Return whether mining pays now, None while it is not known."""
        return None if self.profitability is None else self.profitability.profitable

    def heat_if(self, *, wanted: bool) -> Heat | None:
        """Return what heat would save; None while it is not known."""
        read = replace(self.meters.house.heat, wanted=wanted)
        return heat_of(self.settings.heat, read, self.memory.cop)

    def _running_power(self, now: datetime) -> tuple[float | None, datetime]:
        """Return the power of machines that run, and since when.

        Machines with a fixed power took it until their last share.
        """
        mining, watts = self._figures.mining, self.inputs.watts
        since = now
        if not self.settings.power_entities:
            off, since = mining is False, self._machines.stopped or now
        else:
            off = mining is False and watts is not None
            off = off and is_standby(self._samples, watts or 0)
        return (0.0, now - self._silence) if off else (watts, since)

    @callback
    def _decide(self, now: datetime) -> Profitability | None:
        """Decide whether mining pays; None while that is not known."""
        self._timer.async_set(None)
        margin, price = margin_of(self.inputs), energy_price(self.inputs)
        if margin is None or price is None:
            return None
        self.memory, due = decide(self.memory, margin, self.settings, now)
        self._timer.async_set(None if due is None else due - now)
        return Profitability(
            profitable=bool(self.memory.profitable),
            margin=margin,
            price=price,
            break_even=tariff_at_zero_profit(self.inputs),
        )


def _store_within(before: CostMemory, now: CostMemory) -> float:
    """Return within how many seconds a change is stored.

    What is read from meters may change each minute, and is soon known again.
    """
    if now.since != before.since:
        return SAVE_SOON
    return SAVE_DELAY if now.learned != before.learned else SAVE_LATE
