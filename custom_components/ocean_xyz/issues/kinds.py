"""All kinds of problems that Home Assistant's repairs list."""

from typing import Any, Final

from ..runtime.account import OceanAccount
from ..runtime.hub import OceanHub
from .base import Kind
from .gone_workers import GONE_WORKERS
from .ledger_rebuilt import LEDGER_REBUILT
from .no_price import NO_PRICE
from .other_chain import OTHER_CHAIN
from .renamed_workers import RENAMED_WORKERS
from .silent_source import ACCOUNT_SILENT, NETWORK_SILENT, POOL_SILENT, UNKNOWN_ACCOUNT
from .workers_without_device import WORKERS_WITHOUT_DEVICE

HUB_KINDS: Final[tuple[Kind[OceanHub], ...]] = (
    POOL_SILENT,
    NETWORK_SILENT,
    OTHER_CHAIN,
    NO_PRICE,
)
ACCOUNT_KINDS: Final[tuple[Kind[OceanAccount], ...]] = (
    UNKNOWN_ACCOUNT,
    ACCOUNT_SILENT,
    WORKERS_WITHOUT_DEVICE,
    GONE_WORKERS,
    RENAMED_WORKERS,
    LEDGER_REBUILT,
)
_ALL: Final[tuple[Kind[Any], ...]] = (*HUB_KINDS, *ACCOUNT_KINDS)
KINDS: Final = {kind.key: kind for kind in _ALL}
