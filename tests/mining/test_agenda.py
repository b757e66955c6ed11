"""What the calendar shows, without Home Assistant."""

from datetime import UTC, datetime, timedelta
from typing import Any

from custom_components.ocean_xyz.api import Block
from custom_components.ocean_xyz.mining.agenda import (
    INSTANT,
    Kind,
    Occurrence,
    current,
    of_blocks,
    of_forecast,
    of_ledger,
    of_network,
    of_plan,
    within,
)
from custom_components.ocean_xyz.mining.ledger.book import Ledger, LedgerPayout
from custom_components.ocean_xyz.mining.network import NetworkState
from custom_components.ocean_xyz.mining.payout import (
    PaymentKind,
    PayoutForecast,
    PayoutMethod,
)
from custom_components.ocean_xyz.mining.plan.paying import Known, Span

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAYOUT = LedgerPayout(time=NOW - HOUR, amount=1_100_000, kind=PaymentKind.ON_CHAIN)


def forecast(**times: Any) -> PayoutForecast:
    """Return a forecast of a payout on chain."""
    return PayoutForecast(method=PayoutMethod.ON_CHAIN, **times)


def pays(*times: tuple[float, float]) -> list[Occurrence]:
    """Return times at which mining pays, in hours from now."""
    spans = (Span(start=NOW + a * HOUR, end=NOW + b * HOUR) for a, b in times)
    return list(of_plan("one", "Home", Known(pays=tuple(spans))))


def test_the_network() -> None:
    """Retargets and halvings have numbers, which stay while their times move."""
    network = NetworkState(height=925_000, retarget=NOW + HOUR, halving=NOW + 9 * HOUR)
    retarget, halving = of_network("hub", network)
    assert (retarget.kind, retarget.key, retarget.start) == (
        Kind.RETARGET,
        "459",
        NOW + HOUR,
    )
    assert (halving.kind, halving.key) == (Kind.HALVING, "5")
    assert retarget.end - retarget.start == INSTANT
    assert list(of_network("hub", NetworkState(retarget=NOW))) == []
    assert list(of_network("hub", NetworkState(height=925_000))) == []


def test_the_expected_payout() -> None:
    """It has its band, and is another one after each payout."""
    expected = forecast(
        progress=0.5, earliest=NOW, expected=NOW + HOUR, latest=NOW + 5 * HOUR
    )
    (one,) = of_forecast("one", "Home", expected, Ledger(payouts=(PAYOUT,)))
    assert (one.start, one.end, one.key) == (NOW, NOW + 5 * HOUR, "2")
    assert one.facts == {"account": "Home", "time": NOW + HOUR}
    (one,) = of_forecast("one", "Home", forecast(progress=1, expected=NOW), Ledger())
    assert (one.start, one.end, one.key) == (NOW, NOW + INSTANT, "1")
    assert list(of_forecast("one", "Home", forecast(progress=1), Ledger())) == []
    assert list(of_forecast("one", "Home", expected, None)) == []
    assert list(of_forecast("one", "Home", None, Ledger())) == []


def test_the_past() -> None:
    """Payouts of the ledger, and blocks of the user's accounts only."""
    (payout,) = of_ledger("one", "Home", Ledger(payouts=(PAYOUT,)))
    assert payout.facts == {"account": "Home", "amount": 1_100_000}
    assert list(of_ledger("one", "Home", None)) == []
    blocks = [
        Block(hash="aa", time=NOW, height=1, finder="bc1qown", worker="rig"),
        Block(hash="bb", time=NOW, height=2, finder="bc1qown"),
        Block(hash="cc", time=NOW, height=3, finder="bc1qother", worker="rig"),
    ]
    found = list(of_blocks("hub", blocks, {"bc1qown": "Home"}))
    assert [(one.key, one.facts["finder"]) for one in found] == [
        ("aa", "rig"),
        ("bb", "Home"),
    ]
    assert found[0].facts["height"] == "1"


def test_what_is_on_or_next() -> None:
    """Mining that pays now, the run that ends last; else what begins next."""
    known = [*pays((-2, 1), (-1, 3), (5, 6)), *of_network("hub", network(4))]
    assert current(known, NOW) == known[1]
    assert current(known, NOW + 3 * HOUR) == known[3]
    assert current(known, NOW + 4 * HOUR) == known[2]
    assert current(known, NOW + 6 * HOUR) is None
    # A band that has begun is neither.
    (band,) = of_forecast(
        "one",
        "Home",
        forecast(progress=0, earliest=NOW, expected=NOW + HOUR, latest=NOW + HOUR),
        Ledger(),
    )
    assert current([band], NOW) is None
    assert current([band], NOW - HOUR) is band


def network(hours: float) -> NetworkState:
    """Return a network whose difficulty changes after some hours."""
    return NetworkState(height=925_000, retarget=NOW + hours * HOUR)


def test_any_range() -> None:
    """What touches a range is in it, in order, and nothing else."""
    known = [*pays((5, 6), (-2, 1)), *of_network("hub", network(4))]
    for start, end, expected in (
        (-9, 9, [1, 2, 0]),
        (1, 4, []),
        (0.9, 4, [1]),
        (1, 4.01, [2]),
        (5.5, 5.6, [0]),
        (6, 9, []),
    ):
        found = within(known, NOW + start * HOUR, NOW + end * HOUR)
        assert found == [known[place] for place in expected]


def test_ids_differ() -> None:
    """No two of a kind and an owner have one key."""
    payouts = tuple(
        LedgerPayout(time=NOW, amount=amount, kind=PaymentKind.LIGHTNING)
        for amount in range(3)
    )
    known = [*pays((1, 2), (3, 4)), *of_ledger("one", "Home", Ledger(payouts=payouts))]
    assert len({(one.kind, one.key) for one in known}) == len(known)
