"""Provisional."""

from homeassistant.config_entries import ConfigFlow
from .const import DOMAIN


class OceanConfigFlow(ConfigFlow, domain=DOMAIN):
    """Provisional."""
