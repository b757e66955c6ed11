"""A plug and a tariff, for tests of what mining costs."""

from homeassistant.core import HomeAssistant

from ..sources.support import number

PLUG = "sensor.plug"
TARIFF = "sensor.tariff"
PROFITABLE = "binary_sensor.home_profitable"
POWER = {
    "sensor.home_power",
    "sensor.home_efficiency",
    "sensor.home_earnings_per_energy",
    "sensor.home_break_even_electricity_price",
}
COSTS = {
    "sensor.home_power_cost_per_day",
    "sensor.home_profit_per_day",
    PROFITABLE,
}
BREAK_EVEN_PRICE = "sensor.home_break_even_bitcoin_price"
METERED = {"power_entities": [PLUG], "tariff_entity": TARIFF}


def plug(hass: HomeAssistant, watts: float | str, unit: str = "W") -> None:
    """Let the plug say what the machines take."""
    hass.states.async_set(PLUG, str(watts), {"unit_of_measurement": unit})


def tariff(hass: HomeAssistant, price: float | str, unit: str = "USD/kWh") -> None:
    """Let the tariff say what a kWh costs, now and tomorrow."""
    tomorrow = [{"start": "2026-11-24T00:00:00+01:00", "value": 99.0}]
    attributes = {"unit_of_measurement": unit, "tomorrow": tomorrow, "average": 55}
    hass.states.async_set(TARIFF, str(price), attributes)


def break_even(hass: HomeAssistant) -> float:
    """Return the tariff at which nothing is left."""
    return number(hass, "sensor.home_break_even_electricity_price")
