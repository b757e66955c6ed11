"""OCEAN's web pages, in the layouts of 2024 and of 2026."""

import pytest

from custom_components.ocean_xyz.api.models import AccountHashrate, AccountSnapshot
from custom_components.ocean_xyz.api.pages import page as pages

from .support import SNAPSHOT, facts, fixture

AT = "1795172400"


def _account(html: str) -> dict[str, str]:
    """Return what a page says of the account, without when it said so."""
    user: dict[str, str] = pages.account(html, SNAPSHOT)["user_full"]
    assert user.pop("snap_ts") == AT
    return user


def _workers(html: str) -> dict[str, dict[str, str]]:
    """Return what a page says of the workers, by name."""
    return {
        name: words for row in pages.worker_rows(html) for name, words in row.items()
    }


def _row(*cells: str) -> str:
    """Return a row of a table."""
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _worker(
    link: str,
    *cells: str,
    text: str = "rig",
    state: str = "Online",
    when: str = "2026-11-20 10:00",
) -> str:
    """Return a row of the workers' table."""
    return _row(f'<a href="/stats/{link}">{text}</a>', state, when, *cells)


def _headed(header: str, *rows: str) -> str:
    """Return a table with a header."""
    headings = "".join(f"<th>{name}</th>" for name in header.split("|"))
    return f"<table><tr>{headings}</tr>{''.join(rows)}</table>"


HEADER = "Nickname|Status|Last Share|Hashrate (60s)|Hashrate (3hr)"


def test_page_of_2026_tells_the_account() -> None:
    """The account of a page of 2026: cards of several pairs, the total first."""
    assert _account(fixture("stats_2026")) == {
        "unpaid": "0.00356948",
        "estimated_earn_next_block": "0.00028374",
        "shares_in_tides": "112740000000",
        "lastest_share_ts": "1795172280",
        "hashrate_60s": "104800000000000",
        "hashrate_300s": "1310200000000000",
    }


def test_page_of_2024_tells_the_account() -> None:
    """The account of a page of 2024: a box for each card, a payout, the total last."""
    assert _account(fixture("stats_2024")) == {
        "unpaid": "0.18939196",
        "estimated_payout_next_block": "0.53138625",
        "estimated_earn_next_block": "0.34199428",
        "shares_in_tides": "112740000000000",
        "hashrate_60s": "104700000000000",
        "hashrate_300s": "110200000000000",
    }


def test_page_of_2026_tells_the_hashrates() -> None:
    """The hashrates of a page of 2026, with the number of active workers."""
    assert pages.hashrates(fixture("stats_2026"), SNAPSHOT) == {
        "snap_ts": AT,
        "hashrate_60s": "104800000000000",
        "hashrate_300s": "1310200000000000",
        "hashrate_600s": "1288600000000000",
        "hashrate_10800s": "1299400000000000",
        "hashrate_86400s": "1301700000000000",
        "active_worker_count": 2,
        "lastest_share_ts": "1795172280",
    }


def test_page_of_2026_tells_the_workers() -> None:
    """Each worker has the name of its link and the units of each cell."""
    workers = {
        "shed.rig 2": {
            "hashrate_60s": "0",
            "hashrate_10800s": "1200000000000000",
            "lastest_share_ts": "1795129500",
        },
        "default": {
            "hashrate_60s": "61200000000",
            "hashrate_10800s": "1100000000000",
            "lastest_share_ts": "1795172220",
        },
        "s19-01": {
            "hashrate_60s": "104700000000000",
            "hashrate_10800s": "98300000000000",
            "lastest_share_ts": "1795172280",
        },
    }
    assert _workers(fixture("stats_2026")) == workers
    assert _workers(fixture("worker_rows_2026")) == workers


def test_page_of_2024_tells_the_workers() -> None:
    """A worker that never had a share has none, and no hashrate where there is `-`."""
    assert _workers(fixture("stats_2024")) == {
        "attic": {
            "hashrate_60s": "104700000000000",
            "hashrate_10800s": "98300000000000",
            "lastest_share_ts": "1715675280",
        },
        "cellar": {"hashrate_60s": "0"},
    }


def test_worker_hashrates_have_the_form_of_user_hashrate_full() -> None:
    """The hashrates of the workers alone are lists of one object by name."""
    rows = _worker("a.rig", "1.0 Th/s", "2.0 Th/s")
    assert pages.worker_hashrates(rows, SNAPSHOT) == {
        "snap_ts": AT,
        "workers": {
            "rig": [
                {"hashrate_60s": "1000000000000", "hashrate_10800s": "2000000000000"}
            ]
        },
    }


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("stats_2026", {"hashrate": "20740000000000000000", "height": 970671}),
        ("poolstatus_2026", {"hashrate": "20740000000000000000", "height": 970671}),
        ("dashboard_2026", {"hashrate": "20740000000000000000", "height": 970671}),
        ("stats_2024", {"hashrate": "546000000000000000", "height": 843264}),
        ("payout_rows_2026", {}),
    ],
)
def test_header_tells_the_pool(name: str, status: dict[str, object]) -> None:
    """The header tells the pool's hashrate and last block, never the count of blocks."""
    assert pages.pool_status(fixture(name)) == status


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (
            "HASHRATE: 1.2 Eh/s • BLOCKS FOUND: 11,633",
            {"hashrate": "1200000000000000000"},
        ),
        ("HASHRATE: - • LAST BLOCK: 4D AGO", {}),
        ("LAST BLOCK: 970,671 (4D AGO)", {"height": 970671}),
        ("HASHRATE: 1.2 Eh/s HASHRATE: 1.3 Eh/s LAST BLOCK: 5 LAST BLOCK: 6", {}),
        ("OCEAN Hashrate: 12.30 Eh/s", {"hashrate": "12300000000000000000"}),
    ],
)
def test_header_in_doubt_tells_nothing(header: str, status: dict[str, object]) -> None:
    """What the header does not say, or says twice, is not known."""
    assert pages.pool_status(f"<p id=pool-status-item>{header}</p>") == status


