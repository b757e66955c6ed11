"""Clients for OCEAN and the bitcoin network, without Home Assistant."""

from .address import MalformedAddressError, WrongNetworkError, parse_address
from .blockchain_info import BlockchainInfoClient
from .client import OceanClient
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
    MAX_ACCOUNT_WORKERS,
    MAX_LEDGER_ROWS,
    AccountHashrate,
    AccountPage,
    AccountSnapshot,
    Block,
    DifficultyAdjustment,
    Earning,
    EarnPay,
    Fees,
    HashrateAverages,
    NetworkBlock,
    NetworkHashrate,
    NetworkStats,
    Payout,
    PoolHashrate,
    PoolStat,
    UserInfo,
    WorkerAverages,
    WorkerSnapshot,
)
from .site import SiteClient
from .transport import Transport
from .units import (
    AVERAGES,
    Difficulty,
    HashesPerSecond,
    Prices,
    Satoshis,
    Shares,
)

__all__ = [
    "AVERAGES",
    "MAX_ACCOUNT_WORKERS",
    "MAX_LEDGER_ROWS",
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
    "HashrateAverages",
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
    "WorkerAverages",
    "WorkerSnapshot",
    "WrongNetworkError",
    "parse_address",
]
