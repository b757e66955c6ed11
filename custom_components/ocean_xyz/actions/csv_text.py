"""Writes rows as text for a spreadsheet."""

from collections.abc import Iterable, Mapping, Sequence
import csv
from io import StringIO
from typing import Final

FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")
"""Signs with which a formula begins in spreadsheets (OWASP, CSV injection)."""


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as CSV (RFC 4180) with a header; an unknown value is empty.

    Hashes and transactions are texts from OCEAN and not to be trusted: one that a
    spreadsheet would run as a formula gets an apostrophe in front. Numbers stay
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
    """Return a cell that no spreadsheet runs as a formula."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
