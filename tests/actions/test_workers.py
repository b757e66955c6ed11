"""The action that returns an account's workers."""

from collections.abc import Callable
from copy import replace
from itertools import product
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.mining.workers.table import (
    COLUMNS,
    natural,
)
from simulator import Upstreams, World, farm, odd_names
from simulator.outages import Status

from ..conftest import Tick
from ..sources.support import number
from .support import (
    ask,
)


@pytest.mark.usefixtures("loaded")
async def test_workers_are_returned_as_the_entities_show_them(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """All workers are listed by name, in TH/s; filter and search work."""
    response = await ask(hass, "get_workers")
    names = [worker["name"] for worker in response["workers"]]
    assert names == sorted(names, key=natural)
    assert response["total"] == len(names) == 8
    garage = next(one for one in response["workers"] if one["name"] == "s21-garage")
    assert set(garage) == {*COLUMNS, "last_outage_start", "last_outage_end"}
    shown = number(hass, "sensor.home_s21_garage_hashrate_3_hours")
    assert garage["hashrate_10800s"] == shown > 100
    assert garage["share_of_account"] == pytest.approx(28, abs=3)
    assert garage["expected_per_day"] > 1000
    world.switch_off(address, "s21-garage")
    await tick(20)
    (off,) = (await ask(hass, "get_workers", status="offline"))["workers"]
    assert off["name"] == "s21-garage"
    assert off["offline_since"] == off["last_share"] is not None
    assert off["hashrate_lost"] == pytest.approx(shown, rel=0.2)
    found = await ask(hass, "get_workers", search="S21", status=["online", "low"])
    assert {one["name"] for one in found["workers"]} == {
        name for name in names if "s21" in name
    } - {"s21-garage"}


@pytest.mark.usefixtures("loaded")
async def test_an_outage_that_is_over_is_told(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """It lasted from the last share before it to the first one after it."""

    async def garage() -> dict[str, Any]:
        """Return the worker."""
        (found,) = (await ask(hass, "get_workers", search="garage"))["workers"]
        return dict(found)

    before = await garage()
    assert before["last_outage_start"] is before["last_outage_end"] is None
    world.switch_off(address, "s21-garage")
    await tick(30)
    silent = (await garage())["last_share"]
    world.switch_on(address, "s21-garage")
    await tick(10)
    after = await garage()
    assert after["last_outage_start"] == silent
    assert silent < after["last_outage_end"] < after["last_share"]


@pytest.mark.usefixtures("loaded")
async def test_workers_are_sorted_by_any_column(
    hass: HomeAssistant, subtests: pytest.Subtests
) -> None:
    """Both directions sort, and pages are parts of the list."""
    for column, descending in product(COLUMNS, (False, True)):
        with subtests.test(column=column, descending=descending):
            order = {"sort": column, "descending": descending}
            response = await ask(hass, "get_workers", **order)
            values = [worker[column] for worker in response["workers"]]
            known = [value for value in values if value is not None]
            assert values[: len(known)] == known
            key = natural if column == "name" else None
            assert known == sorted(known, key=key, reverse=descending)
            page = await ask(hass, "get_workers", **order, limit=3, offset=2)
            assert page["workers"] == response["workers"][2:5]
            assert (page["total"], page["offset"]) == (8, 2)


@pytest.mark.parametrize("plans", [(farm(301),)])
async def test_a_farm_without_devices_is_listed_too(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Workers without a device are found like all others."""
    response = await ask(hass, "get_workers", sort="hashrate_10800s", limit=5)
    assert response["total"] == 301
    assert len(response["workers"]) == 5


@pytest.mark.parametrize("plans", [(farm(301),)])
async def test_the_list_of_a_farm_is_that_of_one_answer(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """An answer that arrives while a thread lists the workers does not change it."""
    (account,) = loaded.runtime_data.accounts.values()
    state, in_executor = account.state, hass.async_add_executor_job

    def late(target: Callable[..., Any], *args: Any) -> Any:
        account.state_coordinator.data = replace(state, workers={}, hashrate=None)
        return in_executor(target, *args)

    with patch.object(hass, "async_add_executor_job", side_effect=late) as executor:
        response = await ask(hass, "get_workers", limit=1)
    assert executor.called
    assert response["total"] == 301
    assert response["workers"][0]["share_of_account"] > 0


@pytest.mark.parametrize("plans", [(odd_names(),)])
@pytest.mark.usefixtures("loaded")
async def test_odd_names_are_returned_raw(
    hass: HomeAssistant, world: World, address: str
) -> None:
    """Nothing is cut, escaped or left out."""
    response = await ask(hass, "get_workers")
    machines = set(world.account(address).machines)
    # OCEAN uses this for the worker without a name.
    names = {name or "default" for name in machines}
    assert {one["name"] for one in response["workers"]} == names


@pytest.mark.usefixtures("loaded")
async def test_workers_that_are_not_known_are_an_error(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """An empty list would be a lie."""
    upstreams.inject(Status(502))
    await tick(20)
    with pytest.raises(HomeAssistantError) as error:
        await ask(hass, "get_workers")
    assert error.value.translation_key == "workers_unknown"
