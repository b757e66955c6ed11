"""The table of an account's hashrates."""

import pytest

from .support import MARK, account, row


def _span(label: str, rate: str, shares: str = "") -> str:
    """Return a row of the hashrates' table."""
    return row(label, rate, shares)


def _rates(html: str) -> dict[str, str]:
    """Return the hashrates of a page."""
    return account(html + MARK)


def test_hashrates_out_of_order_need_their_shares_as_witnesses() -> None:
    """Rows in an unknown order are believed if their shares confirm them."""
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
    """A hashrate is doubted if its shares fit another label or another row."""
    expected = {
        "60s": {"hashrate_60s"},
        "": set(),
        "both": {"hashrate_60s", "hashrate_300s"},
    }
    assert _rates("".join(_span(*row) for row in rows)).keys() == expected[known]


@pytest.mark.parametrize(
    "row",
    [
        row("60 sec", "1 Th/s", "2 Th/s"),
        row("60 sec", "5 min", "1 Th/s"),
        row("61 sec", "1 Th/s"),
        row("60 sec", "-"),
        row("Average", "1 Th/s"),
    ],
)
def test_row_in_doubt_tells_no_hashrate(row: str) -> None:
    """A row needs one label and one hashrate."""
    assert _rates(row) == {}


def test_grouping_spaces_do_not_break_a_number() -> None:
    """A thin or no-break space groups digits; other spaces separate numbers."""
    assert _rates(row("60\xa0sec", "1\u202f885.8\xa0Th/s")) == {
        "hashrate_60s": "1885800000000000"
    }
    assert _rates(row("60 sec", "<b>1</b><b>885.8 Th/s</b>")) == {}


def test_text_between_cells_is_no_cell() -> None:
    """Text in a row but outside its cells is ignored."""
    assert _rates("<tr>9 Th/s<td>60 sec</td><td>1 Th/s</td></tr>") == {
        "hashrate_60s": "1000000000000"
    }


def test_cells_that_were_not_closed_are_cells() -> None:
    """Cells and rows end where the next one begins."""
    rows = "<table><tr><td>5 min<td>2 Th/s<tr><td>60 sec<td>1 Th/s</table>"
    assert _rates(rows).keys() == {"hashrate_60s", "hashrate_300s"}


def test_window_is_told_by_the_shares_where_the_label_is_not_known() -> None:
    """A number of shares fits a hashrate for one average only."""
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
    """A row of ten minutes that is labelled as an hour is not believed."""
    assert _rates(_span("1 hr", "1,288.6 Th/s", "180.02M")) == {}


@pytest.mark.parametrize(
    ("shares", "rate"),
    [("12,300", "880468295680"), ("0.01M", "900000000000"), ("5", "900000000000")],
)
def test_coarse_hashrate_is_made_finer_by_its_shares(shares: str, rate: str) -> None:
    """One digit is too coarse; coarse or wrong shares do not help."""
    assert _rates(_span("60 sec", "0.9 Th/s", shares)) == {"hashrate_60s": rate}
