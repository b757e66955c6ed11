"""The slots of a forecast: spans of time with one price, or one mean power."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class PriceSlot:
    """A span of time with one price of energy.

    Slots of a forecast are in order of time and never overlap; what is not known is a
    gap. All times have a zone.
    """

    start: datetime
    end: datetime
    price: float
    """In the hub's currency per kWh; it may be negative."""


@dataclass(frozen=True, slots=True)
class SolarSlot:
    """A span of time with the mean power that the sun is expected to give."""

    start: datetime
    end: datetime
    watts: float


def joined(slots: Iterable[PriceSlot]) -> tuple[tuple[PriceSlot, ...], bool]:
    """Return slots in any order as a forecast, and whether two contradict each other.

    The price of a time for which they say two prices is not known.
    """
    begins: defaultdict[datetime, list[float]] = defaultdict(list)
    ends: defaultdict[datetime, list[float]] = defaultdict(list)
    for slot in slots:
        begins[slot.start].append(slot.price)
        ends[slot.end].append(slot.price)
    said: Counter[float] = Counter()
    known: list[PriceSlot] = []
    contradict = False
    for at, until in pairwise(sorted(begins.keys() | ends.keys())):
        said.update(begins.get(at, ()))
        said -= Counter(ends.get(at, ()))
        contradict |= len(said) > 1
        if len(said) == 1:
            known.append(PriceSlot(at, until, next(iter(said))))
    return tuple(known), contradict


def followed_by(
    known: tuple[PriceSlot, ...], news: tuple[PriceSlot, ...]
) -> tuple[PriceSlot, ...]:
    """Return what was known before the news begin, and then the news."""
    if not news:
        return known
    begin = news[0].start
    before = [slot for slot in known if slot.start < begin]
    return (*(replace(slot, end=min(slot.end, begin)) for slot in before), *news)


def overlaid(
    below: tuple[PriceSlot, ...], above: tuple[PriceSlot, ...]
) -> tuple[PriceSlot, ...]:
    """Return what is above, and what is below where nothing is above."""
    if not above:
        return below
    ends = [slot.end for slot in above]
    seen: list[PriceSlot] = []
    for slot in below:
        start = slot.start
        for index in range(bisect_right(ends, start), len(above)):
            cover = above[index]
            if cover.start >= slot.end:
                break
            if cover.start > start:
                seen.append(replace(slot, start=start, end=cover.start))
            start = cover.end
        if start < slot.end:
            seen.append(replace(slot, start=start))
    return tuple(sorted((*seen, *above), key=lambda slot: slot.start))


def since(slots: tuple[PriceSlot, ...], begin: datetime) -> tuple[PriceSlot, ...]:
    """Return the slots that end after a time."""
    return tuple(slot for slot in slots if slot.end > begin)


def priced(
    slots: tuple[PriceSlot, ...], percent: float, added: float
) -> tuple[PriceSlot, ...]:
    """Return what is paid: prices with a percentage, and then an amount per kWh, added."""
    factor = 1 + percent / 100
    return (
        tuple(
            replace(slot, price=slot.price * factor + added)
            for slot in slots
            if factor != 1 or added
        )
        or slots
    )


def fixed(price: float, begin: datetime, end: datetime) -> tuple[PriceSlot, ...]:
    """Return the hours of a time in which a price is fixed."""
    hour = timedelta(hours=1)
    return tuple(
        PriceSlot(begin + index * hour, begin + (index + 1) * hour, price)
        for index in range((end - begin) // hour)
    )
