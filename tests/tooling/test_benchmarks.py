"""The benchmarks run, and report broken bounds and figures that became worse."""

from collections.abc import Iterable
from pathlib import Path
import subprocess
import sys
from typing import Final

import pytest

from benchmarks.__main__ import COMMITTED
from benchmarks.calibration import promises
from benchmarks.figures import Figure, Result, digest, table, worse

ROOT: Final = Path(__file__).parents[2]
SIMULATED: Final = ROOT / "benchmarks" / "results" / "calibration.json"


def figure(ratio: float, *, what: str = "refresh", bound: float = 2) -> Figure:
    """Return a figure with this ratio to its floor."""
    return Figure(
        what=what, workers=300, floor=4.0, figure=4 * ratio, unit="ms", bound=bound
    )


def measured(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Measure in a process of its own, like the script."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def whats(figures: Iterable[Figure]) -> set[str]:
    """Return the names of figures."""
    return {one.what for one in figures}


def test_everything_is_measured(tmp_path: Path) -> None:
    """A short run measures the same things as the committed run.

    Its ratios and hourly averages mean nothing. But what must never happen must not
    happen in two minutes either.
    """
    out = tmp_path / "speed.json"
    finished = measured("benchmarks", "--quick", "--out", str(out))
    assert finished.returncode in (0, 1), finished.stderr
    figures, committed = Result.read(out).figures, Result.read(COMMITTED).figures
    # Memory is compared between sizes that a short run does not have.
    assert whats(committed) - whats(figures) == {"memory of a worker"}
    assert whats(figures) <= whats(committed)
    never = [one for one in figures if one.bound == 0]
    assert {"writes of states that did not change"} < whats(never)
    assert not [one.key for one in never if one.broken]


def test_promises_are_simulated(tmp_path: Path) -> None:
    """A short simulation tests the same promises as the committed one."""
    out = tmp_path / "calibration.json"
    finished = measured("benchmarks.calibration", "--quick", "--out", str(out))
    assert finished.returncode in (0, 1), finished.stderr
    short, committed = promises.read(out), promises.read(SIMULATED)
    assert [one.what for one in short] == [one.what for one in committed]
    # A short simulation does not prove a promise; the committed years do.
    assert all(one.kept for one in committed)


@pytest.mark.parametrize(
    "figure_text",
    [digest(Result.read(COMMITTED).figures), promises.table(promises.read(SIMULATED))],
    ids=["speed", "calibration"],
)
def test_the_readme_has_the_committed_figures(figure_text: str) -> None:
    """The README contains them word for word."""
    assert figure_text in (ROOT / "benchmarks" / "README.md").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("ratio", "broken"), [(1.99, False), (2.0, False), (2.01, True)]
)
def test_a_bound_is_for_the_ratio(ratio: float, *, broken: bool) -> None:
    """The figure itself does not matter."""
    assert figure(ratio).broken is broken
    assert ("over" in table([figure(ratio)])) is broken


def test_what_comes_nearest_to_a_bound_is_told() -> None:
    """The summary shows the worst of several sizes, and nothing without a bound."""
    free = Figure(what="free", workers=1, figure=1.0, unit="ms")
    small = Figure(what="hold", workers=1, floor=1, figure=3, unit="ms", bound=2)
    large = Figure(what="hold", workers=3000, floor=9, figure=9, unit="ms", bound=2)
    rows = digest([free, small, large]).splitlines()
    assert rows[2:] == ["| hold | 2 | 3 (over) | 1 | 1 |"]


def test_without_a_floor_the_figure_is_bounded() -> None:
    """A count has no floor."""
    one = Figure(what="requests", workers=1, figure=6.1, unit="a minute", bound=6)
    assert one.broken
    assert one.ratio == 6.1


def test_what_became_worse_is_told_from_noise() -> None:
    """Up to a quarter more is noise. A new figure has nothing to compare with."""
    before = [figure(1.0), figure(1.0, what="set-up"), figure(1.0, what="gone")]
    now = [figure(1.2), figure(1.3, what="set-up"), figure(9.0, what="new")]
    assert worse(before, now) == [(before[1], now[1])]


def test_a_part_measured_anew_leaves_the_others(tmp_path: Path) -> None:
    """A written result can be read again, with the earlier figures."""
    path = tmp_path / "speed.json"
    old = (figure(1.0), figure(1.0, what="set-up"))
    Result(about={"date": "2026-11-01"}, figures=old).write(path)
    later = Result(about={"date": "2026-11-02"}, figures=(figure(1.5),))
    later.after(Result.read(path).figures).write(path)
    result = Result.read(path)
    assert result.about == {"date": "2026-11-02"}
    assert {one.what: one.ratio for one in result.figures} == {
        "refresh": 1.5,
        "set-up": 1.0,
    }
