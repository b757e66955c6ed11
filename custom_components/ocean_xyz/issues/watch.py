"""Tells Home Assistant's repairs what needs a person."""

from collections.abc import Callable

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..devices.ids import issue_id
from ..runtime.account import OceanAccount, OceanConfigEntry
from ..runtime.batches import async_call_soon_once
from .findings import (
    ACCOUNT_ISSUES,
    HUB_ISSUES,
    Finding,
    account_findings,
    hub_findings,
)


@callback
def async_watch(hass: HomeAssistant, entry: OceanConfigEntry) -> None:
    """Look for what needs a person with every answer."""
    runtime, hub = entry.runtime_data, entry.runtime_data.hub

    @callback
    def look_at_hub() -> None:
        _report(hass, entry, hub_findings(hub))

    for coordinator in (hub.pool_coordinator, hub.network_coordinator):
        entry.async_on_unload(coordinator.async_add_listener(look_at_hub))
    look_at_hub()
    for account in runtime.accounts.values():
        look = _look_at(hass, entry, account)
        later = async_call_soon_once(hass, entry, look)
        entry.async_on_unload(account.state_coordinator.async_add_listener(later))
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
        ir.async_delete_issue(hass, DOMAIN, issue_id(key, account_id))


def _report(
    hass: HomeAssistant, entry: OceanConfigEntry, findings: list[Finding]
) -> None:
    """Create the issues that were found, and delete those that were not."""
    for finding in findings:
        if finding.found is None:
            continue
        if not finding.found:
            ir.async_delete_issue(hass, DOMAIN, finding.issue_id)
            continue
        account = finding.account
        ir.async_create_issue(
            hass,
            DOMAIN,
            finding.issue_id,
            data={
                "key": finding.key,
                "entry_id": entry.entry_id,
                "subentry_id": account.subentry.subentry_id if account else None,
            },
            is_fixable=True,
            is_persistent=finding.lasting,
            severity=ir.IssueSeverity.WARNING,
            translation_key=finding.key,
            translation_placeholders=finding.placeholders,
        )
