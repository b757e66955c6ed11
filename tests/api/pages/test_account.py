"""An account's page as a whole, in the layouts of 2024 and of 2026."""

from datetime import UTC, datetime

import pytest

from custom_components.ocean_xyz.api.pages.account import read_page

from .support import MARK, account, facts, fixture, row, workers

AT = datetime(2026, 11, 20, 11, tzinfo=UTC)


def test_page_of_2026_has_the_account() -> None:
    """It has cards with several pairs, hashrates, and the total before the workers."""
    assert account(fixture("stats_2026")) == {
        "unpaid": "0.00356948",
        "estimated_earn_next_block": "0.00028374",
        "shares_in_tides": "112740000000",
        "lastest_share_ts": "1795172280",
        "hashrate_60s": "104800000000000",
        "hashrate_300s": "1310200000000000",
        "hashrate_600s": "1288600000000000",
        "hashrate_10800s": "1299400000000000",
        "hashrate_86400s": "1301700000000000",
        "active_worker_count": "2",
    }


def test_page_of_2024_has_the_account() -> None:
    """The page has a box for each card, a payout, and the total after the workers."""
    assert account(fixture("stats_2024")) == {
        "unpaid": "0.18939196",
        "estimated_payout_next_block": "0.53138625",
        "estimated_earn_next_block": "0.34199428",
        "shares_in_tides": "112740000000000",
        "hashrate_60s": "104700000000000",
        "hashrate_300s": "110200000000000",
        "hashrate_600s": "88600000000000",
        "hashrate_10800s": "98300000000000",
        "hashrate_86400s": "101700000000000",
        "active_worker_count": "1204",
    }


def test_page_of_2026_has_the_workers() -> None:
    """A worker's name is in its link, and each cell has its own unit."""
    expected = {
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
    assert workers(fixture("stats_2026")) == expected
    assert workers(fixture("worker_rows_2026")) == expected


def test_page_of_2024_has_the_workers() -> None:
    """A worker that never had a share has none, and no hashrate where there is `-`."""
    assert workers(fixture("stats_2024")) == {
        "attic": {
            "hashrate_60s": "104700000000000",
            "hashrate_10800s": "98300000000000",
            "lastest_share_ts": "1715675280",
        },
        "cellar": {"hashrate_60s": "0"},
    }


@pytest.mark.parametrize("name", ["hashrate_rows", "worker_rows"])
def test_fragment_says_what_the_page_says(name: str) -> None:
    """The rows of a fragment, without header or id, are read like those of a page."""
    page, rows = facts(fixture("stats_2026")), facts(fixture(f"{name}_2026"))
    shared = rows.keys() & page.keys() - {("account", "hashrate_10800s")}
    assert len(shared) > 2
    assert {key: rows[key] for key in shared} == {key: page[key] for key in shared}


def test_words_of_a_page_become_models() -> None:
    """The models of the API read the figures of a page."""
    page = read_page(fixture("stats_2026")).page("a", AT)
    assert (page.account.unpaid, page.account.snapshot_time) == (356948, AT)
    assert page.account.hashrate_60s == 104.8e12
    assert (page.hashrate.active_workers, page.hashrate.hashrate_60s) == (2, 104.8e12)
    assert page.hashrate.snapshot_time == AT
    assert page.workers["s19-01"].hashrate_60s == 104.7e12
    assert page.averages["s19-01"].hashrate_10800s == 98.3e12


@pytest.mark.parametrize("html", [fixture("cloudflare"), fixture("maintenance"), ""])
def test_page_of_someone_else_is_an_error(html: str) -> None:
    """A page that is not OCEAN's is an error, not an account without figures."""
    for body in (html, html.encode()):
        with pytest.raises(ValueError, match="not a page"):
            read_page(body)


@pytest.mark.parametrize(
    "name",
    [
        *("earning_rows_2024", "earning_rows_2026", "payout_rows_2026"),
        *("poolstatus_2024", "poolstatus_2026", "dashboard_2026"),
    ],
)
def test_other_parts_of_the_site_say_nothing_of_the_account(name: str) -> None:
    """Tables of earnings and payouts, and the pool's own figures, are not read."""
    page = read_page(fixture(name) + MARK)
    assert page.empty
    assert page.workers is None


def test_page_without_a_workers_table_does_not_say_that_there_are_none() -> None:
    """Workers are absent if no table was read, and empty if a table is empty."""
    assert read_page(fixture("payoutcards_2026")).workers is None
    empty = '<table><tr><th>Nickname</th></tr><tbody id="workers-tablerows"></tbody>'
    assert read_page(empty).workers == {}
    unknown = '<div id="workers-tablerows"><table>' + row("a", "b") + "</table></div>"
    assert read_page(unknown).workers is None


def test_page_links_to_the_next() -> None:
    """There are more pages if a later one is linked."""
    html = fixture("stats_2026")
    assert [read_page(html, number=at).more for at in range(3)] == [True, True, False]
    other = html.replace("wpage=", "ppage=")
    assert not read_page(other).more
    odd = (
        f'<p id="pool-status"><a href="//[?wpage=1">1</a><a href="?wpage={10**9}">2</a>'
    )
    assert not read_page(odd).more
