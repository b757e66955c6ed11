"""Serves the modules of the dashboard strategy, and lets pages load them."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from homeassistant.components.frontend import (
    DOMAIN as FRONTEND_DOMAIN,
    add_extra_js_url,
)

# Home Assistant 2026.10 means it to be imported from here without saying so.
from homeassistant.components.http import (  # type: ignore[attr-defined]
    StaticPathConfig,
)
from homeassistant.core import HomeAssistant

from .const import DOMAIN

FOLDER: Final = Path(__file__).parent / "frontend"


async def async_setup_dashboard(hass: HomeAssistant) -> None:
    """Let every page of Home Assistant load the strategy, until it stops.

    A dashboard made from the strategy says itself when there is nothing to show.
    Without the frontend there is nothing to do.
    """
    if FRONTEND_DOMAIN not in hass.config.components:
        return
    version = await hass.async_add_executor_job(_version)
    # The version is part of the path and not of the query, so that modules import each
    # other in the same version.
    path = f"/{DOMAIN}_frontend/{version}"
    await hass.http.async_register_static_paths(
        [StaticPathConfig(path, str(FOLDER), cache_headers=True)]
    )
    add_extra_js_url(hass, f"{path}/strategy.js")


def _version() -> str:
    """Return a text that changes with any module."""
    digest = sha256()
    for module in sorted(FOLDER.glob("*.js")):
        digest.update(module.name.encode() + b"\0" + module.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
