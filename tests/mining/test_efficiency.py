"""The efficiency of machines that run, learned from meters and OCEAN's averages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import override

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.ocean_xyz.api import HashesPerSecond
from custom_components.ocean_xyz.mining.costs import CostSettings
from custom_components.ocean_xyz.mining.efficiency import (
    HOUR,
    LATE,
    THREE_HOURS,
    WINDOWS,
    CostMemory,
    PowerSample,
    for_meters,
    is_standby,
    learn_efficiency,
    mean_power,
    running_power,
    with_fixed,
    with_sample,
)
from custom_components.ocean_xyz.mining.heat import CopReading, HeatSettings

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NEW = CostMemory(evidence=timedelta())
FULL = 100.0
"""TH/s of the machines while they run."""
JOULES = 20.0
"""And what a terahash takes."""


def samples(*powers: tuple[float, float | None]) -> tuple[PowerSample, ...]:
    """Return powers, each with the hours ago from which it was so."""
    return tuple(PowerSample(NOW - hours * HOUR, watts) for hours, watts in powers)


@pytest.mark.parametrize(
    ("seen", "watts", "running"),
    [
        (samples((4, 3000)), 3000, 1),
        (samples((4, 3000), (2.5, 0), (1, 3000)), 1500, 0.5),
        (samples((9, 100), (4, 3000), (2, 0), (1, 3000)), 2000, 2 / 3),
        # Standby is no mining, another level is, and what may be either is nothing.
        (samples((4, 3000), (2, 50), (1, 3000)), 2000, 2 / 3),
        (samples((4, 3000), (2, 1500), (1, 3000)), 2500, 1),
        (samples((4, 3000), (2, 200), (1, 3000)), None, None),
        (samples((4, 50), (2, 3000), (1, 30)), 1000, 1 / 3),
        # It does not end as it began; that matters after a short run.
        (samples((4, 3000), (1, 0)), 2000, 2 / 3),
        (samples((4, 0), (2, 3000)), 2000, 2 / 3),
        (samples((4, 2000), (1, 3500)), 2500, 1),
        (samples((4, 0), (1, 3000)), None, None),
        # The record is shorter than the window.
        (samples((2.99, 3000)), None, None),
        ((), None, None),
        (samples((4, 3000), (0.1, None)), None, None),
        (samples((4, 3000), (0.5, None), (0.4, 3000)), 3000, 1),
        (samples((4, 3000), (0.5, None), (0.2, 3000)), None, None),
    ],
)
def test_mean_power(
    seen: tuple[PowerSample, ...], watts: float | None, running: float | None
) -> None:
    """Over the hashrate's three hours, which ended a minute ago."""
    mean = mean_power(seen, NOW + LATE, THREE_HOURS)
    assert (mean is None) == (watts is None)
    if mean is not None:
        assert mean.watts == pytest.approx(watts)
        assert mean.running == pytest.approx(running)


@pytest.mark.parametrize("known", [0.5, 0.66, 0.67, 0.9])
def test_most_of_a_window_is_enough_while_the_hashrate_never_changed(
    known: float,
) -> None:
    """A plug that is away for long says nothing else, and is not waited for."""
    record = samples((4, 3000), (3, None), (3 * known, 3000))
    mean = mean_power(record, NOW + LATE, THREE_HOURS, steady=True)
    assert bool(mean) is (known > 2 / 3)
    assert mean is None or mean.watts == pytest.approx(3000)
    assert mean_power(record, NOW + LATE, THREE_HOURS) is None


@given(
    st.lists(
        st.tuples(st.floats(-100, 900), st.one_of(st.none(), st.floats(0, 1e6))),
        max_size=60,
    )
)
def test_samples_are_few_and_between_the_extremes(
    steps: list[tuple[float, float | None]],
) -> None:
    """A new sample drops old ones, and a record begins with a power."""
    recent: tuple[PowerSample, ...] = ()
    now = NOW
    known: list[float] = []
    for seconds, watts in steps:
        now += timedelta(seconds=seconds)
        before, recent = recent, with_sample(recent, watts, now)
        known += [] if watts is None else [watts]
        assert all(earlier.at < later.at for earlier, later in pairwise(recent))
        assert known or not recent
        assert not recent or recent[0].watts is not None
        for window in WINDOWS:
            mean = mean_power(recent, now, window)
            assert mean is None or 0 <= mean.watts <= max(known) * (1 + 1e-9)
        old = sum(sample.at <= now - THREE_HOURS - LATE for sample in recent)
        assert recent is before or old <= 1


