"""What is shown has its age, also if the user switched polling off."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from simulator import Upstreams

from ..conftest import Tick, set_up
from ..sources.support import state

pytestmark = pytest.mark.usefixtures("all_enabled")

LIVE = (
    "sensor.home_hashrate_3_hours",
    "sensor.home_unpaid_earnings",
    "sensor.home_s19_left_hashrate_3_hours",
    "binary_sensor.home_mining",
    "binary_sensor.home_s19_left_online",
    "sensor.ocean_pool_hashrate_5_minutes",
    "sensor.bitcoin_network_block_height",
)

LIVE_HUB = LIVE[-2:]

MOST_IN_A_MINUTE = 8
"""Requests that are due within a minute, whoever asks how often."""


def shown(hass: HomeAssistant) -> dict[str, bool]:
    """Return which live values are shown."""
    return {one: state(hass, one) != "unavailable" for one in LIVE}


async def test_without_polling_what_is_shown_grows_old_until_the_user_asks(
    hass: HomeAssistant,
    upstreams: Upstreams,
    entry: MockConfigEntry,
    aioclient_mock: AiohttpClientMocker,
    tick: Tick,
) -> None:
    """As old as with a silent upstream; nobody asks, and the user can."""
    await async_setup_component(hass, "homeassistant", {})
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, pref_disable_polling=True)
    assert await set_up(hass, entry)
    assert all(shown(hass).values())
    earned = state(hass, "sensor.home_earned_in_total")
    asked = aioclient_mock.call_count
    await tick(4)
    assert all(shown(hass).values())
    await tick(30, step=2)
    assert not any(shown(hass).values())
    assert state(hass, "sensor.home_data_status") == "stale"
    assert state(hass, "sensor.home_earned_in_total") == earned
    assert aioclient_mock.call_count == asked
    assert not ir.async_get(hass).issues

    async def update(entity_id: str) -> None:
        await hass.services.async_call(
            "homeassistant", "update_entity", {"entity_id": entity_id}, blocking=True
        )
        # With all entities enabled, they are told in slices.
        await hass.async_block_till_done(wait_background_tasks=True)

    await update("sensor.bitcoin_network_data_source")
    assert shown(hass) == {one: one in LIVE_HUB for one in LIVE}
    await update("event.home_worker")
    assert all(shown(hass).values())
    assert state(hass, "sensor.home_data_status") == "live"
    asked = aioclient_mock.call_count
    for entity_id in LIVE:
        await update(entity_id)
    await tick(1, step=0.5)
    assert aioclient_mock.call_count - asked <= MOST_IN_A_MINUTE
    await hass.config_entries.async_unload(entry.entry_id)
    asked = aioclient_mock.call_count
    await tick(30, step=10)
    assert aioclient_mock.call_count == asked
