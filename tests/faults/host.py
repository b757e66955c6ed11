"""The upstreams as hosts on this machine: real names, real TLS, real misbehaviour.

Home Assistant's own session finds them by name, like the real ones. Only a test moves
the time, and a host that makes a client wait: a timeout of twenty seconds takes no real
time.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
import socket
import ssl
from typing import Any, Final, Self, override
from unittest.mock import patch

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from homeassistant.helpers import aiohttp_client

from simulator import Upstreams
from simulator.messages import Reply, Request, Trouble

from .certificates import Authority
from .guard import Guard

HOSTS: Final = ("api.ocean.xyz", "ocean.xyz", "mempool.space", "blockchain.info")

OWN_HOST: Final = "start9.local"
"""A mempool instance of the user's own."""

KEPT_OPEN: Final = 1e6
"""Seconds for which connections stay open: handshakes were a third of the work."""

PIECE: Final = b" " * 65_536
DRIP_SECONDS: Final = 3.0
HANG_SECONDS: Final = 21.0

TURNS: Final = 300
"""Turns of the event loop that suffice to answer a request with its handshake."""


class Names(AbstractResolver):
    """Resolves every host to this machine."""

    port = 0

    @override
    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,
    ) -> list[ResolveResult]:
        """Return where the host is."""
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=self.port,
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    @override
    async def close(self) -> None:
        """Do nothing: there is nothing to close."""

    async def real_close(self) -> None:
        """Do nothing; Home Assistant's resolvers have this method."""


class Hosts:
    """Answers over TLS with the simulator's replies, including its faults."""

    def __init__(
        self, upstreams: Upstreams, pass_time: Callable[[float], None], guard: Guard
    ) -> None:
        """Store the simulator, the clock and the guard."""
        self.upstreams = upstreams
        self.distrusted: set[str] = set()
        """Hosts that present a certificate which nobody trusts."""
        self.server = web.Server(
            self.answer,
            handler_cancellation=True,
            access_log=None,
            keepalive_timeout=KEPT_OPEN,
        )
        self._pass_time = pass_time
        self._guard = guard
        self._troubles: dict[
            Trouble,
            Callable[[web.BaseRequest, Reply], Awaitable[web.StreamResponse]],
        ] = {
            Trouble.HANG: self._hang,
            Trouble.RESET: _reset,
            Trouble.DRIP: self._drip,
            Trouble.ENDLESS: _endless,
        }

    def distrust(self, host: str) -> None:
        """Let a host present a certificate that nobody trusts, on new connections."""
        self.distrusted.add(host)
        for connection in self.server.connections:
            connection.force_close()

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request."""
        with self._guard.excused():
            reply = self.upstreams.respond(
                Request(
                    host=request.host,
                    path=request.path,
                    query=dict(request.query),
                    headers=dict(request.headers),
                )
            )
        if reply.trouble is not None:
            return await self._troubles[reply.trouble](request, reply)
        return web.Response(
            status=reply.status, body=reply.body, headers=dict(reply.headers)
        )

    async def _hang(self, request: web.BaseRequest, reply: Reply) -> web.StreamResponse:
        """Send nothing until the client hangs up."""
        await self._wait(HANG_SECONDS)
        await asyncio.Event().wait()
        raise AssertionError

    async def _drip(self, request: web.BaseRequest, reply: Reply) -> web.StreamResponse:
        """Send a byte every few seconds."""
        response = web.StreamResponse(headers=dict(reply.headers))
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await self._wait(DRIP_SECONDS)

    async def _wait(self, seconds: float) -> None:
        """Let time pass, after all other requests have ended.

        Other answers take no time; this one must not delay them.
        """
        for _ in range(TURNS):
            await asyncio.sleep(0)
        self._pass_time(seconds)


async def _reset(request: web.BaseRequest, reply: Reply) -> web.StreamResponse:
    """Break the connection in the middle of the answer."""
    response = web.StreamResponse(headers=dict(reply.headers))
    response.content_length = len(reply.body)
    await response.prepare(request)
    await response.write(reply.body[: len(reply.body) // 2])
    assert request.transport
    request.transport.abort()
    return response


async def _endless(request: web.BaseRequest, reply: Reply) -> web.StreamResponse:
    """Send without end."""
    response = web.StreamResponse(status=HTTPStatus.OK, headers=dict(reply.headers))
    await response.prepare(request)
    while True:
        await response.write(PIECE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificates:
    """The certificates of the hosts, and the one that Home Assistant trusts."""

    trusted: ssl.SSLContext
    distrusted: ssl.SSLContext
    client: ssl.SSLContext

    @classmethod
    def made(cls, folder: Path) -> Self:
        """Make them; this needs the real time."""
        authority = Authority("OCEAN tests")
        return cls(
            trusted=authority.server(folder, *HOSTS, OWN_HOST),
            distrusted=Authority("nobody").server(folder, *HOSTS),
            client=authority.client(),
        )


@asynccontextmanager
async def hosts_on_this_machine(
    upstreams: Upstreams,
    pass_time: Callable[[float], None],
    guard: Guard,
    certificates: Certificates,
) -> AsyncGenerator[Hosts]:
    """Run the hosts, and let Home Assistant's session find and trust them."""
    hosts, names = Hosts(upstreams, pass_time, guard), Names()
    context = certificates.trusted

    def present(connection: ssl.SSLObject, name: str, _: ssl.SSLContext) -> None:
        doubtful = name in hosts.distrusted
        connection.context = certificates.distrusted if doubtful else context

    context.sni_callback = present
    runner = web.ServerRunner(hosts.server, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    names.port = runner.addresses[0][1]
    with (
        patch.object(aiohttp_client, "_async_make_resolver", return_value=names),
        patch.object(
            aiohttp_client.ssl_util, "client_context", return_value=certificates.client
        ),
        _refused_connections_are_no_news(),
    ):
        yield hosts
        await runner.cleanup()


@contextmanager
def _refused_connections_are_no_news() -> Generator[None]:
    """Ignore errors of incoming connections that a client refuses."""
    loop = asyncio.get_running_loop()
    # In debug mode the loop would report a callback that moves the time.
    loop.set_debug(False)
    before = loop.get_exception_handler()

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        incoming = "incoming connection" in context["message"]
        if before is not None and not incoming:
            before(loop, context)

    loop.set_exception_handler(handle)
    try:
        yield
    finally:
        loop.set_exception_handler(before)