def test_header_is_found_by_its_text() -> None:
    """The header is found without its id."""
    assert pages.pool_status("<p>HASHRATE: 5 Eh/s</p>") == {"hashrate": "5" + "0" * 18}


def test_payouts_are_told_to_the_minute() -> None:
    """Payouts: in a coinbase, over Lightning, in a batch; the link has the whole id."""
    assert pages.payout_rows(fixture("stats_2026")) == [
        {
            "ts": "2026-11-12T12:17:00",
            "on_chain_txid": f"{0xDD01:064x}",
            "total_satoshis_net_paid": 1049745,
            "is_generation_txn": True,
        },
        {
            "ts": "2026-11-10T09:30:00",
            "total_satoshis_net_paid": 1500,
            "is_generation_txn": False,
            "lightning": True,
        },
        {
            "ts": "2026-10-02T01:59:00",
            "on_chain_txid": f"{0xDD02:064x}",
            "total_satoshis_net_paid": 1062311,
            "is_generation_txn": False,
        },
    ]


def test_earnings_are_told_in_either_order_of_columns() -> None:
    """What was kept and the fee are found wherever their columns are."""
    earning = {
        "block_hash": f"{0xABC3:064x}",
        "ts": "2024-05-13T23:11:00",
        "fees_colected_satoshis": 23265,
        "satoshis_net_earned": 1140000,
    }
    assert pages.earning_rows(fixture("stats_2024")) == [earning]
    assert pages.earning_rows(fixture("stats_2026"))[0] == {
        "block_hash": f"{0xABC1:064x}",
        "ts": "2026-11-19T07:12:00",
        "shares_in_window": 112740000000,
        "fees_colected_satoshis": 287,
        "satoshis_net_earned": 28374,
    }


@pytest.mark.parametrize(
    "name", ["hashrate_rows", "worker_rows", "payout_rows", "earning_rows"]
)
def test_fragment_tells_what_the_page_tells(name: str) -> None:
    """The rows of a fragment, without header or id, are read as on the page."""
    page, rows = facts(fixture("stats_2026")), facts(fixture(f"{name}_2026"))
    shared = rows.keys() & page.keys() - {("hashrates", "hashrate_10800s")}
    assert len(shared) > 2
    assert {key: rows[key] for key in shared} == {key: page[key] for key in shared}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("payoutcards_2026", {"unpaid": "0.00356948"}),
        ("lifetimecards_2026", {}),
        (
            "earningscards_2026",
            {
                "estimated_earn_next_block": "0.00028374",
                "shares_in_tides": "112740000000",
            },
        ),
    ],
)
def test_fragment_of_cards_tells_its_cards(name: str, words: dict[str, str]) -> None:
    """A fragment of cards tells what is on them; no payout below the threshold."""
    assert _account(fixture(name)) == words


def test_words_of_a_page_become_models() -> None:
    """What a page tells is read by the models of the API."""
    html = fixture("stats_2026")
    account = AccountSnapshot.from_dict(pages.account(html, SNAPSHOT)["user_full"])
    assert (account.unpaid, account.snapshot_time) == (356948, SNAPSHOT)
    rates = AccountHashrate.from_dict(pages.hashrates(html, SNAPSHOT))
    assert (rates.active_workers, rates.hashrate_60s) == (2, 104.8e12)


@pytest.mark.parametrize("name", ["cloudflare", "maintenance"])
def test_page_of_someone_else_is_an_error(name: str) -> None:
    """A page that is not OCEAN's is an error, not an account without figures."""
    for read in (
        lambda html: pages.account(html, SNAPSHOT),
        lambda html: pages.hashrates(html, SNAPSHOT),
        lambda html: pages.worker_hashrates(html, SNAPSHOT),
        pages.worker_rows,
        pages.pool_status,
        pages.payout_rows,
        pages.earning_rows,
        lambda html: pages.next_page(html, 0),
    ):
        with pytest.raises(ValueError, match="not a page"):
            read(fixture(name).encode())


def test_empty_fragment_has_no_rows() -> None:
    """The fragment after the last is empty: no rows, but no account either."""
    assert pages.worker_rows(b" \n") == []
    assert pages.payout_rows("") == []
    assert pages.earning_rows("") == []
    with pytest.raises(ValueError, match="not a page"):
        pages.account("", SNAPSHOT)


def test_page_without_a_workers_table_does_not_say_that_there_are_none() -> None:
    """Workers are absent where no table was read, and empty where one is empty."""
    other = fixture("payoutcards_2026")
    assert "workers" not in pages.account(other, SNAPSHOT)
    with pytest.raises(ValueError, match="no table of workers"):
        pages.worker_rows(other)
    empty = '<table><tr><th>Nickname</th></tr><tbody id="workers-tablerows"></tbody>'
    assert pages.account(empty, SNAPSHOT)["workers"] == []
    unknown = '<div id="workers-tablerows"><table>' + _row("a", "b") + "</table></div>"
    assert "workers" not in pages.account(unknown, SNAPSHOT)


