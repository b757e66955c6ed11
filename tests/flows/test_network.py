"""The form of the network source."""

from http import HTTPStatus
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.api import (
    MempoolClient,
)
from custom_components.ocean_xyz.const import (
    CONF_MEMPOOL_URL,
    CONF_NETWORK_SOURCE,
)
from simulator import Upstreams
from simulator.outages import EmptyBody, HtmlInstead, Status

from .dialogs import (
    OWN,
    TROUBLES,
    open_network,
    suggested,
)


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
    """The URL is stored in one form, after the instance has reported its height."""
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
    """What can go wrong is said at the URL, with the host's name."""
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
