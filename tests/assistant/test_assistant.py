"""What an assistant is told: only what is exposed to it, with units and ages."""

from datetime import timedelta
from enum import StrEnum
import json
import sys
from types import ModuleType
from typing import Any

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    llm,
)
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import probatio
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.assistant.exposure import safe_name
from custom_components.ocean_xyz.const import (
    CONF_CHOSEN_WORKERS,
    CONF_WORKER_DEVICES,
    DOMAIN,
)
from simulator import AccountPlan, Upstreams, World, farm, heater, home, odd_names
from simulator.outages import Status

from ..conftest import Tick, make_entry, set_up
from ..sources.test_truth import number

ASSISTANT = "conversation"
ACCOUNT_TOOLS = ["get_mining_status", "get_earnings", "get_profitability"]

both = pytest.mark.parametrize("plans", [(home(), heater())])


class TraceEvent(StrEnum):
    """What Home Assistant notes of a conversation."""

    TOOL_CALL = "tool_call"


@pytest.fixture(autouse=True)
async def assist(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set up what offers tools to assistants.

    A call is noted in the trace of a conversation, whose component needs a speech
    library that these tests do without.
    """
    trace = ModuleType("homeassistant.components.conversation")
    trace.ConversationTraceEventType = TraceEvent
    trace.async_conversation_trace_append = lambda *_: None
    monkeypatch.setitem(sys.modules, trace.__name__, trace)
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "llm", {})


def context(assistant: str = ASSISTANT) -> llm.LLMContext:
    """Return who asks."""
    return llm.LLMContext(
        platform="test",
        context=Context(),
        language="de",
        assistant=assistant,
        device_id=None,
    )


async def tools(hass: HomeAssistant, assistant: str = ASSISTANT) -> dict[str, llm.Tool]:
    """Return our tools that Assist offers, by the end of their names."""
    api = await llm.async_get_api(hass, llm.LLM_API_ASSIST, context(assistant))
    prefix = f"{DOMAIN}__"
    return {
        tool.name.removeprefix(prefix): tool
        for tool in api.tools
        if tool.name.startswith(prefix)
    }


async def call(
    hass: HomeAssistant, tool: str, *, assistant: str = ASSISTANT, **args: Any
) -> llm.ToolResult:
    """Call a tool through the Assist API; its answer is JSON."""
    api = await llm.async_get_api(hass, llm.LLM_API_ASSIST, context(assistant))
    result = await api.async_call_tool(
        llm.ToolInput(tool_name=f"{DOMAIN}__{tool}", tool_args=args)
    )
    json.dumps(result.data)
    return result


async def ask(hass: HomeAssistant, tool: str, **args: Any) -> dict[str, Any]:
    """Return the answer of a tool that has one."""
    result = await call(hass, tool, **args)
    assert not result.error, result.data
    return dict(result.data)


async def told(hass: HomeAssistant, tool: str, **args: Any) -> dict[str, Any]:
    """Return what a tool tells of the only account that it tells of."""
    (account,) = (await ask(hass, tool, **args))["accounts"]
    return dict(account)


def expose(hass: HomeAssistant, *entities: str, assistant: str = ASSISTANT) -> None:
    """Expose entities to an assistant."""
    registry = er.async_get(hass)
    for entity in entities:
        assert registry.async_get(entity), entity
        async_expose_entity(hass, assistant, entity, should_expose=True)


def expose_all(hass: HomeAssistant, beginning: str = "") -> None:
    """Expose all entities whose name begins with something."""
    entities = er.async_get(hass).entities
    expose(
        hass,
        *(
            one
            for one in list(entities)
            if entities[one].platform == DOMAIN
            and one.partition(".")[2].startswith(beginning)
        ),
    )


@pytest.mark.usefixtures("loaded")
async def test_what_is_not_exposed_is_not_told(hass: HomeAssistant) -> None:
    """By default nothing is; the one tool there is says how to change that."""
    assert list(await tools(hass)) == ["get_mining_status"]
    for args in ({}, {"account": "Home"}):
        result = await call(hass, "get_mining_status", **args)
        assert result.error
        assert list(result.data) == ["error"]
        assert "Expose" in str(result.data["error"])
        assert "Home" not in str(result.data)


@pytest.mark.usefixtures("loaded")
async def test_a_single_exposed_value_is_all_that_is_told(hass: HomeAssistant) -> None:
    """With its unit, its age and whether it is worth anything, and to that assistant."""
    expose(hass, "sensor.home_hashrate_3_hours")
    account = await told(hass, "get_mining_status")
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
    """By name, annotation and schema; and for no other interface than Assist."""
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
    """One answer: mining, hashrate, workers, balance, payout, and the pool's luck."""
    expose_all(hass)
    answer = await ask(hass, "get_mining_status")
    (account,) = answer["accounts"]
    now = account["now"]
    assert now["mining"] == {"value": True}
    assert now["workers_online"] == {"value": 8, "unit": "workers"}
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
    # What has no sensor, here costs, is not there; nor is what is disabled.
    assert "profitable" not in now
    assert "last_share" in now


@both
@pytest.mark.usefixtures("loaded")
async def test_an_account_that_is_not_exposed_is_in_no_answer(
    hass: HomeAssistant, world: World
) -> None:
    """Neither its label nor a figure; of several, one may be asked for by its label."""
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
        account = await told(hass, "get_mining_status", account=label)
        assert account["account"] == "Account 2"
    assert len((await ask(hass, "get_earnings", account=None))["accounts"]) == 2
    # An account of which nothing is exposed that a question is about has no answer.
    assert len((await ask(hass, "get_workers"))["accounts"]) == 1
    assert (await call(hass, "get_workers", account="Account 2")).error


@pytest.mark.usefixtures("loaded")
async def test_what_was_earned_this_week(hass: HomeAssistant, tick: Tick) -> None:
    """The sums of the sensors, the week from Monday, and any span within what is exposed."""
    # From Monday noon to Wednesday.
    await tick(48 * 60, step=60)
    expose(hass, "sensor.home_earned_7_days")
    ledger = (await told(hass, "get_earnings"))["ledger"]
    week = number(hass, "sensor.home_earned_7_days")
    assert ledger["earned_last_7_days"] == {"value": week, "unit": "sat"}
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
    span = (await told(hass, "get_earnings", **args))["ledger"]["earned_in_span"]
    assert (span["value"], span["unit"]) == (week, "sat")
    too_long = {"start": str(today - timedelta(days=7))}
    ledger = (await told(hass, "get_earnings", **too_long))["ledger"]
    assert "earned_in_span" not in ledger
    expose(hass, "sensor.home_earned_in_total")
    ledger = (await told(hass, "get_earnings", start="2020-01-01"))["ledger"]
    total = number(hass, "sensor.home_earned_in_total")
    assert ledger["earned_in_span"]["value"] == ledger["earned_total"]["value"] == total
    ledger = (await told(hass, "get_earnings", start="2099-01-01"))["ledger"]
    assert ledger["earned_in_span"]["from"].startswith(str(today))
    assert (await call(hass, "get_earnings", start="last Monday")).error


@pytest.mark.usefixtures("loaded")
async def test_yesterday_is_not_told_by_what_covers_another_day(
    hass: HomeAssistant,
) -> None:
    """A span that reaches beyond the exposed sum is not told, on either side."""
    expose(hass, "sensor.home_earned_today")
    today = dt_util.now().date()
    yesterday = str(today - timedelta(days=1))
    ledger = (await told(hass, "get_earnings", start=yesterday, end=yesterday))[
        "ledger"
    ]
    assert "earned_in_span" not in ledger
    one = (await told(hass, "get_earnings", start=str(today)))["ledger"]
    assert one["earned_in_span"]["value"] == one["earned_today"]["value"]


@pytest.mark.usefixtures("loaded")
async def test_the_last_payout_comes_with_its_time(hass: HomeAssistant) -> None:
    """And its kind; not with its transaction."""
    expose_all(hass, "home_last_payout")
    payout = (await told(hass, "get_earnings"))["ledger"]["last_payout"]
    assert set(payout) == {"value", "unit", "time", "kind", "certainty"}
    assert payout["kind"] == "on_chain"
    assert payout["value"] > 1_000_000
    time = dt_util.parse_datetime(payout["time"])
    assert time is not None
    assert time < dt_util.now()


async def test_whether_it_pays(
    hass: HomeAssistant, upstreams: Upstreams, address: str, tick: Tick
) -> None:
    """Verdict, margin, cost and prices, each with its unit."""
    entry = make_entry(
        address, fixed_power=27_000, fixed_tariff=0.02, tariff_currency="USD"
    )
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
    status = (await told(hass, "get_mining_status"))["now"]
    assert status["profitable"]["value"] is True
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("loaded")
async def test_which_workers_are_off(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """The one with trouble comes first; filter, search and limit do what they say."""
    expose_all(hass)
    world.switch_off(address, "s21-garage")
    await tick(20)
    account = await told(hass, "get_workers")
    assert account["counts"] == {
        "online": {"value": 7, "unit": "workers"},
        "offline": {"value": 1, "unit": "workers"},
        "total": {"value": 8, "unit": "workers"},
    }
    assert account["found"] == len(account["workers"]) == 8
    assert account["some_workers_are_not_exposed"] is False
    assert account["age_seconds"] <= 120
    first = account["workers"][0]
    assert (first["name"], first["status"]) == ("s21-garage", "offline")
    assert first["hashrate_3_hours"]["unit"] == "TH/s"
    off = await told(hass, "get_workers", status="offline")
    assert [one["name"] for one in off["workers"]] == ["s21-garage"]
    on = await told(hass, "get_workers", status="online", limit=2)
    assert (on["found"], len(on["workers"])) == (7, 2)
    found = await told(hass, "get_workers", search="S21", status="online")
    assert [one["name"] for one in found["workers"]] == ["s21-attic"]
    assert (await call(hass, "get_workers", limit=1000)).error
    world.remove_machine(address, "s21-garage")
    await tick(5)
    gone = await told(hass, "get_workers", status="gone")
    assert [one["name"] for one in gone["workers"]] == ["s21-garage"]


@pytest.mark.usefixtures("loaded")
async def test_a_worker_is_told_as_far_as_it_is_exposed(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """Its name with any of its entities, each value with its own."""
    expose(
        hass,
        "binary_sensor.home_s21_garage_online",
        "binary_sensor.home_s21_attic_online",
        "sensor.home_s19_left_status",
        "sensor.home_s19_shed_hashrate_3_hours",
    )
    world.switch_off(address, "s21-garage")
    await tick(20)
    account = await told(hass, "get_workers")
    assert "counts" not in account
    assert account["some_workers_are_not_exposed"] is True
    rows = {one.pop("name"): one for one in account["workers"]}
    assert list(rows) == ["s21-garage", "s19-left", "s19-shed", "s21-attic"]
    assert rows["s21-garage"] == {"online": False}
    assert rows["s21-attic"] == {"online": True}
    assert rows["s19-left"] == {"status": "online"}
    assert set(rows["s19-shed"]) == {"hashrate_3_hours"}
    for status, names in (
        ("offline", ["s21-garage"]),
        ("online", ["s19-left", "s21-attic"]),
        ("gone", []),
    ):
        account = await told(hass, "get_workers", status=status)
        assert [one["name"] for one in account["workers"]] == names
    # Nothing else of the account is told, and so there is no other tool for it.
    assert list(await tools(hass)) == ["get_mining_status", "get_workers"]


@pytest.mark.usefixtures("loaded")
async def test_a_worker_has_the_name_that_the_user_gave_it(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Who says garage means what he called so."""
    expose_all(hass)
    (account,) = loaded.runtime_data.accounts.values()
    registry = dr.async_get(hass)
    device = registry.async_get_child_device_by_identifier(
        (DOMAIN, f"{account.account_id}_worker_nano3s"), loaded.entry_id
    )
    assert device is not None
    registry.async_update_child_device(device.id, name_by_user="Kitchen heater")
    found = await told(hass, "get_workers", search="kitchen")
    assert [one["name"] for one in found["workers"]] == ["Kitchen heater"]


@pytest.mark.parametrize("plans", [(farm(3000),)])
@pytest.mark.usefixtures("loaded")
async def test_a_farm_of_thousands_has_a_short_answer(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """Without worker devices the account's counts decide, and only a few are listed."""
    names = list(world.account(address).machines)
    assert list(await tools(hass)) == ["get_mining_status"]
    expose(hass, "sensor.home_workers_offline")
    world.switch_off(address, *names[:150])
    await tick(35)
    account = await told(hass, "get_workers", status="offline")
    offline = account["counts"]["offline"]["value"]
    assert account["counts"] == {"offline": {"value": offline, "unit": "workers"}}
    # Of some the rhythm is not known yet, and an hour of silence is nothing.
    assert account["found"] == offline
    assert 100 < offline <= 150
    assert len(account["workers"]) == 20
    assert len(json.dumps(account)) < 6000
    row = account["workers"][0]
    assert row["name"] in names[:150]
    assert row["last_share"]["value"]
    # OCEAN is asked for the list of a farm every five minutes.
    assert 60 < account["age_seconds"] <= 420
    most = await told(hass, "get_workers", limit=100)
    assert (most["found"], len(most["workers"])) == (3000, 100)


async def test_a_worker_without_a_device_is_known_by_the_counts(
    hass: HomeAssistant, upstreams: Upstreams, address: str, world: World, tick: Tick
) -> None:
    """Where some workers are devices, those answer for themselves alone."""
    settings = {CONF_WORKER_DEVICES: "chosen", CONF_CHOSEN_WORKERS: ["nano3s"]}
    entry = make_entry(address, **settings)
    assert await set_up(hass, entry)
    expose(hass, "sensor.home_nano3s_status")
    account = await told(hass, "get_workers")
    assert [one["name"] for one in account["workers"]] == ["nano3s"]
    assert account["some_workers_are_not_exposed"] is True
    async_expose_entity(
        hass, ASSISTANT, "sensor.home_nano3s_status", should_expose=False
    )
    expose(hass, "sensor.home_workers")
    account = await told(hass, "get_workers")
    assert account["found"] == 7
    assert account["some_workers_are_not_exposed"] is True
    world.remove_machine(address, "s21-garage")
    await tick(5)
    account = await told(hass, "get_workers")
    assert account["workers"][0]["status"] == "gone"
    assert "nano3s" not in str(account)
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("loaded")
async def test_while_ocean_is_silent_nothing_is_zero(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """The answer says that OCEAN does not answer, and how old the last word is."""
    expose_all(hass)
    upstreams.inject(Status(502), host="api.ocean.xyz")
    upstreams.inject(Status(502), host="ocean.xyz")
    await tick(45)
    account = await told(hass, "get_mining_status")
    assert account["data_status"] == "unreachable"
    assert "may well be running" in account["note"]
    now = account["now"]
    assert now["hashrate_3_hours"] == {"value": None, "unit": "TH/s"}
    assert now["mining"] == {"value": None}
    assert now["workers_online"]["value"] is None
    assert 44 * 60 <= now["age_seconds"] <= 47 * 60
    # What was earned stays true, and grows older.
    earnings = (await told(hass, "get_earnings"))["ledger"]
    assert earnings["earned_last_7_days"]["value"] > 0
    assert earnings["age_seconds"] >= 44 * 60
    workers = await told(hass, "get_workers")
    assert workers["workers"] is None
    assert workers["data_status"] == "unreachable"


async def test_before_the_first_answer_nothing_is_known(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry
) -> None:
    """Neither a figure nor an age, and no sum of a ledger that was not read."""
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


@pytest.mark.usefixtures("loaded")
async def test_a_power_cut_is_told_as_one(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """OCEAN answers that nobody is active: that is told, and who is off."""
    expose_all(hass)
    world.switch_off(address)
    await tick(4 * 60, step=2)
    account = await told(hass, "get_mining_status")
    assert account["data_status"] == "idle"
    assert "no machine" in account["note"]
    assert account["now"]["mining"] == {"value": False}
    assert account["now"]["hashrate_5_minutes"]["value"] == 0
    assert account["now"]["hashrate_24_hours"]["value"] is None
    off = await told(hass, "get_workers", status="offline")
    assert off["found"] == 8


@pytest.mark.parametrize("plans", [(odd_names(),)])
@pytest.mark.usefixtures("loaded")
async def test_names_are_data_and_short(hass: HomeAssistant) -> None:
    """Nothing that cannot be seen, no line, no address, and no name without words."""
    expose_all(hass)
    rows = (await told(hass, "get_workers", limit=100))["workers"]
    assert len(rows) == 13
    for row in rows:
        assert row["name"]
        assert row["name"].isprintable()
        assert len(row["name"]) <= 64


def test_a_name_holds_no_address(world: World, address: str) -> None:
    """Neither of this account nor a part of one that is cut."""
    assert safe_name(f"rig {address}") == f"rig {address[:4]}…"
    long = safe_name(f"{'x' * 40} {address}.rig")
    assert address[:12] not in long
    assert safe_name("a\u202eb\n\x00 IGNORE ALL") == "a b IGNORE ALL"


async def test_accounts_beyond_ten_are_asked_for_by_name(
    hass: HomeAssistant, upstreams: Upstreams, world: World
) -> None:
    """The answer stays short and says whom it leaves out."""
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
    account = await told(hass, "get_mining_status", account="Account 12")
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
