"""A clock that is set while we run decides nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import override
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.runtime import setup
from custom_components.ocean_xyz.sources.question import present_time
from simulator import START, Effect, Reply, Upstreams, World
from simulator.oddities import IdleError
from simulator.outages import Status

from ..conftest import Tick, set_up
from .support import API, state

STATUS = "sensor.home_data_status"


class NoDate(Effect):
    """No answer says when it was sent."""

    @override
    def reply(self, reply: Reply) -> Reply:
        """Return the answer without a date."""
        return replace(reply, headers={**reply.headers, "Date": ""})


def test_our_clock_counts_unless_it_is_far_from_oceans() -> None:
    """Some minutes are nothing; without another time there is only ours."""
    near, far = START + timedelta(minutes=5), START + timedelta(minutes=5, seconds=1)
    assert present_time(START, None) is START
    assert present_time(START, near) is START
    assert present_time(near, START) is near
    assert present_time(START, far) is far
    assert present_time(far, START) is START


@pytest.fixture
def shift() -> Iterator[list[timedelta]]:
    """Set our clock: the last of these is how far it is from the true time."""
    shifts = [timedelta()]
    true = setup.dt_util.utcnow
    with patch.object(setup.dt_util, "utcnow", lambda: true() + shifts[-1]):
        yield shifts


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize("days", [-400, -40, 40])
async def test_a_farm_that_is_off_for_a_day_stays_known_when_the_clock_is_set(
    hass: HomeAssistant,
    upstreams: Upstreams,
    entry: MockConfigEntry,
    tick: Tick,
    shift: list[timedelta],
    days: int,
    dated: bool,
) -> None:
    """The clock is wrong by days at the start, then right; then the farm is back."""
    if not dated:
        upstreams.inject(NoDate())
    shift.append(timedelta(days=days))
    assert await set_up(hass, entry)
    await tick(5)
    upstreams.inject(IdleError(), host=API, path="/v1/user")
    await tick(60, step=5)
    assert state(hass, STATUS) == "idle"
    shift.append(timedelta())
    await tick(24 * 60, step=60)
    assert state(hass, STATUS) == "idle"
    assert await hass.config_entries.async_reload(entry.entry_id)
    await tick(60, step=5)
    assert state(hass, STATUS) == "idle"
    upstreams.faults.clear()
    await tick(10)
    assert state(hass, STATUS) == "live"
    assert not ir.async_get(hass).issues
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("hours", [-50, -3, 3, 50])
async def test_a_pause_until_a_date_is_by_the_clock_of_who_says_it(
    upstreams: Upstreams,
    world: World,
    freezer: FrozenDateTimeFactory,
    tick: Tick,
    hours: int,
) -> None:
    """Ten minutes are ten minutes, however wrong our clock is."""
    if hours < 0:
        world.advance(timedelta(hours=-hours))
    else:
        freezer.tick(timedelta(hours=hours))
    await tick(2)
    until = world.now + timedelta(minutes=11)
    upstreams.inject(
        Status(HTTPStatus.TOO_MANY_REQUESTS, retry_after=until), host=API, times=1
    )
    await tick()
    asked = upstreams.count(API)
    await tick(8)
    assert upstreams.count(API) == asked
    await tick(4)
    assert upstreams.count(API) > asked
