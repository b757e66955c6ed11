"""The worked examples of the guide are what the code computes."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
import re

import pytest

from custom_components.ocean_xyz.mining.costs import (
    CostInputs,
    CostSettings,
    energy_price,
    heat_price,
    heat_saving,
    margin_of,
    value_of_energy,
)
from custom_components.ocean_xyz.mining.economics import energy_per_day
from custom_components.ocean_xyz.mining.grid import part_of
from custom_components.ocean_xyz.mining.heat import (
    CopReading,
    Heat,
    HeatReading,
    HeatSettings,
    cop_equivalent,
    heat_of,
)
from custom_components.ocean_xyz.mining.profitability import pays

PAGE = (Path(__file__).parents[2] / "docs" / "guide" / "energy.md").read_text()

NOW = datetime(2026, 6, 21, 12, tzinfo=UTC)

WATTS = 3250
TARIFF, EXPORT, VALUE = 0.30, 0.08, 0.12

# A machine with 18 J/TH, and a bitcoin price at which its kWh brings the value above.
RUNNING = CostInputs(efficiency=18, per_terahash=64.8, price=80_000)


def table(name: str) -> list[list[str]]:
    """Return the cells of the rows of a table, without its heading."""
    rows = PAGE.partition(f"<!-- {name} -->")[2].strip().partition("\n\n")[0]
    cells = [re.split(r" *\| *", one.strip("| ")) for one in rows.splitlines()]
    return cells[2:]


def number(cell: str) -> float:
    """Return the number in a cell."""
    found = re.search(r"−?[\d,.]*\d", cell)
    assert found is not None, cell
    return float(found[0].replace("−", "-").replace(",", ""))


def inputs(price: float, heat: Heat | None = None) -> CostInputs:
    """Return the inputs at a price of the next kWh."""
    return replace(RUNNING, tariff=price, heat=heat or Heat())


def test_what_a_kilowatt_hour_brings() -> None:
    """The sentence before the examples, and the value in all of them."""
    assert value_of_energy(RUNNING) == pytest.approx(VALUE)
    assert "0.035 / 0.432 = 0.081 EUR" in PAGE
    assert energy_per_day(18) == pytest.approx(0.432)
    assert 0.035 / energy_per_day(18) == pytest.approx(0.081, abs=0.0005)


def test_the_sunny_day() -> None:
    """Each hour's surplus, imported part, price and decision follow from the last."""
    pages = f"{WATTS:,} W; electricity costs {TARIFF:.2f} EUR/kWh"
    assert f"{pages}, feeding in brings {EXPORT:.2f} EUR/kWh" in " ".join(PAGE.split())
    profitable = False
    decisions = []
    for _, solar, house, without, imported, price, answer in table("sunny day"):
        grid = number(house) - number(solar)
        assert number(without) == grid
        part = part_of(grid, WATTS)
        assert number(imported) == round(part * 100)
        now = replace(RUNNING, tariff=TARIFF, export_price=EXPORT, imported=part)
        assert number(price) == pytest.approx(energy_price(now), abs=0.0005)
        profitable = pays(profitable, margin_of(now) or 0, CostSettings())
        assert answer == ("yes" if profitable else "no")
        decisions.append(answer)
    assert decisions == ["no"] * 4 + ["yes"] * 5 + ["no"] * 2


def test_what_the_text_says_about_two_of_its_hours() -> None:
    """At 11:00 by parts, at 15:00 a margin between the two that decide."""
    hours = {hour: number(without) for hour, _, _, without, *_ in table("sunny day")}
    part = part_of(hours["11:00"], WATTS)
    assert (part * WATTS, (1 - part) * WATTS) == pytest.approx((350, 2900))
    assert f"{part:.3f} · 0.30 + {1 - part:.3f} · 0.08 = 0.104 EUR" in PAGE
    price = energy_price(
        CostInputs(
            tariff=TARIFF,
            export_price=EXPORT,
            imported=part_of(hours["15:00"], WATTS),
        )
    )
    assert price is not None
    margin = margin_of(inputs(price))
    assert margin is not None
    assert f"only {margin:.0f} % of the value is left" in PAGE
    settings = CostSettings()
    assert settings.margin_off < margin < settings.margin_on


def test_a_battery_that_takes_all_surplus() -> None:
    """The grid shows nothing, with machines that are off and with those that run."""
    surplus, battery = 4000, 4000
    grid = battery - surplus
    assert part_of(grid, WATTS) == 1
    battery -= WATTS
    grid = battery + WATTS - surplus
    assert part_of(grid - WATTS, WATTS) == 0
    # With the template, both are the same.
    assert part_of(grid - battery - WATTS, WATTS) == part_of(-surplus, WATTS) == 0


def test_what_heat_costs() -> None:
    """For a fuel, another fuel and a heat pump, and as calculators say it."""
    rows = table("heat")
    cells = {name.strip("*"): cell.strip("*") for name, cell in rows[:3]}
    price, value = number(rows[0][1]), number(rows[1][1])
    assert value == VALUE
    assert number(cells["Heat price"]) == pytest.approx(heat_price(inputs(price)))
    wanted = HeatReading(wanted=True)
    others = [
        heat_of(
            HeatSettings(fuel_price=0.11, efficiency=0.9),
            replace(wanted, fuel_price=0.11),
            None,
        ),
        heat_of(
            HeatSettings(fuel_price=0.16, efficiency=0.8),
            replace(wanted, fuel_price=0.16),
            None,
        ),
        heat_of(HeatSettings(cop_entity="sensor.cop"), wanted, CopReading(3, NOW)),
    ]
    for (name, cost), (_, saving), heat in zip(
        rows[3:9:2], rows[4:9:2], others, strict=True
    ):
        assert heat is not None
        assert number(cost) == pytest.approx(
            heat.credit * price + heat.worth, abs=0.0005
        ), name
        assert number(saving) == pytest.approx(
            heat_saving(inputs(price, heat)), abs=0.0005
        )
    assert rows[9:] == [
        ["Paid by mining", f"{100 * value / price:.0f} %"],
        ["COP equivalent", f"{cop_equivalent(price, value):.2f}"],
    ]


@pytest.mark.parametrize("pump", [1.5, 5 / 3, 2.5])
def test_mining_beats_a_heat_pump_with_a_lower_cop(pump: float) -> None:
    """Heat is saved exactly if the COP equivalent is higher than the pump's COP."""
    price = 0.30
    saving = heat_saving(inputs(price, Heat(credit=1 / pump)))
    equivalent = cop_equivalent(price, VALUE)
    assert saving is not None
    assert equivalent is not None
    assert saving == pytest.approx(price / pump - price / equivalent)
