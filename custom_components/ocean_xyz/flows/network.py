"""The form of the network source, and of the credentials of the user's own instance."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol
from yarl import URL

from ..const import (
    CONF_MEMPOOL_PASSWORD,
    CONF_MEMPOOL_URL,
    CONF_MEMPOOL_USERNAME,
    CONF_MEMPOOL_VERIFY,
    CONF_NETWORK_SOURCE,
)
from ..runtime.clients import mempool_client
from ..sources.network import SourceKind
from .checks import InputError, read_mempool_url
from .support import async_ask

CREDENTIALS: Final = {
    vol.Optional(CONF_MEMPOOL_USERNAME): TextSelector(
        TextSelectorConfig(autocomplete="off")
    ),
    vol.Optional(CONF_MEMPOOL_PASSWORD): TextSelector(
        TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
    ),
}
CREDENTIALS_SCHEMA: Final = vol.Schema(CREDENTIALS)

NETWORK_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_NETWORK_SOURCE): SelectSelector(
            SelectSelectorConfig(
                options=[kind.value for kind in SourceKind],
                translation_key=CONF_NETWORK_SOURCE,
            )
        ),
        vol.Optional(CONF_MEMPOOL_URL): TextSelector(
            TextSelectorConfig(type=TextSelectorType.URL)
        ),
    }
    | CREDENTIALS
    | {vol.Optional(CONF_MEMPOOL_VERIFY, default=True): BooleanSelector()}
)


def shown_network(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the form, without the password."""
    return {key: value for key, value in data.items() if key != CONF_MEMPOOL_PASSWORD}


def shown_instance(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the form, without the credentials."""
    return {key: value for key, value in data.items() if key not in CREDENTIALS}


async def async_read_network(
    hass: HomeAssistant, typed: Mapping[str, Any], stored: Mapping[str, Any]
) -> dict[str, Any]:
    """Check the network source; ask the user's own instance for its height.

    Return the data to store. Raises InputError.
    """
    kind = SourceKind(typed[CONF_NETWORK_SOURCE])
    data: dict[str, Any] = {CONF_NETWORK_SOURCE: kind.value}
    if kind is SourceKind.OWN_MEMPOOL:
        url = read_mempool_url(typed.get(CONF_MEMPOOL_URL, ""))
        data |= {CONF_MEMPOOL_URL: url}
        data |= read_credentials(typed, stored if _is_stored(url, stored) else {})
        if not typed.get(CONF_MEMPOOL_VERIFY, True):
            data[CONF_MEMPOOL_VERIFY] = False
        await async_ask(
            mempool_client(hass, data).tip_height(),
            source=URL(url).authority,
            field=CONF_MEMPOOL_URL,
        )
    return data


def _is_stored(url: str, stored: Mapping[str, Any]) -> bool:
    """Return whether a URL is the one whose credentials are known."""
    return url == stored.get(CONF_MEMPOOL_URL)


def read_credentials(
    typed: Mapping[str, Any], stored: Mapping[str, Any]
) -> dict[str, str]:
    """Return the credentials that are to be stored, none where no name was typed.

    The form does not show the password that is stored: left empty, it stays the one of
    the same user at the same instance. Raises InputError.
    """
    username = typed.get(CONF_MEMPOOL_USERNAME, "").strip()
    password = typed.get(CONF_MEMPOOL_PASSWORD, "")
    if not username:
        if password:
            raise InputError("username_missing", CONF_MEMPOOL_USERNAME)
        return {}
    if not password and username == stored.get(CONF_MEMPOOL_USERNAME):
        password = stored.get(CONF_MEMPOOL_PASSWORD, "")
    return {CONF_MEMPOOL_USERNAME: username, CONF_MEMPOOL_PASSWORD: password}
