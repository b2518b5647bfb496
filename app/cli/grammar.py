"""Every command with its options, in plain words."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from app.cli.endings import MEANING
from app.cli.grammar_collection import add_collection
from app.domain.documents import Facet, SalesForm
from app.domain.mapping import ROUNDING_LIMIT_MOST

PROGRAM = "ledgerferry"
ADVANCED = ("api_url", "authorize_url", "token_url", "revocation_url", "connections_url", "web_url", "ports")
"""Addresses of a ledger connection that hardly anybody changes."""

LEDGERS = ("xero", "quickbooks", "quickbooks-us")
"""What `demo` sends to; QuickBooks in a company with tax codes of its own, and in one with automated sales tax."""

Adder = Callable[..., argparse.ArgumentParser]


def make_parser() -> argparse.ArgumentParser:
    """The whole grammar. Without a command the window opens."""
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Carries invoices from Autotask to Xero or QuickBooks, once and to the cent. Without a command the window opens.",
        epilog=MEANING,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", default="", metavar="DIR", help="where the records lie (or LEDGERFERRY_DATA)")
    parser.add_argument("--tray", action="store_true", help="begin in the tray, without a window: for a start at login")
    parser.add_argument("--practice", action="store_true", help="practice books, made afresh; no real system is called")
    parser.add_argument("--world", default="practice", help="with --practice: practice, small or bulk")
    parser.add_argument("--seed", type=int, default=1, help="with --practice: the same seed, the same books")
    parser.add_argument("--invoices", type=int, help="with --practice: how many invoices")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def add(name: str, words: str, **options: Any) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words, **options)
        made.add_argument("--json", action="store_true", help="one JSON object, amounts as text")
        return made

    _connections(add)
    _routes(add)
    _mappings(add)
    _export(add)
    _runs(add)
    _records(add)
    _demo(add)
    add_collection(add, _inner)
    return parser


def _inner(parser: argparse.ArgumentParser) -> Adder:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    def add(name: str, words: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = actions.add_parser(name, help=words, description=words)
        made.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one JSON object")
        return made

    return add


def _connections(add: Adder) -> None:
    act = _inner(add("connections", "systems and sign-ins"))
    act("list", "all connections")
    new = act(
        "add", "set one up; secrets are asked for or read from standard input, one a line, never given as arguments"
    )
    new.add_argument("system", choices=("autotask", "xero", "quickbooks", "rotessa"))
    new.add_argument("--name", required=True, help="what you call it")
    new.add_argument("--username", default="", help="Autotask: the API user")
    new.add_argument("--client-id", default="", help="Xero, QuickBooks: the client id of your own app")
    new.add_argument("--base-url", default="", help="Autotask: another address to begin at")
    new.add_argument("--ca-file", default="", help="a certificate authority of your own")
    new.add_argument(
        "--environment",
        default="",
        choices=("", "production", "development", "sandbox"),
        help="QuickBooks: production or development keys; Rotessa: production or its own sandbox",
    )
    new.add_argument("--redirect-url", default="", help="QuickBooks, production keys: your https page that hands it on")
    for name in ADVANCED:
        new.add_argument(f"--{name.replace('_', '-')}", default="", help="Xero, QuickBooks, Rotessa: another address")
    sign = act("sign-in", "sign in in the browser")
    sign.add_argument("connection")
    sign.add_argument(
        "--paste", action="store_true", help="paste the address the browser ends at, where it cannot come back"
    )
    sign.add_argument("--organisation", default="", help="which one to choose, by name or id")
    choose = act("choose", "lead a connection to these books")
    choose.add_argument("connection")
    choose.add_argument("organisation", help="name or id")
    for name, words in (("check", "test it"), ("remove", "remove it with its secrets")):
        one = act(name, words)
        one.add_argument("connection")
        if name == "remove":
            one.add_argument("--yes", action="store_true", help="do not ask")


def _routes(add: Adder) -> None:
    act = _inner(add("routes", "ways for documents"))
    act("list", "all routes")
    new = act("add", "a new way")
    new.add_argument("name")
    new.add_argument("--from", dest="source", required=True, metavar="CONNECTION")
    new.add_argument("--to", dest="ledger", required=True, metavar="CONNECTION")
    for name, words in (("show", "one route with its rules"), ("remove", "remove it with its mappings")):
        one = act(name, words)
        one.add_argument("route")
        if name == "remove":
            one.add_argument("--yes", action="store_true", help="do not ask")

    copied = act("copy", "a new route from the same source to another ledger, with the mappings that hold there")
    copied.add_argument("route")
    copied.add_argument("name")
    copied.add_argument("--to", dest="ledger", required=True, metavar="CONNECTION")
    copied.add_argument("--yes", action="store_true", help="do not ask")
    changed = act(
        "change", "another name; a route stays with its ledger, and --to says how to copy its mappings to another"
    )
    changed.add_argument("route")
    changed.add_argument("--name", default="")
    changed.add_argument("--to", dest="ledger", default="", metavar="CONNECTION")


def _mappings(add: Adder) -> None:
    act = _inner(add("mappings", "customers, accounts, taxes and tracking of a route"))
    act("list", "all rules").add_argument("route")
    copied = act("copy", "what of one route's mappings holds on another, and keep it there")
    copied.add_argument("route")
    copied.add_argument("into", help="another route that reads the same source")
    copied.add_argument("--dry-run", action="store_true", help="show what carries over; keep nothing")
    copied.add_argument("--yes", action="store_true", help="do not ask")
    default = act("set-default", "what applies where no rule says otherwise")
    default.add_argument("route")
    default.add_argument("--account", metavar="CODE")
    default.add_argument("--item", metavar="CODE")
    default.add_argument("--tax", metavar="CODE")
    default.add_argument("--arrival", choices=("draft", "submitted", "approved"))
    default.add_argument("--rounding-limit", type=_amount, metavar="AMOUNT")
    default.add_argument(
        "--sales-tax",
        choices=("accept", "block"),
        help="when QuickBooks reckons another sales tax than the source billed",
    )
    default.add_argument(
        "--post-as",
        choices=[form.value for form in SalesForm],
        help="'receipt' for sales that were paid at once, in QuickBooks: sales receipts, and refund receipts for credits",
    )
    default.add_argument("--deposit-to", metavar="CODE", help="bank or other current asset account of receipts")
    default.add_argument("--payment-method", metavar="NAME", help="of receipts; '' for none")
    for name in ("attach-pdf", "link-contacts", "skip-zero-lines", "always-mark"):
        default.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, default=None)
    new = act("new-item", "have a product or service created in the ledger for what lines are about")
    new.add_argument("route")
    new.add_argument("facet", choices=[facet.value for facet in Facet], help="what it is decided by")
    new.add_argument("key", help="the source's key or name, such as a billing code's")
    new.add_argument("--name", required=True, help="what it is to be called")
    new.add_argument("--account", required=True, metavar="CODE", help="income account its sales go to")
    new.add_argument("--sku", default="")
    new.add_argument("--kind", choices=("service", "non-inventory"), default="service")
    new.add_argument("--description", default="")
    new.add_argument("--tax", default="", metavar="CODE")
    for name, words in (
        ("export", "write them to a CSV file ('-': standard output)"),
        ("import", "take a CSV file in"),
    ):
        one = act(name, words)
        one.add_argument("route")
        one.add_argument("file", help="'-' for standard output or input")


def _export(add: Adder) -> None:
    one = add("export", "search, check, send; what cannot go is held back and named")
    one.add_argument("route")
    one.add_argument("--division", default="", help="name or id of one division")
    one.add_argument("--invoice-id", default="", help="Autotask's id, not the invoice number")
    one.add_argument("--from", dest="date_from", type=_day, metavar="YYYY-MM-DD")
    one.add_argument("--to", dest="date_to", type=_day, metavar="YYYY-MM-DD")
    one.add_argument("--include-marked", action="store_true", help="also what is marked as processed")
    arrival = one.add_mutually_exclusive_group()
    for name in ("draft", "submitted", "approved"):
        arrival.add_argument(f"--{name}", dest="arrival", action="store_const", const=name, help="status on arrival")
    one.add_argument("--dry-run", action="store_true", help="show what would be sent; write nothing anywhere")
    one.add_argument("--yes", action="store_true", help="send without asking")
    one.add_argument("--mark-processed", action="store_true", help="mark in Autotask what the ledger has confirmed")


def _runs(add: Adder) -> None:
    resume = add("resume", "look up what was under way; with RUN go on with that run")
    resume.add_argument("run", nargs="?", default="")
    runs = add("runs", "the log, newest first")
    runs.add_argument("--route", default="")
    runs.add_argument("--find", default="", help="in numbers, customers and sentences")
    runs.add_argument("--limit", type=int, default=20)
    log = add("log", "every remote change of one run")
    log.add_argument("run")
    log.add_argument("--csv", type=Path, metavar="FILE")
    report = add("report", "what was sent in a stretch of days: both sides by day, or customers, or states")
    report.add_argument("route", nargs="?", default="", help="one route; without it all that send")
    report.add_argument("--from", dest="date_from", type=_day, metavar="YYYY-MM-DD", help="default: the month's first")
    report.add_argument("--to", dest="date_to", type=_day, metavar="YYYY-MM-DD", help="default: today")
    report.add_argument("--by", choices=("day", "customer", "state"), default="day")
    report.add_argument("--csv", type=Path, metavar="FILE")
    undo = add("undo", "take a run back: marks first, then the documents; of collection, the debits that have not left")
    undo.add_argument("run")
    undo.add_argument("--dry-run", action="store_true", help="show what would be taken back")
    undo.add_argument(
        "--payments", action="store_true", help="of collection: also reverse the payments that it applied"
    )
    undo.add_argument("--yes", action="store_true", help="do not ask")


def _records(add: Adder) -> None:
    backup = add("backup", "make a checked copy of the records, or list the copies")
    backup.add_argument("--list", action="store_true", dest="only_list")
    restore = add("restore", "put a copy in place of the records; nothing is sent before you have confirmed them")
    restore.add_argument("backup", type=Path, nargs="?")
    restore.add_argument("--yes", action="store_true", help="do not ask")
    restore.add_argument("--confirm", action="store_true", help="accept the journal as it is after a restore")
    rebuild = add("rebuild", "enter what the ledger holds of ours into a journal that has forgotten it")
    rebuild.add_argument("route")
    rebuild.add_argument("--dry-run", action="store_true", help="show what was found; enter nothing")
    rebuild.add_argument("--yes", action="store_true", help="do not ask")
    database = add(
        "database", "where the records are: a file here, or a PostgreSQL server that several bookkeepers share"
    )
    database.add_argument(
        "address", nargs="?", help="postgresql://user@host:5432/name, or 'file'; the password is asked for"
    )
    add("sandbox", "run the practice systems alone (ledgerferry sandbox --help)")


def _demo(add: Adder) -> None:
    one = add("demo", "the main job from start to end on practice books, with every decision said")
    one.add_argument("--world", default=argparse.SUPPRESS)
    one.add_argument("--seed", type=int, default=argparse.SUPPRESS)
    one.add_argument("--invoices", type=int, default=argparse.SUPPRESS)
    one.add_argument("--ledger", choices=LEDGERS, default=LEDGERS[0], help="which ledger the invoices go to")
    one.add_argument("--keep", type=Path, metavar="DIR", help="keep records and log of the demonstration here")
    one.add_argument("--again", action="store_true", help="do the job twice and prove that nothing is doubled")
    one.add_argument("--no-limits", action="store_true", help="without the call limits of the real systems")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a day; write 2026-11-22") from None


def _amount(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"'{text}' is not an amount") from None
    if not value.is_finite() or not 0 <= value <= ROUNDING_LIMIT_MOST:
        raise argparse.ArgumentTypeError("the limit lies between 0 and 1")
    return value
