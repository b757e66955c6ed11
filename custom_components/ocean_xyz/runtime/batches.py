"""Does much in slices, so that a farm's 3,000 machines do not hold up the house."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..const import DOMAIN, LOGGER

LISTENERS_AT_ONCE: Final = 25
"""Listeners that are told before the event loop is given back."""

NAMES_AT_ONCE: Final = 50
"""Workers up to which all are taken up at once."""

NAMES_IN_SLICE: Final = 5
"""Workers of many that are taken up before the event loop is given back.

A worker is a device and a dozen entities, each of which is registered.
"""

type Finder = Callable[[], Iterable[CALLBACK_TYPE]]


class SlicedListeners:
    """Tells many listeners, and comes back to those that were not told yet."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin with nobody to tell."""
        self._hass = hass
        self._finders: deque[Finder] = deque()
        self._waiting: dict[CALLBACK_TYPE, None] = {}
        self._task: asyncio.Task[None] | None = None

    @callback
    def tell(self, listeners: Iterable[CALLBACK_TYPE]) -> None:
        """Tell listeners: a few at once, many in slices; each of them once."""
        self._waiting |= dict.fromkeys(listeners)
        self._begin()

    @callback
    def find(self, finders: Iterable[Finder]) -> None:
        """Tell those that are found, and look for some while others are told."""
        self._finders.extend(finders)
        self._find_some()
        self._begin()

    @callback
    def _begin(self) -> None:
        """Tell a few at once, many in slices."""
        if len(self._waiting) <= LISTENERS_AT_ONCE and not self._finders:
            self._tell_some()
        elif self._task is None or self._task.done():
            self._task = self._hass.async_create_task(self._tell_all(), "OCEAN slices")

    @callback
    def forget(self, listener: CALLBACK_TYPE) -> None:
        """Tell a listener no more."""
        self._waiting.pop(listener, None)

    @callback
    def stop(self) -> None:
        """Leave off telling."""
        self._finders.clear()
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    async def _tell_all(self) -> None:
        """Tell those who wait, and give the event loop back in between."""
        while self._waiting or self._finders:
            self._tell_some()
            await asyncio.sleep(0)
            self._find_some()

    @callback
    def _find_some(self) -> None:
        """Look for those who are to be told, unless enough are known for a slice."""
        if self._finders and len(self._waiting) < LISTENERS_AT_ONCE:
            self._waiting |= dict.fromkeys(self._finders.popleft()())

    @callback
    def _tell_some(self) -> None:
        """Tell one slice of those who wait; one that raises keeps it from nobody."""
        for listener in tuple(islice(self._waiting, LISTENERS_AT_ONCE)):
            del self._waiting[listener]
            try:
                listener()
            except Exception:  # noqa: BLE001 - whatever it is, it is logged
                LOGGER.exception("A listener failed")


@callback
def async_call_soon_once(
    hass: HomeAssistant, entry: ConfigEntry, act: Callable[[], None]
) -> CALLBACK_TYPE:
    """Return what lets something be done in a turn of the event loop of its own.

    However often it is called until then, it is done once, and not after the entry was
    unloaded.
    """
    turn: asyncio.Handle | None = None

    @callback
    def done() -> None:
        nonlocal turn
        turn = None
        act()

    @callback
    def begin() -> None:
        nonlocal turn
        if turn is None:
            turn = hass.loop.call_soon(done)

    @callback
    def leave_off() -> None:
        if turn is not None:
            turn.cancel()

    entry.async_on_unload(leave_off)
    return begin


@callback
def async_in_batches(
    hass: HomeAssistant,
    entry: ConfigEntry,
    names: Sequence[str],
    take: Callable[[Sequence[str]], None],
) -> None:
    """Take up workers: a few at once, many in slices in the background.

    Not while the entry is unloaded: entities that come after their platform was
    emptied would keep those of the next run out.
    """
    if len(names) <= NAMES_AT_ONCE:
        take(names)
        return

    async def in_slices() -> None:
        for start in range(0, len(names), NAMES_IN_SLICE):
            if entry.state is ConfigEntryState.UNLOAD_IN_PROGRESS:
                return
            take(names[start : start + NAMES_IN_SLICE])
            await asyncio.sleep(0)

    entry.async_create_background_task(hass, in_slices(), f"{DOMAIN} workers")
