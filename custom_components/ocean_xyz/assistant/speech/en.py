"""English."""

from typing import Final

from .words import Question, Words

_NOW = "[(now|right now|currently|at the moment)]"
_MINERS = "(miners|mining machines|mining workers)"
_MINER = "(miner|mining machine|mining worker)"

ENGLISH: Final = Words(
    language="en",
    sentences={
        Question.STATUS: (
            "how is [my|the] [bitcoin] mining [going|doing] [(with|for) {account}]",
            f"how are (my|the) {_MINERS} [doing]",
            "(what is|what's) (my|the) [mining] hashrate [(of|for) {account}]",
            "(what is|what's) (my|the) mining status [(of|for) {account}]",
            "am I mining",
        ),
        Question.OFF: (
            f"which [of] [my|the] {_MINERS} are (off|offline|down|not mining)",
            f"are all [of] [my|the] {_MINERS} (on|online|running|mining)",
        ),
        Question.PAYOUT: (
            "when is (my|the) next [mining] payout [(of|for) {account}]",
            "when does (my|the) next [mining] payout come [for {account}]",
        ),
        Question.PROFIT: (
            f"does [my|the] mining pay [off] {_NOW}",
            f"is [my|the] mining profitable {_NOW}",
        ),
        Question.WORKER: (
            (
                f"is [my|the] {{worker}} {_MINER} (running|mining|on|online|offline|off|down"
                "|slow|slower than usual)"
            ),
            (
                f"is [my|the] {_MINER} {{worker}} (running|mining|on|online|offline|off|down"
                "|slow|slower than usual)"
            ),
            f"how is [my|the] {{worker}} {_MINER} (doing|running)",
        ),
    },
    earned_sentences=(
        (
            "(what|how much) (did I (earn|mine)|have I (earned|mined)) SPAN"
            " [(with|from) {account}]"
        ),
        (
            "how many (sats|satoshis) (did I (earn|mine)|have I (earned|mined)) SPAN"
            " [(with|from) {account}]"
        ),
    ),
    spans={
        Question.TODAY: "today",
        Question.YESTERDAY: "yesterday",
        Question.WEEK: "this week",
        Question.MONTH: "this month",
        Question.TOTAL: "in total|so far|altogether",
    },
    some_mine="{online} of {total} machines are mining.",
    one_mines="The machine is mining.",
    none_mines="No machine is mining.",
    hashrate="The average of three hours is {hashrate}.",
    expected="You can expect {amount} a day.",
    earned={
        Question.TODAY: "You earned {amount} today.",
        Question.YESTERDAY: "You earned {amount} yesterday.",
        Question.WEEK: "You earned {amount} this week.",
        Question.MONTH: "You earned {amount} this month.",
        Question.TOTAL: "You have earned {amount} in total.",
    },
    all_mine="No machine is offline.",
    offline="Offline: {names}.",
    paused="Off on purpose: {names}.",
    low="Less hashrate than usual: {names}.",
    more="{count} more",
    payout="The next payout is expected {when}.",
    payout_soon="The next payout can come at any time.",
    payout_far="The balance does not reach a payout on chain in the foreseeable future.",
    hours=("in an hour", "in {count} hours"),
    days=("in a day", "in {count} days"),
    unpaid="{amount} are unpaid.",
    pays="Mining pays: the profit is {amount} a day.",
    pays_not="Mining does not pay: the loss is {amount} a day.",
    no_costs="I do not know the costs. Enter them in the account's settings.",
    worker={
        "online": "{name} is mining.",
        "low": "{name} is mining with less hashrate than usual.",
        "offline": "{name} is offline.",
        "paused": "{name} is off on purpose.",
        "gone": "OCEAN no longer lists {name}.",
    },
    unknown="That is not known at the moment.",
    not_live="OCEAN's figures are not up to date at the moment.",
    no_such="I know no account and no machine with the name {name}.",
    not_exposed="None of OCEAN's entities that answer this are exposed to me. The"
    " action Expose to Assist exposes them in one step.",
)
