"""The bitcoin network and the pool's part of it: blocks, rounds, difficulty.

Every miner finds blocks by a Poisson process with the rate hashrate / (difficulty ·
2³²). So the work of a round between two pool blocks is exponentially distributed with
the difficulty as its mean, and luck follows by itself.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from typing import Final

from . import addresses, dice
from .rules import (
    BLOCK_INTERVAL,
    BLOCKS_PER_EPOCH,
    WINDOW_DIFFICULTIES,
    compact,
    difficulty_of,
    retargeted,
    subsidy,
    usual_height,
)
from .shares import HASHES_PER_SHARE, HOUR

_POOL_SWING: Final = 0.03
_FINDERS: Final = 40
_MEAN_FEES: Final = 2_400_000
_FEE_SWING: Final = 1_300_000


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkPlan:
    """The network of a world at its start."""

    difficulty: float = 1.5e14
    pool_hashrate: float = 17e18
    height: int | None = None
    """By default, a height that fits the date."""
    history: timedelta = timedelta(days=60)
    """The length of the history before the start."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """The span of 2,016 blocks with one difficulty."""

    height: int
    time: float
    difficulty: float
    bits: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolBlock:
    """A block that the pool found."""

    number: int
    height: int
    time: float
    hash: str
    difficulty: float
    accepted_shares: int
    """The work of the round that it ended, in shares of difficulty 1."""
    subsidy: int
    fees: int
    finder: str
    worker: str
    transaction: str
    """Its coinbase transaction."""
    window_start: float
    """The time of the oldest share that it pays."""

    @property
    def reward(self) -> int:
        """Return subsidy and fees in satoshis."""
        return self.subsidy + self.fees


class Chain:
    """A chain of blocks that grows as time passes."""

    def __init__(self, seed: object, start: int, plan: NetworkPlan) -> None:
        """Start the chain at the beginning of the world's history."""
        self._name = dice.digest("chain", seed)
        self._rounds = dice.key("rounds", seed)
        self._gaps = dice.key("gaps", seed)
        self._swing = dice.key("swing", seed)
        self._fees = dice.key("fees", seed)
        self.seed = seed
        self.origin = int(start - plan.history.total_seconds()) // HOUR * HOUR
        tip = plan.height or usual_height(start)
        self.base = tip - (start - self.origin) // BLOCK_INTERVAL
        self.network_hashrate = plan.difficulty * HASHES_PER_SHARE / BLOCK_INTERVAL
        self.pool_mean = plan.pool_hashrate
        self.holding = False
        """Whether the pool finds no blocks by itself."""
        self.times: list[float] = [float(self.origin)]
        self.pool_blocks: list[PoolBlock] = []
        self.pool_times: list[float] = []
        self._pool_heights: dict[int, PoolBlock] = {}
        code = compact(plan.difficulty)
        first = self.base // BLOCKS_PER_EPOCH * BLOCKS_PER_EPOCH
        opened = self.origin - (self.base - first) * BLOCK_INTERVAL
        self.epochs = [Epoch(first, opened, difficulty_of(code), code)]
        # The pool's work: at each time, the shares done so far and the rate from then on.
        self._marks: list[float] = [float(self.origin)]
        self._works: list[float] = [0.0]
        self._rates: list[float] = [self._pool_rate(self.origin)]
        self._clock = float(self.origin)
        self._round_left = dice.exponential(self._rounds, 0)
        self._gap_left = dice.exponential(self._gaps, 0)

    def extend(self, to: float) -> None:
        """Find the blocks until a time.

        Only whole events change the state, so that many small steps and one large step
        give exactly the same chain.
        """
        while True:
            pool, others = self._speeds()
            edge = (self._clock // HOUR + 1) * HOUR
            next_pool = inf if self.holding else self._clock + self._round_left / pool
            next_other = self._clock + self._gap_left / others
            event = min(edge, next_pool, next_other)
            if event > to:
                return
            self._pass(event)
            if event == next_pool:
                self._add_pool_block(event)
            elif event == next_other:
                self._gap_left = dice.exponential(self._gaps, len(self.times))
                self._add_block(event)
            else:
                self._mark(event)

    def find_block(
        self, at: float, *, finder: str | None = None, worker: str = ""
    ) -> PoolBlock:
        """Let the pool find a block now."""
        self._pass(at)
        return self._add_pool_block(at, finder=finder, worker=worker)

    def retarget(self, at: float, factor: float) -> None:
        """Change the difficulty now, as if an epoch had ended."""
        self._pass(at)
        code = compact(self.epochs[-1].difficulty * factor)
        self.epochs.append(
            Epoch(self.base + len(self.times), at, difficulty_of(code), code)
        )
        self._add_block(at)

    def set_pool_hashrate(self, at: float, hashrate: float) -> None:
        """Change the pool's mean hashrate from now on."""
        self._pass(at)
        self.pool_mean = hashrate
        self._mark(at)

    def hold(self, at: float, *, holding: bool) -> None:
        """Stop the pool from finding blocks, or let it continue."""
        self._pass(at)
        self.holding = holding

    def _speeds(self) -> tuple[float, float]:
        """Return the expected blocks per second of the pool and of all others."""
        work = self.epochs[-1].difficulty * HASHES_PER_SHARE
        pool = self._rates[-1] * HASHES_PER_SHARE
        return pool / work, max(self.network_hashrate - pool, pool * 0.01) / work

    def _pass(self, time: float) -> None:
        """Let time pass without an event."""
        pool, others = self._speeds()
        span = time - self._clock
        if not self.holding:
            self._round_left = max(0.0, self._round_left - span * pool)
        self._gap_left = max(0.0, self._gap_left - span * others)
        self._clock = time

    def _pool_rate(self, time: float) -> float:
        """Return the pool's rate in shares a second, which drifts by some percent."""
        swing = 1 + _POOL_SWING * dice.wave(self._swing, time, 6 * HOUR)
        return self.pool_mean * swing / HASHES_PER_SHARE

    def _mark(self, time: float) -> None:
        self._works.append(self.work_at(time))
        self._marks.append(time)
        self._rates.append(self._pool_rate(time))

    def _add_block(self, time: float) -> int:
        """Add a block and return its height."""
        self.times.append(time)
        height = self.base + len(self.times) - 1
        if not (height + 1) % BLOCKS_PER_EPOCH:
            self._end_epoch(height + 1, time)
        return height

    def _end_epoch(self, height: int, time: float) -> None:
        """Set the difficulty with which the last epoch would have taken two weeks."""
        last = self.epochs[-1]
        span = max(time - last.time, 1) * BLOCKS_PER_EPOCH / (height - last.height)
        code = compact(retargeted(last.difficulty, span))
        self.epochs.append(Epoch(height, time, difficulty_of(code), code))

    def _add_pool_block(
        self, time: float, *, finder: str | None = None, worker: str = ""
    ) -> PoolBlock:
        """Add a block of the pool and begin the next round."""
        number = len(self.pool_blocks)
        work = self.work_at(time)
        begun = self.work_at(self.pool_times[-1]) if self.pool_times else 0.0
        epoch = self.epochs[-1]
        height = self._add_block(time)
        if finder is None:
            who = dice.bits(self._rounds, ~number) % _FINDERS
            finder = addresses.p2wpkh(f"finder {self.seed} {who}")
        block = PoolBlock(
            number=number,
            height=height,
            time=round(time, 6),
            hash=self.hash_of(height),
            difficulty=epoch.difficulty,
            accepted_shares=int(work - begun),
            subsidy=subsidy(height),
            fees=self.expected_fees(time) + dice.bits(self._fees, ~number) % 100_000,
            finder=finder,
            worker=worker,
            transaction=dice.digest(self._name, "coinbase", height),
            window_start=self.time_of(work - WINDOW_DIFFICULTIES * epoch.difficulty),
        )
        self.pool_blocks.append(block)
        self.pool_times.append(time)
        self._pool_heights[height] = block
        self._round_left = dice.exponential(self._rounds, number + 1)
        return block

    def work_at(self, time: float) -> float:
        """Return the pool's work since the beginning, in shares of difficulty 1."""
        place = max(0, bisect_right(self._marks, time) - 1)
        return self._works[place] + (time - self._marks[place]) * self._rates[place]

    def time_of(self, work: float) -> float:
        """Return when the pool had done this much work."""
        place = max(0, bisect_right(self._works, work) - 1)
        return self._marks[place] + (work - self._works[place]) / self._rates[place]

    def pool_hashrate(self, time: float) -> float:
        """Return the pool's true hashrate at a time."""
        place = max(0, bisect_right(self._marks, time) - 1)
        return self._rates[place] * HASHES_PER_SHARE

    def tip(self, time: float) -> int:
        """Return the height of the newest block at a time."""
        return self.base + max(0, bisect_right(self.times, time) - 1)

    def time_of_height(self, height: int) -> float:
        """Return when a block was found; before the history, one block in ten minutes."""
        if height < self.base:
            return self.origin - (self.base - height) * float(BLOCK_INTERVAL)
        return self.times[height - self.base]

    def epoch_of(self, height: int) -> Epoch:
        """Return the epoch that a height belongs to."""
        place = bisect_right(self.epochs, height, key=lambda epoch: epoch.height) - 1
        return self.epochs[max(0, place)]

    def difficulty(self, time: float) -> float:
        """Return the difficulty of the newest block at a time."""
        return self.epoch_of(self.tip(time)).difficulty

    def hash_of(self, height: int) -> str:
        """Return the hash of a block, with the zeros that its difficulty needs."""
        return "0" * 20 + dice.digest(self._name, height)[20:]

    def pool_block(self, height: int) -> PoolBlock | None:
        """Return the block at a height if the pool found it."""
        return self._pool_heights.get(height)

    def pool_blocks_until(self, time: float) -> list[PoolBlock]:
        """Return the pool's blocks found by a time, oldest first."""
        return self.pool_blocks[: bisect_right(self.pool_times, time)]

    def blocks_between(self, start: float, end: float) -> int:
        """Return how many blocks the network found in a span of time."""
        return bisect_right(self.times, end) - bisect_left(self.times, start)

    def expected_fees(self, time: float) -> int:
        """Return the fees in satoshis that the next block would collect."""
        return _MEAN_FEES + int(
            _FEE_SWING * dice.wave(self._fees, time // 60 * 60, 2 * HOUR)
        )

    def window_start(self, time: float) -> float:
        """Return when the oldest share in the pool's window was found."""
        return self.time_of(
            self.work_at(time) - WINDOW_DIFFICULTIES * self.difficulty(time)
        )
