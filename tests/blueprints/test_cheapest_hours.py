"""The blueprint that mines in the cheapest hours, over days and outages."""

from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from .days import BY_HAND, MACHINES, POWER, House, house

__all__ = ["house"]

QUARTER = timedelta(minutes=15)
RAN = "input_datetime.ran"
DAY = 24 * 60
ON, OFF = (POWER, 0, 0), (0, 0, 0)
PRICES = [
    30,
    28,
    5,
    4,
    26,
    27,
    35,
    40,
    38,
    30,
    20,
    12,
    9,
    8,
    10,
    18,
    30,
    45,
    50,
    48,
    40,
    33,
    31,
    29,
]
"""Of each hour of a day: the cheapest are 3, 2, 13, 12, 14 and 11 o'clock."""
VALUE = 15
"""What a kilowatt-hour brings."""


class Market:
    """Plans as the action does, with prices of a day that are known from 13 o'clock before.

    Each hour costs the same on all days.
    """

    def __init__(self, house: House) -> None:
        """Take the house that asks."""
        self.house = house
        self.away = False
        self.published = True
        self.asked = 0
        house.prepare = self.open

    def open(self, hass: HomeAssistant) -> None:
        """Offer the action."""
        hass.services.async_register(
            "ocean_xyz", "plan", self.plan, supports_response=SupportsResponse.ONLY
        )

    def plan(self, call: ServiceCall) -> dict[str, Any]:
        """Return the best quarters of an hour."""
        self.asked += 1
        if self.away:
            raise HomeAssistantError
        assert call.data["account"] == "home"
        now, midnight = dt_util.now(), dt_util.start_of_local_day()
        until = midnight + timedelta(days=2 if now.hour >= 13 and self.published else 1)
        start = dt_util.as_local(datetime.fromisoformat(call.data["start"]))
        end = min(datetime.fromisoformat(call.data["deadline"]), until)
        slots = []
        at = start
        while at < end:
            next_at = min(at + QUARTER - (at - midnight) % QUARTER, end)
            slots.append((PRICES[dt_util.as_local(at).hour], at, next_at))
            at = next_at
        least, most = (call.data[one] * 4 for one in ("at_least", "at_most"))
        chosen = self.run(slots, round(most)) if call.data["contiguous"] else []
        for slot in [] if chosen else sorted(slots):
            share = min(most - len(chosen), 1)
            if share <= 0 or (slot[0] >= VALUE and len(chosen) >= least):
                break
            price, start, end = slot
            chosen.append((price, start, start + (end - start) * share))
        answer = [
            {"start": start.isoformat(), "end": end.isoformat()}
            for _, start, end in chosen
        ]
        return {"slots": answer, "until": until.isoformat()}

    def run(self, slots: list[Any], length: int) -> list[Any]:
        """Return the cheapest quarters that follow each other."""
        runs = [slots[at : at + length] for at in range(len(slots) - length + 1)]
        return min(runs, key=lambda run: sum(one[0] for one in run), default=slots)


@pytest.fixture
def blueprint_name() -> str:
    """Return the blueprint of these tests."""
    return "mine_in_the_cheapest_hours.yaml"


@pytest.fixture
def market(house: House) -> Market:
    """Return the market of the house."""
    return Market(house)


async def mine(house: House, at: int = 0, **inputs: Any) -> None:
    """Start with a first machine that mines four hours."""
    await house.install(
        at, **{"account": "home", "machines": MACHINES[:1], "hours": 4, **inputs}
    )


def hours_on(house: House, first: int = 0, last: int = 9999) -> dict[int, float]:
    """Return how long the first machine ran, by the hour of its first day."""
    hours: dict[int, float] = {}
    for minute, _, taken in house.seen:
        if taken[0] and first <= minute < last:
            hour = minute // 60
            hours[hour] = hours.get(hour, 0) + 1 / 60
    return {hour: round(length, 1) for hour, length in hours.items()}


@pytest.fixture(params=[[], RAN], ids=["stateless", "counted"])
def counter(request: pytest.FixtureRequest) -> Any:
    """Return the helper that counts, or none."""
    return request.param


@pytest.mark.usefixtures("market")
async def test_the_cheapest_hours_of_a_day(house: House, counter: Any) -> None:
    """They are run in, with as few switchings as that takes."""
    await mine(house, 100, counter=counter)
    await house.until(4 * 60 + 10)
    await house.restart(7 * 60)
    await house.until(14 * 60 + 10)
    assert hours_on(house) == dict.fromkeys((2, 3, 12, 13), 1)
    assert len(list(house.spans())) == 5
    await house.restart(11 * 60)
    await house.until(DAY + 3 * 60)
    assert hours_on(house, DAY) == {26: 1}


@pytest.mark.usefixtures("market")
@pytest.mark.parametrize(("counted", "noon"), [([], {12: 1, 13: 0.3}), (RAN, {12: 1})])
async def test_new_prices_move_the_plan(
    house: House, counted: Any, noon: dict[int, float]
) -> None:
    """With the helper, hours that have run count, and no more are run in all."""
    await mine(house, 11 * 60 + 40, deadline="07:00:00", hours=3, counter=counted)
    await house.until(13 * 60 + 20)
    assert hours_on(house) == noon
    await house.restart(12 * 60)
    await house.until(DAY + 4 * 60 + 5)
    night = hours_on(house, DAY + 2 * 60)
    assert night == {26: 1, 27: 1}


