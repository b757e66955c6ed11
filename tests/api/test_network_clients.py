"""The clients of mempool and blockchain.info."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest
from yarl import URL

from custom_components.ocean_xyz.api import (
    BlockchainInfoClient,
    MempoolClient,
    OceanRefusedError,
    OceanResponseError,
)

from .answers import ANSWERS
from .support import NETWORK_ROUTES, Canned, run, said


@pytest.mark.parametrize(
    ("route", "url", "accept"),
    [
        ("mempool tip", "mempool.space/api/blocks/tip/height", "text/plain"),
        ("mempool fees", "mempool.space/api/v1/fees/recommended", "application/json"),
        ("mempool prices", "mempool.space/api/v1/prices", "application/json"),
        (
            "mempool retarget",
            "mempool.space/api/v1/difficulty-adjustment",
            "application/json",
        ),
        (
            "mempool hashrate",
            "mempool.space/api/v1/mining/hashrate/3d",
            "application/json",
        ),
        ("mempool blocks", "mempool.space/api/v1/blocks", "application/json"),
        (
            "blockchain.info statistics",
            "blockchain.info/stats?format=json",
            None,
        ),
        ("blockchain.info prices", "blockchain.info/ticker", None),
    ],
)
def test_routes_are_asked_at_their_place(
    route: str, url: str, accept: str | None
) -> None:
    """Each route is requested once, by https, without an account's lane."""
    transport = said(ANSWERS[route])
    run(NETWORK_ROUTES[route](transport))
    assert transport.asked == [(URL(f"https://{url}"), None, accept)]


@pytest.mark.parametrize(
    ("base", "wanted"),
    [
        ("http://umbrel.local:3006", "http://umbrel.local:3006/api/v1/blocks/7"),
        ("http://umbrel.local:3006/", "http://umbrel.local:3006/api/v1/blocks/7"),
        ("https://h/a/mempool", "https://h/a/mempool/api/v1/blocks/7"),
        ("https://h/a/mempool/", "https://h/a/mempool/api/v1/blocks/7"),
    ],
)
def test_an_own_instance_may_have_a_port_and_a_path(base: str, wanted: str) -> None:
    """Routes are appended to the path of the instance."""
    transport = said(ANSWERS["mempool blocks"])
    run(MempoolClient(transport, base=URL(base)).blocks(7))
    assert str(transport.asked[0][0]) == wanted


def test_mempool_is_read() -> None:
    """Heights, fees in sat/vB, prices, the retarget and the hashrate are read."""

    def client(route: str) -> MempoolClient:
        return MempoolClient(said(ANSWERS[route]))

    assert run(client("mempool tip").tip_height()) == 971_234
    fees = run(client("mempool fees").fees())
    assert (fees.fastest, fees.half_hour, fees.hour, fees.economy) == (
        12.0,
        8.0,
        5.5,
        2.0,
    )
    quotes = run(client("mempool prices").prices())
    assert quotes.prices == {"USD": 91_234.0, "EUR": 84_000.0}
    assert quotes.time == datetime(2026, 8, 21, 0, 22, tzinfo=UTC)
    retarget = run(client("mempool retarget").difficulty_adjustment())
    assert retarget.change == -1.85
    assert retarget.retarget_time == datetime(2026, 8, 28, 6, 53, 20, tzinfo=UTC)
    assert (retarget.retarget_height, retarget.remaining_blocks) == (972_720, 1121)
    network = run(client("mempool hashrate").hashrate())
    assert network.hashrate == 1.0189e21
    assert network.difficulty == 138_966_872_071_213.02
    (block,) = run(client("mempool blocks").blocks())
    assert block.hash == "00000000000000000001a2b3"
    assert (block.height, block.difficulty) == (971_234, 138_966_872_071_213.02)


@pytest.mark.parametrize("body", [b"971234", b"971234\n", b" 5 "])
def test_a_height_is_plain_digits(body: bytes) -> None:
    """White space before and after it is ignored."""
    assert run(MempoolClient(Canned(body)).tip_height()) == int(body)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"-5", b"+5", b"5.0", b"1e5", b"0x5", b"1_0", b"1234567890"),
        *(b'"5"', b"<p>5", "５".encode(), b"Service Unavailable"),
    ],
)
def test_what_is_no_height_is_refused(body: bytes) -> None:
    """A sign, decimals, a word or a page is not a height."""
    with pytest.raises(OceanResponseError):
        run(MempoolClient(Canned(body)).tip_height())


@pytest.mark.parametrize(
    ("answer", "hashrate", "difficulty"),
    [
        ({"currentHashrate": 0, "currentDifficulty": 5}, None, 5.0),
        ({"currentHashrate": 5, "currentDifficulty": 0}, 5.0, None),
        ({"currentHashrate": None, "currentDifficulty": "5"}, None, 5.0),
        ({"currentHashrate": "1e21"}, 1e21, None),
    ],
)
def test_a_zero_of_mempool_is_not_known(
    answer: object, hashrate: float | None, difficulty: float | None
) -> None:
    """An instance reports zero while its node is down."""
    network = run(MempoolClient(said(answer)).hashrate())
    assert (network.hashrate, network.difficulty) == (hashrate, difficulty)


