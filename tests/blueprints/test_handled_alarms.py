"""Alarms that somebody handles: buttons, escalation, quiet hours, maintenance, silence."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from custom_components.ocean_xyz.mining.workers.state import WorkerStatus
from custom_components.ocean_xyz.runtime.account import OceanAccount
from simulator import Upstreams, World
from simulator.outages import HtmlInstead

from ..conftest import Tick, set_up
from .automating import Notes, tick, use_blueprints
from .phones import OTHER, RIG, Phone, house, other_phone, phone, plans
from .test_alerts import WORKER, watch_workers

__all__ = ["house", "other_phone", "phone", "plans", "tick"]


def account_of(entry: MockConfigEntry) -> OceanAccount:
    """Return the account that is watched."""
    found: OceanAccount = next(iter(entry.runtime_data.accounts.values()))
    return found


def titles(notes: Notes) -> list[str]:
    """Return the titles of messages."""
    return [one["title"] for one in notes]


OFF = f"{RIG} is offline"
ON = f"{RIG} mines again"


async def test_a_message_on_a_phone_can_be_answered(
    hass: HomeAssistant,
    house: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    phone: Phone,
    other_phone: Phone,
) -> None:
    """It has buttons, and is one for all machines of an account that stop at once."""
    await watch_workers(hass, phones=[phone.id, other_phone.id])
    await tick(3)
    world.switch_off(address)
    await tick(20)
    (message,) = phone.received
    assert message.data["title"] == "2 workers are offline"
    assert RIG in message.data["message"]
    assert OTHER in message.data["message"]
    assert message.data["message"].endswith("Check its power and its network.")
    buttons = message.data["data"]["actions"]
    assert [one["title"] for one in buttons] == [
        "Acknowledge",
        "Silence 1 h",
        "Off on purpose until it is back",
        "Silence today",
    ]
    assert len({one["action"] for one in buttons}) == 4
    assert len(other_phone.received) == 1
    world.switch_on(address)
    await tick(10)
    assert phone.titles[-1] == "2 workers mine again"
    assert phone.received[-1].data["data"]["actions"] == []


@pytest.mark.parametrize("answered", [True, False])
async def test_others_hear_of_what_nobody_acknowledges(
    hass: HomeAssistant,
    house: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    phone: Phone,
    other_phone: Phone,
    answered: bool,
) -> None:
    """Once, also if the integration is reloaded and the automation changed meanwhile."""
    await watch_workers(
        hass, phones=[phone.id], escalate_after=15, escalate_phones=[other_phone.id]
    )
    await tick(3)
    world.switch_off(address, RIG)
    await tick(12)
    assert phone.titles == [OFF]
    if answered:
        await phone.press("Acknowledge")
    assert await hass.config_entries.async_reload(house.entry_id)
    automation = {"entity_id": "automation.ours"}
    for action in ("turn_off", "turn_on"):
        await hass.services.async_call("automation", action, automation, blocking=True)
    await tick(40)
    assert phone.titles == [OFF]
    assert other_phone.titles == ([] if answered else [OFF])
    if not answered:
        said = other_phone.received[0].data["message"]
        assert said.startswith("Nobody has acknowledged this yet.")
        # Who acknowledges it there has acknowledged it for all.
        await other_phone.press("Acknowledge")
    assert account_of(house).source.memory.workers[RIG].acknowledged


async def test_without_others_it_comes_again(
    hass: HomeAssistant,
    house: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
) -> None:
    """To the same."""
    sent = async_mock_service(hass, "notify", "send_message")
    await watch_workers(hass, send_to=["notify.phone"], escalate_after=10)
    await tick(3)
    world.switch_off(address, RIG)
    await tick(40)
    assert [one.data["title"] for one in sent] == [OFF, OFF]


async def test_the_quiet_hours_end_with_one_message(
    hass: HomeAssistant,
    house: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
) -> None:
    """Of what is offline and what was, also if Home Assistant was off when they ended."""
    now = dt_util.now()
    notes = await watch_workers(
        hass,
        quiet_from=f"{now + timedelta(minutes=5):%H:%M}:00",
        quiet_until=f"{now + timedelta(minutes=90):%H:%M}:00",
    )
    shown = persistent_notification._async_get_or_create_notifications(hass)
    await tick(7)
    world.switch_off(address, RIG)
    await tick(20)
    world.switch_off(address, OTHER)
    await tick(20)
    world.switch_on(address, OTHER)
    await tick(20)
    assert notes == []
    assert shown == {}
    assert await hass.config_entries.async_unload(house.entry_id)
    await tick(30, step=10)
    assert notes == []
    assert await set_up(hass, house)
    await tick(5)
    assert titles(notes) == [OFF]
    assert f"Was offline meanwhile and mines again: {OTHER}." in notes[0]["message"]
    assert len(shown) == 1
    world.switch_on(address, RIG)
    await tick(10)
    assert titles(notes) == [OFF, ON]
    assert shown == {}


async def test_maintenance_holds_messages_back(
    hass: HomeAssistant,
    house: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
) -> None:
    """What is mended until it ends is named as such, without an alarm."""
    hass.states.async_set("input_boolean.maintenance", "on")
    notes = await watch_workers(hass, maintenance=["input_boolean.maintenance"])
    await tick(3)
    world.switch_off(address, RIG)
    await tick(20)
    world.switch_on(address, RIG)
    await tick(10)
    assert notes == []
    hass.states.async_set("input_boolean.maintenance", "off")
    await tick(2)
    assert titles(notes) == [ON]
    assert notes[0]["message"] == f"Was offline meanwhile and mines again: {RIG}."


async def test_silence_lasts_for_one_account_and_one_hour(
    hass: HomeAssistant,
    house: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    phone: Phone,
) -> None:
    """Over a reload; after that the alarm comes again, if nobody has acknowledged it."""
    barn = list(world.accounts)[1]
    both = {"entity_id": ["event.home_worker", "event.account_2_worker"]}
    notes = await watch_workers(hass, watched=both, phones=[phone.id])
    await tick(3)
    world.switch_off(address, RIG)
    await tick(12)
    await phone.press("Silence 1 h")
    world.switch_off(address, OTHER)
    assert await hass.config_entries.async_reload(house.entry_id)
    await tick(20)
    assert titles(notes) == [OFF]
    world.switch_off(barn, RIG)
    await tick(20)
    assert titles(notes) == [OFF, OFF]
    assert "Account 2" in notes[1]["message"]
    await tick(30)
    assert titles(notes) == [OFF, OFF, "2 workers are offline"]
    assert len({one["tag"] for one in notes}) == 2
    await phone.press("Silence today")
    until = account_of(house).source.memory.alerts.silenced_until
    assert until is not None
    assert dt_util.as_local(until).strftime("%H:%M") == "00:00"
    assert until > dt_util.utcnow()


async def test_off_on_purpose_until_it_is_back(
    hass: HomeAssistant,
    house: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    phone: Phone,
) -> None:
    """No alarm and no escalation until it mines; after that it is watched as before."""
    notes = await watch_workers(hass, phones=[phone.id], escalate_after=25)
    await tick(3)
    world.switch_off(address, OTHER)
    await tick(12)
    world.switch_off(address, RIG)
    await tick(12)
    await phone.press("Off on purpose until it is back")
    assert await hass.config_entries.async_reload(house.entry_id)
    await tick(20)
    workers = account_of(house).state.workers
    assert workers[RIG].status is WorkerStatus.PAUSED
    # The other one was in an earlier message, and nobody has acknowledged it.
    assert workers[OTHER].status is WorkerStatus.OFFLINE
    assert titles(notes) == [f"{OTHER} is offline", OFF, f"{OTHER} is offline"]
    world.switch_on(address, RIG)
    await tick(10)
    assert titles(notes)[-1] == ON
    assert account_of(house).state.workers[RIG].status is WorkerStatus.ONLINE
    world.switch_off(address, RIG)
    await tick(12)
    assert titles(notes)[-1] == OFF


@pytest.mark.parametrize("button", ["Acknowledge", "Off on purpose until it is back"])
async def test_an_answer_is_not_about_what_another_automation_told(
    hass: HomeAssistant,
    house: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    phone: Phone,
    other_phone: Phone,
    button: str,
) -> None:
    """Also if both sent their messages in the same second."""
    watched = {RIG: phone, OTHER: other_phone}
    uses = [
        {"watched": WORKER, "worker_names": [name], "phones": [one.id]}
        for name, one in watched.items()
    ]
    await use_blueprints(hass, "worker_offline.yaml", *uses)
    await tick(3)
    world.switch_off(address)
    await tick(20)
    assert phone.titles == [OFF]
    assert other_phone.titles == [f"{OTHER} is offline"]
    await phone.press(button)
    workers = account_of(house).source.memory.workers
    assert workers[RIG].acknowledged
    assert not workers[OTHER].acknowledged
    assert not workers[OTHER].off_until_back


async def test_an_old_message_answers_no_new_alarm(
    hass: HomeAssistant,
    house: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    phone: Phone,
) -> None:
    """Nor do buttons of others, or nonsense."""
    await watch_workers(hass, phones=[phone.id])
    await tick(3)
    world.switch_off(address, RIG)
    await tick(12)
    world.switch_on(address, RIG)
    await tick(10)
    world.switch_off(address, RIG)
    await tick(12)
    for button in ("Acknowledge", "Off on purpose until it is back"):
        await phone.press(button, message=0)
    for action in (
        None,
        "ocean_xyz|buy|x|y|1",
        "ocean_xyz|acknowledge",
        "other|a|b|c|d",
    ):
        hass.bus.async_fire("mobile_app_notification_action", {"action": action})
    own = account_of(house).account_id
    for written in ("soon", "nan", "inf", "1e99"):
        action = f"ocean_xyz|silence_hour|{own}|drop|{written}"
        hass.bus.async_fire("mobile_app_notification_action", {"action": action})
    assert account_of(house).source.memory.alerts.silenced_until is None
    hass.bus.async_fire(
        "mobile_app_notification_action", {"action": "ocean_xyz|acknowledge|who|x|1"}
    )
    await tick(3)
    worker = account_of(house).source.memory.workers[RIG]
    assert worker.offline
    assert not worker.acknowledged
    assert phone.titles == [OFF, ON, OFF]


async def test_old_data_wakes_nobody(
    hass: HomeAssistant,
    house: MockConfigEntry,
    world: World,
    upstreams: Upstreams,
    address: str,
    tick: Tick,
) -> None:
    """Whether the machine is back by now is not known while OCEAN is silent."""
    notes = await watch_workers(hass, escalate_after=15)
    await tick(3)
    world.switch_off(address, RIG)
    await tick(12)
    upstreams.inject(HtmlInstead())
    await tick(30)
    assert titles(notes) == [OFF]
    upstreams.faults.clear()
    await tick(5)
    assert titles(notes) == [OFF, OFF]


async def test_single_workers_have_their_minutes(
    hass: HomeAssistant,
    house: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
) -> None:
    """By their names at OCEAN."""
    rows: list[dict[str, Any]] = [{"worker": RIG, "minutes": 45}]
    notes = await watch_workers(hass, minutes=rows)
    await tick(3)
    world.switch_off(address)
    await tick(30)
    assert titles(notes) == [f"{OTHER} is offline"]
    await tick(20)
    assert titles(notes) == [f"{OTHER} is offline", OFF]


async def test_an_automation_that_was_off_hears_of_no_old_alarm(
    hass: HomeAssistant,
    house: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    freezer: FrozenDateTimeFactory,
) -> None:
    """But of the end of what it told."""
    notes = await watch_workers(hass)
    automation = {"entity_id": "automation.ours"}
    await tick(3)
    await hass.services.async_call("automation", "turn_off", automation, blocking=True)
    world.switch_off(address, RIG)
    await tick(120, step=5)
    await hass.services.async_call("automation", "turn_on", automation, blocking=True)
    await tick(5)
    assert notes == []
    world.switch_on(address, RIG)
    await tick(10)
    assert titles(notes) == [ON]
