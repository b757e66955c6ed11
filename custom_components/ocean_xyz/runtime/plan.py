"""Follows when mining pays, by the prices that are known ahead."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..mining.costs import CostInputs, CostSettings
from ..mining.heat import Heat
from ..mining.plan.paying import Known, Now, Span
from ..mining.plan.pieces import Ahead, Piece, pieces_of
from ..mining.plan.present import Present, with_past
from ..mining.plan.terms import Terms, has_moved, held
from ..mining.units import TERA
from .days import begin_of_day
from .forecasts import Forecasts
from .timer import Timer

LATE: Final = timedelta(seconds=5)
"""How long after a price begins the plan follows.

So a trigger at the next start fires before the sensor moves on to the one after it.
"""


class Costs(Protocol):
    """What a plan follows of what an account's mining costs."""

    settings: CostSettings
    inputs: CostInputs

    @property
    def pays(self) -> bool | None:
        """Return whether mining pays now, None while it is not known."""

    def heat_if(self, *, wanted: bool) -> Heat | None:
        """Return what the heat would save; None while it is not known."""

    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener whenever a figure may have changed."""


class AccountPlan:
    """When an account's mining pays."""

    def __init__(
        self,
        hass: HomeAssistant,
        costs: Costs,
        forecasts: Forecasts,
        *,
        hashrate: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        """Prepare to follow; `hashrate` is that of all machines while they run, in H/s."""
        self.known = Known()
        self.present: Present | None = None
        """None while nothing is known ahead."""
        self._costs = costs
        self._forecasts = forecasts
        self._hashrate = hashrate
        self._now = now
        self._held: tuple[float, ...] | None = None
        self._profitable: bool | None = None
        self._due: datetime | None = None
        """When the next price, or day, has begun a moment ago."""
        self._timer = Timer(hass, self._due_now)
        self._listeners: list[CALLBACK_TYPE] = []

    @property
    def can_know(self) -> bool:
        """Return whether prices ahead can be known with the account's settings."""
        settings = self._costs.settings
        return settings.has_costs and (
            settings.plan.chosen or settings.tariff_entity is not None
        )

    @callback
    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener whenever the plan may have changed."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_follow(self) -> CALLBACK_TYPE:
        """Follow the prices and the costs, if a price ahead may be known.

        Return what ends that.
        """
        if not self.can_know:
            return lambda: None
        stops = [
            self._costs.async_add_listener(self._costs_moved),
            self._forecasts.async_add_listener(self._renew),
        ]
        self._renew()

        @callback
        def end() -> None:
            for stop in stops:
                stop()
            self._timer.async_set(None)

        return end

    def pieces(self) -> tuple[Piece, ...]:
        """Return what is known of the time ahead, and of the time before.

        Nothing while a forecast of the sun is silent that was chosen.
        """
        forecasts, settings = self._forecasts, self._costs.settings.plan
        if settings.solar_forecasts and not forecasts.solar:
            return ()
        return pieces_of(
            Ahead(
                prices=forecasts.prices,
                export_prices=forecasts.export_prices,
                export_price=self._costs.inputs.export_price,
                solar=forecasts.solar,
                house_load=settings.house_load or 0.0,
            )
        )

    def terms(self, heat_wanted: bool | None = None) -> Terms | None:
        """Return what a plan holds as it is now; None while it is not known what heat saves.

        Heat counts if it is said to be wanted, or if no entity says when it is.
        """
        inputs = self._costs.inputs
        watts = inputs.fixed_watts
        if watts is None and inputs.efficiency is not None:
            watts = inputs.efficiency * self._hashrate() / TERA or None
        heat = self._heat(wanted=heat_wanted)
        return None if heat is None else Terms(inputs=inputs, heat=heat, watts=watts)

    def _heat(self, *, wanted: bool | None) -> Heat | None:
        """Return what the heat saves that counts ahead."""
        if wanted is None:
            wanted = self._costs.settings.heat.wanted_entity is None
        return self._costs.heat_if(wanted=wanted)

    @callback
    def _costs_moved(self) -> None:
        """Follow what decides; a meter that reports is no reason."""
        if not self._forecasts.prices:
            return
        if self._profitable is not self._costs.pays or has_moved(
            self._held, held(self._costs.inputs, self._heat(wanted=None))
        ):
            self._renew()

    @callback
    def _due_now(self) -> None:
        """Follow the price, or the day, that has begun."""
        begun = self._due - LATE if self._due is not None else None
        self._due = None
        self._renew(begun)

    @callback
    def _renew(self, since: datetime | None = None) -> None:
        """Work out when mining pays from a time on, else from now, and call the listeners."""
        now = self._now()
        if self._due is not None and self._due - LATE <= now < self._due:
            # A price begins: all follow it soon, together.
            return
        pieces, terms = self.pieces(), self.terms()
        self._held = held(self._costs.inputs, self._heat(wanted=None))
        self._profitable = self._costs.pays
        ahead = Known()
        if terms is not None:
            present = Now(time=now, profitable=self._profitable)
            ahead = terms.known_of(pieces, self._costs.settings, present)
        self.known = with_past(self.known, ahead, since or now)
        today, tomorrow, after = (begin_of_day(now, days) for days in range(3))
        self.present = None
        if ahead.prices:
            self.present = Present(
                known=self.known,
                time=now,
                today=Span(start=today, end=tomorrow),
                tomorrow=Span(start=tomorrow, end=after),
            )
        times = {time for piece in pieces for time in (piece.start, piece.end)}
        self._due = min(one for one in {*times, tomorrow} if one > now) + LATE
        self._timer.async_set(self._due - now)
        for listener in list(self._listeners):
            listener()