@pytest.mark.parametrize(
    "answer", [{"currentHashrate": 0, "currentDifficulty": 0}, {}, {"hashrates": []}]
)
def test_neither_hashrate_nor_difficulty_is_no_answer(answer: object) -> None:
    """An answer without data must not replace a known value."""
    with pytest.raises(OceanResponseError):
        run(MempoolClient(said(answer)).hashrate())


@pytest.mark.parametrize("answer", [{}, {"minimumFee": 1}, {"fastestFee": None}])
def test_no_fee_rate_is_no_answer(answer: object) -> None:
    """At least one of the four fees must be present."""
    with pytest.raises(OceanResponseError):
        run(MempoolClient(said(answer)).fees())


def test_some_fee_rates_are_better_than_none() -> None:
    """A missing rate is unknown, and zero is a rate."""
    fees = run(MempoolClient(said({"fastestFee": 0})).fees())
    assert fees.fastest == 0.0
    assert fees.economy is None


def test_a_difficulty_of_zero_is_no_difficulty() -> None:
    """Everything is divided by it."""
    answer = [{"id": "0", "height": 1, "difficulty": 0}]
    (block,) = run(MempoolClient(said(answer)).blocks())
    assert block.difficulty is None


SINGLE = ("mempool fees", "mempool prices", "mempool retarget", "mempool hashrate")


@pytest.mark.parametrize("route", [*SINGLE, "blockchain.info statistics"])
@pytest.mark.parametrize("odd", ["-", "", "NaN", {}, [], True, "9" * 60])
def test_one_unreadable_figure_takes_no_other_along(route: str, odd: object) -> None:
    """Whichever it is: a figure more is unknown, and the others stay."""

    def known(answer: object) -> dict[str, Any]:
        model: Any = run(NETWORK_ROUTES[route](said(answer)))
        figures = asdict(model)
        figures |= figures.pop("prices", {})
        return {name: value for name, value in figures.items() if value is not None}

    whole = known(ANSWERS[route])
    for field in ANSWERS[route]:
        rest = known(ANSWERS[route] | {field: odd})
        assert rest.items() <= whole.items()
        assert len(rest) >= len(whole) - 1


@pytest.mark.parametrize("route", NETWORK_ROUTES)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"Service Unavailable", 503),
        (b'{"error": "not in sync"}', 503),
        (b"971234", 500),
        (b'{"USD": 5}', 400),
    ],
)
def test_a_status_of_an_error_is_an_error(route: str, body: bytes, status: int) -> None:
    """The body is never data, and the message names host and status."""
    with pytest.raises(OceanResponseError, match=rf"^[a-z.]+ answered {status}$"):
        run(NETWORK_ROUTES[route](Canned(body, status)))


def test_an_own_instance_may_refuse_the_password() -> None:
    """It is a separate error, so that a form can ask for other credentials."""
    with pytest.raises(OceanRefusedError, match="refused the user name and password"):
        run(MempoolClient(said({}, 401)).fees())


def test_blockchain_info_is_read() -> None:
    """GH/s become hashes per second, and the last price counts."""
    stats = run(
        BlockchainInfoClient(said(ANSWERS["blockchain.info statistics"])).stats()
    )
    assert stats.hashrate == pytest.approx(1.0189e21)
    assert stats.height == 971_234
    assert stats.difficulty == 138_966_872_071_213.0
    prices = run(
        BlockchainInfoClient(said(ANSWERS["blockchain.info prices"])).prices()
    ).prices
    assert prices == {"USD": 91_234.5, "EUR": 84_012.25}


def test_what_else_a_ticker_holds_is_ignored() -> None:
    """A key that is not a currency may have any value; a currency may lack a price."""
    ticker: dict[str, Any] = {
        **ANSWERS["blockchain.info prices"],
        "updated": 5,
        "note": None,
        "GBP": {"symbol": "£"},
        "JPY": {"last": -1},
    }
    prices = run(BlockchainInfoClient(said(ticker)).prices()).prices
    assert prices == {"USD": 91_234.5, "EUR": 84_012.25}


@pytest.mark.parametrize("quote", [5, None, "5", [], {"last": "x"}, {"last": []}])
def test_a_quote_that_cannot_be_read_is_no_price(quote: object) -> None:
    """A currency's quote is an object with a number in it; the others stay."""
    quotes = ANSWERS["blockchain.info prices"] | {"USD": quote}
    prices = run(BlockchainInfoClient(said(quotes)).prices()).prices
    assert prices == {"EUR": 84_012.25}
    with pytest.raises(OceanResponseError):
        run(BlockchainInfoClient(said({"USD": quote})).prices())
