"""What the texts on OCEAN's web pages say.

The pages are written for people: `150.1 Th/s` beside `710.5 Ph/s`, `112.74T`,
`2026-08-17 08:28`, `-`. Each reader takes a whole text and returns None unless that has
exactly a known form. Part of a text is never read: a number within a sentence belongs to
the sentence.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
import re
from typing import Final, override

from ..units import BITCOIN_DECIMALS

# Longer than any figure on the pages. It also bounds what the patterns have to try.
_MAX_FIGURE: Final = 48
_MAX_HEADING: Final = 60

_NUMBER: Final = r"(?P<number>(?:\d{1,3}(?:,\d{3}){1,6}|\d{1,20})(?:\.\d{1,10})?)"
_HASHRATE: Final = re.compile(rf"{_NUMBER} ?(?P<prefix>[kmgtpez]?)h/s", re.IGNORECASE)
_SHARES: Final = re.compile(rf"{_NUMBER} ?(?P<prefix>[KMGTPE])(?: shares?)?")
_SHARE_COUNT: Final = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3}){1,6}|\d{1,20}) shares?", re.IGNORECASE
)
_BITCOIN: Final = re.compile(
    r"(?P<sign>[-−]?)(?P<whole>\d{1,3}(?:,\d{3}){1,2}|\d{1,8})"
    r"(?:\.(?P<fraction>\d{1,8}))?(?P<unit> ?BTC)?",
    re.IGNORECASE,
)
_PERCENT: Final = re.compile(rf"{_NUMBER} ?%")
_COUNT: Final = re.compile(r"\d{1,3}(?:,\d{3}){1,3}|\d{1,12}")
_MINUTE: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)(?: ?(?:UTC|Z))?", re.IGNORECASE
)
_SECONDS: Final = re.compile(
    r"(?P<count>\d{1,2}) ?"
    r"(?:(?P<second>s|secs?|seconds?)|(?P<minute>mins?|minutes?)|h|hrs?|hours?)",
    re.IGNORECASE,
)
_MARKS: Final = re.compile(r"[^\w%() ]+")
_WAITING: Final = re.compile(
    r"(?:about |~)?\d{1,6} (?:minute|hour|day|week|month|year)s?", re.IGNORECASE
)

_PREFIXES: Final = {"": 0, "k": 3, "m": 6, "g": 9, "t": 12, "p": 15, "e": 18, "z": 21}
_BLANKS: Final = frozenset({"", "-", "–", "—", "never", "n/a", "none", "null"})
_STATES: Final = frozenset({"online", "offline"})
_PHRASES: Final = frozenset({"below threshold", "next block", "lightning"})


class Kind(StrEnum):
    """What sort of thing a text says."""

    NAME = "name"
    """Known from the text's link, not from the text."""
    HASHRATE = "hashrate"
    BITCOIN = "bitcoin"
    PERCENT = "percent"
    SHARES = "shares"
    COUNT = "count"
    MINUTE = "minute"
    STATUS = "status"
    PHRASE = "phrase"
    BLANK = "blank"
    WORDS = "words"


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A number with as many digits as were printed."""

    value: Decimal
    resolution: Decimal
    """Half of the last printed digit: how far the truth may be from the value."""

    def agrees(self, other: Figure) -> bool:
        """Return whether both may be printed from the same number."""
        return agreed_figure((self, other)) is not None

    def times(self, factor: Decimal) -> Figure:
        """Return the figure in other units."""
        return Figure(
            value=self.value * factor, resolution=self.resolution * abs(factor)
        )

    @override
    def __str__(self) -> str:
        """Return the number without decimals, as the API writes large ones."""
        return f"{self.value.quantize(Decimal(1)):f}"


type Hashrates = Mapping[int, Figure]
"""H/s by the seconds over which they are averaged."""


def _resolution(figure: Figure) -> Decimal:
    """Return how far the truth may be from a figure."""
    return figure.resolution


def agreed_figure(figures: Sequence[Figure]) -> Figure | None:
    """Return the most precise of some figures for one thing, None if two disagree.

    They agree if all may have been printed from one number. Two that differ in their
    last digit do not.
    """
    lowest = max(figure.value - figure.resolution for figure in figures)
    highest = min(figure.value + figure.resolution for figure in figures)
    best = min(figures, key=_resolution)
    touching = lowest == highest and best.resolution > 0
    return None if lowest > highest or touching else best


def agreed[T](values: Iterable[T | None]) -> T | None:
    """Return the one value that is not None, however often it comes; None if in doubt."""
    found = {value for value in values if value is not None}
    return found.pop() if len(found) == 1 else None


def agreed_hashrates(sources: Iterable[Hashrates]) -> dict[int, Figure]:
    """Return the hashrates on which all sources agree that have one."""
    said: dict[int, list[Figure]] = {}
    for source in sources:
        for average, hashrate in source.items():
            said.setdefault(average, []).append(hashrate)
    agreed_on = {average: agreed_figure(figures) for average, figures in said.items()}
    return {average: each for average, each in agreed_on.items() if each is not None}


def folded(text: str) -> str:
    """Return a heading in lower case without marks and icons, empty if it is too long."""
    words = text if len(text) <= _MAX_HEADING else ""
    return " ".join(_MARKS.sub(" ", words.casefold()).split())


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the match of the whole of a text, unless it is too long for a figure."""
    return pattern.fullmatch(text) if len(text) <= _MAX_FIGURE else None


