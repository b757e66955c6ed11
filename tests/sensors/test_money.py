"""What hashes and satoshis are worth, and that nothing is without a price."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import (
    CONF_CURRENCY,
    CONF_PRICE_ENTITY,
    DOMAIN,
)
from custom_components.ocean_xyz.devices.ids import (
    EARNED_TOTAL_VALUE,
    money_key,
    unique_id,
)
from custom_components.ocean_xyz.devices.registration import async_account_id
from simulator import Upstreams, World, heater
from simulator.outages import Status

from ..conftest import Tick, set_up
from ..sources.support import API, number, state

HASHPRICE = "sensor.bitcoin_network_hashprice"
MONEY = {
    "sensor.bitcoin_network_hashprice_value": HASHPRICE,
    "sensor.home_expected_revenue_per_day": "sensor.home_expected_earnings_per_day",
    "sensor.home_unpaid_earnings_value": "sensor.home_unpaid_earnings",
    "sensor.home_earned_in_total_in_money": "sensor.home_earned_in_total",
}


EARNED = "sensor.home_earned_in_total_in_money"
REVENUE = "sensor.home_expected_revenue_per_day"


@pytest.fixture(autouse=True)
async def _enabled(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, address: str
) -> None:
    """Register the total as 1.0.0 did, which enabled it."""
    owner = await async_account_id(hass, address)
    entity_registry.async_get_or_create(
        "sensor",
        DOMAIN,
        unique_id(owner, money_key(EARNED_TOTAL_VALUE, "USD")),
        suggested_object_id=EARNED.removeprefix("sensor."),
    )


@pytest.mark.usefixtures("loaded")
async def test_a_life_of_satoshis_at_one_days_price_has_no_statistics(
    hass: HomeAssistant, entity_registry: er.EntityRegistry
) -> None:
    """Who has it keeps it; a balance is as Home Assistant wants one to be."""
    shown = hass.states.get(EARNED)
    assert "state_class" not in shown.attributes
    assert shown.name == "Home Earned in total at today's price"
    unpaid = hass.states.get("sensor.home_unpaid_earnings_value")
    assert unpaid.attributes["state_class"] == "total"


def assert_worth(hass: HomeAssistant, price: float) -> None:
    """Assert that all money is the satoshis at this price."""
    for money, satoshis in MONEY.items():
        expected = number(hass, satoshis) * price / 100_000_000
        assert number(hass, money) == pytest.approx(expected, rel=1e-3)


@pytest.mark.usefixtures("loaded")
async def test_money_is_satoshis_at_todays_price(hass: HomeAssistant) -> None:
    """Each by the upstream's own price, which is nowhere near one."""
    price = number(hass, "sensor.bitcoin_network_bitcoin_price")
    assert price > 1000
    assert_worth(hass, price)


@pytest.mark.usefixtures("loaded")
async def test_the_hashprice_follows_from_raw_answers(
    hass: HomeAssistant, upstreams: Upstreams
) -> None:
    """86400e15 hashes over those of a block, times the pool's estimate of the next."""
    answer = upstreams.get("https://api.ocean.xyz/v1/pool_stat").json["result"]
    difficulty = float(answer["network_difficulty"])
    reward = float(answer["current_estimated_block_reward"]) * 100_000_000
    expected = 86_400e15 / (difficulty * 2**32) * reward
    assert number(hass, HASHPRICE) == pytest.approx(expected, rel=1e-4)


async def test_money_follows_the_users_own_price_at_once(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry
) -> None:
    """Not only with the next poll; and without a price there is no money."""
    hass.states.async_set("sensor.own", "50000")
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, CONF_PRICE_ENTITY: "sensor.own"}
    )
    assert await set_up(hass, entry)
    assert_worth(hass, 50_000)
    hass.states.async_set("sensor.own", "80000")
    await hass.async_block_till_done()
    assert_worth(hass, 80_000)
    hass.states.async_set("sensor.own", "unavailable")
    await hass.async_block_till_done()
    assert {state(hass, money) for money in MONEY} == {"unavailable"}
    assert number(hass, HASHPRICE) > 0
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_currency_without_a_price_has_no_money(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry
) -> None:
    """Nobody quotes it: never a rate of one."""
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, CONF_CURRENCY: "XTS"}
    )
    assert await set_up(hass, entry)
    assert {state(hass, one) for one in MONEY if one != EARNED} == {"unavailable"}
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("loaded")
async def test_without_the_pool_there_is_no_hashprice(
    hass: HomeAssistant, upstreams: Upstreams, world: World, tick: Tick
) -> None:
    """Its difficulty and reward are gone; what was earned is still worth something."""
    upstreams.inject(Status(502), host=API)
    await tick(30)
    assert state(hass, HASHPRICE) == "unavailable"
    assert number(hass, "sensor.home_earned_in_total_in_money") > 0


async def test_another_currency_makes_other_money(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    entity_registry: er.EntityRegistry,
) -> None:
    """The old stays registered and disabled, and wakes when it is wanted again."""

    def disabled() -> set[str]:
        return {
            money
            for money in MONEY
            if (known := entity_registry.async_get(money)) and known.disabled_by
        }

    async def choose(currency: str) -> None:
        options = {**loaded.options, CONF_CURRENCY: currency}
        hass.config_entries.async_update_entry(loaded, options=options)
        await hass.async_block_till_done(wait_background_tasks=True)

    assert not disabled()
    await choose("EUR")
    assert disabled() == set(MONEY)
    new = hass.states.get("sensor.home_unpaid_earnings_value_2")
    assert new is not None
    assert new.attributes["unit_of_measurement"] == "EUR"
    await choose("USD")
    assert not disabled()


@pytest.mark.parametrize("plans", [(heater(),)])
async def test_a_small_machine_earns_more_than_two_digits(
    hass: HomeAssistant,
    world: World,
    loaded: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    tick: Tick,
) -> None:
    """The largest amount so far decides, so that the digits do not come and go."""

    def digits() -> int:
        entity = entity_registry.async_get(REVENUE)
        assert entity is not None
        precision: int = entity.options["sensor"]["suggested_display_precision"]
        return precision

    small = number(hass, REVENUE)
    assert 0 < small < 0.1
    assert digits() == 4
    world.set_prices(
        {"USD": 100 * number(hass, "sensor.bitcoin_network_bitcoin_price")}
    )
    await tick(15)
    assert number(hass, REVENUE) > 1
    assert digits() == 2
    world.set_prices(
        {"USD": number(hass, "sensor.bitcoin_network_bitcoin_price") / 100}
    )
    await tick(15)
    assert number(hass, REVENUE) == pytest.approx(small, rel=0.5)
    assert digits() == 2
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert digits() == 4
