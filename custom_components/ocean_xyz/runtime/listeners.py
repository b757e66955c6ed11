"""Calls the listeners of an account, in slices, so that a farm does not hold the loop.

An account of 3,000 workers has 9,000 entities and more. Each listens to the part of a
worker that it shows, and is called only when that part has changed.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import batched, islice
from operator import attrgetter
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..const import LOGGER
from ..mining.account import AccountState
from ..mining.workers.state import WorkerState

LISTENERS_AT_ONCE: Final = 25
"""Listeners that are called before the event loop is given back."""

WORKERS_AT_ONCE: Final = 50
"""Workers that are compared with what they were before the loop is given back."""

type PartOfWorker = Callable[[WorkerState], object]
type Search = Callable[[], Iterable[CALLBACK_TYPE]]

STATUS: Final[PartOfWorker] = attrgetter("status")
LONG: Final[PartOfWorker] = attrgetter("long_averages")


def itself(state: WorkerState) -> WorkerState:
    """Return the whole state, for those that listen to anything of a worker."""
    return state


class SlicedListeners:
    """Calls many listeners in slices, each of them once however often it is due."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin with nothing to do."""
        self._hass = hass
        self._searches: deque[Search] = deque()
        self._waiting: dict[CALLBACK_TYPE, None] = {}
        self._task: asyncio.Task[None] | None = None

    @callback
    def async_call(self, listeners: Iterable[CALLBACK_TYPE]) -> None:
        """Call a few listeners at once, many in slices."""
        self._waiting |= dict.fromkeys(listeners)
        self._begin()

    @callback
    def async_search(self, searches: Iterable[Search]) -> None:
        """Call what the searches return; search for some while others are called."""
        self._searches.extend(searches)
        self._search()
        self._begin()

    @callback
    def async_forget(self, listener: CALLBACK_TYPE) -> None:
        """Do not call a listener that was removed."""
        self._waiting.pop(listener, None)

    @callback
    def async_stop(self) -> None:
        """Call nobody any more."""
        self._searches.clear()
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    @callback
    def _begin(self) -> None:
        """Call a few at once, many in slices."""
        if len(self._waiting) <= LISTENERS_AT_ONCE and not self._searches:
            self._call_some()
        elif self._task is None or self._task.done():
            self._task = self._hass.async_create_task(self._call_all(), "OCEAN slices")

    async def _call_all(self) -> None:
        """Call all that wait, and give the event loop back in between."""
        while self._waiting or self._searches:
            self._call_some()
            await asyncio.sleep(0)
            self._search()

    @callback
    def _search(self) -> None:
        """Make one search, unless enough listeners for a slice are known."""
        if self._searches and len(self._waiting) < LISTENERS_AT_ONCE:
            self._waiting |= dict.fromkeys(self._searches.popleft()())

    @callback
    def _call_some(self) -> None:
        """Call one slice of those that wait; one that raises does not stop the others."""
        for listener in tuple(islice(self._waiting, LISTENERS_AT_ONCE)):
            del self._waiting[listener]
            try:
                listener()
            except Exception:  # noqa: BLE001 - whatever it is, it is logged
                LOGGER.exception("A listener failed")


class AccountListeners:
    """Who listens to an account's figures and to its workers."""

    def __init__(self, hass: HomeAssistant, state: AccountState) -> None:
        """Begin with a state that nobody listened to yet."""
        self._state = state
        self._workers: dict[str, dict[CALLBACK_TYPE, PartOfWorker]] = {}
        self._figures: dict[CALLBACK_TYPE, None] = {}
        self._slices = SlicedListeners(hass)
        self.async_stop = self._slices.async_stop

    @callback
    def async_listen_to_figures(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener whenever a figure has changed."""
        self._figures[listener] = None

        @callback
        def remove() -> None:
            del self._figures[listener]
            self._slices.async_forget(listener)

        return remove

    @callback
    def async_listen_to_worker(
        self, name: str, part: PartOfWorker, listener: CALLBACK_TYPE
    ) -> CALLBACK_TYPE:
        """Call a listener whenever a part of a worker's state is another object."""
        listeners = self._workers.setdefault(name, {})
        listeners[listener] = part

        @callback
        def remove() -> None:
            del listeners[listener]
            self._slices.async_forget(listener)
            if not listeners:
                self._workers.pop(name, None)

        return remove

    @callback
    def async_figures_changed(self) -> None:
        """Call those who listen to figures."""
        self._slices.async_call(self._figures)

    @callback
    def async_workers_changed(self, now: AccountState) -> None:
        """Call those who listen to something of a worker that has changed."""
        before, self._state = self._state, now
        turned = now.workers_known != before.workers_known
        if turned or now.workers is not before.workers:
            self._slices.async_search(
                partial(self._listeners_to, names, before, now)
                for names in batched(self._workers, WORKERS_AT_ONCE, strict=False)
            )

    def _listeners_to(
        self, names: Iterable[str], before: AccountState, now: AccountState
    ) -> Iterator[CALLBACK_TYPE]:
        """Return who listens to something of these workers that has changed."""
        turned = now.workers_known != before.workers_known
        for name in names:
            listeners = self._workers.get(name, {})
            new, old = now.workers.get(name), before.workers.get(name)
            if turned or new is None or old is None:
                yield from listeners
            elif new is not old:
                for listener, part in listeners.items():
                    if part(new) is not part(old):
                        yield listener
