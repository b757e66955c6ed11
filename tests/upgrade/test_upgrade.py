"""Nothing changes for those who come from version 1.0.0.

The present code starts from what 1.0.0 left behind, at the moment in which 1.0.0 was
shut down, in a world that stands where it stood. What it shows then, what it writes down
and what it tells in the hour after is held against what 1.0.0 itself showed, wrote and
told when it was started again in that moment. What is another on purpose stands in
`changes.py`.
"""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest

from custom_components.ocean_xyz.const import DOMAIN
from tests.soak.clock import Clock

from . import fixture
from .changes import MIGRATIONS, NEW_ATTRIBUTES, NEW_ENTITIES, NEW_STORES
from .comparing import differences, expected, fields, kind_of, known, place
from .house import Recording
from .observing import ENTITY
from .recorded import is_external
from .upgrading import upgraded

type Seen = dict[str, Any]

SEEN: Final[Seen] = {}
"""What is seen of one start, for all tests."""
TRIED: Final[list[datetime]] = []
"""That it was tried, so that a failure is not repeated by each of them."""


@pytest.fixture
async def seen(
    tmp_path: Path,
    clock: Clock,
    async_test_recorder: Recording,
    few_words: None,
    caplog: pytest.LogCaptureFixture,
) -> Seen:
    """Return what is seen of the present code; it starts once for all tests."""
    if not TRIED:
        TRIED.append(clock.now)
        with clock.in_force():
            told = await upgraded(fixture.V1_0_0, tmp_path, clock, async_test_recorder)
        ours = [one for one in caplog.records if DOMAIN in one.name]
        SEEN.update(told, log=[one.getMessage() for one in ours])
    if not SEEN:
        pytest.fail("it did not start: see the first test", pytrace=False)
    return SEEN


@pytest.fixture
def then() -> Seen:
    """Return what was seen of 1.0.0 when it started again."""
    told: Seen = fixture.read(fixture.V1_0_0, "states")
    return told


@pytest.fixture
def shown() -> Seen:
    """Return what 1.0.0 showed when it was shut down."""
    told: Seen = fixture.read(fixture.V1_0_0, "shown")
    return told


@pytest.fixture
def stores() -> Seen:
    """Return the files that 1.0.0 left behind."""
    return fixture.read_storage(fixture.V1_0_0 / "storage")


def without_new(told: Seen) -> Seen:
    """Return entities, or their states, without what 1.0.0 did not have."""
    return {key: value for key, value in told.items() if key not in NEW_ENTITIES}


def as_then(states: Seen) -> Seen:
    """Return states without the attributes that 1.0.0 did not have."""
    return {
        entity_id: told
        and {
            "state": told["state"],
            "attributes": {
                key: value
                for key, value in told["attributes"].items()
                if f"{entity_id} {key}" not in NEW_ATTRIBUTES
            },
        }
        for entity_id, told in without_new(states).items()
    }


def test_entities_are_the_same(seen: Seen, stores: Seen) -> None:
    """Ids, names, areas, options and who disabled them are those of before."""
    now = without_new(seen["start"]["entities"])
    assert differences(fixture.entities(stores, ENTITY), now) == {}
    assert len(now) > 250


def test_devices_are_the_same(seen: Seen, shown: Seen) -> None:
    """Identifiers, names, areas and parents are those of before."""
    assert differences(shown["devices"], seen["start"]["devices"]) == {}


def test_the_entry_is_the_same(seen: Seen, shown: Seen) -> None:
    """Data, options and accounts are those of before, and it is loaded."""
    assert differences(shown["entry"], seen["start"]["entry"]) == {}
    assert seen["start"]["entry"]["state"] == "loaded"


@pytest.mark.parametrize("moment", ["start", "reload", "later"])
def test_states_are_the_same(seen: Seen, then: Seen, moment: str) -> None:
    """After the start, a reload and an hour, entities show what they showed."""
    before, now = then[moment]["states"], as_then(seen[moment]["states"])
    assert differences(before, now) == {}


def test_actions_answer_the_same(seen: Seen, then: Seen) -> None:
    """Workers, blocks, payouts and what was earned are those of before."""
    assert differences(then["start"]["actions"], seen["start"]["actions"]) == {}


@pytest.mark.parametrize("moment", ["start", "reload"])
def test_nothing_is_told_twice(seen: Seen, moment: str) -> None:
    """What was told before the start is no news after it."""
    assert seen[moment]["news"] == []


