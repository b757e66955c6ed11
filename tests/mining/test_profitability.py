"""Whether mining pays: by machines that run, with hysteresis and in its own time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import HashesPerSecond
from custom_components.ocean_xyz.mining.costs import (
    CostInputs,
    CostSettings,
    Result,
    cost,
    efficiency,
    price_at_zero_profit,
    profit,
    revenue,
    satoshis_of_energy,
    tariff_at_zero_profit,
)
from custom_components.ocean_xyz.mining.profitability import (
    CostMemory,
    PowerSample,
    decide,
    learn_efficiency,
    margin_of,
    mean_power,
    pays,
    with_sample,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
KNOWN = CostInputs(
    watts=3000,
    tariff=0.25,
    hashrate=HashesPerSecond(100e12),
    expected=5000,
    price=100_000,
)


def test_figures_of_a_day() -> None:
    """By hand: 72 kWh at 0.25 are 18, 5,000 sat at 100,000 are 5."""
    assert revenue(KNOWN) == Result(5)
    assert cost(KNOWN) == Result(18)
    assert profit(KNOWN) == Result(-13)
    assert efficiency(KNOWN) == Result(30)
    assert satoshis_of_energy(KNOWN) == Result(pytest.approx(5000 / 72))
    assert tariff_at_zero_profit(KNOWN) == Result(pytest.approx(5 / 72))
    assert price_at_zero_profit(KNOWN) == Result(pytest.approx(360_000))


@pytest.mark.parametrize(
    "missing", ["watts", "tariff", "hashrate", "expected", "price"]
)
def test_what_is_not_known_makes_its_figures_unknown(missing: str) -> None:
    """Each figure needs its inputs, and no others."""
    needs = {
        revenue: {"expected", "price"},
        cost: {"watts", "tariff"},
        profit: {"watts", "tariff", "expected", "price"},
        efficiency: {"watts", "hashrate"},
        satoshis_of_energy: {"watts", "expected"},
        tariff_at_zero_profit: {"watts", "expected", "price"},
        price_at_zero_profit: {"watts", "tariff", "expected"},
    }
    without = replace(KNOWN, **{missing: None})
    for figure, inputs in needs.items():
        assert (figure(without) is None) == (missing in inputs)


def test_zero_watts_have_no_break_even() -> None:
    """A surplus that takes nothing from the meter costs nothing, and is no figure."""
    idle = replace(KNOWN, watts=0)
    assert cost(idle) == Result(0)
    assert profit(idle) == Result(5)
    assert tariff_at_zero_profit(idle) == Result(None)
    assert satoshis_of_energy(idle) == Result(None)
    assert efficiency(idle) == Result(0)


def samples(*powers: tuple[float, float | None]) -> tuple[PowerSample, ...]:
    """Return powers, each with the hours ago from which it was so."""
    return tuple(PowerSample(NOW - hours * HOUR, watts) for hours, watts in powers)


@pytest.mark.parametrize(
    ("seen", "mean"),
    [
        (samples((4, 3000)), 3000),
        (samples((4, 3000), (1.5, 0)), 1500),
        (samples((9, 100), (4, 3000), (2, 0), (1, 3000)), 2000),
        (samples((2, 3000)), None),
        (samples((4, 3000), (2, None), (1, 3000)), None),
        (samples((4, None), (3, 3000)), 3000),
        ((), None),
    ],
)
def test_mean_power(seen: tuple[PowerSample, ...], mean: float | None) -> None:
    """Over the hashrate's three hours, if all of them are known."""
    assert mean_power(seen, NOW) == pytest.approx(mean)


@given(
    st.lists(
        st.tuples(
            st.floats(1, 900),
            st.one_of(st.none(), st.floats(0, 1e6)),
        ),
        max_size=60,
    )
)
def test_samples_are_few_and_tell_the_mean(
    steps: list[tuple[float, float | None]],
) -> None:
    """The mean lies between the least and the most; a new sample drops old ones."""
    recent: tuple[PowerSample, ...] = ()
    now = NOW
    known: list[float] = []
    for seconds, watts in steps:
        now += timedelta(seconds=seconds)
        before, recent = recent, with_sample(recent, watts, now)
        known += [] if watts is None else [watts]
        mean = mean_power(recent, now)
        assert (
            mean is None or min(known) - 1e-6 <= mean <= max(known) * (1 + 1e-9) + 1e-6
        )
        old = sum(sample.at <= now - 3 * HOUR for sample in recent)
        assert recent is before or old <= 1


def test_a_plug_that_tells_each_second_is_noted_twice_a_minute() -> None:
    """Three hours of seconds would be much to carry."""
    recent: tuple[PowerSample, ...] = ()
    for second in range(600):
        recent = with_sample(recent, 3000.0 + second, NOW + timedelta(seconds=second))
    assert len(recent) == 20


def test_a_clock_set_back_leaves_no_sample_of_the_future() -> None:
    """They would make time negative."""
    recent = with_sample(samples((0, 3000)), 2000, NOW - HOUR)
    assert recent == samples((1, 2000))


