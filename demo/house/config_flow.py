"""Adds the house without a question."""

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult

from . import DOMAIN


class HouseFlow(ConfigFlow, domain=DOMAIN):
    """Adds the house that `configuration.yaml` names."""

    async def async_step_import(self, import_data: None) -> ConfigFlowResult:
        """Add the house."""
        return self.async_create_entry(title="House", data={})
