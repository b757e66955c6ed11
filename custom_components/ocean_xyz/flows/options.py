"""The options of the hub: the currency, the price and the web page."""

from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from ..const import CONF_CURRENCY, CONF_PRICE_ENTITY, CONF_WEB_PAGE
from .checks import InputError, check_price, read_currency
from .entities import async_check_entity
from .support import UserInput

# Currencies that mempool or blockchain.info quote; the first seven are those of mempool.
CURRENCIES: Final = frozenset(
    {
        *("AUD", "CAD", "CHF", "EUR", "GBP", "JPY", "USD"),
        *("ARS", "BRL", "CLP", "CNY", "CZK", "DKK", "HKD", "HUF", "INR", "ISK"),
        *("KRW", "NGN", "NZD", "PLN", "RON", "RUB", "SEK", "SGD", "THB", "TRY", "TWD"),
    }
)


class OceanOptionsFlow(OptionsFlow):
    """Changes what all accounts share; storing that reloads the entry."""

    async def async_step_init(self, user_input: UserInput = None) -> ConfigFlowResult:
        """Change the currency, the price and the use of the web page."""
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            try:
                options = _read_options(self.hass, user_input)
            except InputError as err:
                errors, placeholders = err.errors, err.placeholders
            else:
                return self.async_create_entry(data=options)
        present = self.config_entry.options if user_input is None else user_input
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                _options_schema({self.hass.config.currency, present[CONF_CURRENCY]}),
                present,
            ),
            errors=errors,
            description_placeholders=placeholders,
        )


def _options_schema(more_currencies: set[str]) -> vol.Schema:
    """Return the form of the options."""
    return vol.Schema(
        {
            vol.Required(CONF_CURRENCY): SelectSelector(
                SelectSelectorConfig(
                    options=sorted(CURRENCIES | more_currencies),
                    custom_value=True,
                    mode=SelectSelectorMode.DROPDOWN,
                )
            ),
            vol.Optional(CONF_PRICE_ENTITY): EntitySelector(
                EntitySelectorConfig(domain=["input_number", "sensor"])
            ),
            vol.Required(CONF_WEB_PAGE, default=True): BooleanSelector(),
        }
    )


def _read_options(hass: HomeAssistant, typed: dict[str, Any]) -> dict[str, Any]:
    """Return what is stored; raises InputError."""
    options = {
        CONF_CURRENCY: read_currency(typed[CONF_CURRENCY]),
        CONF_WEB_PAGE: typed[CONF_WEB_PAGE],
    }
    if entity := typed.get(CONF_PRICE_ENTITY):
        options[CONF_PRICE_ENTITY] = _read_price_entity(
            hass, entity, options[CONF_CURRENCY]
        )
    return options


def _read_price_entity(hass: HomeAssistant, entity: str, currency: str) -> str:
    """Check a sensor of the price of a bitcoin."""
    entity = async_check_entity(hass, entity, field=CONF_PRICE_ENTITY)
    if (state := hass.states.get(entity)) is not None:
        known = state.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
        check_price(
            state.state if known else None,
            state.attributes.get(ATTR_UNIT_OF_MEASUREMENT),
            currency,
        )
    return entity
