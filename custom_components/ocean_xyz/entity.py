"""What all entities share: identity, device, availability."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, override

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.device_registry import ChildDeviceInfo, DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription

from .devices.ids import (
    account_identifier,
    network_identifier,
    pool_identifier,
    unique_id,
    worker_owner,
)
from .devices.naming import worker_device_info
from .mining.figures import Source
from .runtime.account import OceanAccount, OceanRuntimeData
from .runtime.hub import OceanHub

type Subscribe = Callable[[CALLBACK_TYPE], CALLBACK_TYPE]
type Answers = Callable[[], bool]

NO_ATTRIBUTES: Final[dict[str, Any]] = {}


@dataclass(frozen=True, kw_only=True)
class OceanDescription[SubjectT]:
    """What our descriptions have besides those of Home Assistant."""

    attributes_fn: Callable[[SubjectT], dict[str, Any]] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where an entity belongs: its device, and the owner in its unique id."""

    owner: str
    device_info: DeviceInfo | ChildDeviceInfo


class PlacedEntity(Entity):
    """An entity of ours: identity, device and name."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, description: EntityDescription, place: Place) -> None:
        """Take the place, and the name that goes with the description's key."""
        self.entity_description = description
        self._attr_translation_key = description.translation_key or description.key
        self._attr_unique_id = unique_id(place.owner, description.key)
        self._attr_device_info = place.device_info

    async def async_update(self) -> None:
        """Ask what is due, because a user wants it; nobody else calls this."""
        entry, registered = self.platform.config_entry, self.registry_entry
        assert entry is not None and registered is not None  # noqa: S101, PT018 (registered)
        runtime: OceanRuntimeData = entry.runtime_data
        await runtime.async_ask(registered.config_subentry_id)


class OceanEntity[SubjectT](PlacedEntity):
    """An entity that shows one value of one subject.

    The subject is whatever object holds the value: a part of an account, the pool, a
    worker. A value that is None in a subject is unknown. While there is no subject, the
    value is unknown if all its sources answer, else the entity is unavailable. Subjects
    never change, so the same object shows the same.
    """

    def __init__(
        self,
        description: EntityDescription,
        place: Place,
        subject_fn: Callable[[], SubjectT | None],
        answers: Answers,
        *subscribe: Subscribe,
    ) -> None:
        """Remember what to show and what to listen to.

        `answers` returns whether the value's sources answer.
        """
        super().__init__(description, place)
        self._subject_fn = subject_fn
        self._answers = answers
        self._subscribe = subscribe
        self._subject: object = self
        self._shown: tuple[Any, ...] | None = None

    def value_of(self, subject: SubjectT) -> Any:
        """Return what the description makes of the subject."""
        description: Any = self.entity_description
        return description.value_fn(subject)

    def show(self, value: Any) -> None:
        """Show a value; None is unknown."""
        raise NotImplementedError

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for changes."""
        await super().async_added_to_hass()
        for subscribe in self._subscribe:
            self.async_on_remove(subscribe(self._handle_update))
        self._take()

    @callback
    def _handle_update(self) -> None:
        """Write the state if it has changed."""
        if self._take():
            self.async_write_ha_state()

    def _take(self) -> bool:
        """Look at the subject, and return whether the state has changed."""
        subject = self._subject_fn()
        if subject is not None and subject is self._subject:
            return False
        self._subject = subject
        shown: tuple[Any, ...]
        if subject is None:
            shown = (self._answers(), None, NO_ATTRIBUTES)
        else:
            shown = (True, self.value_of(subject), self._attributes_of(subject))
        if shown == self._shown:
            return False
        self._shown = shown
        self._attr_available, value, self._attr_extra_state_attributes = shown
        self.show(value)
        return True

    def _attributes_of(self, subject: SubjectT) -> dict[str, Any]:
        """Return the attributes."""
        description: Any = self.entity_description
        if description.attributes_fn is None:
            return NO_ATTRIBUTES
        attributes: dict[str, Any] = description.attributes_fn(subject)
        return attributes


def answered(by: OceanAccount | OceanHub, *sources: Source) -> Answers:
    """Return what says whether all of these sources answer."""
    wanted = frozenset(sources)
    return lambda: wanted <= by.answering


def account_place(account_id: str) -> Place:
    """Return where the entities of an account belong."""
    return _service_place(account_id, account_identifier(account_id))


def worker_place(account_id: str, account_device_id: str, name: str) -> Place:
    """Return where the entities of a worker belong."""
    return Place(
        owner=worker_owner(account_id, name),
        device_info=worker_device_info(account_id, account_device_id, name),
    )


def pool_place(entry_id: str) -> Place:
    """Return where the entities of the pool belong."""
    return _service_place(entry_id, pool_identifier(entry_id))


def network_place(entry_id: str) -> Place:
    """Return where the entities of the network belong."""
    return _service_place(entry_id, network_identifier(entry_id))


def _service_place(owner: str, identifier: tuple[str, str]) -> Place:
    """Return a place on a device that is registered already."""
    return Place(owner=owner, device_info=DeviceInfo(identifiers={identifier}))
