"""Helpers for the tests of actions."""

from typing import Any

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import DOMAIN


async def ask(hass: HomeAssistant, action: str, **data: Any) -> dict[str, Any]:
    """Call an action, and return its response."""
    response = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )
    assert isinstance(response, dict)
    return dict(response)


def account_device(hass: HomeAssistant, entry: MockConfigEntry, number: int = 0) -> str:
    """Return the device of an account."""
    accounts = list(entry.runtime_data.accounts.values())
    device_id: str = accounts[number].device_id
    return device_id
