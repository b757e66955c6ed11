"""Actions of other integrations: how often they are asked, and what a failure does."""

from collections.abc import Callable
from datetime import date, timedelta
import logging
from typing import Any

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest

from custom_components.ocean_xyz.mining.forecasts.refused import Refused

from ...conftest import Tick
from .support import HOUR, TARIFF, Action, SetUp, hours, midnight, show, starts


def dates(action: Action) -> list[int]:
    """Return for which days Nord Pool was asked, counted from today."""
    days = [date.fromisoformat(call["date"]) for call in action.calls]
    return [(day - midnight().date()).days for day in days]


async def test_nord_pool_is_asked_politely(
    hass: HomeAssistant, set_up_with: SetUp, nord_pool: Action, tick: Tick
) -> None:
    """A whole day once, and in the evening each quarter of an hour for tomorrow.

    A solar forecast that fails changes nothing about that.
    """
    forecasts = await set_up_with(solar_forecasts=["gone"], house_load=300)
    assert dates(nord_pool) == [0, 1]
    assert nord_pool.calls[0]["config_entry"] == "nordpool"
    assert len(forecasts.prices) == 24
    assert forecasts.prices[5].price == 0.005
    for minute in range(60):
        show(hass, minute=minute)
        await tick()
    assert dates(nord_pool) == [0, 1, 1, 1, 1, 1]
    assert forecasts.problems == {"gone": Refused.MISSING}


async def test_nord_pool_is_not_asked_for_what_it_cannot_know(
    set_up_with: SetUp, nord_pool: Action, tick: Tick
) -> None:
    """After midnight there are no prices of tomorrow; those of yesterday stay."""
    forecasts = await set_up_with()
    await tick(12 * 60, step=120)
    assert midnight() < dt_util.now() < midnight() + 6 * HOUR
    asked = dates(nord_pool)
    assert asked[:2] == [-1, 0]
    assert set(asked[2:]) == {0}
    assert starts(forecasts.prices) == list(range(-24, 24))


