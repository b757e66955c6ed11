"""Diagnostics show the state of the sources, and no name or amount."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ocean_xyz.const import (
    DOMAIN,
)
from simulator import Edited, Upstreams
from simulator.oddities import ZeroSnapshot
from simulator.outages import Status

from .conftest import Tick, make_entry, set_up
from .sources.support import hub_entry

SECRETS = ("s21-garage", "bitaxe", "Home")


async def test_diagnostics_tell_how_it_fares_and_not_who(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    address: str,
    hass_client: ClientSessionGenerator,
) -> None:
    """They include the questions to the upstreams, but no address, label or name."""
    diagnostics = await get_diagnostics_for_config_entry(hass, hass_client, loaded)
    text = str(diagnostics)
    assert not [secret for secret in (address, *SECRETS) if secret in text]
    (account,) = diagnostics["accounts"]
    assert account["status"] == "live"
    assert account["workers"] == {"online": 8, "offline": 0, "total": 8}
    assert {one["question"] for one in account["questions"]} == {
        "workers",
        "snapshot",
        "hashrate",
        "worker hashrates",
        "web page",
    }
    assert diagnostics["requests"]["api.ocean.xyz"] > 5
    assert diagnostics["hub"]["network_source"] == "mempool"


LABEL = "Grandma's cellar"


@pytest.mark.parametrize("former", [False, True])
async def test_diagnostics_hold_no_label_while_repairs_are_open(
    hass: HomeAssistant,
    upstreams: Upstreams,
    address: str,
    hass_client: ClientSessionGenerator,
    hass_storage: dict[str, Any],
    tick: Tick,
    *,
    former: bool,
) -> None:
    """The whole file: Home Assistant adds the issues that it stores."""
    entry = make_entry(address, tariff_entity="sensor.gone")
    entry.add_to_hass(hass)
    (subentry,) = entry.subentries.values()
    hass.config_entries.async_update_subentry(entry, subentry, title=LABEL)
    assert await set_up(hass, entry)
    (account,) = entry.runtime_data.accounts.values()
    await hass.config_entries.async_unload(entry.entry_id)
    lasting = f"ledger_rebuilt_{account.account_id}"
    if former:
        ir.async_create_issue(
            hass,
            DOMAIN,
            lasting,
            is_fixable=True,
            is_persistent=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key="ledger_rebuilt",
            translation_placeholders={"label": LABEL, "account": LABEL},
        )
        ir.async_ignore_issue(hass, DOMAIN, lasting, ignore=True)
    else:
        hass_storage[f"{DOMAIN}.ledger_{account.account_id}"]["data"] = []
    assert await set_up(hass, entry)
    await tick(5)
    issues = {key for domain, key in ir.async_get(hass).issues if domain == DOMAIN}
    assert {lasting, f"missing_entities_{account.account_id}"} <= issues
    found = ir.async_get(hass).async_get_issue(DOMAIN, lasting)
    assert found is not None
    assert bool(found.dismissed_version) is former
    assert await async_setup_component(hass, "diagnostics", {})
    client = await hass_client()
    answer = await client.get(f"/api/diagnostics/config_entry/{entry.entry_id}")
    text = await answer.text()
    assert lasting in text
    assert not [
        one for one in (LABEL, "cellar", address, "s21-garage", "bitaxe") if one in text
    ]
    await hass.config_entries.async_unload(entry.entry_id)


async def test_diagnostics_say_what_was_not_believed_and_why(
    hass: HomeAssistant,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    tick: Tick,
) -> None:
    """Each question has its last doubt: its reason, its beginning and its end."""
    fault = upstreams.inject(ZeroSnapshot(), host="api.ocean.xyz", path="/v1/user")

    async def doubt() -> dict[str, Any]:
        data = await get_diagnostics_for_config_entry(hass, hass_client, loaded)
        (account,) = data["accounts"]
        assert account["known_by"] == "list"
        question = {one["question"]: one for one in account["questions"]}["workers"]
        found: dict[str, Any] = question["doubt"]
        return found

    assert await doubt() is None
    await tick()
    zero = await doubt()
    assert zero["reason"] == "all_zero"
    assert zero["since"]
    assert zero["until"] is None
    upstreams.faults.remove(fault)
    await tick()
    after = await doubt()
    assert (after["reason"], after["since"]) == (zero["reason"], zero["since"])
    assert after["until"] > after["since"]


@pytest.mark.parametrize(
    ("identifier", "part"),
    [("{account}_worker_s21-garage", "worker"), ("{account}", "account"),
     ("ocean_pool", "hub")],
)  # fmt: skip
async def test_diagnostics_of_a_device(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    address: str,
    hass_client: ClientSessionGenerator,
    identifier: str,
    part: str,
) -> None:
    """A worker shows how its status is decided, the others show their sources."""
    (account,) = loaded.runtime_data.accounts.values()
    wanted = (DOMAIN, identifier.format(account=account.account_id))
    device = device_registry.async_get_device_by_identifier(
        wanted, loaded.entry_id
    ) or device_registry.async_get_child_device_by_identifier(wanted, loaded.entry_id)
    assert device is not None
    diagnostics = await get_diagnostics_for_device(hass, hass_client, loaded, device)
    assert not [secret for secret in (address, *SECRETS) if secret in str(diagnostics)]
    assert diagnostics[part]
    if part == "worker":
        assert diagnostics[part]["status"] == "online"
        assert diagnostics[part]["allowed_silence"] >= 180
        account.source.forget_workers({"s21-garage"})
        diagnostics = await get_diagnostics_for_device(
            hass, hass_client, loaded, device
        )
        assert diagnostics == {"worker": None} or diagnostics["worker"] is None


async def test_diagnostics_tell_of_the_ledger_without_an_amount(
    hass: HomeAssistant,
    upstreams: Upstreams,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    tick: Tick,
) -> None:
    """They show the number and age of rows, or nothing while the ledger is unknown."""
    fault = upstreams.inject(Status(502), host="api.ocean.xyz", path="/v1/earnpay")
    assert await set_up(hass, entry)
    diagnostics = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert diagnostics["accounts"][0]["ledger_rows"] is None
    upstreams.faults.remove(fault)
    await tick(10)
    diagnostics = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    rows = diagnostics["accounts"][0]["ledger_rows"]
    assert rows["earnings"] > 20
    assert set(rows) == {"earnings", "payouts", "begun", "read"}
    await hass.config_entries.async_unload(entry.entry_id)


async def test_diagnostics_do_not_name_an_own_instance(
    hass: HomeAssistant, upstreams: Upstreams, hass_client: ClientSessionGenerator
) -> None:
    """They say that the user's own mempool is used, and nothing else about it."""
    upstreams.serve_mempool("umbrel.local")
    entry = hub_entry(
        network_source="own_mempool", mempool_url="http://umbrel.local:3006"
    )
    assert await set_up(hass, entry)
    diagnostics = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert diagnostics["requests"]["own instance"] > 3
    assert "umbrel" not in str(diagnostics)


async def test_diagnostics_say_what_an_unreadable_answer_has_instead(
    hass: HomeAssistant,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    address: str,
    hass_client: ClientSessionGenerator,
    tick: Tick,
) -> None:
    """Also after it can be read again; a good bug report needs nothing else."""

    def change(document: Any) -> Any:
        user = document["result"]["user_full"]
        user["snapshot_at"] = f"late, {user.pop('snap_ts')}"
        return {"result": {"user_full": user}}

    upstreams.inject(Edited(change), path="/v1/userinfo_full")
    await tick()
    upstreams.faults.clear()
    await tick()
    diagnostics = await get_diagnostics_for_config_entry(hass, hass_client, loaded)
    (account,) = diagnostics["accounts"]
    unreadable = {one["question"]: one["unreadable"] for one in account["questions"]}
    assert unreadable["snapshot"] is None
    assert "snap_ts" in unreadable["workers"]["missing"]
    assert ".user_full.snapshot_at" in unreadable["workers"]["new"]
    assert not [one for one in (address, *SECRETS, "late") if one in str(unreadable)]
