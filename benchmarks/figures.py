"""Figures next to their floors: a table, a file, and what became worse."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
import json
from pathlib import Path
from typing import Any, Final, Self

HEADINGS: Final = (
    "", "workers", "accounts", "floor", "figure", "", "ratio", "bound", ""
)  # fmt: skip

WORSE: Final = 1.25
"""A ratio is worse if it grew by more than this factor. Less is noise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One measurement."""

    what: str
    workers: int
    accounts: int = 1
    floor: float | None = None
    """The floor in the same unit; None for a figure without one."""
    figure: float
    unit: str
    bound: float | None = None
    """The maximum of the ratio, or of the figure if it has no floor."""

    @property
    def key(self) -> str:
        """Return the key of this figure."""
        return f"{self.what}, {self.workers} workers, {self.accounts} accounts"

    @property
    def ratio(self) -> float:
        """Return the figure divided by its floor, or the figure if it has none."""
        return self.figure / self.floor if self.floor else self.figure

    @property
    def broken(self) -> bool:
        """Return whether it is over its bound."""
        return self.bound is not None and self.ratio > self.bound


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """All figures of a run, and where it ran."""

    about: Mapping[str, str]
    """The date, the machine and the versions."""
    figures: tuple[Figure, ...]

    def write(self, path: Path) -> None:
        """Write the result to a file."""
        rows = [
            asdict(one) | {"ratio": _short(one.ratio), "broken": one.broken}
            for one in self.figures
        ]
        document = {"about": dict(self.about), "figures": rows}
        text = json.dumps(document, indent=1, ensure_ascii=False, default=str)
        path.write_text(f"{text}\n", encoding="utf-8")

    def after(self, before: Iterable[Figure]) -> Result:
        """Return this result, with the earlier figures that it did not measure."""
        own = {figure.key: figure for figure in self.figures}
        figures = {figure.key: figure for figure in before} | own
        return Result(about=self.about, figures=tuple(figures.values()))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a result from a file."""
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for row in document["figures"]:
            del row["ratio"], row["broken"]
        figures = tuple(Figure(**row) for row in document["figures"])
        return cls(about=document["about"], figures=figures)


def worse(
    before: Iterable[Figure], now: Iterable[Figure]
) -> list[tuple[Figure, Figure]]:
    """Return the figures that became worse by more than noise, as pairs of old and new.

    Figures that are not in both runs are left out.
    """
    known = {figure.key: figure for figure in before}
    pairs = ((known[one.key], one) for one in now if one.key in known)
    return [(old, new) for old, new in pairs if new.ratio > WORSE * old.ratio]


def table(figures: Iterable[Figure]) -> str:
    """Return a table to read."""
    rows: list[tuple[str, ...]] = [HEADINGS]
    rows += [_row(one) for one in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in (0, 5, 8) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def digest(figures: Iterable[Figure]) -> str:
    """Return the figure closest to each bound, as a Markdown table."""
    worst: dict[str, Figure] = {}
    for one in figures:
        if one.bound is not None:
            worst[one.what] = max(
                worst.get(one.what, one), one, key=lambda it: it.ratio
            )
    rows = ["| | Bound | At the most | For workers | In accounts |", f"|{' --- |' * 5}"]
    rows += [
        f"| {one.what} | {_short(one.bound or 0)} | {_short(one.ratio)}"
        f"{' (over)' if one.broken else ''} | {one.workers:,} | {one.accounts} |"
        for one in worst.values()
    ]
    return "\n".join(rows)


def _row(one: Figure) -> tuple[str, ...]:
    """Return a line of the table."""
    return (
        one.what,
        f"{one.workers:,}",
        str(one.accounts),
        "" if one.floor is None else _short(one.floor),
        _short(one.figure),
        one.unit,
        "" if one.floor is None else _short(one.ratio),
        "" if one.bound is None else f"≤ {_short(one.bound)}",
        "over" if one.broken else "",
    )


def _short(number: float) -> str:
    """Return a number with three significant digits."""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}"
