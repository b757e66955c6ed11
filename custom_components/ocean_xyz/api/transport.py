"""All requests to the internet: polite to each host, bounded in size and time.

Whatever happens, only this package's errors are raised. They name the host of a request
and nothing more, because paths contain payout addresses.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from http import HTTPStatus
import time
from typing import Final
from zlib import error as ZlibError

from aiohttp import (
    ClientConnectorCertificateError,
    ClientError,
    ClientResponse,
    ClientSession,
)
from yarl import URL

from .credentials import AUTHORIZATION, Credentials, headers_of
from .exceptions import (
    OceanCertificateError,
    OceanConnectionError,
    OceanRateLimitedError,
    OceanResponseError,
    OceanTimeoutError,
)

MAX_BODY: Final = 16 * 1024 * 1024
"""Bytes of an unpacked answer above which reading stops."""

TIME_OUT: Final = 20.0
"""Seconds for a whole exchange, even if the answer comes slowly."""

SPACING: Final = 0.5
"""Seconds between the starts of two requests to one host."""

IN_FLIGHT: Final = 4
"""Requests to one host at a time."""

JSON: Final = "application/json"
TEXT: Final = "text/plain"
HTML: Final = "text/html"

MAX_REDIRECTS: Final = 3
TLS_PORT: Final = 443
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
    """The answer of a host."""

    host: str
    status: int
    body: bytes


@dataclass(kw_only=True)
class _Host:
    """The state of a host."""

    slots: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(IN_FLIGHT)
    )
    lanes: dict[str, asyncio.Lock] = field(default_factory=dict)
    # Requests start one by one while they hold this lock.
    gate: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_start: float = 0
    closed_until: float = 0
    # The time that its last answer said, and by our clock when that was.
    said: tuple[datetime, float] | None = None
    timed_out: bool = False


def _monotonic() -> float:
    """Return seconds that never go back. Tests replace `time.monotonic`."""
    return time.monotonic()


def _utc_now() -> datetime:
    """Return the time by our clock, for a host that does not say its own."""
    return datetime.now(UTC)


class Transport:
    """Sends the requests of one Home Assistant to all hosts."""

    def __init__(
        self,
        session: ClientSession,
        *,
        spacing: float | None = None,
        clock: Callable[[], float] = _monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        """Prepare to send requests over a session.

        `clock` returns seconds that never go back.
        """
        self.requests: Counter[str] = Counter()
        self._session = session
        self._spacing = SPACING if spacing is None else spacing
        self._clock = clock
        self._sleep = sleep
        self._now = now
        self._hosts: dict[str, _Host] = {}

    async def get(
        self,
        url: URL,
        *,
        lane: str | None = None,
        accept: str = JSON,
        credentials: Credentials | None = None,
        verify: bool = True,
    ) -> Answer:
        """Read a URL, whatever the status of the answer.

        Requests of one `lane` follow one another. `credentials` go to this scheme, host
        and port only, not where redirects lead. Without `verify` any certificate will
        do. Raises OceanTimeoutError, OceanCertificateError, OceanConnectionError,
        OceanRateLimitedError or OceanResponseError.
        """
        name = url.host or ""
        host = self._hosts.setdefault(name, _Host())
        self._refuse_if_closed(name, host)
        own = host.lanes.setdefault(lane, asyncio.Lock()) if lane else asyncio.Lock()
        async with own, host.slots:
            headers = headers_of(accept, credentials)
            return await self._follow(name, host, url, headers, verify=verify)

    def time_at(self, name: str) -> datetime | None:
        """Return the present time by a host's last answer, None if none said it."""
        if (host := self._hosts.get(name)) is None or host.said is None:
            return None
        time, at = host.said
        return time + timedelta(seconds=self._clock() - at)

    def _refuse_if_closed(self, name: str, host: _Host) -> None:
        """Send nothing to a host as long as it is limiting requests."""
        if (left := host.closed_until - self._clock()) > 0:
            raise OceanRateLimitedError(name, left, held=True)

    async def _follow(
        self,
        name: str,
        host: _Host,
        url: URL,
        headers: dict[str, str],
        *,
        verify: bool,
    ) -> Answer:
        """Send a request and follow redirects; each is a request like any other."""
        clock = asyncio.get_running_loop().time
        left = TIME_OUT
        for _ in range(MAX_REDIRECTS + 1):
            async with self._start(name, host):
                began = clock()
                ask = partial(self._ask, name, host, url, headers, verify=verify)
                outcome = await self._exchange(name, host, ask, left)
                left -= clock() - began
            if isinstance(outcome, Answer):
                return outcome
            if outcome.origin() != url.origin():
                headers = {k: v for k, v in headers.items() if k != AUTHORIZATION}
            url = outcome
        msg = f"{name} redirects too often"
        raise OceanResponseError(msg)

    @asynccontextmanager
    async def _start(self, name: str, host: _Host) -> AsyncIterator[None]:
        """Wait for a turn at a host, some time after the previous request.

        After a time-out the host gets one request at a time until one succeeds: each
        request then holds the gate until it has ended.
        """
        async with AsyncExitStack() as gate:
            await gate.enter_async_context(host.gate)
            # The previous request may have learned that the host is limiting requests.
            self._refuse_if_closed(name, host)
            if (wait := host.next_start - self._clock()) > 0:
                await self._sleep(wait)
                self._refuse_if_closed(name, host)
            host.next_start = self._clock() + self._spacing
            if not host.timed_out:
                await gate.aclose()
            self.requests[name] += 1
            yield

    async def _exchange(
        self,
        name: str,
        host: _Host,
        ask: Callable[[], Awaitable[Answer | URL]],
        seconds: float,
    ) -> Answer | URL:
        """Send a request; return the answer or the target of a redirect.

        The errors have no causes: a cause quotes the whole URL, and a log prints causes
        too.
        """
        try:
            async with asyncio.timeout(seconds):
                outcome = await ask()
        except TimeoutError:
            host.timed_out = True
            msg = f"{name} did not answer within {TIME_OUT:.0f} seconds"
            raise OceanTimeoutError(msg) from None
        except ClientConnectorCertificateError:
            msg = f"the certificate of {name} is not trusted"
            raise OceanCertificateError(msg) from None
        # A closed session raises RuntimeError.
        except (
            ClientError,
            OSError,
            EOFError,
            ValueError,
            RuntimeError,
            ZlibError,
        ) as err:
            msg = f"{name} could not be reached ({type(err).__name__})"
            raise OceanConnectionError(msg) from None
        host.timed_out = False
        return outcome

    async def _ask(
        self,
        name: str,
        host: _Host,
        url: URL,
        headers: dict[str, str],
        *,
        verify: bool,
    ) -> Answer | URL:
        """Send a request; return the answer or the target of a redirect."""
        response = await self._session.get(
            url, allow_redirects=False, headers=headers, ssl=verify
        )
        try:
            if response.status in _REDIRECTS:
                return _target(name, url, response.headers.get("Location"))
            return await self._read(name, host, response)
        finally:
            response.release()

    async def _read(self, name: str, host: _Host, response: ClientResponse) -> Answer:
        """Read an answer of limited size."""
        date = _date(response.headers.get("Date"))
        if date is not None:
            host.said = (date, self._clock())
        if _is_busy(response):
            pause = _retry_after(
                response.headers.get("Retry-After"), date or self._now()
            )
            host.closed_until = max(host.closed_until, self._clock() + pause)
            raise OceanRateLimitedError(name, pause)
        # Joined once, at the end: copying a farm's answer takes noticeably long.
        chunks, size = [], 0
        async for chunk in response.content.iter_chunked(CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > MAX_BODY:
                msg = f"{name} answered more than {MAX_BODY} bytes"
                raise OceanResponseError(msg)
        return Answer(host=name, status=response.status, body=b"".join(chunks))


def _target(name: str, url: URL, location: str | None) -> URL:
    """Return the target of a redirect: on the same site, and never out of TLS.

    Another port is another site, except from HTTP to the port of HTTPS. Credentials in
    the target are ignored.
    """
    try:
        target = url.join(URL(location or "")).with_user(None)
    except ValueError:
        target = URL()
    if not location or target.host != url.host:
        msg = f"{name} redirects to another site"
        raise OceanResponseError(msg)
    if target.scheme not in {url.scheme, "https"}:
        msg = f"{name} redirects from HTTPS to HTTP"
        raise OceanResponseError(msg)
    encrypts = target.scheme != url.scheme and target.port == TLS_PORT
    if target.port != url.port and not encrypts:
        msg = f"{name} redirects to another port"
        raise OceanResponseError(msg)
    return target


def _is_busy(response: ClientResponse) -> bool:
    """Return whether the host is limiting requests."""
    if response.status == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    return (
        response.status == HTTPStatus.SERVICE_UNAVAILABLE
        and "Retry-After" in response.headers
    )


def _retry_after(value: str | None, now: datetime) -> float:
    """Read for how many seconds to wait: a number or a date (RFC 9110).

    `now` is the time by the clock of the host that says the date.
    """
    if value is None:
        return DEFAULT_RETRY_AFTER
    text = value.strip()
    if text.isascii() and text.isdecimal():
        seconds = float(text[:12])
    else:
        if (date := _date(text)) is None:
            return DEFAULT_RETRY_AFTER
        seconds = (date - now).total_seconds()
    return min(max(seconds, 1.0), MAX_RETRY_AFTER)


def _date(text: str | None) -> datetime | None:
    """Read a date of a header, None if there is none."""
    try:
        date = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
