"""When a payout comes: what has to be true of any forecast."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from math import inf, nan

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.mining.payout import (
    PAYOUT_THRESHOLD,
    CachedForecast,
    ForecastInputs,
    PaymentKind,
    PayoutForecast,
    PayoutMethod,
    blocks_to_earn,
    forecast,
    payout_progress,
    refreshed,
)

NOW = datetime(2026, 11, 24, 12, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
DIFFICULTY = 1e14
HALF_DAY = DIFFICULTY * 2**32 / 43_200
"""The hashrate at which the pool finds a block every twelve hours."""

kinds = st.sampled_from(PaymentKind)


def inputs(**more: object) -> ForecastInputs:
    """Return the inputs of an account on chain that needs three more blocks.

    Its window stays as it is, unless a lasting credit says otherwise.
    """
    known = {
        "kind": PaymentKind.ON_CHAIN,
        "unpaid": PAYOUT_THRESHOLD - 250_000,
        "estimated_next_block": 100_000,
        "pool_hashrate": HALF_DAY,
        "difficulty": DIFFICULTY,
        "last_block": "a",
    }
    known |= {"steady_credit": (known | more)["estimated_next_block"]}
    return ForecastInputs(**known | more)


def times(found: PayoutForecast) -> tuple[datetime, datetime, datetime]:
    """Return the three times of a forecast that tells them."""
    assert found.earliest is not None
    assert found.expected is not None
    assert found.latest is not None
    return found.earliest, found.expected, found.latest


def is_silent(found: PayoutForecast) -> bool:
    """Return whether a forecast tells no time at all."""
    return (found.earliest, found.expected, found.latest) == (None, None, None)


def progress(unpaid: int) -> float:
    """Return the progress of a balance."""
    fraction = payout_progress(unpaid)
    assert fraction is not None
    return fraction


def test_progress_is_of_the_true_threshold() -> None:
    """0.01 BTC is 95.4 % of the way to 2^20 sat, not all of it."""
    assert PAYOUT_THRESHOLD == 2**20
    assert payout_progress(524_288) == 0.5
    assert payout_progress(1_000_000) == pytest.approx(0.953674, abs=1e-6)
    assert payout_progress(0) == 0
    assert payout_progress(1_600_000) == 1


@pytest.mark.parametrize("unpaid", [None, -1])
def test_progress_of_no_balance_is_not_known(unpaid: int | None) -> None:
    """Neither a balance that is not known nor a negative one is zero."""
    assert payout_progress(unpaid) is None


@given(st.integers(0, 3_000_000), st.integers(0, 3_000_000))
def test_a_larger_balance_is_never_further_away(one: int, more: int) -> None:
    """Progress grows with the balance, and only a full balance is all of it."""
    assert progress(one) <= progress(one + more) <= 1
    assert (progress(one) == 1) == (one >= PAYOUT_THRESHOLD)


def test_three_more_blocks_on_chain() -> None:
    """Chi-square with 6 degrees over 2: 1.102, 2.674, 5.322 gaps of twelve hours.

    That is 13.2, 32.1 and 63.9 hours from 12:20 on, to the hour.
    """
    found = forecast(inputs(), NOW)
    assert found.blocks == 3
    assert not found.awaiting_sweep
    assert found.progress == pytest.approx(0.761581, abs=1e-6)
    assert times(found) == (
        datetime(2026, 11, 25, 2, tzinfo=UTC),
        datetime(2026, 11, 25, 20, tzinfo=UTC),
        datetime(2026, 11, 27, 4, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("missing", "blocks"), [(1, 1), (100_000, 1), (100_001, 2), (200_000, 2)]
)
def test_a_begun_block_counts_whole(missing: int, blocks: int) -> None:
    """One block of 100,000 sat fills a gap of as much, and not of one satoshi more."""
    found = forecast(inputs(unpaid=PAYOUT_THRESHOLD - missing), NOW)
    assert found.blocks == blocks


@pytest.mark.parametrize("kind", PaymentKind)
@pytest.mark.parametrize("more", [0, 500_000])
def test_a_full_balance_awaits_the_sweep(kind: PaymentKind, more: int) -> None:
    """From the threshold on, no block decides when OCEAN pays."""
    found = forecast(inputs(kind=kind, unpaid=PAYOUT_THRESHOLD + more), NOW)
    assert found == PayoutForecast(
        progress=1.0, method=PayoutMethod(kind), awaiting_sweep=True
    )


@pytest.mark.parametrize("unpaid", [0, None])
def test_the_coinbase_pays_with_the_next_block(unpaid: int | None) -> None:
    """However far the threshold is: 0.105, 0.693 and 2.303 gaps of twelve hours."""
    found = forecast(inputs(kind=PaymentKind.COINBASE, unpaid=unpaid), NOW)
    assert found.blocks == 1
    assert found.progress is None
    assert times(found) == (
        datetime(2026, 11, 24, 14, tzinfo=UTC),
        datetime(2026, 11, 24, 21, tzinfo=UTC),
        datetime(2026, 11, 25, 16, tzinfo=UTC),
    )


def test_lightning_pays_thirty_blocks_after_the_next_block() -> None:
    """Five hours later than the coinbase would."""
    coinbase = forecast(inputs(kind=PaymentKind.COINBASE, unpaid=0), NOW)
    lightning = forecast(inputs(kind=PaymentKind.LIGHTNING, unpaid=0), NOW)
    assert lightning.blocks == 1
    assert times(lightning) == tuple(time + 5 * HOUR for time in times(coinbase))


@pytest.mark.parametrize("kind", PaymentKind)
@pytest.mark.parametrize(
    "missing",
    [
        {"estimated_next_block": None},
        {"estimated_next_block": 0},
        {"estimated_next_block": -5},
        {"pool_hashrate": None},
        {"pool_hashrate": 0.0},
        {"pool_hashrate": -1.0},
        {"pool_hashrate": nan},
        {"pool_hashrate": inf},
        {"difficulty": None},
        {"difficulty": 0.0},
        {"difficulty": nan},
    ],
)
def test_without_an_input_there_is_no_time(
    kind: PaymentKind, missing: dict[str, float | None]
) -> None:
    """What is not known, and what will be credited nothing, has no date."""
    found = forecast(inputs(kind=kind, **missing), NOW)
    assert is_silent(found)
    threshold = payout_progress(PAYOUT_THRESHOLD - 250_000)
    assert found.progress == (None if kind is PaymentKind.LIGHTNING else threshold)


@pytest.mark.parametrize("unpaid", [None, -1])
def test_without_a_balance_the_threshold_is_at_no_distance(unpaid: int | None) -> None:
    """On chain a balance that is not known leaves all unknown."""
    found = forecast(inputs(unpaid=unpaid), NOW)
    method = None if unpaid is None else PayoutMethod.ON_CHAIN
    assert found == PayoutForecast(progress=None, method=method)


def test_a_payout_of_a_life_to_come_has_no_date() -> None:
    """At 72 sat a block it takes 20 years less three weeks; 71 is past telling."""
    near = forecast(inputs(unpaid=0, estimated_next_block=72), NOW)
    assert near.blocks == 14_564
    assert near.expected.year == 2046
    assert near.method is PayoutMethod.ON_CHAIN
    far = forecast(inputs(unpaid=0, estimated_next_block=71), NOW)
    assert far.blocks == 14_769
    assert is_silent(far)
    assert far.method is PayoutMethod.NEEDS_LIGHTNING
    tiny = inputs(unpaid=0, estimated_next_block=1, difficulty=1e300)
    assert is_silent(forecast(tiny, NOW))
    rare = replace(tiny, kind=PaymentKind.LIGHTNING, difficulty=1e290)
    paid = forecast(rare, NOW)
    assert is_silent(paid)
    assert paid.method is PayoutMethod.LIGHTNING


@given(
    kinds,
    st.integers(0, PAYOUT_THRESHOLD - 1),
    st.integers(1, 2_000_000),
    st.floats(1e15, 1e22),
    st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
)
def test_a_band_is_whole_hours_of_the_future_in_order(
    kind: PaymentKind, unpaid: int, estimate: int, hashrate: float, now: datetime
) -> None:
    """The median lies in its band, and no time has passed yet."""
    found = forecast(
        inputs(
            kind=kind,
            unpaid=unpaid,
            estimated_next_block=estimate,
            pool_hashrate=hashrate,
        ),
        now,
    )
    if found.expected is None:
        assert is_silent(found)
        return
    earliest, expected, latest = times(found)
    assert now < earliest <= expected <= latest
    assert all(time.timestamp() % 3600 == 0 for time in times(found))


@given(st.integers(0, PAYOUT_THRESHOLD - 1), st.integers(0, PAYOUT_THRESHOLD))
def test_a_smaller_balance_is_never_paid_earlier(unpaid: int, less: int) -> None:
    """What is missing more takes as many blocks or more, and as long or longer."""
    near = forecast(inputs(unpaid=unpaid, estimated_next_block=5000), NOW)
    smaller = max(unpaid - less, 0)
    far = forecast(inputs(unpaid=smaller, estimated_next_block=5000), NOW)
    assert all(a <= b for a, b in zip(times(near), times(far), strict=True))


def test_a_time_just_ahead_is_not_rounded_into_the_past() -> None:
    """At 12:20 a wait of some minutes is 13:00, not 12:00."""
    fast = inputs(kind=PaymentKind.COINBASE, unpaid=0, pool_hashrate=HALF_DAY * 60)
    found = forecast(fast, NOW)
    assert times(found) == (NOW.replace(hour=13, minute=0),) * 3
    on_the_hour = NOW.replace(minute=0)
    assert times(forecast(fast, on_the_hour))[0] == on_the_hour + HOUR


credits_of_a_block = st.floats(2000, 2_000_000)


@given(st.floats(1, 1_000_000), credits_of_a_block, credits_of_a_block)
def test_the_window_goes_on_as_it_does(
    missing: float, estimate: float, lasting: float
) -> None:
    """The k-th block pays k eighths of the new work, the rest of what is there now."""
    blocks = blocks_to_earn(missing, estimate, lasting)

    def earned(count: int) -> float:
        parts = (min(block / 8, 1) for block in range(1, count + 1))
        return sum(estimate * (1 - part) + lasting * part for part in parts)

    assert earned(blocks) >= missing * (1 - 1e-9)
    assert earned(blocks - 1) < missing * (1 + 1e-9)
    assert blocks_to_earn(missing, estimate, estimate) <= -(-missing // estimate) + 1


@given(credits_of_a_block, credits_of_a_block, st.floats(0, 1e6))
def test_more_work_is_never_paid_later(
    estimate: float, lasting: float, more: float
) -> None:
    """Neither of what the window holds, nor of what comes."""
    blocks = blocks_to_earn(900_000, estimate, lasting)
    assert blocks_to_earn(900_000, estimate + more, lasting) <= blocks
    assert blocks_to_earn(900_000, estimate, lasting + more) <= blocks


def test_a_new_machine_is_not_forecast_by_its_empty_window() -> None:
    """Its window has a hundredth of what it will have: 14 blocks, not 549."""
    new = forecast(inputs(unpaid=500_000, estimated_next_block=1000), NOW)
    assert new.blocks == 549
    filling = inputs(unpaid=500_000, estimated_next_block=1000, steady_credit=5e4)
    assert forecast(filling, NOW).blocks == 15
    empty = inputs(unpaid=500_000, estimated_next_block=0, steady_credit=5e4)
    assert forecast(empty, NOW).blocks == 15


@pytest.mark.parametrize("lasting", [0.0, None, -1.0])
@pytest.mark.parametrize("unpaid", [0, PAYOUT_THRESHOLD - 1])
def test_a_machine_that_is_off_gets_no_date(lasting: float | None, unpaid: int) -> None:
    """What its window still holds is no forecast of the threshold."""
    off = forecast(inputs(unpaid=unpaid, steady_credit=lasting), NOW)
    assert is_silent(off)
    assert off.blocks is None
    assert off.method is PayoutMethod.ON_CHAIN
    paid = inputs(kind=PaymentKind.LIGHTNING, steady_credit=lasting)
    assert forecast(paid, NOW).blocks == 1


def test_a_forecast_without_end_is_none() -> None:
    """A hashrate may be as small as it likes."""
    least = inputs(estimated_next_block=0, steady_credit=1e-300)
    assert forecast(least, NOW).method is PayoutMethod.NEEDS_LIGHTNING
    assert is_silent(forecast(least, NOW))


def test_times_are_in_utc() -> None:
    """A house in India has its whole hours at half past, and the same times."""
    india = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    found = forecast(inputs(), india)
    assert found == forecast(inputs(), NOW)
    assert found.expected.tzinfo is UTC


def kept(**more: object) -> CachedForecast:
    """Return a forecast as it is remembered."""
    return refreshed(None, inputs(**more), NOW)


def test_the_first_forecast_is_computed() -> None:
    """With nothing kept, it counts from now."""
    assert kept().forecast == forecast(inputs(), NOW)
    assert kept().computed == NOW


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"estimated_next_block": 104_999},
        {"steady_credit": 104_999},
        {"estimated_next_block": 95_001},
        {"pool_hashrate": HALF_DAY * 1.049},
        {"difficulty": DIFFICULTY * 1.05},
        {"last_block": None},
        {"pool_hashrate": HALF_DAY * 2, "difficulty": DIFFICULTY * 2},
    ],
)
def test_a_forecast_is_kept_while_nothing_happens(change: dict[str, object]) -> None:
    """A pool that wavers by less than 5 % makes no new row each minute."""
    before = kept()
    later = refreshed(before, inputs(**change), NOW + timedelta(hours=11))
    assert later is before


@pytest.mark.parametrize(
    "change",
    [
        {"last_block": "b"},
        {"unpaid": PAYOUT_THRESHOLD - 249_999},
        {"unpaid": None},
        {"kind": PaymentKind.LIGHTNING},
        {"estimated_next_block": 105_000},
        {"steady_credit": 105_000},
        {"steady_credit": 0.0},
        {"estimated_next_block": 95_000},
        {"estimated_next_block": None},
        {"estimated_next_block": 0},
        {"pool_hashrate": HALF_DAY * 1.051},
        {"pool_hashrate": None},
        {"difficulty": DIFFICULTY * 1.06},
    ],
)
def test_a_forecast_is_computed_again_when_something_happens(
    change: dict[str, object],
) -> None:
    """A block, another balance, another way of payment or 5 % of an input."""
    now = NOW + HOUR
    again = refreshed(kept(), inputs(**change), now)
    assert again.computed == now
    assert again.inputs == inputs(**change)
    assert again.forecast.progress == forecast(inputs(**change), now).progress


def test_small_steps_add_up() -> None:
    """Two moves of 3 % are 6 % against what the forecast was computed with."""
    before = kept()
    once = inputs(estimated_next_block=103_000)
    assert refreshed(before, once, NOW + HOUR) is before
    twice = refreshed(before, inputs(estimated_next_block=106_000), NOW + HOUR)
    assert twice.computed == NOW + HOUR


def test_a_forecast_from_nothing_follows_what_becomes_known() -> None:
    """An estimate that was not known is used as soon as it is, and not before."""
    before = kept(estimated_next_block=None)
    assert before.due is None
    unchanged = inputs(estimated_next_block=None)
    assert refreshed(before, unchanged, NOW + timedelta(days=90)) is before
    assert refreshed(before, inputs(), NOW + HOUR).forecast.expected is not None


def test_a_drought_of_a_mean_gap_moves_the_forecast() -> None:
    """When no block came for twelve hours, three more are twelve hours later."""
    before = kept()
    last = NOW + timedelta(hours=12) - timedelta(seconds=1)
    assert refreshed(before, inputs(), last) is before
    after = refreshed(before, inputs(), NOW + timedelta(hours=12))
    moved = tuple(time + timedelta(hours=12) for time in times(before.forecast))
    assert times(after.forecast) == moved


def test_a_forecast_does_not_outlive_its_earliest_time() -> None:
    """For the next block the earliest time, 14:00, comes before a mean gap is over."""
    coinbase = inputs(kind=PaymentKind.COINBASE, unpaid=0)
    before = refreshed(None, coinbase, NOW)
    assert before.forecast.earliest == NOW.replace(hour=14, minute=0)
    last = NOW.replace(hour=13, minute=59, second=59)
    assert refreshed(before, coinbase, last) is before
    after = refreshed(before, coinbase, NOW.replace(hour=14, minute=0))
    assert after.forecast.earliest == NOW.replace(hour=15, minute=0)


def test_a_clock_that_was_set_back_counts_again() -> None:
    """A forecast of the future is not kept until it comes."""
    earlier = NOW - timedelta(days=30)
    assert refreshed(kept(), inputs(), earlier).forecast == forecast(inputs(), earlier)


@pytest.mark.parametrize("gap", [timedelta(minutes=7), 2 * HOUR, 30 * HOUR])
@pytest.mark.parametrize("kind", PaymentKind)
def test_what_is_shown_never_lies_in_the_past(
    kind: PaymentKind, gap: timedelta
) -> None:
    """Over three days without a block, and a time changes once an hour at the most."""
    hashrate = DIFFICULTY * 2**32 / gap.total_seconds()
    facts = inputs(kind=kind, unpaid=0, pool_hashrate=hashrate)
    shown, found = None, set()
    for minute in range(3 * 24 * 60):
        now = NOW + timedelta(minutes=minute)
        shown = refreshed(shown, facts, now)
        assert now < min(times(shown.forecast))
        found.add(shown.forecast.expected)
    assert 1 < len(found) <= 3 * 24 + 1
