"""How long an answer lives, and how politely one asks again."""

from datetime import UTC, datetime
from itertools import pairwise
import logging

import pytest

from custom_components.ocean_xyz.api import (
    OceanConnectionError,
    OceanError,
    OceanNoSuchUserError,
    OceanRateLimitedError,
)
from custom_components.ocean_xyz.sources.belief import (
    Doubt,
    Gate,
    Reason,
    SnapshotOrder,
)
from custom_components.ocean_xyz.sources.outages import CALM, Outages
from custom_components.ocean_xyz.sources.question import Environment, Question

LOGGER = logging.getLogger("test.questions")


class Oracle:
    """Answers, or fails as asked, by a clock that is moved by hand."""

    def __init__(
        self,
        every: float = 60,
        order: SnapshotOrder[int] | None = None,
        least_pause: float = 0,
        *,
        of_account: bool = True,
    ) -> None:
        """Begin with good answers."""
        self.time = 1000.0
        self.error: OceanError | None = None
        self.asked = 0
        self.contradicted = False
        env = Environment(
            clock=lambda: self.time,
            now=lambda: datetime.fromtimestamp(self.time, UTC),
            jitter=lambda: 0.0,
            outages=Outages(LOGGER, lambda: self.time),
        )
        self.question = Question(
            "Delphi",
            "oracle",
            self._ask,
            every=every,
            env=env,
            gate=Gate(order=order),
            contradicted=self._contradicts if of_account else None,
            least_pause=least_pause,
        )

    async def _ask(self) -> int:
        self.asked += 1
        if self.error is not None:
            raise self.error
        return self.asked

    async def _contradicts(self) -> bool:
        return self.contradicted

    async def after(self, seconds: float) -> bool:
        """Ask after some seconds, if it is time to."""
        self.time += seconds
        return self.question.due and await self.question.poll()


async def test_three_bad_answers_end_a_good_one() -> None:
    """The last good answer stays through two failures and goes with the third."""
    oracle = Oracle()
    assert await oracle.after(0)
    assert oracle.question.current == 1
    oracle.error = OceanConnectionError("gone")
    for still in (True, True, False):
        await oracle.after(60)
        assert oracle.question.usable is still
    assert oracle.question.current is None
    assert oracle.question.silent_for == 120
    oracle.error = None
    oracle.time += 300
    assert await oracle.question.poll()
    assert oracle.question.current == oracle.asked
    assert oracle.question.silent_for == 0


@pytest.mark.parametrize(("every", "usable"), [(60, False), (600, True)])
async def test_five_minutes_end_an_answer_of_the_minute(
    every: int, usable: bool
) -> None:
    """One failure and a long wait are too old too, but not for what is asked rarely."""
    oracle = Oracle(every)
    await oracle.after(0)
    oracle.error = OceanRateLimitedError("host", 3000)
    await oracle.after(every)
    assert oracle.question.usable
    oracle.time += 301
    assert oracle.question.usable is usable


async def test_nothing_is_usable_before_the_first_answer() -> None:
    """Before an answer there is none."""
    oracle = Oracle()
    assert oracle.question.current is None
    oracle.error = OceanConnectionError("gone")
    await oracle.after(0)
    assert not oracle.question.usable


async def test_a_host_that_wants_to_be_left_alone_is() -> None:
    """Retry-After is obeyed, and who was refused lets the others go first after it."""
    oracle = Oracle()
    oracle.error = OceanRateLimitedError("host", 900)
    await oracle.after(0)
    await oracle.after(950)
    assert oracle.asked == 1
    await oracle.after(10)
    assert oracle.asked == 2


async def test_a_question_that_was_held_back_asks_as_soon_as_it_may() -> None:
    """It did nothing to be refused."""
    oracle = Oracle()
    oracle.error = OceanRateLimitedError("host", 900, held=True)
    await oracle.after(0)
    await oracle.after(890)
    assert oracle.asked == 1
    await oracle.after(10)
    assert oracle.asked == 2


async def test_failures_are_retried_ever_more_rarely() -> None:
    """At the usual pace at first, then rarely, but at least every five minutes."""
    oracle = Oracle()
    oracle.error = OceanConnectionError("gone")
    times = []
    for _ in range(3600):
        await oracle.after(1)
        if oracle.asked > len(times):
            times.append(oracle.time)
    pauses = [round(b - a) for a, b in pairwise(times)]
    assert pauses[:3] == [55, 55, 55]
    assert pauses[3:6] == [115, 235, 295]
    assert max(pauses) <= 300


async def test_what_is_asked_rarely_is_retried_soon() -> None:
    """A failed answer of half an hour is asked for again within a minute."""
    oracle = Oracle(1800)
    oracle.error = OceanConnectionError("gone")
    await oracle.after(0)
    await oracle.after(60)
    assert oracle.asked == 2


async def test_a_question_can_be_hurried_unless_it_fails() -> None:
    """Hurry asks at the next opportunity; a silent host is not hurried."""
    oracle = Oracle(1800)
    await oracle.after(0)
    await oracle.after(10)
    assert oracle.asked == 1
    oracle.question.hurry()
    await oracle.after(0)
    assert oracle.asked == 2
    oracle.error = OceanRateLimitedError("host", 100)
    oracle.question.hurry()
    await oracle.after(0)
    oracle.question.hurry()
    await oracle.after(10)
    assert oracle.asked == 3


