"""What was announced of an account's figures, so that a restart announces it once."""

from dataclasses import dataclass
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from ..api import Satoshis

MOST_HOURS: Final = 24 * 30
"""Hours to a payout above which nothing is noted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PayoutNear(DataClassDictMixin):
    """How near the next payout has been since the last one."""

    unpaid: Satoshis
    """The highest balance."""
    hours: int | None = None
    """The fewest hours to the payout; None above `MOST_HOURS`."""
    percent: int = 0
    """The most percent of the threshold."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Alerts(DataClassDictMixin):
    """What was announced of an account's figures."""

    payout: PayoutNear | None = None
    fee: float | None = None
    """The pool's fee as it was last exactly known, as a fraction."""