@pytest.mark.parametrize(
    ("minutes", "watts", "bridged"),
    [
        (0.5, 3000, True),
        (9, 2900, True),
        (11, 3000, False),
        (1, 600, True),
        (5, 600, False),
    ],
)
def test_a_gap_is_bridged(minutes: float, watts: float, bridged: bool) -> None:
    """A short one, and a longer one if the power is the same after."""
    record = samples((8, 3000), (1, None))
    after = NOW - HOUR + timedelta(minutes=minutes)
    recent = with_sample(with_sample(record, watts, after), 3000, NOW - HOUR / 2)
    assert bool(mean_power(recent, NOW + LATE, THREE_HOURS)) == bridged


def test_a_plug_that_reports_each_second_is_noted_twice_a_minute() -> None:
    """Three hours of seconds would be much to carry."""
    recent: tuple[PowerSample, ...] = ()
    for second in range(600):
        recent = with_sample(recent, 3000.0 + second, NOW + timedelta(seconds=second))
    assert len(recent) == 20


def test_a_clock_set_back_leaves_no_sample_of_the_future() -> None:
    """They would make time negative."""
    recent = with_sample(samples((0, 3000)), 2000, NOW - HOUR)
    assert recent == samples((1, 2000))
    assert with_sample(samples((0, 3000)), None, NOW - HOUR) == ()
    assert with_sample(samples((0, 3000)), None, NOW) == ()


def test_what_was_over_before_the_longest_window_is_forgotten() -> None:
    """Of the older samples only the one that reaches into it stays."""
    recent: tuple[PowerSample, ...] = ()
    for hour in range(12):
        recent = with_sample(recent, 1000.0 + hour, NOW + hour * HOUR)
    assert [sample.watts for sample in recent] == [1007, 1008, 1009, 1010, 1011]


type Minutes = Callable[[int], float]
"""Something of a minute."""


class Farm:
    """Machines that are switched, their meter, and OCEAN's averages."""

    def __init__(
        self,
        level: Minutes,
        *,
        standby: float = 0,
        known: Callable[[int], bool] = lambda _: True,
        late: int = 1,
    ) -> None:
        """Run at a fraction of the full hashrate; `late` averages are minutes old."""
        self.level, self.standby, self.known, self.late = level, standby, known, late
        self.samples: tuple[PowerSample, ...] = ()
        self.memory = NEW

    def run(self, first: int, last: int) -> list[float]:
        """Watch for some minutes, and return each efficiency that was learned."""
        learned = []
        for minute in range(first, last):
            now = NOW + minute * timedelta(minutes=1)
            watts = max(self.level(minute) * FULL * JOULES, self.standby)
            known = watts if self.known(minute) else None
            self.samples = with_sample(self.samples, known, now)
            mining = any(self.level(one) for one in range(minute - 12, minute))
            if minute % 10 == self.late and mining:
                self.memory = learn_efficiency(
                    self.memory, self._averages(minute - self.late), self.samples, now
                )
            if self.memory.efficiency is not None:
                learned.append(self.memory.efficiency)
        return learned

    def _averages(self, end: int) -> dict[timedelta, float | None]:
        """Return OCEAN's averages as of a minute."""

        def mean(minutes: int) -> HashesPerSecond:
            levels = [self.level(one) for one in range(end - minutes, end)]
            return HashesPerSecond(sum(levels) / minutes * FULL * 1e12)

        return {THREE_HOURS: mean(180), HOUR: mean(60)}