async def test_an_action_that_fails(
    hass: HomeAssistant,
    set_up_with: SetUp,
    nord_pool: Action,
    tick: Tick,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is no news at first, then a problem; what is known stays, nothing is logged."""
    right = nord_pool.answer

    def fail(_: Any) -> Any:
        raise ServiceValidationError

    nord_pool.answer = fail
    forecasts = await set_up_with()
    assert forecasts.problems == {TARIFF: Refused.UNAVAILABLE}
    caplog.clear()
    for minute in range(3):
        await tick()
        show(hass, minute=minute)
        await hass.async_block_till_done(wait_background_tasks=True)
    assert forecasts.problems == {TARIFF: Refused.ACTION}
    nord_pool.answer = right
    await tick()
    show(hass, minute="later")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not forecasts.problems
    assert len(forecasts.prices) == 24
    nord_pool.answer = fail
    await tick(60, step=15)
    assert forecasts.problems == {TARIFF: Refused.ACTION}
    assert len(forecasts.prices) == 24
    assert not [one for one in caplog.records if one.levelno > logging.INFO]


async def test_an_answer_without_the_area(
    hass: HomeAssistant, set_up_with: SetUp, nord_pool: Action
) -> None:
    """It says so."""
    nord_pool.answer = lambda _: {"SE4": []}
    forecasts = await set_up_with()
    assert forecasts.problems == {TARIFF: Refused.PLACE}


async def test_nothing_is_asked_that_is_shown(
    hass: HomeAssistant, set_up_with: SetUp, nord_pool: Action
) -> None:
    """Another integration of the same name has lists."""
    show(hass, raw_today=hours(0))
    forecasts = await set_up_with()
    assert len(forecasts.prices) == 24
    assert not nord_pool.calls


async def test_tibber_is_asked_for_the_home_of_the_device(
    hass: HomeAssistant, set_up_with: SetUp, origin: Callable[..., None]
) -> None:
    """Its prices are in the unit of the entity."""
    origin("tibber", "home-id")
    show(hass, unit_of_measurement="¢/kWh")
    action = Action(hass, "tibber", "get_prices")
    action.answer = lambda data: {
        "prices": {
            "Home": [
                {"start_time": str(midnight() + step * HOUR / 4), "price": step}
                for step in range(8)
            ],
            "Cabin": [],
        }
    }
    forecasts = await set_up_with()
    assert starts(forecasts.prices) == [step / 4 for step in range(8)]
    assert forecasts.prices[7].price == pytest.approx(0.07)


async def test_ambers_present_price_is_the_entitys_own(
    hass: HomeAssistant, set_up_with: SetUp, origin: Callable[..., None]
) -> None:
    """The forecast begins after it, and knows less about it."""
    origin("amberelectric", "01ABC-current-general")
    rows = [
        {
            "per_kwh": price,
            "start_time": (
                midnight() + timedelta(minutes=start, seconds=1)
            ).isoformat(),
            "end_time": (midnight() + timedelta(minutes=start + 30)).isoformat(),
        }
        for start, price in ((0, 0.1), (30, 0.2), (60, 0.3))
    ]
    own = rows[1] | {"per_kwh": 0.25}
    show(hass, **own)
    action = Action(hass, "amberelectric", "get_forecasts")
    action.answer = lambda _: {"forecasts": rows}
    forecasts = await set_up_with()
    assert action.calls == [
        {"config_entry_id": "amberelectric", "channel_type": "general"}
    ]
    assert [slot.price for slot in forecasts.prices] == [0.1, 0.25, 0.3]


async def test_a_spike_of_feeding_in_is_no_contradiction(
    hass: HomeAssistant, set_up_with: SetUp, origin: Callable[..., None]
) -> None:
    """What an action answers is of feeding in, however far it is from now's price."""
    origin("amberelectric", "01ABC-current-feed_in")
    rows = [
        {
            "per_kwh": 0.01,
            "start_time": (midnight() + start * HOUR).isoformat(),
            "end_time": (midnight() + (start + 1) * HOUR).isoformat(),
        }
        for start in range(24)
    ]
    show(hass)
    action = Action(hass, "amberelectric", "get_forecasts")
    action.answer = lambda _: {"forecasts": rows}
    forecasts = await set_up_with(
        tariff_entity=None,
        fixed_tariff=0.3,
        export_entity=TARIFF,
        grid_entity="sensor.grid",
    )
    assert {slot.price for slot in forecasts.export_prices} == {0.01}
    assert len(forecasts.export_prices) == 24
    assert not forecasts.problems


async def test_actions_are_asked_once_home_assistant_runs(
    hass: HomeAssistant, set_up_with: SetUp, nord_pool: Action
) -> None:
    """The other integration may be set up after ours."""
    hass.set_state(CoreState.not_running)
    forecasts = await set_up_with()
    assert not nord_pool.calls
    await hass.async_start()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert dates(nord_pool) == [0, 1]
    assert len(forecasts.prices) == 24


async def test_an_account_that_is_unloaded_before(
    hass: HomeAssistant, set_up_with: SetUp, nord_pool: Action
) -> None:
    """It has asked nobody."""
    hass.set_state(CoreState.not_running)
    await set_up_with()
    assert await hass.config_entries.async_unload("ocean")
    await hass.async_start()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not nord_pool.calls


async def test_news_while_an_action_is_asked(
    hass: HomeAssistant, set_up_with: SetUp, nord_pool: Action
) -> None:
    """They do not let it be asked twice."""
    answer = nord_pool.answer

    def answer_late(data: dict[str, Any]) -> Any:
        show(hass, calls=len(nord_pool.calls))
        return answer(data)

    nord_pool.answer = answer_late
    forecasts = await set_up_with()
    assert dates(nord_pool) == [0, 1]
    assert len(forecasts.prices) == 24


async def test_an_unloaded_account_asks_no_more(
    hass: HomeAssistant, set_up_with: SetUp, nord_pool: Action, tick: Tick
) -> None:
    """Nor does it follow."""
    forecasts = await set_up_with()
    assert await hass.config_entries.async_unload("ocean")
    show(hass, raw_today=hours(0, 0.7))
    await tick(60, step=5)
    assert dates(nord_pool) == [0, 1]
    assert forecasts.prices[0].price == 0
