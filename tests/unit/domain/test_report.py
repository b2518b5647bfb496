"""A report adds up what the log holds: once a document, in local days, dry runs and runs taken back left out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from app.domain.money import Money
from app.domain.plan import DocumentState
from app.domain.report import report_of
from app.domain.run import DocumentOutcome, Reconciliation, RunSummary

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def money(text: str, currency: str = "AUD") -> Money:
    return Money(Decimal(text), currency)


def outcome(number: str, customer: str, total: Money, state: DocumentState = DocumentState.SENT) -> DocumentOutcome:
    return DocumentOutcome(number, number, customer, total, state)


def run(day: int, *outcomes: DocumentOutcome, name: str = "", off: str = "0.00", **more: bool) -> RunSummary:
    """A run of this day; the ledger shows `off` less than the source in the first currency."""
    sums: dict[str, tuple[int, Money]] = {}
    for each in outcomes:
        if each.state in (DocumentState.SENT, DocumentState.MARKED):
            number, total = sums.get(each.total.currency, (0, Money.zero(each.total.currency)))
            sums[each.total.currency] = (number + 1, total + each.total)
    both = tuple(
        Reconciliation(currency, number, total, total - money(off, currency))
        for currency, (number, total) in sums.items()
    )
    at = datetime(2026, 11, day, 9, 0, tzinfo=UTC)
    return RunSummary(name or f"run{day}", "r1", "Harbour", "Xero", at, at, outcomes, both, **more)  # type: ignore[arg-type]


def day_of(at: datetime) -> date:
    return at.date()


def test_days_customers_and_currencies_add_up_to_the_same() -> None:
    runs = [
        run(5, outcome("3", "Heron", money("40.00", "NZD"))),
        run(4, outcome("1", "Gannet", money("100.10")), outcome("2", "Heron", money("-20.05")), off="0.01"),
        run(4, outcome("4", "Gannet", money("9.90")), name="run4b"),
    ]
    found = report_of(runs, FIRST, LAST, day_of)
    aud, nzd = found.currencies
    assert (aud.currency, aud.count, aud.source, aud.difference) == ("AUD", 3, money("89.95"), money("0.01"))
    assert (nzd.count, nzd.balances) == (1, True)
    assert [(d.day.day, d.figures.currency, d.figures.count) for d in found.days] == [(4, "AUD", 3), (5, "NZD", 1)]
    assert [(c.customer, c.count, c.total) for c in found.customers] == [
        ("Gannet", 2, money("110.00")),
        ("Heron", 1, money("-20.05")),
        ("Heron", 1, money("40.00", "NZD")),
    ]
    assert sum((c.total.amount for c in found.customers if c.total.currency == "AUD"), Decimal(0)) == aud.source.amount


def test_other_days_dry_runs_other_routes_and_runs_taken_back_count_nothing() -> None:
    sent = outcome("1", "Gannet", money("10.00"))
    undone = outcome("2", "Gannet", money("5.00"), DocumentState.UNDONE)
    runs = [
        run(3, sent, dry_run=True),
        run(2, undone, undone=True),
        run(1, outcome("3", "Gannet", money("1.00"))),
    ]
    found = report_of(runs, date(2026, 11, 2), LAST, day_of)
    assert (found.currencies, found.days, found.customers) == ((), (), ())
    assert [(s.state, s.count) for s in found.states] == [(DocumentState.UNDONE, 1)]
    assert report_of(runs, FIRST, LAST, day_of, apart=("r1",)).runs == 0


def test_a_document_of_several_runs_stands_as_booked_else_as_it_stood_last() -> None:
    held, gone = DocumentState.NEEDS_CUSTOMER, DocumentState.ALREADY_IN_LEDGER
    runs = [
        run(9, outcome("1", "Gannet", money("10.00"), gone), outcome("2", "Heron", money("7.00"), held)),
        run(8, outcome("1", "Gannet", money("10.00")), outcome("2", "Heron", money("7.00"), DocumentState.BLOCKED)),
    ]
    found = report_of(runs, FIRST, LAST, day_of)
    assert {s.state: (s.count, s.totals) for s in found.states} == {
        DocumentState.SENT: (1, (money("10.00"),)),
        held: (1, (money("7.00"),)),
    }


def test_the_day_is_the_day_here() -> None:
    late = run(30, outcome("1", "Gannet", money("1.00")))
    in_december = report_of([late], date(2026, 12, 1), date(2026, 12, 31), lambda _at: date(2026, 12, 1))
    assert [d.day for d in in_december.days] == [date(2026, 12, 1)]
