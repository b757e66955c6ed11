"""Repairs: the flow that solves a problem in a few clicks."""

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.core import HomeAssistant

from .const import DOMAIN
from .flows.support import UserInput
from .issues.base import RepairContext
from .issues.kinds import KINDS
from .runtime.account import OceanConfigEntry


class NotLoaded(RepairsFlow):
    """A repair that would need the integration to run."""

    async def async_step_init(self, user_input: UserInput = None) -> RepairsFlowResult:
        """Say so."""
        return self.async_abort(reason="not_loaded")


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow that repairs an issue."""
    data = data or {}
    if (kind := KINDS.get(str(data.get("key")))) is None:
        return NotLoaded()
    loaded: list[OceanConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    entry = next((one for one in loaded if one.entry_id == data.get("entry_id")), None)
    if entry is None:
        return NotLoaded()
    subentry_id = data.get("subentry_id")
    account = entry.runtime_data.accounts.get(str(subentry_id))
    if subentry_id is not None and account is None:
        return NotLoaded()
    return kind.repair(RepairContext(entry=entry, key=kind.key, account=account))
