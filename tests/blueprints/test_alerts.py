"""Blueprints for workers and hashrates, in a running Home Assistant."""

from collections.abc import AsyncGenerator
from typing import Any

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from simulator import ODD_NAMES, AccountPlan, MachinePlan, Upstreams, World, odd_names
from simulator.outages import HtmlInstead

from ..conftest import Tick, make_entry, set_up
from ..sources.support import number, state
from .automating import NOTE, Notes, stop, tick, use_blueprint

RIG = "s21-garage"
PLUG = "switch.plug"
WORKER = {"entity_id": ["event.home_worker"]}
HASHRATE = "sensor.home_hashrate_5_minutes"
WITH_PLUG = {"workers_off_on_purpose": [{"worker": RIG, "entity": PLUG}]}


__all__ = ["tick"]

MACHINES = {RIG: 200, "s21-attic": 195, "s19-left": 110}


@pytest.fixture
def plans() -> tuple[AccountPlan, ...]:
    """Return a home with three machines."""
    machines = tuple(
        MachinePlan(name=name, hashrate=hashrate * 1e12)
        for name, hashrate in MACHINES.items()
    )
    return (AccountPlan(label="home", machines=machines),)


@pytest.fixture
async def farm(
    hass: HomeAssistant, upstreams: Upstreams, address: str
) -> AsyncGenerator[MockConfigEntry]:
    """Return an entry with a machine that has a plug."""
    hass.states.async_set(PLUG, "on")
    entry = make_entry(address, **WITH_PLUG)
    assert await set_up(hass, entry)
    yield entry
    await stop(hass)
    await hass.config_entries.async_unload(entry.entry_id)


async def watch_workers(hass: HomeAssistant, **inputs: Any) -> Notes:
    """Use the blueprint for workers that go offline."""
    return await use_blueprint(
        hass,
        "worker_offline.yaml",
        **{"watched": WORKER, "more_actions": [NOTE], **inputs},
    )


async def watch_hashrate(hass: HomeAssistant, **inputs: Any) -> Notes:
    """Use the blueprint for a hashrate that drops."""
    use = {"hashrate": HASHRATE, "limit": 400, "more_actions": [NOTE], **inputs}
    return await use_blueprint(hass, "hashrate_drop.yaml", **use)


