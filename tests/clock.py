"""The time of the tests: it runs timers as it passes, and reading it is fast."""

import calendar
from datetime import datetime, timedelta
import sys
import threading
import time
from types import FrameType, ModuleType
from unittest.mock import patch

from freezegun import api as freezegun, config as freezegun_config
from homeassistant.core import HomeAssistant
from homeassistant.helpers import event
from homeassistant.util import dt as dt_util
from homeassistant.util.async_ import get_scheduled_timer_handles

# A frozen time is no measure of how long a test takes (--durations).
freezegun_config.configure(extend_ignore_list=["_pytest.timing"])

SPREAD = timedelta(microseconds=event.RANDOM_MICROSECOND_MAX)
"""Home Assistant spreads repeated work over this span."""
MAIN_THREAD = threading.main_thread().ident
RESOLUTION = time.get_clock_info("monotonic").resolution


async def stop_home_assistant(hass: HomeAssistant) -> None:
    """Stop a Home Assistant, with the timers of its calendars, which it leaves behind.

    They alone use `async_track_point_in_time` here.
    """
    await hass.async_stop(force=True)
    for timer in list(get_scheduled_timer_handles(hass.loop)):
        tracked = getattr(timer, "_callback", None)
        if getattr(tracked, "hass", None) is hass:
            name = tracked.job.name or ""
            if name.startswith("track point in time"):
                timer.cancel()


def run_due_timers(hass: HomeAssistant) -> None:
    """Run the timers that are due now.

    The test plugin's `async_fire_time_changed` does the same and makes two mocks for each
    timer: a fifth of the time of a test in which hours pass.
    """
    now = dt_util.utcnow() + SPREAD
    timestamp = now.timestamp()
    due = hass.loop.time() + RESOLUTION + timestamp - time.time()
    with patch.multiple(
        event,
        time_tracker_utcnow=lambda: now,
        time_tracker_timestamp=lambda: timestamp,
    ):
        for timer in list(get_scheduled_timer_handles(hass.loop)):
            if not timer.cancelled() and timer.when() <= due:
                timer._run()
                timer.cancel()


class FrozenClock:
    """Answers for freezegun, in less than half its time.

    Home Assistant reads the clock some two hundred times in each minute of a test.
    """

    def __init__(self) -> None:
        """Start without a time."""
        self._now: datetime | None = None
        self._seconds = 0.0

    def put_in_place(self) -> None:
        """Let freezegun read this clock."""
        freezegun._get_fake_monotonic = self.seconds
        freezegun._should_use_real_time = real_time_is_wanted
        freezegun._get_module_attributes_hash = fingerprint

    def seconds(self) -> float:
        """Return the frozen time in seconds since the epoch."""
        now = freezegun.get_current_time()
        if now is not self._now:
            self._now = now
            self._seconds = calendar.timegm(now.timetuple()) + now.microsecond / 1e6
        return self._seconds


def fingerprint(module: ModuleType) -> str:
    """Return what changes when a module gets another attribute.

    Freezegun compares it for each of 2,500 modules whenever it freezes the time.
    """
    return f"{id(module)}-{len(getattr(module, '__dict__', ()))}"


def real_time_is_wanted() -> bool:
    """Return whether a module that freezegun ignores, such as `threading`, asks.

    In the event loop's thread only the caller counts, in other threads a few frames
    above it too.
    """
    try:
        ignored = freezegun.ignore_lists[-1]
    except IndexError:
        return True  # Another thread has just ended the frozen time.
    frame: FrameType | None = sys._getframe(2)
    in_loop = threading.get_ident() == MAIN_THREAD
    for _ in range(1 if in_loop else freezegun.call_stack_inspection_limit):
        if frame is None:
            return False
        name = frame.f_globals.get("__name__")
        if name and name.startswith(ignored):
            return True
        frame = frame.f_back
    return False
