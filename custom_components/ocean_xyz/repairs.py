"""Says what needs a person, and helps with what can be done by a click."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    RepairsFlow,
    RepairsFlowResult,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, issue_registry as ir
import voluptuous as vol

from .account import DataStatus
from .const import DOMAIN
from .devices import async_worker_device
from .names import harmless, shown_name
from .questions import Question
from .runtime import OceanAccount, OceanConfigEntry, OceanHub
from .worker_devices import DeviceChoice, WorkerDevices

GONE_FOR: Final = timedelta(days=1).total_seconds()
"""Seconds of silence after which a source is a matter for a person."""

NAMES_TOLD: Final = 20

UNKNOWN_ACCOUNT: Final = "unknown_account"
ACCOUNT_SILENT: Final = "account_silent"
POOL_SILENT: Final = "pool_silent"
NETWORK_SILENT: Final = "network_silent"
OTHER_CHAIN: Final = "other_chain"
WITHOUT_DEVICE: Final = "workers_without_device"
GONE_WORKERS: Final = "gone_workers"
NO_PRICE: Final = "no_price"
HUB_ISSUES: Final = (POOL_SILENT, NETWORK_SILENT, OTHER_CHAIN, NO_PRICE)
LEDGER_REBUILT: Final = "ledger_rebuilt"
ACCOUNT_ISSUES: Final = (
    UNKNOWN_ACCOUNT,
    ACCOUNT_SILENT,
    WITHOUT_DEVICE,
    GONE_WORKERS,
    LEDGER_REBUILT,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something that needs a person, or no longer does."""

    key: str
    account: OceanAccount | None = None
    found: bool
    placeholders: dict[str, str] | None = None
    fixable: bool = False

    @property
    def issue_id(self) -> str:
        """Return the id of the issue; it holds no address."""
        return f"{self.key}_{self.account.account_id}" if self.account else self.key


@callback
def async_watch(hass: HomeAssistant, entry: OceanConfigEntry) -> None:
    """Look for what needs a person with every answer."""
    runtime = entry.runtime_data

    @callback
    def look_at_hub() -> None:
        _report(hass, entry, hub_findings(runtime.hub))

    for coordinator in (runtime.hub.pool, runtime.hub.network):
        entry.async_on_unload(coordinator.async_add_listener(look_at_hub))
    look_at_hub()
    for account in runtime.accounts.values():
        look = _look_at(hass, entry, account)
        entry.async_on_unload(account.state.async_add_listener(look))
        look()


def _look_at(
    hass: HomeAssistant, entry: OceanConfigEntry, account: OceanAccount
) -> Callable[[], None]:
    """Return what looks at an account."""

    @callback
    def look() -> None:
        _report(hass, entry, account_findings(account))

    return look


@callback
def async_delete_hub_issues(hass: HomeAssistant) -> None:
    """Delete the issues of a hub that is no more, or is not to run."""
    for key in HUB_ISSUES:
        ir.async_delete_issue(hass, DOMAIN, key)


@callback
def async_delete_account_issues(hass: HomeAssistant, account_id: str) -> None:
    """Delete the issues of an account that is no more."""
    for key in ACCOUNT_ISSUES:
        ir.async_delete_issue(hass, DOMAIN, f"{key}_{account_id}")


def hub_findings(hub: OceanHub) -> list[Finding]:
    """Return what is the matter with the pool and the network."""
    network = hub.network_source
    return [
        Finding(key=POOL_SILENT, found=_silent(hub.pool_source.stat)),
        Finding(key=NETWORK_SILENT, found=network.silent_for > GONE_FOR),
        Finding(key=OTHER_CHAIN, found=network.rejected),
        Finding(
            key=NO_PRICE,
            found=network.nobody_quotes,
            placeholders={"currency": hub.currency},
        ),
    ]


