"""The rows: every route that is requested, and the entities that depend on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from simulator import World

API: Final = "api.ocean.xyz"
SITE: Final = "ocean.xyz"
MEMPOOL: Final = "mempool.space"
BLOCKCHAIN_INFO: Final = "blockchain.info"


class Kind(Enum):
    """What kind of state an entity has."""

    VALUE = "value"
    """A value, which may be the same for hours."""
    LIVELY = "lively"
    """A value that changes in each minute without a fault."""
    WORD = "word"
    """One of some words, which say what is wrong."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Probe:
    """An entity that is observed."""

    entity: str
    kind: Kind = Kind.VALUE


ACCOUNT: Final = {
    "last share": Probe(entity="sensor.home_last_share", kind=Kind.LIVELY),
    "balance": Probe(entity="sensor.home_unpaid_earnings"),
    "hashrate 5 min": Probe(entity="sensor.home_hashrate_5_minutes"),
    "hashrate 24 h": Probe(entity="sensor.home_hashrate_24_hours"),
    "worker online": Probe(entity="binary_sensor.home_s21_online", kind=Kind.WORD),
    "worker hashrate": Probe(entity="sensor.home_s21_hashrate_3_hours"),
    "earned": Probe(entity="sensor.home_earned_in_total"),
    "data status": Probe(entity="sensor.home_data_status", kind=Kind.WORD),
}
SOURCE: Final = Probe(entity="sensor.bitcoin_network_data_source", kind=Kind.WORD)


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """A route of an upstream."""

    host: str
    path: str
    question: str
    """What it is called in the log."""
    feeds: str
    """What depends on it, for people."""
    probes: Mapping[str, Probe]
    settings: Mapping[str, Any] = field(default_factory=dict)
    """The hub's settings, if the route is requested only with them."""
    down: tuple[tuple[str, str], ...] = ()
    """Hosts and paths that must be down before the route is requested."""
    news: Callable[[World], object] = lambda _: None
    """What happens in the world, and is known, before the fault."""
    prepare: Callable[[World], object] = lambda _: None
    """What happens at the time of the fault, so that the route is requested."""
    pace: int = 1
    """Minutes between two requests while it fails."""
    timeless: bool = False
    """Whether its answers carry no time."""


def _account(path: str, what: str, feeds: str, *names: str, **more: Any) -> Route:
    """Return a route about an account."""
    return Route(
        host=API,
        path=f"/v1/{path}/",
        question=f"OCEAN ({what} of Home)",
        feeds=feeds,
        probes={name: ACCOUNT[name] for name in (*names, "data status")},
        **more,
    )


def _pool(path: str, what: str, feeds: str, probe: Probe, **more: Any) -> Route:
    """Return a route about the pool."""
    return Route(
        host=API,
        path=f"/v1/{path}",
        question=f"OCEAN ({what})",
        feeds=feeds,
        probes={"pool": probe},
        **more,
    )


def _network(
    host: str, path: str, question: str, feeds: str, entity: str, **more: Any
) -> Route:
    """Return a route about the bitcoin network."""
    value = Probe(entity=f"sensor.bitcoin_network_{entity}")
    return Route(
        host=host,
        path=path,
        question=question,
        feeds=feeds,
        probes={feeds.partition(",")[0]: value, "network source": SOURCE},
        **more,
    )


def _mempool(path: str, what: str, feeds: str, entity: str, **more: Any) -> Route:
    """Return a route of mempool."""
    question = f"mempool ({what})"
    return _network(MEMPOOL, f"/api/{path}", question, feeds, entity, **more)


def _blockchain_info(
    path: str, what: str, feeds: str, entity: str, **more: Any
) -> Route:
    """Return a route of blockchain.info."""
    return _network(
        BLOCKCHAIN_INFO,
        f"/{path}",
        f"blockchain.info ({what})",
        feeds,
        entity,
        settings={"network_source": "blockchain_info"},
        **more,
    )


