"""Faults for a host, a path, an account, a span of time or a number of requests."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, override

from .messages import Reply, Request, View, as_json


class Effect:
    """What a fault does. This base class does nothing."""

    def view(self, view: View) -> View:
        """Change the view from which the answer is made."""
        return view

    def reply(self, reply: Reply) -> Reply:
        """Change the answer."""
        return reply


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """An effect and the requests that it applies to."""

    effect: Effect
    host: str = ""
    """If empty, all hosts."""
    path: str = ""
    """The beginning of the paths."""
    account: str = ""
    """An address in the path or in the query."""
    start: datetime | None = None
    """The beginning; by default, now."""
    end: datetime | None = None
    """The end: from this time on it no longer applies."""
    times: int | None = None
    """It ends after this many requests."""

    def concerns(self, request: Request, now: datetime) -> bool:
        """Return whether it applies to a request, ignoring how often it already did."""
        return (
            self.host in ("", request.host)
            and request.path.startswith(self.path)
            and self._names_account(request)
            and (self.start is None or self.start <= now)
            and (self.end is None or now < self.end)
        )

    def _names_account(self, request: Request) -> bool:
        named = f"{request.path}?{request.query.get('user', '')}".casefold()
        return self.account.casefold() in named


class Faults:
    """The faults that are switched on, in order."""

    def __init__(self) -> None:
        """Begin without faults."""
        self._faults: list[tuple[Fault, list[int]]] = []

    def __len__(self) -> int:
        """Return how many faults are switched on."""
        return len(self._faults)

    def add(self, fault: Fault) -> None:
        """Switch a fault on."""
        self._faults.append((fault, [0]))

    def remove(self, fault: Fault) -> None:
        """Switch a fault off."""
        self._faults = [entry for entry in self._faults if entry[0] is not fault]

    def clear(self) -> None:
        """Switch all faults off."""
        self._faults.clear()

    def struck(self, request: Request, now: datetime) -> list[Effect]:
        """Return the effects on a request, and count the request."""
        effects = []
        for fault, used in list(self._faults):
            if fault.concerns(request, now):
                effects.append(fault.effect)
                used[0] += 1
                if fault.times is not None and used[0] >= fault.times:
                    self.remove(fault)
        return effects


class Edit(Effect):
    """A change of a JSON answer. Other answers stay unchanged."""

    def edit(self, document: Any) -> Any:
        """Return the changed document."""
        raise NotImplementedError

    @override
    def reply(self, reply: Reply) -> Reply:
        """Change the document, if there is one."""
        try:
            document = reply.json
        except ValueError:
            return reply
        return replace(reply, body=as_json(self.edit(document)).body)


@dataclass(frozen=True, slots=True)
class Edited(Edit):
    """A change that a test passes in as a function."""

    change: Callable[[Any], Any]

    @override
    def edit(self, document: Any) -> Any:
        """Return the changed document."""
        return self.change(document)
