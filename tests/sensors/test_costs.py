"""What mining costs and brings, in a running Home Assistant."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import (
    Event,
    EventStateChangedData,
    HomeAssistant,
    ServiceCall,
    callback,
)
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ocean_xyz.const import CONF_CURRENCY, DOMAIN
from custom_components.ocean_xyz.devices.registration import async_account_id
from simulator import Upstreams, World
from simulator.outages import Status

from ..conftest import Tick, make_entry, set_up
from ..sources.support import number, state

PLUG = "sensor.plug"
TARIFF = "sensor.tariff"
PROFITABLE = "binary_sensor.home_profitable"
POWER = {
    "sensor.home_power",
    "sensor.home_efficiency",
    "sensor.home_earnings_per_energy",
    "sensor.home_break_even_electricity_price",
}
COSTS = {
    "sensor.home_power_cost_per_day",
    "sensor.home_profit_per_day",
    PROFITABLE,
}
BREAK_EVEN_PRICE = "sensor.home_break_even_bitcoin_price"
METERED = {"power_entities": [PLUG], "tariff_entity": TARIFF}


def plug(hass: HomeAssistant, watts: float | str, unit: str = "W") -> None:
    """Let the plug say what the machines take."""
    hass.states.async_set(PLUG, str(watts), {"unit_of_measurement": unit})


def tariff(hass: HomeAssistant, price: float | str, unit: str = "USD/kWh") -> None:
    """Let the tariff say what a kWh costs, now and tomorrow."""
    tomorrow = [{"start": "2026-11-24T00:00:00+01:00", "value": 99.0}]
    attributes = {"unit_of_measurement": unit, "tomorrow": tomorrow, "average": 55}
    hass.states.async_set(TARIFF, str(price), attributes)


@pytest.fixture
def settings() -> dict[str, Any]:
    """Return the costs of the account."""
    return METERED


@pytest.fixture
async def metered(
    hass: HomeAssistant, upstreams: Upstreams, address: str, settings: dict[str, Any]
) -> AsyncGenerator[MockConfigEntry]:
    """Return an entry whose machines take 27 kW at 0.02 a kWh."""
    plug(hass, 27_000)
    tariff(hass, 0.02)
    entry = make_entry(address, **settings)
    entry.add_to_hass(hass)
    registry = er.async_get(hass)
    account = await async_account_id(hass, address)
    # Off unless the user wants it.
    registry.async_get_or_create(
        "sensor",
        DOMAIN,
        f"{account}_break_even_price_USD",
        suggested_object_id="home_break_even_bitcoin_price",
        disabled_by=None,
        config_entry=entry,
    )
    assert await set_up(hass, entry)
    yield entry
    if hass.config_entries.async_get_entry(entry.entry_id) is not None:
        await hass.config_entries.async_unload(entry.entry_id)


def raw(upstreams: Upstreams, address: str) -> tuple[float, float, float]:
    """Return TH/s over 3 h, sat per day and the price, by the upstream's raw words."""
    pool = upstreams.get("https://api.ocean.xyz/v1/pool_stat").json["result"]
    user = upstreams.get(f"https://api.ocean.xyz/v1/user_hashrate/{address}").json
    prices = upstreams.get("https://mempool.space/api/v1/prices").json
    hashrate = float(user["result"]["hashrate_10800s"])
    reward = float(pool["current_estimated_block_reward"]) * 1e8
    block = float(pool["network_difficulty"]) * 2**32
    expected = hashrate * 86_400 / block * reward
    return hashrate / 1e12, expected, float(prices["USD"])


