"""How OCEAN's answers are read."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given, strategies as st
import pytest
from yarl import URL

from custom_components.ocean_xyz.api import (
    EarnPay,
    OceanClient,
    OceanResponseError,
)

from .answers import ADDRESS, ANSWERS, SNAP, block, earning, payout, snapshot, windows
from .support import (
    END,
    OCEAN_ROUTES,
    ROUTES,
    START,
    run,
    said,
)

SNAPSHOT_TIME = datetime(2026, 8, 21, 0, 22, tzinfo=UTC)


@pytest.mark.parametrize("route", ROUTES)
def test_a_complete_answer_is_read(route: str) -> None:
    """Every route's answer, as in captures and other clients, is read."""
    assert run(ROUTES[route](said(ANSWERS[route])))


@pytest.mark.parametrize(
    ("route", "path", "lane"),
    [
        ("statsnap", f"statsnap/{ADDRESS}", ADDRESS),
        ("user_hashrate", f"user_hashrate/{ADDRESS}", ADDRESS),
        ("user_hashrate_full", f"user_hashrate_full/{ADDRESS}", ADDRESS),
        ("userinfo_full", f"userinfo_full/{ADDRESS}", ADDRESS),
        ("earnpay", f"earnpay/{ADDRESS}/1577836800/1795435200", ADDRESS),
        ("pool_stat", "pool_stat", None),
        ("pool_hashrate", "pool_hashrate", None),
        ("blocks", "blocks/0/30/0", None),
        ("latest_block", "latest_block", None),
    ],
)
def test_routes_are_asked_at_their_place(
    route: str, path: str, lane: str | None
) -> None:
    """Parameters are segments of the path; an account's requests share a lane."""
    transport = said(ANSWERS[route])
    run(OCEAN_ROUTES[route](transport))
    url, asked_lane, _ = transport.asked[0]
    assert str(url) == f"https://api.ocean.xyz/v1/{path}"
    assert asked_lane == lane


def test_the_interface_may_stand_elsewhere() -> None:
    """A test or a proxy can set another base URL, with a path and a port."""
    transport = said(ANSWERS["blocks"])
    client = OceanClient(transport, api=URL("http://127.0.0.1:81/ocean/v1"))
    run(client.blocks(2, 50))
    assert str(transport.asked[0][0]) == "http://127.0.0.1:81/ocean/v1/blocks/2/50/0"


@given(st.text())
def test_an_address_is_one_segment_whatever_is_in_it(address: str) -> None:
    """No parameter changes the route of a request."""
    address = address.encode("utf-8", "ignore").decode()
    transport = said(ANSWERS["statsnap"])
    run(OceanClient(transport).statsnap(address))
    url = transport.asked[0][0]
    assert url.raw_path.startswith("/v1/statsnap/")
    assert url.raw_path.count("/") == 3
    assert not url.query_string
    assert not url.fragment


def test_both_ends_of_a_ledger_are_sent_as_unix_seconds() -> None:
    """A time in any zone is sent as the same instant."""
    transport = said(ANSWERS["earnpay"])
    east = timezone(timedelta(hours=9))
    run(OceanClient(transport).earnpay(ADDRESS, START.astimezone(east), END))
    assert transport.asked[0][0].path.endswith("/1577836800/1795435200")


def test_a_snapshot_is_read_in_our_units() -> None:
    """Money becomes satoshis, times become datetimes, and a misspelt name is read."""
    account = run(OceanClient(said(ANSWERS["statsnap"])).statsnap(ADDRESS))
    assert asdict(account) == {
        "snapshot_time": SNAPSHOT_TIME,
        "shares_60s": 13_030_653_952,
        "shares_300s": 65_153_269_760,
        "hashrate_60s": 932_770_542_822_219_264.0,
        "hashrate_300s": 932_770_542_822_219_264.0,
        "last_share": SNAPSHOT_TIME + timedelta(seconds=3),
        "shares_in_window": 46_502_160_367_616,
        "estimated_next_block": 14_294_639,
        "estimated_bonus_next_block": 0,
        "estimated_payout_next_block": 14_294_639,
        "unpaid": 0,
    }


