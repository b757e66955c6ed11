"""Reads times and numbers as integrations write them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import groupby, pairwise
from math import isfinite
from typing import Final

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
SECONDS: Final = range(10**9, 10**10)
"""Numbers that are seconds since 1970, until the year 2286; a thousandfold is ms."""

MANY: Final = 3
"""Steps in a row that are all alike because that is the length of their slots."""


def read_number(value: object) -> float | None:
    """Return a number, also if it is a text; None if it is none, or not finite."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError, OverflowError:
        return None
    return number if isfinite(number) else None


def is_time(value: object) -> bool:
    """Return whether a value is a time, or a text that is one."""
    try:
        return isinstance(value, str | datetime) and _as_written(value) is not None
    except ValueError:
        return False


def read_time(value: object, zone: tzinfo) -> datetime | None:
    """Return a time in UTC on the full minute, None if it is not one.

    A time without a zone is one of `zone`, as everywhere in Home Assistant. In the hour
    that the clocks repeat or leave out, nobody can say which time it is. Some
    integrations begin a slot a second late, or end it a second early.
    """
    try:
        time = _as_written(value)
        if time is None:
            return None
        if time.tzinfo is None:
            time = time.replace(tzinfo=zone)
            if time.utcoffset() != time.replace(fold=1 - time.fold).utcoffset():
                return None
        return datetime.fromtimestamp(round(time.timestamp() / 60) * 60, UTC)
    except ValueError, OverflowError, OSError:
        return None


def _as_written(value: object) -> datetime | None:
    """Return the time that a text, a number or an object is."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, str):
        return datetime.fromisoformat(value.strip())
    if isinstance(value, int | float):
        seconds = value if int(value) in SECONDS else value / 1000
        return datetime.fromtimestamp(seconds, UTC) if int(seconds) in SECONDS else None
    return None


def regular_steps(starts: Sequence[datetime]) -> dict[datetime, timedelta]:
    """Return how long slots last that say only when they begin; {} if nobody can say.

    Slots that are missing are gaps: a slot lasts the smallest step that there is. Where
    several longer steps in a row are alike, slots are longer: markets changed from hours
    to quarters, and some forecasts know the next hour in smaller steps.
    """
    ordered = sorted(set(starts))
    steps = [later - earlier for earlier, later in pairwise(ordered)]
    least = min(steps, default=timedelta())
    if not timedelta() < least <= HOUR or any(step % least for step in steps):
        return {}
    alike: list[timedelta] = []
    for step, group in groupby(steps):
        count = len(list(group))
        alike += [step if count >= MANY and step <= HOUR else least] * count
    # Before a gap, and at the end, a slot is as long as the one before it.
    lengths = [
        before if before < step and after == least else after
        for before, after, step in zip(
            (least, *alike), (*alike, least), (*steps, DAY), strict=True
        )
    ]
    return dict(zip(ordered, lengths, strict=True))
