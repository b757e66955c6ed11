"""What the user of the earlier version did, through Home Assistant's own interfaces."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
    label_registry as lr,
)

from custom_components.ocean_xyz.const import (
    CONF_ADDRESS,
    CONF_CHOSEN_WORKERS,
    CONF_COSTS,
    CONF_CURRENCY,
    CONF_ENTITY,
    CONF_FIXED_POWER,
    CONF_FIXED_TARIFF,
    CONF_HEAT_CREDIT,
    CONF_LABEL,
    CONF_MARGIN_OFF,
    CONF_MARGIN_ON,
    CONF_MEMPOOL_PASSWORD,
    CONF_MEMPOOL_URL,
    CONF_MEMPOOL_USERNAME,
    CONF_MINUTES_OFF,
    CONF_MINUTES_ON,
    CONF_NETWORK_SOURCE,
    CONF_OFF_ON_PURPOSE,
    CONF_OFFLINE_AFTER,
    CONF_POWER_ENTITIES,
    CONF_PRICE_ENTITY,
    CONF_REMOVE_AFTER,
    CONF_TARIFF_ENTITY,
    CONF_WEB_PAGE,
    CONF_WORKER,
    CONF_WORKER_DEVICES,
    CONF_WORKERS,
    CONF_WORKERS_OFF_ON_PURPOSE,
    DOMAIN,
    SUBENTRY_ACCOUNT,
)
from simulator.outages import Status

from .house import PLUG, PRICE, SWITCH, TARIFF, House
from .story import ATTIC, LEFT, MINUTES, ODD, OWN_MEMPOOL, SHED, addresses, hours

CREATED: Final = "create_entry"
CHANGED: Final = "reconfigure_successful"

CHOSEN: Final = [
    "s21-garage", ATTIC, LEFT, "s19-right", SHED, "nano3s", ODD,
    "spare", "loft", "old-rig", "bench", "cellar", "porch",
]  # fmt: skip


@dataclass(frozen=True)
class Act:
    """Something that the user did, in minutes after the beginning."""

    minute: int
    do: Callable[[House], Awaitable[None]]


async def set_up(house: House) -> None:
    """Set up the hub with its first account."""
    address = addresses(house.upstreams.world)[0]
    flows = house.hass.config_entries.flow
    step: Any = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
    typed = {CONF_ADDRESS: address, CONF_LABEL: "Home"}
    done = await flows.async_configure(step["flow_id"], typed)
    assert done["type"] == CREATED, done


async def add_accounts(house: House) -> None:
    """Add an account that is paid over Lightning, and one that is paid in the coinbase."""
    _, heater, barn = addresses(house.upstreams.world)
    costs = {CONF_FIXED_POWER: 1150.0, CONF_FIXED_TARIFF: 0.05, CONF_HEAT_CREDIT: 80.0}
    await _add(house, {CONF_ADDRESS: heater, CONF_LABEL: "Heater", CONF_COSTS: costs})
    await _add(house, {CONF_ADDRESS: barn, CONF_LABEL: "Barn"})


async def _add(house: House, typed: dict[str, Any]) -> None:
    """Add an account."""
    flows = house.hass.config_entries.subentries
    key = (house.entry.entry_id, SUBENTRY_ACCOUNT)
    step: Any = await flows.async_init(key, context={"source": SOURCE_USER})
    done: Any = await flows.async_configure(step["flow_id"], typed)
    assert done["type"] == CREATED, done
    await house.settle()


async def choose_options(house: House) -> None:
    """Choose a currency and a fixed price."""
    flows = house.hass.config_entries.options
    step: Any = await flows.async_init(house.entry.entry_id)
    typed = {CONF_CURRENCY: "USD", CONF_PRICE_ENTITY: PRICE, CONF_WEB_PAGE: True}
    done = await flows.async_configure(step["flow_id"], typed)
    assert done["type"] == CREATED, done


async def choose_network(house: House) -> None:
    """Choose the user's own mempool instance."""
    flows = house.hass.config_entries.flow
    context: Any = {"source": SOURCE_RECONFIGURE, "entry_id": house.entry.entry_id}
    step: Any = await flows.async_init(DOMAIN, context=context)
    typed = {
        CONF_NETWORK_SOURCE: "own_mempool",
        CONF_MEMPOOL_URL: f"http://{OWN_MEMPOOL}:3006",
        CONF_MEMPOOL_USERNAME: "user",
        CONF_MEMPOOL_PASSWORD: "password",
    }
    done: Any = await flows.async_configure(step["flow_id"], typed)
    assert done["reason"] == CHANGED, done


