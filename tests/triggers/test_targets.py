"""Targets: whatever is excluded or elsewhere does not fire, whatever is disabled does."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
from homeassistant.helpers.trigger import TriggerConfig
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.trigger import TRIGGERS
from simulator import World

from ..conftest import Tick
from .listening import Announced
from .support import BLOCK, OFFLINE, PAYOUT, RIG, WORKER, device_of

ATTIC = "s21-attic"
RIG_ONLINE = "binary_sensor.home_s21_garage_online"
ATTIC_ONLINE = "binary_sensor.home_s21_attic_online"

type Listen = Callable[..., Any]


@pytest.fixture
async def hear(hass: HomeAssistant) -> Any:
    """Return what attaches a trigger with a target, also one that excludes.

    Home Assistant 2026.10 refuses to validate *Exclude target*, so it is handed over as
    2026.11 does after its validation.
    """
    detach = []

    async def hear(target: dict[str, Any], key: str = OFFLINE) -> Announced:
        announced: Announced = []
        options = {"own": False} if key == "pool_block_found" else {}
        found = TRIGGERS[key](hass, TriggerConfig(key, target, options))
        detach.append(
            await found.async_attach_runner(lambda facts, *_: announced.append(facts))
        )
        return announced

    yield hear
    for one in detach:
        one()


def workers(announced: Announced) -> set[str]:
    """Return the workers that were announced."""
    return {name for one in announced for name in one["workers"]}


@pytest.fixture
def areas(hass: HomeAssistant) -> dict[str, str]:
    """Return areas on two floors: the account and one worker have theirs."""
    floors, registry = fr.async_get(hass), ar.async_get(hass)
    floor = {name: floors.async_create(name).floor_id for name in ("down", "up")}
    area = {
        name: registry.async_create(name, floor_id=floor[where]).id
        for name, where in (("office", "up"), ("garage", "down"), ("cellar", "down"))
    }
    return area | floor


def place(hass: HomeAssistant, areas: dict[str, str]) -> None:
    """Put the account in the office and the rig into the garage."""
    devices = dr.async_get(hass)
    devices.async_update_device(
        device_of(hass, "event.home_worker"), area_id=areas["office"]
    )
    devices.async_update_child_device(
        device_of(hass, RIG_ONLINE), area_id=areas["garage"]
    )


@pytest.mark.usefixtures("loaded")
async def test_an_excluded_worker_does_not_fire(
    hass: HomeAssistant,
    world: World,
    address: str,
    tick: Tick,
    areas: dict[str, str],
    hear: Listen,
) -> None:
    """By entity, device, label, area or floor, of a target by any of these."""
    place(hass, areas)
    label = lr.async_get(hass).async_create("Quiet").label_id
    rig, account = device_of(hass, RIG_ONLINE), device_of(hass, "event.home_worker")
    dr.async_get(hass).async_update_child_device(rig, labels={label})
    label_of_entity = lr.async_get(hass).async_create("Silent").label_id
    er.async_get(hass).async_update_entity(RIG_ONLINE, labels={label_of_entity})
    whole = (WORKER, {"device_id": account}, {"floor_id": list(areas.values())[-2:]})
    excluded = (
        {"entity_id": RIG_ONLINE},
        {"device_id": [rig]},
        {"label_id": label},
        {"label_id": [label_of_entity]},
        {"area_id": areas["garage"]},
        {"floor_id": areas["down"]},
    )
    less = [
        await hear({**target, "exclude": part}) for target in whole for part in excluded
    ]
    only_rig = [
        await hear({**WORKER, "exclude": {"area_id": areas["office"]}}),
        await hear({"device_id": rig, "exclude": {"entity_id": ATTIC_ONLINE}}),
        await hear({**WORKER, "exclude": {"device_id": device_of(hass, ATTIC_ONLINE)}}),
        await hear({"floor_id": areas["down"], "exclude": {}}),
    ]
    nothing = [
        await hear({**WORKER, "exclude": WORKER}),
        await hear({**WORKER, "exclude": {"device_id": account}}),
        await hear({"area_id": areas["office"], "exclude": {"floor_id": areas["up"]}}),
    ]
    await tick(3)
    world.switch_off(address, RIG, ATTIC)
    await tick(20)
    assert [workers(announced) for announced in less] == [{ATTIC}] * 18
    assert [workers(announced) for announced in only_rig] == [{RIG}] * 4
    assert nothing == [[]] * 3


@pytest.mark.usefixtures("loaded")
async def test_a_worker_elsewhere_does_not_fire(
    hass: HomeAssistant,
    world: World,
    address: str,
    tick: Tick,
    areas: dict[str, str],
    hear: Listen,
) -> None:
    """An area means what lies in it; a worker without one lies with its account."""
    place(hass, areas)
    office, garage = {"area_id": areas["office"]}, {"area_id": [areas["garage"]]}
    heard = [
        await hear(target)
        for target in (
            office,
            {"floor_id": areas["up"]},
            garage,
            {"floor_id": [areas["down"]]},
            {"area_id": areas["cellar"]},
            {"area_id": [areas["office"], areas["garage"]]},
            {**office, "entity_id": RIG_ONLINE},
            {**office, **WORKER},
            {**office, "device_id": device_of(hass, "event.home_worker")},
        )
    ]
    await tick(3)
    world.switch_off(address, RIG, ATTIC)
    await tick(20)
    both = {RIG, ATTIC}
    assert [workers(announced) for announced in heard] == [
        *({ATTIC}, {ATTIC}, {RIG}, {RIG}, set()),
        *(both, both, both, both),
    ]
    # An entity may lie elsewhere than its device, and moves at any time.
    er.async_get(hass).async_update_entity(ATTIC_ONLINE, area_id=areas["cellar"])
    world.switch_on(address, RIG, ATTIC)
    await tick(20)
    for announced in heard:
        announced.clear()
    world.switch_off(address, RIG, ATTIC)
    await tick(20)
    assert [workers(announced) for announced in heard] == [
        *(set(), set(), {RIG}, both, {ATTIC}),
        *({RIG}, {RIG}, both, both),
    ]


@pytest.mark.parametrize("changes", [{"hidden_by": "user"}, {"disabled_by": "user"}])
@pytest.mark.parametrize("reload", [False, True])
async def test_a_hidden_or_disabled_entity_silences_nothing(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    areas: dict[str, str],
    hear: Listen,
    changes: dict[str, Any],
    reload: bool,
) -> None:
    """Triggers ask the integration: by device, area, label, floor or entity."""
    place(hass, areas)
    label = lr.async_get(hass).async_create("Loud").label_id
    rig, account = device_of(hass, RIG_ONLINE), device_of(hass, "event.home_worker")
    pool = {"device_id": device_of(hass, BLOCK["entity_id"])}
    registry = er.async_get(hass)
    change = {
        "hidden_by": er.RegistryEntryHider.USER if "hidden_by" in changes else None,
        "disabled_by": er.RegistryEntryDisabler.USER
        if "disabled_by" in changes
        else None,
    }
    registry.async_update_entity(RIG_ONLINE, labels={label})
    for entity_id in (
        RIG_ONLINE,
        *(one["entity_id"] for one in (WORKER, BLOCK, PAYOUT)),
    ):
        registry.async_update_entity(entity_id, **change)
    await hass.async_block_till_done()
    if reload:
        assert await hass.config_entries.async_reload(loaded.entry_id)
        await hass.async_block_till_done()
    meant = [
        await hear(target)
        for target in (
            {"device_id": rig},
            {"area_id": areas["garage"]},
            {"label_id": label},
            {"floor_id": areas["down"]},
            {"entity_id": RIG_ONLINE},
            {"device_id": account},
            WORKER,
        )
    ]
    excluded = [
        await hear({"device_id": account, "exclude": {"device_id": rig}}),
        await hear({"device_id": account, "exclude": {"entity_id": RIG_ONLINE}}),
    ]
    blocks = await hear(pool, "pool_block_found")
    no_blocks = await hear({**pool, "exclude": BLOCK}, "pool_block_found")
    await tick(3)
    world.switch_off(address, RIG)
    world.find_block()
    await tick(20)
    assert [workers(announced) for announced in meant] == [{RIG}] * 7
    assert excluded == [[], []]
    assert len(blocks) == 1
    assert no_blocks == []
