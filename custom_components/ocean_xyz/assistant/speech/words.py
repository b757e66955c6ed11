"""What is asked and answered in one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ...mining.written import separators

type Counted = tuple[str, str]
"""A text for one, and a text for any other number."""


class Question(StrEnum):
    """What a user may ask, and the id of its sentences."""

    STATUS = "status"
    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    MONTH = "month"
    TOTAL = "total"
    OFF = "off"
    PAYOUT = "payout"
    PROFIT = "profit"
    WORKER = "worker"


EARNED: Final = (
    Question.TODAY,
    Question.YESTERDAY,
    Question.WEEK,
    Question.MONTH,
    Question.TOTAL,
)
"""The questions about what was earned in a span of time."""

SPAN: Final = "SPAN"
"""Stands for the span in the sentences about earnings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The sentences and the answers of a language.

    Sentences are in the syntax of Home Assistant's sentence triggers. They name mining,
    miners, a hashrate or a payout, so that none takes a question about something else.
    """

    language: str
    sentences: Mapping[Question, tuple[str, ...]]
    earned_sentences: tuple[str, ...]
    spans: Mapping[Question, str]

    some_mine: str
    one_mines: str
    none_mines: str
    hashrate: str
    expected: str
    earned: Mapping[Question, str]
    all_mine: str
    offline: str
    paused: str
    low: str
    more: str
    payout: str
    payout_soon: str
    payout_far: str
    hours: Counted
    days: Counted
    unpaid: str
    pays: str
    pays_not: str
    no_costs: str
    worker: Mapping[str, str]
    """What is said about a worker, by its status."""
    unknown: str
    not_live: str
    no_such: str
    not_exposed: str

    def asked(self, question: Question) -> tuple[str, ...]:
        """Return the sentences of a question."""
        if question in EARNED:
            span = f"({self.spans[question]})"
            return tuple(one.replace(SPAN, span) for one in self.earned_sentences)
        return self.sentences[question]

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number as the language writes it."""
        text = f"{value:,.{digits}f}"
        return text.translate(str.maketrans(",.", separators(self.language)))
