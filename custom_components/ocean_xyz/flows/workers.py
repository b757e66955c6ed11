"""The workers section of an account's form."""

from collections.abc import Iterable, Mapping, Sized
from math import ceil
from typing import Any, Final

from homeassistant.const import UnitOfTime
from homeassistant.core import HomeAssistant
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
)
import voluptuous as vol

from ..const import (
    CONF_CHOSEN_WORKERS,
    CONF_ENTITY,
    CONF_FORMER,
    CONF_OFF_ON_PURPOSE,
    CONF_OFFLINE_AFTER,
    CONF_PRESENT,
    CONF_REMOVE_AFTER,
    CONF_RENAMED,
    CONF_WORKER,
    CONF_WORKER_DEVICES,
    CONF_WORKERS,
    CONF_WORKERS_OFF_ON_PURPOSE,
)
from ..devices.choice import WorkerDevices
from ..mining.units import MINUTE
from ..mining.workers.memory import WorkerMemory
from ..mining.workers.offline import UNKNOWN_SILENCE, allowed_silence
from .checks import InputError, WorkerChoices, alphabetical
from .entities import async_check_entity

# OCEAN's snapshots are a minute apart, and the offline rule waits for two of them.
SHORTEST_SILENCE: Final = 3
"""Minutes."""
LONGEST_SILENCE: Final = 1440
"""Minutes."""
LONGEST_REMEMBERED: Final = 365
"""Days."""

FARM: Final = 25
"""Workers from which on a form asks which of them become devices."""
DEVICE_KEYS: Final = frozenset({CONF_WORKER_DEVICES, CONF_CHOSEN_WORKERS})

OFF_ON_PURPOSE: Final = EntitySelector(
    EntitySelectorConfig(
        domain=["binary_sensor", "input_boolean", "schedule", "switch"]
    )
)


def is_farm(data: Mapping[str, Any], workers: Sized | None) -> bool:
    """Return whether an account may have to choose which workers become devices.

    So may one that has chosen before, and one whose `workers` are not known.
    """
    return workers is None or len(workers) >= FARM or not DEVICE_KEYS.isdisjoint(data)


def usual_limit(memories: Mapping[str, WorkerMemory]) -> str:
    """Return the minutes after which silent workers are offline without a setting."""
    limits = [
        ceil(allowed_silence(memory, len(memories), None) / MINUTE)
        for memory in memories.values()
    ] or [ceil(UNKNOWN_SILENCE / MINUTE)]
    least, most = min(limits), max(limits)
    return f"{least}" if least == most else f"{least}–{most}"


def workers_schema(choices: WorkerChoices, *, farm: bool) -> vol.Schema:
    """Return the fields; an empty one means that the integration decides."""
    devices = {
        vol.Required(
            CONF_WORKER_DEVICES, default=WorkerDevices.AUTOMATIC.value
        ): SelectSelector(
            SelectSelectorConfig(
                options=[devices.value for devices in WorkerDevices],
                translation_key=CONF_WORKER_DEVICES,
            )
        ),
        vol.Optional(CONF_CHOSEN_WORKERS): any_worker_selector(choices, multiple=True),
    }
    return vol.Schema(
        (devices if farm else {})
        | {
            vol.Optional(CONF_OFFLINE_AFTER): _number_selector(
                SHORTEST_SILENCE, LONGEST_SILENCE, UnitOfTime.MINUTES
            ),
            vol.Optional(CONF_OFF_ON_PURPOSE): OFF_ON_PURPOSE,
            vol.Optional(CONF_WORKERS_OFF_ON_PURPOSE): _rows_selector(choices),
            vol.Optional(CONF_REMOVE_AFTER): _number_selector(
                1, LONGEST_REMEMBERED, UnitOfTime.DAYS
            ),
        }
    )


