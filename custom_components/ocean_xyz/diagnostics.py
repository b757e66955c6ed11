"""Diagnostics: the state of all sources, without an address, a name or an amount.

Only what the ledger cannot explain is there in sat.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr

from .const import (
    CONF_CURRENCY,
    CONF_NETWORK_SOURCE,
    CONF_OFF_ON_PURPOSE,
    CONF_OFFLINE_AFTER,
    CONF_PRICE_ENTITY,
    CONF_REMOVE_AFTER,
    CONF_WEB_PAGE,
    CONF_WORKER_DEVICES,
    CONF_WORKERS_OFF_ON_PURPOSE,
)
from .devices.workers import async_worker_of_device
from .mining.ledger.book import Ledger
from .mining.workers.memory import WorkerMemory
from .mining.workers.offline import allowed_silence
from .mining.workers.share_gap import mean_gap, share_difficulty
from .mining.workers.status import Rules
from .runtime import clients as upstream
from .runtime.account import OceanAccount, OceanConfigEntry
from .runtime.clients import async_get_transport
from .runtime.forecasts import Forecasts
from .runtime.hub import OceanHub
from .runtime.settings import rules
from .sources.question import Question


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: OceanConfigEntry
) -> dict[str, Any]:
    """Describe the hub and its accounts.

    It holds no address, no label, no worker's name, and of the user's own mempool
    instance only that there is one.
    """
    runtime = entry.runtime_data
    return {
        "settings": {
            "network_source": entry.data[CONF_NETWORK_SOURCE],
            "currency": entry.options[CONF_CURRENCY],
            "own_price": CONF_PRICE_ENTITY in entry.options,
            "web_page": entry.options.get(CONF_WEB_PAGE),
        },
        "requests": _requests(async_get_transport(hass).requests),
        "hub": _hub(runtime.hub),
        "accounts": [_account(account) for account in runtime.accounts.values()],
    }


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: OceanConfigEntry, device: dr.AnyDeviceEntry
) -> dict[str, Any]:
    """Describe a worker by what decides its status, or the account or hub of a device."""
    runtime = entry.runtime_data
    if (found := async_worker_of_device(entry, device)) is not None:
        account, name = found
        memory = account.source.memory.workers.get(name)
        status_rules = rules(hass, account.subentry.data)
        return {
            "worker": _worker(account, name, memory, status_rules) if memory else None
        }
    for account in runtime.accounts.values():
        if account.device_id == device.id:
            return {"account": _account(account)}
    return {"hub": _hub(runtime.hub)}


def _requests(counted: Mapping[str, int]) -> dict[str, int]:
    """Count the requests by host, without the name of the user's own."""
    public = {url.host for url in upstream.PUBLIC}
    requests: Counter[str] = Counter()
    for host, count in counted.items():
        requests[host if host in public else "own instance"] += count
    return dict(requests)


def _hub(hub: OceanHub) -> dict[str, Any]:
    """Describe the pool and the network."""
    pool, network = hub.pool_source, hub.network_source
    return {
        "pool": _questions(*pool.questions),
        "blocks_known": len(pool.log.blocks),
        "hours_recorded": len(pool.memory.hours),
        "network": _questions(*network.questions),
        "network_source": hub.network.source,
        "other_chain": network.rejected,
    }


def _account(account: OceanAccount) -> dict[str, Any]:
    """Describe an account."""
    source, state = account.source, account.state
    counts, forecast = state.counts, account.figures.forecast
    return {
        "status": state.status,
        "snapshot_time": state.snapshot_time,
        "known_by": source.known_by,
        "questions": _questions(*source.questions),
        "ledger": _questions(account.ledger_source.question),
        "ledger_rows": _ledger(account.ledger_state.ledger),
        "payout_method": forecast.method if forecast else None,
        "ledger_differs": account.ledger_state.difference,
        "fee_known": account.figures.fee is not None,
        "workers_known": len(source.memory.workers),
        "workers": None
        if counts is None
        else {
            "online": counts.online,
            "offline": counts.offline,
            "total": counts.total,
        },
        "devices": len(account.worker_devices.names),
        "costs": _costs(account),
        "forecasts": _forecasts(account.forecasts),
        "settings": {
            "worker_devices": account.subentry.data.get(CONF_WORKER_DEVICES),
            "offline_after": account.subentry.data.get(CONF_OFFLINE_AFTER),
            "off_on_purpose": CONF_OFF_ON_PURPOSE in account.subentry.data,
            "workers_off_on_purpose": len(
                account.subentry.data.get(CONF_WORKERS_OFF_ON_PURPOSE, ())
            ),
            "remove_after": account.subentry.data.get(CONF_REMOVE_AFTER),
        },
    }


def _costs(account: OceanAccount) -> dict[str, Any]:
    """Describe the inputs of the costs, and which meters cannot be read."""
    costs = account.costs
    return {
        "power": costs.settings.has_power,
        "meters": len(costs.settings.power_entities),
        "tariff": costs.settings.has_tariff,
        "grid": costs.settings.grid.known,
        "heat": costs.settings.heat.counts,
        "heat_credit": costs.settings.heat.credit,
        "imported": costs.inputs.imported,
        "efficiency": costs.memory.efficiency,
        "efficiency_learned_for": costs.memory.evidence.total_seconds(),
        "unreadable": dict(costs.meters.problems),
    }


def _forecasts(forecasts: Forecasts) -> dict[str, Any]:
    """Describe how much is known ahead, and what cannot be read."""
    prices, solar = forecasts.prices, forecasts.solar
    return {
        "prices": len(prices),
        "prices_until": prices[-1].end if prices else None,
        "export_prices": len(forecasts.export_prices),
        "solar": len(solar),
        "solar_until": solar[-1].end if solar else None,
        "unreadable": dict(forecasts.problems),
    }


def _ledger(ledger: Ledger | None) -> dict[str, Any] | None:
    """Describe a ledger without an amount."""
    if ledger is None:
        return None
    return {
        "earnings": len(ledger.earnings),
        "payouts": len(ledger.payouts),
        "begun": ledger.begun,
        "read": ledger.read,
    }


def _worker(
    account: OceanAccount, name: str, memory: WorkerMemory, rules: Rules
) -> dict[str, Any]:
    """Describe what decides the status of a worker."""
    state = account.worker(name)
    workers = len(account.source.memory.workers)
    return {
        "status": state.status if state else None,
        "last_share": memory.last_share,
        "mean_share_gap": mean_gap(memory),
        "share_difficulty": share_difficulty(memory),
        "allowed_silence": allowed_silence(memory, workers, rules.offline_after),
        "shares_seen": memory.shares_seen,
        "silent_answers": memory.silent,
        "missing_answers": memory.missing,
        "gone_since": memory.gone_since,
        "off_on_purpose": rules.off_on_purpose(name),
    }


def _questions(*questions: Question[Any]) -> list[dict[str, Any]]:
    """Describe the state of questions to the upstreams."""
    return [
        {
            "question": question.kind,
            "every": question.every,
            "answered": question.answered_at is not None,
            "silent_for": question.silent_for,
            "failures": question.failures,
            "left_out": getattr(question.believed, "left_out", 0),
            "error": type(question.error).__name__ if question.error else None,
            "doubt": asdict(question.doubt) if question.doubt else None,
            "unreadable": asdict(question.difference) if question.difference else None,
        }
        for question in questions
    ]
