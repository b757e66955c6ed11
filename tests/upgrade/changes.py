"""What later versions changed on purpose in what 1.0.0 left behind.

Each table is empty for as long as nothing changes for those who come from 1.0.0. Whoever
changes something writes it down here, so that it is a decision and no accident.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, kw_only=True)
class Migration:
    """A store, or the config entry, in a newer version than 1.0.0 wrote."""

    version: tuple[int, int]
    """The major and the minor version that is written now."""
    why: str


MIGRATIONS: Final[Mapping[str, Migration]] = {}
"""By the kind of store (`hub`, `account`, `ledger`, `costs`), or `entry`."""

NEW_STORES: Final[Mapping[str, str]] = {}
"""Kinds of stores that 1.0.0 did not have, and what they are for."""

KEYED: Final = frozenset({"account.workers"})
"""Places of mappings whose keys are no names of fields."""

RENAMED_FIELDS: Final[Mapping[str, str]] = {}
"""Fields of stores that have another place now, by their former one.

A place is the kind of store and the names that lead to the field, with `*` for the key
of a mapping and for the place in a list: `account.workers.*.last_share`. A part of a
place may be renamed with all that is in it.
"""

DROPPED_FIELDS: Final[Mapping[str, str]] = {}
"""Fields of stores that are no longer written, and why nobody misses them."""

NEW_FIELDS: Final[Mapping[str, str]] = {}
"""Fields of stores that 1.0.0 did not know, and what they are for."""

CHANGED_FIELDS: Final[Mapping[str, Callable[[Any], Any]]] = {}
"""Fields of stores that are written in another way: by their place, what makes the
present value of the former one."""

NEW_ENTITIES: Final[Mapping[str, str]] = {}
"""Entities that 1.0.0 did not have, by their ids, and what they are for."""

NEW_ATTRIBUTES: Final[Mapping[str, str]] = {}
"""Attributes that 1.0.0 did not have, as `entity_id attribute`, and what they say."""