def test_page_links_to_the_next() -> None:
    """The page after the current one is known while a later one is linked."""
    html = fixture("stats_2026")
    assert [pages.next_page(html, at) for at in range(3)] == [1, 2, None]
    assert pages.next_page(html, 0, "ppage") is None
    odd = (
        f'<p id="pool-status"><a href="//[?wpage=1">1</a><a href="?wpage={10**9}">2</a>'
    )
    assert pages.next_page(odd, 0) is None


def test_page_is_taken_apart_once() -> None:
    """A page that was taken apart is read like the page itself."""
    document = pages.read_page(fixture("stats_2026"))
    assert pages.worker_rows(document) == pages.worker_rows(fixture("stats_2026"))


@pytest.mark.parametrize(
    ("link", "text", "name"),
    [
        ("a.default", "default", "default"),
        ("a.rig%2E1%2Fb", "Rig", "rig.1/b"),
        ("a.%F0%9F%90%8B", "x", "🐋"),
        ("a.rig?wpage=1", "rig", "rig"),
        ("a.rig#1", "rig#1", "rig#1"),
        ("a.rig?", "rig?", "rig?"),
        ("a.Total", "Total", "Total"),
        ("a.&lt;b&gt;", "&lt;b&gt;", "<b>"),
    ],
)
def test_name_is_that_of_the_link(link: str, text: str, name: str) -> None:
    """A worker has the name in its link, decoded, whatever its text is."""
    row = _worker(link, "1.0 Th/s", "2.0 Th/s", text=text)
    assert list(_workers(row)) == [name]


def test_absolute_links_are_links() -> None:
    """A link may name the site."""
    row = _worker("a.rig", "1.0 Th/s", "2.0 Th/s").replace(
        "/stats", "https://o.x/stats"
    )
    assert list(_workers(row)) == ["rig"]


def test_rows_of_two_accounts_are_no_account() -> None:
    """Which account is meant has to be said if there are two."""
    rows = "".join(_worker(f"{a}.rig", "1.0 Th/s", "2.0 Th/s") for a in ("A1", "b2"))
    assert "workers" not in pages.account(rows + "<p id=pool-status>", SNAPSHOT)
    account = pages.account(rows + "<p id=pool-status>", SNAPSHOT, address="a1")
    assert [list(row) for row in account["workers"]] == [["rig"]]


def test_rows_of_one_worker_have_to_agree() -> None:
    """Of a worker that is listed twice only what both rows say is known."""
    rows = _worker("a.rig", "1.0 Th/s", "2.0 Th/s") + _worker(
        "a.rig", "1.0 Th/s", "3 Th/s"
    )
    assert _workers(rows)["rig"].keys() == {"hashrate_60s", "lastest_share_ts"}


def test_total_without_a_link_is_told_by_its_text() -> None:
    """A row called Total without a link is the account's."""
    total = _row("Total", "-", "2026-11-20 10:05", "1.0 Th/s", "2.0 Th/s")
    account = _account(_worker("a.rig", "1.0 Th/s", "2.0 Th/s") + total)
    assert account == {
        "hashrate_60s": "1000000000000",
        "lastest_share_ts": "1795169100",
    }


def test_row_without_a_link_is_no_worker() -> None:
    """A text may be a nickname, so a row without a link is nobody's."""
    rows = _worker("a.rig", "1 Th/s", "2 Th/s") + _row(
        "shed", "Online", "2026-11-20 10:00", "1 Th/s", "2 Th/s"
    )
    assert list(_workers(rows)) == ["rig"]


def test_unnamed_third_hashrate_leaves_the_other_two_in_doubt() -> None:
    """Without a header three hashrates are not the two that there have always been."""
    row = _worker("a.rig", "1 Th/s", "2 Th/s", "3 Th/s")
    assert _workers(row) == {"rig": {"lastest_share_ts": "1795168800"}}


def test_blank_cells_are_placed_by_full_rows() -> None:
    """A blank is in the place of a hashrate if other rows of its length show where."""
    blank = _worker("a.new", "0 Th/s", "-", state="Offline", when="never")
    assert _workers(blank) == {"new": {}}
    full = _worker("a.rig", "1 Th/s", "2 Th/s")
    assert _workers(full + blank)["new"] == {"hashrate_60s": "0"}


def test_header_names_columns_in_a_new_layout() -> None:
    """Columns are found by their names: a new one, another order, another window."""
    html = _headed(
        "Worker|Model|Hashrate (60s)|Hashrate (24 hrs)|Status|Last Share:",
        _row(
            "<a href=/stats/a.rig>x</a>", "S19", "1 Th/s", "2 Th/s", "Online", "never"
        ),
        _row(
            *("<a href=/stats/a.pit>x</a>", "S21", "3 Th/s", "4 Th/s", "Online"),
            "2026-11-20 10:00",
        ),
    )
    assert _workers(html)["rig"] == {
        "hashrate_60s": "1000000000000",
        "hashrate_86400s": "2000000000000",
    }


