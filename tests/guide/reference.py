"""The entity reference: every entity that the code registers, with its name and meaning."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

HEADER: Final = """\
# Entities

This page lists every device and entity of the integration. `scripts/guide` generates it from the code, its translations
and [meanings.toml](meanings.toml).

A unit never changes once statistics use it. Hashrates of accounts and workers are in TH/s, those of the pool and the
network in EH/s. Bitcoin amounts are whole satoshis (sat). Money is in the currency that you chose in the integration's
options, here USD. A value that nobody knows is *unknown*, a value that cannot be fetched is *unavailable*, and zero
means zero.

*On* says whether an entity is enabled at first; you can enable the others in their settings. *With power*, *with
costs*, *with heat* and *with prices ahead* mean that the entity exists only if the account's
[costs](configuration.md#costs) contain a power, also an electricity price, also what heat saves, also prices that are
known ahead.
"""

QUESTIONS: Final = """\
## Which figure do I want?

Some figures are similar. Most people need those that are enabled at first.
"""

DEVICES: Final = {
    "account": ("Account", "A service for each payout address."),
    "worker": (
        "Worker",
        "A child device of its account, for each machine that the account's settings include.",
    ),
    "pool": ("OCEAN pool", "A service. It exists once."),
    "network": ("Bitcoin network", "A service. It exists once."),
}

PLATFORMS: Final = {
    "binary_sensor": "Binary sensors",
    "sensor": "Sensors",
    "event": "Events",
    "calendar": "Calendars",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Registered:
    """One entity, as the code registers it."""

    device: str
    platform: str
    key: str
    unit: str | None
    device_class: str | None
    state_class: str | None
    enabled: bool
    diagnostic: bool
    needs: str | None
    """`power`, `costs`, `heat` or `prices ahead`, if one of these must be configured."""


def render(
    entities: Iterable[Registered],
    texts: Mapping[str, Any],
    meanings: Mapping[str, Any],
) -> str:
    """Return the page. A KeyError names an entity without a meaning or a name."""
    found = {(one.device, one.platform, one.key): one for one in entities}
    parts = [HEADER, f"{QUESTIONS}\n{_questions(found, texts, meanings)}\n"]
    for device, (title, what) in DEVICES.items():
        parts.append(f"## {title}\n\n{what}\n")
        for platform, heading in PLATFORMS.items():
            keys = meanings[device].get(platform, {})
            rows = [
                _row(found.pop((device, platform, key)), texts, prose)
                for key, prose in keys.items()
            ]
            if rows:
                parts.append(f"### {title}: {heading.lower()}\n\n{_table(rows)}\n")
    if found:
        raise KeyError(sorted(found))
    return "\n".join(parts)


def _questions(
    found: Mapping[tuple[str, str, str], Registered],
    texts: Mapping[str, Any],
    meanings: Mapping[str, Any],
) -> str:
    """Return the table that leads from a question to one of several similar figures."""
    rows = [
        (
            question,
            texts["entity"][platform][key]["name"],
            DEVICES[device][0],
            _on(found[device, platform, key]),
        )
        for device in DEVICES
        for platform in PLATFORMS
        for key, prose in meanings[device].get(platform, {}).items()
        if (question := prose.get("question"))
    ]
    return _table(rows, ("Question", "Figure", "Device", "On"))


def _table(
    rows: list[tuple[str, ...]],
    head: tuple[str, ...] = ("Name", "Key", "Unit", "On", "Meaning"),
) -> str:
    """Return a table, of entities unless it has another head."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _row(
    entity: Registered, texts: Mapping[str, Any], prose: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the row of one entity."""
    text = texts["entity"][entity.platform][entity.key]
    name = text["name"] + (" (diagnostic)" if entity.diagnostic else "")
    return (name, f"`{entity.key}`", _unit(entity), _on(entity), _meaning(text, prose))


def _unit(entity: Registered) -> str:
    """Return the unit, or the kind of value."""
    if entity.unit is not None:
        return entity.unit
    return {"timestamp": "time", "enum": "one of"}.get(entity.device_class or "", "")


def _on(entity: Registered) -> str:
    """Return whether it is enabled at first, and what it needs."""
    shown = "yes" if entity.enabled else "no"
    return shown if entity.needs is None else f"{shown}, with {entity.needs}"


def _meaning(text: Mapping[str, Any], prose: Mapping[str, str]) -> str:
    """Return the meaning, the formula, the states and the attributes."""
    parts = [prose["meaning"]]
    if formula := prose.get("formula"):
        parts.append(f"*Formula:* {formula}.")
    if states := text.get("state"):
        parts.append(f"*States:* {_words(states)}.")
    attributes = dict(text.get("state_attributes", {}))
    if kinds := attributes.pop("event_type", None):
        parts.append(f"*Types:* {_words(kinds['state'])}.")
    if attributes:
        parts.append(f"*Attributes:* {_attributes(attributes)}.")
    return "<br>".join(parts)


def _words(states: Mapping[str, str]) -> str:
    """Return states with their names."""
    return ", ".join(f"`{state}` ({word})" for state, word in states.items())


def _attributes(attributes: Mapping[str, Any]) -> str:
    """Return attributes with their names and the names of their states."""
    return ", ".join(
        f"`{key}` ({one['name']}{_states_of(one)})" for key, one in attributes.items()
    )


def _states_of(attribute: Mapping[str, Any]) -> str:
    """Return the states of an attribute, if it has any."""
    states = attribute.get("state")
    return f": {_words(states)}" if states else ""
