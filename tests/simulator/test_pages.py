"""The pages have the structure, the labels and the units of OCEAN's web site."""

from datetime import timedelta
import re
from typing import Final
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag
import pytest

from simulator import (
    ODD_NAMES,
    Account,
    Habits,
    NetworkPlan,
    Upstreams,
    World,
    farm,
    home,
)

SITE: Final = "https://ocean.xyz"
RATE: Final = r"\d+\.\d [TPE]h/s"
COINS: Final = r"\d+\.\d{8} BTC"
MINUTE: Final = r"\d{4}-\d\d-\d\d \d\d:\d\d"
SHARES: Final = r"\d+\.\d\d[MGTPE]"

LABELS: Final = {
    "lifetimesnap-statcards": {
        "Share Log %": r"\d+\.\d{2,3}%",
        "Estimated Earnings Per Day": COINS,
        "Lifetime Earnings": COINS,
    },
    "payoutsnap-statcards": {
        "Unpaid Earnings": COINS,
        "Estimated Payout Next Block": rf"{COINS}|Below threshold",
        "Estimated Time Until Minimum Payout": r"\d+ (days|hours|minutes)|Next block|Lightning",
    },
    "usersnap-statcards": {
        "Shares In Reward Window": SHARES,
        "Estimated Rewards In Window": COINS,
        "Estimated Earnings Next Block": COINS,
        "Workers Currently Hashing": r"\d+",
    },
}


def soup(upstreams: Upstreams, path: str) -> BeautifulSoup:
    """Return a page, parsed."""
    reply = upstreams.get(f"{SITE}{path}")
    assert reply.status == 200
    assert reply.headers["Content-Type"].startswith("text/html")
    return BeautifulSoup(reply.body, "html.parser")


def cells(parent: Tag) -> list[list[str]]:
    """Return the texts of a table's rows."""
    return [
        [cell.get_text() for cell in row.select("td.table-cell")]
        for row in parent.select("tr.table-row")
    ]


def cards(parent: Tag) -> dict[str, str]:
    """Return values by label, as a parser has to find them."""
    found = {}
    for label in parent.select("div.blocks.dashboard-container > div.blocks-label"):
        name = label.find(string=True, recursive=False)
        value = label.find_next_sibling("span")
        assert name is not None
        assert value is not None
        found[str(name)] = value.get_text()
    return found


@pytest.mark.parametrize("label", ["home", "heater", "farm"])
def test_cards_have_their_labels_and_formats(
    upstreams: Upstreams, accounts: dict[str, Account], label: str
) -> None:
    """Each container has its cards, each value its unit."""
    page = soup(upstreams, f"/stats/{accounts[label].address}")
    for container, formats in LABELS.items():
        box = page.find(id=container)
        assert isinstance(box, Tag)
        values = cards(box)
        assert set(values) == set(formats)
        for name, pattern in formats.items():
            assert re.fullmatch(pattern, values[name]), (name, values[name])


def test_tooltip_comes_before_the_value(upstreams: Upstreams, address: str) -> None:
    """The first span of a card may be its help, inside the label."""
    page = soup(upstreams, f"/stats/{address}")
    tooltips = page.select("div.blocks-label > span.tooltiptext")
    assert len(tooltips) == 5 - 1
    for tooltip in tooltips:
        box = tooltip.find_parent("div", class_="dashboard-container")
        assert isinstance(box, Tag)
        assert box.find("span") is tooltip


def test_fragments_are_the_parts_of_the_page(
    upstreams: Upstreams, address: str
) -> None:
    """The page has the same content as the site's own requests for its parts."""
    page = upstreams.get(f"{SITE}/stats/{address}").text
    for name in (
        "rows",
        "hashrates/rows",
        "payouts/rows",
        "earnings/rows",
        "payoutcards",
        "lifetimecards",
        "earningscards",
    ):
        part = upstreams.get(f"{SITE}/template/workers/{name}?user={address}").text
        assert part in page
    assert upstreams.get(f"{SITE}/template/poolstatus").text in page


def test_worker_rows_have_five_cells(upstreams: Upstreams, address: str) -> None:
    """Name, status, last share, 60 s, 3 h: first the total, which has no status."""
    table = soup(upstreams, f"/stats/{address}").find(id="workers-tablerows")
    assert isinstance(table, Tag)
    rows = cells(table)
    assert len(rows) == 9
    assert rows[0][:3] == ["Total", "-", "-"]
    for row in rows[1:]:
        for text, pattern in zip(
            row, (r".+", "Online", MINUTE, RATE, RATE), strict=True
        ):
            assert re.fullmatch(pattern, text)


