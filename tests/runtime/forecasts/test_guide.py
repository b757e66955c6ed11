"""The example of the guide: an action's answer in a template sensor."""

from pathlib import Path
import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest

from ...conftest import Tick
from .support import HOUR, Action, SetUp, midnight, starts

GUIDE = Path(__file__).parents[3] / "docs/guide/configuration.md"


@pytest.mark.parametrize("expected_lingering_timers", [True])
@pytest.mark.usefixtures("expected_lingering_timers")
async def test_the_guides_template_sensor_is_read(
    hass: HomeAssistant, set_up_with: SetUp, tick: Tick
) -> None:
    """It asks for today, and in the afternoon also for tomorrow."""
    action = Action(hass, "energyzero", "get_energy_prices")

    def prices(_: Any) -> Any:
        hours = [midnight() + hour * HOUR for hour in range(24)]
        return {
            "prices": [
                {"price": 0.3, "start": str(one), "end": str(one + HOUR)}
                for one in hours
            ]
        }

    action.answer = prices
    (example,) = re.findall(r"```yaml\n(template:.*?)```", GUIDE.read_text(), re.DOTALL)
    example = parse_yaml(example.replace("EUR", "USD"))
    assert await async_setup_component(hass, "template", example)
    await hass.async_block_till_done()
    forecasts = await set_up_with(forecast_entities=["sensor.prices_ahead"])
    await tick(16)
    assert starts(forecasts.prices) == list(range(24))
    assert not forecasts.problems
    await tick(2 * 60, step=20)
    today, tomorrow = (str(midnight(day).date()) for day in (0, 1))
    assert (action.calls[0]["start"], action.calls[0]["end"]) == (today, today)
    assert (action.calls[-1]["start"], action.calls[-1]["end"]) == (today, tomorrow)
