"""Rows as text for a spreadsheet: pure, without Home Assistant."""

from collections.abc import Iterable, Mapping, Sequence
import csv
from io import StringIO
from typing import Final

FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")
"""By what spreadsheets tell a formula (OWASP, CSV injection)."""


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as CSV (RFC 4180), with a head; what is not known is empty.

    Hashes and transactions are OCEAN's texts, of which nothing is certain: one that a
    spreadsheet would take for a formula gets an apostrophe before it. Numbers are
    numbers, also negative ones.
    """
    text = StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(
        {column: _guarded(cell) for column, cell in row.items()} for row in rows
    )
    return text.getvalue()


def _guarded(cell: object) -> object:
    """Return a cell that no spreadsheet runs."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
