"""Asks about the bitcoin network, and never believes a source on another chain."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from ..api import (
    BlockchainInfoClient,
    Difficulty,
    MempoolClient,
    NetworkStats,
)
from ..mining.network import (
    ChainCheck,
    NetworkOrigin,
    NetworkState,
    compare_difficulty,
    is_behind,
    is_old,
    with_steady_times,
)
from ..mining.pool import PoolMemory
from .mempool import TEN_MINUTES, MempoolSource, by_height
from .question import FAILURES_TOLERATED, Environment, Question


class SourceKind(StrEnum):
    """What the user chose to ask about the network."""

    MEMPOOL_SPACE = "mempool_space"
    OWN_MEMPOOL = "own_mempool"
    BLOCKCHAIN_INFO = "blockchain_info"


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkInputs:
    """What other sources know, as of one moment."""

    difficulty: Difficulty | None = None
    """The network's, by the pool; None while the pool is silent."""
    time: datetime | None = None
    """The time of the pool's last snapshot; None while the pool is silent."""
    remembered: PoolMemory = field(default_factory=PoolMemory)
    """What is known of the pool's chain, also while the pool is silent."""
    own_price: float | None = None
    """The price of one bitcoin by the user's own sensor."""


class NetworkSource:
    """Everything known of the network, asked at each poll."""

    def __init__(
        self,
        mempool: MempoolClient,
        blockchain_info: BlockchainInfoClient,
        *,
        kind: SourceKind,
        currency: str,
        has_own_price: bool,
        inputs: NetworkInputs,
        env: Environment,
    ) -> None:
        """Prepare to ask.

        `currency` is its ISO 4217 code in upper case. With `has_own_price` the user's
        own sensor says the price, and no other source is asked for it.
        """
        self._kind = kind
        self._currency = currency
        self._has_own_price = has_own_price
        self._inputs = inputs
        self._env = env
        self.mempool = MempoolSource(
            mempool, own=kind is SourceKind.OWN_MEMPOOL, env=env
        )
        self.stats = Question(
            "blockchain.info",
            "statistics",
            blockchain_info.stats,
            every=TEN_MINUTES,
            env=env,
            gate=by_height(lambda stats: stats.height),
        )
        self.ticker = Question(
            "blockchain.info",
            "prices",
            blockchain_info.prices,
            every=TEN_MINUTES,
            env=env,
        )
        self._stats_check = ChainCheck()
        self._state = NetworkState()

    @property
    def questions(self) -> tuple[Question[Any], ...]:
        """Return all that is asked."""
        return (*self.mempool.questions, self.stats, self.ticker)

    @property
    def answered_at(self) -> datetime | None:
        """Return when the oldest of the answers that may be shown came."""
        clock, mempool = self._env.clock(), self.mempool
        shown: tuple[Question[Any], ...] = (
            *(mempool.tip, mempool.prices, mempool.adjustment),
            *(self.stats, self.ticker),
        )
        ages = [
            clock - question.answered_at
            for question in shown
            if question.usable and question.answered_at is not None
        ]
        return self._env.now() - timedelta(seconds=max(ages)) if ages else None

    @property
    def height_questions(self) -> tuple[Question[Any], ...]:
        """Return what asks for the height of the chain, the chosen source first."""
        chosen = (self.mempool.tip,) if self._chose_mempool else ()
        return (*chosen, self.stats)

    @property
    def own_instance(self) -> Question[int] | None:
        """Return what asks the user's own instance, None without one."""
        return self.mempool.tip if self._kind is SourceKind.OWN_MEMPOOL else None

    @property
    def lacks_currency(self) -> bool | None:
        """Return whether prices are reported, but none in the hub's currency.

        None while no source has said so. The user's own sensor has the currency.
        """
        if self._has_own_price or self._price() is not None:
            return False
        if self.ticker.current is not None:
            return True
        quoted = self.mempool.quotes(self._at) is not None
        return (quoted and self.ticker.failures >= FAILURES_TOLERATED) or None

    @property
    def behind(self) -> bool | None:
        """Return whether the chosen instance is syncing or stands still."""
        return self.mempool.behind if self._chose_mempool else False

    @property
    def rejected(self) -> bool:
        """Return whether a source that was asked is on another chain."""
        now = self._env.clock()
        return self.mempool.check.rejected(now) or self._stats_check.rejected(now)

    @property
    def undecided(self) -> bool:
        """Return whether a source may yet turn out to be on another chain."""
        agrees = (
            self.mempool.agrees if self._chose_mempool else self._stats_check.agreed
        )
        checks = self.mempool.check, self._stats_check
        doubted = any(check.doubted for check in checks)
        return not self.rejected and (doubted or not agrees)

    async def poll(self, inputs: NetworkInputs) -> NetworkState:
        """Ask what is due, and return what is held true."""
        self._inputs = inputs
        if self._chose_mempool:
            await self.mempool.poll(inputs.difficulty, inputs.remembered, self._at)
        if self.mempool.usable:
            self.stats.rest()
        else:
            await self.stats.poll_due()
            if stats := self._if_fresh(self.stats.believed):
                self._stats_check = compare_difficulty(
                    self._stats_check,
                    stats.difficulty,
                    inputs.difficulty,
                    remembered=inputs.remembered.difficulty,
                    now=self._env.clock(),
                )
        if not self._has_own_price and self._mempool_price() is None:
            await self.ticker.poll_due()
        else:
            self.ticker.rest()
        return self.state()

    def with_own_price(self, price: float | None) -> NetworkState:
        """Return what is held true with another price by the user's own sensor."""
        self._inputs = replace(self._inputs, own_price=price)
        return self.state()

    def state(self) -> NetworkState:
        """Return what is held true now."""
        if (state := self._reported()) is not None:
            state = with_steady_times(state, self._state, self._env.now())
        else:
            source = NetworkOrigin.REJECTED if self.rejected else NetworkOrigin.NONE
            awaited = not any(
                one.failures or one.answered_at is not None
                for one in self.height_questions
            )
            state = NetworkState(source=None if awaited else source)
        self._state = replace(
            state,
            difficulty=self._inputs.difficulty or state.difficulty,
            price=self._price(),
        )
        return self._state

    def _reported(self) -> NetworkState | None:
        """Return what a source on the right chain reports, None if there is none."""
        if (state := self.mempool.state()) is not None:
            return state
        stats = self._if_fresh(self.stats.current)
        if stats is None or not self._stats_check.usable(self._env.clock()):
            return None
        return _from_blockchain_info(stats)

    def _if_fresh(self, stats: NetworkStats | None) -> NetworkStats | None:
        """Return statistics that are neither old nor behind the pool."""
        points = self._inputs.remembered.last_points
        if stats is None or is_old(stats.time, self._at):
            return None
        return None if is_behind(stats.height, points, self._at) else stats

    @property
    def _at(self) -> datetime:
        """Return the present time by OCEAN's clock, else by ours."""
        return self._inputs.time or self._env.now()

    @property
    def _chose_mempool(self) -> bool:
        """Return whether the user chose a mempool instance, else it is never asked."""
        return self._kind is not SourceKind.BLOCKCHAIN_INFO

    def _price(self) -> float | None:
        """Return the price: the user's own, else mempool's, else blockchain.info's."""
        if self._has_own_price:
            return self._inputs.own_price
        if (price := self._mempool_price()) is not None:
            return price
        ticker = self.ticker.current
        return ticker.prices.get(self._currency) if ticker else None

    def _mempool_price(self) -> float | None:
        """Return mempool's price; None if it has none that may be shown."""
        return (self.mempool.quotes(self._at) or {}).get(self._currency)


def _from_blockchain_info(stats: NetworkStats) -> NetworkState:
    """Return the network as blockchain.info reports it."""
    return NetworkState(
        source=NetworkOrigin.BLOCKCHAIN_INFO,
        height=stats.height,
        difficulty=stats.difficulty,
        hashrate=stats.hashrate,
    )
