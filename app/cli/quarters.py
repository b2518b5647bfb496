"""`practice-quarter` without a ledger: the quarter with either of them, side by side, each in a process of its own."""

from __future__ import annotations

import argparse
import json
from typing import Any

from app.cli.endings import Exit
from app.cli.grammar_collection import QUARTER_LEDGERS
from app.cli.house import Ended, House
from app.cli.output import Out

_NAMES = {"xero": "Xero", "quickbooks": "QuickBooks"}


def practice_quarters(asked: argparse.Namespace, house: House, out: Out) -> Exit:
    """Play both, tell each as it ends; the exit code is the worse one."""
    names = [_NAMES[ledger] for ledger in QUARTER_LEDGERS]
    out.say(f"A quarter with {' and one with '.join(names)}, side by side. That takes some minutes.")
    told: dict[str, Any] = {}
    codes = []
    for ended in house.side_by_side([_line(asked, ledger) for ledger in QUARTER_LEDGERS]):
        ledger = QUARTER_LEDGERS[ended.place]
        out.say()
        out.say(f"=== {_NAMES[ledger]} ===")
        for words in ended.err.splitlines():
            out.say(words)
        told[ledger] = _object(ended)
        codes.append(_exit(ended.code))
    holds = all(told[ledger].get("holds") is True for ledger in QUARTER_LEDGERS)
    out.say()
    out.say(
        "Every rule held with both ledgers." if holds else "A rule was broken, or a quarter did not come to its end."
    )
    out.object({**told, "holds": holds})
    return max(codes) if max(codes) is not Exit.DONE or holds else Exit.HELD


def _line(asked: argparse.Namespace, ledger: str) -> list[str]:
    """The command line of one of them; sentences go to its standard error, the object alone to its output."""
    line = ["--data", str(asked.data)] if asked.data else []
    line += ["practice-quarter", "--ledger", ledger, "--days", str(asked.days), "--seed", str(asked.seed), "--json"]
    return line + (["--invoices", str(asked.invoices)] if asked.invoices is not None else [])


def _object(ended: Ended) -> dict[str, Any]:
    """What it said as JSON; nothing where it ended before it could."""
    try:
        found = json.loads(ended.out)
    except ValueError:
        return {}
    return dict(found) if isinstance(found, dict) else {}


def _exit(code: int) -> Exit:
    """Its exit code; one that is none of ours (it was ended by the system) counts as work left undone."""
    return Exit(code) if code in set(Exit) else Exit.HELD
