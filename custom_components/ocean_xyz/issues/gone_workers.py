"""The question what to do with devices of workers that OCEAN no longer lists."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Final, override

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.helpers import device_registry as dr
import voluptuous as vol

from ..const import CONF_FORMER, CONF_PRESENT
from ..devices.naming import async_unseen_names
from ..devices.registration import async_worker_device
from ..devices.renaming import async_rename_workers, refusal
from ..flows.checks import WorkerChoices
from ..flows.support import UserInput
from ..flows.workers import known_worker_selector
from ..mining.workers.memory import WorkerMemory
from ..mining.workers.renaming import stands_still
from ..runtime.account import OceanAccount
from ..runtime.settings import remove_after
from ..runtime.stores import SAVE_SOON
from .base import Kind, OceanRepair, Problem, of_workers
from .texts import account_texts, worker_texts

REMOVE: Final = "remove"
KEEP: Final = "keep"


def _gone(account: OceanAccount) -> list[str]:
    """Return the workers whose devices may be removed."""
    return sorted(account.gone_workers & account.worker_devices.names)


def _gone_workers(account: OceanAccount) -> Problem:
    """Find devices of workers that are gone for long."""
    names = _gone(account)
    return Problem(
        present=of_workers(account, names),
        placeholders=account_texts(account) | worker_texts(names),
    )


class RemoveWorkers(OceanRepair):
    """Removes the devices of workers that are gone, or keeps them, as the user says."""

    _choices: WorkerChoices

    @property
    @override
    def choices(self) -> list[str]:
        """Return what can be done."""
        return ["remove_all", "choose", "renamed", "later"]

    @property
    def _names(self) -> list[str]:
        """Return the workers that are offered now."""
        return _gone(self.account)

    @property
    def _texts(self) -> dict[str, str]:
        """Return what the forms quote."""
        days = remove_after(self.account.subentry.data).days
        return (
            account_texts(self.account)
            | worker_texts(self._names)
            | {"days": str(days)}
        )

    @override
    async def async_step_init(self, user_input: UserInput = None) -> RepairsFlowResult:
        """Ask what to do."""
        names = self.account.source.memory.workers
        unseen = await async_unseen_names(self.hass)
        # Built once, so that a text keeps the meaning it had when the form was shown.
        self._choices = WorkerChoices(names, unseen)
        return self.async_show_menu(
            step_id="init",
            menu_options=self.choices,
            description_placeholders=self._texts,
        )

    async def async_step_remove_all(
        self, user_input: UserInput = None
    ) -> RepairsFlowResult:
        """Remove all that are offered."""
        self._remove(self._names)
        return self.async_create_entry(data={})

    async def async_step_later(self, user_input: UserInput = None) -> RepairsFlowResult:
        """Ask again after as many days as it took to ask."""
        self._postpone(self._names)
        return self.async_create_entry(data={})

    async def async_step_choose(
        self, user_input: UserInput = None
    ) -> RepairsFlowResult:
        """Remove some, keep some, and ask again about the others."""
        errors: dict[str, str] = {}
        if user_input is not None:
            remove, keep = (
                set(self._choices.names(user_input.get(key, ())))
                for key in (REMOVE, KEEP)
            )
            if not remove & keep:
                self._decide(remove, keep)
                return self.async_create_entry(data={})
            errors = {KEEP: "both"}
        field = known_worker_selector(self._choices, self._names, multiple=True)
        schema = vol.Schema({vol.Optional(REMOVE): field, vol.Optional(KEEP): field})
        return self.async_show_form(
            step_id="choose",
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            errors=errors,
            description_placeholders=self._texts,
        )

    async def async_step_renamed(
        self, user_input: UserInput = None
    ) -> RepairsFlowResult:
        """Continue a worker under its new name."""
        errors: dict[str, str] = {}
        if user_input is not None:
            old, new = (
                self._choices.name(user_input[key]) or ""
                for key in (CONF_FORMER, CONF_PRESENT)
            )
            if (reason := refusal(self.account, old, new)) is None:
                await async_rename_workers(
                    self.hass, self.about.entry, self.account, [(old, new)]
                )
                return self.async_create_entry(data={})
            errors = {"base": reason}
        memories = self.account.source.memory.workers
        running = [name for name in memories if not stands_still(memories[name])]
        if not running:
            return self.async_abort(reason="nobody_mines")
        former = known_worker_selector(self._choices, self._names)
        present = known_worker_selector(self._choices, running)
        schema = vol.Schema(
            {vol.Required(CONF_FORMER): former, vol.Required(CONF_PRESENT): present}
        )
        return self.async_show_form(
            step_id="renamed",
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            errors=errors,
            description_placeholders=self._texts,
        )

    def _decide(self, remove: set[str], keep: set[str]) -> None:
        """Remove, keep or postpone the workers that are still gone."""
        gone = set(self._names)
        for name in keep & gone:
            self.account.source.change_worker(name, _keep)
        self._postpone(gone - keep - remove)
        self._remove(remove & gone)

    def _postpone(self, names: Iterable[str]) -> None:
        """Ask again about workers later."""
        change = partial(_postpone, at=self.account.hub.now())
        for name in names:
            self.account.source.change_worker(name, change)
        self.account.stores.account.remember(
            self.account.source.memory, within=SAVE_SOON
        )

    def _remove(self, names: Iterable[str]) -> None:
        """Remove the devices of workers, and what is remembered of them."""
        registry = dr.async_get(self.hass)
        for name in names:
            device = async_worker_device(
                self.hass, self.about.entry, self.account.account_id, name
            )
            self.account.async_forget_workers({name})
            if device is not None:
                registry.async_remove_device(device.id)


def _postpone(memory: WorkerMemory, *, at: datetime) -> WorkerMemory:
    """Remember when the user postponed the decision about a worker."""
    return memory._replace(postponed_at=at)


def _keep(memory: WorkerMemory) -> WorkerMemory:
    """Keep a worker although it is gone."""
    return memory._replace(keep=True)


GONE_WORKERS: Final = Kind(key="gone_workers", find=_gone_workers, repair=RemoveWorkers)
