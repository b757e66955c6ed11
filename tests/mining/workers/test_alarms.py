"""What an automation is told of alarms: once, and nothing is lost."""

from copy import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.ocean_xyz.mining.alert_memory import AlarmRecord, Said
from custom_components.ocean_xyz.mining.workers.alarms import (
    MOST_RECORDS,
    AlarmKind,
    AlarmMessage,
    AlarmRules,
    baseline,
    gone,
    is_quiet,
    look,
    meant_by_answer,
    renamed,
    with_record,
)
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory

START = datetime(2026, 11, 1, 22, tzinfo=UTC)


def minute(number: float) -> datetime:
    """Return a time."""
    return START + timedelta(minutes=number)


class Watch:
    """An automation that looks at workers, with a restart before each look."""

    def __init__(self, **rules: object) -> None:
        """Begin with nobody offline."""
        self.rules = AlarmRules(**rules)
        self.record = AlarmRecord()
        self.workers: dict[str, WorkerMemory] = {}

    def stops(self, at: float, *names: str) -> None:
        """Let workers go offline that were silent for ten minutes."""
        for name in names:
            self.workers[name] = WorkerMemory(
                last_share=minute(at - 10), offline=True, alarm_at=minute(at)
            )

    def mines(self, *names: str) -> None:
        """Let workers come back."""
        for name in names:
            self.workers[name] = replace(self.workers[name], offline=False)

    def acknowledge(self, *names: str) -> None:
        """Let the user know of alarms."""
        for name in names:
            self.workers[name] = replace(self.workers[name], acknowledged=True)

    def looks(self, at: float, *, held: bool = False) -> list[tuple[str, ...]]:
        """Return the messages as tuples: the kind, then the names."""
        stored = AlarmRecord.from_dict(self.record.to_dict())
        self.record, messages = look(
            stored, self.workers, self.rules, held=held, now=minute(at)
        )
        return [self.text(message) for message in messages]

    @staticmethod
    def text(message: AlarmMessage) -> tuple[str, ...]:
        """Return what a message says."""
        back = ("|", *message.back) if message.back else ()
        assert set(message.since) == {*message.names, *message.back}
        return (message.kind.value, *message.names, *back)


def test_an_alarm_and_its_end_are_told_once() -> None:
    """Several machines are in one message."""
    watch = Watch()
    assert watch.looks(0) == []
    watch.stops(1, "a", "b")
    assert watch.looks(1) == [("alarm", "a", "b")]
    watch.stops(2, "c")
    assert watch.looks(2) == [("alarm", "c")]
    assert watch.looks(500) == []
    watch.mines("a", "c")
    assert watch.looks(501) == [("all_clear", "a", "c")]
    assert watch.looks(502) == []
    watch.stops(503, "a")
    assert watch.looks(503) == [("alarm", "a")]


def test_a_new_alarm_of_the_same_worker_is_news() -> None:
    """Also if nobody looked in between."""
    watch = Watch()
    watch.stops(1, "a")
    watch.looks(1)
    watch.stops(90, "a")
    assert watch.looks(90) == [("alarm", "a")]


def test_who_does_not_answer_is_escalated_once() -> None:
    """An acknowledged alarm is not, nor one that is over."""
    watch = Watch(escalate_after=timedelta(minutes=15))
    watch.stops(0, "a", "b", "c")
    watch.looks(0)
    watch.acknowledge("b")
    watch.mines("c")
    assert watch.looks(14) == [("all_clear", "c")]
    assert watch.looks(15) == [("escalation", "a")]
    assert watch.looks(60) == []
    watch.mines("a", "b")
    assert watch.looks(61) == [("all_clear", "a", "b")]


def test_what_was_held_back_comes_as_one_summary() -> None:
    """Who is offline, also since before, and who was; not what is acknowledged."""
    watch = Watch(escalate_after=timedelta(minutes=15))
    watch.stops(0, "before", "known")
    watch.looks(0)
    watch.acknowledge("known")
    assert watch.looks(5, held=True) == []
    watch.stops(10, "night", "short")
    assert watch.looks(10, held=True) == []
    watch.mines("short")
    assert watch.looks(60, held=True) == []
    assert watch.looks(61) == [("summary", "before", "night", "|", "short")]
    assert watch.looks(75) == []
    assert watch.looks(76) == [("escalation", "before", "night")]


