"""As much is lost as cannot be read, and no more."""

from typing import Any

from homeassistant.const import STATE_ON, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.diagnostics import async_get_config_entry_diagnostics
from simulator import Upstreams
from simulator.forms import BrokenRows, MissingFields, SetFields

from ..conftest import Tick, set_up
from .support import API, HASHRATE, MEMPOOL, ONLINE, STATUS, WORKER, number, state

OF_FIELD = {
    "unpaid": "sensor.home_unpaid_earnings",
    "hashrate_300s": HASHRATE,
    "estimated_earn_next_block": "sensor.home_estimated_earnings_next_block",
    "lastest_share_ts": "sensor.home_last_share",
    "active_users": "sensor.ocean_pool_users",
    "current_estimated_block_reward": "sensor.ocean_pool_next_block_reward",
    "difficultyChange": "sensor.bitcoin_network_expected_difficulty_change",
    "estimatedRetargetDate": "sensor.bitcoin_network_next_retarget",
    "pool_300s": "sensor.ocean_pool_hashrate_5_minutes",
}


async def left_out(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, int]:
    """Return by question how many rows are left out, as the diagnostics say."""
    said = await async_get_config_entry_diagnostics(hass, entry)
    (account,) = said["accounts"]
    asked = [*said["hub"]["pool"], *account["questions"], *account["ledger"]]
    return {one["question"]: one["left_out"] for one in asked if one["left_out"]}


@pytest.mark.parametrize("odd", ["-", "Below threshold", -1.5])
@pytest.mark.parametrize("field", OF_FIELD)
async def test_one_figure_that_cannot_be_read_is_unknown(
    hass: HomeAssistant,
    upstreams: Upstreams,
    entry: MockConfigEntry,
    field: str,
    odd: object,
) -> None:
    """From a fresh set-up on; every other one is known, and the account is live."""
    upstreams.inject(SetFields((field,), odd))
    assert await set_up(hass, entry)
    if (field, odd) not in {("difficultyChange", -1.5), ("unpaid", -1.5)}:
        assert state(hass, OF_FIELD[field]) == STATE_UNKNOWN
    for other in OF_FIELD.values():
        if other != OF_FIELD[field]:
            assert number_or_time(hass, other)
    assert state(hass, STATUS) == "live"
    assert state(hass, WORKER) == STATE_ON
    assert state(hass, "sensor.bitcoin_network_data_source") == "mempool"


def number_or_time(hass: HomeAssistant, entity_id: str) -> bool:
    """Return whether an entity has a value."""
    return state(hass, entity_id)[0] in "-0123456789"


@pytest.mark.parametrize("odd", ["-", None, "NaN"])
async def test_economics_do_without_the_difficulty_of_the_pool(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry, odd: object
) -> None:
    """Where the network's source is known to be on its chain, that has it."""
    assert await set_up(hass, entry)
    before = number(hass, "sensor.home_expected_earnings_per_day")
    upstreams.inject(SetFields(("network_difficulty",), odd), host=API)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert number(hass, "sensor.home_expected_earnings_per_day") == pytest.approx(
        before, rel=0.05
    )
    assert number(hass, "sensor.ocean_pool_users")


@pytest.mark.parametrize("row", [None, "x", 5, {}, {"hashrate_60s": "5"}])
async def test_a_worker_without_a_name_takes_nobody_along(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry, row: Any
) -> None:
    """The others are known, and none of them is gone because a row is unreadable."""
    assert await set_up(hass, entry)
    upstreams.inject(BrokenRows("workers", row, instead=True), path="/v1/userinfo_full")
    for _ in range(5):
        await upstreams_tick(hass, entry)
    assert state(hass, STATUS) == "live"
    assert state(hass, ONLINE) == "8"
    assert state(hass, "sensor.home_workers_offline") == "0"
    assert await left_out(hass, entry) == {"workers": 1}


async def upstreams_tick(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Poll the account once more."""
    (account,) = entry.runtime_data.accounts.values()
    account.source.api.workers.ask_in(0)
    await account.state_coordinator.async_refresh()
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    "effect",
    [
        MissingFields(("workers",)),
        SetFields(("workers",), 5),
        BrokenRows("workers", rows=3),
    ],
)
async def test_a_list_of_workers_that_cannot_be_read_leaves_the_account(
    hass: HomeAssistant,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    tick: Tick,
    effect: Any,
) -> None:
    """Its figures go on, and the workers are known by their hashrates."""
    upstreams.inject(effect, path="/v1/userinfo_full")
    before = state(hass, "sensor.home_last_share")
    await tick(12)
    assert state(hass, STATUS) == "live"
    assert state(hass, "sensor.home_last_share") > before
    assert state(hass, WORKER) == STATE_ON
    assert state(hass, ONLINE) == "8"


@pytest.mark.parametrize("name", ["earnings", "payouts"])
@pytest.mark.parametrize("row", [None, {}, {"ts": "-"}])
async def test_a_row_of_the_ledger_takes_none_along(
    hass: HomeAssistant,
    upstreams: Upstreams,
    entry: MockConfigEntry,
    name: str,
    row: Any,
) -> None:
    """The rest of the ledger is read, and the row is counted."""
    upstreams.inject(BrokenRows(name, row), path="/v1/earnpay")
    assert await set_up(hass, entry)
    truth = upstreams.world.truth(next(iter(upstreams.world.accounts)))
    assert number(hass, "sensor.home_earned_in_total") == truth.earned
    assert await left_out(hass, entry) == {"ledger": 1}


@pytest.mark.parametrize("row", [None, {}, {"ts": "-"}])
async def test_a_block_takes_none_along(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry, row: Any
) -> None:
    """The others are counted, and what is left out is counted too."""
    assert await set_up(hass, entry)
    blocks = state(hass, "sensor.ocean_pool_blocks_7_days")
    upstreams.inject(BrokenRows("blocks", row), path="/v1/blocks")
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state(hass, "sensor.ocean_pool_blocks_7_days") == blocks
    assert await left_out(hass, entry) == {"OCEAN (blocks)": 1}


async def test_prices_do_without_one_that_cannot_be_read(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry
) -> None:
    """Another currency's price says nothing about ours."""
    upstreams.inject(SetFields(("GBP",), "-"), host=MEMPOOL)
    assert await set_up(hass, entry)
    assert number(hass, "sensor.bitcoin_network_bitcoin_price") > 0
