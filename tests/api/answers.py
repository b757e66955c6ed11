"""Answers of the upstreams, based on captures and on other clients."""

from typing import Any, Final

ADDRESS: Final = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"

SNAP: Final = "1787271720"

AVERAGES: Final = (60, 300, 600, 1800, 3600, 10800, 43200, 86400)


def windows(hashrate: int = 932_770_542_822_219_264) -> dict[str, Any]:
    """Return the hashrates of all averages."""
    return {f"hashrate_{window}s": str(hashrate) for window in AVERAGES}


def snapshot(**more: Any) -> dict[str, Any]:
    """Return `statsnap`'s answer for an account or a worker."""
    return {
        "snap_type": "user",
        "snap_ts": SNAP,
        "shares_60s": "13030653952",
        "shares_300s": "65153269760",
        "hashrate_60s": "932770542822219264",
        "hashrate_300s": "932770542822219264",
        "lastest_share_ts": "1787271723",
        "shares_in_tides": "46502160367616",
        "estimated_earn_next_block": "0.14294639",
        "estimated_bonus_earn_next_block": "0.00000000",
        "estimated_total_earn_next_block": "0.14294639",
        "estimated_payout_next_block": "0.14294639",
        "unpaid": "0.00000000",
        **more,
    }


def block(**more: Any) -> dict[str, Any]:
    """Return a block that the pool found."""
    return {
        "block_hash": "00000000000000000001a2b3",
        "ts": "2026-04-18T10:54:28.021400",
        "height": 945_123,
        "username": "1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo",
        "workername": "rig",
        "total_reward_sats": 313_312_160,
        "subsidy_sats": 312_500_000,
        "txn_fees_sats": 812_160,
        "network_difficulty": 138_966_872_071_213.02,
        "accepted_shares": 127_480_000_000_000,
        "sharelog_window": 1_111_734_976_569_704,
        "generation_txn_hash": "ab" * 32,
        "solution": "00" * 8,
        "legacy": False,
        **more,
    }


def earning(**more: Any) -> dict[str, Any]:
    """Return one block's credit."""
    return {
        "block_hash": "00000000000000000001a2b3",
        "ts": "2026-08-17T08:28:05",
        "shares_in_window": 46_502_160_367_616,
        "fees_colected_satoshis": 144_390,
        "satoshis_net_earned": 14_294_639,
        **more,
    }


def payout(**more: Any) -> dict[str, Any]:
    """Return a payment on chain."""
    return {
        "ts": "2026-08-17T08:28:17",
        "on_chain_txid": "cd" * 32,
        "total_satoshis_net_paid": 14_294_639,
        "is_generation_txn": True,
        **more,
    }


# A complete answer of each route, by the tests' name for the route.
ANSWERS: Final[dict[str, Any]] = {
    "statsnap": {"result": snapshot()},
    "user_hashrate": {
        "result": {
            "snap_ts": SNAP,
            "db_ts": "1787271600",
            **windows(),
            "active_worker_count": 2866,
            "lastest_share_ts": "1787271723",
        }
    },
    "user_hashrate_full": {
        "result": {
            "snap_ts": SNAP,
            "db_ts": "1787271600",
            "workers": {"cc5719001b71": [windows()], "cc5719001b72": [windows(5)]},
            "user_hashrate": windows(),
        }
    },
    "userinfo_full": {
        "result": {
            "snap_ts": SNAP,
            "user_full": snapshot(),
            "workers": [
                {"cc5719001b71": snapshot()},
                {"cc5719001b72": snapshot(hashrate_60s="0")},
            ],
        }
    },
    "earnpay": {
        "result": {
            "start_ts": "1784679720",
            "end_ts": SNAP,
            "earnings": [earning(), earning(block_hash="0002")],
            "payouts": [payout(), payout(on_chain_txid=None, is_generation_txn=False)],
        }
    },
    "pool_stat": {
        "result": {
            "snap_ts": SNAP,
            "active_users": "2410",
            "active_workers": "86080",
            "network_difficulty": "138966872071213.02",
            "current_tides_shares": "1111734976569704",
            "max_tides_shares": "1111734976569704",
            "current_estimated_block_reward": "3.13312160",
        }
    },
    "pool_hashrate": {
        "result": {
            "pool_60s": "20742187520783708160",
            "pool_300s": "20742187520783708160",
        }
    },
    "blocks": {
        "result": {"blocks": [block(), block(height=945_000, ts="2026-04-17T01:02:03")]}
    },
    "latest_block": {"result": {"blocks": [block()]}},
    "mempool tip": 971_234,
    "mempool fees": {
        "fastestFee": 12,
        "halfHourFee": 8,
        "hourFee": 5.5,
        "economyFee": 2,
        "minimumFee": 1,
    },
    "mempool prices": {"time": 1_787_271_720, "USD": 91_234, "EUR": 84_000, "GBP": -1},
    "mempool retarget": {
        "progressPercent": 44.4,
        "difficultyChange": -1.85,
        "estimatedRetargetDate": 1_787_900_000_000,
        "remainingBlocks": 1121,
        "remainingTime": 628_280_000,
        "previousRetarget": 2.1,
        "previousTime": 1_786_500_000,
        "nextRetargetHeight": 972_720,
        "timeAvg": 611_000,
        "adjustedTimeAvg": 611_000,
        "timeOffset": 0,
        "expectedBlocks": 895.2,
    },
    "mempool hashrate": {
        "hashrates": [{"timestamp": 1_787_184_000, "avgHashrate": 1.01e21}],
        "difficulty": [],
        "currentHashrate": 1.0189e21,
        "currentDifficulty": 138_966_872_071_213.02,
    },
    "mempool blocks": [
        {
            "id": "00000000000000000001a2b3",
            "height": 971_234,
            "difficulty": 138_966_872_071_213.02,
            "extras": {"pool": {"slug": "ocean", "minerNames": None}},
        }
    ],
    "blockchain.info statistics": {
        "timestamp": 1_787_271_720_000,
        "market_price_usd": 91_234.5,
        "hash_rate": 1_018_900_000_000.0,
        "difficulty": 138_966_872_071_213,
        "n_blocks_total": 971_234,
        "n_blocks_mined": 146,
        "nextretarget": 972_719,
        "total_fees_btc": -47_812_500_000,
    },
    "blockchain.info prices": {
        "USD": {"15m": 91_000.1, "last": 91_234.5, "symbol": "$"},
        "EUR": {"15m": 84_000.1, "last": 84_012.25, "symbol": "€"},
    },
}
