"""The simulator answers like the API: names, JSON types, formats, identities."""

from datetime import datetime, timedelta
import re
from typing import Any, Final

import pytest

from simulator import Account, Habits, Upstreams, World, home

from .conftest import Ask

SECONDS: Final = r"1\d{9}"
WHOLE: Final = r"0|[1-9]\d*"
COINS: Final = r"-?\d+\.\d{8}"
HASH: Final = r"[0-9a-f]{64}"
NAIVE: Final = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"
NAIVE_MICROSECONDS: Final = NAIVE + r"\.\d{6}"
DECIMAL: Final = r"\d+(\.\d+)?"

# A pattern for a text, or a JSON type.
type Shape = dict[str, str | type]

SNAPSHOT: Final[Shape] = {
    "snap_ts": SECONDS,
    "shares_60s": WHOLE,
    "shares_300s": WHOLE,
    "hashrate_60s": WHOLE,
    "hashrate_300s": WHOLE,
    "lastest_share_ts": SECONDS,
    "shares_in_tides": WHOLE,
    "estimated_earn_next_block": COINS,
    "estimated_bonus_earn_next_block": COINS,
    "estimated_total_earn_next_block": COINS,
    "estimated_payout_next_block": COINS,
    "unpaid": COINS,
}
WINDOWS: Final = (60, 300, 600, 1800, 3600, 10800, 43200, 86400)
HASHRATES: Final[Shape] = {f"hashrate_{window}s": WHOLE for window in WINDOWS}
USER_HASHRATE: Final[Shape] = {
    "snap_ts": SECONDS,
    "db_ts": SECONDS,
    **HASHRATES,
    "active_worker_count": int,
    "lastest_share_ts": SECONDS,
}
POOL_STAT: Final[Shape] = {
    "snap_ts": SECONDS,
    "active_users": WHOLE,
    "active_workers": WHOLE,
    "network_difficulty": DECIMAL,
    "current_tides_shares": WHOLE,
    "max_tides_shares": WHOLE,
    "current_estimated_block_reward": COINS,
}
BLOCK: Final[Shape] = {
    "block_hash": HASH,
    "ts": NAIVE_MICROSECONDS,
    "height": int,
    "username": str,
    "workername": str,
    "total_reward_sats": int,
    "subsidy_sats": int,
    "txn_fees_sats": int,
    "network_difficulty": float,
    "accepted_shares": int,
    "sharelog_window": int,
    "generation_txn_hash": HASH,
    "solution": str,
    "legacy": bool,
}
EARNING: Final[Shape] = {
    "block_hash": HASH,
    "ts": NAIVE,
    "shares_in_window": int,
    "fees_colected_satoshis": int,
    "satoshis_net_earned": int,
}
PAYOUT: Final[Shape] = {
    "ts": NAIVE,
    "on_chain_txid": HASH,
    "total_satoshis_net_paid": int,
    "is_generation_txn": bool,
}


def check(answer: dict[str, Any], shape: Shape) -> None:
    """Compare an object with a table of the documentation."""
    assert set(answer) == set(shape)
    for field, expected in shape.items():
        value = answer[field]
        if isinstance(expected, type):
            assert type(value) is expected, field
        else:
            assert isinstance(value, str), field
            assert re.fullmatch(expected, value), (field, value)


def check_identity(answer: dict[str, str], *windows: int) -> None:
    """Check that a hashrate is exactly its shares · 2³² / seconds, as a double."""
    for window in windows:
        shares = int(answer[f"shares_{window}s"])
        assert answer[f"hashrate_{window}s"] == f"{shares * 2**32 / window:.0f}"


@pytest.mark.parametrize("label", ["home", "heater", "farm", "odd names"])
def test_statsnap_has_thirteen_texts(
    ask: Ask, accounts: dict[str, Account], label: str
) -> None:
    """An account's snapshot is 13 texts, and hashrates follow from shares."""
    answer = ask(f"statsnap/{accounts[label].address}")
    check(answer, {"snap_type": "user", **SNAPSHOT})
    check_identity(answer, 60, 300)
    assert int(answer["snap_ts"]) % 60 == 0
    total = answer["estimated_total_earn_next_block"]
    assert total == answer["estimated_earn_next_block"]


