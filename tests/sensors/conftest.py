"""An entry whose costs are known."""

from collections.abc import AsyncGenerator
from typing import Any

from homeassistant.core import (
    HomeAssistant,
)
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)

from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.devices.registration import async_account_id
from simulator import Upstreams

from ..conftest import make_entry, set_up
from .costs import METERED, plug, tariff


@pytest.fixture
def settings() -> dict[str, Any]:
    """Return the costs of the account."""
    return METERED


@pytest.fixture
async def metered(
    hass: HomeAssistant, upstreams: Upstreams, address: str, settings: dict[str, Any]
) -> AsyncGenerator[MockConfigEntry]:
    """Return an entry whose machines take 27 kW at 0.02 a kWh."""
    plug(hass, 27_000)
    tariff(hass, 0.02)
    entry = make_entry(address, **settings)
    entry.add_to_hass(hass)
    registry = er.async_get(hass)
    account = await async_account_id(hass, address)
    # Off unless the user wants it.
    registry.async_get_or_create(
        "sensor",
        DOMAIN,
        f"{account}_break_even_price_USD",
        suggested_object_id="home_break_even_bitcoin_price",
        disabled_by=None,
        config_entry=entry,
    )
    assert await set_up(hass, entry)
    yield entry
    if hass.config_entries.async_get_entry(entry.entry_id) is not None:
        await hass.config_entries.async_unload(entry.entry_id)
