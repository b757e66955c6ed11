"""The flows: what they ask, what they refuse and why, and what they store."""

from collections.abc import Generator, Mapping
from http import HTTPStatus
import json
import logging
from pathlib import Path
from string import Formatter
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigSubentry,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from yarl import URL

from custom_components.ocean_xyz.api import (
    MempoolClient,
    OceanClient,
    OceanResponseError,
)
from custom_components.ocean_xyz.const import (
    CONF_ADDRESS,
    CONF_CHOSEN_WORKERS,
    CONF_CURRENCY,
    CONF_ENTITY,
    CONF_LABEL,
    CONF_MEMPOOL_URL,
    CONF_NETWORK_SOURCE,
    CONF_OFF_ON_PURPOSE,
    CONF_OFFLINE_AFTER,
    CONF_PRICE_ENTITY,
    CONF_REMOVE_AFTER,
    CONF_WEB_PAGE,
    CONF_WORKER,
    CONF_WORKER_DEVICES,
    CONF_WORKERS,
    CONF_WORKERS_OFF_ON_PURPOSE,
    DOMAIN,
    SUBENTRY_ACCOUNT,
)
from custom_components.ocean_xyz.flows.checks import WorkerChoices
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory
from custom_components.ocean_xyz.runtime import clients as upstream
from simulator import ODD_NAMES, Upstreams
from simulator.addresses import p2pkh, p2wpkh
from simulator.outages import EmptyBody, HtmlInstead, Json, Status

from ..conftest import make_entry

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


@pytest.fixture
def _no_set_up() -> Generator[None]:
    """Do not set entries up: these tests are about the flows alone."""
    with (
        patch("custom_components.ocean_xyz.async_setup_entry", return_value=True),
        patch("custom_components.ocean_xyz.async_unload_entry", return_value=True),
    ):
        yield


@pytest.fixture
def hub(hass: HomeAssistant, address: str) -> MockConfigEntry:
    """Return an entry with one account, not loaded."""
    entry = make_entry(address)
    entry.add_to_hass(hass)
    return entry


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
            case FlowResultType.ABORT if "translation_domain" not in result:
                assert result["reason"] in self._texts["abort"]
        return result

    def _check_form(self) -> None:
        """Check a form's texts."""
        result = self.result
        step = self._texts["step"][result["step_id"]]
        fields = result["data_schema"].schema
        assert set(step["data"]) == set(step["data_description"])
        # Where no worker is silent, none has a new name.
        absent = {"renamed"} - {*fields}
        known = set(step["data"]) | set(step.get("sections", ()))
        assert known - absent == {*fields}
        for name, field in fields.items():
            if isinstance(field, section):
                texts = step["sections"][name]
                assert set(texts["data"]) == set(texts["data_description"])
                assert set(texts["data"]) == {*field.schema.schema}
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


@pytest.mark.usefixtures("_no_set_up")
async def test_first_account_is_a_subentry_of_the_hub(
    hass: HomeAssistant, upstreams: Upstreams, address: str
) -> None:
    """The user step makes the hub and its first account, with one request."""
    dialog = await open_user(hass)
    result = await dialog.submit(address=address, label="  Garage  rigs ")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = result["result"]
    assert entry.title == "OCEAN"
    assert entry.unique_id is None
    assert (entry.version, entry.minor_version) == (1, 1)
    assert entry.data == {CONF_NETWORK_SOURCE: "mempool_space"}
    assert entry.options == {CONF_CURRENCY: hass.config.currency, CONF_WEB_PAGE: True}
    account = account_of(entry)
    assert account.subentry_type == SUBENTRY_ACCOUNT
    assert account.title == "Garage rigs"
    assert account.unique_id == address
    assert account.data == {CONF_ADDRESS: address}
    assert [asked.path for asked in upstreams.requests] == [f"/v1/statsnap/{address}"]


@pytest.mark.usefixtures("_no_set_up", "upstreams")
@pytest.mark.parametrize("label", [{}, {"label": ""}, {"label": "  "}])
async def test_account_without_a_label_gets_one(
    hass: HomeAssistant, address: str, label: dict[str, str]
) -> None:
    """A label that is left out or blank becomes the default, which the form names."""
    dialog = await open_user(hass)
    quoted = dialog.result["description_placeholders"]
    assert quoted == {"default_label": "OCEAN account"}
    result = await dialog.submit(address=address, **label)
    assert account_of(result["result"]).title == "OCEAN account"


@pytest.mark.usefixtures("_no_set_up", "upstreams")
@pytest.mark.parametrize("form", ["{0}", "  {0}\n", "bitcoin:{0}?amount=1"])
async def test_address_is_stored_in_its_one_form(
    hass: HomeAssistant, address: str, form: str
) -> None:
    """Upper case, blanks and a wallet's prefix do not make another address."""
    dialog = await open_user(hass)
    result = await dialog.submit(address=form.format(address.upper()))
    assert account_of(result["result"]).unique_id == address


@pytest.mark.usefixtures("_no_set_up")
@pytest.mark.parametrize("typed", [{}, {"address": " "}, {"label": "Unused"}])
async def test_hub_works_without_an_account(
    hass: HomeAssistant, upstreams: Upstreams, typed: dict[str, str]
) -> None:
    """Without an address there is no account, but OCEAN is asked once all the same."""
    dialog = await open_user(hass)
    result = await dialog.submit(**typed)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert not result["result"].subentries
    assert [asked.path for asked in upstreams.requests] == ["/v1/pool_stat"]


