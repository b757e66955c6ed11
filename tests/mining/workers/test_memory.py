"""How long a silence the shares allow, and when a hashrate is low."""

from copy import replace
from datetime import UTC, datetime, timedelta
from math import exp
from random import Random

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import HashrateAverages, WorkerSnapshot
from custom_components.ocean_xyz.mining.units import YEAR
from custom_components.ocean_xyz.mining.workers.learning import listed, unlisted
from custom_components.ocean_xyz.mining.workers.low import is_low, usual_hashrate
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory
from custom_components.ocean_xyz.mining.workers.offline import (
    MINIMUM_SILENCE,
    UNKNOWN_SILENCE,
    allowed_silence,
    silence,
)
from custom_components.ocean_xyz.mining.workers.share_gap import (
    TRUSTED_BEATS,
    mean_gap,
    running_hashrate,
    share_difficulty,
)

START = datetime(2026, 11, 1, tzinfo=UTC)
TERA = 10**12


def minute(number: float) -> datetime:
    """Return the time of a snapshot."""
    return START + timedelta(minutes=number)


def known(gap: float, **more: object) -> WorkerMemory:
    """Return the memory of a worker with a mean gap of so many seconds."""
    difficulty = 2**16
    return WorkerMemory(
        last_share=START,
        hashrate=difficulty * 2**32 / gap,
        shares_seen=10,
        difficulties=((0, difficulty),),
        **more,
    )


@pytest.mark.parametrize(
    ("gap", "minutes"), [(20, 5), (60, 13), (281, 54)], ids=["20 s", "60 s", "1 TH/s"]
)
def test_the_silence_allowed_to_one_machine(gap: float, minutes: int) -> None:
    """A machine alone may be silent as long as the design's table says."""
    assert round(allowed_silence(known(gap), 1, None) / 60) == minutes


@given(st.floats(5, 3600), st.integers(1, 3000))
def test_the_whole_account_raises_one_false_alarm_a_year(
    gap: float, workers: int
) -> None:
    """The chance of a silence that long, over all shares of a year, is at most one."""
    allowed = allowed_silence(known(gap), workers, None)
    assert workers * YEAR / gap * exp(-allowed / gap) <= 1 + 1e-9
    assert allowed >= MINIMUM_SILENCE


def test_a_fixed_time_goes_before() -> None:
    """What the user fixed is what counts."""
    assert allowed_silence(known(20), 1, timedelta(minutes=30)) == 1800


def test_a_machine_whose_rhythm_is_not_known_has_an_hour() -> None:
    """Before three shares, or without a difficulty, an hour is allowed."""
    assert allowed_silence(WorkerMemory(), 1, None) == UNKNOWN_SILENCE
    young = WorkerMemory(shares_seen=2, hashrate=1e12, difficulties=((0, 2**16),))
    assert allowed_silence(young, 1, None) == UNKNOWN_SILENCE


def test_share_difficulty_is_the_largest_power_of_two_in_all_counts() -> None:
    """Counts of 3, 4 and 5 shares of difficulty 65,536 show 65,536."""
    memory = WorkerMemory()
    for number, shares in enumerate((4, 3, 5), 1):
        row = WorkerSnapshot(shares_60s=shares * 2**16, shares_300s=12 * 2**16)
        memory = listed(memory, row, HashrateAverages(), minute(number))
    assert share_difficulty(memory.difficulties) == 2**16


def test_a_difficulty_of_yesterday_is_forgotten() -> None:
    """A gateway that raised the difficulty shows it a day later."""
    memory = listed(
        WorkerMemory(), WorkerSnapshot(shares_60s=2**14), HashrateAverages(), minute(0)
    )
    memory = listed(
        memory, WorkerSnapshot(shares_60s=2**18), HashrateAverages(), minute(60 * 23)
    )
    assert share_difficulty(memory.difficulties) == 2**14
    memory = listed(
        memory, WorkerSnapshot(shares_60s=2**18), HashrateAverages(), minute(60 * 31)
    )
    assert share_difficulty(memory.difficulties) == 2**18


def observed(gap: float, minutes: int, seed: int, memory: WorkerMemory) -> WorkerMemory:
    """Let a worker with random shares be listed each minute."""
    random = Random(seed)
    share = random.expovariate(1 / gap)
    last = None
    for number in range(1, minutes + 1):
        while share < number * 60:
            last = START + timedelta(seconds=share)
            share += random.expovariate(1 / gap)
        row = WorkerSnapshot(last_share=last)
        memory = listed(memory, row, HashrateAverages(), minute(number))
    return memory


@pytest.mark.parametrize("gap", [60, 281, 900])
def test_a_rhythm_is_seen_in_the_answers_alone(gap: float) -> None:
    """From answers a minute apart the mean gap is told within a third."""
    gaps = [mean_gap(observed(gap, 4000, seed, WorkerMemory())) for seed in range(20)]
    assert all(found is not None for found in gaps)
    mean = sum(found or 0 for found in gaps) / len(gaps)
    assert mean == pytest.approx(gap, rel=0.33)


