"""What the kinds of problems share: how one is found, and the ways to solve it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.components.repairs import FlowType, RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import SOURCE_RECONFIGURE
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..flows.support import UserInput
from ..runtime.account import OceanAccount, OceanConfigEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Whether something needs the user's attention now."""

    present: bool | None
    """None while that is not known: then an issue stays as it is."""
    placeholders: dict[str, str] | None = None
    lasting: bool = False
    """Whether the issue stays, also over a restart, until the user has read it.

    Then it has no placeholders: the diagnostics show those of stored issues.
    """


def of_workers(account: OceanAccount, names: list[str]) -> bool | None:
    """Return whether there are such workers, None until the workers are known."""
    return bool(names) or (None if account.source.workers_time is None else False)


@dataclass(frozen=True, kw_only=True, slots=True)
class RepairContext:
    """What a repair is about."""

    entry: OceanConfigEntry
    key: str
    account: OceanAccount | None = None


class OceanRepair(RepairsFlow):
    """A repair that begins with a choice of what to do."""

    def __init__(self, context: RepairContext) -> None:
        """Remember what it is about."""
        self.about = context

    @property
    def choices(self) -> list[str]:
        """Return the steps between which the user chooses."""
        raise NotImplementedError

    @property
    def account(self) -> OceanAccount:
        """Return the account that needs the repair; raises LookupError for the hub."""
        if (account := self.about.account) is None:
            raise LookupError
        return account

    async def async_step_init(self, user_input: UserInput = None) -> RepairsFlowResult:
        """Ask what to do."""
        return self.async_show_menu(step_id="init", menu_options=self.choices)

    async def async_step_leave(self, user_input: UserInput = None) -> RepairsFlowResult:
        """Ignore the issue, as Home Assistant's own button does."""
        ir.async_get(self.hass).async_ignore(DOMAIN, self.issue_id, ignore=True)
        return self.async_abort(reason="ignored")

    async def async_step_reconfigure(
        self, user_input: UserInput = None
    ) -> RepairsFlowResult:
        """Continue in the form of the account, or of the hub."""
        entry_id = self.about.entry.entry_id
        if self.about.account is None:
            form: Mapping[str, Any] = await self.hass.config_entries.flow.async_init(
                DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry_id}
            )
            return self._continue_in(FlowType.CONFIG_FLOW, form)
        subentry = self.account.subentry
        form = await self.hass.config_entries.subentries.async_init(
            (entry_id, subentry.subentry_type),
            context={
                "source": SOURCE_RECONFIGURE,
                "subentry_id": subentry.subentry_id,
            },
        )
        return self._continue_in(FlowType.CONFIG_SUBENTRIES_FLOW, form)

    async def async_step_options(
        self, user_input: UserInput = None
    ) -> RepairsFlowResult:
        """Continue in the hub's options."""
        form = await self.hass.config_entries.options.async_init(
            self.about.entry.entry_id
        )
        return self._continue_in(FlowType.OPTIONS_FLOW, form)

    def _continue_in(
        self, kind: FlowType, form: Mapping[str, Any]
    ) -> RepairsFlowResult:
        """Continue in another form; the issue stays until that has helped."""
        return self.async_abort(
            reason="continues_in_form", next_flow=(kind, form["flow_id"])
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind[SubjectT]:
    """A kind of problem of the hub or of an account."""

    key: str
    find: Callable[[SubjectT], Problem]
    repair: type[OceanRepair]
