"""The figures that follow from several answers, each by one pure function."""

from ..api import Shares
from .economics import WINDOW_BLOCKS, Conditions, block_subsidy, hashprice
from .network import NetworkState
from .pool import PoolState


def conditions_of(
    pool: PoolState, network: NetworkState, fee: float | None
) -> Conditions | None:
    """Return what decides what mining brings now; None while the pool is silent.

    The reward is the pool's estimate for the next block, with fees; else the subsidy
    alone. `fee` is the pool's, as a fraction.
    """
    if pool.stat is None:
        return None
    reward = pool.stat.block_reward
    if reward is None and network.height is not None:
        reward = block_subsidy(network.height + 1)
    difficulty = pool.stat.network_difficulty
    window = pool.stat.shares_in_window
    return Conditions(
        difficulty=difficulty,
        reward=reward,
        fee=fee,
        window=window or Shares(int(WINDOW_BLOCKS * difficulty)),
        pool_hashrate=pool.mean_hashrate,
        difficulty_change=network.adjustment.change if network.adjustment else None,
    )


def hashprice_of(pool: PoolState, network: NetworkState) -> float | None:
    """Return what 10¹⁵ hashes a second earn in a day, in sat, without a fee."""
    conditions = conditions_of(pool, network, fee=None)
    if conditions is None or conditions.reward is None:
        return None
    return hashprice(conditions.difficulty, conditions.reward)
