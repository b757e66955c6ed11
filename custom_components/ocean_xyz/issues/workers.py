"""Repairs about workers: those that are gone, renamed, or have no device."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any, Final, override

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
)
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import CONF_FORMER, CONF_PRESENT, CONF_WORKER_DEVICES
from ..devices.choice import DeviceChoice, WorkerDevices, room_for_devices
from ..devices.naming import async_unseen_names
from ..devices.renaming import async_rename_workers, refusal
from ..devices.workers import async_worker_device
from ..flows.checks import WorkerChoices
from ..flows.workers import worker_selector
from ..mining.workers.memory import WorkerMemory
from ..mining.workers.renaming import stands_still
from ..runtime.settings import remove_after
from ..runtime.stores import SAVE_SOON
from .base import Matter, OceanRepair
from .findings import (
    gone_devices,
    labelled,
    likely,
    named,
    renamings_named,
    without_device,
)

REMOVE: Final = "remove"
KEEP: Final = "keep"
SAME: Final = "same"


class GoneWorkers(OceanRepair):
    """Removes the devices of workers that are gone, or keeps them, as the user says."""

    _choices: WorkerChoices

    @property
    @override
    def choices(self) -> list[str]:
        """Return what can be done."""
        return ["remove_all", "choose", "renamed", "later"]

    @property
    def _gone(self) -> list[str]:
        """Return the workers that are offered now."""
        return gone_devices(self.account)

    @property
    def _texts(self) -> dict[str, str]:
        """Return what the forms quote."""
        days = remove_after(self.account.subentry.data).days
        return labelled(self.account) | named(self._gone) | {"days": str(days)}

    @override
    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask what to do."""
        names = self.account.source.memory.workers
        unseen = await async_unseen_names(self.hass)
        # Once, so that a text means what it meant when the form was shown.
        self._choices = WorkerChoices(names, unseen)
        return self.async_show_menu(
            step_id="init",
            menu_options=self.choices,
            description_placeholders=self._texts,
        )

    async def async_step_remove_all(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Remove all that are offered."""
        self._remove(self._gone)
        return self.async_create_entry(data={})

    async def async_step_later(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask again after as many days as it took to ask."""
        self._put_off(self._gone)
        return self.async_create_entry(data={})

    async def async_step_choose(
        self, user_input: dict[str, Any] | None = None
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
        field = worker_selector(self._choices, self._gone, multiple=True)
        schema = vol.Schema({vol.Optional(REMOVE): field, vol.Optional(KEEP): field})
        return self.async_show_form(
            step_id="choose",
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            errors=errors,
            description_placeholders=self._texts,
        )

    async def async_step_renamed(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Let a worker go on under its new name."""
        errors: dict[str, str] = {}
        if user_input is not None:
            pair = [
                self._choices.name(user_input[key])
                for key in (CONF_FORMER, CONF_PRESENT)
            ]
            old, new = (name or "" for name in pair)
            if (reason := refusal(self.account, old, new)) is None:
                await async_rename_workers(
                    self.hass, self.matter.entry, self.account, [(old, new)]
                )
                return self.async_create_entry(data={})
            errors = {"base": reason}
        memories = self.account.source.memory.workers
        running = [name for name in memories if not stands_still(memories[name])]
        if not running:
            return self.async_abort(reason="nobody_mines")
        schema = vol.Schema(
            {
                vol.Required(CONF_FORMER): worker_selector(self._choices, self._gone),
                vol.Required(CONF_PRESENT): worker_selector(self._choices, running),
            }
        )
        return self.async_show_form(
            step_id="renamed",
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            errors=errors,
            description_placeholders=self._texts,
        )

    def _decide(self, remove: set[str], keep: set[str]) -> None:
        """Do what was decided about those that are still gone."""
        gone = set(self._gone)
        for name in keep & gone:
            self.account.source.change_worker(name, _kept)
        self._put_off(gone - keep - remove)
        self._remove(remove & gone)

    def _put_off(self, names: Iterable[str]) -> None:
        """Ask again about workers later."""
        change = partial(_put_off, at=dt_util.utcnow())
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
                self.hass, self.matter.entry, self.account, name
            )
            self.account.async_forget_workers({name})
            if device is not None:
                registry.async_remove_device(device.id)


def _put_off(memory: WorkerMemory, *, at: datetime) -> WorkerMemory:
    """Remember that nothing was decided about a worker."""
    return memory._replace(postponed_at=at)


def _kept(memory: WorkerMemory) -> WorkerMemory:
    """Keep a worker although it is gone."""
    return memory._replace(keep=True)


class RenamedWorkers(OceanRepair):
    """Lets workers go on under new names, or learns that they are others."""

    def __init__(self, matter: Matter) -> None:
        """Take the renamings that are likely now."""
        super().__init__(matter)
        self._pairs = likely(self.account)

    @property
    @override
    def choices(self) -> list[str]:
        """Return what can be done."""
        some = ["choose"] if len(self._pairs) > 1 else []
        return ["same", *some, "different", "leave"]

    @property
    def _texts(self) -> dict[str, str]:
        """Return what the forms quote."""
        return labelled(self.account) | renamings_named(self._pairs)

    @override
    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask whether they are the same."""
        return self.async_show_menu(
            step_id="init",
            menu_options=self.choices,
            description_placeholders=self._texts,
        )

    async def async_step_same(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Let all of them go on under their new names."""
        return await self._decide(self._pairs)

    async def async_step_different(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Remember that none of them was renamed."""
        return await self._decide([])

    async def async_step_choose(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Let those go on under their new names that are chosen."""
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
        """Do what was decided."""
        source = self.account.source
        for old, new in self._pairs:
            if (old, new) not in same:
                source.change_worker(new, partial(_is_not, old=old))
        self.account.stores.account.remember(source.memory, within=SAVE_SOON)
        done = await async_rename_workers(
            self.hass, self.matter.entry, self.account, same
        )
        if done < len(same):
            return self.async_abort(reason="former_mines")
        return self.async_create_entry(data={})


def _is_not(memory: WorkerMemory, *, old: str) -> WorkerMemory:
    """Remember that a worker is not a certain other one."""
    return memory._replace(not_renamed_from=(*memory.not_renamed_from, old))


class WithoutDevice(OceanRepair):
    """Gives devices to workers that have none, or lets it be."""

    @property
    @override
    def choices(self) -> list[str]:
        """Return what can be done; devices for all only where there is room."""
        account, entry = self.account, self.matter.entry
        automatic = DeviceChoice.from_data(account.subentry.data).mode
        taken = sum(
            len(one.worker_devices.names)
            for one in entry.runtime_data.accounts.values()
        )
        fits = len(without_device(account)) <= room_for_devices(taken)
        everyone = automatic is WorkerDevices.AUTOMATIC and fits
        return [*(["all_devices"] if everyone else []), "reconfigure", "leave"]

    async def async_step_all_devices(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Make a device of each worker; the entry is loaded anew with that."""
        subentry = self.account.subentry
        self.hass.config_entries.async_update_subentry(
            self.matter.entry,
            subentry,
            data={**subentry.data, CONF_WORKER_DEVICES: WorkerDevices.ALL.value},
        )
        return self.async_create_entry(data={})
