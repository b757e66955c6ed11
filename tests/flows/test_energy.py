"""What is typed about surplus, heat and the prices ahead, and what is refused."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.flows.checks import InputError
from custom_components.ocean_xyz.flows.energy import (
    needs_no_question,
    read_energy,
    shown_energy,
)
from custom_components.ocean_xyz.flows.fields import Accepted

from .dialogs import account_of, open_account, suggested

TARIFF = {"fixed_tariff": 0.3}
GRID = {"fixed_export": 0.08, "grid_entity": "sensor.grid"}


@pytest.fixture(autouse=True)
def _sensors(hass: HomeAssistant) -> None:
    """Let there be sensors of all kinds."""
    for entity, value, unit in (
        ("sensor.grid", "-500", "W"),
        ("sensor.fed_in", "0.5", "kW"),
        ("sensor.kwh", "5", "kWh"),
        ("sensor.eur", "0.1", "EUR/kWh"),
        ("sensor.usd", "0.1", "USD/kWh"),
        ("sensor.cents", "8", "EUR/kWh"),
        ("sensor.cop", "3.5", None),
        ("sensor.percent", "350", "%"),
        ("climate.room", "heat", None),
    ):
        attributes = {"unit_of_measurement": unit} if unit else {}
        hass.states.async_set(entity, value, attributes)


def read(hass: HomeAssistant, **typed: dict[str, Any]) -> dict[str, Any]:
    """Return what is stored."""
    return read_energy(hass, typed, "EUR", set())


def refused(hass: HomeAssistant, **typed: dict[str, Any]) -> dict[str, str]:
    """Return the error of what is typed."""
    with pytest.raises(InputError) as error:
        read(hass, **typed)
    return error.value.errors


@pytest.mark.parametrize(
    ("surplus", "error"),
    [
        ({"export_entity": "sensor.eur", "fixed_export": 0.1}, "export_twice"),
        ({"export_entity": "sensor.eur"}, "grid_missing"),
        ({"fixed_export": 0}, "grid_missing"),
        ({"grid_entity": "sensor.grid"}, "export_missing"),
        ({"grid_export_entity": "sensor.grid"}, "export_missing"),
        ({"solar_forecasts": ["abc"], "house_load": 5}, "export_missing"),
        (GRID | {"grid_export_entity": "sensor.grid"}, "grid_twice"),
        (GRID | {"grid_entity": "sensor.kwh"}, "not_a_power"),
        (GRID | {"grid_export_entity": "sensor.cop"}, "no_unit"),
        (GRID | {"grid_entity": "sensor.none"}, "unknown_entity"),
        ({"export_entity": "sensor.usd"}, "tariff_currency"),
        ({"export_entity": "sensor.grid"}, "not_a_tariff"),
        (GRID | {"fixed_export": 8}, "tariff_high"),
        ({"export_entity": "sensor.cents"}, "tariff_sensor_high"),
        (GRID | {"solar_forecasts": ["abc"]}, "house_load_missing"),
    ],
)
async def test_a_surplus_is_refused(
    hass: HomeAssistant, surplus: dict[str, Any], error: str
) -> None:
    """For its section."""
    assert refused(hass, costs=TARIFF, surplus=surplus) == {"surplus": error}


@pytest.mark.parametrize(
    ("heat", "error"),
    [
        ({"fuel_price_entity": "sensor.eur", "fuel_price": 0.1}, "fuel_twice"),
        ({"fuel_price": 0.1, "heat_credit": 50}, "heat_twice"),
        ({"fuel_price": 0.1, "cop_entity": "sensor.cop"}, "heat_twice"),
        ({"heat_credit": 0, "cop_entity": "sensor.cop"}, "heat_twice"),
        ({"heat_credit": 0.5}, "percent_low"),
        ({"fuel_price": 0.1, "heating_efficiency": 0}, "no_efficiency"),
        ({"fuel_price": 0.1, "heating_efficiency": 0.9}, "no_efficiency"),
        ({"heating_efficiency": 90}, "fuel_missing"),
        ({"heating_efficiency": 90, "heat_credit": 50}, "fuel_missing"),
        ({"heat_wanted_entity": "climate.room"}, "heat_missing"),
        ({"heat_credit": 5, "heat_wanted_entity": "climate.no"}, "unknown_entity"),
        ({"cop_entity": "sensor.percent"}, "not_a_ratio"),
        ({"cop_entity": "sensor.none"}, "unknown_entity"),
        ({"fuel_price_entity": "sensor.usd"}, "tariff_currency"),
        ({"fuel_price_entity": "sensor.kwh"}, "not_a_tariff"),
        ({"fuel_price": 12}, "tariff_high"),
        ({"fuel_price_entity": "sensor.cents"}, "tariff_sensor_high"),
    ],
)
async def test_heat_is_refused(
    hass: HomeAssistant, heat: dict[str, Any], error: str
) -> None:
    """For its section."""
    assert refused(hass, heat=heat) == {"heat": error}


@pytest.mark.parametrize(
    ("ahead", "error"),
    [
        ({"forecast_entities": ["sensor.eur", "sensor.none"]}, "unknown_entity"),
        ({"forecast_added": 15}, "tariff_high"),
        ({"forecast_percent": 0.19}, "percent_low"),
        ({"forecast_percent": -0.1}, "percent_low"),
    ],
)
async def test_prices_ahead_are_refused(
    hass: HomeAssistant, ahead: dict[str, Any], error: str
) -> None:
    """For their section."""
    assert refused(hass, prices_ahead=ahead) == {"prices_ahead": error}


@pytest.mark.parametrize("tariff", [{}, {"tariff_entity": ""}, {"fixed_power": 9}])
async def test_a_surplus_needs_a_tariff(
    hass: HomeAssistant, tariff: dict[str, Any]
) -> None:
    """Of any kind, also a free one."""
    assert refused(hass, costs=tariff, surplus=GRID) == {"surplus": "tariff_missing"}
    assert read(hass, costs={"fixed_tariff": 0}, surplus=GRID)
    assert read(hass, costs={"tariff_entity": "sensor.eur"}, surplus=GRID)


@pytest.mark.parametrize(
    "typed",
    [
        {"surplus": GRID},
        {"surplus": GRID | {"grid_export_entity": "sensor.fed_in"}},
        {
            "surplus": {
                "export_entity": "sensor.eur",
                "grid_export_entity": "sensor.grid",
            }
        },
        {"surplus": {"house_load": 300.0}},
        {"surplus": {"fixed_export": 0, "solar_forecasts": ["a"], "house_load": 9}},
        {"surplus": GRID | {"solar_forecasts": ["a", "b"], "house_load": 0}},
        {"heat": {"heat_credit": 40}},
        {"heat": {"fuel_price": 0.1, "heating_efficiency": 90}},
        {"heat": {"fuel_price": 0, "heat_wanted_entity": "climate.room"}},
        {"heat": {"fuel_price_entity": "sensor.eur"}},
        {"heat": {"cop_entity": "sensor.cop", "heat_wanted_entity": "climate.room"}},
        {"prices_ahead": {"forecast_entities": ["sensor.eur"], "forecast_percent": 19}},
        {"prices_ahead": {"forecast_percent": -10, "forecast_added": -0.1}},
    ],
)
async def test_what_is_stored_is_shown_and_stored_again(
    hass: HomeAssistant, typed: dict[str, dict[str, Any]]
) -> None:
    """A form that is submitted as it is shown changes nothing."""
    fields = {"costs": TARIFF} | typed
    stored = read(hass, **fields)
    assert stored == {"tariff_currency": "EUR"} | {
        key: value for section in fields.values() for key, value in section.items()
    }
    shown = shown_energy(stored, "EUR")
    assert {name: values for name, values in shown.items() if values} == fields
    assert read(hass, **shown) == stored


@pytest.mark.usefixtures("_no_set_up")
async def test_what_1_0_0_stored_stays(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    """Its heat credit was one of the costs, and is shown under heat now."""
    stored = {
        **account_of(hub).data,
        "fixed_power": 3000,
        "fixed_tariff": 12.5,
        "tariff_currency": "USD",
        "heat_credit": 40,
        "margin_on": 8,
    }
    hass.config_entries.async_update_subentry(hub, account_of(hub), data=stored)
    dialog = await open_account(hass, hub)
    assert suggested(dialog.result, "heat_credit", "heat") == 40
    sections = {
        name: {
            str(key): value
            for key in dialog.result["data_schema"].schema[name].schema.schema
            if (value := suggested(dialog.result, key, name)) is not None
        }
        for name in ("workers", "costs", "surplus", "heat", "prices_ahead")
    }
    result = await dialog.submit(label=account_of(hub).title, **sections)
    assert result["reason"] == "reconfigure_successful"
    assert account_of(hub).data == stored


async def test_entities_count_once(hass: HomeAssistant) -> None:
    """In their order."""
    typed = {"forecast_entities": ["sensor.usd", "sensor.eur", "sensor.usd"]}
    stored = read(hass, prices_ahead=typed)
    assert stored == {"forecast_entities": ["sensor.usd", "sensor.eur"]}


async def test_no_fixed_price_outlives_its_currency(hass: HomeAssistant) -> None:
    """The form shows none of them after the hub's currency has changed."""
    stored = read(
        hass,
        costs=TARIFF,
        surplus=GRID,
        heat={"fuel_price": 0.1},
        prices_ahead={"forecast_added": 0.1, "forecast_percent": 1},
    )
    shown = shown_energy(stored, "USD")
    assert shown["costs"] == shown["heat"] == {}
    assert shown["surplus"] == {"grid_entity": "sensor.grid"}
    assert shown["prices_ahead"] == {"forecast_percent": 1}


