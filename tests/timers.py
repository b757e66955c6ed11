"""The timers of Home Assistant, run as time passes."""

from datetime import timedelta
import time
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers import event
from homeassistant.util import dt as dt_util
from homeassistant.util.async_ import get_scheduled_timer_handles

SPREAD = timedelta(microseconds=event.RANDOM_MICROSECOND_MAX)
"""Over so much time Home Assistant spreads what it repeats."""
RESOLUTION = time.get_clock_info("monotonic").resolution


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
