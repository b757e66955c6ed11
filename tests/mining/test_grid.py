"""What the next kilowatt-hour costs in a house that feeds energy into the grid."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.mining.grid import (
    GridSample,
    GridSettings,
    imported_part,
    part_of,
    price_by_parts,
    settled,
    with_grid,
)

NOW = datetime(2026, 6, 21, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
POWER = 3000.0


def seen(*readings: tuple[float, float | None]) -> tuple[GridSample, ...]:
    """Return the record of readings, each with the minutes before now."""
    samples: tuple[GridSample, ...] = ()
    for minutes, watts in readings:
        samples = with_grid(samples, watts, NOW - minutes * MINUTE)
    return samples


@pytest.mark.parametrize(
    ("others", "part"),
    [(500, 1.0), (0, 1.0), (-750, 0.75), (-1500, 0.5), (-3000, 0.0), (-9000, 0.0)],
)
def test_what_the_surplus_does_not_cover_is_imported(
    others: float, part: float
) -> None:
    """`others` is what the house takes from the grid without the machines."""
    assert part_of(others, POWER) == part
    assert imported_part(seen((6, others)), POWER, NOW) == part


@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(-10_000, 10_000))
def test_the_price_lies_between_the_two(
    tariff: float, export: float, others: float
) -> None:
    """And is what the house pays more, divided by what the machines take."""
    price = price_by_parts(tariff, export, part_of(others, POWER))
    assert price is not None

    def bill(grid: float) -> float:
        return grid * tariff if grid > 0 else grid * export

    more = bill(others + POWER) - bill(others)
    assert price == pytest.approx(more / POWER, abs=1e-9)
    assert min(tariff, export) - 1e-9 <= price <= max(tariff, export) + 1e-9


def test_only_prices_that_matter_have_to_be_known() -> None:
    """All imported: the tariff; nothing: what feeding in brings."""
    assert price_by_parts(0.3, None, 1.0) == 0.3
    assert price_by_parts(None, 0.08, 0.0) == 0.08
    assert price_by_parts(0.3, None, 0.5) is None
    assert price_by_parts(None, 0.08, 0.5) is None
    assert price_by_parts(0.3, 0.08, None) is None


def test_clouds_count_for_the_time_that_they_last() -> None:
    """Of five minutes, two without sun: two fifths are imported."""
    samples = seen((9, 0), (5, -3000), (4, 0), (2, -6000))
    assert imported_part(samples, POWER, NOW) == pytest.approx(0.4)


def test_an_outage_of_the_meter_is_bridged() -> None:
    """By the rest of the five minutes, if that is half of them."""
    assert imported_part(seen((5, -3000), (2, None)), POWER, NOW) == 0.0
    assert imported_part(seen((5, -3000), (3, None)), POWER, NOW) is None
    assert imported_part(seen((5, None), (2.5, 0)), POWER, NOW) == 1.0


def test_the_first_reading_counts_at_once() -> None:
    """Nobody waits five minutes for the first price."""
    assert imported_part(seen((0, -1500)), POWER, NOW) == 0.5
    assert imported_part(seen((0, None)), POWER, NOW) is None
    assert imported_part((), POWER, NOW) is None


@given(st.lists(st.tuples(st.floats(0, 2), st.floats(-9000, 9000)), max_size=400))
def test_the_record_is_short(readings: list[tuple[float, float]]) -> None:
    """Whatever meters report, and however often; the part is one between 0 and 1."""
    samples: tuple[GridSample, ...] = ()
    now = NOW
    for seconds, watts in readings:
        now += seconds * SECOND
        samples = with_grid(samples, watts, now)
        assert len(samples) <= 302
        part = imported_part(samples, POWER, now)
        assert part is not None
        assert -1e-9 <= part <= 1 + 1e-9


def test_readings_from_before_the_clock_was_set_back_are_forgotten() -> None:
    """They would be of the future."""
    samples = with_grid(seen((0, -9000)), 0, NOW - timedelta(hours=1))
    assert samples == (GridSample(NOW - timedelta(hours=1), 0),)


def test_the_part_moves_by_steps() -> None:
    """Else the price would move each minute; nothing and all are said at once."""
    assert settled(0.5, 0.54) == 0.5
    assert settled(0.5, 0.55) == 0.55
    assert settled(0.03, 0.0) == 0.0
    assert settled(0.97, 1.0) == 1.0
    assert settled(None, 0.5) == 0.5
    assert settled(0.5, None) is None


def test_meters_of_the_grid() -> None:
    """One that goes both ways, two, or one whose positive power is fed in."""
    price = GridSettings(fixed_price=0.08)
    assert not price.known
    assert not price.meters
    both = GridSettings(import_entity="sensor.a", export_entity="sensor.b")
    assert not both.known
    assert both.meters == ("sensor.a", "sensor.b")
    assert GridSettings(export_entity="sensor.b", price_entity="sensor.c").known
