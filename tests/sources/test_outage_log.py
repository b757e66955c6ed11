"""What the log says of outages: one line for each, and one when it is over."""

from collections.abc import Iterable
import logging
from random import Random

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import OceanConnectionError
from custom_components.ocean_xyz.sources.outages import CALM, HOUR, Outages

LOGGER = logging.getLogger("test.outages")
GONE = OceanConnectionError("gone")


class Log:
    """The outages of some hosts, minute by minute, and the lines about them."""

    def __init__(self) -> None:
        """Begin in silence."""
        self.time = 0.0
        self.outages = Outages(self.logger(), lambda: self.time)
        self.lines: list[str] = []

    def logger(self) -> logging.Logger:
        """Return a log whose lines end here."""
        logger = logging.getLogger(f"outages.{id(self)}")
        logger.setLevel(logging.INFO)
        handler = logging.Handler()
        handler.emit = lambda record: self.lines.append(  # type: ignore[method-assign]
            f"{record.levelname} {record.getMessage()}"
        )
        logger.addHandler(handler)
        return logger

    def minute(self, host: str, asked: Iterable[str], failing: Iterable[str]) -> None:
        """Let a minute pass in which some questions are asked, and some fail."""
        self.time += 60
        down = set(failing)
        for question in asked:
            if question in down:
                self.outages.failed(host, question, GONE)
            else:
                self.outages.answered(host, question)


QUESTIONS = ("blocks", "pool", "workers of Home")


@pytest.mark.parametrize("minutes", [3, 4, 100])
def test_an_outage_of_a_host_is_one_line_and_one_when_it_is_over(minutes: int) -> None:
    """It names what it concerns; the end comes after two calm minutes."""
    log = Log()
    for _ in range(minutes):
        log.minute("OCEAN", QUESTIONS, QUESTIONS)
        log.minute("mempool", ["fees"], [])
    start = "WARNING OCEAN does not answer: gone (blocks, pool, workers of Home)"
    assert log.lines == [start]
    for _ in range(3):
        log.minute("OCEAN", QUESTIONS, [])
    lasted = (minutes - 1) * 2
    assert log.lines == [start, f"INFO OCEAN answers again, after {lasted} min"]


def test_hosts_that_fall_silent_together_share_a_line() -> None:
    """So do those that stand in for them later, and the end of all of them."""
    log = Log()
    for _ in range(3):
        log.minute("OCEAN", ["pool"], ["pool"])
        log.minute("mempool", ["fees"], ["fees"])
    for _ in range(5):
        log.minute("OCEAN", ["pool"], ["pool"])
        log.minute("mempool", ["fees"], ["fees"])
        log.minute("web", ["page"], ["page"])
    for _ in range(5):
        log.minute("OCEAN", ["pool"], [])
        log.minute("mempool", ["fees"], [])
        log.minute("web", ["page"], [])
    begin = "OCEAN does not answer: gone (pool); mempool does not answer: gone (fees)"
    assert log.lines == [
        f"WARNING {begin}",
        "INFO OCEAN, mempool, web answer again, after 18 min",
    ]


def test_another_outage_much_later_has_its_own_lines() -> None:
    """One that goes on for long hides no other."""
    log = Log()
    for _ in range(30):
        log.minute("OCEAN", ["pool"], ["pool"])
    for _ in range(4):
        log.minute("OCEAN", ["pool"], ["pool"])
        log.minute("mempool", ["fees"], ["fees"])
    for _ in range(15):
        log.minute("OCEAN", ["pool"], ["pool"])
        log.minute("mempool", ["fees"], [])
    assert log.lines == [
        "WARNING OCEAN does not answer: gone (pool)",
        "WARNING mempool does not answer: gone (fees)",
        "INFO mempool answers again, after 6 min",
    ]


def test_the_calm_of_one_ends_the_outage_of_another() -> None:
    """A question that rests is not asked again: others notice that its time is over."""
    log = Log()
    for _ in range(3):
        log.minute("OCEAN", ["pool"], ["pool"])
        log.minute("web", ["page"], ["page"])
    log.outages.answered("web", "page")
    for _ in range(12):
        log.minute("OCEAN", ["pool"], ["pool"])
    assert log.lines == [
        "WARNING OCEAN does not answer: gone (pool); web does not answer: gone (page)",
        "INFO web answers again, after 4 min",
    ]


def test_a_host_that_is_back_by_then_is_not_in_the_line() -> None:
    """Though it failed just before."""
    log = Log()
    for _ in range(2):
        log.minute("OCEAN", ["pool"], ["pool"])
    log.minute("mempool", ["fees"], ["fees"])
    log.outages.answered("mempool", "fees")
    log.minute("OCEAN", ["pool"], ["pool"])
    assert log.lines == ["WARNING OCEAN does not answer: gone (pool)"]


def test_a_single_failure_is_no_outage() -> None:
    """Not even again and again, by turns."""
    log = Log()
    for minute in range(60):
        log.minute("OCEAN", QUESTIONS, [QUESTIONS[minute % 3]] if minute % 2 else [])
    assert not log.lines


def test_what_joins_a_silent_host_is_the_same_outage() -> None:
    """Questions that are asked rarely fail later."""
    log = Log()
    for _ in range(3):
        log.minute("OCEAN", ["pool"], ["pool"])
    for _ in range(200):
        log.minute("OCEAN", QUESTIONS, QUESTIONS)
    assert log.lines == ["WARNING OCEAN does not answer: gone (pool)"]


def test_an_outage_that_grows_while_the_host_answers_is_said_once_an_hour() -> None:
    """One broken route does not hide that all others break later."""
    log = Log()
    for _ in range(100):
        log.minute("OCEAN", QUESTIONS, ["pool"])
    for _ in range(100):
        log.minute("OCEAN", QUESTIONS, QUESTIONS)
    assert log.lines == [
        "WARNING OCEAN does not answer: gone (pool)",
        "WARNING OCEAN does not answer: gone (blocks, workers of Home)",
    ]


def test_a_line_names_twelve_questions() -> None:
    """A farm with many accounts has an outage, not a page."""
    log = Log()
    many = [f"workers of {number:02}" for number in range(30)]
    for _ in range(3):
        log.minute("OCEAN", many, many)
    (line,) = log.lines
    assert line.endswith("workers of 11 and 18 more)")


@given(st.integers(0, 10**6), st.floats(0.05, 0.95))
def test_a_host_that_flickers_writes_little(seed: int, chance: float) -> None:
    """A day of random failures is at most a line every ten minutes, mostly far less."""
    log, dice = Log(), Random(seed)
    for _ in range(1440):
        log.minute("OCEAN", QUESTIONS, [q for q in QUESTIONS if dice.random() < chance])
    starts = [line for line in log.lines if line.startswith("WARNING")]
    assert len(starts) <= 144
    assert CALM < HOUR
