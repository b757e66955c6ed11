"""The forms of an account: their fields, and the figures that their texts quote."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentry
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import BooleanSelector, TextSelector
import voluptuous as vol

from ..const import (
    CONF_ADDRESS,
    CONF_COSTS,
    CONF_LABEL,
    CONF_RENAMED,
    CONF_WORKERS,
    DEFAULT_DEVICE_LIMIT,
    DEFAULT_REMOVE_AFTER,
    ENTITIES_PER_WORKER,
    ENTITY_LIMIT,
)
from ..mining.names import harmless
from ..mining.workers.renaming import stands_still
from ..mining.written import written
from ..runtime.account import OceanAccount
from .checks import WorkerChoices
from .costs import cost_placeholders
from .energy import SECTION_KEYS, Typed, energy_sections, shown_energy
from .proposals import filled
from .support import address_placeholders
from .workers import (
    is_farm,
    renamed_schema,
    shown_settings,
    usual_limit,
    workers_schema,
)

CONF_FILL: Final = "fill_from_energy_dashboard"
"""Whether to propose what the Energy dashboard knows. It is not stored."""


def add_schema(currency: str, opened: Iterable[str]) -> vol.Schema:
    """Return the form that adds an account; it asks only for what all need."""
    return vol.Schema(
        {
            vol.Required(CONF_ADDRESS): TextSelector(),
            vol.Optional(CONF_LABEL): TextSelector(),
            **energy_sections(currency, {}, opened, names=[CONF_COSTS]),
        }
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountForm:
    """The form that changes an account."""

    account: ConfigSubentry
    running: OceanAccount | None
    """None while the hub is not loaded."""
    choices: WorkerChoices
    currency: str
    forecasts: Mapping[str, str]
    """The names of the solar forecasts by the ids of their config entries."""
    proposals: Typed
    """What the Energy dashboard knows."""

    def stored(self) -> dict[str, Any]:
        """Return the account's settings as the form shows them."""
        data = self.account.data
        return {
            CONF_LABEL: self.account.title,
            CONF_WORKERS: shown_settings(data, self.choices),
            **shown_energy(data, self.currency),
        }

    def filled(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        """Return the sections that change if they are filled with proposals."""
        energy = {name: shown[name] for name in SECTION_KEYS}
        complete = filled(energy, self.proposals)
        return {
            name: complete[name] for name in energy if complete[name] != energy[name]
        }

    def schema(self, shown: Mapping[str, Any], opened: Iterable[str]) -> vol.Schema:
        """Return the fields; `opened` sections are not collapsed."""
        running = self.running
        memories = running.source.memory.workers if running else None
        farm = is_farm(self.account.data, memories)
        fill = {vol.Optional(CONF_FILL, default=False): BooleanSelector()}
        return vol.Schema(
            {
                vol.Required(CONF_LABEL): TextSelector(),
                **(fill if self.filled(shown) else {}),
                vol.Required(CONF_WORKERS): section(
                    workers_schema(self.choices, farm=farm),
                    {"collapsed": CONF_WORKERS not in opened},
                ),
                **energy_sections(self.currency, self.forecasts, opened),
                **_renamed_section(self.choices, running, opened),
            }
        )

    def placeholders(self, language: str) -> dict[str, str]:
        """Return the figures that the form quotes, so that no text repeats them."""
        memories = self.running.source.memory.workers if self.running else {}
        workers = len(memories)
        figures = {
            "workers": workers,
            "entities": workers * ENTITIES_PER_WORKER,
            "entities_per_worker": ENTITIES_PER_WORKER,
            "entity_limit": ENTITY_LIMIT,
            "device_limit": DEFAULT_DEVICE_LIMIT,
            "remove_after": DEFAULT_REMOVE_AFTER,
        }
        return {
            "label": harmless(self.account.title),
            "usual_limit": usual_limit(memories),
            **{key: written(figure, language) for key, figure in figures.items()},
            **address_placeholders(self.account.data[CONF_ADDRESS]),
            **cost_placeholders(self.currency),
        }


def _renamed_section(
    choices: WorkerChoices, running: OceanAccount | None, opened: Iterable[str]
) -> dict[vol.Marker, section]:
    """Return the section about a renamed worker, if a worker could be renamed."""
    memories = running.source.memory.workers if running else {}
    silent = {name for name in memories if stands_still(memories[name])}
    if not silent or len(silent) == len(memories):
        return {}
    fields = renamed_schema(choices, silent, memories.keys() - silent)
    return {
        vol.Optional(CONF_RENAMED): section(
            fields, {"collapsed": CONF_RENAMED not in opened}
        )
    }
