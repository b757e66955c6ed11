"""The calendar in Home Assistant's own: its panel, its state and its triggers."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import automation
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_fire_time_changed,
    async_mock_service,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ocean_xyz.mining.plan.paying import Known, Span
from simulator import START, World

from .conftest import Tick
from .sensors.costs import metered, move_on, settings
from .sensors.test_plan import CHEAP, DEAR, HOUR, MIDNIGHT, ahead
from .sources.support import state

__all__ = ["metered", "settings"]

CALENDAR = "calendar.ocean_pool_mining"
PRICES = [DEAR] * 5 + [CHEAP] * 2 + [DEAR] * 2 + [CHEAP, DEAR]


async def events(
    hass: HomeAssistant, start: datetime, end: datetime
) -> list[dict[str, Any]]:
    """Return the events of a range, as Home Assistant's action returns them."""
    response: Any = await hass.services.async_call(
        "calendar",
        "get_events",
        {"entity_id": CALENDAR, "start_date_time": start, "end_date_time": end},
        blocking=True,
        return_response=True,
    )
    found: list[dict[str, Any]] = response[CALENDAR]["events"]
    return found


def summaries(found: Sequence[dict[str, Any]]) -> list[str]:
    """Return the titles of events."""
    return [one["summary"] for one in found]


