"""Reads lists of prices as integrations and templates write them.

Each row has a beginning, a price and mostly an end, under many names. The unit comes
from the name of the price, the row or the entity. What cannot be read says why.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from itertools import chain, islice
import re
from typing import Any, Final

from ..meters import Unreadable, energy_factor, tariff_factor
from ..money import is_bare_cent, meanings
from .refused import Refused
from .slots import PriceSlot, joined
from .times import is_time, read_number, read_time, regular_steps

type Row = Mapping[str, Any]
"""By names without capitals and without what is neither letter nor digit."""

LIMIT: Final = 4000
"""Rows of one list; a month of quarters of an hour has 2,976."""

STARTS: Final = """
    start starttime startsat startat startdate starttimestamp validfrom from timestart
    periodstart intervalstart begin datetime time hour timestamp date
    """.split()  # noqa: SIM905 (readable)
ENDS: Final = """
    end endtime endsat endat enddate endtimestamp validto validuntil to till until
    timeend periodend intervalend stop
    """.split()  # noqa: SIM905 (readable)
AMOUNTS: Final = """
    valueincvat total totalprice priceincvat priceinclvat price value unitprice
    importprice buyprice marketprice spotprice rate
    """.split()  # noqa: SIM905 (readable)
"""The first of several names of one thing that a list has counts."""

SOLD: Final = ("exportprice", "sellprice", "sellingprice", "feedinprice")
"""Names of what energy brings that is fed in; they come first where that is asked."""
OF_SELLING: Final = re.compile("export|feedin|sell|inject")
"""In the name of a list that is about energy that is fed in."""

PER_ENERGY: Final = re.compile(r"(?:price|value|rate|tariff)?(.*?)(per)?([km]wh)")
"""Names that say the unit: price_per_kwh, price_eur_per_mwh, SEK_per_kWh, eur_mwh."""

OCTOPUS: Final = {"valueincvat": "GBP/kWh"}
"""Names whose unit is known although their entities, which are events, have none."""
PENCE: Final = "validfrom"
"""Octopus itself calls the beginning so, and has pence: no unit is known then."""


NO_LETTERS: Final = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What a list itself does not say."""

    unit: str | None
    """The entity's unit of measurement."""
    currency: str
    """The hub's."""
    zone: tzinfo
    """Home Assistant's, for times without one."""
    fed_in: bool = False
    """Whether what energy brings is asked that is fed in, not what it costs."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read, and why not all of it."""

    slots: tuple[PriceSlot, ...] = ()
    problem: Refused | None = None


def read_lists(attributes: Mapping[str, Any], terms: Terms) -> Reading:
    """Return the prices that lists in an entity's attributes hold.

    All lists count, except that one that is called a forecast counts only alone: beside
    others it is a guess about what they do not know yet. Beside a list of what is fed
    in, the others are of what is bought.
    """
    lists = {
        name: rows
        for name, value in attributes.items()
        if (rows := _rows(value, terms))
    }
    lists = _in_direction(lists, terms)
    if not lists:
        return _nothing(attributes.values())
    published = [rows for name, rows in lists.items() if not _is_guess(str(name))]
    return together(_read(rows, terms) for rows in published or lists.values())


def read_own(attributes: Mapping[str, Any], terms: Terms) -> tuple[PriceSlot, ...]:
    """Return the slot that an entity's attributes themselves are: the present one."""
    rows = _rows([attributes], terms)
    has_end = rows and not {*ENDS}.isdisjoint(rows[0])
    return _read(rows, terms).slots if has_end else ()


def together(found: Iterable[Reading]) -> Reading:
    """Return what several lists say, as far as they can be read and agree."""
    found = list(found)
    slots, contradict = joined(slot for one in found for slot in one.slots)
    if contradict:
        return Reading(slots, Refused.CONTRADICTION)
    if slots:
        return Reading(slots)
    problems = (one.problem for one in found if one.problem is not None)
    return Reading(problem=next(problems, Refused.NO_LIST))


def read_rows(value: object, terms: Terms) -> Reading:
    """Return the prices of one list."""
    rows = _rows(value, terms)
    return _read(rows, terms) if rows else _nothing([value])


def _nothing(values: Iterable[object]) -> Reading:
    """Return why there is no list of prices: an empty list is filled later."""
    lists = [one for one in values if isinstance(one, list | tuple | Mapping)]
    is_empty = not all(lists)
    return Reading(problem=Refused.UNAVAILABLE if is_empty else Refused.NO_LIST)


def _is_guess(name: str) -> bool:
    """Return whether a list is called a forecast."""
    return name.casefold().startswith("forecast")


