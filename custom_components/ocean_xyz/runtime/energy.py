"""Asks Home Assistant's energy integration; without it, or if it changed, for nothing."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant
from homeassistant.loader import async_get_integration

from ..const import LOGGER
from .forecast_answers import PATIENCE

if TYPE_CHECKING:
    from homeassistant.components.energy.types import GetSolarForecastType

ENERGY: Final = "energy"


async def async_energy_preferences(hass: HomeAssistant) -> object:
    """Return what the Energy dashboard was told, None if that is not known."""
    if ENERGY not in hass.config.components:
        return None
    try:
        from homeassistant.components.energy.data import (  # noqa: PLC0415
            async_get_manager,
        )

        return (await async_get_manager(hass)).data
    except Exception as err:  # noqa: BLE001 (it is no interface that anyone promised)
        LOGGER.debug("No energy preferences: %r", err)
        return None


async def async_solar_forecasts(
    hass: HomeAssistant, chosen: Iterable[str]
) -> dict[str, str]:
    """Return the names of the config entries with a solar forecast, by their ids.

    Those that were `chosen` are among them, though they may be gone or not loaded.
    """
    names: dict[str, str] = {}
    for entry_id in chosen:
        entry = hass.config_entries.async_get_entry(entry_id)
        names[entry_id] = entry.title if entry else entry_id
    try:
        for domain in await _platforms(hass):
            integration = await async_get_integration(hass, domain)
            names |= {
                entry.entry_id: f"{entry.title} ({integration.name})"
                for entry in hass.config_entries.async_entries(domain)
            }
    except Exception as err:  # noqa: BLE001 (it is no interface that anyone promised)
        LOGGER.debug("No solar forecasts: %r", err)
    return names


async def async_solar_forecast(hass: HomeAssistant, entry_id: str) -> object:
    """Return what a config entry tells the Energy dashboard of the sun, None if nothing."""
    try:
        entry = hass.config_entries.async_get_known_entry(entry_id)
        platforms = await _platforms(hass)
        async with asyncio.timeout(PATIENCE):
            return await platforms[entry.domain](hass, entry_id)
    except Exception as err:  # noqa: BLE001 (it is no interface that anyone promised)
        LOGGER.debug("No solar forecast: %r", err)
        return None


async def _platforms(hass: HomeAssistant) -> Mapping[str, GetSolarForecastType]:
    """Return what each integration with solar forecasts is asked by, by its domain."""
    if ENERGY not in hass.config.components:
        return {}
    from homeassistant.components.energy.websocket_api import (  # noqa: PLC0415
        async_get_energy_platforms,
    )

    return await async_get_energy_platforms(hass)
