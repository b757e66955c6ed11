"""Reads what the solar forecasts of Home Assistant's energy dashboard say."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import groupby, pairwise
from typing import Final

from .refused import Refused
from .slots import SolarSlot
from .times import DAY, HOUR, read_number, read_time

DARK: Final = 0.25
"""The part of the most power that a forecast has when the sun rises or sets, at most."""
LIMIT: Final = 4000
"""Slots of one forecast that are read."""


def read_solar(answer: object, zone: tzinfo) -> tuple[SolarSlot, ...] | Refused:
    """Return the mean power by one forecast: `{"wh_hours": {time: Wh}}`.

    The time is the beginning of a slot. Sunrise and sunset make irregular ones.
    """
    hours = answer.get("wh_hours") if isinstance(answer, Mapping) else None
    if not isinstance(hours, Mapping) or not hours:
        return Refused.UNAVAILABLE if answer is None else Refused.NO_LIST
    if len(hours) > LIMIT:
        return Refused.TOO_LONG
    energy: defaultdict[datetime, float] = defaultdict(float)
    times = {key: start for key in hours if (start := read_time(key, zone))}
    for key, start in times.items():
        if (value := read_number(hours[key])) is not None:
            energy[start] += max(0.0, value)
    if not energy:
        return Refused.NOT_A_NUMBER if times else Refused.TIMES
    starts = sorted(energy)
    return tuple(
        SolarSlot(start, start + length, energy[start] / (length / HOUR))
        for start, length in zip(starts, _lengths(starts), strict=True)
    )


def _lengths(starts: Sequence[datetime]) -> Iterable[timedelta]:
    """Yield how long slots last: to the next one, at most an hour, but over no gap.

    A gap is longer than the slots before and after it.
    """
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    around = [DAY, *gaps, DAY, DAY]
    for before, gap, after in zip(around, around[1:], around[2:], strict=False):
        yield min(before, HOUR) if gap > HOUR else min(gap, max(before, after))


def summed(forecasts: Sequence[tuple[SolarSlot, ...]]) -> tuple[SolarSlot, ...]:
    """Return what forecasts say together, where each of them says something."""
    slots = [slot for forecast in forecasts for slot in forecast]
    changes: defaultdict[datetime, list[tuple[int, float]]] = defaultdict(list)
    for slot in slots:
        changes[slot.start].append((1, slot.watts))
        changes[slot.end].append((-1, -slot.watts))
    count, watts, total = 0, 0.0, []
    for at, until in pairwise(sorted(changes)):
        count += sum(one for one, _ in changes[at])
        watts += sum(change for _, change in changes[at])
        if count == len(forecasts):
            total.append(SolarSlot(at, until, round(max(0.0, watts), 3)))
    return tuple(total)


def with_nights(
    slots: tuple[SolarSlot, ...], begin_of_day: Callable[[datetime, int], datetime]
) -> tuple[SolarSlot, ...]:
    """Return a forecast with the nights that it leaves out, in which there is no sun.

    `begin_of_day` returns the midnight before a time, or one so many days later. A day
    that begins or ends in full sun is cut off there, which says nothing about the rest;
    nor does a gap within a day.
    """
    dark = DARK * max((slot.watts for slot in slots), default=0.0)
    seen: list[SolarSlot] = []
    for midnight, group in groupby(slots, lambda slot: begin_of_day(slot.start, 0)):
        of_day = tuple(group)
        first, last = of_day[0], of_day[-1]
        morning = max(midnight, seen[-1].end) if seen else midnight
        if morning < first.start and first.watts <= dark:
            seen.append(SolarSlot(morning, first.start, 0.0))
        seen.extend(of_day)
        night = begin_of_day(last.start, 1)
        if last.end < night and last.watts <= dark:
            seen.append(SolarSlot(last.end, night, 0.0))
    return tuple(seen)