@pytest.mark.parametrize(
    "header",
    [
        "Nickname|Status|Last Share|Hashrate (3hr)|Hashrate (60s)",
        "Nickname|Status|Last Share|Hashrate|Average",
        "Nickname|Status|Last Share|Hashrate (60s)",
        "Nickname|Last Share|Status|Hashrate (60s)|Hashrate (3hr)",
        "Nickname|Status|Last Share|Hashrate (60s)|Hashrate (60s)",
    ],
)
def test_hashrates_under_a_doubtful_header_are_not_known(header: str) -> None:
    """A header that disagrees with the order or the row makes hashrates unknown."""
    html = _headed(header, _worker("a.rig", "1 Th/s", "2 Th/s"))
    assert not any(key.startswith("hash") for key in _workers(html)["rig"])


def test_column_of_earnings_may_lack_its_name() -> None:
    """A row that is laid out as always is read under a header that is as always."""
    html = _headed(HEADER, _worker("a.rig", "1 Th/s", "2 Th/s", "0.1 BTC"))
    assert _workers(html)["rig"]["hashrate_10800s"] == "2000000000000"
    html = _headed(HEADER, _worker("a.rig", "1 Th/s", "0.1 BTC", "2 Th/s"))
    assert "hashrate_10800s" not in _workers(html)["rig"]


def test_two_headers_that_differ_are_none() -> None:
    """A table with two different headers has no header that can be used."""
    html = _headed(HEADER, _worker("a.rig", "1 Th/s", "2 Th/s"))
    html = html.replace(
        "</table>", "<tr><td>Status</td><td>Last Share</td></tr></table>"
    )
    assert _workers(html) == {"rig": {}}


def test_time_under_an_unknown_heading_is_not_the_last_share() -> None:
    """A time is the last share only if the header does not call it something else."""
    header = HEADER.replace("Last Share", "Joined")
    html = _headed(header, _worker("a.rig", "1 Th/s", "2 Th/s"))
    assert "lastest_share_ts" not in _workers(html)["rig"]


def test_row_that_lost_a_cell_keeps_its_last_share_only() -> None:
    """In a row that does not fit its header a time is still a time."""
    html = _headed(
        HEADER, _worker("a.rig", "2 Th/s"), _worker("a.b", "1 Th/s", "1 Th/s")
    )
    assert _workers(html)["rig"] == {"lastest_share_ts": "1795168800"}
    html = html.replace("Status", "Mood")
    assert _workers(html)["rig"] == {}


def test_two_times_in_a_row_are_none() -> None:
    """A row with two times does not say when its last share was."""
    row = _worker("a.rig", "1 Th/s", "2 Th/s", state="2026-11-20 09:00")
    assert _workers(row) == {"rig": {}}


def test_columns_that_changed_places_are_found_out_by_the_account() -> None:
    """The total says which hashrate is which if the account's own are on the page."""
    html = fixture("stats_2026")
    swapped = _swap_columns(html)
    assert not any(
        "hash" in key for words in _workers(swapped).values() for key in words
    )
    assert (
        pages.hashrates(swapped, SNAPSHOT)
        .keys()
        .isdisjoint({"hashrate_60s", "hashrate_10800s"})
    )


def _swap_columns(html: str) -> str:
    """Exchange the two hashrates in each row of the workers' table."""
    before, _, rest = html.partition('<tbody id="workers-tablerows">')
    table, _, after = rest.partition("</tbody>")
    lines = table.splitlines()
    at = [number for number, line in enumerate(lines) if "h/s</td>" in line]
    for one, other in zip(at[::2], at[1::2], strict=True):
        lines[one], lines[other] = lines[other], lines[one]
    table = "\n".join(lines)
    return f'{before}<tbody id="workers-tablerows">{table}</tbody>{after}'


def test_cells_that_changed_places_are_found_out_by_the_sum() -> None:
    """Workers that add up to the total only over both columns are not believed."""
    rows = _worker("a", "4.0 Th/s", "6.0 Th/s") + _worker(
        "a.rig", "1.0 Th/s", "2.0 Th/s"
    )
    right = rows + _worker("a.shed", "3.0 Th/s", "4.0 Th/s")
    swapped = rows + _worker("a.shed", "4.0 Th/s", "3.0 Th/s")
    assert _workers(right)["shed"]["hashrate_60s"] == "3000000000000"
    assert not any(
        "hash" in key for words in _workers(swapped).values() for key in words
    )


def test_workers_of_one_of_several_pages_need_not_add_up() -> None:
    """The total counts the workers of all pages, so a page of them may be less."""
    rows = _worker("a", "9 Th/s", "9 Th/s") + _worker("a.rig", "1 Th/s", "2 Th/s")
    assert _workers(rows)["rig"]["hashrate_10800s"] == "2000000000000"


def _span(label: str, rate: str, shares: str = "") -> str:
    """Return a row of the hashrates' table."""
    return _row(label, rate, shares)


def _rates(html: str) -> dict[str, str]:
    """Return the hashrates of a page."""
    rates = pages.hashrates(html + "<p id=pool-status>", SNAPSHOT)
    return {key: value for key, value in rates.items() if key != "snap_ts"}


def test_hashrates_out_of_order_need_their_shares_as_witnesses() -> None:
    """Rows in an order that never was are believed if their shares confirm them."""
    rows = (
        _span("60 sec", "1.0 Th/s")
        + _span("24 hrs", "2.0 Th/s")
        + _span("5 min", "4.3 Gh/s", "300")
    )
    assert _rates(rows) == {"hashrate_300s": "4294967296"}


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        ([("5 min", "4.29 Gh/s", "60"), ("60 sec", "8.59 Gh/s", "120")], "60s"),
        ([("5 min", "8.59 Gh/s", "300"), ("60 sec", "4.29 Gh/s", "120")], ""),
        (
            [("5 min", "1.0 Gh/s", "3 shares"), ("60 sec", "2.0 Gh/s", "1 shares")],
            "both",
        ),
    ],
    ids=["label", "exchanged", "neither"],
)
def test_shares_call_hashrates_that_changed_places(
    rows: list[tuple[str, str, str]], known: str
) -> None:
    """Shares that fit another label or another row call a hashrate into doubt."""
    expected = {
        "60s": {"hashrate_60s"},
        "": set(),
        "both": {"hashrate_60s", "hashrate_300s"},
    }
    assert _rates("".join(_span(*row) for row in rows)).keys() == expected[known]


