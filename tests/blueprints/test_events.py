"""Blueprints for blocks, payouts and days, in a running Home Assistant."""

from datetime import datetime, timedelta
import re
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from simulator import Upstreams, World
from simulator.outages import HtmlInstead

from ..conftest import Tick
from ..sensors.test_earnings import LIGHTNING
from ..sources.support import number, state
from .automating import NOTE, Notes, stop, tick, use_blueprint


@pytest.fixture(autouse=True)
def _every_entity(all_enabled: None) -> None:
    """Enable every entity."""


POOL = {"entity_id": ["event.ocean_pool_block"]}
RIG = "s21-garage"
__all__ = ["tick"]

LAMP = "light.desk"
PLAYER = "media_player.kitchen"


def lamp(hass: HomeAssistant) -> list[tuple[int, ...] | None]:
    """Add a lamp that is on, and return a list of its colours from now on."""
    shone: list[tuple[int, ...] | None] = []
    modes = {"supported_color_modes": ["rgb"], "color_mode": "rgb"}

    @callback
    def turn_on(call: ServiceCall) -> None:
        shone.append(tuple(call.data["rgb_color"]))
        hass.states.async_set(LAMP, "on", {**modes, "rgb_color": shone[-1]})

    @callback
    def turn_off(call: ServiceCall) -> None:
        shone.append(None)
        hass.states.async_set(LAMP, "off", modes)

    hass.states.async_set(LAMP, "on", {**modes, "rgb_color": (1, 2, 3)})
    hass.services.async_register("light", "turn_on", turn_on)
    hass.services.async_register("light", "turn_off", turn_off)
    return shone


async def celebrate(hass: HomeAssistant, **inputs: Any) -> Notes:
    """Use the blueprint for blocks."""
    return await use_blueprint(
        hass, "block_found.yaml", **{"pool": POOL, "more_actions": [NOTE], **inputs}
    )


