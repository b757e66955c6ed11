"""The flow that adds an account."""

from http import HTTPStatus
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.api import (
    OceanClient,
)
from custom_components.ocean_xyz.const import (
    CONF_ADDRESS,
    CONF_LABEL,
    DOMAIN,
)
from simulator import Upstreams
from simulator.addresses import p2pkh, p2wpkh
from simulator.outages import HtmlInstead, Status

from ..conftest import make_entry
from .dialogs import (
    OCEAN,
    TEST_NETWORK,
    TROUBLES,
    UNKNOWN,
    account_of,
    open_add,
)


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
    assert result["reason"] == "already_added"
    assert result["description_placeholders"] == {"label": "Home"}
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
    assert result["reason"] == "already_added"
    assert result["description_placeholders"] == {"label": "Home"}


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


@pytest.mark.usefixtures("_no_set_up", "upstreams")
async def test_worker_is_left_out_and_named(hass: HomeAssistant, address: str) -> None:
    """Users copy the user name of a machine; the end of the dialog says what was cut."""
    entry = make_entry()
    entry.add_to_hass(hass)
    for typed, worker in (
        (f" {address}. rig.1 ", "rig.1"),
        (f"{UNKNOWN}.*rig*", "•rig•"),
        (p2wpkh(3), ""),
    ):
        dialog = await open_add(hass, entry)
        result = await dialog.submit(address=typed, label="Home")
        if result["type"] is FlowResultType.MENU:
            quoted = result["description_placeholders"]
            assert quoted["page"].startswith("https://ocean.xyz/stats/bc1q")
            assert quoted["page"].endswith(quoted["address_end"])
            result = await dialog.choose("add_unknown")
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert result["description"] == ("worker_left_out" if worker else None)
        assert result["description_placeholders"]["worker"] == worker
    addresses = {one.data[CONF_ADDRESS] for one in entry.subentries.values()}
    assert addresses == {address, UNKNOWN, p2wpkh(3)}
