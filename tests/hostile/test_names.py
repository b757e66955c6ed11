"""Workers with hostile names, in a running Home Assistant."""

import json
import logging
import re
from typing import Any

from homeassistant.core import HomeAssistant, State, valid_entity_id
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.api.containers import own_name
from custom_components.ocean_xyz.const import CONF_REMOVE_AFTER, DOMAIN
from custom_components.ocean_xyz.devices.ids import worker_identifier
from custom_components.ocean_xyz.diagnostics import (
    async_get_config_entry_diagnostics,
    async_get_device_diagnostics,
)
from custom_components.ocean_xyz.mining.names import shown_name
from simulator import (
    ELSEWHERE,
    HOSTILE_NAMES,
    PWNED,
    Edited,
    MachinePlan,
    Upstreams,
    World,
    hostile,
)

from ..conftest import Tick, make_entry, set_up
from ..flows.dialogs import open_account
from ..mining.test_names import MARKUP

# The simulator's OCEAN uses this for the worker without a name.
NAMES = {own_name(name or "default") for name in HOSTILE_NAMES}
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)

pytestmark = pytest.mark.parametrize("plans", [(hostile(),)])


def worker_of(entry: MockConfigEntry) -> Any:
    """Return the account."""
    (account,) = entry.runtime_data.accounts.values()
    return account


def is_harmless(text: str) -> bool:
    """Return whether a text is one line of bounded length without markup."""
    return not (MARKUP.search(text) or STEERING.search(text)) and len(text) < 200


@pytest.mark.usefixtures("loaded")
async def test_every_name_is_a_worker_of_its_own(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
) -> None:
    """Each has a device, entities and ids, and the same ones after a reload."""
    account = worker_of(loaded)
    assert set(account.source.memory.workers) == account.worker_devices.names == NAMES
    devices = {
        name: device_registry.async_get_child_device_by_identifier(
            worker_identifier(account.account_id, name), loaded.entry_id
        )
        for name in NAMES
    }
    assert len({device.id for device in devices.values()}) == len(NAMES)
    assert all(is_harmless(device.name) and device.name for device in devices.values())
    before = {
        entity.unique_id: entity.entity_id
        for entity in er.async_entries_for_config_entry(entity_registry, "ocean")
    }
    assert len(before) > len(NAMES) * 10
    assert all(map(valid_entity_id, before.values()))
    assert max(map(len, before)) < 255
    assert all(entity_id.isascii() for entity_id in before.values())

    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert worker_of(loaded).worker_devices.names == NAMES
    after = {
        entity.unique_id: entity.entity_id
        for entity in er.async_entries_for_config_entry(entity_registry, "ocean")
    }
    assert after == before


def shown_texts(value: Any) -> list[str]:
    """Return all texts within a value."""
    if isinstance(value, dict):
        return [text for one in value.items() for text in shown_texts(list(one))]
    if isinstance(value, (list, tuple, set)):
        return [text for one in value for text in shown_texts(one)]
    return [value] if isinstance(value, str) else []


async def test_states_and_attributes_are_texts_that_do_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, world: World, address: str, tick: Tick
) -> None:
    """This includes events about one name, a few and many at a time."""
    announced: list[State] = []

    def note(event: Any) -> None:
        if event.data["entity_id"] == "event.home_worker":
            announced.append(event.data["new_state"])

    hass.bus.async_listen("state_changed", note)
    for name in ("<late>\nFORGED", "\u202e", *(f"![{n}](x)" for n in range(7))):
        world.add_machine(address, name, 10**14)
        if name.endswith(("FORGED", "\u202e", "[6](x)")):
            await tick()
    world.switch_off(address)
    await tick(70, step=2)
    types = [
        (state.attributes["event_type"], state.attributes["count"])
        for state in announced
    ]
    assert types[:3] == [("appeared", 1), ("appeared", 1), ("appeared", 7)]
    offline = sum(count for kind, count in types if kind == "offline")
    assert offline == len(NAMES) + 9
    assert announced[0].attributes["worker"] == "‹late› FORGED"
    assert announced[1].attributes["worker"] == shown_name("\u202e")
    assert announced[2].attributes["workers"][0] == "!(0)(x)"
    ours = [
        s for s in (*hass.states.async_all(), *announced) if s.entity_id.count("home")
    ]
    assert len(ours) > len(NAMES) * 3
    for state in ours:
        assert len(state.state) <= 255
        attributes = dict(state.attributes)
        assert len(json.dumps(attributes).encode()) < 16_384
        for text in shown_texts(list(attributes.values())):
            assert is_harmless(text), (state.entity_id, text)