@pytest.mark.usefixtures("farm")
async def test_an_alarm_says_which_since_when_and_what_it_costs(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """And the all-clear says for how long. In Home Assistant the alarm goes."""
    notes = await watch_workers(hass)
    shown = persistent_notification._async_get_or_create_notifications(hass)
    await tick(5)
    assert notes == []
    world.switch_off(address, RIG)
    await tick(20)
    (alarm,) = notes
    assert alarm["title"] == "s21-garage is offline"
    message = alarm["message"]
    assert message.startswith("Home: s21-garage. No share for ")
    silence = int(message.split("No share for ")[1].split(" min")[0])
    assert 3 <= silence <= 15
    assert ", since 0" in message
    lost = float(message.split("Hashrate lost: ")[1].split(" TH/s")[0])
    assert lost == pytest.approx(200, rel=0.1)
    sat = int(
        message.split("Not earned per day: ")[1].split(" sat")[0].replace(",", "")
    )
    expected = number(hass, "sensor.home_expected_earnings_per_day")
    share = lost / number(hass, "sensor.home_hashrate_3_hours")
    assert sat == pytest.approx(expected * share, rel=0.02)
    money = float(message.split("That is ")[1].split(" USD.")[0])
    price = number(hass, "sensor.bitcoin_network_bitcoin_price")
    assert money == pytest.approx(sat * price / 1e8, abs=0.01)
    assert [one["title"] for one in shown.values()] == [alarm["title"]]
    await tick(60)
    world.switch_on(address, RIG)
    await tick(10)
    assert len(notes) == 2
    assert notes[1]["title"] == "s21-garage mines again"
    assert "Without a share for 1 h 2" in notes[1]["message"]
    assert notes[1]["tag"] == alarm["tag"]
    assert shown == {}


@pytest.mark.usefixtures("farm")
async def test_no_alarm_for_an_outage_nor_for_one_off_on_purpose(
    hass: HomeAssistant,
    world: World,
    upstreams: Upstreams,
    address: str,
    tick: Tick,
) -> None:
    """Nor for the end of either. An all-clear comes only if the user wants it."""
    notes = await watch_workers(hass, all_clear=False)
    await tick(5)
    upstreams.inject(HtmlInstead())
    await tick(30)
    upstreams.faults.clear()
    hass.states.async_set(PLUG, "off")
    world.switch_off(address, RIG)
    await tick(30)
    hass.states.async_set(PLUG, "on")
    world.switch_on(address, RIG)
    await tick(20)
    assert notes == []
    world.switch_off(address, RIG)
    await tick(20)
    world.switch_on(address, RIG)
    await tick(10)
    assert [one["title"] for one in notes] == ["s21-garage is offline"]


@pytest.mark.usefixtures("farm")
async def test_a_power_cut_tells_of_every_machine(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """No run replaces another one, also while their actions take long."""
    slow = [{"delay": {"minutes": 10}}, NOTE]
    notes = await watch_workers(hass, more_actions=slow)
    await tick(5)
    world.switch_off(address)
    await tick(40)
    text = " ".join(one["message"] for one in notes)
    assert [name for name in world.account(address).machines if name not in text] == []


@pytest.mark.usefixtures("farm")
async def test_only_the_named_only_if_wanted_and_in_other_words(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """The texts can be translated, and messages go to the chosen receivers."""
    sent = async_mock_service(hass, "notify", "send_message")
    shown = persistent_notification._async_get_or_create_notifications(hass)
    hass.states.async_set("binary_sensor.at_home", "off")
    condition = {
        "condition": "state",
        "entity_id": "binary_sensor.at_home",
        "state": "on",
    }
    notes = await watch_workers(
        hass,
        worker_names=["s21-attic"],
        only_if=[condition],
        send_to=["notify.phone"],
        in_home_assistant=False,
        text_offline="{worker} steht",
        text_since="Seit {since}.",
        text_lost="",
        text_cost="",
        text_money="",
        text_to_do="",
    )
    await tick(5)
    world.switch_off(address, RIG)
    await tick(20)
    world.switch_off(address, "s21-attic")
    await tick(20)
    assert notes == []
    world.switch_on(address)
    await tick(10)
    hass.states.async_set("binary_sensor.at_home", "on")
    world.switch_off(address, RIG, "s21-attic")
    await tick(20)
    (note,) = notes
    assert note["title"] == "s21-attic steht"
    assert note["message"].startswith("Seit 0")
    assert len(note["message"]) <= len("Seit 00:00.") + 4
    assert [call.data["title"] for call in sent] == ["s21-attic steht"]
    assert sent[0].data["entity_id"] == ["notify.phone"]
    assert not shown


@pytest.mark.parametrize("plans", [(odd_names(),)])
@pytest.mark.usefixtures("farm")
async def test_names_are_only_names(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """No template in a name is rendered, and no markup remains."""
    notes = await watch_workers(hass)
    hass.states.async_set("sensor.x", "rendered")
    await tick(5)
    for name in ODD_NAMES[:-1]:
        world.switch_off(address, name)
        await tick(2)
    await tick(30)
    text = " ".join(str(one) for one in notes)
    assert "(( states('sensor.x') ))" in text.replace("\\'", "'")
    assert "rendered" not in text
    assert "‹b onmouseover=alert(1)›rig‹/b›" in text
    assert len(notes) == len(ODD_NAMES) - 1


@pytest.mark.parametrize("disabled", [False, True])
async def test_a_drop_that_lasts_is_told_and_so_is_its_end(
    hass: HomeAssistant,
    farm: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    disabled: bool,
) -> None:
    """A shorter one sends nothing. While it lasts there is one message.

    All hashrates of the account may be disabled.
    """
    registry = er.async_get(hass)
    for one in list(registry.entities) if disabled else ():
        if one.startswith("sensor.home_hashrate"):
            user = er.RegistryEntryDisabler.USER
            registry.async_update_entity(one, disabled_by=user)
    if disabled:
        assert await hass.config_entries.async_reload(farm.entry_id)
        assert not hass.states.get(HASHRATE)
    notes = await watch_hashrate(hass, must_last=20)
    await tick(5)

    async def run(minutes: int, *names: str, hashrate: float) -> None:
        for name in names:
            world.set_hashrate(address, name, hashrate)
        await tick(minutes)

    await run(12, RIG, "s21-attic", hashrate=1e12)
    await run(30, RIG, "s21-attic", hashrate=200e12)
    assert notes == []
    await run(35, RIG, "s21-attic", hashrate=1e12)
    (alarm,) = notes
    assert alarm["title"] == "Home: hashrate is low"
    assert "for 20 min below 400" in alarm["message"]
    lost = float(alarm["message"].split("That is ")[1].split(" TH/s less")[0])
    assert 200 < lost < 450
    assert "Not earned per day: " in alarm["message"]
    assert " USD." in alarm["message"]
    await run(60, hashrate=0)
    assert len(notes) == 1
    await run(45, RIG, "s21-attic", hashrate=200e12)
    assert [one["title"] for one in notes] == [
        "Home: hashrate is low",
        "Home: hashrate is back",
    ]
    assert "It was below 400" in notes[1]["message"]
    assert " h " in notes[1]["message"]


@pytest.mark.usefixtures("farm")
async def test_no_drop_by_an_outage_nor_by_one_off_on_purpose(
    hass: HomeAssistant,
    world: World,
    upstreams: Upstreams,
    address: str,
    tick: Tick,
) -> None:
    """A machine that is off on purpose is not missed; a dead one next to it is."""
    notes = await watch_hashrate(hass, must_last=10, all_clear=False)
    await tick(5)
    upstreams.inject(HtmlInstead())
    await tick(20)
    upstreams.faults.clear()
    await tick(10)
    hass.states.async_set(PLUG, "off")
    world.switch_off(address, RIG)
    await tick(30)
    assert number(hass, HASHRATE) < 390
    assert notes == []
    world.switch_off(address, "s21-attic")
    await tick(30)
    assert len(notes) == 1
    assert state(hass, "sensor.home_data_status") == "live"


@pytest.mark.parametrize("disabled", [False, True])
async def test_an_old_figure_wakes_nobody_until_it_is_new(
    hass: HomeAssistant,
    farm: MockConfigEntry,
    world: World,
    upstreams: Upstreams,
    address: str,
    tick: Tick,
    disabled: bool,
) -> None:
    """If its time ends while OCEAN is silent, the message comes after that, if still low."""
    if disabled:
        er.async_get(hass).async_update_entity(
            "sensor.home_data_status", disabled_by=er.RegistryEntryDisabler.USER
        )
        assert await hass.config_entries.async_reload(farm.entry_id)
    notes = await watch_hashrate(hass, must_last=10)
    await tick(5)
    world.switch_off(address, RIG, "s21-attic")
    for _ in range(20):
        await tick()
        if number(hass, HASHRATE) < 400:
            break
    await tick(8)
    upstreams.inject(HtmlInstead())
    await tick(2)
    assert disabled or state(hass, "sensor.home_data_status") == "stale"
    assert notes == []
    upstreams.faults.clear()
    await tick(6)
    assert [one["title"] for one in notes] == ["Home: hashrate is low"]


@pytest.mark.usefixtures("farm")
async def test_a_renamed_account_is_called_by_its_name(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """With any entity ids."""
    er.async_get(hass).async_update_entity(
        "event.home_worker", new_entity_id="event.the_machines"
    )
    notes = await watch_workers(hass, watched={"entity_id": ["event.the_machines"]})
    await tick(5)
    world.switch_off(address, RIG)
    await tick(20)
    assert [one["title"] for one in notes] == ["s21-garage is offline"]


@pytest.mark.parametrize("power_cut", [False, True])
async def test_a_drop_is_told_though_the_data_status_is_disabled(
    hass: HomeAssistant,
    farm: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    power_cut: bool,
) -> None:
    """The trigger asks the integration whether its figures are of this minute."""
    er.async_get(hass).async_update_entity(
        "sensor.home_data_status", disabled_by=er.RegistryEntryDisabler.USER
    )
    assert await hass.config_entries.async_reload(farm.entry_id)
    notes = await watch_hashrate(hass, must_last=10)
    await tick(5)
    world.switch_off(address, *(MACHINES if power_cut else (RIG, "s21-attic")))
    if not power_cut:
        hass.states.async_set(PLUG, "on")
    await tick(40)
    assert [one["title"] for one in notes] == ["Home: hashrate is low"]
