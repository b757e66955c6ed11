"""Lists of prices ahead in entities: what is followed, what stays, what is named."""

from datetime import timedelta

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.ocean_xyz.mining.forecasts.refused import Refused

from ...conftest import Tick
from .support import TARIFF, SetUp, hours, midnight, show, starts


async def test_the_lists_of_the_tariff_are_followed(
    hass: HomeAssistant, set_up_with: SetUp
) -> None:
    """They are what is paid; listeners hear of what has changed, and of nothing else."""
    show(hass, raw_today=hours(0, 0.1))
    forecasts = await set_up_with(forecast_percent=20, forecast_added=0.05)
    assert {round(slot.price, 9) for slot in forecasts.prices} == {0.17}
    assert starts(forecasts.prices) == list(range(24))
    calls: list[int] = []
    remove = forecasts.async_add_listener(lambda: calls.append(1))
    hass.states.async_set(TARIFF, "0.3", hass.states.get(TARIFF).attributes)
    await hass.async_block_till_done()
    assert not calls
    show(hass, raw_today=hours(0, 0.1), raw_tomorrow=hours(1, 0.1))
    await hass.async_block_till_done()
    assert len(calls) == 1
    assert len(forecasts.prices) == 48
    remove()
    show(hass)
    await hass.async_block_till_done()
    assert len(calls) == 1
    # What was published stays known.
    assert len(forecasts.prices) == 48
    assert not forecasts.problems


async def test_a_list_that_grows(hass: HomeAssistant, set_up_with: SetUp) -> None:
    """An integration may keep one list, and add tomorrow to it."""
    listed = hours(0)
    show(hass, raw_today=listed)
    forecasts = await set_up_with()
    listed += hours(1)
    show(hass, raw_today=listed, tomorrow_valid=True)
    await hass.async_block_till_done()
    assert len(forecasts.prices) == 48


async def test_prices_that_are_named_by_their_hours(
    hass: HomeAssistant, set_up_with: SetUp
) -> None:
    """They are of the day on which the entity shows them."""
    show(hass, price_00h=0.1, price_01h=0.2, price_next_day_00h=0.3)
    forecasts = await set_up_with()
    assert starts(forecasts.prices) == [0, 1, 24]
    assert [slot.price for slot in forecasts.prices] == [0.1, 0.2, 0.3]


async def test_what_is_past_stays_for_two_days(
    hass: HomeAssistant, set_up_with: SetUp, tick: Tick
) -> None:
    """The list moves on at midnight; what it said of the past is remembered."""
    show(hass, raw_today=hours(0), raw_tomorrow=hours(1))
    forecasts = await set_up_with()
    for day in range(1, 4):
        await tick((midnight(1) - dt_util.now()) / timedelta(hours=1) * 60, step=60)
        show(hass, raw_today=hours(0, 0.1 * day), raw_tomorrow=hours(1))
        await hass.async_block_till_done()
        assert starts(forecasts.prices)[0] == -24 * min(day, 2)
        assert starts(forecasts.prices)[-1] == 47
    by_day = [forecasts.prices[24 * day].price for day in range(4)]
    assert by_day == pytest.approx([0.1, 0.2, 0.3, 0.2])


async def test_without_a_forecast_there_is_no_problem(
    hass: HomeAssistant, set_up_with: SetUp
) -> None:
    """Unless the user has chosen an entity that should have one."""
    show(hass)
    show(hass, "sensor.other")
    forecasts = await set_up_with(
        export_entity="sensor.other", grid_entity="sensor.grid"
    )
    assert not forecasts.prices
    assert not forecasts.problems


