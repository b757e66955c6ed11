"""What the upstreams say, in our names and units.

Numbers arrive as strings, money in bitcoin and times in four notations. The type of
a field says how it is read, so a model is only a list of names. Every reader refuses
what cannot be true (a negative hashrate, a time before bitcoin), because what passes
here is shown to people.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NewType

from mashumaro.config import BaseConfig
from mashumaro.helper import field_options
from mashumaro.mixins.dict import DataClassDictMixin

from .readers import (
    Number,
    read_bitcoin,
    read_count,
    read_difficulty,
    read_flag,
    read_float,
    read_gigahashes,
    read_hash,
    read_moment,
    read_moment_milliseconds,
    read_positive,
    read_price,
    read_satoshis,
    read_share_moment,
    read_text,
    read_transaction,
)

Satoshis = NewType("Satoshis", int)
"""A whole number of satoshis, however the upstream writes it."""

HashesPerSecond = NewType("HashesPerSecond", float)

Shares = NewType("Shares", int)
"""Work, counted in shares of difficulty 1 (2³² hashes each)."""

Hash = NewType("Hash", str)
"""The hash of a block."""

Difficulty = NewType("Difficulty", float)
SatoshisPerVbyte = NewType("SatoshisPerVbyte", float)
Percent = NewType("Percent", float)
Count = NewType("Count", int)

Price = NewType("Price", float)
"""The price of one bitcoin in some currency."""

MAX_HEIGHT_DIGITS: Final = 9
CURRENCY_LETTERS: Final = 3

# The windows over which OCEAN averages an account's or a worker's hashrate, in
# seconds.
AVERAGES: Final = (60, 300, 600, 1800, 3600, 10800, 43200, 86400)

MAX_ACCOUNT_WORKERS: Final = 10_000
"""Workers of one account above which a list is not believed, and not stored.

