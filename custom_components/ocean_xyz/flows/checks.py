"""Checks what users type into the forms, without a form or a request."""

from collections.abc import Callable, Iterable
from math import isfinite
import re
from typing import Final

from yarl import URL

from ..api import MalformedAddressError, WrongNetworkError, parse_address
from ..const import (
    CONF_ADDRESS,
    CONF_CURRENCY,
    CONF_LABEL,
    CONF_MEMPOOL_URL,
    CONF_PRICE_ENTITY,
)
from ..mining.meters import Unreadable, price_factor
from ..mining.names import display_name, without_addresses

FORM: Final = "base"
"""The place where Home Assistant shows an error that belongs to no field."""

# It follows another chain than the one that OCEAN pays on.
OTHER_CHAIN_HOST: Final = "mempool.guide"
PUBLIC_HOST: Final = "mempool.space"

# Paths that users copy along with the address of an instance.
API_PATHS: Final = ("/api/v1", "/api")

CURRENCY_CODE: Final = re.compile(r"[A-Z]{3}")


class InputError(Exception):
    """The input cannot be used; the form says why."""

    def __init__(self, key: str, field: str = FORM, **placeholders: str) -> None:
        """Take the text's key, the field and the text's placeholders."""
        super().__init__(key)
        self.errors = {field: key}
        self.placeholders = placeholders


def read_address(text: str) -> tuple[str, str]:
    """Return an address in its canonical form, and the worker's name that followed it.

    Machines have both, with a dot between them, as their user name.
    """
    address, _, worker = text.partition(".")
    try:
        return parse_address(address), worker.strip()
    except MalformedAddressError:
        raise InputError("malformed_address", CONF_ADDRESS) from None
    except WrongNetworkError:
        raise InputError("wrong_network", CONF_ADDRESS) from None


def read_label(text: str) -> str:
    """Return a label, which may be empty but not hold an address.

    Labels become names and entity ids, which others can see.
    """
    if without_addresses(text) != text:
        raise InputError("address_in_label", CONF_LABEL)
    return " ".join(text.split())


def free_label(base: str, taken: Iterable[str]) -> str:
    """Return the first free label: the base alone, or with a number."""
    known = {label.casefold() for label in taken}
    label, number = base, 1
    while label.casefold() in known:
        number += 1
        label = f"{base} {number}"
    return label


def read_mempool_url(text: str) -> str:
    """Return the URL of the user's own mempool instance, without the path of its API."""
    url = _read_url(text.strip())
    if "@" in url.raw_authority:
        raise InputError("url_credentials", CONF_MEMPOOL_URL)
    if _is_host(url, OTHER_CHAIN_HOST):
        raise InputError("other_chain_source", CONF_MEMPOOL_URL)
    if _is_host(url, PUBLIC_HOST):
        raise InputError("public_instance", CONF_MEMPOOL_URL)
    path = url.raw_path.rstrip("/")
    found = next((known for known in API_PATHS if path.endswith(known)), "")
    path = path.removesuffix(found).rstrip("/")
    return str(url.origin().with_path(path, encoded=True))


def _read_url(text: str) -> URL:
    """Return a URL of the web; raises InputError."""
    try:
        url = URL(text)
        usable = url.scheme in {"http", "https"} and bool(url.host) and bool(url.port)
    except ValueError:
        usable = False
    if not usable or " " in text or not text.isprintable():
        raise InputError("invalid_url", CONF_MEMPOOL_URL)
    return url


def _is_host(url: URL, name: str) -> bool:
    """Return whether a URL leads to a host or its subdomain."""
    return f".{url.host}".lower().rstrip(".").endswith(f".{name}")


def read_currency(text: str) -> str:
    """Return a currency code in upper case."""
    code = text.strip().upper()
    if not CURRENCY_CODE.fullmatch(code):
        raise InputError("invalid_currency", CONF_CURRENCY)
    return code


def check_price(value: str | None, unit: str | None, currency: str) -> None:
    """Refuse a sensor that cannot be the price of a bitcoin in a currency.

    An unknown value, and a unit that is missing or names no currency, are accepted.
    """
    if value is not None and not _is_positive(value):
        raise InputError("price_not_a_number", CONF_PRICE_ENTITY)
    match price_factor(unit, currency):
        case Unreadable.UNIT:
            raise InputError("price_not_per_bitcoin", CONF_PRICE_ENTITY, unit=str(unit))
        case Unreadable():
            raise InputError(
                "price_currency", CONF_PRICE_ENTITY, unit=str(unit), currency=currency
            )


def _is_positive(value: str) -> bool:
    """Return whether a state is a number above zero."""
    try:
        number = float(value)
    except ValueError:
        return False
    return isfinite(number) and number > 0


def alphabetical(text: str) -> tuple[str, str]:
    """Return what texts are sorted by, whatever their capitals."""
    return text.casefold(), text


class WorkerChoices:
    """Converts the raw names of workers to the texts of a form, and back.

    Names come from the internet: they may be empty, invisible, or look alike.
    """

    def __init__(self, names: Iterable[str], unseen: Callable[[str], str]) -> None:
        """Find a text for each name; `unseen` returns one for a name without."""
        self._names: dict[str, str] = {}
        # A name that is shown unchanged has the first claim to its text. The order of all
        # others is fixed too, so that a text means the same when the form is opened again.
        for name in sorted(
            set(names), key=lambda name: (display_name(name) != name, name)
        ):
            self._names[self._free(display_name(name) or unseen(name))] = name
        self._texts = {name: text for text, name in self._names.items()}

    @property
    def options(self) -> list[str]:
        """Return the texts in alphabetical order."""
        return sorted(self._names, key=alphabetical)

    def text(self, name: str) -> str:
        """Return the text of a name."""
        return self._texts[name]

    def name(self, text: str) -> str | None:
        """Return the raw name for a text, None for a blank one."""
        typed = text.strip()
        return self._names.get(text, self._names.get(typed, typed or None))

    def names(self, texts: Iterable[str]) -> list[str]:
        """Return the raw names for texts, each once."""
        named = map(self.name, texts)
        return list(dict.fromkeys(name for name in named if name is not None))

    def _free(self, text: str) -> str:
        """Return a text that no other name has."""
        free, number = text, 1
        while free in self._names:
            number += 1
            free = f"{text} ({number})"
        return free
