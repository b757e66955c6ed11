"""The server sends the simulator's replies over HTTP, including its faults."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta

from aiohttp import ClientError, ClientTimeout
from aiohttp.test_utils import TestClient, TestServer
import pytest

from simulator import Trouble, Upstreams, World, outages
from simulator.server import application

pytestmark = pytest.mark.usefixtures("socket_enabled")

type Client = TestClient


@pytest.fixture
async def client(upstreams: Upstreams, world: World) -> AsyncGenerator[Client]:
    """Return a client of the server, whose clock goes a minute with each request."""

    def clock() -> datetime:
        return world.now + timedelta(minutes=1)

    async with TestClient(TestServer(application(upstreams, clock=clock))) as client:
        yield client


async def test_path_may_name_the_host(
    client: Client, upstreams: Upstreams, address: str
) -> None:
    """The first part of the path is the host, and the rest is its path."""
    async with client.get(f"/api.ocean.xyz/v1/statsnap/{address}") as response:
        body = await response.read()
        assert response.content_type == "application/json"
    assert body == upstreams.get(f"https://api.ocean.xyz/v1/statsnap/{address}").body


async def test_header_may_name_the_host(client: Client, upstreams: Upstreams) -> None:
    """The Host header names the upstream as well."""
    async with client.get(
        "/api/v1/prices", headers={"Host": "mempool.space:80"}
    ) as response:
        assert (await response.json())["USD"] > 0
    assert upstreams.requests[-1][1:] == ("mempool.space", "/api/v1/prices")


async def test_query_and_odd_characters_arrive(
    client: Client, upstreams: Upstreams
) -> None:
    """What was percent-encoded is decoded once."""
    async with client.get("/ocean.xyz/stats/a.%2525%20b?wpage=2") as response:
        assert response.status == 200
    assert upstreams.requests[-1].path == "/stats/a.%25 b"


async def test_time_moves_the_world(client: Client, world: World) -> None:
    """Each request first moves the world to the clock's time, and never back."""
    before = world.now
    for _ in range(3):
        async with client.get("/api.ocean.xyz/v1/ping") as response:
            assert await response.text() == "PONG"
    assert world.now == before + timedelta(minutes=3)


@pytest.mark.parametrize("path", ["/", "/nowhere", "/example.org/"])
async def test_unknown_hosts_are_not_found(client: Client, path: str) -> None:
    """A path that names no upstream is not found."""
    async with client.get(path) as response:
        assert response.status == 404


async def test_refusals_keep_their_headers(
    client: Client, upstreams: Upstreams
) -> None:
    """Status and headers go over the wire."""
    upstreams.inject(outages.Status(429, retry_after=7))
    async with client.get("/api.ocean.xyz/v1/ping") as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")


@pytest.mark.parametrize("trouble", [Trouble.HANG, Trouble.DRIP])
async def test_slow_answers_do_not_end(
    client: Client, upstreams: Upstreams, trouble: Trouble
) -> None:
    """A client must time out."""
    upstreams.inject(outages.Broken(trouble))
    with pytest.raises(TimeoutError):
        async with client.get(
            "/api.ocean.xyz/v1/pool_stat", timeout=ClientTimeout(total=0.2)
        ) as response:
            await response.read()


async def test_connection_may_be_reset(client: Client, upstreams: Upstreams) -> None:
    """The connection ends without an answer."""
    upstreams.inject(outages.Broken(Trouble.RESET))
    with pytest.raises(ClientError):
        await client.get("/api.ocean.xyz/v1/ping")


async def test_body_may_be_endless(client: Client, upstreams: Upstreams) -> None:
    """More and more comes, until the client hangs up."""
    upstreams.inject(outages.Broken(Trouble.ENDLESS))
    size = 0
    async with asyncio.timeout(5), client.get("/api.ocean.xyz/v1/ping") as response:
        async for chunk in response.content.iter_chunked(65536):
            size += len(chunk)
            if size > 5_000_000:
                break
        response.close()
    assert size > 5_000_000
