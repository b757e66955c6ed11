"""Where the upstreams are, and the one transport that everything shares."""

from collections.abc import Mapping
from typing import Any

from aiohttp import ClientSession, DummyCookieJar
from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_create_clientsession
from homeassistant.util.hass_dict import HassKey
from yarl import URL

from ..api import (
    BlockchainInfoClient,
    Credentials,
    MempoolClient,
    OceanClient,
    SiteClient,
    Transport,
)
from ..const import (
    CONF_MEMPOOL_PASSWORD,
    CONF_MEMPOOL_URL,
    CONF_MEMPOOL_USERNAME,
    CONF_MEMPOOL_VERIFY,
    DOMAIN,
)

OCEAN_API = URL("https://api.ocean.xyz/v1")
OCEAN_SITE = URL("https://ocean.xyz")
MEMPOOL_SPACE = URL("https://mempool.space")
BLOCKCHAIN_INFO = URL("https://blockchain.info")

PUBLIC = (OCEAN_API, OCEAN_SITE, MEMPOOL_SPACE, BLOCKCHAIN_INFO)

TRANSPORT_KEY: HassKey[Transport] = HassKey(f"{DOMAIN}_transport")


@callback
def async_get_transport(hass: HomeAssistant) -> Transport:
    """Return the transport of this Home Assistant.

    It survives a reload, so that a host that limits requests is still left in peace.
    """
    if (transport := hass.data.get(TRANSPORT_KEY)) is None:
        transport = hass.data[TRANSPORT_KEY] = Transport(_session(hass))
    return transport


@callback
def _session(hass: HomeAssistant) -> ClientSession:
    """Return a session of our own, on Home Assistant's connections.

    The session that all integrations share stores and returns any number of cookies,
    which no upstream of ours needs.
    """
    session = async_create_clientsession(
        hass, auto_cleanup=False, cookie_jar=DummyCookieJar()
    )

    @callback
    def detach(_: Event) -> None:
        session.detach()

    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_CLOSE, detach)
    return session


@callback
def ocean_client(hass: HomeAssistant) -> OceanClient:
    """Return a client for OCEAN."""
    return OceanClient(async_get_transport(hass), api=OCEAN_API)


@callback
def site_client(hass: HomeAssistant) -> SiteClient:
    """Return a client for OCEAN's web site."""
    return SiteClient(async_get_transport(hass), base=OCEAN_SITE)


def mempool_url(data: Mapping[str, Any]) -> URL:
    """Return where the user's own mempool instance is, else mempool.space.

    Without credentials in the URL, which have settings of their own.
    """
    url: str | None = data.get(CONF_MEMPOOL_URL)
    return URL(url).with_user(None) if url else MEMPOOL_SPACE


@callback
def mempool_client(hass: HomeAssistant, data: Mapping[str, Any]) -> MempoolClient:
    """Return a client for mempool.space, or for the user's own instance."""
    username: str | None = data.get(CONF_MEMPOOL_USERNAME)
    return MempoolClient(
        async_get_transport(hass),
        base=mempool_url(data),
        credentials=Credentials(
            username=username, password=data.get(CONF_MEMPOOL_PASSWORD, "")
        )
        if username
        else None,
        verify=data.get(CONF_MEMPOOL_VERIFY, True),
    )


@callback
def blockchain_info_client(hass: HomeAssistant) -> BlockchainInfoClient:
    """Return a client for blockchain.info."""
    return BlockchainInfoClient(async_get_transport(hass), base=BLOCKCHAIN_INFO)
