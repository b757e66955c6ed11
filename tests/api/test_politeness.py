"""Hosts get few requests, far apart, and none while they are limiting requests."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
import re
import traceback
from typing import Any
from zlib import error as ZlibError

from aiohttp import ClientError, ClientSession, ConnectionTimeoutError, InvalidURL
import pytest
from pytest_homeassistant_custom_component.test_util.aiohttp import (
    AiohttpClientMocker,
    AiohttpClientMockResponse,
)
from yarl import URL

from custom_components.ocean_xyz.api import (
    OceanClient,
    OceanConnectionError,
    OceanRateLimitedError,
    OceanTimeoutError,
    Transport,
    transport as transport_module,
)
from custom_components.ocean_xyz.api.transport import SPACING

from .answers import ADDRESS, ANSWERS
from .conftest import Clock, Host, reply

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOST = URL("https://ocean.example/")


async def settle() -> None:
    """Let all tasks run as far as they can."""
    for _ in range(30):
        await asyncio.sleep(0)


class Desk:
    """Hosts whose requests wait until the test answers each."""

    def __init__(self, mocker: AiohttpClientMocker) -> None:
        """Replace all hosts."""
        self.started: list[str] = []
        self._news = asyncio.Condition()
        self.waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        mocker.get(re.compile(""), side_effect=self._respond)

    async def _respond(
        self, method: str, url: URL, _: object
    ) -> AiohttpClientMockResponse:
        """Wait for an answer to be given."""
        self.started.append(url.name)
        self.waiting[url.name] = asyncio.Future()
        async with self._news:
            self._news.notify_all()
        try:
            answer = await self.waiting[url.name]
        finally:
            del self.waiting[url.name]
        return AiohttpClientMockResponse(method, url, **answer)

    async def arrived(self, name: str) -> None:
        """Wait for a request."""
        async with self._news:
            await self._news.wait_for(lambda: name in self.waiting)

    async def answer(self, *names: str, **answer: Any) -> None:
        """Answer requests."""
        for name in names:
            self.waiting[name].set_result(answer)
            await settle()


@pytest.fixture
def desk(aioclient_mock: AiohttpClientMocker) -> Desk:
    """Return hosts to answer for."""
    return Desk(aioclient_mock)


@pytest.fixture
async def mocked(aioclient_mock: AiohttpClientMocker) -> AsyncIterator[ClientSession]:
    """Return a session of the tests of Home Assistant."""
    session = aioclient_mock.create_session(asyncio.get_running_loop())
    yield session
    await session.close()


@pytest.fixture
def transport(mocked: ClientSession) -> Transport:
    """Return a transport without pauses between requests."""
    return Transport(mocked, spacing=0)


class Asked:
    """Requests under way."""

    def __init__(self, transport: Transport) -> None:
        """Store the transport."""
        self._transport = transport
        self.tasks: dict[str, asyncio.Task[object]] = {}

    async def __call__(
        self, *names: str, lane: str | None = None, host: URL = HOST
    ) -> None:
        """Start requests."""
        for name in names:
            self.tasks[name] = asyncio.create_task(
                self._transport.get(host / name, lane=lane)
            )
        await settle()

    async def cancel(self, name: str) -> None:
        """Cancel one of them."""
        self.tasks[name].cancel()
        await settle()


@pytest.fixture
async def ask(transport: Transport) -> AsyncIterator[Asked]:
    """Return the requests under way."""
    asked = Asked(transport)
    yield asked
    for task in asked.tasks.values():
        task.cancel()
    await asyncio.gather(*asked.tasks.values(), return_exceptions=True)


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {}, 60),
        (429, {"Retry-After": "5"}, 5),
        (503, {"Retry-After": "Mon, 23 Nov 2026 12:02:00 GMT", "Date": ""}, 120),
        (
            503,
            {
                "Retry-After": "Mon, 23 Nov 2026 12:02:00 GMT",
                "Date": "Mon, 23 Nov 2026 12:01:00 GMT",
            },
            60,
        ),
    ],
)
async def test_a_host_that_is_busy_is_left_alone(
    host: Host,
    session: ClientSession,
    status: int,
    headers: dict[str, str],
    seconds: float,
) -> None:
    """Requests fail at once until the given time; then the host is asked again."""
    now = 1000.0
    transport = Transport(session, spacing=0, clock=lambda: now, now=lambda: NOW)
    host.handler = reply(b"busy", status, headers)
    with pytest.raises(OceanRateLimitedError) as caught:
        await transport.get(host.url)
    assert (caught.value.retry_after, caught.value.held) == (seconds, False)
    host.handler = reply()
    now += 3
    with pytest.raises(OceanRateLimitedError) as caught:
        await transport.get(host.url)
    assert (caught.value.retry_after, caught.value.held) == (seconds - 3, True)
    assert len(host.requests) == 1
    now += seconds - 3
    assert (await transport.get(host.url)).status == 200
    assert transport.requests == {"127.0.0.1": 2}


async def test_unavailable_without_a_time_is_an_answer(
    host: Host, session: ClientSession
) -> None:
    """503 alone blocks nothing: its text is for the client."""
    transport = Transport(session, spacing=0)
    host.handler = reply(b"Service Unavailable", 503)
    assert (await transport.get(host.url)).body == b"Service Unavailable"
    assert (await transport.get(host.url)).status == 503


async def test_at_most_four_requests_are_under_way(desk: Desk, ask: Asked) -> None:
    """The fifth starts when one of the four has ended; other hosts do not wait."""
    await ask("a", "b", "c", "d", "e", "f")
    assert desk.started == ["a", "b", "c", "d"]
    await ask("x", host=URL("https://other.example/"))
    assert desk.started[4:] == ["x"]
    await desk.answer("c")
    assert desk.started[5:] == ["e"]


async def test_requests_of_one_lane_follow_one_another(desk: Desk, ask: Asked) -> None:
    """An account has one request under way, and delays no other account."""
    await ask("a1", "a2", "a3", lane="a")
    await ask("b1", lane="b")
    await ask("c1")
    assert desk.started == ["a1", "b1", "c1"]
    await desk.answer("a1")
    assert desk.started == ["a1", "b1", "c1", "a2"]


async def test_a_lane_is_one_of_a_host(desk: Desk, ask: Asked) -> None:
    """Another host may be asked about the same account at the same time."""
    await ask("a", lane="a")
    await ask("b", lane="a", host=URL("https://other.example/"))
    assert desk.started == ["a", "b"]


async def test_a_cancelled_request_frees_its_place(desk: Desk, ask: Asked) -> None:
    """It leaves nothing locked, under way or still waiting."""
    await ask("a1", "a2", "a3", lane="a")
    await ask("b", "c", "d", "e")
    assert desk.started == ["a1", "b", "c", "d"]
    await ask.cancel("a2")
    await ask.cancel("a1")
    assert ask.tasks["a1"].cancelled()
    assert desk.started[4:] == ["e"]
    await ask.cancel("b")
    assert desk.started[5:] == ["a3"]


async def test_a_failed_request_frees_its_place(desk: Desk, ask: Asked) -> None:
    """Errors leave nothing locked."""
    await ask("a1", "a2", lane="a")
    await desk.answer("a1", closing=True)
    assert isinstance(ask.tasks["a1"].exception(), OceanConnectionError)
    assert desk.started == ["a1", "a2"]


async def test_requests_start_half_a_second_apart(
    desk: Desk, mocked: ClientSession, clock: Clock
) -> None:
    """Each waits for the pause after the last one; other hosts have their own pause."""
    started: list[tuple[str, float]] = []
    transport = Transport(mocked, spacing=SPACING, clock=clock, sleep=clock.sleep)

    async def ask(name: str, host: URL) -> None:
        task = asyncio.create_task(transport.get(host / name))
        await desk.arrived(name)
        started.append((name, clock.now - 1000))
        await desk.answer(name)
        await task

    await asyncio.gather(*(ask(name, HOST) for name in "abc"))
    assert started == [("a", 0), ("b", 0.5), ("c", 1.0)]
    await ask("d", URL("https://other.example/"))
    assert started[3:] == [("d", 1.0)]
    clock.now += 60
    await ask("e", HOST)
    assert started[4:] == [("e", 61.0)]


async def test_a_redirect_keeps_its_distance_too(
    desk: Desk, mocked: ClientSession, clock: Clock
) -> None:
    """Following it is one more request to the same host."""
    transport = Transport(mocked, spacing=2, clock=clock, sleep=clock.sleep)
    task = asyncio.create_task(transport.get(HOST / "a"))
    await settle()
    await desk.answer("a", status=302, headers={"Location": "/b"})
    assert clock.now == 1002
    await desk.answer("b")
    await task


async def test_the_wait_for_ones_turn_is_no_time_out(
    desk: Desk, ask: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twenty seconds begin when the request does."""
    monkeypatch.setattr(transport_module, "TIME_OUT", 0.15)
    await ask("a", "b", "c", lane="a")
    for name in "ab":
        await asyncio.sleep(0.1)
        await desk.answer(name)
    await asyncio.sleep(0.05)
    await desk.answer("c")
    assert [task.exception() for task in ask.tasks.values()] == [None] * 3


