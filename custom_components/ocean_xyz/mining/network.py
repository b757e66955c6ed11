"""Which source of the bitcoin network to believe.

Since August 2026 there are two chains. OCEAN pays on one of them. A source that follows
the other one (as mempool.guide does) is wrong in every figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import sqrt
from typing import Final

from ..api import (
    Difficulty,
    DifficultyAdjustment,
    Fees,
    HashesPerSecond,
    NetworkBlock,
)
from .economics import SECONDS_PER_BLOCK, blocks_to_halving, blocks_to_retarget
from .pool import ChainPoint
from .steady import steady

DIFFICULTY_TOLERANCE: Final = 1e-6
"""Largest difference between two printed difficulties of one epoch, as a fraction."""

DISAGREEMENT_TOLERATED: Final = 3600.0
"""Seconds that a source may lag behind a retarget before it counts as another chain."""

RIVAL_TOLERATED: Final = 1800.0
"""Seconds that two blocks of one chain may race for one height."""

BEHIND_TOLERATED: Final = timedelta(minutes=30)
"""How long a source may lack the pool's last block."""

NO_BLOCK_TOLERATED: Final = 3 * 3600.0
"""Seconds without a bitcoin block after which the source stands still.

They happen by chance once in e^18 times ten minutes, which is 1,200 years.
"""

AGE_TOLERATED: Final = timedelta(hours=3)
"""How old prices and statistics may be. mempool gets new prices every hour."""

WITNESSES: Final = 2
"""Blocks of the pool that a source has to lack to be on another chain."""

LEAST: Final = timedelta(minutes=30)
"""By how much an expected time has to move at least."""


class NetworkOrigin(StrEnum):
    """Where the network's figures come from."""

    MEMPOOL = "mempool"
    BLOCKCHAIN_INFO = "blockchain_info"
    REJECTED = "rejected"
    NONE = "none"


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkState:
    """The network as the entities show it; an unknown part is None."""

    source: NetworkOrigin | None = NetworkOrigin.NONE
    """None until the first answer, or its failure."""
    height: int | None = None
    difficulty: Difficulty | None = None
    hashrate: HashesPerSecond | None = None
    price: float | None = None
    """Of one bitcoin, in the hub's currency."""
    fees: Fees | None = None
    adjustment: DifficultyAdjustment | None = None
    retarget: datetime | None = None
    halving: datetime | None = None

    @property
    def answers(self) -> bool:
        """Return whether a source answers and is believed."""
        return self.source in (NetworkOrigin.MEMPOOL, NetworkOrigin.BLOCKCHAIN_INFO)


@dataclass(frozen=True, kw_only=True, slots=True)
class ChainCheck:
    """Whether a source follows the chain on which OCEAN pays."""

    disagrees_since: float | None = None
    """When the difficulties began to differ, by the monotonic clock."""
    other_block_since: float | None = None
    """When its block at the height of the pool's last block began to differ."""
    agreed: bool = False
    """Whether the difficulties or the blocks were ever equal."""
    same_block_since: float | None = None
    """When the blocks were compared and were equal.

    A difficulty that began to differ before is not of another chain, but an old answer.
    """

    @property
    def refuses_difficulty(self) -> bool:
        """Return whether the source's difficulty is not the pool's."""
        return self.disagrees_since is not None

    @property
    def doubted(self) -> bool:
        """Return whether the source may be on another chain."""
        other = self.refuses_difficulty and not self._same_chain
        return other or self.other_block_since is not None

    @property
    def _same_chain(self) -> bool:
        """Return whether a block is equal that was compared after the difficulties."""
        same, differs = self.same_block_since, self.disagrees_since
        return same is not None and differs is not None and same >= differs

    def usable(self, now: float) -> bool:
        """Return whether the source may be used.

        A source that agreed before may lag behind a retarget. A source that never
        agreed is not used.
        """
        return self.agreed and not self.rejected(now)

    def rejected(self, now: float) -> bool:
        """Return whether the source is on another chain."""
        since, other = self.disagrees_since, self.other_block_since
        if self._same_chain:
            return False
        if other is not None and (since is not None or now - other >= RIVAL_TOLERATED):
            return True
        return since is not None and now - since >= DISAGREEMENT_TOLERATED


