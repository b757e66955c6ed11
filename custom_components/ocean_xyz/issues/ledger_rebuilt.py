"""The news that a ledger was lost and has been read again."""

from typing import Final, override

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.helpers import issue_registry as ir
import voluptuous as vol

from ..const import DOMAIN
from ..devices.ids import issue_id
from ..flows.support import UserInput
from ..runtime.account import OceanAccount
from .base import Kind, OceanRepair, Problem
from .texts import account_texts

KEY: Final = "ledger_rebuilt"


def _ledger_rebuilt(account: OceanAccount) -> Problem:
    """Find, once, a lost ledger that is here again; nobody but the user ends that.

    Home Assistant stores a lasting issue with its placeholders and shows them in the
    diagnostics. So it has none, and one of version 1.0.0 loses them.
    """
    registry = ir.async_get(account.state_coordinator.hass)
    former = registry.async_get_issue(DOMAIN, issue_id(KEY, account.account_id))
    names_account = former is not None and bool(former.translation_placeholders)
    lost = account.stores.ledger.lost and account.ledger_state.ledger is not None
    if lost:
        account.stores.ledger.lost = False
    return Problem(present=lost or names_account or None, lasting=True)


class ReadIt(OceanRepair):
    """Says which account it is about; there is nothing to do."""

    @override
    async def async_step_init(self, user_input: UserInput = None) -> RepairsFlowResult:
        """Begin with the text."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: UserInput = None
    ) -> RepairsFlowResult:
        """Show the text until the user has read it."""
        if user_input is not None:
            return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema({}),
            description_placeholders=account_texts(self.account),
        )


LEDGER_REBUILT: Final = Kind(key=KEY, find=_ledger_rebuilt, repair=ReadIt)