def test_a_calm_night_has_no_summary() -> None:
    """Nor one in which all alarms were acknowledged."""
    watch = Watch()
    watch.looks(0, held=True)
    assert watch.looks(1) == []
    watch.stops(2, "a")
    watch.looks(2, held=True)
    watch.acknowledge("a")
    assert watch.looks(3) == []


def test_single_workers_may_be_silent_for_longer() -> None:
    """One that is back by then is never mentioned."""
    watch = Watch(patience={"slow": timedelta(minutes=60)})
    watch.stops(0, "slow", "fast")
    assert watch.looks(0) == [("alarm", "fast")]
    assert watch.looks(49) == []
    assert watch.looks(50) == [("alarm", "slow")]
    watch.mines("slow")
    watch.looks(51)
    watch.stops(60, "slow")
    assert watch.looks(60) == []
    watch.mines("slow")
    assert watch.looks(61) == []
    watch.workers["slow"] = WorkerMemory(offline=True, alarm_at=minute(70))
    assert watch.looks(70) == [("alarm", "slow")]


def test_who_is_off_on_purpose_after_the_alarm_is_left_alone() -> None:
    """Until it mines; after a day without, or if it is removed, the alarm is over."""
    for end, said in (("mines", "all_clear"), ("day", "gone"), ("removed", "gone")):
        watch = Watch(escalate_after=timedelta(minutes=15))
        watch.stops(0, "a")
        watch.looks(0)
        paused = replace(
            watch.workers["a"], offline=False, was_offline=True, resumed=minute(5)
        )
        watch.workers["a"] = paused
        assert watch.looks(500) == []
        if end == "mines":
            watch.workers["a"] = replace(paused, was_offline=False, resumed=None)
        elif end == "day":
            watch.workers["a"] = replace(paused, was_offline=False)
        else:
            del watch.workers["a"]
        assert watch.looks(501) == [(said, "a")]


def test_an_end_that_was_held_back_is_in_the_summary() -> None:
    """A worker that will not come back only ends its message."""
    watch = Watch()
    watch.stops(0, "a", "b")
    watch.looks(0)
    watch.looks(1, held=True)
    watch.mines("a")
    del watch.workers["b"]
    assert watch.looks(2) == [("gone", "b"), ("summary", "|", "a")]


def test_a_new_automation_hears_of_no_old_alarm() -> None:
    """But of its end, and of those after it."""
    watch = Watch(escalate_after=timedelta(minutes=1))
    watch.stops(0, "a")
    watch.workers["b"] = WorkerMemory()
    watch.record = baseline(watch.workers, {}, minute(5))
    assert watch.looks(10) == []
    watch.mines("a")
    watch.stops(11, "b")
    assert watch.looks(11) == [("all_clear", "a"), ("alarm", "b")]


def test_a_worker_that_is_removed_ends_its_alarm_at_once() -> None:
    """The others stay as they are."""
    watch = Watch()
    watch.stops(0, "a", "b")
    watch.looks(0)
    record, messages = gone(watch.record, {"a", "c"})
    assert [Watch.text(one) for one in messages] == [("gone", "a")]
    assert set(record.said) == {"b"}


def test_a_renamed_worker_keeps_its_alarm() -> None:
    """By its present name."""
    watch = Watch()
    watch.stops(0, "old")
    watch.looks(0)
    watch.workers["new"] = replace(
        watch.workers.pop("old"), offline=False, former_names=("old",)
    )
    watch.record = renamed(watch.record, watch.workers)
    assert watch.looks(1) == [("all_clear", "new")]
    assert renamed(watch.record, watch.workers) is watch.record


def test_a_summary_leaves_out_who_was_off_for_less_than_its_minutes() -> None:
    """But not one that a message was about before, or whose minutes are the usual."""
    watch = Watch(patience={"slow": timedelta(minutes=60)})
    for hour, silence in ((0, 20), (10, 90)):
        begin = hour * 60
        watch.looks(begin, held=True)
        watch.stops(begin + 10, "slow")
        watch.looks(begin + 10, held=True)
        watch.mines("slow")
        watch.workers["slow"] = replace(
            watch.workers["slow"], running_since=minute(begin + silence)
        )
        watch.looks(begin + silence, held=True)
        told = [("summary", "|", "slow")] if silence >= 60 else []
        assert watch.looks(begin + 100) == told


