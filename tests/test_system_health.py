"""What the system page says about the integration."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_system_health_info,
)

from custom_components.ocean_xyz.const import (
    DOMAIN,
)
from simulator import Upstreams

from .conftest import set_up
from .sources.support import hub_entry


async def test_system_health_says_whether_the_upstreams_are_reached(
    hass: HomeAssistant, loaded: MockConfigEntry, upstreams: Upstreams
) -> None:
    """It counts the accounts and workers of loaded entries only."""
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    info = await get_system_health_info(hass, DOMAIN)
    assert info["accounts"] == info["live_accounts"] == 1
    assert info["workers"] == 8
    assert info["network_source"] == "mempool"
    assert await info["can_reach_ocean"] == "ok"
    assert await info["can_reach_network_source"] == "ok"
    await hass.config_entries.async_unload(loaded.entry_id)
    info = await get_system_health_info(hass, DOMAIN)
    assert "accounts" not in info
    reached = "can_reach_ocean", "can_reach_network_source"
    assert [await info[what] for what in reached] == ["ok", "ok"]


@pytest.mark.parametrize(
    ("settings", "host"),
    [
        ({"network_source": "blockchain_info"}, "blockchain.info"),
        (
            {
                "network_source": "own_mempool",
                "mempool_url": "http://umbrel.local:3006",
            },
            "umbrel.local",
        ),
    ],
)
async def test_system_health_asks_the_source_that_was_chosen(
    hass: HomeAssistant, upstreams: Upstreams, settings: dict[str, str], host: str
) -> None:
    """With an own instance, it shows whether that one can be reached."""
    upstreams.serve_mempool("umbrel.local")
    entry = hub_entry(**settings)
    assert await set_up(hass, entry)
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    before = upstreams.count(host)
    info = await get_system_health_info(hass, DOMAIN)
    assert await info["can_reach_ocean"] == "ok"
    assert await info["can_reach_network_source"] == "ok"
    assert upstreams.count(host) == before + 1
    await hass.config_entries.async_unload(entry.entry_id)