def test_what_comes_later_is_told_as_before(seen: Seen, then: Seen) -> None:
    """Also what was only begun when 1.0.0 was shut down, like a payout in doubt."""
    news = seen["later"]["news"]
    assert news == then["later"]["news"]
    kinds = {(one["entity_id"], one["event_type"]) for one in news}
    assert kinds >= {
        ("event.home_worker", "gone"),
        ("event.home_worker", "offline"),
        ("event.home_earning", "block_credited"),
        ("event.heater_payout", "lightning"),
    }


def test_nothing_else_is_fired(seen: Seen, then: Seen) -> None:
    """There is no other kind of event on the bus than before."""
    assert seen["fired"] == then["fired"]
    assert not [kind for kind in seen["fired"] if DOMAIN in kind]


def test_repairs_are_the_same(seen: Seen, shown: Seen) -> None:
    """None is new, and the one that was ignored still is."""
    now = seen["start"]["issues"]
    assert differences(shown["issues"], now) == {}
    told = {
        one["translation_key"]: one["dismissed_version"] is not None
        for one in now.values()
        if one["active"]
    }
    assert told == {
        "gone_workers": False,
        "ledger_rebuilt": False,
        "renamed_workers": True,
    }


def test_statistics_are_the_same(seen: Seen) -> None:
    """What the database held it still holds, and nothing more."""
    before = fixture.read(fixture.V1_0_0, "statistics")
    assert differences(before, seen["start"]["statistics"]) == {}
    assert sum(map(is_external, before)) == 6
    assert len(before) == 13


def test_statistics_go_on_without_a_jump(seen: Seen, then: Seen) -> None:
    """The next hour's rows are those that 1.0.0 wrote."""
    before, now = then["later"]["statistics"], seen["later"]["statistics"]
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
    for store, told in then["stores"].items():
        before = expected(fields(store, told["data"]))
        now = known(fields(store, seen["stores"][store]["data"]))
        assert differences(before, now) == {}, store


def test_ledgers_lose_no_row(seen: Seen, stores: Seen) -> None:
    """Each earning and each payout that was ever written down is still there."""
    rows = 0
    for store, told in stores.items():
        if not fixture.is_ours(store) or kind_of(store) != "ledger":
            continue
        for what in ("earnings", "payouts"):
            before = told["data"]["ledger"][what]
            now = seen["stores"][store]["data"]["ledger"][what]
            assert [row for row in before if row not in now] == []
            rows += len(before)
    assert rows > 200


def test_versions_rise_with_a_migration_alone(seen: Seen, stores: Seen) -> None:
    """A store that is written in another version says so in the table."""
    raised: dict[str, tuple[int, int]] = {}
    for store, told in stores.items():
        if not fixture.is_ours(store):
            continue
        before, now = version_of(told), version_of(seen["files"][store])
        assert now >= before, store
        if now > before:
            raised[kind_of(store)] = now
    before, now = (version_of(_entry_in(files)) for files in (stores, seen["files"]))
    assert now >= before
    if now > before:
        raised["entry"] = now
    assert raised == {key: one.version for key, one in MIGRATIONS.items()}


def version_of(told: Seen) -> tuple[int, int]:
    """Return in which version something is written."""
    return told["version"], told["minor_version"]


def _entry_in(files: Seen) -> Seen:
    """Return the config entry as it is written."""
    entries = files["core.config_entries"]["data"]["entries"]
    (entry,) = (one for one in entries if one["domain"] == DOMAIN)
    told: Seen = entry
    return told


def test_nothing_is_logged(seen: Seen) -> None:
    """Neither a warning nor an error."""
    assert seen["log"] == []


EMPTY: Final = (None, False, 0, 0.0, "", [], {})


def test_the_fixture_has_something_of_everything(stores: Seen) -> None:
    """There is no field that is empty wherever it stands, or it would prove nothing."""
    told: dict[str, bool] = {}
    for store, content in stores.items():
        if fixture.is_ours(store):
            for path, value in fields(store, content["data"]).items():
                where = place(path)
                told[where] = told.get(where, False) or value not in EMPTY
    # What is empty in one store has its fields in another.
    told |= {
        part: True for part in told for where in told if where.startswith(f"{part}.")
    }
    assert [where for where, filled in told.items() if not filled] == []
    assert len(told) > 70
