"""What workers with hostile names leave in the database."""

from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.history import get_significant_states
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Upstreams, World, hostile

from ..conftest import Tick, set_up


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """Run with a recorder, which must start before Home Assistant."""


@pytest.mark.parametrize("plans", [(hostile(),)])
async def test_the_recorder_keeps_what_names_are_in(
    hass: HomeAssistant,
    upstreams: Upstreams,
    entry: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No attribute is too large or unreadable for the database."""
    begun = dt_util.utcnow()
    assert await set_up(hass, entry)
    world.add_machine(address, "\x00⛏" * 5000, 10**14)
    await tick(3)
    await get_instance(hass).async_block_till_done()
    states = await get_instance(hass).async_add_executor_job(
        get_significant_states, hass, begun, None, ["event.home_worker"]
    )
    stored = states["event.home_worker"][-1]
    assert isinstance(stored, State)
    assert stored.attributes["worker"].startswith("⛏ ⛏")
    assert "exceed maximum size" not in caplog.text
    await hass.config_entries.async_unload(entry.entry_id)
