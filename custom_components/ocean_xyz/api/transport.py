"""The one way out: polite to each host, bounded in size and time, and never surprised.

Whatever happens on the wire, only this package's errors come out of it, and none of
them says more about a request than its host: paths hold payout addresses.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
import time
from typing import Final
from zlib import error as ZlibError

from aiohttp import ClientError, ClientResponse, ClientSession
from yarl import URL

from .exceptions import (
    OceanConnectionError,
    OceanRateLimitedError,
    OceanResponseError,
    OceanTimeoutError,
)

MAX_BODY: Final = 16 * 1024 * 1024
"""Bytes of an answer, unpacked, above which it is not read on."""

TIME_OUT: Final = 20.0
"""Seconds for a whole exchange, however slowly the answer drips."""

SPACING: Final = 0.5
"""Seconds between the starts of two requests to one host."""

IN_FLIGHT: Final = 4
"""Requests to one host at a time."""

MAX_REDIRECTS: Final = 3
CHUNK: Final = 64 * 1024

DEFAULT_RETRY_AFTER: Final = 60.0
MAX_RETRY_AFTER: Final = 86_400.0

_REDIRECTS: Final = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.SEE_OTHER,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a host said."""

    host: str
    status: int
    body: bytes


@dataclass(kw_only=True)
class _Host:
    """How a host is treated."""

    slots: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(IN_FLIGHT)
    )
    probe: asyncio.Lock = field(default_factory=asyncio.Lock)
    lanes: dict[str, asyncio.Lock] = field(default_factory=dict)
    starting: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_start: float = 0
    closed_until: float = 0
    timed_out: bool = False


def _utc_now() -> datetime:
    """Return the time, for a Retry-After that is a date."""
    return datetime.now(UTC)


class Transport:
    """Carries the requests of one Home Assistant to all hosts."""

    def __init__(
        self,
        session: ClientSession,
        *,
        spacing: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        """Prepare to carry requests over a session.

        `clock` returns seconds that never go back.
        """
        self.requests: Counter[str] = Counter()
        self._session = session
        self._spacing = SPACING if spacing is None else spacing
        self._clock = clock
        self._sleep = sleep
        self._now = now
        self._hosts: dict[str, _Host] = {}

    async def get(self, url: URL, *, lane: str | None = None) -> Answer:
        """Read a URL.

        Requests of one `lane` follow one another. Raises OceanTimeoutError,
        OceanConnectionError, OceanRateLimitedError or OceanResponseError.
        """
        name = url.host or ""
        host = self._hosts.setdefault(name, _Host())
        self._refuse_if_closed(name, host)
        async with self._turn(host, lane):
            # Whoever waited may find the host closed by the one before.
            self._refuse_if_closed(name, host)
            await self._wait_for_start(host)
            return await self._exchange(name, host, url)

    def _refuse_if_closed(self, name: str, host: _Host) -> None:
        """Leave a host alone for as long as it asked."""
        if (left := host.closed_until - self._clock()) > 0:
            raise OceanRateLimitedError(name, left, held=True)

    @asynccontextmanager
    async def _turn(self, host: _Host, lane: str | None) -> AsyncIterator[None]:
        """Wait for one's turn at a host.

        After a time-out the host gets one request at a time, until one succeeds.
        """
        own = host.lanes.setdefault(lane, asyncio.Lock()) if lane else asyncio.Lock()
        async with own, host.slots:
            if not host.timed_out:
                yield
                return
            async with host.probe:
                yield

    async def _wait_for_start(self, host: _Host) -> None:
        """Keep the distance to the request before."""
        async with host.starting:
            if (wait := host.next_start - self._clock()) > 0:
                await self._sleep(wait)
            host.next_start = self._clock() + self._spacing

    async def _exchange(self, name: str, host: _Host, url: URL) -> Answer:
        """Send a request and read the answer."""
        self.requests[name] += 1
        try:
            async with asyncio.timeout(TIME_OUT):
                answer = await self._follow(name, host, url)
        except TimeoutError as err:
            host.timed_out = True
            msg = f"{name} did not answer within {TIME_OUT:.0f} seconds"
            raise OceanTimeoutError(msg) from err
        except (
            ClientError,
            OSError,
            ZlibError,
            ValueError,
            asyncio.IncompleteReadError,
        ) as err:
            msg = f"{name} could not be reached ({type(err).__name__})"
            raise OceanConnectionError(msg) from err
        host.timed_out = False
        return answer

    async def _follow(self, name: str, host: _Host, url: URL) -> Answer:
        """Follow redirects by hand: only to the same host, and never out of TLS."""
        for _ in range(MAX_REDIRECTS + 1):
            response = await self._session.get(url, allow_redirects=False)
            try:
                if response.status not in _REDIRECTS:
                    return await self._read(name, host, response)
                target = url.join(URL(response.headers.get("Location", "")))
            finally:
                response.release()
            if target.host != url.host or target.scheme not in {url.scheme, "https"}:
                msg = f"{name} sends to another site"
                raise OceanResponseError(msg)
            url = target
        msg = f"{name} redirects without end"
        raise OceanResponseError(msg)

    async def _read(self, name: str, host: _Host, response: ClientResponse) -> Answer:
        """Read an answer, up to a bound."""
        if _is_busy(response):
            pause = _retry_after(response.headers.get("Retry-After"), self._now())
            host.closed_until = self._clock() + pause
            raise OceanRateLimitedError(name, pause)
        body = bytearray()
        async for chunk in response.content.iter_chunked(CHUNK):
            body += chunk
            if len(body) > MAX_BODY:
                msg = f"{name} answers more than {MAX_BODY} bytes"
                raise OceanResponseError(msg)
        return Answer(host=name, status=response.status, body=bytes(body))


def _is_busy(response: ClientResponse) -> bool:
    """Return whether the host asks to be left alone."""
    if response.status == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    return (
        response.status == HTTPStatus.SERVICE_UNAVAILABLE
        and "Retry-After" in response.headers
    )


def _retry_after(value: str | None, now: datetime) -> float:
    """Read for how many seconds to stay away: a number or a date (RFC 9110)."""
    if value is None:
        return DEFAULT_RETRY_AFTER
    text = value.strip()
    if text.isascii() and text.isdecimal():
        seconds = float(text[:12])
    else:
        try:
            date = parsedate_to_datetime(text)
        except ValueError:
            return DEFAULT_RETRY_AFTER
        aware = date if date.tzinfo else date.replace(tzinfo=UTC)
        seconds = (aware - now).total_seconds()
    return min(max(seconds, 1.0), MAX_RETRY_AFTER)
