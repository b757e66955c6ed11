"""Helpers for the tests of the clients."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final, override

import orjson
from yarl import URL

from custom_components.ocean_xyz.api import (
    BlockchainInfoClient,
    Credentials,
    MempoolClient,
    OceanClient,
    Transport,
)
from custom_components.ocean_xyz.api.transport import Answer

from .answers import ADDRESS

START: Final = datetime(2020, 1, 1, tzinfo=UTC)
END: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Canned(Transport):
    """A transport that always gives the same answer, and records requests."""

    def __init__(self, body: bytes = b"", status: int = HTTPStatus.OK) -> None:
        """Store the answer."""
        self.body = body
        self.status = status
        self.asked: list[tuple[URL, str | None, str | None]] = []

    @override
    async def get(
        self,
        url: URL,
        *,
        lane: str | None = None,
        accept: str | None = None,
        credentials: Credentials | None = None,
        verify: bool = True,
    ) -> Answer:
        """Record the request and answer it."""
        self.asked.append((url, lane, accept))
        return Answer(host=url.host or "", status=self.status, body=self.body)


def said(value: object, status: int = HTTPStatus.OK) -> Canned:
    """Return a transport that answers with JSON."""
    return Canned(orjson.dumps(value), status)


def run[ResultT](question: Coroutine[Any, Any, ResultT]) -> ResultT:
    """Return the result of a coroutine that never waits."""
    try:
        question.send(None)
    except StopIteration as finished:
        result: ResultT = finished.value
        return result
    msg = "The question waited"
    raise AssertionError(msg)


type Ask = Callable[[Transport], Coroutine[Any, Any, object]]

USER_ROUTES: Final[dict[str, Ask]] = {
    "statsnap": lambda t: OceanClient(t).statsnap(ADDRESS),
    "user_hashrate": lambda t: OceanClient(t).user_hashrate(ADDRESS),
    "user_hashrate_full": lambda t: OceanClient(t).user_hashrate_full(ADDRESS),
    "userinfo_full": lambda t: OceanClient(t).userinfo_full(ADDRESS),
    "earnpay": lambda t: OceanClient(t).earnpay(ADDRESS, START, END),
}
POOL_ROUTES: Final[dict[str, Ask]] = {
    "pool_stat": lambda t: OceanClient(t).pool_stat(),
    "pool_hashrate": lambda t: OceanClient(t).pool_hashrate(),
    "blocks": lambda t: OceanClient(t).blocks(),
    "latest_block": lambda t: OceanClient(t).latest_block(),
}
NETWORK_ROUTES: Final[dict[str, Ask]] = {
    "mempool tip": lambda t: MempoolClient(t).tip_height(),
    "mempool fees": lambda t: MempoolClient(t).fees(),
    "mempool prices": lambda t: MempoolClient(t).prices(),
    "mempool retarget": lambda t: MempoolClient(t).difficulty_adjustment(),
    "mempool hashrate": lambda t: MempoolClient(t).hashrate(),
    "mempool blocks": lambda t: MempoolClient(t).blocks(),
    "blockchain.info statistics": lambda t: BlockchainInfoClient(t).stats(),
    "blockchain.info prices": lambda t: BlockchainInfoClient(t).prices(),
}
OCEAN_ROUTES: Final = USER_ROUTES | POOL_ROUTES
ROUTES: Final = OCEAN_ROUTES | NETWORK_ROUTES
