"""Reads what the user decided about an account."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from homeassistant.const import STATE_OFF
from homeassistant.core import HomeAssistant

from .const import (
    CONF_ENTITY,
    CONF_OFF_ON_PURPOSE,
    CONF_OFFLINE_AFTER,
    CONF_REMOVE_AFTER,
    CONF_WORKER,
    CONF_WORKERS_OFF_ON_PURPOSE,
    DEFAULT_REMOVE_AFTER,
)
from .workers import Rules


def rules(hass: HomeAssistant, data: Mapping[str, Any]) -> Rules:
    """Return the rules by which an account's workers are judged now.

    A machine is off on purpose while its switch or schedule says off. One that is not
    available says nothing, and then a silent machine is an alarm.
    """
    minutes: float | None = data.get(CONF_OFFLINE_AFTER)
    everyone = _is_off(hass, data.get(CONF_OFF_ON_PURPOSE))
    some = {
        row[CONF_WORKER]
        for row in data.get(CONF_WORKERS_OFF_ON_PURPOSE, ())
        if _is_off(hass, row[CONF_ENTITY])
    }
    return Rules(
        offline_after=None if minutes is None else timedelta(minutes=minutes),
        off_on_purpose=lambda name: everyone or name in some,
    )


def remove_after(data: Mapping[str, Any]) -> timedelta:
    """Return after how long a gone worker is offered for removal."""
    return timedelta(days=data.get(CONF_REMOVE_AFTER, DEFAULT_REMOVE_AFTER))


def _is_off(hass: HomeAssistant, entity_id: str | None) -> bool:
    """Return whether a switch or schedule says off."""
    if entity_id is None:
        return False
    state = hass.states.get(entity_id)
    return state is not None and state.state == STATE_OFF
