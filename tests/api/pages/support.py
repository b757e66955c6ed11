"""Helpers for the tests of the web pages."""

from pathlib import Path
from typing import Any, Final

from custom_components.ocean_xyz.api.pages.account import read_page

FIXTURES: Final = Path(__file__).parents[2] / "fixtures" / "pages"

MARK: Final = "<p id=pool-status>"
"""The mark by which a page is known as OCEAN's."""


def fixture(name: str) -> str:
    """Return a page or a fragment."""
    return (FIXTURES / f"{name}.html").read_text(encoding="utf-8")


def account(html: str) -> dict[str, str]:
    """Return the account's figures on a page."""
    return read_page(html).account


def workers(html: str) -> dict[str, dict[str, str]]:
    """Return the workers on a page, by name."""
    found = read_page(html).workers
    assert found is not None
    return found


def row(*cells: str) -> str:
    """Return a row of a table."""
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def worker(
    link: str,
    *cells: str,
    text: str = "rig",
    state: str = "Online",
    when: str = "2026-11-20 10:00",
) -> str:
    """Return a row of the workers' table."""
    return row(f'<a href="/stats/{link}">{text}</a>', state, when, *cells)


def headed(header: str, *rows: str) -> str:
    """Return a table with a header."""
    headings = "".join(f"<th>{name}</th>" for name in header.split("|"))
    return f"<table><tr>{headings}</tr>{''.join(rows)}</table>"


def facts(html: str) -> dict[tuple[str, ...], Any]:
    """Return each figure of a page, under its own name."""
    parts = read_page(html)
    found: dict[tuple[str, ...], Any] = {
        ("account", key): value for key, value in parts.account.items()
    }
    for name, words in (parts.workers or {}).items():
        found |= {("worker", name, key): value for key, value in words.items()}
    return found
