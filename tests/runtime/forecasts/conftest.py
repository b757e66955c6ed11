"""Fixtures: an account whose tariff knows prices ahead, and other integrations."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.runtime.forecasts import Forecasts
from simulator import Upstreams, World

from ...conftest import make_entry, set_up
from .support import HOUR, TARIFF, Action, SetUp, midnight, show


@pytest.fixture(autouse=True)
async def _in_berlin(hass: HomeAssistant, world: World) -> None:
    """Live where the days of Nord Pool begin; the world sets the time."""
    await hass.config.async_set_time_zone("Europe/Berlin")


@pytest.fixture
def set_up_with(hass: HomeAssistant, upstreams: Upstreams, address: str) -> SetUp:
    """Return a function that sets an account up and returns its forecasts."""

    async def set_up_with(**settings: Any) -> Forecasts:
        settings = {"tariff_entity": TARIFF, "tariff_currency": "USD"} | settings
        given = {key: value for key, value in settings.items() if value is not None}
        entry = make_entry(address, **given)
        assert await set_up(hass, entry)
        (account,) = entry.runtime_data.accounts.values()
        return account.forecasts  # type: ignore[no-any-return]

    return set_up_with


@pytest.fixture
def origin(hass: HomeAssistant) -> Callable[..., None]:
    """Return a function that registers the tariff as an entity of an integration."""

    def register(domain: str, unique_id: str, **data: Any) -> None:
        entry = MockConfigEntry(domain=domain, entry_id=domain, data=data)
        entry.add_to_hass(hass)
        device = dr.async_get(hass).async_get_or_create(
            config_entry_id=domain, identifiers={(domain, "1")}, name="Home"
        )
        er.async_get(hass).async_get_or_create(
            *("sensor", domain, unique_id),
            suggested_object_id="tariff",
            config_entry=entry,
            device_id=device.id,
        )

    return register


@pytest.fixture
def nord_pool(hass: HomeAssistant, origin: Callable[..., None]) -> Action:
    """Return Nord Pool's action; it knows today."""
    origin("nordpool", "SE3-current_price", currency="USD")
    show(hass)
    action = Action(hass, "nordpool", "get_prices_for_date")

    def today(data: dict[str, Any]) -> Any:
        day = datetime.fromisoformat(data["date"]).date()
        begin = dt_util.start_of_local_day(day)
        known = begin <= midnight()
        rows = [
            {
                "start": (begin + hour * HOUR).isoformat(),
                "end": (begin + (hour + 1) * HOUR).isoformat(),
                "price": hour,
            }
            for hour in range(24)
        ]
        return {"SE3": rows if known else []}

    action.answer = today
    return action
