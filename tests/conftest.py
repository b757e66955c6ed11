"""Fixtures: a simulated world, and a Home Assistant that uses it."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from datetime import timedelta
from functools import cache
from http import HTTPMethod
import logging
import pickle
import re
from typing import Any
from unittest.mock import patch

from aiohttp import StreamReader
from aiohttp.base_protocol import BaseProtocol
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import Entity
from hypothesis import settings
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from pytest_homeassistant_custom_component.test_util import aiohttp
from pytest_homeassistant_custom_component.test_util.aiohttp import (
    AiohttpClientMocker,
    AiohttpClientMockResponse,
)
from syrupy.assertion import SnapshotAssertion
from yarl import URL

# Imported first, or the test plugin's own custom_components would be found.
from custom_components.ocean_xyz.api import transport
from custom_components.ocean_xyz.const import (
    CONF_ADDRESS,
    CONF_CURRENCY,
    CONF_NETWORK_SOURCE,
    CONF_WEB_PAGE,
    DOMAIN,
    SUBENTRY_ACCOUNT,
)
from simulator import START, AccountPlan, Upstreams, World, heater, home

from .clock import FrozenClock, run_due_timers

# Home Assistant's plugin writes its log, with every SQL statement, straight to the
# terminal. Pytest captures the log by itself and shows it where a test fails: warnings,
# or all of it with --log-level=INFO.
for _handler in logging.getLogger().handlers[:]:
    if type(_handler) is logging.StreamHandler:
        logging.getLogger().removeHandler(_handler)
logging.getLogger().setLevel(logging.WARNING)
logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


# How long an example takes says how busy the machine is.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")

clock = FrozenClock()


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup() -> None:
    """Replace the clock of Home Assistant's plugin by a faster one."""
    clock.put_in_place()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """With -v, print the results of the tests of mutated pages."""
    if terminalreporter.verbosity <= 0:
        return
    title = "figures that stay right"
    lines = [
        str(value)
        for report in terminalreporter.getreports("passed")
        for name, value in getattr(report, "user_properties", ())
        if name == title and report.when == "call"
    ]
    if lines:
        terminalreporter.section(title)
        terminalreporter.write_line("\n".join(lines))


type Tick = Callable[..., Coroutine[Any, Any, None]]


@pytest.fixture(autouse=True)
def _custom_integrations(request: pytest.FixtureRequest) -> None:
    """Load the integration from this repository where there is a Home Assistant."""
    if "hass" in request.fixturenames:
        request.getfixturevalue("enable_custom_integrations")


@pytest.fixture(autouse=True)
async def enable_event_loop_debug(request: pytest.FixtureRequest) -> None:
    """Enable the event loop's debug mode only with the recorder's thread.

    Debug mode notices a thread that calls the loop of another. It also records a stack
    for every task and timer, a third of the time of all tests.
    """
    recorder = "recorder_mock" in request.fixturenames
    asyncio.get_running_loop().set_debug(recorder)


@pytest.fixture(autouse=True)
def _no_spacing() -> Generator[None]:
    """Send requests without a pause: the time of tests does not move by itself."""
    with patch.object(transport, "SPACING", 0.0):
        yield


@pytest.fixture
def caplog(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Capture what is logged from INFO on, and all of ours.

    Home Assistant's plugin captures all: Home Assistant then describes each event.
    """
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, "custom_components.ocean_xyz")
    return caplog


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Return snapshots that can serialize Home Assistant's objects."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def plans() -> tuple[AccountPlan, ...]:
    """Return the accounts of the world: a home with eight machines."""
    return (home(),)


@pytest.fixture
def world(freezer: FrozenDateTimeFactory, plans: tuple[AccountPlan, ...]) -> World:
    """Return a world that follows the test's time."""
    freezer.move_to(START + timedelta(seconds=10))
    world: World = pickle.loads(_young_world(plans))  # noqa: S301
    world.advance(timedelta(seconds=10))
    return world


@cache
def _young_world(plans: tuple[AccountPlan, ...]) -> bytes:
    """Return a pickled world at its start: a copy is twenty times faster to make."""
    return pickle.dumps(World(accounts=plans))


def _stream(body: bytes) -> StreamReader:
    """Return a body as a stream; the plugin's own function creates a mock for each."""
    stream = StreamReader(BaseProtocol(asyncio.get_running_loop()), limit=len(body))
    stream.feed_data(body)
    stream.feed_eof()
    return stream


@pytest.fixture
def upstreams(
    world: World, aioclient_mock: AiohttpClientMocker
) -> Generator[Upstreams]:
    """Let the simulator answer all requests, in process."""
    upstreams = Upstreams(world)

    async def respond(method: str, url: URL, data: Any) -> AiohttpClientMockResponse:
        reply = upstreams.get(str(url))
        return AiohttpClientMockResponse(
            HTTPMethod(method.upper()),
            url,
            status=reply.status,
            response=reply.body,
            headers=dict(reply.headers),
        )

    aioclient_mock.get(re.compile(".*"), side_effect=respond)
    with patch.object(aiohttp, "mock_stream", _stream):
        yield upstreams


@pytest.fixture
def address(world: World) -> str:
    """Return the address of the world's first account."""
    return next(iter(world.accounts.values())).address


@pytest.fixture
def entry(world: World) -> MockConfigEntry:
    """Return an entry with all accounts of the world."""
    return make_entry(*world.accounts)


def make_entry(*addresses: str, **settings: Any) -> MockConfigEntry:
    """Return an entry with accounts, with settings of the first one's workers."""
    return MockConfigEntry(
        domain=DOMAIN,
        entry_id="ocean",
        title="OCEAN",
        data={CONF_NETWORK_SOURCE: "mempool_space"},
        options={CONF_CURRENCY: "USD", CONF_WEB_PAGE: True},
        subentries_data=[
            ConfigSubentryData(
                data={CONF_ADDRESS: address, **(settings if number == 0 else {})},
                subentry_type=SUBENTRY_ACCOUNT,
                title="Home" if number == 0 else f"Account {number + 1}",
                unique_id=address,
            )
            for number, address in enumerate(addresses)
        ],
    )


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    """Set an entry up."""
    if hass.config_entries.async_get_entry(entry.entry_id) is None:
        entry.add_to_hass(hass)
    loaded = await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return loaded


@pytest.fixture
def all_enabled() -> Generator[None]:
    """Enable every entity, also those that a new installation does not enable."""
    with patch.object(Entity, "entity_registry_enabled_default", True):
        yield


@pytest.fixture
async def loaded(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry
) -> AsyncGenerator[MockConfigEntry]:
    """Return the entry, set up."""
    assert await set_up(hass, entry)
    yield entry
    if hass.config_entries.async_get_entry(entry.entry_id) is not None:
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
def tick(hass: HomeAssistant, freezer: FrozenDateTimeFactory, world: World) -> Tick:
    """Return a function that moves the time, by the minute, also of the world."""

    async def tick(minutes: float = 1, *, step: float = 1) -> None:
        for _ in range(round(minutes / step)):
            freezer.tick(timedelta(minutes=step))
            world.advance(timedelta(minutes=step))
            run_due_timers(hass)
            await hass.async_block_till_done(wait_background_tasks=True)

    return tick


__all__ = ["heater", "make_entry", "set_up"]
