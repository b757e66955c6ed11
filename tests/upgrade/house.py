"""A Home Assistant with its own folder, whose files survive a restart."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
import random
from typing import Any, Final
from unittest.mock import patch

from homeassistant import bootstrap, loader
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    aiohttp_client,
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
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_test_home_assistant
from pytest_homeassistant_custom_component.components.recorder.common import (
    do_adhoc_statistics,
)
from yarl import URL

from custom_components.ocean_xyz.const import DOMAIN
from simulator import Reply, Upstreams
from tests.clock import stop_home_assistant
from tests.soak.clock import MINUTE, Clock

type Recording = Callable[[HomeAssistant, dict[str, Any]], Any]
type Attend = Callable[[HomeAssistant], None]

ZONE: Final = "Europe/Berlin"
PERIOD: Final = timedelta(minutes=5)

PLUG: Final = "sensor.plug"
TARIFF: Final = "sensor.tariff"
PRICE: Final = "sensor.bitcoin"
SWITCH: Final = "switch.nano"

RECORDED: Final = (
    "sensor.home_unpaid_earnings",
    "sensor.home_earned_in_total",
    "sensor.heater_paid_in_total",
    "sensor.mining_power",
    "sensor.attic_power",
    "sensor.home_profit_per_day",
    "sensor.ocean_pool_hashrate_5_minutes",
)
"""The sensors that have long-term statistics; two of them were renamed by the user."""


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
    """A session that asks the simulator in the same process."""

    def __init__(self, upstreams: Upstreams) -> None:
        """Store the upstreams to ask."""
        self._upstreams = upstreams

    async def get(self, url: URL, **_: Any) -> Answer:
        """Request a URL."""
        reply = self._upstreams.get(str(url))
        reply.raise_for_trouble()
        return Answer(reply)

    def detach(self) -> None:
        """Do nothing: there is nothing to close."""


class House:
    """A Home Assistant that starts from the files in a folder."""

    def __init__(
        self, folder: Path, upstreams: Upstreams, clock: Clock, recording: Recording
    ) -> None:
        """Prepare a house, including states of other integrations."""
        self.folder = folder
        self.upstreams = upstreams
        self.clock = clock
        self.others: dict[str, tuple[str, str | None]] = {
            PLUG: ("152000", "W"),
            TARIFF: ("0.02", "USD/kWh"),
            PRICE: ("91000", "USD/BTC"),
            SWITCH: ("on", None),
        }
        self.compiling = False
        """Whether statistics are compiled every five minutes."""
        self._recording = recording
        self._stack = AsyncExitStack()
        self._hass: HomeAssistant | None = None

    @property
    def hass(self) -> HomeAssistant:
        """Return the running Home Assistant."""
        assert self._hass is not None
        return self._hass

    @property
    def entry(self) -> ConfigEntry[Any]:
        """Return the entry."""
        (entry,) = self.hass.config_entries.async_entries(DOMAIN)
        return entry

    @property
    def storage(self) -> Path:
        """Return the folder of Home Assistant's storage."""
        return self.folder / ".storage"

    async def prepare(self, attend: Attend | None = None) -> None:
        """Start Home Assistant without the integration."""
        asyncio.get_running_loop().set_debug(False)
        enter = self._stack.enter_async_context
        self._hass = hass = await enter(
            async_test_home_assistant(
                load_registries=False, config_dir=str(self.folder)
            )
        )
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
        hass.config.currency = "EUR"
        await hass.config.async_set_time_zone(ZONE)
        dr.async_setup(hass)
        for registry in (ar, cr, dr, er, fr, ir, lr, rs):
            await registry.async_load(hass)
        hass.data[bootstrap.DATA_REGISTRIES_LOADED] = None
        await translation.async_load_integrations(hass, {"homeassistant"})
        recorder = {
            "db_url": f"sqlite:///{self.folder}/home-assistant.db",
            "commit_interval": 0,
            "include": {"entities": list(RECORDED)},
        }
        await enter(self._recording(hass, recorder))
        await async_setup_component(hass, "repairs", {})
        self._stack.enter_context(
            patch.object(
                aiohttp_client,
                "_async_create_clientsession",
                lambda *_, **__: Session(self.upstreams),
            )
        )
        for entity_id in self.others:
            self.show(entity_id)
        await hass.config_entries.async_initialize()
        if attend is not None:
            attend(hass)

    async def start(self, attend: Attend | None = None) -> None:
        """Start Home Assistant with the integration."""
        await self.prepare(attend)
        await self.load()

    async def load(self) -> None:
        """Load the entry, if there is one."""
        # Ids are random, and so is the fraction of a second at which a poll is due.
        random.seed(self.clock.now.isoformat())
        for entry in self.hass.config_entries.async_entries(DOMAIN):
            await self.hass.config_entries.async_setup(entry.entry_id)
        await self.settle()

    async def unload(self) -> None:
        """Unload the entry, which writes its stores."""
        await self.hass.config_entries.async_unload(self.entry.entry_id)
        await self.settle()

    async def stop(self) -> None:
        """Stop Home Assistant, which writes all stores."""
        await stop_home_assistant(self.hass)
        await self._stack.aclose()
        self._stack = AsyncExitStack()
        self._hass = None

    def show(self, entity_id: str, value: str | None = None) -> None:
        """Set the state of another integration's entity, also after a restart."""
        before, unit = self.others[entity_id]
        self.others[entity_id] = (value or before, unit)
        attributes = {"unit_of_measurement": unit} if unit else {}
        self.hass.states.async_set(entity_id, value or before, attributes)

    async def minute(self) -> None:
        """Let a minute pass and run everything that is due in it."""
        self.clock.move()
        self.upstreams.world.advance(MINUTE)
        # Timers are due in the next turn of the loop, and run in the one after it.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await self.settle()
        now = self.clock.now.replace(second=0, microsecond=0)
        if self.compiling and not now.minute % 5:
            do_adhoc_statistics(self.hass, start=now - PERIOD)
            await self.settle()

    async def settle(self) -> None:
        """Wait until all started work is done."""
        await self.hass.async_block_till_done(wait_background_tasks=True)