def test_statsnap_of_a_worker_is_that_worker(ask: Ask, address: str) -> None:
    """The suffix after the first dot names a worker."""
    answer = ask(f"statsnap/{address}.s21-garage")
    listed = _workers(ask(f"userinfo_full/{address}"))["s21-garage"]
    check(answer, {"snap_type": "worker", **SNAPSHOT})
    assert {key: answer[key] for key in listed} == listed


@pytest.mark.parametrize("label", ["home", "heater", "farm", "odd names"])
def test_user_hashrate_has_eight_windows_and_one_number(
    ask: Ask, accounts: dict[str, Account], label: str
) -> None:
    """All averages are texts; only the number of workers is a JSON number."""
    answer = ask(f"user_hashrate/{accounts[label].address}")
    check(answer, USER_HASHRATE)
    assert int(answer["db_ts"]) % 600 == 0
    assert answer["active_worker_count"] == len(accounts[label].machines)


@pytest.mark.parametrize("label", ["home", "heater", "farm", "odd names"])
def test_user_hashrate_full_maps_names_to_lists_of_one(
    ask: Ask, accounts: dict[str, Account], label: str
) -> None:
    """Workers are an object of lists, with bare names and only averages."""
    answer = ask(f"user_hashrate_full/{accounts[label].address}")
    assert set(answer) == {"snap_ts", "db_ts", "workers", "user_hashrate"}
    names = {name or "default" for name in accounts[label].machines}
    assert set(answer["workers"]) == names
    for worker in answer["workers"].values():
        assert len(worker) == 1
        check(worker[0], HASHRATES)
    check(answer["user_hashrate"], HASHRATES)
    alone = ask(f"user_hashrate/{accounts[label].address}")
    assert answer["user_hashrate"] == {key: alone[key] for key in HASHRATES}


@pytest.mark.parametrize("label", ["home", "heater", "farm", "odd names"])
def test_userinfo_full_lists_objects_with_one_key(
    ask: Ask, accounts: dict[str, Account], label: str
) -> None:
    """Workers are a list of objects with one key, which hold an account's fields."""
    answer = ask(f"userinfo_full/{accounts[label].address}")
    assert set(answer) == {"snap_ts", "user_full", "workers"}
    check(answer["user_full"], {"snap_type": "user", **SNAPSHOT})
    assert all(len(worker) == 1 for worker in answer["workers"])
    workers = _workers(answer)
    assert len(workers) == len(accounts[label].machines)
    for worker in workers.values():
        check(worker, SNAPSHOT)
        check_identity(worker, 60, 300)


@pytest.mark.parametrize("label", ["home", "heater", "farm", "odd names"])
def test_account_is_the_sum_of_its_workers(
    ask: Ask, accounts: dict[str, Account], label: str
) -> None:
    """Shares of all workers add up to those of the account."""
    answer = ask(f"userinfo_full/{accounts[label].address}")
    workers = _workers(answer).values()
    for field in ("shares_60s", "shares_300s", "shares_in_tides"):
        total = sum(int(worker[field]) for worker in workers)
        assert answer["user_full"][field] == str(total)
    newest = max(int(worker["lastest_share_ts"]) for worker in workers)
    assert answer["user_full"]["lastest_share_ts"] == str(newest)


def test_pool_stat_has_seven_texts(ask: Ask) -> None:
    """The window is eight difficulties, cut to a whole number."""
    answer = ask("pool_stat")
    check(answer, POOL_STAT)
    window = int(8 * float(answer["network_difficulty"]))
    assert int(answer["current_tides_shares"]) == window


def test_pool_hashrate_has_two_windows(ask: Ask) -> None:
    """The pool has 15 to 20 EH/s, written without decimals."""
    answer = ask("pool_hashrate")
    check(answer, {"pool_60s": WHOLE, "pool_300s": WHOLE})
    assert 15e18 < int(answer["pool_300s"]) < 20e18


