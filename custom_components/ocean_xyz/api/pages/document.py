"""OCEAN's web pages as rows of cells and runs of texts.

One walk over the document notes where each text stands: its table, row and cell, or
else the texts around it. Other modules know what the texts mean.
Size, markup and the work for one text are bounded. Depth does not matter, because
nothing here recurses.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
import re
from typing import Final
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from bs4.exceptions import ParserRejectedMarkup

# The page of an account with 3,000 workers, unpaged, would be within both.
MAX_CHARACTERS: Final = 4 * 2**20
MAX_MARKUP: Final = 150_000

_MAX_PAGE_DIGITS: Final = 5
_PAGE: Final = "wpage"
"""The parameter of a link to a page of workers."""

# What a table holds, by its id. Tables of earnings, payouts and blocks have others.
WORKERS: Final = "worker"
HASHRATES: Final = "hashrate"

# The class of the box that explains a label or a row. It is no part of either.
_TOOLTIP: Final = "tooltiptext"
_STATUS: Final = re.compile(r"status-(?:online|offline)(?:-text)?")
_SECTION: Final = re.compile(
    r"(?P<name>worker|hashrate|earning|payout|block)s?-(?:tablerows|fulltable)"
)
_MARKED: Final = re.compile(r"[a-z]+snap-statcards|pool-status.*", re.DOTALL)
_LABEL: Final = "blocks-label"

# Where other elements than links say where they lead.
_TARGETS: Final = ("data-href", "hx-get")

_SPACES: Final = re.compile(r"\s+")
# A space that groups digits does not break the number.
_GROUPING: Final = re.compile(r"(?<=\d)[\u00a0\u2007\u2009\u202f](?=\d{3}(?!\d))")
_XML: Final = re.compile(r"<\?xml", re.IGNORECASE)


@dataclass(slots=True)
class Cell:
    """A cell of a table."""

    heading: bool
    columns: int
    pieces: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    status: bool = False
    """Whether its class says that it is the status of a worker."""

    @property
    def text(self) -> str:
        """Return all that the cell says."""
        return " ".join(self.pieces)


@dataclass(slots=True)
class Row:
    """A row of a table."""

    table: int
    section: str | None
    cells: list[Cell] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    """Where the row as a whole leads."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A text outside of tables."""

    text: str
    parent: int
    """The element that holds it."""


@dataclass(slots=True)
class Element:
    """An element, by what it holds of the page's texts."""

    parent: int
    start: int
    """The first of the pieces that it holds."""
    end: int
    """The piece after the last that it holds."""
    label: int
    """The element of the label that it is part of, by the class; 0 for none."""
    row: Row | None
    cell: Cell | None
    table: int
    section: str | None
    hidden: bool


@dataclass(slots=True)
class Document:
    """A page as rows, texts and links."""

    rows: list[Row] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    helps: dict[int, str] = field(default_factory=dict)
    """The explanations of labels, by the element of the label."""
    sections: set[str] = field(default_factory=set)
    """What its tables hold, by their ids."""
    worker_pages: set[int] = field(default_factory=set)
    """The pages of workers that it links to."""
    marked: bool = False
    """Whether it has an id of OCEAN's."""

    def within(self, element: int) -> Iterator[Piece]:
        """Return the pieces that an element holds."""
        held = self.elements[element]
        return (self.pieces[at] for at in range(held.start, held.end))

    def tables(self) -> list[list[Row]]:
        """Return the rows by the table that they stand in."""
        tables: dict[int, list[Row]] = {}
        for row in self.rows:
            tables.setdefault(row.table, []).append(row)
        return list(tables.values())


def read_document(html: bytes | str) -> Document:
    """Take a page apart.

    Raises ValueError for what is no page, or larger than any of OCEAN's.
    """
    # No figure is written in anything but UTF-8.
    text = html if isinstance(html, str) else html.decode("utf-8", "replace")
    markup = sum(text.count(mark) for mark in "<=&")
    if "<" not in text or len(text) > MAX_CHARACTERS or markup > MAX_MARKUP:
        msg = f"not a page: {len(text)} characters, {markup} of them markup"
        raise ValueError(msg)
    try:
        soup = BeautifulSoup(_XML.sub("<?", text), "html.parser")
    except (ParserRejectedMarkup, RecursionError) as err:
        msg = "not a page: markup that cannot be read"
        raise ValueError(msg) from err
    return _walk(soup)


