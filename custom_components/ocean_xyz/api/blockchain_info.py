"""blockchain.info's interface, which replaces mempool when that does not answer."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from yarl import URL

from .exceptions import OceanResponseError
from .models import NetworkStats, Quotes
from .readers import read_prices
from .rows import read_answer
from .transport import Transport
from .wire import away, load, read

BASE: Final = URL("https://blockchain.info")


class BlockchainInfoClient:
    """Asks blockchain.info, one method for each route; raises only OceanErrors."""

    def __init__(self, transport: Transport, *, base: URL = BASE) -> None:
        """Prepare to ask over a transport."""
        self._transport = transport
        self._base = base

    async def stats(self) -> NetworkStats:
        """Read the network's state."""
        url = self._base.joinpath("stats").with_query(format="json")
        return await self._ask(url, partial(read_answer, NetworkStats))

    async def prices(self) -> Quotes:
        """Read the prices of one bitcoin."""
        return await self._ask(self._base.joinpath("ticker"), _ticker)

    async def _ask[ModelT](self, url: URL, reader: Callable[[Any], ModelT]) -> ModelT:
        """Ask a route."""
        answer = await self._transport.get(url)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            msg = f"{answer.host} answered {answer.status}"
            raise OceanResponseError(msg)
        return await away(answer, lambda: read(answer, reader, load(answer)))


def _ticker(value: Any) -> Quotes:
    """Read the last price of each currency."""
    return Quotes(prices=read_prices(value, key="last"))
