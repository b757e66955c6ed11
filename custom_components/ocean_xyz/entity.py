"""What all entities share: identity, device, availability."""

from collections.abc import Callable
from typing import Any, override

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.device_registry import ChildDeviceInfo, DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription

from .const import DOMAIN
from .runtime import OceanAccount, OceanHub
from .worker_devices import worker_device_info

type Subscribe = Callable[[CALLBACK_TYPE], CALLBACK_TYPE]


class OceanEntity[SubjectT](Entity):
    """An entity that shows one thing of one subject.

    The subject is whatever object holds the value: a part of an account, the pool, a
    worker. While it is not known the entity is unavailable; a value that is None in a
    known subject is unknown.
    """

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(
        self,
        description: EntityDescription,
        *,
        unique_id: str,
        device_info: DeviceInfo | ChildDeviceInfo,
        subject_fn: Callable[[], SubjectT | None],
        subscribe: tuple[Subscribe, ...],
    ) -> None:
        """Remember what to show and whom to listen to."""
        self.entity_description = description
        self._attr_translation_key = description.translation_key or description.key
        self._attr_unique_id = unique_id
        self._attr_device_info = device_info
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

    def shown(self) -> tuple[Any, ...]:
        """Return all that the state would say."""
        raise NotImplementedError

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


def account_listeners(account: OceanAccount) -> tuple[Subscribe, ...]:
    """Return what to listen to for something about an account alone."""
    return (account.state.async_add_listener,)


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


def account_unique_id(account: OceanAccount, key: str) -> str:
    """Return the unique id of an entity of an account."""
    return f"{account.account_id}_{key}"


def worker_unique_id(account: OceanAccount, name: str, key: str) -> str:
    """Return the unique id of an entity of a worker.

    It holds the raw name, so that `a-b` and `a_b` are two workers; no key is the end
    of another, so that no two workers share an id.
    """
    return f"{account.account_id}_worker_{name}_{key}"


def account_device(account: OceanAccount) -> DeviceInfo:
    """Name the device of an account."""
    return DeviceInfo(identifiers={(DOMAIN, account.account_id)})


def worker_device(account: OceanAccount, name: str) -> ChildDeviceInfo:
    """Name the device of a worker."""
    return worker_device_info(account.account_id, account.device_id, name)


def hub_unique_id(hub: OceanHub, key: str) -> str:
    """Return the unique id of an entity of the pool or the network."""
    return f"{hub.entry_id}_{key}"


def pool_device(hub: OceanHub) -> DeviceInfo:
    """Name the device of the pool."""
    return DeviceInfo(identifiers={(DOMAIN, f"{hub.entry_id}_pool")})


def network_device(hub: OceanHub) -> DeviceInfo:
    """Name the device of the network."""
    return DeviceInfo(identifiers={(DOMAIN, f"{hub.entry_id}_network")})
