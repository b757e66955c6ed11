"""Figures next to their promises."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
import json
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Promise:
    """A promise and its figure."""

    what: str
    unit: str
    promised: str
    figure: float
    least: float | None = None
    """The smallest figure that still fulfils the promise."""
    most: float | None = None
    sample: str
    """The size of the sample."""

    @property
    def kept(self) -> bool:
        """Return whether the figure fulfils the promise."""
        return (self.least is None or self.figure >= self.least) and (
            self.most is None or self.figure <= self.most
        )


def table(promises: Iterable[Promise]) -> str:
    """Return a Markdown table."""
    rows = ["| | Promised | Figure | Of |", f"|{' --- |' * 4}"]
    rows += [
        f"| {one.what} | {one.promised} | {one.figure:.3g} {one.unit}"
        f"{'' if one.kept else ' (broken)'} | {one.sample} |"
        for one in promises
    ]
    return "\n".join(rows)


def read(path: Path) -> tuple[Promise, ...]:
    """Read promises from a file."""
    rows = json.loads(path.read_text(encoding="utf-8"))["promises"]
    return tuple(
        Promise(**{key: value for key, value in row.items() if key != "kept"})
        for row in rows
    )


def write(path: Path, about: Mapping[str, str], promises: Iterable[Promise]) -> None:
    """Write the promises to a file."""
    rows = [asdict(one) | {"kept": one.kept} for one in promises]
    document = {"about": dict(about), "promises": rows}
    text = json.dumps(document, indent=1, ensure_ascii=False)
    path.write_text(f"{text}\n", encoding="utf-8")
