"""What the tests of the forms share."""

from collections.abc import Generator
from unittest.mock import patch

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..conftest import make_entry


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
