"""Asks the real upstreams once: `python -m probe [ADDRESS] [--save FILE]`."""

import argparse
import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
import secrets
import sys

from aiohttp import ClientSession, DummyCookieJar
import orjson

from custom_components.ocean_xyz.api import Transport

from .anonymous import Anonymizer
from .asking import POLITE, Finding, ask_all, beside
from .shapes import known_shapes


def table(findings: list[Finding]) -> str:
    """Return what was found, a line for each question and each difference."""
    width = max(len(finding.name) for finding in findings)
    lines = [f"{'question':{width}}  read  shape"]
    for finding in findings:
        read = "no" if finding.problem else "yes"
        shape = "differs" if finding.difference else "as expected"
        lines.append(f"{finding.name:{width}}  {read:4}  {shape}")
        lines += [f"    {finding.problem}"] if finding.problem else []
        for what in ("missing", "new", "other"):
            lines += [
                f"    {what}: {path}" for path in getattr(finding.difference, what)
            ]
    compared = beside(findings)
    if compared:
        lines.append("\nfigure  page  interface")
        lines += [f"{name}  {page}  {info}" for name, page, info in compared]
    return "\n".join(lines)


def capture(findings: list[Finding], anonymizer: Anonymizer) -> bytes:
    """Return the answers without anything that tells whose they are."""
    answers = {
        finding.name: anonymizer.value(finding.value)
        for finding in findings
        if finding.value is not None
    }
    return orjson.dumps(answers, option=orjson.OPT_INDENT_2)


async def ask(address: str | None) -> list[Finding]:
    """Ask everything."""
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        findings, _ = await ask_all(
            Transport(session, spacing=POLITE),
            address,
            known_shapes(),
            datetime.now(UTC),
        )
    return findings


def report(findings: list[Finding], address: str | None, save: Path | None) -> bool:
    """Print and save; return whether everything is as expected."""
    print(table(findings))
    if save is not None:
        anonymizer = Anonymizer(
            factor=Decimal(secrets.randbelow(900) + 100) / 500,
            digits=lambda number: secrets.token_hex(number)[:number],
            address=address,
        )
        save.write_bytes(capture(findings, anonymizer))
    return all(finding.good for finding in findings)


def main() -> None:
    """Read the command line, and exit with 1 if something is not as expected."""
    parser = argparse.ArgumentParser(prog="scripts/probe", description=__doc__)
    parser.add_argument(
        "address", nargs="?", help="a payout address; else the pool only"
    )
    parser.add_argument(
        "--save", type=Path, metavar="FILE", help="write an anonymized capture"
    )
    options = parser.parse_args()
    findings = asyncio.run(ask(options.address))
    sys.exit(not report(findings, options.address, options.save))


if __name__ == "__main__":
    main()
