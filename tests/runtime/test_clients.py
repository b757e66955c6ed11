"""The clients of the upstreams."""

from unittest.mock import patch

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from yarl import URL

from custom_components.ocean_xyz.api import (
    OceanResponseError,
)
from custom_components.ocean_xyz.runtime import clients as upstream
from simulator import Upstreams


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
