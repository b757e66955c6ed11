"""The plan of a week, worked out once more from what Home Assistant shows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.mining.forecasts.slots import SolarSlot

from ..sensors.costs import METERED, TARIFF, metered, move_on, settings
from .support import ask

__all__ = ["metered", "settings"]

QUARTER = timedelta(minutes=15)
BEGIN = datetime(2026, 11, 23, 12, 15, tzinfo=UTC)
QUARTERS = 7 * 96
LOAD, EXPORT, CREDIT = 400, 0.01, 0.3
LEVELS = [
    {"power": 900},
    {"power": 2000, "hashrate": 60},
    {"power": 3300, "hashrate": 80},
]


@dataclass
class Week:
    """What is known of each quarter of a week."""

    prices: list[float | None]
    suns: list[float]

    def gain(self, place: int, watts: float, value: float) -> float | None:
        """Return what a level leaves in a quarter."""
        price = self.prices[place]
        if price is None:
            return None
        spare = self.suns[place] - LOAD
        if spare > 0:
            own = min(spare / watts, 1.0)
            price = own * EXPORT + (1 - own) * price
        paid = price * (1 - CREDIT) if price > 0 else price
        return watts / 1000 / 4 * (value - paid)


def random_week(seed: int) -> Week:
    """Return hours, halves and quarters with one price, gaps, and sun by the half hour."""
    chance = Random(seed)
    prices: list[float | None] = []
    while len(prices) < QUARTERS:
        price = chance.uniform(-0.05, 0.2) if chance.random() < 0.97 else None
        prices += [price] * chance.choice((1, 2, 4))
    suns: list[float] = []
    while len(suns) < QUARTERS:
        suns += [chance.choice((0.0, chance.uniform(0, 5000)))] * 2
    return Week(prices[:QUARTERS], suns)


def show(hass: HomeAssistant, week: Week, entry: MockConfigEntry) -> None:
    """Let the tariff and the forecast of the sun say it."""
    rows = [
        {
            "start": (BEGIN + place * QUARTER).isoformat(),
            "end": (BEGIN + (place + 1) * QUARTER).isoformat(),
            "price": price,
        }
        for place, price in enumerate(week.prices)
        if price is not None
    ]
    attributes = {"unit_of_measurement": "USD/kWh", "prices": rows}
    hass.states.async_set(TARIFF, "0.05", attributes)
    (account,) = entry.runtime_data.accounts.values()
    account.forecasts.solar = tuple(
        SolarSlot(BEGIN + place * QUARTER, BEGIN + (place + 1) * QUARTER, watts)
        for place, watts in enumerate(week.suns)
    )


def best_of(gains: list[float | None], least: int, most: int, one_run: bool) -> float:
    """Return the most that is left of all choices of whole quarters."""
    known = [gain for gain in gains if gain is not None]
    if not one_run:
        ranked = sorted(known, reverse=True)
        sums = [sum(ranked[:number]) for number in range(least, most + 1)]
        return max(sums)
    best = float("-inf") if least else 0.0
    for start in range(len(gains)):
        left = 0.0
        for length, gain in enumerate(gains[start : start + most], 1):
            if gain is None:
                break
            left += gain
            if length >= least:
                best = max(best, left)
    return best


@pytest.mark.parametrize(
    "settings",
    [
        METERED
        | {"heat_credit": CREDIT * 100, "house_load": LOAD, "solar_forecasts": ["sun"]}
        | {"fixed_export": EXPORT, "tariff_currency": "USD"}
    ],
    ids=["home"],
)
async def test_a_week(
    hass: HomeAssistant,
    metered: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    subtests: pytest.Subtests,
) -> None:
    """No other quarters, levels or run would leave more."""
    (account,) = metered.runtime_data.accounts.values()
    inputs = account.costs.inputs
    value_of_day = inputs.per_terahash / 1e8 * inputs.price
    values = [
        value_of_day / (inputs.efficiency * 24 / 1000),
        *(
            value_of_day * one["hashrate"] / (one["power"] * 24 / 1000)
            for one in LEVELS[1:]
        ),
    ]
    for seed in range(3):
        week = random_week(seed)
        show(hass, week, metered)
        await move_on(hass, freezer, 0)
        show(hass, week, metered)
        gains: list[float | None] = []
        for place in range(QUARTERS):
            found = [
                week.gain(place, one["power"], value)
                for one, value in zip(LEVELS, values, strict=True)
            ]
            gains.append(None if found[0] is None else max(map(float, found)))
        for least, most, one_run in (
            (0, QUARTERS - 99, False),
            (40, 90, False),
            (0, 300, True),
            (9, 9, True),
            (30, 50, True),
        ):
            with subtests.test(seed=seed, least=least, most=most, one_run=one_run):
                wish: dict[str, Any] = {"at_least": least / 4, "at_most": most / 4}
                response = await ask(
                    hass, "plan", contiguous=one_run, levels=LEVELS, **wish
                )
                assert response["missing_hours"] == 0
                expected = best_of(gains, least, most, one_run)
                assert response["profit"] == pytest.approx(expected, abs=1e-4)
