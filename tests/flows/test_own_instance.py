"""A mempool instance of the user's own: where it may be, and who may know how it is asked."""

from base64 import b64encode
from collections.abc import Mapping
from http import HTTPStatus
import logging
from typing import Any, Final
from unittest.mock import patch

from aiohttp import ClientConnectionError, InvalidURL
from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_system_health_info,
)
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker
from yarl import URL

from custom_components.ocean_xyz.api.credentials import Credentials
from custom_components.ocean_xyz.const import (
    CONF_MEMPOOL_PASSWORD,
    CONF_MEMPOOL_URL,
    CONF_MEMPOOL_USERNAME,
    CONF_NETWORK_SOURCE,
    DOMAIN,
)
from custom_components.ocean_xyz.diagnostics import (
    async_get_config_entry_diagnostics,
)
from custom_components.ocean_xyz.flows.checks import InputError, read_mempool_url
from custom_components.ocean_xyz.flows.network import read_credentials
from simulator import Upstreams
from simulator.outages import Status

from ..conftest import Tick, set_up
from ..sources.support import hub_entry
from .dialogs import open_network, suggested

pytestmark = pytest.mark.usefixtures("all_enabled")

OWN: Final = "mempool.home"
USER: Final = "satoshi"
SECRET: Final = "hunter2:päss/@word"
INSTANCE: Final = {
    CONF_NETWORK_SOURCE: "own_mempool",
    CONF_MEMPOOL_URL: f"https://{OWN}:8999",
    CONF_MEMPOOL_USERNAME: USER,
    CONF_MEMPOOL_PASSWORD: SECRET,
}
HEADER: Final = Credentials(username=USER, password=SECRET).header
SECRETS: Final = (USER, SECRET, "hunter2", HEADER, HEADER.partition(" ")[2])


def told_credentials(mock: AiohttpClientMocker) -> dict[str, set[str | None]]:
    """Return by host with which credentials it was asked."""
    sent: dict[str, set[str | None]] = {}
    for _, url, _, headers in mock.mock_calls:
        sent.setdefault(URL(url).host, set()).add((headers or {}).get("Authorization"))
    return sent


def reveals(text: str) -> list[str]:
    """Return the secrets that a text holds."""
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (f"http://{OWN}", f"http://{OWN}"),
        (f"HTTPS://{OWN}", f"https://{OWN}"),
        (f"\t http://{OWN}:3006/ \n", f"http://{OWN}:3006"),
        ("http://192.168.1.20:3006/", "http://192.168.1.20:3006"),
        ("http://[fd00::20]:3006/api", "http://[fd00::20]:3006"),
        ("http://bücher.example/", "http://xn--bcher-kva.example"),
        (f"http://{OWN}:1", f"http://{OWN}:1"),
        (f"http://{OWN}:65535", f"http://{OWN}:65535"),
        (f"https://{OWN}:443/", f"https://{OWN}"),
        (f"http://@{OWN}", f"http://{OWN}"),
        (f"http://{OWN}/a/../b", f"http://{OWN}/b"),
        (f"http://{OWN}/?next=http://user:pass@x.example#@", f"http://{OWN}"),
    ],
)
def test_where_an_instance_may_be(typed: str, stored: str) -> None:
    """Names, addresses of both kinds and any port, in one form without query and hash."""
    assert read_mempool_url(typed) == stored


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        *(
            (f"{scheme}{OWN}", "invalid_url")
            for scheme in (
                "",
                "//",
                "ftp://",
                "file://",
                "ws://",
                "unix://",
                "gopher://",
            )
        ),
        ("file:///etc/passwd", "invalid_url"),
        ("javascript:alert(1)", "invalid_url"),
        ("javascript://mempool.home/%0aalert(1)", "invalid_url"),
        ("data:text/html,<script>alert(1)</script>", "invalid_url"),
        ("http:mempool.home", "invalid_url"),
        ("http:///mempool.home", "invalid_url"),
        ("http://", "invalid_url"),
        ("http://:3006", "invalid_url"),
        (f"http://{OWN}:0", "invalid_url"),
        (f"http://{OWN}:65536", "invalid_url"),
        (f"http://{OWN}:-1", "invalid_url"),
        (f"http://{OWN}:port", "invalid_url"),
        ("http://[fd00::20", "invalid_url"),
        ("http://[not an address]", "invalid_url"),
        ("http://mem pool.home", "invalid_url"),
        ("http://mem\npool.home", "invalid_url"),
        ("http://mem\u202epool.home", "invalid_url"),
        ("http://mem\0pool.home", "invalid_url"),
        (f"http://{USER}:{'x'}@{OWN}", "url_credentials"),
        (f"http://{USER}@{OWN}", "url_credentials"),
        (f"http://:x@{OWN}", "url_credentials"),
        ("http://mempool.space@evil.example", "url_credentials"),
        ("http://MEMPOOL.guide./", "other_chain_source"),
        ("http://www.mempool.space", "public_instance"),
    ],
)
def test_where_an_instance_may_not_be(typed: str, error: str) -> None:
    """Only http and https to a host, and no credentials where a log would show them."""
    with pytest.raises(InputError) as caught:
        read_mempool_url(typed)
    assert caught.value.errors == {CONF_MEMPOOL_URL: error}
    assert not caught.value.placeholders


