"""The cards and table rows of OCEAN's pages."""

from html import escape
from typing import Final
from urllib.parse import quote

from . import texts
from .chain import PoolBlock
from .figures import Figures
from .ledger import PaidBy
from .messages import View
from .rules import THRESHOLD, WINDOW_DIFFICULTIES, subsidy
from .shares import DAY, HASHES_PER_SHARE
from .snapshot import LONG_AVERAGES, MachineSnapshot, ten_minutes

_THREE_HOURS: Final = 10800
_BELOW: Final = '<a href="/#faq-threshold">Below threshold</a>'
_HASHRATE_UNITS_CHANGE_AT: Final = 10_000
BLOCKS_PER_PAGE: Final = 15


def page_of[T](
    view: View, rows: list[T], page: int | None, size: int | None = None
) -> list[T]:
    """Return the rows of a page, by the site's own numbering."""
    first = view.world.habits.first_page
    size = size or view.world.habits.rows_per_page
    number = (first if page is None else page) - first
    return rows[number * size : (number + 1) * size] if number >= 0 else []


def worker_rows(figures: Figures, page: int | None, worker: str | None = None) -> str:
    """Return the table of workers: name, status, last share, 60 s, 3 h, older: earnings."""
    machines = [
        machine
        for machine in figures.snapshot.machines
        if worker is None or worker == shown_name(machine.name)
    ]
    rows = [
        _worker_row(figures, machine)
        for machine in page_of(figures.view, machines, page)
    ]
    if not rows:
        return ""
    total = _total_row(figures)
    return "".join([*rows, total] if _is_old(figures.view) else [total, *rows])


def shown_name(name: str) -> str:
    """Return the name under which the site shows a worker."""
    return name or "default"


def _is_old(view: View) -> bool:
    return view.world.habits.layout == "2024"


def _worker_row(figures: Figures, machine: MachineSnapshot) -> str:
    name = shown_name(machine.name)
    silent = figures.snap - (machine.last_share or 0)
    online = silent <= figures.view.world.habits.silence.inactive
    state = "Online" if online else "Offline"
    cells = [
        texts.link(f"/stats/{figures.account.address}.{quote(name, safe='')}", name),
        f'<div class="status-{state.lower()}-text">{state}</div>',
        texts.minute(machine.last_share),
        texts.rate(machine.shares_60s * HASHES_PER_SHARE / 60),
        texts.rate(_hashes(figures, _THREE_HOURS, machine.name) / _THREE_HOURS),
    ]
    if _is_old(figures.view):
        cells.append(texts.coins(figures.estimate(machine.shares_in_tides)))
    return texts.row(*cells)


def _total_row(figures: Figures) -> str:
    snapshot = figures.snapshot
    old = _is_old(figures.view)
    cells = [
        texts.link(f"/stats/{figures.account.address}", "Total"),
        '<div class="status-online-text">Online</div>' if old else "-",
        texts.minute(snapshot.last_share) if old else "-",
        texts.rate(snapshot.shares_60s * HASHES_PER_SHARE / 60),
        texts.rate(three_hours(figures)),
    ]
    if old:
        cells.append(texts.coins(figures.estimate(snapshot.shares_in_tides)))
    return texts.row(*cells)


def _hashes(figures: Figures, average: int, name: str | None = None) -> float:
    """Return the hashes in a long average, of one machine or of all."""
    averages = figures.view.world.averages(figures.account, ten_minutes(figures.snap))
    place = LONG_AVERAGES.index(average)
    names = averages if name is None else (name,)
    return sum(averages[each][place] for each in names) * float(HASHES_PER_SHARE)


def three_hours(figures: Figures) -> float:
    """Return the 3-hour average, from which the cards are computed."""
    return _hashes(figures, _THREE_HOURS) / _THREE_HOURS


def hashrate_rows(figures: Figures) -> str:
    """Return the five rows of averages: label, hashrate, shares."""
    snapshot = figures.snapshot
    averages = (
        ("24 hrs", 86400, _hashes(figures, 86400)),
        ("3 hrs", 10800, _hashes(figures, 10800)),
        ("10 min", 600, _hashes(figures, 600)),
        ("5 min", 300, float(snapshot.shares_300s * HASHES_PER_SHARE)),
        ("60 sec", 60, float(snapshot.shares_60s * HASHES_PER_SHARE)),
    )
    return "".join(
        texts.row(
            label,
            texts.rate(hashes / seconds, largest=_HASHRATE_UNITS_CHANGE_AT),
            texts.count(hashes / HASHES_PER_SHARE),
        )
        for label, seconds, hashes in averages
    )


def payout_rows(figures: Figures, page: int | None) -> str:
    """Return the table of payouts: time, transaction, amount."""
    made = figures.account.ledger.payouts_until(figures.view.at)[::-1]
    shown = [payout for payout in made if payout.by is not PaidBy.LIGHTNING]
    return "".join(
        texts.row(
            texts.minute(payout.time),
            ("⛏️ " if payout.by is PaidBy.COINBASE else "")
            + texts.link(
                f"/info/tx/{payout.transaction}", f"{payout.transaction}"[:16]
            ),
            texts.coins(payout.amount),
        )
        for payout in page_of(figures.view, shown, page)
    )