@pytest.mark.usefixtures("market")
async def test_a_restart_changes_nothing(house: House, counter: Any) -> None:
    """Machines that run in a planned slot go on."""
    await mine(house, 110, counter=counter)
    assert await house.until(2 * 60 + 20) == ON
    await house.restart(30)
    assert await house.wait(5) == ON
    assert await house.until(4 * 60 + 20) == OFF


@pytest.mark.usefixtures("market")
@pytest.mark.parametrize(("counted", "late"), [([], {}), (RAN, {11: 1, 14: 1})])
async def test_missed_hours_are_made_up_for(
    house: House, counted: Any, late: dict[int, float]
) -> None:
    """If somebody counts: Home Assistant was away in the night."""
    await mine(house, 60, counter=counted)
    await house.restart(9 * 60 + 40)
    await house.until(15 * 60 + 5)
    assert hours_on(house) == {12: 1, 13: 1} | late


@pytest.mark.usefixtures("market")
async def test_an_old_count_is_none(house: House) -> None:
    """Home Assistant was away at the deadline: the new day begins with nothing."""
    await mine(house, 12 * 60 + 40, counter=RAN, hours=1)
    assert await house.until(14 * 60 + 10) == OFF
    assert hours_on(house) == {13: 1}
    await house.restart(12 * 60 + 20)
    await house.until(DAY + 4 * 60)
    assert hours_on(house, DAY) == {27: 1}


@pytest.mark.usefixtures("market")
async def test_one_run(house: House, counter: Any) -> None:
    """Four hours that follow each other, also if a restart cuts them."""
    await mine(house, 11 * 60 + 40, contiguous=True, counter=counter, hours=3)
    assert await house.until(13 * 60 + 20) == ON
    await house.restart()
    await house.until(16 * 60)
    on = sum(hours_on(house).values())
    assert on == pytest.approx(3, abs=0.15)
    assert [watts for watts, _ in house.spans()] == [0, POWER, 0]


@pytest.mark.usefixtures("market")
async def test_a_run_is_not_put_off(house: House) -> None:
    """Whatever becomes cheaper afterwards, if somebody counts."""
    inputs = {"contiguous": True, "counter": RAN, "deadline": "07:00:00"}
    await mine(house, 11 * 60 + 40, **inputs, hours=3)
    assert await house.until(14 * 60 + 50) == ON
    assert await house.until(15 * 60 + 10) == OFF
    assert len(list(house.spans())) == 3


@pytest.mark.usefixtures("market")
async def test_hours_that_do_not_pay_are_left_out(house: House) -> None:
    """Ten hours are wanted, six of them bring more than they cost: two at night."""
    await mine(house, 10 * 60 + 40, hours=10, only_if_pays=True)
    await house.until(15 * 60 + 15)
    assert hours_on(house) == dict.fromkeys((11, 12, 13, 14), 1)


@pytest.mark.parametrize(
    ("rule", "before", "within"),
    [("last", OFF, ON), ("keep", ON, ON), ("stop", OFF, OFF)],
)
async def test_without_a_plan_there_is_a_rule(
    house: House, market: Market, rule: str, before: Any, within: Any
) -> None:
    """Prices never come: what happens, and how often the action is asked in vain."""
    market.away = True
    await mine(house, 19 * 60, without_plan=rule)
    await house.switch(MACHINES[0], "on")
    assert await house.until(20 * 60 - 5) == before
    assert await house.until(20 * 60 + 5) == within
    assert market.asked <= 6


async def test_the_last_hours_know_how_long_a_day_is(
    house: House, market: Market
) -> None:
    """The clock is put back in this night: there is an hour more than it shows."""
    house.clock.move_to("2026-11-01T00:30:00-07:00")
    market.away = True
    await mine(house, deadline="04:00:00")
    assert await house.wait(29) == OFF
    assert await house.wait(3) == ON


async def test_a_plan_holds_as_far_as_its_prices_go(
    house: House, market: Market
) -> None:
    """Prices disappear: those that were known still count, until a restart."""
    await mine(house, 100)
    await house.wait(5)
    market.away = True
    assert await house.until(4 * 60 + 5) == OFF
    assert hours_on(house) == {2: 1, 3: 1}


async def test_a_plan_does_not_hold_any_further(house: House, market: Market) -> None:
    """No prices came for the next day: its last hour before the deadline is run in."""
    market.published = False
    await mine(house, 23 * 60 + 30, deadline="01:00:00", hours=0.5)
    await house.wait(20)
    market.away = True
    assert await house.until(DAY + 25) == OFF
    assert await house.until(DAY + 35) == ON
    assert await house.until(DAY + 65) == OFF


@pytest.mark.usefixtures("market")
async def test_hands_and_a_helper(house: House, counter: Any) -> None:
    """Who switches by hand has it so for a while, who uses the helper for as long."""
    use = {"machines": MACHINES[:2], "hand_minutes": 30, "by_hand": [BY_HAND]}
    await mine(house, 100, counter=counter, **use)
    assert await house.until(125) == (POWER, POWER, 0)
    await house.switch(MACHINES[0], "off", by=MockUser(is_owner=True))
    assert await house.wait(29) == (0, POWER, 0)
    assert await house.wait(2) == (POWER, POWER, 0)
    await house.switch(BY_HAND, "on")
    assert await house.until(250) == (POWER, POWER, 0)
    await house.switch(BY_HAND, "off")
    assert await house.wait(2) == OFF


@pytest.mark.usefixtures("market")
async def test_minimum_times_are_kept(house: House, counter: Any) -> None:
    """Also beyond the end of a slot."""
    await mine(house, 220, least_on=40, counter=counter)
    assert await house.until(225) == OFF
    assert await house.until(235) == ON
    assert await house.until(268) == ON
    assert await house.until(275) == OFF
