"""A hashrate that drops: buttons, escalation, quiet hours, maintenance, silence."""

from datetime import timedelta

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import World

from ..conftest import Tick
from .automating import Notes, tick
from .phones import RIG, Phone, house, other_phone, phone, plans
from .test_alerts import watch_hashrate

__all__ = ["house", "other_phone", "phone", "plans", "tick"]

LOW, BACK = "Home: hashrate is low", "Home: hashrate is back"


async def watch(hass: HomeAssistant, **inputs: object) -> Notes:
    """Watch an account of 400 TH/s."""
    return await watch_hashrate(hass, limit=300, must_last=5, **inputs)


def titles(notes: Notes) -> list[str]:
    """Return the titles of messages."""
    return [one["title"] for one in notes]


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("answered", [True, False])
async def test_others_hear_of_a_drop_that_nobody_acknowledges(
    hass: HomeAssistant,
    world: World,
    address: str,
    tick: Tick,
    phone: Phone,
    other_phone: Phone,
    answered: bool,
) -> None:
    """Once. The end is told in any case."""
    await watch(
        hass, phones=[phone.id], escalate_after=15, escalate_phones=[other_phone.id]
    )
    await tick(3)
    world.switch_off(address, RIG)
    await tick(12)
    assert phone.titles == [LOW]
    sent = phone.received[0].data
    assert [one["title"] for one in sent["data"]["actions"]] == [
        "Acknowledge",
        "Silence 1 h",
        "Silence today",
    ]
    assert sent["message"].endswith("and at its temperature.")
    if answered:
        await phone.press("Acknowledge")
    await tick(60)
    assert phone.titles == [LOW]
    assert other_phone.titles == ([] if answered else [LOW])
    if not answered:
        said = other_phone.received[0].data["message"]
        assert said.startswith("Nobody has acknowledged this yet.")
    world.switch_on(address, RIG)
    await tick(20)
    assert phone.titles == [LOW, BACK]
    assert phone.received[-1].data["data"]["actions"] == []


async def test_silence_ends_with_the_same_message(
    hass: HomeAssistant,
    house: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    phone: Phone,
) -> None:
    """If the hashrate is still low. A drop that begins meanwhile waits, too."""
    notes = await watch(hass, phones=[phone.id])
    await tick(3)
    world.switch_off(address, RIG)
    await tick(12)
    await phone.press("Silence 1 h")
    account = next(iter(house.runtime_data.accounts.values()))
    assert account.source.memory.alerts.silenced_until > dt_util.utcnow()
    await tick(50)
    assert titles(notes) == [LOW]
    await tick(15)
    assert titles(notes) == [LOW, LOW]
    await phone.press("Silence today")
    world.switch_on(address, RIG)
    await tick(20)
    assert titles(notes) == [LOW, LOW, BACK]
    world.switch_off(address, RIG)
    await tick(30)
    assert titles(notes) == [LOW, LOW, BACK]


@pytest.mark.usefixtures("house")
async def test_a_drop_waits_for_the_end_of_the_quiet_hours_and_of_maintenance(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """One that is over by then is never mentioned."""
    now = dt_util.now()
    maintenance = "input_boolean.maintenance"
    hass.states.async_set(maintenance, "on")
    notes = await watch(
        hass,
        quiet_from=f"{now + timedelta(minutes=5):%H:%M}:00",
        quiet_until=f"{now + timedelta(minutes=60):%H:%M}:00",
        maintenance=[maintenance],
    )
    shown = persistent_notification._async_get_or_create_notifications(hass)
    await tick(3)
    world.switch_off(address, RIG)
    await tick(20)
    hass.states.async_set(maintenance, "off")
    await tick(20)
    assert notes == []
    assert shown == {}
    await tick(20)
    assert titles(notes) == [LOW]
    world.switch_on(address, RIG)
    await tick(20)
    hass.states.async_set(maintenance, "on")
    world.switch_off(address, RIG)
    await tick(20)
    world.switch_on(address, RIG)
    await tick(20)
    hass.states.async_set(maintenance, "off")
    await tick(5)
    assert titles(notes) == [LOW, BACK]
    assert shown == {}