def earning_rows(figures: Figures, page: int | None) -> str:
    """Return the table of earnings: time, block, share, count, earnings, fee."""
    made = figures.account.ledger.credits_until(figures.view.at)[::-1]
    rows = []
    for credit in page_of(figures.view, made, page):
        window = int(WINDOW_DIFFICULTIES * credit.block.difficulty)
        cells = [
            texts.minute(credit.block.time),
            texts.link(f"/info/block/{credit.block.hash}", str(credit.block.height)),
            texts.percent(credit.shares / window),
            texts.count(credit.shares),
        ]
        money = [texts.coins(credit.net), texts.coins(credit.fee)]
        rows.append(
            texts.row(*(cells + money if not _is_old(figures.view) else money + cells))
        )
    return "".join(rows)


def payout_cards(figures: Figures) -> str:
    """Return the cards about the balance."""
    estimate = figures.estimate(figures.snapshot.shares_in_tides)
    expected = figures.unpaid + estimate
    below = figures.account.paid_by is PaidBy.ON_CHAIN and expected < THRESHOLD
    return (
        texts.card("Unpaid Earnings", texts.coins(figures.unpaid))
        + texts.card(
            "Estimated Payout Next Block", _BELOW if below else texts.coins(expected)
        )
        + texts.card(
            "Estimated Time Until Minimum Payout",
            _until_payout(figures),
            help_text="Based on your 3-hour hashrate and a threshold of 0.01048576 BTC",
        )
    )


def _until_payout(figures: Figures) -> str:
    if figures.account.paid_by is PaidBy.LIGHTNING:
        return "Lightning"
    missing = THRESHOLD - figures.unpaid
    daily = per_day(figures)
    if missing <= 0 or figures.account.paid_by is PaidBy.COINBASE:
        return "Next block"
    return texts.span(missing / daily * DAY) if daily else "-"


def per_day(figures: Figures) -> float:
    """Return the satoshis per day by the site's rule: subsidy only, before the fee."""
    chain = figures.view.chain
    work = chain.difficulty(figures.snap) * HASHES_PER_SHARE
    return three_hours(figures) * DAY / work * subsidy(chain.tip(figures.snap) + 1)


def lifetime_cards(figures: Figures) -> str:
    """Return the cards about everything so far."""
    total = sum(
        credit.net for credit in figures.account.ledger.credits_until(figures.view.at)
    )
    shares = figures.snapshot.shares_in_tides
    hashrate = three_hours(figures)
    return (
        texts.card("Share Log %", texts.percent(shares / figures.tides))
        + texts.card(
            "Estimated Earnings Per Day",
            texts.coins(int(per_day(figures))),
            help_text=f"Without transaction fees, at your 3-hour hashrate: {texts.rate(hashrate)}",
        )
        + texts.card("Lifetime Earnings", texts.coins(total))
    )


def earnings_cards(figures: Figures) -> str:
    """Return the cards about the TIDES window."""
    shares = figures.snapshot.shares_in_tides
    chain = figures.view.chain
    reward = subsidy(chain.tip(figures.snap) + 1)
    rewards = int(shares / chain.difficulty(figures.snap) * reward)
    return (
        texts.card("Shares In Reward Window", texts.count(shares))
        + texts.card(
            "Estimated Rewards In Window",
            texts.coins(rewards),
            help_text="Without transaction fees",
        )
        + texts.card(
            "Estimated Earnings Next Block",
            texts.coins(figures.estimate(shares)),
            help_text="With transaction fees",
        )
        + texts.card("Workers Currently Hashing", str(figures.snapshot.active))
    )


def pool_status(view: View) -> str:
    """Return the header that the site reloads each minute."""
    rate = texts.rate(view.chain.pool_hashrate(view.at), decimals=2)
    found = view.chain.pool_blocks_until(view.at)
    last = found[-1] if found else None
    age = texts.ago(view.at - last.time) if last else "-"
    height = last.height if last else "-"
    if _is_old(view):
        return (
            '<div id="pool-status-item"><span class="hide-450">'
            f"HASHRATE:  {rate}  •  LAST BLOCK: {height} ({age})  •  "
            f"BLOCKS FOUND: {11_000 + len(found):,}</span></div>"
        )
    return (
        '<a id="pool-status-item" href="/dashboard"><span class="hide-500">'
        f"HASHRATE:  {rate}  •  LAST BLOCK: {height} ({age})</span>"
        f'<span class="show-500">{rate} • BLOCK: {age}</span></a>'
    )


def block_rows(view: View, page: int | None) -> str:
    """Return the table of blocks: time, shares, difficulty, solver, height, hash."""
    found = view.chain.pool_blocks_until(view.at)[::-1]
    return "".join(
        _block_row(block) for block in page_of(view, found, page, BLOCKS_PER_PAGE)
    )


def _block_row(block: PoolBlock) -> str:
    solver = (
        f'<img src="/assets/datum.svg">{texts.link(f"/stats/{block.finder}", block.finder[:10])}'
        f'<span class="tooltiptext">User: {block.finder} Worker: '
        f"{escape(shown_name(block.worker))}</span>"
    )
    return texts.row(
        texts.minute(block.time),
        texts.count(block.accepted_shares),
        f"{texts.count(block.difficulty)} ",
        solver,
        str(block.height),
        texts.link(f"/info/block/{block.hash}", block.hash[-12:]),
    )
