"""Which workers of an account are devices, and which platforms follow that."""

from collections.abc import Callable, Sequence

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .batches import async_in_batches

type AddWorkers = Callable[[Sequence[str]], None]


class WorkerDeviceList:
    """The workers of an account that are devices."""

    def __init__(self) -> None:
        """Begin without any."""
        self.names: set[str] = set()
        """The raw names of workers that are devices, or are about to be."""
        self._registered: set[str] = set()
        self._followers: list[AddWorkers] = []

    @callback
    def async_restore(self, names: set[str]) -> None:
        """Begin with the workers that were devices in the last run."""
        self.names, self._registered = set(names), set(names)

    @callback
    def async_registered(self, names: Sequence[str]) -> None:
        """Let the platforms add the entities of workers whose devices are new."""
        self._registered.update(names)
        for add in self._followers:
            add(names)

    @callback
    def async_forget(self, names: set[str]) -> None:
        """Forget workers whose devices were removed."""
        self.names -= names
        self._registered -= names

    @callback
    def async_follow(
        self, hass: HomeAssistant, entry: ConfigEntry, add: AddWorkers
    ) -> None:
        """Let a platform add entities, now and for as long as the entry is loaded."""
        self._followers.append(add)
        entry.async_on_unload(lambda: self._followers.remove(add))

        @callback
        def add_present(names: Sequence[str]) -> None:
            if present := [name for name in names if name in self.names]:
                add(present)

        async_in_batches(hass, entry, sorted(self._registered), add_present)
