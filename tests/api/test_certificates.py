"""Hosts whose certificates nobody trusts, over real TLS."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
import ssl

from aiohttp import ClientSession, TCPConnector, ThreadedResolver, web
import pytest
from yarl import URL

from custom_components.ocean_xyz.api import (
    MempoolClient,
    OceanCertificateError,
    OceanConnectionError,
    Transport,
)

from ..faults.certificates import FIRST_DAY, Authority

EXPIRED = FIRST_DAY + timedelta(days=1)

type Serve = Callable[[ssl.SSLContext | None], Awaitable[URL]]


async def _height(request: web.BaseRequest) -> web.Response:
    """Answer with a height, or lead to where it is."""
    if "moved" in request.path:
        raise web.HTTPFound(request.path.replace("/moved", ""))
    return web.Response(text="900000")


@pytest.fixture
async def serve(socket_enabled: None) -> AsyncIterator[Serve]:
    """Run mempool instances, with TLS or without."""
    runners: list[web.ServerRunner] = []

    async def start(context: ssl.SSLContext | None) -> URL:
        runner = web.ServerRunner(web.Server(_height), shutdown_timeout=0.01)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
        return URL(f"https://localhost:{runner.addresses[0][1]}")

    yield start
    for runner in runners:
        await runner.cleanup()


def self_signed(folder: Path) -> tuple[ssl.SSLContext, Authority]:
    """Return a server's context that no client trusts."""
    return Authority("node").server(folder, "localhost"), Authority("other")


def expired(folder: Path) -> tuple[ssl.SSLContext, Authority]:
    """Return one that was trusted once."""
    authority = Authority("node", EXPIRED)
    return authority.server(folder, "localhost"), authority


def of_another(folder: Path) -> tuple[ssl.SSLContext, Authority]:
    """Return one that is another host's."""
    authority = Authority("node")
    return authority.server(folder, "start9.local"), authority


@pytest.mark.parametrize("made", [self_signed, expired, of_another])
@pytest.mark.parametrize("path", ["", "moved"])
async def test_a_certificate_is_named_unless_any_will_do(
    serve: Serve,
    tmp_path: Path,
    made: Callable[[Path], tuple[ssl.SSLContext, Authority]],
    path: str,
) -> None:
    """Also after a redirect, and for this client alone."""
    server, authority = made(tmp_path)
    base = await serve(server) / path
    connector = TCPConnector(resolver=ThreadedResolver(), ssl=authority.client())
    async with ClientSession(connector=connector) as session:
        transport = Transport(session, spacing=0)
        lax = MempoolClient(transport, base=base, verify=False)
        strict = MempoolClient(transport, base=base)
        for _ in range(2):
            assert await lax.tip_height() == 900_000
            with pytest.raises(OceanCertificateError, match="certificate of localhost"):
                await strict.tip_height()


async def test_what_speaks_no_tls_has_no_certificate(
    serve: Serve, session: ClientSession
) -> None:
    """Whoever wrote https for http is not sent to the certificate."""
    client = MempoolClient(Transport(session, spacing=0), base=await serve(None))
    with pytest.raises(OceanConnectionError, match="could not be reached") as caught:
        await client.tip_height()
    assert not isinstance(caught.value, OceanCertificateError)
