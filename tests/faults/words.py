"""From what an entity showed, answer by answer, to a few words."""

from collections.abc import Mapping, Sequence

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN

from .catalogue import Kind, Probe

type Cell = dict[str, str]
"""What each entity of a route showed, in words."""

# By the number of the sample with which it begins: the first three follow a bad answer
# each, the fourth is more than five minutes after the last good one, the fifth ten.
_SINCE = ("", "after the 2nd ", "", "after 5 min ", "after 10 min ")

# Whether the last ask failed changes with every ask, where the answers come and go.
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
    told = [_told(probe, before, state) for state in states]
    if set(told) == _IN_TURNS:
        return "live or stale"
    parts = [told[0]]
    for number, word in enumerate(told[1:], start=1):
        if word != told[number - 1]:
            parts.append(f"{_SINCE[number]}{word}")
    return " → ".join(parts)


def _told(probe: Probe, before: str, state: str) -> str:
    """Return the word for one state."""
    if probe.kind is Kind.WORD or state in (STATE_UNAVAILABLE, STATE_UNKNOWN):
        return state
    if probe.kind is Kind.VALUE:
        return "value"
    return _STAYS if state == before else _GOES_ON
