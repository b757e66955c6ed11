"""Looks for news of figures, and remembers what was found."""

from ..mining.account import AccountState
from ..mining.alerts import AlertInputs, account_alerts, drought_alerts
from ..mining.pool import PoolState
from ..mining.workers.news import News
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
            now=account.hub.now(),
        ),
    )
    account.source.note_alerts(alerts)
    return news


def find_drought(hub: OceanHub, pool: PoolState) -> list[News]:
    """Return the news of the pool's present gap between blocks."""
    drought, news = drought_alerts(hub.pool_source.memory.drought, pool)
    hub.pool_source.note_drought(drought)
    return news
