"""What mining would earn under other conditions, as an action for scripts."""

from dataclasses import replace
from datetime import UTC, datetime
import json
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from hypothesis import given, strategies as st
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.api import (
    Difficulty,
    HashesPerSecond,
    Satoshis,
    Shares,
)
from custom_components.ocean_xyz.devices.registration import async_account_id
from custom_components.ocean_xyz.mining.costs import CostInputs
from custom_components.ocean_xyz.mining.economics import Conditions
from custom_components.ocean_xyz.mining.payout import ForecastInputs, PaymentKind
from custom_components.ocean_xyz.mining.scenarios import (
    Outcome,
    Scenario,
    Today,
    outcome,
)
from simulator import Upstreams
from simulator.outages import Status

from ..conftest import Tick, make_entry, set_up
from ..sensors.costs import with_efficiency
from ..sources.support import number, state
from .test_actions import ask

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CONDITIONS = Conditions(
    difficulty=Difficulty(150e12),
    reward=Satoshis(314_000_000),
    fee=0.01,
    window=Shares(int(1200e12)),
    pool_hashrate=HashesPerSecond(12e18),
    difficulty_change=5.0,
)
PAYOUT = ForecastInputs(
    kind=PaymentKind.ON_CHAIN,
    unpaid=Satoshis(500_000),
    estimated_next_block=2600.0,
    steady_credit=2600.0,
    pool_hashrate=HashesPerSecond(12e18),
    difficulty=Difficulty(150e12),
)
TODAY = Today(
    inputs=CostInputs(
        watts=3000,
        tariff=0.05,
        hashrate=HashesPerSecond(100e12),
        expected=CONDITIONS.per_day(HashesPerSecond(100e12)),
        per_terahash=CONDITIONS.per_day(HashesPerSecond(1e12)),
        efficiency=30,
        price=100_000,
    ),
    conditions=CONDITIONS,
    payout=PAYOUT,
)


def of(**otherwise: Any) -> Outcome:
    """Return the outcome of a scenario."""
    return outcome(TODAY, Scenario(**otherwise), NOW)


def test_a_scenario_by_hand() -> None:
    """100 TH/s of 150 T are 4,210 sat a day after the fee, 4.21 at 100,000."""
    today = of()
    expected = 100e12 * 86_400 / (150e12 * 2**32) * 314_000_000 * 0.99
    assert today.inputs.expected == pytest.approx(expected)
    assert today.revenue == pytest.approx(expected / 1000)
    assert today.cost == pytest.approx(3.6)
    assert today.profit == pytest.approx(expected / 1000 - 3.6)
    assert today.payout is not None
    assert today.payout.blocks == 211


@given(st.floats(0.01, 50))
def test_what_depends_on_what(times: float) -> None:
    """Twice the hashrate earns twice; the cost depends on power alone."""
    today = of()
    more = of(hashrate=HashesPerSecond(100e12 * times))
    harder = of(difficulty=Difficulty(150e12 * times))
    assert today.revenue is not None
    assert more.revenue == pytest.approx(today.revenue * times)
    assert harder.revenue == pytest.approx(today.revenue / times)
    assert more.cost == harder.cost == today.cost
    assert harder.efficiency == today.efficiency


@given(st.floats(0, 0.99), st.floats(-1, 1), st.floats(1, 1e6), st.floats(0.1, 1e6))
def test_break_even_is_where_nothing_is_left(
    heat: float, tariff: float, watts: float, terahashes: float
) -> None:
    """It is exact to the cent, also with heat credit and negative tariffs."""
    wanted: dict[str, Any] = {
        "heat_credit": heat,
        "watts": watts,
        "hashrate": HashesPerSecond(terahashes * 1e12),
    }
    first = of(tariff=tariff, **wanted)
    assert first.break_even_tariff is not None
    assert first.revenue is not None
    at_even = of(tariff=first.break_even_tariff, **wanted)
    assert at_even.profit == pytest.approx(0, abs=max(0.005, first.revenue * 1e-9))
    if tariff > 0 and first.break_even_price:
        at_price = of(tariff=tariff, price=first.break_even_price, **wanted)
        cost = first.cost or 0
        assert at_price.profit == pytest.approx(0, abs=max(0.005, cost * 1e-9))