@pytest.fixture
async def known(
    hass: HomeAssistant, metered: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> MockConfigEntry:
    """Return the entry, with prices ahead."""
    ahead(hass, PRICES, now=DEAR)
    await move_on(hass, freezer, 15)
    return metered


async def test_when_mining_pays(
    hass: HomeAssistant, known: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """Hours that follow each other are one event, and the state is on during it."""
    found = await events(hass, MIDNIGHT, MIDNIGHT + 24 * HOUR)
    paying = [one for one in found if one["summary"] == "Mining pays: Home"]
    assert [(one["start"], one["end"]) for one in paying] == [
        (local(5), local(7)),
        (local(9), local(10)),
    ]
    assert "Bitcoin's price" in paying[0]["description"]
    calendar = hass.states.get(CALENDAR)
    assert calendar is not None
    assert (calendar.state, calendar.attributes["message"]) == (
        "off",
        "Mining pays: Home",
    )
    await move_on(hass, freezer, 45)
    assert state(hass, CALENDAR) == "on"
    await move_on(hass, freezer, 119)
    assert state(hass, CALENDAR) == "on"
    await move_on(hass, freezer, 1)
    assert state(hass, CALENDAR) == "off"
    assert hass.states.get(CALENDAR).attributes["start_time"].endswith("09:00:00")


def local(hour: float) -> str:
    """Return an hour of the day as the calendar says it."""
    return dt_util.as_local(MIDNIGHT + hour * HOUR).isoformat()


async def test_any_range(hass: HomeAssistant, known: MockConfigEntry) -> None:
    """A range that touches an event has it; one that ends as it begins does not."""
    title = "Mining pays: Home"
    for start, end, expected in (
        (4, 5, 0),
        (4, 5.01, 1),
        (6, 6.5, 1),
        (7, 9, 0),
        (6.9, 9.1, 2),
    ):
        found = await events(hass, MIDNIGHT + start * HOUR, MIDNIGHT + end * HOUR)
        assert summaries(found).count(title) == expected


async def test_a_day_with_an_hour_more(
    hass: HomeAssistant, metered: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """A run over the night is as long as it is, also by the calendar's clock."""
    (account,) = metered.runtime_data.accounts.values()
    night = Span(
        start=datetime(2026, 11, 1, 6, tzinfo=UTC),
        end=datetime(2026, 11, 1, 11, tzinfo=UTC),
    )
    account.plan.known = Known(pays=(night,))
    (one,) = (
        one
        for one in await events(hass, night.start, night.end)
        if one["summary"] == "Mining pays: Home"
    )
    assert (one["start"], one["end"]) == (
        "2026-10-31T23:00:00-07:00",
        "2026-11-01T03:00:00-08:00",
    )


async def test_the_panel(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    hass_client: ClientSessionGenerator,
) -> None:
    """Past and future events have texts and lasting ids, and asking writes nothing."""
    block = world.find_block(finder=address, worker="s21-garage")
    await tick(20)
    (account,) = loaded.runtime_data.accounts.values()
    client, before = await hass_client(), hass.states.get(CALENDAR)

    async def asked() -> list[dict[str, Any]]:
        span = {
            "start": (START - timedelta(days=900)).isoformat(),
            "end": (START + timedelta(days=3000)).isoformat(),
        }
        answer = await client.get(f"/api/calendars/{CALENDAR}", params=span)
        assert answer.status == HTTPStatus.OK
        found: list[dict[str, Any]] = await answer.json()
        return found

    found = await asked()
    titles, ids = summaries(found), [one["uid"] for one in found]
    assert len(set(ids)) == len(ids)
    assert f"s21-garage found block {block.height}!" in titles
    for title in (
        "Retarget of the difficulty",
        "Halving of the block subsidy",
        "Payout expected: Home",
    ):
        assert titles.count(title) == 1
    payouts = account.ledger_state.ledger.payouts
    paid = [one for one in titles if one.startswith("Payout of")]
    assert len(paid) == len(payouts) > 0
    assert paid[-1] == f"Payout of {payouts[-1].amount:,} sat: Home"
    (expected,) = (one for one in found if one["summary"].startswith("Payout expected"))
    forecast = account.figures.forecast
    median = dt_util.as_local(forecast.expected)
    assert f"{median:%Y-%m-%d %H:%M}" in expected["description"]
    assert expected["end"]["dateTime"] == dt_util.as_local(forecast.latest).isoformat()
    assert [one["uid"] for one in await asked()] == ids
    assert hass.states.get(CALENDAR) is before
    # Without prices ahead, what comes next is shown.
    assert before is not None
    assert before.state == "off"
    assert before.attributes["message"] in titles


async def test_in_the_language_of_home_assistant(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Texts and numbers are."""
    await hass.config.async_update(language="de")
    await hass.async_block_till_done()
    found = summaries(
        await events(hass, START - timedelta(days=900), START + timedelta(days=90))
    )
    assert "Anpassung der Schwierigkeit" in found
    (account,) = loaded.runtime_data.accounts.values()
    amount = f"{account.ledger_state.ledger.payouts[-1].amount:,}".replace(",", ".")
    assert f"Auszahlung von {amount} sat: Home" in found


async def test_triggers(
    hass: HomeAssistant, known: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """Each run begins and ends once, also where its start is over by then."""
    calls = async_mock_service(hass, "test", "run")
    trigger = {"trigger": "calendar", "entity_id": CALENDAR}
    assert await async_setup_component(
        hass,
        automation.DOMAIN,
        {
            automation.DOMAIN: {
                "triggers": [trigger | {"event": one} for one in ("start", "end")],
                "actions": {
                    "action": "test.run",
                    "data": {
                        "what": "{{ trigger.event }} {{ trigger.calendar_event.summary }}",
                        "pays": "{{ '_pays_' in trigger.calendar_event.uid }}",
                    },
                },
            }
        },
    )
    await hass.async_block_till_done()
    for _ in range(4 * 7):
        await move_on(hass, freezer, 15)
        freezer.tick(10)
        async_fire_time_changed(hass)
        await hass.async_block_till_done()
    await hass.services.async_call(
        automation.DOMAIN, "turn_off", {"entity_id": "all"}, blocking=True
    )
    heard = [call.data["what"] for call in calls if "Mining" in call.data["what"]]
    assert [call.data["pays"] for call in calls] == [
        "Mining" in call.data["what"] for call in calls
    ]
    assert heard == ["start Mining pays: Home", "end Mining pays: Home"] * 2


async def test_a_calm_state(
    hass: HomeAssistant, loaded: MockConfigEntry, tick: Tick
) -> None:
    """It is written when another event comes next, not each minute."""
    written = async_capture_events(hass, EVENT_STATE_CHANGED)
    await tick(60, step=2)
    ours = [one for one in written if one.data["entity_id"] == CALENDAR]
    assert len(ours) <= 1
