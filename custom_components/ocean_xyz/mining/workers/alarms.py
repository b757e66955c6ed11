"""What one automation is told of the alarms of an account's workers: pure.

What it was told is stored. So a restart neither repeats nor loses a message, an alarm
that nobody acknowledges is told to others, and what was held back comes as one summary.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from ..alert_memory import AlarmRecord, Said
from .memory import WorkerMemory
from .offline import silent_since

FORGOTTEN: Final = timedelta(hours=1)
"""After this time without a look, a record is that of an automation that was off."""

MOST_RECORDS: Final = 20
"""Records of an account; those that were not looked at for longest are forgotten."""


class AlarmKind(StrEnum):
    """What a message says."""

    ALARM = "alarm"
    ESCALATION = "escalation"
    """Nobody has acknowledged the alarm."""
    SUMMARY = "summary"
    """What is offline, and who came back, after messages were held back."""
    ALL_CLEAR = "all_clear"
    GONE = "gone"
    """The workers will not come back."""


class AlarmMessage(NamedTuple):
    """A message about some workers."""

    kind: AlarmKind
    names: tuple[str, ...]
    back: tuple[str, ...] = ()
    """Who was offline meanwhile and mines again."""
    since: Mapping[str, datetime | None] = {}
    """When the silence of the workers began."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmRules:
    """What the user wants of an automation."""

    escalate_after: timedelta | None = None
    patience: Mapping[str, timedelta] = field(default_factory=dict)
    """How long single workers have to be silent until there is a message."""


def is_quiet(at: time, begin: time | None, end: time | None) -> bool:
    """Return whether a time of day is in the quiet hours, which may pass midnight."""
    if begin is None or end is None:
        return False
    if begin <= end:
        return begin <= at < end
    return at >= begin or at < end


def renamed(record: AlarmRecord, memories: Mapping[str, WorkerMemory]) -> AlarmRecord:
    """Return a record by the present names of workers."""
    lost = [name for name in record.said if name not in memories]
    if not lost:
        return record
    present = {
        former: name
        for name, memory in memories.items()
        for former in memory.former_names
    }
    said = {present.get(name, name): one for name, one in record.said.items()}
    return replace(record, said=said)


def baseline(
    memories: Mapping[str, WorkerMemory],
    records: Mapping[str, AlarmRecord],
    now: datetime,
) -> AlarmRecord:
    """Return the record of an automation that is new: it is told of no old alarm.

    But of one that another `records` still held back: an automation that was changed is
    a new one, and nobody else would ever be told.
    """
    untold = {
        (name, one.alarm_at)
        for record in records.values()
        if record.held and record.looked and now - record.looked <= FORGOTTEN
        for name, one in record.said.items()
        if one.at is None
    }
    said = {
        name: replace(_said(memory), at=now, escalated=now)
        for name, memory in memories.items()
        if memory.alarmed and (name, memory.alarm_at) not in untold
    }
    return AlarmRecord(said=said, looked=now)


def look(
    record: AlarmRecord,
    memories: Mapping[str, WorkerMemory],
    rules: AlarmRules,
    *,
    held: bool,
    now: datetime,
) -> tuple[AlarmRecord, list[AlarmMessage]]:
    """Return what is to be said now of the workers that the automation is about.

    While messages are `held` back nothing is said. After that one summary says who is
    offline, as far as nobody has acknowledged it, and who was.
    """
    said = _with_new(record.said, memories)
    if held:
        return AlarmRecord(said=said, held=True, looked=now), []
    ended = {
        name: said.pop(name)
        for name in list(said)
        if name not in memories or not memories[name].alarmed
    }
    back = tuple(
        name
        for name, one in ended.items()
        if _is_back(one, memories.get(name), rules.patience.get(name))
    )
    open_ = {
        name: one
        for name, one in said.items()
        if memories[name].offline and not memories[name].acknowledged
    }
    due = tuple(
        name
        for name, one in open_.items()
        if (one.at is None or record.held)
        and _is_due(one, rules.patience.get(name), now)
    )
    messages = _endings(ended, back, held_before=record.held)
    if record.held and (due or back):
        messages.append(_message(AlarmKind.SUMMARY, due, said | ended, back))
    elif due:
        messages.append(_message(AlarmKind.ALARM, due, said))
    for name in due:
        said[name] = replace(said[name], at=now, escalated=None)
    waiting = {name: one for name, one in open_.items() if name not in due}
    if late := _unheard(waiting, rules.escalate_after, now):
        messages.append(_message(AlarmKind.ESCALATION, late, said))
        for name in late:
            said[name] = replace(said[name], escalated=now)
    return AlarmRecord(said=said, looked=now), messages


