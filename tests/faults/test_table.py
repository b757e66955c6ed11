"""Every route with every fault: what is shown, and that nothing else fails."""

import json
import os
from pathlib import Path
from unittest.mock import patch

from homeassistant.core import HomeAssistant
import pytest

from custom_components.ocean_xyz.api import transport

from .bench import Bench, Clock
from .catalogue import ROUTES
from .effects import TRIALS
from .host import Hosts
from .report import observed
from .words import Cell

OUT = "RESILIENCE_OUT"
"""The folder for newly observed rows, if they are to be written."""


@pytest.mark.parametrize("row", ROUTES)
async def test_row(
    hass: HomeAssistant,
    hosts: Hosts,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    subtests: pytest.Subtests,
    row: str,
) -> None:
    """Each cell meets the rules for all cells, and matches the document."""
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
        assert cells == observed()[row]


async def test_an_endless_body_is_read_up_to_its_bound(
    hass: HomeAssistant, hosts: Hosts, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """The integration's own bound is 16 MiB; the table has a lower one."""
    bench = Bench.of(hass, hosts, clock, caplog, ROUTES["OCEAN userinfo_full"])
    await bench.start()
    with patch.object(transport, "MAX_BODY", 16 * 2**20):
        await bench.cell("endless body", TRIALS["endless body"])
    assert "answered more than 16777216 bytes" in caplog.text
    await hass.config_entries.async_unload(bench.entry.entry_id)


async def test_every_question_has_its_row(
    hass: HomeAssistant, hosts: Hosts, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """The table has a row for every route that is requested."""
    bench = Bench.of(hass, hosts, clock, caplog, ROUTES["OCEAN pool_stat"])
    await bench.start()
    asked = {question.name for question in bench.questions()}
    assert asked == {route.question for route in ROUTES.values()}
    await hass.config_entries.async_unload(bench.entry.entry_id)
