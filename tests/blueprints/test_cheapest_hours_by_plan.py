"""The blueprint that mines in the cheapest hours, with the real plan of an account."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..conftest import Tick
from ..sensors.costs import metered, move_on, settings, tariff
from ..sensors.test_plan import CHEAP, DEAR, ahead
from ..sources.support import state
from .automating import stop, tick, use_blueprint

__all__ = ["metered", "settings", "tick"]

MACHINE = "input_boolean.rig"
PRICES = [DEAR] * 6 + [CHEAP, 0.3, -0.1, DEAR, 0.01, DEAR] + [DEAR] * 12
"""From midnight on; it is 4:00. Eight, ten, six and seven o'clock are the cheapest."""


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"hours": 3}, {6, 8, 10}),
        ({"hours": 3, "deadline": "10:00:00"}, {6, 7, 8, 10, 11}),
        ({"hours": 3, "contiguous": True}, {6, 7, 8}),
        ({"hours": 9, "only_if_pays": True}, {6, 8, 10}),
    ],
    ids=["cheapest", "deadline", "one run", "paying"],
)
async def test_it_runs_in_the_planned_slots(
    hass: HomeAssistant,
    metered: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    tick: Tick,
    inputs: dict[str, object],
    expected: set[int],
) -> None:
    """Of a day with a negative price; the plan holds when the tariff goes in between.

    After a deadline in the morning the next hours begin.
    """
    ahead(hass, PRICES, now=DEAR)
    await move_on(hass, freezer, 0)
    rig = {"input_boolean": {"rig": None}}
    assert await async_setup_component(hass, "input_boolean", rig)
    (account,) = metered.runtime_data.accounts.values()
    use = {"account": account.device_id, "machines": [MACHINE], **inputs}
    await use_blueprint(hass, "mine_in_the_cheapest_hours.yaml", **use)
    seen: dict[int, set[str]] = {}
    while (hour := dt_util.now().hour) < 12:
        if hour == 9:
            tariff(hass, "unavailable")
        await tick(5, step=5)
        if dt_util.now().minute:
            seen.setdefault(hour, set()).add(state(hass, MACHINE))
    await stop(hass)
    assert {hour for hour, states in seen.items() if states == {"on"}} == expected
    assert all(len(states) == 1 for states in seen.values())
