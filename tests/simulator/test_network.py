"""mempool and blockchain.info report the pool's own network."""

from datetime import timedelta
from itertools import pairwise
import re
from typing import Any, Final

import pytest

from simulator import Upstreams, World

MEMPOOL: Final = "https://mempool.space"
INFO: Final = "https://blockchain.info"


def test_tips_are_plain_text(upstreams: Upstreams, world: World) -> None:
    """Height and hash of the tip come as text, under both roots."""
    height = world.chain.tip(world.timestamp)
    for root in ("api", "api/v1"):
        tip = upstreams.get(f"{MEMPOOL}/{root}/blocks/tip/height")
        assert tip.text == str(height)
        assert tip.headers["Content-Type"].startswith("text/plain")
        found = upstreams.get(f"{MEMPOOL}/{root}/blocks/tip/hash")
        assert found.text == world.chain.hash_of(height)


def test_blocks_are_fifteen_downwards(upstreams: Upstreams, world: World) -> None:
    """From the tip or from a height, each block names the one before."""
    tip = world.chain.tip(world.timestamp)
    newest = upstreams.get(f"{MEMPOOL}/api/v1/blocks").json
    older = upstreams.get(f"{MEMPOOL}/api/v1/blocks/{tip - 15}").json
    blocks = newest + older
    assert [block["height"] for block in blocks] == list(range(tip, tip - 30, -1))
    for block, before in pairwise(blocks):
        assert block["previousblockhash"] == before["id"]
        assert block["timestamp"] >= before["timestamp"]


def test_pool_block_has_the_same_hash_in_both_sources(upstreams: Upstreams) -> None:
    """At the height of a pool block mempool lists the pool's hash, and its name."""
    for ours in upstreams.get("https://api.ocean.xyz/v1/blocks").json["result"][
        "blocks"
    ]:
        theirs = upstreams.get(f"{MEMPOOL}/api/v1/blocks/{ours['height']}").json[0]
        assert theirs["id"] == ours["block_hash"]
        assert theirs["difficulty"] == ours["network_difficulty"]
        extras = theirs["extras"]
        assert extras["pool"]["slug"] == "ocean"
        assert extras["pool"]["minerNames"]
        assert extras["reward"] == ours["total_reward_sats"]
        assert extras["coinbaseAddresses"] == [ours["username"]]


def test_other_blocks_are_not_the_pools(upstreams: Upstreams, world: World) -> None:
    """Only OCEAN's blocks have its slug."""
    blocks = upstreams.get(f"{MEMPOOL}/api/v1/blocks").json
    for block in blocks:
        ours = world.chain.pool_block(block["height"]) is not None
        assert (block["extras"]["pool"]["slug"] == "ocean") is ours


def test_block_above_the_tip_is_not_found(upstreams: Upstreams, world: World) -> None:
    """There is no block after the newest."""
    height = world.chain.tip(world.timestamp) + 1
    assert upstreams.get(f"{MEMPOOL}/api/v1/blocks/{height}").status == 404


def test_all_sources_print_one_difficulty(upstreams: Upstreams) -> None:
    """Within an epoch the difficulty is the same number everywhere."""
    said = {
        float(
            upstreams.get("https://api.ocean.xyz/v1/pool_stat").json["result"][
                "network_difficulty"
            ]
        ),
        upstreams.get(f"{MEMPOOL}/api/v1/mining/hashrate/3d").json["currentDifficulty"],
        upstreams.get(f"{MEMPOOL}/api/v1/blocks").json[0]["difficulty"],
        upstreams.get(f"{INFO}/stats?format=json").json["difficulty"],
        float(upstreams.get(f"{INFO}/q/getdifficulty").text),
    }
    assert len(said) == 1


def test_prices_are_whole_and_hourly(upstreams: Upstreams, world: World) -> None:
    """Seven currencies as integers, and the full hour at which they were taken."""
    world.advance(timedelta(minutes=25))
    prices = upstreams.get(f"{MEMPOOL}/api/v1/prices").json
    assert set(prices) == {"time", "USD", "EUR", "GBP", "CAD", "CHF", "AUD", "JPY"}
    assert all(type(price) is int for price in prices.values())
    assert prices["time"] == int(world.timestamp) - 25 * 60


def test_fees_are_whole_and_ordered(upstreams: Upstreams) -> None:
    """Recommended fees are integers, higher for faster; precise ones have decimals."""
    names = ["fastestFee", "halfHourFee", "hourFee", "economyFee", "minimumFee"]
    fees = upstreams.get(f"{MEMPOOL}/api/v1/fees/recommended").json
    precise = upstreams.get(f"{MEMPOOL}/api/v1/fees/precise").json
    assert list(fees) == list(precise) == names
    assert all(type(fee) is int for fee in fees.values())
    assert all(type(fee) is float for fee in precise.values())
    assert list(fees.values()) == sorted(fees.values(), reverse=True)


