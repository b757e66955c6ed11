"""Pages that no one would write are read or refused quickly."""

from contextlib import suppress
from time import process_time
from typing import Final

from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from custom_components.ocean_xyz.api.pages import document as pages_document
from custom_components.ocean_xyz.api.pages.account import read_page

from .support import account, fixture, workers

SECONDS: Final = 30
"""The time in which a hostile page must be read, several times the actual one."""

GROWTH: Final = 5
"""How many times larger than another one a hostile page is, to see how time grows."""

TEXTS: Final = st.sampled_from(
    (
        *("60 sec", "3 hrs", "1.0 Th/s", "2.5 Ph/s", "-", "never", "Total", "default"),
        *("0.00000500 BTC", "2026-11-20 10:00", "Online", "11.78G", "1,234", "0.9%"),
        *("Unpaid Earnings", "Lifetime Earnings", "Workers Currently Hashing"),
        *("Hashrate (60s)", "Hashrate (3hr)", "Nickname", "Status", "Last Share"),
        *(
            "LAST BLOCK: 961635",
            "HASHRATE:",
            "Earnings",
            "Pool Fees",
            "Below threshold",
        ),
    )
) | st.text(max_size=8)
NAMES: Final = st.sampled_from(
    ("table", "tr", "td", "th", "tbody", "div", "span", "a", "p", "script", "b")
)
ATTRIBUTES: Final = st.sampled_from(
    (
        *(
            "",
            ' id="workers-tablerows"',
            ' id="pool-status-item"',
            " id",
            " class href",
        ),
        *(
            ' class="blocks-label"',
            ' class="status-online-text"',
            ' class="tooltiptext"',
        ),
        *(
            ' href="/stats/a.rig"',
            ' href="/stats/a"',
            ' href="?wpage=1"',
            ' colspan="2"',
        ),
        *(f' href="/info/tx/{"ab" * 32}"', f' href="/info/block/{"cd" * 32}"'),
    )
)


@st.composite
def _markup(draw: st.DrawFn) -> str:
    """Draw the words of a page in any order, closed or not."""
    parts = st.lists(st.tuples(NAMES, ATTRIBUTES, TEXTS, st.booleans()), max_size=40)
    return "".join(
        f"<{name}{attributes}>{text}{f'</{name}>' if closed else ''}"
        for name, attributes, text, closed in draw(parts)
    )


def _read(html: str | bytes) -> None:
    """Read a page, which may be refused."""
    with suppress(ValueError):
        read_page(html, address="a")


@given(_markup())
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
def test_words_of_a_page_in_any_order_are_read_or_refused(html: str) -> None:
    """No order of OCEAN's own words raises another error than a refusal."""
    _read(html)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(html: bytes) -> None:
    """No bytes raise another error than a refusal, alone or within a page."""
    _read(html)
    page = fixture("worker_rows_2026").encode()
    _read(page[:300] + html + page[300:])


@given(st.integers(0, 6000))
@settings(max_examples=50)
def test_page_that_was_cut_is_read_or_refused(length: int) -> None:
    """A page that is cut anywhere raises no other error than a refusal."""
    _read(fixture("stats_2026")[:length])


BYTES: Final[dict[str, bytes]] = {
    "text": b"a" * 2**24,
    "bytes": bytes(range(256)) * 2**16,
}

HOSTILE: Final[dict[str, tuple[str, str, int]]] = {
    "angles": ("", "<", 140_000),
    "deep": ("", "<div>", 70_000),
    "deep tables": ("", "<table><tr><td>", 49_000),
    "deep rows": ("", "<tr><td>60 sec<td>1 Th/s", 40_000),
    "attributes": ("<a ", "x=1 ", 140_000),
    "quotes": ("<p ", 'x="', 140_000),
    "comments": ("", "<!--", 140_000),
    "wrong ends": ("", "<p></div>", 70_000),
    "labels": ("", "<p>Unpaid Earnings</p>", 45_000),
    "deep labels": ("", "<div>Unpaid Earnings", 140_000),
    "labels by class": ("", '<div class="blocks-label">x', 70_000),
    "cards without a name": (
        f"<div>{fixture('earningscards_2026')}",
        '<i class="blocks-label">x</i><b>1.0T</b>',
        22_000,
    ),
    "explanations": ("", '<div class="blocks-label"><i class=tooltiptext>x', 30_000),
    "digits": ("<p>HASHRATE: ", "9", 4_000_000),
    "long cell": ("<tr><td>", "a", 4_000_000),
    "long row": ("<tr>", "<td>1 Th/s", 140_000),
    "links": ("", '<a href="/stats/x.y?wpage=1">', 45_000),
}
"""How a page begins, what it repeats, and how often within the bounds of its size."""


def _seconds(html: str | bytes) -> float:
    """Return the seconds that a page takes to be read or refused."""
    began = process_time()
    _read(html)
    return process_time() - began


@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_are_no_page_are_refused_in_time(name: str) -> None:
    """What is no page is refused, whatever its size."""
    assert _seconds(BYTES[name]) < SECONDS


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_page_is_refused_in_time(name: str) -> None:
    """A page that was made to be slow, large or deep takes seconds at the most.

    A part of the largest page takes the same part of the time, because the time grows
    with the size and not with its square.
    """
    start, unit, count = HOSTILE[name]
    small = _seconds(start + unit * (count // 4 // GROWTH))
    large = _seconds(start + unit * (count // 4))
    assert large < SECONDS / 4
    assert large < small * GROWTH * GROWTH / 2 + 0.2


def test_three_thousand_workers_are_one_page() -> None:
    """The page of 3,000 workers is within the bounds."""
    row = fixture("worker_rows_2026").rpartition("<tr")[2]
    rows = "".join(f"<tr{row}".replace("s19-01", f"s19-{n:04d}") for n in range(3000))
    assert len(workers(rows)) == 3000


@pytest.mark.parametrize("declaration", ['<?xml version="1.0"?>', "<?XML a?><rss>"])
@pytest.mark.filterwarnings("error")
def test_page_that_calls_itself_xml_is_read_without_a_warning(declaration: str) -> None:
    """An XML declaration causes no warning in the user's log."""
    html = declaration + fixture("payoutcards_2026")
    assert account(html)["unpaid"] == "0.00356948"


def test_depth_that_the_parser_refuses_is_no_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the parser cannot read is refused like any other page."""

    def refuse(*_: object) -> BeautifulSoup:
        raise RecursionError

    monkeypatch.setattr(pages_document, "BeautifulSoup", refuse)
    with pytest.raises(ValueError, match="cannot be read"):
        read_page(fixture("poolstatus_2026"))
