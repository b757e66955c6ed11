"""What is read from Home Assistant's energy preferences."""

from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.ocean_xyz.mining.energy_dashboard import (
    DevicePower,
    EnergyDashboard,
    EnergyPrice,
    GridPower,
    meters_of,
    read_energy_dashboard,
)

KEYS = """
    type stat_energy_from stat_energy_to stat_cost stat_compensation stat_rate
    entity_energy_price number_energy_price entity_energy_price_export
    number_energy_price_export power_config stat_rate_from stat_rate_to
    stat_rate_inverted config_entry_solar_forecast name
    """.split()  # noqa: SIM905 (readable)
METERS = {"stat_energy_from": "sensor.bought", "stat_energy_to": "sensor.sold"}


def read(*grids: dict[str, Any], **more: Any) -> EnergyDashboard:
    """Return what is read of a dashboard with these grid connections."""
    sources = [{"type": "grid", "cost_adjustment_day": 0.0} | one for one in grids]
    return read_energy_dashboard({"energy_sources": sources} | more)


def tariff_of(*grids: dict[str, Any]) -> EnergyPrice | None:
    """Return the tariff of some grid connections."""
    return read(*({"stat_energy_from": "sensor.bought"} | one for one in grids)).tariff


@pytest.mark.parametrize(
    "preferences",
    [
        None,
        [],
        "grid",
        {},
        {"energy_sources": None, "device_consumption": {}},
        {"energy_sources": [None, "grid", {}, {"type": "water"}, ["grid"]]},
        {"energy_sources": [{"type": "grid"}, {"type": "solar"}]},
        {"energy_sources": [{"type": "solar", "config_entry_solar_forecast": "abc"}]},
        {"energy_sources": [{"type": "solar", "config_entry_solar_forecast": [1]}]},
        {"device_consumption": [None, {}, {"stat_rate": 5}, {"stat_rate": ""}]},
        {"device_consumption": [{"stat_consumption": "sensor.energy"}]},
        {"energy_sources": [{"type": "grid", "power_config": {"other": "sensor.x"}}]},
    ],
)
def test_nothing_is_read_of_what_says_nothing(preferences: object) -> None:
    """Whatever its shape is."""
    assert read_energy_dashboard(preferences) == EnergyDashboard()


SHAPES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["grid", "solar", "sensor.a", "sensor.b", "tibber:price", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=12,
)


@settings(max_examples=60)
@given(
    sources=st.lists(st.dictionaries(st.sampled_from(KEYS), SHAPES), max_size=3),
    devices=SHAPES,
)
def test_any_shape_is_read(sources: list[dict[str, Any]], devices: object) -> None:
    """What is proposed are ids of entities and prices, whatever else is there."""
    grids = [{"type": "grid"} | source for source in sources]
    found = read_energy_dashboard(
        {"energy_sources": [*grids, *sources], "device_consumption": devices}
    )
    entities = [device.entity for device in found.devices]
    if found.grid:
        entities += filter(None, (found.grid.imported, found.grid.exported))
    for price in filter(None, (found.tariff, found.export)):
        assert (price.entity is None) != (price.fixed is None)
        assert abs(price.fixed or 0) <= 1e6
        entities += filter(None, [price.entity])
    assert {*entities} <= {"sensor.a", "sensor.b"}


@pytest.mark.parametrize("suffix", ["", "_export"])
def test_a_price_is_an_entity_or_a_number(suffix: str) -> None:
    """For the energy that is bought, and for the energy that is sold."""

    def price(**keys: object) -> EnergyPrice | None:
        found = read(
            METERS | {f"{key}_energy_price{suffix}": v for key, v in keys.items()}
        )
        other, asked = (
            (found.tariff, found.export) if suffix else (found.export, found.tariff)
        )
        assert other is None
        return asked

    assert price(entity="sensor.p", number=None) == EnergyPrice(entity="sensor.p")
    assert price(entity=None, number=0.3) == EnergyPrice(fixed=0.3)
    assert price(number=0) == EnergyPrice(fixed=0)
    assert price(number=-1) == EnergyPrice(fixed=-1)
    # An external statistic has no state.
    assert price(entity="tibber:price", number=0.3) is None
    for number in (None, True, "0.3", float("nan"), float("inf"), 10**400):
        assert price(number=number) is None


def test_a_price_that_home_assistant_ignores_is_none() -> None:
    """It counts the money by a statistic instead."""
    bought = {"number_energy_price": 0.3, "stat_cost": "sensor.cost"}
    sold = {"number_energy_price_export": 0.1, "stat_compensation": "sensor.gain"}
    assert read(METERS | bought) == EnergyDashboard()
    assert read(METERS | sold) == EnergyDashboard()


