"""Asks OCEAN's web site about one account, for when the interface is silent."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from ..api import AccountPage
from ..mining.account import PAGE_INTERVAL, AccountMemory, ocean_time
from .belief import DoubtedError, Gate, Reason, Weighed
from .page_answer import dated, fitted, is_older, is_poorer
from .plausible import weigh_snapshot
from .question import Environment, Question

SAME_FOR: Final = 2.5 * PAGE_INTERVAL
"""Seconds after which a page that equals the last one word for word is a new one."""


type ReadPage = Callable[[str, datetime], Awaitable[AccountPage]]
"""Reads the page of an address, as of a time by OCEAN's clock."""


class PageSource:
    """The account's page, and what of it is believed."""

    def __init__(
        self, read_page: ReadPage, address: str, *, label: str, env: Environment
    ) -> None:
        """Prepare to ask."""
        self.question = Question(
            "OCEAN's web site",
            f"page of {label}",
            self._ask,
            every=PAGE_INTERVAL,
            env=env,
            kind="web page",
            gate=Gate(weigh=self._weigh),
            least_pause=PAGE_INTERVAL,
        )
        self._read_page = read_page
        self._address = address
        self._env = env
        self._memory = AccountMemory()
        self._pool_time: datetime | None = None
        self._last: tuple[AccountPage, float] | None = None

    async def poll(self, memory: AccountMemory, pool_time: datetime | None) -> None:
        """Ask, if it is time to.

        `memory` is what the page is compared with, `pool_time` the time of the pool's
        last snapshot.
        """
        self._memory, self._pool_time = memory, pool_time
        await self.question.poll_due()

    @property
    def failing(self) -> bool:
        """Return whether the last ask failed, or its answer lacked a part."""
        return bool(self.question.failures) or self.question.is_doubted_as(
            Reason.POORER
        )

    def shown(self, after: float) -> AccountPage | None:
        """Return the page that may be shown: none from before the clock says `after`."""
        at = self.question.believed_at
        return self.question.current if at is not None and at > after else None

    async def _ask(self) -> AccountPage:
        """Read the account's page, as of now by OCEAN's clock."""
        at = ocean_time(self._memory, self._pool_time, self._env.now())
        page = await self._read_page(self._address, at)
        page = dated(page, self._page_before())
        self._last = page, self._env.clock()
        return page

    def _weigh(
        self, page: AccountPage, before: AccountPage | None
    ) -> Weighed[AccountPage]:
        """Make a page fit what is known, and doubt it once if it lost a part."""
        if is_older(page, self._memory):
            msg = "the web page is from before what is known"
            raise DoubtedError(Reason.OLDER, msg)
        page = fitted(page, self._memory)
        account = weigh_snapshot(page.account, self._memory.unpaid)
        page = replace(page, account=account.answer)
        poorer = {Reason.POORER: None} if is_poorer(page, before) else {}
        return Weighed(
            answer=page, corrected=account.corrected, odd={**poorer, **account.odd}
        )

    def _page_before(self) -> AccountPage | None:
        """Return the page that was read last, unless that is long ago."""
        if self._last is None:
            return None
        page, at = self._last
        return page if self._env.clock() - at < SAME_FOR else None
