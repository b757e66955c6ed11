"""Fixtures of an entry whose costs are known."""

from .costs import metered, settings

__all__ = ["metered", "settings"]
