"""The flow of an account: adds one, or changes everything but its address."""

from typing import Any

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentry,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.core import callback
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import TextSelector
import voluptuous as vol

from ..const import (
    CONF_ADDRESS,
    CONF_COSTS,
    CONF_CURRENCY,
    CONF_LABEL,
    CONF_RENAMED,
    CONF_WORKERS,
    DEFAULT_DEVICE_LIMIT,
    DEFAULT_REMOVE_AFTER,
    ENTITIES_PER_WORKER,
    ENTITY_LIMIT,
    SUBENTRY_ACCOUNT,
)
from ..devices.naming import async_unseen_names
from ..devices.renaming import async_write_renamings, refusal, renamed_settings
from ..mining.names import harmless
from ..mining.workers.memory import Renaming
from ..mining.workers.renaming import stands_still
from ..mining.written import written
from ..runtime.account import OceanAccount, OceanConfigEntry
from .checks import InputError, WorkerChoices, read_label
from .costs import (
    COST_KEYS,
    cost_placeholders,
    costs_schema,
    read_costs,
    shown_costs,
    stored_tariffs,
)
from .support import (
    Candidate,
    UserInput,
    address_placeholders,
    async_default_label,
    async_read_account,
)
from .workers import (
    WORKER_KEYS,
    is_farm,
    named_workers,
    read_renamed,
    read_settings,
    renamed_schema,
    shown_settings,
    usual_limit,
    workers_schema,
)


def _add_schema(currency: str, wrong: set[str]) -> vol.Schema:
    """Return the form that adds an account."""
    return vol.Schema(
        {
            vol.Required(CONF_ADDRESS): TextSelector(),
            vol.Optional(CONF_LABEL): TextSelector(),
            vol.Optional(CONF_COSTS): section(
                costs_schema(currency), {"collapsed": CONF_COSTS not in wrong}
            ),
        }
    )


