"""Asks the actions of other integrations; none of them can raise here."""

import asyncio
from datetime import timedelta
import time
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..const import LOGGER
from ..mining.forecasts.actions import Origin, Question

PATIENCE: Final = 30.0
"""Seconds that an integration has for an answer."""

PAUSE: Final = timedelta(minutes=14)
"""How long an integration is not asked again; the timer rings each quarter of an hour."""

RETRY: Final = timedelta(minutes=1)
"""The same after a failure: the integration may have been reloaded."""


class Politeness:
    """Remembers when somebody was asked last."""

    def __init__(self) -> None:
        """Begin with nobody asked."""
        self._asked: float | None = None

    def may_ask(self, *, failed: bool) -> bool:
        """Return whether enough time has passed, and remember that it is asked now."""
        now, pause = time.monotonic(), RETRY if failed else PAUSE
        if self._asked is not None and now - self._asked < pause.total_seconds():
            return False
        self._asked = now
        return True


def origin_of(hass: HomeAssistant, entity_id: str) -> Origin | None:
    """Return where an entity comes from, None if it is of no config entry."""
    entity = er.async_get(hass).async_get(entity_id)
    if entity is None or entity.config_entry_id is None:
        return None
    entry = hass.config_entries.async_get_entry(entity.config_entry_id)
    device = dr.async_get(hass).async_get(entity.device_id or "")
    return Origin(
        platform=entity.platform,
        unique_id=entity.unique_id,
        entry_id=entity.config_entry_id,
        currency=entry.data.get("currency") if entry else None,
        device=device.name if device else None,
    )


async def async_answer(hass: HomeAssistant, question: Question) -> Any:
    """Return what an action answers, None if it fails."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await hass.services.async_call(
                question.domain,
                question.action,
                dict(question.data),
                blocking=True,
                return_response=True,
            )
    except Exception as error:  # noqa: BLE001 - it is another integration's
        name = f"{question.domain}.{question.action}"
        LOGGER.debug("The action %s fails: %r", name, error)
        return None
