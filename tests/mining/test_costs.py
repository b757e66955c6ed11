"""What mining costs and is worth, computed by hand and held to what has to be true."""

import pytest

from custom_components.ocean_xyz.api import Difficulty, HashesPerSecond, Satoshis
from custom_components.ocean_xyz.mining.economics import (
    break_even_price,
    energy_per_day,
    hashprice,
    joules_per_terahash,
    satoshis_per_kwh,
    value_of,
)


def test_a_day_of_a_common_machine() -> None:
    """3,500 W use 84 kWh."""
    assert energy_per_day(3500) == 84
    assert energy_per_day(0) == 0


def test_what_satoshis_are_worth() -> None:
    """44,900 sat are 44.90 at a price of 100,000."""
    assert value_of(44_900, 100_000) == pytest.approx(44.90)
    assert value_of(0, 100_000) == 0


def test_the_hashprice_of_a_day_in_may() -> None:
    """86400e15 / (138.97e12 2^32) blocks of 3.133 BTC: 45,355 sat a petahash."""
    difficulty = Difficulty(138_966_872_071_213.02)
    price = hashprice(difficulty, Satoshis(313_312_160))
    assert price == pytest.approx(45_355, rel=1e-3)
    assert hashprice(Difficulty(2 * difficulty), Satoshis(313_312_160)) == price / 2


def test_what_has_no_answer_is_not_known() -> None:
    """No power, no hashes, or nothing earned."""
    assert break_even_price(10, 0) is None
    assert satoshis_per_kwh(1000, 0) is None
    assert joules_per_terahash(1000, HashesPerSecond(0)) is None


def test_energy_by_what_it_does() -> None:
    """3,500 W for 200 TH/s are 17.5 J/TH; 8,400 sat of 84 kWh are 100 sat each."""
    assert joules_per_terahash(3500, HashesPerSecond(200e12)) == 17.5
    assert satoshis_per_kwh(8400, 3500) == 100
