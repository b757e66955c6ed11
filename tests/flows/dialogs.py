"""Dialogs as a user goes through them."""

from collections.abc import Mapping
from http import HTTPStatus
import json
from pathlib import Path
from string import Formatter
from types import SimpleNamespace
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigSubentry,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import (
    CONF_WORKERS,
    DOMAIN,
    SUBENTRY_ACCOUNT,
)
from custom_components.ocean_xyz.flows.account_form import CONF_FILL
from custom_components.ocean_xyz.flows.workers import DEVICE_KEYS
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory
from simulator.addresses import p2wpkh
from simulator.outages import EmptyBody, HtmlInstead, Json, Status

SOLAR_KEYS: Final = {"solar_forecasts", "house_load"}

TRANSLATIONS: Final = json.loads(
    (
        Path(__file__).parents[2] / "custom_components/ocean_xyz/translations/en.json"
    ).read_text(encoding="utf-8")
)


OCEAN: Final = "api.ocean.xyz"


OWN: Final = "mempool.home"


UNKNOWN: Final = p2wpkh("nobody")


TEST_NETWORK: Final = "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx"


type Flows = Any


def account_of(entry: ConfigEntry) -> ConfigSubentry:
    """Return the entry's first account."""
    return next(iter(entry.subentries.values()))


class Dialog:
    """A flow as a user goes through it; every text that is shown has to exist."""

    def __init__(self, flows: Flows, texts: Mapping[str, Any]) -> None:
        """Prepare to talk to a flow manager."""
        self._flows = flows
        self._texts = texts
        self.result: Any = None

    async def start(self, handler: object, **context: Any) -> Any:
        """Open the dialog."""
        self.result = await self._flows.async_init(handler, context=context)
        return self._checked()

    async def submit(self, **typed: Any) -> Any:
        """Submit a form."""
        flow_id = self.result["flow_id"]
        self.result = await self._flows.async_configure(flow_id, typed)
        return self._checked()

    async def choose(self, option: str) -> Any:
        """Choose from a menu."""
        return await self.submit(next_step_id=option)

    def _checked(self) -> Any:
        """Return the result, if all that it shows has a text."""
        result = self.result
        match result["type"]:
            case FlowResultType.FORM:
                self._check_form()
            case FlowResultType.MENU:
                self._check(self._texts["step"][result["step_id"]])
            case FlowResultType.CREATE_ENTRY if result["description"]:
                self._check(self._texts["create_entry"][result["description"]])
            case FlowResultType.ABORT if "translation_domain" not in result:
                self._check(self._texts["abort"][result["reason"]])
        return result

    def _check_form(self) -> None:
        """Check a form's texts."""
        result = self.result
        step = self._texts["step"][result["step_id"]]
        fields = result["data_schema"].schema
        assert set(step["data"]) == set(step["data_description"])
        # Where no worker is silent, none has a new name. The Energy dashboard is empty.
        absent = {"renamed", CONF_FILL} - {*fields}
        known = set(step["data"]) | set(step.get("sections", ()))
        assert known - absent == {*fields}
        for name, field in fields.items():
            if isinstance(field, section):
                texts = step["sections"][name]
                assert set(texts["data"]) == set(texts["data_description"])
                asked = {*field.schema.schema}
                # Only farms choose which workers become devices, and nobody has a
                # solar forecast.
                absent = set(texts["data"]) - asked
                assert absent in (set(), DEVICE_KEYS, SOLAR_KEYS)
                assert asked <= set(texts["data"])
        self._check(step)
        for field, error in (result["errors"] or {}).items():
            assert field in {*fields, "base"}
            self._check(self._texts["error"][error])

    def _check(self, texts: Any) -> None:
        """Check that whatever the texts quote is there."""
        if isinstance(texts, dict):
            for text in texts.values():
                self._check(text)
            return
        quoted = {name for _, name, _, _ in Formatter().parse(texts) if name}
        assert quoted <= set(self.result["description_placeholders"] or ())


async def open_user(hass: HomeAssistant) -> Dialog:
    """Open the flow that sets the hub up."""
    dialog = Dialog(hass.config_entries.flow, TRANSLATIONS["config"])
    result = await dialog.start(DOMAIN, source=SOURCE_USER)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "user"
    assert not result["errors"]
    return dialog


async def open_add(hass: HomeAssistant, entry: ConfigEntry) -> Dialog:
    """Open the flow that adds an account."""
    texts = TRANSLATIONS["config_subentries"][SUBENTRY_ACCOUNT]
    dialog = Dialog(hass.config_entries.subentries, texts)
    handler = (entry.entry_id, SUBENTRY_ACCOUNT)
    result = await dialog.start(handler, source=SOURCE_USER)
    assert result["step_id"] == "user"
    return dialog


async def open_account(hass: HomeAssistant, entry: ConfigEntry) -> Dialog:
    """Open the flow that changes the entry's first account."""
    texts = TRANSLATIONS["config_subentries"][SUBENTRY_ACCOUNT]
    dialog = Dialog(hass.config_entries.subentries, texts)
    result = await dialog.start(
        (entry.entry_id, SUBENTRY_ACCOUNT),
        source="reconfigure",
        subentry_id=account_of(entry).subentry_id,
    )
    assert result["step_id"] == "reconfigure"
    return dialog


async def open_network(hass: HomeAssistant, entry: ConfigEntry) -> Dialog:
    """Open the flow that changes the network source."""
    dialog = Dialog(hass.config_entries.flow, TRANSLATIONS["config"])
    await dialog.start(DOMAIN, source="reconfigure", entry_id=entry.entry_id)
    assert dialog.result["step_id"] == "reconfigure"
    return dialog


async def open_options(hass: HomeAssistant, entry: ConfigEntry) -> Dialog:
    """Open the flow of the options."""
    dialog = Dialog(hass.config_entries.options, TRANSLATIONS["options"])
    await dialog.start(entry.entry_id)
    assert dialog.result["step_id"] == "init"
    return dialog


def suggested(result: Any, field: str, part: str | None = None) -> Any:
    """Return what a form shows in a field."""
    schema = result["data_schema"].schema
    if part is not None:
        schema = schema[part].schema.schema
    key = next(key for key in schema if key == field)
    return (key.description or {}).get("suggested_value")


def options_of(result: Any, field: str) -> list[str]:
    """Return what a form offers in a field of the workers' section."""
    schema = result["data_schema"].schema[CONF_WORKERS].schema.schema
    options: list[str] = schema[field].config["options"]
    return options


# What OCEAN may do, and what the form then says.
TROUBLES: Final = {
    "cannot_connect": ConnectionResetError(),
    "timeout": TimeoutError(),
}


EFFECTS: Final = {
    "a page instead of JSON": HtmlInstead(),
    "an empty body": EmptyBody(),
    "a bad gateway": Status(HTTPStatus.BAD_GATEWAY),
    "another error": Json({"result": None, "error": "database is locked"}),
    "another shape": Json({"result": ["a"], "error": None}),
}


def run(entry: MockConfigEntry, hass: HomeAssistant, names: list[str]) -> None:
    """Let an entry be loaded with an account of some workers."""
    memory = SimpleNamespace(workers=dict.fromkeys(names, WorkerMemory()))
    running = SimpleNamespace(source=SimpleNamespace(memory=memory))
    entry.mock_state(hass, ConfigEntryState.LOADED)
    entry.runtime_data = SimpleNamespace(
        accounts={account_of(entry).subentry_id: running}
    )
