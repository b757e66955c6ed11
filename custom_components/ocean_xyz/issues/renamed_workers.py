"""The question whether a new worker is a silent one under another name."""

from functools import partial
from typing import Final, override

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
)
import voluptuous as vol

from ..devices.naming import async_unseen_names
from ..devices.renaming import async_rename_workers
from ..flows.checks import WorkerChoices
from ..flows.support import UserInput
from ..mining.workers.memory import WorkerMemory
from ..mining.workers.renaming import likely_renamings, stands_still
from ..runtime.account import OceanAccount
from ..runtime.stores import SAVE_SOON
from .base import Kind, OceanRepair, Problem, RepairContext
from .texts import account_texts, renaming_texts

SAME: Final = "same"


def _likely(account: OceanAccount) -> list[tuple[str, str]]:
    """Return which silent workers may mine under which new names."""
    if (at := account.source.workers_time) is None:
        return []
    averages = {k: v.long_averages for k, v in account.state.workers.items()}
    return likely_renamings(account.source.memory.workers, averages, at)


def _is_known(account: OceanAccount) -> bool:
    """Return whether OCEAN has said how each present worker mines."""
    workers = account.state.workers
    return account.source.workers_time is not None and all(
        (
            (worker := workers.get(name)) is not None
            and worker.long_averages.hashrate_86400s is not None
        )
        or stands_still(memory)
        for name, memory in account.source.memory.workers.items()
    )


def _renamed_workers(account: OceanAccount) -> Problem:
    """Find workers that were probably renamed."""
    pairs = _likely(account)
    return Problem(
        present=bool(pairs) or (False if _is_known(account) else None),
        placeholders=account_texts(account) | renaming_texts(pairs),
    )


class ConfirmRenaming(OceanRepair):
    """Continues workers under new names, or learns that they are other machines."""

    def __init__(self, context: RepairContext) -> None:
        """Take the renamings that are likely now."""
        super().__init__(context)
        self._pairs = _likely(self.account)

    @property
    @override
    def choices(self) -> list[str]:
        """Return what can be done."""
        some = ["choose"] if len(self._pairs) > 1 else []
        return ["same", *some, "different", "leave"]

    @property
    def _texts(self) -> dict[str, str]:
        """Return what the forms quote."""
        return account_texts(self.account) | renaming_texts(self._pairs)

    @override
    async def async_step_init(self, user_input: UserInput = None) -> RepairsFlowResult:
        """Ask whether they are the same."""
        return self.async_show_menu(
            step_id="init",
            menu_options=self.choices,
            description_placeholders=self._texts,
        )

    async def async_step_same(self, user_input: UserInput = None) -> RepairsFlowResult:
        """Continue all of them under their new names."""
        return await self._decide(self._pairs)

    async def async_step_different(
        self, user_input: UserInput = None
    ) -> RepairsFlowResult:
        """Remember that none of them was renamed."""
        return await self._decide([])

    async def async_step_choose(
        self, user_input: UserInput = None
    ) -> RepairsFlowResult:
        """Continue those under their new names that the user chooses."""
        numbers = {str(number): pair for number, pair in enumerate(self._pairs)}
        if user_input is not None:
            return await self._decide([numbers[one] for one in user_input[SAME]])
        unseen = await async_unseen_names(self.hass)
        shown = WorkerChoices({name for pair in self._pairs for name in pair}, unseen)
        options = [
            SelectOptionDict(
                value=number, label=f"{shown.text(old)} → {shown.text(new)}"
            )
            for number, (old, new) in numbers.items()
        ]
        field = SelectSelector(SelectSelectorConfig(options=options, multiple=True))
        return self.async_show_form(
            step_id="choose",
            data_schema=vol.Schema({vol.Required(SAME, default=list(numbers)): field}),
            description_placeholders=self._texts,
        )

    async def _decide(self, same: list[tuple[str, str]]) -> RepairsFlowResult:
        """Rename these pairs, and remember that the others are different machines."""
        source = self.account.source
        for old, new in self._pairs:
            if (old, new) not in same:
                source.change_worker(new, partial(_is_not, old=old))
        self.account.stores.account.remember(source.memory, within=SAVE_SOON)
        done = await async_rename_workers(
            self.hass, self.about.entry, self.account, same
        )
        if done < len(same):
            return self.async_abort(reason="former_mines")
        return self.async_create_entry(data={})


def _is_not(memory: WorkerMemory, *, old: str) -> WorkerMemory:
    """Remember that a worker is not another one renamed."""
    return memory._replace(not_renamed_from=(*memory.not_renamed_from, old))


RENAMED_WORKERS: Final = Kind(
    key="renamed_workers", find=_renamed_workers, repair=ConfirmRenaming
)
