"""What all entities share: identity, device, availability."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.device_registry import ChildDeviceInfo, DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription

from .const import DOMAIN
from .runtime import OceanAccount, OceanHub
from .worker_devices import worker_device_info

type Subscribe = Callable[[CALLBACK_TYPE], CALLBACK_TYPE]


@dataclass(frozen=True, kw_only=True)
class OceanDescription[SubjectT]:
    """What our descriptions have beside those of Home Assistant."""

    attributes_fn: Callable[[SubjectT], Mapping[str, Any]] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where an entity belongs: its device, and the beginning of its unique id."""

    prefix: str
    device_info: DeviceInfo | ChildDeviceInfo


class PlacedEntity(Entity):
    """An entity of ours: identity, device and name."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, description: EntityDescription, place: Place) -> None:
        """Take the place, and the name that goes with the description's key."""
        self.entity_description = description
        self._attr_translation_key = description.translation_key or description.key
        self._attr_unique_id = f"{place.prefix}_{description.key}"
        self._attr_device_info = place.device_info


class OceanEntity[SubjectT](PlacedEntity):
    """An entity that shows one thing of one subject.

    The subject is whatever object holds the value: a part of an account, the pool, a
    worker. While it is not known the entity is unavailable; a value that is None in a
    known subject is unknown.
    """

    def __init__(
        self,
        description: EntityDescription,
        place: Place,
        subject_fn: Callable[[], SubjectT | None],
        *subscribe: Subscribe,
    ) -> None:
        """Remember what to show and whom to listen to."""
        super().__init__(description, place)
        self._subject_fn = subject_fn
        self._subscribe = subscribe
        self._written: object = None

    @property
    def subject(self) -> SubjectT | None:
        """Return what this entity is about, None while it is not known."""
        return self._subject_fn()

    @property
    @override
    def available(self) -> bool:
        """Return whether the subject is known."""
        return self.subject is not None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return what the description adds."""
        description: Any = self.entity_description
        if description.attributes_fn is None or (subject := self.subject) is None:
            return None
        attributes: Mapping[str, Any] = description.attributes_fn(subject)
        return attributes

    def shown(self) -> tuple[Any, ...] | None:
        """Return all that the state would say; None while the subject is not known."""
        description: Any = self.entity_description
        if (subject := self.subject) is None:
            return None
        tell = description.attributes_fn
        return description.value_fn(subject), tell(subject) if tell else None

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for changes."""
        await super().async_added_to_hass()
        for subscribe in self._subscribe:
            self.async_on_remove(subscribe(self._handle_update))
        self._written = self.shown()

    @callback
    def _handle_update(self) -> None:
        """Write the state, if it says something else than before."""
        if (shown := self.shown()) != self._written:
            self._written = shown
            self.async_write_ha_state()


def outlook_listeners(account: OceanAccount) -> tuple[Subscribe, ...]:
    """Return what to listen to for what an account may expect."""
    return (
        account.state.async_add_listener,
        account.ledger.async_add_listener,
        account.hub.pool.async_add_listener,
        account.hub.network.async_add_listener,
    )


def worker_listener(account: OceanAccount, name: str) -> Subscribe:
    """Return what to listen to for something about one worker."""
    return lambda listener: account.async_listen_to_worker(name, listener)


def account_place(account: OceanAccount) -> Place:
    """Return where the entities of an account belong."""
    return Place(
        prefix=account.account_id,
        device_info=DeviceInfo(identifiers={(DOMAIN, account.account_id)}),
    )


def worker_place(account: OceanAccount, name: str) -> Place:
    """Return where the entities of a worker belong.

    The unique ids hold the raw name, so that `a-b` and `a_b` are two workers; no key
    is the end of another, so that no two workers share an id.
    """
    return Place(
        prefix=f"{account.account_id}_worker_{name}",
        device_info=worker_device_info(account.account_id, account.device_id, name),
    )


def pool_place(hub: OceanHub) -> Place:
    """Return where the entities of the pool belong."""
    return _hub_place(hub, "pool")


def network_place(hub: OceanHub) -> Place:
    """Return where the entities of the network belong."""
    return _hub_place(hub, "network")


def _hub_place(hub: OceanHub, what: str) -> Place:
    """Return where the entities of a device of the hub belong."""
    return Place(
        prefix=hub.entry_id,
        device_info=DeviceInfo(identifiers={(DOMAIN, f"{hub.entry_id}_{what}")}),
    )
