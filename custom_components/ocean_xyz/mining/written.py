"""How numbers are written in texts: in the language's way, with the digits they need."""

from collections.abc import Mapping
from typing import Final

NARROW_SPACE: Final = "\u202f"

SEPARATORS: Final[Mapping[str, str]] = {
    "de": ".,",
    "es": ".,",
    "fr": f"{NARROW_SPACE},",
    "nl": ".,",
    "pt": ".,",
}
"""The separators of thousands and of decimals, by language; others write as English."""

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


def separators(language: str) -> str:
    """Return the separators of thousands and of decimals of a language."""
    return SEPARATORS.get(language.split("-", maxsplit=1)[0], ",.")


def written(number: float, language: str) -> str:
    """Return a number of at most six digits as a language writes it."""
    group, decimal = map(ord, ",.")
    found = separators(language)
    return f"{number:,g}".translate({group: found[0], decimal: found[1]})
