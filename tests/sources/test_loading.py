"""What loading, unloading and changes in between leave as it was."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz import PLATFORMS
from custom_components.ocean_xyz.mining.account import AccountState
from custom_components.ocean_xyz.mining.workers.roll_call import roll_call
from custom_components.ocean_xyz.mining.workers.state import RollCall
from custom_components.ocean_xyz.sources import roll
from custom_components.ocean_xyz.sources.account import AccountSource
from simulator import AccountPlan, Upstreams, farm
from simulator.outages import Status

from ..conftest import Tick, make_entry, set_up
from .support import number, state


async def test_an_account_removed_during_set_up_takes_nothing_down(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry
) -> None:
    """The hub loads without it."""
    entry.add_to_hass(hass)
    (subentry,) = entry.subentries.values()
    before = AccountSource.poll

    async def remove_first(source: AccountSource, **inputs: Any) -> AccountState:
        if subentry.subentry_id in entry.subentries:
            hass.config_entries.async_remove_subentry(entry, subentry.subentry_id)
        return await before(source, **inputs)

    with patch.object(AccountSource, "poll", remove_first):
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    assert not entry.runtime_data.accounts
    assert number(hass, "sensor.ocean_pool_users") > 0
    await hass.config_entries.async_unload(entry.entry_id)


async def test_what_changes_while_a_roll_is_called_is_not_undone_by_it(
    hass: HomeAssistant, loaded: MockConfigEntry, tick: Tick
) -> None:
    """The user may decide about a worker between two slices of a farm."""
    (account,) = loaded.runtime_data.accounts.values()
    name = next(iter(account.source.memory.workers))
    decided: list[str] = []

    def call(*args: Any, **options: Any) -> RollCall:
        if not decided:
            decided.append(name)
            account.source.change_worker(
                name, lambda memory: memory._replace(keep=True)
            )
        return roll_call(*args, **options)

    with patch.object(roll, "roll_call", call):
        await tick(1)
    assert decided == [name]
    assert account.source.memory.workers[name].keep


@pytest.mark.parametrize("plans", [(farm(60),)])
async def test_many_workers_are_updated_in_slices(
    hass: HomeAssistant, loaded: MockConfigEntry, upstreams: Upstreams, tick: Tick
) -> None:
    """All entities follow, also when the next change comes before all have followed."""
    (account,) = loaded.runtime_data.accounts.values()
    online = [
        one.entity_id
        for one in hass.states.async_all("binary_sensor")
        if one.entity_id.endswith("_online")
    ]
    assert len(online) == 60
    upstreams.inject(Status(500))
    for minutes in (3, 1):
        await tick(minutes)
    assert {state(hass, entity) for entity in online} == {"unavailable"}
    upstreams.faults.clear()
    await tick(6)
    assert {state(hass, entity) for entity in online} == {"on"}
    known = account.state
    for _ in range(2):
        account.state_coordinator.async_set_updated_data(replace(known, workers={}))
        account.state_coordinator.async_set_updated_data(known)
    await hass.async_block_till_done()
    assert {state(hass, entity) for entity in online} == {"on"}


@pytest.mark.usefixtures("upstreams")
async def test_an_entry_that_cannot_unload_keeps_its_memory(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """When a platform refuses, nothing is taken down."""
    assert await set_up(hass, entry)
    with patch.object(
        hass.config_entries, "async_unload_platforms", return_value=False
    ):
        assert not await hass.config_entries.async_unload(entry.entry_id)
    assert entry.runtime_data.accounts
    # The timer of a calendar ends with it only.
    assert await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


@pytest.mark.usefixtures("loaded")
async def test_an_update_without_news_tells_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Listeners called twice for one answer announce it once."""
    before = hass.states.get("event.home_worker")
    (account,) = loaded.runtime_data.accounts.values()
    account.state_coordinator.async_update_listeners()
    assert hass.states.get("event.home_worker") == before


@pytest.mark.usefixtures("loaded")
async def test_a_worker_that_is_not_known_has_no_outlook(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Nobody's share is nothing."""
    (account,) = loaded.runtime_data.accounts.values()
    assert account.worker_outlook("nobody") is None
    found = account.worker_outlook("s21-garage")
    assert found is not None
    assert 0.2 < (found.share_of_account or 0) < 0.4


@pytest.mark.usefixtures("loaded")
async def test_the_fee_of_a_large_account_is_read_from_its_estimates(
    hass: HomeAssistant, upstreams: Upstreams, loaded: MockConfigEntry, tick: Tick
) -> None:
    """After fifteen snapshots of one minute with the pool's, the median is the fee."""
    (account,) = loaded.runtime_data.accounts.values()
    assert account.fee_samples == ()
    plan: AccountPlan = farm(300)
    upstreams.world.add_account(plan)
    await hass.config_entries.async_unload(loaded.entry_id)
    large = list(upstreams.world.accounts)[-1]
    entry = make_entry(large, worker_devices="none")
    object.__setattr__(entry, "entry_id", "large")
    assert await set_up(hass, entry)
    await tick(16)
    (account,) = entry.runtime_data.accounts.values()
    fees = [sample.fee for sample in account.fee_samples]
    assert len(fees) == 15
    assert all(fee == pytest.approx(0.01, abs=0.0002) for fee in fees)
    account.state_coordinator.async_update_listeners()
    assert len(account.fee_samples) == 15
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("loaded")
async def test_a_device_of_somebody_else_stands_for_no_worker(
    hass: HomeAssistant, loaded: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    """Only identifiers of ours are read."""
    from custom_components.ocean_xyz.devices.workers import async_worker_of_device

    device = device_registry.async_get_or_create(
        config_entry_id=loaded.entry_id, identifiers={("other", "x")}
    )
    assert async_worker_of_device(loaded, device) is None