The largest account seen has 2,900.
"""

MAX_LEDGER_ROWS: Final = 50_000
"""Earnings or payouts above which a list is not believed: a block a day for a century."""


class WireModel(DataClassDictMixin):
    """A model that is read from an upstream, and never written back."""

    class Config(BaseConfig):
        """How each type is read."""

        lazy_compilation = True
        serialization_strategy = {  # noqa: RUF012
            Satoshis: {"deserialize": read_satoshis},
            Hash: {"deserialize": read_hash},
            HashesPerSecond: {"deserialize": read_positive},
            Shares: {"deserialize": read_count},
            Difficulty: {"deserialize": read_difficulty},
            SatoshisPerVbyte: {"deserialize": read_positive},
            Percent: {"deserialize": read_float},
            Count: {"deserialize": read_count},
            Price: {"deserialize": read_price},
            datetime: {"deserialize": read_moment},
            str: {"deserialize": read_text},
            bool: {"deserialize": read_flag},
        }


def _wire[T](*names: str, default: T) -> T:
    """Name the field as the upstream does, in every spelling seen."""
    return field(default=default, metadata=field_options(alias=names))


def _wire_as(*names: str, read: Callable[[Any], Any]) -> Any:
    """Name a field that is read in a way of its own, None if absent."""

    def optional(value: Number | None) -> Any:
        return None if value is None else read(value)

    options = field_options(alias=names, deserialize=optional)
    return field(default=None, metadata={**options, "read": read})


# The misspelling is OCEAN's; the other is what it would be once corrected.
_LAST_SHARE: Final = ("lastest_share_ts", "latest_share_ts", "last_share_ts")


@dataclass(frozen=True, kw_only=True, slots=True)
class HashrateAverages(WireModel):
    """A hashrate, averaged over eight windows.

    The windows of 60 s and 300 s move each minute, the longer ones every ten. An idle
    account may be told fewer of them.
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
class WorkerSnapshot(WireModel):
    """One worker in the account's snapshot (`userinfo_full`)."""

    shares_60s: Shares | None = None
    shares_300s: Shares | None = None
    hashrate_60s: HashesPerSecond | None = None
    hashrate_300s: HashesPerSecond | None = None
    last_share: datetime | None = _wire_as(*_LAST_SHARE, read=read_share_moment)
    estimated_next_block: Satoshis | None = _wire_as(
        "estimated_earn_next_block", read=read_bitcoin
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountSnapshot(WireModel):
    """An account in OCEAN's snapshot of the minute (`statsnap`, `userinfo_full`)."""

    snapshot_time: datetime = field(metadata=field_options(alias="snap_ts"))
    shares_60s: Shares | None = None
    shares_300s: Shares | None = None
    hashrate_60s: HashesPerSecond | None = None
    hashrate_300s: HashesPerSecond | None = None
    last_share: datetime | None = _wire_as(*_LAST_SHARE, read=read_share_moment)
    shares_in_window: Shares | None = _wire("shares_in_tides", default=None)
    estimated_next_block: Satoshis | None = _wire_as(
        "estimated_earn_next_block", read=read_bitcoin
    )
    estimated_bonus_next_block: Satoshis | None = _wire_as(
        "estimated_bonus_earn_next_block", read=read_bitcoin
    )
    estimated_payout_next_block: Satoshis | None = _wire_as(
        "estimated_payout_next_block", read=read_bitcoin
    )
    unpaid: Satoshis | None = _wire_as("unpaid", read=read_bitcoin)
    """The balance; OCEAN has been seen to say -1 sat for a minute or two."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountHashrate(HashrateAverages):
    """The account's hashrate in all windows (`user_hashrate`)."""

    snapshot_time: datetime = field(metadata=field_options(alias="snap_ts"))
    active_workers: Count | None = _wire(
        "active_worker_count", "active_workers", default=None
    )
    last_share: datetime | None = _wire_as(*_LAST_SHARE, read=read_share_moment)


@dataclass(frozen=True, kw_only=True, slots=True)
class UserInfo:
    """The account and each of its workers (`userinfo_full`), by raw name."""

    account: AccountSnapshot
    workers: dict[str, WorkerSnapshot]


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerAverages:
    """Each worker's hashrate in all windows (`user_hashrate_full`), by raw name."""

    snapshot_time: datetime
    workers: dict[str, HashrateAverages]


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountPage:
    """What the web site says of an account, which is less than the interface does."""

    account: AccountSnapshot
    hashrate: AccountHashrate
    workers: dict[str, WorkerSnapshot]
    averages: dict[str, HashrateAverages]

    @property
    def empty(self) -> bool:
        """Return whether no figure is told: names alone are no account's page."""
        time = self.account.snapshot_time
        nothing = (
            AccountSnapshot(snapshot_time=time),
            AccountHashrate(snapshot_time=time),
            WorkerSnapshot(),
        )
        return all(
            told in nothing
            for told in (self.account, self.hashrate, *self.workers.values())
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolStat(WireModel):
    """The pool (`pool_stat`)."""

    snapshot_time: datetime = field(metadata=field_options(alias="snap_ts"))
    network_difficulty: Difficulty
    users: Count | None = _wire("active_users", default=None)
    workers: Count | None = _wire("active_workers", default=None)
    shares_in_window: Shares | None = _wire("current_tides_shares", default=None)
    block_reward: Satoshis | None = _wire_as(
        "current_estimated_block_reward", read=read_bitcoin
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolHashrate(WireModel):
    """The pool's hashrate (`pool_hashrate`)."""

    hashrate_60s: HashesPerSecond | None = _wire("pool_60s", default=None)
    hashrate_300s: HashesPerSecond | None = _wire("pool_300s", default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Block(WireModel):
    """A block that the pool found (`blocks`, `latest_block`)."""

    hash: Hash = field(metadata=field_options(alias="block_hash"))
    time: datetime = field(metadata=field_options(alias="ts"))
    height: Count
    reward: Satoshis | None = _wire("total_reward_sats", default=None)
    finder: str | None = _wire("username", default=None)
    worker: str | None = _wire("workername", default=None)
    difficulty: Difficulty | None = _wire("network_difficulty", default=None)
    shares: Shares | None = _wire("accepted_shares", default=None)
    """The work of the round that this block ended."""
    legacy: bool = False
    """Whether it was found in the days before the pool was called OCEAN."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Earning(WireModel):
    """What one pool block credited to an account (`earnpay`)."""

    block_hash: Hash
    time: datetime = field(metadata=field_options(alias="ts"))
    net: Satoshis = field(metadata=field_options(alias="satoshis_net_earned"))
    fees: Satoshis | None = _wire(
        "fees_colected_satoshis", "fees_collected_satoshis", default=None
    )
    shares: Shares | None = _wire("shares_in_window", default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Payout(WireModel):
    """What OCEAN paid to an account on chain (`earnpay`)."""

    time: datetime = field(metadata=field_options(alias="ts"))
    amount: Satoshis = field(metadata=field_options(alias="total_satoshis_net_paid"))
    transaction: str | None = _wire_as("on_chain_txid", read=read_transaction)
    coinbase: bool = _wire("is_generation_txn", default=False)
    """Whether it was paid in the coinbase of the block, not in a batch later."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EarnPay:
    """What an account earned and was paid in a span of time, newest first."""

    earnings: tuple[Earning, ...]
    payouts: tuple[Payout, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Fees(WireModel):
    """The fee rates that mempool recommends."""

    fastest: SatoshisPerVbyte | None = _wire("fastestFee", default=None)
    half_hour: SatoshisPerVbyte | None = _wire("halfHourFee", default=None)
    hour: SatoshisPerVbyte | None = _wire("hourFee", default=None)
    economy: SatoshisPerVbyte | None = _wire("economyFee", default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class DifficultyAdjustment(WireModel):
    """mempool's forecast of the next retarget."""

    change: Percent = field(metadata=field_options(alias="difficultyChange"))
    """By how much the difficulty is expected to move, in percent."""
    retarget_time: datetime = field(
        metadata=field_options(
            alias="estimatedRetargetDate", deserialize=read_moment_milliseconds
        )
    )
    retarget_height: Count = field(metadata=field_options(alias="nextRetargetHeight"))
    remaining_blocks: Count = field(metadata=field_options(alias="remainingBlocks"))


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkHashrate(WireModel):
    """The network's hashrate over three days and its difficulty.

    Either is None where mempool says 0, which it does while its node is down.
    """

    hashrate: HashesPerSecond | None = _wire_as(
        "currentHashrate", read=lambda value: read_positive(value) or None
    )
    difficulty: Difficulty | None = _wire_as(
        "currentDifficulty", read=lambda value: read_positive(value) or None
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkBlock(WireModel):
    """A block of the network, as mempool lists it."""

    hash: Hash = field(metadata=field_options(alias="id"))
    height: Count
    difficulty: Difficulty | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkStats(WireModel):
    """The network according to blockchain.info, over 24 hours (±10 % of luck)."""

    height: Count = field(metadata=field_options(alias="n_blocks_total"))
    difficulty: Difficulty
    hashrate: HashesPerSecond = field(
        metadata=field_options(alias="hash_rate", deserialize=read_gigahashes)
    )
    retarget_height: Count = field(metadata=field_options(alias="nextretarget"))


type Prices = dict[str, Price]
"""The price of one bitcoin by ISO 4217 code; currencies without one are absent."""

type WireObject = dict[str, Any]
"""A JSON object, before it became a model. Lives only inside this package."""


def read_time(value: Number) -> datetime:
    """Read a time that stands outside a model."""
    return read_moment(value)


def read_height(body: bytes) -> int:
    """Read a height that is the whole of an answer."""
    text = body.strip()
    if not text.isdigit() or len(text) > MAX_HEIGHT_DIGITS:
        msg = "not a height"
        raise ValueError(msg)
    return int(text)


def _is_currency(code: str) -> bool:
    """Return whether a key is an ISO 4217 code; beside them stand times and more."""
    letters = code.isascii() and code.isalpha() and code.isupper()
    return letters and len(code) == CURRENCY_LETTERS


def read_prices(quotes: WireObject, *, key: str | None = None) -> Prices:
    """Read the prices by currency; what is no currency or has no price is left out.

    `key` names the price in each quote where a quote is more than its price.
    """
    prices: Prices = {}
    for code, quote in quotes.items():
        if not _is_currency(code):
            continue
        number = quote if key is None else quote.get(key)
        price = None if number is None else read_price(number)
        if price is not None:
            prices[code] = Price(price)
    if not prices:
        msg = "no price"
        raise ValueError(msg)
    return prices
