"""Follows the prices of energy, and the sun, that are known ahead for an account."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
import time
from typing import Final

from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers.event import (
    async_track_state_change_event,
    async_track_time_interval,
)
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from ..const import CONF_FORECAST_ADDED, DOMAIN
from ..mining.costs import CostSettings
from ..mining.forecasts.difference import Difference
from ..mining.forecasts.refused import Refused
from ..mining.forecasts.slots import PriceSlot, SolarSlot, fixed, overlaid, priced
from ..mining.forecasts.solar import read_solar, summed, with_nights
from .days import begin_of_day
from .energy import async_solar_forecast
from .entity_prices import EntityPrices
from .forecast_answers import Politeness

INTERVAL: Final = timedelta(minutes=15)
"""How often actions and solar forecasts are asked."""

LATE: Final = timedelta(hours=1)
"""How long after their end new prices may come without being missed."""

NOT_READ: Final = frozenset(
    {
        Refused.MISSING,
        Refused.UNAVAILABLE,
        Refused.ACTION,
        Refused.PLACE,
        Refused.CONTRADICTION,
    }
)
"""The problems of a tariff or an export price of which nobody said that it knows more."""


class Forecasts:
    """What is known ahead for one account."""

    def __init__(
        self,
        hass: HomeAssistant,
        settings: CostSettings,
        *,
        currency: str,
        now: Callable[[], datetime],
    ) -> None:
        """Prepare to follow; currency and time are the hub's."""
        self.prices: tuple[PriceSlot, ...] = ()
        """Of energy from the grid, as it is paid; from the day before yesterday on."""
        self.export_prices: tuple[PriceSlot, ...] = ()
        """Of energy fed in; without a forecast there are none."""
        self.solar: tuple[SolarSlot, ...] = ()
        self.problems: dict[str, Refused] = {}
        """Why an entity, a config entry or a setting gives no forecast."""
        self.difference = Difference()
        """Between the tariff and what was known ahead of it."""
        self._hass = hass
        self._settings = settings
        self._currency = currency
        self._now = now
        plan, tariff = settings.plan, settings.tariff_entity
        export = settings.grid.price_entity
        self._buying = self._entities(
            plan.forecast_entities or ([tariff] if tariff else ())
        )
        self._selling = self._entities([export] if export else (), fed_in=True)
        self._solar: dict[str, tuple[SolarSlot, ...]] = {}
        self._solar_problems: dict[str, Refused] = {}
        self._listeners: list[CALLBACK_TYPE] = []
        self._task: asyncio.Task[None] | None = None
        self._politeness = Politeness()

    def _entities(
        self, ids: Iterable[str], *, fed_in: bool = False
    ) -> dict[str, EntityPrices]:
        """Return the readers of entities."""
        return {
            one: EntityPrices(self._hass, one, self._currency, fed_in=fed_in)
            for one in ids
        }

    @callback
    def async_follow(self) -> CALLBACK_TYPE:
        """Follow all forecasts; return what ends that."""
        followed = self._buying | self._selling
        if not followed and not self._settings.plan.solar_forecasts:
            return lambda: None

        self._update()

        @callback
        def changed(event: Event[EventStateChangedData]) -> None:
            old, new = event.data["old_state"], event.data["new_state"]
            if old and new and old.attributes == new.attributes:
                return
            self._update()
            self._ask()

        @callback
        def ask(_: object) -> None:
            self._update()
            self._ask()

        stops = [
            async_track_state_change_event(self._hass, followed, changed),
            async_track_time_interval(
                self._hass, ask, INTERVAL, cancel_on_shutdown=True
            ),
            async_at_started(self._hass, ask),
        ]

        @callback
        def end() -> None:
            for stop in stops:
                stop()
            if self._task is not None:
                self._task.cancel()

        return end

    @callback
    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener whenever something that is known ahead has changed."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_compare(self, tariff: float | None) -> None:
        """Compare the tariff as it is now with what was known ahead."""
        self.difference.note(tariff, self.prices, self._now(), time.monotonic())

    @callback
    def _ask(self) -> None:
        """Ask all integrations that were not asked lately."""
        if self._task is None or self._task.done():
            self._task = self._hass.async_create_background_task(
                self._ask_all(), f"{DOMAIN} forecasts", eager_start=False
            )

    async def _ask_all(self) -> None:
        """Ask all integrations, one after the other."""
        entities = (*self._buying.values(), *self._selling.values())
        asked = [await entity.async_ask(self._now()) for entity in entities]
        if self._politeness.may_ask(failed=bool(self._solar_problems)):
            for entry_id in self._settings.plan.solar_forecasts:
                await self._ask_sun(entry_id)
                asked.append(True)
        if any(asked):
            self._update()

    async def _ask_sun(self, entry_id: str) -> None:
        """Ask a config entry for its solar forecast; a silent one keeps the last."""
        answer = await async_solar_forecast(self._hass, entry_id)
        found = read_solar(answer, dt_util.get_default_time_zone())
        if not isinstance(found, Refused):
            self._solar[entry_id] = found
            self._solar_problems.pop(entry_id, None)
        elif self._hass.config_entries.async_get_entry(entry_id):
            self._solar_problems[entry_id] = found
        else:
            self._solar.pop(entry_id, None)
            self._solar_problems[entry_id] = Refused.MISSING

    @callback
    def _update(self) -> None:
        """Work out what is known, and call the listeners if that has changed."""
        before = self.prices, self.export_prices, self.solar, self.problems
        now, plan = self._now(), self._settings.plan
        for entity in (*self._buying.values(), *self._selling.values()):
            entity.look(now)
        self.problems = dict(self._solar_problems)
        bought = self._together(self._buying)
        if bought and now - bought[-1].end > LATE:
            self.problems |= {
                entity_id: Refused.ENDED
                for entity_id in plan.forecast_entities
                if self.problems.get(entity_id) in (None, Refused.UNAVAILABLE)
            }
        if plan.added and self._settings.tariff_currency != self._currency:
            bought = ()
            self.problems[CONF_FORECAST_ADDED] = Refused.CURRENCY
        self.solar = self._sun()
        self.prices = priced(bought, plan.percent, plan.added) or self._fixed(now)
        self.export_prices = self._together(self._selling)
        if before != (self.prices, self.export_prices, self.solar, self.problems):
            for listener in list(self._listeners):
                listener()

    def _sun(self) -> tuple[SolarSlot, ...]:
        """Return what all forecasts say together; nothing while one of them is silent.

        One that is gone is left out: a repair names it.
        """
        gone = {
            entry_id
            for entry_id, problem in self._solar_problems.items()
            if problem is Refused.MISSING
        }
        if {*self._settings.plan.solar_forecasts} - gone - self._solar.keys():
            return ()
        return summed([with_nights(one, begin_of_day) for one in self._solar.values()])

    def _fixed(self, now: datetime) -> tuple[PriceSlot, ...]:
        """Return a fixed tariff, from today to the last day whose sun is known."""
        price, currency = self._settings.fixed_tariff, self._settings.tariff_currency
        if (
            self._buying
            or not self.solar
            or price is None
            or currency != self._currency
        ):
            return ()
        end = begin_of_day(self.solar[-1].start, 1)
        return fixed(price, begin_of_day(now, 0), end)

    def _together(self, entities: dict[str, EntityPrices]) -> tuple[PriceSlot, ...]:
        """Return what entities say, the first one first, and note why one says nothing."""
        known: tuple[PriceSlot, ...] = ()
        chosen = self._settings.plan.forecast_entities
        for entity_id, entity in entities.items():
            known = overlaid(entity.slots, known)
            problem = entity.problem
            if problem and (entity_id in chosen or problem in NOT_READ):
                self.problems[entity_id] = problem
        return known
