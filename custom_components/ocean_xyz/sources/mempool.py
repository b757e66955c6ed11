"""Asks a mempool instance about the bitcoin network, and checks its chain."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from ..api import Difficulty, MempoolClient, NetworkBlock, Prices
from ..mining.network import (
    NO_BLOCK_TOLERATED,
    ChainCheck,
    NetworkOrigin,
    NetworkState,
    check_block,
    compare_difficulty,
    is_behind,
    is_old,
)
from ..mining.pool import ChainPoint, PoolMemory
from .belief import HEIGHT_SLACK, Gate, SnapshotOrder
from .question import Environment, Question

OWN_INSTANCE: Final = 30.0
PUBLIC_INSTANCE: Final = 120.0
TEN_MINUTES: Final = 600.0
HALF_HOUR: Final = 1800.0

BLOCKS_TOLERATED: Final = 18
"""Blocks by which a forecast may be behind the tip; it is asked every ten minutes."""


def by_height[AnswerT](height: Callable[[AnswerT], float | None]) -> Gate[AnswerT]:
    """Return what keeps answers in the order of their heights.

    A source that leaves a longer, wrong chain is back on ours below its old height.
    """
    return Gate(
        order=SnapshotOrder(time_of=height, slack=HEIGHT_SLACK, must_advance=False)
    )


class MempoolSource:
    """What a mempool instance says, and whether it follows the pool's chain."""

    def __init__(self, client: MempoolClient, *, own: bool, env: Environment) -> None:
        """Prepare to ask; `own` is an instance of the user's own."""
        often = OWN_INSTANCE if own else PUBLIC_INSTANCE

        def question[AnswerT](
            what: str,
            ask: Callable[[], Awaitable[AnswerT]],
            every: float,
            gate: Gate[AnswerT] | None = None,
        ) -> Question[AnswerT]:
            return Question("mempool", what, ask, every=every, env=env, gate=gate)

        tip_gate: Gate[int] = by_height(lambda height: height)
        self.tip = question("height", client.tip_height, often, tip_gate)
        self.fees = question("fees", client.fees, often)
        self.prices = question("prices", client.prices, TEN_MINUTES)
        self.adjustment = question(
            "retarget",
            client.difficulty_adjustment,
            TEN_MINUTES,
            by_height(lambda answer: answer.height),
        )
        self.hashrate = question("hashrate", client.hashrate, HALF_HOUR)
        self.blocks = question("blocks", client.blocks, TEN_MINUTES)
        self.pool_block = question("chain", self._ask_chain, TEN_MINUTES)
        self.check = ChainCheck()
        self._client = client
        self._env = env
        self.behind: bool | None = None
        """Whether it is syncing or stands still; None if that is not known."""
        self._height: int | None = None
        self._moved_at = env.clock()
        self._checked_block: str | None = None
        self._points: tuple[ChainPoint, ...] = ()

    @property
    def questions(self) -> tuple[Question[Any], ...]:
        """Return all that is asked."""
        regular = (self.tip, self.fees, self.prices, self.adjustment, self.hashrate)
        return (*regular, self.blocks, self.pool_block)

    @property
    def usable(self) -> bool:
        """Return whether it answers, keeps up and is on the right chain."""
        right = self.check.usable(self._env.clock())
        return self.tip.usable and right and not self.behind

    @property
    def agrees(self) -> bool:
        """Return whether its difficulty and its block at a pool's block are OCEAN's."""
        return self.check.agreed and self._checked_block is not None

    @property
    def difficulty(self) -> Difficulty | None:
        """Return the network's difficulty."""
        if self.hashrate.usable and (known := self._hashrate_difficulty()):
            return known
        blocks = self.blocks.current
        return blocks[0].difficulty if blocks else None

    def quotes(self, at: datetime) -> Prices | None:
        """Return the prices of one bitcoin; None if they may not be shown."""
        quotes = self.prices.current
        if quotes is None or not self.usable or is_old(quotes.time, at):
            return None
        return quotes.prices

    async def poll(
        self, difficulty: Difficulty | None, remembered: PoolMemory, at: datetime
    ) -> None:
        """Ask what is due, and whether mempool follows the pool's chain.

        `difficulty` is the pool's; None while the pool is silent. `at` is the present
        time by OCEAN's clock.
        """
        for question in (self.tip, self.fees, self.prices, self.adjustment):
            await question.poll_due()
        await self.hashrate.poll_due()
        if self.hashrate.failures or self._hashrate_difficulty() is None:
            # An instance without an index has the difficulty in its blocks.
            await self.blocks.poll_due()
        else:
            self.blocks.rest()
        self.behind = is_behind(self.tip.current, remembered.last_points, at)
        if self._stands_still():
            self.behind = True
        if self.behind:
            # Its difficulty may be that of an earlier epoch, which proves nothing.
            self.check = replace(self.check, disagrees_since=None)
            return
        self.check = compare_difficulty(
            self.check,
            self.difficulty,
            difficulty,
            remembered=remembered.difficulty,
            now=self._env.clock(),
        )
        if self.check.refuses_difficulty and self._lags_behind():
            self.hashrate.hurry()
            self.adjustment.hurry()
        await self._compare_block(remembered)

    def state(self) -> NetworkState | None:
        """Return what mempool says of the network; None if it may not be shown."""
        height = self.tip.current
        if height is None or not self.usable:
            return None
        adjustment = self.adjustment.current
        if adjustment and (
            (adjustment.retarget_height or height + 1) <= height
            or height - (adjustment.height or height) > BLOCKS_TOLERATED
        ):
            # The retarget that it forecast has happened, or it stands still.
            adjustment = None
            self.adjustment.hurry()
        hashrate = self.hashrate.current
        return NetworkState(
            source=NetworkOrigin.MEMPOOL,
            height=height,
            difficulty=None if self.check.refuses_difficulty else self.difficulty,
            hashrate=hashrate.hashrate if hashrate else None,
            fees=self.fees.current,
            adjustment=adjustment,
            retarget=adjustment.retarget_time if adjustment else None,
        )

    def _stands_still(self) -> bool:
        """Return whether it has reported one height for longer than by chance."""
        now, height = self._env.clock(), self.tip.current
        if height is None or height != self._height:
            self._height, self._moved_at = height, now
        return now - self._moved_at >= NO_BLOCK_TOLERATED

    def _lags_behind(self) -> bool:
        """Return whether the difficulty that disagrees is from some time ago."""
        asked = self.hashrate.answered_at
        return asked is not None and self._env.clock() - asked > PUBLIC_INSTANCE

    async def _compare_block(self, remembered: PoolMemory) -> None:
        """Compare mempool's block at the height of the pool's last block with that."""
        block, tip = remembered.last_block, self.tip.current
        if block is None or block.hash == self._checked_block:
            return
        if tip is None or tip < block.height:
            return
        points = remembered.last_points
        if points != self._points:
            self._points = points
            self.pool_block.hurry()
        if await self.pool_block.poll_due():
            listed = self.pool_block.believed or ()
            self.check = check_block(self.check, points, listed, self._env.clock())
            # Another block may be a rival on the same chain, so it is compared again.
            if any(one.hash == block.hash for one in listed):
                self._checked_block = block.hash

    async def _ask_chain(self) -> tuple[NetworkBlock, ...]:
        """Ask for the blocks at the heights of the pool's last two, newest first.

        The earlier one is asked for only if the last one is another block.
        """
        listed: tuple[NetworkBlock, ...] = ()
        for point in self._points:
            listed += await self._client.blocks(point.height)
            if any(block.hash == point.hash for block in listed):
                break
        return listed

    def _hashrate_difficulty(self) -> Difficulty | None:
        """Return the difficulty that came with the hashrate."""
        hashrate = self.hashrate.believed
        return hashrate.difficulty if hashrate else None
