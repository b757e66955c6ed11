"""The rows and the columns: every route that is asked, and everything that can happen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.utils import format_datetime
from http import HTTPStatus
import json
import re
from typing import Any, Final, override

from simulator import World
from simulator.faults import Effect
from simulator.messages import Reply, Trouble
from simulator.oddities import OlderSnapshot
from simulator.outages import Body, Broken, CutBody, EmptyBody, HtmlInstead, Status

API: Final = "api.ocean.xyz"
SITE: Final = "ocean.xyz"
MEMPOOL: Final = "mempool.space"
BLOCKCHAIN_INFO: Final = "blockchain.info"

BUSY_SECONDS: Final = 120
DEPTH: Final = 60_000
AGO: Final = 900
"""Seconds by which an answer that goes back in time is old."""

_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_HTML_NUMBER: Final = re.compile(rb"(?<=>)[0-9][^<]*")
_PLACE: Final = "\x00"


@dataclass(frozen=True, slots=True)
class NumbersAre(Effect):
    """Everything that is a number, as text or not, is this piece of JSON instead."""

    token: str

    @override
    def reply(self, reply: Reply) -> Reply:
        """Return the answer with the other numbers."""
        kind = reply.headers.get("Content-Type", "")
        if "html" in kind:
            return replace(
                reply, body=_HTML_NUMBER.sub(self.token.encode(), reply.body)
            )
        if "json" not in kind:
            return replace(reply, body=self.token.encode())
        marked = json.dumps(_marked(reply.json)).replace(json.dumps(_PLACE), self.token)
        return replace(reply, body=marked.encode())


def _marked(value: Any) -> Any:
    """Return a document with a mark in place of each number."""
    if isinstance(value, dict):
        return {key: _marked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_marked(item) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    return _PLACE if _NUMBER.fullmatch(str(value)) else value


@dataclass(frozen=True, slots=True)
class NothingInIt(Effect):
    """Null, in OCEAN's envelope where there is one."""

    @override
    def reply(self, reply: Reply) -> Reply:
        """Return null."""
        enveloped = b'{"result"' in reply.body[:9]
        return replace(reply, body=b'{"result": null}' if enveloped else b"null")


@dataclass(frozen=True, slots=True)
class BusyUntil(Effect):
    """429 with the moment at which to come again."""

    world: World

    @override
    def reply(self, reply: Reply) -> Reply:
        """Return the refusal, as of now."""
        until = self.world.now + timedelta(seconds=BUSY_SECONDS)
        headers = {"Retry-After": format_datetime(until, usegmt=True)}
        return Status(HTTPStatus.TOO_MANY_REQUESTS, headers=headers).reply(reply)


def _deep(reply: Reply) -> bytes:
    """Return what is nested beyond measure, in the answer's own kind."""
    if "html" in reply.headers.get("Content-Type", ""):
        return b"<html><body>" + b"<div>" * DEPTH
    return b'{"result":' + b"[" * DEPTH + b"]" * DEPTH + b"}"


@dataclass(frozen=True, slots=True)
class Deep(Effect):
    """The answer is nested beyond measure."""

    @override
    def reply(self, reply: Reply) -> Reply:
        """Return the nest."""
        return Body(_deep(reply)).reply(reply)


