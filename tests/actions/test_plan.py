"""The plan as an action: what it returns, and why it cannot."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.websocket_api import DOMAIN as WEBSOCKET
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.ocean_xyz.mining.costs import satoshis_of_energy
from custom_components.ocean_xyz.mining.forecasts.slots import PriceSlot, SolarSlot

from ..sensors.costs import METERED, TARIFF, metered, move_on, settings
from ..sensors.test_plan import CHEAP, DEAR, HOUR, MIDNIGHT, ahead, at, value_in
from .support import ask

__all__ = ["metered", "settings"]

PRICES = [DEAR] * 5 + [CHEAP, 0.01, DEAR, CHEAP, 0.0, -0.2, DEAR]
"""From midnight on; it is 4:00."""


@pytest.fixture
async def known(
    hass: HomeAssistant, metered: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> MockConfigEntry:
    """Return the entry, with prices ahead."""
    ahead(hass, PRICES, now=DEAR)
    await move_on(hass, freezer, 0)
    return metered


def shown(response: dict[str, Any]) -> list[tuple[str, str]]:
    """Return from when until when machines shall run, slot by slot."""
    return [(slot["start"], slot["end"]) for slot in response["slots"]]


async def test_the_slots_that_leave_something(
    hass: HomeAssistant, known: MockConfigEntry
) -> None:
    """With what each brings, costs and leaves, and all of them together."""
    (account,) = known.runtime_data.accounts.values()
    value = value_in(known)
    satoshis = satoshis_of_energy(account.costs.inputs)
    assert satoshis is not None
    response = await ask(hass, "plan")
    hours = (5, 6, 8, 9, 10)
    assert shown(response) == [(at(one), at(one + 1)) for one in hours]
    assert response["hours"] == 5
    assert response["missing_hours"] == 0
    assert response["until"] == at(12)
    assert response["currency"] == "USD"
    slot = response["slots"][-1]
    kilowatts = slot["power"] / 1000
    assert kilowatts == pytest.approx(27, rel=0.05)
    assert slot["price"] == -0.2
    assert slot["satoshis"] == pytest.approx(kilowatts * satoshis, abs=0.01)
    assert slot["revenue"] == pytest.approx(kilowatts * value, abs=1e-5)
    assert slot["cost"] == pytest.approx(-0.2 * kilowatts, abs=1e-5)
    assert slot["profit"] == pytest.approx(kilowatts * (value + 0.2), abs=1e-5)
    for key in ("satoshis", "revenue", "cost", "profit"):
        total = sum(one[key] for one in response["slots"])
        assert response[key] == pytest.approx(total, abs=0.05)
    held = response["held"]
    assert held["price"] == account.figures.price
    assert held["efficiency"] == account.costs.inputs.efficiency
    assert held["difficulty"] * 1e12 == account.figures.conditions.difficulty
    assert held["export_price"] is None
    assert (held["heat_credit"], held["heat_worth"]) == (0, 0)


async def test_a_slot_says_what_is_expected_of_profitable(
    hass: HomeAssistant, known: MockConfigEntry
) -> None:
    """Also one that leaves nothing, and one that is over."""
    response = await ask(hass, "plan", at_least=1000, start=at(0))
    assert [slot["start"] for slot in response["slots"]] == [
        at(hour) for hour in range(12)
    ]
    assert [slot["pays"] for slot in response["slots"]] == [
        price < DEAR for price in PRICES
    ]


async def test_what_one_may_wish(hass: HomeAssistant, known: MockConfigEntry) -> None:
    """Hours, one run, another start, a deadline, the past, levels."""
    response = await ask(hass, "plan", at_most=2)
    assert shown(response) == [(at(9), at(10)), (at(10), at(11))]
    response = await ask(hass, "plan", at_least=4, at_most=4, contiguous=True)
    assert shown(response)[0][0] == at(7)
    response = await ask(hass, "plan", at_least=2.5, deadline=at(7))
    assert shown(response) == [(at(4.5), at(5)), (at(5), at(6)), (at(6), at(7))]
    assert response["until"] == at(12)
    response = await ask(hass, "plan", at_least=9)
    assert response["hours"] == pytest.approx(8, abs=0.01)
    assert response["missing_hours"] == pytest.approx(1, abs=0.01)
    response = await ask(hass, "plan", start=at(0), deadline=at(2), at_least=1)
    assert shown(response) == [(at(0), at(1))]
    # Without its own hashrate a level is as efficient as the machines.
    (account,) = known.runtime_data.accounts.values()
    joules = account.costs.inputs.efficiency
    levels = [{"power": 1000}, {"power": 3000, "hashrate": 3000 / (joules * 1.1)}]
    response = await ask(hass, "plan", levels=levels, start=at(5))
    assert [slot["power"] for slot in response["slots"]] == [3000] * 5
    levels[1]["hashrate"] = 3000 / (joules * 9)
    response = await ask(hass, "plan", levels=levels, start=at(5))
    assert [slot["power"] for slot in response["slots"]] == [1000] * 4 + [3000]


async def test_the_sun_makes_a_level_cheap(
    hass: HomeAssistant, known: MockConfigEntry
) -> None:
    """As far as there is a surplus for it; prices of feeding in may be known ahead."""
    (account,) = known.runtime_data.accounts.values()
    forecasts, hour = account.forecasts, (MIDNIGHT + 7 * HOUR, MIDNIGHT + 8 * HOUR)
    forecasts.solar = (
        SolarSlot(MIDNIGHT, hour[0], 0.0),
        SolarSlot(*hour, 1500.0),
        SolarSlot(hour[1], MIDNIGHT + 24 * HOUR, 0.0),
    )
    forecasts.export_prices = forecasts.prices[8:9]
    # What feeding in brings in this hour is not known.
    response = await ask(hass, "plan", at_least=8)
    assert (response["hours"], response["missing_hours"]) == (
        pytest.approx(7, abs=0.01),
        pytest.approx(1, abs=0.01),
    )
    forecasts.export_prices = (PriceSlot(*hour, 0.001),)
    response = await ask(hass, "plan", levels=[{"power": 1500}, {"power": 15_000}])
    (slot,) = (one for one in response["slots"] if one["start"] == at(7))
    assert (slot["power"], slot["price"]) == (1500, 0.001)
    assert response["held"]["export_price"] is None


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        ({"at_least": 3, "at_most": 2}, ServiceValidationError, "at least 3"),
        ({"deadline": at(3)}, ServiceValidationError, "is not after"),
        ({"start": at(5), "deadline": at(5)}, ServiceValidationError, "is not after"),
        ({"start": at(12)}, HomeAssistantError, "No electricity price is known"),
        ({"levels": [{"power": 0}]}, ServiceValidationError, "levels"),
        ({"levels": [{"hashrate": 1}]}, ServiceValidationError, "levels"),
        ({"levels": [{"power": 1}] * 21}, ServiceValidationError, "levels"),
        ({"at_least": -1}, ServiceValidationError, "at_least"),
        ({"at_least": "nan"}, ServiceValidationError, "at_least"),
        ({"start": "tomorrow"}, ServiceValidationError, "start"),
    ],
)
@pytest.mark.usefixtures("known")
async def test_a_wish_that_nothing_can_fulfil(
    hass: HomeAssistant, data: dict[str, Any], error: type[Exception], words: str
) -> None:
    """The error says which, and what to do."""
    with pytest.raises(error, match=words):
        await ask(hass, "plan", **data)


async def test_what_is_not_known(
    hass: HomeAssistant, known: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """The error names what is missing."""
    (account,) = known.runtime_data.accounts.values()
    account.plan._hashrate = lambda: 0.0
    with pytest.raises(HomeAssistantError, match="what the machines of Home draw"):
        await ask(hass, "plan")
    assert (await ask(hass, "plan", levels=[{"power": 900}]))["slots"]
    memory = account.costs.memory
    account.costs.memory = type(memory)()
    await move_on(hass, freezer, 1)
    account.costs._look()
    for levels in ([], [{"power": 900, "hashrate": 30}, {"power": 900}]):
        with pytest.raises(HomeAssistantError, match="what a kilowatt-hour brings"):
            await ask(hass, "plan", levels=levels)
    level = {"power": 900, "hashrate": 30}
    assert (await ask(hass, "plan", levels=[level]))["slots"]


@pytest.mark.parametrize(
    "settings", [METERED | {"fuel_price_entity": "sensor.gas"}], ids=["silent fuel"]
)
async def test_silent_heat(hass: HomeAssistant, known: MockConfigEntry) -> None:
    """A price of the fuel that is silent gives no plan, unless heat does not count."""
    with pytest.raises(HomeAssistantError, match="what the heat of Home saves"):
        await ask(hass, "plan")
    assert (await ask(hass, "plan", heat_wanted=False))["slots"]


@pytest.mark.parametrize(
    "settings",
    [
        {"power_entities": ["sensor.plug"], "fixed_tariff": 0.1},
        {"tariff_entity": TARIFF},
    ],
)
async def test_without_prices_ahead(
    hass: HomeAssistant, metered: MockConfigEntry
) -> None:
    """A fixed price is none, and without a power no plan is possible."""
    with pytest.raises(ServiceValidationError, match="No plan is possible for Home"):
        await ask(hass, "plan")


async def test_a_dashboard_asks_without_a_call(
    hass: HomeAssistant, known: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    """It gets the same."""
    assert await async_setup_component(hass, WEBSOCKET, {})
    client = await hass_ws_client(hass)
    await client.send_json_auto_id(
        {"type": "ocean_xyz/ask", "action": "plan", "data": {"at_most": 2}}
    )
    answer = await client.receive_json()
    assert answer["result"] == await ask(hass, "plan", at_most=2)
