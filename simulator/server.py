"""The upstreams over HTTP: a thin server. Only this module reads the real time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final

from aiohttp import web

from .messages import Reply, Request, Trouble
from .upstreams import Upstreams

_PIECE: Final = b" " * 65536
_FOREVER: Final = 3600


def application(
    upstreams: Upstreams, *, clock: Callable[[], datetime] | None = None
) -> web.Application:
    """Serve the upstreams. Before each answer the world advances to the real time.

    The Host header or the first part of the path names the upstream:
    `/api.ocean.xyz/v1/ping`.
    """
    now = clock or (lambda: datetime.now(UTC))

    async def handle(request: web.Request) -> web.StreamResponse:
        upstreams.world.advance(max(now(), upstreams.world.now))
        reply = upstreams.respond(_read(request, upstreams))
        return await _send(request, reply)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    return app


def _read(request: web.Request, upstreams: Upstreams) -> Request:
    host = request.host.partition(":")[0]
    path = request.path
    if host not in upstreams.hosts:
        _, host, *rest = path.split("/", 2)
        path = "/" + "/".join(rest)
    return Request(
        method=request.method,
        host=host,
        path=path,
        query=dict(request.query),
        headers=dict(request.headers),
    )


async def _send(request: web.Request, reply: Reply) -> web.StreamResponse:
    if reply.trouble is not None:
        return await _TROUBLES[reply.trouble](request, reply)
    return web.Response(
        status=reply.status, body=reply.body, headers=dict(reply.headers)
    )


async def _hang(request: web.Request, reply: Reply) -> web.StreamResponse:
    await asyncio.sleep(_FOREVER)
    return web.Response(status=reply.status)


async def _reset(request: web.Request, reply: Reply) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=reply.status)


async def _drip(request: web.Request, reply: Reply) -> web.StreamResponse:
    response = web.StreamResponse(status=reply.status, headers=dict(reply.headers))
    await response.prepare(request)
    for place in range(len(reply.body)):
        await response.write(reply.body[place : place + 1])
        await asyncio.sleep(1)
    return response


async def _endless(request: web.Request, reply: Reply) -> web.StreamResponse:
    response = web.StreamResponse(status=reply.status, headers=dict(reply.headers))
    await response.prepare(request)
    while True:
        await response.write(_PIECE)


_TROUBLES: Final[
    dict[Trouble, Callable[[web.Request, Reply], Awaitable[web.StreamResponse]]]
] = {
    Trouble.HANG: _hang,
    Trouble.RESET: _reset,
    Trouble.DRIP: _drip,
    Trouble.ENDLESS: _endless,
}
