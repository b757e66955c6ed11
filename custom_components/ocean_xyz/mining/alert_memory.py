"""What was announced of an account, so that a restart announces it once."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from ..api import Satoshis

MOST_HOURS: Final = 24 * 30
"""Hours to a payout above which nothing is noted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PayoutNear(DataClassDictMixin):
    """How near the next payout has been since the last one."""

    unpaid: Satoshis
    """The highest balance."""
    hours: int | None = None
    """The fewest hours to the payout; None above `MOST_HOURS`."""
    percent: int = 0
    """The most percent of the threshold."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said(DataClassDictMixin):
    """What one automation was told of the alarm of a worker."""

    alarm_at: datetime | None
    """When the worker went offline; None if 1.0.0 noticed it."""
    since: datetime | None = None
    """When its silence began."""
    at: datetime | None = None
    """When the automation was told; None while it is not."""
    escalated: datetime | None = None
    """When it was told that nobody has acknowledged the alarm."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmRecord(DataClassDictMixin):
    """What automations with the same target and options were told of an account."""

    said: dict[str, Said] = field(default_factory=dict)
    """By the names of the workers whose alarm is not over, as far as is said."""
    held: bool = False
    """Whether messages were held back at the last look."""
    looked: datetime | None = None
    """When it was looked at last."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Alerts(DataClassDictMixin):
    """What was announced of an account, and who does not want to hear of it."""

    payout: PayoutNear | None = None
    fee: float | None = None
    """The pool's fee as it was last exactly known, as a fraction."""
    window_falls: bool | None = None
    """Whether the account's part of the TIDES window fell; None before that is known."""
    silenced_until: datetime | None = None
    """Until when nobody wants to hear of the account's alarms."""
    alarms: dict[str, AlarmRecord] = field(default_factory=dict)
    """By the target and the options of automations."""
