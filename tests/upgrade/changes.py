"""What later versions changed on purpose in the files that 1.0.0 stored.

Each table is empty as long as nothing changes for a user who updates from 1.0.0. A
deliberate change is listed here, so that no change happens by accident.
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
"""Places of mappings whose keys are not names of fields."""

RENAMED_FIELDS: Final[Mapping[str, str]] = {}
"""Fields of stores that moved: the new place by the old one.

A place is the kind of store and the names that lead to the field, with `*` for the key
of a mapping and for the place in a list: `account.workers.*.last_share`. A part of a
place may be renamed with everything in it.
"""

_RHYTHM: Final = "the silences that ended by themselves say it better"

DROPPED_FIELDS: Final[Mapping[str, str]] = {
    "ledger.balance.doubt": "its fall becomes the first of the falls",
    "ledger.ledger.whole": "the whole history is read each day",
    "ledger.balance.settled": "the last balance is compared instead",
    **dict.fromkeys(
        (
            f"account.workers.*.{field}"
            for field in ("beats", "rhythm", "waited", "pace", "off_pace")
        ),
        _RHYTHM,
    ),
}
"""Fields of stores that are no longer written, and why nobody needs them."""

NEW_FIELDS: Final[Mapping[str, str]] = {
    "hub.block_before": "two blocks of the pool decide a source's chain",
    "hub.last_block.time": "a source that lacks the block for long is behind",
    "ledger.ledger.whole": "the whole history is read each day",
    "ledger.balance.last": "the balance against which the next one has fallen",
    "ledger.balance.read": "when it was read",
    "ledger.balance.falls": "payouts in waiting",
    "ledger.balance.rise": "a payout may hide in it, beside a credit",
    "ledger.balance.doubts": "what the falls do not explain",
    "ledger.balance.fell": "when the balance fell while nobody watched",
    "ledger.balance.rewritten": "whether the past changed",
    "ledger.balance.wrong": "how long the next fall has to be proved",
    "ledger.withdrawn": "what may be lowered in the statistics",
    "ledger.expected.rate": "what an idle account may still expect",
    "ledger.expected.rate_at": "when that was known",
    "costs.evidence": "how long the efficiency was learned for, at most a day",
    "costs.fixed_power.since": "when it was typed, for which machines",
    "costs.fixed_power.counted": "the machines that it stands for",
    "costs.fixed_power.hashrates": "how the power is divided among them",
    "costs.running_watts": "what part of the next kilowatt-hour is imported",
    "costs.cop": "a heat pump that stands still shows none",
    "costs.cop_entity": "another heat pump has another COP",
    "hub.drought": "a drought of blocks is announced once",
    "account.alerts": "what is near, another fee, and what was said of alarms, is said once",
    "account.workers.*.alarm_at": "an answer is about one alarm",
    "account.workers.*.acknowledged": "whether somebody knows of the alarm",
    "account.workers.*.off_until_back": "a worker is off on purpose until it mines",
    "account.workers.*.hashrate_over": "how well the hashrate is known",
    "account.workers.*.mean_hashrate": "the mean while the machine runs",
    "account.workers.*.mean_over": "how well that is known",
    "account.workers.*.standstill": "an alarm is not repeated by another pace",
    "account.workers.*.was_offline": "an alarm ends also after a pause",
    "account.workers.*.heard_again": "silence is not judged while we were deaf",
    "account.workers.*.silences": "how long a silence may last by experience",
    "account.workers.*.slow_gaps": "the same for lower levels of slow machines",
    "account.workers.*.former_names": "automations by a former name go on",
    "account.workers.*.unlisted_since": "a worker is gone after a day",
    "account.workers.*.low": "that its hashrate is low is announced once",
    "account.workers.*.lowest": "the lowest level of the present day",
    "account.workers.*.levels": "levels that are no fault",
}
"""Fields of stores that 1.0.0 did not have, and what they are for."""

CHANGED_FIELDS: Final[Mapping[str, Callable[[Any], Any]]] = {
    # None now means that it is not known yet.
    "ledger.ledger.lightning_before": lambda before: before or 0,
}
"""Fields of stores whose values are written differently: a function by place that
turns the old value into the new one."""

_METHOD: Final = "how the next payout comes"

_RUNNING: Final = "the efficiency of machines that run (ADR 034)"

_WORTH: Final = "what a kilowatt-hour is worth, and what it costs (ADR 052)"
_HEAT: Final = "what heat costs (ADR 053)"

NEW_ENTITIES: Final[Mapping[str, str]] = {
    **{
        f"sensor.{account}_{name}": why
        for account in ("garage_my_farm", "heater")
        for name, why in {
            "value_of_a_kilowatt_hour": _WORTH,
            "price_of_the_next_kilowatt_hour": _WORTH,
            "heat_price": _HEAT,
            "heat_saving": _HEAT,
        }.items()
    },
    "calendar.ocean_pool_mining": "when mining pays, and other times (ADR 056)",
    "sensor.garage_my_farm_efficiency_while_running": _RUNNING,
    "sensor.heater_efficiency_while_running": _RUNNING,
    "sensor.old_barn_payout_method": _METHOD,
    "sensor.garage_my_farm_payout_method": _METHOD,
    "sensor.heater_payout_method": _METHOD,
}
"""Entities that 1.0.0 did not have, by their ids, and what they are for."""

_FIXED: Final = "how much of a fixed power counts"

NEW_ATTRIBUTES: Final[Mapping[str, str]] = {
    "sensor.heater_power fixed_power": _FIXED,
    "sensor.heater_power part": _FIXED,
} | {
    f"sensor.{account}_data_status {attribute}": "that earned is not paid + owed"
    for account in ("heater", "home", "barn")
    for attribute in ("ledger_differs_by", "ledger_differs_since")
}
"""Attributes that 1.0.0 did not have, as `entity_id attribute`, and what they say."""

_VALUES: Final = (
    "bitcoin_network_hashprice_in_money_2",
    "heater_unpaid_earnings_in_money_2",
    "home_unpaid_earnings_in_money_2",
    "barn_unpaid_earnings_in_money_2",
)
_LARGE: Final = ("home_earned_in_total_in_money_2",)
_HEIGHTS: Final = ("bitcoin_network_block_height", "ocean_pool_last_block")

OTHER_ATTRIBUTES: Final[Mapping[str, str]] = {
    f"sensor.{account}_earned_in_total_in_money_2 {attribute}": "that it is by one price"
    for account in ("heater", "home", "barn")
    for attribute in ("friendly_name", "state_class", "original_name", "capabilities")
} | {
    f"sensor.{entity} {attribute}": why
    for entities, attributes, why in (
        (_VALUES, ("friendly_name", "original_name"), "that it is a value"),
        (_HEIGHTS, ("unit_of_measurement",), "that a height is a number of a block"),
        (_LARGE, ("options",), "that it is large enough to need no cents"),
    )
    for entity in entities
    for attribute in attributes
}
"""Attributes of states and entities that are others, as `entity_id attribute`, and what
they say now."""

OTHER_TIMES: Final[Mapping[str, str]] = {
    "event.heater_payout": "a fall of the balance has to last 45 minutes",
}
"""Events that come at another time than with 1.0.0, by their ids, and why."""

NEW_EVENTS: Final[Mapping[str, str]] = {
    "panels_updated": "the first calendar brings Home Assistant's own panel",
}
"""Types of events that are fired now, and why."""

RETIRED_ENTITIES: Final[Mapping[str, str]] = {
    "sensor.home_efficiency": "the power of a moment by the hashrate of three hours",
    "sensor.heater_efficiency": "the power of a moment by the hashrate of three hours",
}
"""Entities that are disabled, so that they keep their ids and statistics, and why."""

CHANGED_STATES: Final[Mapping[str, str]] = {
    "binary_sensor.home_profitable": "its margin follows from the efficiency that is learned",
    **dict.fromkeys(
        (
            "sensor.heater_break_even_electricity_price_2",
            "sensor.heater_earnings_per_energy",
            "sensor.home_break_even_bitcoin_price",
            "sensor.home_break_even_electricity_price",
            "sensor.home_earnings_per_energy",
            "sensor.home_profit_per_day",
        ),
        "follows from the efficiency of machines that run",
    ),
    **dict.fromkeys(
        (
            "sensor.heater_expected_earnings_per_day",
            "sensor.heater_expected_revenue_per_day_2",
            "sensor.heater_pool_fee",
            "sensor.home_expected_earnings_per_day",
            "sensor.home_expected_revenue_per_day_2",
        ),
        "the fee is no quotient of rounded figures",
    ),
    "sensor.heater_progress_to_payout": "payouts over Lightning need no threshold",
    "sensor.heater_expected_rewards_of_window": "follows from the shares",
    "sensor.home_expected_rewards_of_window": "follows from the shares",
}
"""Entities that show something else in the same world, and why."""

CHANGED_REPAIRS: Final[Mapping[str, str]] = {
    "ledger_rebuilt translation_placeholders": "diagnostics show what it stores",
}
"""Parts of repairs that are different, by the kind and the part, and why."""

CHANGED_ANSWERS: Final = frozenset({"expected_per_day"})
"""Fields of the answers of actions that differ, because the fee does."""

NEW_ANSWERS: Final = frozenset(
    {
        "expected",
        "hashrate_lost",
        "last_outage_end",
        "last_outage_start",
        "offline_since",
        "picture",
        "progress",
        "separators",
        "unpaid",
    }
)
"""Fields of the answers of actions that 1.0.0 did not have."""

NEWER_LATER: Final = frozenset(
    {
        "sensor.attic_power",
        "sensor.heater_default_hashrate_3_hours",
        "sensor.heater_heater_hashrate_24_hours",
        "sensor.heater_heater_hashrate_3_hours",
        "sensor.home_grusse_ri_ben_hashrate_3_hours",
        "sensor.home_s19_right_hashrate_3_hours",
        "sensor.home_s21_garage_hashrate_3_hours",
    }
)
"""Entities that show newer values an hour later: workers' long averages are read soon
after OCEAN makes them, and were up to ten minutes old."""

STATES_LATER: Final[Mapping[str, str | None]] = {
    "sensor.home_workers": None,
    "sensor.home_workers_offline": "4",
    "sensor.heater_expected_payout": None,
}
"""States an hour after the start that are others now; None did not change until then.

A worker is gone after a day without it, no longer after three lists. A time of the next
payout stays until it moves by a tenth of its range.
"""

NEWS_LATER: Final = frozenset({("event.home_worker", "gone")})
"""What was announced in that hour, by entity and type, and comes later now."""