def test_several_meters_have_one_price_or_none() -> None:
    """By day and by night: nobody knows which price is the present one."""
    day, night, same = (
        {"stat_energy_from": f"sensor.{name}", "number_energy_price": price}
        for name, price in (("day", 0.3), ("night", 0.2), ("same", 0.3))
    )
    assert tariff_of(day, same) == EnergyPrice(fixed=0.3)
    assert tariff_of(day, night) is None
    assert tariff_of(day, {"stat_energy_from": "sensor.unpriced"}) is None
    # What only sells, or only shows a power, buys nothing.
    sells = {"stat_energy_from": None, "stat_energy_to": "sensor.sold"}
    assert read(day, sells, {"stat_rate": "sensor.w"}).tariff == EnergyPrice(fixed=0.3)


@pytest.mark.parametrize(
    ("connection", "power"),
    [
        ({"stat_rate": "sensor.net"}, GridPower(imported="sensor.net")),
        (
            {"power_config": {"stat_rate": "sensor.net"}, "stat_rate": "sensor.old"},
            GridPower(imported="sensor.net"),
        ),
        (
            {
                "power_config": {"stat_rate_inverted": "sensor.solar_side"},
                "stat_rate": "sensor.energy_grid_made",
            },
            GridPower(exported="sensor.solar_side"),
        ),
        (
            {
                "power_config": {"stat_rate_from": "sensor.a", "stat_rate_to": "b.c"},
                "stat_rate": "sensor.energy_grid_made",
            },
            GridPower(imported="sensor.a", exported="b.c"),
        ),
        ({"power_config": {"stat_rate_from": "sensor.a", "stat_rate_to": "x:y"}}, None),
        ({"stat_rate": "external:power"}, None),
    ],
)
def test_the_power_of_the_grid(
    connection: dict[str, Any], power: GridPower | None
) -> None:
    """Its sign is that of the sensor that the user chose."""
    assert read(METERS | connection).grid == power
    # A second meter of the same connection has none.
    assert read(METERS | connection, METERS).grid == power


def test_two_connections_have_no_common_power() -> None:
    """It would be their sum, which no sensor shows."""
    assert read({"stat_rate": "sensor.a"}, {"stat_rate": "sensor.b"}).grid is None


def test_devices_and_solar_forecasts() -> None:
    """Each forecast once, in their order."""
    found = read_energy_dashboard(
        {
            "energy_sources": [
                {"type": "solar", "config_entry_solar_forecast": ["b", "a"]},
                {"type": "solar", "config_entry_solar_forecast": None},
                {"type": "solar", "config_entry_solar_forecast": ["a", "c"]},
                {"type": "battery", "config_entry_solar_forecast": ["d"]},
            ],
            "device_consumption": [
                {"stat_consumption": "sensor.e", "stat_rate": "sensor.w", "name": "S9"},
                {"stat_consumption": "sensor.e2", "stat_rate": "sensor.w2"},
                {"stat_consumption": "sensor.e3", "stat_rate": "external:w"},
            ],
        }
    )
    assert found.solar_forecasts == ("b", "a", "c")
    assert found.devices == (
        DevicePower(entity="sensor.w", name="S9"),
        DevicePower(entity="sensor.w2", name=""),
    )


@pytest.mark.parametrize(
    ("workers", "found"),
    [
        (["s19-shed", "bitaxe"], ["sensor.a", "sensor.b"]),
        # One machine has no meter: the sum would lack it.
        (["s19-shed", "bitaxe", "s9"], []),
        # Another device of the house is not a machine.
        (["s19-shed"], ["sensor.a"]),
        # Two meters of one machine would count it twice.
        (["twin"], []),
        # Names that are the same but for their capitals are two machines.
        (["bitaxe", "Bitaxe"], []),
        (["", "bitaxe"], []),
        (["..."], []),
        ([], []),
    ],
)
def test_meters_are_those_of_all_machines(workers: list[str], found: list[str]) -> None:
    """Or none of them."""
    devices = [
        ("sensor.a", {"S19 Shed", "plug 1"}),
        ("sensor.b", {"", "Bitaxe"}),
        ("sensor.c", {"Kettle", ""}),
        ("sensor.d", {"twin"}),
        ("sensor.e", {"Twin"}),
    ]
    assert meters_of(workers, devices) == found
