"""Where the upstreams are, and the one way to them that all of the integration shares."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util.hass_dict import HassKey
from yarl import URL

from .api import (
    BlockchainInfoClient,
    MempoolClient,
    OceanClient,
    SiteClient,
    Transport,
)
from .const import DOMAIN

OCEAN_API = URL("https://api.ocean.xyz/v1")
OCEAN_SITE = URL("https://ocean.xyz")
MEMPOOL_SPACE = URL("https://mempool.space")
BLOCKCHAIN_INFO = URL("https://blockchain.info")

PUBLIC = (OCEAN_API, OCEAN_SITE, MEMPOOL_SPACE, BLOCKCHAIN_INFO)

TRANSPORT_KEY: HassKey[Transport] = HassKey(f"{DOMAIN}_transport")


@callback
def async_get_transport(hass: HomeAssistant) -> Transport:
    """Return the transport of this Home Assistant.

    It outlives a reload, so that a host that asked to be left alone still is.
    """
    if (transport := hass.data.get(TRANSPORT_KEY)) is None:
        transport = hass.data[TRANSPORT_KEY] = Transport(async_get_clientsession(hass))
    return transport


@callback
def ocean_client(hass: HomeAssistant) -> OceanClient:
    """Return a client for OCEAN."""
    return OceanClient(async_get_transport(hass), api=OCEAN_API)


@callback
def site_client(hass: HomeAssistant) -> SiteClient:
    """Return a client for OCEAN's web site."""
    return SiteClient(async_get_transport(hass), base=OCEAN_SITE)


def mempool_url(url: str | None) -> URL:
    """Return where the user's own mempool instance is, else mempool.space."""
    return URL(url) if url else MEMPOOL_SPACE


@callback
def mempool_client(hass: HomeAssistant, url: str | None) -> MempoolClient:
    """Return a client for mempool.space, or for the user's own instance."""
    return MempoolClient(async_get_transport(hass), base=mempool_url(url))


@callback
def blockchain_info_client(hass: HomeAssistant) -> BlockchainInfoClient:
    """Return a client for blockchain.info."""
    return BlockchainInfoClient(async_get_transport(hass), base=BLOCKCHAIN_INFO)
