"""Simulates, prints a table and writes it: `scripts/bench calibration`."""

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path
import platform
import sys

from . import alarms, fortunes
from .promises import Promise, table, write


def promises(*, quick: bool) -> Iterator[Promise]:
    """Return all promises, each with its figure."""
    if quick:
        yield from alarms.false_alarms(years=0.01)
        yield from alarms.detection(stops=5)
        yield from fortunes.payouts(100)
        yield from fortunes.luck(20)
        return
    yield from alarms.false_alarms()
    yield from alarms.detection()
    yield from fortunes.payouts()
    yield from fortunes.luck()


def main() -> int:
    """Simulate. Return 1 if a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench calibration")
    parser.add_argument("--quick", action="store_true", help="tiny, to see it run")
    parser.add_argument("--date", type=date.fromisoformat, default=date.today())  # noqa: DTZ011
    parser.add_argument("--out", type=Path, help="where to write the figures")
    options = parser.parse_args()
    found = tuple(promises(quick=options.quick))
    print(table(found))
    if options.out:
        about = {
            "date": options.date.isoformat(),
            "python": platform.python_version(),
        }
        write(options.out, about, found)
    return 0 if all(one.kept for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
