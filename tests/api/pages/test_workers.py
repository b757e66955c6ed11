"""The table of an account's workers."""

import pytest

from custom_components.ocean_xyz.api.pages.account import read_page

from .support import MARK, account, fixture, headed, row, worker, workers

HEADER = "Nickname|Status|Last Share|Hashrate (60s)|Hashrate (3hr)"


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
    """A worker's name is in its link, decoded; the text does not matter."""
    row = worker(link, "1.0 Th/s", "2.0 Th/s", text=text)
    assert list(workers(row)) == [name]


def test_absolute_links_are_links() -> None:
    """A link may name the site."""
    row = worker("a.rig", "1.0 Th/s", "2.0 Th/s").replace("/stats", "https://o.x/stats")
    assert list(workers(row)) == ["rig"]


def test_rows_of_two_accounts_are_no_account() -> None:
    """If there are two accounts, the caller must name one."""
    rows = "".join(worker(f"{a}.rig", "1.0 Th/s", "2.0 Th/s") for a in ("A1", "b2"))
    assert read_page(rows + MARK).workers is None
    found = read_page(rows + MARK, address="a1").workers
    assert list(found or ()) == ["rig"]


def test_rows_of_one_worker_have_to_agree() -> None:
    """If a worker is listed twice, only figures that both rows have are known."""
    rows = worker("a.rig", "1.0 Th/s", "2.0 Th/s") + worker(
        "a.rig", "1.0 Th/s", "3 Th/s"
    )
    assert workers(rows)["rig"].keys() == {"hashrate_60s", "lastest_share_ts"}


def test_total_without_a_link_is_told_by_its_text() -> None:
    """A row named Total without a link is the account's."""
    total = row("Total", "-", "2026-11-20 10:05", "1.0 Th/s", "2.0 Th/s")
    html = worker("a.rig", "1.0 Th/s", "2.0 Th/s") + total
    assert account(html) == {
        "hashrate_60s": "1000000000000",
        "hashrate_10800s": "2000000000000",
        "lastest_share_ts": "1795169100",
    }


def test_row_without_a_link_is_no_worker() -> None:
    """A text may be a nickname, so a row without a link is nobody's."""
    rows = worker("a.rig", "1 Th/s", "2 Th/s") + row(
        "shed", "Online", "2026-11-20 10:00", "1 Th/s", "2 Th/s"
    )
    assert list(workers(rows)) == ["rig"]


def test_unnamed_third_hashrate_leaves_the_other_two_in_doubt() -> None:
    """Without a header, three hashrates are not read as the usual two."""
    row = worker("a.rig", "1 Th/s", "2 Th/s", "3 Th/s")
    assert workers(row) == {"rig": {"lastest_share_ts": "1795168800"}}


def test_blank_cells_are_placed_by_full_rows() -> None:
    """A blank replaces a hashrate if other rows of its length show where."""
    blank = worker("a.new", "0 Th/s", "-", state="Offline", when="never")
    assert workers(blank) == {"new": {}}
    full = worker("a.rig", "1 Th/s", "2 Th/s")
    assert workers(full + blank)["new"] == {"hashrate_60s": "0"}


