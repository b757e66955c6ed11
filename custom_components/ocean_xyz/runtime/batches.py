"""Does much in small parts, so that a farm's 3,000 workers do not hold the event loop."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..const import DOMAIN

FEW_NAMES: Final = 50
"""Workers that are handled at once, without a background task."""

NAMES_IN_BATCH: Final = 5
"""Workers in a batch: each is a device and a dozen entities to register."""


@callback
def async_call_soon_once(
    hass: HomeAssistant, entry: ConfigEntry, act: Callable[[], None]
) -> CALLBACK_TYPE:
    """Return a function that schedules `act` for the event loop's next turn.

    However often it is called until then, `act` runs once, and not after the entry was
    unloaded.
    """
    handle: asyncio.Handle | None = None

    @callback
    def run() -> None:
        nonlocal handle
        handle = None
        act()

    @callback
    def schedule() -> None:
        nonlocal handle
        if handle is None:
            handle = hass.loop.call_soon(run)

    @callback
    def cancel() -> None:
        if handle is not None:
            handle.cancel()

    entry.async_on_unload(cancel)
    return schedule


@callback
def async_in_batches(
    hass: HomeAssistant,
    entry: ConfigEntry,
    names: Sequence[str],
    act: Callable[[Sequence[str]], None],
) -> None:
    """Call `act` with a few names at once, with many in batches in the background.

    It stops when the entry is unloaded: entities that are added to a platform that was
    already emptied would keep those of the next run out.
    """
    if len(names) <= FEW_NAMES:
        act(names)
        return

    async def in_batches() -> None:
        for start in range(0, len(names), NAMES_IN_BATCH):
            if entry.state is ConfigEntryState.UNLOAD_IN_PROGRESS:
                return
            act(names[start : start + NAMES_IN_BATCH])
            await asyncio.sleep(0)

    entry.async_create_background_task(hass, in_batches(), f"{DOMAIN} workers")
