"""A collection route as its pages see it: two connections, a few customers, invoices and transactions, all invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from app.domain.collection.debits import Transaction, TransactionStatus
from app.domain.collection.invoices import ClearingAccount, InvoiceStatus, SalesInvoice
from app.domain.collection.matching import CustomerMatch, MatchState, PayerSuggestion
from app.domain.collection.payers import Given, Payer
from app.domain.collection.planning import Act, Intent
from app.domain.collection.settings import CollectionSettings, ConnectedCustomer
from app.domain.collection.settling import Settled, Verdict
from app.domain.money import Money
from app.domain.parties import LedgerContact
from app.domain.plan import DocumentState
from app.domain.route import Connection, Route, System
from app.domain.run import DocumentOutcome, RunSummary
from app.domain.suggestions import Reason, ReasonKind
from app.worker.collection_contract import (
    ClearingChoice,
    CollectionFigures,
    CollectionStart,
    ComingDay,
    CustomersView,
    HealthKind,
    HealthMend,
    HealthRow,
    HealthState,
    HealthView,
    ImportPlan,
    ImportResult,
    ImportRow,
    SettlementGroup,
    SettlementRow,
    SettlementView,
)

NOW = datetime(2026, 11, 18, 15, 12, tzinfo=UTC)  # a Wednesday
WEEK = tuple(date(2026, 11, day) for day in range(18, 25))
ROUTE = Route("r1", "Maple & Main", "ro", "xe")
ROTESSA = Connection("ro", System.ROTESSA, "Rotessa", "ro", "Rotessa", last_used=NOW)
XERO = Connection("xe", System.XERO, "Xero", "t1", "Maple & Main Fitness Ltd", last_used=NOW)
CLEARING = ClearingAccount("a612", "612", "Rotessa clearing", "CURRENT")
LONG = "Alder Street Climbing and Bouldering Association of Greater Winnipeg " * 6


def cad(amount: str) -> Money:
    """Canadian dollars."""
    return Money(Decimal(amount), "CAD")


def start(
    *, clearing: ClearingAccount | None = CLEARING, scheduled: bool = True, asks: bool = False
) -> CollectionStart:
    """58 of 64 customers are imported by themselves."""
    settings = CollectionSettings(clearing, is_scheduled=scheduled, ask_first=asks)
    coming = datetime(2026, 11, 18, 15, 45, tzinfo=UTC) if scheduled else None
    return CollectionStart("r1", "Rotessa", "Xero", XERO.tenant_name, settings, 64, 58, NOW, coming)


def figures() -> CollectionFigures:
    """As on the picture."""
    week = tuple(ComingDay(date(2026, 11, 18 + n), count) for n, count in enumerate((6, 9, 14, 0, 0, 5, 3)))
    return CollectionFigures(37, (cad("4612.50"),), 112, (cad("13940.00"),), 51, week, (cad("2201.00"),))


def row(
    kind: HealthKind,
    state: HealthState,
    sentence: str,
    mend: HealthMend = HealthMend.NONE,
    name: str = "",
    subject: str = "s1",
    amount: Money | None = None,
) -> HealthRow:
    """A row of the health page; its page at a remote system is one that is opened."""
    return HealthRow(
        kind, state, sentence, "Do this.", mend, subject, "https://go.xero.com/x", name, date(2026, 11, 20), amount
    )


WELL = (
    row(HealthKind.CONNECTION, HealthState.GOOD, "Xero answers"),
    row(HealthKind.CONNECTION, HealthState.GOOD, "Rotessa answers"),
    row(HealthKind.CLEARING, HealthState.GOOD, "Settlements go to 612 Rotessa clearing", HealthMend.CHOOSE_CLEARING),
)


def health(*rows: HealthRow) -> HealthView:
    """The page with these rows besides what is well."""
    return HealthView("r1", (*WELL, *rows), NOW)


def contact(number: int, name: str) -> LedgerContact:
    """A customer of the ledger."""
    return LedgerContact(f"c{number}", name, email=f"c{number}@example.com", phone="204 555 0100")


def payer(number: int, name: str, **more: object) -> Payer:
    """A payer that can be debited."""
    return Payer(
        f"p{number}", name, identifier=str(more.get("identifier", "")), email=f"c{number}@example.com",
        bank_details=Given.YES, authorisation=Given.YES, url="https://app.rotessa.com/customers/1",
    )  # fmt: skip


def connected(number: int, name: str, *, stopped: str = "", imports: bool = False) -> ConnectedCustomer:
    """A contact that is connected to a payer."""
    return ConnectedCustomer(
        f"c{number}", name, f"p{number}", name, "CAD", bank_details=True, authorised=True, auto_import=imports, stopped=stopped
    )  # fmt: skip


def customers() -> CustomersView:
    """One of each state."""
    alike = PayerSuggestion(payer(3, "Alder St Climbing"), 86, (Reason(ReasonKind.EMAIL, "Same e-mail"),))
    rows = (
        CustomerMatch(contact(1, "Birch Pilates"), MatchState.CONNECTED, payer(1, "Birch Pilates"), connected(1, "Birch Pilates")),
        CustomerMatch(contact(2, "Cedar Yoga"), MatchState.FOUND, payer(2, "Cedar Yoga", identifier="Cedar Yoga")),
        CustomerMatch(contact(3, "Alder Street Climbing"), MatchState.SUGGESTED, suggestions=(alike,)),
        CustomerMatch(contact(4, LONG), MatchState.NONE),
        CustomerMatch(contact(5, "Elm Gym"), MatchState.LOST, None, connected(5, "Elm Gym", stopped="A debit that is not ours.")),
    )  # fmt: skip
    return CustomersView(rows, (payer(9, "Somebody Else"),), NOW)


def invoice(
    number: int, due: str = "75.00", currency: str = "CAD", day: date | None = date(2026, 11, 25)
) -> SalesInvoice:
    """An unpaid invoice."""
    worth = Decimal(due)
    return SalesInvoice(
        f"i{number}", f"INV-{number}", "c1", "Birch Pilates", InvoiceStatus.OPEN, currency, worth, worth, due_date=day
    )


def planned(
    number: int, act: Act = Act.CREATE, *, due: str = "75.00", currency: str = "CAD", asks: bool = False
) -> ImportRow:
    """An invoice with what would happen to it."""
    of = invoice(number, due, currency, date(2026, 10, 1) if asks else date(2026, 11, 25))
    day = None if asks else date(2026, 11, 25)
    words = "It was due on 1 Oct 2026: choose a date" if asks else "Will be debited on 25 Nov 2026"
    intent = Intent(Act.BLOCKED if asks else act, "new", words, of.owed, day, asks_date=asks)
    return ImportRow(of, connected(1, "Birch Pilates"), intent)


def plan(*rows: ImportRow) -> ImportPlan:
    """What an import would do."""
    return ImportPlan("r1", XERO.tenant_name, "Rotessa", rows, "f1")


def outcome(
    number: int, state: DocumentState = DocumentState.SENT, sentence: str = "Will be debited. Read back"
) -> DocumentOutcome:
    """How one invoice ended."""
    return DocumentOutcome(
        f"i{number}", f"INV-{number}", "Birch Pilates", cad("75.00"), state, sentence, operation_id=f"o{number}"
    )


def result(*outcomes: DocumentOutcome, cancelled: bool = False) -> ImportResult:
    """How an import ended."""
    run = RunSummary("run1", "r1", XERO.tenant_name, "Rotessa", NOW, NOW, outcomes, ())
    return ImportResult(run, cancelled=cancelled)


def transaction(number: int, stand: Settled, *, code: str = "", paid_on: date | None = None) -> SettlementRow:
    """One debiting with what it means."""
    status = TransactionStatus.CHARGEBACK if stand is Settled.TO_REVERSE else TransactionStatus.APPROVED
    one = Transaction(
        str(number), f"d{number}", "p1", Decimal("120.00"), date(2026, 11, 9), status, date(2026, 11, 16),
        "NSF" if stand is Settled.TO_REVERSE else "", comment="=1+1", payer_identifier="Fern Okafor",
    )  # fmt: skip
    by_hand = stand is Settled.BY_HAND
    verdict = Verdict(stand, code or stand.value, "Why it is so", "What to do", paid_on)
    return SettlementRow(
        one, verdict, "" if by_hand else f"INV-{number}", "" if by_hand else "Sol Reyes", "" if by_hand else "CAD"
    )


def settlements(*rows: SettlementRow) -> SettlementView:
    """One deposit with these transactions, those made by hand apart."""
    ours, others = [r for r in rows if r.currency], [r for r in rows if not r.currency]
    worth = Money(sum((r.row.amount for r in ours), Decimal(0)), "CAD")
    done = Money(sum((r.row.amount for r in ours if r.verdict.stand is Settled.APPLIED), Decimal(0)), "CAD")
    day = date(2026, 11, 16)
    groups = [SettlementGroup(day, "CAD", tuple(ours), worth, done, worth - done)] if ours else []
    bare = Money(sum((r.row.amount for r in others), Decimal(0)), "")
    groups += [SettlementGroup(day, "", tuple(others), bare, bare, bare)] if others else []
    return SettlementView("r1", tuple(groups), NOW)


def clearing() -> ClearingChoice:
    """Two accounts to choose from."""
    return ClearingChoice((CLEARING, ClearingAccount("a90", "090", "Everyday account", "BANK", "CAD")), CLEARING)