@pytest.mark.parametrize("ago", [0, 5, 20, 60, 100, 170, 180, 1000])
def test_a_run_that_is_shorter_than_the_window_says_nothing(ago: int) -> None:
    """Machines that were off for hours, and costs that are set up later."""
    farm = Farm(lambda minute: float(minute >= 0))
    assert farm.run(ago, ago + 60) == []
    learned = farm.run(ago + 60, ago + 300)
    assert len(learned) >= 230
    assert learned == pytest.approx([JOULES] * len(learned), rel=0.02)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(1, 700), st.sampled_from([0, 0, 0.2, 0.5, 1, 1])),
        min_size=1,
        max_size=12,
    ),
    st.floats(0, 0.02),
    st.integers(0, 2),
    st.integers(0, 30),
)
def test_switching_moves_the_efficiency_by_less_than_two_percent(
    schedule: list[tuple[int, float]], standby: float, late: int, gap: int
) -> None:
    """Machines on, off, and at other levels, and a plug that is away at times."""
    levels = [1.0] * 300 + [of for minutes, of in schedule for _ in range(minutes)]
    farm = Farm(
        lambda minute: levels[minute] if 0 <= minute < len(levels) else 0.0,
        standby=standby * FULL * JOULES,
        known=lambda minute: minute % 120 >= min(gap, 17),
        late=late,
    )
    learned = farm.run(0, len(levels))
    assert learned
    assert learned == pytest.approx([JOULES] * len(learned), rel=0.02)


@pytest.mark.parametrize(
    ("on", "off"), [(40, 40), (45, 20), (30, 90), (15, 15), (480, 960), (1440, 4000)]
)
def test_machines_that_are_switched_all_the_time_are_learned(on: int, off: int) -> None:
    """A thermostat, or the sun."""
    farm = Farm(lambda minute: float(minute % (on + off) < on), standby=30)
    learned = farm.run(on + off, 20 * 1440)
    assert learned[-1] == pytest.approx(JOULES, rel=0.02)


@pytest.mark.parametrize(("every", "away"), [(120, 1), (30, 1), (9, 4), (200, 6)])
def test_gaps_do_not_end_the_learning(every: int, away: int) -> None:
    """A plug that is away for a moment, or eight plugs one after the other."""
    farm = Farm(lambda _: 1.0, known=lambda minute: minute % every >= away)
    farm.memory = CostMemory(efficiency=155.9, settled=True, learned=NOW)
    assert farm.run(0, 3 * 1440)[-1] == pytest.approx(JOULES, rel=0.4)
    assert farm.run(3 * 1440, 8 * 1440)[-1] == pytest.approx(JOULES, rel=0.02)


def test_other_machines_show_within_days() -> None:
    """Of a change of the setting two thirds after a day, and nothing is lost off."""
    farm = Farm(lambda _: 1.0)
    farm.memory = CostMemory(efficiency=30, settled=True, learned=NOW)
    learned = farm.run(0, 180 + 1440)
    assert learned[-1] == pytest.approx(20 + 10 * 0.36788, rel=0.02)


def test_an_efficiency_of_other_meters_or_of_no_hours_is_forgotten() -> None:
    """What 1.0.0 guessed from the first minute is none."""
    plug = CostSettings(power_entities=("sensor.plug",))
    known = CostMemory(
        efficiency=20, settled=True, meters=["sensor.plug"], profitable=True, since=NOW
    )
    assert for_meters(known, plug) is known
    for other, meters in (
        (known, CostSettings(fixed_power=3000)),
        (CostMemory(efficiency=352, meters=["sensor.plug"], profitable=True), plug),
    ):
        forgotten = for_meters(other, meters)
        assert (forgotten.efficiency, forgotten.evidence) == (None, timedelta())
        assert forgotten.meters == meters.meters
        assert forgotten.profitable is True
    stored = CostMemory.from_dict({"efficiency": 20.0, "settled": True})
    assert stored.evidence == timedelta(days=1)
    assert CostMemory.from_dict(known.to_dict()) == known


def test_the_cop_of_another_heat_pump_is_forgotten() -> None:
    """The efficiency of the machines is not."""
    plug = CostSettings(power_entities=("sensor.plug",))
    pumps = [
        replace(plug, heat=HeatSettings(cop_entity=f"sensor.pump_{one}"))
        for one in "ab"
    ]
    known = CostMemory(
        efficiency=20,
        settled=True,
        meters=["sensor.plug"],
        cop=CopReading(4.0, NOW),
        cop_entity="sensor.pump_a",
    )
    assert for_meters(CostMemory.from_dict(known.to_dict()), pumps[0]) == known
    for chosen in (pumps[1], plug):
        other = for_meters(known, chosen)
        assert (other.cop, other.efficiency) == (None, 20)
        assert other.cop_entity == chosen.heat.cop_entity


