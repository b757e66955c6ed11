"""Fixtures of a Home Assistant that starts from files, with a database of its own."""

from collections.abc import Generator
import logging

from freezegun.api import FrozenDateTimeFactory
import pytest

from tests.soak.clock import Clock

from .story import START


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Load the integration from this repository, in each Home Assistant that starts."""


@pytest.fixture
def clock(freezer: FrozenDateTimeFactory) -> Clock:
    """Return the clock, set to the beginning of the story."""
    return Clock(freezer, START)


@pytest.fixture
def few_words(caplog: pytest.LogCaptureFixture) -> Generator[None]:
    """Log warnings only."""
    with (
        caplog.at_level(logging.WARNING),
        caplog.at_level(logging.WARNING, "sqlalchemy.engine"),
        caplog.at_level(logging.WARNING, "custom_components.ocean_xyz"),
    ):
        yield
