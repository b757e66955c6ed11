"""The transport: every request gives one answer or one OceanError."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
import gzip
import traceback
import tracemalloc
from typing import Any, override
import zlib

from aiohttp import ClientSession, web
from hypothesis import given, strategies as st
import pytest
from yarl import URL

from custom_components.ocean_xyz.api import (
    Credentials,
    OceanClient,
    OceanConnectionError,
    OceanError,
    OceanNoSuchUserError,
    OceanResponseError,
    OceanTimeoutError,
    Transport,
    transport as transport_module,
)
from custom_components.ocean_xyz.api.transport import Answer, _target

from .conftest import AGENT, Handler, Host, reply

SECRET = "bc1qsecret"
CREDENTIALS = Credentials(username="me", password="hush")  # noqa: S106 (a test's)


@pytest.fixture
def transport(session: ClientSession) -> Transport:
    """Return a transport without pauses between requests."""
    return Transport(session, spacing=0)


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limit an exchange to a quarter of a second."""
    monkeypatch.setattr(transport_module, "TIME_OUT", 0.25)


async def test_an_answer_is_brought_whatever_its_status(
    host: Host, transport: Transport
) -> None:
    """Status and body arrive, because an error object may be in the body."""
    for status in (200, 204, 304, 400, 404, 500, 503):
        host.handler = reply(b"" if status in {204, 304} else b"body", status)
        answer = await transport.get(host.url / "x")
        assert answer.host == "127.0.0.1"
        assert answer.status == status
        assert answer.body == (b"" if status in {204, 304} else b"body")
    assert transport.requests == {"127.0.0.1": 7}


async def test_a_request_says_who_asks_and_for_what(
    host: Host, transport: Transport
) -> None:
    """It is a GET with the session's agent, for JSON unless another type is given."""
    host.handler = reply()
    await transport.get(host.url / "a")
    await transport.get(host.url / "b", accept="text/plain")
    first, second = host.requests
    assert first.method == second.method == "GET"
    assert first.headers["User-Agent"] == AGENT
    assert first.headers["Accept"] == "application/json"
    assert second.headers["Accept"] == "text/plain"


async def test_an_escaped_path_arrives_as_it_was_written(
    host: Host, session: ClientSession
) -> None:
    """The transport does not undo percent-encoding."""
    host.handler = reply(b'{"result": null}')
    client = OceanClient(Transport(session, spacing=0), api=host.url / "v1")
    with pytest.raises(OceanNoSuchUserError):
        await client.statsnap("../a/b?c#d.é %41")
    assert host.requests[0].raw_path == (
        "/v1/statsnap/%2E%2E%2Fa%2Fb%3Fc%23d%2E%C3%A9%20%2541"
    )


async def hang(_: web.BaseRequest) -> web.StreamResponse:
    """Never answer."""
    await asyncio.Event().wait()
    raise AssertionError


async def drip(request: web.BaseRequest) -> web.StreamResponse:
    """Answer a byte at a time, each within the bound."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"1")
        await asyncio.sleep(0.02)


async def pour(request: web.BaseRequest) -> web.StreamResponse:
    """Answer without end."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"1" * 65536)


async def reset(request: web.BaseRequest) -> web.StreamResponse:
    """Break the connection in the middle of an answer."""
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b'{"result": ')
    assert request.transport
    request.transport.abort()
    return response


@pytest.mark.usefixtures("hurry")
@pytest.mark.parametrize("handler", [hang, drip])
async def test_a_slow_host_times_out_however_it_drips(
    host: Host, transport: Transport, handler: Handler
) -> None:
    """The bound is on the whole exchange, not on the time between two bytes."""
    host.handler = handler
    with pytest.raises(OceanTimeoutError):
        await transport.get(host.url)