async def test_the_log_has_one_line_at_the_start_and_one_at_the_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """However long the silence, it is two lines."""
    caplog.set_level(logging.INFO)
    oracle = Oracle()
    oracle.error = OceanConnectionError("gone")
    for _ in range(10):
        await oracle.after(400)
    oracle.error = None
    await oracle.after(400)
    await oracle.after(60)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


async def test_what_is_kept_of_an_error_is_what_it_says() -> None:
    """Neither the frames in which it was raised nor what was read in them live on."""
    oracle = Oracle()
    answer = b"\xff" * 1000
    oracle.error = OceanConnectionError("gone")
    try:
        answer.decode()
    except ValueError:
        await oracle.after(0)
    error = oracle.question.error
    assert str(error) == "gone"
    assert (error.__traceback__, error.__context__) == (None, None)


async def test_a_question_that_rests_is_done_with_its_trouble(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What is no longer needed has its end in the log, and is asked when it is needed."""
    caplog.set_level(logging.INFO)
    oracle = Oracle()
    oracle.question.rest()
    await oracle.after(0)
    oracle.question.rest()
    await oracle.after(10)
    assert oracle.asked == 1
    oracle.error = OceanConnectionError("gone")
    for _ in range(3):
        await oracle.after(60)
    oracle.time += CALM
    for _ in range(2):
        oracle.question.rest()
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert oracle.question.error is None
    await oracle.after(0)
    assert oracle.asked == 5


async def test_a_question_is_retried_once_its_host_is_back_but_not_in_its_rest() -> (
    None
):
    """A long pause is cut short, one that was asked for is kept."""
    oracle = Oracle()
    oracle.error = OceanConnectionError("gone")
    for _ in range(6):
        await oracle.after(400)
    oracle.question.retry()
    await oracle.after(0)
    assert oracle.asked == 7
    oracle.error = OceanRateLimitedError("host", 900)
    await oracle.after(400)
    oracle.question.retry()
    await oracle.after(600)
    assert oracle.asked == 8


async def test_an_older_answer_is_none() -> None:
    """What lags a little behind is not taken, what is old is a failure."""
    oracle = Oracle(
        order=SnapshotOrder(time_of=lambda answer: [0, 500, 450, 100][answer])
    )
    answers = [await oracle.after(60) and oracle.question.current for _ in range(3)]
    assert answers == [1, 1, False]
    assert oracle.question.current == 1
    assert str(oracle.question.error) == "the answer is older than the one before"


async def test_a_question_that_rested_keeps_its_distance() -> None:
    """What must not be asked too often is not, though its trouble is forgotten."""
    oracle = Oracle(least_pause=300)
    oracle.error = OceanConnectionError("gone")
    await oracle.after(0)
    oracle.question.rest()
    for seconds in (60, 200):
        await oracle.after(seconds)
    assert oracle.asked == 1
    await oracle.after(60)
    assert oracle.asked == 2
    await oracle.after(200)
    assert oracle.asked == 2


async def test_a_doubt_has_a_reason_and_a_beginning_and_an_end() -> None:
    """The last doubt stays for the diagnostics, with when it was over."""
    times = [0, 500, 450, 100, 90, 510]
    oracle = Oracle(order=SnapshotOrder(time_of=lambda answer: times[answer]))
    question = oracle.question

    def clock(seconds: float) -> datetime:
        return datetime.fromtimestamp(seconds, UTC)

    await oracle.after(60)
    assert question.doubt is None
    await oracle.after(60)
    behind = question.doubt
    assert behind == Doubt(reason=Reason.BEHIND, since=clock(1120))
    await oracle.after(60)
    await oracle.after(60)
    older = question.doubt
    assert older == Doubt(reason=Reason.OLDER, since=clock(1180))
    assert question.is_doubted_as(Reason.OLDER)
    oracle.error = OceanConnectionError("gone")
    await oracle.after(60)
    assert question.doubt == older
    oracle.error = None
    oracle.asked = 4
    for _ in range(2):
        await oracle.after(60)
        assert question.doubt == Doubt(
            reason=Reason.OLDER, since=clock(1180), until=clock(1360)
        )
        oracle.asked = 4
    assert not question.is_doubted_as(Reason.OLDER)


async def test_no_active_workers_is_a_good_answer_unless_it_is_contradicted() -> None:
    """What was believed before stays; how often it was said is counted."""
    oracle = Oracle()
    question = oracle.question
    await oracle.after(0)
    oracle.error = OceanNoSuchUserError()
    for count in (1, 2):
        assert await oracle.after(60)
        assert question.idle_answers == count
        assert question.current == 1
    oracle.contradicted = True
    assert not await oracle.after(60)
    assert question.failures == 1
    assert question.is_doubted_as(Reason.CONTRADICTED)
    oracle.error = None
    assert await oracle.after(60)
    assert question.idle_answers == 0


async def test_the_user_may_ask_at_any_time() -> None:
    """Also while the host is limiting requests: the transport holds those back."""
    oracle = Oracle()
    oracle.error = OceanRateLimitedError("host", 900)
    await oracle.after(0)
    oracle.question.ask_in(0)
    await oracle.after(0)
    assert oracle.asked == 2


async def test_only_an_account_can_have_no_active_workers() -> None:
    """For any other question that is a failure."""
    oracle = Oracle(of_account=False)
    oracle.error = OceanNoSuchUserError()
    assert not await oracle.after(0)
    assert oracle.question.failures == 1
