"""Simulates, prints a table and writes it: `scripts/bench calibration`."""

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path
import platform
import sys

from . import alarms, alerts, events, fortunes
from .courses import DAY, HOUR
from .promises import Promise, table, write


def promises(*, quick: bool) -> Iterator[Promise]:
    """Return all promises, each with its figure."""
    if quick:
        yield from alarms.false_alarms(days=1, learning=0)
        yield from alarms.changing(days=1, learning=0)
        yield from alarms.first_times(1, learning=HOUR)
        yield from alarms.detection(stops=5, learning=0)
        yield from events.outages(4, learning=HOUR)
        yield from events.short_lists(DAY)
        yield from events.swaps(1, learning=HOUR)
        yield from fortunes.payouts(100)
        yield from fortunes.changes(20)
        yield from fortunes.luck(20)
        yield from alerts.low_hashrates(days=1, learning=0)
        yield from alerts.payouts_near(3)
        yield from alerts.fees(1)
        yield from alerts.droughts(50)
        yield from alerts.windows(1, stops=1)
        return
    yield from alarms.false_alarms()
    yield from alarms.changing()
    yield from alarms.first_times()
    yield from alarms.detection()
    yield from events.outages()
    yield from events.short_lists()
    yield from events.swaps()
    yield from fortunes.payouts()
    yield from fortunes.changes()
    yield from fortunes.luck()
    yield from alerts.low_hashrates()
    yield from alerts.payouts_near()
    yield from alerts.fees()
    yield from alerts.droughts()
    yield from alerts.windows()


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