def _walk(soup: BeautifulSoup) -> Document:
    """Note where each text stands."""
    document = Document()
    numbers = {id(soup): 0}
    document.elements.append(_root())
    for node in soup.descendants:
        parent = numbers[id(node.parent)]
        if isinstance(node, Tag):
            numbers[id(node)] = len(document.elements)
            document.elements.append(_enter(document, node, parent))
        elif type(node) is NavigableString:
            _note(document, node, parent)
    for element in reversed(document.elements[1:]):
        holder = document.elements[element.parent]
        holder.end = max(holder.end, element.end)
    return document


def _root() -> Element:
    """Return the element that holds the whole page."""
    return Element(
        parent=0,
        start=0,
        end=0,
        label=0,
        row=None,
        cell=None,
        table=0,
        section=None,
        hidden=False,
    )


def _enter(document: Document, tag: Tag, parent: int) -> Element:
    """Note an element, which inherits from the one that holds it."""
    outer = document.elements[parent]
    here = len(document.pieces)
    element = replace(outer, parent=parent, start=here, end=here)
    classes = tag.get_attribute_list("class")
    element.hidden |= any(str(name).startswith(_TOOLTIP) for name in classes)
    if _LABEL in classes:
        element.label = len(document.elements)
    _mark(document, element, str(tag.get("id", "")))
    match tag.name:
        case "table":
            element.table = len(document.elements)
            element.row = element.cell = None
        case "tr":
            element.row = Row(element.table, element.section)
            element.cell = None
            document.rows.append(element.row)
        case "td" | "th" if element.row is not None:
            element.cell = _cell(tag)
            element.row.cells.append(element.cell)
    _follow(document, element, tag)
    if element.cell is not None:
        element.cell.status |= any(_STATUS.fullmatch(str(name)) for name in classes)
    return element


def _mark(document: Document, element: Element, identity: str) -> None:
    """Note what the id of an element says of what it holds."""
    if section := _SECTION.fullmatch(identity):
        element.section = section["name"]
        document.sections.add(element.section)
    document.marked |= bool(section or _MARKED.fullmatch(identity))


def _cell(tag: Tag) -> Cell:
    """Return a cell that is still empty."""
    columns = str(tag.get("colspan", "1")).strip()
    return Cell(heading=tag.name == "th", columns=1 if columns == "1" else 0)


def _follow(document: Document, element: Element, tag: Tag) -> None:
    """Note where a link leads; a cell or a row may lead somewhere without one."""
    names = ("href", *_TARGETS) if tag.name == "a" else _TARGETS
    target = next((str(tag[name]) for name in names if name in tag.attrs), "")
    if not target and tag.name != "a":
        return
    if (holder := element.cell or element.row) is not None:
        holder.links.append(target)
    if _PAGE in target:
        for number in parse_qs(_query(target)).get(_PAGE, ())[:1]:
            if number.isdecimal() and len(number) <= _MAX_PAGE_DIGITS:
                document.worker_pages.add(int(number))


def _query(target: str) -> str:
    """Return the query of an address; one that cannot be read has none."""
    try:
        return urlsplit(target).query
    except ValueError:
        return ""


def _note(document: Document, text: NavigableString, parent: int) -> None:
    """Note a text where it stands, unless it is an explanation."""
    element = document.elements[parent]
    words = _SPACES.sub(" ", _GROUPING.sub("", text)).strip()
    if words and element.hidden and element.label:
        document.helps.setdefault(element.label, words)
    if not words or element.hidden:
        return
    if element.cell is not None:
        element.cell.pieces.append(words)
    elif element.row is None:
        document.pieces.append(Piece(words, parent))
        element.end = len(document.pieces)
