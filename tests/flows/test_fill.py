"""The form of an account is filled in from the Energy dashboard."""

from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    mock_integration,
    mock_platform,
)

from custom_components.ocean_xyz.flows.account_form import CONF_FILL
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory

from .dialogs import Dialog, account_of, open_account, run, suggested

MANAGER = "homeassistant.components.energy.data.async_get_manager"
PLATFORMS = "homeassistant.components.energy.websocket_api.async_get_energy_platforms"

PREFERENCES: dict[str, Any] = {
    "energy_sources": [
        {
            "type": "grid",
            "stat_energy_from": "sensor.bought",
            "stat_energy_to": "sensor.sold",
            "stat_cost": None,
            "entity_energy_price": "sensor.tariff",
            "number_energy_price": None,
            "stat_compensation": None,
            "entity_energy_price_export": None,
            "number_energy_price_export": 0.08,
            "stat_rate": "sensor.grid",
            "cost_adjustment_day": 0.0,
        },
        {
            "type": "solar",
            "stat_energy_from": "sensor.solar",
            "config_entry_solar_forecast": ["roof", "gone"],
        },
    ],
    "device_consumption": [
        {"stat_consumption": "sensor.e1", "stat_rate": "sensor.plug_1", "name": "S9"},
        {"stat_consumption": "sensor.e2", "stat_rate": "sensor.plug_2"},
        {"stat_consumption": "sensor.e3", "stat_rate": "sensor.kettle"},
    ],
}

pytestmark = pytest.mark.usefixtures("_no_set_up")


@pytest.fixture(autouse=True)
def _house(
    hass: HomeAssistant,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
) -> None:
    """Let there be a house whose Energy dashboard is set up, with two machines."""
    hass.config.components.add("energy")
    hass.config.currency = "USD"
    for entity, unit in (
        ("sensor.tariff", "USD/kWh"),
        ("sensor.grid", "W"),
        ("sensor.plug_1", "W"),
        ("sensor.kettle", "W"),
    ):
        hass.states.async_set(entity, "1", {"unit_of_measurement": unit})
    plugs = MockConfigEntry(domain="plugs")
    plugs.add_to_hass(hass)
    plug = device_registry.async_get_or_create(
        config_entry_id=plugs.entry_id, identifiers={("plugs", "2")}, name="S19 Shed"
    )
    entity_registry.async_get_or_create(
        "sensor", "plugs", "2", suggested_object_id="plug_2", device_id=plug.id
    )


@pytest.fixture
def energy(hass: HomeAssistant, hass_storage: dict[str, Any]) -> dict[str, Any]:
    """Return the energy preferences, and let there be a solar forecast."""
    hass_storage["energy"] = {"version": 1, "minor_version": 3, "data": PREFERENCES}
    mock_integration(hass, MockModule("sunny"))
    mock_platform(
        hass, "sunny.energy", SimpleNamespace(async_get_solar_forecast=lambda: None)
    )
    hass.config.components.add("sunny")
    MockConfigEntry(domain="sunny", entry_id="roof", title="Roof").add_to_hass(hass)
    return PREFERENCES


async def open_form(hass: HomeAssistant, hub: MockConfigEntry) -> Dialog:
    """Open the form of an account with two machines."""
    run(hub, hass, ["s9", "s19-shed"])
    return await open_account(hass, hub)


def shown(result: Any, *names: str) -> dict[str, dict[str, Any]]:
    """Return what the sections show."""
    return {
        name: {
            key: value
            for key in map(str, result["data_schema"].schema[name].schema.schema)
            if (value := suggested(result, key, name)) is not None
        }
        for name in names or ("costs", "surplus")
    }


def opened(result: Any) -> set[str]:
    """Return the sections that are not collapsed."""
    return {
        str(name)
        for name, field in result["data_schema"].schema.items()
        if hasattr(field, "options") and not field.options["collapsed"]
    }


PROPOSED: dict[str, dict[str, Any]] = {
    "costs": {
        "power_entities": ["sensor.plug_1", "sensor.plug_2"],
        "tariff_entity": "sensor.tariff",
    },
    "surplus": {
        "fixed_export": 0.08,
        "grid_entity": "sensor.grid",
        "solar_forecasts": ["roof"],
    },
}


async def test_one_click_fills_the_form(
    hass: HomeAssistant, hub: MockConfigEntry, energy: dict[str, Any]
) -> None:
    """It is shown again, for the user to check. Only then it is stored."""
    before = dict(account_of(hub).data)
    dialog = await open_form(hass, hub)
    assert CONF_FILL in dialog.result["data_schema"].schema
    assert shown(dialog.result) == {"costs": {}, "surplus": {}}
    assert dialog.result["description_placeholders"]["filled_in"] == ""
    result = await dialog.submit(label="Den", workers={}, **{CONF_FILL: True})
    assert shown(result) == PROPOSED
    assert opened(result) == {"costs", "surplus"}
    assert suggested(result, "label") == "Den"
    assert result["errors"] == {}
    assert "nothing is stored yet" in result["description_placeholders"]["filled_in"]
    # There is nothing left to fill in.
    assert CONF_FILL not in result["data_schema"].schema
    assert dict(account_of(hub).data) == before
    solar = result["data_schema"].schema["surplus"].schema.schema["solar_forecasts"]
    assert solar.config["options"] == [{"value": "roof", "label": "Roof (sunny)"}]
    result = await dialog.submit(label="Den", workers={}, **PROPOSED)
    assert result["errors"] == {"surplus": "house_load_missing"}
    assert opened(result) == {"surplus"}
    surplus = PROPOSED["surplus"] | {"house_load": 300}
    result = await dialog.submit(
        label="Den", workers={}, **PROPOSED | {"surplus": surplus}
    )
    assert result["reason"] == "reconfigure_successful"
    stored = {"tariff_currency": "USD", **PROPOSED["costs"], **surplus}
    assert account_of(hub).data == before | stored


