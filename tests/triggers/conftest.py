"""What the tests of triggers share."""

from .listening import listen

__all__ = ["listen"]
