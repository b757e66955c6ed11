"""Takes up payouts that Home Assistant recorded and a ledger does not know.

OCEAN lists no Lightning payouts. If the file of the ledger is lost, or an older backup
is restored, only the statistics still say when they were made.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from operator import itemgetter

from ...api import Satoshis
from ..payout import PaymentKind
from .book import NOISE, Certainty, Ledger, LedgerPayout, payout_order
from .merge import CORRECTION_SPAN
from .statistics import (
    HourRow,
    Withdrawn,
    by_hour,
    hour_of,
    paid_amounts,
    unexplained,
)


def with_recorded(
    ledger: Ledger,
    recorded: Mapping[datetime, HourRow],
    withdrawn: Withdrawn,
    balance: Satoshis,
) -> tuple[Ledger, Withdrawn]:
    """Return a ledger with the recorded payouts, and what is not one after all.

    What was paid is not owed: the largest that the balance leaves room for are payouts.
    What it has none for was recorded before OCEAN corrected a row.

    What an hour lacks counts as corrected if the ledger has a payout of that amount
    within three days that was not recorded: that one was dated differently.
    """
    missing = unexplained(paid_amounts(ledger), recorded, withdrawn.paid)
    if not missing:
        return ledger, withdrawn
    found: list[LedgerPayout] = []
    corrected = dict(withdrawn.paid)
    # What the ledger has of an hour beyond what was recorded of it.
    new = by_hour(paid_amounts(ledger))
    new = {
        start: amount - recorded[start].amount if start in recorded else amount
        for start, amount in new.items()
    }
    room = ledger.earned_total - ledger.paid_listed - balance + NOISE
    for start, amount in sorted(missing.items(), key=itemgetter(1), reverse=True):
        again = (
            row
            for row in ledger.payouts
            if row.amount == amount <= new[hour_of(row.time)]
            and abs(row.time - start) <= CORRECTION_SPAN
        )
        if (row := next(again, None)) is not None:
            new[hour_of(row.time)] -= amount
            corrected[start] = corrected.get(start, 0) + amount
            continue
        if not NOISE < amount <= room:
            continue
        room -= amount
        found.append(
            LedgerPayout(
                time=start,
                amount=amount,
                kind=PaymentKind.LIGHTNING,
                certainty=Certainty.DEDUCED,
            )
        )
    payouts = tuple(sorted((*ledger.payouts, *found), key=payout_order))
    return replace(ledger, payouts=payouts), replace(withdrawn, paid=corrected)