async def test_what_the_user_filled_in_stays(
    hass: HomeAssistant, hub: MockConfigEntry, energy: dict[str, Any]
) -> None:
    """Also if it says the same in another way."""
    dialog = await open_form(hass, hub)
    mine: dict[str, dict[str, Any]] = {
        "costs": {"fixed_power": 5, "fixed_tariff": 0.1, "margin_on": 9},
        "surplus": {"export_entity": "sensor.tariff", "grid_export_entity": "sensor.x"},
        "heat": {"heat_credit": 5},
    }
    result = await dialog.submit(label="A", workers={}, **mine, **{CONF_FILL: True})
    solar = {"solar_forecasts": ["roof"]}
    assert shown(result, *mine) == mine | {"surplus": mine["surplus"] | solar}
    assert opened(result) == {"surplus"}


@pytest.mark.parametrize("gone", [False, True])
async def test_meters_are_proposed_for_all_machines_only(
    hass: HomeAssistant,
    hub: MockConfigEntry,
    energy: dict[str, Any],
    gone: bool,
) -> None:
    """One that has left OCEAN needs none."""
    run(hub, hass, ["s9", "s19-shed", "third"])
    account = hub.runtime_data.accounts[account_of(hub).subentry_id]
    left = WorkerMemory(gone_since=dt_util.utcnow() if gone else None)
    account.source.memory.workers["third"] = left
    dialog = await open_account(hass, hub)
    result = await dialog.submit(label="A", workers={}, **{CONF_FILL: True})
    assert ("power_entities" in shown(result)["costs"]) == gone


@pytest.mark.parametrize(
    ("entity", "unit", "missing"),
    [
        ("sensor.tariff", "EUR/kWh", "tariff_entity"),
        ("sensor.tariff", None, "tariff_entity"),
        ("sensor.grid", "kWh", "grid_entity"),
        ("sensor.plug_1", "kWh", "power_entities"),
    ],
)
async def test_what_the_form_would_refuse_is_not_proposed(
    hass: HomeAssistant,
    hub: MockConfigEntry,
    energy: dict[str, Any],
    entity: str,
    unit: str | None,
    missing: str,
) -> None:
    """Nor is a number in another currency than the hub's."""
    hass.states.async_set(entity, "1", {"unit_of_measurement": unit} if unit else {})
    hass.config.currency = "EUR"
    dialog = await open_form(hass, hub)
    result = await dialog.submit(label="A", workers={}, **{CONF_FILL: True})
    found = {key for fields in shown(result).values() for key in fields}
    everything = {key for fields in PROPOSED.values() for key in fields}
    assert everything - found == {missing, "fixed_export"}


@pytest.mark.parametrize("returned", ["sensor.plug_1", "sensor.none"])
async def test_two_sensors_of_the_grid_are_proposed_together(
    hass: HomeAssistant,
    hub: MockConfigEntry,
    energy: dict[str, Any],
    returned: str,
) -> None:
    """One without the other would be another power."""
    ways = {"stat_rate_from": "sensor.grid", "stat_rate_to": returned}
    grid = energy["energy_sources"][0] | {"power_config": ways}
    manager = SimpleNamespace(data=energy | {"energy_sources": [grid]})
    with patch(MANAGER, return_value=manager):
        dialog = await open_form(hass, hub)
        result = await dialog.submit(label="A", workers={}, **{CONF_FILL: True})
    both = {"grid_entity": "sensor.grid", "grid_export_entity": "sensor.plug_1"}
    found = shown(result)["surplus"]
    assert found == {"fixed_export": 0.08} | (both if "plug" in returned else {})


async def test_without_an_energy_dashboard_nothing_is_offered(
    hass: HomeAssistant, hub: MockConfigEntry, energy: dict[str, Any]
) -> None:
    """The form works as ever."""
    hass.config.components.remove("energy")
    dialog = await open_form(hass, hub)
    assert CONF_FILL not in dialog.result["data_schema"].schema
    result = await dialog.submit(label="A", workers={}, costs={"fixed_tariff": 0.1})
    assert result["reason"] == "reconfigure_successful"


@pytest.mark.parametrize("broken", [MANAGER, PLATFORMS])
async def test_a_changed_interface_breaks_nothing(
    hass: HomeAssistant, hub: MockConfigEntry, energy: dict[str, Any], broken: str
) -> None:
    """Whatever it raises; a forecast that was chosen is still shown."""
    data = {**account_of(hub).data, "solar_forecasts": ["roof", "old"], "house_load": 9}
    hass.config_entries.async_update_subentry(hub, account_of(hub), data=data)
    for raised in (RuntimeError, ImportError, AttributeError):
        with patch(broken, side_effect=raised):
            dialog = await open_form(hass, hub)
        has_fill = CONF_FILL in dialog.result["data_schema"].schema
        assert has_fill == (broken == PLATFORMS)
        fields = dialog.result["data_schema"].schema["surplus"].schema.schema
        labels = [one["label"] for one in fields["solar_forecasts"].config["options"]]
        name = "Roof" if broken == PLATFORMS else "Roof (sunny)"
        assert labels == [name, "old"]
        hass.config_entries.subentries.async_abort(dialog.result["flow_id"])
    hub.mock_state(hass, ConfigEntryState.NOT_LOADED)
