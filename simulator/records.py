"""What OCEAN stores for good: the pool's blocks, an account's earnings and payouts."""

from datetime import UTC, datetime
from typing import Any, Final

from . import dice
from .account import Account
from .chain import PoolBlock
from .ledger import PaidBy
from .messages import View
from .rules import WINDOW_DIFFICULTIES
from .shares import DAY

BLOCKS_PER_PAGE: Final = 15
DEFAULT_RANGE: Final = 30 * DAY

_LEGACY_BLOCKS: Final = 40

type Result = dict[str, Any]


def blocks(
    view: View, *, page: int = 0, size: int = BLOCKS_PER_PAGE, legacy: bool = False
) -> list[Result]:
    """Return a page of the pool's blocks, newest first."""
    found = view.chain.pool_blocks_until(view.at)[::-1]
    first, last = page * size, (page + 1) * size
    rows = [_block(view, block) for block in found[first:last]]
    if legacy:
        old = [_legacy_block(number) for number in range(_LEGACY_BLOCKS)]
        rows += old[max(0, first - len(found)) : max(0, last - len(found))]
    return rows


def _block(view: View, block: PoolBlock) -> Result:
    moment = datetime.fromtimestamp(block.time, UTC).replace(tzinfo=None)
    return {
        "block_hash": block.hash,
        "ts": moment.isoformat(timespec="microseconds"),
        "height": block.height,
        "username": block.finder,
        "workername": block.worker,
        "total_reward_sats": block.reward,
        "subsidy_sats": block.subsidy,
        "txn_fees_sats": block.fees,
        "network_difficulty": block.difficulty,
        "accepted_shares": block.accepted_shares,
        "sharelog_window": int(WINDOW_DIFFICULTIES * block.difficulty),
        "generation_txn_hash": block.transaction,
        "solution": dice.digest(view.world.seed, "solution", block.height),
        "legacy": False,
    }


def _legacy_block(number: int) -> Result:
    """Return a block from the years when the pool was called Eligius."""
    height = 350_000 - number * 97
    moment = datetime.fromtimestamp(1_427_600_000 - number * 58_000, UTC).replace(
        tzinfo=None
    )
    return {
        "block_hash": "0" * 17 + dice.digest("legacy", height)[17:],
        "ts": moment.isoformat(timespec="microseconds"),
        "height": height,
        "username": "",
        "workername": "",
        "total_reward_sats": 2_512_000_000,
        "subsidy_sats": 2_500_000_000,
        "txn_fees_sats": 12_000_000,
        "network_difficulty": 46_717_549_644.71,
        "accepted_shares": 40_000_000_000,
        "sharelog_window": 373_740_397_157,
        "generation_txn_hash": dice.digest("legacy coinbase", height),
        "solution": dice.digest("legacy solution", height),
        "legacy": True,
    }


def earnpay(view: View, account: Account, start: int, end: int) -> Result:
    """Return the earnings and payouts of an account in a range of time, newest first."""
    credits_ = [
        credit
        for credit in account.ledger.credits_until(view.at)
        if start <= int(credit.block.time) <= end
    ]
    payouts = [
        payout
        for payout in account.ledger.payouts_until(view.at)
        if start <= int(payout.time) <= end and payout.by is not PaidBy.LIGHTNING
    ]
    return {
        "start_ts": str(start),
        "end_ts": str(end),
        "earnings": [
            {
                "block_hash": credit.block.hash,
                "ts": _naive(credit.block.time),
                "shares_in_window": credit.shares,
                "fees_colected_satoshis": credit.fee,
                "satoshis_net_earned": credit.net,
            }
            for credit in reversed(credits_)
        ],
        "payouts": [
            {
                "ts": _naive(payout.time),
                "on_chain_txid": payout.transaction,
                "total_satoshis_net_paid": payout.amount,
                "is_generation_txn": payout.by is PaidBy.COINBASE,
            }
            for payout in reversed(payouts)
        ],
    }


def _naive(time: float) -> str:
    return datetime.fromtimestamp(int(time), UTC).replace(tzinfo=None).isoformat()


def range_of(now: float, given: list[int]) -> tuple[int, int]:
    """Return the range of time that OCEAN uses for two, one or no given ends."""
    match given:
        case [start, end]:
            return start, end
        case [start]:
            return start, start + DEFAULT_RANGE
    return int(now) - DEFAULT_RANGE, int(now)


def read_time(text: str) -> int:
    """Read unix seconds, a date, or a time without a zone, which means UTC."""
    if text.isdecimal():
        return int(text)
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
