"""Faults apply only to their requests, as often and as long as they should."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from simulator import (
    Edited,
    Effect,
    Reply,
    Trouble,
    Upstreams,
    World,
    forms,
    oddities,
    outages,
)

from .conftest import Ask

API = "https://api.ocean.xyz/v1"


@pytest.fixture
def raw(upstreams: Upstreams) -> Any:
    """Return a function that calls the API and leaves the answer as it is."""
    return lambda path: upstreams.get(f"{API}/{path}")


def test_fault_strikes_its_host_path_and_account_alone(
    upstreams: Upstreams, world: World, address: str
) -> None:
    """Other hosts, other paths and other accounts go on."""
    other = next(key for key in world.accounts if key != address)
    upstreams.inject(
        outages.Status(500),
        host="api.ocean.xyz",
        path="/v1/stat",
        account=address.upper(),
    )
    for url, status in (
        (f"{API}/statsnap/{address}", 500),
        (f"{API}/statsnap/{other}", 200),
        (f"{API}/earnpay/{address}", 200),
        (f"https://ocean.xyz/stats/{address}", 200),
        (f"{API}/pool_stat", 200),
    ):
        assert upstreams.get(url).status == status


def test_fault_of_an_account_strikes_fragments(
    upstreams: Upstreams, address: str
) -> None:
    """The address may be in the query."""
    upstreams.inject(outages.Status(503), account=address)
    url = f"https://ocean.xyz/template/workers/rows?user={address}"
    assert upstreams.get(url).status == 503


def test_fault_ends_after_its_requests(
    upstreams: Upstreams, address: str, raw: Any
) -> None:
    """Only requests in its scope count."""
    upstreams.inject(outages.EmptyBody(), path="/v1/statsnap", times=2)
    raw("pool_stat")
    answers = [raw(f"statsnap/{address}").body for _ in range(4)]
    assert [bool(body) for body in answers] == [False, False, True, True]
    assert len(upstreams.faults) == 0


def test_fault_lasts_its_span(upstreams: Upstreams, world: World, raw: Any) -> None:
    """It begins at its start and is over at its end."""
    start = world.now + timedelta(minutes=1)
    upstreams.inject(outages.Status(502), start=start, end=start + timedelta(minutes=2))
    statuses = []
    for _ in range(5):
        statuses.append(raw("ping").status)
        world.advance(timedelta(minutes=1))
    assert statuses == [200, 502, 502, 200, 200]


def test_fault_can_be_switched_off(upstreams: Upstreams, raw: Any) -> None:
    """One by one or all together."""
    fault = upstreams.inject(outages.Status(502))
    upstreams.inject(outages.Status(503))
    assert raw("ping").status == 503
    upstreams.faults.clear()
    assert raw("ping").status == 200
    fault = upstreams.inject(outages.Status(502))
    upstreams.faults.remove(fault)
    assert raw("ping").status == 200


def test_requests_are_recorded_even_if_they_fail(
    upstreams: Upstreams, world: World
) -> None:
    """Time, host and path of each request can be counted."""
    upstreams.inject(outages.Status(500))
    upstreams.get(f"{API}/ping")
    world.advance(timedelta(seconds=30))
    upstreams.get("https://mempool.space/api/v1/prices?x=1")
    upstreams.get("https://example.org/")
    assert upstreams.requests[0] == (
        world.now - timedelta(seconds=30),
        "api.ocean.xyz",
        "/v1/ping",
    )
    assert upstreams.requests[1][1:] == ("mempool.space", "/api/v1/prices")
    assert upstreams.count() == 3
    assert upstreams.count("api.ocean.xyz") == 1
    assert upstreams.count(path="/api") == 1


@pytest.mark.parametrize(
    ("retry_after", "header"),
    [(None, None), (30, "30"), ("soon", "soon"), ("1.5", "1.5")],
)
def test_refusal_may_name_its_pause(
    upstreams: Upstreams, raw: Any, retry_after: int | str | None, header: str | None
) -> None:
    """Retry-After holds seconds or anything else."""
    upstreams.inject(outages.Status(429, retry_after=retry_after))
    reply = raw("ping")
    assert reply.status == 429
    assert reply.headers.get("Retry-After") == header


def test_refusal_may_name_a_date(upstreams: Upstreams, raw: Any) -> None:
    """Retry-After may be a date in HTTP's form."""
    moment = datetime(2026, 11, 23, 13, tzinfo=UTC)
    upstreams.inject(outages.Status(503, retry_after=moment))
    header = raw("ping").headers["Retry-After"]
    assert header.endswith("GMT")
    assert parsedate_to_datetime(header) == moment


