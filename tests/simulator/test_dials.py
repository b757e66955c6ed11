"""Dials add, remove, silence and restart machines."""

from datetime import timedelta
from typing import Any

import pytest

from simulator import Habits, Silence, Upstreams, World, heater, home

from .conftest import Ask


def names(answer: Any) -> set[str]:
    """Return the names of the listed workers."""
    return {name for worker in answer["workers"] for name in worker}


def test_power_cut_empties_windows_from_the_shortest(
    ask: Ask, world: World, address: str
) -> None:
    """After a power cut the short averages are 0, and the long ones are not yet."""
    world.switch_off(address)
    world.advance(timedelta(minutes=30))
    answer = ask(f"user_hashrate/{address}")
    assert answer["active_worker_count"] == 0
    assert answer["hashrate_60s"] == answer["hashrate_300s"] == "0"
    assert int(answer["hashrate_3600s"]) > 1e14
    assert names(ask(f"userinfo_full/{address}"))


def test_idle_account_gets_the_text_of_an_unknown_one(
    upstreams: Upstreams, world: World, address: str
) -> None:
    """After three silent hours OCEAN calls the account idle, and the ledger stays."""
    url = f"https://api.ocean.xyz/v1/statsnap/{address}"
    world.switch_off(address)
    world.advance(timedelta(hours=2, minutes=55))
    assert "result" in upstreams.get(url).json
    world.advance(timedelta(minutes=15))
    unknown = url.replace(address, world.unknown_address())
    assert upstreams.get(url).json == upstreams.get(unknown).json
    ledger = upstreams.get(f"https://api.ocean.xyz/v1/earnpay/{address}").json
    assert ledger["result"]["earnings"]


def test_machines_return(ask: Ask, world: World, address: str) -> None:
    """Switched on again, the account answers as before."""
    world.switch_off(address, until=world.now + timedelta(hours=5))
    world.advance(timedelta(hours=6))
    assert ask(f"user_hashrate/{address}")["active_worker_count"] == 8
    world.switch_off(address)
    world.advance(timedelta(hours=6))
    world.switch_on(address)
    world.advance(timedelta(minutes=10))
    assert int(ask(f"user_hashrate/{address}")["hashrate_300s"]) > 5e14


def test_last_share_of_a_dead_machine_stays(
    ask: Ask, world: World, address: str
) -> None:
    """Hours later the last share is still the one before the cut."""
    cut = world.timestamp
    world.switch_off(address, "s19-shed")
    world.advance(timedelta(hours=9))
    answer = ask(f"statsnap/{address}.s19-shed")
    assert cut - 120 < int(answer["lastest_share_ts"]) <= cut
    assert answer["hashrate_300s"] == "0"
    assert int(answer["shares_in_tides"]) > 0


def test_silent_machine_leaves_the_lists(
    world: World, upstreams: Upstreams, address: str
) -> None:
    """After a day without a share a worker is no longer listed."""
    world.switch_off(address, "nano3s")
    for hours, listed in ((23, True), (2, False)):
        world.advance(timedelta(hours=hours))
        for route in ("userinfo_full", "user_hashrate_full"):
            body = upstreams.get(f"https://api.ocean.xyz/v1/{route}/{address}").text
            assert ("nano3s" in body) is listed


def test_new_machine_appears_with_its_first_share(
    ask: Ask, world: World, address: str
) -> None:
    """A machine is listed once it has found a share, not before."""
    world.add_machine(address, "new", 2e14)
    assert "new" not in names(ask(f"userinfo_full/{address}"))
    world.advance(timedelta(minutes=5))
    assert "new" in names(ask(f"userinfo_full/{address}"))


def test_removed_machine_is_gone_and_its_work_is_not(
    ask: Ask, world: World, address: str
) -> None:
    """Removing a machine takes it from the lists, not from the TIDES window."""
    before = int(ask(f"statsnap/{address}")["shares_in_tides"])
    world.remove_machine(address, "s21-attic")
    answer = ask(f"userinfo_full/{address}")
    assert "s21-attic" not in names(answer)
    assert int(answer["user_full"]["shares_in_tides"]) == pytest.approx(
        before, rel=1e-6
    )


def test_renamed_machine_is_two_names_for_a_while(
    ask: Ask, world: World, address: str
) -> None:
    """The old name falls silent while the new one mines."""
    world.rename_machine(address, "s21-attic", "s21-cellar")
    world.advance(timedelta(minutes=30))
    workers = {
        name: fields
        for worker in ask(f"userinfo_full/{address}")["workers"]
        for name, fields in worker.items()
    }
    assert workers["s21-attic"]["hashrate_300s"] == "0"
    assert int(workers["s21-cellar"]["hashrate_300s"]) > 1e14