@pytest.mark.parametrize(
    "row",
    [
        _row("60 sec", "1 Th/s", "2 Th/s"),
        _row("60 sec", "5 min", "1 Th/s"),
        _row("61 sec", "1 Th/s"),
        _row("60 sec", "-"),
        _row("Average", "1 Th/s"),
    ],
)
def test_row_in_doubt_tells_no_hashrate(row: str) -> None:
    """A row needs one label and one hashrate."""
    assert _rates(row) == {}


def _cards(*cards: tuple[str, str], each: bool = False) -> str:
    """Return cards, in a box together or each in its own."""
    pairs = [
        f'<div class="blocks-label">{label}</div><span>{value}</span>'
        for label, value in cards
    ]
    if each:
        return "".join(f"<div>{pair}</div>" for pair in pairs)
    return f"<section>{''.join(pairs)}</section>"


BARE_CARDS = """<p>Unpaid Earnings: <b>0.00000500 BTC</b></p>
<p>Shares in reward window <b>11.78G</b></p>"""
CARDS_VALUE_FIRST = """<div>0.00000500 <i>BTC</i><div><b>Unpaid Earnings</b></div></div>
<div><p>11.78<small>G</small></p><p>Shares In Reward Window</p></div>"""
UNPAID = ("Unpaid Earnings", "0.00000500 BTC")
SHARES = ("Shares In Reward Window", "11.78G")


@pytest.mark.parametrize(
    "html",
    [
        _cards(UNPAID, SHARES),
        _cards(UNPAID, SHARES, each=True),
        f"<h2>Balance</h2>{_cards(UNPAID, SHARES)}",
        _cards(UNPAID, SHARES).replace("<section>", "<section><h2>Balance</h2>"),
        _cards(("Other", "7"), UNPAID, SHARES),
        _cards(UNPAID, SHARES).replace("<section>", "<section><b>Other</b><i>7</i>"),
        BARE_CARDS,
        CARDS_VALUE_FIRST,
        _cards(UNPAID, SHARES).replace("Earnings<", "Earnings<p>What is owed</p><"),
        _cards(UNPAID, SHARES, UNPAID),
    ],
)
def test_cards_are_found_in_any_box(html: str) -> None:
    """A label finds its value in one box for all, in its own, and before or after."""
    assert _account(html) == {"unpaid": "0.00000500", "shares_in_tides": "11780000000"}


@pytest.mark.parametrize(
    "html",
    [
        _cards(UNPAID, SHARES).replace("<span>0.00000500 BTC</span>", ""),
        "<p>0.00000500 BTC</p>"
        + _cards(SHARES, UNPAID)[9:-10].replace("<span>", "<b>"),
        _cards(("Unpaid Earnings", "0.00000500 BTC soon")),
        _cards(("Unpaid Earnings", "0.00000500 BTC</span><span>0.00000600 BTC")),
        _cards(("Unpaid Earnings", "-"), ("Workers Currently Hashing", "n/a")),
        _cards(UNPAID, ("Unpaid Earnings", "0.00000600 BTC"), each=True),
        _cards(UNPAID, ("Unpaid Earnings", "0.00000600 BTC")),
        "<div>" + "<i>x</i>" * 300 + _cards(UNPAID)[9:-10],
        "<div><div><div><div>Unpaid Earnings</div></div></div></div><b>0.1 BTC</b>",
        _cards(UNPAID, ("Lifetime Earnings", "0.00000499 BTC")),
    ],
)
def test_cards_in_doubt_tell_nothing(html: str) -> None:
    """A value too few, too many, unreadable or contradicted is not known."""
    assert "unpaid" not in _account(html)
    assert "active_worker_count" not in pages.hashrates(html, SNAPSHOT)


@pytest.mark.parametrize(
    ("unpaid", "payout", "coming", "window", "believed"),
    [
        (500, 800, 300, 2400, True),
        (800, 500, 300, 2400, False),
        (500, 300, 800, 2400, False),
        (300, None, 500, 2400, False),
        (500, None, 300, 2400, True),
        (500, 700, 900, 2400, True),
        (0, 0, 0, 0, True),
    ],
)
def test_amounts_that_changed_places_are_not_believed(
    unpaid: int, payout: int | None, coming: int, window: int, believed: bool
) -> None:
    """The amounts are not believed if they would fit each other exchanged."""
    said = {
        "Unpaid Earnings": unpaid,
        "Estimated Payout Next Block": payout,
        "Estimated Earnings Next Block": coming,
        "Estimated Rewards In Window": window,
    }
    html = _cards(
        *(
            (label, f"0.{sats:08d} BTC")
            for label, sats in said.items()
            if sats is not None
        )
    )
    assert ("unpaid" in _account(html)) is believed


HASH = "ab" * 32
OTHER = "cd" * 32