@pytest.mark.parametrize(
    ("effect", "begins"),
    [
        (outages.HtmlInstead(), b"<!DOCTYPE"),
        (outages.Body(b"\xff\xfe"), b"\xff\xfe"),
        (outages.Json([1, 2]), b"[1,2]"),
        (outages.CutBody(12), b'{"result":{"'),
    ],
)
def test_bodies_may_be_anything(
    upstreams: Upstreams, raw: Any, effect: Effect, begins: bytes
) -> None:
    """The status is 200, but the body is not an answer."""
    upstreams.inject(effect)
    reply = raw("pool_stat")
    assert reply.status == 200
    assert reply.body.startswith(begins)


def test_body_may_be_cut_in_its_middle(upstreams: Upstreams, raw: Any) -> None:
    """Half of the bytes come, which is not valid JSON."""
    whole = raw("pool_stat").body
    upstreams.inject(outages.CutBody())
    assert raw("pool_stat").body == whole[: len(whole) // 2]


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (Trouble.HANG, TimeoutError),
        (Trouble.DRIP, TimeoutError),
        (Trouble.ENDLESS, TimeoutError),
        (Trouble.RESET, ConnectionResetError),
    ],
)
def test_broken_connections_are_marked(
    upstreams: Upstreams, raw: Any, trouble: Trouble, error: type[Exception]
) -> None:
    """A reply says what a server must do, and which error a client would get."""
    raw("ping").raise_for_trouble()
    upstreams.inject(outages.Broken(trouble))
    assert raw("ping").trouble is trouble
    with pytest.raises(error):
        raw("ping").raise_for_trouble()


def test_idle_error_and_null_result(
    upstreams: Upstreams, address: str, raw: Any
) -> None:
    """OCEAN may deny a user in three ways."""
    for effect, document in (
        (oddities.IdleError(), {"error": "No such user or user has no active workers"}),
        (oddities.IdleError("No such user"), {"error": "No such user"}),
        (oddities.NullResult(), {"result": None}),
    ):
        upstreams.inject(effect, times=1)
        assert raw(f"statsnap/{address}").json == document


def test_balance_may_be_negative_for_some_polls(
    upstreams: Upstreams, address: str, ask: Ask
) -> None:
    """Two polls report −1 sat, in both routes with a balance."""
    true = ask(f"statsnap/{address}")["unpaid"]
    upstreams.inject(oddities.FixedUnpaid(), times=2)
    assert ask(f"statsnap/{address}")["unpaid"] == "-0.00000001"
    assert ask(f"userinfo_full/{address}")["user_full"]["unpaid"] == "-0.00000001"
    assert ask(f"statsnap/{address}")["unpaid"] == true


def test_snapshot_may_be_all_zero(upstreams: Upstreams, address: str, ask: Ask) -> None:
    """Hashrates and recent shares are zero, the TIDES window and the balance are not."""
    before = ask(f"statsnap/{address}")
    upstreams.inject(oddities.ZeroSnapshot())
    user = ask(f"statsnap/{address}")
    assert {
        user[f"{what}_{span}"]
        for what in ("hashrate", "shares")
        for span in ("60s", "300s")
    } == {"0"}
    assert user["shares_in_tides"] == before["shares_in_tides"]
    assert user["unpaid"] == before["unpaid"]
    hashrate = ask(f"user_hashrate/{address}")
    assert hashrate["hashrate_86400s"] == "0"
    assert hashrate["active_worker_count"] == 0
    assert ask("pool_hashrate") == {"pool_60s": "0", "pool_300s": "0"}