@pytest.mark.usefixtures("metered")
async def test_each_figure_follows_from_raw_answers(
    hass: HomeAssistant, upstreams: Upstreams, address: str
) -> None:
    """Recomputed from the upstreams' words, less the fee that OCEAN charges."""
    terahashes, gross, price = raw(upstreams, address)
    fee = number(hass, "sensor.home_pool_fee") / 100
    assert 0 < fee < 0.03
    expected = gross * (1 - fee)
    revenue, energy = expected * price / 1e8, 27 * 24
    for entity, figure in {
        "sensor.home_power": 27_000,
        "sensor.home_efficiency": 27_000 / terahashes,
        "sensor.home_earnings_per_energy": expected / energy,
        "sensor.home_expected_revenue_per_day": revenue,
        "sensor.home_power_cost_per_day": energy * 0.02,
        "sensor.home_profit_per_day": revenue - energy * 0.02,
        "sensor.home_break_even_electricity_price": revenue / energy,
        BREAK_EVEN_PRICE: energy * 0.02 / (expected / 1e8),
    }.items():
        assert number(hass, entity) == pytest.approx(figure, rel=2e-3), entity
    units = {
        entity: found.attributes["unit_of_measurement"]
        for entity in POWER | COSTS | {BREAK_EVEN_PRICE}
        if (found := hass.states.get(entity)) and entity != PROFITABLE
    }
    assert units == {
        "sensor.home_power": "W",
        "sensor.home_efficiency": "J/TH",
        "sensor.home_earnings_per_energy": "sat/kWh",
        "sensor.home_break_even_electricity_price": "USD/kWh",
        "sensor.home_power_cost_per_day": "USD/d",
        "sensor.home_profit_per_day": "USD/d",
        BREAK_EVEN_PRICE: "USD/BTC",
    }


def break_even(hass: HomeAssistant) -> float:
    """Return the tariff at which nothing is left."""
    return number(hass, "sensor.home_break_even_electricity_price")


@pytest.mark.usefixtures("metered")
async def test_figures_follow_the_tariff_at_once(hass: HomeAssistant) -> None:
    """In other units, negative, and never by what the attributes hold."""
    for price, unit, in_dollars in (
        (12.5, "ct/kWh", 0.125),
        (90, "USD/MWh", 0.09),
        (-0.02, "$/kWh", -0.02),
        (0, "USD/kWh", 0),
    ):
        tariff(hass, price, unit)
        await hass.async_block_till_done()
        cost = number(hass, "sensor.home_power_cost_per_day")
        assert cost == pytest.approx(27 * 24 * in_dollars)
        revenue = number(hass, "sensor.home_expected_revenue_per_day")
        profit = number(hass, "sensor.home_profit_per_day")
        assert profit == pytest.approx(revenue - cost, abs=2e-4)


@pytest.mark.usefixtures("metered")
async def test_profit_is_zero_at_break_even(hass: HomeAssistant) -> None:
    """To the cent."""
    tariff(hass, break_even(hass))
    await hass.async_block_till_done()
    assert number(hass, "sensor.home_profit_per_day") == pytest.approx(0, abs=0.04)


@pytest.mark.parametrize("settings", [METERED | {"heat_credit": 60}])
@pytest.mark.usefixtures("metered")
async def test_heat_lowers_a_cost_and_no_gain(hass: HomeAssistant) -> None:
    """What one is paid for using energy is not less because it heats."""
    cost = number(hass, "sensor.home_power_cost_per_day")
    assert cost == pytest.approx(27 * 24 * 0.02 * 0.4)
    tariff(hass, -0.05)
    await hass.async_block_till_done()
    cost = number(hass, "sensor.home_power_cost_per_day")
    assert cost == pytest.approx(-27 * 24 * 0.05)


@pytest.mark.parametrize("settings", [METERED | {"heat_credit": 100}])
@pytest.mark.usefixtures("metered")
async def test_free_heat_pays_at_any_tariff(hass: HomeAssistant) -> None:
    """There is no break-even then: unknown, not zero."""
    tariff(hass, 9)
    await hass.async_block_till_done()
    assert state(hass, "sensor.home_break_even_electricity_price") == "unknown"
    assert state(hass, PROFITABLE) == "on"


@pytest.mark.usefixtures("metered")
async def test_the_plug_may_take_nothing(hass: HomeAssistant) -> None:
    """Zero watts cost nothing, and have no break-even."""
    plug(hass, 0)
    await hass.async_block_till_done()
    assert number(hass, "sensor.home_power") == 0
    assert number(hass, "sensor.home_power_cost_per_day") == 0
    assert state(hass, "sensor.home_break_even_electricity_price") == "unknown"
    assert state(hass, "sensor.home_earnings_per_energy") == "unknown"
    assert state(hass, PROFITABLE) == "on"


