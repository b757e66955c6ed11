"""The settings follow the entities that they name, and ask when one is gone."""

from typing import Any

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz import const
from custom_components.ocean_xyz.const import CONF_PRICE_ENTITY
from custom_components.ocean_xyz.runtime.references import with_entities
from custom_components.ocean_xyz.runtime.settings import rules
from simulator import Upstreams

from ..conftest import Tick, make_entry, set_up
from ..issues.support import account_of, choose, done, issue, open_repair
from ..sources.support import number, state

METERS = {"sensor.plug": ("1000", "W"), "sensor.b_plug": ("2", "kW")}
TARIFF, COP, SWITCH, OTHER, PRICE = (
    "sensor.tariff",
    "sensor.cop",
    "switch.rigs",
    "switch.rig",
    "sensor.btc",
)
ALL = [*METERS, TARIFF, COP, SWITCH, OTHER, PRICE]


def show(hass: HomeAssistant, entity_id: str, like: str) -> None:
    """Show an entity under an id, with the state that belongs to one of ours."""
    states: dict[str, tuple[str, str | None]] = {
        **METERS,
        TARIFF: ("0.02", "USD/kWh"),
        COP: ("3.5", None),
        PRICE: ("50000", "USD"),
    }
    text, unit = states.get(like, ("off", None))
    hass.states.async_set(entity_id, text, {"unit_of_measurement": unit})


async def rename(hass: HomeAssistant, old: str, new: str, like: str) -> None:
    """Rename an entity as the user does."""
    er.async_get(hass).async_update_entity(old, new_entity_id=new)
    hass.states.async_remove(old)
    show(hass, new, like)
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.fixture
def entry(hass: HomeAssistant, upstreams: Upstreams, address: str) -> MockConfigEntry:
    """Return an entry that names entities in every way; a worker has an entity's id."""
    registry = er.async_get(hass)
    for entity_id in ALL:
        domain, name = entity_id.split(".")
        registry.async_get_or_create(domain, "test", name, suggested_object_id=name)
        show(hass, entity_id, entity_id)
    entry = make_entry(
        address,
        power_entities=list(METERS),
        tariff_entity=TARIFF,
        cop_entity=COP,
        off_on_purpose=SWITCH,
        workers_off_on_purpose=[{"worker": SWITCH, "entity": OTHER}],
        chosen_workers=[SWITCH, *METERS],
    )
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, CONF_PRICE_ENTITY: PRICE}
    )
    return entry


def settings(entry: MockConfigEntry) -> dict[str, Any]:
    """Return all settings that name entities."""
    (subentry,) = entry.subentries.values()
    return dict(subentry.data) | dict(entry.options)


@pytest.mark.parametrize("loaded", [True, False])
async def test_renamed_entities_are_followed(
    hass: HomeAssistant, entry: MockConfigEntry, *, loaded: bool
) -> None:
    """Each of them, twice, and nothing else that reads the same."""
    assert await set_up(hass, entry)
    watts, price = number(hass, "sensor.home_power"), 50_000
    assert watts == 3000
    memory = account_of(entry).costs.memory
    if not loaded:
        await done(hass, entry)
    before = settings(entry)
    new = {one: f"{one.split('.')[0]}.z_{one.split('.')[1]}" for one in ALL}
    for old, name in new.items():
        await rename(hass, old, f"{name}_2", old)
        await rename(hass, f"{name}_2", name, old)
    assert settings(entry) == with_entities(before, new.__getitem__)
    assert settings(entry)["chosen_workers"] == before["chosen_workers"]
    assert settings(entry)["workers_off_on_purpose"] == [
        {"worker": SWITCH, "entity": new[OTHER]}
    ]
    if not loaded:
        assert await set_up(hass, entry)
    assert number(hass, "sensor.home_power") == watts
    assert number(hass, "sensor.bitcoin_network_bitcoin_price") == price
    assert state(hass, "sensor.home_power_cost_per_day") != "unavailable"
    off_on_purpose = rules(hass, settings(entry)).off_on_purpose
    assert off_on_purpose("any") is True
    now = account_of(entry).costs.memory
    assert now.meters == sorted(new[one] for one in METERS)
    assert now.cop_entity == new[COP]
    if loaded:
        assert now.efficiency == memory.efficiency
        assert now.cop == memory.cop is not None
    for key, place in (("missing_entities", entry), ("missing_price", None)):
        assert not issue(hass, key, place)
    await done(hass, entry)


async def test_a_meter_that_takes_the_id_of_a_former_one_counts_once(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """As after a plug was replaced, and the new one got the old one's name."""
    assert await set_up(hass, entry)
    former, meter = METERS
    er.async_get(hass).async_remove(former)
    hass.states.async_remove(former)
    await rename(hass, meter, former, meter)
    assert settings(entry)["power_entities"] == [former]
    assert number(hass, "sensor.home_power") == 2000
    await done(hass, entry)


@pytest.mark.parametrize("gone", ALL)
async def test_a_deleted_entity_is_asked_for(
    hass: HomeAssistant, entry: MockConfigEntry, tick: Tick, gone: str
) -> None:
    """A repair leads to the form; it waits for the start, and goes with its cause."""
    assert await set_up(hass, entry)
    key, place = (
        ("missing_price", None) if gone == PRICE else ("missing_entities", entry)
    )
    hass.set_state(CoreState.starting)
    er.async_get(hass).async_remove(gone)
    hass.states.async_remove(gone)
    await tick(3)
    assert not issue(hass, key, place)
    hass.set_state(CoreState.running)
    await tick(3)
    found = issue(hass, key, place)
    step = await open_repair(hass, found)
    assert (found.translation_placeholders or {})["entities"] == gone
    form = "options" if place is None else "reconfigure"
    assert step["menu_options"] == [form, "leave"]
    result = await choose(hass, step, form)
    _, flow_id = result["next_flow"]
    flows = (
        hass.config_entries.options
        if place is None
        else (hass.config_entries.subentries)
    )
    flows.async_abort(flow_id)
    assert issue(hass, key, place)
    show(hass, gone, gone)
    await tick(3)
    assert not issue(hass, key, place)
    await done(hass, entry)


def test_every_setting_that_names_an_entity_is_followed() -> None:
    """A new one is found by its name among the constants."""
    keys = {
        value
        for name, value in vars(const).items()
        if name.startswith("CONF_") and value.endswith(("_entity", "_entities"))
    }
    assert len(keys) >= 10
    named = {key: ["a", "b"] if key.endswith("s") else "a" for key in keys}
    followed = with_entities(named, {"a": "c", "b": "d"}.__getitem__)
    assert followed == {key: ["c", "d"] if key.endswith("s") else "c" for key in keys}