@pytest.mark.usefixtures("_no_set_up")
@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("bc1qnonsense", "malformed_address"),
        ("{0}.rig1", "malformed_address"),
        (TEST_NETWORK, "wrong_network"),
    ],
)
async def test_wrong_address_is_refused_without_asking(
    hass: HomeAssistant, upstreams: Upstreams, address: str, typed: str, error: str
) -> None:
    """What is no address of the main network is never sent, and can be corrected."""
    dialog = await open_user(hass)
    result = await dialog.submit(address=typed.format(address), label="Home")
    assert result["errors"] == {CONF_ADDRESS: error}
    assert suggested(result, CONF_ADDRESS) == typed.format(address)
    assert suggested(result, CONF_LABEL) == "Home"
    assert not upstreams.requests
    result = await dialog.submit(address=address)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("_no_set_up")
@pytest.mark.parametrize("form", ["{0}", "Rigs ({0})", "{1}-home", "bitcoin:{0}.rig"])
@pytest.mark.parametrize("with_address", [True, False])
async def test_label_holds_no_address(
    hass: HomeAssistant,
    upstreams: Upstreams,
    address: str,
    form: str,
    with_address: bool,
) -> None:
    """An address in the label would be shown everywhere, so it is refused."""
    typed = {"address": address} if with_address else {}
    dialog = await open_user(hass)
    label = form.format(address.upper(), TEST_NETWORK)
    result = await dialog.submit(label=label, **typed)
    assert result["errors"] == {CONF_LABEL: "address_in_label"}
    assert not upstreams.requests
    result = await dialog.submit(address=address, label="ProfessionalMiningFarm")
    assert account_of(result["result"]).title == "ProfessionalMiningFarm"


@pytest.mark.usefixtures("_no_set_up")
@pytest.mark.parametrize("with_address", [True, False])
@pytest.mark.parametrize("error", TROUBLES)
async def test_unreachable_ocean_is_told(
    hass: HomeAssistant,
    upstreams: Upstreams,
    address: str,
    error: str,
    with_address: bool,
) -> None:
    """A dead network is told apart from a slow one, and the form can be sent again."""
    typed = {"address": address} if with_address else {}
    dialog = await open_user(hass)
    with patch.object(upstreams, "get", side_effect=TROUBLES[error]):
        result = await dialog.submit(**typed)
    assert result["errors"] == {"base": error}
    assert result["description_placeholders"]["source"] == "OCEAN"
    result = await dialog.submit(**typed)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert len(result["result"].subentries) == with_address


@pytest.mark.usefixtures("_no_set_up")
@pytest.mark.parametrize("effect", EFFECTS.values(), ids=EFFECTS)
async def test_unreadable_answer_is_told(
    hass: HomeAssistant, upstreams: Upstreams, address: str, effect: Any
) -> None:
    """An answer that is none is not taken for an unknown address."""
    fault = upstreams.inject(effect, host=OCEAN)
    dialog = await open_user(hass)
    result = await dialog.submit(address=address)
    assert result["errors"] == {"base": "unexpected_answer"}
    upstreams.faults.remove(fault)
    result = await dialog.submit(address=address)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("_no_set_up")
async def test_rate_limit_is_told_and_kept(
    hass: HomeAssistant,
    upstreams: Upstreams,
    address: str,
    freezer: FrozenDateTimeFactory,
) -> None:
    """While OCEAN wants to be left alone, impatience sends no further request."""
    upstreams.inject(
        Status(HTTPStatus.TOO_MANY_REQUESTS, retry_after=150), host=OCEAN, times=1
    )
    dialog = await open_user(hass)
    result = await dialog.submit(address=address)
    assert result["errors"] == {"base": "rate_limited"}
    assert result["description_placeholders"]["minutes"] == "3"
    freezer.tick(100)
    result = await dialog.submit(address=address)
    assert result["errors"] == {"base": "rate_limited"}
    assert result["description_placeholders"]["minutes"] == "1"
    assert upstreams.count() == 1
    freezer.tick(51)
    result = await dialog.submit(address=address)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("_no_set_up", "upstreams")
