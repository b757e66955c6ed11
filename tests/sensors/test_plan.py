"""When mining pays next, for how long, and when those sensors exist."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.ocean_xyz.mining.costs import value_of_energy
from custom_components.ocean_xyz.mining.forecasts.slots import SolarSlot
from custom_components.ocean_xyz.mining.plan.paying import Span
from custom_components.ocean_xyz.runtime.plan import LATE, AccountPlan

from ..sources.support import state
from .costs import METERED, PROFITABLE, TARIFF, move_on, plug

NEXT = "sensor.home_next_profitable_start"
TODAY = "sensor.home_profitable_hours_today"
TOMORROW = "sensor.home_profitable_hours_tomorrow"
SENSORS = (NEXT, TODAY, TOMORROW)
MIDNIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)
"""Of the day of the test, in the time zone of Home Assistant's tests."""
CHEAP, DEAR = 0.02, 0.9
HOUR = timedelta(hours=1)


def ahead(
    hass: HomeAssistant, prices: Sequence[float | None], *, now: float = CHEAP
) -> None:
    """Let the tariff say hourly prices from the day's midnight on, None for a gap."""
    rows = [
        {
            "start": (MIDNIGHT + place * HOUR).isoformat(),
            "end": (MIDNIGHT + (place + 1) * HOUR).isoformat(),
            "price": price,
        }
        for place, price in enumerate(prices)
        if price is not None
    ]
    attributes = {"unit_of_measurement": "USD/kWh", "prices": rows}
    hass.states.async_set(TARIFF, str(now), attributes)


def plan_of(entry: MockConfigEntry) -> AccountPlan:
    """Return the plan of the entry's account."""
    (account,) = entry.runtime_data.accounts.values()
    plan: AccountPlan = account.plan
    return plan


def value_in(entry: MockConfigEntry) -> float:
    """Return what a kWh brings."""
    value = value_of_energy(plan_of(entry)._costs.inputs)
    assert value is not None
    return value


def shown(hass: HomeAssistant) -> dict[str, str]:
    """Return what the sensors show."""
    return {one.removeprefix("sensor.home_"): state(hass, one) for one in SENSORS}


def at(hour: float) -> str:
    """Return an hour of the day as states have it."""
    return (MIDNIGHT + hour * HOUR).isoformat()