async def settle_accounts(house: House) -> None:
    """Set how two accounts watch their workers, and the costs of the first."""
    workers: dict[str, Any] = {
        CONF_WORKER_DEVICES: "chosen",
        CONF_CHOSEN_WORKERS: CHOSEN,
        CONF_OFFLINE_AFTER: 12,
        CONF_WORKERS_OFF_ON_PURPOSE: [{CONF_WORKER: "nano3s", CONF_ENTITY: SWITCH}],
        CONF_REMOVE_AFTER: 1,
    }
    costs = {
        CONF_POWER_ENTITIES: [PLUG],
        CONF_TARIFF_ENTITY: TARIFF,
        CONF_HEAT_CREDIT: 30.0,
        CONF_MARGIN_ON: 6.0,
        CONF_MARGIN_OFF: 1.0,
        CONF_MINUTES_ON: 20.0,
        CONF_MINUTES_OFF: 15.0,
    }
    form = {CONF_LABEL: "Home", CONF_WORKERS: workers, CONF_COSTS: costs}
    await _change(house, "Home", form)
    workers = {CONF_WORKER_DEVICES: "automatic", CONF_OFF_ON_PURPOSE: SWITCH}
    await _change(house, "Barn", {CONF_LABEL: "Old barn", CONF_WORKERS: workers})


async def _change(house: House, title: str, typed: dict[str, Any]) -> None:
    """Change an account."""
    (subentry,) = (one for one in house.entry.subentries.values() if one.title == title)
    flows = house.hass.config_entries.subentries
    context: Any = {
        "source": SOURCE_RECONFIGURE,
        "subentry_id": subentry.subentry_id,
    }
    key = (house.entry.entry_id, SUBENTRY_ACCOUNT)
    step: Any = await flows.async_init(key, context=context)
    done: Any = await flows.async_configure(step["flow_id"], typed)
    assert done.get("reason") == CHANGED, done
    await house.settle()


async def make_it_ones_own(house: House) -> None:
    """Rename, disable, enable and hide entities and devices, and set areas."""
    hass = house.hass
    registry = er.async_get(hass)
    garage = ar.async_get(hass).async_create("Garage")
    label = lr.async_get(hass).async_create("Important")
    change = registry.async_update_entity
    change(
        "sensor.home_hashrate_3_hours",
        new_entity_id="sensor.mining_power",
        name="Mining power",
        icon="mdi:pickaxe",
    )
    change("sensor.home_s21_attic_hashrate_3_hours", new_entity_id="sensor.attic_power")
    change("sensor.home_last_share", disabled_by=er.RegistryEntryDisabler.USER)
    change("sensor.home_workers", hidden_by=er.RegistryEntryHider.USER)
    change("sensor.home_unpaid_earnings", area_id=garage.id, labels={label.label_id})
    change("event.home_payout", name="Payday", aliases=["pay day"])
    change("binary_sensor.home_cellar_online", name="Cellar runs")
    for entity_id in (
        "sensor.home_earned_yesterday",
        "sensor.home_hashrate_1_minute",
        "sensor.home_snapshot",
        "sensor.home_s21_garage_last_share",
        "sensor.home_break_even_bitcoin_price",
        "sensor.heater_heater_hashrate_24_hours",
    ):
        change(entity_id, disabled_by=None)
    registry.async_update_entity_options(
        "sensor.home_earned_in_total", "sensor", {"display_precision": 0}
    )
    registry.async_update_entity_options(
        "sensor.ocean_pool_expected_time_between_blocks",
        "sensor",
        {"unit_of_measurement": "min"},
    )
    _place_devices(house, garage.id, label.label_id)