@pytest.mark.parametrize(
    ("typed", "stored", "wanted"),
    [
        ({}, {}, {}),
        ({CONF_MEMPOOL_USERNAME: " "}, INSTANCE, {}),
        (
            {CONF_MEMPOOL_USERNAME: f" {USER} ", CONF_MEMPOOL_PASSWORD: " x "},
            {},
            {CONF_MEMPOOL_USERNAME: USER, CONF_MEMPOOL_PASSWORD: " x "},
        ),
        (
            {CONF_MEMPOOL_USERNAME: USER},
            INSTANCE,
            {CONF_MEMPOOL_USERNAME: USER, CONF_MEMPOOL_PASSWORD: SECRET},
        ),
        (
            {CONF_MEMPOOL_USERNAME: "other"},
            INSTANCE,
            {CONF_MEMPOOL_USERNAME: "other", CONF_MEMPOOL_PASSWORD: ""},
        ),
    ],
)
def test_which_credentials_are_stored(
    typed: Mapping[str, str], stored: Mapping[str, str], wanted: dict[str, str]
) -> None:
    """An empty password stays what it was for the same user, and for no other."""
    assert read_credentials(typed, stored) == wanted


def test_a_password_needs_a_user() -> None:
    """A password alone is a slip that would be sent for nobody."""
    with pytest.raises(InputError, match="username_missing"):
        read_credentials({CONF_MEMPOOL_PASSWORD: "x"}, {})


def test_credentials_are_written_out_only_to_be_sent() -> None:
    """As RFC 7617 has them, in UTF-8; neither printed nor formatted."""
    credentials = Credentials(username=USER, password=SECRET)
    assert (
        credentials.header == f"Basic {b64encode(f'{USER}:{SECRET}'.encode()).decode()}"
    )
    assert not reveals(f"{credentials} {credentials!r}")


@pytest.mark.usefixtures("upstreams")
async def test_the_form_stores_credentials_and_never_shows_the_password(
    hass: HomeAssistant, upstreams: Upstreams, aioclient_mock: AiohttpClientMocker
) -> None:
    """They are tried, kept while user and URL stay, and gone with either."""
    upstreams.serve_mempool(OWN)
    upstreams.serve_mempool("evil.example")
    entry = hub_entry(network_source="mempool_space")
    entry.add_to_hass(hass)
    with patch("custom_components.ocean_xyz.async_setup_entry", return_value=True):
        dialog = await open_network(hass, entry)
        typed = dict(INSTANCE) | {CONF_MEMPOOL_URL: f"http://{OWN}"}
        await dialog.submit(**typed)
        assert dict(entry.data) == typed
        assert told_credentials(aioclient_mock) == {OWN: {HEADER}}

        dialog = await open_network(hass, entry)
        assert suggested(dialog.result, CONF_MEMPOOL_USERNAME) == USER
        assert SECRET not in str(dialog.result)
        del typed[CONF_MEMPOOL_PASSWORD]
        await dialog.submit(**typed)
        assert entry.data[CONF_MEMPOOL_PASSWORD] == SECRET

        dialog = await open_network(hass, entry)
        typed[CONF_MEMPOOL_URL] = "http://evil.example"
        await dialog.submit(**typed)
        assert entry.data[CONF_MEMPOOL_PASSWORD] == ""
        nobodys = Credentials(username=USER, password="").header
        assert told_credentials(aioclient_mock)["evil.example"] == {nobodys}

        dialog = await open_network(hass, entry)
        upstreams.inject(Status(HTTPStatus.UNAUTHORIZED), host=OWN, times=1)
        typed[CONF_MEMPOOL_URL] = f"http://{OWN}"
        result = await dialog.submit(**typed, **{CONF_MEMPOOL_PASSWORD: "wrong"})
        assert result["errors"] == {CONF_MEMPOOL_URL: "invalid_auth"}
        assert suggested(result, CONF_MEMPOOL_PASSWORD) is None


