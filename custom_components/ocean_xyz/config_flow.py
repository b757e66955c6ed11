"""The flows of the hub: setting it up, its network source, its options."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    OptionsFlow,
)
from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
import voluptuous as vol

from .const import (
    CONF_ADDRESS,
    CONF_CURRENCY,
    CONF_LABEL,
    CONF_NETWORK_SOURCE,
    CONF_PRICE_ENTITY,
    CONF_WEB_PAGE,
    DOMAIN,
    MANUFACTURER,
    SUBENTRY_ACCOUNT,
)
from .flows.account import AccountSubentryFlow
from .flows.checks import FORM, InputError, check_price, read_currency, read_label
from .flows.network import (
    CREDENTIALS_SCHEMA,
    NETWORK_SCHEMA,
    async_read_network,
    shown_instance,
    shown_network,
)
from .flows.support import (
    Candidate,
    async_ask,
    async_check_entity,
    async_default_label,
    async_read_account,
)
from .mining.names import harmless
from .runtime.clients import mempool_url, ocean_client
from .sources.network import SourceKind

# What mempool or blockchain.info quote; mempool knows the first seven without a key.
CURRENCIES: Final = frozenset(
    {
        *("AUD", "CAD", "CHF", "EUR", "GBP", "JPY", "USD"),
        *("ARS", "BRL", "CLP", "CNY", "CZK", "DKK", "HKD", "HUF", "INR", "ISK"),
        *("KRW", "NGN", "NZD", "PLN", "RON", "RUB", "SEK", "SGD", "THB", "TRY", "TWD"),
    }
)

USER_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(CONF_ADDRESS): TextSelector(),
        vol.Optional(CONF_LABEL): TextSelector(),
    }
)


class OceanConfigFlow(ConfigFlow, domain=DOMAIN):
    """Sets up the hub with its first account, or without one."""

    VERSION = 1
    MINOR_VERSION = 1

    _candidate: Candidate | None = None

    def __init__(self) -> None:
        """Start with nothing typed."""
        self._typed: dict[str, Any] = {}

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what can be added to the hub."""
        return {SUBENTRY_ACCOUNT: AccountSubentryFlow}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OceanOptionsFlow:
        """Return the flow of the options."""
        return OceanOptionsFlow()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Set up the hub."""
        default = await async_default_label(self.hass, ())
        errors: dict[str, str] = {}
        placeholders = {"default_label": default}
        if user_input is not None:
            self._typed = user_input
            try:
                self._candidate = await _async_read_user(self.hass, user_input, default)
            except InputError as err:
                errors, placeholders = err.errors, placeholders | err.placeholders
            else:
                return await self._async_add()
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(USER_SCHEMA, self._typed),
            errors=errors,
            description_placeholders=placeholders,
        )

    async def _async_add(self) -> ConfigFlowResult:
        """Set up what was typed, after asking about an address unknown to OCEAN."""
        if self._candidate is None or self._candidate.known:
            return self._create()
        return await self.async_step_confirm_unknown()

    async def async_step_confirm_unknown(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Offer to add an address that OCEAN does not know, or to correct it."""
        return self.async_show_menu(
            step_id="confirm_unknown", menu_options=["add_unknown", "user"]
        )

    async def async_step_add_unknown(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Set up the hub with an address that OCEAN does not know."""
        return self._create()

    @callback
    def _create(self) -> ConfigFlowResult:
        """Set up the hub."""
        candidate = self._candidate
        return self.async_create_entry(
            title=MANUFACTURER,
            data={CONF_NETWORK_SOURCE: SourceKind.MEMPOOL_SPACE.value},
            options={CONF_CURRENCY: self.hass.config.currency, CONF_WEB_PAGE: True},
            subentries=[candidate.subentry()] if candidate else None,
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change the source for the bitcoin network."""
        entry = self._get_reconfigure_entry()
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            try:
                data = await async_read_network(self.hass, user_input, entry.data)
            except InputError as err:
                errors, placeholders = err.errors, err.placeholders
            else:
                return self.async_update_and_abort(entry, data=data)
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                NETWORK_SCHEMA,
                shown_network(entry.data if user_input is None else user_input),
            ),
            errors=errors,
            description_placeholders=placeholders,
        )

    async def async_step_reauth(self, _: Mapping[str, Any]) -> ConfigFlowResult:
        """Ask anew for the credentials of the user's own mempool instance."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change the credentials, once the instance takes them."""
        entry = self._get_reauth_entry()
        errors: dict[str, str] = {}
        placeholders = {"source": harmless(mempool_url(entry.data).authority)}
        if user_input is not None:
            typed = shown_instance(entry.data) | user_input
            try:
                data = await async_read_network(self.hass, typed, entry.data)
            except InputError as err:
                errors = {FORM: str(err)}
                placeholders |= err.placeholders
            else:
                return self.async_update_and_abort(entry, data=data)
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(
                CREDENTIALS_SCHEMA,
                shown_network(entry.data if user_input is None else user_input),
            ),
            errors=errors,
            description_placeholders=placeholders,
        )


async def _async_read_user(
    hass: HomeAssistant, typed: dict[str, Any], default_label: str
) -> Candidate | None:
    """Check the first form, with one request to OCEAN; None is no account."""
    if typed.get(CONF_ADDRESS, "").strip():
        return await async_read_account(hass, typed, default_label=default_label)
    read_label(typed.get(CONF_LABEL, ""))
    await async_ask(ocean_client(hass).pool_stat(), source=MANUFACTURER)
    return None


class OceanOptionsFlow(OptionsFlow):
    """Changes what all accounts share; the entry's update listener reloads it."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change the currency, the price and the fallback."""
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
    """Check the options; a price that was left empty is not stored."""
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
    """Check a sensor that is to be the price of a bitcoin."""
    entity = async_check_entity(hass, entity, field=CONF_PRICE_ENTITY)
    if (state := hass.states.get(entity)) is not None:
        known = state.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
        check_price(
            state.state if known else None,
            state.attributes.get(ATTR_UNIT_OF_MEASUREMENT),
            currency,
        )
    return entity
