"""What outlives a restart, on disk."""

from os.path import isfile
from typing import Any, Final, Protocol, Self

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.json import json_bytes
from homeassistant.helpers.storage import Store
from mashumaro.exceptions import InvalidFieldValue, MissingField
from orjson import Fragment

from ..const import DOMAIN, LOGGER

VERSION: Final = 1

# What is lost when the power fails is what was learned since.
SAVE_DELAY: Final = 300.0

# After an alarm the memory of it is written at once, or a crash would repeat it.
SAVE_SOON: Final = 1.0

# What is a mean over weeks, in a file that is large.
SAVE_LATE: Final = 3600.0


class Memory(Protocol):
    """Something that can be written down and read again."""

    def to_dict(self) -> dict[str, Any]:
        """Return what is to be written."""

    @classmethod
    def from_dict(cls, d: dict[str, Any], /) -> Self:
        """Return what was written; raises ValueError or LookupError for anything else."""


class OceanStore[MemoryT: Memory]:
    """Keeps one memory in Home Assistant's storage."""

    def __init__(self, hass: HomeAssistant, key: str, kind: type[MemoryT]) -> None:
        """Prepare the store of the hub or of one account."""
        self._hass = hass
        self._kind = kind
        # A farm's memory takes a while to write down, and never changes in place, so
        # it is written down away from the event loop.
        self._store: Store[Any] = Store(
            hass, VERSION, f"{DOMAIN}.{key}", serialize_in_event_loop=False
        )
        self._memory: MemoryT | None = None
        self._due: float | None = None
        self._closed = False
        self.lost = False
        """Whether there was something that could not be read."""

    async def load(self) -> MemoryT | None:
        """Return what was remembered, None if there is nothing or it is unreadable.

        The latter is logged, and the memory begins anew.
        """
        existed = await self._hass.async_add_executor_job(isfile, self._store.path)
        try:
            if (data := await self._store.async_load()) is None:
                # Home Assistant puts a file that is no JSON aside, and says so.
                self.lost = existed
                return None
            return await self._hass.async_add_executor_job(self._kind.from_dict, data)
        except (
            InvalidFieldValue,
            MissingField,
            TypeError,
            AttributeError,
            NotImplementedError,
            HomeAssistantError,
        ) as err:
            LOGGER.warning(
                "What was remembered in %s is unreadable and begins anew: %s",
                self._store.key,
                type(err).__name__,
            )
            self.lost = True
            return None

    def remember(self, memory: MemoryT, *, within: float = SAVE_DELAY) -> None:
        """Write a memory down within some seconds.

        A store puts a write off with each further one, and here one comes each
        minute: the time of the first is kept, or nothing would ever be written.
        """
        if self._closed:
            # A poll may end after the entry was unloaded, or the account removed.
            return
        self._memory = memory
        now = self._hass.loop.time()
        due = now + within
        self._due = due if self._due is None else min(self._due, due)
        self._store.async_delay_save(self._data, max(self._due - now, 0))

    async def save(self, memory: MemoryT) -> None:
        """Write a memory down now."""
        if not self._closed:
            self._memory = memory
            await self.flush()

    async def flush(self) -> None:
        """Write down what is not written yet."""
        if self._memory is not None:
            data = await self._hass.async_add_executor_job(self._data)
            await self._store.async_save(data)

    async def close(self) -> None:
        """Write down what is not written yet, and take nothing more.

        What came later would be written over what the next run has learned.
        """
        self._closed = True
        await self.flush()

    async def remove(self) -> None:
        """Forget everything, for good."""
        self._closed = True
        self._memory = None
        # After a write that is under way, or that would bring the file back.
        await self._store.async_save({})
        await self._store.async_remove()

    def _data(self) -> Fragment | dict[str, Any]:
        """Return what is to be written, as the text that it will be.

        A farm's memory is tens of thousands of objects: where they are made, away from
        the event loop, they go again, and not where the store lets go of them.
        """
        self._due, memory = None, self._memory
        return {} if memory is None else Fragment(json_bytes(memory.to_dict()))
