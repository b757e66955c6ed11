"""The options of the hub."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import (
    CONF_CURRENCY,
    CONF_PRICE_ENTITY,
    CONF_WEB_PAGE,
    DOMAIN,
)

from .dialogs import (
    open_options,
    suggested,
)


async def test_options_are_stored_and_removed(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    """A price of one's own is stored when it is given, and gone when it is emptied."""
    hass.states.async_set("sensor.btc", "91000", {"unit_of_measurement": "EUR"})
    dialog = await open_options(hass, hub)
    assert suggested(dialog.result, CONF_CURRENCY) == "USD"
    assert suggested(dialog.result, CONF_WEB_PAGE) is True
    result = await dialog.submit(
        currency="EUR", price_entity="sensor.btc", web_page=False
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert hub.options == {
        CONF_CURRENCY: "EUR",
        CONF_PRICE_ENTITY: "sensor.btc",
        CONF_WEB_PAGE: False,
    }
    dialog = await open_options(hass, hub)
    assert suggested(dialog.result, CONF_PRICE_ENTITY) == "sensor.btc"
    await dialog.submit(currency="EUR", web_page=False)
    assert hub.options == {CONF_CURRENCY: "EUR", CONF_WEB_PAGE: False}


async def test_home_currency_is_offered(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    """The home's and the present currency are in the list, whoever quotes them."""
    hass.config.currency = "ISK"
    options = dict(hub.options) | {CONF_CURRENCY: "XAU"}
    hass.config_entries.async_update_entry(hub, options=options)
    dialog = await open_options(hass, hub)
    offered = dialog.result["data_schema"].schema[CONF_CURRENCY].config["options"]
    assert {"XAU", "ISK", "USD"} <= set(offered)
    assert offered == sorted(offered)


@pytest.mark.parametrize("typed", ["EURO", "€", "", "12A", "ÄÖÜ"])
async def test_currency_is_three_letters(
    hass: HomeAssistant, hub: MockConfigEntry, typed: str
) -> None:
    """A currency of one's own is a code, which is stored in upper case."""
    dialog = await open_options(hass, hub)
    result = await dialog.submit(currency=typed, web_page=True)
    assert result["errors"] == {CONF_CURRENCY: "invalid_currency"}
    await dialog.submit(currency=" kes ", web_page=True)
    assert hub.options[CONF_CURRENCY] == "KES"


@pytest.mark.parametrize(
    ("state", "unit", "error"),
    [
        ("cheap", None, "price_not_a_number"),
        ("0", "EUR", "price_not_a_number"),
        ("-1", "EUR", "price_not_a_number"),
        ("nan", "EUR", "price_not_a_number"),
        ("inf", "EUR", "price_not_a_number"),
        ("91000", "USD", "price_currency"),
        ("91000", "$", "price_currency"),
        ("unknown", "£/BTC", "price_currency"),
        ("91000", "BTC", "price_currency"),
        ("0.3", "EUR/kWh", "price_not_per_bitcoin"),
    ],
)
async def test_sensor_that_is_no_price_is_refused(
    hass: HomeAssistant,
    hub: MockConfigEntry,
    state: str,
    unit: str | None,
    error: str,
) -> None:
    """A price has to be a positive number of the chosen currency for one bitcoin."""
    attributes = {} if unit is None else {"unit_of_measurement": unit}
    hass.states.async_set("sensor.wrong", state, attributes)
    dialog = await open_options(hass, hub)
    result = await dialog.submit(
        currency="EUR", price_entity="sensor.wrong", web_page=True
    )
    assert result["errors"] == {CONF_PRICE_ENTITY: error}
    assert suggested(result, CONF_PRICE_ENTITY) == "sensor.wrong"
    result = await dialog.submit(currency="EUR", web_page=True)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("entity", "state", "unit"),
    [
        ("sensor.btc", "91000.5", "EUR"),
        ("sensor.btc", "91000", "eur/BTC"),
        ("sensor.btc", "91000", "€"),
        ("sensor.btc", "91000", "€ / ₿"),
        ("sensor.btc", "91000", "BTC/EUR"),
        ("sensor.btc", "91000", None),
        ("sensor.btc", "91000", "coins"),
        ("sensor.btc", "unavailable", "EUR"),
        ("sensor.btc", "unknown", None),
        ("input_number.btc", "91000", None),
    ],
)
async def test_sensor_that_may_be_a_price_is_accepted(
    hass: HomeAssistant,
    hub: MockConfigEntry,
    entity: str,
    state: str,
    unit: str | None,
) -> None:
    """A value that is not known yet and a unit that says nothing are no mistakes."""
    attributes = {} if unit is None else {"unit_of_measurement": unit}
    hass.states.async_set(entity, state, attributes)
    dialog = await open_options(hass, hub)
    await dialog.submit(currency="EUR", price_entity=entity, web_page=True)
    assert hub.options[CONF_PRICE_ENTITY] == entity


async def test_price_comes_from_elsewhere(
    hass: HomeAssistant, hub: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    """Our own price cannot be its own source, and what does not exist is none."""
    ours = entity_registry.async_get_or_create("sensor", DOMAIN, "price")
    other = entity_registry.async_get_or_create("sensor", "coinbase", "btc")
    dialog = await open_options(hass, hub)
    for entity, error in (
        (ours.entity_id, "own_entity"),
        ("sensor.missing", "unknown_entity"),
    ):
        result = await dialog.submit(currency="EUR", price_entity=entity, web_page=True)
        assert result["errors"] == {CONF_PRICE_ENTITY: error}
        assert result["description_placeholders"]["entity"] == entity
    await dialog.submit(currency="EUR", price_entity=other.entity_id, web_page=True)
    assert hub.options[CONF_PRICE_ENTITY] == other.entity_id
