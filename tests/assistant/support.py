"""An assistant, and the entities that are exposed to it."""

import json
from typing import Any

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import (
    entity_registry as er,
    llm,
)

from custom_components.ocean_xyz.const import (
    DOMAIN,
)

ASSISTANT = "conversation"


ACCOUNT_TOOLS = ["get_mining_status", "get_earnings", "get_profitability"]


def context(assistant: str = ASSISTANT) -> llm.LLMContext:
    """Return the context of a question."""
    return llm.LLMContext(
        platform="test",
        context=Context(),
        language="de",
        assistant=assistant,
        device_id=None,
    )


async def tools(hass: HomeAssistant, assistant: str = ASSISTANT) -> dict[str, llm.Tool]:
    """Return our tools that Assist offers, by the end of their names."""
    api = await llm.async_get_api(hass, llm.LLM_API_ASSIST, context(assistant))
    prefix = f"{DOMAIN}__"
    return {
        tool.name.removeprefix(prefix): tool
        for tool in api.tools
        if tool.name.startswith(prefix)
    }


async def call(
    hass: HomeAssistant, tool: str, *, assistant: str = ASSISTANT, **args: Any
) -> llm.ToolResult:
    """Call a tool through the Assist API; its answer is JSON."""
    api = await llm.async_get_api(hass, llm.LLM_API_ASSIST, context(assistant))
    result = await api.async_call_tool(
        llm.ToolInput(tool_name=f"{DOMAIN}__{tool}", tool_args=args)
    )
    json.dumps(result.data)
    return result


async def ask(hass: HomeAssistant, tool: str, **args: Any) -> dict[str, Any]:
    """Return a tool's answer, which must not be an error."""
    result = await call(hass, tool, **args)
    assert not result.error, result.data
    return dict(result.data)


async def ask_about_account(
    hass: HomeAssistant, tool: str, **args: Any
) -> dict[str, Any]:
    """Return a tool's answer about an account; it must be the only one."""
    (account,) = (await ask(hass, tool, **args))["accounts"]
    return dict(account)


def expose(hass: HomeAssistant, *entities: str, assistant: str = ASSISTANT) -> None:
    """Expose entities to an assistant."""
    registry = er.async_get(hass)
    for entity in entities:
        assert registry.async_get(entity), entity
        async_expose_entity(hass, assistant, entity, should_expose=True)


def expose_all(hass: HomeAssistant, beginning: str = "") -> None:
    """Expose all entities whose name begins with something."""
    entities = er.async_get(hass).entities
    expose(
        hass,
        *(
            one
            for one in list(entities)
            if entities[one].platform == DOMAIN
            and one.partition(".")[2].startswith(beginning)
        ),
    )