def test_hashrate_can_be_set(ask: Ask, world: World, address: str) -> None:
    """A throttled machine shows less, and the truth shows it at once."""
    world.set_hashrate(address, "s21-garage", 5e13)
    assert world.truth(address).machines["s21-garage"].hashrate == 5e13
    world.advance(timedelta(hours=4))
    windows = ask(f"user_hashrate_full/{address}")["workers"]["s21-garage"][0]
    assert int(windows["hashrate_10800s"]) == pytest.approx(5e13, rel=0.15)


def test_windows_change_in_their_rhythm(ask: Ask, world: World, address: str) -> None:
    """Each minute changes the short averages, only each tenth the long ones."""
    long = set()
    short = set()
    for _ in range(10):
        answer = ask(f"user_hashrate/{address}")
        short.add((answer["snap_ts"], answer["hashrate_60s"]))
        long.add((answer["db_ts"], answer["hashrate_600s"], answer["hashrate_86400s"]))
        world.advance(timedelta(minutes=1))
    assert len(short) == 10
    assert len(long) == 2


def test_minutes_add_up_to_the_longer_windows(
    ask: Ask, world: World, address: str
) -> None:
    """Five minutes are the shares of 300 s, ten are those of 600 s, to the share."""
    world.advance(timedelta(minutes=1, seconds=4))
    minutes = []
    for _ in range(10):
        user = ask(f"statsnap/{address}")
        minutes.append(int(user["shares_60s"]))
        if len(minutes) >= 5:
            assert int(user["shares_300s"]) == sum(minutes[-5:])
        world.advance(timedelta(minutes=1))
    assert (
        ask(f"user_hashrate/{address}")["hashrate_600s"]
        == f"{sum(minutes) * 2**32 / 600:.0f}"
    )


def test_snapshot_is_published_after_its_minute(
    ask: Ask, world: World, address: str
) -> None:
    """A snapshot of a full minute appears some seconds later, and not before."""
    first = int(ask(f"statsnap/{address}")["snap_ts"])
    assert first == world.timestamp - 60
    world.advance(timedelta(seconds=4))
    assert int(ask(f"statsnap/{address}")["snap_ts"]) == first + 60


def test_last_share_may_be_newer_than_its_snapshot(
    ask: Ask, world: World, address: str
) -> None:
    """A last share is sometimes seconds newer than the snapshot, never more."""
    leads = set()
    for _ in range(40):
        answer = ask(f"statsnap/{address}")
        leads.add(int(answer["lastest_share_ts"]) - int(answer["snap_ts"]))
        world.advance(timedelta(minutes=1))
    assert 0 < max(leads) < 3
    assert min(leads) < 0


def test_a_small_machine_has_empty_minutes(ask: Ask, world: World) -> None:
    """1 TH/s at difficulty 2^14 has no share in two of five minutes."""
    account = next(each for each in world.accounts.values() if each.label == "heater")
    empty = 0
    for _ in range(200):
        empty += ask(f"statsnap/{account.address}")["shares_60s"] == "0"
        world.advance(timedelta(minutes=1))
    assert 60 < empty < 110


def test_silence_is_a_habit() -> None:
    """A setting decides when an account becomes idle."""
    habits = Habits(silence=Silence(idle=60))
    world = World(accounts=(heater(),), habits=habits)
    (address,) = world.accounts
    world.switch_off(address)
    world.advance(timedelta(minutes=20))
    reply = Upstreams(world).get(f"https://api.ocean.xyz/v1/statsnap/{address}")
    assert "error" in reply.json


def test_prices_and_fees_can_be_set(world: World, upstreams: Upstreams) -> None:
    """Both network sources report the price that was set."""
    world.set_prices({"USD": 50_000, "EUR": 40_000})
    world.set_fees(77)
    prices = upstreams.get("https://mempool.space/api/v1/prices").json
    ticker = upstreams.get("https://blockchain.info/ticker").json
    assert (prices["USD"], prices["EUR"]) == (50_000, 40_000)
    assert (ticker["USD"]["last"], ticker["EUR"]["last"]) == (50_000, 40_000)
    fees = upstreams.get("https://mempool.space/api/v1/fees/recommended").json
    assert fees["fastestFee"] == 77


def test_truth_is_what_the_api_measures(ask: Ask, world: World, address: str) -> None:
    """The 24-hour average in the API is the true one, as far as chance allows."""
    truth = world.truth(address)
    assert set(truth.machines) == {machine.name for machine in home().machines}
    measured = int(ask(f"user_hashrate/{address}")["hashrate_86400s"])
    assert measured == pytest.approx(truth.hashrate, rel=0.03)
    unpaid = ask(f"statsnap/{address}")["unpaid"]
    assert int(unpaid.replace(".", "")) == truth.balance
