"""The rows of an account's earnings and payouts.

What a cell holds is told by its form and by the header of its column: either is enough
where the other has nothing to say, and where they contradict each other the row is not
known. A transaction or a block is told by the link and by the text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
import re
from typing import Final

from .document import Document, Row, Section
from .text import (
    Kind,
    agreed,
    kind_of,
    read_bitcoin,
    read_minute,
    read_shares,
    satoshis,
)

_TRANSACTION: Final = re.compile(r"/tx/([0-9a-f]{64})/?", re.IGNORECASE)
_LIGHTNING: Final = re.compile(r"/tx/lightning/")
_BLOCK: Final = re.compile(r"/block/([0-9a-f]{64})/?", re.IGNORECASE)
_HASH: Final = re.compile(r"(?<![0-9a-z])[0-9a-f]{64}(?![0-9a-z])", re.IGNORECASE)
_ACCOUNT: Final = re.compile(r"/stats/")

# The mark of a payout in the coinbase; with a variation selector or without.
_GENERATED: Final = "\N{PICK}"

# Marks of sorting and the like, which a heading may carry.
_MARKS: Final = re.compile(r"[^\w()% ]+")

# OCEAN's fee is one or two percent, so what is kept and the fee cannot be confused.
_FEE_PART: Final = 10

_HEADINGS: Final = {
    "time": "time",
    "date": "time",
    "earnings": "net",
    "earnings (btc)": "net",
    "pool fee": "fee",
    "pool fees": "fee",
    "pool fee (btc)": "fee",
    "pool fees (btc)": "fee",
    "share count": "shares",
    "shares": "shares",
}
_PAYOUT_HEADINGS: Final = {
    "time": Kind.MINUTE,
    "date": Kind.MINUTE,
    "amount": Kind.BITCOIN,
    "amount (btc)": Kind.BITCOIN,
    "payout": Kind.BITCOIN,
    "payout (btc)": Kind.BITCOIN,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class PayoutRow:
    """A row of the payouts' table. Amounts are satoshis."""

    time: datetime
    amount: int
    transaction: str | None
    lightning: bool
    generated: bool | None
    """Whether it was paid in a coinbase, None if the transaction is not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EarningRow:
    """A row of the earnings' table. Amounts are satoshis."""

    time: datetime | None
    """None in the layout of early 2024, which had no column for it."""
    block: str
    net: int
    fee: int
    shares: int | None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row with what is told by its form alone."""

    texts: tuple[str, ...]
    links: tuple[str, ...]
    kinds: tuple[Kind, ...]

    def only(self, kind: Kind) -> str:
        """Return the one text of a kind, empty if there is none or another."""
        return self.texts[self.kinds.index(kind)] if self.kinds.count(kind) == 1 else ""

    def leads(self, pattern: re.Pattern[str]) -> bool:
        """Return whether a link leads to a place of a kind."""
        return any(pattern.search(link) for link in self.links)

    def linked(self, pattern: re.Pattern[str]) -> str | None:
        """Return the hash that a link leads to, unless a text has another."""
        said = [found for text in self.texts for found in _HASH.findall(text)]
        led = [found[1] for link in self.links if (found := pattern.search(link))]
        return agreed(text.lower() for text in led + said)


def read_payouts(document: Document) -> list[PayoutRow]:
    """Return the rows of the payouts' table that can be read, in its order."""
    payouts: list[PayoutRow] = []
    for rows in document.tables():
        entries = [_entry(row) for row in rows]
        headings = _columns(entries, _PAYOUT_HEADINGS)
        payouts += [
            payout
            for row, entry in zip(rows, entries, strict=True)
            if row.section in (None, Section.PAYOUTS)
            and (payout := _payout(entry, row.section, headings)) is not None
        ]
    return payouts


def _named(entry: _Entry, kind: Kind, headings: tuple[Kind | None, ...]) -> str:
    """Return the one text of a kind, by its form and by the header of its column.

    Of two of a kind the header says which is meant.
    """
    places = [place for place, found in enumerate(entry.kinds) if found is kind]
    if kind in headings and len(headings) == len(entry.texts):
        place = headings.index(kind)
        return entry.texts[place] if place in places else ""
    return entry.texts[places[0]] if len(places) == 1 else ""


def _entry(row: Row) -> _Entry:
    """Return a row with what is told by its form alone."""
    texts = tuple(cell.text for cell in row.cells)
    return _Entry(
        texts=texts,
        links=tuple(link for cell in row.cells for link in cell.links),
        kinds=tuple(map(kind_of, texts)),
    )


