"""The pool's blocks, its luck and its mean hashrate."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from ..api import Block, Difficulty, HashesPerSecond, PoolHashrate, PoolStat
from ..api.units import HASHES_PER_SHARE
from .economics import drought_probability, hashes_per_block
from .names import display_name
from .units import HOUR

DAY: Final = timedelta(days=1)
LUCK_SPANS: Final = (DAY, 7 * DAY, 30 * DAY)

# A round may begin long before the span in which it ends.
RETENTION: Final = 45 * DAY

NEWS_FOR: Final = DAY
"""How old a block may be and still be announced, after a restart or an outage."""
MOST_BLOCKS: Final = RETENTION // timedelta(minutes=10)
"""Blocks that are stored: as many as the whole network finds in that time."""

OMISSIONS_TOLERATED: Final = 3
"""Pages in a row without a block after which it has lost its place in the chain."""

HOURS_FOR_A_MEAN: Final = 20
"""Hours of the last day that its mean needs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HourMean(DataClassDictMixin):
    """The pool's mean hashrate in one hour, in H/s."""

    hour: int
    """Hours since the epoch."""
    mean: float
    samples: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ChainPoint(DataClassDictMixin):
    """A block that the pool says it found."""

    height: int
    hash: str
    time: datetime | None = None
    """None if version 1.0.0 stored it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BlockNews(DataClassDictMixin):
    """Which blocks were announced, so that each is announced once."""

    until: datetime
    """Every block up to this time was announced, or is too old."""
    told: tuple[str, ...] = ()
    """The hashes of later blocks that were announced before the list of blocks came."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Drought(DataClassDictMixin):
    """How unlikely the pool's present gap between blocks is."""

    block: str
    """The hash of the block after which the gap began."""
    probability: float = 1.0
    """The lowest one that was announced, as a fraction."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolMemory(DataClassDictMixin):
    """What outlives a restart."""

    hours: tuple[HourMean, ...] = ()
    difficulty: float | None = None
    """The network's difficulty as the pool last reported it."""
    last_block: ChainPoint | None = None
    """The pool's last block."""
    block_before: ChainPoint | None = None
    """The one before it. The last one alone may yet lose its place in the chain."""
    news: BlockNews | None = None
    """None until the pool's last block is known for the first time."""
    drought: Drought | None = None

    @property
    def last_points(self) -> tuple[ChainPoint, ...]:
        """Return the pool's last two blocks as far as they are known, newest first."""
        return tuple(filter(None, (self.last_block, self.block_before)))


@dataclass(frozen=True, kw_only=True, slots=True)
class BlockLog:
    """The pool's blocks as far back as they were read, newest first."""

    blocks: tuple[Block, ...] = ()
    complete_since: datetime | None = None
    """No block after this time is missing."""
    omitted: Mapping[str, int] = field(default_factory=dict)
    """How many pages in a row left out a block where they should list it, by hash."""

    @property
    def heights(self) -> dict[str, int]:
        """Return the heights of the blocks by their hashes."""
        return {block.hash: block.height for block in self.blocks}


@dataclass(frozen=True, kw_only=True, slots=True)
class SpanLuck:
    """The blocks in a span of time, and the luck of their number."""

    blocks: int
    luck: float | None
    """As a fraction: 1 is average."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LastBlocks:
    """The pool's last block, and the ones before it, newest first."""

    newest: Block
    recent: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolState:
    """The pool as the entities show it; an unknown part is None."""

    stat: PoolStat | None = None
    hashrate: PoolHashrate | None = None
    mean_hashrate: HashesPerSecond | None = None
    """Over 24 hours."""
    last_blocks: LastBlocks | None = None
    spans: dict[timedelta, SpanLuck] = field(default_factory=dict)
    blocks_answer: bool = False
    """Whether OCEAN lists the pool's blocks, though not all may be read yet."""
    new_blocks: tuple[Block, ...] = ()
    """Found since the last answer, oldest first."""

    @property
    def last_block(self) -> Block | None:
        """Return the pool's last block."""
        return self.last_blocks.newest if self.last_blocks else None

    @property
    def expected_interval(self) -> float | None:
        """Return the mean seconds between two of the pool's blocks."""
        difficulty = self.stat.network_difficulty if self.stat else None
        if not difficulty or not (hashrate := self.present_hashrate):
            return None
        return hashes_per_block(difficulty) / hashrate

    @property
    def present_hashrate(self) -> HashesPerSecond | None:
        """Return the pool's mean hashrate, over a day if that is known."""
        if self.mean_hashrate is not None:
            return self.mean_hashrate
        return None if self.hashrate is None else self.hashrate.hashrate_300s

    @property
    def drought(self) -> float | None:
        """Return the probability of a gap as long as the present one, as a fraction."""
        interval = self.expected_interval
        if interval is None or self.last_block is None or self.stat is None:
            return None
        gap = (self.stat.snapshot_time - self.last_block.time).total_seconds()
        return drought_probability(gap, interval)