async def test_an_answer_without_end_is_not_read_on(
    host: Host, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body above the bound is refused while it streams."""
    monkeypatch.setattr(transport_module, "MAX_BODY", 200_000)
    host.handler = pour
    with pytest.raises(OceanResponseError, match="more than 200000 bytes"):
        await transport.get(host.url)


async def test_the_bound_itself_is_allowed(
    host: Host, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body at the bound is read, one byte more is refused."""
    monkeypatch.setattr(transport_module, "MAX_BODY", 100)
    host.handler = reply(b"1" * 100)
    assert len((await transport.get(host.url)).body) == 100
    host.handler = reply(b"1" * 101, status=500)
    with pytest.raises(OceanResponseError):
        await transport.get(host.url)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_compressed_bomb_never_unfolds(
    host: Host, transport: Transport, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    """The bound counts unpacked bytes, and memory stays near it."""
    monkeypatch.setattr(transport_module, "MAX_BODY", 1_000_000)
    bomb = bytes(64 * 1024 * 1024)
    packed = gzip.compress(bomb) if encoding == "gzip" else zlib.compress(bomb)
    del bomb
    host.handler = reply(packed, headers={"Content-Encoding": encoding})
    tracemalloc.start()
    try:
        with pytest.raises(OceanResponseError, match="more than"):
            await transport.get(host.url)
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


async def test_a_compressed_answer_is_unpacked(
    host: Host, transport: Transport
) -> None:
    """All encodings that aiohttp offers to hosts can be read."""
    host.handler = reply(gzip.compress(b"{}"), headers={"Content-Encoding": "gzip"})
    assert (await transport.get(host.url)).body == b"{}"


async def test_a_connection_that_breaks_is_an_error_of_ours(
    host: Host, transport: Transport
) -> None:
    """A cut answer is an error."""
    host.handler = reset
    with pytest.raises(OceanConnectionError):
        await transport.get(host.url)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x00\xff" * 50,
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 banana\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}",
        b"HTTP/1.1 200 OK\r\nA: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\n"
        + b"x" * 9,
        b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}garbage",
        b"HTTP/1.1 200 OK\r\nSet-Cookie: \xff\xfe=;;\r\nA\x00: b\r\n\r\n",
    ],
)
async def test_what_is_not_http_is_an_error_of_ours(
    raw_host: Callable[[bytes], Awaitable[URL]], transport: Transport, said: bytes
) -> None:
    """Cut, garbled, false and wrongly compressed answers are failed connections."""
    with pytest.raises(OceanConnectionError) as caught:
        await transport.get(await raw_host(said))
    assert not isinstance(caught.value, OceanTimeoutError)


async def test_nobody_at_home_is_an_error_of_ours(
    raw_host: Callable[[bytes], Awaitable[URL]], transport: Transport
) -> None:
    """A closed port, a wrong scheme and an unknown host do not answer."""
    taken = await raw_host(b"")
    for url in (
        URL("http://127.0.0.1:1/"),
        taken.with_scheme("https"),
        URL("ftp://127.0.0.1/"),
        URL("/no/host"),
    ):
        with pytest.raises(OceanConnectionError):
            await transport.get(url)


async def test_a_closed_session_is_an_error_of_ours(host: Host) -> None:
    """While Home Assistant stops, its session may be closed already."""
    session = ClientSession()
    await session.close()
    with pytest.raises(OceanConnectionError):
        await Transport(session).get(host.url)


@pytest.mark.usefixtures("hurry")
@pytest.mark.parametrize(
    "handler",
    [
        hang,
        reset,
        reply(b"", 429),
        reply(b"", 302, {"Location": "http://elsewhere.example/"}),
        reply(b"", 302, {"Location": f"/{SECRET}"}),
        reply(b"x" * 20, 200, {"Content-Encoding": "gzip"}),
    ],
)
async def test_an_error_names_the_host_and_nothing_else(
    host: Host, transport: Transport, handler: Handler
) -> None:
    """Neither message nor trace shows path, query, credentials or port."""
    host.handler = handler
    url = (host.url / "statsnap" / SECRET).with_user("me").with_password("hush")
    with pytest.raises(OceanError, match=r"^127\.0\.0\.1 ") as caught:
        await transport.get(url, lane=SECRET)
    trace = "".join(traceback.format_exception(caught.value))
    for hidden in (SECRET, "hush", "statsnap/", f":{host.url.port}", "elsewhere"):
        assert hidden not in trace


async def test_three_redirects_are_followed(host: Host, transport: Transport) -> None:
    """Each redirect counts as a request, with the same headers."""

    async def handle(request: web.BaseRequest) -> web.Response:
        left = int(request.path.strip("/"))
        if not left:
            return web.Response(body=b"there")
        return web.Response(status=301 + left % 2, headers={"Location": f"/{left - 1}"})

    host.handler = handle
    assert (await transport.get(host.url / "3")).body == b"there"
    assert [r.headers["Accept"] for r in host.requests] == ["application/json"] * 4
    assert transport.requests == {"127.0.0.1": 4}
    with pytest.raises(OceanResponseError, match="too often"):
        await transport.get(host.url / "4")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_in_a_circle_ends(
    host: Host, transport: Transport, status: int
) -> None:
    """After four requests it is an error."""
    host.handler = reply(b"", status, {"Location": "/again"})
    with pytest.raises(OceanResponseError, match="too often"):
        await transport.get(host.url)
    assert len(host.requests) == 4