@pytest.mark.parametrize("steady", [THREE_HOURS, HOUR, timedelta()])
def test_a_fixed_power_is_known_for_as_long_as_machines_mined(
    steady: timedelta,
) -> None:
    """The record begins with the window in which they did, as averages end."""
    record = with_fixed((), 3000.0, steady, NOW)
    assert bool(record) is bool(steady)
    for window in WINDOWS:
        assert bool(mean_power(record, NOW, window)) is (window <= steady)
    begun = (PowerSample(NOW, 0.0),)
    assert with_fixed(begun, 3000.0, steady, NOW) == begun
    assert with_fixed((), None, steady, NOW) == ()


@pytest.mark.parametrize(("watts", "standby"), [(0, True), (900, True), (1600, False)])
def test_machines_that_do_not_mine_stand_by_with_less(
    watts: float, standby: bool
) -> None:
    """Compared with the highest power; without one nothing is known."""
    assert is_standby(samples((2, 3000), (1, 15)), watts) is standby
    assert not is_standby((), watts)


class FixedFarm(Farm):
    """Machines with a fixed power; it is known late that one of them is off."""

    def __init__(
        self, parts: list[float], off: list[list[tuple[int, int]]], noticed: int
    ) -> None:
        """Take each machine's part of the hashrate, and from when to when it is off."""
        self.parts = [part / sum(parts) for part in parts]
        self.off, self.noticed = off, noticed
        super().__init__(lambda minute: self._level(minute, 0))

    @override
    def run(self, first: int, last: int) -> list[float]:
        """Watch for some minutes, and return each efficiency that was learned."""
        learned, before = [], 1.0
        for minute in range(first, last):
            now = NOW + minute * timedelta(minutes=1)
            shown = self._level(minute, self.noticed)
            stopped = now - timedelta(minutes=self.noticed if shown < before else 0)
            before = shown
            self.samples = with_sample(self.samples, shown * FULL * JOULES, stopped)
            silent = shown - self._level(minute, 10) > 0.1 * shown
            if minute % 10 == self.late and not silent:
                self.memory = learn_efficiency(
                    self.memory, self._averages(minute - self.late), self.samples, now
                )
            if self.memory.efficiency is not None:
                learned.append(self.memory.efficiency)
        return learned

    def _level(self, minute: int, late: int) -> float:
        """Return how much mines, by who has been off for some minutes."""
        return sum(
            part
            for part, spans in zip(self.parts, self.off, strict=True)
            if not any(start + late <= minute < end for start, end in spans)
        )


OFF = st.lists(st.tuples(st.integers(300, 900), st.integers(1, 500)), max_size=3)


@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.floats(5, 100), OFF), min_size=3, max_size=8),
    st.sampled_from([4, 6, 15, 60]),
)
def test_machines_that_die_move_the_efficiency_of_a_fixed_power_by_less_than_a_margin(
    machines: list[tuple[float, list[tuple[int, int]]]], noticed: int
) -> None:
    """Of five percent, at which *Unprofitable* would alarm of machines that pay."""
    spans = [[(at, at + length) for at, length in off] for _, off in machines]
    farm = FixedFarm([part for part, _ in machines], spans, noticed)
    learned = farm.run(0, 1600)
    assert learned == pytest.approx([JOULES] * len(learned), rel=0.05)


HIGH = samples((180, 3000.0))


@pytest.mark.parametrize(
    ("known", "watts", "mining", "running"),
    [
        (None, 3000, True, 3000),
        (None, 3000, False, None),
        (None, None, True, None),
        (3000, None, True, 3000),
        (3000, 0, True, 3000),
        (3000, 2900, True, 3000),
        (3000, 1000, True, 1000),
        (3000, 8, True, 3000),
        (3000, 8, False, 3000),
        (3000, 1200, False, 3000),
        (3000, 2000, False, 2000),
        (3000, 1000, None, 1000),
        (30_000, 3000, True, 3000),
        (30_000, 3000, None, 30_000),
    ],
)
def test_the_power_of_machines_that_run(
    known: float | None, watts: float | None, mining: bool | None, running: float | None
) -> None:
    """Not that of standby, and steadily; a throttled machine takes less."""
    assert running_power(known, watts, HIGH, mining=mining) == running