def test_header_names_columns_in_a_new_layout() -> None:
    """Columns are found by their names: a new one, another order, another window."""
    html = headed(
        "Worker|Model|Hashrate (60s)|Hashrate (24 hrs)|Status|Last Share:",
        row("<a href=/stats/a.rig>x</a>", "S19", "1 Th/s", "2 Th/s", "Online", "never"),
        row(
            *("<a href=/stats/a.pit>x</a>", "S21", "3 Th/s", "4 Th/s", "Online"),
            "2026-11-20 10:00",
        ),
    )
    assert workers(html)["rig"] == {
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
    html = headed(header, worker("a.rig", "1 Th/s", "2 Th/s"))
    assert not any(key.startswith("hash") for key in workers(html)["rig"])


def test_column_of_earnings_may_lack_its_name() -> None:
    """A row with the usual layout is read under the usual header."""
    html = headed(HEADER, worker("a.rig", "1 Th/s", "2 Th/s", "0.1 BTC"))
    assert workers(html)["rig"]["hashrate_10800s"] == "2000000000000"
    html = headed(HEADER, worker("a.rig", "1 Th/s", "0.1 BTC", "2 Th/s"))
    assert "hashrate_10800s" not in workers(html)["rig"]


def test_two_headers_that_differ_are_none() -> None:
    """A table with two different headers has no header that can be used."""
    html = headed(HEADER, worker("a.rig", "1 Th/s", "2 Th/s"))
    html = html.replace(
        "</table>", "<tr><td>Status</td><td>Last Share</td></tr></table>"
    )
    assert workers(html) == {"rig": {}}


def test_time_under_an_unknown_heading_is_not_the_last_share() -> None:
    """A time is the last share unless the header names it differently."""
    header = HEADER.replace("Last Share", "Joined")
    html = headed(header, worker("a.rig", "1 Th/s", "2 Th/s"))
    assert "lastest_share_ts" not in workers(html)["rig"]


def test_row_that_lost_a_cell_keeps_its_last_share_only() -> None:
    """In a row that does not fit its header a time is still a time."""
    html = headed(HEADER, worker("a.rig", "2 Th/s"), worker("a.b", "1 Th/s", "1 Th/s"))
    assert workers(html)["rig"] == {"lastest_share_ts": "1795168800"}
    html = html.replace("Status", "Mood")
    assert workers(html)["rig"] == {}


def test_two_times_in_a_row_are_none() -> None:
    """A row with two times does not say when its last share was."""
    row = worker("a.rig", "1 Th/s", "2 Th/s", state="2026-11-20 09:00")
    assert workers(row) == {"rig": {}}


def test_columns_that_changed_places_are_found_out_by_the_account() -> None:
    """The total shows which hashrate is which if the account's own are on the page."""
    html = fixture("stats_2026")
    swapped = _swap_columns(html)
    assert not any(
        "hash" in key for words in workers(swapped).values() for key in words
    )
    assert account(swapped).keys().isdisjoint({"hashrate_60s", "hashrate_10800s"})


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
    rows = worker("a", "4.0 Th/s", "6.0 Th/s") + worker("a.rig", "1.0 Th/s", "2.0 Th/s")
    right = rows + worker("a.shed", "3.0 Th/s", "4.0 Th/s")
    swapped = rows + worker("a.shed", "4.0 Th/s", "3.0 Th/s")
    assert workers(right)["shed"]["hashrate_60s"] == "3000000000000"
    assert not any(
        "hash" in key for words in workers(swapped).values() for key in words
    )


def test_workers_of_one_of_several_pages_need_not_add_up() -> None:
    """The total counts the workers of all pages, so a page of them may be less."""
    rows = worker("a", "9 Th/s", "9 Th/s") + worker("a.rig", "1 Th/s", "2 Th/s")
    assert workers(rows)["rig"]["hashrate_10800s"] == "2000000000000"


def test_finder_of_a_block_is_no_worker() -> None:
    """The rows of the dashboard link to accounts too, but are not their workers."""
    assert read_page(fixture("dashboard_2026")).workers is None


def test_total_without_hashrates_contradicts_nobody() -> None:
    """A blank total does not contradict its workers."""
    html = headed(
        HEADER, worker("a", "-", "-", text="Total"), worker("a.b", "1 Th/s", "2 Th/s")
    )
    assert workers(html)["b"]["hashrate_60s"] == "1000000000000"


def test_row_may_lead_to_its_worker_as_a_whole() -> None:
    """The row's own target replaces a link in the first cell."""
    cells = "<td>rig</td><td>Online</td><td>2026-11-20 10:00</td>"
    rates = "<td>1.0 Th/s</td><td>2.0 Th/s</td>"
    html = f'<table><tr data-href="/stats/a.rig">{cells}{rates}</tr></table>'
    assert workers(html) == {
        "rig": {
            "hashrate_60s": "1000000000000",
            "hashrate_10800s": "2000000000000",
            "lastest_share_ts": "1795168800",
        }
    }
    cell = html.replace("<tr data-href", "<tr><td hx-get").replace("><td>rig", ">rig")
    assert workers(cell) == workers(html)
    elsewhere = html.replace("</td>", '<a href="/info/block/1">x</a></td>', 1)
    assert read_page(elsewhere + MARK).workers is None


def test_times_and_states_in_other_words_leave_the_hashrates() -> None:
    """`1 min ago` is not a time that can be read, but its column is still known."""
    header = "Worker Name|Status|Last Share (UTC)|60s Avg Hashrate ▲|Hashrate (3 hrs)"
    row = worker("a.rig", "1 Th/s", "2 Th/s", state="Active", when="1 min ago")
    assert workers(headed(header, row)) == {
        "rig": {"hashrate_60s": "1000000000000", "hashrate_10800s": "2000000000000"}
    }
    swapped = headed(header, worker("a.rig", "1 min ago", "2 Th/s", when="1 Th/s"))
    assert workers(swapped) == {"rig": {}}
