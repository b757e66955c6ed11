"""The flow of an account: adding one, and changing all of it but its address."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentry,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import Platform, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    ObjectSelector,
    ObjectSelectorConfig,
    ObjectSelectorField,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
import voluptuous as vol

from .const import (
    CONF_ADDRESS,
    CONF_CHOSEN_WORKERS,
    CONF_ENTITY,
    CONF_LABEL,
    CONF_OFF_ON_PURPOSE,
    CONF_OFFLINE_AFTER,
    CONF_REMOVE_AFTER,
    CONF_WORKER,
    CONF_WORKER_DEVICES,
    CONF_WORKERS,
    CONF_WORKERS_OFF_ON_PURPOSE,
    DEFAULT_DEVICE_LIMIT,
    DEFAULT_REMOVE_AFTER,
    ENTITIES_PER_WORKER,
    ENTITY_LIMIT,
    SUBENTRY_ACCOUNT,
)
from .flow_checks import InputError, WorkerChoices, read_label
from .flow_support import (
    Candidate,
    async_check_entity,
    async_default_label,
    async_read_account,
    async_unseen_names,
)
from .runtime import OceanConfigEntry
from .worker_devices import WorkerDevices

SHORTEST_SILENCE: Final = 3
"""Minutes; OCEAN's snapshots are a minute apart, and one may be missed."""
LONGEST_SILENCE: Final = 1440
LONGEST_WAIT: Final = 365
"""Days until a gone worker is offered for removal."""

WORKER_KEYS: Final = frozenset(
    {
        CONF_WORKER_DEVICES,
        CONF_CHOSEN_WORKERS,
        CONF_OFFLINE_AFTER,
        CONF_OFF_ON_PURPOSE,
        CONF_WORKERS_OFF_ON_PURPOSE,
        CONF_REMOVE_AFTER,
    }
)

ADD_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_ADDRESS): TextSelector(),
        vol.Optional(CONF_LABEL): TextSelector(),
    }
)

OFF_ON_PURPOSE: Final = EntitySelector(
    EntitySelectorConfig(
        domain=["binary_sensor", "input_boolean", "schedule", "switch"]
    )
)


def _account_schema(workers: list[str]) -> vol.Schema:
    """Return the form of an account, for workers as they are shown."""
    return vol.Schema(
        {
            vol.Required(CONF_LABEL): TextSelector(),
            vol.Required(CONF_WORKERS): section(
                _workers_schema(workers), {"collapsed": True}
            ),
        }
    )


def _workers_schema(workers: list[str]) -> vol.Schema:
    """Return the part of the form that is about the workers."""
    return vol.Schema(
        {
            vol.Required(
                CONF_WORKER_DEVICES, default=WorkerDevices.AUTOMATIC.value
            ): SelectSelector(
                SelectSelectorConfig(
                    options=[choice.value for choice in WorkerDevices],
                    translation_key=CONF_WORKER_DEVICES,
                )
            ),
            vol.Optional(CONF_CHOSEN_WORKERS): _worker_selector(workers, multiple=True),
            vol.Optional(CONF_OFFLINE_AFTER): _number(
                SHORTEST_SILENCE, LONGEST_SILENCE, UnitOfTime.MINUTES
            ),
            vol.Optional(CONF_OFF_ON_PURPOSE): OFF_ON_PURPOSE,
            vol.Optional(CONF_WORKERS_OFF_ON_PURPOSE): ObjectSelector(
                ObjectSelectorConfig(
                    fields={
                        CONF_WORKER: ObjectSelectorField(
                            required=True,
                            selector=_worker_selector(workers, multiple=False),
                        ),
                        CONF_ENTITY: ObjectSelectorField(
                            required=True, selector=OFF_ON_PURPOSE
                        ),
                    },
                    multiple=True,
                    label_field=CONF_WORKER,
                    description_field=CONF_ENTITY,
                    translation_key=CONF_WORKERS_OFF_ON_PURPOSE,
                )
            ),
            vol.Optional(CONF_REMOVE_AFTER): _number(1, LONGEST_WAIT, UnitOfTime.DAYS),
        }
    )


def _worker_selector(workers: list[str], *, multiple: bool) -> SelectSelector:
    """Return a selector of workers, those that are not known yet too."""
    return SelectSelector(
        SelectSelectorConfig(
            options=workers,
            multiple=multiple,
            custom_value=True,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )


def _number(least: int, most: int, unit: UnitOfTime) -> vol.All:
    """Return a selector of a whole number."""
    return vol.All(
        NumberSelector(
            NumberSelectorConfig(
                min=least,
                max=most,
                mode=NumberSelectorMode.BOX,
                unit_of_measurement=unit,
                translation_key="time",
            )
        ),
        vol.Coerce(int),
    )


class AccountSubentryFlow(ConfigSubentryFlow):
    """Adds an account, or changes its label and how its workers are watched."""

    def __init__(self) -> None:
        """Start with nothing typed."""
        self._typed: dict[str, Any] = {}
        self._candidate: Candidate | None = None
        self._choices: WorkerChoices | None = None

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add an account."""
        problem: InputError | None = None
        default = await async_default_label(self.hass, self._labels)
        if user_input is not None:
            self._typed = user_input
            try:
                self._candidate = await async_read_account(
                    self.hass,
                    user_input,
                    default_label=default,
                    present={account.data[CONF_ADDRESS] for account in self._accounts},
                )
            except InputError as err:
                problem = err
            else:
                return await self.async_step_confirm_unknown()
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(ADD_SCHEMA, self._typed),
            errors=errors_of(problem),
            description_placeholders={
                "default_label": default,
                **placeholders_of(problem),
            },
        )
