"""The picture of what was earned agrees with the ledger."""

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from io import BytesIO

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from PIL import Image
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ocean_xyz.actions.drawing import (
    BAR,
    BOTTOM,
    HEIGHT,
    NEWEST,
    TOP,
    WIDTH,
    Day,
    amount,
    drawn,
)
from custom_components.ocean_xyz.actions.picture import DAYS, PATH, last_days
from simulator import Upstreams, World

from ..conftest import Tick, set_up
from .support import ask


@pytest.fixture
async def served(
    hass: HomeAssistant, upstreams: Upstreams, entry: MockConfigEntry
) -> MockConfigEntry:
    """Return the entry, loaded in a Home Assistant that serves pages."""
    assert await async_setup_component(hass, "http", {})
    assert await set_up(hass, entry)
    return entry


def bars(png: bytes) -> list[int]:
    """Return the heights of the bars of a picture, from left to right, in pixels."""
    image = Image.open(BytesIO(png)).convert("RGB")
    assert image.size == (WIDTH, HEIGHT)
    colours = {
        tuple(bytes.fromhex(colour.removeprefix("#"))) for colour in (BAR, NEWEST)
    }
    heights: list[int] = []
    inside = False
    for x in range(WIDTH):
        column = [image.getpixel((x, y)) in colours for y in range(TOP, BOTTOM)]
        if any(column) and not inside:
            heights.append(0)
        inside = any(column)
        if inside:
            heights[-1] = max(heights[-1], sum(column))
    return heights


async def test_a_message_may_show_it_without_a_login(
    hass: HomeAssistant,
    served: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """The path in the response is signed; without the signature there is nothing."""
    path = (await ask(hass, "get_earnings"))["picture"]
    client = await hass_client_no_auth()
    reply = await client.get(path)
    assert reply.status == HTTPStatus.OK
    assert reply.content_type == "image/png"
    (account,) = served.runtime_data.accounts.values()
    days = last_days(account.ledger_state.ledger, account.hub.now())
    earned = [day.earned for day in days]
    assert len(earned) == DAYS
    assert len(bars(await reply.read())) == sum(one > 0 for one in earned) > 10
    # What the picture says in total is what the action lists.
    start = dt_util.start_of_local_day() - timedelta(days=DAYS - 1)
    listed = await ask(hass, "get_earnings", start=start.isoformat())
    assert sum(earned) == listed["earned"] > 0
    assert (await client.get(path.partition("?")[0])).status == HTTPStatus.UNAUTHORIZED


async def test_there_is_no_picture_of_what_is_not_there(
    hass: HomeAssistant,
    served: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """Neither of an account that does not exist, nor of one that is not loaded."""
    client = await hass_client()
    (account,) = served.runtime_data.accounts.values()
    assert (await client.get(f"{PATH}nobody.png")).status == HTTPStatus.NOT_FOUND
    path = f"{PATH}{account.account_id}.png"
    assert (await client.get(path)).status == HTTPStatus.OK
    await hass.config_entries.async_unload(served.entry_id)
    assert (await client.get(path)).status == HTTPStatus.NOT_FOUND


@pytest.mark.usefixtures("loaded")
async def test_payouts_say_what_comes_next(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """The balance, its part of the threshold, and when a payout is expected."""
    response = await ask(hass, "get_payouts")
    account = world.account(address)
    assert account is not None
    unpaid = account.ledger.balance(world.timestamp)
    assert response["unpaid"] == unpaid
    assert response["progress"] == pytest.approx(unpaid / 2**20 * 100, abs=0.06)
    assert datetime.fromisoformat(response["expected"]) > datetime.now(UTC)


def test_the_bars_are_as_high_as_what_was_earned() -> None:
    """A day without earnings has none, and the highest fills the picture."""
    first = date(2026, 11, 1)
    earned = (100, 0, 50, 1, 25)
    days = [
        Day(date=first + timedelta(days=number), earned=one)
        for number, one in enumerate(earned)
    ]
    whole = BOTTOM - TOP
    assert bars(drawn(days)) == [
        pytest.approx(whole * one / 100, abs=3) for one in earned if one
    ]
    assert bars(drawn([])) == bars(drawn([Day(date=first, earned=0)])) == []


def test_an_amount_is_read_alike_everywhere() -> None:
    """A comma or a point would mean something else in another language."""
    assert amount(1_048_576) == "1 048 576 sat"