@pytest.mark.parametrize(
    ("entity", "gone", "unavailable", "reason"),
    [
        (PLUG, "unavailable", POWER | COSTS, "unavailable"),
        (PLUG, "-5", POWER | COSTS, "negative"),
        (TARIFF, "unknown", COSTS, "unavailable"),
        (TARIFF, "high", COSTS, "not_a_number"),
    ],
)
async def test_a_silent_meter_makes_its_figures_unavailable(
    hass: HomeAssistant,
    metered: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    entity: str,
    gone: str,
    unavailable: set[str],
    reason: str,
) -> None:
    """Never 0 W and never free; the diagnostics say which, and it comes back."""
    unit = "W" if entity == PLUG else "USD/kWh"
    before = {one: state(hass, one) for one in POWER | COSTS}
    known = hass.states.get(entity)
    hass.states.async_set(entity, gone, {"unit_of_measurement": unit})
    await hass.async_block_till_done()
    silent = {one for one in POWER | COSTS if state(hass, one) == "unavailable"}
    assert silent == unavailable
    assert number(hass, "sensor.home_expected_revenue_per_day") > 0
    assert await async_setup_component(hass, "diagnostics", {})
    data = await get_diagnostics_for_config_entry(hass, hass_client, metered)
    assert isinstance(data, dict)
    assert data["accounts"][0]["costs"]["unreadable"] == {entity: reason}
    assert known is not None
    hass.states.async_set(entity, known.state, known.attributes)
    await hass.async_block_till_done()
    assert {one: state(hass, one) for one in POWER | COSTS} == before


@pytest.mark.parametrize(
    "settings", [METERED | {"power_entities": [PLUG, "sensor.shed", "sensor.attic"]}]
)
@pytest.mark.usefixtures("metered")
async def test_a_missing_meter_makes_the_sum_unknown(hass: HomeAssistant) -> None:
    """Not smaller: the machines behind it still take what they take."""
    assert state(hass, "sensor.home_power") == "unavailable"
    hass.states.async_set("sensor.shed", "1.5", {"unit_of_measurement": "kW"})
    hass.states.async_set("sensor.attic", "500", {"unit_of_measurement": "W"})
    await hass.async_block_till_done()
    assert number(hass, "sensor.home_power") == 29_000
    hass.states.async_remove("sensor.shed")
    await hass.async_block_till_done()
    assert state(hass, "sensor.home_power") == "unavailable"
    assert state(hass, "sensor.home_profit_per_day") == "unavailable"


