"""Tools for assistants: status, earnings, workers and profitability.

Their texts are for a language model, which answers in the user's language.
"""

from typing import Final, override

from homeassistant.components.llm import LLMTools
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.llm import LLM_API_ASSIST, LLMContext, Tool
from homeassistant.util.json import JsonValueType
import voluptuous as vol

from .assistant.answers import EARNINGS, PROFITABILITY, STATUS, Span, spans_of
from .assistant.exposure import Data
from .assistant.tools import (
    COMMON,
    Asked,
    OceanTool,
    exposure_of,
    known_accounts,
    labels_of,
    loaded_entry,
)
from .assistant.workers import Request, Wanted, may_know_workers
from .const import DOMAIN

START: Final = "start"
END: Final = "end"
SPAN: Final = {
    vol.Optional(START, description="First day of a span of one's own."): cv.date,
    vol.Optional(END, description="Its last day; today if left out."): cv.date,
}

STATUS_WANTED: Final = "status"
SEARCH: Final = "search"
LIMIT: Final = "limit"
MOST_WORKERS: Final = 100
WORKERS: Final = {
    vol.Optional(
        STATUS_WANTED, default=Wanted.ALL.value, description="Which of them."
    ): vol.In([one.value for one in Wanted]),
    vol.Optional(
        SEARCH, default="", description="A part of the worker's name."
    ): cv.string,
    vol.Optional(
        LIMIT, default=20, description="How many to list at the most."
    ): vol.All(vol.Coerce(int), vol.Range(1, MOST_WORKERS)),
}


class GetMiningStatus(OceanTool):
    """Answers how mining is going."""

    name = f"{DOMAIN}__get_mining_status"
    title = "Get mining status"
    description = (
        "How bitcoin mining with the OCEAN pool is going: whether it mines, hashrate,"
        " how many workers (mining machines) are online and offline, unpaid earnings,"
        " the next payout, whether it pays, and the pool's last block." + COMMON
    )

    @staticmethod
    @override
    def answer(asked: Asked) -> Data:
        """Return the status of accounts and pool."""
        return asked.about(STATUS)


class GetEarnings(OceanTool):
    """Answers what was earned, and when it is paid."""

    name = f"{DOMAIN}__get_earnings"
    title = "Get mining earnings"
    description = (
        "What mining with OCEAN earned (today, yesterday, this week, this month, 7 and"
        " 30 days, in total, or between two days), what is unpaid, when the next payout"
        " may come and what was paid last. payout_expected is the median of a forecast"
        " that depends on luck, payout_earliest and payout_latest are its 10 and 90 %;"
        " awaiting_sweep means that only OCEAN decides when, payout_method"
        " needs_lightning that the balance does not reach the threshold in 20 years."
        + COMMON
    )
    fields = SPAN

    @staticmethod
    @override
    def answer(asked: Asked) -> Data:
        """Return the earnings and the next payout."""
        today = asked.known.exposure.today
        spans = spans_of(today)
        if (start := asked.args.get(START)) is not None:
            # Days to come have no earnings.
            start = min(start, today)
            end = max(min(asked.args.get(END, today), today), start)
            spans["earned_in_span"] = Span(start=start, end=end)
        return asked.about(EARNINGS, spans)


class GetWorkers(OceanTool):
    """Answers which machines run and which do not."""

    name = f"{DOMAIN}__get_workers"
    title = "Get mining workers"
    description = (
        "Which workers (mining machines) are online, low (less hashrate than usual),"
        " offline, paused (off on purpose) or gone (no longer listed by OCEAN), with"
        " their hashrate; those with trouble come first. found says how many match;"
        " only some of them are listed. If some_workers_are_not_exposed, there are"
        " others that you may not know of." + COMMON
    )
    fields = WORKERS

    @staticmethod
    @override
    def answer(asked: Asked) -> Data:
        """Return the workers that the assistant asks for."""
        args = asked.args
        request = Request(
            status=Wanted(args[STATUS_WANTED]), search=args[SEARCH], limit=args[LIMIT]
        )
        exposure = asked.known.exposure
        rows: list[JsonValueType] = [
            asked.known.answer(account, request)
            for account in asked.accounts
            if may_know_workers(account, exposure)
        ]
        return {"accounts": rows} if rows else {}


class GetProfitability(OceanTool):
    """Answers whether mining is profitable."""

    name = f"{DOMAIN}__get_profitability"
    title = "Get mining profitability"
    description = (
        "Whether mining pays now: power, revenue, cost of electricity and profit per"
        " day, break-even prices, the price of bitcoin and the forecast of difficulty."
        " Without costs in the account's settings there is no profit." + COMMON
    )

    @staticmethod
    @override
    def answer(asked: Asked) -> Data:
        """Return revenue, costs and profit."""
        return asked.about(PROFITABILITY)


@callback
def async_get_tools(
    hass: HomeAssistant, llm_context: LLMContext, api_id: str
) -> LLMTools | None:
    """Return the tools that have an answer.

    The first always has one: where nothing is exposed, it explains how to expose.
    """
    if api_id != LLM_API_ASSIST or (entry := loaded_entry(hass)) is None:
        return None
    exposure = exposure_of(hass, entry, llm_context)
    accounts = known_accounts(entry, exposure)
    labels = labels_of(accounts)
    tools: list[Tool] = [GetMiningStatus(labels)]
    for kind, topic in ((GetEarnings, EARNINGS), (GetProfitability, PROFITABILITY)):
        if any(exposure.any(one.account_id, topic.account) for one in accounts):
            tools.append(kind(labels))
    if any(may_know_workers(one, exposure) for one in accounts):
        tools.append(GetWorkers(labels))
    return LLMTools(tools=tools)
