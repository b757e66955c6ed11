"""What mining brings: arithmetic in exact units.

Sources of the formulas: a block is found on average once in D · 2³² hashes (bitcoin's
definition of difficulty); OCEAN's TIDES pays the shares of a window of 8 · D
difficulty-1 shares with every block it finds (https://ocean.xyz/docs/tides).
"""

from dataclasses import dataclass
from math import exp
from typing import Final

from ..api import Difficulty, HashesPerSecond, Satoshis, Shares
from ..api.units import HASHES_PER_SHARE, SATOSHIS_PER_BITCOIN
from .units import DAY, HOUR, PETA, TERA

# A window holds the work of eight blocks, so a share is paid eight times on average.
WINDOW_BLOCKS: Final = 8

ONE_TERAHASH: Final = HashesPerSecond(TERA)

BLOCKS_PER_RETARGET: Final = 2016
BLOCKS_PER_HALVING: Final = 210_000
SECONDS_PER_BLOCK: Final = 600
FIRST_SUBSIDY: Final = 5_000_000_000

SMALL_ESTIMATE: Final = 100
"""Satoshis below which a whole number is wrong by more than one percent."""


def hashes_per_block(difficulty: Difficulty) -> float:
    """Return the mean number of hashes for a block."""
    return difficulty * HASHES_PER_SHARE


def block_subsidy(height: int) -> Satoshis:
    """Return the subsidy of the block at a height, in sat (BIP 42)."""
    halvings = height // BLOCKS_PER_HALVING
    return Satoshis(FIRST_SUBSIDY >> halvings)


def blocks_to_halving(height: int) -> int:
    """Return how many blocks are left until the subsidy halves."""
    return BLOCKS_PER_HALVING - height % BLOCKS_PER_HALVING


def blocks_to_retarget(height: int) -> int:
    """Return how many blocks are left until the difficulty changes."""
    return BLOCKS_PER_RETARGET - height % BLOCKS_PER_RETARGET


def expected_per_day(
    hashrate: HashesPerSecond, *, difficulty: Difficulty, reward: Satoshis, fee: float
) -> float:
    """Return the mean earnings of a hashrate in a day, in sat, after the pool's fee.

    The fee is a fraction: 0.01 is one percent.
    """
    blocks = hashrate * DAY / hashes_per_block(difficulty)
    return blocks * reward * (1 - fee)


def hashprice(difficulty: Difficulty, reward: Satoshis) -> float:
    """Return the hashprice: mean earnings of 1 PH/s in a day, in sat, without a fee."""
    return expected_per_day(
        HashesPerSecond(PETA), difficulty=difficulty, reward=reward, fee=0
    )


def value_of(satoshis: float, price: float) -> float:
    """Return what satoshis are worth at a price of one bitcoin, in the price's currency."""
    return satoshis / SATOSHIS_PER_BITCOIN * price


def energy_per_day(watts: float) -> float:
    """Return the energy of a day at a power, in kWh."""
    return watts * DAY / HOUR / 1000


def break_even_price(cost: float, satoshis: float) -> float | None:
    """Return the price of one bitcoin at which satoshis are worth what they cost.

    None without satoshis.
    """
    return cost / (satoshis / SATOSHIS_PER_BITCOIN) if satoshis > 0 else None


def satoshis_per_kwh(expected: float, watts: float) -> float | None:
    """Return the satoshis that a kWh earns; None without power."""
    energy = energy_per_day(watts)
    return expected / energy if energy > 0 else None


def joules_per_terahash(watts: float, hashrate: HashesPerSecond) -> float | None:
    """Return the energy of 10¹² hashes, in J; None without hashes."""
    return watts / (hashrate / TERA) if hashrate > 0 else None


def solo_interval(hashrate: HashesPerSecond, difficulty: Difficulty) -> float:
    """Return the mean seconds in which a hashrate above zero finds a block alone."""
    return hashes_per_block(difficulty) / hashrate


def next_credit(estimate: int | None, by_shares: float | None) -> float | None:
    """Return what the next block would credit, in sat with fractions.

    OCEAN's estimate is cut off to whole sat, and `by_shares` is computed from the shares
    in the window: the fraction comes from there. None if neither is precise enough.
    """
    if estimate is None:
        return by_shares
    if by_shares is None:
        return estimate if estimate >= SMALL_ESTIMATE else None
    return min(max(by_shares, estimate), estimate + 1)


