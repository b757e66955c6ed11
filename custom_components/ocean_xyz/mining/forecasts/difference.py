"""Compares prices ahead with the tariff: a price without its taxes is not what is paid."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from ..lasting import Lasting
from .slots import PriceSlot

CLEAR: Final = 0.05
"""Of the greater of both prices, by which they have to differ."""

LASTING: Final = timedelta(hours=3)
"""How long one has to be the greater one: a mean of an hour is so for some quarters."""

AROUND: Final = timedelta(hours=1)
"""A sensor may follow a list late, and show the mean of an hour."""

ROUNDED: Final = 0.005
"""Per kWh; a sensor may show hundredths."""

DEARER: Final = "dearer"
CHEAPER: Final = "cheaper"


def may_be_of(slots: Iterable[PriceSlot], shown: float, now: datetime) -> bool:
    """Return whether a price that is shown now may be one of a list: nothing refutes it.

    So a list of what is bought, or of the other sign, is none of what is fed in.
    """
    near = [
        slot.price
        for slot in slots
        if slot.start < now + AROUND and slot.end > now - AROUND
    ]
    clear = _clear(shown, *near)
    return not near or min(near) - clear <= shown <= max(near) + clear


def _clear(*prices: float) -> float:
    """Return by how much prices have to differ that are not the same."""
    return max(ROUNDED, CLEAR * max(map(abs, prices)))


class Difference:
    """Remembers since when the tariff is dearer, or cheaper, than was known ahead."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self.tariff: float | None = None
        """Per kWh, as it is shown now."""
        self.ahead: float | None = None
        """Per kWh, as it was known ahead for now."""
        self._lasting = Lasting()
        self._clock = 0.0

    def note(
        self,
        tariff: float | None,
        slots: Iterable[PriceSlot],
        now: datetime,
        clock: float,
    ) -> None:
        """Take the tariff now, and what is known ahead.

        `clock` is in seconds that never go back.
        """
        self.tariff, self._clock = tariff, clock
        self.ahead = next(
            (slot.price for slot in slots if slot.start <= now < slot.end), None
        )
        dearer = cheaper = None
        if tariff is not None and self.ahead is not None:
            clear = _clear(tariff, self.ahead)
            dearer = tariff - self.ahead > clear
            cheaper = self.ahead - tariff > clear
        self._lasting.note({DEARER: dearer, CHEAPER: cheaper}, clock)

    @property
    def lasts(self) -> bool | None:
        """Return whether they differ clearly and for long; None while nobody knows."""
        asked = [
            self._lasting.has_been(key, wanted=True, least=LASTING, now=self._clock)
            for key in (DEARER, CHEAPER)
        ]
        return None if None in asked else any(asked)