def chain_point(block: Block) -> ChainPoint:
    """Return what a source of the network can be compared with."""
    return ChainPoint(height=block.height, hash=block.hash, time=block.time)


def merge_blocks(
    log: BlockLog,
    page: Sequence[Block],
    *,
    first: bool,
    last: bool,
    now: datetime,
    whole: bool = True,
) -> BlockLog:
    """Add a page of blocks, newest first, to the known ones.

    `first` says that the page begins with the newest block, `last` that there are no
    older ones, `whole` that no row of it is unreadable. A block that one page omits
    stays. Pages in a row omit it once another block has taken its place in the chain.
    """
    omitted = _omitted(log, page) if first and whole else log.omitted
    known = {
        block.hash: block
        for block in log.blocks
        if omitted.get(block.hash, 0) < OMISSIONS_TOLERATED
    } | {block.hash: block for block in page}
    blocks = sorted(known.values(), key=lambda block: block.time, reverse=True)
    complete = _complete_since(log, page, first=first, last=last)
    kept = tuple(block for block in blocks if now - block.time < RETENTION)
    if complete is not None and len(kept) > MOST_BLOCKS:
        complete = max(complete, kept[MOST_BLOCKS - 1].time)
    return BlockLog(
        blocks=kept[:MOST_BLOCKS],
        complete_since=complete,
        omitted={one: count for one, count in omitted.items() if one in known},
    )


def _omitted(log: BlockLog, page: Sequence[Block]) -> Mapping[str, int]:
    """Return how many pages in a row omit each block that is newer than their oldest."""
    listed = {block.hash for block in page}
    oldest = min((block.time for block in page), default=None)
    return {
        block.hash: log.omitted.get(block.hash, 0) + 1
        for block in log.blocks
        if oldest is not None and block.time > oldest and block.hash not in listed
    }


def blocks_to_announce(
    news: BlockNews | None, blocks: Iterable[Block], *, complete: bool, now: datetime
) -> tuple[BlockNews, tuple[Block, ...]]:
    """Return the blocks to announce, oldest first, and what is announced after that.

    The first answer is the baseline and never raises an event. After a restart or an
    outage, the blocks found meanwhile are announced, up to a day old. An answer that is
    older than the last one announces nothing. `complete` says whether no block is
    missing in between; a missing one is announced once it is known.
    """
    known = {block.hash: block for block in blocks}
    newest = max(block.time for block in known.values())
    if news is None:
        return BlockNews(until=newest), ()
    since = max(news.until, now - NEWS_FOR)
    new = [
        block
        for block in known.values()
        if block.time > since and block.hash not in news.told
    ]
    new.sort(key=lambda block: block.time)
    if complete:
        return BlockNews(until=max(news.until, newest)), tuple(new)
    announced = (*news.told, *(block.hash for block in new))
    return BlockNews(until=news.until, told=announced), tuple(new)


def _complete_since(
    log: BlockLog, page: Sequence[Block], *, first: bool, last: bool
) -> datetime | None:
    """Return the time after which no block is missing, once a page is added."""
    if not page:
        return log.complete_since
    oldest = min(block.time for block in page)
    newest = max(block.time for block in page)
    if last:
        # There is nothing older, so the list is complete for any time.
        oldest -= RETENTION
    known = {block.hash for block in log.blocks}
    joins = any(block.hash in known for block in page)
    if log.complete_since is None:
        return oldest if first else None
    if joins or (not first and newest <= max(b.time for b in log.blocks)):
        return min(log.complete_since, oldest)
    return oldest if first else log.complete_since


def record_hashrate(
    hours: tuple[HourMean, ...], hashrate: HashesPerSecond, at: datetime
) -> tuple[HourMean, ...]:
    """Add a reading of the pool's hashrate to the hourly means of thirty days."""
    hour = int(at.timestamp()) // HOUR
    if not hours or hours[-1].hour != hour:
        kept = tuple(mean for mean in hours if hour - 24 * 31 < mean.hour < hour)
        return (*kept, HourMean(hour=hour, mean=hashrate, samples=1))
    kept, present = hours[:-1], hours[-1]
    samples = present.samples + 1
    mean = present.mean + (hashrate - present.mean) / samples
    return (*kept, replace(present, mean=mean, samples=samples))


