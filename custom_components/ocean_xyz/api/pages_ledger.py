"""The rows of an account's earnings and payouts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
import re
from typing import Final

from .pages_document import Document, Row, Section
from .pages_text import (
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

# OCEAN's fee is one or two percent, so what is kept and the fee cannot be confused.
_FEE_PART: Final = 10

_HEADINGS: Final = {
    "earnings": "net",
    "earnings (btc)": "net",
    "pool fee": "fee",
    "pool fees": "fee",
    "pool fee (btc)": "fee",
    "pool fees (btc)": "fee",
    "share count": "shares",
    "shares": "shares",
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

    time: datetime
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
    return [
        payout
        for row in document.rows
        if row.section in (None, Section.PAYOUTS)
        and (payout := _payout(_entry(row), row.section)) is not None
    ]


def _entry(row: Row) -> _Entry:
    """Return a row with what is told by its form alone."""
    texts = tuple(cell.text for cell in row.cells)
    return _Entry(
        texts=texts,
        links=tuple(link for cell in row.cells for link in cell.links),
        kinds=tuple(map(kind_of, texts)),
    )


def _payout(entry: _Entry, section: Section | None) -> PayoutRow | None:
    """Return a payout, None for a row of another table or with a doubt."""
    time = read_minute(entry.only(Kind.MINUTE))
    amount = read_bitcoin(entry.only(Kind.BITCOIN))
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
        headings = _headings(entries)
        earnings += [
            earning
            for row, entry in zip(rows, entries, strict=True)
            if row.section in (None, Section.EARNINGS)
            and (earning := _earning(entry, headings)) is not None
        ]
    return earnings


def _headings(entries: Iterable[_Entry]) -> tuple[str | None, ...]:
    """Return what the columns hold by the header, nothing if there is not one."""
    found = {
        tuple(_HEADINGS.get(text.casefold()) for text in entry.texts)
        for entry in entries
        if any(text.casefold() in _HEADINGS for text in entry.texts)
    }
    return found.pop() if len(found) == 1 else ()


def _earning(entry: _Entry, headings: tuple[str | None, ...]) -> EarningRow | None:
    """Return an earning, None for a row of another table or with a doubt."""
    time = read_minute(entry.only(Kind.MINUTE))
    block = entry.linked(_BLOCK)
    money = _money(entry, headings)
    if time is None or block is None or money is None:
        return None
    if not entry.leads(_BLOCK) or entry.leads(_ACCOUNT) or entry.leads(_TRANSACTION):
        return None
    net, fee = money
    return EarningRow(
        time=time, block=block, net=net, fee=fee, shares=_shares(entry, headings)
    )


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