class AccountSubentryFlow(ConfigSubentryFlow):
    """Adds an account, or changes its label and how its workers are watched."""

    _candidate: Candidate

    def __init__(self) -> None:
        """Start without input."""
        self._typed: dict[str, Any] = {}
        self._costs: dict[str, Any] = {}
        self._accepted: set[float] = set()
        self._choices: WorkerChoices | None = None

    async def async_step_user(self, user_input: UserInput = None) -> SubentryFlowResult:
        """Add an account."""
        default = await self._default_label()
        errors: dict[str, str] = {}
        placeholders = {"default_label": default} | cost_placeholders(self._currency)
        if user_input is not None:
            self._typed = user_input
            try:
                typed = user_input.get(CONF_COSTS, {})
                self._costs = read_costs(
                    self.hass, typed, self._currency, self._accepted
                )
                self._candidate = await async_read_account(
                    self.hass,
                    user_input,
                    default_label=default,
                    present={
                        one.data[CONF_ADDRESS]: one.title for one in self._accounts()
                    },
                )
            except InputError as err:
                errors, placeholders = err.errors, placeholders | err.placeholders
            else:
                return await self._async_add()
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(
                _add_schema(self._currency, set(errors)), self._typed
            ),
            errors=errors,
            description_placeholders=placeholders,
        )

    async def _async_add(self) -> SubentryFlowResult:
        """Add the account; ask first about an address that OCEAN does not know."""
        if self._candidate.known:
            return self._create()
        return await self.async_step_confirm_unknown()

    async def async_step_confirm_unknown(
        self, user_input: UserInput = None
    ) -> SubentryFlowResult:
        """Offer to add an address that OCEAN does not know, or to correct it."""
        return self.async_show_menu(
            step_id="confirm_unknown",
            menu_options=["add_unknown", "user"],
            description_placeholders=self._candidate.placeholders,
        )

    async def async_step_add_unknown(
        self, user_input: UserInput = None
    ) -> SubentryFlowResult:
        """Add an account that OCEAN does not know."""
        return self._create()

    @callback
    def _create(self) -> SubentryFlowResult:
        """Add the account."""
        account = self._candidate.subentry()
        return self.async_create_entry(
            title=account["title"],
            data={**account["data"], **self._costs},
            unique_id=account["unique_id"],
            description=self._candidate.description,
            description_placeholders=self._candidate.placeholders,
        )

    async def async_step_reconfigure(
        self, user_input: UserInput = None
    ) -> SubentryFlowResult:
        """Change the label, the settings of the workers and the costs."""
        account = self._get_reconfigure_subentry()
        running = self._running(account)
        memories = running.source.memory.workers if running else None
        known = frozenset(memories or ())
        if self._choices is None:
            # Built once, so that a text keeps the meaning it had when the form was shown.
            self._choices = WorkerChoices(
                known | named_workers(account.data), await async_unseen_names(self.hass)
            )
        shown = {
            CONF_LABEL: account.title,
            CONF_WORKERS: shown_settings(account.data, self._choices),
            CONF_COSTS: shown_costs(account.data, self._currency),
        }
        errors: dict[str, str] = {}
        placeholders = _placeholders(account, len(known), self.hass.config.language)
        placeholders |= {"usual_limit": usual_limit(memories or {})}
        placeholders |= cost_placeholders(self._currency)
        if user_input is not None:
            shown = user_input
            try:
                return await self._async_change(account, user_input, self._choices)
            except InputError as err:
                errors, placeholders = err.errors, placeholders | err.placeholders
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                _account_schema(
                    workers_schema(self._choices, farm=is_farm(account.data, memories)),
                    self._currency,
                    set(errors),
                ).extend(_renamed_section(self._choices, running, set(errors))),
                shown,
            ),
            errors=errors,
            description_placeholders=placeholders,
        )

    async def _async_change(
        self, account: ConfigSubentry, typed: dict[str, Any], choices: WorkerChoices
    ) -> SubentryFlowResult:
        """Store the input; settings that this form does not show stay."""
        label = read_label(typed[CONF_LABEL])
        settings = read_settings(self.hass, typed[CONF_WORKERS], choices)
        costs: dict[str, Any] = {}
        ours = WORKER_KEYS
        if CONF_COSTS in typed:
            self._accepted |= stored_tariffs(account.data)
            costs = read_costs(
                self.hass, typed[CONF_COSTS], self._currency, self._accepted
            )
            ours = WORKER_KEYS | COST_KEYS
        others = {k: v for k, v in account.data.items() if k not in ours}
        data = others | settings | costs
        renamings = await self._renamings(account, typed.get(CONF_RENAMED, {}), choices)
        title = label or await self._default_label(other_than=account)
        entry, data = self._get_entry(), renamed_settings(data, renamings)
        if renamings and (title, data) == (account.title, dict(account.data)):
            # A change of the settings would reload the entry by itself.
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return self.async_update_and_abort(entry, account, title=title, data=data)

    async def _renamings(
        self, account: ConfigSubentry, typed: dict[str, Any], choices: WorkerChoices
    ) -> list[Renaming]:
        """Store that a worker has a new name, if the user said so."""
        pair, running = read_renamed(typed, choices), self._running(account)
        if pair is None:
            return []
        if running is None:
            raise InputError("worker_unknown")
        if (reason := refusal(running, *pair)) is not None:
            raise InputError(reason, CONF_RENAMED)
        return await async_write_renamings(running, [pair])

    def _running(self, account: ConfigSubentry) -> OceanAccount | None:
        """Return the account while the entry is loaded."""
        entry: OceanConfigEntry = self._get_entry()
        if entry.state is not ConfigEntryState.LOADED:
            return None
        return entry.runtime_data.accounts.get(account.subentry_id)

    async def _default_label(self, *, other_than: ConfigSubentry | None = None) -> str:
        """Return the label for an account without one."""
        others = (one for one in self._accounts() if one is not other_than)
        return await async_default_label(self.hass, (one.title for one in others))

    @property
    def _currency(self) -> str:
        """Return the hub's currency."""
        currency: str = self._get_entry().options[CONF_CURRENCY]
        return currency

    def _accounts(self) -> list[ConfigSubentry]:
        """Return all accounts."""
        subentries = self._get_entry().subentries.values()
        return [one for one in subentries if one.subentry_type == SUBENTRY_ACCOUNT]


def _account_schema(workers: vol.Schema, currency: str, wrong: set[str]) -> vol.Schema:
    """Return the form that changes an account; a section with an error is open."""
    return vol.Schema(
        {
            vol.Required(CONF_LABEL): TextSelector(),
            vol.Required(CONF_WORKERS): section(
                workers, {"collapsed": CONF_WORKERS not in wrong}
            ),
            vol.Optional(CONF_COSTS): section(
                costs_schema(currency), {"collapsed": CONF_COSTS not in wrong}
            ),
        }
    )


def _renamed_section(
    choices: WorkerChoices, running: OceanAccount | None, wrong: set[str]
) -> dict[vol.Marker, Any]:
    """Return the section about a renamed worker, if a worker could be renamed."""
    memories = running.source.memory.workers if running else {}
    silent = {name for name in memories if stands_still(memories[name])}
    if not silent or len(silent) == len(memories):
        return {}
    fields = renamed_schema(choices, silent, memories.keys() - silent)
    return {
        vol.Optional(CONF_RENAMED): section(
            fields, {"collapsed": CONF_RENAMED not in wrong}
        )
    }


def _placeholders(
    account: ConfigSubentry, workers: int, language: str
) -> dict[str, str]:
    """Return the figures that the form quotes, so that no text repeats them."""
    figures = {
        "workers": workers,
        "entities": workers * ENTITIES_PER_WORKER,
        "entities_per_worker": ENTITIES_PER_WORKER,
        "entity_limit": ENTITY_LIMIT,
        "device_limit": DEFAULT_DEVICE_LIMIT,
        "remove_after": DEFAULT_REMOVE_AFTER,
    }
    shown = {"label": harmless(account.title)} | {
        key: written(n, language) for key, n in figures.items()
    }
    return shown | address_placeholders(account.data[CONF_ADDRESS])
