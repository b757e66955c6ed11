"""What a house announces in a week, across all its restarts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event

from .clock import Clock

SILENT = (STATE_UNAVAILABLE, STATE_UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class News:
    """An announcement by an event entity."""

    at: datetime
    kind: str
    attributes: dict[str, Any]

    @property
    def workers(self) -> list[str]:
        """Return the workers that it is about."""
        one = self.attributes.get("worker")
        return self.attributes["workers"] if one is None else [one]


@dataclass
class Journal:
    """Records all announcements. One that is repeated is recorded twice."""

    clock: Clock
    entities: tuple[str, ...]
    news: dict[str, list[News]] = field(default_factory=dict)
    _heard: set[tuple[str, str]] = field(default_factory=set)

    def attend(self, hass: HomeAssistant) -> None:
        """Listen to a Home Assistant that has just started."""
        async_track_state_change_event(hass, self.entities, self._hear)

    @callback
    def _hear(self, event: Event[EventStateChangedData]) -> None:
        """Record an announcement; a restored state is not one."""
        new = event.data["new_state"]
        if new is None or new.state in SILENT:
            return
        if (heard := (new.entity_id, new.state)) in self._heard:
            return
        self._heard.add(heard)
        attributes = dict(new.attributes)
        news = News(
            at=self.clock.now, kind=attributes["event_type"], attributes=attributes
        )
        self.news.setdefault(new.entity_id, []).append(news)

    def of(self, entity_id: str, *kinds: str) -> list[News]:
        """Return an entity's announcements, all or of some kinds."""
        announced = self.news.get(entity_id, [])
        return [one for one in announced if not kinds or one.kind in kinds]
