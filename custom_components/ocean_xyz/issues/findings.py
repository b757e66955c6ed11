"""What needs a person, as of now."""

from dataclasses import dataclass
from typing import Any, Final

from ..devices.choice import DeviceChoice, WorkerDevices
from ..devices.ids import issue_id
from ..mining.account import DataStatus
from ..mining.names import display_name, harmless
from ..mining.workers.renaming import likely_renamings
from ..runtime.account import OceanAccount
from ..runtime.hub import OceanHub
from ..sources.question import Question

GONE_FOR: Final = 86_400.0
"""Seconds of silence after which a source is a matter for a person."""

NAMES_TOLD: Final = 20

UNKNOWN_ACCOUNT: Final = "unknown_account"
ACCOUNT_SILENT: Final = "account_silent"
POOL_SILENT: Final = "pool_silent"
NETWORK_SILENT: Final = "network_silent"
OTHER_CHAIN: Final = "other_chain"
WITHOUT_DEVICE: Final = "workers_without_device"
GONE_WORKERS: Final = "gone_workers"
RENAMED_WORKERS: Final = "renamed_workers"
NO_PRICE: Final = "no_price"
LEDGER_REBUILT: Final = "ledger_rebuilt"
HUB_ISSUES: Final = (POOL_SILENT, NETWORK_SILENT, OTHER_CHAIN, NO_PRICE)
ACCOUNT_ISSUES: Final = (
    UNKNOWN_ACCOUNT,
    ACCOUNT_SILENT,
    WITHOUT_DEVICE,
    GONE_WORKERS,
    RENAMED_WORKERS,
    LEDGER_REBUILT,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something that needs a person, or no longer does."""

    key: str
    account: OceanAccount | None = None
    found: bool | None
    """None while it cannot be told: then what was found stays as it is."""
    placeholders: dict[str, str] | None = None
    lasting: bool = False
    """Whether it stays, also over a restart, until the user has read it."""

    @property
    def issue_id(self) -> str:
        """Return the id of the issue; it holds no address."""
        return issue_id(self.key, self.account.account_id if self.account else None)


def hub_findings(hub: OceanHub) -> list[Finding]:
    """Return what is the matter with the pool and the network."""
    network = hub.network_source
    silent = network.silent_for > GONE_FOR
    elsewhere = None if network.undecided else network.rejected
    return [
        Finding(key=POOL_SILENT, found=is_silent(hub.pool_source.stat)),
        Finding(key=NETWORK_SILENT, found=silent),
        Finding(key=OTHER_CHAIN, found=elsewhere),
        Finding(
            key=NO_PRICE,
            found=network.lacks_currency,
            placeholders={"currency": hub.currency},
        ),
    ]


def account_findings(account: OceanAccount) -> list[Finding]:
    """Return what is the matter with an account."""
    status, label = account.state.status, labelled(account)
    silent = is_silent(account.source.questions.workers)

    def finding(
        key: str, found: bool | None, placeholders: dict[str, str] | None = None
    ) -> Finding:
        return Finding(
            key=key,
            account=account,
            found=found,
            placeholders=label | (placeholders or {}),
        )

    homeless, gone, pairs = (
        without_device(account),
        gone_devices(account),
        likely(account),
    )
    unreachable = status is DataStatus.UNREACHABLE
    unknown = None if unreachable else status is DataStatus.UNKNOWN_ACCOUNT
    return [
        finding(UNKNOWN_ACCOUNT, unknown),
        finding(ACCOUNT_SILENT, unreachable and silent),
        finding(WITHOUT_DEVICE, bool(homeless), named(homeless)),
        finding(GONE_WORKERS, bool(gone), named(gone)),
        finding(RENAMED_WORKERS, bool(pairs), renamings_named(pairs)),
        *_rebuilt(account, label),
    ]


def labelled(account: OceanAccount) -> dict[str, str]:
    """Return what the texts call an account: in titles, which are plain, and elsewhere."""
    return {"label": account.label, "account": harmless(account.label)}


def _rebuilt(account: OceanAccount, label: dict[str, str]) -> list[Finding]:
    """Return, once, that the ledger was lost and is here again.

    It is not found to be over: it stays until the user has read it.
    """
    if not account.stores.ledger.lost or account.ledger_state.ledger is None:
        return []
    account.stores.ledger.lost = False
    return [
        Finding(
            key=LEDGER_REBUILT,
            account=account,
            found=True,
            placeholders=label,
            lasting=True,
        )
    ]


def is_silent(question: Question[Any]) -> bool:
    """Return whether a source has given no good answer for a day."""
    return question.silent_for > GONE_FOR


def without_device(account: OceanAccount) -> list[str]:
    """Return the workers that should have a device and found no room."""
    choice = DeviceChoice.from_data(account.subentry.data)
    if choice.mode is WorkerDevices.NONE:
        return []
    known = set(account.source.memory.workers)
    if choice.mode is WorkerDevices.CHOSEN:
        known &= choice.chosen
    return sorted(known - account.worker_devices.names)


def gone_devices(account: OceanAccount) -> list[str]:
    """Return the workers whose devices may go."""
    return sorted(account.gone_workers & account.worker_devices.names)


def likely(account: OceanAccount) -> list[tuple[str, str]]:
    """Return which silent workers may mine under which new names."""
    if (at := account.source.workers_time) is None:
        return []
    windows = {k: v.long_averages for k, v in account.state.workers.items()}
    return likely_renamings(account.source.memory.workers, windows, at)


def named(names: list[str]) -> dict[str, str]:
    """Return how many workers there are and the first of their names."""
    return _listed([_shown(name) for name in names])


def renamings_named(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return how many renamings there may be, and the first of them."""
    return _listed([f"{_shown(old)} → {_shown(new)}" for old, new in pairs])


def _listed(texts: list[str]) -> dict[str, str]:
    """Return how many there are, and a list that is not too long."""
    more = ", …" if len(texts) > NAMES_TOLD else ""
    return {"count": str(len(texts)), "workers": ", ".join(texts[:NAMES_TOLD]) + more}


def _shown(name: str) -> str:
    """Return a worker's name as a text shows it."""
    return harmless(display_name(name)) or "–"
