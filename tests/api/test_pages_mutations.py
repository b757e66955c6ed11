"""Pages that someone rearranged: each figure is right, or it is not known.

Two cells of one kind that change places between rows look like any other page, so no
mutation here does that; wherever a page holds a witness against it, a test of its own
in `test_pages` calls it.
"""

from collections.abc import Callable
from random import Random
from typing import Final

from bs4 import BeautifulSoup
from bs4.element import Tag
import pytest

from .pages_support import facts, fixture

MUTANTS: Final = 180
PAGES: Final = (
    "stats_2026",
    "stats_2024",
    "worker_rows_2026",
    "hashrate_rows_2026",
    "earning_rows_2026",
    "payout_rows_2026",
    "payoutcards_2026",
    "lifetimecards_2026",
    "earningscards_2026",
)

type Mutation = Callable[[BeautifulSoup, Random], None]


def _pick(soup: BeautifulSoup, random: Random, selector: str) -> Tag:
    """Return one of the elements that a selector finds, or one that is no part."""
    found = soup.select(selector)
    return random.choice(found) if found else soup.new_tag("i")


def _drop(selector: str) -> Mutation:
    """Return the mutation that drops an element."""
    return lambda soup, random: _pick(soup, random, selector).decompose()


def _rename(attribute: str) -> Mutation:
    """Return the mutation that renames a class or an id everywhere."""

    def mutate(soup: BeautifulSoup, random: Random) -> None:
        chosen = _pick(soup, random, f"[{attribute}]").get(attribute)
        for tag in soup.select(f"[{attribute}]"):
            if tag[attribute] == chosen:
                tag[attribute] = "renamed"

    return mutate


def _exchange_ids(soup: BeautifulSoup, random: Random) -> None:
    """Exchange the ids of two elements."""
    one, other = _pick(soup, random, "[id]"), _pick(soup, random, "[id]")
    one["id"], other["id"] = str(other.get("id", "")), str(one.get("id", ""))


def _same_id(soup: BeautifulSoup, random: Random) -> None:
    """Give two elements one id."""
    one, other = _pick(soup, random, "[id]"), _pick(soup, random, "[id]")
    one["id"] = str(other.get("id", ""))


def _move(selector: str, target: str) -> Mutation:
    """Return the mutation that moves an element to somewhere else."""

    def mutate(soup: BeautifulSoup, random: Random) -> None:
        element = _pick(soup, random, selector).extract()
        place = _pick(soup, random, target)
        place.insert(random.randint(0, len(place.contents)), element)

    return mutate


def _reorder(parent: str, child: str) -> Mutation:
    """Return the mutation that puts the children of one element in another order."""

    def mutate(soup: BeautifulSoup, random: Random) -> None:
        place = _pick(soup, random, parent)
        children = place.find_all(child, recursive=False)
        random.shuffle(children)
        for element in children:
            place.append(element.extract())

    return mutate


def _reorder_columns(header: bool) -> Mutation:
    """Return the mutation that moves columns of a table, with their names or not."""

    def mutate(soup: BeautifulSoup, random: Random) -> None:
        table = _pick(soup, random, "table")
        rows = table.select("tr") if header else table.select("tbody tr")
        width = max((len(row.find_all(["td", "th"])) for row in rows), default=0)
        order = list(range(width))
        random.shuffle(order)
        for row in rows:
            cells = row.find_all(["td", "th"], recursive=False)
            for place in order:
                if place < len(cells):
                    row.append(cells[place].extract())

    return mutate


def _insert_column(soup: BeautifulSoup, random: Random) -> None:
    """Insert a column of figures, with a name."""
    table = _pick(soup, random, "table")
    place = random.randint(0, 5)
    text = random.choice(("3.3 Th/s", "7", "0.00000777 BTC", "2026-01-01 00:00", "-"))
    for row in table.select("tr"):
        cells = row.find_all(["td", "th"], recursive=False)
        cell = soup.new_tag(cells[0].name if cells else "td")
        cell.string = "New" if cell.name == "th" else text
        if place < len(cells):
            cells[place].insert_before(cell)
        else:
            row.append(cell)


def _insert_cell(soup: BeautifulSoup, random: Random) -> None:
    """Insert a cell into one row."""
    cell = soup.new_tag("td")
    cell.string = random.choice(("3.3 Th/s", "7", "0.00000777 BTC", "-", "9.9T"))
    place = _pick(soup, random, "tr")
    place.insert(random.randint(0, len(place.contents)), cell)


