"""mempool's REST API: mempool.space, a user's own instance, mempool.guide."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from . import dice
from .chain import Chain
from .market import CURRENCIES
from .messages import Reply, Request, View, as_json, as_text, not_found
from .rules import BLOCK_INTERVAL, BLOCKS_PER_EPOCH, subsidy
from .shares import DAY, HASHES_PER_SHARE, HOUR

BLOCKS_PER_PAGE: Final = 15

_INTERVALS: Final = {
    "24h": 1,
    "3d": 3,
    "1w": 7,
    "1m": 30,
    "3m": 91,
    "6m": 182,
    "1y": 365,
    "2y": 730,
    "3y": 1095,
    "4y": 1460,
}
_ALL: Final = 100 * 365
_OCEAN: Final = {"id": 143, "name": "OCEAN", "slug": "ocean"}
_OTHERS: Final = (
    {"id": 111, "name": "Foundry USA", "slug": "foundryusa"},
    {"id": 44, "name": "AntPool", "slug": "antpool"},
    {"id": 36, "name": "ViaBTC", "slug": "viabtc"},
)


def respond(view: View, request: Request) -> Reply:
    """Answer a request."""
    match request.segments:
        case ["api", "v1", "mining", *path]:
            return _mining(view, path)
        case ["api", "v1", "blocks", height] if height.isdecimal():
            return _blocks_from(view, int(height))
        case ["api", *path] if (answer := _ANSWERS.get("/".join(path))) is not None:
            return answer(view)
    return not_found()


def _mining(view: View, path: list[str]) -> Reply:
    match path:
        case ["hashrate"]:
            return as_json(hashrate(view, _ALL))
        case ["hashrate", interval]:
            return as_json(hashrate(view, _INTERVALS.get(interval, _ALL)))
        case ["pool", slug] if slug != _OCEAN["slug"]:
            return as_json({"error": "This mining pool does not exist"}, status=404)
    return not_found()


def on_other_chain(view: View) -> View:
    """Return the view of a node that follows the other chain."""
    return replace(view, chain=view.world.other_chain)


def prices(view: View) -> dict[str, int]:
    """Return whole prices as of the last full hour."""
    time = int(view.at) // HOUR * HOUR
    market = view.world.market
    return {"time": time} | {
        currency: int(market.price(currency, time)) for currency in CURRENCIES
    }


def _blocks_from(view: View, height: int) -> Reply:
    if height > view.chain.tip(view.at):
        return as_text("Block not found", status=HTTPStatus.NOT_FOUND)
    return as_json(blocks(view, height))


def blocks(view: View, height: int) -> list[dict[str, Any]]:
    """Return 15 blocks downwards from a height."""
    lowest = max(0, height - BLOCKS_PER_PAGE + 1)
    return [_block(view.chain, number) for number in range(height, lowest - 1, -1)]


def _block(chain: Chain, height: int) -> dict[str, Any]:
    ours = chain.pool_block(height)
    random = dice.bits(dice.key("block", chain.seed), height)
    fees = ours.fees if ours else chain.expected_fees(chain.time_of_height(height))
    pool: dict[str, Any] = {**(_OCEAN if ours else _OTHERS[random % len(_OTHERS)])}
    pool["minerNames"] = ["OCEAN", ours.worker or "rig"] if ours else None
    epoch = chain.epoch_of(height)
    transactions = 1800 + random % 2400
    return {
        "id": chain.hash_of(height),
        "height": height,
        "version": 0x2000_0000,
        "timestamp": int(chain.time_of_height(height)),
        "bits": epoch.bits,
        "nonce": random & 0xFFFF_FFFF,
        "difficulty": epoch.difficulty,
        "merkle_root": dice.digest(chain.seed, "merkle", height),
        "tx_count": transactions,
        "size": 1_600_000 + random % 200_000,
        "weight": 3_993_000 + random % 5_000,
        "previousblockhash": chain.hash_of(height - 1),
        "mediantime": int(chain.time_of_height(max(0, height - 5))),
        "stale": False,
        "extras": {
            "reward": subsidy(height) + fees,
            "totalFees": fees,
            "medianFee": 3.0,
            "feeRange": [1, 1.5, 2, 3, 5, 9, 120],
            "avgFee": fees // transactions,
            "avgFeeRate": fees // 1_000_000,
            "pool": pool,
            "coinbaseAddresses": [ours.finder] if ours else [],
            "matchRate": 99.5,
        },
    }


def hashrate(view: View, days: int) -> dict[str, Any]:
    """Return the network's hashrate over some days."""
    chain, at = view.chain, view.at
    first = max(at - days * DAY, chain.origin)
    midnight = int(at) // DAY * DAY
    daily = range(
        max(midnight - days * DAY, chain.origin // DAY * DAY + DAY), midnight + 1, DAY
    )
    return {
        "hashrates": [
            {"timestamp": day, "avgHashrate": network_hashrate(chain, day - DAY, day)}
            for day in daily
        ],
        "difficulty": [
            {
                "time": int(epoch.time),
                "height": epoch.height,
                "difficulty": epoch.difficulty,
                "adjustment": round(epoch.difficulty / before.difficulty, 6),
            }
            for before, epoch in zip(chain.epochs, chain.epochs[1:], strict=False)
            if first <= epoch.time <= at
        ],
        "currentHashrate": network_hashrate(chain, at - min(3, days) * DAY, at),
        "currentDifficulty": chain.difficulty(at),
    }


def network_hashrate(chain: Chain, start: float, end: float) -> float:
    """Return the hashrate that follows from the blocks of a span of time."""
    start = max(start, float(chain.origin))
    low, high = chain.tip(start), chain.tip(end)
    work = sum(chain.epoch_of(height).difficulty for height in range(low + 1, high + 1))
    return work * HASHES_PER_SHARE / max(end - start, 1)


def difficulty_adjustment(chain: Chain, at: float) -> dict[str, Any]:
    """Return mempool's forecast of the next retarget."""
    tip = chain.tip(at)
    first = tip // BLOCKS_PER_EPOCH * BLOCKS_PER_EPOCH
    started = chain.time_of_height(first)
    passed = tip - first
    remaining = first + BLOCKS_PER_EPOCH - tip
    average = (at - started) / passed if passed else float(BLOCK_INTERVAL)
    change = max(-75.0, min(300.0, (BLOCK_INTERVAL / average - 1) * 100))
    previous = chain.epoch_of(first - 1).difficulty
    return {
        "progressPercent": passed / BLOCKS_PER_EPOCH * 100,
        "difficultyChange": change,
        "estimatedRetargetDate": int((at + remaining * average) * 1000),
        "remainingBlocks": remaining,
        "remainingTime": int(remaining * average * 1000),
        "previousRetarget": (chain.epoch_of(tip).difficulty / previous - 1) * 100,
        "previousTime": int(started),
        "nextRetargetHeight": first + BLOCKS_PER_EPOCH,
        "timeAvg": int(average * 1000),
        "adjustedTimeAvg": int(average * 1000),
        "timeOffset": 0,
        "expectedBlocks": (at - started) / BLOCK_INTERVAL,
    }


def _tip_height(view: View) -> Reply:
    return as_text(str(view.chain.tip(view.at)))


def _tip_hash(view: View) -> Reply:
    return as_text(view.chain.hash_of(view.chain.tip(view.at)))


def _precise_fees(view: View) -> Reply:
    fees = view.world.market.fees(view.at)
    return as_json({name: fee + 0.25 for name, fee in fees.items()})


_ANSWERS: Final[dict[str, Callable[[View], Reply]]] = {
    "blocks/tip/height": _tip_height,
    "v1/blocks/tip/height": _tip_height,
    "blocks/tip/hash": _tip_hash,
    "v1/blocks/tip/hash": _tip_hash,
    "v1/blocks": lambda view: as_json(blocks(view, view.chain.tip(view.at))),
    "v1/prices": lambda view: as_json(prices(view)),
    "v1/fees/recommended": lambda view: as_json(view.world.market.fees(view.at)),
    "v1/fees/precise": _precise_fees,
    "v1/difficulty-adjustment": lambda view: as_json(
        difficulty_adjustment(view.chain, view.at)
    ),
}
