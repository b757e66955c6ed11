"""An issue is deleted only when it is known that its problem is gone."""

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.issues.kinds import ACCOUNT_KINDS, HUB_KINDS
from simulator import Upstreams
from simulator.oddities import UnavailablePrices
from simulator.outages import Status

from ..conftest import Tick, set_up
from .support import account_of, done

HUB = frozenset(kind.key for kind in HUB_KINDS)
ACCOUNT = frozenset(kind.key for kind in ACCOUNT_KINDS)
LASTING = frozenset({"ledger_rebuilt"})
KNOWN = frozenset(
    {
        "forecast_differs",
        "missing_entities",
        "missing_price",
        "unreadable_forecasts",
        "unreadable_meters",
        "untrusted_certificate",
    }
)
"""What needs no answer, as these settings name no entity and no instance."""


def ignore_all(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Let every kind of problem be known, and be ignored by the user."""
    account_id = account_of(entry).account_id
    for key in HUB | ACCOUNT:
        its_id = key if key in HUB else f"{key}_{account_id}"
        ir.async_create_issue(
            hass,
            DOMAIN,
            its_id,
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key=key,
        )
        ir.async_ignore_issue(hass, DOMAIN, its_id, ignore=True)


def ignored(hass: HomeAssistant, account_id: str) -> set[str]:
    """Return the kinds of problems that are ignored."""
    return {
        its_id.removesuffix(f"_{account_id}")
        for (domain, its_id), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and issue.dismissed_version
    }


@pytest.mark.parametrize(
    ("silent", "kept"),
    [
        ([{}], HUB | ACCOUNT),
        ([{"host": "api.ocean.xyz"}, {"host": "ocean.xyz"}], ACCOUNT | {"pool_silent"}),
        (
            [{"host": "mempool.space"}, {"host": "blockchain.info"}],
            (HUB | LASTING) - {"pool_silent"},
        ),
        ([{"path": "/v1/user_hashrate_full"}], LASTING | {"renamed_workers"}),
        ([], LASTING),
    ],
    ids=["all", "OCEAN", "network", "averages", "none"],
)
async def test_what_no_source_speaks_of_stays_ignored(
    hass: HomeAssistant,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    tick: Tick,
    silent: list[dict[str, str]],
    kept: frozenset[str],
) -> None:
    """Over a restart, while sources are silent; what is known to be gone does not."""
    account_id = account_of(loaded).account_id
    ignore_all(hass, loaded)
    await done(hass, loaded)
    for scope in silent:
        upstreams.inject(Status(), **scope)
    assert await set_up(hass, loaded)
    await tick(15)
    assert ignored(hass, account_id) == kept - KNOWN
    upstreams.faults.clear()
    await tick(60, step=5)
    assert ignored(hass, account_id) == LASTING


async def test_a_missing_price_stays_ignored_until_the_currency_is_quoted(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """Mempool has no price in it and blockchain.info is silent: nobody knows."""
    ignore_all(hass, loaded)
    account_id = account_of(loaded).account_id
    await done(hass, loaded)
    upstreams.inject(UnavailablePrices(), host="mempool.space")
    fault = upstreams.inject(Status(), host="blockchain.info")
    assert await set_up(hass, loaded)
    assert "no_price" in ignored(hass, account_id)
    await tick(30)
    assert "no_price" in ignored(hass, account_id)
    upstreams.faults.remove(fault)
    await tick(30, step=5)
    assert "no_price" not in ignored(hass, account_id)


async def test_a_disabled_entry_keeps_what_is_ignored(
    hass: HomeAssistant, loaded: MockConfigEntry, upstreams: Upstreams
) -> None:
    """Its open issues go; the user's answer to the others stays."""
    ignore_all(hass, loaded)
    account_id = account_of(loaded).account_id
    ir.async_ignore_issue(hass, DOMAIN, "no_price", ignore=False)
    upstreams.inject(Status())
    await hass.config_entries.async_set_disabled_by(
        loaded.entry_id, ConfigEntryDisabler.USER
    )
    assert ignored(hass, account_id) == (HUB | ACCOUNT) - {"no_price"}
    assert not ir.async_get(hass).async_get_issue(DOMAIN, "no_price")
    await hass.config_entries.async_set_disabled_by(loaded.entry_id, None)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert ignored(hass, account_id) == (HUB | ACCOUNT) - {"no_price"} - KNOWN
    await hass.config_entries.async_remove(loaded.entry_id)
    assert not ignored(hass, account_id)