@pytest.mark.parametrize(
    "settings",
    [{"fixed_power": 3000, "fixed_tariff": 0.3, "tariff_currency": "USD"}],
)
async def test_fixed_figures_are_of_one_currency(
    hass: HomeAssistant, metered: MockConfigEntry, upstreams: Upstreams
) -> None:
    """Thirty cents are not thirty yen: after a change the cost is not known."""
    assert number(hass, "sensor.home_power_cost_per_day") == pytest.approx(21.6)
    hass.config_entries.async_update_entry(
        metered, options={**metered.options, CONF_CURRENCY: "JPY"}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert number(hass, "sensor.home_break_even_electricity_price_2") > 0
    assert state(hass, "sensor.home_power_cost_per_day_2") == "unavailable"
    assert state(hass, PROFITABLE) == "unavailable"


@pytest.mark.parametrize(
    "settings",
    [{"fixed_power": 3000, "fixed_tariff": 0.3, "tariff_currency": "USD"}],
)
@pytest.mark.usefixtures("metered")
async def test_a_fixed_power_is_of_machines_that_mine(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """What they take when they are off, nobody has said."""
    assert number(hass, "sensor.home_power") == 3000
    world.switch_off(address)
    await tick(90)
    assert state(hass, "binary_sensor.home_mining") == "off"
    assert state(hass, "sensor.home_power") == "unavailable"
    # Whether it would pay to switch them on is still known.
    assert state(hass, PROFITABLE) in {"on", "off"}


async def test_entities_come_and_go_with_the_settings(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    address: str,
) -> None:
    """Without a restart; what was never configured does not exist."""

    def existing() -> set[str]:
        return {one for one in POWER | COSTS if entity_registry.async_get(one)}

    async def configure(**costs: Any) -> None:
        account = next(iter(loaded.subentries.values()))
        hass.config_entries.async_update_subentry(
            loaded, account, data={"address": address, **costs}
        )
        await hass.async_block_till_done(wait_background_tasks=True)

    plug(hass, 27_000)
    tariff(hass, 0.02)
    assert existing() == set()
    await configure(power_entities=[PLUG])
    assert existing() == POWER
    await configure(**METERED)
    assert existing() == POWER | COSTS
    assert number(hass, "sensor.home_profit_per_day") != 0
    price = entity_registry.async_get(BREAK_EVEN_PRICE)
    assert price is not None
    assert price.disabled
    hass.config_entries.async_update_entry(
        loaded, options={**loaded.options, CONF_CURRENCY: "EUR"}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entity_registry.async_get("sensor.home_profit_per_day_2")
    await configure(tariff_entity=TARIFF)
    assert existing() == set()
    assert not entity_registry.async_get("sensor.home_profit_per_day_2")
    assert not entity_registry.async_get(BREAK_EVEN_PRICE)


async def move_on(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, minutes: float
) -> None:
    """Let time pass for Home Assistant alone."""
    freezer.tick(timedelta(minutes=minutes))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()


@pytest.mark.usefixtures("metered")
async def test_profitable_has_margins_and_takes_its_time(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    """It changes at once, then not for ten minutes, then by itself."""
    even = break_even(hass)
    tariff(hass, even * 0.9)
    await hass.async_block_till_done()
    assert state(hass, PROFITABLE) == "on"
    await move_on(hass, freezer, 11)
    tariff(hass, even * 1.02)
    await hass.async_block_till_done()
    assert state(hass, PROFITABLE) == "off"
    tariff(hass, even * 0.5)
    await hass.async_block_till_done()
    assert state(hass, PROFITABLE) == "off"
    await move_on(hass, freezer, 9.9)
    assert state(hass, PROFITABLE) == "off"
    await move_on(hass, freezer, 0.2)
    assert state(hass, PROFITABLE) == "on"
    await move_on(hass, freezer, 11)
    tariff(hass, even * 1.02)
    await hass.async_block_till_done()
    assert state(hass, PROFITABLE) == "off"
    await move_on(hass, freezer, 11)
    # Two percent are left, and five are wanted.
    tariff(hass, even * 0.98)
    await hass.async_block_till_done()
    assert state(hass, PROFITABLE) == "off"
    shown = hass.states.get(PROFITABLE)
    assert shown is not None
    assert shown.attributes["margin"] == pytest.approx(2, abs=0.2)
    assert shown.attributes["break_even_tariff"] == pytest.approx(even, rel=1e-3)


@pytest.mark.usefixtures("metered")
async def test_machines_that_are_off_may_pay_again(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """By what they took while they ran: no hashrate shows it now."""
    even = break_even(hass)
    await tick(200, step=5)
    tariff(hass, even * 2)
    await hass.async_block_till_done()
    assert state(hass, PROFITABLE) == "off"
    world.switch_off(address)
    plug(hass, 3)
    await tick(26 * 60, step=10)
    assert state(hass, PROFITABLE) == "off"
    tariff(hass, even * 0.7)
    await hass.async_block_till_done()
    assert state(hass, PROFITABLE) == "on"


async def test_a_restart_takes_no_new_decision(
    hass: HomeAssistant, metered: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """Between the margins it stays what it was before."""
    even = break_even(hass)
    tariff(hass, even * 1.1)
    await hass.async_block_till_done()
    await move_on(hass, freezer, 11)
    assert state(hass, PROFITABLE) == "off"
    tariff(hass, even * 0.98)
    assert await hass.config_entries.async_reload(metered.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state(hass, PROFITABLE) == "off"


async def test_other_meters_are_of_other_machines(
    hass: HomeAssistant, metered: MockConfigEntry, tick: Tick
) -> None:
    """A corrected power counts at once, not after a day."""
    await tick(200, step=5)
    before = _break_even_shown(hass)
    assert before == pytest.approx(break_even(hass), rel=0.05)
    account = next(iter(metered.subentries.values()))
    data = {**account.data, "fixed_power": 2700}
    del data["power_entities"]
    hass.config_entries.async_update_subentry(metered, account, data=data)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert _break_even_shown(hass) == pytest.approx(before * 10, rel=0.05)


def _break_even_shown(hass: HomeAssistant) -> float:
    """Return the tariff at which a running machine earns nothing."""
    shown = hass.states.get(PROFITABLE)
    assert shown is not None
    return float(shown.attributes["break_even_tariff"])


@pytest.mark.usefixtures("metered")
async def test_without_pool_or_price_nothing_is_decided(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """What a hash brings is not known then; what it costs is."""
    upstreams.inject(Status(502))
    await tick(30)
    assert state(hass, PROFITABLE) == "unavailable"
    assert state(hass, "sensor.home_profit_per_day") == "unavailable"
    assert number(hass, "sensor.home_power_cost_per_day") == pytest.approx(12.96)


async def test_a_currency_that_nobody_quotes_needs_a_person(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """The repair says which currency, and ends with another one."""
    for currency, found in (("XTS", True), ("EUR", False)):
        options = {**loaded.options, CONF_CURRENCY: currency}
        hass.config_entries.async_update_entry(loaded, options=options)
        await hass.async_block_till_done(wait_background_tasks=True)
        issue = ir.async_get(hass).async_get_issue(DOMAIN, "no_price")
        assert (issue is not None) == found
        if issue is not None:
            assert issue.translation_placeholders == {"currency": "XTS"}


async def test_without_a_second_source_the_repair_says_so(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """Mempool does not quote it, and blockchain.info, which may, is silent."""
    upstreams.inject(Status(503), host="blockchain.info")
    options = {**loaded.options, CONF_CURRENCY: "SEK"}
    hass.config_entries.async_update_entry(loaded, options=options)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state(hass, "sensor.home_unpaid_earnings_in_money_2") == "unavailable"
    assert ir.async_get(hass).async_get_issue(DOMAIN, "no_price") is None
    await tick(60)
    assert ir.async_get(hass).async_get_issue(DOMAIN, "no_price") is not None


@pytest.fixture
def calls(hass: HomeAssistant) -> list[str]:
    """Return what automations did."""
    done: list[str] = []

    @callback
    def note(call: ServiceCall) -> None:
        done.append(call.data["what"])

    hass.services.async_register("test", "note", note)
    return done


def automation(trigger: str, target: dict[str, Any], what: str) -> dict[str, Any]:
    """Return an automation as the editor writes it."""
    return {
        "alias": what,
        "triggers": [
            {"trigger": trigger, "target": target, "options": {"behavior": "each"}}
        ],
        "actions": [{"action": "test.note", "data": {"what": what}}],
    }


@pytest.mark.usefixtures("upstreams")
async def test_triggers_and_the_condition(
    hass: HomeAssistant,
    metered: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
) -> None:
    """For the entity or its device; also if the price was silent in between."""
    account = next(iter(metered.runtime_data.accounts.values()))
    device = {"device_id": account.device_id}
    pays = automation(
        "ocean_xyz.mining_became_profitable", {"entity_id": PROFITABLE}, "pays"
    )
    pays["conditions"] = [
        {
            "condition": "ocean_xyz.is_profitable",
            "target": device,
            "options": {"behavior": "any"},
        }
    ]
    loses = automation("ocean_xyz.mining_became_unprofitable", device, "loses")
    assert await async_setup_component(
        hass, "automation", {"automation": [pays, loses]}
    )
    await hass.async_block_till_done()
    even = break_even(hass)

    async def price(value: float | str) -> None:
        await move_on(hass, freezer, 11)
        tariff(hass, value)
        await hass.async_block_till_done()

    await price(even * 0.5)
    assert not calls
    await price(even * 2)
    assert calls == ["loses"]
    await price(even * 1.5)
    await price("unavailable")
    await price(even * 3)
    assert calls == ["loses"]
    await price("unavailable")
    await price(even * 0.5)
    assert calls == ["loses", "pays"]
    hass.states.async_set("binary_sensor.home_mining", "off")
    await hass.async_block_till_done()
    assert calls == ["loses", "pays"]


@pytest.mark.usefixtures("metered")
async def test_a_figure_that_says_the_same_is_not_written(hass: HomeAssistant) -> None:
    """A tariff that only renews its attributes is no news."""
    written: list[str] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        if event.data["entity_id"] in POWER | COSTS:
            written.append(event.data["entity_id"])

    hass.bus.async_listen("state_changed", note)
    hass.states.async_set(
        TARIFF, "0.02", {"unit_of_measurement": "USD/kWh", "tomorrow": []}
    )
    await hass.async_block_till_done()
    assert written == []
