"""Every route against every fault: what is shown, and that nothing else suffers."""

import json
import os
from pathlib import Path

from homeassistant.core import HomeAssistant
import pytest

from .bench import Bench, Clock
from .catalogue import ROUTES
from .effects import TRIALS
from .host import Hosts
from .words import Cell

OBSERVED = Path(__file__).with_name("observed.json")
"""What was observed, from which the document is made."""

OUT = "RESILIENCE_OUT"
"""The folder into which the rows are written, where they are to be observed anew."""


@pytest.mark.parametrize("row", ROUTES)
async def test_row(
    hass: HomeAssistant,
    hosts: Hosts,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    subtests: pytest.Subtests,
    row: str,
) -> None:
    """Each cell keeps the promises of all, and shows what the document says."""
    bench = Bench.of(hass, hosts, clock, caplog, ROUTES[row])
    await bench.start()
    cells: dict[str, Cell] = {}
    for name, trial in TRIALS.items():
        with subtests.test(fault=name):
            cells[name] = await bench.cell(name, trial)
    await hass.config_entries.async_unload(bench.entry.entry_id)
    if folder := os.environ.get(OUT):
        place = Path(folder) / f"{list(ROUTES).index(row):02}.json"
        place.write_text(json.dumps({row: cells}), encoding="utf-8")
    else:
        assert cells == json.loads(OBSERVED.read_text(encoding="utf-8"))[row]
