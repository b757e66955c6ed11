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
from ..mining.units import TERA
from ..mining.workers.news import NAMES_SHOWN, silence_and_loss
from ..mining.workers.state import WorkerChange, WorkerEvent
from ..runtime.account import OceanAccount, OceanConfigEntry
from ..runtime.news import Announcement
from .support import NewsTrigger, account_name, daily_loss, worker_name
from .targets import is_meant, place_of_news, place_of_worker

CONF_GONE: Final = "gone"
CONF_WORKER: Final = "worker"

WORKER_SCHEMA: Final = ENTITY_STATE_TRIGGER_SCHEMA.extend(
    {
        vol.Required(CONF_OPTIONS, default={}): {
            vol.Optional(CONF_WORKER): vol.All(cv.ensure_list, [cv.string])
        }
    }
)

ONLINE_SCHEMA: Final = WORKER_SCHEMA.extend(
    {
        vol.Required(CONF_OPTIONS, default={}): {
            **WORKER_SCHEMA.schema[CONF_OPTIONS],
            vol.Optional(CONF_GONE, default=False): cv.boolean,
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
        kind, is_gone = announced.news.kind, announced.news.kind == WorkerChange.GONE
        is_wanted = kind == self._change or (is_gone and self._options.get(CONF_GONE))
        if account is None or not is_wanted:
            return None
        events = tuple(
            event
            for event in announced.news.about
            if self._is_meant(announced, event.name)
        )
        if not events:
            return None
        return {
            **worker_facts(self._hass, announced.entry, account, events),
            **self._others(announced, account, {event.name for event in events}),
            "is_gone": is_gone,
        }

    def _others(
        self, announced: Announcement, account: OceanAccount, named: set[str]
    ) -> dict[str, Any]:
        """Return who else of the target is offline."""
        others = [
            worker_name(self._hass, announced.entry, account, name)
            for name, memory in account.source.memory.workers.items()
            if memory.offline
            and memory.alarmed
            and name not in named
            and self._is_meant(announced, name)
        ]
        return {
            "others_offline": others[:NAMES_SHOWN],
            "others_offline_count": len(others),
        }

    def _is_meant(self, announced: Announcement, name: str) -> bool:
        """Return whether the target holds a worker, and the options allow it.

        A name is one that OCEAN lists, or did before the machine got another one, or
        the one that a page shows.
        """
        return self._is_named(announced, name) and is_meant(
            self._hass,
            self._target,
            place_of_worker(self._hass, announced.entry, announced.owner, name),
            place_of_news(self._hass, announced),
        )

    def _is_named(self, announced: Announcement, name: str) -> bool:
        """Return whether the options leave out a worker by its name."""
        if not (wanted := self._options.get(CONF_WORKER)):
            return True
        account = announced.account
        memory = account.source.memory.workers.get(name) if account else None
        names = {name, *(memory.former_names if memory else ())}
        return not (names | set(map(display_name, names))).isdisjoint(wanted)


class WorkerWentOffline(WorkerTrigger):
    """Triggers when workers went offline."""

    _change = WorkerChange.OFFLINE


class WorkerBecameLow(WorkerTrigger):
    """Triggers when the hashrate of workers became low, and not by chance."""

    _change = WorkerChange.LOW


class WorkerRecovered(WorkerTrigger):
    """Triggers when the hashrate of workers that was low is as usual again."""

    _change = WorkerChange.RECOVERED


class WorkerCameOnline(WorkerTrigger):
    """Triggers when workers are back, or also when they will not come back."""

    _schema = ONLINE_SCHEMA

    _change = WorkerChange.ONLINE


def worker_facts(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    account: OceanAccount,
    events: tuple[WorkerEvent, ...],
) -> dict[str, Any]:
    """Describe workers to which something happened.

    `silence` is in seconds, hashrates are in TH/s; what is not known is None.
    """
    names = [
        worker_name(hass, entry, account, event.name) for event in events[:NAMES_SHOWN]
    ]
    known = silence_and_loss(events)
    since = known.get("since")
    return {
        "account": account_name(hass, account),
        "account_id": account.account_id,
        "worker": ", ".join([*names, *(["…"] if len(events) > NAMES_SHOWN else [])]),
        "workers": names,
        "count": len(events),
        "silence": known.get("silence"),
        "hashrate": _hashrate(events),
        "since": dt_util.parse_datetime(since) if since else None,
        **daily_loss(account, known.get("hashrate_lost")),
    }


def _hashrate(events: tuple[WorkerEvent, ...]) -> float | None:
    """Return at which hashrate workers run that are low or have recovered, in TH/s."""
    known = [event.hashrate for event in events if event.hashrate is not None]
    return round(sum(known) / TERA, 3) if known else None
