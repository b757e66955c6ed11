"""What a trigger tells beside the states: which machine, since when, what it costs."""

from typing import Any, Final

from homeassistant.components.event.const import ATTR_EVENT_TYPE
from homeassistant.components.sensor.const import DOMAIN as SENSOR
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util

from ..api import HashesPerSecond
from ..const import DOMAIN
from ..devices.ids import DATA_STATUS, read_average, unique_id
from ..devices.workers import async_worker_device
from ..mining.economics import value_of
from ..mining.names import display_name
from ..mining.units import TERA
from ..mining.workers.news import NAMES_SHOWN, silence_and_loss
from ..mining.workers.revisions import missing_on_purpose
from ..mining.workers.state import WorkerEvent
from ..runtime.account import OceanAccount, OceanConfigEntry
from .targets import worker_of_entity

DEFAULT_AVERAGE: Final = 10_800

OWN_BLOCK: Final = "found_by_you"


def account_of(
    hass: HomeAssistant, entity_id: str
) -> tuple[OceanConfigEntry, OceanAccount] | None:
    """Return the account that an entity belongs to, and its entry, if it is loaded."""
    registered = er.async_get(hass).async_get(entity_id)
    entry: OceanConfigEntry
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        subentry_id = registered.config_subentry_id if registered else None
        if (account := entry.runtime_data.accounts.get(subentry_id or "")) is not None:
            return entry, account
    return None


def announced_workers(
    hass: HomeAssistant, state: State, *wanted: frozenset[str] | None
) -> tuple[WorkerEvent, ...]:
    """Return what a worker event says of the workers that are wanted.

    Each set of names narrows it down, None does not. A name is meant as OCEAN lists
    it or as a page shows it. Of an event of an earlier run nothing is known.
    """
    if (found := account_of(hass, state.entity_id)) is None:
        return ()
    return tuple(
        event
        for event in found[1].announced.at(state.state)
        if all(
            names is None or event.name in names or display_name(event.name) in names
            for names in wanted
        )
    )


def worker_facts(
    hass: HomeAssistant, state: State, events: tuple[WorkerEvent, ...]
) -> dict[str, Any]:
    """Return what there is to say of workers that went offline or came online.

    `silence` is in seconds, `hashrate_lost` in TH/s; what is not known is None.
    """
    if (found := account_of(hass, state.entity_id)) is None:
        return {}
    entry, account = found
    names = [
        _worker_name(hass, entry, account, event.name) for event in events[:NAMES_SHOWN]
    ]
    known = silence_and_loss(events)
    since = known.get("since")
    return {
        "account": _account_name(hass, account),
        "worker": ", ".join([*names, *(["…"] if len(events) > NAMES_SHOWN else [])]),
        "workers": names,
        "count": len(events),
        "silence": known.get("silence"),
        "since": dt_util.parse_datetime(since) if since else None,
        **_loss(account, known.get("hashrate_lost")),
    }


def hashrate_facts(hass: HomeAssistant, state: State) -> dict[str, Any]:
    """Return what there is to say of a hashrate that crossed a threshold, in TH/s.

    What is lost is what is lacking to the mean of the last 24 hours.
    """
    entity = er.async_get(hass).async_get(state.entity_id)
    if (found := account_of(hass, state.entity_id)) is None or entity is None:
        return {}
    entry, account = found
    name = worker_of_entity(entity)
    worker = account.worker(name) if name is not None else None
    windows = worker.averages if worker else account.state.hashrate
    usual = windows.hashrate_86400s if windows else None
    hashrate = float(state.state)
    lost = None if usual is None else round(max(usual / TERA - hashrate, 0), 3)
    return {
        "account": _account_name(hass, account),
        "worker": None if name is None else _worker_name(hass, entry, account, name),
        "hashrate": hashrate,
        "hashrate_off_on_purpose": off_on_purpose(hass, state),
        "data_status": _data_status(hass, account),
        **_loss(account, lost),
    }


def _data_status(hass: HomeAssistant, account: OceanAccount) -> str | None:
    """Return which entity tells whether an account's figures are of this minute."""
    return er.async_get(hass).async_get_entity_id(
        SENSOR, DOMAIN, unique_id(account.account_id, DATA_STATUS)
    )


def off_on_purpose(hass: HomeAssistant, state: State) -> float:
    """Return the TH/s that a hashrate lacks because machines were meant to be off."""
    entity = er.async_get(hass).async_get(state.entity_id)
    if (found := account_of(hass, state.entity_id)) is None or entity is None:
        return 0
    _, account = found
    name = worker_of_entity(entity)
    roll = account.source.roll
    missing = missing_on_purpose(
        roll,
        roll.memories if name is None else (name,),
        average=read_average(entity.translation_key or "") or DEFAULT_AVERAGE,
        at=dt_util.utcnow(),
    )
    return round(missing / TERA, 3)


def payout_facts(hass: HomeAssistant, state: State) -> dict[str, Any]:
    """Return what there is to say of a payout; `amount` is in sat."""
    if (found := account_of(hass, state.entity_id)) is None:
        return {}
    _, account = found
    told = state.attributes
    amount, price = told["amount"], account.hub.network.price
    return {
        "account": _account_name(hass, account),
        "kind": told[ATTR_EVENT_TYPE],
        "amount": amount,
        "money": None if price is None else round(value_of(amount, price), 2),
        "currency": account.hub.currency,
        "certainty": told["certainty"],
        "transaction": told["transaction"],
        "time": dt_util.parse_datetime(told["time"]),
    }


def block_facts(state: State) -> dict[str, Any]:
    """Return what there is to say of a block of the pool; `reward` is in sat."""
    told = state.attributes
    return {
        "height": told["height"],
        "hash": told["hash"],
        "reward": told["reward"],
        "finder": display_name(told["finder"] or ""),
        "own": told[ATTR_EVENT_TYPE] == OWN_BLOCK,
        "account": display_name(told.get("account", "")),
        "worker": display_name(told.get("worker", "")),
    }


def account_facts(hass: HomeAssistant, state: State) -> dict[str, Any]:
    """Return which account an entity belongs to."""
    found = account_of(hass, state.entity_id)
    return {"account": _account_name(hass, found[1])} if found else {}


def _loss(account: OceanAccount, hashrate_lost: float | None) -> dict[str, Any]:
    """Return what an account earns less per day for want of a hashrate in TH/s.

    In sat and in the hub's currency, before electricity.
    """
    conditions, price = account.figures.conditions, account.hub.network.price
    sat = None
    if conditions is not None and hashrate_lost is not None:
        sat = conditions.per_day(HashesPerSecond(hashrate_lost * TERA))
    money = None if sat is None or price is None else round(value_of(sat, price), 2)
    return {
        "hashrate_lost": hashrate_lost,
        "sat_lost_per_day": None if sat is None else round(sat),
        "money_lost_per_day": money,
        "currency": account.hub.currency,
    }


def _account_name(hass: HomeAssistant, account: OceanAccount) -> str:
    """Return what the user calls an account."""
    device = dr.async_get(hass).async_get(account.device_id)
    return display_name((device and device.name_by_user) or account.label)


def _worker_name(
    hass: HomeAssistant, entry: OceanConfigEntry, account: OceanAccount, name: str
) -> str:
    """Return what the user calls a worker; a nameless one is the account's."""
    device = async_worker_device(hass, entry, account, name)
    called = (device.name_by_user or device.name) if device else name
    return display_name(called or "") or _account_name(hass, account)
