"""Announces what is new: once, in order, and whether or not its entity is enabled."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from math import inf
from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.start import async_at_started
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.signal_type import SignalType

from ..const import DOMAIN
from ..coordinator import OceanCoordinator
from ..mining.workers.news import News
from .account import OceanAccount, OceanConfigEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Announcement:
    """News of the pool or of an account, for event entities and triggers."""

    key: str
    """The key of the event entity."""
    owner: str
    """The owner in its unique id."""
    entry: OceanConfigEntry
    account: OceanAccount | None
    news: News


ANNOUNCED: Final = SignalType[Announcement](f"{DOMAIN}_announced")

HASHRATES: Final = SignalType[()](f"{DOMAIN}_hashrates")
"""Sent when hashrates may have changed, for triggers while no entity shows them."""

_STARTED: Final[HassKey[float]] = HassKey(f"{DOMAIN}_started")
_START_LASTS: Final = 60.0
"""Seconds after the start of Home Assistant in which its automations begin to listen."""


@callback
def async_note_start(hass: HomeAssistant) -> None:
    """Note when Home Assistant has started, unless it had before."""
    if hass.state is CoreState.running:
        return
    hass.data[_STARTED] = inf

    @callback
    def started(hass: HomeAssistant) -> None:
        hass.data[_STARTED] = hass.loop.time()

    async_at_started(hass, started)


def has_just_started(hass: HomeAssistant) -> bool:
    """Return whether Home Assistant starts, or started a moment ago."""
    return hass.loop.time() - hass.data.get(_STARTED, -inf) < _START_LASTS


@callback
def async_announce[DataT](
    hass: HomeAssistant,
    coordinator: OceanCoordinator[DataT],
    news_fn: Callable[[DataT], list[News]],
    announcement: Callable[[News], Announcement],
    *,
    entry: OceanConfigEntry,
    save: Callable[[], Awaitable[None]],
) -> None:
    """Announce the news of a coordinator, from its last answer on.

    News waits until the entry is set up, and until Home Assistant has started: before
    that no automation listens, and while it stops no message gets out. Stores remember
    nothing then, so the next run finds the news again. What is announced is written
    first by `save`, because news that comes twice is worse than news that is late.
    """
    last: DataT | None = None
    waiting: list[News] = []

    async def write_and_send() -> None:
        await save()
        while waiting:
            async_dispatcher_send(hass, ANNOUNCED, announcement(waiting.pop(0)))

    @callback
    def announce() -> None:
        is_set_up = entry.state is not ConfigEntryState.SETUP_IN_PROGRESS
        if waiting and is_set_up and hass.state is CoreState.running:
            # Not before all that listens to the coordinator has its data.
            name = f"{DOMAIN} announces"
            hass.async_create_task(write_and_send(), name, eager_start=False)

    @callback
    def take() -> None:
        nonlocal last
        if (data := coordinator.data) is not last:
            last = data
            waiting.extend(news_fn(data))
            announce()

    @callback
    def started(hass: HomeAssistant) -> None:
        # Automations begin to listen in the same turn of the event loop.
        entry.async_on_unload(hass.loop.call_soon(announce).cancel)

    entry.async_on_unload(coordinator.async_add_listener(take))
    take()
    entry.async_on_unload(entry.async_on_state_change(announce))
    entry.async_on_unload(async_at_started(hass, started))
