"""The cards of an account's page."""

import pytest

from .support import MARK, account, fixture


def _cards(*cards: tuple[str, str], each: bool = False) -> str:
    """Return cards, in a box together or each in its own."""
    pairs = [
        f'<div class="blocks-label">{label}</div><span>{value}</span>'
        for label, value in cards
    ]
    if each:
        return "".join(f"<div>{pair}</div>" for pair in pairs)
    return f"<section>{''.join(pairs)}</section>"


BARE_CARDS = """<p>Unpaid Earnings: <b>0.00000500 BTC</b></p>
<p>Shares in reward window <b>11.78G</b></p>"""


CARDS_VALUE_FIRST = """<div>0.00000500 <i>BTC</i><div><b>Unpaid Earnings</b></div></div>
<div><p>11.78<small>G</small></p><p>Shares In Reward Window</p></div>"""


UNPAID = ("Unpaid Earnings", "0.00000500 BTC")


SHARES = ("Shares In Reward Window", "11.78G")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("payoutcards_2026", {"unpaid": "0.00356948"}),
        ("lifetimecards_2026", {}),
        (
            "earningscards_2026",
            {
                "estimated_earn_next_block": "0.00028374",
                "shares_in_tides": "112740000000",
                "active_worker_count": "2",
            },
        ),
    ],
)
def test_fragment_of_cards_tells_its_cards(name: str, words: dict[str, str]) -> None:
    """A fragment of cards is read; there is no payout below the threshold."""
    assert account(fixture(name)) == words


@pytest.mark.parametrize(
    "html",
    [
        _cards(UNPAID, SHARES),
        _cards(UNPAID, SHARES, each=True),
        f"<h2>Balance</h2>{_cards(UNPAID, SHARES)}",
        _cards(UNPAID, SHARES).replace("<section>", "<section><h2>Balance</h2>"),
        _cards(("Other", "7"), UNPAID, SHARES),
        _cards(UNPAID, SHARES).replace("<section>", "<section><b>Other</b><i>7</i>"),
        BARE_CARDS,
        CARDS_VALUE_FIRST,
        _cards(UNPAID, SHARES).replace("Earnings<", "Earnings<p>What is owed</p><"),
        _cards(UNPAID, SHARES, UNPAID),
    ],
)
def test_cards_are_found_in_any_box(html: str) -> None:
    """A label's value is found in a common or an own box, before or after the label."""
    assert account(html) == {"unpaid": "0.00000500", "shares_in_tides": "11780000000"}


@pytest.mark.parametrize(
    "html",
    [
        _cards(UNPAID, SHARES).replace("<span>0.00000500 BTC</span>", ""),
        "<p>0.00000500 BTC</p>"
        + _cards(SHARES, UNPAID)[9:-10].replace("<span>", "<b>"),
        _cards(("Unpaid Earnings", "0.00000500 BTC soon")),
        _cards(("Unpaid Earnings", "0.00000500 BTC</span><span>0.00000600 BTC")),
        _cards(("Unpaid Earnings", "-"), ("Workers Currently Hashing", "n/a")),
        _cards(UNPAID, ("Unpaid Earnings", "0.00000600 BTC"), each=True),
        _cards(UNPAID, ("Unpaid Earnings", "0.00000600 BTC")),
        "<div>" + "<i>x</i>" * 300 + _cards(UNPAID)[9:-10],
        "<div><div><div><div>Unpaid Earnings</div></div></div></div><b>0.1 BTC</b>",
        _cards(UNPAID, ("Lifetime Earnings", "0.00000499 BTC")),
    ],
)
def test_cards_in_doubt_tell_nothing(html: str) -> None:
    """A missing, extra, unreadable or contradicted value is unknown."""
    assert "unpaid" not in account(html)
    assert "active_worker_count" not in account(html)