def test_an_answer_is_about_the_workers_of_its_message() -> None:
    """To know of an alarm is to know of those before, too."""
    watch = Watch(escalate_after=timedelta(minutes=15))
    watch.stops(0, "a")
    watch.looks(0)
    watch.stops(5, "b", "c")
    watch.looks(5)
    watch.stops(9, "later")
    watch.looks(9)

    def meant(at: float, *, earlier: bool) -> set[str]:
        """Return the workers that an answer to a message means."""
        return meant_by_answer(watch.record, watch.workers, minute(at), earlier=earlier)

    assert meant(5, earlier=False) == {"b", "c"}
    assert meant(5, earlier=True) == {"a", "b", "c"}
    assert meant(6, earlier=False) == set()
    watch.looks(15)
    assert meant(15, earlier=False) == {"a"}
    watch.mines("b")
    watch.stops(20, "c")
    del watch.workers["a"]
    assert meant(15, earlier=True) == {"later"}


def test_no_more_records_are_kept_than_are_needed() -> None:
    """Those of automations that were deleted go first."""
    records: dict[str, AlarmRecord] = {"never": AlarmRecord()}
    for number in range(MOST_RECORDS + 5):
        record = AlarmRecord(looked=minute(number))
        records = with_record(records, str(number), record)
    assert len(records) == MOST_RECORDS
    assert "never" not in records
    assert str(MOST_RECORDS + 4) in records


@pytest.mark.parametrize(
    ("begin", "end", "quiet"),
    [
        ("22:00", "07:00", {"22:00", "23:59", "00:00", "06:59"}),
        ("01:00", "06:00", set()),
        ("00:00", "00:00", set()),
        ("06:00", "23:00", {"22:00", "06:59", "07:00", "12:00"}),
    ],
)
def test_quiet_hours_may_pass_midnight(begin: str, end: str, quiet: set[str]) -> None:
    """Their end is not quiet; without a length there are none."""
    times = ("22:00", "23:59", "00:00", "06:59", "07:00", "12:00")
    found = {
        one
        for one in times
        if is_quiet(
            time.fromisoformat(one), time.fromisoformat(begin), time.fromisoformat(end)
        )
    }
    assert found == quiet
    assert not is_quiet(time(3), None, time(5))
    assert not is_quiet(time(3), time(1), None)


@pytest.mark.parametrize("night", ["2026-03-28", "2026-10-24"])
def test_quiet_hours_end_by_the_clock_on_the_wall(night: str) -> None:
    """Also in the nights in which it is changed: one message, in the first minute."""
    zone = ZoneInfo("Europe/Berlin")
    watch = Watch()
    begun = datetime.fromisoformat(f"{night}T21:50").replace(tzinfo=zone)
    said: list[tuple[datetime, AlarmKind]] = []
    for number in range(12 * 60):
        now = begun.astimezone(UTC) + timedelta(minutes=number)
        if number == 60:
            watch.workers["a"] = WorkerMemory(offline=True, alarm_at=now)
        held = is_quiet(now.astimezone(zone).time(), time(22), time(7))
        watch.record, messages = look(
            watch.record, watch.workers, watch.rules, held=held, now=now
        )
        said += [(now.astimezone(zone), one.kind) for one in messages]
    ((at, kind),) = said
    assert (at.hour, at.minute, kind) == (7, 0, AlarmKind.SUMMARY)


def test_an_entry_knows_when_the_silence_began() -> None:
    """For the message of the end, too."""
    watch = Watch()
    watch.stops(0, "a")
    watch.looks(0)
    assert watch.record.said["a"] == Said(
        alarm_at=minute(0), since=minute(-10), at=minute(0)
    )


def test_an_automation_that_is_changed_in_its_quiet_hours_still_tells() -> None:
    """What the former one held back; not what that had told, nor what is long past."""
    former = Watch()
    former.stops(0, "told")
    assert former.looks(1) == [("alarm", "told")]
    former.stops(2, "held")
    former.looks(3, held=True)
    changed = Watch()
    changed.workers = former.workers
    changed.record = baseline(changed.workers, {"former": former.record}, minute(4))
    assert changed.looks(5) == [("alarm", "held")]
    late = baseline(changed.workers, {"former": former.record}, minute(64))
    assert {*late.said} == {"told", "held"}
