"""What users answer to alarms: by an action, or by a button of a message on a phone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..mining.alert_memory import AlarmRecord
from ..mining.workers.alarms import meant_by_answer
from ..mining.workers.memory import WorkerMemory
from .account import OceanAccount, OceanConfigEntry
from .stores import SAVE_SOON

EVENT_PHONE: Final = "mobile_app_notification_action"
"""The event of the companion app when somebody presses a button of a message."""


DROP: Final = "drop"
"""In the place of a record, for a hashrate that dropped."""


class Answer(StrEnum):
    """What a user answers to an alarm."""

    ACKNOWLEDGE = "acknowledge"
    SILENCE_HOUR = "silence_hour"
    SILENCE_DAY = "silence_day"
    OFF_ON_PURPOSE = "off_on_purpose"


def _until_midnight(now: datetime) -> datetime:
    """Return the end of the present day."""
    tomorrow = dt_util.as_local(now).date() + timedelta(days=1)
    return dt_util.start_of_local_day(tomorrow).astimezone(UTC)


_SILENCES: Final[Mapping[Answer, Callable[[datetime], datetime]]] = {
    Answer.SILENCE_HOUR: lambda now: now + timedelta(hours=1),
    Answer.SILENCE_DAY: _until_midnight,
}
"""Until when an account is silent after an answer."""


def answers(account: OceanAccount, record_key: str, at: datetime) -> dict[str, str]:
    """Return what the buttons of a message of a time stand for, by the answers.

    The record is that of the automation which sends it: others sent theirs at the same
    time, to somebody else.
    """
    return {answer.value: _button(account, answer, record_key, at) for answer in Answer}


def answers_to_drop(account: OceanAccount, at: datetime) -> dict[str, str]:
    """Return the same for a hashrate that dropped; only its automation acknowledges it."""
    buttons = {one.value: _button(account, one, DROP, at) for one in _SILENCES}
    acknowledge = Answer.ACKNOWLEDGE.value
    return {acknowledge: _button(account, f"{acknowledge}_drop", DROP, at), **buttons}


def _button(account: OceanAccount, answer: str, about: str, at: datetime) -> str:
    """Return what a button stands for."""
    return "|".join((DOMAIN, answer, account.account_id, about, str(at.timestamp())))


@callback
def async_answer(
    account: OceanAccount, answer: Answer, names: Iterable[str] | None = None
) -> None:
    """Do what a user answers about workers, all that are offline by default."""
    memories = account.source.memory.workers
    if names is None:
        names = [name for name, memory in memories.items() if memory.offline]
    if answer is Answer.ACKNOWLEDGE:
        _change(account, names, acknowledged=True)
    elif answer is Answer.OFF_ON_PURPOSE:
        _change(account, names, off_until_back=True, acknowledged=True)
    else:
        until = _SILENCES[answer](account.hub.now())
        alerts = account.source.memory.alerts
        account.source.note_alerts(replace(alerts, silenced_until=until))
    account.stores.account.remember(account.source.memory, within=SAVE_SOON)


def is_silenced(account: OceanAccount, now: datetime) -> bool:
    """Return whether nobody wants to hear of an account's alarms now."""
    until = account.source.memory.alerts.silenced_until
    return until is not None and now < until


def _change(account: OceanAccount, names: Iterable[str], **fields: Any) -> None:
    """Change what is remembered of workers."""

    def change(memory: WorkerMemory) -> WorkerMemory:
        return memory._replace(**fields)

    for name in names:
        account.source.change_worker(name, change)


@callback
def async_hear_answers(hass: HomeAssistant) -> None:
    """Do what users answer on their phones, also by an old message.

    Such a message is about alarms that may be over; new ones do not hear of it. Every
    user with the companion app can fire the event, with any text.
    """

    @callback
    def hear(event: Event[Any]) -> None:
        parts = str(event.data.get("action", "")).split("|")
        if len(parts) != 5 or parts[0] != DOMAIN or parts[1] not in set(Answer):
            return
        _, answer, account_id, record_key, written = parts
        if (at := _time(written)) is None:
            return
        entry: OceanConfigEntry
        for entry in hass.config_entries.async_loaded_entries(DOMAIN):
            for account in entry.runtime_data.accounts.values():
                if account.account_id == account_id:
                    _hear(account, Answer(answer), record_key, at)

    hass.bus.async_listen(EVENT_PHONE, hear)


def _time(written: str) -> datetime | None:
    """Return the time of a button, None for anything else."""
    try:
        return datetime.fromtimestamp(float(written), UTC)
    except ValueError, OverflowError, OSError:
        return None


def _hear(account: OceanAccount, answer: Answer, record_key: str, at: datetime) -> None:
    """Do what a user answers to a message of a time."""
    names: set[str] | None = None
    if answer in (Answer.ACKNOWLEDGE, Answer.OFF_ON_PURPOSE):
        memory = account.source.memory
        names = meant_by_answer(
            memory.alerts.alarms.get(record_key, AlarmRecord()),
            memory.workers,
            at,
            earlier=answer is Answer.ACKNOWLEDGE,
        )
    async_answer(account, answer, names)
