"""Asks OCEAN about the pool, and turns the answers into what is held true."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from ..api import Block, BlockPage, OceanClient
from ..mining.pool import (
    LUCK_SPANS,
    BlockLog,
    Drought,
    LastBlocks,
    PoolMemory,
    PoolState,
    SpanLuck,
    blocks_to_announce,
    chain_point,
    mean_hashrate,
    merge_blocks,
    record_hashrate,
    span_luck,
)
from .belief import Gate, Reason, SnapshotOrder
from .plausible import weigh_pool_hashrate
from .question import FAILURES_TOLERATED, MINUTE, OCEAN, Environment, Question

# What is known to work; the largest that OCEAN takes is not known.
PAGE_SIZE: Final = 30

# Pages after which the history is long enough whatever the pool's size: 30 days held
# 65 blocks in 2026.
MAXIMUM_PAGES: Final = 20

RECENT_BLOCKS: Final = 10


class PoolSource:
    """Everything known of the pool, asked at each poll."""

    def __init__(
        self, client: OceanClient, *, memory: PoolMemory, env: Environment
    ) -> None:
        """Prepare to ask, starting from what is remembered."""
        self.memory = memory
        self.stat = Question(
            OCEAN,
            "pool",
            client.pool_stat,
            every=MINUTE,
            env=env,
            gate=Gate(
                order=SnapshotOrder(
                    time_of=lambda stat: stat.snapshot_time.timestamp(), clock=env.clock
                )
            ),
        )
        self.hashrate = Question(
            OCEAN,
            "pool hashrate",
            client.pool_hashrate,
            every=MINUTE,
            env=env,
            gate=Gate(weigh=weigh_pool_hashrate),
        )
        self.latest = Question(
            OCEAN,
            "last block",
            client.latest_block,
            every=MINUTE,
            env=env,
            gate=Gate(
                order=SnapshotOrder(
                    time_of=lambda block: block.time.timestamp(),
                    slack=0.0,
                    must_advance=False,
                )
            ),
        )
        self.blocks = Question(OCEAN, "blocks", self._ask_page, every=MINUTE, env=env)
        self._client = client
        self._env = env
        self.log = BlockLog()
        self._page = 0
        self._behind = True

    @property
    def questions(self) -> tuple[Question[Any], ...]:
        """Return all that is asked."""
        return (self.stat, self.hashrate, self.latest, self.blocks)

    async def poll(self) -> PoolState:
        """Ask what is due, and return what is held true."""
        await self.stat.poll_due()
        await self.latest.poll_due()
        before = self.hashrate.believed
        await self.hashrate.poll_due()
        if self.hashrate.believed is not before:
            # Only a new answer is one more reading of the hour.
            self._record_hashrate()
        await self._read_blocks()
        self._remember_chain()
        return replace(self.state(), new_blocks=self._new_blocks())

    def _remember_chain(self) -> None:
        """Remember the pool's chain, to recognise a network source on another one."""
        if (stat := self.stat.current) and stat.network_difficulty:
            self.memory = replace(self.memory, difficulty=stat.network_difficulty)
        if (block := self.latest.current) is None:
            return
        self.memory = replace(self.memory, last_block=chain_point(block))
        earlier = (one for one in self.log.blocks if one.time < block.time)
        if (before := next(earlier, None)) is not None:
            self.memory = replace(self.memory, block_before=chain_point(before))

    def _record_hashrate(self) -> None:
        """Remember the pool's hashrate for the mean of a day."""
        hashrate, stat = self.hashrate.current, self.stat.current
        if hashrate and hashrate.hashrate_300s and stat and not self.stat.failures:
            hours = record_hashrate(
                self.memory.hours, hashrate.hashrate_300s, stat.snapshot_time
            )
            self.memory = replace(self.memory, hours=hours)

    async def _read_blocks(self) -> None:
        """Read the newest blocks when there is one, else a page further back."""
        latest = self.latest.believed
        known = {block.hash for block in self.log.blocks}
        withdrawn = self.latest.is_doubted_as(Reason.OLDER)
        if withdrawn or (latest is not None and latest.hash not in known):
            self._behind = True
        if not self.blocks.due and self.blocks.failures:
            return
        if self._behind:
            self._page = 0
            if await self._poll_page():
                self._behind = bool(self.log.omitted)
            lost = known - {block.hash for block in self.log.blocks}
            if withdrawn and latest is not None and latest.hash in lost:
                self.latest.forget()
                await self.latest.poll()
        elif not self._long_enough() and self._page < MAXIMUM_PAGES:
            self._page += 1
            if not await self._poll_page():
                self._page -= 1

    async def _poll_page(self) -> bool:
        """Read a page of blocks into the log."""
        if not await self.blocks.poll() or (page := self.blocks.believed) is None:
            return False
        self.log = merge_blocks(
            self.log,
            page.blocks,
            first=self._page == 0,
            whole=not page.left_out,
            last=page.rows < PAGE_SIZE,
            now=self._env.now(),
        )
        return True

    async def _ask_page(self) -> BlockPage:
        """Ask for the page that is wanted next."""
        return await self._client.blocks(self._page, PAGE_SIZE)

    def _long_enough(self) -> bool:
        """Return whether the log holds the round before the longest span too."""
        since = self.log.complete_since
        return since is not None and since < self._env.now() - LUCK_SPANS[-1]

    def _new_blocks(self) -> tuple[Block, ...]:
        """Return the blocks that were not announced yet, oldest first."""
        if (newest := self.latest.current) is None:
            return ()
        news, new = blocks_to_announce(
            self.memory.news,
            (*self.log.blocks, newest),
            complete=not self._behind,
            now=self._env.now(),
        )
        self.memory = replace(self.memory, news=news)
        return new

    def note_drought(self, drought: Drought | None) -> None:
        """Remember what was announced of the present gap between blocks."""
        self.memory = replace(self.memory, drought=drought)

    def state(self) -> PoolState:
        """Return what is held true now, without any news."""
        stat = self.stat.current
        hashrate, latest = self.hashrate.current, self.latest.current
        at = stat.snapshot_time if stat else self._env.now()
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
            last_blocks=LastBlocks(
                newest=latest, recent=self.log.blocks[:RECENT_BLOCKS]
            )
            if latest
            else None,
            spans=spans,
            blocks_answer=latest is not None
            and self.blocks.believed is not None
            and self.blocks.failures < FAILURES_TOLERATED,
        )