def test_a_raised_difficulty_raises_the_gap_at_once() -> None:
    """Shares that come four times as far apart are seen, though the counts lag."""
    memory = observed(240, 2000, 1, known(60))
    gap = mean_gap(memory)
    assert gap is not None
    assert gap > 150


def test_an_outage_says_nothing_about_a_rhythm() -> None:
    """An hour without answers does not stretch the gap."""
    memory = observed(20, 300, 1, known(20))
    before = mean_gap(memory)
    row = WorkerSnapshot(last_share=minute(359))
    memory = listed(memory, row, HashrateAverages(), minute(360))
    memory = listed(
        memory, WorkerSnapshot(last_share=minute(361)), HashrateAverages(), minute(361)
    )
    assert mean_gap(memory) == before


def test_a_few_beats_are_no_rhythm_yet() -> None:
    """A first long wait does not stretch the gap of a machine."""
    memory = WorkerMemory(rhythm=400.0, pace=60.0, beats=TRUSTED_BEATS - 1)
    assert mean_gap(memory) is None


def test_another_pace_of_asking_begins_a_new_rhythm() -> None:
    """Answers five minutes apart say nothing of the rhythm seen minute by minute."""
    memory = observed(281, 500, 3, WorkerMemory())
    assert memory.pace == 60
    assert memory.beats >= TRUSTED_BEATS
    for number in range(1, 6):
        at = minute(500 + 5 * number)
        memory = listed(memory, WorkerSnapshot(last_share=at), HashrateAverages(), at)
    assert memory.pace == 300
    assert memory.beats < TRUSTED_BEATS
    at = minute(526)
    memory = listed(memory, WorkerSnapshot(last_share=at), HashrateAverages(), at)
    assert (memory.pace, memory.off_pace) == (300, 1)
    at = minute(531)
    memory = listed(memory, WorkerSnapshot(last_share=at), HashrateAverages(), at)
    assert (memory.pace, memory.off_pace) == (300, 0)


def test_the_hashrate_is_frozen_at_the_last_share() -> None:
    """Once the shares stop, a sinking hashrate of 24 h no longer stretches the gap."""
    day = HashrateAverages(hashrate_86400s=100 * TERA)
    memory = listed(WorkerMemory(), WorkerSnapshot(last_share=START), day, minute(1))
    sinking = HashrateAverages(hashrate_86400s=50 * TERA)
    memory = listed(memory, WorkerSnapshot(last_share=START), sinking, minute(2))
    assert memory.hashrate == 100 * TERA


def test_ocean_clock_set_back_is_followed() -> None:
    """An answer from before the last one is taken as the new present."""
    memory = listed(WorkerMemory(), WorkerSnapshot(), HashrateAverages(), minute(10))
    memory = listed(memory, WorkerSnapshot(), HashrateAverages(), minute(5))
    assert memory.answered == minute(5)


def test_a_worker_is_gone_after_three_answers_without_it() -> None:
    """Two answers may leave a worker out, the third makes it gone, one brings it back."""
    memory = listed(WorkerMemory(), WorkerSnapshot(), HashrateAverages(), minute(0))
    memory = unlisted(unlisted(memory, minute(1)), minute(2))
    assert memory.gone_since is None
    memory = unlisted(memory, minute(3))
    assert memory.gone_since == minute(3)
    assert unlisted(memory, minute(4)).gone_since == minute(3)
    back = listed(memory, WorkerSnapshot(), HashrateAverages(), minute(5))
    assert back.gone_since is None
    assert back.missing == 0


def test_silence_counts_from_the_share_or_from_being_switched_on() -> None:
    """A machine that was off on purpose gets its time to start."""
    memory = WorkerMemory(last_share=START, resumed=minute(90))
    assert silence(memory, minute(100)) == 600
    assert silence(WorkerMemory(last_share=START), minute(-1)) == 0
    assert silence(WorkerMemory(), minute(1)) is None


def sampled(hashrate: float, days: int) -> WorkerMemory:
    """Let a worker run for some days at one hashrate over 3 h."""
    memory = WorkerMemory()
    windows = HashrateAverages(hashrate_10800s=hashrate)
    for hour in range(0, 24 * days + 4, 3):
        at = minute(hour * 60)
        row = WorkerSnapshot(shares_300s=2**20, last_share=at)
        memory = listed(memory, row, windows, at)
    return memory


def test_what_is_usual_is_known_after_two_days() -> None:
    """The usual hashrate is the median of daily medians, unknown before two days."""
    assert usual_hashrate(sampled(100 * TERA, 1)) is None
    assert usual_hashrate(sampled(100 * TERA, 3)) == 100 * TERA


def test_seven_days_make_what_is_usual() -> None:
    """No more than seven daily medians are kept."""
    assert len(sampled(100 * TERA, 12).medians) == 7