@pytest.mark.parametrize(
    "location",
    [
        None,
        "",
        "http://elsewhere.example/",
        "//elsewhere.example/",
        "http://127.0.0.1.elsewhere.example/",
        "http://127.0.0.1@elsewhere.example/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://[",
        "http://127.0.0.1:99999999/",
    ],
)
async def test_a_redirect_to_elsewhere_is_not_followed(
    host: Host, transport: Transport, location: str | None
) -> None:
    """Another host, another scheme or no target is an error."""
    headers = {} if location is None else {"Location": location}
    host.handler = reply(b"", 302, headers)
    with pytest.raises(OceanResponseError):
        await transport.get(host.url)
    assert len(host.requests) == 1


def test_a_redirect_never_leaves_encryption() -> None:
    """It leads to https from either, and to http only from http."""
    plain, safe = URL("http://h/a"), URL("https://h/a")
    assert _target("h", plain, "https://h/b") == URL("https://h/b")
    assert _target("h", safe, "/b") == URL("https://h/b")
    assert _target("h", plain, "b?c") == URL("http://h/b?c")
    with pytest.raises(OceanResponseError, match="HTTP"):
        _target("h", safe, "http://h/b")


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("http://h:3006/", "http://h:22/"),
        ("http://h:3006/", "//h:8123/api"),
        ("http://h/", "https://h:8443/"),
        ("https://h/", "https://h:8443/"),
        ("https://h:8443/", "https://h/"),
    ],
)
def test_a_redirect_stays_at_its_port(url: str, location: str) -> None:
    """A redirect to another service of the host is an error."""
    with pytest.raises(OceanResponseError, match="port"):
        _target("h", URL(url), location)
    # Only the default port of https is allowed.
    assert _target("h", URL("http://h:3006/"), "https://h/") == URL("https://h/")


def test_a_redirect_does_not_say_who_asks() -> None:
    """Credentials that a host puts into a URL are ignored."""
    assert _target("h", URL("http://h/"), "http://a:b@h/c") == URL("http://h/c")


@pytest.mark.parametrize(
    ("start", "targets", "sent"),
    [
        ("http://h:3006/a", ("http://h:3006/b", "http://h:3006/c"), [True, True, True]),
        ("http://h/a", ("https://h/b", "https://h/c"), [True, False, False]),
        ("http://h:3006/a", ("https://h/b",), [True, False]),
    ],
)
async def test_credentials_stay_with_scheme_host_and_port(
    session: ClientSession, start: str, targets: tuple[str, ...], sent: list[bool]
) -> None:
    """They follow redirects within the origin, and none after the first other one."""
    seen: list[str | None] = []
    outcomes: list[Answer | URL] = [
        *map(URL, targets),
        Answer(host="h", status=200, body=b""),
    ]

    class Led(Transport):
        """A transport that follows the given redirects."""

        @override
        async def _exchange(self, *arguments: Any) -> Answer | URL:
            ask: partial[Any] = arguments[2]
            seen.append(ask.args[3].get("Authorization"))
            return outcomes.pop(0)

    await Led(session, spacing=0).get(URL(start), credentials=CREDENTIALS)
    assert seen == [CREDENTIALS.header if one else None for one in sent]


async def test_credentials_are_sent_where_they_are_meant(
    host: Host, transport: Transport
) -> None:
    """They are in the Authorization header, and only of their own request."""
    host.handler = reply(b"there")
    await transport.get(host.url, credentials=CREDENTIALS)
    await transport.get(host.url)
    sent = [request.headers.get("Authorization") for request in host.requests]
    assert sent == [CREDENTIALS.header, None]


@pytest.mark.parametrize(
    "location", ["http://localhost:{port}/", "http://127.0.0.1:1/", "//[::1]:{port}/"]
)
async def test_who_sends_elsewhere_learns_no_more(
    host: Host, transport: Transport, location: str
) -> None:
    """A redirect to another site is an error, with credentials and without."""
    headers = {"Location": location.format(port=host.url.port)}
    host.handler = reply(b"", 302, headers)
    with pytest.raises(OceanResponseError, match="another") as caught:
        await transport.get(host.url, credentials=CREDENTIALS)
    assert len(host.requests) == 1
    assert "hush" not in "".join(traceback.format_exception(caught.value))


@given(st.text())
def test_any_location_is_the_same_host_or_an_error(location: str) -> None:
    """No text of a header raises another error."""
    try:
        target = _target("h", URL("https://h/a"), location)
    except OceanResponseError:
        return
    assert (target.scheme, target.host) == ("https", "h")
