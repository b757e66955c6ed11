"""Calls the tools that Assist offers, as a language model would."""

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
)
from homeassistant.helpers import llm
from homeassistant.helpers.typing import ConfigType


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the action."""

    async def call(call: ServiceCall) -> ServiceResponse:
        """Return the names of all tools, and the answer of one."""
        context = llm.LLMContext(
            platform="probe",
            context=call.context,
            language="en",
            assistant="conversation",
            device_id=None,
        )
        api = await llm.async_get_api(hass, llm.LLM_API_ASSIST, context)
        result = await api.async_call_tool(
            llm.ToolInput(
                tool_name=call.data["tool"], tool_args=call.data.get("args", {})
            )
        )
        return {
            "tools": [tool.name for tool in api.tools],
            "error": result.error,
            "data": result.data,
        }

    hass.services.async_register(
        "probe", "call", call, supports_response=SupportsResponse.ONLY
    )
    return True