def test_estimate_is_the_share_of_the_reward_after_the_fee(
    ask: Ask, address: str
) -> None:
    """Estimate = floor(reward · shares / window · 0.99), in satoshis."""
    pool, user = ask("pool_stat"), ask(f"statsnap/{address}")
    reward = _satoshis(pool["current_estimated_block_reward"])
    shares, window = int(user["shares_in_tides"]), int(pool["current_tides_shares"])
    expected = reward * shares * 99 // (window * 100)
    assert _satoshis(user["estimated_earn_next_block"]) == expected


@pytest.mark.parametrize(("habit", "paid"), [("zero", False), ("sum", True)])
def test_payout_below_the_threshold_is_a_habit(habit: str, *, paid: bool) -> None:
    """Below 2^20 sat the estimated payout is zero or the sum, as the habits say."""
    world = World(accounts=(home(),), habits=Habits(payout_below_threshold=habit))
    address = next(iter(world.accounts.values())).address
    world.set_unpaid(address, 1000)
    answer = Upstreams(world).get(f"https://api.ocean.xyz/v1/statsnap/{address}").json
    user = answer["result"]
    expected = 1000 + _satoshis(user["estimated_earn_next_block"])
    assert _satoshis(user["estimated_payout_next_block"]) == (expected if paid else 0)


def test_blocks_have_their_fields_newest_first(ask: Ask) -> None:
    """Without parameters there are 15 blocks."""
    blocks = ask("blocks")["blocks"]
    assert len(blocks) == 15
    for block in blocks:
        check(block, BLOCK)
        assert (
            block["total_reward_sats"] == block["subsidy_sats"] + block["txn_fees_sats"]
        )
        assert block["sharelog_window"] == int(8 * block["network_difficulty"])
    times = [datetime.fromisoformat(block["ts"]) for block in blocks]
    assert times == sorted(times, reverse=True)


def test_pages_of_blocks_follow_one_another(ask: Ask) -> None:
    """Pages are numbered from 0 and have the requested size."""
    whole = ask("blocks/0/20")["blocks"]
    assert len(whole) == 20
    assert ask("blocks/0/5")["blocks"] == whole[:5]
    assert ask("blocks/3/5/0")["blocks"] == whole[15:]
    assert ask("blocks/999/5")["blocks"] == []
    assert ask("latest_block")["blocks"] == whole[:1]


def test_legacy_blocks_come_last_and_only_on_request(ask: Ask) -> None:
    """Blocks from the pool's earlier years are older than all others."""
    own = ask("blocks/0/1000/0")["blocks"]
    both = ask("blocks/0/1000/1")["blocks"]
    assert not any(block["legacy"] for block in own)
    assert both[: len(own)] == own
    assert len(both) > len(own)
    for block in both[len(own) :]:
        check(block, BLOCK)
        assert block["legacy"]


def test_earnpay_has_whole_satoshis_newest_first(
    ask: Ask, accounts: dict[str, Account]
) -> None:
    """Amounts in the ledger are JSON integers, times are naive."""
    answer = ask(f"earnpay/{accounts['farm'].address}")
    check(
        answer,
        {"start_ts": SECONDS, "end_ts": SECONDS, "earnings": list, "payouts": list},
    )
    assert answer["earnings"]
    assert answer["payouts"]
    for shape, rows in ((EARNING, answer["earnings"]), (PAYOUT, answer["payouts"])):
        for row in rows:
            check(row, shape)
        assert [row["ts"] for row in rows] == sorted(
            (row["ts"] for row in rows), reverse=True
        )


def test_earnpay_without_range_is_thirty_days(
    ask: Ask, world: World, address: str
) -> None:
    """The default range ends now and is 2,592,000 seconds long."""
    answer = ask(f"earnpay/{address}")
    end = int(world.timestamp)
    assert (answer["start_ts"], answer["end_ts"]) == (str(end - 2_592_000), str(end))


