"""What the actions share: validated input, the account, the time range and the page."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any, Final

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.service import (
    async_get_config_entry,
    async_get_device_and_config_entry,
)
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import DOMAIN
from ..runtime.account import OceanAccount, OceanConfigEntry

ACCOUNT: Final = "account"
START: Final = "start"
END: Final = "end"
LIMIT: Final = "limit"
OFFSET: Final = "offset"

EPOCH: Final = datetime.fromtimestamp(0, UTC)
MOST_ROWS: Final = 10_000


def finite(value: Any) -> float:
    """Return a finite number; raises Invalid."""
    number: float = vol.Coerce(float)(value)
    if not isfinite(number):
        msg = f"{value} is not a finite number"
        raise vol.Invalid(msg)
    return number


AT_LEAST_ZERO: Final = vol.All(finite, vol.Range(min=0))
ABOVE_ZERO: Final = vol.All(finite, vol.Range(min=0, min_included=False))
OF_ACCOUNT: Final = {vol.Optional(ACCOUNT): cv.string}
TIME_RANGE: Final = {vol.Optional(START): cv.datetime, vol.Optional(END): cv.datetime}
PAGE: Final = {
    vol.Optional(LIMIT): vol.All(vol.Coerce(int), vol.Range(1, MOST_ROWS)),
    vol.Optional(OFFSET, default=0): vol.All(vol.Coerce(int), vol.Range(min=0)),
}


async def validated(
    action: Callable[[ServiceCall], Awaitable[ServiceResponse]],
    schema: vol.Schema,
    call: ServiceCall,
) -> ServiceResponse:
    """Run an action with validated input.

    Raises ServiceValidationError, which is translated. A schema registered with Home
    Assistant would raise an English error of the validating library instead.
    """
    try:
        data = schema(dict(call.data))
    except vol.Invalid as err:
        path = list(err.path)
        while path and isinstance(path[-1], int):
            # The error quotes a list of plain values as a whole.
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


def called_account(call: ServiceCall) -> OceanAccount:
    """Return the account that an action is called for.

    An installation with one account need not name it. Raises ServiceValidationError.
    """
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
    """Return the account whose device, or whose worker's device, this is."""
    entry: OceanConfigEntry
    device, entry = async_get_device_and_config_entry(hass, DOMAIN, device_id)
    its_id = (
        device.parent_device_id
        if isinstance(device, dr.ChildDeviceEntry)
        else device.id
    )
    for account in entry.runtime_data.accounts.values():
        if account.device_id == its_id:
            return account
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="no_account_device",
        translation_placeholders={"device": device.name_by_user or device.name or ""},
    )


def time_range(
    call: ServiceCall, now: datetime, *, span: timedelta | None
) -> tuple[datetime, datetime]:
    """Return the time range that an action is called for, in UTC.

    `now` is the end if none is given, with a minute of leeway. Times without a zone are in that of Home Assistant. Without a start the range is
    `span` long, or begins with the epoch. Raises ServiceValidationError where the end
    is before the start.
    """
    end = as_utc(call.data.get(END)) or now + timedelta(minutes=1)
    begin = EPOCH if span is None else max(end, EPOCH + span) - span
    start = as_utc(call.data.get(START)) or begin
    if start > end:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="end_before_start"
        )
    return start, end


def as_utc(time: datetime | None) -> datetime | None:
    """Return a time in UTC.

    The first and the last day of the calendar mean no limit; in some time zones they
    are days that UTC does not have.
    """
    if time is None:
        return None
    try:
        return dt_util.as_utc(time)
    except OverflowError:
        limit = datetime.min if time.year == datetime.min.year else datetime.max
        return limit.replace(tzinfo=UTC)


def _at(data: Any, path: list[Any]) -> Any:
    """Return the value at a path, an empty text where data is not that deep."""
    for step in path:
        try:
            data = data[step]
        except KeyError, IndexError, TypeError:
            return ""
    return data
