"""A real Home Assistant over HTTP, the simulated upstreams, and a browser."""

from collections.abc import AsyncGenerator, Generator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
import socket

import aiohttp
from playwright.async_api import Browser, async_playwright
import pytest

from demo.client import HomeAssistantClient
from demo.processes import ROOT, Running, remove, start_home_assistant, start_simulator

OUTPUT = ROOT / "e2e-output"

# Headless Chromium as root, without the calls home that a closed network refuses.
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Installation:
    """A Home Assistant that can be restarted, with its simulated upstreams."""

    folder: Path
    port: int = field(default_factory=free_port)
    simulator_port: int = field(default_factory=free_port)
    world: tuple[str, ...] = ()
    """Options of the simulator, which say what its world is like."""
    simulator: Running | None = None
    home_assistant: Running | None = None

    @property
    def url(self) -> str:
        """Return where it is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """Return its log."""
        return self.folder / "home-assistant.log"

    def start(self) -> None:
        """Start what does not run."""
        if self.simulator is None:
            self.simulator = start_simulator(
                self.simulator_port, self.folder / "simulator.log", *self.world
            )
        self.home_assistant = start_home_assistant(
            self.folder / "config", self.port, self.simulator_port, self.log
        )

    def stop(self, *, kill: bool = False) -> None:
        """Stop Home Assistant; the world goes on."""
        if self.home_assistant is not None:
            self.home_assistant.stop(kill=kill)
            self.home_assistant = None

    def close(self) -> None:
        """Stop everything."""
        with ExitStack() as stack:
            if self.simulator is not None:
                stack.callback(self.simulator.stop)
            stack.callback(self.stop)


@pytest.fixture(scope="session")
def output() -> Path:
    """Return an empty folder for screenshots and logs."""
    remove(OUTPUT)
    OUTPUT.mkdir()
    return OUTPUT


@pytest.fixture(scope="session")
def installation(output: Path) -> Generator[Installation]:
    """Return a running installation without the integration."""
    installation = Installation(output / "installation")
    try:
        installation.start()
        yield installation
    finally:
        installation.close()


@pytest.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    """Return a session."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def client(
    installation: Installation, session: aiohttp.ClientSession
) -> HomeAssistantClient:
    """Return the owner, logged in."""
    return await HomeAssistantClient.connect(session, installation.url)


@pytest.fixture
async def browser() -> AsyncGenerator[Browser]:
    """Return a headless browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM
        )
        yield browser
        await browser.close()
