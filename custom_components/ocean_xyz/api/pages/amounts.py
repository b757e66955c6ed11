"""Whether the amounts on the cards of an account fit each other.

A block pays the TIDES window, which is eight times the difficulty: one block earns an
eighth of what the window will earn, less the pool's fee and plus the transaction fees.
The next payout is what is unpaid and what the next block earns.
"""

from collections.abc import Mapping
from typing import Final

from .labels import LIFETIME, NEXT_BLOCK, PAYOUT, UNPAID, WINDOW, Label
from .text import Figure

type Amounts = Mapping[Label, int]
"""Satoshis by label."""

_LEAST_PART: Final = 0.11
_LARGEST_PART: Final = 0.2
_SMALLEST_WINDOW: Final = 100
"""Satoshis below which rounding hides which part of a window an amount is."""

_GOOD_WINDOW: Final = 10_000
"""Satoshis from which on amounts that do not fit are not due to rounding."""

# A difficulty that the network passed long ago, and a subsidy in satoshis.
_LEAST_DIFFICULTY: Final = 10**12
_SUBSIDY: Final = 625_000_000

_ROUNDING: Final = 2
"""Satoshis by which printed amounts may miss each other."""


def doubted_amounts(amounts: Amounts) -> set[Label]:
    """Return which amounts cannot be what their labels say."""
    return set(amounts) if _exchanged(amounts) else _impossible(amounts)


def earns_the_window(shares: Figure, amounts: Amounts) -> bool:
    """Return whether so many shares can earn the rewards of the window."""
    window = amounts.get(WINDOW, 0)
    least = window / _SUBSIDY * _LEAST_DIFFICULTY
    return window < _GOOD_WINDOW or float(shares.value) >= least


def _impossible(amounts: Amounts) -> set[Label]:
    """Return which amounts the others contradict.

    A payout includes what is unpaid, so it is not believed without that amount.
    """
    wrong: set[Label] = set()
    payout, unpaid = amounts.get(PAYOUT), amounts.get(UNPAID)
    if payout is not None and unpaid is None:
        wrong.add(PAYOUT)
    window, coming = amounts.get(WINDOW, 0), amounts.get(NEXT_BLOCK)
    if payout is not None and unpaid is not None:
        if payout + _ROUNDING < unpaid:
            wrong |= {PAYOUT, UNPAID}
        if coming is not None and abs(payout - unpaid - coming) > _ROUNDING:
            wrong.add(PAYOUT)
    if window >= _GOOD_WINDOW and coming is not None and not _is_part(coming, window):
        wrong.add(NEXT_BLOCK)
    return wrong


def _exchanged(amounts: Amounts) -> bool:
    """Return whether the amounts fit each other better with two of them exchanged.

    No more can be unpaid than was ever earned. Amounts that fit neither way are no
    evidence of anything.
    """
    unpaid = amounts.get(UNPAID)
    coming = amounts.get(NEXT_BLOCK)
    payout = amounts.get(PAYOUT)
    if unpaid is None:
        return False
    if unpaid > amounts.get(LIFETIME, unpaid):
        return True
    if coming is None:
        return False
    if payout is not None and payout + _ROUNDING < max(unpaid, coming):
        return abs(payout + min(unpaid, coming) - max(unpaid, coming)) <= _ROUNDING
    window = amounts.get(WINDOW, 0)
    if _is_part(coming, window):
        return False
    return _is_part(unpaid, window) or (
        window >= _GOOD_WINDOW and _is_part(coming, unpaid)
    )


def _is_part(amount: int, window: int) -> bool:
    """Return whether an amount can be what one block earns of a window."""
    return window >= _SMALLEST_WINDOW and (
        _LEAST_PART * window <= amount <= _LARGEST_PART * window
    )
