"""The prices that one entity knows ahead, or the action of its integration."""

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Final

from homeassistant.const import (
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..mining.forecasts.actions import (
    Question,
    is_due,
    is_whole,
    questions,
    read_answer,
)
from ..mining.forecasts.difference import may_be_of
from ..mining.forecasts.hours import named_hours
from ..mining.forecasts.prices import Reading, Terms, read_lists, read_own, together
from ..mining.forecasts.refused import Refused
from ..mining.forecasts.slots import PriceSlot, followed_by, overlaid, since
from ..mining.meters import Unreadable, read_tariff
from .days import begin_of_day
from .entity_states import state_of
from .forecast_answers import Politeness, async_answer, origin_of

FAILURES: Final = 4
"""Failures of an action in a row, each a quarter of an hour apart, that are a problem."""

DAYS_KEPT: Final = 2
"""Days before today whose prices are kept."""


class EntityPrices:
    """What one entity says about prices ahead, and has said."""

    def __init__(
        self, hass: HomeAssistant, entity_id: str, currency: str, *, fed_in: bool
    ) -> None:
        """Begin with nothing; `currency` is the hub's.

        The state of an entity that says what energy brings that is fed in has to fit
        its list, which may be of what is bought.
        """
        self.slots: tuple[PriceSlot, ...] = ()
        self.problem: Refused | None = None
        self._failures = 0
        self._hass = hass
        self._entity_id = entity_id
        self._currency = currency
        self._fed_in = fed_in
        self._answers: dict[tuple[str, ...], Reading] = {}
        self._politeness = Politeness()
        self._read: tuple[object, Reading] = (None, Reading(problem=Refused.NO_LIST))
        """The lists that were read last, and what they say."""

    def look(self, now: datetime) -> None:
        """Read what the entity shows now, else the answers of its action."""
        state, reading = self._hass.states.get(self._entity_id), self._listed()
        own = read_own(state.attributes, self._terms()) if state else ()
        if not (self._fits(reading.slots, now) and self._fits(own, now)):
            reading, own = Reading(problem=Refused.CONTRADICTION), ()
        elif self._answers and not reading.slots:
            reading = together(self._answers.values())
        news = followed_by(self.slots, overlaid(reading.slots, own))
        self.slots = since(news, begin_of_day(now, -DAYS_KEPT))
        self.problem = reading.problem
        if state is None:
            self.problem = Refused.MISSING
        elif self._failures >= FAILURES:
            self.problem = Refused.ACTION
        elif self._failures or (
            self.problem is Refused.NO_LIST
            and state.state in (STATE_UNAVAILABLE, STATE_UNKNOWN)
        ):
            self.problem = Refused.UNAVAILABLE

    def _fits(self, slots: tuple[PriceSlot, ...], now: datetime) -> bool:
        """Return whether prices may be those whose present one the entity shows."""
        if not self._fed_in:
            return True
        shown = read_tariff(state_of(self._hass, self._entity_id), self._currency)
        return isinstance(shown, Unreadable) or may_be_of(slots, shown, now)

    async def async_ask(self, now: datetime) -> bool:
        """Ask the action of the entity's integration for what is not yet known whole.

        Return whether it was time to ask.
        """
        if not self._politeness.may_ask(failed=self._failures > 0):
            return False
        asked = {question.key: question for question in self._questions(now)}
        self._answers = {
            key: reading for key, reading in self._answers.items() if key in asked
        }
        failed = False
        for key, question in asked.items():
            known = self._answers.get(key, Reading())
            if is_whole(question, known) or not is_due(question, now):
                continue
            answer = await async_answer(self._hass, question)
            if answer is None:
                failed = True
            else:
                self._answers[key] = read_answer(question, answer, self._terms())
        self._failures = self._failures + 1 if failed else 0
        return True

    def _questions(self, now: datetime) -> list[Question]:
        """Return what to ask about today and tomorrow: nothing that the entity shows."""
        origin = origin_of(self._hass, self._entity_id)
        if origin is None or self._listed().slots:
            return []
        return [
            question
            for question in questions(
                origin, begin_of_day(now, 0), begin_of_day(now, 2)
            )
            if self._hass.services.has_service(question.domain, question.action)
        ]

    def _listed(self) -> Reading:
        """Return what lists in the entity's attributes say; each is read once."""
        state, terms = self._hass.states.get(self._entity_id), self._terms()
        if state is None:
            return Reading()
        lists = {
            name: copy(value)
            for name, value in state.attributes.items()
            if isinstance(value, list | tuple | Mapping)
        }
        day = dt_util.as_local(state.last_updated).date()
        if hours := named_hours(state.attributes, day, terms.zone):
            lists["hours"] = hours
        if self._read[0] != (lists, terms):
            self._read = (lists, terms), read_lists(lists, terms)
        return self._read[1]

    def _terms(self) -> Terms:
        """Return what the entity says about all its prices."""
        shown = state_of(self._hass, self._entity_id)
        return Terms(
            unit=shown.unit if shown else None,
            currency=self._currency,
            zone=dt_util.get_default_time_zone(),
            fed_in=self._fed_in,
        )