@pytest.mark.parametrize("newest", [True, False])
def test_lists_may_be_short(
    upstreams: Upstreams, address: str, ask: Ask, *, newest: bool
) -> None:
    """For one poll the ledger lacks its oldest rows, or its newest."""
    whole = ask(f"earnpay/{address}")["earnings"]
    upstreams.inject(oddities.PartialLists(keep=3, newest=newest), times=1)
    short = ask(f"earnpay/{address}")["earnings"]
    assert short == (whole[:3] if newest else whole[-3:])
    assert ask(f"earnpay/{address}")["earnings"] == whole


def test_balance_may_be_behind_the_ledger(
    upstreams: Upstreams, world: World, address: str, ask: Ask
) -> None:
    """The row of a block is there before the balance moves."""
    before = ask(f"statsnap/{address}")["unpaid"]
    rows = len(ask(f"earnpay/{address}")["earnings"])
    upstreams.inject(oddities.LateUnpaid(600))
    block = world.find_block()
    world.advance(timedelta(minutes=6))
    earnings = ask(f"earnpay/{address}/2026-11-01/2026-12-01")["earnings"]
    assert earnings[0]["block_hash"] == block.hash
    assert ask(f"statsnap/{address}")["unpaid"] == before
    world.advance(timedelta(minutes=9))
    assert ask(f"statsnap/{address}")["unpaid"] > before
    assert rows > 0


def test_ledger_may_be_behind_the_balance(
    upstreams: Upstreams, world: World, address: str, ask: Ask
) -> None:
    """The balance moves before the row of the block is there."""
    before = ask(f"statsnap/{address}")["unpaid"]
    upstreams.inject(oddities.OlderSnapshot(600), path="/v1/earnpay")
    block = world.find_block()
    world.advance(timedelta(minutes=6))
    assert ask(f"statsnap/{address}")["unpaid"] > before
    earnings = ask(f"earnpay/{address}/2026-11-01/2026-12-01")["earnings"]
    assert earnings[0]["block_hash"] != block.hash


def test_endpoints_may_speak_of_different_minutes(
    upstreams: Upstreams, address: str, ask: Ask
) -> None:
    """One route's snapshot is a minute older than another's, and true for its minute."""
    old = ask(f"user_hashrate/{address}")
    upstreams.world.advance(timedelta(minutes=1))
    upstreams.inject(oddities.OlderSnapshot(60), path="/v1/user_hashrate")
    assert ask(f"user_hashrate/{address}") == old
    assert int(ask(f"statsnap/{address}")["snap_ts"]) == int(old["snap_ts"]) + 60


def test_snapshot_may_be_stuck(
    upstreams: Upstreams, world: World, address: str, ask: Ask
) -> None:
    """While it is stuck the answer does not change, even after the machines stopped."""
    before = ask(f"userinfo_full/{address}")
    fault = upstreams.inject(oddities.StuckSnapshot(world.now))
    world.switch_off(address)
    world.advance(timedelta(hours=1))
    assert ask(f"userinfo_full/{address}") == before
    upstreams.faults.remove(fault)
    assert ask(f"userinfo_full/{address}")["user_full"]["hashrate_300s"] == "0"


def test_network_source_may_be_on_the_wrong_chain(upstreams: Upstreams) -> None:
    """With the fault mempool.space answers like mempool.guide."""
    upstreams.inject(oddities.WrongChain(), host="mempool.space")
    here, there = (
        upstreams.get(f"https://{host}/api/v1/blocks").json
        for host in ("mempool.space", "mempool.guide")
    )
    assert here == there


def test_fields_may_be_null_missing_or_of_a_wrong_type(
    upstreams: Upstreams, address: str, ask: Ask
) -> None:
    """Any field at any depth can be spoilt."""
    upstreams.inject(forms.SetFields(("unpaid",)), times=1)
    assert ask(f"userinfo_full/{address}")["user_full"]["unpaid"] is None
    upstreams.inject(forms.SetFields(("unpaid", "snap_ts"), value=[]), times=1)
    assert ask(f"statsnap/{address}")["snap_ts"] == []
    upstreams.inject(forms.MissingFields(("unpaid",)), times=1)
    answer = ask(f"userinfo_full/{address}")
    assert not any(
        "unpaid" in fields for row in answer["workers"] for fields in row.values()
    )


