"""What the upstreams say, in our names and units.

Numbers arrive as strings, money in bitcoin and times in four notations. The type of a
field says how it is read (`readers.READERS`), so a model is only a list of names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from .readers import (
    Reader,
    read_bitcoin,
    read_estimate,
    read_gigahashes,
    read_known,
    read_moment_milliseconds,
    read_satoshis,
    read_share_moment,
    read_transaction,
)
from .units import (
    Count,
    Difficulty,
    Hash,
    HashesPerSecond,
    Percent,
    Prices,
    Satoshis,
    SatoshisPerVbyte,
    Shares,
)

MAX_ACCOUNT_WORKERS: Final = 10_000
"""Workers of one account above which a list is not believed, and not stored.

The largest account seen has 2,900.
"""

MAX_LEDGER_ROWS: Final = 50_000
"""Earnings or payouts above which a list is not believed: a block a day for a century."""


def _named(*names: str, read: Reader | None = None) -> Mapping[str, Any]:
    """Return the metadata of a field: its names on the wire, and its own reader.

    The first name is today's; the others are spellings that were or may be used.
    """
    return {"names": names, "read": read}


def _wire(*names: str, read: Reader | None = None, default: Any = None) -> Any:
    """Return a field that may be absent, see `_named`."""
    return field(default=default, metadata=_named(*names, read=read))


# The misspelling is OCEAN's; the others are what a correction may bring.
_LAST_SHARE: Final = ("lastest_share_ts", "latest_share_ts", "last_share_ts")


@dataclass(frozen=True, kw_only=True, slots=True)
class HashrateAverages:
    """A hashrate, over eight averages.

    Those of 60 s and 300 s move each minute, the longer ones every ten. For an idle
    account OCEAN may list fewer.
    """

    hashrate_60s: HashesPerSecond | None = None
    hashrate_300s: HashesPerSecond | None = None
    hashrate_600s: HashesPerSecond | None = None
    hashrate_1800s: HashesPerSecond | None = None
    hashrate_3600s: HashesPerSecond | None = None
    hashrate_10800s: HashesPerSecond | None = None
    hashrate_43200s: HashesPerSecond | None = None
    hashrate_86400s: HashesPerSecond | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerSnapshot:
    """One worker in the account's snapshot (`userinfo_full`)."""

    shares_60s: Shares | None = None
    shares_300s: Shares | None = None
    hashrate_60s: HashesPerSecond | None = None
    hashrate_300s: HashesPerSecond | None = None
    last_share: datetime | None = _wire(*_LAST_SHARE, read=read_share_moment)
    estimated_next_block: Satoshis | None = _wire(
        "estimated_earn_next_block", read=read_estimate
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountSnapshot:
    """An account in OCEAN's snapshot of the minute (`statsnap`, `userinfo_full`)."""

    snapshot_time: datetime = field(metadata=_named("snap_ts"))
    shares_60s: Shares | None = None
    shares_300s: Shares | None = None
    hashrate_60s: HashesPerSecond | None = None
    hashrate_300s: HashesPerSecond | None = None
    last_share: datetime | None = _wire(*_LAST_SHARE, read=read_share_moment)
    shares_in_window: Shares | None = _wire("shares_in_tides")
    estimated_next_block: Satoshis | None = _wire(
        "estimated_earn_next_block", read=read_estimate
    )
    estimated_bonus_next_block: Satoshis | None = _wire(
        "estimated_bonus_earn_next_block", read=read_estimate
    )
    estimated_payout_next_block: Satoshis | None = _wire(
        "estimated_payout_next_block", read=read_estimate
    )
    unpaid: Satoshis | None = _wire("unpaid", read=read_bitcoin)
    """The balance. OCEAN has been seen to report -1 sat for a minute or two."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountHashrate(HashrateAverages):
    """The account's hashrate in all averages (`user_hashrate`)."""

    snapshot_time: datetime = field(metadata=_named("snap_ts"))
    active_workers: Count | None = _wire("active_worker_count", "active_workers")
    last_share: datetime | None = _wire(*_LAST_SHARE, read=read_share_moment)


@dataclass(frozen=True, kw_only=True, slots=True)
class UserInfo:
    """The account and each of its workers (`userinfo_full`), by raw name."""

    account: AccountSnapshot
    workers: dict[str, WorkerSnapshot]
    listed: bool = True
    """Whether the list of the workers can be read."""
    left_out: int = 0
    """Rows of the list that cannot be read and name no worker."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerAverages:
    """Each worker's hashrate in all averages (`user_hashrate_full`), by raw name."""

    snapshot_time: datetime
    workers: dict[str, HashrateAverages]
    left_out: int = 0
    """Rows that cannot be read and name no worker."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountPage:
    """What the web site says of an account: less than the interface."""

    account: AccountSnapshot
    hashrate: AccountHashrate
    workers: dict[str, WorkerSnapshot]
    averages: dict[str, HashrateAverages]

    @property
    def empty(self) -> bool:
        """Return whether the page has no figure at all, only names."""
        time = self.account.snapshot_time
        empty = (
            AccountSnapshot(snapshot_time=time),
            AccountHashrate(snapshot_time=time),
            WorkerSnapshot(),
        )
        parts = (self.account, self.hashrate, *self.workers.values())
        return all(part in empty for part in parts)


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolStat:
    """The pool (`pool_stat`)."""

    snapshot_time: datetime = field(metadata=_named("snap_ts"))
    network_difficulty: Difficulty | None = None
    users: Count | None = _wire("active_users")
    workers: Count | None = _wire("active_workers")
    shares_in_window: Shares | None = _wire("current_tides_shares")
    block_reward: Satoshis | None = _wire(
        "current_estimated_block_reward", read=read_estimate
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolHashrate:
    """The pool's hashrate (`pool_hashrate`)."""

    hashrate_60s: HashesPerSecond | None = _wire("pool_60s")
    hashrate_300s: HashesPerSecond | None = _wire("pool_300s")


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A block that the pool found (`blocks`, `latest_block`)."""

    hash: Hash = field(metadata=_named("block_hash"))
    time: datetime = field(metadata=_named("ts"))
    height: Count
    reward: Satoshis | None = _wire("total_reward_sats")
    finder: str | None = _wire("username")
    worker: str | None = _wire("workername")
    difficulty: Difficulty | None = _wire("network_difficulty")
    shares: Shares | None = _wire("accepted_shares")
    """The work of the round that this block ended."""
    legacy: bool = False
    """Whether it was found before the pool was called OCEAN."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BlockPage:
    """A page of the blocks that the pool found, newest first."""

    blocks: tuple[Block, ...]
    rows: int
    """Rows of the page, also those that are not among the blocks."""
    left_out: int = 0
    """Rows that cannot be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Earning:
    """What one pool block credited to an account (`earnpay`)."""

    block_hash: Hash
    time: datetime = field(metadata=_named("ts"))
    net: Satoshis = field(metadata=_named("satoshis_net_earned", read=read_satoshis))
    fees: Satoshis | None = _wire("fees_colected_satoshis", "fees_collected_satoshis")
    shares: Shares | None = _wire("shares_in_window")


@dataclass(frozen=True, kw_only=True, slots=True)
class Payout:
    """What OCEAN paid to an account on chain (`earnpay`)."""

    time: datetime = field(metadata=_named("ts"))
    amount: Satoshis = field(
        metadata=_named("total_satoshis_net_paid", read=read_satoshis)
    )
    transaction: str | None = _wire("on_chain_txid", read=read_transaction)
    coinbase: bool = _wire("is_generation_txn", default=False)
    """Whether it was paid in the coinbase of the block, not in a batch later."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EarnPay:
    """What an account earned and was paid in a span of time, newest first."""

    earnings: tuple[Earning, ...]
    payouts: tuple[Payout, ...]
    left_out: int = 0
    """Rows that cannot be read; a list that cannot be read counts as one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fees:
    """The fee rates that mempool recommends."""

    fastest: SatoshisPerVbyte | None = _wire("fastestFee")
    half_hour: SatoshisPerVbyte | None = _wire("halfHourFee")
    hour: SatoshisPerVbyte | None = _wire("hourFee")
    economy: SatoshisPerVbyte | None = _wire("economyFee")


@dataclass(frozen=True, kw_only=True, slots=True)
class DifficultyAdjustment:
    """mempool's forecast of the next retarget."""

    change: Percent | None = _wire("difficultyChange")
    """By how much the difficulty is expected to move, in percent."""
    retarget_time: datetime | None = _wire(
        "estimatedRetargetDate", read=read_moment_milliseconds
    )
    retarget_height: Count | None = _wire("nextRetargetHeight")
    remaining_blocks: Count | None = _wire("remainingBlocks")

    @property
    def height(self) -> int | None:
        """Return the height of the newest block that it knows."""
        if self.retarget_height is None or self.remaining_blocks is None:
            return None
        return self.retarget_height - self.remaining_blocks


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkHashrate:
    """The network's hashrate over three days and its difficulty.

    mempool says 0 while its node is down; that is None here.
    """

    hashrate: HashesPerSecond | None = _wire("currentHashrate", read=read_known)
    difficulty: Difficulty | None = _wire("currentDifficulty", read=read_known)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quotes:
    """The prices of one bitcoin, and of when they are."""

    prices: Prices
    time: datetime | None = None
    """None if the source does not say it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkBlock:
    """A block of the network, as mempool lists it."""

    hash: Hash = field(metadata=_named("id"))
    height: Count
    difficulty: Difficulty | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkStats:
    """The network according to blockchain.info, over 24 hours (±10 % of luck)."""

    height: Count | None = _wire("n_blocks_total")
    difficulty: Difficulty | None = None
    hashrate: HashesPerSecond | None = _wire("hash_rate", read=read_gigahashes)
    time: datetime | None = _wire("timestamp", read=read_moment_milliseconds)
