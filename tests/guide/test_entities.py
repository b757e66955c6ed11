"""The entity reference lists what the code registers."""

from collections.abc import Iterator
from dataclasses import replace
import json
import os
from pathlib import Path
import tomllib
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from custom_components.ocean_xyz.const import (
    CONF_FIXED_POWER,
    CONF_FIXED_TARIFF,
    CONF_FORECAST_ENTITIES,
    CONF_HEAT_CREDIT,
    CONF_TARIFF_CURRENCY,
)
from custom_components.ocean_xyz.devices.ids import PLAN_KEYS
from custom_components.ocean_xyz.mining.costs import CostSettings
from custom_components.ocean_xyz.sensors.costs import unwanted_keys
from simulator import Upstreams, World
from tests.conftest import make_entry, set_up

from .reference import Registered, render

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "guide" / "entities.md"
MEANINGS: dict[str, Any] = tomllib.loads(
    (ROOT / "docs" / "guide" / "meanings.toml").read_text(encoding="utf-8")
)
TEXTS: dict[str, Any] = json.loads(
    (ROOT / "custom_components/ocean_xyz/translations/en.json").read_text("utf-8")
)


def needs() -> dict[str, str]:
    """Return what must be configured for a key to exist."""
    power = CostSettings(fixed_power=1000)
    costs = replace(power, fixed_tariff=0.3)
    steps = {
        "power": CostSettings(),
        "costs": power,
        "heat": costs,
    }
    return dict.fromkeys(PLAN_KEYS, "prices ahead") | {
        key: need for need, without in steps.items() for key in unwanted_keys(without)
    }


def device_of(device: dr.DeviceEntry, worker: bool) -> str:
    """Return the kind of a device."""
    if worker:
        return "worker"
    (identifier,) = device.identifiers
    return {"pool": "pool", "network": "network"}.get(
        identifier[1].rsplit("_", maxsplit=1)[-1], "account"
    )


def registered(hass: HomeAssistant, entry_id: str) -> Iterator[Registered]:
    """Return every kind of entity of an entry, once."""
    devices, needed = dr.async_get(hass), needs()
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry_id):
        device = devices.async_get(entity.device_id)
        kind = device_of(device, "_worker_" in entity.unique_id)
        yield Registered(
            device=kind,
            platform=entity.domain,
            key=entity.translation_key,
            unit=entity.unit_of_measurement,
            device_class=entity.original_device_class,
            state_class=(entity.capabilities or {}).get("state_class"),
            enabled=entity.disabled_by is None,
            diagnostic=entity.entity_category is not None,
            needs=None if kind == "worker" else needed.get(entity.translation_key),
        )


@pytest.mark.usefixtures("upstreams")
async def test_the_entity_reference_is_up_to_date(
    hass: HomeAssistant, world: World, upstreams: Upstreams
) -> None:
    """It explains every entity and no other. `scripts/guide` generates it."""
    costs = {
        CONF_FIXED_POWER: 3500,
        CONF_FIXED_TARIFF: 0.3,
        CONF_TARIFF_CURRENCY: "USD",
        CONF_HEAT_CREDIT: 50,
        CONF_FORECAST_ENTITIES: ["sensor.prices"],
    }
    entry = make_entry(*world.accounts, **costs)
    assert await set_up(hass, entry)
    page = render(set(registered(hass, entry.entry_id)), TEXTS, MEANINGS)
    if os.environ.get("WRITE_GUIDE"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
    await hass.config_entries.async_unload(entry.entry_id)
