"""Fixtures for the tests of assistants."""

from enum import StrEnum
import sys
from types import ModuleType

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest


class TraceEvent(StrEnum):
    """Home Assistant's traces of conversations."""

    TOOL_CALL = "tool_call"


@pytest.fixture(autouse=True)
async def assist(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set up Home Assistant's API of tools for assistants.

    A call is recorded in the trace of a conversation. That component needs a speech
    library, which these tests replace.
    """
    trace = ModuleType("homeassistant.components.conversation")
    trace.ConversationTraceEventType = TraceEvent
    trace.async_conversation_trace_append = lambda *_: None
    monkeypatch.setitem(sys.modules, trace.__name__, trace)
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "llm", {})
