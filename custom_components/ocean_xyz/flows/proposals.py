"""What the form of an account proposes from the Energy dashboard."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..const import (
    CONF_COSTS,
    CONF_FIXED_POWER,
    CONF_GRID_ENTITY,
    CONF_GRID_EXPORT_ENTITY,
    CONF_POWER_ENTITIES,
    CONF_SOLAR_FORECASTS,
    CONF_SURPLUS,
)
from ..mining.energy_dashboard import (
    EnergyDashboard,
    EnergyPrice,
    meters_of,
    read_energy_dashboard,
)
from ..runtime.energy import async_energy_preferences
from .checks import InputError
from .costs import TARIFF
from .energy import Typed
from .fields import Price, Section
from .surplus import EXPORT, GRID

ALTERNATIVES: Final = (
    (CONF_COSTS, {CONF_POWER_ENTITIES, CONF_FIXED_POWER}),
    (CONF_COSTS, {TARIFF.entity, TARIFF.fixed}),
    (CONF_SURPLUS, {EXPORT.entity, EXPORT.fixed}),
    (CONF_SURPLUS, {*GRID}),
    (CONF_SURPLUS, {CONF_SOLAR_FORECASTS}),
)
"""Fields that say the same in different ways: one that is filled in is enough."""


async def async_proposals(
    hass: HomeAssistant,
    currency: str,
    workers: Iterable[str],
    forecasts: Iterable[str],
) -> dict[str, dict[str, Any]]:
    """Return what the Energy dashboard knows, by section, as the form would take it.

    `workers` are the names of the account's machines, `forecasts` the ids of the config
    entries with a solar forecast.
    """
    dashboard = read_energy_dashboard(await async_energy_preferences(hass))
    costs, surplus = (
        Section(hass=hass, name=name, currency=currency)
        for name in (CONF_COSTS, CONF_SURPLUS)
    )
    return {
        CONF_COSTS: _meters(costs, dashboard, workers)
        | _price(costs, TARIFF, dashboard.tariff),
        CONF_SURPLUS: _price(surplus, EXPORT, dashboard.export)
        | _grid(surplus, dashboard)
        | _listed(
            CONF_SOLAR_FORECASTS,
            [one for one in dashboard.solar_forecasts if one in set(forecasts)],
        ),
    }


def filled(typed: Typed, proposals: Typed) -> dict[str, dict[str, Any]]:
    """Return the fields with proposals where the user has filled in nothing."""
    result = {name: dict(fields) for name, fields in typed.items()}
    for name, keys in ALTERNATIVES:
        fields = result.setdefault(name, {})
        if not any(fields.get(key) not in (None, "", []) for key in keys):
            fields |= {k: v for k, v in proposals.get(name, {}).items() if k in keys}
    return result


def _meters(
    section: Section, dashboard: EnergyDashboard, workers: Iterable[str]
) -> dict[str, Any]:
    """Return the power meters of the account's machines."""
    devices = [
        (entity, {device.name, *_device_names(section.hass, entity)})
        for device in dashboard.devices
        if (entity := _accepted(section.power, device.entity))
    ]
    return _listed(CONF_POWER_ENTITIES, meters_of(workers, devices))


def _device_names(hass: HomeAssistant, entity_id: str) -> Iterator[str]:
    """Yield the names of an entity's device: the user's, and its own."""
    entry = er.async_get(hass).async_get(entity_id)
    device = entry and dr.async_get(hass).async_get(entry.device_id or "")
    if device:
        yield from filter(None, (device.name_by_user, device.name))


def _price(section: Section, field: Price, price: EnergyPrice | None) -> dict[str, Any]:
    """Return the price of energy. A number is in Home Assistant's currency."""
    if price is None:
        return {}
    if price.fixed is not None:
        same = section.hass.config.currency == section.currency
        return {field.fixed: price.fixed} if same else {}
    entity = _accepted(section.price_entity, price.entity)
    return {field.entity: entity} if entity else {}


def _grid(section: Section, dashboard: EnergyDashboard) -> dict[str, Any]:
    """Return what measures the grid's power; half of it would be wrong."""
    if (grid := dashboard.grid) is None:
        return {}
    ways = {CONF_GRID_ENTITY: grid.imported, CONF_GRID_EXPORT_ENTITY: grid.exported}
    checked = {
        key: _accepted(section.power, entity) for key, entity in ways.items() if entity
    }
    return checked if all(checked.values()) else {}


def _accepted(check: Callable[[str], str], entity: str | None) -> str | None:
    """Return an entity that the form would take."""
    try:
        return check(entity) if entity else None
    except InputError:
        return None


def _listed(key: str, values: list[str]) -> dict[str, Any]:
    """Return a field with several values, nothing without any."""
    return {key: values} if values else {}
