"""The section of an account's form about its workers."""

from itertools import permutations
from types import SimpleNamespace
from typing import Any

from homeassistant.config_entries import (
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import (
    CONF_ADDRESS,
    CONF_CHOSEN_WORKERS,
    CONF_ENTITY,
    CONF_LABEL,
    CONF_OFF_ON_PURPOSE,
    CONF_OFFLINE_AFTER,
    CONF_REMOVE_AFTER,
    CONF_WORKER,
    CONF_WORKER_DEVICES,
    CONF_WORKERS,
    CONF_WORKERS_OFF_ON_PURPOSE,
    DOMAIN,
)
from custom_components.ocean_xyz.flows.checks import WorkerChoices
from custom_components.ocean_xyz.flows.workers import DEVICE_KEYS, FARM
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory
from simulator import ODD_NAMES

from .dialogs import (
    account_of,
    open_account,
    options_of,
    run,
    suggested,
)


async def test_account_settings_start_automatic(
    hass: HomeAssistant, hub: MockConfigEntry, address: str
) -> None:
    """An account that was never changed shows its label, and how its address ends."""
    dialog = await open_account(hass, hub)
    result = dialog.result
    assert suggested(result, CONF_LABEL) == "Home"
    assert suggested(result, CONF_WORKER_DEVICES, CONF_WORKERS) == "automatic"
    assert result["description_placeholders"]["label"] == "Home"
    quoted = result["description_placeholders"]
    assert quoted["address_end"] == address[-4:]
    assert quoted["page"] == f"https://ocean.xyz/stats/{address}"
    shown = {key: text for key, text in quoted.items() if key != "page"}
    assert address not in str(shown)
    assert result["data_schema"].schema[CONF_WORKERS].options == {"collapsed": True}


async def test_account_settings_are_stored_and_removed(
    hass: HomeAssistant, hub: MockConfigEntry, address: str
) -> None:
    """What is filled in is stored flat; what is emptied again is gone."""
    for entity in ("switch.plug", "schedule.nights", "input_boolean.pause"):
        hass.states.async_set(entity, "on")
    account = account_of(hub)
    dialog = await open_account(hass, hub)
    result = await dialog.submit(
        label=" Garage ",
        workers={
            CONF_WORKER_DEVICES: "chosen",
            CONF_CHOSEN_WORKERS: ["rig.1", " rig_2 ", "rig.1"],
            CONF_OFFLINE_AFTER: 45.0,
            CONF_OFF_ON_PURPOSE: "schedule.nights",
            CONF_WORKERS_OFF_ON_PURPOSE: [
                {CONF_WORKER: "rig.1", CONF_ENTITY: "switch.plug"},
                {CONF_WORKER: "rig_2", CONF_ENTITY: "input_boolean.pause"},
            ],
            CONF_REMOVE_AFTER: 7.0,
        },
    )
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert account.title == "Garage"
    assert account.unique_id == address
    assert account.data == {
        CONF_ADDRESS: address,
        CONF_WORKER_DEVICES: "chosen",
        CONF_CHOSEN_WORKERS: ["rig.1", "rig_2"],
        CONF_OFFLINE_AFTER: 45,
        CONF_OFF_ON_PURPOSE: "schedule.nights",
        CONF_WORKERS_OFF_ON_PURPOSE: [
            {CONF_WORKER: "rig.1", CONF_ENTITY: "switch.plug"},
            {CONF_WORKER: "rig_2", CONF_ENTITY: "input_boolean.pause"},
        ],
        CONF_REMOVE_AFTER: 7,
    }
    assert type(account.data[CONF_OFFLINE_AFTER]) is int
    dialog = await open_account(hass, hub)
    for key, value in account.data.items():
        if key != CONF_ADDRESS:
            assert suggested(dialog.result, key, CONF_WORKERS) == value
    await dialog.submit(label="Garage", workers={})
    assert account.data == {CONF_ADDRESS: address}


async def test_settings_of_other_forms_are_kept(
    hass: HomeAssistant, hub: MockConfigEntry, address: str
) -> None:
    """The form replaces only what it shows."""
    account = account_of(hub)
    data = {CONF_ADDRESS: address, "tariff": 0.3, CONF_OFFLINE_AFTER: 9}
    hass.config_entries.async_update_subentry(hub, account, data=data)
    dialog = await open_account(hass, hub)
    await dialog.submit(label="Home", workers={CONF_WORKER_DEVICES: "none"})
    assert account.data == {
        CONF_ADDRESS: address,
        "tariff": 0.3,
        CONF_WORKER_DEVICES: "none",
    }


async def test_blank_label_becomes_the_default(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    """An account keeps the default label it has, rather than counting itself."""
    account = account_of(hub)
    for _ in range(2):
        dialog = await open_account(hass, hub)
        await dialog.submit(label=" ", workers={})
        assert account.title == "OCEAN account"


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({CONF_WORKER_DEVICES: "chosen"}, "no_workers_chosen"),
        (
            {CONF_WORKER_DEVICES: "chosen", CONF_CHOSEN_WORKERS: [" ", ""]},
            "no_workers_chosen",
        ),
        ({CONF_OFF_ON_PURPOSE: "switch.missing"}, "unknown_entity"),
        ({CONF_OFF_ON_PURPOSE: "0" * 32}, "unknown_entity"),
        ({CONF_OFF_ON_PURPOSE: "binary_sensor.ours"}, "own_entity"),
        (
            {
                CONF_WORKERS_OFF_ON_PURPOSE: [
                    {CONF_WORKER: "a", CONF_ENTITY: "switch.missing"}
                ]
            },
            "unknown_entity",
        ),
        (
            {
                CONF_WORKERS_OFF_ON_PURPOSE: [
                    {CONF_WORKER: " ", CONF_ENTITY: "switch.plug"}
                ]
            },
            "worker_missing",
        ),
        (
            {
                CONF_WORKERS_OFF_ON_PURPOSE: [
                    {CONF_WORKER: "a", CONF_ENTITY: "switch.plug"},
                    {CONF_WORKER: "a ", CONF_ENTITY: "switch.plug"},
                ]
            },
            "worker_twice",
        ),
    ],
)
async def test_wrong_worker_settings_are_refused(
    hass: HomeAssistant,
    hub: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    typed: dict[str, Any],
    error: str,
) -> None:
    """Each mistake has its text above the section, and can be put right."""
    hass.states.async_set("switch.plug", "on")
    entity_registry.async_get_or_create(
        "binary_sensor", DOMAIN, "ours", suggested_object_id="ours"
    )
    before = dict(account_of(hub).data)
    dialog = await open_account(hass, hub)
    result = await dialog.submit(label="Barn", workers=typed)
    assert result["errors"] == {CONF_WORKERS: error}
    assert result["data_schema"].schema[CONF_WORKERS].options == {"collapsed": False}
    assert suggested(result, CONF_LABEL) == "Barn"
    for key, value in typed.items():
        assert suggested(result, key, CONF_WORKERS) == value
    assert account_of(hub).data == before
    result = await dialog.submit(label="Barn", workers={})
    assert result["reason"] == "reconfigure_successful"
    assert account_of(hub).title == "Barn"


