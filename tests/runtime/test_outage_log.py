"""What Home Assistant's log shows of an outage."""

import logging
from typing import Final

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Upstreams, World
from simulator.outages import Effect, EmptyBody, HtmlInstead, Status

from ..conftest import Tick, make_entry, set_up

HOSTS: Final = {"OCEAN", "OCEAN's web site", "mempool", "blockchain.info"}


@pytest.mark.parametrize(
    "effect",
    [EmptyBody(), Status(502), Status(429, retry_after="90"), HtmlInstead()],
)
async def test_an_outage_of_everything_is_one_line(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    tick: Tick,
    caplog: pytest.LogCaptureFixture,
    effect: Effect,
) -> None:
    """With all hosts and accounts in it, and one when it is over."""
    addresses = [*world.accounts, world.unknown_address()]
    entry: MockConfigEntry = make_entry(*addresses)
    assert await set_up(hass, entry)
    await tick(3)
    caplog.set_level(logging.INFO)
    caplog.clear()
    upstreams.inject(effect)
    await tick(30)
    ((_, level, text),) = caplog.record_tuples
    assert level == logging.WARNING
    assert "OCEAN does not answer: " in text
    assert "mempool does not answer: " in text
    assert all(f"of {one.title}" in text for one in entry.subentries.values())
    caplog.clear()
    upstreams.faults.clear()
    await tick(12)
    ((_, level, text),) = caplog.record_tuples
    assert level == logging.INFO
    assert (
        {"OCEAN", "mempool"} <= set(text.partition(" answer")[0].split(", ")) <= HOSTS
    )
    await hass.config_entries.async_unload(entry.entry_id)
