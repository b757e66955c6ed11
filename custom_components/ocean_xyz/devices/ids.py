"""Builds and reads every id of the integration; no other module does.

Unique ids, identifiers, statistic ids and store keys live in users' registries,
databases and storage, so their formats never change. `frontend/ids.js` reads the same
ids in the browser; `tests/fixtures/ids.json` holds both to one set of examples.

An id begins with its owner: the id of the config entry for pool and network, the
account id for an account, and `worker_owner` for a worker.
"""

from hashlib import sha256
from typing import Final

from ..const import DOMAIN

ACCOUNT_ID_DIGITS: Final = 12

HUB_STORE_KEY: Final = "hub"

# The keys of entities that other modules than the one describing them name.
DATA_STATUS: Final = "data_status"
EARNING: Final = "earning"
MINING: Final = "mining"
NETWORK_HASHRATE: Final = "network_hashrate"
ONLINE: Final = "online"
PAYOUT: Final = "payout"
POOL_BLOCK: Final = "pool_block"
PROFITABLE: Final = "profitable"
WORKER: Final = "worker"

NEXT_PROFITABLE_START: Final = "next_profitable_start"
HOURS_TODAY: Final = "profitable_hours_today"
HOURS_TOMORROW: Final = "profitable_hours_tomorrow"
PLAN_KEYS: Final = (NEXT_PROFITABLE_START, HOURS_TODAY, HOURS_TOMORROW)
"""The keys of what follows from prices that are known ahead."""

PRICE: Final = "price"
HASHPRICE_VALUE: Final = "hashprice_value"
REVENUE_PER_DAY: Final = "revenue_per_day"
UNPAID_VALUE: Final = "unpaid_value"
EARNED_TOTAL_VALUE: Final = "earned_total_value"
POWER_COST_PER_DAY: Final = "power_cost_per_day"
PROFIT_PER_DAY: Final = "profit_per_day"
BREAK_EVEN_TARIFF: Final = "break_even_tariff"
BREAK_EVEN_PRICE: Final = "break_even_price"
VALUE_PER_KWH: Final = "value_per_kwh"
GRID_PRICE: Final = "grid_price"
HEAT_PRICE: Final = "heat_price"
HEAT_SAVING: Final = "heat_saving"

MONEY_KEYS: Final = (
    PRICE,
    HASHPRICE_VALUE,
    REVENUE_PER_DAY,
    UNPAID_VALUE,
    EARNED_TOTAL_VALUE,
    POWER_COST_PER_DAY,
    PROFIT_PER_DAY,
    BREAK_EVEN_TARIFF,
    BREAK_EVEN_PRICE,
    VALUE_PER_KWH,
    GRID_PRICE,
    HEAT_PRICE,
    HEAT_SAVING,
)
"""The keys that a currency follows in unique ids."""

_HASHRATE: Final = "hashrate_"
_POOL_HASHRATE: Final = "pool_hashrate_"
_WORKER_MARK: Final = "_worker_"


def account_id(installation: str, address: str) -> str:
    """Return what stands for an address wherever one would show it: 12 hex digits.

    It is the same for as long as the installation lives, so that an account that is
    removed and added again finds its history, and another one in every other
    installation.
    """
    digest = sha256(f"{installation}{address}".encode()).hexdigest()
    return digest[:ACCOUNT_ID_DIGITS]


def worker_owner(account_id: str, name: str) -> str:
    """Return the owner of a worker's entities, which is its device's identifier too.

    It holds the raw name, so that `a-b` and `a_b` are two workers.
    """
    return f"{account_id}{_WORKER_MARK}{name}"


def unique_id(owner: str, key: str) -> str:
    """Return the unique id of an entity.

    No key is the end of another one, so no two workers share an id.
    """
    return f"{owner}_{key}"


def read_worker(unique_id: str, key: str) -> tuple[str, str] | None:
    """Return the account id and the raw name in the unique id of a worker's entity.

    None for an entity that is not a worker's.
    """
    account_id, _, rest = unique_id.partition(_WORKER_MARK)
    name = rest.removesuffix(f"_{key}")
    return None if name == rest else (account_id, name)


def money_key(key: str, currency: str) -> str:
    """Return the key of an entity in one currency; another currency is another entity."""
    return f"{key}_{currency}"


def read_money(unique_id: str, owner: str) -> tuple[str, str] | None:
    """Return the key and the currency of an owner's entity, None for one without."""
    for key in MONEY_KEYS:
        prefix = f"{owner}_{key}_"
        if unique_id.startswith(prefix):
            return key, unique_id.removeprefix(prefix)
    return None


def hashrate_key(average: int) -> str:
    """Return the key of an account's or a worker's hashrate, averaged over seconds."""
    return f"{_HASHRATE}{average}s"


def pool_hashrate_key(average: int) -> str:
    """Return the key of the pool's hashrate, averaged over seconds."""
    return f"{_POOL_HASHRATE}{average}s"


def read_average(key: str) -> int | None:
    """Return the seconds that a hashrate of an account or a worker is averaged over."""
    average = key.removeprefix(_HASHRATE).removesuffix("s")
    return int(average) if average.isdecimal() else None


def is_hashrate(key: str) -> bool:
    """Return whether an entity shows a hashrate."""
    return key.startswith((_HASHRATE, _POOL_HASHRATE)) or key == NETWORK_HASHRATE


def pool_identifier(entry_id: str) -> tuple[str, str]:
    """Return the identifier of the pool's device."""
    return (DOMAIN, f"{entry_id}_pool")


def network_identifier(entry_id: str) -> tuple[str, str]:
    """Return the identifier of the network's device."""
    return (DOMAIN, f"{entry_id}_network")


def account_identifier(account_id: str) -> tuple[str, str]:
    """Return the identifier of an account's device."""
    return (DOMAIN, account_id)


def read_account_identifier(identifier: tuple[str, str]) -> str | None:
    """Return the account id in the identifier of an account's device, None for others."""
    domain, text = identifier
    is_account = domain == DOMAIN and len(text) == ACCOUNT_ID_DIGITS
    return text if is_account else None


def worker_identifier(account_id: str, name: str) -> tuple[str, str]:
    """Return the identifier of a worker's device."""
    return (DOMAIN, worker_owner(account_id, name))


def read_worker_identifier(identifier: tuple[str, str], account_id: str) -> str | None:
    """Return the raw name of the worker of an account, None for another device."""
    domain, text = identifier
    prefix = worker_owner(account_id, "")
    if domain != DOMAIN or not text.startswith(prefix):
        return None
    return text.removeprefix(prefix)


def earned_statistic_id(account_id: str) -> str:
    """Return the id of the statistic of what an account earned."""
    return f"{DOMAIN}:earned_{account_id}"


def paid_statistic_id(account_id: str) -> str:
    """Return the id of the statistic of what an account was paid."""
    return f"{DOMAIN}:paid_{account_id}"


def account_store_key(account_id: str) -> str:
    """Return the key of the store of what is remembered of an account."""
    return f"account_{account_id}"


def ledger_store_key(account_id: str) -> str:
    """Return the key of the store of an account's ledger."""
    return f"ledger_{account_id}"


def cost_store_key(account_id: str) -> str:
    """Return the key of the store of what was learned of an account's costs."""
    return f"costs_{account_id}"


def issue_id(key: str, account_id: str | None = None) -> str:
    """Return the id of an issue, of an account or of the hub."""
    return key if account_id is None else f"{key}_{account_id}"
