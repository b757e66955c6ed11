"""The time of a simulated week. It does not move within a minute."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
import time
from unittest.mock import patch

from freezegun import api as freezegun
from freezegun.api import FrozenDateTimeFactory
from homeassistant.util import dt as dt_util

MINUTE = timedelta(minutes=1)


class Clock:
    """Moves all clocks together.

    Values that are read many thousand times in a minute are computed once: freezegun
    alone would take a fifth of the run.
    """

    def __init__(self, freezer: FrozenDateTimeFactory, start: datetime) -> None:
        """Set all clocks to a time."""
        self._freezer = freezer
        self.start = self.now = _real(start)
        self._seconds = self.now.timestamp()
        freezer.move_to(start)

    @property
    def elapsed(self) -> timedelta:
        """Return how long the week has lasted."""
        return self.now - self.start

    def move(self, by: timedelta = MINUTE) -> None:
        """Let time pass."""
        self._freezer.tick(by)
        self.now = _real(self.now + by)
        self._seconds = self.now.timestamp()

    @contextmanager
    def in_force(self) -> Generator[None]:
        """Patch all readers of the time to use these clocks."""
        loop = asyncio.get_running_loop()
        with (
            patch.object(time, "time", lambda: self._seconds),
            patch.object(time, "monotonic", lambda: self._seconds),
            patch.object(loop, "time", lambda: self._seconds),
            patch.object(dt_util, "utcnow", lambda: self.now),
        ):
            yield


def _real(moment: datetime) -> datetime:
    """Return the time as a real datetime, which computes faster than a frozen one."""
    return freezegun.real_datetime.fromtimestamp(moment.timestamp(), UTC)