def account_findings(account: OceanAccount) -> list[Finding]:
    """Return what is the matter with an account."""
    status = account.state.data.status
    label = {"account": harmless(account.label)}
    homeless = _without_device(account)
    gone = sorted(account.gone_workers & account.devices)
    return [
        Finding(
            key=UNKNOWN_ACCOUNT,
            account=account,
            found=status is DataStatus.UNKNOWN_ACCOUNT,
            placeholders=label,
        ),
        Finding(
            key=ACCOUNT_SILENT,
            account=account,
            found=status is DataStatus.UNREACHABLE and _silent(account.source.info),
            placeholders=label,
        ),
        Finding(
            key=WITHOUT_DEVICE,
            account=account,
            found=bool(homeless),
            placeholders=label | _names(homeless),
        ),
        *_rebuilt(account, label),
        Finding(
            key=GONE_WORKERS,
            account=account,
            found=bool(gone),
            placeholders=label | _names(gone),
            fixable=True,
        ),
    ]


def _rebuilt(account: OceanAccount, label: dict[str, str]) -> list[Finding]:
    """Return, once, that the ledger was lost and is here again.

    It is not found to be over: it stays until the user has read it.
    """
    if not account.ledger_store.lost or account.ledger.data.ledger is None:
        return []
    account.ledger_store.lost = False
    return [
        Finding(
            key=LEDGER_REBUILT,
            account=account,
            found=True,
            placeholders=label,
            fixable=True,
        )
    ]


def _silent(question: Question[Any]) -> bool:
    """Return whether a source has given no good answer for a day."""
    return question.silent_for > GONE_FOR


def _without_device(account: OceanAccount) -> list[str]:
    """Return the workers that should have a device and found no room."""
    choice = DeviceChoice.from_data(account.subentry.data)
    if choice.mode is WorkerDevices.NONE:
        return []
    known = set(account.source.memory.workers)
    if choice.mode is WorkerDevices.CHOSEN:
        known &= choice.chosen
    return sorted(known - account.devices)


def _names(names: list[str]) -> dict[str, str]:
    """Return how many workers there are and the first of their names.

    Issues are rendered as Markdown, their titles as plain text.
    """
    shown = ", ".join(shown_name(name) or "–" for name in names[:NAMES_TOLD])
    more = ", …" if len(names) > NAMES_TOLD else ""
    return {"count": str(len(names)), "workers": shown + more}


def _report(
    hass: HomeAssistant, entry: OceanConfigEntry, findings: list[Finding]
) -> None:
    """Create the issues that were found, and delete those that were not."""
    for finding in findings:
        if not finding.found:
            ir.async_delete_issue(hass, DOMAIN, finding.issue_id)
            continue
        account = finding.account
        ir.async_create_issue(
            hass,
            DOMAIN,
            finding.issue_id,
            data={
                "entry_id": entry.entry_id,
                "subentry_id": account.subentry.subentry_id if account else None,
            },
            is_fixable=finding.fixable,
            severity=ir.IssueSeverity.WARNING,
            translation_key=finding.key,
            translation_placeholders=finding.placeholders,
        )


class RemoveGoneWorkers(RepairsFlow):
    """Removes the devices of workers that are gone, once the user says so."""

    def __init__(self, entry: OceanConfigEntry, account: OceanAccount) -> None:
        """Remember of which account."""
        self._entry = entry
        self._account = account

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask whether to remove them."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Remove them."""
        gone = sorted(self._account.gone_workers & self._account.devices)
        if user_input is not None:
            registry = dr.async_get(self.hass)
            for name in gone:
                device = async_worker_device(
                    self.hass, self._entry, self._account, name
                )
                self._account.async_forget_workers({name})
                if device is not None:
                    registry.async_remove_device(device.id)
            return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema({}),
            description_placeholders={
                "account": harmless(self._account.label),
                **_names(gone),
            },
        )


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return what helps with an issue."""
    if data is not None and issue_id.startswith(GONE_WORKERS):
        entry: OceanConfigEntry | None = hass.config_entries.async_get_entry(
            str(data["entry_id"])
        )
        if entry is not None and hasattr(entry, "runtime_data"):
            account = entry.runtime_data.accounts.get(str(data["subentry_id"]))
            if account is not None:
                return RemoveGoneWorkers(entry, account)
    return ConfirmRepairFlow()
