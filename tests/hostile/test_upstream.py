"""If an upstream answers anything, Home Assistant stays up, small and truthful."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
import gc
import logging
import os
from random import Random
import tracemalloc
from typing import Any, Final

from aiohttp import DummyCookieJar
from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.json import json_bytes
from homeassistant.helpers.storage import Store
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.ocean_xyz.api import Block, Earning, EarnPay, Payout
from custom_components.ocean_xyz.mining.ledger.book import (
    Ledger,
)
from custom_components.ocean_xyz.mining.ledger.merge import (
    is_too_much,
    merge,
)
from custom_components.ocean_xyz.mining.pool import BlockLog, merge_blocks
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory
from custom_components.ocean_xyz.mining.workers.revisions import crowded_out
from custom_components.ocean_xyz.mining.workers.state import RollCall
from custom_components.ocean_xyz.runtime.clients import async_get_transport
from simulator import Edited, Upstreams, World

from ..conftest import Tick, set_up

SEEDS: Final = int(os.environ.get("STORMS", "6"))
"""Number of storms; raise it by hand to test more."""

TEXTS: Final = (
    *("0", "1", "-1", "0.00000001", "20999999.99999999", "1e30", "1e-30", "5e-9"),
    *("9223372036854775807", "65536", "4294967296", "999999999999999999999999999999"),
    *("1231006506", "4102444800", "5364662399", "2009-01-03T18:15:06", "", "NaN"),
    *("2139-12-31T23:59:59", "<img src=x onerror=alert(1)>", "a\nFORGED", "x" * 3000),
)
VALUES: Final = (
    *TEXTS,
    0,
    1,
    -1,
    2**63 - 1,
    2**64,
    1e308,
    0.5,
    None,
    True,
    [],
    {},
    [{}],
)


def spots(document: Any) -> Iterator[tuple[Any, Any]]:
    """Return everything in a document, as its container and its key or index."""
    keys: Any = ()
    if isinstance(document, dict):
        keys = document
    elif isinstance(document, list):
        keys = range(len(document))
    for key in keys:
        yield document, key
        yield from spots(document[key])


def storm(seed: int) -> Callable[[Any], Any]:
    """Return a change of answers: some values are replaced, or all of one kind.

    The same answer always changes in the same way, in any order of requests.
    """

    def change(document: Any) -> Any:
        random = Random(f"{seed} {document}")
        if not isinstance(document, (dict, list)):
            return random.choice(VALUES)
        places = list(spots(document))
        for _ in range(random.choice((0, 1, 2, 5))):
            holder, key = random.choice(places)
            value = random.choice(VALUES)
            if random.random() < 0.5 and isinstance(key, str):
                for other, same in places:
                    if same == key:
                        other[same] = value
            elif random.random() < 0.2 and isinstance(holder, dict):
                holder.pop(key, None)
            elif isinstance(holder, dict) or key < len(holder):
                holder[key] = value
        return document

    return change


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_no_storm_of_answers_breaks_anything(
    hass: HomeAssistant,
    upstreams: Upstreams,
    entry: MockConfigEntry,
    tick: Tick,
    caplog: pytest.LogCaptureFixture,
    seed: int,
) -> None:
    """Values at the ends of all ranges come for hours; then everything recovers."""
    assert await set_up(hass, entry)
    fault = upstreams.inject(Edited(storm(seed)))
    await tick(120)
    (account,) = entry.runtime_data.accounts.values()
    for memory in (
        account.source.memory,
        account.ledger_source.memory,
        entry.runtime_data.hub.pool_source.memory,
    ):
        json_bytes(memory.to_dict())
    for state in hass.states.async_all():
        json_bytes(state.as_dict())
        assert len(state.state) <= 255
        assert state.state not in {"nan", "inf", "-inf"}
    upstreams.faults.remove(fault)
    await tick(160, step=5)
    assert hass.states.get("sensor.home_data_status").state == "live"
    assert hass.states.get("binary_sensor.home_mining").state == "on"
    wrong = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert not wrong
    await hass.config_entries.async_unload(entry.entry_id)


class Flood:
    """Answers with ever new names, blocks and earnings, in OCEAN's format."""

    def __init__(self, world: World) -> None:
        """Start at zero."""
        self._world = world
        self._number = 0

    def workers(self, document: Any) -> Any:
        """Replace all workers by 167 new ones: 10,000 an hour."""
        row = next(iter(document["result"]["workers"][0].values()))
        names = (f"<b>{self._next()}</b>" + "y" * 300 for _ in range(167))
        document["result"]["workers"] = [{name: row} for name in names]
        return document

    def windows(self, document: Any) -> Any:
        """Report the hashrates of 500 unknown workers."""
        row = next(iter(document["result"]["workers"].values()))
        names = (f"{self._next()}" for _ in range(500))
        document["result"]["workers"] = dict.fromkeys(names, row)
        return document

    def blocks(self, document: Any) -> Any:
        """Insert a thousand new blocks before all others."""
        block = document["result"]["blocks"][0]
        document["result"]["blocks"] = [
            block
            | {
                "block_hash": f"{self._next():064x}",
                "ts": (self._world.now - timedelta(seconds=number)).isoformat()[:19],
                "workername": "z" * 300,
            }
            for number in range(1000)
        ]
        return document

    def earnings(self, document: Any) -> Any:
        """Credit three hundred blocks that nobody found."""
        row = document["result"]["earnings"][0]
        document["result"]["earnings"] = [
            row | {"block_hash": f"{self._next():x}"} for _ in range(300)
        ]
        return document

    def _next(self) -> int:
        """Return another number."""
        self._number += 1
        return self._number


