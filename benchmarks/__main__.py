"""Measures, prints a table, writes it and compares it: `scripts/bench`."""

import argparse
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import version
import os
from pathlib import Path
import platform
import sys
from typing import Final

from homeassistant.const import __version__ as home_assistant_version

from . import hour, parsing, planning, refresh, setting_up
from .figures import Figure, Result, digest, table, worse
from .house import Case, quiet_logs

RESULTS: Final = Path(__file__).parent / "results"
COMMITTED: Final = RESULTS / "speed.json"
LATEST: Final = RESULTS / "latest.json"
"""The last run on this machine; not committed."""

SIZES: Final = (1, 10, 300, 3000)
SPREAD: Final = 20
"""The number of accounts in the cases with several accounts."""

QUICK_SIZES: Final = (6,)

type Part = Callable[[Case], Iterator[Figure]]


def parts(*, quick: bool) -> dict[str, Part]:
    """Return the functions that measure each case."""
    if not quick:
        return {
            "reading": parsing.measure,
            "refresh": refresh.measure,
            "hour": hour.measure,
            "rows": hour.measure_rows,
            "set-up": setting_up.measure,
            "plan": planning.measure,
        }
    return {
        "reading": lambda case: parsing.measure(case, rounds=2),
        "refresh": lambda case: refresh.measure(case, minutes=2),
        "hour": lambda case: hour.measure(case, minutes=2, runs=1),
        "rows": lambda case: hour.measure_rows(case, minutes=2),
        "set-up": lambda case: setting_up.measure(case, rounds=1),
        "plan": lambda case: planning.measure(case, rounds=2),
    }


def cases(part: str, *, quick: bool) -> Iterator[Case]:
    """Return the cases of a part. Several accounts matter only for some parts."""
    if part == "plan":
        yield Case(workers=1)
        return
    for workers in QUICK_SIZES if quick else SIZES:
        if part == "rows" and workers > 300:
            continue
        yield Case(workers=workers)
    if part in ("refresh", "hour", "set-up"):
        for workers in (2,) if quick else (SPREAD, 300, 3000):
            yield Case(workers=workers, accounts=2 if quick else SPREAD)


def measured(wanted: list[str], *, quick: bool) -> Iterator[Figure]:
    """Measure, and print the progress."""
    for name, part in parts(quick=quick).items():
        if wanted and name not in wanted:
            continue
        for case in cases(name, quick=quick):
            print(f"{name}: {case.workers} in {case.accounts}", file=sys.stderr)
            yield from part(case)


def about(day: date) -> dict[str, str]:
    """Return the date, the machine and the versions."""
    return {
        "date": day.isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors",
        "python": platform.python_version(),
        "home assistant": home_assistant_version,
        "orjson": version("orjson"),
    }


def main() -> int:
    """Measure the chosen parts. Return 1 if a bound is broken or a figure got worse.

    The tiny sizes are not compared: their ratios mean nothing.
    """
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help="only these parts of the measurement")
    parser.add_argument("--quick", action="store_true", help="tiny, to see it run")
    parser.add_argument("--date", type=date.fromisoformat, default=date.today())  # noqa: DTZ011
    parser.add_argument("--out", type=Path, default=LATEST, help="write figures here")
    options = parser.parse_args()
    quiet_logs()
    figures = tuple(measured(options.parts, quick=options.quick))
    print(table(figures))
    print(f"\n{digest(figures)}\n")
    result = Result(about=about(options.date), figures=figures)
    # Parts that were not measured keep their earlier figures.
    kept = options.parts and options.out.exists()
    before = Result.read(options.out).figures if kept else ()
    lost = 0 if options.quick else _compared(figures)
    result.after(before).write(options.out)
    broken = sum(one.broken for one in figures)
    if broken:
        print(f"{broken} of {len(figures)} are over their bounds")
    return 1 if broken or lost else 0


def _compared(figures: tuple[Figure, ...]) -> int:
    """Print what became worse than the committed figures, and return how many did."""
    lost = worse(Result.read(COMMITTED).figures, figures)
    for before, now in lost:
        print(f"worse: {now.key}: {before.ratio:.3g} → {now.ratio:.3g}")
    return len(lost)


if __name__ == "__main__":
    sys.exit(main())
