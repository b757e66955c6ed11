"""Ages and time ranges, while the computer's clock is wrong."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from ..actions.support import ask as ask_action
from ..conftest import Tick
from .support import ask, expose_all

TOOLS = ("get_mining_status", "get_earnings", "get_workers", "get_profitability")


async def everything(hass: HomeAssistant) -> list[dict[str, Any]]:
    """Return all answers that know a present time."""
    return [
        *[await ask(hass, tool) for tool in TOOLS],
        *[
            await ask_action(hass, f"get_{what}")
            for what in ("earnings", "payouts", "blocks")
        ],
    ]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("days", [-40, -1, 1, 40])
async def test_ages_and_time_ranges_are_by_oceans_clock(
    hass: HomeAssistant, tick: Tick, days: int
) -> None:
    """All answers are those that a right clock gets."""
    await tick(5)
    expose_all(hass)
    right = await everything(hass)
    (account,) = right[0]["accounts"]
    assert 0 <= account["now"]["age_seconds"] < 120
    (account,) = right[2]["accounts"]
    assert 0 <= account["age_seconds"] < 120
    assert right[4]["earnings"]
    assert right[6]["blocks"]
    wrong = dt_util.utcnow() + timedelta(days=days)
    with (
        patch.object(dt_util, "utcnow", return_value=wrong),
        patch.object(dt_util, "now", return_value=dt_util.as_local(wrong)),
    ):
        assert await everything(hass) == right
