"""A host on this machine, and a session for requests to it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Final

from aiohttp import ClientSession, TCPConnector, ThreadedResolver, web
import pytest
from yarl import URL

type Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

AGENT: Final = "OCEAN tests"


def reply(
    body: bytes = b"{}", status: int = 200, headers: dict[str, str] | None = None
) -> Handler:
    """Return a handler that always gives the same answer."""

    async def handle(_: web.BaseRequest) -> web.Response:
        return web.Response(body=body, status=status, headers=headers)

    return handle


@pytest.fixture
def _custom_integrations() -> None:
    """Start no Home Assistant: nothing here needs one."""


class Host:
    """A web server whose handler a test sets."""

    def __init__(self, url: URL) -> None:
        """Store its address."""
        self.url = url
        self.requests: list[web.BaseRequest] = []
        self.handler: Handler | None = None

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request."""
        self.requests.append(request)
        assert self.handler
        return await self.handler(request)


@pytest.fixture
async def host(socket_enabled: None) -> AsyncIterator[Host]:
    """Run a host."""
    host = Host(URL())
    server = web.Server(host.handle, handler_cancellation=True)
    runner = web.ServerRunner(server, shutdown_timeout=0.01)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host.url = URL(f"http://127.0.0.1:{runner.addresses[0][1]}")
    yield host
    await runner.cleanup()


@pytest.fixture
async def raw_host(
    socket_enabled: None,
) -> AsyncIterator[Callable[[bytes], Awaitable[URL]]]:
    """Run hosts that answer anything with fixed bytes, and hang up."""
    servers: list[asyncio.Server] = []

    async def start(reply: bytes) -> URL:
        async def answer(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            await reader.read(65536)
            writer.write(reply)
            with suppress(ConnectionError):
                await writer.drain()
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        servers.append(server)
        return URL(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")

    yield start
    for server in servers:
        server.close()
        await server.wait_closed()


@pytest.fixture
async def session(socket_enabled: None) -> AsyncIterator[ClientSession]:
    """Open a session as Home Assistant would."""
    connector = TCPConnector(resolver=ThreadedResolver())
    async with ClientSession(
        connector=connector, headers={"User-Agent": AGENT}
    ) as session:
        yield session


class Clock:
    """A time that passes only while someone sleeps."""

    def __init__(self) -> None:
        """Start at some time."""
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let the time pass, and other tasks run."""
        await asyncio.sleep(0)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    """Return a clock that sleeping or a test moves."""
    return Clock()