@pytest.mark.parametrize(
    "row",
    [
        _row("2026-11-01 10:00", f"<a href=/info/tx/{HASH}>x</a>", "-"),
        _row(
            "2026-11-01 10:00", f"<a href=/info/tx/{HASH}>x</a>", "0.1 BTC", "0.2 BTC"
        ),
        _row("2026-11-01 10:00", f"<a href=/info/tx/{HASH}>x</a>", "0 BTC"),
        _row("yesterday", f"<a href=/info/tx/{HASH}>x</a>", "0.1 BTC"),
        _row("2026-11-01 10:00", "pending", "0.1 BTC"),
        _row("2026-11-01 10:00", f"<a href=/info/block/{HASH}>x</a>", "0.1 BTC"),
        _row(
            "2026-11-01 10:00",
            f"<a href=/info/tx/{HASH}>x</a><a href=/info/tx/lightning/1>y</a>",
            "0.1 BTC",
        ),
    ],
)
def test_row_in_doubt_is_no_payout(row: str) -> None:
    """A payout has one time, one amount and no other kind of link."""
    assert pages.payout_rows(row + "<p id=pool-status>") == []


def test_payout_of_an_unknown_transaction_is_a_payout() -> None:
    """In the payouts' table a row without a transaction is one, without saying how."""
    row = _row("2026-11-01 10:00", f"<a href=/info/tx/{HASH}>{OTHER}</a>", "0.1 BTC")
    html = f'<table><tbody id="payouts-tablerows">{row}</tbody></table>'
    payout = {"ts": "2026-11-01T10:00:00", "total_satoshis_net_paid": 10_000_000}
    assert pages.payout_rows(html) == [payout]


BLOCK = f"<a href=/info/block/{HASH}>961,635</a>"


@pytest.mark.parametrize(
    "row",
    [
        _row("2026-11-01 10:00", BLOCK, "0.9%", "0.1 BTC"),
        _row("2026-11-01 10:00", BLOCK, "0.9%", "0.1 BTC", "0.02 BTC"),
        _row("2026-11-01 10:00", BLOCK, "0.9%", "0.1 BTC", "-0.00000001 BTC"),
        _row("2026-11-01 10:00", "961,635", "0.9%", "0.1 BTC", "0.001 BTC"),
        _row("2026-11-01 10:00", HASH, "0.9%", "0.1 BTC", "0.001 BTC"),
        _row("-", BLOCK, "0.9%", "0.1 BTC", "0.001 BTC"),
        _row("2026-11-01 10:00", BLOCK, "<a href=/stats/a>a</a>", "1 BTC", "0.01 BTC"),
    ],
)
def test_row_in_doubt_is_no_earning(row: str) -> None:
    """An earning has a time, a block's link, an amount and a fee far below it."""
    assert pages.earning_rows(row + "<p id=pool-status>") == []


@pytest.mark.parametrize(
    ("header", "known"),
    [
        ("Time|Block|Share Count|Earnings|Pool Fees", True),
        ("Time|Block|Share Count|Pool Fees|Earnings", False),
        ("Time|Block|Share Count|Earnings", False),
        ("Time|Block|Shares|Net|Cut", True),
    ],
)
def test_header_may_contradict_an_earning(header: str, known: bool) -> None:
    """An earning is not known where the header says otherwise than the amounts."""
    row = _row("2026-11-01 10:00", BLOCK, "1,234", "0.1 BTC", "0.001 BTC")
    earnings = pages.earning_rows(_headed(header, row) + "<p id=pool-status>")
    assert [row["shares_in_window"] for row in earnings] == ([1234] if known else [])


def test_shares_that_are_contradicted_are_not_known() -> None:
    """The height of a block under the heading of the shares is no count of shares."""
    row = _row("2026-11-01 10:00", BLOCK, "11.78G", "0.1 BTC", "0.001 BTC")
    html = _headed("Time|Shares|Window|Earnings|Pool Fees", row)
    assert "shares_in_window" not in pages.earning_rows(html)[0]


def test_finder_of_a_block_is_no_worker() -> None:
    """The rows of the dashboard link to accounts too, but are not their workers."""
    assert "workers" not in pages.account(fixture("dashboard_2026"), SNAPSHOT)


def test_grouping_spaces_do_not_break_a_number() -> None:
    """A thin or unbreakable space between digits groups them; others part them."""
    assert _rates(_row("60\xa0sec", "1\u202f885.8\xa0Th/s")) == {
        "hashrate_60s": "1885800000000000"
    }
    assert _rates(_row("60 sec", "<b>1</b><b>885.8 Th/s</b>")) == {}


def test_total_without_hashrates_contradicts_nobody() -> None:
    """A total that is blank is no witness against its workers."""
    html = _headed(
        HEADER, _worker("a", "-", "-", text="Total"), _worker("a.b", "1 Th/s", "2 Th/s")
    )
    assert _workers(html)["b"]["hashrate_60s"] == "1000000000000"


def test_text_between_cells_is_no_cell() -> None:
    """What stands in a row but in no cell says nothing."""
    assert _rates("<tr>9 Th/s<td>60 sec</td><td>1 Th/s</td></tr>") == {
        "hashrate_60s": "1000000000000"
    }


