"""Describes in a few words what an entity showed, answer by answer."""

from collections.abc import Mapping, Sequence

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN

from .catalogue import Kind, Probe

type Cell = dict[str, str]
"""What each entity of a route showed, in words, by its name."""

# By the number of the first sample. The first three follow a bad answer each, the
# fourth is more than five minutes after the last good answer, the fifth more than ten.
_SINCE = ("", "after the 2nd ", "", "after 5 min ", "after 10 min ")

# If answers come and go, the data status changes with every request.
_IN_TURNS = {"live", "stale"}

_STAYS = "last value"
_GOES_ON = "goes on"


def cell(
    probes: Mapping[str, Probe],
    before: Mapping[str, str],
    samples: Sequence[Mapping[str, str]],
) -> Cell:
    """Return the words for all entities of a route."""
    return {
        name: _words(probe, before[name], [sample[name] for sample in samples])
        for name, probe in probes.items()
    }


def _words(probe: Probe, before: str, states: Sequence[str]) -> str:
    """Return the words for one entity."""
    words = [_word(probe, before, state) for state in states]
    if set(words) == _IN_TURNS:
        return "live or stale"
    parts = [words[0]]
    for number, word in enumerate(words[1:], start=1):
        if word != words[number - 1]:
            parts.append(f"{_SINCE[number]}{word}")
    return " → ".join(parts)


def _word(probe: Probe, before: str, state: str) -> str:
    """Return the word for one state."""
    if probe.kind is Kind.WORD or state in (STATE_UNAVAILABLE, STATE_UNKNOWN):
        return state
    if probe.kind is Kind.VALUE:
        return "value"
    return _STAYS if state == before else _GOES_ON
