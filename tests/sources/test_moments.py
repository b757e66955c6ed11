"""Whether an answer goes back in time."""

import pytest

from custom_components.ocean_xyz.api import OceanResponseError
from custom_components.ocean_xyz.sources.moments import Moments


def told(moments: Moments[float | None], *answers: float | None) -> list[bool | None]:
    """Return for each answer whether it is taken; None for one that is refused."""
    verdicts: list[bool | None] = []
    for answer in answers:
        try:
            verdicts.append(moments.admits(answer))
        except OceanResponseError:
            verdicts.append(None)
    return verdicts


def snapshots() -> Moments[float | None]:
    """Return the moments of answers that are nothing but their moment."""
    return Moments(of=lambda moment: moment, steps=5)


def test_time_goes_on() -> None:
    """The same moment again is as good as a later one."""
    assert told(snapshots(), 0, 60, 60, 120) == [True] * 4


def test_a_server_that_lags_behind_is_passed_over() -> None:
    """Two minutes are no trouble: what was known stays until there is news."""
    assert told(snapshots(), 600, 480, 540, 600, 660) == [
        True,
        False,
        False,
        True,
        True,
    ]


def test_an_old_answer_is_refused() -> None:
    """More than two minutes are, and the next good answer is good."""
    assert told(snapshots(), 600, 479, 0, 660) == [True, None, None, True]


def test_a_clock_that_was_set_back_is_followed() -> None:
    """Five earlier answers that move on are the truth, and what follows is."""
    history = told(snapshots(), 9000, 0, 60, 120, 180, 240, 300, 8000)
    assert history == [True, *[None] * 4, True, True, True]


def test_an_old_copy_is_never_followed() -> None:
    """It stands still, or begins anew."""
    assert told(snapshots(), 9000, *[60] * 20) == [True, *[None] * 20]


def test_two_wrong_clocks_are_no_worse_than_one() -> None:
    """After 2139 and 2100 the truth is followed as soon as after 2139 alone."""
    history = told(snapshots(), 90_000, 50_000, 0, 60, 120, 180, 240, 300)
    assert history == [True, *[None] * 5, True, True]


def test_servers_a_little_apart_tell_one_truth() -> None:
    """Of two whose clocks were set back, one lags: the answers of the other count."""
    history = told(snapshots(), 9000, 60, 0, 120, 60, 180, 120, 240, 180, 300)
    assert history == [True, *[None] * 8, True]


def test_a_good_answer_ends_the_count() -> None:
    """Four earlier ones, a good one, four earlier ones."""
    history = told(snapshots(), 9000, 0, 60, 120, 180, 9000, 240, 300, 360, 420)
    assert history == [True, *[None] * 4, True, *[None] * 4]


def test_a_block_that_lost_its_place_is_given_up() -> None:
    """The one before it stands still where it is, and is the last again."""
    moments: Moments[float | None] = Moments(
        of=lambda at: at, slack=0, steps=5, moving=False
    )
    assert told(moments, 9000, *[8000] * 6) == [True, *[None] * 4, True, True]


def test_an_answer_that_says_nothing_begins_anew() -> None:
    """After it there is nothing to be earlier than."""
    assert told(snapshots(), 9000, None, 0) == [True, True, True]


@pytest.mark.parametrize(("slack", "verdict"), [(0, None), (1, False)])
def test_heights_have_a_slack_of_their_own(slack: float, verdict: bool | None) -> None:
    """Nodes are a block apart for a moment."""
    moments: Moments[float | None] = Moments(of=lambda height: height, slack=slack)
    assert told(moments, 900_001, 900_000) == [True, verdict]
