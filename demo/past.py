"""Writes what Home Assistant would have recorded during the last weeks.

The world knows its past. So the graphs of a demo that has just started show what the
machines did, with the same shares that OCEAN pays for.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from math import sqrt
from pathlib import Path
import sqlite3
from typing import Any, Final
from zoneinfo import ZoneInfo

from simulator import Account, MachinePlan, World
from simulator.machine import WOBBLE, Machine

from .client import HomeAssistantClient
from .house.day import next_price
from .processes import ZONE

TERA: Final = 10**12
PETA: Final = 10**15
EXA: Final = 10**18
HASHES_PER_SHARE: Final = 2**32
SATOSHIS: Final = 10**8
HOUR: Final = 3600
DAY: Final = 24 * HOUR

STATES_SPAN: Final = 7 * DAY
STATES_STEP: Final = 900
STATISTICS_SPAN: Final = 55 * DAY

# Home Assistant shows the last day of a sensor by its statistics of five minutes.
SHORT_TERM_SPAN: Final = 26 * HOUR
SHORT_TERM_STEP: Final = 300

# Counting the shares of all machines of a farm takes minutes.
MOST_COUNTED: Final = 20

# The longest wait until the recorder knows the statistics that it was given.
RECORDER_SECONDS: Final = 60

CURRENCY: Final = "EUR"

UNKNOWN: Final = ("unknown", "unavailable")

type Value = Callable[[float], float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Costs:
    """The power of an account's machines, and what a kWh costs them."""

    watts: float
    tariff: float | None = None
    """A fixed price, in the currency per kWh; None in a house with solar panels."""
    zone: str = ZONE
    """Where that house is."""

    def price(self, time: float) -> float:
        """Return what the next kWh costs at a time."""
        if self.tariff is not None:
            return self.tariff
        return next_price(datetime.fromtimestamp(time, ZoneInfo(self.zone)), self.watts)

    def per_day(self, time: float) -> float:
        """Return the cost per day at the price of a time."""
        return self.watts / 1000 * 24 * self.price(time)


def _together(machines: Sequence[Machine]) -> Machine:
    """Return one machine with the shares of many: as much, and as much chance in it."""
    first = machines[0]
    total = sum(machine.process.hashrate for machine in machines)
    plan = MachinePlan(
        name="all",
        hashrate=total,
        difficulty=first.process.difficulty,
        wobble=WOBBLE / sqrt(len(machines)),
    )
    return Machine(plan, seed=first.name, since=first.phases[0].start)


def _rate(account: Account, window: int, *names: str) -> Value:
    """Return the average hashrate of machines in TH/s; of all if none is named."""
    machines = [account.machines[name] for name in names or account.machines]
    if len(machines) > MOST_COUNTED:
        machines = [_together(machines)]

    @cache
    def rate(time: float) -> float:
        end = int(time)
        shares = sum(machine.shares(end - window, end) for machine in machines)
        return shares * HASHES_PER_SHARE / window / TERA

    return rate


def _network(world: World) -> dict[str, Value]:
    """Return the former states of the network's sensors."""
    chain, market = world.chain, world.market

    def hashprice(time: float) -> float:
        reward = chain.expected_fees(time) + 312_500_000
        work = chain.difficulty(time) * HASHES_PER_SHARE
        return DAY * PETA / work * reward

    def price(time: float) -> float:
        return market.price(CURRENCY, time)

    return {
        "price": price,
        "difficulty": lambda time: chain.difficulty(time) / TERA,
        "hashprice": lambda time: round(hashprice(time), 1),
        "hashprice_value": lambda time: round(
            hashprice(time) / SATOSHIS * price(time), 4
        ),
    }


def _account(
    account: Account, network: Mapping[str, Value], costs: Costs | None
) -> dict[str, Value]:
    """Return the former states of an account's sensors."""
    rate = _rate(account, 3 * HOUR)

    def expected(time: float) -> float:
        return round(rate(time) / 1000 * network["hashprice"](time))

    def revenue(time: float) -> float:
        return round(expected(time) / SATOSHIS * network["price"](time), 4)

    values: dict[str, Value] = {
        "hashrate_300s": _rate(account, 300),
        "hashrate_10800s": rate,
        "expected_per_day": expected,
        "revenue_per_day": revenue,
        "workers_online": lambda time: sum(
            machine.is_on(time) for machine in account.machines.values()
        ),
    }
    if costs is not None:
        nominal = sum(one.process.hashrate for one in account.machines.values()) / PETA
        energy = costs.watts / 1000 * 24 / nominal

        def value_per_kwh(time: float) -> float:
            return round(network["hashprice_value"](time) / energy, 5)

        values |= {
            "power": lambda _: costs.watts,
            "power_cost_per_day": lambda time: round(costs.per_day(time), 4),
            "profit_per_day": lambda time: round(
                revenue(time) - costs.per_day(time), 4
            ),
            "value_per_kwh": value_per_kwh,
            "grid_price": lambda time: round(costs.price(time), 5),
        }
    return values


def values_of(
    world: World, accounts: Mapping[str, str], costs: Mapping[str, Costs]
) -> dict[tuple[str, str], Value]:
    """Return the states at a time, by device and translation key.

    `accounts` maps labels to addresses, `costs` maps labels to the configured costs.
    """
    network = _network(world)
    values: dict[tuple[str, str], Value] = {
        ("Bitcoin network", key): value for key, value in network.items()
    }
    values["OCEAN pool", "pool_hashrate_300s"] = lambda time: (
        world.chain.pool_hashrate(time) / EXA
    )
    for label, address in accounts.items():
        account = world.account(address)
        assert account is not None
        states = _account(account, network, costs.get(label))
        values |= {(label, key): value for key, value in states.items()}
        for name in [*account.machines][:MOST_COUNTED]:
            values[name, "hashrate_10800s"] = _rate(account, 3 * HOUR, name)
    return values