def test_a_negative_balance_is_kept_for_others_to_judge() -> None:
    """OCEAN reported -1 sat, and a reader does not make it zero."""
    transport = said({"result": snapshot(unpaid="-0.00000001")})
    assert run(OceanClient(transport).statsnap(ADDRESS)).unpaid == -1


def test_all_windows_of_an_account_are_read() -> None:
    """The answer has eight averages, the number of workers and the last share."""
    account = run(OceanClient(said(ANSWERS["user_hashrate"])).user_hashrate(ADDRESS))
    assert account.hashrate_86400s == 932_770_542_822_219_264.0
    assert account.active_workers == 2866
    assert account.snapshot_time == SNAPSHOT_TIME
    assert account.last_share == SNAPSHOT_TIME + timedelta(seconds=3)


def test_an_idle_account_has_a_hashrate_and_no_workers() -> None:
    """Zero workers is zero, not unknown."""
    answer = {"result": {"snap_ts": SNAP, "active_worker_count": 0, **windows(7)}}
    account = run(OceanClient(said(answer)).user_hashrate(ADDRESS))
    assert account.active_workers == 0
    assert account.hashrate_3600s == 7.0


def test_the_windows_of_all_workers_are_read() -> None:
    """Workers are read by raw name, with the time of the snapshot."""
    transport = said(ANSWERS["user_hashrate_full"])
    answer = run(OceanClient(transport).user_hashrate_full(ADDRESS))
    assert answer.snapshot_time == SNAPSHOT_TIME
    assert answer.workers["cc5719001b72"].hashrate_10800s == 5.0
    assert len(answer.workers) == 2


def test_the_account_and_its_workers_are_read() -> None:
    """`userinfo_full` has the same data of the account as `statsnap`."""
    answer = run(OceanClient(said(ANSWERS["userinfo_full"])).userinfo_full(ADDRESS))
    assert answer.account == run(
        OceanClient(said(ANSWERS["statsnap"])).statsnap(ADDRESS)
    )
    assert answer.workers["cc5719001b72"].hashrate_60s == 0.0
    assert answer.workers["cc5719001b71"].estimated_next_block == 14_294_639


@pytest.mark.parametrize("inner", [{}, {"snap_ts": None}, {"snap_ts": SNAP}])
def test_the_time_may_stand_beside_the_account(inner: dict[str, Any]) -> None:
    """The account's own time counts if it has one, else the answer's."""
    answer = {"snap_ts": SNAP, "user_full": {"unpaid": "1", **inner}, "workers": []}
    info = run(OceanClient(said({"result": answer})).userinfo_full(ADDRESS))
    assert info.account.snapshot_time == SNAPSHOT_TIME
    assert info.account.unpaid == 100_000_000


def test_a_ledger_is_read() -> None:
    """Both spellings of the fee are read; times are UTC; no transaction is needed."""
    answer = {
        "earnings": [
            earning(),
            earning(fees_colected_satoshis=None),
            {
                "block_hash": "03",
                "ts": "2026-08-17T08:28:05",
                "satoshis_net_earned": "5",
                "fees_collected_satoshis": "1",
            },
        ],
        "payouts": [payout(), payout(on_chain_txid=None, is_generation_txn="0")],
    }
    ledger = run(OceanClient(said({"result": answer})).earnpay(ADDRESS, START, END))
    first, without, other = ledger.earnings
    assert first.time == datetime(2026, 8, 17, 8, 28, 5, tzinfo=UTC)
    assert (first.net, first.fees, first.shares) == (
        14_294_639,
        144_390,
        46_502_160_367_616,
    )
    assert without.fees is None
    assert (other.net, other.fees, other.shares) == (5, 1, None)
    assert [p.coinbase for p in ledger.payouts] == [True, False]
    assert [p.transaction for p in ledger.payouts] == ["cd" * 32, None]


