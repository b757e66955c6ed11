"""All kinds of problems; looks for them with every answer, and lists them as issues."""

from functools import partial
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..devices.ids import issue_id
from ..runtime.account import OceanAccount, OceanConfigEntry
from ..runtime.batches import async_call_soon_once
from ..runtime.hub import OceanHub
from .base import Kind, Problem
from .forecasts import FORECAST_DIFFERS, UNREADABLE_FORECASTS
from .gone_workers import GONE_WORKERS
from .ledger_rebuilt import LEDGER_REBUILT
from .missing_entities import MISSING_ENTITIES, MISSING_PRICE
from .no_price import NO_PRICE
from .other_chain import OTHER_CHAIN
from .renamed_workers import RENAMED_WORKERS
from .silent_source import ACCOUNT_SILENT, NETWORK_SILENT, POOL_SILENT, UNKNOWN_ACCOUNT
from .source_behind import SOURCE_BEHIND
from .unreadable_meters import UNREADABLE_METERS
from .untrusted_certificate import UNTRUSTED_CERTIFICATE
from .workers_without_device import WORKERS_WITHOUT_DEVICE

HUB_KINDS: Final[tuple[Kind[OceanHub], ...]] = (
    POOL_SILENT,
    NETWORK_SILENT,
    UNTRUSTED_CERTIFICATE,
    OTHER_CHAIN,
    SOURCE_BEHIND,
    NO_PRICE,
    MISSING_PRICE,
)
ACCOUNT_KINDS: Final[tuple[Kind[OceanAccount], ...]] = (
    UNKNOWN_ACCOUNT,
    ACCOUNT_SILENT,
    WORKERS_WITHOUT_DEVICE,
    GONE_WORKERS,
    RENAMED_WORKERS,
    MISSING_ENTITIES,
    UNREADABLE_METERS,
    UNREADABLE_FORECASTS,
    FORECAST_DIFFERS,
    LEDGER_REBUILT,
)
_ALL: Final[tuple[Kind[Any], ...]] = (*HUB_KINDS, *ACCOUNT_KINDS)
KINDS: Final = {kind.key: kind for kind in _ALL}


@callback
def async_watch(hass: HomeAssistant, entry: OceanConfigEntry) -> None:
    """Look for problems now and with every answer, while the entry is loaded."""
    runtime = entry.runtime_data
    look_at_hub = partial(_look_at_hub, hass, entry)
    for coordinator in (runtime.hub.pool_coordinator, runtime.hub.network_coordinator):
        entry.async_on_unload(coordinator.async_add_listener(look_at_hub))
    look_at_hub()
    for account in runtime.accounts.values():
        look = partial(_look_at_account, hass, entry, account)
        later = async_call_soon_once(hass, entry, look)
        entry.async_on_unload(account.state_coordinator.async_add_listener(later))
        look()


@callback
def _look_at_hub(hass: HomeAssistant, entry: OceanConfigEntry) -> None:
    """Look for problems of the pool and the network."""
    for kind in HUB_KINDS:
        _report(hass, entry, kind.key, kind.find(entry.runtime_data.hub))


@callback
def _look_at_account(
    hass: HomeAssistant, entry: OceanConfigEntry, account: OceanAccount
) -> None:
    """Look for problems of an account."""
    for kind in ACCOUNT_KINDS:
        _report(hass, entry, kind.key, kind.find(account), account)


@callback
def async_delete_hub_issues(hass: HomeAssistant, *, removed: bool) -> None:
    """Delete the issues of a hub that is removed or disabled."""
    for kind in HUB_KINDS:
        _delete(hass, issue_id(kind.key), removed=removed)


@callback
def async_delete_account_issues(
    hass: HomeAssistant, account_id: str, *, removed: bool
) -> None:
    """Delete the issues of an account that is removed or disabled."""
    for kind in ACCOUNT_KINDS:
        _delete(hass, issue_id(kind.key, account_id), removed=removed)


def _delete(hass: HomeAssistant, its_id: str, *, removed: bool) -> None:
    """Delete an issue; one that is ignored stays so while its subject is disabled."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, its_id)
    if removed or (issue and issue.dismissed_version is None):
        ir.async_delete_issue(hass, DOMAIN, its_id)


def _report(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    key: str,
    problem: Problem,
    account: OceanAccount | None = None,
) -> None:
    """Create the issue of a problem that is present, delete that of one that is not."""
    if problem.present is None:
        return
    its_id = issue_id(key, account.account_id if account else None)
    if not problem.present:
        ir.async_delete_issue(hass, DOMAIN, its_id)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        its_id,
        data={
            "key": key,
            "entry_id": entry.entry_id,
            "subentry_id": account.subentry.subentry_id if account else None,
        },
        is_fixable=True,
        is_persistent=problem.lasting,
        severity=ir.IssueSeverity.WARNING,
        translation_key=key,
        translation_placeholders=problem.placeholders,
    )