def test_spellings_may_be_corrected(
    upstreams: Upstreams, address: str, ask: Ask
) -> None:
    """Corrected names replace the misspelt ones."""
    upstreams.inject(forms.RenamedFields())
    user = ask(f"statsnap/{address}")
    assert "latest_share_ts" in user
    assert "lastest_share_ts" not in user
    assert "fees_collected_satoshis" in ask(f"earnpay/{address}")["earnings"][0]


def test_numbers_may_be_numbers(upstreams: Upstreams, address: str, ask: Ask) -> None:
    """Texts that are numbers become JSON numbers, other texts stay."""
    upstreams.inject(forms.JsonNumbers())
    user = ask(f"statsnap/{address}")
    assert type(user["hashrate_60s"]) is int
    assert type(user["unpaid"]) is float
    assert user["snap_type"] == "user"


def _names(form: str, workers: Any) -> list[str]:
    """Return the names of workers in a container of some form."""
    match form:
        case "mapping":
            return list(workers)
        case "mapping_of_lists":
            return [name for name, (_,) in workers.items()]
        case "single_keys":
            return [name for worker in workers for name in worker]
    return [worker["name"] for worker in workers]


@pytest.mark.parametrize("route", ["userinfo_full", "user_hashrate_full"])
@pytest.mark.parametrize(
    "form", ["mapping", "mapping_of_lists", "single_keys", "named"]
)
def test_workers_may_come_in_any_container(
    upstreams: Upstreams, address: str, ask: Ask, route: str, form: str
) -> None:
    """Four forms hold the same workers in the same order."""
    upstreams.inject(forms.WorkerContainer(form))
    names = _names(form, ask(f"{route}/{address}")["workers"])
    assert names == list(upstreams.world.accounts[address].machines)


def test_workers_may_be_listed_twice(
    upstreams: Upstreams, address: str, ask: Ask
) -> None:
    """A list may repeat a worker at its end."""
    upstreams.inject(forms.RepeatedWorkers(2))
    workers = ask(f"userinfo_full/{address}")["workers"]
    assert len(workers) == 10
    assert workers[-2:] == workers[:2]


def test_latest_block_may_be_bare(upstreams: Upstreams, ask: Ask) -> None:
    """The block itself may be the result."""
    usual = ask("latest_block")["blocks"][0]
    upstreams.inject(oddities.BareBlock(), path="/v1/latest_block")
    assert ask("latest_block") == usual


def test_prices_may_be_missing(upstreams: Upstreams) -> None:
    """Without prices mempool reports −1, for all currencies or for some."""
    url = "https://mempool.space/api/v1/prices"
    upstreams.inject(oddities.UnavailablePrices(("EUR",)), times=1)
    prices = upstreams.get(url).json
    assert prices["EUR"] == -1
    assert prices["USD"] > 0
    upstreams.inject(oddities.UnavailablePrices())
    prices = upstreams.get(url).json
    assert {prices[currency] for currency in prices if currency != "time"} == {-1}


def test_own_instance_may_lack_its_index(upstreams: Upstreams) -> None:
    """Without an index `mining/*` is missing, but the blocks are there."""
    upstreams.inject(oddities.WithoutIndex(), path="/api/v1/mining")
    assert (
        upstreams.get("https://mempool.space/api/v1/mining/hashrate/3d").status == 404
    )
    assert (
        upstreams.get("https://mempool.space/api/v1/blocks").json[0]["difficulty"]
        > 1e14
    )


def test_node_may_be_down(upstreams: Upstreams) -> None:
    """While its node is down, mempool reports 0 for hashrate and difficulty."""
    upstreams.inject(oddities.NodeDown())
    answer = upstreams.get("https://mempool.space/api/v1/mining/hashrate/3d").json
    assert (answer["currentHashrate"], answer["currentDifficulty"]) == (0, 0)


def test_a_test_may_edit_answers_itself(upstreams: Upstreams, raw: Any) -> None:
    """Any change of a document can be a fault; texts stay as they are."""
    upstreams.inject(Edited(lambda document: [document]))
    assert isinstance(raw("pool_stat").json, list)
    assert raw("ping").text == "PONG"


def test_effects_do_nothing_by_themselves(upstreams: Upstreams, raw: Any) -> None:
    """The base class leaves an answer unchanged."""
    usual: Reply = raw("pool_stat")
    upstreams.inject(Effect())
    assert raw("pool_stat") == usual
