"""What a calendar of mining shows: what was, and what is expected."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from ..api import Block
from .economics import BLOCKS_PER_HALVING, BLOCKS_PER_RETARGET
from .ledger.book import Ledger
from .names import shown_name
from .network import NetworkState
from .payout import PayoutForecast
from .plan.paying import Known
from .pool import label_of_finder

INSTANT: Final = timedelta(minutes=1)
"""How long something is shown that has no length."""

NO_FACTS: Final[Mapping[str, Any]] = MappingProxyType({})


class Kind(StrEnum):
    """What happens."""

    PAYS = "pays"
    """Mining pays from the start until the end."""
    RETARGET = "retarget"
    HALVING = "halving"
    PAYOUT_EXPECTED = "payout_expected"
    """From the earliest until the latest time."""
    PAYOUT = "payout"
    OWN_BLOCK = "own_block"


@dataclass(frozen=True, kw_only=True, slots=True)
class Occurrence:
    """Something that happened, or is expected."""

    kind: Kind
    owner: str
    """The id of the entry or of an account."""
    key: str
    """Which of its kind, the same for as long as it is meant."""
    start: datetime
    end: datetime
    facts: Mapping[str, Any] = NO_FACTS
    """What its text names: a name, an amount in sat or a time."""


def of_plan(account_id: str, label: str, known: Known) -> Iterator[Occurrence]:
    """Return the times in which mining pays."""
    for one in known.pays:
        yield Occurrence(
            kind=Kind.PAYS,
            owner=account_id,
            key=f"{one.start.timestamp():.0f}",
            start=one.start,
            end=one.end,
            facts={"account": label},
        )


def of_network(entry_id: str, network: NetworkState) -> Iterator[Occurrence]:
    """Return the next retarget and the halving, by the number of each."""
    if (height := network.height) is None:
        return
    for kind, blocks, time in (
        (Kind.RETARGET, BLOCKS_PER_RETARGET, network.retarget),
        (Kind.HALVING, BLOCKS_PER_HALVING, network.halving),
    ):
        if time is not None:
            yield _at(kind, entry_id, str(height // blocks + 1), time)


def of_forecast(
    account_id: str,
    label: str,
    forecast: PayoutForecast | None,
    ledger: Ledger | None,
) -> Iterator[Occurrence]:
    """Return the expected payout, from its earliest to its latest time."""
    if forecast is None or ledger is None or forecast.expected is None:
        return
    start = forecast.earliest or forecast.expected
    yield Occurrence(
        kind=Kind.PAYOUT_EXPECTED,
        owner=account_id,
        key=str(len(ledger.payouts) + 1),
        start=start,
        end=max(forecast.latest or forecast.expected, start + INSTANT),
        facts={"account": label, "time": forecast.expected},
    )


def of_ledger(
    account_id: str, label: str, ledger: Ledger | None
) -> Iterator[Occurrence]:
    """Return the payouts that were made."""
    for one in ledger.payouts if ledger else ():
        key = f"{one.time.timestamp():.0f}_{one.amount}"
        facts = {"account": label, "amount": one.amount}
        yield _at(Kind.PAYOUT, account_id, key, one.time, facts)


def of_blocks(
    entry_id: str, blocks: Iterable[Block], labels: Mapping[str, str]
) -> Iterator[Occurrence]:
    """Return the blocks that the user's accounts found; `labels` are by address."""
    for one in blocks:
        if (label := label_of_finder(one, labels)) is not None:
            finder = shown_name(one.worker or "") or label
            facts = {"finder": finder, "height": str(one.height)}
            yield _at(Kind.OWN_BLOCK, entry_id, one.hash, one.time, facts)


def _at(
    kind: Kind,
    owner: str,
    key: str,
    time: datetime,
    facts: Mapping[str, Any] = NO_FACTS,
) -> Occurrence:
    """Return something without a length."""
    return Occurrence(
        kind=kind, owner=owner, key=key, start=time, end=time + INSTANT, facts=facts
    )


def current(occurrences: Iterable[Occurrence], now: datetime) -> Occurrence | None:
    """Return the time in which mining pays that is on, else what comes next.

    Of several that are on, the one that ends last.
    """
    known = list(occurrences)
    on = [one for one in known if one.kind is Kind.PAYS and one.start <= now < one.end]
    if on:
        return max(on, key=lambda one: one.end)
    ahead = (one for one in known if one.start > now)
    return min(ahead, key=lambda one: one.start, default=None)


def within(
    occurrences: Iterable[Occurrence], start: datetime, end: datetime
) -> list[Occurrence]:
    """Return what is at some time of a range, in order."""
    found = (one for one in occurrences if one.end > start and one.start < end)
    return sorted(found, key=lambda one: one.start)