async def test_no_log_no_page_and_no_file_tells_the_credentials(
    hass: HomeAssistant,
    upstreams: Upstreams,
    aioclient_mock: AiohttpClientMocker,
    caplog: pytest.LogCaptureFixture,
    tick: Tick,
) -> None:
    """While it answers, fails in every way and refuses; down to the log's last detail."""
    caplog.set_level(logging.DEBUG)
    upstreams.serve_mempool(OWN)
    entry = hub_entry(**INSTANCE)
    assert await async_setup_component(hass, "system_health", {})
    assert await set_up(hass, entry)
    assert hass.states.get("sensor.bitcoin_network_data_source").state == "mempool"
    url = URL(INSTANCE[CONF_MEMPOOL_URL]).with_user(USER).with_password(SECRET)
    for trouble in (
        InvalidURL(url),
        ClientConnectionError(f"Cannot connect to {url}"),
        TimeoutError(str(url)),
        RuntimeError(str(url)),
    ):
        with patch.object(upstreams, "get", side_effect=trouble):
            await tick(3)
        info = await get_system_health_info(hass, DOMAIN)
        reached = [await info[what] for what in info if what.startswith("can_reach")]
        assert not reveals(f"{info} {reached}")
    upstreams.inject(Status(HTTPStatus.UNAUTHORIZED), host=OWN)
    await tick(26 * 60, step=30)
    diagnostics = await async_get_config_entry_diagnostics(hass, entry)
    assert "OceanRefusedError" in str(diagnostics)
    shown = [
        entry.title,
        diagnostics,
        ir.async_get(hass).issues.values(),
        hass.states.async_all(),
    ]
    flows = hass.config_entries.flow.async_progress()
    assert not reveals(f"{shown} {flows}")
    assert OWN in caplog.text
    assert not reveals(caplog.text)
    assert told_credentials(aioclient_mock) == {
        OWN: {HEADER, None},
        "api.ocean.xyz": {None},
        "blockchain.info": {None},
    }
    # The one question without is that of the system's page, which only tries to reach it.
    unnamed = [
        url
        for _, url, _, headers in aioclient_mock.mock_calls
        if URL(url).host == OWN and not headers
    ]
    assert len(unnamed) <= 4
    await hass.config_entries.async_unload(entry.entry_id)


async def test_credentials_within_a_stored_url_are_left_out(
    hass: HomeAssistant,
    upstreams: Upstreams,
    aioclient_mock: AiohttpClientMocker,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whoever wrote them into the file: no flow does."""
    caplog.set_level(logging.DEBUG)
    upstreams.serve_mempool(OWN)
    url = str(URL(f"http://{OWN}:3006").with_user(USER).with_password("hunter2"))
    entry = hub_entry(network_source="own_mempool", mempool_url=url)
    assert await set_up(hass, entry)
    assert hass.states.get("sensor.bitcoin_network_data_source").state == "mempool"
    assert not [call for call in aioclient_mock.mock_calls if reveals(str(call[1]))]
    assert not reveals(caplog.text)
    await hass.config_entries.async_unload(entry.entry_id)


async def test_an_instance_that_refuses_is_asked_with_others(
    hass: HomeAssistant,
    upstreams: Upstreams,
    aioclient_mock: AiohttpClientMocker,
    tick: Tick,
) -> None:
    """The user is asked once; meanwhile blockchain.info is used."""
    upstreams.serve_mempool(OWN)
    refusal = upstreams.inject(Status(HTTPStatus.UNAUTHORIZED), host=OWN)
    entry = hub_entry(**INSTANCE)
    assert await set_up(hass, entry)
    await tick(5)
    state = hass.states.get("sensor.bitcoin_network_data_source")
    assert state.state == "blockchain_info"
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    flows = hass.config_entries.flow
    form = await flows.async_configure(flow["flow_id"])
    assert form["step_id"] == "reauth_confirm"
    placeholders: Any = form["description_placeholders"]
    assert placeholders["source"] == f"{OWN}:8999"
    assert suggested(form, CONF_MEMPOOL_USERNAME) == USER
    new = {CONF_MEMPOOL_USERNAME: "hal", CONF_MEMPOOL_PASSWORD: "new"}
    form = await flows.async_configure(flow["flow_id"], new)
    assert form["errors"] == {"base": "invalid_auth"}
    upstreams.faults.remove(refusal)
    done = await flows.async_configure(flow["flow_id"], new)
    assert done["reason"] == "reauth_successful"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert dict(entry.data) == INSTANCE | new
    assert hass.states.get("sensor.bitcoin_network_data_source").state == "mempool"
    assert not hass.config_entries.flow.async_progress()
    wanted = Credentials(username="hal", password=new[CONF_MEMPOOL_PASSWORD]).header
    assert wanted in told_credentials(aioclient_mock)[OWN]
    await hass.config_entries.async_unload(entry.entry_id)


def test_an_entry_needs_no_credentials() -> None:
    """Most instances ask for none."""
    entry: MockConfigEntry = hub_entry(network_source="own_mempool")
    assert CONF_MEMPOOL_USERNAME not in entry.data
    arguments: dict[str, Any] = dict(entry.data)
    assert read_credentials(arguments, {}) == {}