async def test_unexpected_error_is_logged_without_the_address(
    hass: HomeAssistant, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A defect of ours is logged with its place, but never with the address."""
    caplog.set_level(logging.DEBUG)
    dialog = await open_user(hass)
    with patch.object(
        OceanClient, "statsnap", side_effect=RuntimeError(f"no {address.upper()} here")
    ):
        result = await dialog.submit(address=address)
    assert result["errors"] == {"base": "unknown"}
    assert "RuntimeError: no **REDACTED** here" in caplog.text
    assert "flows/support.py" in caplog.text
    with patch.object(OceanClient, "pool_stat", side_effect=RuntimeError("empty")):
        result = await dialog.submit()
    assert result["errors"] == {"base": "unknown"}
    assert "RuntimeError: empty" in caplog.text
    result = await dialog.submit(address=address)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert address not in caplog.text.lower()


@pytest.mark.usefixtures("_no_set_up")
async def test_unknown_address_is_added_after_a_confirm(
    hass: HomeAssistant, upstreams: Upstreams
) -> None:
    """Machines that are off look like an address that OCEAN never saw."""
    dialog = await open_user(hass)
    result = await dialog.submit(address=UNKNOWN, label="Cabin")
    assert result["type"] is FlowResultType.MENU
    assert result["step_id"] == "confirm_unknown"
    result = await dialog.choose("add_unknown")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    account = account_of(result["result"])
    assert (account.title, account.unique_id) == ("Cabin", UNKNOWN)
    assert upstreams.count() == 1


@pytest.mark.usefixtures("_no_set_up", "upstreams")
async def test_unknown_address_can_be_corrected(
    hass: HomeAssistant, address: str
) -> None:
    """The way back from the confirm shows what was typed."""
    dialog = await open_user(hass)
    await dialog.submit(address=UNKNOWN, label="Cabin")
    result = await dialog.choose("user")
    assert result["type"] is FlowResultType.FORM
    assert not result["errors"]
    assert suggested(result, CONF_ADDRESS) == UNKNOWN
    assert suggested(result, CONF_LABEL) == "Cabin"
    result = await dialog.submit(address=address)
    account = account_of(result["result"])
    assert (account.title, account.unique_id) == ("OCEAN account", address)


@pytest.mark.usefixtures("_no_set_up", "upstreams")
async def test_corrected_to_no_address_at_all(hass: HomeAssistant) -> None:
    """Whoever takes an unknown address back may do without an account."""
    dialog = await open_user(hass)
    await dialog.submit(address=UNKNOWN)
    await dialog.choose("user")
    result = await dialog.submit()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert not result["result"].subentries


async def test_there_is_one_hub(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    """A second hub is refused; Home Assistant has the text for that."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "single_instance_allowed"


@pytest.mark.usefixtures("upstreams")
async def test_whole_set_up_shows_no_address(
    hass: HomeAssistant,
    address: str,
    caplog: pytest.LogCaptureFixture,
    entity_registry: er.EntityRegistry,
    device_registry: dr.DeviceRegistry,
) -> None:
    """From the form to the running entry the address is in no log, name or id."""
    caplog.set_level(logging.DEBUG, logger="homeassistant.config_entries")
    caplog.set_level(logging.DEBUG, logger="custom_components.ocean_xyz")
    dialog = await open_user(hass)
    result = await dialog.submit(address=address)
    await hass.async_block_till_done(wait_background_tasks=True)
    entry = result["result"]
    assert entry.state is ConfigEntryState.LOADED
    assert account_of(entry).unique_id == address
    assert address not in caplog.text
    entities = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    devices = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert entities
    assert devices
    assert address not in f"{entry.title}{hass.states.async_all()}{entities}{devices}"


@pytest.mark.usefixtures("_no_set_up")
async def test_account_is_added(hass: HomeAssistant, upstreams: Upstreams) -> None:
    """A further account is a subentry of its own; the labels count up."""
    entry = make_entry()
    entry.add_to_hass(hass)
    first, second, third = (p2wpkh(number) for number in range(3))
    for added, label in (
        (first, "OCEAN account"),
        (second, "OCEAN account 2"),
        (third, "OCEAN account 3"),
    ):
        dialog = await open_add(hass, entry)
        assert dialog.result["description_placeholders"]["default_label"] == label
        await dialog.submit(address=added)
        result = await dialog.choose("add_unknown")
        assert result["type"] is FlowResultType.CREATE_ENTRY
        account = list(entry.subentries.values())[-1]
        assert account.data == {CONF_ADDRESS: added}
        assert (account.title, account.unique_id) == (label, added)
    assert upstreams.count(OCEAN, "/v1/statsnap") == upstreams.count() == 3


@pytest.mark.usefixtures("_no_set_up", "upstreams")
async def test_freed_label_is_given_again(hass: HomeAssistant, address: str) -> None:
    """The default is the first label that is free, in any letter case."""
    entry = make_entry()
    entry.add_to_hass(hass)
    for number, label in enumerate(("ocean Account", "OCEAN account 3")):
        dialog = await open_add(hass, entry)
        await dialog.submit(address=p2wpkh(number), label=label)
        await dialog.choose("add_unknown")
    dialog = await open_add(hass, entry)
    await dialog.submit(address=address)
    assert list(entry.subentries.values())[-1].title == "OCEAN account 2"


@pytest.mark.usefixtures("_no_set_up", "upstreams")
async def test_known_address_is_added_at_once(
    hass: HomeAssistant, address: str
) -> None:
    """An address that OCEAN knows needs no confirm."""
    entry = make_entry()
    entry.add_to_hass(hass)
    dialog = await open_add(hass, entry)
    result = await dialog.submit(address=address, label="Home")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert account_of(entry).title == "Home"


@pytest.mark.parametrize("form", [str, str.upper, "bitcoin:{}".format])
async def test_same_address_twice_is_refused(
    hass: HomeAssistant,
    hub: MockConfigEntry,
    upstreams: Upstreams,
    address: str,
    form: Any,
) -> None:
    """In whatever form it is typed, an account cannot be added again."""
    dialog = await open_add(hass, hub)
    result = await dialog.submit(address=form(address))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert len(hub.subentries) == 1
    assert not upstreams.requests


@pytest.mark.usefixtures("_no_set_up", "upstreams")
async def test_same_address_in_two_dialogs_is_added_once(hass: HomeAssistant) -> None:
    """A dialog that was overtaken by another one ends as a duplicate."""
    entry = make_entry()
    entry.add_to_hass(hass)
    dialogs = [await open_add(hass, entry) for _ in range(2)]
    for dialog in dialogs:
        await dialog.submit(address=UNKNOWN)
    results = [await dialog.choose("add_unknown") for dialog in dialogs]
    assert [result["type"] for result in results] == [
        FlowResultType.CREATE_ENTRY,
        FlowResultType.ABORT,
    ]
    assert len(entry.subentries) == 1


@pytest.mark.usefixtures("_no_set_up", "upstreams")
async def test_letter_case_of_older_addresses_counts(hass: HomeAssistant) -> None:
    """Base58 means another address in another letter case, so the checksum decides."""
    older = p2pkh("older")
    entry = make_entry(older)
    entry.add_to_hass(hass)
    dialog = await open_add(hass, entry)
    result = await dialog.submit(address=older.swapcase())
    assert result["errors"] == {CONF_ADDRESS: "malformed_address"}
    result = await dialog.submit(address=older)
    assert result["reason"] == "already_configured"


@pytest.mark.usefixtures("_no_set_up")
@pytest.mark.parametrize("typed", ["", "  ", "bc1q"])
async def test_further_account_needs_an_address(
    hass: HomeAssistant, upstreams: Upstreams, address: str, typed: str
) -> None:
    """Unlike the hub's first form, this one cannot do without."""
    entry = make_entry()
    entry.add_to_hass(hass)
    dialog = await open_add(hass, entry)
    result = await dialog.submit(address=typed)
    assert result["errors"] == {CONF_ADDRESS: "malformed_address"}
    assert not upstreams.requests
    result = await dialog.submit(address=address)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("_no_set_up")
async def test_every_trouble_of_adding_is_recovered_from(
    hass: HomeAssistant,
    upstreams: Upstreams,
    address: str,
    freezer: FrozenDateTimeFactory,
) -> None:
    """One dialog survives all that can go wrong with OCEAN."""
    entry = make_entry()
    entry.add_to_hass(hass)
    dialog = await open_add(hass, entry)
    for error, trouble in TROUBLES.items():
        with patch.object(upstreams, "get", side_effect=trouble):
            result = await dialog.submit(address=address)
        assert result["errors"] == {"base": error}
    upstreams.inject(HtmlInstead(), times=1)
    result = await dialog.submit(address=address)
    assert result["errors"] == {"base": "unexpected_answer"}
    upstreams.inject(Status(HTTPStatus.TOO_MANY_REQUESTS, retry_after=30), times=1)
    result = await dialog.submit(address=address)
    assert result["errors"] == {"base": "rate_limited"}
    freezer.tick(31)
    with patch.object(OceanClient, "statsnap", side_effect=RuntimeError):
        result = await dialog.submit(address=address)
    assert result["errors"] == {"base": "unknown"}
    result = await dialog.submit(address=address, label=address)
    assert result["errors"] == {CONF_LABEL: "address_in_label"}
    result = await dialog.submit(address=TEST_NETWORK)
    assert result["errors"] == {CONF_ADDRESS: "wrong_network"}
    await dialog.submit(address=UNKNOWN)
    await dialog.choose("user")
    result = await dialog.submit(address=address)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_account_settings_start_automatic(
    hass: HomeAssistant, hub: MockConfigEntry, address: str
) -> None:
    """An account that was never changed shows its label, and nothing of its address."""
    dialog = await open_account(hass, hub)
    result = dialog.result
    assert suggested(result, CONF_LABEL) == "Home"
    assert suggested(result, CONF_WORKER_DEVICES, CONF_WORKERS) == "automatic"
    assert result["description_placeholders"]["label"] == "Home"
    assert address not in str(result["description_placeholders"])
    assert result["data_schema"].schema[CONF_WORKERS].options == {"collapsed": True}


async def test_account_settings_are_stored_and_removed(
    hass: HomeAssistant, hub: MockConfigEntry, address: str
) -> None:
    """What is filled in is stored flat; what is emptied again is gone."""
    for entity in ("switch.plug", "schedule.nights", "input_boolean.pause"):
        hass.states.async_set(entity, "on")
    account = account_of(hub)
    dialog = await open_account(hass, hub)
    result = await dialog.submit(
        label=" Garage ",
        workers={
            CONF_WORKER_DEVICES: "chosen",
            CONF_CHOSEN_WORKERS: ["rig.1", " rig_2 ", "rig.1"],
            CONF_OFFLINE_AFTER: 45.0,
            CONF_OFF_ON_PURPOSE: "schedule.nights",
            CONF_WORKERS_OFF_ON_PURPOSE: [
                {CONF_WORKER: "rig.1", CONF_ENTITY: "switch.plug"},
                {CONF_WORKER: "rig_2", CONF_ENTITY: "input_boolean.pause"},
            ],
            CONF_REMOVE_AFTER: 7.0,
        },
    )
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert account.title == "Garage"
    assert account.unique_id == address
    assert account.data == {
        CONF_ADDRESS: address,
        CONF_WORKER_DEVICES: "chosen",
        CONF_CHOSEN_WORKERS: ["rig.1", "rig_2"],
        CONF_OFFLINE_AFTER: 45,
        CONF_OFF_ON_PURPOSE: "schedule.nights",
        CONF_WORKERS_OFF_ON_PURPOSE: [
            {CONF_WORKER: "rig.1", CONF_ENTITY: "switch.plug"},
            {CONF_WORKER: "rig_2", CONF_ENTITY: "input_boolean.pause"},
        ],
        CONF_REMOVE_AFTER: 7,
    }
    assert type(account.data[CONF_OFFLINE_AFTER]) is int
    dialog = await open_account(hass, hub)
    for key, value in account.data.items():
        if key != CONF_ADDRESS:
            assert suggested(dialog.result, key, CONF_WORKERS) == value
    await dialog.submit(label="Garage", workers={})
    assert account.data == {CONF_ADDRESS: address}


async def test_settings_of_other_forms_are_kept(
    hass: HomeAssistant, hub: MockConfigEntry, address: str
) -> None:
    """The form replaces only what it shows."""
    account = account_of(hub)
    data = {CONF_ADDRESS: address, "tariff": 0.3, CONF_OFFLINE_AFTER: 9}
    hass.config_entries.async_update_subentry(hub, account, data=data)
    dialog = await open_account(hass, hub)
    await dialog.submit(label="Home", workers={CONF_WORKER_DEVICES: "none"})
    assert account.data == {
        CONF_ADDRESS: address,
        "tariff": 0.3,
        CONF_WORKER_DEVICES: "none",
    }


async def test_blank_label_becomes_the_default(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    """An account keeps the default label it has, rather than counting itself."""
    account = account_of(hub)
    for _ in range(2):
        dialog = await open_account(hass, hub)
        await dialog.submit(label=" ", workers={})
        assert account.title == "OCEAN account"


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({CONF_WORKER_DEVICES: "chosen"}, "no_workers_chosen"),
        (
            {CONF_WORKER_DEVICES: "chosen", CONF_CHOSEN_WORKERS: [" ", ""]},
            "no_workers_chosen",
        ),
        ({CONF_OFF_ON_PURPOSE: "switch.missing"}, "unknown_entity"),
        ({CONF_OFF_ON_PURPOSE: "0" * 32}, "unknown_entity"),
        ({CONF_OFF_ON_PURPOSE: "binary_sensor.ours"}, "own_entity"),
        (
            {
                CONF_WORKERS_OFF_ON_PURPOSE: [
                    {CONF_WORKER: "a", CONF_ENTITY: "switch.missing"}
                ]
            },
            "unknown_entity",
        ),
        (
            {
                CONF_WORKERS_OFF_ON_PURPOSE: [
                    {CONF_WORKER: " ", CONF_ENTITY: "switch.plug"}
                ]
            },
            "worker_missing",
        ),
        (
            {
                CONF_WORKERS_OFF_ON_PURPOSE: [
                    {CONF_WORKER: "a", CONF_ENTITY: "switch.plug"},
                    {CONF_WORKER: "a ", CONF_ENTITY: "switch.plug"},
                ]
            },
            "worker_twice",
        ),
    ],
)
async def test_wrong_worker_settings_are_refused(
    hass: HomeAssistant,
    hub: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    typed: dict[str, Any],
    error: str,
) -> None:
    """Each mistake has its text above the section, and can be put right."""
    hass.states.async_set("switch.plug", "on")
    entity_registry.async_get_or_create(
        "binary_sensor", DOMAIN, "ours", suggested_object_id="ours"
    )
    before = dict(account_of(hub).data)
    dialog = await open_account(hass, hub)
    result = await dialog.submit(label="Barn", workers=typed)
    assert result["errors"] == {CONF_WORKERS: error}
    assert result["data_schema"].schema[CONF_WORKERS].options == {"collapsed": False}
    assert suggested(result, CONF_LABEL) == "Barn"
    for key, value in typed.items():
        assert suggested(result, key, CONF_WORKERS) == value
    assert account_of(hub).data == before
    result = await dialog.submit(label="Barn", workers={})
    assert result["reason"] == "reconfigure_successful"
    assert account_of(hub).title == "Barn"


