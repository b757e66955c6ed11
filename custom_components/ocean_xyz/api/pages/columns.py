"""What each column of the workers' table holds.

The header says it, and so does the order of columns that OCEAN has always used. If one
of them says nothing, the other is enough. If they disagree, neither is believed. A row
that does not fit its header has lost or gained a cell, so its hashrates could be any.
"""

from collections.abc import Sequence
from dataclasses import dataclass
import re
from typing import Final, Self
from urllib.parse import unquote

from ..units import AVERAGES
from .document import Cell, Row
from .text import Kind, folded, kind_of, read_average

SHORT: Final = 60
LONG: Final = 10_800
"""The seconds over which the two hashrates of a worker are averaged."""

# The columns that the table has had since 2024; the last of them went in 2026.
_LAYOUT: Final = (
    Kind.NAME,
    Kind.STATUS,
    Kind.MINUTE,
    Kind.HASHRATE,
    Kind.HASHRATE,
    Kind.BITCOIN,
)
_SHORTEST_LAYOUT: Final = 5
# Status, last share and earnings: blank in rows that are laid out as always.
_MAY_LACK: Final = frozenset({1, 2, 5})
_PLACES: Final = {SHORT: 3, LONG: 4}

_HEADINGS: Final = {
    "nickname": Kind.NAME,
    "worker": Kind.NAME,
    "worker name": Kind.NAME,
    "name": Kind.NAME,
    "status": Kind.STATUS,
    "last share": Kind.MINUTE,
    "last share (utc)": Kind.MINUTE,
    "earnings": Kind.BITCOIN,
    "earnings (btc)": Kind.BITCOIN,
}
_BESIDE_AVERAGE: Final = re.compile(r"hash ?rate|\bavg\b|\baverage\b|[()]")
# In these columns, unknown words are still a time or a state.
_MAY_BE_WORDS: Final = frozenset({Kind.MINUTE, Kind.STATUS})
_ACCOUNT_LINK: Final = re.compile(
    r"(?:https?://[^/?#]{1,100})?/stats/(?P<address>[0-9A-Za-z]{1,100})"
    r"(?:\.(?P<worker>.*)|[/?#].*)?",
    re.DOTALL,
)
_TOTAL: Final = "total"
_ENOUGH_NAMES: Final = 2


@dataclass(frozen=True, slots=True)
class Owner:
    """The address and the worker of a row; the total has no worker."""

    address: str
    """Empty where the total has no link."""
    worker: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row with the kinds of its cells."""

    kinds: tuple[Kind, ...]
    texts: tuple[str, ...]
    owner: Owner | None
    """None if no link says it, or several differ."""
    heading: bool
    whole: bool
    """Whether each cell has a column of its own."""

    @classmethod
    def of(cls, row: Row) -> Self:
        """Find out of what kind the cells of a row are."""
        owners = [_owner(cell.links, cell.text) for cell in row.cells]
        if not any(owners) and owners:
            # Where the whole row leads to its worker, the first cell names it.
            owners[0] = _owner(row.links, row.cells[0].text)
        found = set(filter(None, owners))
        return cls(
            kinds=tuple(map(_kind, row.cells, owners, strict=True)),
            texts=tuple(cell.text for cell in row.cells),
            owner=found.pop() if len(found) == 1 else None,
            heading=bool(row.cells) and all(cell.heading for cell in row.cells),
            whole=all(cell.columns == 1 for cell in row.cells),
        )

    def laid_out(self, *, blanks: bool) -> bool:
        """Return whether the cells are what they have always been.

        `blanks` says whether a blank cell may stand in any column: what else is known
        decides that.
        """
        size = len(self.kinds)
        return (
            self.whole
            and _SHORTEST_LAYOUT <= size <= len(_LAYOUT)
            and self.kinds[0] is Kind.NAME
            and all(
                kind is usual or (kind is Kind.BLANK and (blanks or place in _MAY_LACK))
                for place, (kind, usual) in enumerate(
                    zip(self.kinds, _LAYOUT[:size], strict=True)
                )
            )
        )


@dataclass(frozen=True, slots=True)
class Heading:
    """What a column holds, None if its heading is not known."""

    kind: Kind | None
    average: int | None = None
    """The seconds over which a hashrate is averaged."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of one table hold."""

    headings: tuple[Heading, ...] | None
    """None if the table has no header, empty if the header cannot be used."""
    layout: int
    """The number of cells of a row that is laid out as always, 0 if there is none."""
    proven: bool
    """Whether a row without blanks fits the header, or the header is as always."""

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Self:
        """Find out what the columns of a table hold."""
        exact = {len(line.kinds) for line in lines if line.laid_out(blanks=False)}
        headings = _headings(lines)
        return cls(
            headings=headings,
            layout=exact.pop() if len(exact) == 1 else 0,
            proven=headings is not None
            and (
                _is_usual(headings)
                or any(_fit(headings, line, blanks=False) for line in lines)
            ),
        )

    def hashrates(self, line: Line) -> dict[int, str]:
        """Return the texts of a row's hashrates, by the length of the average."""
        if self.headings is not None:
            places = self._named_places(line)
        elif len(line.kinds) == self.layout and line.laid_out(blanks=True):
            places = _PLACES
        else:
            places = {}
        return {average: line.texts[place] for average, place in places.items()}

    def last_share(self, line: Line) -> str:
        """Return the text with the time of a row's last share, empty if in doubt."""
        if line.kinds.count(Kind.MINUTE) != 1:
            return ""
        place = line.kinds.index(Kind.MINUTE)
        if self.headings is not None:
            kinds = [heading.kind for heading in self.headings]
            # In a row that lost a cell, a time is the last share only if the table has
            # no other times.
            sure = Kind.MINUTE in kinds and None not in kinds
            if not (kinds[place] is Kind.MINUTE if self._fits(line) else sure):
                return ""
        return line.texts[place]

    def _named_places(self, line: Line) -> dict[int, int]:
        """Return where the hashrates of a row are according to the header.

        The shorter average has always come first. If the header says otherwise, either
        the columns moved or only their names. The last column, of earnings, may lack
        its name.
        """
        if not self._fits(line):
            usual = _is_usual(self.headings or ()) and line.laid_out(blanks=False)
            return _PLACES if usual else {}
        named = {
            heading.average: place
            for place, heading in enumerate(self.headings or ())
            if heading.average is not None
        }
        in_order = named.get(SHORT, -1) < named.get(LONG, len(line.kinds))
        return named if in_order else {}

    def _fits(self, line: Line) -> bool:
        """Return whether each cell of a row is of the kind that the header says."""
        return _fit(self.headings or (), line, blanks=self.proven)


