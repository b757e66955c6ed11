"""How numbers are written in texts: with the digits that their size needs."""

from typing import Final

SIZES: Final = ((10_000.0, 0), (1.0, 2), (0.1, 3))
"""From which amount of money on how many decimals are enough."""

SMALLEST: Final = 4


def digits_of_money(amount: float) -> int:
    """Return how many decimals an amount of money needs.

    Three digits that say something, and cents above one unit: 0.0312, 0.312, 22.61,
    12,346.
    """
    if not amount:
        return 2
    return next((n for least, n in SIZES if abs(amount) >= least), SMALLEST)
