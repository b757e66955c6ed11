"""Clients for OCEAN and the bitcoin network. Knows nothing of Home Assistant."""

from .address import MalformedAddressError, WrongNetworkError, parse_address
from .blockchain_info import BlockchainInfoClient
from .client import MOST_ROWS, OceanClient
from .containers import MOST_WORKERS
from .credentials import Credentials
from .exceptions import (
    OceanConnectionError,
    OceanError,
    OceanNoSuchUserError,
    OceanRateLimitedError,
    OceanRefusedError,
    OceanResponseError,
    OceanTimeoutError,
)
from .mempool import MempoolClient
from .models import (
    WINDOWS,
    AccountHashrate,
    AccountSnapshot,
    Block,
    Difficulty,
    DifficultyAdjustment,
    Earning,
    EarnPay,
    Fees,
    HashesPerSecond,
    HashrateWindows,
    NetworkBlock,
    NetworkHashrate,
    NetworkStats,
    Payout,
    PoolHashrate,
    PoolStat,
    Prices,
    Satoshis,
    Shares,
    UserInfo,
    WorkerSnapshot,
    WorkerWindows,
)
from .pages.account import AccountPage
from .site import SiteClient
from .transport import Transport

__all__ = [
    "MOST_ROWS",
    "MOST_WORKERS",
    "WINDOWS",
    "AccountHashrate",
    "AccountPage",
    "AccountSnapshot",
    "Block",
    "BlockchainInfoClient",
    "Credentials",
    "Difficulty",
    "DifficultyAdjustment",
    "EarnPay",
    "Earning",
    "Fees",
    "HashesPerSecond",
    "HashrateWindows",
    "MalformedAddressError",
    "MempoolClient",
    "NetworkBlock",
    "NetworkHashrate",
    "NetworkStats",
    "OceanClient",
    "OceanConnectionError",
    "OceanError",
    "OceanNoSuchUserError",
    "OceanRateLimitedError",
    "OceanRefusedError",
    "OceanResponseError",
    "OceanTimeoutError",
    "Payout",
    "PoolHashrate",
    "PoolStat",
    "Prices",
    "Satoshis",
    "Shares",
    "SiteClient",
    "Transport",
    "UserInfo",
    "WorkerSnapshot",
    "WorkerWindows",
    "WrongNetworkError",
    "parse_address",
]
