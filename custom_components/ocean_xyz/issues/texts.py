"""Placeholders for the texts of issues and repairs."""

from typing import Final

from ..mining.names import display_name, harmless
from ..runtime.account import OceanAccount

NAMES_SHOWN: Final = 20
"""Workers that a text names; it says how many there are."""


def account_texts(account: OceanAccount) -> dict[str, str]:
    """Return the account's label, for titles as plain text and for texts as Markdown."""
    return {"label": account.label, "account": harmless(account.label)}


def worker_texts(names: list[str]) -> dict[str, str]:
    """Return how many workers there are, and the first of their names."""
    return _listed([_shown(name) for name in names])


def renaming_texts(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return how many renamings there may be, and the first of them."""
    return _listed([f"{_shown(old)} → {_shown(new)}" for old, new in pairs])


def _listed(texts: list[str]) -> dict[str, str]:
    """Return how many texts there are, and a list of the first."""
    more = ", …" if len(texts) > NAMES_SHOWN else ""
    return {"count": str(len(texts)), "workers": ", ".join(texts[:NAMES_SHOWN]) + more}


def _shown(name: str) -> str:
    """Return a worker's name as Markdown, a dash where nothing of it can be seen."""
    return harmless(display_name(name)) or "–"
