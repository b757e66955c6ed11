"""Names that somebody chose to harm whoever shows them."""

from typing import Final

from .account import AccountPlan
from .machine import MachinePlan

PWNED: Final = "window.__pwned=1"
"""The effect of a page that runs a name as a script."""

ELSEWHERE: Final = "http://elsewhere.example"
"""The host that a page would contact if it loaded an image or followed a link."""

HOSTILE_NAMES: Final = (
    f"<script>{PWNED}</script>",
    f"<img src=x onerror={PWNED}>",
    f'"><svg/onload={PWNED}>',
    f"<iframe srcdoc='<script>parent.{PWNED}</script>'>",
    f"![rig]({ELSEWHERE}/image.png)",
    f"<img src={ELSEWHERE}/tag.png>",
    f"[rig](javascript:{PWNED})",
    f"[rig]({ELSEWHERE})",
    f"{ELSEWHERE}/plain",
    "www.elsewhere.example",
    "rig@elsewhere.example",
    "&lt;img src=x&gt; &#60;b&#62;",
    "**bold** _emphasis_ `code` ~~gone~~",
    "| a | b |",
    "# heading",
    "{{ states('sensor.home_unpaid') }}{% for x in y %}",
    "{workers} {0} {account!r} %s %(name)s",
    "${" + PWNED + "}",
    "rig\nERROR (MainThread) [homeassistant.core] FORGED",
    "rig\r\nFORGED: 1",
    "rig\x1b[31mFORGED\x1b[0m\x07\x08",
    "rig\x00rig",
    "rig\u2028FORGED\u2029FORGED\x85FORGED",
    "\u202egir\u2066x\u200f",
    "\u200b\u200d\ufeff",
    "\u3164\u2800",
    "e" + "\u0301" * 300,
    "🏴\U000e0067\U000e0062\U000e007f⛏️👨\u200d🔧",
    "x" * 10_000,
    "x" * 10_001,
    "⛏" * 10_000,
    '=HYPERLINK("http://elsewhere.example")',
    "+1+1|calc",
    "../../etc/passwd",
    "%2e%2e%2f",
    "a.b..c.",
    ".hidden",
    "rig",
    "RIG",
    "Rig",
    "rig ",
    " rig",
    "r-i-g",
    "r_i_g",
    "r i g",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "null",
    "None",
    "0",
    "-0",
    "1e400",
    "true",
    "",
)
"""Each is a different worker, even if two look the same."""


def hostile() -> AccountPlan:
    """Return machines with hostile names, each with 100 TH/s."""
    machines = tuple(
        MachinePlan(name=name, hashrate=100 * 10**12) for name in HOSTILE_NAMES
    )
    return AccountPlan(label="hostile", machines=machines)