@pytest.mark.usefixtures("upstreams")
async def test_what_repairs_and_forms_quote_is_no_markup(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """Repairs are rendered as Markdown, their titles and lists as plain text."""
    entry = make_entry(address, **{CONF_REMOVE_AFTER: 1})
    assert await set_up(hass, entry)
    account = worker_of(entry)
    hass.config_entries.async_update_subentry(
        entry, account.subentry, title='Dad\'s <img src=x> & "rig" [a](b)'
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    for name in list(world.account(address).machines)[:-1]:
        world.remove_machine(address, name)
    await tick(28 * 60, step=30)
    (issue,) = ir.async_get(hass).issues.values()
    quoted = issue.translation_placeholders or {}
    assert quoted["account"] == 'Dad\'s ‹img src=x› & "rig" (a)(b)'
    assert quoted["count"] == str(len(NAMES) - 1)
    assert not MARKUP.search(quoted["workers"])
    assert not STEERING.search(quoted["workers"])
    assert len(quoted["workers"]) < 20 * 70

    dialog = await open_account(hass, entry)
    placeholders = dict(dialog.result["description_placeholders"])
    # The only link, and it holds nothing that anybody typed.
    assert placeholders.pop("page") == f"https://ocean.xyz/stats/{address}"
    for text in placeholders.values():
        assert is_harmless(text)
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("upstreams")
async def test_every_name_can_be_chosen(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """The form has a different text for each name."""
    dialog = await open_account(hass, loaded)
    section = next(
        value
        for key, value in dialog.result["data_schema"].schema.items()
        if key == "workers"
    )
    selector = next(
        value for key, value in section.schema.schema.items() if key == "chosen_workers"
    )
    options: list[str] = selector.config["options"]
    assert len(set(options)) == len(options) == len(NAMES)
    assert all(map(is_harmless, options))
    await dialog.submit(
        label="Home", workers={"worker_devices": "chosen", "chosen_workers": options}
    )
    (account,) = loaded.subentries.values()
    assert set(account.data["chosen_workers"]) == NAMES
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.usefixtures("loaded")
async def test_actions_tell_the_raw_names(hass: HomeAssistant) -> None:
    """Names are data: each worker is listed once, and found by any part of its name."""

    async def workers(**data: Any) -> list[str]:
        response: Any = await hass.services.async_call(
            DOMAIN, "get_workers", data, blocking=True, return_response=True
        )
        return [row["name"] for row in response["workers"]]

    names = await workers()
    assert len(names) == len(NAMES)
    assert set(names) == NAMES
    for search in (PWNED, "\u202e", "{{", "\x00", "(", ".*", "🔧"):
        assert set(await workers(search=search)) == {n for n in NAMES if search in n}
    json.dumps(await workers(sort="hashrate_10800s", descending=True))


async def test_no_name_is_in_diagnostics(
    hass: HomeAssistant, loaded: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    """Nor anything that a name would load or run."""
    account = worker_of(loaded)
    device = device_registry.async_get_child_device_by_identifier(
        worker_identifier(account.account_id, HOSTILE_NAMES[0]), loaded.entry_id
    )
    assert device is not None
    downloaded = str(await async_get_config_entry_diagnostics(hass, loaded))
    downloaded += str(await async_get_device_diagnostics(hass, loaded, device))
    assert PWNED not in downloaded
    assert ELSEWHERE not in downloaded
    assert not MARKUP.search(re.sub(r"[{}\[\]<>]|'|_", "", downloaded))


async def test_no_line_of_the_log_is_a_name(
    hass: HomeAssistant,
    upstreams: Upstreams,
    entry: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Even at debug level: no forged line, no control character, no colour."""
    caplog.set_level(logging.DEBUG)
    assert await set_up(hass, entry)
    world.add_machine(address, "late\nFORGED\x1b[31m", 10**14)
    words = "down\r\nFORGED\x1b[31m \u202e" + "x" * 10_000
    upstreams.inject(Edited(lambda _: {"error": words}), host="api.ocean.xyz", times=40)
    await tick(10)
    await tick(10)
    assert "down FORGED" in caplog.text
    for record in caplog.records:
        text = record.getMessage()
        assert not STEERING.search(text.replace("\t", "")), text
        assert not any(line.lstrip().startswith("FORGED") for line in text.splitlines())
        assert len(text) < 20_000 or record.name != "custom_components.ocean_xyz"
    await hass.config_entries.async_unload(entry.entry_id)


def test_the_list_is_one_of_names(plans: Any) -> None:
    """The names differ, or a test of identity would prove nothing."""
    assert len(set(HOSTILE_NAMES)) == len(HOSTILE_NAMES) == len(NAMES)
    assert all(isinstance(machine, MachinePlan) for machine in plans[0].machines)
