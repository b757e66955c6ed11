"""Offers the dashboard strategy: serves its modules, and lets pages load it."""

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
    """Let every page of Home Assistant load the strategy.

    Done once, for as long as Home Assistant runs: dashboards that were made of it say
    themselves when there is nothing to show. Without the frontend there is nothing to do.
    """
    if FRONTEND_DOMAIN not in hass.config.components:
        return
    version = await hass.async_add_executor_job(_version)
    # In the path and not behind a question mark, so that also the modules which import
    # one another are those of one version.
    path = f"/{DOMAIN}_frontend/{version}"
    await hass.http.async_register_static_paths(
        [StaticPathConfig(path, str(FOLDER), cache_headers=True)]
    )
    add_extra_js_url(hass, f"{path}/strategy.js")


def _version() -> str:
    """Return what is another one whenever a module was changed."""
    digest = sha256()
    for module in sorted(FOLDER.glob("*.js")):
        digest.update(module.name.encode() + b"\0" + module.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
