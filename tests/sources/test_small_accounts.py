"""An account so small that OCEAN may call it idle between any two of its shares."""

from homeassistant.core import HomeAssistant
import pytest

from simulator import AccountPlan, Habits, MachinePlan, Silence, World, home

from ..conftest import Tick
from .support import MINING, STATUS, state


@pytest.fixture
def plans() -> tuple[AccountPlan, ...]:
    """Return a machine with a share each ten minutes."""
    machine = MachinePlan(name="bitaxe", hashrate=0.12e12)
    return (AccountPlan(label="home", machines=(machine,)),)


@pytest.mark.parametrize("idle", [60, 600, 1200])
@pytest.mark.usefixtures("loaded")
async def test_it_is_live_while_its_machine_may_be_silent(
    hass: HomeAssistant, world: World, address: str, tick: Tick, idle: int
) -> None:
    """Whenever OCEAN says so, and idle once the machine has really stopped."""
    world.habits = Habits(silence=Silence(idle=idle, inactive=idle, unlisted=idle))
    await tick(30)
    seen = []
    for _ in range(300):
        await tick(1)
        seen.append((state(hass, STATUS), state(hass, MINING)))
    assert set(seen) == {("live", "on")}
    world.switch_off(address)
    await tick(240)
    assert (state(hass, STATUS), state(hass, MINING)) == ("idle", "off")
    world.switch_on(address)
    await tick(60)
    assert (state(hass, STATUS), state(hass, MINING)) == ("live", "on")


@pytest.mark.parametrize("plans", [(home(),)])
@pytest.mark.parametrize("off", [False, True])
@pytest.mark.usefixtures("loaded")
async def test_a_power_cut_of_a_farm_is_idle_though_a_small_machine_may_run(
    hass: HomeAssistant, world: World, address: str, tick: Tick, off: bool
) -> None:
    """Larger machines that have not run for a day do not count."""
    world.habits = Habits(silence=Silence(idle=300, inactive=300))
    large = tuple(set(world.account(address).machines) - {"bitaxe-shelf"})
    await tick(30)
    world.switch_off(address, *large)
    if off:
        await tick(25 * 60, step=15)
        await tick(60)
    else:
        world.switch_off(address)
    seen = []
    for _ in range(60):
        await tick(1)
        seen.append(state(hass, STATUS))
    assert set(seen) == ({"live"} if off else {"live", "idle"})
    assert seen == sorted(seen, reverse=True)
