"""Reads Home Assistant's energy preferences: what its Energy dashboard was told.

What is missing, ambiguous or of another shape is not there. The shape is that of
`EnergyPreferences` in Home Assistant's `components/energy/data.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

MOST_MONEY: Final = 1_000_000
"""Per kWh, in any currency."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EnergyPrice:
    """The price of a kilowatt-hour: an entity, or a number."""

    entity: str | None = None
    fixed: float | None = None
    """In Home Assistant's currency."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GridPower:
    """What measures the grid's power; imported less exported is the net power."""

    imported: str | None = None
    """An entity, positive while the house imports."""
    exported: str | None = None
    """An entity, positive while the house exports."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DevicePower:
    """What measures the power of a single device."""

    entity: str
    name: str
    """The name that the user gave it on the dashboard; may be empty."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EnergyDashboard:
    """What of the Energy dashboard concerns mining."""

    tariff: EnergyPrice | None = None
    export: EnergyPrice | None = None
    grid: GridPower | None = None
    devices: tuple[DevicePower, ...] = ()
    solar_forecasts: tuple[str, ...] = ()
    """Ids of config entries."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Direction:
    """The keys of one direction of a grid connection."""

    meter: str
    money: str
    """A statistic of the money itself. Home Assistant then ignores the price."""
    entity: str
    number: str


IMPORT: Final = _Direction(
    meter="stat_energy_from",
    money="stat_cost",
    entity="entity_energy_price",
    number="number_energy_price",
)
EXPORT: Final = _Direction(
    meter="stat_energy_to",
    money="stat_compensation",
    entity="entity_energy_price_export",
    number="number_energy_price_export",
)


def read_energy_dashboard(preferences: object) -> EnergyDashboard:
    """Return what the preferences say.

    A house may have several grid meters, as for day and night. Their price is known if
    it is the same for all, their power if there is one.
    """
    if not isinstance(preferences, Mapping):
        return EnergyDashboard()
    sources = [*_rows(preferences.get("energy_sources"))]
    grids = [source for source in sources if source.get("type") == "grid"]
    return EnergyDashboard(
        tariff=_price(grids, IMPORT),
        export=_price(grids, EXPORT),
        grid=_only(power for one in grids if (power := _power(one)) != GridPower()),
        devices=tuple(
            DevicePower(entity=entity, name=_text(row.get("name")) or "")
            for row in _rows(preferences.get("device_consumption"))
            if (entity := _entity(row.get("stat_rate")))
        ),
        solar_forecasts=tuple(
            dict.fromkeys(
                entry
                for source in sources
                if source.get("type") == "solar"
                for entry in _list(source.get("config_entry_solar_forecast"))
                if _text(entry)
            )
        ),
    )


def meters_of(
    workers: Iterable[str], devices: Iterable[tuple[str, Iterable[str]]]
) -> list[str]:
    """Return the power meters of the machines behind some workers.

    A device is a worker's if it has the worker's name, whatever its spaces and capitals.
    A sum without one of the machines, or with one twice, would be wrong, so there are
    none unless each worker has exactly one. `devices` are entities with their names.
    """
    named_so = [_plain(worker) for worker in workers]
    wanted = set(named_so)
    found = [
        (entity, named)
        for entity, names in devices
        if (named := wanted & set(map(_plain, names)))
    ]
    belong = [name for _, named in found for name in named]
    if "" in wanted or sorted(belong) != sorted(named_so):
        return []
    return [entity for entity, _ in found]


def _plain(name: str) -> str:
    """Return the letters and digits of a name."""
    return "".join(filter(str.isalnum, name.casefold()))


def _price(grids: list[Mapping[str, Any]], keys: _Direction) -> EnergyPrice | None:
    """Return the price that all meters of one direction have."""
    metered = [one for one in grids if _text(one.get(keys.meter))]
    return _only(
        None
        if one.get(keys.money) is not None
        else _price_of(one.get(keys.entity), one.get(keys.number))
        for one in metered
    )


def _price_of(entity: object, number: object) -> EnergyPrice | None:
    """Return a price; an entity comes first, as in Home Assistant."""
    if entity is not None:
        known = _entity(entity)
        return EnergyPrice(entity=known) if known else None
    if isinstance(number, bool) or not isinstance(number, int | float):
        return None
    is_price = -MOST_MONEY <= number <= MOST_MONEY
    return EnergyPrice(fixed=float(number)) if is_price else None


def _power(grid: Mapping[str, Any]) -> GridPower:
    """Return what measures the power of a grid connection.

    What the user chose comes before the sensor that Home Assistant made of it.
    """
    chosen = grid.get("power_config")
    keys = chosen if isinstance(chosen, Mapping) else grid
    if inverted := _entity(keys.get("stat_rate_inverted")):
        return GridPower(exported=inverted)
    both = [_entity(keys.get(f"stat_rate_{way}")) for way in ("from", "to")]
    if all(both):
        return GridPower(imported=both[0], exported=both[1])
    return GridPower(imported=_entity(keys.get("stat_rate")))


def _only[T](found: Iterable[T]) -> T | None:
    """Return what is found if it is one and the same."""
    different = set(found)
    return different.pop() if len(different) == 1 else None


def _list(value: object) -> list[Any]:
    """Return a list, empty if it is none."""
    return value if isinstance(value, list) else []


def _rows(value: object) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a list."""
    yield from (row for row in _list(value) if isinstance(row, Mapping))


def _text(value: object) -> str | None:
    """Return a text that is not empty."""
    return value if isinstance(value, str) and value else None


def _entity(value: object) -> str | None:
    """Return the id of an entity; an external statistic (`a:b`) is none."""
    text = _text(value)
    return text if text and "." in text and ":" not in text else None