@pytest.mark.parametrize(
    ("unpaid", "payout", "coming", "window", "believed"),
    [
        (500, 800, 300, 2400, True),
        (800, 500, 300, 2400, False),
        (500, 300, 800, 2400, False),
        (300, None, 500, 2400, False),
        (500, None, 300, 2400, True),
        (500, 700, 900, 2400, True),
        (0, 0, 0, 0, True),
    ],
)
def test_amounts_that_changed_places_are_not_believed(
    unpaid: int, payout: int | None, coming: int, window: int, believed: bool
) -> None:
    """Amounts that would also fit when exchanged are not believed."""
    said = {
        "Unpaid Earnings": unpaid,
        "Estimated Payout Next Block": payout,
        "Estimated Earnings Next Block": coming,
        "Estimated Rewards In Window": window,
    }
    html = _cards(
        *(
            (label, f"0.{sats:08d} BTC")
            for label, sats in said.items()
            if sats is not None
        )
    )
    assert ("unpaid" in account(html)) is believed


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Unpaid", {"unpaid": "0.00000500"}),
        ("Total Unpaid Balance", {"unpaid": "0.00000500"}),
        ("Unpaid Earnings ⓘ", {"unpaid": "0.00000500"}),
        ("Est. Earnings / Next Block", {"estimated_earn_next_block": "0.00000500"}),
        ("Pool Unpaid", {}),
        ("Unpaid Earnings USD", {}),
        ("Balance", {}),
        ("Lifetime earnings and earnings per day", {}),
        ("Unpaid " * 20, {}),
    ],
)
def test_label_is_told_by_its_key_words(label: str, words: dict[str, str]) -> None:
    """Words next to the key words do not matter, unless they change the meaning."""
    assert account(_cards((label, "0.00000500 BTC")) + MARK) == words


def _helped(label: str, text: str, value: str = "0.00000500 BTC") -> str:
    """Return a card whose label has an explanation."""
    return (
        f'<div><div class="blocks-label">{label}<span class="tooltiptext">{text}</span>'
        f"</div><span>{value}</span></div>"
    )


PENDING = "Earnings below threshold pending payment"


def test_explanation_tells_what_a_card_is_about() -> None:
    """A label with any name is known by its explanation."""
    assert account(_helped("Balance", PENDING)) == {"unpaid": "0.00000500"}
    assert account(_helped("<b>Unpaid</b> <i>Earnings</i>", "")) == {
        "unpaid": "0.00000500"
    }
    unclear = _helped("Balance", "Earnings per day, pending payment")
    assert account(unclear + MARK) == {}


def test_explanation_that_contradicts_its_label_calls_both_into_doubt() -> None:
    """Both figures are unknown on the whole page."""
    html = _helped("Lifetime Earnings", PENDING) + _helped("Unpaid Earnings", "")
    assert account(html + MARK) == {}


def test_shares_are_known_by_their_form_beside_the_estimates() -> None:
    """It is the only figure in that format in the box of the estimates."""
    window = ("Estimated Rewards In Window", "0.00226499 BTC")
    html = f"<div>{_cards(('Counted', '112.74G'), window)}</div>"
    assert account(html) == {"shares_in_tides": "112740000000"}
    two = _cards(("Counted", "112.74G"), window, ("Difficulty", "127.48T"))
    assert account(f"<div>{two}</div>") == {}
    apart = _cards(("Counted", "112.74G"), each=True) + f"<div>{_cards(window)}</div>"
    assert account(f"<div><div><div>{apart}</div></div></div>") == {}


@pytest.mark.parametrize(
    ("said", "absent"),
    [
        ({"Estimated Payout Next Block": 800}, {"estimated_payout_next_block"}),
        (
            {"Unpaid Earnings": 900, "Estimated Payout Next Block": 800},
            {"estimated_payout_next_block", "unpaid"},
        ),
        (
            {
                "Unpaid Earnings": 500,
                "Estimated Payout Next Block": 900,
                "Estimated Earnings Next Block": 300,
            },
            {"estimated_payout_next_block"},
        ),
        (
            {
                "Estimated Earnings Next Block": 300_000,
                "Estimated Rewards In Window": 500_000,
            },
            {"estimated_earn_next_block"},
        ),
        (
            {
                "Unpaid Earnings": 800_000,
                "Estimated Earnings Next Block": 100_000,
                "Estimated Rewards In Window": 3_000_000,
            },
            {"unpaid", "estimated_earn_next_block"},
        ),
    ],
)
def test_amounts_that_cannot_be_are_not_known(
    said: dict[str, int], absent: set[str]
) -> None:
    """The payout is unpaid plus a block's earning: about an eighth of the window's."""
    html = _cards(*((label, f"0.{sats:08d} BTC") for label, sats in said.items()))
    assert account(html).keys().isdisjoint(absent)


def test_shares_that_cannot_earn_what_the_window_does_are_not_known() -> None:
    """Two shares cannot earn a quarter of a million satoshis."""
    window = ("Estimated Rewards In Window", "0.00226499 BTC")
    html = _cards(("Shares In Reward Window", "2"), window)
    assert account(html) == {}
    html = _cards(("Shares In Reward Window", "112.74G"), window)
    assert account(html) == {"shares_in_tides": "112740000000"}
