"""What to ask the actions of other integrations for prices, and how to read the answers.

Nord Pool, Tibber and Amber Electric have no lists in the attributes of their prices.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from .prices import Reading, Terms, read_rows
from .refused import Refused

DELIVERY: Final = ZoneInfo("Europe/Oslo")
"""Whose days Nord Pool sells."""

PUBLISHED: Final = timedelta(hours=12)
"""How long before a day begins Nord Pool may have its prices: since about 13:00."""

CHANNELS: Final = ("general", "controlled_load", "feed_in")
"""What Amber has a price for. That of feeding in is positive if it pays."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """What Home Assistant knows about an entity and where it comes from."""

    platform: str
    unique_id: str
    entry_id: str
    currency: str | None = None
    """Of the config entry."""
    device: str | None = None
    """The name that the integration gave to the device."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What to ask an action."""

    domain: str
    action: str
    data: Mapping[str, Any]
    path: tuple[str, ...]
    """Where in the answer the list is."""
    unit: str | None = None
    """Of its prices, if it is not that of the entity."""
    until: datetime | None = None
    """An answer up to here is whole: nobody needs to ask again."""

    @property
    def key(self) -> tuple[str, ...]:
        """Return what tells it from other questions."""
        return self.domain, *map(str, self.data.values()), *self.path, str(self.unit)


def questions(origin: Origin, begin: datetime, end: datetime) -> list[Question]:
    """Return what to ask for the prices of a time; [] if there is no such action."""
    match origin.platform:
        case "nordpool":
            return _nord_pool(origin, begin, end)
        case "tibber" if origin.device:
            return [
                Question(
                    domain="tibber",
                    action="get_prices",
                    data={"start": begin.isoformat(), "end": end.isoformat()},
                    path=("prices", origin.device),
                    until=end,
                )
            ]
        case "amberelectric":
            return [
                Question(
                    domain="amberelectric",
                    action="get_forecasts",
                    data={"config_entry_id": origin.entry_id, "channel_type": channel},
                    path=("forecasts",),
                )
                for channel in CHANNELS
                if origin.unique_id.endswith(f"-{channel}")
            ]
        case _:
            return []


def _nord_pool(origin: Origin, begin: datetime, end: datetime) -> list[Question]:
    """Return one question for each of Nord Pool's days; it has prices per MWh."""
    area = origin.unique_id.partition("-")[0]
    first, last = (time.astimezone(DELIVERY).date() for time in (begin, end))
    days = (first + timedelta(days=day) for day in range((last - first).days + 1))
    return [
        Question(
            domain="nordpool",
            action="get_prices_for_date",
            data={
                "config_entry": origin.entry_id,
                "date": day.isoformat(),
                "areas": [area],
            },
            path=(area,),
            unit=f"{origin.currency}/MWh",
            until=_midnight(day + timedelta(days=1)),
        )
        for day in days
        if _midnight(day) < end
    ]


def is_due(question: Question, now: datetime) -> bool:
    """Return whether there may be an answer yet."""
    if question.domain != "nordpool":
        return True
    return _midnight(date.fromisoformat(question.data["date"])) - now <= PUBLISHED


def _midnight(day: date) -> datetime:
    """Return when one of Nord Pool's days begins."""
    return datetime(day.year, day.month, day.day, tzinfo=DELIVERY)


def read_answer(question: Question, answer: object, terms: Terms) -> Reading:
    """Return the prices in the answer to a question; `terms` has the entity's unit.

    A home at Tibber that has no name is called None; its device has its address.
    """
    for name in question.path:
        answer = answer if isinstance(answer, Mapping) else {}
        found = name if name in answer else None
        if found not in answer:
            return Reading(problem=Refused.PLACE)
        answer = answer[found]
    if question.unit:
        terms = replace(terms, unit=question.unit)
    return read_rows(answer, terms)


def is_whole(question: Question, reading: Reading) -> bool:
    """Return whether nobody needs to ask again: it is whole, or in another currency."""
    if question.until is None or not reading.slots:
        return reading.problem is Refused.CURRENCY and question.unit is not None
    return reading.slots[-1].end >= question.until
