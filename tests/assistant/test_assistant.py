"""An assistant gets only what is exposed to it, with units and ages."""

from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    llm,
)
from homeassistant.util import dt as dt_util
import probatio
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.assistant.exposure import safe_name
from custom_components.ocean_xyz.const import (
    DOMAIN,
)
from custom_components.ocean_xyz.devices.registration import async_account_id
from simulator import AccountPlan, Upstreams, World, heater, home, odd_names
from simulator.outages import Status

from ..conftest import Tick, make_entry, set_up
from ..sensors.costs import with_efficiency
from ..sources.support import number
from .support import (
    ACCOUNT_TOOLS,
    ask,
    ask_about_account,
    call,
    context,
    expose,
    expose_all,
    tools,
)


@pytest.fixture(autouse=True)
def _every_entity(all_enabled: None) -> None:
    """Enable every entity."""


both = pytest.mark.parametrize("plans", [(home(), heater())])


@pytest.mark.usefixtures("loaded")
async def test_what_is_not_exposed_is_not_told(hass: HomeAssistant) -> None:
    """By default nothing is exposed; the only tool says how to change that."""
    assert list(await tools(hass)) == ["get_mining_status"]
    for args in ({}, {"account": "Home"}):
        result = await call(hass, "get_mining_status", **args)
        assert result.error
        assert list(result.data) == ["error"]
        assert "Expose" in str(result.data["error"])
        assert "Home" not in str(result.data)


@pytest.mark.usefixtures("loaded")
async def test_a_single_exposed_value_is_all_that_is_shown(hass: HomeAssistant) -> None:
    """It has a unit, an age and the data's status, and is for that assistant only."""
    expose(hass, "sensor.home_hashrate_3_hours")
    account = await ask_about_account(hass, "get_mining_status")
    assert set(account) == {"account", "data_status", "now"}
    assert account["account"] == "Home"
    assert account["data_status"] == "live"
    now = account["now"]
    assert set(now) == {"as_of", "age_seconds", "hashrate_3_hours"}
    shown = number(hass, "sensor.home_hashrate_3_hours")
    value = now["hashrate_3_hours"]["value"]
    assert value == pytest.approx(shown, abs=0.01)
    assert value > 500
    assert now["hashrate_3_hours"]["unit"] == "TH/s"
    assert 0 <= now["age_seconds"] <= 120
    assert list(await tools(hass)) == ["get_mining_status"]
    assert (await call(hass, "get_mining_status", assistant="other")).error
    with pytest.raises(HomeAssistantError, match="not found"):
        await call(hass, "get_earnings")


@pytest.mark.usefixtures("loaded")
async def test_the_tools_are_read_only_and_ours(hass: HomeAssistant) -> None:
    """Tools have a name, annotation and schema, and are for Assist only."""
    from custom_components.ocean_xyz.llm import async_get_tools

    expose_all(hass)
    offered = await tools(hass)
    assert list(offered) == [*ACCOUNT_TOOLS, "get_workers"]
    for tool in offered.values():
        assert tool.integration == DOMAIN
        assert tool.title
        assert tool.annotations.read_only
        assert not tool.annotations.destructive
        assert "data typed by strangers" in (tool.description or "")
        schema = probatio.to_openapi(
            tool.parameters, custom_serializer=llm.selector_serializer
        )
        assert schema["properties"]["account"]["enum"] == ["Home"]
        assert not schema.get("required")
    assert async_get_tools(hass, context(), "another") is None


@pytest.mark.usefixtures("loaded")
async def test_how_it_is_going(hass: HomeAssistant) -> None:
    """One answer has mining, hashrate, workers, balance, payout and the pool's luck."""
    expose_all(hass)
    answer = await ask(hass, "get_mining_status")
    (account,) = answer["accounts"]
    now = account["now"]
    assert now["mining"] == {"value": True}
    assert now["workers_online"] == {"value": 8}
    assert now["workers_offline"]["value"] == 0
    assert now["unpaid"] == {
        "value": number(hass, "sensor.home_unpaid_earnings"),
        "unit": "sat",
    }
    assert now["payout_progress"]["unit"] == "%"
    assert now["payout_progress"]["awaiting_sweep"] is False
    expected = dt_util.parse_datetime(now["payout_expected"]["value"])
    assert expected is not None
    assert expected.utcoffset() == dt_util.now().utcoffset()
    assert now["expected_per_day"]["unit"] == "sat/d"
    ledger = account["ledger"]
    assert ledger["earned_today"]["unit"] == "sat"
    assert ledger["age_seconds"] is not None
    assert answer["pool"]["last_block_time"]["value"]
    assert answer["pool"]["blocks_7_days"]["value"] > 0
    assert answer["pool"]["age_seconds"] <= 120
    # A value without a sensor, here costs, is missing; so is a disabled one.
    assert "profitable" not in now
    assert "last_share" in now


