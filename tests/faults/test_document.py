"""The document contains exactly what was observed."""

import asyncio
import json
from pathlib import Path
import time

import pytest

from . import report
from .catalogue import ROUTES
from .effects import TRIALS
from .guard import Guard
from .words import cell


def test_the_document_is_made_of_what_was_observed() -> None:
    """After a change or new observations, run scripts/resilience."""
    assert report.DOCUMENT.read_text(encoding="utf-8") == report.render(
        report.observed()
    )


def test_every_route_was_tried_with_every_fault() -> None:
    """There is no empty cell."""
    table = report.observed()
    assert list(table) == list(ROUTES)
    for row, cells in table.items():
        assert list(cells) == list(TRIALS)
        assert all(set(one) == set(ROUTES[row].probes) for one in cells.values())


def test_rows_become_the_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They come from one file for each row, in the order of names."""
    rows, document = tmp_path / "rows", tmp_path / "resilience.md"
    rows.mkdir()
    monkeypatch.setattr(report, "OBSERVED", tmp_path / "observed.json")
    monkeypatch.setattr(report, "DOCUMENT", document)
    table = json.loads((Path(__file__).parent / "observed.json").read_bytes())
    for number, (row, cells) in enumerate(table.items()):
        place = rows / f"{number:02}.json"
        place.write_text(json.dumps({row: cells}), encoding="utf-8")
    report.main(str(rows))
    assert list(report.observed()) == list(table)
    assert "OCEAN's web page" in document.read_text(encoding="utf-8")


def test_words_say_since_when() -> None:
    """They say what still changes, what stays, and for how long."""
    probes = ROUTES["OCEAN statsnap"].probes
    before = dict.fromkeys(probes, "5")
    samples = [before, before, dict.fromkeys(probes, "unavailable")]
    shown = cell(probes, before, samples)
    assert shown["balance"] == "value → unavailable"
    assert shown["last share"] == "last value → unavailable"
    assert shown["data status"] == "5 → unavailable"
    going = [{**before, "last share": str(number)} for number in range(3)]
    assert cell(probes, before, going)["last share"] == "goes on"
    turns = [{**before, "data status": word} for word in ("live", "stale", "live")]
    assert cell(probes, before, turns)["data status"] == "live or stale"


def spend(seconds: float) -> None:
    """Keep the processor busy."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


async def test_the_guard_sees_who_holds_the_loop() -> None:
    """Work in a callback counts, unless it is excluded."""
    guard = Guard()
    with guard.watching():
        await asyncio.sleep(0)
        spend(0.05)
        with guard.excused():
            spend(0.2)
        await asyncio.sleep(0)
    assert 0.05 <= guard.longest < 0.2
