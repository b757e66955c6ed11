"""A timer of which there is at most one."""

from collections.abc import Callable
from datetime import datetime, timedelta

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later


class Timer:
    """Calls a function after a time.

    After so many seconds, not at a time by the computer's clock, which may be set.
    """

    def __init__(self, hass: HomeAssistant, call: Callable[[], None]) -> None:
        """Remember what to call."""
        self._hass = hass
        self._call = call
        self._cancel: CALLBACK_TYPE | None = None

    @callback
    def async_set(self, delay: timedelta | None) -> None:
        """Call after this time, instead of any time before; None is never."""
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
        if delay is None:
            return

        @callback
        def due(_: datetime) -> None:
            self._cancel = None
            self._call()

        job = HassJob(due, cancel_on_shutdown=True)
        self._cancel = async_call_later(self._hass, delay, job)
