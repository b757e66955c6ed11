"""mempool's interface: mempool.space, or the user's own instance."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from yarl import URL

from .credentials import Credentials
from .exceptions import OceanRefusedError, OceanResponseError
from .models import (
    DifficultyAdjustment,
    Fees,
    NetworkBlock,
    NetworkHashrate,
    Quotes,
)
from .readers import read_moment, read_prices
from .rows import read_answer, read_list
from .transport import JSON, TEXT, Answer, Transport
from .wire import away, load, read

BASE: Final = URL("https://mempool.space")

MAX_HEIGHT_DIGITS: Final = 9

MAX_BLOCKS: Final = 1000
"""Blocks in an answer above which it is not believed; an instance lists fifteen."""


class MempoolClient:
    """Asks a mempool instance, one method for each route; raises only OceanErrors."""

    def __init__(
        self,
        transport: Transport,
        *,
        base: URL = BASE,
        credentials: Credentials | None = None,
        verify: bool = True,
    ) -> None:
        """Prepare to ask over a transport; `base` is the address of the instance's page.

        Without `verify` its certificate may be one that nobody else trusts.
        """
        self._transport = transport
        self._base = base
        self._credentials = credentials
        self._verify = verify

    async def tip_height(self) -> int:
        """Read the height of the newest block."""
        answer = await self._get("api/blocks/tip/height", accept=TEXT)
        return read(answer, _height, answer.body)

    async def fees(self) -> Fees:
        """Read the recommended fee rates."""
        return await self._ask(partial(read_answer, Fees), "api/v1/fees/recommended")

    async def prices(self) -> Quotes:
        """Read the prices of one bitcoin."""
        return await self._ask(_quotes, "api/v1/prices")

    async def difficulty_adjustment(self) -> DifficultyAdjustment:
        """Read the forecast of the next retarget."""
        return await self._ask(
            partial(read_answer, DifficultyAdjustment), "api/v1/difficulty-adjustment"
        )

    async def hashrate(self) -> NetworkHashrate:
        """Read the network's hashrate over three days, and its difficulty."""
        return await self._ask(
            partial(read_answer, NetworkHashrate), "api/v1/mining/hashrate/3d"
        )

    async def blocks(self, height: int | None = None) -> tuple[NetworkBlock, ...]:
        """Read fifteen blocks, down from a height or from the newest block."""
        path = "api/v1/blocks" if height is None else f"api/v1/blocks/{height}"
        return await self._ask(_network_blocks, path)

    async def _ask[ModelT](self, reader: Callable[[Any], ModelT], path: str) -> ModelT:
        """Ask a route that answers JSON."""
        answer = await self._get(path)
        return await away(answer, lambda: read(answer, reader, load(answer)))

    async def _get(self, path: str, *, accept: str = JSON) -> Answer:
        """Ask a route."""
        url = self._base.joinpath(*path.split("/"))
        answer = await self._transport.get(
            url, accept=accept, credentials=self._credentials, verify=self._verify
        )
        if answer.status == HTTPStatus.UNAUTHORIZED:
            msg = f"{answer.host} refused the user name and password"
            raise OceanRefusedError(msg)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            msg = f"{answer.host} answered {answer.status}"
            raise OceanResponseError(msg)
        return answer


def _height(body: bytes) -> int:
    """Read a height that is the whole answer."""
    text = body.strip()
    if not text.isdigit() or len(text) > MAX_HEIGHT_DIGITS:
        msg = "not a height"
        raise ValueError(msg)
    return int(text)


def _quotes(value: Any) -> Quotes:
    """Read the prices; an instance shows the last ones while it cannot get new ones."""
    time = None
    with suppress(ValueError):
        time = read_moment(value.get("time"))
    return Quotes(prices=read_prices(value), time=time)


def _network_blocks(value: Any) -> tuple[NetworkBlock, ...]:
    """Read a list of blocks."""
    return tuple(read_list(NetworkBlock, value, MAX_BLOCKS)[0])
