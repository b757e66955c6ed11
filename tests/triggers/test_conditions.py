"""Conditions: that they hold, and that they do not."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from simulator import Upstreams, World
from simulator.outages import HtmlInstead

from ..conftest import Tick
from .listening import ask

RIG = {"entity_id": "binary_sensor.home_s21_garage_online"}


def account(hass: HomeAssistant) -> dict[str, str]:
    """Return the account as a target."""
    entry = er.async_get(hass).async_get("binary_sensor.home_mining")
    assert entry is not None
    assert entry.device_id is not None
    return {"device_id": entry.device_id}


@pytest.mark.usefixtures("loaded")
async def test_while_one_worker_is_off(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """It is not online, others are, the account mines and its data is live."""
    assert await ask(hass, "is_worker_online", RIG)
    assert await ask(hass, "is_worker_online", account(hass), behavior="all")
    world.switch_off(address, "s21-garage")
    await tick(20)
    assert not await ask(hass, "is_worker_online", RIG)
    assert not await ask(hass, "is_worker_online", account(hass), behavior="all")
    assert await ask(hass, "is_worker_online", account(hass))
    assert await ask(hass, "is_mining", account(hass))
    assert await ask(hass, "is_data_live", account(hass))
    assert not await ask(hass, "is_mining", RIG)


@pytest.mark.usefixtures("loaded")
async def test_after_a_power_cut(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """Nothing mines, and what is shown is not of this minute."""
    world.switch_off(address)
    await tick(60 * 5, step=2)
    assert not await ask(hass, "is_mining", account(hass))
    assert not await ask(hass, "is_worker_online", account(hass))
    assert not await ask(hass, "is_data_live", account(hass))


@pytest.mark.usefixtures("loaded")
async def test_while_ocean_is_silent(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Nothing is known, so nothing holds; live again with OCEAN."""
    upstreams.inject(HtmlInstead())
    await tick(10)
    assert not await ask(hass, "is_data_live", account(hass))
    assert not await ask(hass, "is_mining", account(hass))
    assert not await ask(hass, "is_worker_online", RIG)
    upstreams.faults.clear()
    await tick(10)
    assert await ask(hass, "is_data_live", account(hass))


@pytest.mark.usefixtures("loaded")
async def test_it_has_to_last(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    """Mining for an hour is not known of what was set up now."""
    hour = {"for": {"hours": 1}}
    assert not await ask(hass, "is_mining", account(hass), **hour)
    freezer.tick(timedelta(minutes=61))
    assert await ask(hass, "is_mining", account(hass), **hour)