@given(st.floats(1, 1e6), st.floats(1, 1e6), st.floats(1, 200), st.integers(1, 10**6))
def test_todays_values_change_nothing(
    watts: float, terahashes: float, joules: float, estimate: int
) -> None:
    """Also while machines start, and the window of TIDES is still filling."""
    hashrate = HashesPerSecond(terahashes * 1e12)
    inputs = replace(
        TODAY.inputs,
        watts=watts,
        hashrate=hashrate,
        efficiency=joules,
        expected=CONDITIONS.per_day(hashrate),
    )
    assert TODAY.payout is not None
    payout = replace(TODAY.payout, estimated_next_block=Satoshis(estimate))
    today = replace(TODAY, inputs=inputs, payout=payout)
    plain = outcome(today, Scenario(), NOW)
    for same in (
        Scenario(hashrate=hashrate),
        Scenario(watts=watts),
        Scenario(fee=0.01, tariff=0.05, price=100_000, heat_credit=0),
    ):
        other = outcome(today, same, NOW)
        assert other.inputs.efficiency == pytest.approx(joules)
        assert other.payout == plain.payout
        for name in (
            "revenue",
            "cost",
            "profit",
            "efficiency",
            "satoshis_per_kwh",
            "break_even_tariff",
            "break_even_price",
        ):
            assert getattr(other, name) == pytest.approx(getattr(plain, name)), name


def test_power_or_hashrate_alone_changes_the_learned_efficiency() -> None:
    """In proportion; both are what a machine's data sheet says."""
    starting = replace(
        TODAY,
        inputs=replace(TODAY.inputs, hashrate=HashesPerSecond(33e12)),
    )

    def joules(**otherwise: Any) -> float | None:
        return outcome(starting, Scenario(**otherwise), NOW).efficiency

    assert joules() == 30
    assert joules(watts=1500) == pytest.approx(15)
    assert joules(hashrate=HashesPerSecond(66e12)) == pytest.approx(15)
    assert joules(hashrate=HashesPerSecond(66e12), watts=3300) == pytest.approx(50)


@given(st.floats(0, 1e4), st.floats(1, 60), st.floats(0, 1e4), st.floats(0, 1e5))
def test_added_machines_leave_the_others_as_they_are(
    terahashes: float, joules: float, more: float, watts: float
) -> None:
    """They add their hashrate and power, also while the others start or are off."""
    inputs = replace(
        TODAY.inputs, hashrate=HashesPerSecond(terahashes * 1e12), efficiency=joules
    )
    today = replace(TODAY, inputs=inputs)
    added = more * 1e12
    result = outcome(today, Scenario(added_hashrate=added, added_watts=watts), NOW)
    total = (inputs.hashrate or 0) + added
    assert result.inputs.hashrate == total
    assert result.inputs.watts == 3000 + watts
    in_all = outcome(today, Scenario(hashrate=HashesPerSecond(total)), NOW)
    assert result.inputs.expected == in_all.inputs.expected
    assert result.payout == in_all.payout
    if not more and not watts:
        assert result.efficiency == joules
    elif total:
        drawn = joules * terahashes + watts
        assert result.efficiency == pytest.approx(drawn / (total / 1e12))


def test_a_machine_less_and_an_unknown_rest() -> None:
    """Machines leave by a negative number; what is unknown stays so."""
    half = {"added_hashrate": -50e12, "added_watts": -1500}
    assert of(**half).efficiency == 30
    assert of(added_hashrate=-100e12).efficiency is None
    assert of(added_hashrate=1e12, added_watts=-9000).efficiency is None
    for unknown in ({"hashrate": None}, {"efficiency": None}):
        dark = replace(TODAY, inputs=replace(TODAY.inputs, **unknown))
        assert outcome(dark, Scenario(added_watts=100), NOW).profit is None


def test_the_retarget_is_as_forecast() -> None:
    """The retarget counts, unless the difficulty is given."""
    assert of(after_retarget=True).conditions.difficulty == 150e12 * 1.05
    given_one = of(after_retarget=True, difficulty=Difficulty(10e12))
    assert given_one.conditions.difficulty == 10e12


