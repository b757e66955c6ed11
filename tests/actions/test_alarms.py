"""The action that answers alarms."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory
from simulator import World

from ..conftest import Tick
from .support import account_device

RIG, OTHER, RUNS = "s21-garage", "s19-left", "s19-right"


async def answer(hass: HomeAssistant, **data: object) -> None:
    """Call the action."""
    await hass.services.async_call(DOMAIN, "answer_alarm", data, blocking=True)


async def test_alarms_are_acknowledged_silenced_or_explained(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
) -> None:
    """Of all workers that are offline, or of those that are named."""
    (account,) = loaded.runtime_data.accounts.values()

    def memory(name: str) -> WorkerMemory:
        found: WorkerMemory = account.source.memory.workers[name]
        return found

    await tick(3)
    world.switch_off(address, RIG, OTHER)
    await tick(20)
    device = account_device(hass, loaded)
    await answer(hass, account=device, answer="off_on_purpose", worker=RIG)
    await tick(3)
    assert account.state.workers[RIG].status == "paused"
    assert memory(RIG).acknowledged
    assert account.state.workers[OTHER].status == "offline"
    assert not memory(OTHER).acknowledged
    await answer(hass, answer="acknowledge")
    assert memory(OTHER).acknowledged
    assert not memory(RUNS).acknowledged
    await answer(hass, answer="silence_hour")
    until = account.source.memory.alerts.silenced_until
    assert abs(until - dt_util.utcnow() - timedelta(hours=1)) < timedelta(minutes=2)
    with pytest.raises(ServiceValidationError):
        await answer(hass, answer="shout")
    with pytest.raises(ServiceValidationError) as raised:
        await answer(hass, answer="off_on_purpose", worker=[RUNS, "s19-rigth"])
    assert raised.value.translation_placeholders == {
        "field": "worker",
        "value": "s19-rigth",
    }
    assert not memory(RUNS).acknowledged
