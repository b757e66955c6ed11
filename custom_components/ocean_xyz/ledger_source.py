"""Asks OCEAN what an account earned and was paid."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from .account import Idle
from .api import EarnPay, OceanClient, OceanNoSuchUserError
from .economics import fee_from_credits
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

    def state(self) -> LedgerState:
        """Return what is known."""
        return self._state

    async def poll(self) -> LedgerState:
        """Ask if it is time to; what is known never becomes unknown again."""
        if self.question.due and await self.question.poll():
            answer = self.question.answer
            if isinstance(answer, EarnPay) and answer.earnings:
                fee = _newest_fee(answer)
                self._state = LedgerState(fee=self._state.fee if fee is None else fee)
        return self._state


def _newest_fee(ledger: EarnPay) -> float | None:
    """Return the fee of the newest credits."""
    newest = sorted(ledger.earnings, key=lambda earning: earning.time, reverse=True)
    return fee_from_credits(
        (earning.fees, earning.net) for earning in newest if earning.fees is not None
    )