async def test_each_field_is_asked_about_once(hass: HomeAssistant) -> None:
    """The same number in another field is another price; stored ones are known."""
    typed = {
        "costs": {"tariff_entity": "sensor.cents"},
        "surplus": GRID | {"fixed_export": 8},
        "heat": {"fuel_price": 8},
        "prices_ahead": {"forecast_added": 8},
    }
    accepted: set[tuple[str, object]] = set()
    asked = []
    for _ in typed:
        with pytest.raises(InputError) as question:
            read_energy(hass, typed, "EUR", accepted)
        asked += question.value.errors
    assert asked == list(typed)
    stored = read_energy(hass, typed, "EUR", accepted)
    known = needs_no_question(shown_energy(stored, "EUR"))
    assert read_energy(hass, typed, "EUR", known) == stored
    assert read_energy(hass, {"heat": {"fuel_price": 8}}, "JPY", set())


def test_a_percentage_below_one_is_asked_about_once(hass: HomeAssistant) -> None:
    """It may be a fraction; who insists is believed, also later."""
    hass.config.language = "de"
    accepted: Accepted = set()
    typed: dict[str, dict[str, Any]] = {"heat": {"heat_credit": 0.6}}
    with pytest.raises(InputError) as asked:
        read_energy(hass, typed, "EUR", accepted)
    assert asked.value.placeholders == {
        "percent": "0,6",
        "hundredfold": "60",
        "currency": "EUR",
    }
    stored = read_energy(hass, typed, "EUR", accepted)
    assert stored == {"heat_credit": 0.6}
    known = needs_no_question(shown_energy(stored, "EUR"))
    assert read_energy(hass, typed, "EUR", known) == stored