def _payout(
    entry: _Entry, section: Section | None, headings: tuple[Kind | None, ...]
) -> PayoutRow | None:
    """Return a payout, None for a row of another table or with a doubt."""
    time = read_minute(_named(entry, Kind.MINUTE, headings))
    amount = read_bitcoin(_named(entry, Kind.BITCOIN, headings))
    if time is None or amount is None or satoshis(amount) <= 0:
        return None
    if entry.leads(_ACCOUNT) or entry.leads(_BLOCK):
        return None
    transaction = entry.linked(_TRANSACTION)
    lightning = entry.leads(_LIGHTNING)
    if lightning and entry.leads(_TRANSACTION):
        return None
    if section is None and not lightning and transaction is None:
        return None
    generated = any(_GENERATED in text for text in entry.texts)
    return PayoutRow(
        time=time,
        amount=satoshis(amount),
        transaction=None if lightning else transaction,
        lightning=lightning,
        generated=generated if transaction or lightning else None,
    )


def read_earnings(document: Document) -> list[EarningRow]:
    """Return the rows of the earnings' table that can be read, in its order."""
    earnings: list[EarningRow] = []
    for rows in document.tables():
        entries = [_entry(row) for row in rows]
        headings = _columns(entries, _HEADINGS)
        earnings += [
            earning
            for row, entry in zip(rows, entries, strict=True)
            if row.section in (None, Section.EARNINGS)
            and (earning := _earning(entry, row.section, headings)) is not None
        ]
    return earnings


def _columns[HeadingT](
    entries: Iterable[_Entry], known: Mapping[str, HeadingT]
) -> tuple[HeadingT | None, ...]:
    """Return what the columns hold by the header, nothing if there is not one."""
    found = {
        tuple(known.get(_folded(text)) for text in entry.texts)
        for entry in entries
        if any(_folded(text) in known for text in entry.texts)
    }
    return found.pop() if len(found) == 1 else ()


def _folded(text: str) -> str:
    """Return a heading without its case and without marks."""
    return " ".join(_MARKS.sub(" ", text.casefold()).split())


def _earning(
    entry: _Entry, section: Section | None, headings: tuple[str | None, ...]
) -> EarningRow | None:
    """Return an earning, None for a row of another table or with a doubt."""
    block = entry.linked(_BLOCK)
    money = _money(entry, headings)
    if block is None or money is None or entry.kinds.count(Kind.MINUTE) > 1:
        return None
    time = _earned(entry, headings)
    if entry.leads(_ACCOUNT) or entry.leads(_TRANSACTION):
        return None
    if section is None and not (entry.leads(_BLOCK) and time):
        return None
    net, fee = money
    return EarningRow(
        time=time, block=block, net=net, fee=fee, shares=_shares(entry, headings)
    )


def _earned(entry: _Entry, headings: tuple[str | None, ...]) -> datetime | None:
    """Return when a block was found; a column with another name is of other times."""
    time = read_minute(entry.only(Kind.MINUTE))
    if time is None or not headings:
        return time
    return time if headings[entry.kinds.index(Kind.MINUTE)] == "time" else None


def _money(entry: _Entry, headings: tuple[str | None, ...]) -> tuple[int, int] | None:
    """Return what was kept and what the fee was.

    The fee is by far the smaller one; if the header says otherwise there is a doubt.
    """
    amounts = [
        (satoshis(amount), place)
        for place, text in enumerate(entry.texts)
        if entry.kinds[place] is Kind.BITCOIN and (amount := read_bitcoin(text))
    ]
    if len(amounts) != len(("fee", "net")):
        return None
    (fee, fee_place), (net, net_place) = sorted(amounts)
    if fee < 0 or fee * _FEE_PART > net:
        return None
    if headings and len(headings) != len(entry.texts):
        return None
    names = {"fee": fee_place, "net": net_place}
    if any(
        names.get(name or "", place) != place for place, name in enumerate(headings)
    ):
        return None
    return net, fee


def _shares(entry: _Entry, headings: tuple[str | None, ...]) -> int | None:
    """Return the count of shares in the window.

    By the header and by its form, which the height of a block does not have.
    """
    said = [entry.only(Kind.SHARES)]
    if "shares" in headings:
        said.append(entry.texts[headings.index("shares")])
    shares = agreed(map(read_shares, said))
    return None if shares is None else int(str(shares))