def _figure(number: str, prefix: str) -> Figure:
    """Return a printed number with a metric prefix as a figure."""
    digits = Decimal(number.replace(",", ""))
    power = _PREFIXES[prefix.lower()]
    exponent = digits.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 (digits are finite)
    return Figure(
        value=digits.scaleb(power), resolution=Decimal(5).scaleb(power + exponent - 1)
    )


def read_hashrate(text: str) -> Figure | None:
    """Read a hashrate in H/s: `150.1 Th/s`, `1,885.8 TH/s`, `0 h/s`."""
    found = _match(_HASHRATE, text)
    return _figure(found["number"], found["prefix"]) if found else None


def read_shares(text: str) -> Figure | None:
    """Read a number of difficulty-1 shares: `112.74T`, `45 shares`, `1,234`."""
    if found := _match(_SHARES, text):
        return _figure(found["number"], found["prefix"])
    if found := _match(_SHARE_COUNT, text):
        text = found["number"]
    count = read_count(text)
    return None if count is None else Figure(value=Decimal(count), resolution=Decimal())


def read_bitcoin(text: str) -> str | None:
    """Read an amount of bitcoin, in the API's notation with eight decimals.

    Without its unit only a number with all eight decimals is one: nothing else on the
    pages is written with so many.
    """
    found = _match(_BITCOIN, text)
    if found is None:
        return None
    fraction = found["fraction"] or ""
    if not found["unit"] and len(fraction) != BITCOIN_DECIMALS:
        return None
    sign = "-" if found["sign"] else ""
    whole = int(found["whole"].replace(",", ""))
    return f"{sign}{whole}.{fraction:0<{BITCOIN_DECIMALS}}"


def satoshis(amount: str) -> int:
    """Return an amount in the API's notation as satoshis."""
    return int(amount.replace(".", ""))


def read_count(text: str) -> int | None:
    """Read a whole number: `2,866`."""
    found = _match(_COUNT, text)
    return int(found[0].replace(",", "")) if found else None


def read_minute(text: str) -> datetime | None:
    """Read a time; the pages write UTC, to the minute: `2026-08-17 08:28`."""
    found = _match(_MINUTE, text)
    if found is None:
        return None
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}").replace(tzinfo=UTC)
    except ValueError:
        return None


def read_average(text: str) -> int | None:
    """Read the length of an average in seconds: `24 hrs`, `5 min`, `60 sec`."""
    found = _match(_SECONDS, text)
    if found is None:
        return None
    seconds = 1 if found["second"] else 60 if found["minute"] else 3600
    return int(found["count"]) * seconds


def kind_of(text: str) -> Kind:
    """Return what sort of thing a text says; each text is of one sort."""
    folded = text.casefold()
    if folded in _BLANKS:
        return Kind.BLANK
    if folded in _STATES:
        return Kind.STATUS
    if folded in _PHRASES or _match(_WAITING, text):
        return Kind.PHRASE
    for kind, read in _READERS.items():
        if read(text) is not None:
            return kind
    return Kind.WORDS


_READERS: Final[dict[Kind, Callable[[str], object]]] = {
    Kind.HASHRATE: read_hashrate,
    Kind.COUNT: read_count,
    Kind.SHARES: read_shares,
    Kind.BITCOIN: read_bitcoin,
    Kind.MINUTE: read_minute,
    Kind.PERCENT: lambda text: _match(_PERCENT, text),
}
