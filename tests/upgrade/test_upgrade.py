"""Nothing changes for a user who updates from version 1.0.0.

The current code starts from the files of 1.0.0, at the time when 1.0.0 was shut down
and in the same world. The tests compare what it shows, stores and announces in the next
hour with what 1.0.0 itself did when it was restarted at that time.
`changes.py` lists the intended differences.
"""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest

from custom_components.ocean_xyz.const import DOMAIN
from tests.soak.clock import Clock

from . import fixture
from .changes import (
    CHANGED_ANSWERS,
    CHANGED_REPAIRS,
    CHANGED_STATES,
    MIGRATIONS,
    NEW_ANSWERS,
    NEW_ATTRIBUTES,
    NEW_ENTITIES,
    NEW_EVENTS,
    NEW_STORES,
    NEWER_LATER,
    NEWS_LATER,
    OTHER_ATTRIBUTES,
    OTHER_TIMES,
    RETIRED_ENTITIES,
    STATES_LATER,
)
from .comparing import differences, expected, fields, kind_of, known, place
from .house import Recording
from .observing import ENTITY
from .recorded import COLUMNS, is_external
from .upgrading import upgraded

type Seen = dict[str, Any]

SEEN: Final[Seen] = {}
"""What one start showed, for all tests."""
TRIED: Final[list[datetime]] = []
"""Set once the start was tried, so that not every test repeats a failed one."""


@pytest.fixture
async def seen(
    tmp_path: Path,
    clock: Clock,
    async_test_recorder: Recording,
    few_words: None,
    caplog: pytest.LogCaptureFixture,
) -> Seen:
    """Return what the current code shows; it starts once for all tests."""
    if not TRIED:
        TRIED.append(clock.now)
        with clock.in_force():
            result = await upgraded(
                fixture.V1_0_0, tmp_path, clock, async_test_recorder
            )
        ours = [one for one in caplog.records if DOMAIN in one.name]
        SEEN.update(result, log=[one.getMessage() for one in ours])
    if not SEEN:
        pytest.fail("it did not start: see the first test", pytrace=False)
    return SEEN


@pytest.fixture
def then() -> Seen:
    """Return what 1.0.0 showed after a restart."""
    recorded: Seen = fixture.read(fixture.V1_0_0, "states")
    return recorded


@pytest.fixture
def shown() -> Seen:
    """Return what 1.0.0 showed when it was shut down."""
    recorded: Seen = fixture.read(fixture.V1_0_0, "shown")
    return recorded


@pytest.fixture
def stores() -> Seen:
    """Return the files that 1.0.0 stored."""
    return fixture.read_storage(fixture.V1_0_0 / "storage")


def without_new(entries: Seen) -> Seen:
    """Return entities, or their states, without what 1.0.0 did not have."""
    return {key: value for key, value in entries.items() if key not in NEW_ENTITIES}


def as_then(states: Seen) -> Seen:
    """Return states without those, and the attributes, that are others on purpose."""
    return {
        entity_id: state
        and {
            "state": None if entity_id in OTHER_TIMES else state["state"],
            "attributes": {
                key: value
                for key, value in state["attributes"].items()
                if f"{entity_id} {key}"
                not in NEW_ATTRIBUTES.keys() | OTHER_ATTRIBUTES.keys()
            },
        }
        for entity_id, state in without_new(states).items()
        if entity_id not in RETIRED_ENTITIES.keys() | CHANGED_STATES.keys()
    }


def without(ids: Collection[str], states: dict[str, Any]) -> dict[str, Any]:
    """Return all other states."""
    return {key: one for key, one in states.items() if key not in ids}


