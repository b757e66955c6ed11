"""Asks about the bitcoin network, and never believes a source on another chain."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from ..api import (
    BlockchainInfoClient,
    Difficulty,
    MempoolClient,
    NetworkBlock,
    NetworkStats,
    OceanRefusedError,
)
from ..mining.network import (
    ChainCheck,
    NetworkOrigin,
    NetworkState,
    check_block,
    check_difficulty,
    halving_time,
    recall_difficulty,
    steady,
)
from ..mining.pool import PoolMemory, PoolState
from .moments import HEIGHT_SLACK, Moments
from .question import FAILURES_TOLERATED, Question, Surroundings

OWN_INSTANCE: Final = 30.0
PUBLIC_INSTANCE: Final = 120.0
TEN_MINUTES: Final = 600.0
HALF_HOUR: Final = 1800.0

HALVING_STEADY: Final = timedelta(days=2)


class SourceKind(StrEnum):
    """What the user chose to ask about the network."""

    MEMPOOL_SPACE = "mempool_space"
    OWN_MEMPOOL = "own_mempool"
    BLOCKCHAIN_INFO = "blockchain_info"


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkContext:
    """What the network takes from the rest of the integration."""

    kind: SourceKind
    currency: str
    """ISO 4217, upper case."""
    pool: Callable[[], PoolState | None]
    remembered: Callable[[], PoolMemory]
    """What is known of the pool's chain, also while the pool is silent."""
    own_price: Callable[[], float | None] | None = None
    """The price by the user's own sensor, which then goes before all others."""


