"""Answers in sentences, from what is exposed to the assistant."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonValueType

from ...mining.account import DataStatus
from ...mining.workers.state import count_workers
from ...mining.written import digits_of_money
from ...runtime.account import OceanAccount
from ..answers import COUNTS, Span, earned_in, may_know_span, spans_of
from ..exposure import safe_name
from ..workers import Row, WorkerAnswers, may_know_workers
from .words import EARNED, Counted, Question, Words

MOST_SPOKEN: Final = 5
"""Accounts or names in one answer: nobody listens to more."""

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)

ARTICLES: Final = (
    *("the", "my", "der", "die", "das", "den", "dem", "mein", "meine", "el", "la"),
    *("mi", "le", "mon", "de", "het", "mijn", "o", "a", "meu"),
)
"""What may be said before a name."""

OLD: Final = (DataStatus.STALE, DataStatus.UNREACHABLE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Speaker:
    """Speaks about one account in one language.

    Its methods return the sentences that are known, and None where nothing that the
    question asks for is exposed.
    """

    known: WorkerAnswers
    account: OceanAccount
    words: Words

    def about(self, question: Question) -> list[str] | None:
        """Return the answer to a question about the account."""
        if question in EARNED:
            return self._earned(question)
        answers: Mapping[Question, Callable[[], list[str] | None]] = {
            Question.STATUS: self._status,
            Question.OFF: self._off,
            Question.PAYOUT: self._payout,
            Question.PROFIT: self._profit,
        }
        return answers[question]()

    def _has(self, *keys: str) -> bool:
        """Return whether one of the entities is exposed."""
        exposure = self.known.exposure
        return any(exposure.state(self.account.account_id, key) for key in keys)

    def _value(self, key: str) -> object:
        """Return the value of an entity, None if it is unknown or not exposed."""
        state = self.known.exposure.state(self.account.account_id, key)
        return None if state is None else self.known.exposure.value(state)

    def _amount(self, key: str) -> str | None:
        """Return an amount in sat."""
        value = self._value(key)
        return satoshis(value, self.words) if isinstance(value, int | float) else None

    def _status(self) -> list[str] | None:
        """Say how many machines mine, how fast and for how much."""
        keys = ("mining", "hashrate_10800s", "expected_per_day")
        if not self._has(*keys, *COUNTS.values()):
            return None
        said = self._mining()
        if isinstance(hashes := self._value("hashrate_10800s"), int | float):
            said.append(self.words.hashrate.format(hashrate=rate(hashes, self.words)))
        if amount := self._amount("expected_per_day"):
            said.append(self.words.expected.format(amount=amount))
        return said

    def _mining(self) -> list[str]:
        """Say how many machines mine."""
        online, total = self._value("workers_online"), self._value("workers_total")
        if not isinstance(online, int):
            mining = self._value("mining")
            name = safe_name(self.account.label)
            said = {True: self.words.worker["online"], False: self.words.none_mines}
            return [said[mining].format(name=name)] if isinstance(mining, bool) else []
        if not online:
            return [self.words.none_mines]
        if not isinstance(total, int):
            total = count_workers(self.account.state.workers).total
        template = self.words.some_mine if total > 1 else self.words.one_mines
        return [template.format(online=online, total=total)]

    def _earned(self, question: Question) -> list[str] | None:
        """Say what was earned in a span; the ledger is its source."""
        if question is Question.TOTAL:
            if not self._has("earned_total"):
                return None
            amount = self._amount("earned_total")
        else:
            exposure = self.known.exposure
            span = _span(question, exposure.now())
            if not may_know_span(self.account, exposure, span, exposure.today):
                return None
            earned = earned_in(self.account, span, exposure.now())["value"]
            amount = satoshis(earned, self.words) if isinstance(earned, int) else None
        return [self.words.earned[question].format(amount=amount)] if amount else []

    def _off(self) -> list[str] | None:
        """Say which machines are off."""
        if not may_know_workers(self.account, self.known.exposure):
            return None
        if not self.account.state.workers_known:
            return []
        rows = self.known.rows(self.account)
        off = [one for one in rows if "offline" in (one.status, self._seen(one))]
        groups = (
            (self.words.offline, off),
            (self.words.paused, [one for one in rows if one.status == "paused"]),
            (self.words.low, [one for one in rows if one.status == "low"]),
        )
        said = [
            template.format(names=_listed([one.name for one in found], self.words))
            for template, found in groups
            if found
        ]
        return said if off else [self.words.all_mine, *said]

    @staticmethod
    def _seen(row: Row) -> str | None:
        """Return `offline` for a worker of which only that is exposed."""
        return "offline" if row.status is None and row.online is False else None

    def _payout(self) -> list[str] | None:
        """Say when the next payout may come, and what is unpaid."""
        if not self._has("payout_expected", "payout_method", "unpaid"):
            return None
        said: list[str] = []
        when = self._value("payout_expected")
        if isinstance(when, str):
            wait = datetime.fromisoformat(when) - self.known.exposure.now()
            said.append(_expected(wait, self.words))
        elif self._value("payout_method") == "needs_lightning":
            said.append(self.words.payout_far)
        if amount := self._amount("unpaid"):
            said.append(self.words.unpaid.format(amount=amount))
        return said

    def _profit(self) -> list[str] | None:
        """Say whether mining pays, and by how much."""
        if not self.account.costs.settings.has_costs:
            return [self.words.no_costs]
        exposure = self.known.exposure
        state = exposure.state(self.account.account_id, "profit_per_day")
        if state is None:
            return None
        value = exposure.value(state)
        if not isinstance(value, int | float):
            return []
        currency = exposure.currency
        template = self.words.pays if value >= 0 else self.words.pays_not
        return [template.format(amount=money(abs(value), currency, self.words))]


def answer(
    known: WorkerAnswers,
    accounts: Sequence[OceanAccount],
    words: Words,
    question: Question,
    name: str | None,
) -> str:
    """Return the answer to a question, about what has a name if one was said.

    `accounts` are those that the assistant may know.
    """
    if question is Question.WORKER:
        return _about_worker(known, words, accounts, name or "")
    wanted = accounts
    if name:
        labels = {one.account_id: safe_name(one.label) for one in accounts}
        found = meant(name, labels.values())
        wanted = [one for one in accounts if labels[one.account_id] in found]
        if accounts and not wanted:
            return words.no_such.format(name=safe_name(name))
    texts: list[str] = []
    for account in wanted:
        speaker = Speaker(known=known, account=account, words=words)
        if (said := speaker.about(question)) is None:
            continue
        note = [words.not_live] if account.state.status in OLD else []
        text = " ".join([*note, *(said or [words.unknown])])
        several = len(accounts) > 1
        texts.append(f"{safe_name(account.label)}: {text}" if several else text)
    if not texts:
        return words.not_exposed
    further = len(texts) - MOST_SPOKEN
    more = [f"{words.more.format(count=further)}."] if further > 0 else []
    return " ".join([*texts[:MOST_SPOKEN], *more])


def _about_worker(
    known: WorkerAnswers, words: Words, accounts: Iterable[OceanAccount], name: str
) -> str:
    """Say how the workers are that may be meant."""
    rows = [
        (account, row)
        for account in accounts
        if account.state.workers_known
        for row in known.rows(account)
    ]
    found = meant(name, [row.name for _, row in rows])
    said = [
        _worker(row, known.data(account, row).get("hashrate_3_hours"), words)
        for account, row in rows
        if row.name in found
    ]
    if not said:
        return words.no_such.format(name=safe_name(name))
    return " ".join(said[:MOST_SPOKEN])


def _worker(row: Row, hashrate: JsonValueType, words: Words) -> str:
    """Say how a worker is, as far as that is exposed and known."""
    status = row.status
    if status is None and row.online is not None:
        status = "online" if row.online else "offline"
    value = hashrate.get("value") if isinstance(hashrate, dict) else None
    average = None
    if row.online is not False and isinstance(value, int | float):
        average = words.hashrate.format(hashrate=rate(value, words))
    if status is None:
        return f"{row.name}: {average or words.unknown}"
    return " ".join(filter(None, (words.worker[status].format(name=row.name), average)))


def meant(said: str, names: Iterable[str]) -> set[str]:
    """Return the names that somebody may mean, who speaks no hyphens.

    A part is enough: `garage` means `s21-garage`. So is more: `heater account`.
    """
    plain = {name: _plain(name) for name in names}
    first, _, rest = said.strip().partition(" ")
    if not (word := _plain(rest if rest and first.casefold() in ARTICLES else said)):
        return set()
    if exact := {name for name, text in plain.items() if text == word}:
        return exact
    return {
        name for name, text in plain.items() if text and (word in text or text in word)
    }


def _plain(name: str) -> str:
    """Return the letters and digits of a name."""
    return "".join(one for one in name.casefold() if one.isalnum())


def _listed(names: list[str], words: Words) -> str:
    """Return the first names, and how many there are more."""
    further = len(names) - MOST_SPOKEN
    more = [words.more.format(count=further)] if further > 0 else []
    return ", ".join([*names[:MOST_SPOKEN], *more])


def _span(question: Question, now: datetime) -> Span:
    """Return the days of a span that has a name."""
    today = dt_util.as_local(now).date()
    spans = spans_of(today)
    yesterday = today - timedelta(days=1)
    return {
        Question.TODAY: Span(start=today, end=today),
        Question.YESTERDAY: Span(start=yesterday, end=yesterday),
        Question.WEEK: spans["earned_this_week"],
        Question.MONTH: spans["earned_this_month"],
    }[question]


def _expected(wait: timedelta, words: Words) -> str:
    """Say when a payout is expected: in hours for two days, then in days."""
    if wait <= timedelta():
        return words.payout_soon
    unit, texts = (HOUR, words.hours) if wait <= 2 * DAY else (DAY, words.days)
    count = max(round(wait / unit), 1)
    return words.payout.format(when=_counted(count, texts))


def _counted(count: int, texts: Counted) -> str:
    """Return a text for a number."""
    one, many = texts
    return one if count == 1 else many.format(count=count)


def satoshis(value: float, words: Words) -> str:
    """Return an amount in sat."""
    return f"{words.number(value)} sat"


def rate(terahashes: float, words: Words) -> str:
    """Return a hashrate with three digits, in PH/s where TH/s are too long."""
    if terahashes >= 10_000:
        return f"{words.number(terahashes / 1000, 1)} PH/s"
    digits = 0 if terahashes >= 100 else 1 if terahashes >= 10 else 2
    return f"{words.number(terahashes, digits)} TH/s"


def money(value: float, currency: str, words: Words) -> str:
    """Return an amount of money, with the digits that it needs."""
    return f"{words.number(value, digits_of_money(value))} {currency}"
