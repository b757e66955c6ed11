"""The news that a ledger was lost and has been read again."""

from typing import Final

from ..runtime.account import OceanAccount
from .base import Kind, Problem
from .texts import account_texts


def _ledger_rebuilt(account: OceanAccount) -> Problem:
    """Find, once, a lost ledger that is here again; nobody but the user ends that."""
    if not account.stores.ledger.lost or account.ledger_state.ledger is None:
        return Problem(present=None)
    account.stores.ledger.lost = False
    return Problem(present=True, placeholders=account_texts(account), lasting=True)


LEDGER_REBUILT: Final = Kind(key="ledger_rebuilt", find=_ledger_rebuilt, repair=None)
