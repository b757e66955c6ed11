"""The flow of an account: adds one, or changes everything but its address."""

from typing import Any

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentry,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.core import callback

from ..const import (
    CONF_ADDRESS,
    CONF_COSTS,
    CONF_CURRENCY,
    CONF_LABEL,
    CONF_RENAMED,
    CONF_SOLAR_FORECASTS,
    CONF_WORKERS,
    SUBENTRY_ACCOUNT,
)
from ..devices.naming import async_unseen_names
from ..devices.renaming import async_write_renamings, refusal, renamed_settings
from ..mining.workers.memory import Renaming
from ..runtime.account import OceanAccount, OceanConfigEntry
from ..runtime.energy import async_solar_forecasts
from .account_form import CONF_FILL, AccountForm, add_schema
from .checks import InputError, WorkerChoices, read_label
from .costs import cost_placeholders
from .energy import ENERGY_KEYS, needs_no_question, read_energy
from .fields import Accepted
from .proposals import async_proposals
from .support import (
    Candidate,
    UserInput,
    async_common_text,
    async_default_label,
    async_read_account,
)
from .workers import WORKER_KEYS, named_workers, read_renamed, read_settings


class AccountSubentryFlow(ConfigSubentryFlow):
    """Adds an account, or changes its label and how its workers are watched."""

    _candidate: Candidate

    def __init__(self) -> None:
        """Start without input."""
        self._typed: dict[str, Any] = {}
        self._costs: dict[str, Any] = {}
        self._accepted: Accepted = set()
        self._choices: WorkerChoices | None = None

    async def async_step_user(self, user_input: UserInput = None) -> SubentryFlowResult:
        """Add an account."""
        default = await self._default_label()
        errors: dict[str, str] = {}
        placeholders = {"default_label": default} | cost_placeholders(self._currency)
        if user_input is not None:
            self._typed = user_input
            try:
                typed = {CONF_COSTS: user_input.get(CONF_COSTS, {})}
                self._costs = read_energy(
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
                add_schema(self._currency, errors), self._typed
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
        """Change the label, the settings of the workers and those about energy."""
        account = self._get_reconfigure_subentry()
        form = await self._form(account)
        shown = form.stored()
        self._accepted |= needs_no_question(shown)
        errors: dict[str, str] = {}
        opened: set[str] = set()
        placeholders = form.placeholders(self.hass.config.language) | {"filled_in": ""}
        if user_input is not None:
            # A section that is left out stays as it is.
            shown |= user_input
            if shown.pop(CONF_FILL, False):
                proposed = form.filled(shown)
                opened, shown = set(proposed), shown | proposed
                text = await async_common_text(self.hass, "filled_in")
                placeholders["filled_in"] = f"\n\n{text}"
            else:
                try:
                    return await self._async_change(account, shown, form.choices)
                except InputError as err:
                    errors, placeholders = err.errors, placeholders | err.placeholders
                    opened = set(errors)
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                form.schema(shown, opened), shown
            ),
            errors=errors,
            description_placeholders=placeholders,
        )

    async def _form(self, account: ConfigSubentry) -> AccountForm:
        """Return the form that changes an account."""
        running = self._running(account)
        memories = running.source.memory.workers if running else {}
        if self._choices is None:
            # Built once, so that a text keeps the meaning it had when the form was shown.
            self._choices = WorkerChoices(
                memories.keys() | named_workers(account.data),
                await async_unseen_names(self.hass),
            )
        chosen = account.data.get(CONF_SOLAR_FORECASTS, ())
        forecasts = await async_solar_forecasts(self.hass, chosen)
        names = [name for name, memory in memories.items() if not memory.gone_since]
        return AccountForm(
            account=account,
            running=running,
            choices=self._choices,
            currency=self._currency,
            forecasts=forecasts,
            proposals=await async_proposals(
                self.hass, self._currency, names, forecasts
            ),
        )

    async def _async_change(
        self, account: ConfigSubentry, typed: dict[str, Any], choices: WorkerChoices
    ) -> SubentryFlowResult:
        """Store the input; settings that this form does not show stay."""
        label = read_label(typed[CONF_LABEL])
        settings = read_settings(self.hass, typed[CONF_WORKERS], choices)
        settings |= read_energy(self.hass, typed, self._currency, self._accepted)
        ours = WORKER_KEYS | ENERGY_KEYS
        data = {k: v for k, v in account.data.items() if k not in ours} | settings
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
