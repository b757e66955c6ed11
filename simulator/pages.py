"""OCEAN's web pages, for people and for parsers that have no choice."""

from .messages import Reply, Request, View, as_html, not_found


def respond(view: View, request: Request) -> Reply:
    """Answer a request."""
    return not_found()