class NetworkSource:
    """Everything known of the network, asked anew at each poll."""

    def __init__(
        self,
        mempool: MempoolClient,
        blockchain_info: BlockchainInfoClient,
        *,
        context: NetworkContext,
        around: Surroundings,
    ) -> None:
        """Prepare to ask."""
        own = context.kind is SourceKind.OWN_MEMPOOL
        often = OWN_INSTANCE if own else PUBLIC_INSTANCE

        def question[AnswerT](
            what: str,
            ask: Callable[[], Awaitable[AnswerT]],
            every: float,
            height: Callable[[AnswerT], float | None] | None = None,
        ) -> Question[AnswerT]:
            # A source that was on a longer chain is back on ours below its old height.
            moments = (
                Moments(of=height, slack=HEIGHT_SLACK, moving=False) if height else None
            )
            return Question(what, ask, every=every, around=around, moments=moments)

        self.tip = question("mempool (height)", mempool.tip_height, often, float)
        self.fees = question("mempool (fees)", mempool.fees, often)
        self.prices = question("mempool (prices)", mempool.prices, TEN_MINUTES)
        self.adjustment = question(
            "mempool (retarget)",
            mempool.difficulty_adjustment,
            TEN_MINUTES,
            lambda told: told.retarget_height - told.remaining_blocks,
        )
        self.hashrate = question("mempool (hashrate)", mempool.hashrate, HALF_HOUR)
        self.blocks = question("mempool (blocks)", mempool.blocks, TEN_MINUTES)
        self.pool_block = question("mempool (chain)", self._ask_chain, TEN_MINUTES)
        self.stats = question(
            "blockchain.info (statistics)",
            blockchain_info.stats,
            TEN_MINUTES,
            lambda stats: stats.height,
        )
        self.ticker = question(
            "blockchain.info (prices)", blockchain_info.prices, TEN_MINUTES
        )
        self._mempool = mempool
        self._context = context
        self._around = around
        self._check = ChainCheck()
        self._stats_check = ChainCheck()
        self._checked_block: str | None = None
        self._asked_block: str | None = None
        self._asked_height = 0
        self._state = NetworkState()

    @property
    def questions(self) -> tuple[Question[Any], ...]:
        """Return all that is asked."""
        return (
            self.tip,
            self.fees,
            self.prices,
            self.adjustment,
            self.hashrate,
            self.blocks,
            self.pool_block,
            self.stats,
            self.ticker,
        )

    @property
    def told_at(self) -> datetime | None:
        """Return when the oldest of the answers that may be shown came."""
        clock = self._around.clock()
        shown = (self.tip, self.prices, self.adjustment, self.stats, self.ticker)
        ages = [
            clock - question.answered_at
            for question in shown
            if question.usable and question.answered_at is not None
        ]
        return self._around.now() - timedelta(seconds=max(ages)) if ages else None

    @property
    def height_question(self) -> Question[Any]:
        """Return what asks the chosen source for the height of the chain."""
        only = self._context.kind is SourceKind.BLOCKCHAIN_INFO
        return self.stats if only else self.tip

    @property
    def refused(self) -> bool:
        """Return whether the user's own instance asks for other credentials."""
        own = self._context.kind is SourceKind.OWN_MEMPOOL
        return own and isinstance(self.tip.error, OceanRefusedError)

    @property
    def silent_for(self) -> float:
        """Return for how many seconds no source has told the network's height."""
        asked = [
            question
            for question in (self.tip, self.stats)
            if question.failures or question.answered_at is not None
        ]
        return min((question.silent_for for question in asked), default=0.0)

    @property
    def nobody_quotes(self) -> bool:
        """Return whether prices are told, but none in the hub's currency.

        While all are silent, that is another matter; and so is the user's own sensor.
        """
        if self._context.own_price is not None or self._price() is not None:
            return False
        if self.ticker.current is not None:
            return True
        told = self._mempool_usable() and self.prices.current is not None
        return told and self.ticker.failures >= FAILURES_TOLERATED

    @property
    def rejected(self) -> bool:
        """Return whether a source that was asked is on another chain."""
        now = self._around.clock()
        return self._check.rejected(now) or self._stats_check.rejected(now)

    @property
    def undecided(self) -> bool:
        """Return whether a source may yet turn out to be on another chain."""
        checks = self._check, self._stats_check
        return not self.rejected and any(check.doubted for check in checks)

    async def poll(self) -> NetworkState:
        """Ask what is due, and return what is held true."""
        if self._context.kind is not SourceKind.BLOCKCHAIN_INFO:
            await self._ask_mempool()
        if self._mempool_usable():
            self.stats.rest()
        else:
            await _poll_due(self.stats)
            self._stats_check = self._compared(
                self._stats_check,
                self.stats.answer.difficulty if self.stats.answer else None,
            )
        if self._mempool_price() is None and self._context.own_price is None:
            await _poll_due(self.ticker)
        else:
            self.ticker.rest()
        return self.state()

    def state(self) -> NetworkState:
        """Put together what is shown; also when only the user's own price moved."""
        height = self.tip.current
        if height is not None and self._mempool_usable():
            state = self._from_mempool(height)
        elif (stats := self.stats.current) and self._stats_usable():
            state = self._from_blockchain_info(stats)
        else:
            source = NetworkOrigin.REJECTED if self.rejected else NetworkOrigin.NONE
            state = NetworkState(
                source=source,
                difficulty=self._pool_difficulty(),
                price=self._price(),
            )
        self._state = state
        return state

    async def _ask_mempool(self) -> None:
        """Ask mempool what is due, and whether it follows the pool's chain."""
        regular: tuple[Question[Any], ...] = (
            self.tip,
            self.fees,
            self.prices,
            self.adjustment,
            self.hashrate,
        )
        for question in regular:
            await _poll_due(question)
        if self.hashrate.failures or self._hashrate_difficulty() is None:
            # An own instance without an index knows the difficulty by its blocks.
            await _poll_due(self.blocks)
        else:
            self.blocks.rest()
        self._check = self._compared(self._check, self._mempool_difficulty())
        if self._check.disagrees_since is not None and self._lags_behind():
            self.hashrate.hurry()
            self.adjustment.hurry()
        await self._compare_block()

    def _lags_behind(self) -> bool:
        """Return whether the difficulty that disagrees is an answer of some time ago."""
        asked = self.hashrate.answered_at
        return asked is not None and self._around.clock() - asked > PUBLIC_INSTANCE

    def _compared(self, check: ChainCheck, source: Difficulty | None) -> ChainCheck:
        """Hold a source's difficulty against the pool's, or its last word."""
        if (pool := self._pool_difficulty()) is None:
            remembered = self._context.remembered().difficulty
            return recall_difficulty(check, source, remembered)
        return check_difficulty(check, source, pool, self._around.clock())

    async def _compare_block(self) -> None:
        """Hold mempool's block at the height of the pool's last one against that."""
        block = self._context.remembered().last_block
        if block is None or block.hash == self._checked_block:
            return
        if self.tip.current is None or self.tip.current < block.height:
            return
        if block.hash != self._asked_block:
            self._asked_block, self._asked_height = block.hash, block.height
            self.pool_block.hurry()
        if await _poll_due(self.pool_block):
            listed = self.pool_block.answer or ()
            self._check = check_block(self._check, block, listed, self._around.clock())
            # Another block may be a rival of the same chain: it is looked at again.
            if self._check.other_block_since is None:
                self._checked_block = block.hash

    async def _ask_chain(self) -> tuple[NetworkBlock, ...]:
        """Ask mempool for its blocks from the height of the pool's last one down."""
        return await self._mempool.blocks(self._asked_height)

    def _pool_difficulty(self) -> Difficulty | None:
        """Return the difficulty by the pool's own word."""
        pool = self._context.pool()
        return pool.stat.network_difficulty if pool and pool.stat else None

    def _hashrate_difficulty(self) -> Difficulty | None:
        """Return the difficulty that came with mempool's hashrate."""
        return self.hashrate.answer.difficulty if self.hashrate.answer else None

    def _mempool_difficulty(self) -> Difficulty | None:
        """Return the difficulty by mempool's word."""
        if self.hashrate.usable and (known := self._hashrate_difficulty()):
            return known
        blocks = self.blocks.current
        return blocks[0].difficulty if blocks else None

    def _mempool_usable(self) -> bool:
        """Return whether mempool is asked, answers and is on the right chain."""
        return (
            self._context.kind is not SourceKind.BLOCKCHAIN_INFO
            and self.tip.usable
            and self._check.usable(self._around.clock())
        )

    def _stats_usable(self) -> bool:
        """Return whether blockchain.info is on the right chain."""
        return self._stats_check.usable(self._around.clock())

    def _from_mempool(self, height: int) -> NetworkState:
        """Return the network by mempool's word."""
        adjustment = self.adjustment.current
        if adjustment is not None and adjustment.retarget_height <= height:
            # The retarget that it foretold has come.
            adjustment = None
            self.adjustment.hurry()
        hashrate = self.hashrate.current
        retarget = adjustment.retarget_time if adjustment else None
        return NetworkState(
            source=NetworkOrigin.MEMPOOL,
            height=height,
            difficulty=self._pool_difficulty() or self._mempool_difficulty(),
            hashrate=hashrate.hashrate if hashrate else None,
            price=self._price(),
            fees=self.fees.current,
            adjustment=adjustment,
            retarget=steady(self._state.retarget, retarget),
            halving=self._halving(height),
        )

    def _from_blockchain_info(self, stats: NetworkStats) -> NetworkState:
        """Return the network by blockchain.info's word."""
        return NetworkState(
            source=NetworkOrigin.BLOCKCHAIN_INFO,
            height=stats.height,
            difficulty=self._pool_difficulty() or stats.difficulty,
            hashrate=stats.hashrate,
            price=self._price(),
            halving=self._halving(stats.height),
        )

    def _halving(self, height: int) -> datetime | None:
        """Return when the subsidy is expected to halve."""
        halving = halving_time(height, self._around.now())
        return steady(self._state.halving, halving, within=HALVING_STEADY)

    def _mempool_price(self) -> float | None:
        """Return the price by mempool's word."""
        if not self._mempool_usable() or (prices := self.prices.current) is None:
            return None
        return prices.get(self._context.currency)

    def _price(self) -> float | None:
        """Return the price: the user's own, else mempool's, else blockchain.info's."""
        if self._context.own_price is not None:
            return self._context.own_price()
        if (price := self._mempool_price()) is not None:
            return price
        ticker = self.ticker.current
        return ticker.get(self._context.currency) if ticker else None


async def _poll_due[AnswerT](question: Question[AnswerT]) -> bool:
    """Ask if it is time to, and return whether there is a new answer."""
    return question.due and await question.poll()