def _fit(headings: Sequence[Heading], line: Line, *, blanks: bool) -> bool:
    """Return whether each cell is of the kind of its heading; blanks may count too."""
    return (
        line.whole
        and 0 < len(headings) == len(line.kinds)
        and all(
            heading.kind in (None, kind)
            or (kind is Kind.WORDS and heading.kind in _MAY_BE_WORDS)
            or (blanks and kind is Kind.BLANK and heading.kind is not Kind.NAME)
            for heading, kind in zip(headings, line.kinds, strict=True)
        )
    )


def _is_usual(headings: Sequence[Heading]) -> bool:
    """Return whether a header names the columns that there have always been."""
    size = len(headings)
    return (
        _SHORTEST_LAYOUT <= size <= len(_LAYOUT)
        and tuple(heading.kind for heading in headings) == _LAYOUT[:size]
        and all(
            headings[place].average == average for average, place in _PLACES.items()
        )
    )


def _headings(lines: Sequence[Line]) -> tuple[Heading, ...] | None:
    """Return what the header of a table says; two that differ say nothing."""
    headers = {
        (line.whole, tuple(map(_heading, line.texts)))
        for line in lines
        if line.heading or _names_columns(line)
    }
    if not headers:
        return None
    whole, headings = headers.pop()
    named = [heading for heading in headings if heading.kind]
    usable = whole and not headers and len(set(named)) == len(named)
    return headings if usable else ()


def _names_columns(line: Line) -> bool:
    """Return whether a row that is not marked as a header is one all the same."""
    named = [text for text in line.texts if _heading(text).kind]
    return line.owner is None and len(named) >= _ENOUGH_NAMES


def _heading(text: str) -> Heading:
    """Return what a heading says of its column."""
    name = folded(text)
    average = read_average(" ".join(_BESIDE_AVERAGE.sub(" ", name).split()))
    if "hash" in name and average in AVERAGES:
        return Heading(Kind.HASHRATE, average)
    return Heading(_HEADINGS.get(name))


def _kind(cell: Cell, owner: Owner | None) -> Kind:
    """Return of what kind a cell is."""
    if owner is not None:
        return Kind.NAME
    return Kind.STATUS if cell.status else kind_of(cell.text)


def _owner(links: Sequence[str], text: str) -> Owner | None:
    """Return the owner of a row by the links of a cell, or of the row itself.

    The text may be a nickname, so it identifies only the total.
    """
    found = {
        Owner(link["address"].casefold(), _worker(link["worker"], text))
        for target in links
        if (link := _ACCOUNT_LINK.fullmatch(target))
    }
    if not links and text.casefold() == _TOTAL:
        return Owner("", None)
    return found.pop() if len(found) == 1 else None


def _worker(name: str | None, text: str) -> str | None:
    """Return the name in a link; `?` and `#` are part of it only if the text has them."""
    if name is None:
        return None
    whole = unquote(name)
    return whole if whole == text else unquote(re.split(r"[?#]", name, maxsplit=1)[0])
