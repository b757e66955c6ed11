"""The stores of one account."""

from dataclasses import dataclass

from homeassistant.core import HomeAssistant

from ..mining.account import AccountMemory
from ..mining.efficiency import CostMemory
from ..sources.ledger import LedgerMemory
from .stores import OceanStore


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountMemories:
    """What was remembered of an account."""

    account: AccountMemory
    ledger: LedgerMemory
    costs: CostMemory


class AccountStores:
    """The stores of one account."""

    def __init__(
        self, hass: HomeAssistant, *, account_key: str, ledger_key: str, cost_key: str
    ) -> None:
        """Prepare the stores with these keys."""
        self.account = OceanStore(hass, account_key, AccountMemory)
        self.ledger = OceanStore(hass, ledger_key, LedgerMemory)
        self.costs = OceanStore(hass, cost_key, CostMemory)

    async def load(self) -> AccountMemories:
        """Return what was remembered; what was not, or is unreadable, is empty."""
        return AccountMemories(
            account=await self.account.load() or AccountMemory(),
            ledger=await self.ledger.load() or LedgerMemory(),
            costs=await self.costs.load() or CostMemory(),
        )

    async def close(self) -> None:
        """Store what is not stored yet, and nothing that comes later."""
        for store in (self.account, self.ledger, self.costs):
            await store.close()

    async def remove(self) -> None:
        """Delete all files of the account."""
        for store in (self.account, self.ledger, self.costs):
            await store.remove()
