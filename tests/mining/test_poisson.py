"""The Poisson law."""

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.mining.poisson import poisson_at_most


@pytest.mark.parametrize(
    ("count", "mean", "chance"),
    [(0, 1, 0.367879441), (2, 5, 0.124652019), (10, 5, 0.986304731), (0, 0, 1.0)],
)
def test_poisson(count: int, mean: float, chance: float) -> None:
    """The law agrees with its tables."""
    assert poisson_at_most(count, mean) == pytest.approx(chance, abs=1e-9)


@given(st.integers(0, 400), st.floats(0.1, 400))
def test_poisson_is_a_chance_that_grows_with_the_count(count: int, mean: float) -> None:
    """It lies between 0 and 1 and never falls."""
    chance = poisson_at_most(count, mean)
    assert 0 <= chance <= 1 + 1e-12
    assert poisson_at_most(count + 1, mean) >= chance - 1e-9