def test_cells_that_were_not_closed_are_cells() -> None:
    """Cells and rows end where the next begins."""
    rows = "<table><tr><td>5 min<td>2 Th/s<tr><td>60 sec<td>1 Th/s</table>"
    assert _rates(rows).keys() == {"hashrate_60s", "hashrate_300s"}


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Unpaid", {"unpaid": "0.00000500"}),
        ("Total Unpaid Balance", {"unpaid": "0.00000500"}),
        ("Unpaid Earnings ⓘ", {"unpaid": "0.00000500"}),
        ("Est. Earnings / Next Block", {"estimated_earn_next_block": "0.00000500"}),
        ("Pool Unpaid", {}),
        ("Unpaid Earnings USD", {}),
        ("Balance", {}),
        ("Lifetime earnings and earnings per day", {}),
        ("Unpaid " * 20, {}),
    ],
)
def test_label_is_told_by_its_key_words(label: str, words: dict[str, str]) -> None:
    """Other words around the key words do not matter, unless they change the sense."""
    assert _account(_cards((label, "0.00000500 BTC")) + "<p id=pool-status>") == words


def _helped(label: str, text: str, value: str = "0.00000500 BTC") -> str:
    """Return a card whose label has an explanation."""
    return (
        f'<div><div class="blocks-label">{label}<span class="tooltiptext">{text}</span>'
        f"</div><span>{value}</span></div>"
    )


PENDING = "Earnings below threshold pending payment"


def test_explanation_tells_what_a_card_is_about() -> None:
    """A label of any name is known by its explanation."""
    assert _account(_helped("Balance", PENDING)) == {"unpaid": "0.00000500"}
    assert _account(_helped("<b>Unpaid</b> <i>Earnings</i>", "")) == {
        "unpaid": "0.00000500"
    }
    unclear = _helped("Balance", "Earnings per day, pending payment")
    assert _account(unclear + "<p id=pool-status>") == {}


def test_explanation_that_contradicts_its_label_calls_both_into_doubt() -> None:
    """Neither of the two things is known of any card of the page."""
    html = _helped("Lifetime Earnings", PENDING) + _helped("Unpaid Earnings", "")
    assert _account(html + "<p id=pool-status>") == {}


def test_shares_are_known_by_their_form_beside_the_estimates() -> None:
    """The only figure of that form in the box of the estimates, and no other."""
    window = ("Estimated Rewards In Window", "0.00226499 BTC")
    html = f"<div>{_cards(('Counted', '112.74G'), window)}</div>"
    assert _account(html) == {"shares_in_tides": "112740000000"}
    two = _cards(("Counted", "112.74G"), window, ("Difficulty", "127.48T"))
    assert _account(f"<div>{two}</div>") == {}
    apart = _cards(("Counted", "112.74G"), each=True) + f"<div>{_cards(window)}</div>"
    assert _account(f"<div><div><div>{apart}</div></div></div>") == {}


@pytest.mark.parametrize(
    ("said", "absent"),
    [
        ({"Estimated Payout Next Block": 800}, {"estimated_payout_next_block"}),
        (
            {"Unpaid Earnings": 900, "Estimated Payout Next Block": 800},
            {"estimated_payout_next_block", "unpaid"},
        ),
        (
            {
                "Unpaid Earnings": 500,
                "Estimated Payout Next Block": 900,
                "Estimated Earnings Next Block": 300,
            },
            {"estimated_payout_next_block"},
        ),
        (
            {
                "Estimated Earnings Next Block": 300_000,
                "Estimated Rewards In Window": 500_000,
            },
            {"estimated_earn_next_block"},
        ),
        (
            {
                "Unpaid Earnings": 800_000,
                "Estimated Earnings Next Block": 100_000,
                "Estimated Rewards In Window": 3_000_000,
            },
            {"unpaid", "estimated_earn_next_block"},
        ),
    ],
)
def test_amounts_that_cannot_be_are_not_known(
    said: dict[str, int], absent: set[str]
) -> None:
    """What comes next is what is unpaid and what a block earns: an eighth, nearly."""
    html = _cards(*((label, f"0.{sats:08d} BTC") for label, sats in said.items()))
    assert _account(html).keys().isdisjoint(absent)


def test_shares_that_cannot_earn_what_the_window_does_are_not_known() -> None:
    """Two shares do not earn a quarter of a million satoshis."""
    window = ("Estimated Rewards In Window", "0.00226499 BTC")
    html = _cards(("Shares In Reward Window", "2"), window)
    assert _account(html) == {}
    html = _cards(("Shares In Reward Window", "112.74G"), window)
    assert _account(html) == {"shares_in_tides": "112740000000"}


def test_window_is_told_by_the_shares_where_the_label_is_not_known() -> None:
    """So many shares are that hashrate over one window only."""
    rows = _span("24 hrs", "1,301.7 Th/s", "26.19G") + _span(
        "recently", "1,310.2 Th/s", "91.52M"
    )
    assert _rates(rows) == {
        "hashrate_86400s": "1301700000000000",
        "hashrate_300s": "1310200000000000",
    }
    assert _rates(_span("recently", "1,310.2 Th/s", "91.52M")) == {}
    assert _rates(rows.replace("recently", "7 hrs")).keys() == {"hashrate_86400s"}
    none = _span("24 hrs", "1 Th/s") + _span("recently", "0.0 Th/s", "0")
    assert _rates(none).keys() == {"hashrate_86400s"}


def test_window_that_its_shares_contradict_is_not_known() -> None:
    """A row of ten minutes that calls itself an hour."""
    assert _rates(_span("1 hr", "1,288.6 Th/s", "180.02M")) == {}