def rewards_of_window(credit: float) -> float:
    """Return what the shares in the window earn over their whole life, in sat.

    At today's reward. A share is paid over eight blocks' worth of work. `credit` is what
    the next block would credit.
    """
    return WINDOW_BLOCKS * credit


def rewards_of_tail(credit: float, fill: float) -> float:
    """Return what the shares in the window would still earn if mining stopped, in sat.

    At a steady hashrate, half of their life is left on average. While the window fills,
    they are younger; `fill` is how full it is, as a fraction.
    """
    return WINDOW_BLOCKS * (1 - min(fill, 1) / 2) * credit


def share_of_window(shares: Shares, window: Shares) -> float | None:
    """Return the fraction of the pool's TIDES window that some shares make up."""
    return shares / window if window > 0 else None


def window_fill(
    share: float, hashrate: HashesPerSecond, pool_hashrate: HashesPerSecond
) -> float:
    """Return how full an account's window is, as a fraction.

    At 1 the account's share of the window equals its share of the pool's hashrate;
    below, the window is still filling. The pool's hashrate is a 24-hour average, the
    account's too unless its run is shorter. Both are above zero.
    """
    return share / (hashrate / pool_hashrate)


def drought_probability(seconds: float, interval: float) -> float:
    """Return the probability of a gap between blocks of at least `seconds`.

    Gaps follow the exponential law, because blocks come by a Poisson process.
    """
    return exp(-max(seconds, 0) / interval)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlook:
    """What an account can expect; an unknown part is None."""

    share_of_window: float | None
    """As a fraction."""
    window_fill: float | None
    """As a fraction."""
    expected_per_day: float | None
    """Satoshis, after the pool's fee."""
    assumed_fee: float | None
    """The fee, as a fraction, that these assume while it is not known."""
    expected_after_retarget: float | None
    """Satoshis a day at the difficulty forecast for the next retarget."""
    solo_interval: float | None
    """Seconds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Conditions:
    """The figures of the pool and the network that decide what mining brings."""

    difficulty: Difficulty
    reward: Satoshis | None
    fee: float
    """As a fraction."""
    fee_known: bool = True
    """Whether the fee is known; else it is assumed."""
    window: Shares
    """Shares in the pool's TIDES window."""
    pool_hashrate: HashesPerSecond | None
    """Over 24 hours."""
    difficulty_change: float | None
    """At the next retarget, in percent."""

    @property
    def assumed_fee(self) -> float | None:
        """Return the fee if it is not known but assumed."""
        return None if self.fee_known else self.fee

    def credit(self, share: float) -> float | None:
        """Return what a block credits for a share of the window, after the fee."""
        return None if self.reward is None else share * self.reward * (1 - self.fee)

    def block_credit(
        self, hashrate: HashesPerSecond | None, pool: HashesPerSecond | None
    ) -> float | None:
        """Return the mean sat that a lasting hashrate earns by each of a pool's blocks.

        A day's worth of them is what is expected a day.
        """
        return self.credit(hashrate / pool) if hashrate is not None and pool else None

    def per_day(
        self, hashrate: HashesPerSecond | None, *, retarget: bool = False
    ) -> float | None:
        """Return the expected sat per day of a hashrate over 3 h, after the fee."""
        if hashrate is None or self.reward is None:
            return None
        difficulty = self.difficulty
        if retarget:
            if self.difficulty_change is None:
                return None
            difficulty = Difficulty(difficulty * (1 + self.difficulty_change / 100))
        return expected_per_day(
            hashrate, difficulty=difficulty, reward=self.reward, fee=self.fee
        )


def assess(
    conditions: Conditions,
    *,
    shares: Shares | None,
    hashrate_3h: HashesPerSecond | None,
    hashrate_of_run: HashesPerSecond | None,
) -> Outlook:
    """Return what an account can expect under these conditions.

    `hashrate_of_run` is the longest average, up to 24 h, that the run covers.
    """
    share = None if shares is None else share_of_window(shares, conditions.window)
    fill = None
    if share is not None and hashrate_of_run and conditions.pool_hashrate:
        fill = window_fill(share, hashrate_of_run, conditions.pool_hashrate)
    return Outlook(
        share_of_window=share,
        window_fill=fill,
        expected_per_day=conditions.per_day(hashrate_3h),
        assumed_fee=conditions.assumed_fee,
        expected_after_retarget=conditions.per_day(hashrate_3h, retarget=True),
        solo_interval=solo_interval(hashrate_of_run, conditions.difficulty)
        if hashrate_of_run
        else None,
    )
