"""The upstreams as a function of a world: OCEAN, its pages, mempool, blockchain.info.

Nothing here opens a socket or reads a clock. Tests and benchmarks call
`Upstreams.respond` directly, and `python -m simulator` serves the same replies over
HTTP.
"""

from .account import Account, AccountPlan
from .chain import NetworkPlan, PoolBlock
from .faults import Edited, Effect, Fault, Faults
from .hostile import ELSEWHERE, HOSTILE_NAMES, PWNED, hostile
from .ledger import LedgerRules, PaidBy
from .machine import MachinePlan
from .messages import Reply, Request, Trouble
from .presets import ODD_NAMES, farm, heater, home, odd_names
from .snapshot import Silence
from .truth import MachineTruth, Truth
from .upstreams import Upstreams
from .world import START, Habits, World

__all__ = [
    "ELSEWHERE",
    "HOSTILE_NAMES",
    "ODD_NAMES",
    "PWNED",
    "START",
    "Account",
    "AccountPlan",
    "Edited",
    "Effect",
    "Fault",
    "Faults",
    "Habits",
    "LedgerRules",
    "MachinePlan",
    "MachineTruth",
    "NetworkPlan",
    "PaidBy",
    "PoolBlock",
    "Reply",
    "Request",
    "Silence",
    "Trouble",
    "Truth",
    "Upstreams",
    "World",
    "farm",
    "heater",
    "home",
    "hostile",
    "odd_names",
]
