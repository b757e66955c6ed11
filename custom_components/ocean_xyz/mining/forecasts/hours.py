"""Reads prices whose names are hours, as Spain's PVPC has them: `price_07h`."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
import re
from typing import Any, Final

NAME: Final = re.compile(r"price_(next_day_)?(\d\d)h(_d)?")
"""The next day's have it in their names, and the second of two hours when clocks change."""


def named_hours(
    attributes: Mapping[str, Any], day: date, zone: tzinfo
) -> dict[datetime, Any]:
    """Return what attributes with such names say, by the time when each hour begins.

    They are about a day here, and the one after it.
    """
    hours: dict[datetime, Any] = {}
    for name, value in attributes.items():
        if (found := NAME.fullmatch(str(name))) and int(found[2]) < 24:
            its_day = day + timedelta(days=1 if found[1] else 0)
            local = datetime(
                *(its_day.year, its_day.month, its_day.day, int(found[2])),
                fold=1 if found[3] else 0,
                tzinfo=zone,
            )
            hours[local.astimezone(UTC)] = value
    return hours