def test_an_offline_worker_is_not_usual() -> None:
    """The hashrate of a stopped machine does not count, nor does none."""
    memory = WorkerMemory(offline=True)
    windows = HashrateAverages(hashrate_10800s=TERA)
    assert listed(memory, WorkerSnapshot(), windows, minute(1)).sampled is None


def test_low_needs_less_than_seventy_percent_and_no_chance() -> None:
    """60 % of a large machine is low, 80 % is not, and 60 % of a tiny one is chance."""
    large, later = sampled(100 * TERA, 4), minute(5 * 24 * 60)
    assert is_low(large, 60 * TERA, later)
    assert not is_low(large, 80 * TERA, later)
    assert not is_low(large, None, later)
    assert not is_low(WorkerMemory(), 1.0, later)
    # 10,800 s of a 1 TH/s machine at difficulty 2**20 hold 2.4 shares.
    assert not is_low(sampled(1 * TERA, 4), 0.6 * TERA, later)


def test_a_machine_that_is_back_is_not_low_and_makes_no_usual() -> None:
    """For three hours the window still holds the time in which it stood still."""
    memory = replace(sampled(100 * TERA, 4), offline=True)
    back = minute(5 * 24 * 60)
    half = HashrateAverages(hashrate_10800s=30 * TERA)
    before = memory.samples
    memory = listed(memory, WorkerSnapshot(last_share=back), half, back)
    memory = replace(memory, offline=False)
    for minutes in (60, 120, 179):
        at = back + timedelta(minutes=minutes)
        memory = listed(memory, WorkerSnapshot(last_share=at), half, at)
        assert not is_low(memory, 30 * TERA, at)
        assert memory.samples == before
    at = back + timedelta(minutes=181)
    assert is_low(memory, 30 * TERA, at)


def windows_of(running: float, **other: float) -> HashrateAverages:
    """Return windows that all hold one hashrate, but for some."""
    every = dict.fromkeys(("1800s", "3600s", "10800s", "43200s", "86400s"), running)
    told = {f"hashrate_{name}": rate for name, rate in (every | other).items()}
    return HashrateAverages(**told)


SHARE = 2**16


def test_a_steady_machine_runs_at_the_hashrate_of_a_day() -> None:
    """No window contradicts it, and a little luck is no contradiction."""
    rate = SHARE * 2**32 / 20
    assert running_hashrate(windows_of(rate), SHARE) == rate
    lucky = windows_of(rate, **{"1800s": rate * 1.2, "3600s": rate * 0.9})
    assert running_hashrate(lucky, SHARE) == rate
    assert running_hashrate(HashrateAverages(), SHARE) is None
    assert running_hashrate(windows_of(rate, **{"1800s": 0.0}), None) == rate


def test_a_new_machine_runs_at_least_as_its_newest_windows_say() -> None:
    """After an hour the day's hashrate is a 24th of the true one."""
    rate = SHARE * 2**32 / 20
    young = windows_of(rate / 24, **{"1800s": rate, "3600s": rate, "10800s": rate / 3})
    running = running_hashrate(young, SHARE)
    assert running is not None
    assert 0.7 * rate < running <= rate


def test_a_machine_that_was_turned_down_runs_no_faster_than_it_does() -> None:
    """The day still holds what it did before."""
    rate = SHARE * 2**32 / 20
    slow = windows_of(rate, **{"1800s": rate / 4, "3600s": rate / 2})
    running = running_hashrate(slow, SHARE)
    assert running is not None
    assert running <= rate / 4
    still = windows_of(rate, **{"1800s": 0.0})
    assert 0 < (running_hashrate(still, SHARE) or 0) < rate / 100


def test_a_share_of_long_ago_says_nothing_of_the_windows_now() -> None:
    """Told of after a restart, it leaves the hashrate as it was known."""
    rate = SHARE * 2**32 / 20
    memory = known(20, answered=minute(0))
    empty = windows_of(rate, **{"1800s": 0.0})
    row = WorkerSnapshot(shares_300s=SHARE, last_share=minute(1))
    assert listed(memory, row, empty, minute(40)).hashrate == memory.hashrate
    first = listed(WorkerMemory(), row, empty, minute(40))
    assert first.hashrate == rate


def test_a_raised_difficulty_is_seen_in_the_last_counts() -> None:
    """Four counts that agree go before the rest of the day."""
    memory = known(60)
    before = mean_gap(memory) or 0
    for number in range(1, 5):
        row = WorkerSnapshot(shares_60s=4 * SHARE)
        memory = listed(memory, row, HashrateAverages(), minute(number))
    assert mean_gap(memory) == pytest.approx(4 * before)


@given(st.floats(1, 5000), st.floats(60, 600))
def test_the_observed_gap_inverts_the_law_of_answers(gap: float, step: float) -> None:
    """A rhythm of step / (1 - e^(-step/gap)) is a mean gap of `gap`."""
    chance = 1 - exp(-step / gap)
    if chance > 0.999999:
        return
    memory = WorkerMemory(rhythm=step / chance, pace=step, beats=TRUSTED_BEATS)
    assert mean_gap(memory) == pytest.approx(gap, rel=1e-6)
