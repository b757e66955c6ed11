"""Looks for news of figures, and remembers what was found."""

from ..mining.account import AccountState
from ..mining.alerts import AlertInputs, account_alerts, drought_alerts
from ..mining.pool import PoolState
from ..mining.units import DAY
from ..mining.window import WindowInputs
from ..mining.workers.news import News
from ..mining.workers.revisions import missing_on_purpose
from ..mining.workers.share_gap import share_difficulty
from .account import OceanAccount
from .hub import OceanHub


def find_alerts(account: OceanAccount, state: AccountState) -> list[News]:
    """Return the news of an account's figures, while its data is worth an alert."""
    if not state.live:
        return []
    alerts, news = account_alerts(
        account.source.memory.alerts,
        AlertInputs(
            inputs=account.figures.forecast_inputs,
            forecast=account.figures.forecast,
            credited_fee=account.ledger_state.fee,
            window=_window(account, state),
            now=account.hub.now(),
        ),
    )
    account.source.note_alerts(alerts)
    return news


def _window(account: OceanAccount, state: AccountState) -> WindowInputs | None:
    """Return what decides whether the account's part of the window falls."""
    snapshot, stat, hub = state.snapshot, account.hub.pool.stat, account.hub
    shares = snapshot.shares_in_window if snapshot else None
    window = stat.shares_in_window if stat else None
    day = state.hashrate.hashrate_86400s if state.hashrate else None
    if shares is None or window is None or day is None:
        return None
    roll = account.source.roll

    def missing() -> float:
        return missing_on_purpose(roll, roll.memories, average=DAY, at=hub.now())

    def highest_difficulty() -> float | None:
        found = map(share_difficulty, roll.memories.values())
        return max(filter(None, found), default=None)

    return WindowInputs(
        shares=shares,
        window=window,
        hours=hub.pool_source.memory.hours,
        day=day,
        missing=missing,
        share_difficulty=highest_difficulty,
    )


def find_drought(hub: OceanHub, pool: PoolState) -> list[News]:
    """Return the news of the pool's present gap between blocks."""
    drought, news = drought_alerts(hub.pool_source.memory.drought, pool)
    hub.pool_source.note_drought(drought)
    return news
