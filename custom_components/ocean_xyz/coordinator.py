"""Polls the sources, each at its own pace."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .const import LOGGER

LONG_POLL: Final = 30.0
"""Seconds that a poll may take until what is shown is looked at again."""


class OceanCoordinator[DataT](DataUpdateCoordinator[DataT]):
    """Polls one source.

    A source never fails as a whole: each of its questions keeps its last good answer
    for a while and logs its own silence, so that the data always says what is known
    and a part that is not known is None.
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
            self._later.cancel()

    @callback
    def _look_later(self) -> None:
        """Look again at what is shown, should the poll take long."""
        self._later = self.hass.loop.call_later(LONG_POLL, self._look_again)

    @callback
    def _look_again(self) -> None:
        """Show what is still known while a poll takes long."""
        self._look_later()
        self.data = self._meanwhile()
        self.async_update_listeners()
