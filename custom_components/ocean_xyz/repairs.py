"""Helps with what needs a person, by a few clicks."""

from typing import Any, Final, override

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    RepairsFlow,
    RepairsFlowResult,
)
from homeassistant.core import HomeAssistant
import voluptuous as vol

from .const import CONF_MEMPOOL_URL, CONF_NETWORK_SOURCE, DOMAIN
from .coordinator import OceanCoordinator
from .issues.base import Matter, NotNow, OceanRepair
from .issues.findings import (
    ACCOUNT_SILENT,
    GONE_WORKERS,
    LEDGER_REBUILT,
    NETWORK_SILENT,
    NO_PRICE,
    OTHER_CHAIN,
    POOL_SILENT,
    RENAMED_WORKERS,
    UNKNOWN_ACCOUNT,
    WITHOUT_DEVICE,
    labelled,
)
from .issues.workers import GoneWorkers, RenamedWorkers, WithoutDevice
from .runtime.account import OceanConfigEntry
from .sources.network import SourceKind
from .sources.question import Question


class AskAgain(OceanRepair):
    """Asks a source again that was silent, or did not know an account."""

    ways: Final = {
        UNKNOWN_ACCOUNT: ["ask_again", "remove", "leave"],
        ACCOUNT_SILENT: ["ask_again", "leave"],
        POOL_SILENT: ["ask_again", "leave"],
        NETWORK_SILENT: ["ask_again", "reconfigure", "leave"],
    }

    @property
    @override
    def choices(self) -> list[str]:
        """Return what can be done."""
        return self.ways[self.matter.key]

    async def async_step_ask_again(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask now, and say whether that was of use."""
        question, coordinator = self._asked
        question.ask_now()
        await coordinator.async_refresh()
        if question.failures:
            return self.async_abort(reason="still_silent")
        if self.matter.key == UNKNOWN_ACCOUNT and question.idle_answers:
            return self.async_abort(reason="still_unknown")
        return self.async_create_entry(data={})

    @property
    def _asked(self) -> tuple[Question[Any], OceanCoordinator[Any]]:
        """Return what is asked, and who shows the answer."""
        hub = self.matter.entry.runtime_data.hub
        if self.matter.key == POOL_SILENT:
            return hub.pool_source.stat, hub.pool_coordinator
        if self.matter.key == NETWORK_SILENT:
            return hub.network_source.height_question, hub.network_coordinator
        return self.account.source.questions.workers, self.account.state_coordinator

    async def async_step_remove(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Remove the account; its statistics stay."""
        account = self.account
        if user_input is None:
            return self.async_show_form(
                step_id="remove",
                data_schema=vol.Schema({}),
                description_placeholders=labelled(account),
            )
        self.hass.config_entries.async_remove_subentry(
            self.matter.entry, account.subentry.subentry_id
        )
        return self.async_create_entry(data={})


class OtherChain(OceanRepair):
    """Chooses another source for the bitcoin network."""

    @property
    @override
    def choices(self) -> list[str]:
        """Return the sources that are not the one that was rejected."""
        present = self.matter.entry.data[CONF_NETWORK_SOURCE]
        others = (SourceKind.MEMPOOL_SPACE, SourceKind.BLOCKCHAIN_INFO)
        ways = [kind.value for kind in others if kind.value != present]
        return [*ways, "reconfigure", "leave"]

    async def async_step_mempool_space(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask mempool.space from now on."""
        return self._choose(SourceKind.MEMPOOL_SPACE)

    async def async_step_blockchain_info(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask blockchain.info alone from now on."""
        return self._choose(SourceKind.BLOCKCHAIN_INFO)

    def _choose(self, kind: SourceKind) -> RepairsFlowResult:
        """Choose a source; the entry is loaded anew with it."""
        entry = self.matter.entry
        kept = {k: v for k, v in entry.data.items() if k != CONF_MEMPOOL_URL}
        self.hass.config_entries.async_update_entry(
            entry, data={**kept, CONF_NETWORK_SOURCE: kind.value}
        )
        return self.async_create_entry(data={})


class NoPrice(OceanRepair):
    """Leads to the options, where the currency and the price are chosen."""

    @property
    @override
    def choices(self) -> list[str]:
        """Return what can be done."""
        return ["options", "leave"]


REPAIRS: Final[dict[str, type[OceanRepair]]] = {
    UNKNOWN_ACCOUNT: AskAgain,
    ACCOUNT_SILENT: AskAgain,
    POOL_SILENT: AskAgain,
    NETWORK_SILENT: AskAgain,
    OTHER_CHAIN: OtherChain,
    NO_PRICE: NoPrice,
    WITHOUT_DEVICE: WithoutDevice,
    GONE_WORKERS: GoneWorkers,
    RENAMED_WORKERS: RenamedWorkers,
}


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return what helps with an issue."""
    told = data or {}
    key = str(told.get("key"))
    if key == LEDGER_REBUILT:
        return ConfirmRepairFlow()
    entry: OceanConfigEntry | None = next(
        (
            one
            for one in hass.config_entries.async_loaded_entries(DOMAIN)
            if one.entry_id == told.get("entry_id")
        ),
        None,
    )
    if entry is None or key not in REPAIRS:
        return NotNow()
    subentry_id = told.get("subentry_id")
    account = entry.runtime_data.accounts.get(str(subentry_id))
    if subentry_id is not None and account is None:
        return NotNow()
    return REPAIRS[key](Matter(entry=entry, key=key, account=account))
