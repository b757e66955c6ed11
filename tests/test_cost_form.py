"""What is typed about costs, and what is refused."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.ocean_xyz.cost_form import read_costs, shown_costs
from custom_components.ocean_xyz.flow_checks import InputError


@pytest.fixture(autouse=True)
def _sensors(hass: HomeAssistant) -> None:
    """Let there be sensors of all kinds."""
    for entity, value, unit in (
        ("sensor.w", "5", "W"),
        ("sensor.kwh", "5", "kWh"),
        ("sensor.eur", "1", "EUR/kWh"),
        ("sensor.usd", "1", "USD/kWh"),
        ("sensor.bare", "1", None),
        ("sensor.gone", "unavailable", None),
    ):
        attributes = {"unit_of_measurement": unit} if unit else {}
        hass.states.async_set(entity, value, attributes)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"power_entities": ["sensor.kwh"]}, "not_a_power"),
        ({"power_entities": ["sensor.bare"]}, "not_a_power"),
        ({"power_entities": ["sensor.w"], "fixed_power": 5}, "power_twice"),
        ({"tariff_entity": "sensor.usd"}, "tariff_currency"),
        ({"tariff_entity": "sensor.w"}, "not_a_tariff"),
        ({"tariff_entity": "sensor.eur", "fixed_tariff": 1}, "tariff_twice"),
        ({"tariff_entity": "sensor.none"}, "unknown_entity"),
        ({"margin_on": 1, "margin_off": 2}, "margins_crossed"),
    ],
)
async def test_refused(hass: HomeAssistant, typed: dict[str, Any], error: str) -> None:
    """For the section, with a text of its own."""
    with pytest.raises(InputError) as refused:
        read_costs(hass, typed, "EUR")
    assert refused.value.errors == {"costs": error}


async def test_stored_and_shown(hass: HomeAssistant) -> None:
    """A sensor counts once, and a fixed price is of its currency."""
    meters = {"power_entities": ["sensor.w", "sensor.w", "sensor.gone"]}
    told = read_costs(hass, meters | {"tariff_entity": "sensor.gone"}, "EUR")
    assert told["power_entities"] == ["sensor.w", "sensor.gone"]
    assert read_costs(hass, {"tariff_entity": "sensor.eur"}, "EUR")
    fixed = read_costs(hass, {"fixed_power": 9, "fixed_tariff": 0.3}, "EUR")
    assert shown_costs(fixed, "EUR") == {"fixed_power": 9, "fixed_tariff": 0.3}
    assert shown_costs(fixed, "USD") == {"fixed_power": 9}
