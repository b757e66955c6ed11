"""OCEAN's web pages."""

from collections.abc import Callable
from typing import Final

from . import fragments, texts
from .figures import Figures
from .messages import Reply, Request, View, as_html, not_found
from .rules import BLOCK_INTERVAL
from .shares import HASHES_PER_SHARE

_NOBODY: Final = '<div class="no-stats">No stats were found for this user.</div>'


def respond(view: View, request: Request) -> Reply:
    """Answer a request."""
    match request.segments:
        case []:
            return _page("OCEAN", "")
        case ["stats", *user] if user:
            return _stats(view, request, "/".join(user))
        case ["dashboard"]:
            return _page("OCEAN", _dashboard(view, request))
        case ["template", "poolstatus"]:
            return as_html(fragments.pool_status(view))
        case ["template", "workers", *path] if (name := "/".join(path)) in _FRAGMENTS:
            return _fragment(view, request, _FRAGMENTS[name])
    return not_found()


def _number(request: Request, name: str) -> int | None:
    text = request.query.get(name, "")
    return int(text) if text.isdecimal() else None


type _Fragment = Callable[[Figures, Request], str]

_FRAGMENTS: Final[dict[str, _Fragment]] = {
    "rows": lambda figures, request: fragments.worker_rows(
        figures, _number(request, "wpage")
    ),
    "hashrates/rows": lambda figures, _: fragments.hashrate_rows(figures),
    "payouts/rows": lambda figures, request: fragments.payout_rows(
        figures, _number(request, "ppage")
    ),
    "earnings/rows": lambda figures, request: fragments.earning_rows(
        figures, _number(request, "epage")
    ),
    "payoutcards": lambda figures, _: fragments.payout_cards(figures),
    "lifetimecards": lambda figures, _: fragments.lifetime_cards(figures),
    "earningscards": lambda figures, _: fragments.earnings_cards(figures),
}


def _fragment(view: View, request: Request, fragment: _Fragment) -> Reply:
    account = view.world.account(request.query.get("user", "").partition(".")[0])
    return as_html(fragment(Figures(view, account), request) if account else "")


def _stats(view: View, request: Request, user: str) -> Reply:
    address, _, worker = user.partition(".")
    account = view.world.account(address)
    if account is None:
        return _page("My Stats", _NOBODY)
    figures = Figures(view, account)
    payouts = (
        "payout-tablerows"
        if view.world.habits.layout == "2024"
        else "payouts-tablerows"
    )
    tables = (
        ("hashrates-tablerows", fragments.hashrate_rows(figures)),
        (
            "workers-tablerows",
            fragments.worker_rows(figures, _number(request, "wpage"), worker or None),
        ),
        (
            "earnings-tablerows",
            fragments.earning_rows(figures, _number(request, "epage")),
        ),
        (payouts, fragments.payout_rows(figures, _number(request, "ppage"))),
    )
    cards = (
        ("lifetimesnap-statcards", fragments.lifetime_cards(figures)),
        ("payoutsnap-statcards", fragments.payout_cards(figures)),
        ("usersnap-statcards", fragments.earnings_cards(figures)),
    )
    body = "".join(f'<div id="{name}">{inner}</div>' for name, inner in cards)
    body += "".join(_table(name, rows) for name, rows in tables)
    return _page("My Stats", fragments.pool_status(view) + body)


def _table(name: str, rows: str) -> str:
    """Return a table with its header."""
    titles = "".join(f"<th>{title}</th>" for title in _TITLES[name.partition("-")[0]])
    anchor = name.replace("tablerows", "fulltable")
    return (
        f'<div id="{anchor}"><table><thead><tr class="table-header">{titles}</tr></thead>'
        f'<tbody id="{name}">{rows}</tbody></table></div>'
    )


_TITLES: Final = {
    "hashrates": ("Window", "Hashrate", "Shares"),
    "workers": ("Worker", "Status", "Last Share", "Hashrate (60s)", "Hashrate (3hr)"),
    "earnings": (
        "Time",
        "Block",
        "Share Log %",
        "Share Count",
        "Earnings",
        "Pool Fees",
    ),
    "payouts": ("Time", "Transaction", "Amount"),
    "payout": ("Time", "Transaction", "Amount"),
    "blocks": ("Time", "Shares", "Difficulty", "Solver", "Height", "Hash"),
}


def _dashboard(view: View, request: Request) -> str:
    pool = view.chain.pool_hashrate(view.at)
    interval = (
        view.chain.difficulty(view.at) * HASHES_PER_SHARE / max(pool, BLOCK_INTERVAL)
    )
    return (
        fragments.pool_status(view)
        + f'<div class="graph-title">OCEAN Hashrate: {texts.rate(pool, decimals=2)}</div>'
        + texts.card("Average Time to Block", texts.span(interval))
        + _table(
            "blocks-tablerows", fragments.block_rows(view, _number(request, "bpage"))
        )
    )


def _page(title: str, body: str) -> Reply:
    return as_html(
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"</head><body>{body}</body></html>"
    )
