"""Lists of prices in the shapes of integrations, with figures of our own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from custom_components.ocean_xyz.mining.forecasts.prices import (
    Reading,
    read_lists,
    read_own,
    read_rows,
)
from custom_components.ocean_xyz.mining.forecasts.refused import Refused

from .support import DAY, at, slots, terms

TWO_HOURS = slots((0, 60, 0.2), (60, 120, -0.05))
"""What most of the shapes here say."""


def iso(minutes: float) -> str:
    """Return a time as a text."""
    return at(minutes).isoformat()


def utc(minutes: float) -> str:
    """Return a time in UTC, as JavaScript writes it."""
    return at(minutes).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def milliseconds(minutes: float) -> int:
    """Return a time in ms since 1970."""
    return int(at(minutes).timestamp() * 1000)


HACS_NORD_POOL = {
    "today": [0.2],
    "tomorrow": [-0.05],
    "raw_today": [{"start": at(0), "end": at(60), "value": 0.2}],
    "raw_tomorrow": [{"start": at(60), "end": at(120), "value": -0.05}],
    "price_in_cents": False,
    "currency": "EUR",
}
EPEX_SPOT = {
    "data": [
        {"start_time": iso(0), "end_time": iso(60), "price_per_kwh": 0.2},
        {"start_time": iso(60), "end_time": iso(120), "price_per_kwh": -0.05},
    ]
}
OLD_EPEX_SPOT = {
    "data": [
        {
            "start_time": iso(start),
            "end_time": iso(end),
            "price_eur_per_mwh": price * 1000,
            "price_ct_per_kwh": price * 100,
        }
        for start, end, price in ((0, 60, 0.2), (60, 120, -0.05))
    ]
}
AWATTAR = {
    "data": [
        {
            "start_timestamp": milliseconds(start),
            "end_timestamp": milliseconds(end),
            "marketprice": price,
            "unit": "Eur/MWh",
        }
        for start, end, price in ((0, 60, 200), (60, 120, -50))
    ]
}
OCTOPUS_ITSELF = {
    "results": [
        {
            "value_exc_vat": 20.0,
            "value_inc_vat": 21.0,
            "valid_from": iso(0),
            "valid_to": iso(30),
        }
    ]
}
OCTOPUS_ENERGY = {
    "rates": [
        {"start": at(0), "end": at(60), "value_inc_vat": 0.2, "is_capped": False},
        {"start": at(60), "end": at(120), "value_inc_vat": -0.05, "is_capped": False},
    ],
    "min_rate": -0.05,
    "max_rate": 0.2,
}
ENTSOE = {
    "prices_today": [{"time": "2026-06-01 00:00:00+02:00", "price": 0.2}],
    "prices_tomorrow": [],
    "prices": [
        {"time": "2026-06-01 00:00:00+02:00", "price": 0.2},
        {"time": "2026-06-01 01:00:00+02:00", "price": -0.05},
    ],
}
ENERGI_DATA_SERVICE = {
    "raw_today": [{"hour": at(0), "price": 0.2}, {"hour": at(60), "price": -0.05}],
    "raw_tomorrow": None,
    "forecast": [{"hour": at(0), "price": 9}, {"hour": at(120), "price": 9}],
    "tariffs": {"0": 0.1, "1": 0.1},
}
FRANK_ENERGIE = {
    "prices": [
        {"from": at(0), "till": at(60), "price": 0.2},
        {"from": at(60), "till": at(120), "price": -0.05},
    ]
}
TIBBER_API = {
    "today": [
        {"startsAt": iso(0), "total": 0.2, "energy": 0.1, "tax": 0.1, "level": "CHEAP"},
        {"startsAt": iso(60), "total": -0.05, "energy": 0, "tax": -0.05},
    ]
}
BY_CURRENCY = {
    "items": [
        {
            "SEK_per_kWh": price * 11,
            "EUR_per_kWh": price,
            "EXR": 11,
            "time_start": iso(start),
            "time_end": iso(end),
        }
        for start, end, price in ((0, 60, 0.2), (60, 120, -0.05))
    ]
}
AMBER = {
    "forecasts": [
        {
            "duration": 60,
            "date": "2026-06-01",
            "nem_date": iso(end),
            "per_kwh": price,
            "spot_per_kwh": 0.01,
            "start_time": (at(start) + timedelta(seconds=1)).isoformat(),
            "end_time": iso(end),
            "range_min": 0.0,
            "range_max": 1.0,
        }
        for start, end, price in ((0, 60, 0.2), (60, 120, -0.05))
    ],
    "channel_type": "general",
}
GENERIC = {
    "whatever": [
        {"Start": utc(0), "End": utc(60), "Value": "0.2"},
        {"Start": utc(60), "End": utc(120), "Value": "-0.05"},
    ]
}


def in_rows(factor: float = 1, **said: str) -> list[dict[str, Any]]:
    """Return two hours whose rows say more than a time and a price."""
    hours = ((0, 0.2, 0.1), (60, -0.05, 0.2))
    return [
        {"start": iso(start), "price": price * factor, "export_price": export} | said
        for start, price, export in hours
    ]


@pytest.mark.parametrize(
    ("attributes", "unit", "currency"),
    [
        (HACS_NORD_POOL, "EUR/kWh", "EUR"),
        (EPEX_SPOT, "€/kWh", "EUR"),
        (OLD_EPEX_SPOT, "EUR/MWh", "EUR"),
        (AWATTAR, None, "EUR"),
        (OCTOPUS_ENERGY, None, "GBP"),
        (OCTOPUS_ENERGY, "GBP/kWh", "GBP"),
        (ENTSOE, "EUR/kWh", "EUR"),
        (ENERGI_DATA_SERVICE, "DKK/kWh", "DKK"),
        (FRANK_ENERGIE, "€/kWh", "EUR"),
        (TIBBER_API, "NOK/kWh", "NOK"),
        (BY_CURRENCY, None, "EUR"),
        (AMBER, "$/kWh", "AUD"),
        (GENERIC, "EUR/kWh", "EUR"),
        ({"a mapping": {iso(0): 0.2, iso(60): -0.05}}, "EUR/kWh", "EUR"),
        ({"a mapping": {at(0): 0.2, at(60): -0.05}}, "EUR/kWh", "EUR"),
        ({"days": TIBBER_API | {"tomorrow": []}}, "EUR/kWh", "EUR"),
        ({"days": {"2026-06-01": TIBBER_API["today"]}}, "EUR/kWh", "EUR"),
        ({"a": [GENERIC, *GENERIC["whatever"], 7, None]}, "EUR/kWh", "EUR"),
        ({"x": in_rows(currency="€", unit="hour")}, "EUR/kWh", "EUR"),
        ({"x": in_rows(100, currency="EUR")}, "ct/kWh", "EUR"),
        ({"x": in_rows(1000, unit="MWh", currency="EUR")}, "EUR/kWh", "EUR"),
        ({"x": in_rows(1000, unit_of_measurement="MWh")}, "EUR/kWh", "EUR"),
        ({"x": in_rows(), "Feed-in": in_rows(7)}, "EUR/kWh", "EUR"),
        ({"x": {"buy": in_rows(), "sell": in_rows(7)}}, "EUR/kWh", "EUR"),
    ],
)
def test_a_shape(attributes: dict[str, Any], unit: str | None, currency: str) -> None:
    """Each says the same two hours."""
    assert read_lists(attributes, terms(unit, currency)) == Reading(TWO_HOURS)


@pytest.mark.parametrize(
    ("attributes", "unit", "currency", "reason"),
    [
        ({}, "EUR/kWh", "EUR", Refused.NO_LIST),
        (
            {"today": [0.1, 0.2], "x": "y", "z": {"0": 1}},
            "EUR/kWh",
            "EUR",
            Refused.NO_LIST,
        ),
        ({"rates": []}, "EUR/kWh", "EUR", Refused.UNAVAILABLE),
        # Energy that a meter counted is no price, nor is a price by no name we know.
        (
            {"x": [{"from": iso(0), "to": iso(60), "cost": 1}]},
            "€/kWh",
            "EUR",
            Refused.NO_LIST,
        ),
        (
            {"x": [{"datetime": iso(0), "electricity_price": 2e6}]},
            "€/kWh",
            "EUR",
            Refused.NO_LIST,
        ),
        (EPEX_SPOT, "€/kWh", "USD", Refused.CURRENCY),
        (EPEX_SPOT, None, "EUR", Refused.UNIT),
        (OLD_EPEX_SPOT, "EUR/MWh", "USD", Refused.CURRENCY),
        (OCTOPUS_ENERGY, None, "EUR", Refused.CURRENCY),
        (OCTOPUS_ITSELF, None, "GBP", Refused.UNIT),
        ({"x": in_rows(currency="NOK")}, "EUR/kWh", "EUR", Refused.CURRENCY),
        ({"x": in_rows(unit="MWh", currency="NOK")}, None, "EUR", Refused.CURRENCY),
        ({"sell_prices": in_rows()}, "EUR/kWh", "EUR", Refused.NO_LIST),
        (GENERIC, None, "EUR", Refused.UNIT),
        (GENERIC, "kWh", "EUR", Refused.UNIT),
        (BY_CURRENCY, None, "USD", Refused.CURRENCY),
        ({"x": [{"start": "soon", "price": 1}]}, "€/kWh", "EUR", Refused.TIMES),
        ({"x": [{"start": None, "price": 1}]}, "€/kWh", "EUR", Refused.TIMES),
        ({"x": [{"start": iso(0), "price": 1}]}, "€/kWh", "EUR", Refused.ENDS),
        (
            {"x": [{"start": iso(5), "end": iso(5), "price": 1}]},
            "€/kWh",
            "EUR",
            Refused.ENDS,
        ),
        ({"x": {iso(0): 1, iso(90): 2}}, "€/kWh", "EUR", Refused.ENDS),
        ({"x": {iso(0): 1, iso(30): 2, iso(75): 3}}, "€/kWh", "EUR", Refused.ENDS),
        ({"x": {iso(0): None, iso(60): "-"}}, "€/kWh", "EUR", Refused.NOT_A_NUMBER),
        ({"x": {iso(0): True, iso(60): "nan"}}, "€/kWh", "EUR", Refused.NOT_A_NUMBER),
        (
            {"x": {iso(0): 10**400, iso(60): "1e999"}},
            "€/kWh",
            "EUR",
            Refused.NOT_A_NUMBER,
        ),
        (
            {"x": {iso(step): 1 for step in range(4001)}},
            "€/kWh",
            "EUR",
            Refused.TOO_LONG,
        ),
    ],
)
def test_a_shape_that_is_refused(
    attributes: dict[str, Any], unit: str | None, currency: str, reason: Refused
) -> None:
    """It says why."""
    assert read_lists(attributes, terms(unit, currency)) == Reading(problem=reason)


def test_a_list_that_is_no_list() -> None:
    """An action may answer anything."""
    for answer in (None, 5, "text", [None], {"start": 1}):
        assert read_rows(answer, terms()) == Reading(problem=Refused.NO_LIST)
    # One that is empty may be filled later: those of the next day are.
    for empty in ([], {}, ()):
        assert read_rows(empty, terms()) == Reading(problem=Refused.UNAVAILABLE)


def test_a_cent_is_a_hundredth() -> None:
    """The unit of the entity counts, and the name of the price before it."""
    rows = [{"start": iso(0), "end": iso(60), "value": 31.5}]
    assert read_rows(rows, terms("ct/kWh")).slots == slots((0, 60, 0.315))
    assert read_rows(rows, terms("öre/kWh", "SEK")).slots == slots((0, 60, 0.315))
    rows = [{"start": iso(0), "end": iso(60), "price_per_mwh": 31.5}]
    assert read_rows(rows, terms("€/kWh")).slots == slots((0, 60, 0.0315))


@pytest.mark.parametrize(
    ("name", "value", "price"),
    [
        ("price_per_kwh", 0.3, 0.3),
        ("per_kwh", 0.3, 0.3),
        ("price_per_MWh", 300, 0.3),
        ("price_eur_per_mwh", 300, 0.3),
        ("EUR_per_kWh", 0.3, 0.3),
        ("eur_mwh", 300, 0.3),
        ("price_ct_kwh", 30, 0.3),
        ("PriceEurKwh", "0.3", 0.3),
        ("unit_price", 0.3, 0.3),
        ("price_kwh", 0.3, None),
        ("kwh", 0.3, None),
        ("spot_per_kwh", 0.3, None),
        ("energy_kwh", 0.3, None),
        ("cost", 0.3, None),
        ("consumption", 0.3, None),
    ],
)
def test_a_name_of_a_price(name: str, value: object, price: float | None) -> None:
    """It may say the unit; what only says energy is no price."""
    found = read_rows([{"start": iso(0), "end": iso(60), name: value}], terms("€/kWh"))
    expected = () if price is None else slots((0, 60, price))
    assert found.slots == expected


def test_a_cent_is_one_of_the_currency_that_is_named() -> None:
    """A bare cent beside another currency is not one of the hub's."""
    rows = [{"start": iso(0), "end": iso(60), "price_ct_per_kwh": 31.5}]
    assert read_rows(rows, terms(None)).slots == slots((0, 60, 0.315))
    assert read_rows(rows, terms("EUR/MWh", "USD")).problem is Refused.CURRENCY