def gone(
    record: AlarmRecord, names: set[str]
) -> tuple[AlarmRecord, list[AlarmMessage]]:
    """Return what is to be said of workers that are removed."""
    ended = {name: one for name, one in record.said.items() if name in names}
    said = {name: one for name, one in record.said.items() if name not in names}
    return replace(record, said=said), _endings(ended, (), held_before=False)


def with_record(
    records: Mapping[str, AlarmRecord], key: str, record: AlarmRecord
) -> dict[str, AlarmRecord]:
    """Return the records with one of them replaced, and no more than are needed."""
    others = sorted(
        ((one, other) for one, other in records.items() if one != key),
        key=lambda item: item[1].looked.timestamp() if item[1].looked else 0,
    )
    return {**dict(others[-(MOST_RECORDS - 1) :]), key: record}


def meant_by_answer(
    record: AlarmRecord,
    memories: Mapping[str, WorkerMemory],
    at: datetime,
    *,
    earlier: bool,
) -> set[str]:
    """Return the workers whose present alarm an answer to a message of a time is about.

    `earlier` says that those of earlier messages are meant as well.
    """
    return {
        name
        for name, one in record.said.items()
        if (memory := memories.get(name)) is not None
        and memory.offline
        and memory.alarm_at == one.alarm_at
        and (
            at in (one.at, one.escalated)
            or (earlier and one.at is not None and one.at <= at)
        )
    }


def _said(memory: WorkerMemory) -> Said:
    """Return the entry of an alarm of which nothing was said yet."""
    return Said(alarm_at=memory.alarm_at, since=silent_since(memory))


def _with_new(
    said: Mapping[str, Said], memories: Mapping[str, WorkerMemory]
) -> dict[str, Said]:
    """Return what was said, with entries of alarms that are new."""
    new = {
        name: _said(memory)
        for name, memory in memories.items()
        if memory.offline
        and memory.alarmed
        and (name not in said or said[name].alarm_at != memory.alarm_at)
    }
    return {**said, **new}


def _is_due(said: Said, patience: timedelta | None, until: datetime | None) -> bool:
    """Return whether a worker was silent for as long as the user wants to wait."""
    if patience is None or said.since is None or until is None:
        return True
    return until - said.since >= patience


def _is_back(
    said: Said, memory: WorkerMemory | None, patience: timedelta | None
) -> bool:
    """Return whether a worker whose alarm is over mines, and is not off for good.

    One of which nothing was said counts if its silence lasted for its minutes.
    """
    if memory is None or memory.gone_since or memory.resumed:
        return False
    return said.at is not None or _is_due(said, patience, memory.running_since)


def _endings(
    ended: Mapping[str, Said], back: tuple[str, ...], *, held_before: bool
) -> list[AlarmMessage]:
    """Return the messages of alarms that are over, as far as anybody heard of them."""
    heard = [name for name, one in ended.items() if one.at is not None]
    messages = []
    if not held_before and (names := tuple(one for one in back if one in heard)):
        messages.append(_message(AlarmKind.ALL_CLEAR, names, ended))
    if names := tuple(one for one in heard if one not in back):
        messages.append(_message(AlarmKind.GONE, names, ended))
    return messages


def _unheard(
    said: Mapping[str, Said], after: timedelta | None, now: datetime
) -> tuple[str, ...]:
    """Return the workers whose alarm nobody has acknowledged in time."""
    return tuple(
        name
        for name, one in said.items()
        if after is not None
        and one.at is not None
        and one.escalated is None
        and now - one.at >= after
    )


def _message(
    kind: AlarmKind,
    names: tuple[str, ...],
    said: Mapping[str, Said],
    back: tuple[str, ...] = (),
) -> AlarmMessage:
    """Return a message with the times at which the silences began."""
    since = {name: said[name].since for name in (*names, *back)}
    return AlarmMessage(kind, names, back, since)