def test_units_differ_within_a_row() -> None:
    """Each cell has the unit that suits it."""
    world = World(accounts=(home(),))
    (address,) = world.accounts
    world.set_hashrate(address, "s21-garage", 1.5e15)
    world.advance(timedelta(minutes=10))
    rows = cells(soup(Upstreams(world), f"/template/workers/rows?user={address}"))
    units = {row[0]: [text.split()[1] for text in row[3:]] for row in rows}
    assert units["s21-garage"] == ["Ph/s", "Th/s"]


def test_offline_worker_says_so(
    upstreams: Upstreams, world: World, address: str
) -> None:
    """A silent worker has another word and another class."""
    world.switch_off(address, "nano3s")
    world.advance(timedelta(hours=1))
    page = soup(upstreams, f"/stats/{address}")
    offline = page.select("div.status-offline-text")
    assert [tag.get_text() for tag in offline] == ["Offline"]
    assert len(page.select("div.status-online-text")) == 7


def test_odd_names_are_escaped_and_linked(
    upstreams: Upstreams, accounts: dict[str, Account]
) -> None:
    """Any name is plain text on the page, and percent-encoded in its link."""
    address = accounts["odd names"].address
    page = soup(upstreams, f"/template/workers/rows?user={address}")
    assert page.find("b") is None
    links = page.select("td a")[1:]
    names = [name or "default" for name in ODD_NAMES]
    assert [link.get_text() for link in links] == names
    for link, name in zip(links, names, strict=True):
        assert unquote(str(link["href"])) == f"/stats/{address}.{name}"


def test_page_of_a_worker_has_that_worker_alone(
    upstreams: Upstreams, address: str
) -> None:
    """A suffix narrows the table of workers."""
    table = soup(upstreams, f"/stats/{address}.nano3s").find(id="workers-tablerows")
    assert isinstance(table, Tag)
    assert [row[0] for row in cells(table)] == ["Total", "nano3s"]


@pytest.mark.parametrize("first", [0, 1])
def test_pages_of_workers_cover_all_once(first: int) -> None:
    """Whether pages begin at 0 or 1 is a habit; together they list each worker once."""
    world = World(accounts=(farm(40),), habits=Habits(first_page=first))
    (address,) = world.accounts
    upstreams = Upstreams(world)
    seen: list[str] = []
    for page in range(first, first + 3):
        for path in (f"/template/workers/rows?user={address}", f"/stats/{address}?x=1"):
            table = soup(upstreams, f"{path}&wpage={page}")
            inner = table.find(id="workers-tablerows") or table
            assert isinstance(inner, Tag)
            rows = [row[0] for row in cells(inner) if row[0] != "Total"]
        seen += rows
    assert sorted(seen) == sorted(world.accounts[address].machines)
    beyond = upstreams.get(
        f"{SITE}/template/workers/rows?user={address}&wpage={first + 3}"
    )
    assert beyond.text == ""


def test_hashrates_are_five_windows(upstreams: Upstreams, address: str) -> None:
    """Label, hashrate and shares of five windows."""
    rows = cells(soup(upstreams, f"/template/workers/hashrates/rows?user={address}"))
    assert [row[0] for row in rows] == ["24 hrs", "3 hrs", "10 min", "5 min", "60 sec"]
    for _, rate, shares in rows:
        assert re.fullmatch(RATE, rate)
        assert re.fullmatch(SHARES, shares)


def test_payouts_in_the_coinbase_have_a_pick(
    upstreams: Upstreams, accounts: dict[str, Account]
) -> None:
    """Generated payouts are marked and have a link to their transaction."""
    path = f"/template/workers/payouts/rows?user={accounts['farm'].address}"
    page = soup(upstreams, path)
    for time, transaction, amount in cells(page):
        assert re.fullmatch(MINUTE, time)
        assert transaction.startswith("⛏️ ")
        assert re.fullmatch(COINS, amount)
    assert all(
        re.fullmatch(r"/info/tx/[0-9a-f]{64}", str(a["href"])) for a in page.select("a")
    )


def test_payouts_in_batches_have_none() -> None:
    """Swept payouts are links alone; Lightning leaves no row at all."""
    world = World(
        4, accounts=(home(),), network=NetworkPlan(history=timedelta(days=365))
    )
    (address,) = world.accounts
    rows = cells(
        soup(Upstreams(world), f"/template/workers/payouts/rows?user={address}")
    )
    assert rows
    assert not any("⛏️" in text for row in rows for text in row)