def test_lists_that_cannot_be_read_do_not_hide_others() -> None:
    """Two prices for one time are worse: then none of them is known there."""
    one = {"a": {iso(0): 1, iso(60): 2}, "b": [{"start": "soon", "price": 1}]}
    assert read_lists(one, terms()) == Reading(slots((0, 60, 1), (60, 120, 2)))
    two = {"a": {iso(0): 1, iso(60): 2}, "b": {iso(60): 3, iso(120): 4}}
    assert read_lists(two, terms()) == Reading(
        slots((0, 60, 1), (120, 180, 4)), Refused.CONTRADICTION
    )


def test_an_entity_that_is_a_slot() -> None:
    """Amber's price says how long it holds; other times in attributes mean nothing."""
    own = {
        "start_time": (DAY + timedelta(seconds=1)).isoformat(),
        "end_time": iso(5),
        "per_kwh": 0.31,
        "spot_per_kwh": 0.1,
        "forecasts": [],
    }
    assert read_own(own, terms("$/kWh", "AUD")) == slots((0, 5, 0.31))
    assert not read_own({"start": iso(0), "end": iso(60)}, terms())
    assert not read_own({"time": iso(0), "price": 5}, terms())
    assert not read_own({1: 2, "datetime": datetime.now(UTC)}, terms())  # type: ignore[dict-item]


def test_what_is_fed_in() -> None:
    """Has a list or a name of its own beside those of what is bought, or none."""
    fed_in = replace(terms(), fed_in=True)
    expected = Reading(slots((0, 60, 0.1), (60, 120, 0.2)))
    assert read_lists({"x": in_rows()}, fed_in) == expected
    lists = {"x": in_rows(3), "export_today": in_rows()}
    assert read_lists(lists, fed_in) == expected
    assert read_lists({"x": GENERIC["whatever"]}, fed_in) == Reading(TWO_HOURS)
    lists["export_today"] = [{"time": "00:15", "value": 0.1}]
    assert read_lists(lists, fed_in).problem is Refused.TIMES
