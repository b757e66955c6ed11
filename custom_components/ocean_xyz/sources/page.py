"""Asks OCEAN's web site about one account, for when the interface is silent."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from ..api import AccountPage, OceanResponseError, SiteClient
from ..mining.account import AccountMemory, Belief, idle_reference
from .page_answer import dated, fitted, is_older, is_poorer
from .question import Question, Surroundings

PACE: Final = 300.0
"""Seconds between two asks, also after one that failed."""

SAME_FOR: Final = 2.5 * PACE
"""Seconds after which a page that is word for word the last one is a new one."""


class PageSource:
    """The account's page, and what of it is believed."""

    def __init__(
        self,
        site: SiteClient,
        address: str,
        *,
        label: str,
        memory: Callable[[], AccountMemory],
        pool_time: Callable[[], datetime | None],
        around: Surroundings,
    ) -> None:
        """Prepare to ask."""
        self.question = Question(
            f"OCEAN (web page of {label})",
            lambda: self._ask(site, address),
            every=PACE,
            around=around,
            kind="web page",
            least_pause=PACE,
        )
        self._memory = memory
        self._pool_time = pool_time
        self._around = around
        self._belief: Belief[AccountPage] = Belief()
        self._believed_at = 0.0
        self._poorer = False
        self._last: tuple[AccountPage, float] | None = None

    async def poll(self) -> None:
        """Ask, if it is time to."""
        if not self.question.due or not await self.question.poll():
            return
        answer = self.question.answer
        assert answer is not None  # noqa: S101 (the poll was good)
        known = self._belief.believed if self.question.usable else None
        self._poorer = not self._poorer and is_poorer(answer, known)
        if self._poorer:
            # Like any bad answer, one that lost a part is not the end of a good one.
            return
        self._belief = self._belief.told(answer)
        if self._belief.believed is answer:
            self._believed_at = self._around.clock()

    @property
    def failing(self) -> bool:
        """Return whether the last ask failed, or was answered in part alone."""
        return bool(self.question.failures) or self._poorer

    def shown(self, after: float | None) -> AccountPage | None:
        """Return what may be shown: nothing from before the interface's last answer."""
        usable = self.question.usable and self._believed_at > (after or 0.0)
        return self._belief.believed if usable else None

    async def _ask(self, site: SiteClient, address: str) -> AccountPage:
        """Read the account's page, as of now by OCEAN's clock."""
        now = self._around.now()
        at = idle_reference(self._memory(), self._pool_time(), now)
        page = await site.account(address, at)
        page = dated(page, self._page_before())
        self._last = page, self._around.clock()
        memory = self._memory()
        if is_older(page, memory):
            msg = "the web page is from before what is known"
            raise OceanResponseError(msg)
        return fitted(page, memory)

    def _page_before(self) -> AccountPage | None:
        """Return the page that was read last, unless that is long ago."""
        if self._last is None:
            return None
        page, at = self._last
        return page if self._around.clock() - at < SAME_FOR else None
