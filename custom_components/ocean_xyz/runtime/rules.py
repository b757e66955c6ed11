"""Reads what the user decided about an account."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from homeassistant.const import STATE_OFF, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.util import dt as dt_util

from ..const import (
    CONF_ENTITY,
    CONF_OFF_ON_PURPOSE,
    CONF_OFFLINE_AFTER,
    CONF_REMOVE_AFTER,
    CONF_WORKER,
    CONF_WORKERS_OFF_ON_PURPOSE,
    DEFAULT_REMOVE_AFTER,
)
from ..mining.workers.status import Rules

SILENT_SWITCH_TOLERATED: Final = timedelta(minutes=15)
"""For how long a switch may be unavailable until it no longer says anything."""


def rules(hass: HomeAssistant, data: Mapping[str, Any]) -> Rules:
    """Return the rules by which an account's workers are judged now.

    A machine is off on purpose while its switch or schedule says off. One that stays
    unavailable says nothing, and then a silent machine is an alarm.
    """
    minutes: float | None = data.get(CONF_OFFLINE_AFTER)
    everyone = _is_off(hass, data.get(CONF_OFF_ON_PURPOSE))
    some = {
        row[CONF_WORKER]: _is_off(hass, row[CONF_ENTITY])
        for row in data.get(CONF_WORKERS_OFF_ON_PURPOSE, ())
    }

    def off_on_purpose(name: str) -> bool | None:
        told = (everyone, some.get(name, False))
        return True if True in told else None if None in told else False

    return Rules(
        offline_after=None if minutes is None else timedelta(minutes=minutes),
        off_on_purpose=off_on_purpose,
    )


def remove_after(data: Mapping[str, Any]) -> timedelta:
    """Return after how long a gone worker is offered for removal."""
    return timedelta(days=data.get(CONF_REMOVE_AFTER, DEFAULT_REMOVE_AFTER))


def _is_off(hass: HomeAssistant, entity_id: str | None) -> bool | None:
    """Return whether a switch or schedule says off; None while it may yet tell."""
    if entity_id is None:
        return False
    state = hass.states.get(entity_id)
    if state is None:
        return False if hass.state is CoreState.running else None
    if state.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN):
        return state.state == STATE_OFF
    silent_for = dt_util.utcnow() - state.last_changed
    return None if silent_for <= SILENT_SWITCH_TOLERATED else False
