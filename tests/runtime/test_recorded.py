"""What was recorded stays, although the ledger knows less."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from homeassistant.components.recorder import Recorder
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.api import Satoshis
from custom_components.ocean_xyz.const import SUBENTRY_ACCOUNT
from custom_components.ocean_xyz.devices.ids import (
    earned_statistic_id,
    paid_statistic_id,
)
from custom_components.ocean_xyz.devices.registration import async_account_id
from custom_components.ocean_xyz.mining.ledger.book import (
    Certainty,
    Ledger,
    LedgerEarning,
    LedgerPayout,
)
from custom_components.ocean_xyz.mining.ledger.statistics import (
    Withdrawn,
    with_withdrawn,
)
from custom_components.ocean_xyz.mining.payout import PaymentKind
from custom_components.ocean_xyz.runtime.statistics import AccountHistory
from custom_components.ocean_xyz.sources.ledger import LedgerMemory
from simulator import AccountPlan, Upstreams, World
from simulator.outages import Status

from ..conftest import Tick, set_up
from ..sensors.test_earnings import LIGHTNING
from ..sources.support import API, number
from .test_statistics import read_statistics, true_rows


@pytest.fixture(autouse=True)
def _every_entity(all_enabled: None) -> None:
    """Enable every entity."""


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """Record, and load the integration from this repository."""


@pytest.fixture
def plans() -> tuple[AccountPlan, ...]:
    """Return an account that is paid over Lightning."""
    return (LIGHTNING,)


OLD = LedgerEarning(
    block_hash="old", time=datetime(2024, 5, 1, 10, 20, tzinfo=UTC), net=Satoshis(77)
)
"""A credit that OCEAN no longer lists."""


@pytest.fixture
async def history(hass: HomeAssistant, address: str) -> AccountHistory:
    """Return the statistics of the account."""
    account_id = await async_account_id(hass, address)
    return AccountHistory(
        hass,
        label="Home",
        earned_id=earned_statistic_id(account_id),
        paid_id=paid_statistic_id(account_id),
    )


@pytest.fixture
async def known(history: AccountHistory, world: World, address: str) -> LedgerMemory:
    """Return all that a former ledger knew; it is recorded."""
    payouts = tuple(
        LedgerPayout(
            time=dt_util.utc_from_timestamp(one.time),
            amount=Satoshis(one.amount),
            kind=PaymentKind.LIGHTNING,
            certainty=Certainty.DEDUCED,
        )
        for one in world.account(address).ledger.payouts
    )
    memory = LedgerMemory(ledger=Ledger(earnings=(OLD,), payouts=payouts))
    await history.async_import(lambda _: memory, dt_util.utcnow())
    return memory


async def assert_recorded(hass: HomeAssistant, world: World, address: str) -> None:
    """Assert that statistics and sums are true."""
    ledger = world.account(address).ledger
    paid = true_rows([(one.time, one.amount) for one in ledger.payouts])
    assert await read_statistics(hass, "paid") == paid
    earned = [(one.block.time, one.net) for one in ledger.credits]
    old = (OLD.time.timestamp(), OLD.net)
    assert await read_statistics(hass, "earned") == true_rows([old, *earned])


def assert_nothing_announced(hass: HomeAssistant) -> None:
    """Assert that no payout was announced: they were, when they were made."""
    assert hass.states.get("event.home_payout").state == "unknown"


@pytest.mark.usefixtures("known")
async def test_a_ledger_that_knows_nothing_takes_up_what_was_recorded(
    hass: HomeAssistant, world: World, loaded: MockConfigEntry, address: str, tick: Tick
) -> None:
    """Its file is lost; and the account is removed and added again."""
    truth = world.truth(address)
    for again in (False, True):
        if again:
            (account,) = loaded.runtime_data.accounts.values()
            manager, before = hass.config_entries, account.subentry
            manager.async_remove_subentry(loaded, before.subentry_id)
            await hass.async_block_till_done(wait_background_tasks=True)
            added = ConfigSubentry(
                data=before.data,
                subentry_type=SUBENTRY_ACCOUNT,
                title=before.title,
                unique_id=address,
            )
            manager.async_add_subentry(loaded, added)
            await hass.async_block_till_done(wait_background_tasks=True)
        await assert_recorded(hass, world, address)
        await tick(50, step=5)
        await assert_recorded(hass, world, address)
        assert number(hass, "sensor.home_paid_in_total") == sum(truth.paid.values())
        assert_nothing_announced(hass)


@pytest.mark.usefixtures("known")
async def test_an_older_backup_takes_up_what_was_recorded_since(
    hass: HomeAssistant,
    upstreams: Upstreams,
    world: World,
    loaded: MockConfigEntry,
    address: str,
    hass_storage: dict[str, Any],
    tick: Tick,
) -> None:
    """With its date, once; also if OCEAN does not answer at first."""
    await tick(50, step=5)
    await hass.config_entries.async_unload(loaded.entry_id)
    (key,) = (key for key in hass_storage if "ocean_xyz.ledger" in key)
    stored = hass_storage[key]["data"]["ledger"]
    stored["payouts"] = stored["payouts"][:-3]
    upstreams.inject(Status(502), host=API, path="/v1/earnpay")
    assert await set_up(hass, loaded)
    await assert_recorded(hass, world, address)
    upstreams.faults.clear()
    await tick(180, step=10)
    await assert_recorded(hass, world, address)
    paid = sum(world.truth(address).paid.values())
    assert number(hass, "sensor.home_paid_in_total") == paid
    assert_nothing_announced(hass)


@pytest.mark.usefixtures("known")
async def test_deleted_statistics_are_whole_with_the_next_credit(
    hass: HomeAssistant, world: World, loaded: MockConfigEntry, address: str, tick: Tick
) -> None:
    """The earnings of a whole life are not those of one hour."""
    await tick(2)
    get_instance(hass).async_clear_statistics(
        [earned_statistic_id(await async_account_id(hass, address))]
    )
    assert await read_statistics(hass, "earned") == []
    world.find_block()
    await tick(10, step=2)
    earned = [
        (one.block.time, one.net) for one in world.account(address).ledger.credits
    ]
    assert await read_statistics(hass, "earned") == true_rows(earned)


async def test_what_the_ledger_took_back_is_corrected(
    hass: HomeAssistant, history: AccountHistory, known: LedgerMemory
) -> None:
    """Also if Home Assistant was killed between the correction and its record."""
    ledger = replace(known.ledger, payouts=known.ledger.payouts[:-1])
    evidence = with_withdrawn(Withdrawn(), known.ledger, ledger)
    corrected = LedgerMemory(ledger=ledger, withdrawn=evidence)
    await history.async_import(lambda _: corrected, dt_util.utcnow())
    left = [(one.time.timestamp(), one.amount) for one in ledger.payouts]
    assert await read_statistics(hass, "paid") == true_rows(left)
