"""System health: what Home Assistant's system page shows of the integration."""

from typing import Any

from homeassistant.components import system_health
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from yarl import URL

from .api import OceanConnectionError, OceanError
from .const import CONF_MEMPOOL_VERIFY, CONF_NETWORK_SOURCE, DOMAIN
from .runtime import clients as upstream
from .runtime.account import OceanConfigEntry
from .sources.network import SourceKind


@callback
def async_register(
    hass: HomeAssistant, register: system_health.SystemHealthRegistration
) -> None:
    """Register the information."""
    register.async_register_info(_info)


async def _reached(hass: HomeAssistant, entry: OceanConfigEntry) -> Any:
    """Return whether the network source that the user chose can be reached."""
    if entry.data.get(CONF_MEMPOOL_VERIFY, True):
        url = str(_network_url(entry))
        return await system_health.async_check_can_reach_url(hass, url)
    try:
        await upstream.mempool_client(hass, entry.data).tip_height()
    except OceanConnectionError:
        return {"type": "failed", "error": "unreachable"}
    except OceanError:
        pass
    return "ok"


def _network_url(entry: OceanConfigEntry) -> URL:
    """Return a page of that source."""
    if entry.data[CONF_NETWORK_SOURCE] == SourceKind.BLOCKCHAIN_INFO:
        return upstream.BLOCKCHAIN_INFO / "stats"
    return upstream.mempool_url(entry.data) / "api/blocks/tip/height"


async def _info(hass: HomeAssistant) -> dict[str, Any]:
    """Return whether the upstreams can be reached, and how many accounts are live."""
    info: dict[str, Any] = {
        "can_reach_ocean": system_health.async_check_can_reach_url(
            hass, str(upstream.OCEAN_API / "ping")
        ),
    }
    entries: list[OceanConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    for entry in entries:
        info["can_reach_network_source"] = _reached(hass, entry)
        if entry.state is not ConfigEntryState.LOADED:
            continue
        runtime = entry.runtime_data
        info["network_source"] = runtime.hub.network.source
        info["accounts"] = len(runtime.accounts)
        info["live_accounts"] = sum(
            account.state.live for account in runtime.accounts.values()
        )
        info["workers"] = sum(
            len(account.source.memory.workers) for account in runtime.accounts.values()
        )
    return info
