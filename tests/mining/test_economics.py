"""What mining brings, computed by hand and held to what has to be true."""

from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import (
    Difficulty,
    HashesPerSecond,
    Satoshis,
    Shares,
)
from custom_components.ocean_xyz.mining.economics import (
    Conditions,
    assess,
    block_subsidy,
    blocks_to_halving,
    blocks_to_retarget,
    drought_probability,
    expected_per_day,
    next_credit,
    rewards_of_tail,
    rewards_of_window,
    solo_interval,
    window_fill,
)

# Captured answers of one account and the pool of May 2026.
SHARES = Shares(103_027_310_592)
WINDOW = Shares(1_111_734_976_569_704)
REWARD = Satoshis(313_312_160)
DIFFICULTY = Difficulty(138_966_872_071_213.02)
PETAHASH = HashesPerSecond(1e15)

CONDITIONS = Conditions(
    difficulty=DIFFICULTY,
    reward=REWARD,
    fee=0.01,
    window=WINDOW,
    pool_hashrate=HashesPerSecond(18e18),
    difficulty_change=-5.0,
)


def test_a_day_of_a_petahash() -> None:
    """1 PH/s finds 86400e15 / (D 2^32) of a block a day: 44,900 sat after 1 %."""
    per_day = expected_per_day(PETAHASH, difficulty=DIFFICULTY, reward=REWARD, fee=0.01)
    assert per_day == pytest.approx(44_900, rel=0.001)


@given(st.floats(1e9, 1e21), st.floats(0, 0.5))
def test_twice_the_hashrate_earns_twice(hashrate: float, fee: float) -> None:
    """What is expected is in proportion to the hashrate, and none without any."""

    def day(rate: float) -> float:
        return expected_per_day(
            HashesPerSecond(rate), difficulty=DIFFICULTY, reward=REWARD, fee=fee
        )

    assert day(2 * hashrate) == pytest.approx(2 * day(hashrate))
    assert day(0) == 0


@pytest.mark.parametrize(
    ("estimate", "by_shares", "credit"),
    [
        (0, 0.75, 0.75),
        (9, 9.96, 9.96),
        (9, 10.4, 10),
        (9, 8.2, 9),
        (28_745, 28_745.5, 28_745.5),
        (None, 0.75, 0.75),
        (99, None, None),
        (100, None, 100),
        (None, None, None),
    ],
)
def test_a_whole_estimate_has_its_fraction_from_the_shares(
    estimate: int | None, by_shares: float | None, credit: float | None
) -> None:
    """OCEAN cuts it off; alone it is good enough from a hundred on."""
    assert next_credit(estimate, by_shares) == credit


@given(st.floats(0.01, 1e6))
def test_the_rewards_of_the_window_are_eight_credits_of_any_size(credit: float) -> None:
    """Not eight times what is left of a credit without its fraction."""
    known = next_credit(int(credit), credit)
    assert rewards_of_window(known) == pytest.approx(8 * credit)
    assert rewards_of_tail(known, 1) == pytest.approx(4 * credit)


@pytest.mark.parametrize("before", [0, 0.5, 1])
@given(st.floats(0.01, 1))
def test_the_rewards_of_the_tail_follow_the_age_of_the_shares(
    before: float, part: float
) -> None:
    """Share by share: a machine that began, or was turned up, a part of a window ago.

    Exact for one that is new or steady, to a fifth for one with half its work before.
    """
    slices = [1 if (number + 0.5) / 400 < part else before for number in range(400)]
    credit = sum(slices) / 400
    left = [8 * (1 - (number + 0.5) / 400) for number in range(400)]
    true = sum(work * life for work, life in zip(slices, left, strict=True)) / 400
    day = max(400 // 4, 1)
    fill = credit / (sum(slices[:day]) / day)
    if before == 0:
        fill = credit
    assert rewards_of_tail(credit, fill) == pytest.approx(
        true, rel=0.01 if before in (0, 1) else 0.2
    )


def test_subsidy_and_the_blocks_that_are_left() -> None:
    """Height 839,999 brought 6.25 BTC, 840,000 brings 3.125 until 1,050,000."""
    assert block_subsidy(839_999) == 625_000_000
    assert block_subsidy(840_000) == 312_500_000
    assert blocks_to_halving(840_000) == 210_000
    assert blocks_to_halving(1_049_999) == 1
    assert blocks_to_retarget(2015) == 1
    assert blocks_to_retarget(2016) == 2016


def test_a_solo_block_takes_the_work_of_a_block() -> None:
    """1 TH/s needs D 2^32 / 10^12 seconds: 18,900 years."""
    years = solo_interval(HashesPerSecond(1e12), DIFFICULTY) / (365.25 * 86400)
    assert years == pytest.approx(18_913, rel=0.001)


def test_a_window_in_balance_is_full() -> None:
    """A share of the window equal to the share of the hashrate is 100 %."""
    fill = window_fill(0.01, HashesPerSecond(1e17), HashesPerSecond(1e19))
    assert fill == pytest.approx(1)


def test_a_drought_as_long_as_the_mean() -> None:
    """A gap of the mean has a chance of 1/e, none has one of 1."""
    assert drought_probability(3600, 3600) == pytest.approx(0.3679, abs=1e-4)
    assert drought_probability(-5, 3600) == 1


def test_the_outlook_of_an_account() -> None:
    """All that is known comes out, and the lower difficulty earns more."""
    outlook = assess(
        CONDITIONS, shares=SHARES, hashrate_3h=PETAHASH, hashrate_of_run=PETAHASH
    )
    assert outlook.share_of_window == pytest.approx(9.26725e-5, rel=1e-5)
    assert outlook.window_fill == pytest.approx(1.668, rel=0.001)
    assert outlook.expected_per_day == pytest.approx(44_900, rel=0.001)
    assert outlook.expected_after_retarget == pytest.approx(44_900 / 0.95, rel=0.001)
    assert outlook.solo_interval == pytest.approx(18.9 * 365.25 * 86400, rel=0.01)
    assert outlook.assumed_fee is None
    assumed = replace(CONDITIONS, fee=0.02, fee_known=False)
    outlook = assess(assumed, shares=None, hashrate_3h=PETAHASH, hashrate_of_run=None)
    assert outlook.assumed_fee == 0.02
    assert outlook.expected_per_day == pytest.approx(44_900 * 0.98 / 0.99, rel=0.001)


def test_what_is_not_known_stays_unknown() -> None:
    """Without shares, hashrate, reward or forecast there is no figure, never a zero."""
    nothing = assess(CONDITIONS, shares=None, hashrate_3h=None, hashrate_of_run=None)
    assert nothing.share_of_window is None
    assert nothing.window_fill is None
    assert nothing.expected_per_day is None
    assert nothing.solo_interval is None
    poor = Conditions(
        difficulty=DIFFICULTY,
        reward=None,
        fee=0.01,
        window=Shares(0),
        pool_hashrate=None,
        difficulty_change=None,
    )
    outlook = assess(
        poor, shares=SHARES, hashrate_3h=PETAHASH, hashrate_of_run=PETAHASH
    )
    assert outlook.share_of_window is None
    assert outlook.expected_per_day is None
    assert outlook.expected_after_retarget is None
    calm = Conditions(
        difficulty=DIFFICULTY,
        reward=REWARD,
        fee=0.01,
        window=WINDOW,
        pool_hashrate=None,
        difficulty_change=None,
    )
    outlook = assess(
        calm, shares=SHARES, hashrate_3h=PETAHASH, hashrate_of_run=PETAHASH
    )
    assert outlook.window_fill is None
    assert outlook.expected_after_retarget is None