def _rename_text(selector: str) -> Mutation:
    """Return the mutation that calls something another name."""

    def mutate(soup: BeautifulSoup, random: Random) -> None:
        element = _pick(soup, random, selector)
        element.string = random.choice(("New", "Hashrate", "Hashrate (7d)", "Balance"))

    return mutate


def _wrap(soup: BeautifulSoup, random: Random) -> None:
    """Put an element into one more box."""
    element = _pick(soup, random, "span, td *, .blocks-label, div")
    if element.parent is not None:
        element.wrap(soup.new_tag(random.choice(("div", "b", "section"))))


def _unwrap(soup: BeautifulSoup, random: Random) -> None:
    """Take a box away, but not what is in it."""
    element = _pick(soup, random, "div, span, tbody, thead, a")
    if element.parent is not None:
        element.unwrap()


def _span_columns(soup: BeautifulSoup, random: Random) -> None:
    """Let a cell stand in two columns."""
    _pick(soup, random, "td, th")["colspan"] = "2"


MUTATIONS: Final[dict[str, Mutation]] = {
    "drop cell": _drop("td"),
    "drop heading": _drop("th"),
    "drop header": _drop("thead"),
    "drop row": _drop("tr"),
    "drop label": _drop(".blocks-label"),
    "drop value": _drop(".blocks-label + span"),
    "drop link": _drop("td a"),
    "drop box": _drop("div"),
    "rename class": _rename("class"),
    "rename id": _rename("id"),
    "exchange ids": _exchange_ids,
    "same id": _same_id,
    "move cell": _move("td", "tr"),
    "move heading": _move("th", "tr"),
    "move row": _move("tr", "tbody"),
    "move label": _move(".blocks-label", "div"),
    "move value": _move(".blocks-label + span", "div"),
    "move link": _move("td a", "td"),
    "move box": _move("div.blocks", "div"),
    "reorder cells": _reorder("tr", "td"),
    "reorder headings": _reorder("thead tr", "th"),
    "reorder rows": _reorder("tbody", "tr"),
    "reorder cards": _reorder("div", "div"),
    "reorder columns": _reorder_columns(header=False),
    "reorder columns with names": _reorder_columns(header=True),
    "insert column": _insert_column,
    "insert cell": _insert_cell,
    "rename heading": _rename_text("th"),
    "rename label": _rename_text(".blocks-label"),
    "wrap": _wrap,
    "unwrap": _unwrap,
    "span columns": _span_columns,
}


def _mutants(page: str, mutation: Mutation, count: int) -> list[str]:
    """Return mutants of a page, the same ones each time."""
    random = Random(f"{page} {count}")
    mutants = []
    for _ in range(count):
        soup = BeautifulSoup(fixture(page), "html.parser")
        mutation(soup, random)
        mutants.append(str(soup))
    return mutants


def _facts(html: str) -> dict[tuple[str, ...], object]:
    """Return what a mutant tells; one that is no page any more tells nothing."""
    try:
        return facts(html)
    except ValueError:
        return {}


def _is_right(seen: object, true: object) -> bool:
    """Return whether a figure is right; a hashrate may be a coarser print of it."""
    if isinstance(seen, str) and isinstance(true, str) and len(true) > 10:
        coarse = seen.isdecimal() and true.isdecimal()
        return seen == true or (coarse and abs(int(seen) / int(true) - 1) < 0.0005)
    return seen == true


@pytest.mark.parametrize("name", MUTATIONS)
def test_rearranged_page_tells_what_is_right_or_nothing(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """No mutation of any page makes a figure wrong."""
    right = told = 0
    for page in PAGES:
        truth = facts(fixture(page))
        for mutant in _mutants(page, MUTATIONS[name], MUTANTS // len(PAGES)):
            seen = _facts(mutant)
            wrong = {
                key: value
                for key, value in seen.items()
                if not _is_right(value, truth.get(key))
            }
            assert not wrong, f"{page}: {wrong}\n{mutant}"
            right, told = right + len(seen), told + len(truth)
    with capsys.disabled():
        print(f"  {name}: {right / told:.0%} of the figures stay right")
    assert right > 0