def test_the_payout_follows_hashrate_fee_and_difficulty() -> None:
    """The window fills with another hashrate; another fee counts at once."""

    def blocks(**otherwise: Any) -> int | None:
        payout = of(**otherwise).payout
        return payout.blocks if payout else None

    # Twice the hashrate is worth twice as much, of which 3.5 blocks miss while it comes.
    assert blocks(hashrate=HashesPerSecond(200e12)) == -(-548_576 // 5200) + 2
    assert blocks(fee=0.5) == -(-548_576 // int(2600 * 0.5 / 0.99))
    assert blocks(fee=1) is blocks(hashrate=HashesPerSecond(0)) is None
    assert blocks(hashrate=TODAY.inputs.hashrate) == blocks()
    assert blocks(difficulty=Difficulty(300e12)) == blocks()
    slower, today = of(difficulty=Difficulty(300e12)).payout, of().payout
    assert slower is not None
    assert today is not None
    assert slower.expected is not None
    assert today.expected is not None
    wait = (slower.expected - NOW) / (today.expected - NOW)
    assert wait == pytest.approx(2, rel=0.01)


def test_nothing_is_made_up() -> None:
    """If today's value is needed and unknown, the outcome is unknown too."""
    bare = Today(
        inputs=CostInputs(hashrate=HashesPerSecond(100e12)),
        conditions=Conditions(
            difficulty=Difficulty(150e12),
            reward=None,
            fee=0.01,
            window=Shares(1),
            pool_hashrate=None,
            difficulty_change=None,
        ),
        payout=TODAY.payout,
    )
    result = outcome(bare, Scenario(hashrate=HashesPerSecond(1e12), watts=100), NOW)
    assert (result.revenue, result.cost, result.profit, result.break_even_tariff) == (
        None,
    ) * 4
    assert result.efficiency == 100
    assert result.payout is not None
    assert result.payout.expected is None
    free = replace(TODAY, conditions=replace(CONDITIONS, fee=1))
    assert outcome(free, Scenario(fee=0.02), NOW).payout.blocks is None
    idle = replace(
        TODAY,
        inputs=replace(TODAY.inputs, hashrate=HashesPerSecond(0.0)),
        payout=replace(PAYOUT, estimated_next_block=None, steady_credit=0.0),
    )
    # 5,181 sat a block of a full window.
    started = outcome(idle, Scenario(hashrate=HashesPerSecond(200e12)), NOW)
    assert started.payout.blocks == -(-548_576 // 5181) + 4
    dark = replace(TODAY, inputs=replace(TODAY.inputs, watts=None, hashrate=None))
    assert outcome(dark, Scenario(watts=None, tariff=1), NOW).efficiency == 30
    assert outcome(dark, Scenario(watts=100), NOW).efficiency is None
    nowhere = Today(inputs=bare.inputs, conditions=bare.conditions, payout=None)
    assert outcome(nowhere, Scenario(), NOW).payout is None


@pytest.fixture
async def metered(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    upstreams: Upstreams,
    address: str,
) -> MockConfigEntry:
    """Return an entry with costs."""
    costs = {"fixed_power": 27_000, "fixed_tariff": 0.05, "tariff_currency": "USD"}
    with_efficiency(hass_storage, await async_account_id(hass, address), costs)
    entry = make_entry(address, **costs)
    assert await set_up(hass, entry)
    return entry


@pytest.mark.usefixtures("all_enabled")
async def test_today_is_what_the_sensors_show(
    hass: HomeAssistant, metered: MockConfigEntry
) -> None:
    """The numbers are the same, and the response survives JSON."""
    response = await ask(hass, "what_if")
    assert json.loads(json.dumps(response)) == response
    today = response["today"]
    assert response["scenarios"] == [today]
    assert response["currency"] == "USD"
    for path, entity in {
        ("power",): "sensor.home_power",
        ("efficiency",): "sensor.home_efficiency_while_running",
        ("price",): "sensor.bitcoin_network_bitcoin_price",
        ("difficulty",): "sensor.bitcoin_network_difficulty",
        ("hashrate",): "sensor.home_hashrate_3_hours",
        ("fee",): "sensor.home_pool_fee",
        ("earnings", "per_day"): "sensor.home_expected_earnings_per_day",
        ("revenue", "per_day"): "sensor.home_expected_revenue_per_day",
        ("cost", "per_day"): "sensor.home_power_cost_per_day",
        ("profit", "per_day"): "sensor.home_profit_per_day",
        ("break_even_tariff",): "sensor.home_break_even_electricity_price",
        ("sats_per_kwh",): "sensor.home_earnings_per_energy",
        ("payout_progress",): "sensor.home_progress_to_payout",
    }.items():
        value = today
        for step in path:
            value = value[step]
        assert value == pytest.approx(number(hass, entity), rel=1e-3), entity
    expected = datetime.fromisoformat(today["payout_expected"])
    shown = datetime.fromisoformat(state(hass, "sensor.home_expected_payout"))
    assert expected == shown
    assert today["profit"]["per_month"] == pytest.approx(
        today["profit"]["per_day"] * 30, abs=0.01
    )
    assert set(response["units"]) >= {"hashrate", "profit", "break_even_price"}
    await hass.config_entries.async_unload(metered.entry_id)


async def test_what_was_not_told_is_null(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Without costs there are earnings, and a scenario may bring its own power."""
    response = await ask(hass, "what_if", power=3000)
    today, scenario = response["today"], response["scenarios"][0]
    assert today["earnings"]["per_day"] > 0
    assert today["cost"] == {"per_day": None, "per_month": None}
    assert (today["power"], today["efficiency"]) == (None, None)
    assert scenario["efficiency"] > 0
    assert scenario["cost"] == today["cost"]


async def test_several_scenarios_in_one_call(
    hass: HomeAssistant, metered: MockConfigEntry
) -> None:
    """Common fields apply to all scenarios; each may override them."""
    response = await ask(
        hass,
        "what_if",
        tariff=0.2,
        scenarios=[
            {"name": "dear"},
            {"name": "paid for using it", "tariff": -0.05},
            {"name": "retarget", "after_retarget": True},
            {"name": "twice", "hashrate": 2 * 1e3, "power": 54_000},
            {"name": "warm", "heat_credit": 50, "fee": 2, "price": 1, "difficulty": 1},
        ],
    )
    dear, paid, retarget, twice, warm = response["scenarios"]
    today = response["today"]
    assert dear["cost"]["per_day"] == pytest.approx(27 * 24 * 0.2)
    assert paid["cost"]["per_day"] == pytest.approx(-27 * 24 * 0.05)
    assert paid["profit"]["per_day"] > today["profit"]["per_day"]
    shown = number(hass, "sensor.bitcoin_network_expected_difficulty_change")
    assert retarget["difficulty"] / today["difficulty"] == pytest.approx(
        1 + shown / 100, rel=1e-4
    )
    assert (twice["hashrate"], twice["power"], twice["tariff"]) == (2000, 54_000, 0.2)
    assert warm["cost"]["per_day"] == pytest.approx(27 * 24 * 0.1)
    assert (warm["fee"], warm["price"], warm["difficulty"]) == (2, 1, 1)
    assert [one["name"] for one in response["scenarios"]][:2] == [
        "dear",
        "paid for using it",
    ]
    await hass.config_entries.async_unload(metered.entry_id)


async def test_one_more_machine_or_one_less(
    hass: HomeAssistant, metered: MockConfigEntry
) -> None:
    """A difference adds to the total that is given, or today's."""
    response = await ask(
        hass,
        "what_if",
        power=30_000,
        scenarios=[
            {"add_hashrate": 120, "add_power": 3400},
            {"hashrate": 500, "add_hashrate": -120},
        ],
    )
    more, less = response["scenarios"]
    today = response["today"]
    assert more["hashrate"] == pytest.approx(today["hashrate"] + 120)
    assert more["power"] == 33_400
    assert more["earnings"]["per_day"] == pytest.approx(
        today["earnings"]["per_day"] * more["hashrate"] / today["hashrate"], rel=1e-3
    )
    assert (less["hashrate"], less["power"]) == (380, 30_000)
    for wanted in ({"add_hashrate": -1e6}, {"power": 10, "add_power": -11}):
        with pytest.raises(ServiceValidationError) as refused:
            await ask(hass, "what_if", **wanted)
        assert refused.value.translation_key == "less_than_nothing"
    await hass.config_entries.async_unload(metered.entry_id)


IMPOSSIBLE: Final[tuple[tuple[dict[str, Any], str], ...]] = (
    ({"hashrate": "many"}, "hashrate"),
    ({"tariff": "nan"}, "tariff"),
    ({"price": 0}, "price"),
    ({"heat_credit": 101}, "heat_credit"),
    ({"scenarios": [{"power": 1}, {"power": -1}]}, "scenarios.1.power"),
    ({"scenarios": [{"tarif": 1}]}, "scenarios.0.tarif"),
    ({"scenarios": []}, "scenarios"),
    # One scenario needs no list.
    ({"scenarios": {"power": -1}}, "scenarios.0.power"),
)


async def test_impossible_scenarios_are_refused(
    hass: HomeAssistant, metered: MockConfigEntry, subtests: pytest.Subtests
) -> None:
    """The error has a translated text that names the field."""
    for wanted, field in IMPOSSIBLE:
        with subtests.test(wanted=wanted):
            with pytest.raises(ServiceValidationError) as refused:
                await ask(hass, "what_if", **wanted)
            assert refused.value.translation_key == "invalid_field"
            assert refused.value.translation_placeholders is not None
            assert refused.value.translation_placeholders["field"] == field
    await hass.config_entries.async_unload(metered.entry_id)


async def test_what_is_not_known_is_told(
    hass: HomeAssistant, metered: MockConfigEntry, upstreams: Upstreams, tick: Tick
) -> None:
    """First no retarget is forecast, then the pool is silent."""
    upstreams.inject(Status(502), host="mempool.space")
    await tick(60)
    with pytest.raises(HomeAssistantError) as refused:
        await ask(hass, "what_if", after_retarget=True)
    assert refused.value.translation_key == "retarget_unknown"
    upstreams.inject(Status(502))
    await tick(30)
    with pytest.raises(HomeAssistantError) as refused:
        await ask(hass, "what_if")
    assert refused.value.translation_key == "pool_unknown"
    await hass.config_entries.async_unload(metered.entry_id)
