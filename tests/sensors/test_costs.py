"""What mining costs and brings, in a running Home Assistant."""

from typing import Any

from homeassistant.core import (
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ocean_xyz.const import CONF_CURRENCY, DOMAIN
from simulator import Upstreams, World
from simulator.outages import Status

from ..conftest import Tick
from ..sources.support import number, state
from .costs import (
    BREAK_EVEN_PRICE,
    COSTS,
    METERED,
    OF_POWER,
    PLUG,
    POWER,
    PROFITABLE,
    TARIFF,
    break_even,
    plug,
    tariff,
)


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
        "sensor.home_efficiency_while_running": 27_000 / terahashes,
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
        "sensor.home_efficiency_while_running": "J/TH",
        "sensor.home_earnings_per_energy": "sat/kWh",
        "sensor.home_break_even_electricity_price": "USD/kWh",
        "sensor.home_power_cost_per_day": "USD/d",
        "sensor.home_profit_per_day": "USD/d",
        BREAK_EVEN_PRICE: "USD/BTC",
    }


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
        assert profit == pytest.approx(revenue - cost, abs=0.01)


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
    """Zero watts cost and earn nothing; whether it would pay is known all the same."""
    figures = (POWER | COSTS) - OF_POWER
    before = {one: state(hass, one) for one in figures}
    plug(hass, 0)
    await hass.async_block_till_done()
    assert {number(hass, one) for one in OF_POWER} == {0}
    assert {one: state(hass, one) for one in figures} == before
    assert state(hass, PROFITABLE) == "on"


@pytest.mark.parametrize(
    ("entity", "gone", "unavailable", "reason"),
    [
        (PLUG, "unavailable", OF_POWER, "unavailable"),
        (PLUG, "-500", OF_POWER, "negative"),
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
    assert state(hass, "sensor.home_power") == "unknown"
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
    assert state(hass, "sensor.home_profit_per_day") == "unknown"
    assert entity_registry.async_get(BREAK_EVEN_PRICE)
    hass.config_entries.async_update_entry(
        loaded, options={**loaded.options, CONF_CURRENCY: "EUR"}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entity_registry.async_get("sensor.home_profit_per_day_2")
    await configure(tariff_entity=TARIFF)
    assert existing() == set()
    assert not entity_registry.async_get("sensor.home_profit_per_day_2")
    assert not entity_registry.async_get(BREAK_EVEN_PRICE)


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
    assert state(hass, "sensor.home_unpaid_earnings_value_2") == "unavailable"
    assert ir.async_get(hass).async_get_issue(DOMAIN, "no_price") is None
    await tick(60)
    assert ir.async_get(hass).async_get_issue(DOMAIN, "no_price") is not None


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
