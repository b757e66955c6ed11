"""The flow of the hub: setting it up, and its network source."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.selector import TextSelector
import voluptuous as vol

from .const import (
    CONF_ADDRESS,
    CONF_CURRENCY,
    CONF_LABEL,
    CONF_NETWORK_SOURCE,
    CONF_WEB_PAGE,
    DOMAIN,
    MANUFACTURER,
    SUBENTRY_ACCOUNT,
)
from .flows.account import AccountSubentryFlow
from .flows.checks import FORM, InputError, read_label
from .flows.network import (
    CREDENTIALS_SCHEMA,
    NETWORK_SCHEMA,
    async_read_network,
    shown_instance,
    shown_network,
)
from .flows.options import OceanOptionsFlow
from .flows.support import (
    Candidate,
    UserInput,
    async_ask,
    async_default_label,
    async_read_account,
)
from .mining.names import harmless
from .runtime.clients import mempool_url, ocean_client
from .sources.network import SourceKind

USER_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(CONF_ADDRESS): TextSelector(),
        vol.Optional(CONF_LABEL): TextSelector(),
    }
)


class OceanConfigFlow(ConfigFlow, domain=DOMAIN):
    """Sets up the hub, with a first account or without."""

    VERSION = 1
    MINOR_VERSION = 1

    _candidate: Candidate | None = None

    def __init__(self) -> None:
        """Start without input."""
        self._typed: dict[str, Any] = {}

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return the flow that adds accounts to the hub."""
        return {SUBENTRY_ACCOUNT: AccountSubentryFlow}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OceanOptionsFlow:
        """Return the flow of the options."""
        return OceanOptionsFlow()

    @override
    async def async_step_user(self, user_input: UserInput = None) -> ConfigFlowResult:
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
        """Set up the hub; ask first about an address that OCEAN does not know."""
        if self._candidate is None or self._candidate.known:
            return self._create()
        return await self.async_step_confirm_unknown()

    async def async_step_confirm_unknown(
        self, user_input: UserInput = None
    ) -> ConfigFlowResult:
        """Offer to add an address that OCEAN does not know, or to correct it."""
        return self.async_show_menu(
            step_id="confirm_unknown",
            menu_options=["add_unknown", "user"],
            description_placeholders=self._placeholders,
        )

    async def async_step_add_unknown(
        self, user_input: UserInput = None
    ) -> ConfigFlowResult:
        """Set up the hub with an address that OCEAN does not know."""
        return self._create()

    @property
    def _placeholders(self) -> dict[str, str]:
        """Return what the texts about the account quote."""
        return self._candidate.placeholders if self._candidate else {}

    @callback
    def _create(self) -> ConfigFlowResult:
        """Set up the hub."""
        candidate = self._candidate
        return self.async_create_entry(
            title=MANUFACTURER,
            data={CONF_NETWORK_SOURCE: SourceKind.MEMPOOL_SPACE.value},
            options={CONF_CURRENCY: self.hass.config.currency, CONF_WEB_PAGE: True},
            subentries=[candidate.subentry()] if candidate else None,
            description=candidate.description if candidate else None,
            description_placeholders=self._placeholders,
        )

    async def async_step_reconfigure(
        self, user_input: UserInput = None
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
        """Ask again for the credentials of the user's own mempool instance."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: UserInput = None
    ) -> ConfigFlowResult:
        """Change the credentials, once the instance accepts them."""
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
    """Check the first form with one request to OCEAN; None stands for no account."""
    if typed.get(CONF_ADDRESS, "").strip():
        return await async_read_account(hass, typed, default_label=default_label)
    read_label(typed.get(CONF_LABEL, ""))
    await async_ask(ocean_client(hass).pool_stat(), source=MANUFACTURER)
    return None
