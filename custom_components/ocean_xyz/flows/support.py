"""What the flows share: the form of an account, requests to upstreams."""

from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import dataclass
from math import ceil
import re
import traceback
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.translation import async_get_translations

from ..api import (
    OceanCertificateError,
    OceanConnectionError,
    OceanError,
    OceanNoSuchUserError,
    OceanRateLimitedError,
    OceanRefusedError,
    OceanTimeoutError,
    account_page,
)
from ..const import (
    CONF_ADDRESS,
    CONF_LABEL,
    DOMAIN,
    LOGGER,
    MANUFACTURER,
    SUBENTRY_ACCOUNT,
)
from ..mining.names import harmless
from ..runtime.clients import OCEAN_SITE, ocean_client
from .checks import FORM, InputError, free_label, read_address, read_label

HIDDEN: Final = "**REDACTED**"

SHOWN_LETTERS: Final = 4
"""Letters of an address by which its owner knows it, and nobody else."""

type UserInput = dict[str, Any] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An account that a user wants to add."""

    address: str
    label: str
    known: bool
    """Whether OCEAN knows the address and sees a machine of it."""
    worker: str
    """The name of a worker that was typed with the address."""

    @property
    def placeholders(self) -> dict[str, str]:
        """Return what the texts about this account quote."""
        return address_placeholders(self.address) | {"worker": harmless(self.worker)}

    @property
    def description(self) -> str | None:
        """Return the key of what the user has to know about the account's address."""
        return "worker_left_out" if self.worker else None

    def subentry(self) -> ConfigSubentryData:
        """Return the subentry to store."""
        return ConfigSubentryData(
            data={CONF_ADDRESS: self.address},
            subentry_type=SUBENTRY_ACCOUNT,
            title=self.label,
            unique_id=self.address,
        )


def address_placeholders(address: str) -> dict[str, str]:
    """Return how a form shows which address it is about."""
    return {
        "address_end": address[-SHOWN_LETTERS:],
        "page": str(account_page(OCEAN_SITE, address)),
    }


async def async_read_account(
    hass: HomeAssistant,
    user_input: Mapping[str, Any],
    *,
    default_label: str,
    present: Mapping[str, str] | None = None,
) -> Candidate:
    """Check the form of an account, then ask OCEAN about the address in one request.

    `present` are the labels of existing accounts by address: a second one with the same
    address raises AbortFlow.
    Raises InputError for what the user can correct.
    """
    label = read_label(user_input.get(CONF_LABEL, "")) or default_label
    address, worker = read_address(user_input[CONF_ADDRESS])
    if present and address in present:
        raise AbortFlow("already_added", {"label": harmless(present[address])})
    client = ocean_client(hass)
    try:
        await async_ask(client.statsnap(address), source=MANUFACTURER, hidden=address)
    except OceanNoSuchUserError:
        known = False
    else:
        known = True
    return Candidate(address=address, label=label, known=known, worker=worker)


async def async_ask(
    ask: Awaitable[object], *, source: str, field: str = FORM, hidden: str = ""
) -> None:
    """Find out whether an upstream answers.

    `source` is its name for the user, `hidden` what no log may hold. Raises InputError,
    and OceanNoSuchUserError.
    """
    try:
        await ask
    except OceanNoSuchUserError:
        raise
    except OceanRateLimitedError as err:
        minutes = f"{ceil(err.retry_after / 60)}"
        raise InputError(
            "rate_limited", field, source=source, minutes=minutes
        ) from None
    except OceanError as err:
        raise InputError(_key_of(err), field, source=source) from None
    except Exception as err:  # noqa: BLE001 (the log says which)
        _log_unexpected(err, source, hidden)
        raise InputError("unknown", field) from None


def _key_of(err: OceanError) -> str:
    """Return the key of an error's text."""
    if isinstance(err, OceanTimeoutError):
        return "timeout"
    if isinstance(err, OceanCertificateError):
        return "untrusted_certificate"
    if isinstance(err, OceanConnectionError):
        return "cannot_connect"
    if isinstance(err, OceanRefusedError):
        return "invalid_auth"
    return "unexpected_answer"


def _log_unexpected(err: Exception, source: str, hidden: str) -> None:
    """Log an error with its place, without the address that it may quote."""
    text = "".join(traceback.format_exception(err))
    if hidden:
        text = re.sub(re.escape(hidden), HIDDEN, text, flags=re.IGNORECASE)
    LOGGER.error("Unexpected error while asking %s:\n%s", source, text)


async def async_default_label(hass: HomeAssistant, taken: Iterable[str]) -> str:
    """Return the label for an account without one."""
    base = await async_common_text(hass, "default_label") or MANUFACTURER
    return free_label(base, taken)


async def async_common_text(hass: HomeAssistant, key: str) -> str:
    """Return a text that belongs to no form, empty if there is none."""
    language = hass.config.language
    texts = await async_get_translations(hass, language, "common", {DOMAIN})
    return texts.get(f"component.{DOMAIN}.common.{key}", "")