def ledger_of(result: object) -> EarnPay:
    """Return the ledger that is read from an answer."""
    return run(OceanClient(said({"result": result})).earnpay(ADDRESS, START, END))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("satoshis_net_earned", "1.5"),
        ("satoshis_net_earned", None),
        ("block_hash", None),
        ("block_hash", "x"),
        ("ts", ""),
    ],
)
def test_a_credit_needs_its_time_its_amount_and_its_block(
    field: str, value: object
) -> None:
    """Without them the row is left out and counted; the others stay."""
    for rows in ([earning()], [earning() for _ in range(30)]):
        broken = [*rows, earning(**{field: value})]
        ledger = ledger_of({"earnings": broken, "payouts": [payout()]})
        assert (len(ledger.earnings), len(ledger.payouts)) == (len(rows), 1)
        assert ledger.left_out == 1


@pytest.mark.parametrize(
    "row",
    [
        None,
        5,
        "x",
        [],
        {},
        {"ts": "2026-08-17T08:28:05"},
        payout(ts=None),
        payout(total_satoshis_net_paid="x"),
    ],
)
def test_a_payout_needs_its_time_and_its_amount(row: object) -> None:
    """A payout without them does not take away the ledger."""
    ledger = ledger_of({"earnings": [earning()], "payouts": [row, payout()]})
    assert (len(ledger.earnings), len(ledger.payouts)) == (1, 1)
    assert ledger.left_out == 1


@pytest.mark.parametrize("odd", ["-", "", "NaN", -1, 1.5, {}, "9" * 70])
def test_all_else_of_a_ledger_may_be_unreadable(odd: object) -> None:
    """What cannot be read is unknown, and the money stays."""
    rows = {"fees_colected_satoshis": odd, "shares_in_window": odd}
    paid = payout(on_chain_txid=odd, is_generation_txn=odd)
    ledger = ledger_of({"earnings": [earning(**rows)], "payouts": [paid]})
    (credit,), (payment,) = ledger.earnings, ledger.payouts
    assert (credit.net, credit.fees, credit.shares) == (14_294_639, None, None)
    assert (payment.amount, payment.transaction) == (14_294_639, None)
    assert not payment.coinbase
    assert ledger.left_out == 0


@pytest.mark.parametrize(
    ("lists", "earnings", "payouts"),
    [
        ({"earnings": [earning()]}, 1, 0),
        ({"payouts": [payout()]}, 0, 1),
        ({"earnings": [earning()], "payouts": {}}, 1, 0),
        ({"earnings": [None], "payouts": [payout()]}, 0, 1),
        ({"earnings": [earning()] * 18 + [{}] * 2, "payouts": [payout()]}, 0, 1),
    ],
)
def test_one_list_of_a_ledger_may_be_unreadable(
    lists: object, earnings: int, payouts: int
) -> None:
    """It is counted, so that it does not look like an empty one."""
    ledger = ledger_of(lists)
    assert (len(ledger.earnings), len(ledger.payouts)) == (earnings, payouts)
    assert ledger.left_out == 1


@pytest.mark.parametrize("lists", [{}, {"earnings": 5, "payouts": [None]}])
def test_a_ledger_needs_one_of_its_lists(lists: object) -> None:
    """An answer without anything readable is none."""
    with pytest.raises(OceanResponseError):
        ledger_of(lists)


def test_the_pool_is_read() -> None:
    """Texts become numbers, and the reward becomes satoshis."""
    pool = run(OceanClient(said(ANSWERS["pool_stat"])).pool_stat())
    assert pool.users == 2410
    assert pool.workers == 86_080
    assert pool.network_difficulty == 138_966_872_071_213.02
    assert pool.shares_in_window == 1_111_734_976_569_704
    assert pool.block_reward == 313_312_160
    hashrate = run(OceanClient(said(ANSWERS["pool_hashrate"])).pool_hashrate())
    assert hashrate.hashrate_300s == 20_742_187_520_783_708_160.0


