"""Fixtures of an entry whose costs are known."""

import pytest

from .costs import metered, settings


@pytest.fixture(autouse=True)
def _every_entity(all_enabled: None) -> None:
    """Enable every entity."""


__all__ = ["metered", "settings"]
