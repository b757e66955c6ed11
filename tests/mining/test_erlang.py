"""How long the pool takes for some blocks: against tables and an independent sum."""

from decimal import Decimal, localcontext
from functools import cache
from math import inf, log, nan, nextafter
from unittest.mock import patch

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.mining import payout
from custom_components.ocean_xyz.mining.payout import erlang_quantile

probabilities = st.floats(1e-9, 1 - 1e-9)
rates = st.floats(1e-9, 1e9)


@given(probabilities, rates)
def test_the_wait_for_one_block_is_exponential(probability: float, rate: float) -> None:
    """For one block the quantile is -ln(1 - p) / rate."""
    exact = float(-(1 - Decimal(probability)).ln()) / rate
    assert erlang_quantile(probability, 1, rate) == pytest.approx(exact, rel=1e-11)


@given(probabilities)
def test_the_wait_for_two_blocks_solves_its_equation(probability: float) -> None:
    """For two blocks 1 - (1 + x) e^-x is the probability."""
    wait = Decimal(erlang_quantile(probability, 2, 1))
    chance = 1 - (1 + wait) * (-wait).exp()
    # dx/x = dP / (x² e^-x), the density times x.
    error = (chance - Decimal(probability)) / (wait**2 * (-wait).exp())
    assert abs(error) < 1e-11


@pytest.mark.parametrize(
    ("freedom", "tenth", "half", "nine_tenths"),
    [
        (2, 0.211, 1.386, 4.605),
        (4, 1.064, 3.357, 7.779),
        (10, 4.865, 9.342, 15.987),
        (20, 12.443, 19.337, 28.412),
        (40, 29.051, 39.335, 51.805),
        (100, 82.358, 99.334, 118.498),
    ],
)
def test_the_quantiles_are_half_those_of_the_tables_of_chi_square(
    freedom: int, tenth: float, half: float, nine_tenths: float
) -> None:
    """Twice an Erlang time of n blocks is chi-square with 2 n degrees of freedom."""
    for probability, tabulated in ((0.1, tenth), (0.5, half), (0.9, nine_tenths)):
        wait = erlang_quantile(probability, freedom // 2, 1)
        assert 2 * wait == pytest.approx(tabulated, abs=0.0006)


@cache
def chance_of_fewer(blocks: int, wait: Decimal) -> Decimal:
    """Sum the Poisson probabilities of fewer blocks, to sixty digits."""
    with localcontext(prec=60, Emin=-999_999):
        term = total = (-wait).exp()
        for count in range(1, blocks):
            term *= wait / count
            total += term
        return total


@pytest.mark.parametrize("probability", [1e-9, 0.1, 0.5, 0.51, 0.9, 1 - 1e-9])
@pytest.mark.parametrize("blocks", [1, 2, 3, 7, 24, 365, 5000, 10_000])
def test_quantiles_are_exact_to_a_billionth(blocks: int, probability: float) -> None:
    """The true probability is passed between 1 - 10⁻⁹ and 1 + 10⁻⁹ of the quantile."""
    wait = Decimal(erlang_quantile(probability, blocks, 1))
    before = 1 - chance_of_fewer(blocks, wait * (1 - Decimal("1e-9")))
    after = 1 - chance_of_fewer(blocks, wait * (1 + Decimal("1e-9")))
    assert before < Decimal(probability) < after


@pytest.mark.parametrize("probability", [0.05, 0.1, 0.5, 0.9, 0.95])
@pytest.mark.parametrize("blocks", [10_001, 100_000])
def test_quantiles_of_many_blocks_are_nearly_exact(
    blocks: int, probability: float
) -> None:
    """To ten seconds in the three years that ten thousand blocks take."""
    wait = Decimal(erlang_quantile(probability, blocks, 1))
    before = 1 - chance_of_fewer(blocks, wait * (1 - Decimal("1e-7")))
    after = 1 - chance_of_fewer(blocks, wait * (1 + Decimal("1e-7")))
    assert before < Decimal(probability) < after


def test_any_number_of_blocks_takes_no_time_to_reckon() -> None:
    """An answer that is wrong must not hold up Home Assistant."""
    with (
        patch.object(payout, "_lower_tail", side_effect=AssertionError),
        patch.object(payout, "_upper_tail", side_effect=AssertionError),
    ):
        waits = [erlang_quantile(0.9, 10**power, 1) for power in (5, 9, 15)]
    assert all(
        10**power < wait < 10**power * 1.01
        for power, wait in zip((5, 9, 15), waits, strict=True)
    )


@pytest.mark.parametrize("blocks", [1, 2, 50, 100_000, 10**6])
def test_the_most_extreme_probabilities_have_finite_times(blocks: int) -> None:
    """The least and the largest number between 0 and 1 still differ."""
    least = erlang_quantile(5e-324, blocks, 1)
    most = erlang_quantile(nextafter(1, 0), blocks, 1)
    assert 0 < least < erlang_quantile(0.5, blocks, 1) < most < inf
    assert erlang_quantile(nextafter(1, 0), 1, 1) == pytest.approx(53 * log(2))


@given(probabilities, probabilities, st.integers(1, 100_000))
def test_a_larger_chance_takes_longer(one: float, other: float, blocks: int) -> None:
    """Quantiles are in the order of their probabilities."""
    low, high = sorted((one, other))
    sooner = erlang_quantile(low, blocks, 1)
    assert sooner <= erlang_quantile(high, blocks, 1) * (1 + 1e-11)


@given(probabilities, st.integers(1, 100_000), st.integers(1, 1000))
def test_more_blocks_take_longer(probability: float, blocks: int, more: int) -> None:
    """With the same luck one block more is later."""
    sooner = erlang_quantile(probability, blocks, 1)
    assert sooner < erlang_quantile(probability, blocks + more, 1)


@given(probabilities, st.integers(1, 2000), rates)
def test_time_runs_in_proportion_to_the_rate(
    probability: float, blocks: int, rate: float
) -> None:
    """A pool of twice the rate takes half the time."""
    wait = erlang_quantile(probability, blocks, rate)
    half = erlang_quantile(probability, blocks, 2 * rate)
    assert wait == pytest.approx(2 * half, rel=1e-12)
    assert wait * rate == pytest.approx(erlang_quantile(probability, blocks, 1))


@pytest.mark.parametrize(
    ("probability", "blocks", "rate"),
    [
        (0, 1, 1),
        (1, 1, 1),
        (-0.1, 1, 1),
        (nan, 1, 1),
        (0.5, 0, 1),
        (0.5, -3, 1),
        (0.5, 1, 0),
        (0.5, 1, -1),
        (0.5, 1, nan),
    ],
)
def test_what_has_no_quantile_is_refused(
    probability: float, blocks: int, rate: float
) -> None:
    """A certain chance, no block or no rate has no time."""
    with pytest.raises(ValueError, match="No Erlang law"):
        erlang_quantile(probability, blocks, rate)
