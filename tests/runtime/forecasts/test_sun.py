"""Solar forecasts of the energy dashboard."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    mock_integration,
    mock_platform,
)

from custom_components.ocean_xyz.mining.forecasts.refused import Refused

from ...conftest import Tick
from .support import HOUR, SetUp, hours, midnight, show, starts


@pytest.fixture
def sun(hass: HomeAssistant) -> dict[str, Any]:
    """Return what two solar forecasts answer, by the ids of their config entries."""
    answers: dict[str, Any] = {}

    class Platform:
        @staticmethod
        async def async_get_solar_forecast(_: HomeAssistant, entry_id: str) -> Any:
            answer = answers[entry_id]
            if isinstance(answer, Exception):
                raise answer
            return answer

    mock_integration(hass, MockModule("sunny"))
    mock_platform(hass, "sunny.energy", Platform)
    hass.config.components.add("energy")
    hass.config.components.add("sunny")
    noon = midnight() + 12 * HOUR
    for name in ("roof", "shed"):
        MockConfigEntry(domain="sunny", entry_id=name).add_to_hass(hass)
        answers[name] = {"wh_hours": {noon.isoformat(): 1000}}
    return answers


async def test_solar_forecasts_add_up(
    hass: HomeAssistant, set_up_with: SetUp, sun: dict[str, Any], tick: Tick
) -> None:
    """They are asked each quarter of an hour, whatever they answer."""
    show(hass)
    forecasts = await set_up_with(
        solar_forecasts=["roof", "shed", "gone"], house_load=300
    )
    assert [slot.watts for slot in forecasts.solar] == [2000]
    assert forecasts.problems == {"gone": Refused.MISSING}
    for answer in (None, {"hours": 1}, RuntimeError("offline")):
        sun["shed"] = answer
        await tick(15, step=5)
        reason = Refused.NO_LIST if answer else Refused.UNAVAILABLE
        if isinstance(answer, Exception):
            reason = Refused.UNAVAILABLE
        assert forecasts.problems["shed"] is reason
        # The last answer counts: the sun of an hour is forecast once.
        assert [slot.watts for slot in forecasts.solar] == [2000]
    sun["shed"] = {"wh_hours": {(midnight() + 12 * HOUR).isoformat(): 500}}
    await tick(15, step=5)
    assert [slot.watts for slot in forecasts.solar] == [1500]
    assert forecasts.problems == {"gone": Refused.MISSING}


async def test_a_roof_that_is_silent_leaves_the_sun_unknown(
    hass: HomeAssistant, set_up_with: SetUp, sun: dict[str, Any], tick: Tick
) -> None:
    """Half of the surplus would be a wrong price; a roof that knows less, knows less."""
    show(hass)
    answer, sun["shed"] = sun["shed"], None
    forecasts = await set_up_with(solar_forecasts=["roof", "shed"], house_load=300)
    assert not forecasts.solar
    assert forecasts.problems == {"shed": Refused.UNAVAILABLE}
    sun["shed"] = answer
    await tick(15, step=5)
    assert [slot.watts for slot in forecasts.solar] == [2000]
    noons = [(midnight() + hour * HOUR).isoformat() for hour in (12, 36)]
    sun["roof"] = {"wh_hours": dict.fromkeys(noons, 1000)}
    await tick(15, step=5)
    assert [slot.watts for slot in forecasts.solar] == [2000]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kolkata"])
async def test_a_fixed_tariff_is_known_as_far_as_the_sun(
    hass: HomeAssistant, set_up_with: SetUp, sun: dict[str, Any], zone: str
) -> None:
    """Nothing is added to it; without the sun, there is nothing to plan."""
    await hass.config.async_set_time_zone(zone)
    forecasts = await set_up_with(
        tariff_entity=None, fixed_tariff=0.3, solar_forecasts=["roof"], forecast_added=1
    )
    assert sun
    assert {slot.price for slot in forecasts.prices} == {0.3}
    assert starts(forecasts.prices) == list(range(24))


@pytest.mark.parametrize(
    "settings",
    [
        {"tariff_currency": "EUR"},
        {"solar_forecasts": ["gone"]},
        {"solar_forecasts": []},
        {"fixed_tariff": None},
    ],
)
async def test_a_fixed_tariff_that_is_not_known(
    set_up_with: SetUp, sun: dict[str, Any], settings: dict[str, Any]
) -> None:
    """It is in another currency, there is no sun, or it is none."""
    known = {"tariff_entity": None, "fixed_tariff": 0.3, "solar_forecasts": ["roof"]}
    forecasts = await set_up_with(**known | settings)
    assert sun
    assert not forecasts.prices


@pytest.mark.parametrize("changed", [True, False])
async def test_without_the_energy_dashboard_there_is_no_sun(
    hass: HomeAssistant,
    set_up_with: SetUp,
    sun: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    *,
    changed: bool,
) -> None:
    """All else works without it, or if its interface is another one."""
    name = "homeassistant.components.energy.websocket_api.async_get_energy_platforms"
    if changed:
        monkeypatch.delattr(name)
    else:
        hass.config.components.remove("energy")
    show(hass, raw_today=hours(0))
    forecasts = await set_up_with(solar_forecasts=["roof"], house_load=300)
    assert sun
    assert forecasts.problems == {"roof": Refused.UNAVAILABLE}
    assert len(forecasts.prices) == 24
