"""The action that returns the pool's blocks."""

from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.service import async_get_config_entry
from homeassistant.util.json import JsonValueType
import voluptuous as vol

from ..const import DOMAIN
from ..mining.pool import label_of_finder, short_finder
from ..runtime.account import OceanConfigEntry
from .support import LIMIT, MOST_ROWS, OFFSET, PAGE, TIME_RANGE, time_range

BLOCKS_SCHEMA: Final = vol.Schema(TIME_RANGE | PAGE)


async def get_blocks(call: ServiceCall) -> ServiceResponse:
    """Return the pool's blocks, newest first.

    Raises HomeAssistantError while they are not known.
    """
    entry: OceanConfigEntry = async_get_config_entry(call.hass, DOMAIN, None)
    hub = entry.runtime_data.hub
    blocks = hub.pool_source.log.blocks
    start, end = time_range(call, hub.now(), span=None)
    if not blocks:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="blocks_unknown"
        )
    labels = entry.runtime_data.labels
    found = [one for one in blocks if start <= one.time < end]
    offset, limit = call.data[OFFSET], call.data.get(LIMIT, MOST_ROWS)
    rows: list[JsonValueType] = [
        {
            "height": one.height,
            "hash": one.hash,
            "time": one.time.isoformat(),
            "reward": one.reward,
            "difficulty": one.difficulty,
            "accepted_shares": one.shares,
            "finder": short_finder(one),
            "found_by": label_of_finder(one, labels),
        }
        for one in found[offset : offset + limit]
    ]
    return {"blocks": rows, "total": len(found), "offset": offset}
