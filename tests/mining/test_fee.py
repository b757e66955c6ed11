"""What whole satoshis say of the pool's fee, and what they cannot say."""

from collections.abc import Callable, Iterator
from math import floor
from random import Random

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import Satoshis, Shares
from custom_components.ocean_xyz.mining.economics import share_of_window
from custom_components.ocean_xyz.mining.fee import (
    NARROW,
    SAMPLES,
    USUAL_FEES,
    FeeRange,
    FeeSample,
    fee_from_estimate,
    fee_range,
    settled_fee,
)

# Captured answers of one account and the pool of May 2026.
SHARES = Shares(103_027_310_592)
WINDOW = Shares(1_111_734_976_569_704)
REWARD = Satoshis(313_312_160)

UNKNOWN = FeeRange()
ONE_PERCENT = FeeRange(low=0.0099, high=0.0101, credits=1)

type Row = tuple[Satoshis, Satoshis]
type Rounding = Callable[[float], int]

to_nearest: Rounding = round
roundings = st.sampled_from([to_nearest, floor])


def rows(
    gross: float,
    fee: float,
    *,
    rounding: Rounding = round,
    count: int = 200,
    seed: int = 1,
) -> Iterator[Row]:
    """Return credits of about one size, as the fees of blocks make them vary."""
    random = Random(seed)
    for _ in range(count):
        whole = int(gross * random.uniform(0.97, 1.05))
        fees = rounding(whole * fee)
        yield Satoshis(fees), Satoshis(whole - fees)


def test_the_captured_fee_is_one_percent() -> None:
    """OCEAN's estimate of 28,745 sat is share times reward less one percent."""
    share = share_of_window(SHARES, WINDOW)
    assert share == pytest.approx(0.0000926725, rel=1e-6)
    fee = fee_from_estimate(28_745, share=share or 0, reward=REWARD)
    assert fee == pytest.approx(0.01, abs=0.0001)


@pytest.mark.parametrize(
    ("estimate", "share"), [(19_999, 1e-4), (28_745, 0.0), (90_000, 1e-4)]
)
def test_an_estimate_that_cannot_tell_the_fee(estimate: int, share: float) -> None:
    """Too small, of nothing at all, or far above what it estimates: not known."""
    assert fee_from_estimate(estimate, share=share, reward=REWARD) is None


def test_an_estimate_a_hair_above_is_no_negative_fee() -> None:
    """Rounding may put the estimate above share times reward; the fee is then zero."""
    assert fee_from_estimate(31_332, share=1e-4, reward=REWARD) == 0


def test_the_fee_of_a_captured_credit() -> None:
    """144,417 of 14,441,651 sat is one percent; no credit, no knowledge."""
    captured = fee_range([(Satoshis(144_417), Satoshis(14_297_234))])
    assert captured.fee == 0.01
    for nothing in ([], [(Satoshis(0), Satoshis(0))], [(Satoshis(-5), Satoshis(10))]):
        assert fee_range(nothing) == UNKNOWN
        assert fee_range(nothing).fee is None


@given(
    st.floats(1, 20_000),
    st.sampled_from(USUAL_FEES),
    roundings,
    st.integers(0, 1000),
)
def test_a_fee_is_the_true_one_or_not_known(
    gross: float, fee: float, rounding: Rounding, seed: int
) -> None:
    """For any size of credits, rounded or cut off; the truth is always in the range."""
    known = fee_range(rows(gross, fee, rounding=rounding, seed=seed))
    assert known.low <= fee <= known.high
    assert known.fee in (None, fee)
    if gross > 1000:
        assert known.fee == fee


@pytest.mark.parametrize("gross", [0.8, 8, 16])
def test_machines_too_small_to_show_a_fee_show_none(gross: float) -> None:
    """Up to a terahash, 1 and 2 % look alike: then the usual fee is assumed."""
    one, two = (fee_range(rows(gross, fee)) for fee in (0.01, 0.02))
    assert one == two
    assert (one.fee, one.assumed) == (None, 0.02)


@pytest.mark.parametrize(
    ("low", "high", "assumed"),
    [(0, 1, 0.02), (0.007, 0.019, 0.01), (0, 0.004, 0), (0.011, 0.016, 0.0135)],
)
def test_the_highest_possible_fee_is_assumed(
    low: float, high: float, assumed: float
) -> None:
    """It promises no more than there will be."""
    known = FeeRange(low=low, high=high, credits=9)
    assert known.assumed == pytest.approx(assumed)


@given(
    st.sampled_from([(0.01, 0.02), (0.02, 0.01), (0.0, 0.02)]),
    st.floats(30, 3000),
    st.integers(0, 60),
    st.integers(0, 1000),
)
def test_a_change_of_the_fee_makes_no_blend(
    fees: tuple[float, float], gross: float, newer: int, seed: int
) -> None:
    """After any number of credits it is the old fee, the new one, or not known."""
    before, after = fees
    new = list(rows(gross, after, count=newer, seed=seed))
    known = fee_range([*new, *rows(gross, before, seed=seed + 1)])
    assert known.fee in (None, before, after)
    if newer and gross > 800:
        assert known.fee == after


def test_one_large_credit_may_show_an_unusual_fee() -> None:
    """An account of which some machines pay less has a fee in between."""
    blended = fee_range([(Satoshis(260), Satoshis(22_610))])
    assert blended.fee == pytest.approx(0.01137, abs=NARROW / 2)
    of_several = FeeRange(low=0.0112, high=0.0115, credits=2)
    assert of_several.fee is None


def test_fifteen_estimates_outvote_the_last_credit() -> None:
    """The median of fifteen moves the fee, fourteen do not, nor those of yesterday."""
    samples = tuple(FeeSample(snapshot_time=n, fee=0.02) for n in range(SAMPLES))
    assert settled_fee(samples[1:], ONE_PERCENT, 15) == 0.01
    assert settled_fee(samples, ONE_PERCENT, 15) == 0.02
    assert settled_fee(samples, ONE_PERCENT, 3601) == 0.01
    assert settled_fee((), UNKNOWN, 0) is None