async def test_address_does_not_become_the_label(
    hass: HomeAssistant, hub: MockConfigEntry, address: str
) -> None:
    """What holds for a new label holds for a changed one."""
    dialog = await open_account(hass, hub)
    result = await dialog.submit(label=address, workers={})
    assert result["errors"] == {CONF_LABEL: "address_in_label"}
    result = await dialog.submit(label="Barn", workers={})
    assert result["reason"] == "reconfigure_successful"


async def test_registered_entity_needs_no_state(
    hass: HomeAssistant, hub: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    """A switch that is not there yet is known by the registry; so is one by its id."""
    plug = entity_registry.async_get_or_create("switch", "shelly", "plug")
    dialog = await open_account(hass, hub)
    await dialog.submit(
        label="Home",
        workers={
            CONF_OFF_ON_PURPOSE: plug.id,
            # A single row comes from YAML mode without a list.
            CONF_WORKERS_OFF_ON_PURPOSE: {
                CONF_WORKER: "rig",
                CONF_ENTITY: plug.entity_id,
            },
        },
    )
    data = account_of(hub).data
    assert data[CONF_OFF_ON_PURPOSE] == plug.entity_id
    assert data[CONF_WORKERS_OFF_ON_PURPOSE] == [
        {CONF_WORKER: "rig", CONF_ENTITY: plug.entity_id}
    ]


async def test_entry_that_is_not_loaded_knows_no_workers(
    hass: HomeAssistant, hub: MockConfigEntry, address: str
) -> None:
    """Without a running account only the workers that the settings name are offered."""
    data = {CONF_ADDRESS: address, CONF_CHOSEN_WORKERS: ["b", "A"]}
    hass.config_entries.async_update_subentry(hub, account_of(hub), data=data)
    dialog = await open_account(hass, hub)
    assert dialog.result["description_placeholders"]["workers"] == "0"
    assert options_of(dialog.result, CONF_CHOSEN_WORKERS) == ["A", "b"]


@pytest.mark.usefixtures("upstreams")
async def test_running_account_offers_its_workers(
    hass: HomeAssistant, loaded: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    """The form knows the workers and counts the entities; a change reloads the entry."""
    dialog = await open_account(hass, loaded)
    assert len(options_of(dialog.result, CONF_CHOSEN_WORKERS)) == 8
    quoted = dialog.result["description_placeholders"]
    assert (quoted["workers"], quoted["entities"]) == ("8", "24")
    await dialog.submit(
        label="Cabin",
        workers={
            CONF_WORKER_DEVICES: "chosen",
            CONF_CHOSEN_WORKERS: ["s21-attic"],
        },
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert loaded.state is ConfigEntryState.LOADED
    account = loaded.runtime_data.accounts[account_of(loaded).subentry_id]
    assert account.worker_devices.names == {"s21-attic"}
    device = device_registry.async_get(account.device_id)
    assert device is not None
    assert device.name == "Cabin"


async def test_account_that_does_not_run_yet_knows_no_workers(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    """Between adding and the reload, a loaded entry does not know the account."""
    hub.mock_state(hass, ConfigEntryState.LOADED)
    hub.runtime_data = SimpleNamespace(accounts={})
    dialog = await open_account(hass, hub)
    assert options_of(dialog.result, CONF_CHOSEN_WORKERS) == []


def run(entry: MockConfigEntry, hass: HomeAssistant, names: list[str]) -> None:
    """Let an entry be loaded with an account of some workers."""
    memory = SimpleNamespace(workers=dict.fromkeys(names, WorkerMemory()))
    running = SimpleNamespace(source=SimpleNamespace(memory=memory))
    entry.mock_state(hass, ConfigEntryState.LOADED)
    entry.runtime_data = SimpleNamespace(
        accounts={account_of(entry).subentry_id: running}
    )


async def test_strange_names_survive_the_form(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    """Whatever a worker is called, choosing it stores its raw name."""
    hass.states.async_set("switch.plug", "on")
    names = [*ODD_NAMES, "\u202e", "\u200b", "rig\u200b", " rig", "Default worker"]
    run(hub, hass, names)
    dialog = await open_account(hass, hub)
    options = options_of(dialog.result, CONF_CHOSEN_WORKERS)
    assert len(set(options)) == len(names)
    assert all(option == option.strip() and option.isprintable() for option in options)
    assert "Default worker (2)" in options
    typed = {
        CONF_WORKER_DEVICES: "chosen",
        CONF_CHOSEN_WORKERS: options,
        CONF_WORKERS_OFF_ON_PURPOSE: [
            {CONF_WORKER: option, CONF_ENTITY: "switch.plug"} for option in options
        ],
    }
    await dialog.submit(label="Odd", workers=typed)
    data = account_of(hub).data
    assert sorted(data[CONF_CHOSEN_WORKERS]) == sorted(names)
    rows = data[CONF_WORKERS_OFF_ON_PURPOSE]
    assert sorted(row[CONF_WORKER] for row in rows) == sorted(names)
    dialog = await open_account(hass, hub)
    for key, value in typed.items():
        assert suggested(dialog.result, key, CONF_WORKERS) == value


def test_name_that_can_be_shown_keeps_its_text() -> None:
    """A look-alike gets a number; the worker that really has the name does not."""
    names = ["rig\u200b", "rig", "\u200brig"]
    choices = WorkerChoices(names, lambda name: "?")
    assert choices.text("rig") == "rig"
    assert sorted(choices.options) == ["rig", "rig (2)", "rig (3)"]
    assert {choices.name(text) for text in choices.options} == set(names)


def test_typed_name_stands_for_itself() -> None:
    """A worker that is not known can be named, but not by nothing."""
    choices = WorkerChoices(["", "known"], lambda name: "Default worker")
    assert choices.name(" later ") == "later"
    assert choices.name(" known ") == "known"
    assert choices.name("Default worker") == ""
    assert choices.name("  ") is None


@pytest.mark.parametrize("source", ["mempool_space", "blockchain_info"])
async def test_public_source_needs_no_url(
    hass: HomeAssistant, hub: MockConfigEntry, upstreams: Upstreams, source: str
) -> None:
    """A public source is stored without asking it; a URL beside it is dropped."""
    dialog = await open_network(hass, hub)
    assert suggested(dialog.result, CONF_NETWORK_SOURCE) == "mempool_space"
    assert suggested(dialog.result, CONF_MEMPOOL_URL) is None
    result = await dialog.submit(
        network_source=source, mempool_url=f"http://{OWN}:4080"
    )
    assert result["reason"] == "reconfigure_successful"
    assert hub.data == {CONF_NETWORK_SOURCE: source}
    assert not upstreams.requests


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (f"http://{OWN}:4080", f"http://{OWN}:4080"),
        (f"  http://{OWN.upper()}:4080/ ", f"http://{OWN}:4080"),
        (f"https://{OWN}/api", f"https://{OWN}"),
        (f"https://{OWN}/api/v1/", f"https://{OWN}"),
        (f"https://{OWN}/?x=1#/blocks", f"https://{OWN}"),
    ],
)
async def test_own_instance_is_asked_and_stored(
    hass: HomeAssistant,
    hub: MockConfigEntry,
    upstreams: Upstreams,
    typed: str,
    stored: str,
) -> None:
    """The URL is stored in one form, after the instance has told its height."""
    upstreams.serve_mempool(OWN)
    dialog = await open_network(hass, hub)
    result = await dialog.submit(network_source="own_mempool", mempool_url=typed)
    assert result["reason"] == "reconfigure_successful"
    assert hub.data == {CONF_NETWORK_SOURCE: "own_mempool", CONF_MEMPOOL_URL: stored}
    assert [(asked.host, asked.path) for asked in upstreams.requests] == [
        (OWN, "/api/blocks/tip/height")
    ]
    dialog = await open_network(hass, hub)
    assert suggested(dialog.result, CONF_MEMPOOL_URL) == stored


async def test_own_instance_may_live_below_a_path(
    hass: HomeAssistant, hub: MockConfigEntry, upstreams: Upstreams
) -> None:
    """Behind a reverse proxy the API is below the page's own path."""
    asked = []

    def answer(url: str) -> Any:
        asked.append(url)
        return SimpleNamespace(status=200, body=b"900000", headers={}, trouble=None)

    dialog = await open_network(hass, hub)
    with patch.object(upstreams, "get", side_effect=answer):
        await dialog.submit(
            network_source="own_mempool", mempool_url=f"http://{OWN}/my%20node/api/"
        )
    assert hub.data[CONF_MEMPOOL_URL] == f"http://{OWN}/my%20node"
    assert asked == [f"http://{OWN}/my%20node/api/blocks/tip/height"]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        (None, "invalid_url"),
        ("", "invalid_url"),
        (OWN, "invalid_url"),
        (f"{OWN}:4080", "invalid_url"),
        (f"ftp://{OWN}", "invalid_url"),
        ("http://", "invalid_url"),
        ("http://:4080", "invalid_url"),
        ("http://my node", "invalid_url"),
        ("http://node\0", "invalid_url"),
        (f"http://{OWN}:99999", "invalid_url"),
        (f"http://me:secret@{OWN}", "url_credentials"),
        (f"http://me@{OWN}", "url_credentials"),
        ("https://mempool.guide", "other_chain_source"),
        ("https://node.Mempool.Guide./api", "other_chain_source"),
        ("https://mempool.space", "public_instance"),
        ("https://tk7.mempool.space/api", "public_instance"),
    ],
)
async def test_unusable_url_is_refused_without_asking(
    hass: HomeAssistant,
    hub: MockConfigEntry,
    upstreams: Upstreams,
    typed: str | None,
    error: str,
) -> None:
    """Each kind of URL that cannot be used has its text, and can be corrected."""
    upstreams.serve_mempool(OWN)
    before = dict(hub.data)
    dialog = await open_network(hass, hub)
    url = {} if typed is None else {CONF_MEMPOOL_URL: typed}
    result = await dialog.submit(network_source="own_mempool", **url)
    assert result["errors"] == {CONF_MEMPOOL_URL: error}
    assert suggested(result, CONF_NETWORK_SOURCE) == "own_mempool"
    assert suggested(result, CONF_MEMPOOL_URL) == typed
    assert hub.data == before
    assert not upstreams.requests
    result = await dialog.submit(
        network_source="own_mempool", mempool_url=f"http://{OWN}"
    )
    assert result["reason"] == "reconfigure_successful"


async def test_host_that_only_ends_alike_is_accepted(
    hass: HomeAssistant, hub: MockConfigEntry, upstreams: Upstreams
) -> None:
    """A name of one's own that ends like a public one is another host."""
    upstreams.serve_mempool("mymempool.space")
    dialog = await open_network(hass, hub)
    result = await dialog.submit(
        network_source="own_mempool", mempool_url="http://mymempool.space"
    )
    assert result["reason"] == "reconfigure_successful"


async def test_every_trouble_of_an_own_instance_is_recovered_from(
    hass: HomeAssistant,
    hub: MockConfigEntry,
    upstreams: Upstreams,
    freezer: FrozenDateTimeFactory,
) -> None:
    """What can go wrong is told at the URL, with the host's name."""
    upstreams.serve_mempool(OWN)
    typed = {"network_source": "own_mempool", "mempool_url": f"http://{OWN}:4080"}
    dialog = await open_network(hass, hub)
    for error, trouble in TROUBLES.items():
        with patch.object(upstreams, "get", side_effect=trouble):
            result = await dialog.submit(**typed)
        assert result["errors"] == {CONF_MEMPOOL_URL: error}
        assert result["description_placeholders"]["source"] == f"{OWN}:4080"
    for effect in (HtmlInstead(), EmptyBody(), Status(HTTPStatus.NOT_FOUND)):
        upstreams.inject(effect, host=OWN, times=1)
        result = await dialog.submit(**typed)
        assert result["errors"] == {CONF_MEMPOOL_URL: "unexpected_answer"}
    upstreams.inject(Status(HTTPStatus.TOO_MANY_REQUESTS), host=OWN, times=1)
    result = await dialog.submit(**typed)
    assert result["errors"] == {CONF_MEMPOOL_URL: "rate_limited"}
    freezer.tick(61)
    with patch.object(MempoolClient, "tip_height", side_effect=RuntimeError):
        result = await dialog.submit(**typed)
    assert result["errors"] == {CONF_MEMPOOL_URL: "unknown"}
    result = await dialog.submit(**typed)
    assert result["reason"] == "reconfigure_successful"


async def test_options_are_stored_and_removed(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    """A price of one's own is stored when it is given, and gone when it is emptied."""
    hass.states.async_set("sensor.btc", "91000", {"unit_of_measurement": "EUR"})
    dialog = await open_options(hass, hub)
    assert suggested(dialog.result, CONF_CURRENCY) == "USD"
    assert suggested(dialog.result, CONF_WEB_PAGE) is True
    result = await dialog.submit(
        currency="EUR", price_entity="sensor.btc", web_page=False
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert hub.options == {
        CONF_CURRENCY: "EUR",
        CONF_PRICE_ENTITY: "sensor.btc",
        CONF_WEB_PAGE: False,
    }
    dialog = await open_options(hass, hub)
    assert suggested(dialog.result, CONF_PRICE_ENTITY) == "sensor.btc"
    await dialog.submit(currency="EUR", web_page=False)
    assert hub.options == {CONF_CURRENCY: "EUR", CONF_WEB_PAGE: False}


async def test_home_currency_is_offered(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    """The home's and the present currency are in the list, whoever quotes them."""
    hass.config.currency = "ISK"
    options = dict(hub.options) | {CONF_CURRENCY: "XAU"}
    hass.config_entries.async_update_entry(hub, options=options)
    dialog = await open_options(hass, hub)
    offered = dialog.result["data_schema"].schema[CONF_CURRENCY].config["options"]
    assert {"XAU", "ISK", "USD"} <= set(offered)
    assert offered == sorted(offered)


@pytest.mark.parametrize("typed", ["EURO", "€", "", "12A", "ÄÖÜ"])
async def test_currency_is_three_letters(
    hass: HomeAssistant, hub: MockConfigEntry, typed: str
) -> None:
    """A currency of one's own is a code, which is stored in upper case."""
    dialog = await open_options(hass, hub)
    result = await dialog.submit(currency=typed, web_page=True)
    assert result["errors"] == {CONF_CURRENCY: "invalid_currency"}
    await dialog.submit(currency=" kes ", web_page=True)
    assert hub.options[CONF_CURRENCY] == "KES"


@pytest.mark.parametrize(
    ("state", "unit", "error"),
    [
        ("cheap", None, "price_not_a_number"),
        ("0", "EUR", "price_not_a_number"),
        ("-1", "EUR", "price_not_a_number"),
        ("nan", "EUR", "price_not_a_number"),
        ("inf", "EUR", "price_not_a_number"),
        ("91000", "USD", "price_currency"),
        ("91000", "$", "price_currency"),
        ("unknown", "£/BTC", "price_currency"),
        ("91000", "BTC", "price_currency"),
        ("0.3", "EUR/kWh", "price_not_per_bitcoin"),
    ],
)
async def test_sensor_that_is_no_price_is_refused(
    hass: HomeAssistant,
    hub: MockConfigEntry,
    state: str,
    unit: str | None,
    error: str,
) -> None:
    """A price has to be a positive number of the chosen currency for one bitcoin."""
    attributes = {} if unit is None else {"unit_of_measurement": unit}
    hass.states.async_set("sensor.wrong", state, attributes)
    dialog = await open_options(hass, hub)
    result = await dialog.submit(
        currency="EUR", price_entity="sensor.wrong", web_page=True
    )
    assert result["errors"] == {CONF_PRICE_ENTITY: error}
    assert suggested(result, CONF_PRICE_ENTITY) == "sensor.wrong"
    result = await dialog.submit(currency="EUR", web_page=True)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("entity", "state", "unit"),
    [
        ("sensor.btc", "91000.5", "EUR"),
        ("sensor.btc", "91000", "eur/BTC"),
        ("sensor.btc", "91000", "€"),
        ("sensor.btc", "91000", "€ / ₿"),
        ("sensor.btc", "91000", "BTC/EUR"),
        ("sensor.btc", "91000", None),
        ("sensor.btc", "91000", "coins"),
        ("sensor.btc", "unavailable", "EUR"),
        ("sensor.btc", "unknown", None),
        ("input_number.btc", "91000", None),
    ],
)
async def test_sensor_that_may_be_a_price_is_accepted(
    hass: HomeAssistant,
    hub: MockConfigEntry,
    entity: str,
    state: str,
    unit: str | None,
) -> None:
    """A value that is not known yet and a unit that says nothing are no mistakes."""
    attributes = {} if unit is None else {"unit_of_measurement": unit}
    hass.states.async_set(entity, state, attributes)
    dialog = await open_options(hass, hub)
    await dialog.submit(currency="EUR", price_entity=entity, web_page=True)
    assert hub.options[CONF_PRICE_ENTITY] == entity


async def test_price_comes_from_elsewhere(
    hass: HomeAssistant, hub: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    """Our own price cannot be its own source, and what does not exist is none."""
    ours = entity_registry.async_get_or_create("sensor", DOMAIN, "price")
    other = entity_registry.async_get_or_create("sensor", "coinbase", "btc")
    dialog = await open_options(hass, hub)
    for entity, error in (
        (ours.entity_id, "own_entity"),
        ("sensor.missing", "unknown_entity"),
    ):
        result = await dialog.submit(currency="EUR", price_entity=entity, web_page=True)
        assert result["errors"] == {CONF_PRICE_ENTITY: error}
        assert result["description_placeholders"]["entity"] == entity
    await dialog.submit(currency="EUR", price_entity=other.entity_id, web_page=True)
    assert hub.options[CONF_PRICE_ENTITY] == other.entity_id


async def test_frontend_gets_every_form(
    hass: HomeAssistant, hub: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    """All forms can be sent as JSON, as the frontend asks for them."""
    run(hub, hass, ["rig"])
    assert await async_setup_component(hass, "config", {})
    client = await hass_client()
    base, account = "/api/config/config_entries", account_of(hub).subentry_id
    for path, body in (
        ("flow", {"handler": DOMAIN, "entry_id": hub.entry_id}),
        ("options/flow", {"handler": hub.entry_id}),
        ("subentries/flow", {"handler": [hub.entry_id, SUBENTRY_ACCOUNT]}),
        (
            "subentries/flow",
            {"handler": [hub.entry_id, SUBENTRY_ACCOUNT], "subentry_id": account},
        ),
    ):
        reply = await client.post(f"{base}/{path}", json=body)
        assert reply.status == HTTPStatus.OK
        form = await reply.json()
        assert form["type"] == "form"
        assert form["data_schema"]


async def test_labels_follow_the_language(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    """The default label is a text like any other; without one it is the pool's name."""
    german = {f"component.{DOMAIN}.common.default_label": "OCEAN-Konto"}
    target = "custom_components.ocean_xyz.flows.support.async_get_translations"
    for texts, label in ((german, "OCEAN-Konto"), ({}, "OCEAN")):
        with patch(target, return_value=texts):
            dialog = await open_add(hass, hub)
        assert dialog.result["description_placeholders"]["default_label"] == label


async def test_transport_outlives_a_reload(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """What a host asked for is not forgotten with the entry."""
    before = upstream.async_get_transport(hass)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    assert upstream.async_get_transport(hass) is before


async def test_upstreams_can_be_elsewhere(
    hass: HomeAssistant, upstreams: Upstreams
) -> None:
    """The clients look up where their upstream is each time they are made."""
    for constant, ask in (
        ("OCEAN_API", lambda: upstream.ocean_client(hass).pool_stat()),
        ("MEMPOOL_SPACE", lambda: upstream.mempool_client(hass, {}).tip_height()),
        ("BLOCKCHAIN_INFO", lambda: upstream.blockchain_info_client(hass).stats()),
    ):
        await ask()
        elsewhere = URL(f"http://{constant.lower()}.example")
        with (
            patch.object(upstream, constant, elsewhere),
            pytest.raises(OceanResponseError),
        ):
            await ask()
        assert upstreams.requests[-1].host == elsewhere.host
