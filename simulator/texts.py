"""Figures as OCEAN's web pages write them."""

from datetime import UTC, datetime
from html import escape
from typing import Final

from .figures import bitcoin
from .shares import DAY, HOUR

_PREFIXES: Final = (
    (10**18, "E"),
    (10**15, "P"),
    (10**12, "T"),
    (10**9, "G"),
    (10**6, "M"),
)


def rate(hashrate: float, *, decimals: int = 1, largest: float = 1000) -> str:
    """Return a hashrate in the first unit in which the number is below `largest`."""
    for size, prefix in reversed(_PREFIXES[:3]):
        if hashrate < size * largest:
            return f"{hashrate / size:.{decimals}f} {prefix}h/s"
    return f"{hashrate / 10**18:.{decimals}f} Eh/s"


def count(shares: float) -> str:
    """Return a number of shares: `112.74T`, `11.78G`."""
    for size, prefix in _PREFIXES:
        if shares >= size:
            return f"{shares / size:.2f}{prefix}"
    return f"{shares:.0f}"


def coins(satoshis: int) -> str:
    """Return an amount with its unit."""
    return f"{bitcoin(satoshis)} BTC"


def percent(fraction: float) -> str:
    """Return a fraction in percent: `11.05%`, `0.009%`."""
    value = fraction * 100
    return f"{value:.2f}%" if value >= 0.1 else f"{value:.3f}%"


def minute(time: float | None) -> str:
    """Return a time in UTC, to the minute."""
    if time is None:
        return "-"
    return f"{datetime.fromtimestamp(time, UTC):%Y-%m-%d %H:%M}"


def ago(seconds: float) -> str:
    """Return how long ago something was: `4D AGO`, `12M AGO`."""
    for size, unit in ((DAY, "D"), (HOUR, "H")):
        if seconds >= size:
            return f"{int(seconds // size)}{unit} AGO"
    return f"{int(seconds // 60)}M AGO"


def span(seconds: float) -> str:
    """Return a span of time in words: `11 days`, `45 minutes`."""
    for size, unit in ((DAY, "day"), (HOUR, "hour")):
        if seconds >= 2 * size:
            return f"{round(seconds / size)} {unit}s"
    return f"{max(1, round(seconds / 60))} minutes"


def link(target: str, text: str) -> str:
    """Return a link."""
    return f'<a href="{escape(target)}">{escape(text)}</a>'


def row(*cells: str) -> str:
    """Return a row of a table from cells in HTML."""
    inner = "".join(f'<td class="table-cell">{cell}</td>' for cell in cells)
    return f'<tr class="table-row">{inner}</tr>'


def card(label: str, value: str, *, help_text: str = "") -> str:
    """Return a card. Its help is inside the label and comes first."""
    tooltip = (
        f'<span class="tooltiptext">{escape(help_text)}</span>' if help_text else ""
    )
    return (
        '<div class="blocks dashboard-container">'
        f'<div class="blocks-label">{escape(label)}{tooltip}</div><span>{value}</span></div>'
    )
