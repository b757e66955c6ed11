"""A calendar of mining: when it pays, what is expected, and what was."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, override

from homeassistant.components.calendar import (
    CalendarEntity,
    CalendarEntityDescription,
    CalendarEvent,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .devices.ids import MINING, unique_id
from .entity import PlacedEntity, pool_place
from .mining.agenda import (
    Kind,
    Occurrence,
    current,
    of_blocks,
    of_forecast,
    of_ledger,
    of_network,
    of_plan,
    within,
)
from .mining.names import display_name
from .mining.written import separators
from .runtime.account import OceanConfigEntry, OceanRuntimeData

PARALLEL_UPDATES = 0

TEXTS: Final = f"component.{DOMAIN}.common."
TITLES: Final = {kind: f"calendar_{kind}" for kind in Kind} | {
    # As in the message about it.
    Kind.OWN_BLOCK: "own_block_title"
}
DESCRIBED: Final = frozenset({Kind.PAYS, Kind.PAYOUT_EXPECTED})
"""What has a description besides its title."""

CALENDAR: Final = CalendarEntityDescription(key=MINING)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the calendar of the hub."""
    async_add_entities([OceanCalendar(entry.entry_id, entry.runtime_data)])


class OceanCalendar(PlacedEntity, CalendarEntity):
    """What happens to the accounts, and to the network that they mine on."""

    def __init__(self, entry_id: str, runtime: OceanRuntimeData) -> None:
        """Remember of what it is the calendar."""
        super().__init__(CALENDAR, pool_place(entry_id))
        self._runtime = runtime
        self._texts: Mapping[str, str] = {}
        self._shown: Occurrence | None = None

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """Return the time in which mining pays that is on, else what comes next."""
        found = self._current()
        return self._event_of(found) if found else None

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return what is at some time of a range."""
        await self._load_texts()
        known = (*self._ahead(), *self._past())
        return [self._event_of(one) for one in within(known, start_date, end_date)]

    @override
    async def async_added_to_hass(self) -> None:
        """Follow what lies ahead."""
        await super().async_added_to_hass()
        await self._load_texts()
        self._shown = self._current()
        hub, accounts = self._runtime.hub, self._runtime.accounts.values()
        subscribe: list[Callable[[CALLBACK_TYPE], CALLBACK_TYPE]] = [
            hub.network_coordinator.async_add_listener
        ]
        for account in accounts:
            subscribe += [
                account.plan.async_add_listener,
                account.listeners.async_listen_to_figures,
            ]
        for each in subscribe:
            self.async_on_remove(each(self._look))

    async def _load_texts(self) -> None:
        """Load the texts in the language of Home Assistant, which may be another one."""
        language = self.hass.config.language
        self._texts = await async_get_translations(
            self.hass, language, "common", {DOMAIN}
        )

    @callback
    def _look(self) -> None:
        """Write the state if another event is on or comes next."""
        before, self._shown = self._shown, self._current()
        if self._shown != before:
            self.async_write_ha_state()

    def _current(self) -> Occurrence | None:
        """Return the time in which mining pays that is on, else what comes next."""
        return current(self._ahead(), self._runtime.hub.now())

    def _ahead(self) -> Iterator[Occurrence]:
        """Return what is expected, and when mining pays."""
        hub = self._runtime.hub
        yield from of_network(hub.entry_id, hub.network)
        for account in self._runtime.accounts.values():
            owner = account.account_id, account.label
            yield from of_plan(*owner, account.plan.known)
            yield from of_forecast(
                *owner, account.figures.forecast, account.ledger_state.ledger
            )

    def _past(self) -> Iterator[Occurrence]:
        """Return what was."""
        hub, labels = self._runtime.hub, self._runtime.labels
        yield from of_blocks(hub.entry_id, hub.pool_source.log.blocks, labels)
        for account in self._runtime.accounts.values():
            yield from of_ledger(
                account.account_id, account.label, account.ledger_state.ledger
            )

    def _event_of(self, one: Occurrence) -> CalendarEvent:
        """Return an event with its texts in the language of Home Assistant."""
        language = self.hass.config.language
        facts = {name: _written(fact, language) for name, fact in one.facts.items()}

        def text(key: str) -> str:
            return _filled(self._texts[f"{TEXTS}{key}"], facts)

        title = TITLES[one.kind]
        return CalendarEvent(
            start=dt_util.as_local(one.start),
            end=dt_util.as_local(one.end),
            summary=text(title),
            description=text(f"{title}_description") if one.kind in DESCRIBED else None,
            uid=unique_id(one.owner, f"{one.kind}_{one.key}"),
        )


def _filled(text: str, facts: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled; names may hold braces themselves."""
    for name, fact in facts.items():
        text = text.replace(f"{{{name}}}", fact)
    return text


def _written(fact: Any, language: str) -> str:
    """Return a name, an amount or a time as a text."""
    if isinstance(fact, datetime):
        return f"{dt_util.as_local(fact):%Y-%m-%d %H:%M}"
    if isinstance(fact, int):
        return f"{fact:,}".replace(",", separators(language)[0])
    return display_name(fact)
