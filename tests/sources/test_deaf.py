"""An answer that is missed, and a snapshot that is skipped, while machines stand still."""

from homeassistant.core import HomeAssistant
import pytest

from simulator import Upstreams, World
from simulator.outages import Status

from ..conftest import Tick
from .support import state

RIG = "s21-garage"
ONLINE_RIG = f"binary_sensor.home_{RIG.replace('-', '_')}_online"


@pytest.mark.usefixtures("loaded")
async def test_one_missed_answer_gives_machines_time_to_reconnect(
    hass: HomeAssistant, upstreams: Upstreams, world: World, address: str, tick: Tick
) -> None:
    """All of them are back four minutes later; one that is not is told."""
    await tick(10)
    world.switch_off(address)
    upstreams.inject(Status(502), times=1, path="/v1/userinfo_full")
    await tick(6)
    world.switch_on(address)
    world.switch_off(address, RIG)
    await tick(8)
    assert state(hass, "event.home_worker") == "unknown"
    await tick(12)
    assert state(hass, ONLINE_RIG) == "off"


@pytest.mark.usefixtures("loaded")
async def test_a_skipped_snapshot_puts_no_alarm_off(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """We ask every 61 seconds, so one in sixty is skipped."""
    await tick(10)
    world.switch_off(address, RIG)
    await tick(2)
    await tick(2, step=2)
    await tick(4)
    assert state(hass, ONLINE_RIG) == "off"