async def test_address_does_not_become_the_label(
    hass: HomeAssistant, hub: MockConfigEntry, address: str
) -> None:
    """What holds for a new label holds for a changed one."""
    dialog = await open_account(hass, hub)
    result = await dialog.submit(label=address, workers={})
    assert result["errors"] == {CONF_LABEL: "address_in_label"}
    result = await dialog.submit(label="Barn", workers={})
    assert result["reason"] == "reconfigure_successful"


async def test_registered_entity_needs_no_state(
    hass: HomeAssistant, hub: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    """A switch that is not there yet is known by the registry; so is one by its id."""
    plug = entity_registry.async_get_or_create("switch", "shelly", "plug")
    dialog = await open_account(hass, hub)
    await dialog.submit(
        label="Home",
        workers={
            CONF_OFF_ON_PURPOSE: plug.id,
            # A single row comes from YAML mode without a list.
            CONF_WORKERS_OFF_ON_PURPOSE: {
                CONF_WORKER: "rig",
                CONF_ENTITY: plug.entity_id,
            },
        },
    )
    data = account_of(hub).data
    assert data[CONF_OFF_ON_PURPOSE] == plug.entity_id
    assert data[CONF_WORKERS_OFF_ON_PURPOSE] == [
        {CONF_WORKER: "rig", CONF_ENTITY: plug.entity_id}
    ]


async def test_entry_that_is_not_loaded_knows_no_workers(
    hass: HomeAssistant, hub: MockConfigEntry, address: str
) -> None:
    """Without a running account only the workers that the settings name are offered."""
    data = {CONF_ADDRESS: address, CONF_CHOSEN_WORKERS: ["b", "A"]}
    hass.config_entries.async_update_subentry(hub, account_of(hub), data=data)
    dialog = await open_account(hass, hub)
    assert dialog.result["description_placeholders"]["workers"] == "0"
    assert options_of(dialog.result, CONF_CHOSEN_WORKERS) == ["A", "b"]


@pytest.mark.usefixtures("upstreams")
async def test_running_account_offers_its_workers(
    hass: HomeAssistant, loaded: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    """The form knows the workers and counts the entities; a change reloads the entry."""
    for data in ({}, {CONF_WORKER_DEVICES: "none"}):
        account = account_of(loaded)
        hass.config_entries.async_update_subentry(
            loaded, account, data=dict(account.data) | data
        )
        await hass.async_block_till_done(wait_background_tasks=True)
        dialog = await open_account(hass, loaded)
        fields = dialog.result["data_schema"].schema[CONF_WORKERS].schema.schema
        # Eight machines are no farm, unless their devices were chosen before.
        assert DEVICE_KEYS.isdisjoint(fields) == (not data)
    assert len(options_of(dialog.result, CONF_CHOSEN_WORKERS)) == 8
    quoted = dialog.result["description_placeholders"]
    assert (quoted["workers"], quoted["entities"]) == ("8", "24")
    await dialog.submit(
        label="Cabin",
        workers={
            CONF_WORKER_DEVICES: "chosen",
            CONF_CHOSEN_WORKERS: ["s21-attic"],
        },
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert loaded.state is ConfigEntryState.LOADED
    account = loaded.runtime_data.accounts[account_of(loaded).subentry_id]
    assert account.worker_devices.names == {"s21-attic"}
    device = device_registry.async_get(account.device_id)
    assert device is not None
    assert device.name == "Cabin"


async def test_account_that_does_not_run_yet_knows_no_workers(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    """Between adding and the reload, a loaded entry does not know the account."""
    hub.mock_state(hass, ConfigEntryState.LOADED)
    hub.runtime_data = SimpleNamespace(accounts={})
    dialog = await open_account(hass, hub)
    assert options_of(dialog.result, CONF_CHOSEN_WORKERS) == []


async def test_strange_names_survive_the_form(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    """Whatever a worker is called, choosing it stores its raw name."""
    hass.states.async_set("switch.plug", "on")
    names = [*ODD_NAMES, "\u202e", "\u200b", "rig\u200b", " rig", "Default worker"]
    names += [f"more {number}" for number in range(FARM)]
    run(hub, hass, names)
    dialog = await open_account(hass, hub)
    options = options_of(dialog.result, CONF_CHOSEN_WORKERS)
    assert len(set(options)) == len(names)
    assert all(option == option.strip() and option.isprintable() for option in options)
    assert "Default worker (2)" in options
    typed = {
        CONF_WORKER_DEVICES: "chosen",
        CONF_CHOSEN_WORKERS: options,
        CONF_WORKERS_OFF_ON_PURPOSE: [
            {CONF_WORKER: option, CONF_ENTITY: "switch.plug"} for option in options
        ],
    }
    await dialog.submit(label="Odd", workers=typed)
    data = account_of(hub).data
    assert sorted(data[CONF_CHOSEN_WORKERS]) == sorted(names)
    rows = data[CONF_WORKERS_OFF_ON_PURPOSE]
    assert sorted(row[CONF_WORKER] for row in rows) == sorted(names)
    dialog = await open_account(hass, hub)
    for key, value in typed.items():
        assert suggested(dialog.result, key, CONF_WORKERS) == value


async def test_limit_in_force_is_shown(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    """One number if it is the same for all, else the least and the most."""
    run(hub, hass, ["a", "b"])
    running = hub.runtime_data.accounts[account_of(hub).subentry_id]
    memories = running.source.memory.workers
    for terahashes, shown in ((0, "60"), (1, "60–63"), (1e6, "3–60")):
        if terahashes:
            memories["a"] = WorkerMemory(
                hashrate=terahashes * 1e12,
                difficulties=((0, 65_536),),
                shares_seen=1000,
            )
        dialog = await open_account(hass, hub)
        assert dialog.result["description_placeholders"]["usual_limit"] == shown
    memories.pop("b")
    dialog = await open_account(hass, hub)
    assert dialog.result["description_placeholders"]["usual_limit"] == "3"


def test_name_that_can_be_shown_keeps_its_text() -> None:
    """A look-alike gets a number; the worker that really has the name does not."""
    names = ["rig\u200b", "rig", "\u200brig"]
    choices = WorkerChoices(names, lambda name: "?")
    assert choices.text("rig") == "rig"
    assert sorted(choices.options) == ["rig", "rig (2)", "rig (3)"]
    assert {choices.name(text) for text in choices.options} == set(names)


def test_typed_name_stands_for_itself() -> None:
    """A worker that is not known can be named, but not by nothing."""
    choices = WorkerChoices(["", "known"], lambda name: "Default worker")
    assert choices.name(" later ") == "later"
    assert choices.name(" known ") == "known"
    assert choices.name("Default worker") == ""
    assert choices.name("  ") is None


def test_a_text_means_the_same_worker_each_time() -> None:
    """Names that look alike get numbers, in whatever order they are known."""
    names = ["rig\u200b", " rig", "rig", "rig\u202e", "RIG", "Rig "]
    meant = {
        tuple((text, choices.name(text)) for text in choices.options)
        for order in permutations(names)
        if (choices := WorkerChoices(order, str))
    }
    assert len(meant) == 1
