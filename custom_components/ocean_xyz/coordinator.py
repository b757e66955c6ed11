"""Polls the sources, each at its own pace."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .const import LOGGER


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
        name: str,
        interval: timedelta,
    ) -> None:
        """Prepare to poll."""
        super().__init__(
            hass, LOGGER, config_entry=entry, name=name, update_interval=interval
        )
        self._poll = poll

    @callback
    def async_keep_polling(self, entry: ConfigEntry) -> None:
        """Go on while the entry is loaded, even if no entity listens."""
        entry.async_on_unload(self.async_add_listener(_nothing))

    @override
    async def _async_update_data(self) -> DataT:
        """Ask what is due, and return what is known."""
        return await self._poll()


@callback
def _nothing() -> None:
    """Listen, and leave it at that."""