def _place_devices(house: House, area: str, label: str) -> None:
    """Name the devices of an account and two workers, and set their areas."""
    entities, devices = er.async_get(house.hass), dr.async_get(house.hass)

    def device_of(entity_id: str) -> str:
        entity = entities.async_get(entity_id)
        assert entity is not None
        assert entity.device_id is not None
        return entity.device_id

    devices.async_update_device(
        device_of("sensor.home_unpaid_earnings"), name_by_user="My farm", area_id=area
    )
    devices.async_update_child_device(
        device_of("sensor.attic_power"), name_by_user="Big one", area_id=area
    )
    devices.async_update_child_device(
        device_of("binary_sensor.home_cellar_online"), labels={label}
    )


async def repair(house: House, key: str, *steps: dict[str, Any]) -> Any:
    """Go through the first account's repair, and return the last form."""
    hass = house.hass
    (found,) = (
        one
        for one in ir.async_get(hass).issues.values()
        if one.domain == DOMAIN and one.translation_key == key and one.active
    )
    flows = repairs_flow_manager(hass)
    assert flows is not None
    step: Any = await flows.async_init(DOMAIN, context={"issue_id": found.issue_id})
    for typed in steps:
        step = await flows.async_configure(step["flow_id"], typed)
    await house.settle()
    return step


async def decide_about_gone(house: House) -> None:
    """Remove one gone worker, keep another, and postpone a third."""
    choice = {"remove": ["old-rig"], "keep": ["spare"]}
    done = await repair(house, "gone_workers", {"next_step_id": "choose"}, choice)
    assert done["type"] == CREATED, done


async def take_for_another(house: House) -> None:
    """Confirm that a new worker is another machine."""
    done = await repair(house, "renamed_workers", {"next_step_id": "different"})
    assert done["type"] == CREATED, done


async def take_for_the_same(house: House) -> None:
    """Confirm that a worker has a new name."""
    done = await repair(house, "renamed_workers", {"next_step_id": "same"})
    assert done["type"] == CREATED, done


async def ignore(house: House) -> None:
    """Ignore the question whether a worker was renamed."""
    done = await repair(house, "renamed_workers", {"next_step_id": "leave"})
    assert done["reason"] == "ignored", done


async def restart(house: House) -> None:
    """Restart Home Assistant."""
    await house.stop()
    await house.start()


async def lose_a_ledger(house: House) -> None:
    """Restart with a corrupt ledger."""
    entity = er.async_get(house.hass).async_get("sensor.barn_unpaid_earnings")
    assert entity is not None
    account, _, _ = entity.unique_id.partition("_")
    await house.stop()
    path = house.storage / f"{DOMAIN}.ledger_{account}"
    path.write_text("{", encoding="utf-8")
    await house.start()


def failing(minutes: float, **scope: str) -> Callable[[House], Awaitable[None]]:
    """Return a function that makes part of OCEAN's API fail for some minutes."""

    async def fail(house: House) -> None:
        end = house.upstreams.world.now + timedelta(minutes=minutes)
        house.upstreams.inject(Status(502), host="api.ocean.xyz", end=end, **scope)

    return fail


def showing(entity_id: str, value: str) -> Callable[[House], Awaitable[None]]:
    """Return a function that sets the state of another integration's entity."""

    async def show(house: House) -> None:
        house.show(entity_id, value)

    return show


ACTS: Final = (
    Act(0, set_up),
    Act(5, add_accounts),
    Act(10, choose_network),
    Act(15, choose_options),
    Act(20, settle_accounts),
    Act(hours(1), make_it_ones_own),
    Act(hours(3), lose_a_ledger),
    Act(hours(5), failing(30.5)),
    Act(hours(10), showing(SWITCH, "off")),
    Act(hours(14), showing(SWITCH, "on")),
    Act(hours(16), restart),
    Act(hours(19), showing(TARIFF, "0.2")),
    Act(hours(21), showing(TARIFF, "0.025")),
    Act(hours(26.5), take_for_another),
    Act(hours(27), decide_about_gone),
    Act(hours(34.5), take_for_the_same),
    Act(hours(44.5), ignore),
    Act(hours(45), restart),
    Act(hours(46), showing(PLUG, "158000")),
    Act(hours(47), showing(SWITCH, "off")),
    Act(MINUTES - 6, failing(6.5, path="/v1/blocks/")),
    Act(MINUTES - 2, failing(1.5)),
)
