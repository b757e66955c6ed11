"""The recorded history of a renamed worker."""

from datetime import datetime, timedelta

from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.history import get_significant_states
from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
)

from simulator import World

from ..conftest import Tick
from .renamed import (
    FRESH,
    HASHRATE,
    rename,
)
from .support import choose, issue, open_repair


def at_hour(time: datetime) -> datetime:
    """Return the beginning of an hour."""
    return time.replace(minute=0, second=0, microsecond=0)


class TestRecorded:
    """With Home Assistant's database."""

    @pytest.fixture(autouse=True)
    def _custom_integrations(
        self, recorder_mock: Recorder, enable_custom_integrations: None
    ) -> None:
        """Record, and load the integration from this repository."""

    @pytest.mark.usefixtures("loaded")
    async def test_states_and_statistics_go_on_under_the_same_id(
        self,
        hass: HomeAssistant,
        world: World,
        address: str,
        loaded: MockConfigEntry,
        tick: Tick,
    ) -> None:
        """One series from before the renaming to after it."""
        begin = dt_util.utcnow()
        await tick(60, step=5)
        await async_wait_recording_done(hass)
        renamed_at = dt_util.utcnow()
        await rename(world, address, tick)
        step = await open_repair(hass, issue(hass, "renamed_workers", loaded))
        await choose(hass, step, "same")
        merged_at = dt_util.utcnow()
        await tick(60, step=5)
        await async_wait_recording_done(hass)
        for time in (at_hour(begin), at_hour(merged_at) + timedelta(minutes=30)):
            do_adhoc_statistics(hass, start=time)
        await async_wait_recording_done(hass)

        recorder = get_instance(hass)
        states = await recorder.async_add_executor_job(
            lambda: get_significant_states(
                hass,
                begin,
                entity_ids=[HASHRATE, FRESH],
                significant_changes_only=False,
            )
        )
        known = [
            one
            for one in states[HASHRATE]
            if one.state not in ("unavailable", "unknown")
        ]
        assert any(one.last_updated < renamed_at for one in known)
        after = [one for one in known if one.last_updated > merged_at]
        assert after
        assert all(float(one.state) > 150 for one in after)
        # What the new name had shown for some hours stays under its own id.
        assert all(one.last_updated <= merged_at for one in states[FRESH])
        rows = await recorder.async_add_executor_job(
            lambda: statistics_during_period(
                hass, at_hour(begin), None, {HASHRATE}, "5minute", None, {"mean"}
            )
        )
        means = {row["start"]: row["mean"] or 0 for row in rows[HASHRATE]}
        assert min(means) < renamed_at.timestamp()
        assert max(means) > merged_at.timestamp()
        assert all(mean > 150 for mean in means.values())
