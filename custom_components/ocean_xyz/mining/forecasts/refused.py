"""Why a forecast cannot be read."""

from enum import StrEnum


class Refused(StrEnum):
    """Why an entity, or a config entry, gives no forecast."""

    MISSING = "missing"
    """There is no such entity or config entry."""
    UNAVAILABLE = "unavailable"
    """It shows nothing now, or an empty list, or its action has just failed."""
    ACTION = "action"
    """Its action keeps failing."""
    NO_LIST = "no_list"
    """Nothing that it shows is a list of times and prices."""
    TOO_LONG = "too_long"
    TIMES = "times"
    """Its times cannot be read."""
    ENDS = "ends"
    """Its slots have no end, and no regular step of an hour or less."""
    NOT_A_NUMBER = "not_a_number"
    UNIT = "unit"
    """Its unit is not one of money per energy."""
    CURRENCY = "currency"
    """It is in another currency than the hub."""
    CONTRADICTION = "contradiction"
    """It says two prices for the same time."""
    PLACE = "place"
    """The answer does not name the home or the area that the entity is about."""
    ENDED = "ended"
    """All prices that it knew are past."""