async def test_the_wait_between_redirects_is_no_time_out(
    desk: Desk, mocked: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pause does not count, but all exchanges together have one bound."""
    monkeypatch.setattr(transport_module, "TIME_OUT", 0.3)
    transport = Transport(mocked, spacing=0.25)
    task = asyncio.create_task(transport.get(HOST / "a"))
    for name, follower in ("ab", "bc", "cd"):
        await desk.arrived(name)
        await desk.answer(name, status=302, headers={"Location": f"/{follower}"})
    await desk.arrived("d")
    await desk.answer("d")
    assert (await task).status == 200


async def test_all_redirects_share_one_time_out(
    desk: Desk, ask: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host cannot gain time by sending more bytes."""
    monkeypatch.setattr(transport_module, "TIME_OUT", 0.2)
    await ask("a")
    await asyncio.sleep(0.12)
    await desk.answer("a", status=302, headers={"Location": "/b"})
    await asyncio.sleep(0.12)
    assert isinstance(ask.tasks["a"].exception(), OceanTimeoutError)


async def test_after_a_time_out_a_host_is_probed(
    desk: Desk, ask: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One request at a time, until one succeeds; then four as before."""
    monkeypatch.setattr(transport_module, "TIME_OUT", 0.05)
    await ask("late", "later")
    monkeypatch.setattr(transport_module, "TIME_OUT", 20)
    await asyncio.sleep(0.1)
    assert isinstance(ask.tasks["later"].exception(), OceanTimeoutError)
    await ask("a", "b", "c", "d", "e")
    assert desk.started[2:] == ["a"]
    await ask("x", host=URL("https://other.example/"))
    assert desk.started[3:] == ["x"]
    await desk.answer("a", exc=TimeoutError())
    assert desk.started[4:] == ["b"]
    await desk.answer("b", closing=True)
    assert desk.started[5:] == ["c"]
    await ask.cancel("c")
    assert desk.started[6:] == ["d"]
    await ask("f", "g", "h")
    assert desk.started[7:] == []
    await desk.answer("d", status=404)
    assert desk.started[7:] == ["e", "f", "g", "h"]


async def test_those_already_under_way_may_end_while_a_host_is_probed(
    desk: Desk, ask: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The success of an older request counts; the next requests start freely."""
    await ask("old")
    monkeypatch.setattr(transport_module, "TIME_OUT", 0.05)
    await ask("late")
    monkeypatch.setattr(transport_module, "TIME_OUT", 20)
    await asyncio.sleep(0.1)
    await ask("probe", "a", "b")
    assert desk.started == ["old", "late", "probe"]
    await desk.answer("old")
    assert desk.started[3:] == []
    await desk.answer("probe")
    assert desk.started[3:] == ["a", "b"]


async def test_those_who_waited_in_line_find_the_host_closed(
    desk: Desk, ask: Asked
) -> None:
    """A request that had not started when a host limited requests does not start."""
    await ask("a", "b", "c", "d", "e", "f")
    await ask("g", lane="a")
    await desk.answer("a", status=429, headers={"Retry-After": "30"})
    for name in "efg":
        error = ask.tasks[name].exception()
        assert isinstance(error, OceanRateLimitedError)
        assert error.held
    assert desk.started == ["a", "b", "c", "d"]
    await desk.answer("b")
    assert ask.tasks["b"].exception() is None


async def test_those_who_kept_their_distance_find_the_host_closed(
    desk: Desk, mocked: ClientSession, clock: Clock
) -> None:
    """A host may limit requests while the next one waits for its half second."""
    awake = asyncio.Event()

    async def sleep(_: float) -> None:
        await awake.wait()

    transport = Transport(mocked, spacing=1, clock=clock, sleep=sleep)
    first = asyncio.create_task(transport.get(HOST / "a"))
    second = asyncio.create_task(transport.get(HOST / "b"))
    await settle()
    await desk.answer("a", status=429)
    awake.set()
    with pytest.raises(OceanRateLimitedError):
        await first
    with pytest.raises(OceanRateLimitedError):
        await second
    assert desk.started == ["a"]
    assert transport.requests == {"ocean.example": 1}


async def test_the_longest_wait_that_was_asked_for_counts(
    desk: Desk, ask: Asked, transport: Transport
) -> None:
    """A later, shorter limit for an earlier request does not end the first limit."""
    await ask("a", "b")
    await desk.answer("a", status=429, headers={"Retry-After": "300"})
    await desk.answer("b", status=429, headers={"Retry-After": "5"})
    with pytest.raises(OceanRateLimitedError) as caught:
        await transport.get(HOST)
    assert caught.value.retry_after > 200


async def test_a_busy_host_closes_no_other(desk: Desk, ask: Asked) -> None:
    """A host limits only requests to itself."""
    await ask("a")
    await desk.answer("a", status=429)
    await ask("b", host=URL("https://other.example/"))
    assert desk.started == ["a", "b"]


async def test_a_request_that_never_started_is_not_counted(
    desk: Desk, ask: Asked, transport: Transport
) -> None:
    """The count is of the requests that reached the hosts."""
    await ask("a1", "a2", lane="a")
    await ask.cancel("a2")
    assert transport.requests == {"ocean.example": 1}


async def test_clients_work_over_the_sessions_of_home_assistants_tests(
    aioclient_mock: AiohttpClientMocker, transport: Transport
) -> None:
    """Tests of entities plug their upstream in through this mock."""
    aioclient_mock.get(
        f"https://api.ocean.xyz/v1/statsnap/{ADDRESS}", json=ANSWERS["statsnap"]
    )
    account = await OceanClient(transport).statsnap(ADDRESS)
    assert account.unpaid == 0
    aioclient_mock.clear_requests()
    aioclient_mock.get(re.compile(""), exc=TimeoutError)
    with pytest.raises(OceanTimeoutError):
        await OceanClient(transport).statsnap(ADDRESS)


@pytest.mark.parametrize(
    "kind",
    [
        *(ConnectionTimeoutError, ClientError, InvalidURL, TimeoutError, OSError),
        *(EOFError, ValueError, RuntimeError, ZlibError),
    ],
)
async def test_what_the_library_raises_becomes_an_error_of_ours_alone(
    aioclient_mock: AiohttpClientMocker, transport: Transport, kind: type[Exception]
) -> None:
    """The library's errors quote the whole URL, with the address in it."""
    url = HOST / "statsnap" / ADDRESS
    aioclient_mock.get(url, exc=kind(f"Connection to {url}"))
    with pytest.raises(OceanConnectionError) as caught:
        await transport.get(url)
    assert ADDRESS not in "".join(traceback.format_exception(caught.value))