def mean_hashrate(
    hours: Sequence[HourMean], log: BlockLog, at: datetime
) -> HashesPerSecond | None:
    """Return the pool's mean hashrate over 24 hours.

    From the recorded hours, else from the work of the rounds that reach back a day.
    """
    hour = int(at.timestamp()) // HOUR
    recorded = [mean.mean for mean in hours[-24:] if hour - 24 < mean.hour <= hour]
    if len(recorded) >= HOURS_FOR_A_MEAN:
        return HashesPerSecond(sum(recorded) / len(recorded))
    return _hashrate_of_rounds(log, at)


def _hashrate_of_rounds(log: BlockLog, at: datetime) -> HashesPerSecond | None:
    """Return the mean hashrate by the work of the last rounds, over at least a day."""
    work = 0.0
    for block, before in zip(log.blocks, log.blocks[1:], strict=False):
        if block.shares is None or not _is_covered(log, before.time):
            return None
        work += block.shares * HASHES_PER_SHARE
        span = log.blocks[0].time - before.time
        if at - before.time >= DAY and span >= DAY / 2:
            return HashesPerSecond(work / span.total_seconds())
    return None


def span_luck(
    log: BlockLog,
    span: timedelta,
    *,
    stat: PoolStat | None,
    hashrate: HashesPerSecond | None,
    hours: Sequence[HourMean],
    at: datetime,
) -> SpanLuck | None:
    """Return the blocks and the luck of a span that ends `at`; None if blocks are missing.

    Luck is the number of blocks divided by the expected number. The expected number is
    work divided by difficulty: the accepted shares of the rounds that ended in the span
    (for the first round only its part within the span), and the open round at the
    pool's hashrate.
    """
    start = at - span
    if not _is_covered(log, start):
        return None
    found = [block for block in log.blocks if start < block.time <= at]
    if stat is None or (difficulty := stat.network_difficulty) is None:
        return SpanLuck(blocks=len(found), luck=None)
    expected = _work_of_rounds(log, found, start, difficulty)
    if expected is not None and hashrate is not None:
        begun = max(found[0].time if found else start, start)
        hashes = hashrate * (at - begun).total_seconds()
        expected += hashes / hashes_per_block(difficulty)
    else:
        expected = _recorded_work(hours, start, at, difficulty)
    if not expected:
        return SpanLuck(blocks=len(found), luck=None)
    return SpanLuck(blocks=len(found), luck=len(found) / expected)


def _is_covered(log: BlockLog, since: datetime) -> bool:
    """Return whether no block after a time is missing."""
    return log.complete_since is not None and log.complete_since <= since


def _work_of_rounds(
    log: BlockLog, found: Sequence[Block], start: datetime, difficulty: Difficulty
) -> float | None:
    """Return the expected number of blocks for the work of the ended rounds."""
    if not found:
        return 0.0
    expected, following = 0.0, log.blocks.index(found[0]) + 1
    befores = log.blocks[following : following + len(found)]
    if len(befores) < len(found):
        return None
    for block, before in zip(found, befores, strict=True):
        if block.shares is None:
            return None
        part = 1.0
        if before.time < start:
            part = (block.time - start) / (block.time - before.time)
        expected += part * block.shares / (block.difficulty or difficulty)
    return expected


def _recorded_work(
    hours: Sequence[HourMean], start: datetime, at: datetime, difficulty: Difficulty
) -> float | None:
    """Return the expected number of blocks for the recorded hashrate.

    None if hours are missing.
    """
    first, last = (int(time.timestamp()) // HOUR for time in (start, at))
    within = [mean.mean for mean in hours if first <= mean.hour <= last]
    if len(within) < (last - first) * HOURS_FOR_A_MEAN / 24:
        return None
    seconds = (at - start).total_seconds()
    hashes = sum(within) / len(within) * seconds
    return hashes / hashes_per_block(difficulty)


def label_of_finder(block: Block, labels: Mapping[str, str]) -> str | None:
    """Return the label of the user's account that found a block; None if none did.

    `labels` are by address; OCEAN writes addresses in upper or lower case.
    """
    finder = block.finder or ""
    return labels.get(finder) or labels.get(finder.lower())


def short_finder(block: Block) -> str | None:
    """Return the finder's address, shortened so that it cannot be traced."""
    finder = block.finder
    if not finder:
        return finder
    short = f"{finder[:6]}…{finder[-4:]}" if len(finder) > 14 else finder
    return display_name(short)
