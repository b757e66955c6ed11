"""What happens in the week."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from simulator import Effect, Trouble
from simulator.oddities import (
    FixedUnpaid,
    IdleError,
    LateUnpaid,
    NullResult,
    OlderSnapshot,
    PartialLists,
    StuckSnapshot,
    WrongChain,
    ZeroSnapshot,
)
from simulator.outages import (
    Body,
    Broken,
    CutBody,
    EmptyBody,
    HtmlInstead,
    Json,
    Status,
)

from .week import Act, Week

API: Final = "api.ocean.xyz"
SITE: Final = "ocean.xyz"
MEMPOOL: Final = "mempool.space"
BLOCKCHAIN_INFO: Final = "blockchain.info"

NEW_ZEALAND: Final = "Pacific/Auckland"

DOWN: Final = Status(HTTPStatus.BAD_GATEWAY)
HALLS: Final = tuple(f"hall-{number}" for number in range(1, 7))
VISITORS: Final = ("visitor-1", "visitor-2", "visitor-3")

WRONG: Final[tuple[Effect, ...]] = (
    HtmlInstead(),
    EmptyBody(),
    CutBody(),
    Body(b"\xff\xfe"),
    Json([]),
    NullResult(),
    IdleError(),
    ZeroSnapshot(),
    FixedUnpaid(),
    PartialLists(),
    OlderSnapshot(120),
    LateUnpaid(),
)
"""Wrong answers. Each comes for one minute."""


def minutes(number: float) -> timedelta:
    """Return a number of minutes as a timedelta."""
    return timedelta(minutes=number)


def interface_down(week: Week) -> None:
    """The API fails and the web page replaces it; a hall stops meanwhile."""
    week.outage(DOWN, 40, host=API)


def ocean_down(week: Week) -> None:
    """OCEAN is gone for three hours; one hall is off meanwhile, one stays off."""
    for host in (API, SITE):
        week.outage(DOWN, 180, host=host)
    week.churn.blip("hall-4", lasting=minutes(60))


def network_gone(week: Week) -> None:
    """No network source answers for more than a day."""
    for host in (MEMPOOL, BLOCKCHAIN_INFO):
        week.house.upstreams.inject(
            DOWN, host=host, end=week.house.world.now + timedelta(hours=26)
        )


def busy(week: Week) -> None:
    """OCEAN limits requests for twenty minutes."""
    effect = Status(HTTPStatus.TOO_MANY_REQUESTS, retry_after=1200)
    week.house.upstreams.inject(effect, host=API, times=1)
    week.disturb(minutes(20))


def stuck(week: Week) -> None:
    """OCEAN's snapshots stand still for half an hour."""
    week.outage(StuckSnapshot(week.house.world.now), 30, host=API)


def power_cut(week: Week) -> None:
    """The farm is without power; OCEAN reports no balance of an idle account."""
    week.churn.stop(*week.churn.running)
    week.disturb(timedelta(hours=5))


def power_back(week: Week) -> None:
    """Everything runs again, except the hall that was removed."""
    week.churn.back("hall-1", "hall-3-new", "hall-4", "hall-5", "hall-6")
    week.disturb()


async def dark_house(week: Week) -> None:
    """The house is without power for eleven hours; a hall stops in that time."""
    later = timedelta(hours=2)
    week.churn.stop("hall-6", later=later, within=timedelta(hours=9, minutes=20))
    week.churn.blip("hall-1", lasting=timedelta(hours=3))
    await week.restart(crash=True, away=11)


def own_block(week: Week) -> None:
    """The pool finds a block with our worker."""
    week.house.world.find_block(finder=week.books["home"].address, worker="hall-1")


def find_block(week: Week) -> None:
    """The pool finds a block."""
    week.house.world.find_block()


async def reload_often(week: Week) -> None:
    """The settings are changed three times within a few minutes."""
    for _ in range(3):
        await week.house.reload()
        await week.house.minute()


def rename(week: Week) -> None:
    """A hall is renamed. Its old workers will be gone during a power cut."""
    week.churn.rename("hall-3", "hall-3-new", gone_within=minutes(70))
    week.more_devices += 1


def come(week: Week, *names: str) -> None:
    """New machines are switched on."""
    week.churn.come(*names)
    week.more_devices += len(names)


def wrong_answer(effect: Effect) -> Callable[[Week], None]:
    """Return a function that makes all answers of one minute wrong."""
    return lambda week: week.outage(effect, 1, host=API)


WRONG_ANSWERS: Final = tuple(
    Act(17 + number / 6, wrong_answer(effect)) for number, effect in enumerate(WRONG)
)

ACTS: Final = (
    Act(0.5, lambda week: week.churn.blip("hall-6", lasting=minutes(2))),
    # Europe's clocks go forward in the first night.
    Act(2.0, lambda week: week.churn.stop("hall-1")),
    Act(4.0, lambda week: week.churn.back("hall-1")),
    Act(6.0, lambda week: week.outage(DOWN, 2, host=API)),
    Act(8.0, interface_down),
    Act(8.2, lambda week: week.churn.stop("hall-2", within=minutes(45))),
    Act(11.0, lambda week: week.churn.back("hall-2")),
    Act(12.0, lambda week: week.outage(DOWN, 300, host=MEMPOOL)),
    Act(14.0, lambda week: week.house.world.retarget(1.08)),
    Act(16.0, lambda week: week.house.reload()),
    *WRONG_ANSWERS,
    Act(20.0, rename),
    Act(22.0, own_block),
    Act(24.0, ocean_down),
    Act(25.5, lambda week: week.churn.stop("hall-5", within=minutes(110))),
    Act(29.0, lambda week: week.churn.back("hall-5")),
    Act(30.0, lambda week: week.restart()),
    Act(32.0, lambda week: week.count()),
    Act(34.0, lambda week: week.restart(crash=True)),
    Act(36.0, lambda week: week.churn.drop("hall-2")),
    Act(40.0, power_cut),
    Act(45.0, power_back),
    Act(48.0, lambda week: week.house.move_to_zone(NEW_ZEALAND)),
    Act(50.0, busy),
    Act(54.0, lambda week: week.outage(WrongChain(), 240, host=MEMPOOL)),
    Act(60.0, lambda week: come(week, *VISITORS)),
    Act(61.0, lambda week: week.churn.leave(*VISITORS)),
    Act(66.0, stuck),
    Act(70.0, lambda week: week.count()),
    Act(72.0, dark_house),
    Act(85.0, lambda week: week.churn.back("hall-6")),
    Act(86.0, lambda week: week.welcome("Plant")),
    Act(88.0, find_block),
    Act(90.0, lambda week: week.remove_gone(2)),
    Act(93.0, find_block),
    Act(96.0, lambda week: come(week, "hall-3")),
    Act(98.0, lambda week: week.see_off()),
    Act(99.0, lambda week: week.count()),
    Act(100.0, network_gone),
    Act(118.0, lambda week: week.remove_gone(3)),
    Act(128.0, reload_often),
    Act(132.0, lambda week: week.count()),
    Act(138.0, lambda week: week.house.world.retarget(0.93)),
    # The house is switched off for a night.
    Act(139.0, lambda week: week.restart(away=11)),
    # New Zealand's clocks go back in the last night.
    Act(158.0, lambda week: week.churn.stop("hall-1")),
    Act(160.0, lambda week: week.churn.back("hall-1")),
    Act(166.0, lambda week: week.outage(Broken(Trouble.HANG), 30, host=API)),
)
