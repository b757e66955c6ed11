"""What is announced of the pool's blocks, of earnings and of payouts."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from ..api import Block, Satoshis
from .ledger.book import (
    EarningCredited,
    LedgerEvent,
    LedgerPayout,
    PayoutCorrected,
    PayoutMade,
)
from .names import shown_name
from .pool import label_of_finder, short_finder
from .workers.news import News

BLOCK_CREDITED: Final = "block_credited"
CORRECTED: Final = "corrected"
FOUND: Final = "found"
FOUND_BY_YOU: Final = "found_by_you"


def block_news(blocks: Iterable[Block], own_addresses: Mapping[str, str]) -> list[News]:
    """Return the news of blocks; `own_addresses` are the accounts' labels by address."""
    return [_block(block, own_addresses) for block in blocks]


def _block(block: Block, own_addresses: Mapping[str, str]) -> News:
    """Describe a block."""
    described: dict[str, Any] = {
        "height": block.height,
        "hash": block.hash,
        "reward": block.reward,
        "finder": short_finder(block),
    }
    label = label_of_finder(block, own_addresses)
    if label is None:
        return News(kind=FOUND, attributes=described)
    described |= {"account": label, "worker": shown_name(block.worker or "")}
    return News(kind=FOUND_BY_YOU, attributes=described)


def earning_news(
    events: Iterable[LedgerEvent], heights: Mapping[str, int]
) -> list[News]:
    """Return the news of credited blocks; `heights` are those of blocks by their hash."""
    return [
        News(
            kind=BLOCK_CREDITED,
            attributes={
                "height": heights.get(event.earning.block_hash),
                "hash": event.earning.block_hash,
                "amount": event.earning.net,
                "shares": event.earning.shares,
                "time": event.earning.time.isoformat(),
            },
        )
        for event in events
        if isinstance(event, EarningCredited)
    ]


def payout_news(events: Iterable[LedgerEvent]) -> list[News]:
    """Return the news of payouts, and of deduced ones that proved wrong."""
    news: list[News] = []
    for event in events:
        if isinstance(event, PayoutMade):
            described = _payout(event.payout)
            news.append(News(kind=event.payout.kind, attributes=described))
        elif isinstance(event, PayoutCorrected):
            right = event.right or replace(event.wrong, amount=Satoshis(0))
            described = {**_payout(right), "amount_before": event.wrong.amount}
            news.append(News(kind=CORRECTED, attributes=described))
    return news


def _payout(payout: LedgerPayout) -> dict[str, Any]:
    """Describe a payout."""
    return {
        "amount": payout.amount,
        "transaction": payout.transaction,
        "certainty": payout.certainty,
        "time": payout.time.isoformat(),
    }
