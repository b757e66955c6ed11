"""Polls the sources, each at its own pace."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .const import LOGGER

LONG_POLL: Final = timedelta(seconds=30)
"""How long a poll may take until what is shown is looked at again."""


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
        stop = async_track_time_interval(self.hass, self._look_again, LONG_POLL)
        try:
            return await self._poll()
        finally:
            stop()

    @callback
    def _look_again(self, _: datetime) -> None:
        """Show what is still known while a poll takes long."""
        self.data = self._meanwhile()
        self.async_update_listeners()