async def test_the_next_start_and_the_hours(
    hass: HomeAssistant, metered: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """At 4:00: cheap until 6:00, from 9:00 to 11:00, and for an hour tomorrow."""
    prices = [CHEAP] * 6 + [DEAR] * 3 + [CHEAP] * 2 + [DEAR] * 15 + [CHEAP]
    ahead(hass, prices)
    await move_on(hass, freezer, 1)
    assert shown(hass) == {
        "next_profitable_start": at(9),
        "profitable_hours_today": "8.0",
        "profitable_hours_tomorrow": "1.0",
    }
    start, today, tomorrow = (hass.states.get(one) for one in SENSORS)
    assert start.attributes["pays_now"] is True
    assert start.attributes["until"] == at(6)
    assert start.attributes["prices_until"] == at(27)
    assert today.attributes["hours_known"] == 24
    assert tomorrow.attributes["hours_known"] == 3
    await move_on(hass, freezer, 118)
    start = hass.states.get(NEXT)
    assert (start.attributes["pays_now"], start.attributes["until"]) == (True, at(6))
    await move_on(hass, freezer, 2)
    start = hass.states.get(NEXT)
    assert (start.attributes["pays_now"], start.attributes["until"]) == (False, at(11))
    assert start.state == at(9)
    # Nothing is known of a third day, and later nothing of this one.
    await move_on(hass, freezer, 23 * 60)
    assert shown(hass) == {
        "next_profitable_start": "unknown",
        "profitable_hours_today": "1.0",
        "profitable_hours_tomorrow": "unknown",
    }


async def test_a_run_ends_where_a_price_does(
    hass: HomeAssistant, metered: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """Also one that had been expected to go on: the sensor's delay is no part of it."""
    enough = 0.97 * value_in(metered)
    prices = [DEAR] * 5 + [CHEAP, enough, enough]
    ahead(hass, prices, now=DEAR)
    await move_on(hass, freezer, 15)
    assert plan_of(metered).known.pays == (
        Span(start=MIDNIGHT + 5 * HOUR, end=MIDNIGHT + 8 * HOUR),
    )
    for minutes in (60, 60):
        await move_on(hass, freezer, minutes)
    assert state(hass, PROFITABLE) == "off"
    assert plan_of(metered).known.pays == (
        Span(start=MIDNIGHT + 5 * HOUR, end=MIDNIGHT + 6 * HOUR),
    )


async def test_a_trigger_at_the_start_comes_first(
    hass: HomeAssistant, metered: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """Also where the tariff says at once that mining pays, the sensor waits."""
    ahead(hass, [DEAR] * 5 + [CHEAP, DEAR, CHEAP], now=DEAR)
    await move_on(hass, freezer, 15)
    assert state(hass, PROFITABLE) == "off"
    assert state(hass, NEXT) == at(5)
    freezer.move_to(MIDNIGHT + 5 * HOUR)
    ahead(hass, [DEAR] * 5 + [CHEAP, DEAR, CHEAP], now=CHEAP)
    await hass.async_block_till_done()
    assert state(hass, PROFITABLE) == "on"
    assert state(hass, NEXT) == at(5)
    freezer.tick(LATE)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert state(hass, NEXT) == at(7)


async def test_gaps_and_negative_prices(
    hass: HomeAssistant, metered: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """A gap ends a run, and a price below zero pays."""
    ahead(hass, [DEAR] * 6 + [-0.1, None, -0.1, DEAR], now=DEAR)
    await move_on(hass, freezer, 1)
    start = hass.states.get(NEXT)
    assert (start.state, start.attributes["until"]) == (at(6), at(7))
    assert state(hass, TODAY) == "2.0"
    assert hass.states.get(TODAY).attributes["hours_known"] == 9


async def test_margins_decide_in_order(
    hass: HomeAssistant, metered: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """Between the margins it goes on as it is: now, and in each hour to come."""
    value = value_in(metered)
    between = value * 0.97
    ahead(hass, [between] * 6 + [DEAR, between, CHEAP, between, DEAR])
    await move_on(hass, freezer, 1)
    assert state(hass, PROFITABLE) == "on"
    start = hass.states.get(NEXT)
    assert start.attributes["pays_now"] is True
    assert (start.state, start.attributes["until"]) == (at(8), at(6))
    ahead(hass, [DEAR] * 4 + [between] * 2 + [DEAR], now=DEAR)
    await move_on(hass, freezer, 30)
    assert state(hass, PROFITABLE) == "off"
    assert hass.states.get(NEXT).attributes["pays_now"] is False


async def test_a_plan_is_not_made_for_each_state(
    hass: HomeAssistant, metered: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """A plug that reports each second is no reason, nor a price that hardly moves."""
    ahead(hass, [CHEAP] * 30)
    await move_on(hass, freezer, 1)
    plan, renewed = plan_of(metered), []
    plan.async_add_listener(lambda: renewed.append(None))
    for second in range(60):
        plug(hass, 27_000 + second)
        freezer.tick(1)
        await hass.async_block_till_done()
    assert renewed == []
    costs = metered.runtime_data.accounts.popitem()[1].costs
    price = costs.inputs.price
    for part, times in ((1.004, 0), (1.006, 1)):
        costs.inputs = replace(costs.inputs, price=price * part)
        costs._call_listeners()
        assert len(renewed) == times
    costs.inputs = replace(costs.inputs, price=None)
    costs._call_listeners()
    await hass.async_block_till_done()
    assert len(renewed) == 2
    assert shown(hass) == dict.fromkeys(shown(hass), "unknown")


@pytest.mark.parametrize(
    "settings",
    [
        METERED
        | {"solar_forecasts": ["sun"], "house_load": 500}
        | {"fixed_export": 0.01, "tariff_currency": "USD"}
    ],
)
async def test_without_the_sun_nothing_is_known(
    hass: HomeAssistant, metered: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """A forecast that is silent is not a cloudy day."""
    ahead(hass, [DEAR] * 30, now=DEAR)
    await move_on(hass, freezer, 1)
    plan = plan_of(metered)
    assert plan.pieces() == ()
    sun = SolarSlot(MIDNIGHT + 8 * HOUR, MIDNIGHT + 10 * HOUR, 1e6)
    night = (
        SolarSlot(MIDNIGHT, sun.start, 0),
        SolarSlot(sun.end, MIDNIGHT + 24 * HOUR, 0),
    )
    plan._forecasts.solar = (night[0], sun, night[1])
    plan._renew()
    assert [one.surplus > 0 for one in plan.pieces()[8:11]] == [True, True, False]
    assert plan.known.pays == (Span(start=sun.start, end=sun.end),)
    # How much of that the machines would take needs their power.
    plan._hashrate = lambda: 0.0
    plan._renew()
    assert plan.present is None


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        (METERED | {"heat_credit": 50}, True),
        (METERED | {"heat_credit": 50, "heat_wanted_entity": "switch.heat"}, False),
    ],
)
async def test_heat_counts_unless_nobody_knows_when(
    hass: HomeAssistant,
    metered: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    wanted: bool,
) -> None:
    """An entity says whether heat is wanted now, and nothing about later."""
    value = value_in(metered)
    hass.states.async_set("switch.heat", "on")
    ahead(hass, [DEAR] * 6 + [value * 1.5], now=DEAR)
    await move_on(hass, freezer, 1)
    assert state(hass, NEXT) == (at(6) if wanted else "unknown")
    plan = plan_of(metered)
    terms = plan.terms(heat_wanted=True)
    assert terms is not None
    assert terms.heat.credit == 0.5


async def test_when_the_sensors_exist(
    hass: HomeAssistant, metered: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """With the first price ahead, from then on, until there is no tariff entity."""
    registry = er.async_get(hass)
    # A fixture's tariff says a price of tomorrow without an end.
    assert registry.async_get(NEXT) is None
    await move_on(hass, freezer, 15)
    assert registry.async_get(NEXT) is None
    ahead(hass, [CHEAP] * 30)
    await move_on(hass, freezer, 1)
    ids = {one: registry.async_get(one).id for one in SENSORS}
    assert state(hass, TODAY) == "24.0"
    # A tariff that no longer has any keeps them.
    hass.states.async_set(TARIFF, "0.02", {"unit_of_measurement": "USD/kWh"})
    await hass.config_entries.async_reload(metered.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state(hass, TODAY) == "unknown"
    assert {one: registry.async_get(one).id for one in SENSORS} == ids
    (subentry,) = metered.subentries.values()
    fixed = {"fixed_tariff": 0.1, "tariff_currency": "USD"}
    data = {k: v for k, v in subentry.data.items() if k != "tariff_entity"}
    hass.config_entries.async_update_subentry(metered, subentry, data=data | fixed)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert [registry.async_get(one) for one in SENSORS] == [None] * 3
    data = data | fixed | {"forecast_entities": ["sensor.prices"]}
    hass.config_entries.async_update_subentry(metered, subentry, data=data)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert shown(hass) == dict.fromkeys(shown(hass), "unknown")
