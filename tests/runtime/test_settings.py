"""The settings of an account."""

from datetime import timedelta

from custom_components.ocean_xyz.const import (
    CONF_REMOVE_AFTER,
)
from custom_components.ocean_xyz.runtime.settings import cost_settings, remove_after


def test_a_day_is_a_day() -> None:
    """The days after which a worker may go are days."""
    assert remove_after({}) == timedelta(days=30)
    assert remove_after({CONF_REMOVE_AFTER: 3}) == timedelta(days=3)


def test_without_settings_nothing_is_known_of_the_hours_to_come() -> None:
    """And a percentage that is added is none."""
    plan = cost_settings({}).plan
    assert (plan.forecast_entities, plan.solar_forecasts, plan.house_load) == (
        (),
        (),
        None,
    )
    assert (plan.percent, plan.added) == (0, 0)
