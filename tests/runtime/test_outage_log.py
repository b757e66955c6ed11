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
async def test_an_outage_of_everything_is_a_line_for_each_host(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    tick: Tick,
    caplog: pytest.LogCaptureFixture,
    effect: Effect,
) -> None:
    """With all accounts in it, and a line when it is over."""
    addresses = [*world.accounts, world.unknown_address()]
    entry: MockConfigEntry = make_entry(*addresses)
    assert await set_up(hass, entry)
    await tick(3)
    caplog.set_level(logging.INFO)
    caplog.clear()
    upstreams.inject(effect)
    await tick(30)
    lines = caplog.record_tuples
    hosts = [text.partition(" does not answer: ")[0] for _, _, text in lines]
    assert {level for _, level, _ in lines} == {logging.WARNING}
    assert sorted(hosts) == sorted(set(hosts) & HOSTS)
    assert "OCEAN" in hosts
    ocean = lines[hosts.index("OCEAN")][2]
    assert all(f"of {one.title}" in ocean for one in entry.subentries.values())
    caplog.clear()
    upstreams.faults.clear()
    await tick(12)
    ends = [
        text.partition(" answers again, ")[0] for _, _, text in caplog.record_tuples
    ]
    assert {level for _, level, _ in caplog.record_tuples} == {logging.INFO}
    assert sorted(ends) == sorted(hosts)
    await hass.config_entries.async_unload(entry.entry_id)