FIGURES: Final = ("last share", "balance", "hashrate 5 min")
WORKERS: Final = ("worker online", "worker hashrate")

ROUTES: Final[Mapping[str, Route]] = {
    "OCEAN userinfo_full": _account(
        "userinfo_full", "workers", "the account and its workers", *FIGURES, *WORKERS
    ),
    "OCEAN user_hashrate": _account(
        "user_hashrate",
        "hashrate",
        "the account's hashrates",
        "hashrate 5 min",
        "hashrate 24 h",
    ),
    "OCEAN statsnap": _account(
        "statsnap",
        "snapshot",
        "the account, if the list of workers is large or missing",
        *FIGURES,
        *WORKERS,
        down=((API, "/v1/userinfo_full"),),
    ),
    "OCEAN user_hashrate_full": _account(
        "user_hashrate_full", "worker hashrates", "the workers' hashrates", *WORKERS
    ),
    "OCEAN earnpay": _account(
        "earnpay", "ledger", "earnings and payouts", "earned", timeless=True
    ),
    "OCEAN pool_stat": _pool(
        "pool_stat",
        "pool",
        "the pool's users, reward, difficulty",
        Probe(entity="sensor.ocean_pool_next_block_reward", kind=Kind.LIVELY),
    ),
    "OCEAN pool_hashrate": _pool(
        "pool_hashrate",
        "pool hashrate",
        "the pool's hashrate",
        Probe(entity="sensor.ocean_pool_hashrate_5_minutes", kind=Kind.LIVELY),
        timeless=True,
    ),
    "OCEAN latest_block": _pool(
        "latest_block",
        "last block",
        "the pool's last block",
        Probe(entity="sensor.ocean_pool_last_block"),
        news=World.find_block,
    ),
    "OCEAN blocks": _pool(
        "blocks/",
        "blocks",
        "the pool's blocks and luck",
        Probe(entity="sensor.ocean_pool_blocks_7_days"),
        prepare=World.find_block,
        timeless=True,
    ),
    "OCEAN web page": Route(
        host=SITE,
        path="/",
        question="OCEAN's web site (page of Home)",
        feeds="the account, if the API does not answer",
        probes={
            name: ACCOUNT[name]
            for name in ("balance", "hashrate 5 min", *WORKERS, "earned", "data status")
        },
        down=((API, ""),),
        pace=5,
    ),
    "mempool blocks/tip/height": _mempool(
        "blocks/tip/height", "height", "height, and all else of mempool", "block_height"
    ),
    "mempool fees/recommended": _mempool(
        "v1/fees", "fees", "fees", "fee_next_block", timeless=True
    ),
    "mempool prices": _mempool(
        "v1/prices", "prices", "price", "bitcoin_price", timeless=True
    ),
    "mempool difficulty-adjustment": _mempool(
        "v1/difficulty-adjustment",
        "retarget",
        "difficulty change, retarget",
        "expected_difficulty_change",
    ),
    "mempool mining/hashrate/3d": _mempool(
        "v1/mining/hashrate", "hashrate", "network hashrate", "hashrate", timeless=True
    ),
    "mempool blocks": _mempool(
        "v1/blocks",
        "blocks",
        "difficulty, if your own instance has no index and the pool is silent",
        "difficulty",
        down=(
            (MEMPOOL, "/api/v1/mining"),
            (API, "/v1/pool_stat"),
            (API, "/v1/latest_block"),
        ),
        timeless=True,
    ),
    "mempool blocks/{height}": _mempool(
        "v1/blocks/",
        "chain",
        "height, if mempool follows the chain of the pool",
        "block_height",
        prepare=World.find_block,
    ),
    "blockchain.info stats": _blockchain_info(
        "stats", "statistics", "height, hashrate", "block_height"
    ),
    "blockchain.info ticker": _blockchain_info(
        "ticker", "prices", "price", "bitcoin_price", timeless=True
    ),
}
