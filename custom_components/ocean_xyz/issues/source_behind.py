"""The problem of a network source that is syncing or stands still."""

from typing import Final

from ..runtime.hub import OceanHub
from .base import Kind, Problem
from .other_chain import ChooseSource


def _source_behind(hub: OceanHub) -> Problem:
    """Find a source that lacks a block that the pool found half an hour ago."""
    return Problem(present=hub.network_source.behind)


SOURCE_BEHIND: Final = Kind(
    key="source_behind", find=_source_behind, repair=ChooseSource
)