def test_difficulty_adjustment_is_in_milliseconds(
    upstreams: Upstreams, world: World
) -> None:
    """Dates and spans are in milliseconds; only the previous time is in seconds."""
    answer = upstreams.get(f"{MEMPOOL}/api/v1/difficulty-adjustment").json
    now = world.timestamp
    remaining = answer["remainingBlocks"]
    assert 0 < remaining <= 2016
    assert answer["nextRetargetHeight"] % 2016 == 0
    assert answer["nextRetargetHeight"] - remaining == world.chain.tip(now)
    left = answer["estimatedRetargetDate"] / 1000 - now
    assert answer["remainingTime"] / 1000 == pytest.approx(left, abs=0.01)
    assert left == pytest.approx(remaining * answer["timeAvg"] / 1000, rel=0.01)
    assert now - 15 * 86400 < answer["previousTime"] < now
    assert -75 <= answer["difficultyChange"] <= 300
    fields = {"progressPercent", "previousRetarget", "adjustedTimeAvg", "timeOffset"}
    assert fields | {"expectedBlocks"} < set(answer)


def test_forecast_of_the_retarget_comes_true(
    upstreams: Upstreams, world: World
) -> None:
    """Shortly before the retarget mempool's forecast is the difficulty that follows."""
    while True:
        answer = upstreams.get(f"{MEMPOOL}/api/v1/difficulty-adjustment").json
        if answer["remainingBlocks"] < 20:
            break
        world.advance(timedelta(hours=2))
    before = world.chain.difficulty(world.timestamp)
    while world.chain.tip(world.timestamp) < answer["nextRetargetHeight"]:
        world.advance(timedelta(hours=1))
    change = (world.chain.difficulty(world.timestamp) / before - 1) * 100
    assert change == pytest.approx(answer["difficultyChange"], abs=1.5)


def test_hashrate_has_a_row_a_day(upstreams: Upstreams, world: World) -> None:
    """Three days have three or four rows; the sum is near the network's hashrate."""
    answer = upstreams.get(f"{MEMPOOL}/api/v1/mining/hashrate/3d").json
    assert len(answer["hashrates"]) in (3, 4)
    assert all(row["timestamp"] % 86400 == 0 for row in answer["hashrates"])
    true = world.chain.network_hashrate
    assert answer["currentHashrate"] == pytest.approx(true, rel=0.2)
    month = upstreams.get(f"{MEMPOOL}/api/v1/mining/hashrate/1m").json
    assert len(month["difficulty"]) in (2, 3)
    for row in month["difficulty"]:
        assert set(row) == {"time", "height", "difficulty", "adjustment"}


def test_unknown_interval_is_all(upstreams: Upstreams) -> None:
    """An interval that mempool does not know means everything."""
    every = upstreams.get(f"{MEMPOOL}/api/v1/mining/hashrate").json
    assert upstreams.get(f"{MEMPOOL}/api/v1/mining/hashrate/5d").json == every
    assert len(every["hashrates"]) > 50


def test_unknown_pool_does_not_exist(upstreams: Upstreams) -> None:
    """A pool that mempool does not know is an error in JSON."""
    reply = upstreams.get(f"{MEMPOOL}/api/v1/mining/pool/nobody")
    assert (reply.status, reply.json) == (
        404,
        {"error": "This mining pool does not exist"},
    )


def test_mempool_guide_is_on_the_other_chain(upstreams: Upstreams) -> None:
    """mempool.guide's blocks, height and difficulty are not those of the pool."""
    here, there = (
        upstreams.get(f"https://{host}/api/v1/blocks").json[0]
        for host in ("mempool.space", "mempool.guide")
    )
    assert there["height"] > here["height"] + 4000
    assert there["difficulty"] < here["difficulty"] / 2
    same = upstreams.get(f"https://mempool.guide/api/v1/blocks/{here['height']}").json[
        0
    ]
    assert same["id"] != here["id"]


def test_own_instance_answers_like_the_public_one(upstreams: Upstreams) -> None:
    """A host can be added as another mempool instance."""
    upstreams.serve_mempool("umbrel.local")
    own = upstreams.get("http://umbrel.local:3006/api/v1/prices")
    assert own == upstreams.get(f"{MEMPOOL}/api/v1/prices")


def test_ticker_has_five_fields_per_currency(upstreams: Upstreams) -> None:
    """Prices by currency, with decimals and a symbol, cacheable for a minute."""
    reply = upstreams.get(f"{INFO}/ticker")
    assert reply.headers["Cache-Control"] == "public, max-age=60"
    for price in reply.json.values():
        assert set(price) == {"15m", "last", "buy", "sell", "symbol"}


def test_stats_are_in_their_odd_units(upstreams: Upstreams, world: World) -> None:
    """GH/s with 24 hours' luck, satoshis, milliseconds, and some wrong figures."""
    stats: dict[str, Any] = upstreams.get(f"{INFO}/stats?format=json").json
    work = stats["difficulty"] * 2**32 * stats["n_blocks_mined"] / 86400
    assert stats["hash_rate"] * 1e9 == pytest.approx(work)
    assert 900e18 < work < 1250e18
    assert stats["timestamp"] == int(world.timestamp * 1000)
    assert stats["n_btc_mined"] == stats["n_blocks_mined"] * 312_500_000
    assert 19_900_000 < stats["totalbc"] / 1e8 < 20_300_000
    assert stats["nextretarget"] % 2016 == 0
    assert stats["total_fees_btc"] < 0


def test_queries_are_plain_numbers(upstreams: Upstreams, world: World) -> None:
    """`/q/` answers with a number as text."""
    assert upstreams.get(f"{INFO}/q/getblockcount").text == str(
        world.chain.tip(world.timestamp)
    )
    assert re.fullmatch(r"\d{12,13}", upstreams.get(f"{INFO}/q/hashrate").text)
