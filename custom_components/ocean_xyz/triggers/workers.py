"""The triggers for workers that went offline or came online."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.const import CONF_OPTIONS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import ENTITY_STATE_TRIGGER_SCHEMA
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..devices.ids import WORKER
from ..mining.names import display_name
from ..mining.workers.news import NAMES_SHOWN, silence_and_loss
from ..mining.workers.state import WorkerChange, WorkerEvent
from ..runtime.account import OceanAccount, OceanConfigEntry
from ..runtime.news import Announcement
from .support import NewsTrigger, account_name, daily_loss, worker_name
from .targets import is_meant, place_of_news, place_of_worker

CONF_WORKER: Final = "worker"

WORKER_SCHEMA: Final = ENTITY_STATE_TRIGGER_SCHEMA.extend(
    {
        vol.Required(CONF_OPTIONS, default={}): {
            vol.Optional(CONF_WORKER): vol.All(cv.ensure_list, [cv.string])
        }
    }
)


class WorkerTrigger(NewsTrigger):
    """Triggers when something happened to workers."""

    _key = WORKER
    _schema = WORKER_SCHEMA
    _change: WorkerChange

    @override
    def facts(self, announced: Announcement) -> Mapping[str, Any] | None:
        """Return which machines it is about, since when and what it costs."""
        account = announced.account
        if account is None or announced.news.kind != self._change:
            return None
        place = place_of_news(self._hass, announced)
        events = tuple(
            event
            for event in announced.news.about
            if self._is_named(event.name)
            and is_meant(
                self._hass,
                self._target,
                place_of_worker(self._hass, announced, event.name),
                place,
            )
        )
        if not events:
            return None
        return worker_facts(self._hass, announced.entry, account, events)

    def _is_named(self, name: str) -> bool:
        """Return whether the options allow a worker.

        A name is the one that OCEAN lists or the one that a page shows.
        """
        names = self._options.get(CONF_WORKER)
        return not names or name in names or display_name(name) in names


class WorkerWentOffline(WorkerTrigger):
    """Triggers when workers went offline."""

    _change = WorkerChange.OFFLINE


class WorkerCameOnline(WorkerTrigger):
    """Triggers when workers are back."""

    _change = WorkerChange.ONLINE


def worker_facts(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    account: OceanAccount,
    events: tuple[WorkerEvent, ...],
) -> dict[str, Any]:
    """Describe workers that went offline or came online.

    `silence` is in seconds, `hashrate_lost` in TH/s; what is not known is None.
    """
    names = [
        worker_name(hass, entry, account, event.name) for event in events[:NAMES_SHOWN]
    ]
    known = silence_and_loss(events)
    since = known.get("since")
    return {
        "account": account_name(hass, account),
        "worker": ", ".join([*names, *(["…"] if len(events) > NAMES_SHOWN else [])]),
        "workers": names,
        "count": len(events),
        "silence": known.get("silence"),
        "since": dt_util.parse_datetime(since) if since else None,
        **daily_loss(account, known.get("hashrate_lost")),
    }
