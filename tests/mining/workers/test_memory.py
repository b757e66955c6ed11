"""What is remembered of a worker, as 1.0.0 stored it."""

from datetime import UTC, date, datetime
import json
from pathlib import Path

import pytest

from custom_components.ocean_xyz.mining.account import AccountMemory
from custom_components.ocean_xyz.mining.alert_memory import Alerts
from custom_components.ocean_xyz.mining.workers.memory import STORED_AS, WorkerMemory

STORES = sorted(
    (Path(__file__).parents[2] / "fixtures/v1_0_0/storage").glob("ocean_xyz.account_*")
)

AT = "2026-11-01T12:00:00+00:00"

# A worker in the store of 1.0.0, with no field at its default.
STORED = {
    "last_share": AT,
    "hashrate": 1e14,
    "shares_seen": 7,
    "difficulties": [[82000, 65536]],
    "recent": [65536, 131072],
    "answered": AT,
    "resumed": AT,
    "off_until": AT,
    "running_since": AT,
    "silent": 1,
    "missing": 2,
    "gone_since": AT,
    "offline": True,
    "samples": [1e14],
    "sampled": AT,
    "medians": [["2026-10-31", 1e14]],
    "appeared": AT,
    "kept": True,
    "put_off": AT,
    "strangers": ["rig-2"],
}

# What 1.0.0 stored to see the rhythm of shares in the answers.
NO_LONGER_STORED = {
    "beats": 5,
    "rhythm": 61.5,
    "waited": 60.0,
    "pace": 60.0,
    "off_pace": 2,
}

# What it did not know yet.
NEW = {
    "hashrate_over": 86400,
    "mean_hashrate": None,
    "mean_over": 0,
    "standstill": 0,
    "was_offline": False,
    "alarm_at": None,
    "acknowledged": False,
    "off_until_back": False,
    "heard_again": None,
    "silences": [],
    "slow_gaps": [],
    "low": False,
    "lowest": None,
    "unlisted_since": None,
    "levels": [],
    "former_names": [],
}

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)

REMEMBERED = WorkerMemory(
    last_share=NOON,
    hashrate=1e14,
    shares_seen=7,
    difficulties=((82000, 65536),),
    recent=(65536, 131072),
    answered=NOON,
    resumed=NOON,
    off_until=NOON,
    running_since=NOON,
    silent=1,
    missing=2,
    gone_since=NOON,
    offline=True,
    samples=(1e14,),
    sampled=NOON,
    medians=((date(2026, 10, 31), 1e14),),
    appeared=NOON,
    keep=True,
    postponed_at=NOON,
    not_renamed_from=("rig-2",),
)


def test_a_worker_of_the_first_version_is_read() -> None:
    """Fields that have been renamed are found under the keys that they had."""
    memory = AccountMemory.from_dict({"workers": {"rig": STORED | NO_LONGER_STORED}})
    assert memory.workers == {"rig": REMEMBERED}


def test_a_worker_is_stored_with_the_keys_of_the_first_version() -> None:
    """A user who goes back to 1.0.0 loses nothing."""
    assert AccountMemory(workers={"rig": REMEMBERED}).to_dict()["workers"] == {
        "rig": STORED | NEW
    }


@pytest.mark.parametrize("path", STORES, ids=lambda path: path.name)
def test_what_the_first_version_left_behind_is_stored_as_it_was(path: Path) -> None:
    """Read and written again, the store of a real account is the same."""
    data = json.loads(path.read_text())["data"]
    assert data["workers"]
    workers = {
        name: {k: v for k, v in worker.items() if k not in NO_LONGER_STORED} | NEW
        for name, worker in data["workers"].items()
    }
    new = {"workers": workers, "alerts": Alerts().to_dict()}
    assert AccountMemory.from_dict(data).to_dict() == {**data, **new}


def test_only_fields_that_exist_are_renamed() -> None:
    """Each name in the table is a field, and no key is one."""
    assert STORED_AS.keys() <= set(WorkerMemory._fields)
    assert not set(STORED_AS.values()) & set(WorkerMemory._fields)


@pytest.mark.parametrize("broken", [3, {"rig": 3}])
def test_a_broken_store_is_noticed(broken: object) -> None:
    """What is no worker raises an error that the store catches."""
    with pytest.raises(AttributeError):
        AccountMemory.from_dict({"workers": broken})
