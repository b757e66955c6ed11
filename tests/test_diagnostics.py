"""Diagnostics show the state of the sources, and no name or amount."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
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
from simulator import Upstreams
from simulator.oddities import ZeroSnapshot
from simulator.outages import Status

from .conftest import Tick, set_up
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