@pytest.mark.usefixtures("loaded")
async def test_a_block_flashes_a_light_and_plays_a_sound(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """With another colour and sound for one's own. Afterwards all is as before."""
    world.hold_blocks()
    await tick(3)
    assert await async_setup_component(hass, "scene", {})
    shone = lamp(hass)
    played = async_mock_service(hass, "media_player", "play_media")
    notes = await celebrate(
        hass,
        lights=[LAMP],
        flashes=2,
        players=[PLAYER],
        sound_file="horn.mp3",
        own_sound_file="fanfare.mp3",
    )
    block = world.find_block()
    await tick(12)
    blue, dark, before = (0, 120, 255), None, (1, 2, 3)
    assert shone == [blue, dark, blue, dark, before]
    assert state(hass, LAMP) == "on"
    assert [call.data["media_content_id"] for call in played] == ["horn.mp3"]
    (note,) = notes
    assert note["title"] == f"OCEAN found block {block.height}"
    assert note["message"].startswith("Its reward is 3.")
    world.find_block(finder=address, worker=RIG)
    await tick(20)
    assert shone[5:] == [(255, 190, 0), dark] * 6 + [before]
    assert played[-1].data["media_content_id"] == "fanfare.mp3"
    assert notes[1]["title"].startswith("s21-garage found block ")
    assert notes[1]["message"].startswith("Home found it. ")
    await stop(hass)


@pytest.mark.parametrize("reload", [False, True])
async def test_only_ones_own_blocks_and_nothing_but_a_message(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    reload: bool,
) -> None:
    """Blocks of others are ignored, and nothing lights or plays unless chosen."""
    world.hold_blocks()
    await tick(3)
    sent = async_mock_service(hass, "notify", "send_message")
    shown = persistent_notification._async_get_or_create_notifications(hass)
    notes = await celebrate(
        hass, only_own=True, send_to=["notify.phone"], in_home_assistant=True
    )
    if reload:
        assert await hass.config_entries.async_reload(loaded.entry_id)
    world.find_block()
    await tick(10)
    assert notes == sent == []
    assert not shown
    world.find_block(finder=address, worker=RIG)
    await tick(4)
    # It replaces what the integration says by itself.
    assert len(notes) == len(sent) == len(shown) == 1
    (message,) = shown.values()
    assert message["message"] == notes[0]["message"]
    await stop(hass)


@pytest.mark.parametrize("plans", [(LIGHTNING,)])
@pytest.mark.usefixtures("loaded")
async def test_a_payout_is_told_with_what_it_is_worth(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """In the language's numbers, and also that it was deduced."""
    hass.config.language = "de"
    await tick(90, step=2)
    ledger = world.account(address).ledger
    count = len(ledger.payouts)
    accounts = {"entity_id": ["event.home_payout"]}
    notes = await use_blueprint(
        hass,
        "payout_received.yaml",
        accounts=accounts,
        more_actions=[NOTE],
        only_if=[],
    )
    world.find_block()
    await tick(6 * 60 + 30, step=3)
    made = ledger.payouts[count:]
    titles = [one["title"] for one in notes]
    amounts = [f"{one.amount:,}".replace(",", ".") for one in made]
    assert "." in amounts[0]
    assert titles == [f"Home: payout of {amount} sat" for amount in amounts]
    message = notes[0]["message"]
    assert message.startswith(f"{amounts[0]} sat were paid over Lightning.")
    price = number(hass, "sensor.bitcoin_network_bitcoin_price")
    value = f"{made[0].amount * price / 1e8:.2f}".replace(".", ",")
    assert f"That is {value} USD" in message
    assert message.endswith("OCEAN's list does not have it.")
    await stop(hass)


@pytest.mark.parametrize("plans", [(LIGHTNING,)])
@pytest.mark.usefixtures("loaded")
async def test_a_small_payout_is_not_told(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """Below the amount that the user chose."""
    await tick(90, step=2)
    ledger = world.account(address).ledger
    count = len(ledger.payouts)
    notes = await use_blueprint(
        hass,
        "payout_received.yaml",
        accounts={"entity_id": ["event.home_payout"]},
        least=10**9,
        more_actions=[NOTE],
    )
    world.find_block()
    await tick(6 * 60, step=3)
    assert len(ledger.payouts) > count
    assert notes == []
    await stop(hass)


def device(hass: HomeAssistant) -> str:
    """Return the account's device."""
    entry = er.async_get(hass).async_get("binary_sensor.home_mining")
    assert entry is not None
    assert entry.device_id is not None
    return entry.device_id


async def sum_up(hass: HomeAssistant, minutes: float, **inputs: Any) -> Notes:
    """Use the blueprint for a day, some minutes from now."""
    at = dt_util.now() + timedelta(minutes=minutes)
    return await use_blueprint(
        hass,
        "daily_summary.yaml",
        account=device(hass),
        at=at.strftime("%H:%M:%S"),
        more_actions=[NOTE],
        **inputs,
    )


@pytest.mark.usefixtures("loaded")
async def test_a_summary_of_yesterday(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """In the home's time zone, to the satoshi, as the pool's own ledger says."""
    await hass.config.async_set_time_zone("America/New_York")
    await tick(20)
    world.switch_off(address, RIG)
    await tick(30)
    notes = await sum_up(hass, 3, luck="sensor.home_earnings_luck_30_days")
    hass.states.async_set("sensor.home_earnings_luck_30_days", "104.6")
    await tick(5)
    zone = ZoneInfo("America/New_York")
    today = datetime.now(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    yesterday = (today - timedelta(hours=12)).replace(hour=0)
    ledger = world.account(address).ledger
    earned = [
        one.net
        for one in ledger.credits
        if yesterday.timestamp() <= one.time < today.timestamp()
    ]
    assert earned
    (note,) = notes
    assert note["title"] == f"Home: {sum(earned):,} sat yesterday"
    lines = note["message"].split("\n")
    blocks = "1 block" if len(earned) == 1 else f"{len(earned)} blocks"
    assert lines[0] == f"Earned: {sum(earned):,} sat from {blocks}."
    hashrate = float(lines[1].removeprefix("Hashrate: ").removesuffix(" TH/s."))
    assert hashrate == pytest.approx(
        number(hass, "sensor.home_hashrate_24_hours"), rel=0.05
    )
    unpaid = number(hass, "sensor.home_unpaid_earnings")
    progress = min(unpaid / 1_048_576, 1) * 100
    assert lines[2] == "Workers online: 7 of 8."
    assert re.fullmatch(r"Offline: s21-garage \(\d\d:\d\d\)\.", lines[3])
    assert lines[4] == f"Unpaid: {unpaid:,.0f} sat, {progress:.1f} % of a payout."
    assert re.fullmatch(r"Next payout in about \d+ d\.", lines[5])
    assert lines[6:] == ["Luck of 30 days: 105 %."]
    await tick(60)
    assert len(notes) == 1
    await stop(hass)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("count", "line"), [(0, "0 blocks"), (1, "1 block"), (2, "2 blocks")]
)
async def test_a_single_block_is_not_several(
    hass: HomeAssistant, tick: Tick, count: int, line: str
) -> None:
    """With a text that can be translated, too."""
    answer = {"earned": 900, "count": count}
    async_mock_service(hass, "ocean_xyz", "get_earnings", response=answer)
    notes = await sum_up(hass, 3)
    await tick(5)
    assert notes[0]["message"].split("\n")[0] == f"Earned: 900 sat from {line}."
    await stop(hass)


async def test_a_summary_without_ocean_says_nothing_that_is_not_known(
    hass: HomeAssistant, loaded: MockConfigEntry, upstreams: Upstreams, tick: Tick
) -> None:
    """The ledger is known, the workers are not; without luck the message has none."""
    upstreams.inject(HtmlInstead())
    await tick(20)
    notes = await sum_up(hass, 3)
    await tick(5)
    (note,) = notes
    assert note["message"].startswith("Earned: ")
    assert "Workers" not in note["message"]
    assert "Hashrate" not in note["message"]
    assert "Luck" not in note["message"]
    await hass.config_entries.async_unload(loaded.entry_id)
    await tick(24 * 60, step=1 * 10)
    assert notes[-1]["message"] == "OCEAN does not answer."
    assert notes[-1]["title"] == "Home: – sat yesterday"
    await stop(hass)
