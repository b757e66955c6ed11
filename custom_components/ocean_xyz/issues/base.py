"""What the repairs share: whom they are about, and the ways on from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.components.repairs import FlowType, RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import SOURCE_RECONFIGURE
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..runtime.account import OceanAccount, OceanConfigEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """What a repair is about."""

    entry: OceanConfigEntry
    key: str
    account: OceanAccount | None = None


class OceanRepair(RepairsFlow):
    """A repair that begins with a choice of what to do."""

    def __init__(self, matter: Matter) -> None:
        """Remember what it is about."""
        self.matter = matter

    @property
    def choices(self) -> list[str]:
        """Return the steps between which the user chooses."""
        raise NotImplementedError

    @property
    def account(self) -> OceanAccount:
        """Return the account that the matter is about; some matters have none."""
        if (account := self.matter.account) is None:
            raise LookupError
        return account

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask what to do."""
        return self.async_show_menu(step_id="init", menu_options=self.choices)

    async def async_step_leave(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Leave it as it is: the issue is ignored, as with Home Assistant's own button."""
        ir.async_get(self.hass).async_ignore(DOMAIN, self.issue_id, ignore=True)
        return self.async_abort(reason="ignored")

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Go on to the form of the account, or of the hub."""
        entry_id = self.matter.entry.entry_id
        if self.matter.account is None:
            form: Mapping[str, Any] = await self.hass.config_entries.flow.async_init(
                DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry_id}
            )
            return self._go_on(FlowType.CONFIG_FLOW, form)
        subentry = self.account.subentry
        form = await self.hass.config_entries.subentries.async_init(
            (entry_id, subentry.subentry_type),
            context={
                "source": SOURCE_RECONFIGURE,
                "subentry_id": subentry.subentry_id,
            },
        )
        return self._go_on(FlowType.CONFIG_SUBENTRIES_FLOW, form)

    async def async_step_options(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Go on to the hub's options."""
        form = await self.hass.config_entries.options.async_init(
            self.matter.entry.entry_id
        )
        return self._go_on(FlowType.OPTIONS_FLOW, form)

    def _go_on(self, kind: FlowType, form: Mapping[str, Any]) -> RepairsFlowResult:
        """Go on to another form; the issue stays until that has helped."""
        return self.async_abort(
            reason="continues_in_form", next_flow=(kind, form["flow_id"])
        )


class NotNow(RepairsFlow):
    """A repair for which the integration would have to run."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Say so."""
        return self.async_abort(reason="not_loaded")
