"""Fixtures: every entity is enabled, because these tests ask what each of them shows."""

import pytest


@pytest.fixture(autouse=True)
def _every_entity(all_enabled: None) -> None:
    """Enable every entity."""