@pytest.mark.parametrize("odd", ["-", "", "NaN", "-1", {}])
@pytest.mark.parametrize("field", ANSWERS["pool_stat"]["result"])
def test_one_figure_of_the_pool_may_be_unreadable(field: str, odd: object) -> None:
    """All but the time of the snapshot; the other figures stay."""
    good = ANSWERS["pool_stat"]["result"]
    answer = {"result": good | {field: odd}}
    if field == "snap_ts":
        with pytest.raises(OceanResponseError):
            run(OceanClient(said(answer)).pool_stat())
        return
    whole = asdict(run(OceanClient(said({"result": good})).pool_stat()))
    read = asdict(run(OceanClient(said(answer)).pool_stat()))
    lost = {name for name, value in read.items() if value != whole[name]}
    assert {read[name] for name in lost} == ({None} if lost else set())
    assert len(lost) == (0 if field == "max_tides_shares" else 1)


@pytest.mark.parametrize("answer", [{}, {"pool_60s": None}, {"pool_3600s": "5"}])
def test_a_pool_without_any_hashrate_is_no_answer(answer: object) -> None:
    """An object without a known field is an error."""
    with pytest.raises(OceanResponseError):
        run(OceanClient(said({"result": answer})).pool_hashrate())


def test_blocks_are_read_without_those_of_older_days() -> None:
    """Rows marked as legacy are left out; the order of the others stays."""
    rows = [
        block(workername="", username=None),
        block(legacy=True),
        block(height="945000", legacy="false"),
    ]
    page = run(OceanClient(said({"result": {"blocks": rows}})).blocks())
    first, second = page.blocks
    assert (page.rows, page.left_out) == (3, 0)
    assert first.time == datetime(2026, 4, 18, 10, 54, 28, 21_400, tzinfo=UTC)
    assert (first.height, first.reward, first.worker) == (945_123, 313_312_160, "")
    assert first.finder is None
    assert second.height == 945_000


@pytest.mark.parametrize(
    "row",
    [None, {}, 5, "x", block(ts="soon"), block(block_hash=None), block(height=-1)],
)
def test_a_block_needs_its_hash_its_time_and_its_height(row: object) -> None:
    """Without them it is left out and counted; the others stay."""
    rows = [block(), row, block(height=5, network_difficulty="-", legacy="?")]
    page = run(OceanClient(said({"result": {"blocks": rows}})).blocks())
    assert [each.height for each in page.blocks] == [945_123, 5]
    assert page.blocks[1].difficulty is None
    assert (page.rows, page.left_out) == (3, 1)


@pytest.mark.parametrize("rows", [5, None, [None], [block(), {}, {}]])
def test_a_page_that_cannot_be_read_is_not_believed(rows: object) -> None:
    """Missing blocks would look like bad luck."""
    with pytest.raises(OceanResponseError):
        run(OceanClient(said({"result": {"blocks": rows}})).blocks())


def test_no_more_blocks_are_taken_than_asked_for() -> None:
    """A page may be longer than that."""
    rows = [block(height=number) for number in range(5)]
    page = run(OceanClient(said({"result": {"blocks": rows}})).blocks(0, 3))
    assert (len(page.blocks), page.rows) == (3, 5)


@pytest.mark.parametrize("result", [block(), {"blocks": [block(), block(height=1)]}])
def test_the_last_block_comes_alone_or_in_a_page(result: object) -> None:
    """Both known formats are read."""
    last = run(OceanClient(said({"result": result})).latest_block())
    assert last.height == 945_123


@pytest.mark.parametrize(
    "result", [{"blocks": []}, {"blocks": [block(legacy=True)]}, {"blocks": None}, []]
)
def test_no_last_block_is_no_answer(result: object) -> None:
    """An empty page is an error, not an IndexError."""
    with pytest.raises(OceanResponseError):
        run(OceanClient(said({"result": result})).latest_block())