def compare_difficulty(
    check: ChainCheck,
    source: Difficulty | None,
    pool: Difficulty | None,
    *,
    remembered: float | None,
    now: float,
) -> ChainCheck:
    """Compare a source's difficulty with the pool's, where both are known.

    While the pool is silent, the last one it reported is compared. An equal one is of
    the same chain; another one may be of another epoch, and proves nothing. `now` is in
    seconds.
    """
    reference = pool or remembered
    if not source or not reference:
        return check
    if _is_equal(source, reference):
        return replace(check, disagrees_since=None, agreed=True)
    if not pool or check.disagrees_since is not None:
        return check
    return replace(check, disagrees_since=now)


def _is_equal(source: Difficulty, pool: float) -> bool:
    """Return whether two difficulties belong to one epoch of one chain."""
    return abs(source - pool) <= DIFFICULTY_TOLERANCE * pool


def check_block(
    check: ChainCheck,
    points: Sequence[ChainPoint],
    listed: Sequence[NetworkBlock],
    now: float,
) -> ChainCheck:
    """Compare a source's blocks at the heights of the pool's last two blocks.

    Both chains have blocks at the same heights, so only the hash separates them. A
    source that has no block there yet proves nothing. The last block alone does not
    prove that a source is on another chain: it may be the pool's that loses its place.
    """
    found = {(block.height, block.hash) for block in listed}
    heights = {block.height for block in listed}
    if any((point.height, point.hash) in found for point in points):
        return replace(check, other_block_since=None, agreed=True, same_block_since=now)
    if len(points) < WITNESSES or any(one.height not in heights for one in points):
        return check
    since = now if check.other_block_since is None else check.other_block_since
    return replace(check, other_block_since=since, same_block_since=None)


def is_behind(
    height: int | None, points: Sequence[ChainPoint], at: datetime
) -> bool | None:
    """Return whether a source has lacked a block of the pool for too long.

    Its node is still syncing, or stands still. `points` are the pool's last two blocks,
    `at` is the present time by OCEAN's clock. None if that cannot be known.
    """
    if height is None or not points:
        return None
    return any(
        height < one.height and one.time and at - one.time >= BEHIND_TOLERATED
        for one in points
    )


def is_old(time: datetime | None, at: datetime) -> bool:
    """Return whether an answer says that it is too old to be shown."""
    return time is not None and at - time > AGE_TOLERATED


def halving_time(height: int, now: datetime) -> datetime:
    """Return the day on which the subsidy is expected to halve.

    At ten minutes per block: retargets hold the long-term mean there.
    """
    left = timedelta(seconds=blocks_to_halving(height) * SECONDS_PER_BLOCK)
    return (now + left).replace(hour=0, minute=0, second=0, microsecond=0)


def by_chance(blocks: int) -> timedelta:
    """Return by how much chance alone moves the time of the block after so many.

    The standard deviation of a Poisson process, and at least half an hour.
    """
    return max(LEAST, timedelta(seconds=SECONDS_PER_BLOCK * sqrt(blocks)))


def with_steady_times(
    state: NetworkState, before: NetworkState, now: datetime
) -> NetworkState:
    """Return a state whose expected times move only by more than chance moves them."""
    if (height := state.height) is None:
        retarget = steady(before.retarget, state.retarget, by_chance(0))
        return replace(state, retarget=retarget)
    spread = by_chance(blocks_to_retarget(height))
    halving_spread = by_chance(blocks_to_halving(height))
    return replace(
        state,
        retarget=steady(before.retarget, state.retarget, spread),
        halving=steady(before.halving, halving_time(height, now), halving_spread),
    )
