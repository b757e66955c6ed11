"""blockchain.info: prices, and the network over 24 hours."""

from typing import Any, Final

from .chain import Chain
from .market import CURRENCIES
from .messages import Reply, Request, View, as_json, as_text, not_found
from .rules import BLOCKS_PER_EPOCH, BLOCKS_PER_HALVING, SATOSHIS_PER_BITCOIN, subsidy
from .shares import DAY, HASHES_PER_SHARE

GIGA: Final = 10**9
_SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def respond(view: View, request: Request) -> Reply:
    """Answer a request."""
    tip = view.chain.tip(view.at)
    match request.segments:
        case ["ticker"]:
            return as_json(
                ticker(view), headers={"Cache-Control": "public, max-age=60"}
            )
        case ["stats"] if request.query.get("format") == "json":
            return as_json(stats(view))
        case ["q", "getdifficulty"]:
            return as_text(str(view.chain.difficulty(view.at)))
        case ["q", "hashrate"]:
            return as_text(f"{hash_rate(view.chain, view.at):.0f}")
        case ["q", "getblockcount"]:
            return as_text(str(tip))
    return not_found()


def ticker(view: View) -> dict[str, dict[str, Any]]:
    """Return prices by currency."""
    answer: dict[str, dict[str, Any]] = {}
    for currency in CURRENCIES:
        price = round(view.world.market.price(currency, view.at), 2)
        answer[currency] = {"15m": price, "last": price, "buy": price, "sell": price}
        answer[currency]["symbol"] = _SYMBOLS.get(currency, currency)
    return answer


def hash_rate(chain: Chain, at: float) -> float:
    """Return difficulty · 2³² · blocks of 24 hours / a day in GH/s; it includes luck."""
    mined = chain.blocks_between(at - DAY, at)
    return chain.difficulty(at) * HASHES_PER_SHARE * mined / DAY / GIGA


def stats(view: View) -> dict[str, Any]:
    """Return the network's statistics, including the wrong figures of real answers."""
    chain, at = view.chain, view.at
    tip = chain.tip(at)
    mined = chain.blocks_between(at - DAY, at)
    return {
        "market_price_usd": round(view.world.market.price("USD", at), 2),
        "hash_rate": hash_rate(chain, at),
        "total_fees_btc": -47_812_500_000,
        "n_btc_mined": mined * subsidy(tip),
        "n_tx": mined * 3000,
        "n_blocks_mined": mined,
        "minutes_between_blocks": round(DAY / 60 / max(mined, 1), 4),
        "totalbc": _total(tip),
        "n_blocks_total": tip,
        "estimated_transaction_volume_usd": 0.0,
        "blocks_size": mined * 1_700_000,
        "miners_revenue_usd": 0.0,
        "nextretarget": tip // BLOCKS_PER_EPOCH * BLOCKS_PER_EPOCH + BLOCKS_PER_EPOCH,
        "difficulty": chain.difficulty(at),
        "estimated_btc_sent": 0,
        "miners_revenue_btc": 0,
        "total_btc_sent": 0,
        "trade_volume_btc": 0.0,
        "trade_volume_usd": 0.0,
        "timestamp": int(at * 1000),
    }


def _total(tip: int) -> int:
    """Return the satoshis that exist."""
    total = 0
    for first in range(0, tip + 1, BLOCKS_PER_HALVING):
        total += min(BLOCKS_PER_HALVING, tip + 1 - first) * subsidy(first)
    return min(total, 21_000_000 * SATOSHIS_PER_BITCOIN)
