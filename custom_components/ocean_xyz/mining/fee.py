"""The pool's fee, as far as whole satoshis can show it.

A credit is whole satoshis and so is its fee. One percent of 40 sat is rounded away, and
however many such credits are added up, they never say more. So each credit gives a range
in which the fee lies, and the fee is in all ranges.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import Final

from ..api import Satoshis
from .units import HOUR

USUAL_FEES: Final = (0.02, 0.01, 0.0)
"""What OCEAN charges: 2 %, 1 % for miners who make their own templates, or nothing."""

NARROW: Final = 0.002
"""The width from which a range shows the fee."""

MOST_CREDITS: Final = 500

# In a smaller estimate, rounding to a satoshi and the changing block template hide one
# percent of fee.
MINIMUM_ESTIMATE: Final = 20_000
SAMPLES: Final = 15


@dataclass(frozen=True, kw_only=True, slots=True)
class FeeSample:
    """One reading of the pool's fee, a fraction, from OCEAN's own estimate."""

    snapshot_time: float
    fee: float


@dataclass(frozen=True, kw_only=True, slots=True)
class FeeRange:
    """Between which fractions the fee lies."""

    low: float = 0.0
    high: float = 1.0
    credits: int = 0
    """How many credits say so."""

    @property
    def is_narrow(self) -> bool:
        """Return whether it shows the fee."""
        return self.high - self.low < NARROW

    @property
    def fee(self) -> float | None:
        """Return the fee; None while it is not shown.

        A single large credit may show any fee. Several small ones, of which some may be
        older than a change, only one that OCEAN charges.
        """
        if not self.is_narrow:
            return None
        if (usual := self._usual) is not None or self.credits > 1:
            return usual
        return (self.low + self.high) / 2

    @property
    def assumed(self) -> float:
        """Return the fee to reckon with: the highest usual one that is possible."""
        if (usual := self._usual) is not None:
            return usual
        return (self.low + self.high) / 2

    @property
    def _usual(self) -> float | None:
        """Return the highest usual fee in the range."""
        return next((fee for fee in USUAL_FEES if self.low <= fee <= self.high), None)


def fee_range(newest_first: Iterable[tuple[Satoshis, Satoshis]]) -> FeeRange:
    """Return between what the fee of the newest credits lies.

    Each credit has its fees and its net. Older ones count until the range is narrow, and
    as long as they agree: where one does not, the fee had changed.
    """
    known = FeeRange()
    for fees, net in islice(newest_first, MOST_CREDITS):
        if fees < 0 or net < 0 or fees + net == 0:
            continue
        one = _range_of(fees, fees + net)
        low, high = max(known.low, one.low), min(known.high, one.high)
        if low > high:
            break
        known = FeeRange(low=low, high=high, credits=known.credits + 1)
        if known.is_narrow:
            break
    return known


def _range_of(fees: int, gross: int) -> FeeRange:
    """Return what one credit says, whether its fees and net are rounded or cut off."""
    return FeeRange(
        low=max(fees - 0.5, 0) / (gross + 1), high=min((fees + 1) / (gross - 0.5), 1)
    )


def fee_from_estimate(estimate: int, *, share: float, reward: Satoshis) -> float | None:
    """Return the fee in force by OCEAN's estimate of the next block, a fraction.

    OCEAN's estimate is share · reward · (1 - fee), rounded down. None if the estimate
    is too small to show it, or contradicts the share and the reward.
    """
    gross = share * reward
    if estimate < MINIMUM_ESTIMATE or gross <= 0:
        return None
    fee = 1 - estimate / gross
    return max(fee, 0.0) if -0.001 < fee < 1 else None


def settled_fee(
    samples: tuple[FeeSample, ...], credited: FeeRange, at: float
) -> float | None:
    """Return the fee in force: the median of fifteen estimates, else by the credits.

    A single estimate jumps with each block template; the median over a quarter of an
    hour does not. Estimates of an hour ago are no longer the newest evidence; `at` is
    the time by OCEAN's clock.
    """
    recent = [one.fee for one in samples if at - one.snapshot_time <= HOUR]
    return credited.fee if len(recent) < SAMPLES else median(recent)
