"""Since when something has been so, as conditions ask."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum


class Fact(StrEnum):
    """What conditions ask of an account."""

    MINING = "mining"
    PROFITABLE = "profitable"
    LIVE = "live"


class Lasting:
    """Remembers since when each of some values is as it is.

    The time is in seconds of a clock that nobody sets.
    """

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._known: dict[str, tuple[bool | None, float]] = {}

    def note(self, values: Mapping[str, bool | None], now: float) -> None:
        """Take what is so now, None for what is not known; all else is forgotten."""
        before = self._known
        self._known = {
            key: known
            if (known := before.get(key)) is not None and known[0] is value
            else (value, now)
            for key, value in values.items()
        }

    def has_been(
        self, key: str, *, wanted: bool | None, least: timedelta, now: float
    ) -> bool | None:
        """Return whether it has been as wanted for a time; None asks for the unknown.

        None while it is not known, unless that is wanted.
        """
        value, since = self._known.get(key, (None, now))
        if value is None and wanted is not None:
            return None
        return value is wanted and now - since >= least.total_seconds()