def held(upstreams: Upstreams, mocker: AiohttpClientMocker) -> int:
    """Return the bytes that Python's objects take, without those of the tests."""
    upstreams.requests.clear()
    mocker.mock_calls.clear()
    # The plugin's mock here stores everything that was ever written.
    Store._async_write_data.reset_mock()
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.fixture
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set bounds so low that a test reaches them in minutes."""
    package = "custom_components.ocean_xyz"
    monkeypatch.setattr(f"{package}.sources.roll.MAX_ACCOUNT_WORKERS", 400)
    monkeypatch.setattr(f"{package}.mining.pool.MOST_BLOCKS", 100)
    monkeypatch.setattr(f"{package}.mining.ledger.merge.MAX_LEDGER_ROWS", 1000)
    monkeypatch.setattr(f"{package}.devices.choice.DEFAULT_DEVICE_LIMIT", 20)


@pytest.mark.usefixtures("small_bounds")
async def test_a_flood_of_new_names_fills_neither_memory_nor_registries(
    hass: HomeAssistant,
    upstreams: Upstreams,
    aioclient_mock: AiohttpClientMocker,
    entry: MockConfigEntry,
    world: World,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
    tick: Tick,
) -> None:
    """Once the bounds are reached, another hour takes no more memory."""
    assert await set_up(hass, entry)
    flood = Flood(world)
    for path, change in (
        ("/v1/userinfo_full", flood.workers),
        ("/v1/user_hashrate_full", flood.windows),
        ("/v1/latest_block", flood.blocks),
        ("/v1/blocks", flood.blocks),
        ("/v1/earnpay", flood.earnings),
    ):
        upstreams.inject(Edited(change), host="api.ocean.xyz", path=path)
    await tick(15)
    (account,) = entry.runtime_data.accounts.values()
    source, pool = account.source, entry.runtime_data.hub.pool_source

    def sizes() -> dict[str, int]:
        """Measure the stored data in bytes, and count what is registered."""
        return {
            "workers": len(source.memory.workers),
            "states": len(source.roll.states),
            "blocks": len(pool.log.blocks),
            "earnings": len(account.ledger_source.memory.ledger.earnings),
            "devices": len(device_registry.devices),
            "entities": len(entity_registry.entities),
            "shown": len(hass.states.async_entity_ids()),
        }

    before = sizes()
    assert before["workers"] == before["states"] == 400
    assert before["blocks"] == 100
    assert 300 < before["earnings"] <= 1000
    assert len(account.worker_devices.names) <= 20
    tracemalloc.start()
    await tick(6)
    first = held(upstreams, aioclient_mock)
    await tick(6)
    more = held(upstreams, aioclient_mock) - first
    tracemalloc.stop()
    assert more < 2**19
    after = sizes()
    assert after["earnings"] <= 1000
    assert after == before | {"earnings": after["earnings"]}
    assert len(json_bytes(source.memory.to_dict())) < 400 * 1000
    # Every listed worker exists, and the account's own figures are true.
    listed = {name for name, worker in source.roll.states.items() if not worker.gone}
    assert len(listed) >= 167
    assert hass.states.get("sensor.home_data_status").state == "live"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_cookies_are_not_kept(hass: HomeAssistant) -> None:
    """A host may send any number of cookies: they end with the answer."""
    transport = async_get_transport(hass)
    session = transport._session
    assert isinstance(session.cookie_jar, DummyCookieJar)
    assert async_get_transport(hass) is transport
    hass.bus.async_fire(EVENT_HOMEASSISTANT_CLOSE)
    await hass.async_block_till_done()
    assert session.closed


def test_whom_a_crowd_pushes_out() -> None:
    """It forgets the workers that have been missing longest, and no listed one."""
    missing = {"a": 0, "b": 7, "c": 1, "d": 9, "e": 0}
    memories = {name: WorkerMemory(missing=count) for name, count in missing.items()}
    roll = RollCall(memories=memories, states={}, events=())
    assert crowded_out(roll, 5) == set()
    assert crowded_out(roll, 4) == {"d"}
    assert crowded_out(roll, 3) == {"d", "b"}
    assert crowded_out(roll, 0) == {"d", "b", "c"}


def test_a_ledger_grows_no_further_than_a_ledger_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Known rows that are reported again do not count twice."""
    monkeypatch.setattr(
        "custom_components.ocean_xyz.mining.ledger.merge.MAX_LEDGER_ROWS", 3
    )
    at = datetime(2026, 11, 1, tzinfo=UTC)

    def answer(*numbers: int) -> EarnPay:
        return EarnPay(
            earnings=tuple(
                Earning(block_hash=f"{number:x}", time=at, net=number)
                for number in numbers
            ),
            payouts=tuple(Payout(time=at, amount=number) for number in numbers),
        )

    ledger = merge(Ledger(), answer(1, 2), at=at).ledger
    assert not is_too_much(ledger, answer(1, 2))
    assert not is_too_much(ledger, answer(1, 3))
    assert is_too_much(ledger, answer(3, 4))
    assert is_too_much(Ledger(), answer(1, 2, 3, 4))


def test_a_log_of_blocks_that_was_cut_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest rows stay, and luck is unknown for the time before them."""
    monkeypatch.setattr("custom_components.ocean_xyz.mining.pool.MOST_BLOCKS", 3)
    now = datetime(2026, 11, 1, tzinfo=UTC)
    blocks = [
        Block(hash=f"{number:x}", time=now - timedelta(hours=number), height=number)
        for number in range(5)
    ]
    log = merge_blocks(BlockLog(), blocks, first=True, last=False, now=now)
    assert [block.height for block in log.blocks] == [0, 1, 2]
    assert log.complete_since == now - timedelta(hours=2)
    log = merge_blocks(BlockLog(), blocks[:3], first=True, last=False, now=now)
    assert log.complete_since == now - timedelta(hours=2)
