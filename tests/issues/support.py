"""Opens repairs and goes through them as the user's browser does."""

import json
from pathlib import Path
from typing import Any

from homeassistant.components.repairs import RepairsFlowManager, repairs_flow_manager
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.runtime.account import OceanAccount

TEXTS: dict[str, Any] = json.loads(
    Path("custom_components/ocean_xyz/translations/en.json").read_text()
)

KEYS: dict[str, str] = {}
"""What the repairs that were opened are about, by their flows."""


def account_of(entry: MockConfigEntry) -> OceanAccount:
    """Return the only account of an entry."""
    (account,) = entry.runtime_data.accounts.values()
    assert isinstance(account, OceanAccount)
    return account


def issue(
    hass: HomeAssistant, key: str, entry: MockConfigEntry | None = None
) -> ir.IssueEntry | None:
    """Return an active issue of the hub, or of the only account of an entry."""
    issue_id = key if entry is None else f"{key}_{account_of(entry).account_id}"
    found = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    return found if found and found.active else None


async def manager(hass: HomeAssistant) -> RepairsFlowManager:
    """Return what runs the flows of repairs."""
    assert await async_setup_component(hass, "repairs", {})
    await hass.async_block_till_done()
    flows = repairs_flow_manager(hass)
    assert flows is not None
    return flows


async def open_repair(hass: HomeAssistant, found: ir.IssueEntry | None) -> Any:
    """Open a repair, and return its first step."""
    assert found is not None
    flows = await manager(hass)
    step = await flows.async_init(DOMAIN, context={"issue_id": found.issue_id})
    KEYS[step["flow_id"]] = str(found.translation_key)
    return has_texts(step)


async def choose(hass: HomeAssistant, step: Any, option: str) -> Any:
    """Choose from a menu, and return the next step."""
    assert option in step["menu_options"], step
    return await submit(hass, step, {"next_step_id": option})


async def submit(hass: HomeAssistant, step: Any, data: dict[str, Any]) -> Any:
    """Submit a step, and return the next one."""
    flows = await manager(hass)
    result = await flows.async_configure(step["flow_id"], data)
    await hass.async_block_till_done(wait_background_tasks=True)
    return has_texts(result)


def has_texts(step: Any) -> Any:
    """Return a step, if there is a text for everything that it shows."""
    texts = TEXTS["issues"][KEYS[step["flow_id"]]]
    assert set(texts) == {"title", "fix_flow"}
    flow = texts["fix_flow"]
    if step["type"] == "create_entry":
        return step
    if step["type"] == "abort":
        assert flow["abort"][step["reason"]]
        return step
    texts = flow["step"][step["step_id"]]
    assert texts["title"]
    assert texts["description"]
    known = {"description", "title", "menu_options", "data", "data_description"}
    assert set(texts) <= known
    assert set(step.get("menu_options") or ()) <= set(texts.get("menu_options", ()))
    fields = step["data_schema"].schema if step["type"] == "form" else ()
    for part in ("data", "data_description"):
        assert set(texts.get(part, ())) == {str(field) for field in fields}
    assert set((step.get("errors") or {}).values()) <= set(flow.get("error", ()))
    return step


def names(hass: HomeAssistant, entry: MockConfigEntry) -> set[str]:
    """Return the workers that have a device."""
    registry = dr.async_get(hass)
    devices = dr.async_entries_for_parent_device(registry, account_of(entry).device_id)
    return {str(one.name) for one in devices}


async def done(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Let an entry go."""
    await hass.config_entries.async_unload(entry.entry_id)