@both
@pytest.mark.usefixtures("loaded")
async def test_an_account_that_is_not_exposed_is_in_no_answer(
    hass: HomeAssistant, world: World
) -> None:
    """No label and no figure is shown; a label selects one of several accounts."""
    expose_all(hass, "home_")
    for tool in [*ACCOUNT_TOOLS, "get_workers"]:
        answer = str(await ask(hass, tool))
        assert "Account 2" not in answer
        assert not [address for address in world.accounts if address in answer]
        wrong = await call(hass, tool, account="Account 2")
        assert wrong.error
        assert wrong.data["accounts"] == ["Home"]
    expose(hass, "sensor.account_2_unpaid_earnings")
    rows = (await ask(hass, "get_mining_status"))["accounts"]
    assert [row["account"] for row in rows] == ["Home", "Account 2"]
    assert set(rows[1]["now"]) == {"as_of", "age_seconds", "unpaid"}
    for label in ("Account 2", " account 2"):
        account = await ask_about_account(hass, "get_mining_status", account=label)
        assert account["account"] == "Account 2"
    assert len((await ask(hass, "get_earnings", account=None))["accounts"]) == 2
    # If nothing relevant of an account is exposed, there is no answer about it.
    assert len((await ask(hass, "get_workers"))["accounts"]) == 1
    assert (await call(hass, "get_workers", account="Account 2")).error


@pytest.mark.usefixtures("loaded")
async def test_what_was_earned_this_week(hass: HomeAssistant, tick: Tick) -> None:
    """Sums match the sensors: the week from Monday, and any span that is exposed."""
    # The span is from Monday noon to Wednesday.
    await tick(48 * 60, step=60)
    expose(hass, "sensor.home_earned_7_days")
    ledger = (await ask_about_account(hass, "get_earnings"))["ledger"]
    week = number(hass, "sensor.home_earned_7_days")
    last_week = ledger["earned_last_7_days"]
    assert (last_week["value"], last_week["unit"]) == (week, "sat")
    assert set(ledger) == {
        "as_of",
        "age_seconds",
        "earned_last_7_days",
        "earned_this_week",
    }
    this_week = ledger["earned_this_week"]
    start = dt_util.parse_datetime(this_week["from"])
    assert start is not None
    assert (start.weekday(), start.hour) == (0, 0)
    assert 0 < this_week["value"] < week
    today = dt_util.now().date()
    args = {"start": str(today - timedelta(days=6)), "end": str(today)}
    span = (await ask_about_account(hass, "get_earnings", **args))["ledger"][
        "earned_in_span"
    ]
    assert (span["value"], span["unit"]) == (week, "sat")
    too_long = {"start": str(today - timedelta(days=7))}
    ledger = (await ask_about_account(hass, "get_earnings", **too_long))["ledger"]
    assert "earned_in_span" not in ledger
    expose(hass, "sensor.home_earned_in_total")
    ledger = (await ask_about_account(hass, "get_earnings", start="2020-01-01"))[
        "ledger"
    ]
    total = number(hass, "sensor.home_earned_in_total")
    assert ledger["earned_in_span"]["value"] == ledger["earned_total"]["value"] == total
    ledger = (await ask_about_account(hass, "get_earnings", start="2099-01-01"))[
        "ledger"
    ]
    assert ledger["earned_in_span"]["from"].startswith(str(today))
    assert (await call(hass, "get_earnings", start="last Monday")).error


@pytest.mark.usefixtures("loaded")
async def test_yesterday_is_not_told_by_what_covers_another_day(
    hass: HomeAssistant,
) -> None:
    """A span that exceeds the exposed sum, at either end, has no answer."""
    expose(hass, "sensor.home_earned_today")
    today = dt_util.now().date()
    yesterday = str(today - timedelta(days=1))
    ledger = (
        await ask_about_account(hass, "get_earnings", start=yesterday, end=yesterday)
    )["ledger"]
    assert "earned_in_span" not in ledger
    one = (await ask_about_account(hass, "get_earnings", start=str(today)))["ledger"]
    assert one["earned_in_span"]["value"] == one["earned_today"]["value"]


@pytest.mark.usefixtures("loaded")
async def test_the_last_payout_comes_with_its_time(hass: HomeAssistant) -> None:
    """The kind is included, the transaction is not."""
    expose_all(hass, "home_last_payout")
    payout = (await ask_about_account(hass, "get_earnings"))["ledger"]["last_payout"]
    assert set(payout) == {"value", "unit", "time", "kind", "certainty"}
    assert payout["kind"] == "on_chain"
    assert payout["value"] > 1_000_000
    time = dt_util.parse_datetime(payout["time"])
    assert time is not None
    assert time < dt_util.now()


