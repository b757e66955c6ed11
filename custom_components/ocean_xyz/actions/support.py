"""What the actions share: validated input, and the account that is meant."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import (
    async_get_config_entry,
    async_get_device_and_config_entry,
)
import voluptuous as vol

from ..const import DOMAIN
from ..devices.workers import async_worker_of_device
from ..runtime.account import OceanAccount, OceanConfigEntry

ACCOUNT: Final = "account"
OF_ACCOUNT: Final = {vol.Optional(ACCOUNT): cv.string}


async def validated(
    action: Callable[[ServiceCall], Awaitable[ServiceResponse]],
    schema: vol.Schema,
    call: ServiceCall,
) -> ServiceResponse:
    """Run an action with validated input.

    Raises ServiceValidationError, which is translated, where a schema of the action's
    own would raise an English error of the validating library.
    """
    try:
        data = schema(dict(call.data))
    except vol.Invalid as err:
        path = list(err.path)
        while path and isinstance(path[-1], int):
            # Of a list of plain values the whole is told.
            path.pop()
        field = ".".join(str(step) for step in path)
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="invalid_field",
            translation_placeholders={
                "field": field,
                "value": str(_at(call.data, path)),
            },
        ) from err
    return await action(
        ServiceCall(
            call.hass,
            call.domain,
            call.service,
            data,
            call.context,
            return_response=True,
        )
    )


def account_of(call: ServiceCall) -> OceanAccount:
    """Return the account that is meant; raises ServiceValidationError."""
    if (device_id := call.data.get(ACCOUNT)) is not None:
        return _account_of_device(call.hass, device_id)
    entry: OceanConfigEntry = async_get_config_entry(call.hass, DOMAIN, None)
    accounts = list(entry.runtime_data.accounts.values())
    if len(accounts) == 1:
        return accounts[0]
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="account_needed" if accounts else "no_account",
    )


def _account_of_device(hass: HomeAssistant, device_id: str) -> OceanAccount:
    """Return the account of a device, or of the worker that it stands for."""
    entry: OceanConfigEntry
    device, entry = async_get_device_and_config_entry(hass, DOMAIN, device_id)
    for account in entry.runtime_data.accounts.values():
        if account.device_id == device.id:
            return account
    if (found := async_worker_of_device(entry, device)) is not None:
        return found[0]
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="no_account_device",
        translation_placeholders={"device": device.name_by_user or device.name or ""},
    )


def _at(data: Any, path: list[Any]) -> Any:
    """Return what stands at a path, nothing where it is not that deep."""
    for step in path:
        try:
            data = data[step]
        except KeyError, IndexError, TypeError:
            return ""
    return data
