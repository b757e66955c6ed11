"""A Home Assistant in which the integration runs against the simulator."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
import logging
import tempfile
from time import process_time
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

from homeassistant import loader
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)
from yarl import URL

from custom_components.ocean_xyz.api import Transport, transport
from custom_components.ocean_xyz.const import (
    CONF_ADDRESS,
    CONF_CURRENCY,
    CONF_NETWORK_SOURCE,
    CONF_WEB_PAGE,
    CONF_WORKER_DEVICES,
    DOMAIN,
    SUBENTRY_ACCOUNT,
)

# Must be the first import. Otherwise the test plugin's own custom_components is found.
from custom_components.ocean_xyz.runtime import setup as builder
from custom_components.ocean_xyz.runtime.clients import TRANSPORT_KEY
from custom_components.ocean_xyz.sources.outages import Outages
from custom_components.ocean_xyz.sources.question import Environment
from simulator import AccountPlan, MachinePlan, Reply, Upstreams, World, farm

from .clockwork import jumping

LATENCY: Final = 0.05
"""Seconds of simulated time until an upstream answers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """The size of a case."""

    workers: int
    """In all accounts together."""
    accounts: int = 1

    def plans(self) -> tuple[AccountPlan, ...]:
        """Return the accounts, with the workers divided evenly."""
        machines = farm(self.workers).machines
        return tuple(
            _account(number, machines[number :: self.accounts])
            for number in range(self.accounts)
        )


def _account(number: int, machines: tuple[MachinePlan, ...]) -> AccountPlan:
    """Return one of the accounts."""
    return AccountPlan(label=f"account {number}", machines=machines)


class Session:
    """Answers requests like an aiohttp session, from the simulator."""

    def __init__(self, upstreams: Upstreams) -> None:
        """Take the upstreams."""
        self.upstreams = upstreams
        self.ignored: set[object] = set()
        """The callbacks of the simulator."""
        self.spent = 0.0
        """Processor time of the simulator, in seconds."""

    async def get(self, url: URL, **_: object) -> Any:
        """Answer after a while, computed in a loop iteration of its own."""
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Reply] = loop.create_future()

        def answer() -> None:
            began = process_time()
            answered.set_result(self.upstreams.get(str(url)))
            self.spent += process_time() - began
            self.ignored.discard(answer)

        self.ignored.add(answer)
        loop.call_later(LATENCY, answer)
        return _response(await answered)


def _response(reply: Reply) -> Any:
    """Return a reply like aiohttp."""

    async def chunks(size: int) -> AsyncIterator[bytes]:
        for start in range(0, len(reply.body), size):
            yield reply.body[start : start + size]

    return SimpleNamespace(
        status=reply.status,
        headers=dict(reply.headers),
        content=SimpleNamespace(iter_chunked=chunks),
        release=lambda: None,
    )


@dataclass(kw_only=True)
class House:
    """A Home Assistant, its world and its entry."""

    hass: HomeAssistant
    world: World
    upstreams: Upstreams
    session: Session
    entry: MockConfigEntry

    @property
    def runtime(self) -> Any:
        """Return the runtime data of the integration."""
        return self.entry.runtime_data

    async def set_up(self) -> None:
        """Set the entry up, and wait for all of its entities."""
        self.entry.add_to_hass(self.hass)
        assert await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is left to do."""
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def wait(self, seconds: float) -> None:
        """Let time pass, with all timers."""
        await asyncio.sleep(seconds)

    async def pass_minute(self) -> None:
        """Let a minute pass in the world, and poll what is due, without timers."""
        self.world.advance(timedelta(minutes=1))
        runtime = self.runtime
        coordinators = [runtime.hub.pool_coordinator, runtime.hub.network_coordinator]
        for account in runtime.accounts.values():
            coordinators += [account.state_coordinator, account.ledger_coordinator]
        for coordinator in coordinators:
            await coordinator.async_refresh()
        await self.settle()


@asynccontextmanager
async def home_assistant() -> AsyncIterator[HomeAssistant]:
    """Run an empty Home Assistant."""
    with tempfile.TemporaryDirectory() as folder:
        async with async_test_home_assistant(config_dir=folder) as hass:
            hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
            try:
                yield hass
            finally:
                with jumping(hass.loop).in_real_time():
                    await hass.async_stop(force=True)


@asynccontextmanager
async def house(
    case: Case,
    *,
    clients: Mapping[str, Callable[..., Any]] | None = None,
    timers: bool = False,
) -> AsyncIterator[House]:
    """Run a Home Assistant with the integration, not set up yet, and a world.

    `clients` replace those that the set-up creates, by their names there. With `timers`
    the world uses the time of a jumping loop, and requests keep their distance.
    """
    world = World(accounts=case.plans())
    world.advance(timedelta(seconds=10))
    session = Session(upstreams := Upstreams(world))
    with ExitStack() as patches:
        _patch(patches, world, clients or {})
        async with home_assistant() as hass:
            if timers:
                _follow(hass, world)
            hass.data[TRANSPORT_KEY] = Transport(
                session,  # type: ignore[arg-type]
                spacing=None if timers else 0.0,
                clock=hass.loop.time,
            )
            yield House(
                hass=hass,
                world=world,
                upstreams=upstreams,
                session=session,
                entry=_entry(world),
            )


def _follow(hass: HomeAssistant, world: World) -> None:
    """Let the world use the time of the loop."""
    jumping(hass.loop).followers.append(
        lambda seconds: world.advance(timedelta(seconds=seconds))
    )


def _patch(
    patches: ExitStack, world: World, clients: Mapping[str, Callable[..., Any]]
) -> None:
    """Let the integration use the time of the world."""
    env = Environment(
        clock=lambda: world.timestamp,
        now=lambda: world.now,
        jitter=lambda: 0.5,
        outages=Outages(logging.getLogger(__name__), lambda: world.timestamp),
    )
    patches.enter_context(patch.object(builder, "environment", lambda _: env))
    patches.enter_context(patch.object(transport, "TIME_OUT", 1e6))
    for name, client in clients.items():
        patches.enter_context(patch.object(builder, name, client))


def _entry(world: World) -> MockConfigEntry:
    """Return an entry with all accounts of a world."""
    return MockConfigEntry(
        domain=DOMAIN,
        entry_id="ocean",
        title="OCEAN",
        data={CONF_NETWORK_SOURCE: "mempool_space"},
        options={CONF_CURRENCY: "USD", CONF_WEB_PAGE: True},
        subentries_data=[
            ConfigSubentryData(
                data={CONF_ADDRESS: address, CONF_WORKER_DEVICES: "all"},
                subentry_type=SUBENTRY_ACCOUNT,
                title=f"Account {number}",
                unique_id=address,
            )
            for number, address in enumerate(world.accounts)
        ],
    )


def quiet_logs() -> None:
    """Log errors only: a log takes time of its own."""
    logging.disable(logging.WARNING)
