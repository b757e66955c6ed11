"""A figure beside what was promised."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
import json
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Promise:
    """What was promised, and what came of it."""

    what: str
    unit: str
    promised: str
    figure: float
    least: float | None = None
    """What the figure may be at the least for the promise to be kept."""
    most: float | None = None
    sample: str
    """Of how much the figure is made."""

    @property
    def kept(self) -> bool:
        """Return whether the promise is kept."""
        return (self.least is None or self.figure >= self.least) and (
            self.most is None or self.figure <= self.most
        )


def table(promises: Iterable[Promise]) -> str:
    """Return a table to read."""
    rows = [("", "promised", "figure", "", "of", "")]
    rows += [
        (
            one.what,
            one.promised,
            f"{one.figure:.3g}",
            one.unit,
            one.sample,
            "" if one.kept else "broken",
        )
        for one in promises
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column == 2 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def write(path: Path, about: Mapping[str, str], promises: Iterable[Promise]) -> None:
    """Write the promises down."""
    rows = [asdict(one) | {"kept": one.kept} for one in promises]
    document = {"about": dict(about), "promises": rows}
    text = json.dumps(document, indent=1, ensure_ascii=False)
    path.write_text(f"{text}\n", encoding="utf-8")
