"""The pool and the network: blocks, luck, prices and currencies."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import CONF_CURRENCY, CONF_PRICE_ENTITY
from simulator import Upstreams, World
from simulator.oddities import UnavailablePrices

from ..conftest import Tick, set_up
from ..sources.support import number, state


@pytest.mark.usefixtures("loaded")
async def test_a_pool_block_is_announced_once(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """A block, and one of your own, each make one event; the start makes none."""
    assert state(hass, "event.ocean_pool_block") == "unknown"
    world.hold_blocks()
    block = world.find_block()
    await tick(2)
    event = hass.states.get("event.ocean_pool_block")
    assert event is not None
    assert event.attributes["event_type"] == "found"
    assert event.attributes["height"] == block.height
    assert state(hass, "sensor.ocean_pool_last_block") == str(block.height)
    found_at = event.state
    await tick(5)
    assert state(hass, "event.ocean_pool_block") == found_at
    await tick(10)
    world.find_block(finder=address, worker="s21-garage")
    await tick(2)
    event = hass.states.get("event.ocean_pool_block")
    assert event is not None
    assert event.attributes["event_type"] == "found_by_you"
    assert event.attributes["worker"] == "s21-garage"
    assert event.attributes["account"] == "Home"
    assert address not in str(event.attributes)


@pytest.mark.usefixtures("loaded")
async def test_luck_of_thirty_days_is_known_once_all_blocks_are_read(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    loaded: MockConfigEntry,
    tick: Tick,
    upstreams: Upstreams,
) -> None:
    """The pool's blocks are read page by page, one page a minute."""
    pool = loaded.runtime_data.hub.pool_coordinator
    assert timedelta(days=30) not in pool.data.spans
    await tick(5)
    luck = pool.data.spans[timedelta(days=30)]
    world = upstreams.world
    since = world.now - timedelta(days=30)
    truth = [one for one in world.chain.pool_blocks if one.time > since.timestamp()]
    assert luck.blocks == len(truth)
    assert luck.luck is not None
    assert 0.4 < luck.luck < 2


@pytest.mark.usefixtures("upstreams")
async def test_another_currency_makes_another_price(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
) -> None:
    """The old price stays registered and disabled, and wakes when it is wanted again."""
    assert await set_up(hass, entry)
    usd = "sensor.bitcoin_network_bitcoin_price"
    assert hass.states.get(usd).attributes["unit_of_measurement"] == "USD/BTC"
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, CONF_CURRENCY: "EUR"}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    registered = entity_registry.async_get(usd)
    assert registered is not None
    assert registered.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    eur = hass.states.get("sensor.bitcoin_network_bitcoin_price_2")
    assert eur is not None
    assert eur.attributes["unit_of_measurement"] == "EUR/BTC"
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, CONF_CURRENCY: "USD"}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entity_registry.async_get(usd).disabled_by is None


async def test_the_price_comes_from_a_source_with_the_currency(
    hass: HomeAssistant, entry: MockConfigEntry, upstreams: Upstreams
) -> None:
    """Where mempool says -1 for the currency, blockchain.info is asked."""
    upstreams.inject(UnavailablePrices(), host="mempool.space")
    assert await set_up(hass, entry)
    truth = upstreams.get("https://blockchain.info/ticker").json["USD"]["last"]
    assert number(hass, "sensor.bitcoin_network_bitcoin_price") == truth
    assert state(hass, "sensor.bitcoin_network_data_source") == "mempool"


async def test_a_price_that_no_source_has_is_unknown(
    hass: HomeAssistant, entry: MockConfigEntry, upstreams: Upstreams
) -> None:
    """A currency that no source quotes has no price, never a rate of one."""
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, CONF_CURRENCY: "XTS"}
    )
    assert await set_up(hass, entry)
    assert state(hass, "sensor.bitcoin_network_bitcoin_price") == "unknown"


@pytest.mark.usefixtures("upstreams")
async def test_the_users_own_price_wins_and_moves_at_once(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """A sensor of the user's own is followed; what is no price is unavailable."""
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, CONF_PRICE_ENTITY: "sensor.own"}
    )
    price = "sensor.bitcoin_network_bitcoin_price"
    assert await set_up(hass, entry)
    for quote, unit, shown in (
        ("50000", None, "50000.0"),
        ("oops", None, "unknown"),
        ("-5", None, "unknown"),
        ("inf", None, "unknown"),
        ("unavailable", None, "unknown"),
        ("60000.5", "USD/BTC", "60000.5"),
        ("5900050", "US¢/BTC", "59000.5"),
        ("58000", "EUR", "unknown"),
        ("0.3", "USD/kWh", "unknown"),
    ):
        hass.states.async_set("sensor.own", quote, {"unit_of_measurement": unit})
        await hass.async_block_till_done()
        assert state(hass, price) == shown
