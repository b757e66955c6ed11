"""What mining brings, computed by hand and held to what has to be true."""

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import (
    Difficulty,
    HashesPerSecond,
    Satoshis,
    Shares,
)
from custom_components.ocean_xyz.mining.economics import (
    FEE_SAMPLES,
    Conditions,
    FeeSample,
    assess,
    block_subsidy,
    blocks_to_halving,
    blocks_to_retarget,
    drought_probability,
    expected_per_day,
    fee_from_credits,
    fee_from_estimate,
    settled_fee,
    share_of_window,
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


def test_the_fee_of_a_credit() -> None:
    """144,417 of 14,441,651 sat is one percent; a credit of nothing tells nothing."""
    captured = fee_from_credits([(Satoshis(144_417), Satoshis(14_297_234))])
    assert captured == pytest.approx(0.01, abs=1e-6)
    assert fee_from_credits([(Satoshis(0), Satoshis(0))]) is None
    assert fee_from_credits([(Satoshis(-5), Satoshis(10))]) is None


def test_the_fee_of_tiny_credits_is_that_of_many() -> None:
    """1 % of 40 sat is rounded away, 1 % of many times 160 sat is not."""
    tiny = [(Satoshis(0), Satoshis(40)), *[(Satoshis(2), Satoshis(158))] * 200]
    assert fee_from_credits(tiny) == pytest.approx(0.0125, rel=0.01)
    newest = [(Satoshis(400), Satoshis(19_600)), (Satoshis(9_999), Satoshis(1))]
    assert fee_from_credits(newest) == 0.02


def test_fifteen_estimates_outvote_the_last_credit() -> None:
    """The median of fifteen moves the fee, fourteen do not."""
    samples = tuple(FeeSample(snapshot_time=n, fee=0.02) for n in range(FEE_SAMPLES))
    assert settled_fee(samples[1:], 0.01) == 0.01
    assert settled_fee(samples, 0.01) == 0.02
    assert settled_fee((), None) is None


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


def test_what_is_not_known_stays_unknown() -> None:
    """Without shares, hashrate, fee or forecast there is no figure, never a zero."""
    nothing = assess(CONDITIONS, shares=None, hashrate_3h=None, hashrate_of_run=None)
    assert nothing.share_of_window is None
    assert nothing.window_fill is None
    assert nothing.expected_per_day is None
    assert nothing.solo_interval is None
    poor = Conditions(
        difficulty=DIFFICULTY,
        reward=None,
        fee=None,
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
