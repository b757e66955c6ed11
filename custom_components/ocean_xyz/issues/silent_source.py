"""Problems of sources that do not answer, and of accounts that OCEAN does not know."""

from typing import Any, Final, override

from homeassistant.components.repairs import RepairsFlowResult
import voluptuous as vol

from ..api import OceanCertificateError
from ..coordinator import OceanCoordinator
from ..flows.support import UserInput
from ..mining.account import DataStatus
from ..runtime.account import OceanAccount
from ..runtime.hub import OceanHub
from ..sources.question import Question
from .base import Kind, OceanRepair, Problem
from .texts import account_texts

SILENT_TOO_LONG: Final = 86_400.0
"""Seconds without a good answer after which the user learns of it."""


def _account_silent(account: OceanAccount) -> Problem:
    """Find an account that OCEAN has not answered about for a day."""
    status = account.state.status
    unreachable = status in (None, DataStatus.UNREACHABLE)
    silent = _are_silent(account.source.api.workers)
    return Problem(
        present=(silent or None) if unreachable else False,
        placeholders=account_texts(account),
    )


def _unknown_account(account: OceanAccount) -> Problem:
    """Find an account that OCEAN does not know, or no longer."""
    status = account.state.status
    unknown = status in (None, DataStatus.UNREACHABLE, DataStatus.STALE)
    return Problem(
        present=None if unknown else status is DataStatus.UNKNOWN_ACCOUNT,
        placeholders=account_texts(account),
    )


def _pool_silent(hub: OceanHub) -> Problem:
    """Find a pool that has not answered for a day."""
    return Problem(present=_are_silent(hub.pool_source.stat))


def _network_silent(hub: OceanHub) -> Problem:
    """Find a network source that has not answered for a day."""
    return Problem(present=_are_silent(*hub.network_source.height_questions))


def _are_silent(*questions: Question[Any]) -> bool | None:
    """Return whether nothing was answered for a day, None before a day has passed."""
    if any(one.answered_at is not None and not one.failures for one in questions):
        return False
    asked = [one.silent_for for one in questions if one.failures]
    return min(asked, default=0.0) > SILENT_TOO_LONG or None


class AskAgain(OceanRepair):
    """Asks a source again that was silent, or did not know an account."""

    @property
    @override
    def choices(self) -> list[str]:
        """Return what can be done."""
        more = {UNKNOWN_ACCOUNT.key: ["remove"], NETWORK_SILENT.key: ["reconfigure"]}
        return ["ask_again", *more.get(self.about.key, []), "leave"]

    async def async_step_ask_again(
        self, user_input: UserInput = None
    ) -> RepairsFlowResult:
        """Ask now, and say whether that helped."""
        question, coordinator = self._asked
        question.ask_in(0)
        await coordinator.async_refresh()
        if question.failures:
            distrusted = isinstance(question.error, OceanCertificateError)
            reason = "untrusted_certificate" if distrusted else "still_silent"
            return self.async_abort(reason=reason)
        if self.about.key == UNKNOWN_ACCOUNT.key and question.idle_answers:
            return self.async_abort(reason="still_unknown")
        return self.async_create_entry(data={})

    @property
    def _asked(self) -> tuple[Question[Any], OceanCoordinator[Any]]:
        """Return the question to ask, and the coordinator that shows the answer."""
        hub = self.about.entry.runtime_data.hub
        if self.about.key == POOL_SILENT.key:
            return hub.pool_source.stat, hub.pool_coordinator
        if self.about.key == NETWORK_SILENT.key:
            return hub.network_source.height_questions[0], hub.network_coordinator
        return self.account.source.api.workers, self.account.state_coordinator

    async def async_step_remove(
        self, user_input: UserInput = None
    ) -> RepairsFlowResult:
        """Remove the account; its statistics stay."""
        account = self.account
        if user_input is None:
            return self.async_show_form(
                step_id="remove",
                data_schema=vol.Schema({}),
                description_placeholders=account_texts(account),
            )
        self.hass.config_entries.async_remove_subentry(
            self.about.entry, account.subentry.subentry_id
        )
        return self.async_create_entry(data={})


UNKNOWN_ACCOUNT: Final = Kind(
    key="unknown_account", find=_unknown_account, repair=AskAgain
)
ACCOUNT_SILENT: Final = Kind(
    key="account_silent", find=_account_silent, repair=AskAgain
)
POOL_SILENT: Final = Kind(key="pool_silent", find=_pool_silent, repair=AskAgain)
NETWORK_SILENT: Final = Kind(
    key="network_silent", find=_network_silent, repair=AskAgain
)
