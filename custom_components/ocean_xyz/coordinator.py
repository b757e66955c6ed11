"""Polls the sources, each at its own interval."""

from asyncio import TimerHandle
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .const import LOGGER

LOOK_EVERY: Final = 30.0
"""Seconds between two looks at what is still known, while no poll has an answer."""


class OceanCoordinator[DataT](DataUpdateCoordinator[DataT]):
    """Polls one source.

    A source never fails as a whole. Each of its questions keeps its last good answer
    for a while and logs its own silence, so the data always says what is known. A part
    that is not known is None.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        poll: Callable[[], Awaitable[DataT]],
        *,
        meanwhile: Callable[[], DataT],
        name: str,
        interval: timedelta,
    ) -> None:
        """Prepare to poll.

        `meanwhile` returns what is known while a poll goes on, without any news.
        """
        self._entry = entry
        self._later: TimerHandle | None = None
        super().__init__(
            hass, LOGGER, config_entry=entry, name=name, update_interval=interval
        )
        self._poll = poll
        self._meanwhile = meanwhile
        self.data = meanwhile()

    @override
    async def _async_update_data(self) -> DataT:
        """Ask what is due, and return what is known.

        An upstream that hangs must not keep old values alive.
        """
        self._look_later()
        try:
            return await self._poll()
        finally:
            self._stop_looking()
            if self._entry.pref_disable_polling and not self._shutdown_requested:
                # Nobody will ask before the user does, but what is known grows old.
                self._look_later()

    @override
    async def async_shutdown(self) -> None:
        """Stop polling, and looking."""
        await super().async_shutdown()
        self._stop_looking()

    @callback
    def async_show(self, data: DataT, *, announce: bool = True) -> None:
        """Show other data between two polls; listeners hear of it if asked to."""
        self.data = data
        if announce:
            self.async_update_listeners()

    @callback
    def _look_later(self) -> None:
        """Look again at what is known, should no poll end until then."""
        self._stop_looking()
        self._later = self.hass.loop.call_later(LOOK_EVERY, self._look_again)

    @callback
    def _look_again(self) -> None:
        """Show what is still known while a poll takes long, or none is made."""
        self._look_later()
        self.async_show(self._meanwhile())

    @callback
    def _stop_looking(self) -> None:
        """Leave it to the polls to show what is known."""
        if self._later is not None:
            self._later.cancel()