def any_worker_selector(choices: WorkerChoices, *, multiple: bool) -> SelectSelector:
    """Return a selector of workers that also takes names that OCEAN has not listed."""
    return SelectSelector(
        SelectSelectorConfig(
            options=choices.options,
            multiple=multiple,
            custom_value=True,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )


def known_worker_selector(
    choices: WorkerChoices, names: Iterable[str], *, multiple: bool = False
) -> SelectSelector:
    """Return a selector of some known workers."""
    return SelectSelector(
        SelectSelectorConfig(
            options=sorted(map(choices.text, names), key=alphabetical),
            multiple=multiple,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )


def renamed_schema(
    choices: WorkerChoices, silent: Iterable[str], running: Iterable[str]
) -> vol.Schema:
    """Return the fields that give a worker the history of a former name."""
    return vol.Schema(
        {
            vol.Optional(CONF_FORMER): known_worker_selector(choices, silent),
            vol.Optional(CONF_PRESENT): known_worker_selector(choices, running),
        }
    )


def read_renamed(
    typed: Mapping[str, Any], choices: WorkerChoices
) -> tuple[str, str] | None:
    """Return the former and the present name of a worker, None for empty fields."""
    names = [choices.name(typed.get(key, "")) for key in (CONF_FORMER, CONF_PRESENT)]
    former, present = names
    if former is None and present is None:
        return None
    if former is None or present is None:
        raise InputError("half_renamed", CONF_RENAMED)
    return former, present


def _rows_selector(choices: WorkerChoices) -> ObjectSelector:
    """Return a selector of rows: a worker, and the entity that switches it."""
    worker = any_worker_selector(choices, multiple=False)
    return ObjectSelector(
        ObjectSelectorConfig(
            fields={
                CONF_WORKER: ObjectSelectorField(required=True, selector=worker),
                CONF_ENTITY: ObjectSelectorField(
                    required=True, selector=OFF_ON_PURPOSE
                ),
            },
            multiple=True,
            label_field=CONF_WORKER,
            description_field=CONF_ENTITY,
            translation_key=CONF_WORKERS_OFF_ON_PURPOSE,
        )
    )


def _number_selector(least: int, most: int, unit: UnitOfTime) -> vol.All:
    """Return a selector of a whole number."""
    return vol.All(
        NumberSelector(
            NumberSelectorConfig(
                min=least,
                max=most,
                mode=NumberSelectorMode.BOX,
                unit_of_measurement=unit,
            )
        ),
        vol.Coerce(int),
    )


WORKER_KEYS: Final = frozenset(
    map(str, workers_schema(WorkerChoices((), str), farm=True).schema)
)
"""The settings of this section."""


def shown_settings(data: Mapping[str, Any], choices: WorkerChoices) -> dict[str, Any]:
    """Return an account's settings as the form shows them."""
    shown = {key: value for key, value in data.items() if key in WORKER_KEYS}
    shown.setdefault(CONF_WORKER_DEVICES, WorkerDevices.AUTOMATIC.value)
    if chosen := shown.get(CONF_CHOSEN_WORKERS):
        shown[CONF_CHOSEN_WORKERS] = [choices.text(name) for name in chosen]
    if rows := shown.get(CONF_WORKERS_OFF_ON_PURPOSE):
        shown[CONF_WORKERS_OFF_ON_PURPOSE] = [
            row | {CONF_WORKER: choices.text(row[CONF_WORKER])} for row in rows
        ]
    return shown


def named_workers(data: Mapping[str, Any]) -> set[str]:
    """Return the raw names of workers in an account's settings."""
    rows = data.get(CONF_WORKERS_OFF_ON_PURPOSE, ())
    return {*data.get(CONF_CHOSEN_WORKERS, ()), *(row[CONF_WORKER] for row in rows)}


def read_settings(
    hass: HomeAssistant, typed: Mapping[str, Any], choices: WorkerChoices
) -> dict[str, Any]:
    """Return what is stored: the fields that are not empty.

    Raises InputError for the whole section, as Home Assistant shows no errors at fields
    inside one.
    """
    settings: dict[str, Any] = {
        key: typed[key]
        for key in (CONF_OFFLINE_AFTER, CONF_REMOVE_AFTER)
        if key in typed
    }
    devices = typed.get(CONF_WORKER_DEVICES, WorkerDevices.AUTOMATIC)
    if devices != WorkerDevices.AUTOMATIC:
        settings[CONF_WORKER_DEVICES] = devices
    if chosen := choices.names(typed.get(CONF_CHOSEN_WORKERS, ())):
        settings[CONF_CHOSEN_WORKERS] = chosen
    elif devices == WorkerDevices.CHOSEN:
        raise InputError("no_workers_chosen", CONF_WORKERS)
    if entity := typed.get(CONF_OFF_ON_PURPOSE):
        settings[CONF_OFF_ON_PURPOSE] = async_check_entity(
            hass, entity, field=CONF_WORKERS
        )
    if rows := _read_rows(hass, typed.get(CONF_WORKERS_OFF_ON_PURPOSE, []), choices):
        settings[CONF_WORKERS_OFF_ON_PURPOSE] = rows
    return settings


def _read_rows(
    hass: HomeAssistant,
    typed: list[dict[str, str]] | dict[str, str],
    choices: WorkerChoices,
) -> list[dict[str, str]]:
    """Return the rows of workers and the entities that switch them."""
    rows: list[dict[str, str]] = []
    for row in [typed] if isinstance(typed, dict) else typed:
        text, entity = row[CONF_WORKER], row[CONF_ENTITY]
        if (name := choices.name(text)) is None:
            raise InputError("worker_missing", CONF_WORKERS)
        if any(name == other[CONF_WORKER] for other in rows):
            raise InputError("worker_twice", CONF_WORKERS, worker=text)
        entity = async_check_entity(hass, entity, field=CONF_WORKERS)
        rows.append({CONF_WORKER: name, CONF_ENTITY: entity})
    return rows
