"""What is remembered over a restart, in Home Assistant's storage."""

from os.path import isfile
from typing import Any, Final, Protocol, Self

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.json import json_bytes
from homeassistant.helpers.storage import Store
from orjson import Fragment

from ..const import DOMAIN, LOGGER

VERSION: Final = 1

SAVE_DELAY: Final = 300.0
"""Seconds; what was learned in them is lost when the power fails."""

SAVE_SOON: Final = 1.0
"""Seconds after a decision that a crash must not lose."""

SAVE_LATE: Final = 3600.0
"""Seconds for a large file in which only averages over weeks changed."""


class Memory(Protocol):
    """Something that can be stored and read again."""

    def to_dict(self) -> dict[str, Any]:
        """Return what is to be stored."""

    @classmethod
    def from_dict(cls, d: dict[str, Any], /) -> Self:
        """Read what was stored; raises ValueError or LookupError for anything else."""


class OceanStore[MemoryT: Memory]:
    """Stores one memory in one file."""

    def __init__(self, hass: HomeAssistant, key: str, kind: type[MemoryT]) -> None:
        """Prepare the store of the hub or of one account."""
        self._hass = hass
        self._kind = kind
        # A farm's memory takes a while to serialize, and never changes in place.
        self._store: Store[Any] = Store(
            hass, VERSION, f"{DOMAIN}.{key}", serialize_in_event_loop=False
        )
        self._memory: MemoryT | None = None
        self._due: float | None = None
        self._closed = False
        self.lost = False
        """Whether there was a file that could not be read."""

    async def load(self) -> MemoryT | None:
        """Return what was stored; None if there is nothing or it is unreadable.

        What is unreadable is logged and lost.
        """
        existed = await self._hass.async_add_executor_job(isfile, self._store.path)
        try:
            if (data := await self._store.async_load()) is None:
                # Home Assistant puts a file that is no JSON aside, and says so.
                self.lost = existed
                return None
            if not isinstance(data, dict):
                raise TypeError  # noqa: TRY301 (as any other wrong shape)
            return await self._hass.async_add_executor_job(self._kind.from_dict, data)
        except (
            LookupError,
            ValueError,
            TypeError,
            AttributeError,
            NotImplementedError,
            HomeAssistantError,
        ) as err:
            LOGGER.warning(
                "What was remembered in %s is unreadable and was discarded: %s",
                self._store.key,
                type(err).__name__,
            )
            self.lost = True
            return None

    def remember(self, memory: MemoryT, *, within: float = SAVE_DELAY) -> None:
        """Store a memory within some seconds.

        Home Assistant's store postpones a write with each further call, and here one
        comes each minute. So the time of the first call stays, or nothing would ever
        be written.
        """
        if self._closed or self._hass.state is not CoreState.running:
            # A poll may end after the entry was unloaded, or the account removed. While
            # Home Assistant starts or stops, news is not announced: it must not be
            # remembered as if it had been.
            return
        self._memory = memory
        now = self._hass.loop.time()
        due = now + within
        self._due = due if self._due is None else min(self._due, due)
        self._store.async_delay_save(self._data, max(self._due - now, 0))

    async def save(self, memory: MemoryT) -> None:
        """Store a memory now."""
        if not self._closed:
            self._memory = memory
            await self.flush()

    async def flush(self) -> None:
        """Store what is not stored yet."""
        if self._memory is not None:
            data = await self._hass.async_add_executor_job(self._data)
            await self._store.async_save(data)

    async def close(self) -> None:
        """Store what is not stored yet, and nothing that comes later.

        It would overwrite what the next run has learned.
        """
        self._closed = True
        await self.flush()

    async def remove(self) -> None:
        """Delete the file, for good."""
        self._closed = True
        self._memory = None
        # This waits for a write that is under way and would bring the file back.
        await self._store.async_save({})
        await self._store.async_remove()

    def _data(self) -> Fragment | dict[str, Any]:
        """Return what is to be written, already as JSON text.

        A farm's memory becomes tens of thousands of objects. This way they are freed
        where they were made, in the executor, and not in the event loop.
        """
        self._due, memory = None, self._memory
        return {} if memory is None else Fragment(json_bytes(memory.to_dict()))