@pytest.mark.parametrize(
    ("shares", "rate"),
    [("12,300", "880468295680"), ("0.01M", "900000000000"), ("5", "900000000000")],
)
def test_coarse_hashrate_is_made_finer_by_its_shares(shares: str, rate: str) -> None:
    """One digit is no good figure; shares that are as coarse, or wrong, do not help."""
    assert _rates(_span("60 sec", "0.9 Th/s", shares)) == {"hashrate_60s": rate}


def test_row_may_lead_to_its_worker_as_a_whole() -> None:
    """The row's own target stands in for a link in the first cell."""
    cells = "<td>rig</td><td>Online</td><td>2026-11-20 10:00</td>"
    rates = "<td>1.0 Th/s</td><td>2.0 Th/s</td>"
    html = f'<table><tr data-href="/stats/a.rig">{cells}{rates}</tr></table>'
    assert _workers(html) == {
        "rig": {
            "hashrate_60s": "1000000000000",
            "hashrate_10800s": "2000000000000",
            "lastest_share_ts": "1795168800",
        }
    }
    cell = html.replace("<tr data-href", "<tr><td hx-get").replace("><td>rig", ">rig")
    assert _workers(cell) == _workers(html)
    elsewhere = html.replace("</td>", '<a href="/info/block/1">x</a></td>', 1)
    assert "workers" not in pages.account(elsewhere + "<p id=pool-status>", SNAPSHOT)


def test_times_and_states_in_other_words_leave_the_hashrates() -> None:
    """`1 min ago` is no time that can be read, but its column is what it is."""
    header = "Worker Name|Status|Last Share (UTC)|60s Avg Hashrate ▲|Hashrate (3 hrs)"
    row = _worker("a.rig", "1 Th/s", "2 Th/s", state="Active", when="1 min ago")
    assert _workers(_headed(header, row)) == {
        "rig": {"hashrate_60s": "1000000000000", "hashrate_10800s": "2000000000000"}
    }
    swapped = _headed(header, _worker("a.rig", "1 min ago", "2 Th/s", when="1 Th/s"))
    assert _workers(swapped) == {"rig": {}}


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("POOL: 1.20 Eh/s • LAST BLOCK: 843264 (4D AGO)", (12 * 10**17, 843264)),
        ("HASHRATE: 1.20 Eh/s • TIP 843,264 (4D AGO)", (12 * 10**17, 843264)),
        ("HASHRATE: 1.20 Eh/s • 3.4 Eh/s", (None, None)),
        (
            "HASHRATE: 1.20 Eh/s • BLOCKS FOUND: 11,633 (65 A MONTH)",
            (12 * 10**17, None),
        ),
        ("LAST BLOCK: 843264 • 843265 (4D AGO)", (None, None)),
    ],
)
def test_header_is_told_by_form_and_by_label(
    header: str, status: tuple[int | None, int | None]
) -> None:
    """In its place the form is enough, and what differs is not known."""
    told = pages.pool_status(f"<p id=pool-status-item>{header}</p>")
    hashrate, height = status
    assert told.get("hashrate") == (None if hashrate is None else str(hashrate))
    assert told.get("height") == height


def test_title_of_the_dashboard_is_a_page_of_oceans() -> None:
    """Its chart has the pool's hashrate in its title."""
    html = '<div class="graph-title">OCEAN Hashrate: 12.30 Eh/s</div>'
    assert pages.pool_status(html) == {"hashrate": "12300000000000000000"}
    assert pages.pool_status(fixture("poolstatus_2024")) == {
        "hashrate": "612400000000000000"
    }


def test_earnings_of_early_2024_have_no_time() -> None:
    """The block is told by its hash, and the time is not said."""
    first, second = pages.earning_rows(fixture("earning_rows_2024"))
    assert first == {
        "block_hash": f"{0xCAFE:064x}",
        "fees_colected_satoshis": 0,
        "satoshis_net_earned": 1_951_300,
    }
    assert second["fees_colected_satoshis"] == 38_865
    bare = fixture("earning_rows_2024").replace("<a ", "<b ").replace("</a>", "</b>")
    assert pages.earning_rows(bare)[0] == first


def test_time_in_a_column_of_another_name_is_not_the_blocks() -> None:
    """Where there is a header it says which time is meant."""
    row = _row(BLOCK, "0.9%", "0.1 BTC", "0.001 BTC", "2026-11-01 10:00")
    html = _headed("Block|Share Log %|Earnings|Pool Fees|Matures", row)
    html = html.replace("<table>", '<table id="earnings-fulltable">')
    assert "ts" not in pages.earning_rows(html)[0]
    assert "ts" in pages.earning_rows(html.replace("Matures", "Time"))[0]


def test_header_tells_which_amount_was_paid() -> None:
    """Of two amounts and two times the named ones; a name in another place is none."""
    link = f"<a href=/info/tx/{HASH}>x</a>"
    row = _row("2026-11-01 10:00", link, "0.1 BTC", "0.0002 BTC", "2026-11-02 10:00")
    html = _headed("Time|Transaction|Amount (BTC)|Network Fee|Confirmed", row)
    payout = pages.payout_rows(html)[0]
    assert (payout["total_satoshis_net_paid"], payout["ts"][:10]) == (
        10_000_000,
        "2026-11-01",
    )
    moved = _row("2026-11-01 10:00", "0.1 BTC", link)
    html = _headed("Time|Transaction|Amount", moved) + "<p id=pool-status>"
    assert pages.payout_rows(html) == []
    short = _row("2026-11-01 10:00", link, "0.1 BTC")
    assert pages.payout_rows(_headed("Time|Amount", short))
