"""What the tests of switching to the web page and back share."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http import HTTPStatus
import re
from typing import Final, override

from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import (
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)

from simulator import Reply, Upstreams
from simulator.faults import Effect
from simulator.outages import Status

from .support import API

SHORT: Final = ("_1_minute", "_5_minutes", "_10_minutes")
"""Hashrates over so short a time differ much from one minute to the next by nature."""

USUAL: Final = 0.12
"""Part by which the longer figures of a home move in an hour, and by printing."""


@dataclass(frozen=True, slots=True)
class EditedPage(Effect):
    """The web site's answers are changed by a test."""

    change: Callable[[str], str]

    @override
    def reply(self, reply: Reply) -> Reply:
        """Change the page."""
        return replace(reply, body=self.change(reply.body.decode()).encode())


def silence(upstreams: Upstreams) -> None:
    """Let OCEAN's interface fail from now on."""
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host=API)


def without_workers(*names: str) -> EditedPage:
    """Return the effect that leaves workers out of all pages."""

    def change(html: str) -> str:
        rows = re.findall(r"<tr.*?</tr>", html)
        for row in rows:
            if any(f".{name}&quot;" in row or f'.{name}"' in row for name in names):
                html = html.replace(row, "")
        return html

    return EditedPage(change)


@dataclass(slots=True)
class Watch:
    """Every state of an account that is written, and whose history becomes statistics."""

    first: dict[str, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    """Entities that were unavailable for a moment."""
    events: list[str] = field(default_factory=list)

    @classmethod
    def over(cls, hass: HomeAssistant) -> Watch:
        """Watch from now on."""
        watch = cls()
        for state in hass.states.async_all("sensor"):
            if (value := _number(state)) is not None:
                watch.first[state.entity_id] = value
        hass.bus.async_listen(EVENT_STATE_CHANGED, watch.note)
        return watch

    @callback
    def note(self, event: Event[EventStateChangedData]) -> None:
        """Note a state that jumps, falls to zero or is an event's."""
        state = event.data["new_state"]
        if state is None:
            return
        if state.entity_id.startswith("event."):
            self.events.append(f"{state.entity_id} {state.attributes}")
            return
        if state.state == STATE_UNAVAILABLE:
            self.lost.add(state.entity_id)
        before, value = self.first.get(state.entity_id), _number(state)
        ours = state.entity_id.startswith("sensor.home_")
        if not ours or before is None or value is None:
            return
        if state.entity_id.endswith(SHORT):
            return
        zero = value == 0 and before != 0
        if zero or abs(value - before) > USUAL * abs(before):
            self.wrong.append(f"{state.entity_id}: {before} became {value}")


def _number(state: State) -> float | None:
    """Return the value of a state that becomes a statistic, None for any other."""
    if "state_class" not in state.attributes:
        return None
    if state.state in (STATE_UNAVAILABLE, STATE_UNKNOWN):
        return None
    return float(state.state)
