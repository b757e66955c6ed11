"""Asks OCEAN about the pool, and turns the answers into what is held true."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from ..api import Block, OceanClient, PoolHashrate
from ..mining.kept import Kept
from ..mining.pool import (
    LUCK_SPANS,
    BlockLog,
    ChainPoint,
    LastBlocks,
    PoolMemory,
    PoolState,
    SpanLuck,
    mean_hashrate,
    merge_blocks,
    record_hashrate,
    span_luck,
    tell_blocks,
)
from .moments import Moments
from .question import Question, Surroundings

MINUTE: Final = 60.0

# What is known to work; the largest that OCEAN takes is not known.
PAGE_SIZE: Final = 30

# Pages after which the history is long enough whatever the pool's size: 30 days held
# 65 blocks in 2026.
MAXIMUM_PAGES: Final = 20

RECENT_BLOCKS: Final = 10


class PoolSource:
    """Everything known of the pool, asked anew at each poll."""

    def __init__(
        self, client: OceanClient, *, memory: PoolMemory, around: Surroundings
    ) -> None:
        """Prepare to ask, starting from what is remembered."""
        self.memory = memory
        self.stat = Question(
            "OCEAN (pool)",
            client.pool_stat,
            every=MINUTE,
            around=around,
            moments=Moments(of=lambda stat: stat.snapshot_time.timestamp()),
        )
        self.hashrate = Question(
            "OCEAN (pool hashrate)", client.pool_hashrate, every=MINUTE, around=around
        )
        self.latest = Question(
            "OCEAN (last block)",
            client.latest_block,
            every=MINUTE,
            around=around,
            moments=Moments(
                of=lambda block: block.time.timestamp(),
                slack=0.0,
                moving=False,
            ),
        )
        self.blocks = Question(
            "OCEAN (blocks)", self._ask_page, every=MINUTE, around=around
        )
        self._client = client
        self._around = around
        self.log = BlockLog()
        self._page = 0
        self._behind = True
        self._hashrate: PoolHashrate | None = None
        self._doubted_zero = False
        self._last_blocks = Kept(self._gather_last_blocks)

    async def poll(self) -> PoolState:
        """Ask what is due, and return what is held true."""
        for question in (self.stat, self.latest):
            if question.due:
                await question.poll()
        self._remember_chain()
        if self.hashrate.due and await self.hashrate.poll():
            # Only a new answer can repeat a zero, or be one more reading of the hour.
            self._believe_hashrate()
        await self._read_blocks()
        return replace(self.state(), new_blocks=self._tell_blocks())

    def _remember_chain(self) -> None:
        """Remember by what a network source is told from one on another chain."""
        if (stat := self.stat.current) is not None:
            self.memory = replace(self.memory, difficulty=stat.network_difficulty)
        if (block := self.latest.current) is not None:
            point = ChainPoint(height=block.height, hash=block.hash)
            self.memory = replace(self.memory, last_block=point)

    def _believe_hashrate(self) -> None:
        """Take the pool's hashrate, and a zero only when it is repeated."""
        told = self.hashrate.current
        zero = told is not None and not (told.hashrate_60s or told.hashrate_300s)
        if zero and not self._doubted_zero:
            self._doubted_zero = True
            return
        self._doubted_zero = zero
        self._hashrate = told
        stat = self.stat.current
        if told and told.hashrate_300s and stat and not self.stat.failures:
            hours = record_hashrate(
                self.memory.hours, told.hashrate_300s, stat.snapshot_time
            )
            self.memory = replace(self.memory, hours=hours)

    async def _read_blocks(self) -> None:
        """Read the newest blocks when there is one, else a page further back."""
        latest = self.latest.answer
        known = {block.hash for block in self.log.blocks}
        if latest is not None and latest.hash not in known:
            self._behind = True
        if not self.blocks.due and self.blocks.failures:
            return
        if self._behind:
            self._page = 0
            if await self._poll_page():
                self._behind = False
        elif not self._long_enough() and self._page < MAXIMUM_PAGES:
            self._page += 1
            if not await self._poll_page():
                self._page -= 1

    async def _poll_page(self) -> bool:
        """Read a page of blocks into the log."""
        if not await self.blocks.poll() or self.blocks.answer is None:
            return False
        page = self.blocks.answer
        self.log = merge_blocks(
            self.log,
            page,
            first=self._page == 0,
            last=len(page) < PAGE_SIZE,
            now=self._around.now(),
        )
        return True

    async def _ask_page(self) -> tuple[Block, ...]:
        """Ask for the page that is wanted next."""
        return await self._client.blocks(self._page, PAGE_SIZE)

    def _long_enough(self) -> bool:
        """Return whether the log holds the round before the longest span too."""
        since = self.log.complete_since
        return since is not None and since < self._around.now() - LUCK_SPANS[-1]

    def _tell_blocks(self) -> tuple[Block, ...]:
        """Return the blocks that were not told yet, oldest first."""
        if (newest := self.latest.current) is None:
            return ()
        news, new = tell_blocks(
            self.memory.news,
            (*self.log.blocks, newest),
            complete=not self._behind,
            now=self._around.now(),
        )
        self.memory = replace(self.memory, news=news)
        return new

    def state(self) -> PoolState:
        """Return what is held true now, without any news."""
        stat = self.stat.current
        hashrate = self._hashrate if self.hashrate.usable else None
        latest = self.latest.current
        at = stat.snapshot_time if stat else self._around.now()
        spans: dict[timedelta, SpanLuck] = {}
        for span in LUCK_SPANS:
            luck = span_luck(
                self.log,
                span,
                stat=stat,
                hashrate=hashrate.hashrate_300s if hashrate else None,
                hours=self.memory.hours,
                at=at,
            )
            if luck is not None and latest is not None:
                spans[span] = luck
        return PoolState(
            stat=stat,
            hashrate=hashrate,
            mean_hashrate=mean_hashrate(self.memory.hours, self.log, at),
            last_blocks=self._last_blocks.of(latest, self.log),
            spans=spans,
        )

    def _gather_last_blocks(self) -> LastBlocks | None:
        """Return the last block, and the ones before it."""
        if (latest := self.latest.current) is None:
            return None
        return LastBlocks(newest=latest, recent=self.log.blocks[:RECENT_BLOCKS])