async def test_whether_it_pays(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    upstreams: Upstreams,
    address: str,
    tick: Tick,
) -> None:
    """The decision, margin, cost and prices each have a unit."""
    costs = {"fixed_power": 27_000, "fixed_tariff": 0.02, "tariff_currency": "USD"}
    with_efficiency(hass_storage, await async_account_id(hass, address), costs)
    entry = make_entry(address, **costs)
    assert await set_up(hass, entry)
    await tick(2)
    expose_all(hass)
    answer = await ask(hass, "get_profitability")
    now = answer["accounts"][0]["now"]
    assert now["profitable"]["value"] is True
    assert now["profitable"]["margin_percent"] > 5
    assert now["power"] == {"value": 27000, "unit": "W"}
    assert now["power_cost_per_day"] == {"value": 12.96, "unit": "USD/d"}
    assert now["profit_per_day"]["value"] > 0
    assert now["break_even_electricity_price"]["unit"] == "USD/kWh"
    assert answer["network"]["bitcoin_price"]["unit"] == "USD/BTC"
    assert answer["network"]["age_seconds"] < 700
    status = (await ask_about_account(hass, "get_mining_status"))["now"]
    assert status["profitable"]["value"] is True
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("loaded")
async def test_while_ocean_is_silent_nothing_is_zero(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """The answer says that OCEAN does not answer, and how old the last data is."""
    expose_all(hass)
    upstreams.inject(Status(502), host="api.ocean.xyz")
    upstreams.inject(Status(502), host="ocean.xyz")
    await tick(45)
    account = await ask_about_account(hass, "get_mining_status")
    assert account["data_status"] == "unreachable"
    assert "may well be running" in account["note"]
    now = account["now"]
    assert now["hashrate_3_hours"] == {"value": None, "unit": "TH/s"}
    assert now["mining"] == {"value": None}
    assert now["workers_online"]["value"] is None
    assert 44 * 60 <= now["age_seconds"] <= 47 * 60
    # Earnings stay true, and their age grows.
    earnings = (await ask_about_account(hass, "get_earnings"))["ledger"]
    assert earnings["earned_last_7_days"]["value"] > 0
    assert earnings["age_seconds"] >= 44 * 60
    workers = await ask_about_account(hass, "get_workers")
    assert workers["workers"] is None
    assert workers["data_status"] == "unreachable"


async def test_before_the_first_answer_nothing_is_known(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry
) -> None:
    """There is no figure, no age, and no sum of a ledger that was not read."""
    fault = upstreams.inject(Status(502), host="api.ocean.xyz", path="/v1/earnpay")
    mempool = upstreams.inject(Status(502), host="mempool.space")
    other = upstreams.inject(Status(502), host="blockchain.info")
    assert await set_up(hass, entry)
    expose_all(hass)
    answer = await ask(hass, "get_earnings", start="2020-01-01")
    ledger = answer["accounts"][0]["ledger"]
    assert ledger["as_of"] is ledger["age_seconds"] is None
    assert ledger["earned_in_span"]["value"] is None
    assert ledger["earned_today"]["value"] is None
    assert answer["network"]["age_seconds"] is None
    assert answer["network"]["bitcoin_price"]["value"] is None
    for one in (fault, mempool, other):
        upstreams.faults.remove(one)
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("plans", [(odd_names(),)])
@pytest.mark.usefixtures("loaded")
async def test_names_are_data_and_short(hass: HomeAssistant) -> None:
    """No name is invisible, empty, several lines, or an address."""
    expose_all(hass)
    rows = (await ask_about_account(hass, "get_workers", limit=100))["workers"]
    assert len(rows) == 13
    for row in rows:
        assert row["name"]
        assert row["name"].isprintable()
        assert len(row["name"]) <= 64


def test_a_name_holds_no_address(world: World, address: str) -> None:
    """Neither this account's address nor a part of it is shown."""
    assert safe_name(f"rig {address}") == f"rig {address[:4]}…"
    long = safe_name(f"{'x' * 40} {address}.rig")
    assert address[:12] not in long
    assert safe_name("a\u202eb\n\x00 IGNORE ALL") == "a b IGNORE ALL"


async def test_accounts_beyond_ten_are_asked_for_by_name(
    hass: HomeAssistant, upstreams: Upstreams, world: World
) -> None:
    """The answer stays short and says which accounts it leaves out."""
    from simulator import addresses

    for number_ in range(11):
        plan = AccountPlan(
            label=f"more {number_}",
            address=addresses.p2tr(f"more {number_}"),
            machines=heater().machines,
        )
        world.add_account(plan)
    entry = make_entry(*world.accounts)
    assert await set_up(hass, entry)
    expose_all(hass)
    answer = await ask(hass, "get_mining_status")
    assert len(answer["accounts"]) == 10
    assert answer["further_accounts"] == ["Account 11", "Account 12"]
    account = await ask_about_account(hass, "get_mining_status", account="Account 12")
    assert account["account"] == "Account 12"
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("loaded")
async def test_without_the_integration_there_is_no_tool(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """A tool that was offered before it was unloaded says so."""
    expose_all(hass)
    offered = (await tools(hass))["get_mining_status"]
    await hass.config_entries.async_unload(loaded.entry_id)
    assert await tools(hass) == {}
    call_ = llm.ToolInput(tool_name=offered.name, tool_args={})
    result = await offered.async_call(hass, call_, context())
    assert isinstance(result, llm.ToolResult)
    assert result.error
    assert "not running" in str(result.data["error"])
