"""An installation in which a week passes: it starts, runs, crashes and starts again."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from copy import deepcopy
from datetime import timedelta
from random import Random
from typing import Any
from unittest.mock import patch

from homeassistant import bootstrap, loader
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    category_registry as cr,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    issue_registry as ir,
    label_registry as lr,
    restore_state as rs,
    translation,
)
from homeassistant.helpers.storage import Store
from pytest_homeassistant_custom_component.common import async_test_home_assistant
from yarl import URL

from custom_components.ocean_xyz.api import Transport
from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.runtime.account import (
    OceanConfigEntry,
    OceanRuntimeData,
)
from custom_components.ocean_xyz.runtime.clients import TRANSPORT_KEY
from simulator import Reply, Upstreams, World

from ..clock import stop_home_assistant
from .clock import MINUTE, Clock

type Attend = Callable[[HomeAssistant], None]
type Recording = Callable[[HomeAssistant, dict[str, Any]], Any]

# Home Assistant's own history is not tested.
RECORD_NOTHING: dict[str, Any] = {"exclude": {"entity_globs": ["*"]}}


class Answer:
    """An answer of the simulator in the form of a session's response."""

    def __init__(self, reply: Reply) -> None:
        """Store the answer."""
        self.status = reply.status
        self.headers: Mapping[str, str] = reply.headers
        self.content = self
        self._body = reply.body

    async def iter_chunked(self, size: int) -> AsyncIterator[bytes]:
        """Return the whole body."""
        yield self._body

    def release(self) -> None:
        """End the answer."""


class Session:
    """Asks the simulator in process, like the test plugin's session but faster."""

    def __init__(self, upstreams: Upstreams) -> None:
        """Store the upstreams to ask."""
        self._upstreams = upstreams

    async def get(self, url: URL, **_: Any) -> Answer:
        """Request a URL."""
        reply = self._upstreams.get(str(url))
        reply.raise_for_trouble()
        return Answer(reply)


class House:
    """A Home Assistant that restarts many times from its own files."""

    def __init__(
        self,
        upstreams: Upstreams,
        clock: Clock,
        storage: dict[str, Any],
        recording: Recording,
        attend: Attend,
    ) -> None:
        """Prepare a house; `attend` is called with each Home Assistant that starts."""
        self.upstreams = upstreams
        self.clock = clock
        self.storage = storage
        self.zone = "UTC"
        self.running = False
        self.polls = 0
        self._recording = recording
        self._attend = attend
        self._stack = AsyncExitStack()
        self._random = Random(0)
        self._hass: HomeAssistant | None = None

    @property
    def world(self) -> World:
        """Return the house's world."""
        return self.upstreams.world

    @property
    def hass(self) -> HomeAssistant:
        """Return the running Home Assistant."""
        assert self._hass is not None
        return self._hass

    @property
    def entry(self) -> OceanConfigEntry:
        """Return the entry."""
        (entry,) = self.hass.config_entries.async_entries(DOMAIN)
        return entry

    @property
    def runtime(self) -> OceanRuntimeData:
        """Return the runtime data of the loaded entry."""
        return self.entry.runtime_data

    async def start(self) -> None:
        """Start Home Assistant from its files, as after a reboot."""
        enter = self._stack.enter_async_context
        self._hass = hass = await enter(
            async_test_home_assistant(load_registries=False)
        )
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
        await hass.config.async_set_time_zone(self.zone)
        dr.async_setup(hass)
        for registry in (ar, cr, dr, er, fr, ir, lr, rs):
            await registry.async_load(hass)
        hass.data[bootstrap.DATA_REGISTRIES_LOADED] = None
        await translation.async_load_integrations(hass, {"homeassistant"})
        await enter(self._recording(hass, RECORD_NOTHING))
        await hass.config_entries.async_initialize()
        hass.data[TRANSPORT_KEY] = Transport(Session(self.upstreams))
        self._attend(hass)
        chance = "custom_components.ocean_xyz.runtime.setup.random"
        self._stack.enter_context(patch(chance, self._random.random))
        for entry in hass.config_entries.async_entries(DOMAIN):
            await hass.config_entries.async_setup(entry.entry_id)
        await self.settle()
        self.running = True

    async def stop(self) -> None:
        """Stop Home Assistant, which writes all stores."""
        self.running = False
        await stop_home_assistant(self.hass)
        await self._stack.aclose()
        self._stack = AsyncExitStack()
        # The test plugin's mocks store all calls and would leak their arguments.
        await asyncio.sleep(0)
        vars(self.hass).clear()
        self._hass = None

    async def crash(self) -> None:
        """Let the power fail: everything that is not written yet is lost."""
        written = deepcopy(self.storage)
        await self.stop()
        self.storage.clear()
        self.storage.update(written)

    async def restart(self, *, crash: bool = False, away: timedelta = MINUTE) -> None:
        """Stay off for a while, then start again."""
        await (self.crash() if crash else self.stop())
        self.clock.move(away)
        self.world.advance(away)
        await self.start()

    async def reload(self) -> None:
        """Reload the entry."""
        await self.hass.config_entries.async_reload(self.entry.entry_id)
        await self.settle()

    async def move_to_zone(self, zone: str) -> None:
        """Change the home's time zone while everything runs."""
        self.zone = zone
        await self.hass.config.async_update(time_zone=zone)

    async def minute(self) -> None:
        """Let a minute pass and run everything that is due in it."""
        self.clock.move()
        self.world.advance(MINUTE)
        self.polls += 1
        # Timers are due in the next turn of the loop, and run in the one after it.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await self.settle()

    def forget_calls(self) -> None:
        """Reset the test plugin's storage mock, which stores each call."""
        for name in ("_async_load", "_async_write_data", "async_remove"):
            getattr(Store, name).mock.reset_mock()

    async def settle(self) -> None:
        """Wait until all started work is done."""
        await self.hass.async_block_till_done(wait_background_tasks=True)
