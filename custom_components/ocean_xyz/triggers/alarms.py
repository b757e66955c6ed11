"""The trigger for alarms that somebody has to handle, as the blueprint uses it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from hashlib import sha256
import json
from typing import Any, Final, override

from homeassistant.const import CONF_OPTIONS, STATE_ON
from homeassistant.core import CALLBACK_TYPE, CoreState, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import (
    async_dispatcher_connect,
    async_dispatcher_send,
)
from homeassistant.helpers.trigger import (
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.util import dt as dt_util
from homeassistant.util.signal_type import SignalType
import voluptuous as vol

from ..const import DOMAIN
from ..devices.ids import WORKER
from ..mining.account import CURRENT
from ..mining.alert_memory import AlarmRecord
from ..mining.workers.alarms import (
    FORGOTTEN,
    AlarmKind,
    AlarmMessage,
    AlarmRules,
    baseline,
    gone,
    is_quiet,
    look,
    renamed,
    with_record,
)
from ..mining.workers.memory import WorkerMemory
from ..mining.workers.news import NAMES_SHOWN, News
from ..mining.workers.state import WorkerChange, WorkerEvent
from ..runtime.account import OceanAccount, OceanConfigEntry
from ..runtime.alarms import answers, is_silenced
from ..runtime.news import ANNOUNCED, HASHRATES, Announcement, has_just_started
from .support import said, worker_name
from .workers import CONF_WORKER, WORKER_SCHEMA, WorkerTrigger, worker_facts

CONF_ESCALATE_AFTER: Final = "escalate_after"
CONF_HOLD_WHILE: Final = "hold_while"
CONF_MINUTES: Final = "minutes"
CONF_QUIET_FROM: Final = "quiet_from"
CONF_QUIET_UNTIL: Final = "quiet_until"

MESSAGES: Final = SignalType[str, Any](f"{DOMAIN}_alarm_messages")

MINUTES: Final = vol.All(vol.Coerce(float), vol.Range(0, 10_080))

ALARM_SCHEMA: Final = WORKER_SCHEMA.extend(
    {
        vol.Required(CONF_OPTIONS, default={}): {
            **WORKER_SCHEMA.schema[CONF_OPTIONS],
            vol.Optional(CONF_ESCALATE_AFTER, default=0): MINUTES,
            vol.Optional(CONF_HOLD_WHILE, default=[]): cv.entity_ids,
            vol.Optional(CONF_QUIET_FROM): cv.time,
            vol.Optional(CONF_QUIET_UNTIL): cv.time,
            vol.Optional(CONF_MINUTES, default=[]): [
                {
                    vol.Required(CONF_WORKER): cv.string,
                    vol.Required(CONF_MINUTES): MINUTES,
                }
            ],
        }
    }
)


class WorkerAlarm(WorkerTrigger):
    """Triggers for each message that somebody should have about workers.

    What was said is stored with the account. Triggers with the same target and options
    share it, and fire together.
    """

    _schema = ALARM_SCHEMA

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take the target and the options."""
        super().__init__(hass, config)
        asked = json.dumps([self._target, self._options], sort_keys=True, default=str)
        self._record_key = sha256(asked.encode()).hexdigest()[:16]
        minutes: float = self._options[CONF_ESCALATE_AFTER]
        self._rules = AlarmRules(
            escalate_after=timedelta(minutes=minutes) if minutes else None,
            patience={
                row[CONF_WORKER]: timedelta(minutes=row[CONF_MINUTES])
                for row in self._options[CONF_MINUTES]
            },
        )
        self._over_start = has_just_started(hass)
        self._seen: set[str] = set()
        """The accounts that were looked at since the automation began to listen."""

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Attach the trigger to the action that it runs."""

        @callback
        def run(key: str, facts: dict[str, Any]) -> None:
            if key == self._record_key:
                run_action(said(self._hass, facts), f"alarm: {facts['kind']}")

        stops = (
            async_dispatcher_connect(self._hass, MESSAGES, run),
            async_dispatcher_connect(self._hass, HASHRATES, self._look_at_all),
            async_dispatcher_connect(self._hass, ANNOUNCED, self._hear_of_removal),
        )
        self._look_at_all()

        @callback
        def stop() -> None:
            for one in stops:
                one()

        return stop

    @callback
    def _look_at_all(self) -> None:
        """Look at all accounts whose data is worth an alarm."""
        if self._hass.state is not CoreState.running:
            return
        entry: OceanConfigEntry
        for entry in self._hass.config_entries.async_loaded_entries(DOMAIN):
            for account in entry.runtime_data.accounts.values():
                if account.state.status in CURRENT:
                    self._look(_about(entry, account), account)

    @callback
    def _look(self, about: Announcement, account: OceanAccount) -> None:
        """Look what is to be said of the workers of an account."""
        memories = account.source.memory.workers
        now = account.hub.now().replace(microsecond=0)
        records = account.source.memory.alerts.alarms
        known = records.get(self._record_key)
        record = renamed(known or AlarmRecord(), memories)
        meant = {
            name: memory
            for name, memory in memories.items()
            if (memory.alarmed or name in record.said) and self._is_meant(about, name)
        }
        messages: list[AlarmMessage] = []
        if known is None or self._was_off(account, known, now):
            record = baseline(meant, records, now)
        else:
            held = self._is_held(account, now)
            record, messages = look(record, meant, self._rules, held=held, now=now)
        self._seen.add(account.account_id)
        self._note(account, record)
        if messages:
            facts = [self._told(about, account, one, now) for one in messages]
            self._hass.async_create_task(
                self._save_and_send(account, facts), f"{DOMAIN} alarms"
            )

    def _was_off(
        self, account: OceanAccount, record: AlarmRecord, now: datetime
    ) -> bool:
        """Return whether the automation was off, and so is told of no old alarm."""
        if self._over_start or account.account_id in self._seen:
            return False
        return record.looked is None or now - record.looked > FORGOTTEN

    def _is_held(self, account: OceanAccount, now: datetime) -> bool:
        """Return whether messages are held back."""
        begin: time | None = self._options.get(CONF_QUIET_FROM)
        end: time | None = self._options.get(CONF_QUIET_UNTIL)
        return (
            is_silenced(account, now)
            or is_quiet(dt_util.as_local(now).time(), begin, end)
            or any(
                self._hass.states.is_state(one, STATE_ON)
                for one in self._options[CONF_HOLD_WHILE]
            )
        )

    @callback
    def _hear_of_removal(self, announced: Announcement) -> None:
        """Say that the alarms of workers are over that are removed."""
        account, news = announced.account, announced.news
        if account is None or announced.key != WORKER:
            return
        known = account.source.memory.alerts.alarms.get(self._record_key)
        if known is None or news.kind != WorkerChange.GONE:
            return
        record, messages = gone(known, {event.name for event in news.about})
        self._note(account, record)
        now = account.hub.now()
        for one in messages:
            facts = self._told(announced, account, one, now)
            async_dispatcher_send(self._hass, MESSAGES, self._record_key, facts)

    def _note(self, account: OceanAccount, record: AlarmRecord) -> None:
        """Remember what was said of an account."""
        alerts = account.source.memory.alerts
        records = with_record(alerts.alarms, self._record_key, record)
        account.source.note_alerts(replace(alerts, alarms=records))

    async def _save_and_send(
        self, account: OceanAccount, messages: Iterable[Mapping[str, Any]]
    ) -> None:
        """Write what is said, then say it: twice is worse than late."""
        await account.async_save_workers()
        for facts in messages:
            async_dispatcher_send(self._hass, MESSAGES, self._record_key, facts)

    def _told(
        self,
        about: Announcement,
        account: OceanAccount,
        message: AlarmMessage,
        now: datetime,
    ) -> dict[str, Any]:
        """Return what the trigger adds when it fires."""
        memories = account.source.memory.workers
        is_alarm = message.kind not in (AlarmKind.ALL_CLEAR, AlarmKind.GONE)
        events = tuple(
            _event(name, memories.get(name), message, now, lost=is_alarm)
            for name in message.names
        )
        back = [
            worker_name(self._hass, about.entry, account, name) for name in message.back
        ]
        return {
            **worker_facts(self._hass, about.entry, account, events),
            **self._others(about, account, {*message.names}),
            "kind": message.kind.value,
            "is_alarm": is_alarm and bool(message.names),
            "back": back[:NAMES_SHOWN],
            "back_count": len(back),
            "answers": answers(account, self._record_key, now),
        }


def _about(entry: OceanConfigEntry, account: OceanAccount) -> Announcement:
    """Return an announcement that says nothing, to find out who is meant."""
    return Announcement(
        key=WORKER,
        owner=account.account_id,
        entry=entry,
        account=account,
        news=News(kind="", attributes={}),
    )


def _event(
    name: str,
    memory: WorkerMemory | None,
    message: AlarmMessage,
    now: datetime,
    *,
    lost: bool,
) -> WorkerEvent:
    """Return what happened to a worker, as the other triggers describe it."""
    since = message.since[name]
    return WorkerEvent(
        change=WorkerChange.OFFLINE,
        name=name,
        silence=None if since is None else max((now - since).total_seconds(), 0),
        since=since,
        hashrate_lost=memory.hashrate if memory and lost else None,
    )
