"""Generates the page about what a user sees when something breaks, from observations.

`python -m tests.faults.report FOLDER` accepts the rows in a folder as the expected
ones; `scripts/resilience` observes them.
"""

from collections.abc import Iterator, Mapping, Sequence
import json
from pathlib import Path
import sys
from typing import Final

from .catalogue import ROUTES
from .effects import TRIALS
from .words import Cell

type Row = Mapping[str, Cell]
"""The observed cells of a route, by fault."""

type Table = Mapping[str, Row]
"""The observed rows, by route."""

OBSERVED: Final = Path(__file__).with_name("observed.json")
DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "resilience.md"
TEXT: Final = Path(__file__).with_name("resilience.md")
PLACE: Final = "<!-- tables -->\n"

TITLES: Final = {
    "api.ocean.xyz": "OCEAN's API",
    "ocean.xyz": "OCEAN's web page",
    "mempool.space": "mempool, public or your own",
    "blockchain.info": "blockchain.info",
}


def observed() -> Table:
    """Return the last accepted observations."""
    table: Table = json.loads(OBSERVED.read_text(encoding="utf-8"))
    return table


def render(table: Table) -> str:
    """Return the document."""
    tables = "\n".join(_section(host, table) for host in TITLES)
    return TEXT.read_text(encoding="utf-8").replace(PLACE, tables)


def _section(host: str, table: Table) -> str:
    """Return the table of the routes of a host."""
    rows = {name: table[name] for name, route in ROUTES.items() if route.host == host}
    groups = list(_groups(rows))
    lines = [
        f"### {TITLES[host]}",
        "",
        f"| | {' | '.join('<br>'.join(faults) for faults in groups)} |",
        "|---" * (len(groups) + 1) + "|",
    ]
    for name, row in rows.items():
        cells = " | ".join(_text(row[faults[0]]) for faults in groups)
        lines.append(f"| **{_short(name)}**<br>{ROUTES[name].feeds} | {cells} |")
    return "\n".join([*lines, ""])


def _groups(rows: Table) -> Iterator[Sequence[str]]:
    """Return the faults, grouped if they look the same on all routes."""
    columns: dict[str, list[str]] = {}
    for fault in TRIALS:
        column = json.dumps([row[fault] for row in rows.values()])
        columns.setdefault(column, []).append(fault)
    yield from columns.values()


def _short(name: str) -> str:
    """Return a route's name without that of its host, as code."""
    host, _, path = name.partition(" ")
    return path if path == "web page" else f"`{path or host}`"


def _text(cell: Cell) -> str:
    """Return a cell, with entities grouped that show the same."""
    entities: dict[str, list[str]] = {}
    for entity, words in cell.items():
        entities.setdefault(words, []).append(entity)
    return "<br>".join(
        f"{', '.join(names)}: {words}" for words, names in entities.items()
    )


def main(folder: str) -> None:
    """Accept the rows in a folder as the expected ones."""
    table: dict[str, Row] = {}
    for place in sorted(Path(folder).iterdir()):
        table |= json.loads(place.read_text(encoding="utf-8"))
    text = json.dumps(table, indent=1, ensure_ascii=False)
    OBSERVED.write_text(f"{text}\n", encoding="utf-8")
    DOCUMENT.write_text(render(table), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