def _read(rows: list[Row], terms: Terms) -> Reading:
    """Return the prices that rows say."""
    if len(rows) > LIMIT:
        return Reading(problem=Refused.TOO_LONG)
    price = _price_name(rows, terms)
    if isinstance(price, Refused):
        return Reading(problem=price)
    name, factor = price
    starts = [read_time(_first(row, STARTS), terms.zone) for row in rows]
    steps = regular_steps([start for start in starts if start])
    slots, numbers = [], False
    for row, start in zip(rows, starts, strict=True):
        value = read_number(row.get(name))
        if start is None or value is None:
            continue
        numbers = True
        end = read_time(_first(row, ENDS), terms.zone)
        if end is None and start in steps:
            end = start + steps[start]
        if end is not None and start < end:
            slots.append(PriceSlot(start, end, round(value * factor, 9)))
    if slots:
        return together([Reading(tuple(slots))])
    if numbers:
        return Reading(problem=Refused.ENDS)
    return Reading(problem=Refused.NOT_A_NUMBER if any(starts) else Refused.TIMES)


def _price_name(rows: list[Row], terms: Terms) -> tuple[str, float] | Refused:
    """Return the name of the price, and how much of the currency per kWh 1 of it is.

    If the same price is there in several currencies, it is the one in the hub's. A bare
    cent is one of the hub's currency only where nothing names another one.
    """
    refused = Refused.UNIT
    if tariff_factor(terms.unit, terms.currency) is Unreadable.CURRENCY:
        refused = Refused.CURRENCY
    bare = []
    for name, unit in _priced(rows, terms):
        factor = tariff_factor(unit, terms.currency)
        if factor is Unreadable.CURRENCY:
            refused = Refused.CURRENCY
        elif not isinstance(factor, Unreadable):
            if not is_bare_cent((unit or "").rpartition("/")[0]):
                return name, factor
            bare.append((name, factor))
    return bare[0] if bare and refused is not Refused.CURRENCY else refused


def _unit_of(row: Row, terms: Terms) -> str | None:
    """Return the unit that a row itself says, or its energy or currency, else None."""
    unit, money = row.get("unit") or row.get("unitofmeasurement"), row.get("currency")
    if isinstance(unit, str) and "/" in unit:
        return unit
    of_money, _, of_energy = (terms.unit or "").rpartition("/")
    if isinstance(unit, str) and energy_factor(unit) is not None:
        return f"{money or of_money}/{unit}"
    other = isinstance(money, str) and terms.currency not in meanings(money)
    return f"{money}/{of_energy}" if other else None


def _priced(rows: list[Row], terms: Terms) -> Iterator[tuple[str, str | None]]:
    """Yield the names in rows that are a price, each with its unit."""
    of_entity = terms.unit
    names = dict.fromkeys(name for row in rows for name in row)
    for name in names:
        if _is_price(name) and (per := PER_ENERGY.fullmatch(name)):
            money = per[1] or (of_entity or "").rpartition("/")[0]
            yield name, f"{money}/{per[3]}"
    for name in (*SOLD, *AMOUNTS) if terms.fed_in else AMOUNTS:
        if name in names:
            of_row = _unit_of(rows[0], terms)
            known = None if PENCE in names else OCTOPUS.get(name)
            yield name, of_row or of_entity or known
            return


def _in_direction[T](lists: Mapping[Any, T], terms: Terms) -> dict[Any, T]:
    """Return the lists that are not of the other direction, by their names."""
    sold = {name for name in lists if OF_SELLING.search(_name(str(name)))}
    return {
        name: one
        for name, one in lists.items()
        if not sold or (name in sold) is terms.fed_in
    }


def _rows(value: object, terms: Terms) -> list[Row]:
    """Return what in a value is a row: it has a beginning and a price.

    A mapping of times to prices is a list as well, and so is one of names or days to
    lists.
    """
    if isinstance(value, Mapping):
        lists = {
            name: inner
            for name, inner in value.items()
            if isinstance(inner, list | tuple)
        }
        if not lists and is_time(next(iter(value), None)):
            pairs = islice(value.items(), LIMIT + 1)
            return [{"start": start, "price": price} for start, price in pairs]
        asked = _in_direction(lists, terms).values()
        value = [*islice(chain.from_iterable(asked), LIMIT + 1)]
    if not isinstance(value, list | tuple):
        return []
    rows = (_named(row) for row in value if isinstance(row, Mapping))
    return list(islice(filter(_is_row, rows), LIMIT + 1))


def _is_row(row: Row) -> bool:
    """Return whether there is a beginning and a price."""
    return not {*STARTS}.isdisjoint(row) and any(map(_is_price, row))


@lru_cache(maxsize=512)
def _is_price(name: str) -> bool:
    """Return whether a name is that of a price of energy."""
    per = PER_ENERGY.fullmatch(name)
    says_unit = per and (meanings(per[1]) if per[1] else per[2])
    return bool(says_unit) or name in AMOUNTS


@lru_cache(maxsize=512)
def _name(key: str) -> str:
    """Return a name without capitals, and without what is neither letter nor digit."""
    return NO_LETTERS.sub("", key.casefold())


def _named(row: Mapping[Any, Any]) -> Row:
    """Return a row with its names as we compare them."""
    return {_name(key): value for key, value in row.items() if isinstance(key, str)}


def _first(row: Row, names: Iterable[str]) -> object:
    """Return the first of several things that a row has."""
    return next((row[name] for name in names if row.get(name) is not None), None)
