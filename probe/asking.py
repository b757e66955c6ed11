"""Asks each route once with the real clients, and compares what came."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, override

import orjson
from yarl import URL

from custom_components.ocean_xyz.api import (
    AccountPage,
    BlockchainInfoClient,
    Credentials,
    Difference,
    MempoolClient,
    OceanClient,
    OceanError,
    SiteClient,
    Transport,
    UserInfo,
)
from custom_components.ocean_xyz.api.transport import Answer

from .comparing import Shape, compare, shape_of

POLITE: Final = 2.0
"""Seconds between two requests to one host."""

DAYS: Final = timedelta(days=30)
BLOCKS: Final = 5

PAGE: Final = "page"

SAME: Final = (
    "shares_60s",
    "shares_300s",
    "last_share",
    "shares_in_window",
    "estimated_next_block",
    "unpaid",
)
"""Figures of an account that its page may have, rounded, and the interface has."""


class Recorder(Transport):
    """A transport that remembers its answers, by host and path."""

    def __init__(self, transport: Transport) -> None:
        """Prepare to ask with another transport."""
        self.answers: dict[URL, Answer] = {}
        self.requests = transport.requests
        self._transport = transport

    @override
    async def get(
        self,
        url: URL,
        *,
        lane: str | None = None,
        accept: str = "application/json",
        credentials: Credentials | None = None,
        verify: bool = True,
    ) -> Answer:
        """Read a URL, and remember the answer."""
        answer = await self._transport.get(
            url, lane=lane, accept=accept, credentials=credentials, verify=verify
        )
        self.answers[url] = answer
        return answer


@dataclass(kw_only=True, slots=True)
class Finding:
    """What came of one question."""

    name: str
    problem: str = ""
    """Why the client could not read it; empty if it could."""
    model: Any = None
    value: Any = None
    """The answer as JSON; None if it is none."""
    difference: Difference = field(default_factory=Difference)

    @property
    def good(self) -> bool:
        """Return whether it was read, and has the shape that is expected."""
        return not self.problem and not self.difference


type Ask = Callable[[], Awaitable[Any]]


def questions(
    transport: Transport, address: str | None, now: datetime
) -> Iterator[tuple[str, Ask]]:
    """Return everything to ask, by the name of its shape."""
    ocean, mempool = OceanClient(transport), MempoolClient(transport)
    info = BlockchainInfoClient(transport)
    yield "ocean/pool_stat", ocean.pool_stat
    yield "ocean/pool_hashrate", ocean.pool_hashrate
    yield "ocean/blocks", partial(ocean.blocks, 0, BLOCKS)
    yield "ocean/latest_block", ocean.latest_block
    yield "mempool/blocks/tip/height", mempool.tip_height
    yield "mempool/fees", mempool.fees
    yield "mempool/prices", mempool.prices
    yield "mempool/difficulty-adjustment", mempool.difficulty_adjustment
    yield "mempool/hashrate", mempool.hashrate
    yield "mempool/blocks", mempool.blocks
    yield "blockchain.info/stats", info.stats
    yield "blockchain.info/ticker", info.prices
    if address is None:
        return
    yield "ocean/statsnap", partial(ocean.statsnap, address)
    yield "ocean/userinfo_full", partial(ocean.userinfo_full, address)
    yield "ocean/user_hashrate", partial(ocean.user_hashrate, address)
    yield "ocean/user_hashrate_full", partial(ocean.user_hashrate_full, address)
    yield "ocean/earnpay", partial(ocean.earnpay, address, now - DAYS, now)
    yield PAGE, partial(SiteClient(transport).account, address, now)


async def ask_all(
    transport: Transport,
    address: str | None,
    expected: Mapping[str, Shape],
    now: datetime,
) -> tuple[list[Finding], Recorder]:
    """Ask everything once, one question after the other."""
    recorder = Recorder(transport)
    findings = []
    for name, ask in questions(recorder, address, now):
        before = len(recorder.answers)
        finding = Finding(name=name)
        try:
            finding.model = await ask()
        except OceanError as err:
            finding.problem = f"{type(err).__name__}: {err}"
        new = [*recorder.answers.values()][before:]
        if new and name in expected:
            finding.value = _json(new[-1].body)
            finding.difference = compare(shape_of(finding.value), expected[name])
        findings.append(finding)
    return findings, recorder


def _json(body: bytes) -> Any:
    """Return an answer as JSON; None if it is none."""
    try:
        return orjson.loads(body)
    except ValueError:
        return None


def beside(findings: list[Finding]) -> list[tuple[str, Any, Any]]:
    """Return the figures of the account's page and of the interface, side by side."""
    models = [finding.model for finding in findings]
    page = next((one for one in models if isinstance(one, AccountPage)), None)
    info = next((one for one in models if isinstance(one, UserInfo)), None)
    if page is None or info is None:
        return []
    pairs = [
        (name, getattr(page.account, name), getattr(info.account, name))
        for name in SAME
    ]
    pairs.append(("workers", len(page.workers), len(info.workers)))
    return [pair for pair in pairs if pair[1] is not None]
