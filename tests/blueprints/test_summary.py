"""The summary of a week, and the picture on a phone."""

from datetime import datetime, timedelta
import re
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from simulator import World

from ..conftest import Tick
from .automating import stop
from .test_events import device, sum_up

PICTURE = "/api/ocean_xyz/earnings/abc.png?authSig=xyz"


@pytest.mark.usefixtures("loaded")
async def test_a_summary_of_seven_days(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """It comes on its day only, and is about the seven days before."""
    await hass.config.async_set_time_zone("America/New_York")
    today = dt_util.now().isoweekday()
    hass.config.language = "fr"
    weekly = {"every": "week"}
    notes = await sum_up(hass, 3, **weekly, weekday=str(today))
    other = await sum_up(hass, 3, **weekly, weekday=str(today % 7 + 1))
    await tick(5)
    midnight = datetime.now(ZoneInfo("America/New_York")).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    begin = (midnight - timedelta(days=6, hours=12)).replace(hour=0)
    account = world.account(address)
    assert account is not None
    earned = sum(
        one.net
        for one in account.ledger.credits
        if begin.timestamp() <= one.time < midnight.timestamp()
    )
    shown = f"{earned:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    # Both automations use one list of messages: the other one sent none.
    assert [one["title"] for one in [*notes, *other]] == [
        f"Home: {shown} sat in seven days"
    ]
    assert f"Earned: {shown} sat from " in (notes or other)[0]["message"]
    assert re.search(r"Hashrate: \d{3} TH/s", (notes or other)[0]["message"])
    await stop(hass)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("picture", [PICTURE, None])
async def test_a_phone_gets_the_picture(
    hass: HomeAssistant, tick: Tick, picture: str | None
) -> None:
    """The app's own action is found by the name with which the phone registered."""
    entry = MockConfigEntry(domain="mobile_app")
    entry.add_to_hass(hass)
    phone = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={("mobile_app", "1")},
        name="Anna’s Pixel 9",
    )
    dr.async_get(hass).async_update_device(phone.id, name_by_user="Phone")
    answer = {"earned": 12_900, "count": 2, "picture": picture}
    async_mock_service(hass, "ocean_xyz", "get_earnings", response=answer)
    sent = async_mock_service(hass, "notify", "mobile_app_annas_pixel_9")
    await sum_up(hass, 3, phones=[phone.id])
    await tick(5)
    (call,) = sent
    assert call.data["title"] == "Home: 12,900 sat yesterday"
    assert call.data["data"].get("image") == picture
    assert call.data["data"]["url"] == f"/config/devices/device/{device(hass)}"
    notes = hass.data["persistent_notification"].values()
    shown = [f"![]({picture})" in one["message"] for one in notes]
    assert shown == [picture is not None]
    await stop(hass)


@pytest.mark.usefixtures("loaded")
async def test_outages_are_listed(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """One that is over has its beginning and its end, one that goes on the beginning."""
    for name in ("s21-garage", "s19-left"):
        world.switch_off(address, name)
    await tick(30)
    world.switch_on(address, "s21-garage")
    await tick(10)
    notes = await sum_up(hass, 3)
    await tick(5)
    clock = r"\d\d:\d\d"
    message = notes[0]["message"]
    assert re.search(rf"^Offline: s19-left \({clock}\)\.$", message, re.MULTILINE)
    back = rf"^Back from an outage: s21-garage \({clock}–{clock}\)\.$"
    assert re.search(back, message, re.MULTILINE)
    await stop(hass)