async def test_chosen_entities_are_named(
    hass: HomeAssistant, set_up_with: SetUp
) -> None:
    """With the reason."""
    show(hass, "sensor.a")
    show(hass, "sensor.b", rates=hours(0))
    show(hass, "event.next_day", rates=[])
    hass.states.async_set("sensor.d", STATE_UNAVAILABLE)
    forecasts = await set_up_with(
        forecast_entities=[
            *("sensor.a", "sensor.b", "sensor.d", "sensor.e", "event.next_day")
        ]
    )
    assert forecasts.problems == {
        "sensor.a": Refused.NO_LIST,
        "sensor.d": Refused.UNAVAILABLE,
        "sensor.e": Refused.MISSING,
        "event.next_day": Refused.UNAVAILABLE,
    }
    assert len(forecasts.prices) == 24


async def test_the_first_entity_that_knows_a_price_counts(
    hass: HomeAssistant, set_up_with: SetUp
) -> None:
    """Yesterday's list of today may be older than today's. One list twice is not known."""
    show(hass, "event.today", rates=hours(0, 0.3)[12:])
    show(hass, "event.next_day", rates=hours(0))
    show(hass, "sensor.both", a=hours(1, 0.1), b=hours(1, 0.2)[:6])
    forecasts = await set_up_with(
        forecast_entities=["event.today", "event.next_day", "sensor.both"]
    )
    assert [slot.price for slot in forecasts.prices[:24]] == [0.2] * 12 + [0.3] * 12
    assert starts(forecasts.prices[24:]) == list(range(30, 48))
    assert forecasts.problems == {"sensor.both": Refused.CONTRADICTION}


@pytest.mark.parametrize("silent", [True, False])
async def test_prices_that_have_ended_are_named(
    hass: HomeAssistant, set_up_with: SetUp, tick: Tick, *, silent: bool
) -> None:
    """An hour after their end, whether the entity is silent or stays as it is."""
    show(hass, "sensor.a", rates=hours(0))
    show(hass, "sensor.b")
    forecasts = await set_up_with(forecast_entities=["sensor.a", "sensor.b"])
    if silent:
        hass.states.async_set("sensor.a", STATE_UNAVAILABLE)
    left = (midnight(1) - dt_util.now()) / timedelta(minutes=1)
    await tick(left + 45, step=15)
    assert Refused.ENDED not in forecasts.problems.values()
    await tick(45, step=15)
    other = {"sensor.b": Refused.NO_LIST}
    assert forecasts.problems == {"sensor.a": Refused.ENDED} | other
    show(hass, "sensor.a", rates=hours(0))
    await hass.async_block_till_done()
    assert forecasts.problems == other


async def test_feeding_in_has_prices_of_its_own(
    hass: HomeAssistant, set_up_with: SetUp
) -> None:
    """Nothing is added to them."""
    show(hass, raw_today=hours(0))
    show(hass, "sensor.export", raw_today=hours(0, 0.21))
    forecasts = await set_up_with(
        export_entity="sensor.export", grid_entity="sensor.grid", forecast_added=0.1
    )
    assert {round(slot.price, 9) for slot in forecasts.prices} == {0.3}
    assert {slot.price for slot in forecasts.export_prices} == {0.21}


@pytest.mark.parametrize("price", [0.04, -0.2])
async def test_a_list_of_something_else_is_none_of_feeding_in(
    hass: HomeAssistant, set_up_with: SetUp, price: float
) -> None:
    """The sensor shows 0.2: its list is of what is bought, or has the other sign."""
    show(hass, "sensor.export", raw_today=hours(0, price))
    forecasts = await set_up_with(
        export_entity="sensor.export", grid_entity="sensor.grid"
    )
    assert forecasts.export_prices == ()
    assert forecasts.problems["sensor.export"] is Refused.CONTRADICTION
    hass.states.async_set("sensor.export", "unknown", {"raw_today": hours(0, price)})
    await hass.async_block_till_done()
    assert forecasts.export_prices == ()


async def test_an_amount_in_another_currency_is_not_added(
    hass: HomeAssistant, set_up_with: SetUp
) -> None:
    """Nobody knows the price then."""
    show(hass, raw_today=hours(0))
    forecasts = await set_up_with(forecast_added=0.1, tariff_currency="EUR")
    assert not forecasts.prices
    assert forecasts.problems == {"forecast_added": Refused.CURRENCY}
