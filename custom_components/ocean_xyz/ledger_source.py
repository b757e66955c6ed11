"""Asks OCEAN what an account earned and was paid."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from .account import Idle
from .api import EarnPay, OceanClient, OceanNoSuchUserError
from .economics import fee_from_credit
from .questions import Question, Surroundings

HALF_HOUR: Final = 1800.0

# Long enough to hold a credit of any account that mines, short enough to stay small.
SPAN: Final = timedelta(days=30)

# OCEAN reads an end in the future as it should, and its clock may be ahead of ours.
MARGIN: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerState:
    """What the credits of an account say."""

    fee: float | None = None
    """The pool's fee of the newest credit, as a fraction."""


class LedgerSource:
    """The newest rows of an account's ledger."""

    def __init__(
        self,
        client: OceanClient,
        address: str,
        *,
        label: str,
        around: Surroundings,
    ) -> None:
        """Prepare to ask."""

        async def ask() -> EarnPay | Idle:
            now = around.now()
            try:
                return await client.earnpay(address, now - SPAN, now + MARGIN)
            except OceanNoSuchUserError:
                return Idle.IDLE

        self.question: Question[EarnPay | Idle] = Question(
            f"OCEAN (ledger of {label})",
            ask,
            every=HALF_HOUR,
            around=around,
            kind="ledger",
        )
        self._state = LedgerState()

    def unknown(self) -> LedgerState:
        """Return what is shown before the first answer."""
        return LedgerState()

    async def poll(self) -> LedgerState:
        """Ask if it is time to; what is known never becomes unknown again."""
        if self.question.due and await self.question.poll():
            answer = self.question.answer
            if isinstance(answer, EarnPay) and answer.earnings:
                self._state = LedgerState(fee=_newest_fee(answer))
        return self._state


def _newest_fee(ledger: EarnPay) -> float | None:
    """Return the fee of the newest credit."""
    newest = max(ledger.earnings, key=lambda earning: earning.time)
    return None if newest.fees is None else fee_from_credit(newest.fees, newest.net)
