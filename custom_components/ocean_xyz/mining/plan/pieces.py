"""Cuts the time ahead into pieces in which nothing changes that is known of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from operator import attrgetter

from ..forecasts.slots import PriceSlot, SolarSlot
from ..grid import part_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Ahead:
    """What is known of the time ahead."""

    prices: tuple[PriceSlot, ...]
    """Of imported energy; without one of them nothing is known of a time."""
    export_prices: tuple[PriceSlot, ...] = ()
    """Of fed-in energy; without any, the present one is held."""
    export_price: float | None = None
    """Of fed-in energy now, per kWh."""
    solar: tuple[SolarSlot, ...] = ()
    """With nights; without any, the house has no surplus."""
    house_load: float = 0.0
    """What the house takes without the machines, in W."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A time in which prices and sun stay as they are."""

    start: datetime
    end: datetime
    tariff: float
    """Per imported kWh."""
    export: float | None = None
    """Per fed-in kWh; None only without a surplus."""
    surplus: float = 0.0
    """What the house would feed in without the machines, in W."""

    @property
    def length(self) -> timedelta:
        """Return how long it is."""
        return self.end - self.start

    def price(self, watts: float) -> float:
        """Return what a kWh of machines costs that take so many watts."""
        if self.export is None or not self.surplus:
            return self.tariff
        imported = part_of(-self.surplus, watts)
        return imported * self.tariff + (1 - imported) * self.export


def pieces_of(ahead: Ahead) -> tuple[Piece, ...]:
    """Return the pieces of the time ahead, in order; what is not known stays a gap.

    A time without a forecast of the sun is not known either, if there is one for others,
    nor is a surplus without a price for it.
    """
    slots: tuple[PriceSlot | SolarSlot, ...] = (*ahead.export_prices, *ahead.solar)
    cuts = sorted({time for slot in slots for time in (slot.start, slot.end)})
    pieces: list[Piece] = []
    for slot in ahead.prices:
        inner = cuts[bisect_right(cuts, slot.start) : bisect_left(cuts, slot.end)]
        for start, end in pairwise((slot.start, *inner, slot.end)):
            sun = _at(ahead.solar, start)
            if ahead.solar and sun is None:
                continue
            surplus = max(sun.watts - ahead.house_load, 0.0) if sun else 0.0
            export = ahead.export_price
            if surplus and ahead.export_prices:
                known = _at(ahead.export_prices, start)
                export = known.price if known else None
            if surplus and export is None:
                continue
            pieces.append(
                Piece(
                    start=start,
                    end=end,
                    tariff=slot.price,
                    export=export if surplus else None,
                    surplus=surplus,
                )
            )
    return tuple(pieces)


def between(
    pieces: Sequence[Piece], start: datetime, end: datetime | None
) -> tuple[Piece, ...]:
    """Return the parts of pieces within a time; without an end, all after its start."""
    return tuple(
        replace(
            one,
            start=max(one.start, start),
            end=one.end if end is None else min(one.end, end),
        )
        for one in pieces
        if one.end > start and (end is None or one.start < end)
    )


def _at[SlotT: (PriceSlot, SolarSlot)](
    slots: Sequence[SlotT], time: datetime
) -> SlotT | None:
    """Return the slot that holds a time, None in a gap."""
    place = bisect_right(slots, time, key=attrgetter("start")) - 1
    return slots[place] if place >= 0 and time < slots[place].end else None
