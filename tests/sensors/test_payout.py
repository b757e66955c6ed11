"""How and when the next payout comes, as the sensors of an account show it."""

from dataclasses import replace
from datetime import timedelta

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import PaidBy, World, home
from simulator.presets import heater

from ..conftest import Tick
from ..sources.support import number, state

LIGHTNING = replace(home(), paid_by=PaidBy.LIGHTNING)
SMALL = replace(heater(), label="home", paid_by=PaidBy.ON_CHAIN)


@pytest.mark.parametrize("plans", [(LIGHTNING,)])
@pytest.mark.usefixtures("loaded")
async def test_lightning_payouts_that_fail_are_seen_in_the_balance(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """OCEAN falls back on chain, at a threshold that is many blocks away."""
    await tick(120, step=5)
    assert state(hass, "sensor.home_payout_method") == "lightning"
    ledger = world.account(address).ledger
    ledger.rules = replace(ledger.rules, lightning=False)
    await tick(4 * 24 * 60, step=60)
    assert state(hass, "sensor.home_payout_method") == "on_chain"
    expected = dt_util.parse_datetime(state(hass, "sensor.home_expected_payout"))
    assert expected is not None
    assert expected - dt_util.utcnow() > timedelta(days=2)


@pytest.mark.parametrize("plans", [(SMALL,)])
@pytest.mark.usefixtures("loaded")
async def test_a_small_machine_needs_lightning(hass: HomeAssistant, tick: Tick) -> None:
    """It would reach the threshold in a life to come."""
    await tick(2)
    assert state(hass, "sensor.home_payout_method") == "needs_lightning"
    assert state(hass, "sensor.home_expected_payout") == "unknown"
    assert state(hass, "sensor.home_pool_fee") == "unknown"
    expected = hass.states.get("sensor.home_expected_earnings_per_day")
    assert expected is not None
    assert int(expected.state) > 0
    assert expected.attributes["assumed_fee"] == 2


async def test_machines_that_are_off_expect_nothing(
    hass: HomeAssistant,
    world: World,
    loaded: MockConfigEntry,
    address: str,
    tick: Tick,
) -> None:
    """No earnings, no date, and no bad luck: the hours of an idle account are known."""
    await tick(5)
    assert state(hass, "sensor.home_expected_payout") not in ("unknown", "unavailable")
    world.switch_off(address)
    await tick(300, step=5)
    assert number(hass, "sensor.home_expected_earnings_per_day") == 0
    assert state(hass, "sensor.home_expected_payout") == "unknown"
    assert state(hass, "sensor.home_data_status") == "idle"
    (account,) = loaded.runtime_data.accounts.values()
    before = account.ledger_source.memory.expected
    await tick(60, step=5)
    after = account.ledger_source.memory.expected
    assert after.rate == before.rate
    assert sum(one.covered for one in after.days) == pytest.approx(
        sum(one.covered for one in before.days) + 3600, abs=301
    )
