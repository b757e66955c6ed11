"""OCEAN's web page as a second source."""

from http import HTTPStatus

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Upstreams, World, farm
from simulator.outages import Status

from ..conftest import Tick, set_up
from .support import API, ONLINE, STATUS, WORKER, number, state


@pytest.mark.usefixtures("loaded")
async def test_the_web_page_stands_in_for_a_silent_interface(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """After three failures the page is read, at most every five minutes, and the status says so."""
    rate = number(hass, "sensor.home_hashrate_24_hours")
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host=API)
    await tick(2)
    assert not upstreams.count("ocean.xyz")
    await tick(30)
    assert state(hass, STATUS) == "web_page"
    assert upstreams.count("ocean.xyz") <= 6
    assert number(hass, "sensor.home_hashrate_24_hours") == pytest.approx(rate, rel=0.1)
    assert state(hass, WORKER) == STATE_ON
    assert state(hass, ONLINE) == "8"
    assert number(hass, "sensor.home_s21_garage_hashrate_3_hours") > 100
    assert state(hass, "event.home_worker") == STATE_UNKNOWN
    upstreams.faults.clear()
    await tick(6)
    assert state(hass, STATUS) == "live"
    assert state(hass, "event.home_worker") == STATE_UNKNOWN
    asked = upstreams.count("ocean.xyz")
    await tick(10)
    assert upstreams.count("ocean.xyz") == asked


@pytest.mark.usefixtures("loaded")
async def test_a_worker_that_dies_while_only_the_page_is_read_rings(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    address: str,
    tick: Tick,
) -> None:
    """The page knows last shares to the minute, and that is enough for an alarm."""
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host=API)
    await tick(10)
    world.switch_off(address, "s21-garage")
    await tick(40)
    assert state(hass, WORKER) == STATE_OFF
    assert state(hass, ONLINE) == "7"
    event = hass.states.get("event.home_worker")
    assert event is not None
    assert event.attributes["worker"] == "s21-garage"


@pytest.mark.parametrize("plans", [(farm(40),)])
@pytest.mark.usefixtures("loaded")
async def test_all_pages_of_workers_are_read(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Forty workers stand on three pages; a site that fails is shown no longer."""
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host=API)
    await tick(6)
    assert state(hass, STATUS) == "web_page"
    assert state(hass, ONLINE) == "40"
    assert upstreams.count("ocean.xyz") == 3
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host="ocean.xyz")
    await tick(30)
    assert state(hass, STATUS) == "unreachable"


async def test_the_web_page_is_left_alone_where_it_is_not_wanted(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry, tick: Tick
) -> None:
    """With the option off, no page is asked for."""
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "web_page": False}
    )
    assert await set_up(hass, entry)
    upstreams.inject(Status(HTTPStatus.BAD_GATEWAY), host=API)
    await tick(10)
    assert state(hass, STATUS) == "unreachable"
    assert not upstreams.count("ocean.xyz")
