"""The commands of collection, in plain words."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

Adder = Callable[..., argparse.ArgumentParser]
QUARTER_LEDGERS = ("xero", "quickbooks")
"""The ledgers a practice quarter may be played with."""
Inner = Callable[[argparse.ArgumentParser], Adder]


def add_collection(add: Adder, inner: Inner) -> None:
    """`collect` with its actions, and `practice-quarter`."""
    act = inner(add("collect", "debits for unpaid invoices, and settlements back into the ledger"))
    clearing = act("clearing", "accounts that settlements can be paid into; choose one")
    clearing.add_argument("route")
    clearing.add_argument("account", nargs="?", default="", help="name, code or id of the one to choose")
    _customers(act)
    by_hand = act("import", "import unpaid invoices by hand")
    by_hand.add_argument("route")
    by_hand.add_argument(
        "--invoice", action="append", metavar="NUMBER", help="only this one; may be given several times"
    )
    by_hand.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="when overdue ones are debited")
    by_hand.add_argument("--dry-run", action="store_true", help="show what would be sent; write nothing anywhere")
    by_hand.add_argument("--yes", action="store_true", help="do not ask")
    rounds = act("now", "one round now: what :15 and :45 do")
    rounds.add_argument("route", nargs="?", default="")
    rounds.add_argument("--stay", action="store_true", help="stay, and run at every :15 and :45 until stopped")
    settle = act("settlements", "transactions by settlement date")
    settle.add_argument("route")
    settle.add_argument("--apply", action="store_true", help="apply what has settled")
    settle.add_argument("--reverse", action="store_true", help="reverse payments whose money came back")
    settle.add_argument("--csv", type=Path, metavar="FILE", help="write them to a file")
    settle.add_argument("--yes", action="store_true", help="do not ask")
    act("health", "what needs somebody, and what mends it").add_argument("route")
    word = act("decide", "your word on what nobody could prove; 'health' names it and says how to look")
    word.add_argument("route")
    word.add_argument("name", help="the invoice's number, or the transaction's id, as 'health' shows it")
    word.add_argument("word", choices=("send-again", "leave"))
    word.add_argument("--yes", action="store_true", help="do not ask")
    _quarter(add)


def _customers(act: Adder) -> None:
    one = act("customers", "customers and their match; connect, create, switch")
    one.add_argument("route")
    one.add_argument("--connect-found", action="store_true", help="connect all whose identifier is the contact's name")
    one.add_argument("--create", action="append", metavar="NAME", help="create this customer in Rotessa and connect it")
    one.add_argument("--disconnect", action="append", metavar="NAME")
    one.add_argument(
        "--customer", action="append", metavar="NAME", help="whom the switches are for; else all connected"
    )
    one.add_argument("--auto-import", action=argparse.BooleanOptionalAction, default=None)
    one.add_argument("--auto-update", action=argparse.BooleanOptionalAction, default=None)
    one.add_argument("--yes", action="store_true", help="do not ask")


def _quarter(add: Adder) -> None:
    one = add("practice-quarter", "three months of collection on practice books whose time is moved, with a proof")
    one.add_argument("--ledger", choices=QUARTER_LEDGERS, help="only the ledger of this name; else both, side by side")
    one.add_argument("--days", type=int, default=92, help="how many days")
    one.add_argument("--seed", type=int, default=argparse.SUPPRESS)
    one.add_argument("--invoices", type=int, default=argparse.SUPPRESS, help="how many open invoices there are")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date as YYYY-MM-DD") from problem