def learned(
    memory: CostMemory,
    watts: float,
    terahashes: float,
    seen: tuple[PowerSample, ...] = (),
    now: datetime = NOW,
    *,
    mining: bool | None = True,
) -> CostMemory:
    """Learn from a power and a hashrate."""
    inputs = CostInputs(watts=watts, hashrate=HashesPerSecond(terahashes * 1e12))
    return learn_efficiency(memory, inputs, seen, now, mining=mining)


def test_efficiency_is_learned_at_once_and_then_settles() -> None:
    """First by the moment, then by the same three hours, then slowly."""
    first = learned(CostMemory(), 3000, 50)
    assert (first.efficiency, first.settled) == (60, False)
    assert learned(first, 3000, 80, samples((1, 3000))) == first
    settled = learned(first, 3000, 100, samples((4, 3000)))
    assert (settled.efficiency, settled.settled) == (30, True)
    later = learned(settled, 3000, 150, samples((4, 3000)), NOW + timedelta(days=1))
    # A day later two thirds of the way to 20 J/TH.
    assert later.efficiency == pytest.approx(30 - 10 * (1 - 0.36788), rel=1e-4)


@pytest.mark.parametrize(
    ("watts", "terahashes", "seen", "mining"),
    [
        (0, 50, samples((4, 3000), (1, 0)), True),
        (5, 0.1, samples((4, 5)), False),
        (5, 0.1, samples((4, 5)), None),
        (3000, 3, samples((4, 5), (0.1, 3000)), True),
        (3000, 0, samples((4, 3000)), True),
    ],
)
def test_machines_that_do_not_run_teach_nothing(
    watts: float, terahashes: float, seen: tuple[PowerSample, ...], mining: bool | None
) -> None:
    """Off, on standby, starting, or without a hash."""
    known = CostMemory(efficiency=30, settled=True, learned=NOW - HOUR)
    assert learned(known, watts, terahashes, seen, mining=mining) == known


def test_pauses_count_on_both_sides() -> None:
    """Half of the time off is half of the power and half of the hashrate."""
    known = CostMemory(efficiency=99, learned=NOW - HOUR)
    half = learned(known, 3000, 50, samples((4, 3000), (2.5, 0), (1, 3000)))
    assert half.efficiency == pytest.approx(30)


@given(st.floats(1, 200), st.floats(0.001, 10), st.floats(-1, 1), st.floats(0, 1))
def test_the_margin_is_zero_at_break_even(
    joules: float, brings: float, tariff: float, credit: float
) -> None:
    """And above it exactly where the revenue is above the cost."""
    margin = margin_of(joules, brings, tariff, credit)
    energy = joules * 24 / 1000
    paid = energy * tariff * (1 - credit) if tariff > 0 else energy * tariff
    assert margin == pytest.approx((brings - paid) / brings * 100, abs=1e-6)


SETTINGS = CostSettings(margin_on=10, margin_off=-5)


@pytest.mark.parametrize(
    ("before", "margin", "decision"),
    [
        (None, 0.1, True),
        (None, -0.1, False),
        (True, -4.9, True),
        (True, -5.1, False),
        (False, 9.9, False),
        (False, 10, True),
    ],
)
def test_margins(before: bool | None, margin: float, decision: bool) -> None:
    """Between the margins everything stays as it is."""
    assert pays(before, margin, SETTINGS) is decision


def test_a_decision_stays_for_its_time() -> None:
    """And is then taken at once, unless the price has come back."""
    first, due = decide(CostMemory(), 20, SETTINGS, NOW)
    assert (first.profitable, first.since, due) == (True, NOW, None)
    same, due = decide(first, -50, SETTINGS, NOW + 3 * MINUTE)
    assert (same, due) == (first, NOW + 10 * MINUTE)
    assert decide(first, 20, SETTINGS, NOW + 5 * MINUTE) == (first, None)
    other, due = decide(first, -50, SETTINGS, NOW + 10 * MINUTE)
    assert (other.profitable, other.since, due) == (False, NOW + 10 * MINUTE, None)


def test_a_clock_set_back_holds_up_no_decision() -> None:
    """Or it would wait for a time far in the future."""
    decided = CostMemory(profitable=True, since=NOW + 5 * HOUR)
    assert decide(decided, -50, SETTINGS, NOW)[0].profitable is False


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(-60, 60)), max_size=40))
def test_no_price_makes_it_flap(steps: list[tuple[float, float]]) -> None:
    """Two decisions are never closer than the minimum times."""
    memory, now, changes = CostMemory(), NOW, [NOW]
    settings = CostSettings(least_on=20 * MINUTE, least_off=7 * MINUTE)
    for minutes, margin in steps:
        now += minutes * MINUTE
        before = memory
        memory, _ = decide(memory, margin, settings, now)
        if before.profitable is not None and memory is not before:
            least = 20 if before.profitable else 7
            assert now - changes[-1] >= least * MINUTE
        if memory is not before:
            changes.append(now)


def test_what_was_over_before_the_three_hours_is_forgotten() -> None:
    """Of the older samples only the one that reaches into them stays."""
    recent: tuple[PowerSample, ...] = ()
    for hour in range(12):
        recent = with_sample(recent, 1000.0 + hour, NOW + hour * HOUR)
    assert [sample.watts for sample in recent] == [1008, 1009, 1010, 1011]
    assert mean_power(recent, NOW + 11 * HOUR) == pytest.approx(1009)
