"""One broken route never looks like a farm without power."""

import logging

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Upstreams, World
from simulator.oddities import NullResult
from simulator.outages import Status

from ..conftest import Tick
from .support import API, MINING, STATUS, WORKER, number, state

DAY = "sensor.home_hashrate_24_hours"


@pytest.mark.parametrize("down", [(), ("/v1/userinfo_full",)])
@pytest.mark.usefixtures("loaded")
async def test_a_null_while_hashrates_are_reported_is_no_power_cut(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick, down: tuple[str, ...]
) -> None:
    """With the list of workers or the snapshot null for hours, nobody is called off."""
    for path in down:
        upstreams.inject(Status(500), host=API, path=path)
    path = "/v1/statsnap" if down else "/v1/userinfo_full"
    upstreams.inject(NullResult(), host=API, path=path)
    for _ in range(6):
        await tick(20)
        assert state(hass, STATUS) in ("stale", "web_page")
        assert state(hass, WORKER) == STATE_ON
        assert state(hass, MINING) == STATE_ON
    assert state(hass, "event.home_worker") == STATE_UNKNOWN


@pytest.mark.usefixtures("loaded")
async def test_a_null_of_the_hashrates_is_no_hashrate_of_zero(
    hass: HomeAssistant,
    upstreams: Upstreams,
    tick: Tick,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The long window becomes unknown, the log says so once, and it comes back."""
    caplog.set_level(logging.INFO)
    fault = upstreams.inject(NullResult(), host=API, path="/v1/user_hashrate/")
    await tick(2)
    assert number(hass, DAY) > 0
    await tick(8)
    assert state(hass, DAY) == STATE_UNKNOWN
    assert state(hass, STATUS) == "live"
    upstreams.faults.remove(fault)
    await tick(6)
    assert number(hass, DAY) > 0
    lines = [one for one in caplog.messages if one.startswith("OCEAN ")]
    assert len(lines) == 2


@pytest.mark.usefixtures("loaded")
async def test_a_null_without_a_witness_is_believed(
    hass: HomeAssistant, upstreams: Upstreams, world: World, tick: Tick
) -> None:
    """A power cut rings too where the hashrates cannot be had."""
    upstreams.inject(Status(500), host=API, path="/v1/user_hashrate/")
    upstreams.inject(NullResult(), host=API, path="/v1/userinfo_full")
    await tick(2)
    assert state(hass, STATUS) == "idle"
    await tick(75)
    assert state(hass, MINING) == STATE_OFF


async def test_a_ledger_that_has_rows_is_not_nobodys(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """No such user, of one who mines and has earned, is a bad answer of the ledger."""
    (account,) = loaded.runtime_data.accounts.values()
    question = account.ledger_source.question
    upstreams.inject(NullResult(), host=API, path="/v1/earnpay")
    question.hurry()
    await tick()
    assert question.failures == 1
    assert number(hass, "sensor.home_earned_in_total") > 0