REDIRECT: Final = Status(HTTPStatus.FOUND, headers={"Location": "?again"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """A column: what happens."""

    effect: Callable[[World], Effect] | None
    """None: the host presents a certificate that nobody trusts."""
    whole_host: bool = False
    """Whether all routes of the host are concerned, whichever is struck."""


def _plain(effect: Effect) -> Trial:
    return Trial(effect=lambda _: effect)


TRIALS: Final[Mapping[str, Trial]] = {
    "429 in seconds": Trial(
        effect=lambda _: Status(429, retry_after=BUSY_SECONDS), whole_host=True
    ),
    "429 as a date": Trial(effect=BusyUntil, whole_host=True),
    "500": _plain(Status(500)),
    "502": _plain(Status(502)),
    "503": _plain(Status(503)),
    "403": _plain(Status(403)),
    "HTML with 200": _plain(HtmlInstead()),
    "empty": _plain(EmptyBody()),
    "cut": _plain(CutBody()),
    "wrong types": _plain(NumbersAre("[true]")),
    "null": _plain(NothingInIt()),
    "NaN": _plain(NumbersAre("NaN")),
    "1e400": _plain(NumbersAre("1e400")),
    "deep nesting": _plain(Deep()),
    "endless body": _plain(Broken(Trouble.ENDLESS)),
    "slow drip": _plain(Broken(Trouble.DRIP)),
    "hang": _plain(Broken(Trouble.HANG)),
    "reset": _plain(Broken(Trouble.RESET)),
    "TLS failure": Trial(effect=None, whole_host=True),
    "redirect loop": _plain(REDIRECT),
    "back in time": _plain(OlderSnapshot(AGO)),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Probe:
    """An entity that tells how a route fares."""

    entity: str
    lively: bool = False
    """Whether it is another one after each minute in which all is well."""


ACCOUNT: Final = {
    "hashrate": Probe(entity="sensor.home_hashrate_5_minutes", lively=True),
    "last share": Probe(entity="sensor.home_last_share", lively=True),
    "balance": Probe(entity="sensor.home_unpaid_earnings"),
    "workers": Probe(entity="binary_sensor.home_s21_online"),
    "earned": Probe(entity="sensor.home_earned_in_total"),
    "status": Probe(entity="sensor.home_data_status"),
}
SOURCE: Final = Probe(entity="sensor.bitcoin_network_data_source")
HEIGHT: Final = Probe(entity="sensor.bitcoin_network_block_height")


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """A row: a route, and the entities that tell how it fares."""

    host: str
    path: str
    question: str
    """What it is called in the log."""
    probes: Mapping[str, Probe]
    due: float = 1
    """Minutes until it is surely asked again."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """How the hub is set up, where it is asked only then."""
    down: tuple[tuple[str, str], ...] = ()
    """Hosts and paths that have to be down, for it to be asked."""
    prepare: Callable[[World], object] = lambda _: None
    """What has to happen in the world, for it to be asked again."""


def _account(path: str, what: str, *names: str, **more: Any) -> Route:
    """Return a route about an account."""
    return Route(
        host=API,
        path=f"/v1/{path}/",
        question=f"OCEAN ({what} of Home)",
        probes={name: ACCOUNT[name] for name in (*names, "status")},
        **more,
    )


def _pool(
    path: str, what: str, entity: str, *, lively: bool = False, **more: Any
) -> Route:
    """Return a route about the pool."""
    return Route(
        host=API,
        path=f"/v1/{path}",
        question=f"OCEAN ({what})",
        probes={"pool": Probe(entity=f"sensor.ocean_pool_{entity}", lively=lively)},
        **more,
    )


def _mempool(path: str, what: str, due: float, entity: str, **more: Any) -> Route:
    """Return a route of mempool."""
    return Route(
        host=MEMPOOL,
        path=f"/api/{path}",
        question=f"mempool ({what})",
        due=due,
        probes={
            "value": Probe(entity=f"sensor.bitcoin_network_{entity}"),
            "source": SOURCE,
        },
        **more,
    )


def _blockchain_info(path: str, what: str, entity: str) -> Route:
    """Return a route of blockchain.info."""
    return Route(
        host=BLOCKCHAIN_INFO,
        path=f"/{path}",
        question=f"blockchain.info ({what})",
        due=10,
        probes={
            "value": Probe(entity=f"sensor.bitcoin_network_{entity}"),
            "source": SOURCE,
        },
        settings={"network_source": "blockchain_info"},
    )


ROUTES: Final[Mapping[str, Route]] = {
    "userinfo_full": _account(
        "userinfo_full", "workers", "last share", "balance", "workers", "hashrate"
    ),
    "user_hashrate": _account("user_hashrate", "hashrate", "hashrate", "last share"),
    "statsnap": _account(
        "statsnap",
        "snapshot",
        "last share",
        "balance",
        "hashrate",
        "workers",
        down=((API, "/v1/userinfo_full"),),
    ),
    "user_hashrate_full": _account(
        "user_hashrate_full", "worker hashrates", "workers", due=10
    ),
    "earnpay": _account("earnpay", "ledger", "earned", due=30),
    "pool_stat": _pool("pool_stat", "pool", "next_block_reward", lively=True),
    "pool_hashrate": _pool(
        "pool_hashrate", "pool hashrate", "hashrate_5_minutes", lively=True
    ),
    "latest_block": _pool("latest_block", "last block", "last_block"),
    "blocks": _pool("blocks/", "blocks", "blocks_7_days", prepare=World.find_block),
    "web page": Route(
        host=SITE,
        path="/stats/",
        question="OCEAN (web page of Home)",
        probes=ACCOUNT,
        due=5,
        down=((API, ""),),
    ),
    "blocks/tip/height": _mempool("blocks/tip/height", "height", 2, "block_height"),
    "fees/recommended": _mempool("v1/fees", "fees", 2, "fee_next_block"),
    "prices": _mempool("v1/prices", "prices", 10, "bitcoin_price"),
    "difficulty-adjustment": _mempool(
        "v1/difficulty-adjustment", "retarget", 10, "expected_difficulty_change"
    ),
    "mining/hashrate/3d": _mempool("v1/mining/hashrate", "hashrate", 30, "hashrate"),
    "mempool blocks": _mempool(
        "v1/blocks",
        "blocks",
        10,
        "difficulty",
        down=((MEMPOOL, "/api/v1/mining"), (API, "/v1/pool_stat")),
    ),
    "blocks/{height}": _mempool(
        "v1/blocks/", "chain", 10, "block_height", prepare=World.find_block
    ),
    "stats": _blockchain_info("stats", "statistics", "block_height"),
    "ticker": _blockchain_info("ticker", "prices", "bitcoin_price"),
}
