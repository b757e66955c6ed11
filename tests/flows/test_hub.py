"""The flow that sets the hub up."""

from http import HTTPStatus
import logging
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ocean_xyz.api import (
    OceanClient,
)
from custom_components.ocean_xyz.const import (
    CONF_ADDRESS,
    CONF_CURRENCY,
    CONF_LABEL,
    CONF_NETWORK_SOURCE,
    CONF_WEB_PAGE,
    DOMAIN,
    SUBENTRY_ACCOUNT,
)
from simulator import Upstreams
from simulator.outages import Status

from .dialogs import (
    EFFECTS,
    OCEAN,
    TEST_NETWORK,
    TROUBLES,
    UNKNOWN,
    account_of,
    open_user,
    run,
    suggested,
)


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
        ("bc1qnonsense.rig1", "malformed_address"),
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
    """A dead network is not taken for a slow one, and the form can be sent again."""
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
