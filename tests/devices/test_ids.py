"""Ids stay what users' registries hold, and are read as they were built."""

from hashlib import sha256
import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.devices import ids

ACCOUNT = "0123456789ab"
EXAMPLES = Path(__file__).parents[1] / "fixtures" / "ids.json"
NAMES = ("", "rig", "a_worker_b", "a_online", "_", "online")


@pytest.fixture(scope="module")
def examples() -> dict[str, Any]:
    """Return the examples that the dashboard's module is held to, too."""
    read: dict[str, Any] = json.loads(EXAMPLES.read_text())
    return read


def test_an_account_id_is_made_of_installation_and_address() -> None:
    """Twelve hex digits, different in another installation."""
    made = ids.account_id("home", "bc1q")
    assert made == sha256(b"homebc1q").hexdigest()[:12]
    assert made != ids.account_id("cabin", "bc1q")


def test_ids_are_the_examples_that_the_dashboard_reads(
    examples: dict[str, Any],
) -> None:
    """The browser reads what is built here."""
    assert examples["domain"] == DOMAIN
    account, entry = examples["account_id"], examples["entry_id"]
    expected = examples["identifiers"]
    assert ids.pool_identifier(entry) == (DOMAIN, expected["pool"])
    assert ids.network_identifier(entry) == (DOMAIN, expected["network"])
    assert ids.account_identifier(account) == (DOMAIN, expected["account"])
    for name, text in expected["workers"].items():
        identifier = ids.worker_identifier(account, name)
        assert identifier == (DOMAIN, text)
        assert ids.read_worker_identifier(identifier, account) == name
    assert ids.earned_statistic_id(account) == examples["statistics"]["earned"]
    assert ids.paid_statistic_id(account) == examples["statistics"]["paid"]


@pytest.mark.parametrize(
    "identifier",
    [(DOMAIN, "0123456789ac_worker_rig"), ("other", f"{ACCOUNT}_worker_rig"),
     (DOMAIN, ACCOUNT), (DOMAIN, "01HUB_pool")],
)  # fmt: skip
def test_an_identifier_of_something_else_is_no_worker(
    identifier: tuple[str, str],
) -> None:
    """A worker is one of its own account."""
    assert ids.read_worker_identifier(identifier, ACCOUNT) is None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("key", [ids.ONLINE, ids.hashrate_key(10_800), "status"])
def test_a_worker_is_read_from_the_unique_id(name: str, key: str) -> None:
    """With the raw name, whatever it holds."""
    unique_id = ids.unique_id(ids.worker_owner(ACCOUNT, name), key)
    assert unique_id == f"{ACCOUNT}_worker_{name}_{key}"
    assert ids.read_worker(unique_id, key) == (ACCOUNT, name)
    assert ids.read_worker(unique_id, "another") is None


def test_other_entities_are_no_workers() -> None:
    """Keys that begin with a worker's word do not make one."""
    for key in (ids.WORKER, "workers_online", "pool_workers"):
        assert ids.read_worker(ids.unique_id(ACCOUNT, key), key) is None


@pytest.mark.parametrize("key", ids.MONEY_KEYS)
def test_money_is_read_with_its_currency(key: str) -> None:
    """An amount in another currency is another entity."""
    unique_id = ids.unique_id(ACCOUNT, ids.money_key(key, "EUR"))
    assert unique_id == f"{ACCOUNT}_{key}_EUR"
    assert ids.read_money(unique_id, ACCOUNT) == (key, "EUR")
    assert ids.read_money(unique_id, "0123456789ac") is None
    assert ids.read_money(ids.unique_id(ACCOUNT, "unpaid"), ACCOUNT) is None


def test_hashrates_are_read_with_their_average() -> None:
    """Of accounts and workers in seconds; the pool's and the network's are their own."""
    assert ids.hashrate_key(10_800) == "hashrate_10800s"
    assert ids.read_average("hashrate_10800s") == 10_800
    assert ids.read_average("network_hashrate") is None
    assert ids.pool_hashrate_key(300) == "pool_hashrate_300s"
    for key in ("hashrate_60s", "pool_hashrate_300s", "network_hashrate"):
        assert ids.is_hashrate(key)
    assert not ids.is_hashrate("hashprice")


def test_store_keys_and_issue_ids_hold_the_account() -> None:
    """As version 1.0.0 wrote them."""
    assert ids.HUB_STORE_KEY == "hub"
    assert ids.account_store_key(ACCOUNT) == f"account_{ACCOUNT}"
    assert ids.ledger_store_key(ACCOUNT) == f"ledger_{ACCOUNT}"
    assert ids.cost_store_key(ACCOUNT) == f"costs_{ACCOUNT}"
    assert ids.issue_id("no_price") == "no_price"
    assert ids.issue_id("gone_workers", ACCOUNT) == f"gone_workers_{ACCOUNT}"