def test_earnings_have_six_cells(upstreams: Upstreams, address: str) -> None:
    """Time, block, share, count, earnings, fee."""
    rows = cells(
        soup(upstreams, f"/template/workers/earnings/rows?user={address}&epage=1")
    )
    assert len(rows) == 15
    formats = (MINUTE, r"\d{6}", r"\d+\.\d+%", SHARES, COINS, COINS)
    for row in rows:
        for text, pattern in zip(row, formats, strict=True):
            assert re.fullmatch(pattern, text)


def test_pool_status_names_hashrate_and_last_block(
    upstreams: Upstreams, world: World
) -> None:
    """The header has a long and a short form."""
    page = soup(upstreams, "/template/poolstatus")
    item = page.find(id="pool-status-item")
    assert isinstance(item, Tag)
    long, short = (span.get_text() for span in item.select("span"))
    height = world.chain.pool_blocks[-1].height
    assert re.fullmatch(
        rf"HASHRATE:  \d+\.\d\d Eh/s  •  LAST BLOCK: {height} \(\d+[DHM] AGO\)", long
    )
    assert re.fullmatch(r"\d+\.\d\d Eh/s • BLOCK: \d+[DHM] AGO", short)


def test_dashboard_lists_fifteen_blocks(upstreams: Upstreams, world: World) -> None:
    """Hashrate, time to a block, and pages of 15 blocks."""
    page = soup(upstreams, "/dashboard")
    title = page.select_one("div.graph-title")
    assert title is not None
    assert re.fullmatch(r"OCEAN Hashrate: \d+\.\d\d Eh/s", title.get_text())
    assert re.fullmatch(r"\d+ (hours|minutes)", cards(page)["Average Time to Block"])
    table = page.find(id="blocks-tablerows")
    assert isinstance(table, Tag)
    rows = cells(table)
    newest = [str(block.height) for block in world.chain.pool_blocks[::-1]]
    assert [row[4] for row in rows] == newest[:15]
    following = soup(upstreams, "/dashboard?bpage=1").find(id="blocks-tablerows")
    assert isinstance(following, Tag)
    assert [row[4] for row in cells(following)] == newest[15:30]


def test_finder_of_a_block_is_escaped(upstreams: Upstreams, world: World) -> None:
    """The tooltip of a block names user and worker, whatever they are called."""
    world.find_block(finder="bc1qme", worker="<b>rig</b>")
    page = soup(upstreams, "/dashboard")
    tooltip = page.select_one("#blocks-tablerows span.tooltiptext")
    assert tooltip is not None
    assert tooltip.get_text() == "User: bc1qme Worker: <b>rig</b>"


def test_older_layout_has_other_columns_and_names() -> None:
    """In 2024 the total came last, a sixth column held earnings, and ids differed."""
    world = World(accounts=(farm(3),), habits=Habits(layout="2024"))
    (address,) = world.accounts
    page = soup(Upstreams(world), f"/stats/{address}")
    table = page.find(id="workers-tablerows")
    assert isinstance(table, Tag)
    rows = cells(table)
    assert rows[-1][:2] == ["Total", "Online"]
    assert all(re.fullmatch(COINS, row[5]) for row in rows)
    assert page.find(id="payout-tablerows") is not None
    earnings = page.find(id="earnings-tablerows")
    assert isinstance(earnings, Tag)
    assert re.fullmatch(COINS, cells(earnings)[0][0])
    header = page.find(id="pool-status-item")
    assert isinstance(header, Tag)
    assert header.name == "div"
    assert re.search(r"BLOCKS FOUND: \d+,\d+$", header.get_text())


def test_page_and_api_agree(upstreams: Upstreams, address: str) -> None:
    """The cards and the API show the same account at the same time."""
    user = upstreams.get(f"https://api.ocean.xyz/v1/statsnap/{address}").json["result"]
    values = cards(soup(upstreams, f"/stats/{address}"))
    assert values["Unpaid Earnings"] == f"{user['unpaid']} BTC"
    assert (
        values["Estimated Earnings Next Block"]
        == f"{user['estimated_earn_next_block']} BTC"
    )


def test_page_of_nobody_has_no_tables(upstreams: Upstreams, world: World) -> None:
    """An unknown address has a page without figures, and empty parts."""
    page = soup(upstreams, f"/stats/{world.unknown_address()}")
    assert page.find("table") is None
    part = upstreams.get(f"{SITE}/template/workers/rows?user={world.unknown_address()}")
    assert part.body == b""
