"""An own mempool instance that made its certificate itself, as Start9 and RaspiBlitz do."""

from http import HTTPStatus
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import get_system_health_info

from custom_components.ocean_xyz.const import (
    CONF_MEMPOOL_URL,
    CONF_MEMPOOL_VERIFY,
    CONF_NETWORK_SOURCE,
    DOMAIN,
)
from simulator.messages import Trouble
from simulator.outages import Broken, Status

from ..clock import run_due_timers
from ..conftest import set_up
from ..flows.dialogs import open_network, suggested
from ..issues.support import choose, issue, open_repair
from ..sources.support import hub_entry, state
from .bench import Clock
from .host import OWN_HOST as OWN, Hosts

OWN_INSTANCE = {CONF_NETWORK_SOURCE: "own_mempool", CONF_MEMPOOL_URL: f"https://{OWN}"}
SOURCE = "sensor.bitcoin_network_data_source"
KEY = "untrusted_certificate"


async def pass_minute(hass: HomeAssistant, clock: Clock) -> None:
    """Let a minute pass, with all requests that are due."""
    clock.pass_time(60)
    run_due_timers(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.fixture(autouse=True)
def _own_instance(hosts: Hosts) -> None:
    """Serve an instance with a certificate that nobody trusts."""
    hosts.upstreams.serve_mempool(OWN)
    hosts.distrusted.add(OWN)


async def test_the_form_names_the_certificate_and_takes_it(
    hass: HomeAssistant, hosts: Hosts
) -> None:
    """It is verified unless the user says otherwise, for this instance alone."""
    entry = hub_entry(network_source="blockchain_info")
    assert await set_up(hass, entry)
    dialog = await open_network(hass, entry)
    result = await dialog.submit(**OWN_INSTANCE)
    assert result["errors"] == {CONF_MEMPOOL_URL: KEY}
    assert suggested(result, CONF_MEMPOOL_VERIFY)
    result = await dialog.submit(**OWN_INSTANCE, **{CONF_MEMPOOL_VERIFY: False})
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert dict(entry.data) == OWN_INSTANCE | {CONF_MEMPOOL_VERIFY: False}
    assert state(hass, SOURCE) == "mempool"
    assert not issue(hass, KEY)

    dialog = await open_network(hass, entry)
    assert suggested(dialog.result, CONF_MEMPOOL_VERIFY) is False
    hosts.distrusted.add("mempool.space")
    await dialog.submit(network_source="mempool_space", **{CONF_MEMPOOL_VERIFY: False})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert dict(entry.data) == {CONF_NETWORK_SOURCE: "mempool_space"}
    assert state(hass, SOURCE) == "blockchain_info"
    assert not issue(hass, KEY)
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_repair_names_the_certificate_while_it_is_not_trusted(
    hass: HomeAssistant,
    hosts: Hosts,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """So does the log; the form that it leads to ends it, and not another fault."""
    entry = hub_entry(**OWN_INSTANCE)
    assert await set_up(hass, entry)
    assert f"the certificate of {OWN} is not trusted" in caplog.text
    assert state(hass, SOURCE) == "blockchain_info"
    step = await open_repair(hass, issue(hass, KEY))
    assert step["menu_options"] == ["reconfigure", "leave"]
    result = await choose(hass, step, "reconfigure")
    flows = hass.config_entries.flow
    flow_id = result["next_flow"][1]
    typed: Any = OWN_INSTANCE | {CONF_MEMPOOL_VERIFY: False}
    done = await flows.async_configure(flow_id, typed)
    assert done["reason"] == "reconfigure_successful"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not issue(hass, KEY)
    assert state(hass, SOURCE) == "mempool"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_another_fault_says_nothing_of_the_certificate(
    hass: HomeAssistant, hosts: Hosts, clock: Clock
) -> None:
    """The repair stays until the instance answers, over TLS that is trusted."""
    entry = hub_entry(**OWN_INSTANCE)
    assert await set_up(hass, entry)
    fault = hosts.upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host=OWN)
    hosts.distrusted.clear()
    for _ in range(10):
        await pass_minute(hass, clock)
        assert issue(hass, KEY)
    hosts.upstreams.faults.remove(fault)
    for _ in range(10):
        await pass_minute(hass, clock)
    assert state(hass, SOURCE) == "mempool"
    assert not issue(hass, KEY)
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(
    ("settings", "fault", "shown"),
    [
        ({}, None, {"type": "failed", "error": "unreachable"}),
        ({CONF_MEMPOOL_VERIFY: False}, None, "ok"),
        ({CONF_MEMPOOL_VERIFY: False}, Status(HTTPStatus.UNAUTHORIZED), "ok"),
        (
            {CONF_MEMPOOL_VERIFY: False},
            Broken(Trouble.RESET),
            {"type": "failed", "error": "unreachable"},
        ),
    ],
)
async def test_the_system_page_reaches_it_as_the_integration_does(
    hass: HomeAssistant, hosts: Hosts, settings: Any, fault: Any, shown: Any
) -> None:
    """An answer of any kind shows that it is there."""
    entry = hub_entry(**OWN_INSTANCE, **settings)
    entry.add_to_hass(hass)
    if fault is not None:
        hosts.upstreams.inject(fault, host=OWN)
    assert await async_setup_component(hass, "system_health", {})
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done(wait_background_tasks=True)
    info = await get_system_health_info(hass, DOMAIN)
    assert await info["can_reach_network_source"] == shown
    assert await info["can_reach_ocean"] == "ok"
    await hass.config_entries.async_unload(entry.entry_id)
