"""Questions to the actions of Nord Pool, Tibber and Amber, and their answers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.ocean_xyz.mining.forecasts.actions import (
    Origin,
    Question,
    is_due,
    is_whole,
    questions,
    read_answer,
)
from custom_components.ocean_xyz.mining.forecasts.prices import Reading
from custom_components.ocean_xyz.mining.forecasts.refused import Refused

from .support import DAY, at, slots, terms

END = DAY + timedelta(days=2)
NORD_POOL = Origin(
    platform="nordpool", unique_id="SE3-current_price", entry_id="a", currency="SEK"
)
TIBBER = Origin(platform="tibber", unique_id="uuid", entry_id="b", device="Home")
AMBER = Origin(
    platform="amberelectric", unique_id="01ABC-current-feed_in", entry_id="c"
)


def only(origin: Origin) -> Question:
    """Return the one question for the prices of the entity."""
    (question,) = questions(origin, DAY, END)
    return question


def test_nord_pool_is_asked_by_days() -> None:
    """By those days of Central Europe that hold a part of today or tomorrow."""
    asked = questions(NORD_POOL, DAY, END)
    assert [question.data["date"] for question in asked] == ["2026-06-01", "2026-06-02"]
    assert {question.action for question in asked} == {"get_prices_for_date"}
    assert [question.data["areas"] for question in asked] == [["SE3"], ["SE3"]]
    assert {question.data["config_entry"] for question in asked} == {"a"}
    helsinki = questions(NORD_POOL, DAY - timedelta(hours=1), END - timedelta(hours=1))
    assert [question.data["date"] for question in helsinki] == [
        *("2026-05-31", "2026-06-01", "2026-06-02")
    ]
    assert len({question.key for question in helsinki}) == 3


def test_nord_pool_is_asked_when_it_may_know() -> None:
    """The prices of a day are published at about 13:00 the day before."""
    today, tomorrow = questions(NORD_POOL, DAY, END)
    assert is_due(today, at(0))
    assert not is_due(tomorrow, at(11 * 60 + 59))
    assert is_due(tomorrow, at(12 * 60))
    assert is_due(only(TIBBER), at(0))


def test_nord_pool_answers_per_megawatt_hour() -> None:
    """In the currency of its config entry, whatever the entity shows."""
    question = questions(NORD_POOL, DAY, END)[0]
    rows = [
        {"start": at(0).isoformat(), "end": at(15).isoformat(), "price": 1234.5},
        {"start": at(15).isoformat(), "end": at(1440).isoformat(), "price": -10},
    ]
    about = terms("öre/kWh", "SEK")
    reading = read_answer(question, {"SE3": rows}, about)
    assert reading == Reading(slots((0, 15, 1.2345), (15, 1440, -0.01)))
    assert is_whole(question, reading)
    part = read_answer(question, {"SE3": rows[:1]}, about)
    assert not is_whole(question, part)
    # Tomorrow's prices are not published yet.
    empty = read_answer(question, {"SE3": []}, about)
    assert empty == Reading(problem=Refused.UNAVAILABLE)
    assert not is_whole(question, empty)
    euro = read_answer(question, {"SE3": rows}, terms("EUR/kWh", "EUR"))
    assert euro.problem is Refused.CURRENCY
    assert is_whole(question, euro)


def test_tibber_answers_for_each_home() -> None:
    """The home is the one of the entity's device; slots have no end."""
    question = only(TIBBER)
    assert question.data == {"start": DAY.isoformat(), "end": END.isoformat()}
    rows = [{"start_time": at(15 * n).isoformat(), "price": n / 10} for n in range(3)]
    answer = {"prices": {"Cabin": [], "Home": rows}}
    reading = read_answer(question, answer, terms("NOK/kWh", "NOK"))
    assert reading == Reading(slots((0, 15, 0), (15, 30, 0.1), (30, 45, 0.2)))
    assert not is_whole(question, reading)
    nameless = {"prices": {"Cabin": [], None: rows}}
    assert read_answer(question, nameless, terms("NOK/kWh", "NOK")) == reading
    for other in ({"prices": {"Cabin": rows}}, {"prices": None}, {}, None):
        assert read_answer(question, other, terms()) == Reading(problem=Refused.PLACE)
    assert not questions(replace(TIBBER, device=None), DAY, END)


@pytest.mark.parametrize("channel", ["general", "controlled_load", "feed_in"])
def test_amber_answers_for_each_channel(channel: str) -> None:
    """A slot begins a second late. What feeding in brings is positive."""
    question = only(replace(AMBER, unique_id=f"01ABC-forecasts-{channel}"))
    assert question.data == {"config_entry_id": "c", "channel_type": channel}
    row = {
        "duration": 30,
        "date": "2026-06-01",
        "per_kwh": 0.12,
        "spot_per_kwh": 0.05,
        "start_time": (DAY + timedelta(seconds=1)).astimezone(UTC).isoformat(),
        "end_time": at(30).astimezone(UTC).isoformat(),
    }
    reading = read_answer(question, {"forecasts": [row]}, terms("$/kWh", "AUD"))
    assert reading == Reading(slots((0, 30, 0.12)))
    assert not is_whole(question, reading)


def test_no_other_integration_is_asked() -> None:
    """Nor Amber about an entity that is no price."""
    assert not questions(replace(AMBER, unique_id="01ABC-renewables"), DAY, END)
    assert not questions(replace(AMBER, platform="template"), DAY, END)


def test_a_day_when_the_clocks_change_is_whole_at_its_end() -> None:
    """The day of 25 hours ends at midnight by the clock."""
    begin = datetime(2026, 10, 24, 22, tzinfo=UTC)
    (today, *_) = questions(NORD_POOL, begin, begin + timedelta(hours=25))
    assert today.until == begin + timedelta(hours=25)