def test_earnpay_with_a_start_alone_ends_thirty_days_later(
    ask: Ask, world: World, address: str
) -> None:
    """The end may lie in the future, or cut off the newest rows."""
    start = int(world.timestamp) - 7 * 86400
    answer = ask(f"earnpay/{address}/{start}")
    assert int(answer["end_ts"]) == start + 2_592_000 > world.timestamp
    old = int(world.timestamp) - 50 * 86400
    cut = ask(f"earnpay/{address}/{old}")
    assert cut["earnings"]
    newest = datetime.fromisoformat(cut["earnings"][0]["ts"] + "+00:00")
    assert newest < world.now - timedelta(days=19)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-01", "2026-11-20"),
        ("2026-11-01T00:00:00", "2026-11-20T00:00:00"),
        ("1793491200", "1795132800"),
    ],
)
def test_earnpay_reads_three_forms_of_time(
    ask: Ask, address: str, start: str, end: str
) -> None:
    """Dates, naive times and unix seconds mean the same."""
    answer = ask(f"earnpay/{address}/{start}/{end}")
    assert (answer["start_ts"], answer["end_ts"]) == ("1793491200", "1795132800")
    assert all("2026-11-01" <= row["ts"] < "2026-11-21" for row in answer["earnings"])


def test_earnpay_refuses_what_is_no_time(upstreams: Upstreams, address: str) -> None:
    """A range that cannot be read is an error."""
    reply = upstreams.get(f"https://api.ocean.xyz/v1/earnpay/{address}/yesterday")
    assert (reply.status, list(reply.json)) == (400, ["error"])


def test_lightning_payouts_are_not_listed(
    ask: Ask, world: World, accounts: dict[str, Account]
) -> None:
    """Paid over Lightning, an account has credits and a balance but no payout rows."""
    address = accounts["heater"].address
    answer = ask(f"earnpay/{address}/2020-01-01/2027-01-01")
    assert answer["earnings"]
    assert answer["payouts"] == []
    assert sum(world.truth(address).paid.values()) > 0


@pytest.mark.parametrize(
    "route",
    ["statsnap", "user_hashrate", "user_hashrate_full", "userinfo_full", "earnpay"],
)
@pytest.mark.parametrize("status", [200, 404])
def test_unknown_user_gets_the_error_text(route: str, status: int) -> None:
    """An address that never mined gets an error object, with the status of the habits."""
    world = World(accounts=(home(),), habits=Habits(error_status=status))
    address = world.unknown_address()
    reply = Upstreams(world).get(f"https://api.ocean.xyz/v1/{route}/{address}")
    assert reply.status == status
    assert reply.json == {"error": "No such user or user has no active workers"}


def test_ping_is_text(upstreams: Upstreams) -> None:
    """The only answer that is not JSON is PONG."""
    reply = upstreams.get("https://api.ocean.xyz/v1/ping")
    assert reply.body == b"PONG"
    assert reply.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "url",
    [
        "https://api.ocean.xyz/v1/nothing",
        "https://api.ocean.xyz/v2/ping",
        "https://api.ocean.xyz/v1/blocks/first",
        "https://ocean.xyz/nothing",
        "https://mempool.space/api/v1/nothing",
        "https://blockchain.info/stats",
        "https://example.org/",
    ],
)
def test_unknown_routes_are_not_found(upstreams: Upstreams, url: str) -> None:
    """An unknown path gets 404."""
    assert upstreams.get(url).status == 404


def test_addresses_are_written_in_any_case(ask: Ask, address: str) -> None:
    """A bech32 address in capital letters is the same account."""
    assert ask(f"statsnap/{address.upper()}") == ask(f"statsnap/{address}")


def test_worker_keys_may_carry_the_address() -> None:
    """With prefixed keys, a worker without a name is the bare address."""
    world = World(habits=Habits(prefixed_workers=True))
    plan = home()
    account = world.add_account(plan)
    world.add_machine(account.address, "", 1e14)
    world.advance(timedelta(minutes=30))
    answer = Upstreams(world).get(
        f"https://api.ocean.xyz/v1/user_hashrate_full/{account.address}"
    )
    names = set(answer.json["result"]["workers"])
    expected = {f"{account.address}.{machine.name}" for machine in plan.machines}
    assert names == expected | {account.address}


def _workers(answer: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {
        name: fields for worker in answer["workers"] for name, fields in worker.items()
    }


def _satoshis(amount: str) -> int:
    return int(amount.replace(".", ""))