async def entities_of(
    client: HomeAssistantClient,
) -> dict[tuple[str, str], str]:
    """Return the entity ids of the integration by device and translation key."""
    devices = await client.ask(type="config/device_registry/list")
    names = {one["id"]: one["name"] for one in devices}
    listed = await client.ask(type="config/entity_registry/list_for_display")
    return {
        (names[one["di"]], one["tk"]): one["ei"]
        for one in listed["entities"]
        if one["pl"] == "ocean_xyz" and one["ei"].startswith("sensor.")
    }


def _times(end: float, span: int, step: int) -> Iterator[float]:
    """Return the full steps of a span of time."""
    start = int(end - span) // step * step
    yield from range(start, int(end) - step, step)


async def _recorded(
    database: Path, query: str, wanted: Collection[str]
) -> dict[str, tuple[Any, ...]]:
    """Return what the recorder has about some entities, once it has it for all.

    The recorder writes a little later than Home Assistant shows. Raises RuntimeError if
    it takes too long.
    """
    missing = set(wanted)
    for _ in range(RECORDER_SECONDS):
        with sqlite3.connect(database, timeout=60) as connection:
            rows = connection.execute(query).fetchall()
        found = {entity_id: tuple(ids) for entity_id, *ids in rows}
        missing = set(wanted) - found.keys()
        if not missing:
            return found
        await asyncio.sleep(1)
    msg = f"The recorder does not know {', '.join(sorted(missing))}"
    raise RuntimeError(msg)


def _insert(database: Path, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows. Home Assistant may be running: it knows nothing of them."""
    with sqlite3.connect(database, timeout=60) as connection:
        connection.executemany(statement, rows)


async def write_states(database: Path, past: Mapping[str, Value], end: float) -> None:
    """Write the former states of entities that have a state now."""
    newest = await _recorded(
        database,
        "SELECT m.entity_id, s.metadata_id, s.attributes_id "
        "FROM states s JOIN states_meta m ON m.metadata_id = s.metadata_id "
        "WHERE s.state NOT IN ('unavailable', 'unknown') ORDER BY s.state_id",
        past.keys(),
    )
    rows = [
        (str(value(time)), time, time, 0, *newest[entity_id])
        for entity_id, value in past.items()
        for time in _times(end, STATES_SPAN, STATES_STEP)
    ]
    _insert(
        database,
        "INSERT INTO states (state, last_updated_ts, last_reported_ts, "
        "origin_idx, metadata_id, attributes_id) VALUES (?, ?, ?, ?, ?, ?)",
        rows,
    )


async def write_statistics(
    client: HomeAssistantClient,
    past: Mapping[str, Value],
    units: Mapping[str, str | None],
    end: float,
) -> None:
    """Let the recorder import the former hourly averages."""
    for entity_id, value in past.items():
        rows: list[dict[str, Any]] = []
        for time in _times(end, STATISTICS_SPAN, HOUR):
            start = datetime.fromtimestamp(time, UTC).isoformat()
            mean = value(time + HOUR / 2)
            rows.append({"start": start, "mean": mean, "min": mean, "max": mean})
        await client.ask(
            type="recorder/import_statistics",
            metadata={
                "statistic_id": entity_id,
                "source": "recorder",
                "name": None,
                "unit_of_measurement": units[entity_id],
                "unit_class": "power" if units[entity_id] == "W" else None,
                "mean_type": 1,
                "has_sum": False,
            },
            stats=rows,
        )


async def write_short_term(
    database: Path, past: Mapping[str, Value], end: float
) -> None:
    """Write the averages of five minutes, which nothing imports."""
    known = await _recorded(
        database, "SELECT statistic_id, id FROM statistics_meta", past.keys()
    )
    means = [
        (*known[entity_id], time, value(time + SHORT_TERM_STEP / 2))
        for entity_id, value in past.items()
        for time in _times(end, SHORT_TERM_SPAN, SHORT_TERM_STEP)
    ]
    _insert(
        database,
        "INSERT OR IGNORE INTO statistics_short_term "
        "(created_ts, metadata_id, start_ts, mean, min, max) VALUES (?, ?, ?, ?, ?, ?)",
        [(end, name, time, mean, mean, mean) for name, time, mean in means],
    )


async def write_past(
    client: HomeAssistantClient, database: Path, values: Mapping[tuple[str, str], Value]
) -> None:
    """Write the history from before Home Assistant first saw its entities.

    That is what all views draw: the states, for tiles and logs, and both kinds of
    statistics, for the graphs of the dashboard and for the dialog of a single entity.
    """
    entities = await entities_of(client)
    states = await client.states()
    end = datetime.now(UTC).timestamp()
    past = {
        entity_id: value
        for name, value in values.items()
        if (entity_id := entities.get(name)) in states
        and states[entity_id]["state"] not in UNKNOWN
    }
    await write_states(database, past, end)
    measured = {
        entity_id: value
        for entity_id, value in past.items()
        if states[entity_id]["attributes"].get("state_class") == "measurement"
    }
    units = {
        entity_id: states[entity_id]["attributes"].get("unit_of_measurement")
        for entity_id in measured
    }
    await write_statistics(client, measured, units, end)
    await write_short_term(database, measured, end)