def at_any_time(news: list[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """Return news in order, and those without their time that may come at another."""
    moved = [
        {key: value for key, value in one.items() if key != "at"}
        for one in news
        if one["entity_id"] in OTHER_TIMES
    ]
    return [one for one in news if one["entity_id"] not in OTHER_TIMES], moved


def test_entities_are_the_same(seen: Seen, stores: Seen) -> None:
    """Ids, names, areas, options and who disabled them are as before."""
    now = without_new(seen["start"]["entities"])
    before = fixture.entities(stores, ENTITY)
    for retired in RETIRED_ENTITIES:
        before[retired]["disabled_by"] = "integration"
    for entity_id, attribute in map(str.split, OTHER_ATTRIBUTES):
        for entity in (before[entity_id], now[entity_id]):
            entity.pop(attribute, None)
    assert differences(before, now) == {}
    assert len(now) > 250


def test_devices_are_the_same(seen: Seen, shown: Seen) -> None:
    """Identifiers, names, areas and parents are as before."""
    assert differences(shown["devices"], seen["start"]["devices"]) == {}


def test_the_entry_is_the_same(seen: Seen, shown: Seen) -> None:
    """Data, options and accounts are as before, and the entry is loaded."""
    assert differences(shown["entry"], seen["start"]["entry"]) == {}
    assert seen["start"]["entry"]["state"] == "loaded"


@pytest.mark.parametrize("moment", ["start", "reload", "later"])
def test_states_are_the_same(seen: Seen, then: Seen, moment: str) -> None:
    """After the start, a reload and an hour, entities show the same states."""
    before, now = as_then(then[moment]["states"]), as_then(seen[moment]["states"])
    for entity_id, state in STATES_LATER.items() if moment == "later" else ():
        was = before.pop(entity_id)
        if state is not None:
            before[entity_id] = was | {"state": state}
    # What changed in nothing but a new attribute did not change then.
    start = as_then(seen["start"]["states"])
    now = {key: one for key, one in now.items() if key in before or one != start[key]}
    if moment == "later":
        before, now = (without(NEWER_LATER, one) for one in (before, now))
    assert differences(before, now) == {}


def without_changed(answer: Any) -> Any:
    """Return the answer of an action without the fields that changed on purpose."""
    if isinstance(answer, list):
        return [without_changed(one) for one in answer]
    if isinstance(answer, dict):
        kept = answer.keys() - CHANGED_ANSWERS - NEW_ANSWERS
        return {key: without_changed(answer[key]) for key in kept}
    return answer


def test_actions_answer_the_same(seen: Seen, then: Seen) -> None:
    """Workers, blocks, payouts and earnings are as before."""

    def answers(seen: Seen) -> Seen:
        """Return the answers without what changed on purpose."""
        return {
            name: without_changed(answer)
            for name, answer in seen["start"]["actions"].items()
        }

    assert differences(answers(then), answers(seen)) == {}


@pytest.mark.parametrize("moment", ["start", "reload"])
def test_nothing_is_announced_twice(seen: Seen, moment: str) -> None:
    """What was announced before the start is not announced again."""
    assert seen[moment]["news"] == []


def test_what_comes_later_is_announced_as_before(seen: Seen, then: Seen) -> None:
    """This includes what was pending at the shutdown, such as a doubted payout."""
    news = seen["later"]["news"]
    before = [
        one
        for one in then["later"]["news"]
        if (one["entity_id"], one["event_type"]) not in NEWS_LATER
    ]
    assert at_any_time(news) == at_any_time(before)
    kinds = {(one["entity_id"], one["event_type"]) for one in news}
    assert kinds >= {
        ("event.home_worker", "offline"),
        ("event.home_earning", "block_credited"),
        ("event.heater_payout", "lightning"),
    }


def test_nothing_else_is_fired(seen: Seen, then: Seen) -> None:
    """No new type of event is fired."""
    new = {"entity_registry_updated", *NEW_EVENTS}
    assert set(seen["fired"]) - new == set(then["fired"])
    assert not [kind for kind in seen["fired"] if DOMAIN in kind]


def test_repairs_are_the_same(seen: Seen, shown: Seen) -> None:
    """There is no new repair, and the ignored one is still ignored."""
    now = seen["start"]["issues"]
    changed = {
        f"{key.split('/')[1].rpartition('_')[0]} {key.split('/')[2]}"
        for key in differences(shown["issues"], now)
    }
    assert changed == CHANGED_REPAIRS.keys()
    active = {
        one["translation_key"]: one["dismissed_version"] is not None
        for one in now.values()
        if one["active"]
    }
    assert active == {
        "gone_workers": False,
        "ledger_rebuilt": False,
        "renamed_workers": True,
    }


def with_amounts(statistic_id: str, rows: list[list[Any]]) -> list[list[Any]]:
    """Return the rows of a statistic, of ours those of hours with an amount."""
    amount = 1 + COLUMNS.index("state")
    return [row for row in rows if row[amount] or not is_external(statistic_id)]


def test_statistics_are_the_same(seen: Seen) -> None:
    """The database contains the same statistics as before, and no others.

    Earnings and payouts now have rows for hours in which nothing happened, too, and a
    name that no sensor's statistics have.
    """
    before = fixture.read(fixture.V1_0_0, "statistics")
    for one in (before[key] for key in filter(is_external, before)):
        name = one["metadata"]["name"]
        one["metadata"]["name"] = name.replace("in total", "since the first day")
    now = {
        key: one | {"hour": with_amounts(key, one["hour"])}
        for key, one in seen["start"]["statistics"].items()
    }
    assert differences(before, now) == {}
    assert sum(map(is_external, before)) == 6
    assert len(before) == 13


def test_statistics_go_on_without_a_jump(seen: Seen, then: Seen) -> None:
    """The next hour's rows are those that 1.0.0 wrote."""
    same = then["later"]["statistics"].keys() - CHANGED_STATES.keys() - NEWER_LATER
    before, now = (
        {
            key: with_amounts(key, rows)
            for key, rows in one["later"]["statistics"].items()
            if key in same
        }
        for one in (then, seen)
    )
    jumps = 0
    assert differences(before, now) == {}
    held = fixture.read(fixture.V1_0_0, "statistics")
    for key, rows in now.items():
        if is_external(key):
            continue
        assert len(rows) == 2
        (*_, state, total, _), (*_, state_then, total_then, _) = (
            rows[-1],
            held[key]["hour"][-1],
        )
        if total is not None:
            assert total - total_then == state - state_then
            jumps += 1
    assert jumps == 3


def test_stores_hold_what_they_held(seen: Seen, then: Seen, stores: Seen) -> None:
    """Field by field, the stores are those that 1.0.0 wrote after its own start."""
    held = {one for one in seen["stores"] if kind_of(one) not in NEW_STORES}
    assert held == {one for one in stores if fixture.is_ours(one)}
    for store, content in then["stores"].items():
        before = expected(fields(store, content["data"]))
        now = known(fields(store, seen["stores"][store]["data"]))
        assert differences(before, now) == {}, store


def test_ledgers_lose_no_row(seen: Seen, stores: Seen) -> None:
    """Each stored earning and payout is still there."""
    rows = 0
    for store, content in stores.items():
        if not fixture.is_ours(store) or kind_of(store) != "ledger":
            continue
        for what in ("earnings", "payouts"):
            before = content["data"]["ledger"][what]
            now = seen["stores"][store]["data"]["ledger"][what]
            assert [row for row in before if row not in now] == []
            rows += len(before)
    assert rows > 200


def test_versions_rise_with_a_migration_alone(seen: Seen, stores: Seen) -> None:
    """A store with a new version is listed in the table of migrations."""
    raised: dict[str, tuple[int, int]] = {}
    for store, content in stores.items():
        if not fixture.is_ours(store):
            continue
        before, now = version_of(content), version_of(seen["files"][store])
        assert now >= before, store
        if now > before:
            raised[kind_of(store)] = now
    before, now = (version_of(_entry_in(files)) for files in (stores, seen["files"]))
    assert now >= before
    if now > before:
        raised["entry"] = now
    assert raised == {key: one.version for key, one in MIGRATIONS.items()}


def version_of(content: Seen) -> tuple[int, int]:
    """Return the major and the minor version of a store or an entry."""
    return content["version"], content["minor_version"]


def _entry_in(files: Seen) -> Seen:
    """Return the stored config entry."""
    entries = files["core.config_entries"]["data"]["entries"]
    (entry,) = (one for one in entries if one["domain"] == DOMAIN)
    result: Seen = entry
    return result


def test_nothing_is_logged(seen: Seen) -> None:
    """The start logs neither a warning nor an error."""
    assert seen["log"] == []


EMPTY: Final = (None, False, 0, 0.0, "", [], {})


def test_the_fixture_has_something_of_everything(stores: Seen) -> None:
    """Every field has a value somewhere; an empty one would prove nothing."""
    filled_in: dict[str, bool] = {}
    for store, content in stores.items():
        if fixture.is_ours(store):
            for path, value in fields(store, content["data"]).items():
                where = place(path)
                filled_in[where] = filled_in.get(where, False) or value not in EMPTY
    # A mapping that is empty in one store has fields in another.
    filled_in |= {
        part: True
        for part in filled_in
        for where in filled_in
        if where.startswith(f"{part}.")
    }
    assert [where for where, filled in filled_in.items() if not filled] == []
    assert len(filled_in) > 70
