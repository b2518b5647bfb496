"""The command that adds up what was sent in a stretch of days: the figures of the window's Reports page."""

from __future__ import annotations

from collections.abc import Sequence

from app.cli.counter import Counter
from app.cli.endings import Exit
from app.cli.output import amount
from app.cli.telling import balance_object
from app.domain.errors import BadInput
from app.domain.money import Money
from app.domain.report import Report
from app.domain.route import System
from app.domain.safe_csv import write_csv
from app.domain.search_dates import month_of
from app.domain.words import count_of, say_date
from app.flows.log import ReportWish

Table = tuple[tuple[str, ...], Sequence[tuple[str, ...]]]


def report(counter: Counter) -> Exit:
    """What was booked from one day to another, by day, customer or state."""
    asked = counter.asked
    today = counter.desks.clock.now().astimezone().date()
    until = asked.date_to or today
    since = asked.date_from or month_of(until)[0]
    if since > until:
        raise BadInput("The first day is later than the last.", field="date_from")
    route_id = counter.route(asked.route).id if asked.route else ""
    found = counter.desks.log.report(ReportWish(since, until, route_id, _collecting(counter)))
    header, rows = _table(found, asked.by)
    if asked.csv is not None:
        _write(counter, header, rows)
    else:
        _tell(counter, found, header, rows)
    counter.out.object(report_object(found))
    return Exit.DONE


def _collecting(counter: Counter) -> tuple[str, ...]:
    """Routes whose debits are no invoices that were sent."""
    setup = counter.desks.setup
    rotessa = {c.id for c in setup.connections() if c.system is System.ROTESSA}
    return tuple(route.id for route in setup.routes() if route.source_id in rotessa)


def _table(found: Report, by: str) -> Table:
    """A line each currency, amounts as plain numbers: the same for the eye and for a file."""
    if by == "customer":
        header = ("Customer", "Currency", "Invoices", "Booked")
        return header, [(c.customer, c.total.currency, str(c.count), _plain(c.total)) for c in found.customers]
    if by == "state":
        return ("State", "Invoices", "Currency", "Amount"), [
            (s.state.value.replace("_", " "), str(s.count), total.currency, _plain(total))
            for s in found.states
            for total in s.totals
        ]
    return ("Day", "Currency", "Invoices", "Source", "Ledger", "Difference"), [
        (d.day.isoformat(), f.currency, str(f.count), _plain(f.source), _plain(f.ledger), _plain(f.difference))
        for d in found.days
        for f in (d.figures,)
    ]


def _plain(total: Money) -> str:
    return str(total.rounded().amount)


def _tell(counter: Counter, found: Report, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    number = sum(entry.count for entry in found.currencies)
    counter.out.say(f"{count_of(number, 'invoice')} booked from {say_date(found.since)} to {say_date(found.until)}.")
    if rows:
        counter.out.table(header, rows)
    if found.currencies:
        agree = all(entry.balances for entry in found.currencies)
        counter.out.say("Both sides agree to the cent." if agree else "Both sides do not agree.")


def _write(counter: Counter, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    path = counter.asked.csv
    try:
        path.write_text(write_csv(header, rows), "utf-8", newline="")
    except OSError as problem:
        raise BadInput(f"{path} cannot be written.", field="csv", details=str(problem)) from problem
    counter.out.say(f"{count_of(len(rows), 'line')} written to {path}.")


def report_object(found: Report) -> dict[str, object]:
    """All views as JSON."""
    return {
        "from": found.since.isoformat(),
        "to": found.until.isoformat(),
        "runs": found.runs,
        "days": [{"day": d.day.isoformat(), **balance_object(d.figures)} for d in found.days],
        "customers": [{"customer": c.customer, "count": c.count, "total": amount(c.total)} for c in found.customers],
        "states": [
            {"state": s.state.value, "count": s.count, "totals": [amount(m) for m in s.totals]} for s in found.states
        ],
    }
