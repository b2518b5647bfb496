"""What collection needs of every ledger: accounts, what is owed and what changed, and payments that are made once and taken back once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from app.domain.answer import ItemOutcome, Stage
from app.domain.collection.invoices import InvoiceStatus
from app.domain.documents import DocumentKind
from app.domain.errors import RemoteProblem
from app.domain.mapping import ArrivalStatus
from app.domain.money import Money
from app.domain.operation import OperationKind
from app.domain.parties import ContactState
from app.domain.payload import ContactPayload, VoidPayload
from app.domain.run import Stop
from app.domain.verdict import Verdict
from app.ports.operations import IfAbsent
from tests.contract.acts import judged, send
from tests.contract.paying import APPLY, REVERSE, Till

_CENT = Decimal("0.01")


# --- reading


def test_clearing_accounts_are_of_the_right_kind_and_say_why_not(till: Till) -> None:
    accounts = till.receivables.clearing_accounts(till.stop)
    assert len({one.id for one in accounts}) == len(accounts) >= 4
    assert any(one.usable for one in accounts)
    assert all(one.usable is not bool(one.why_not) for one in accounts)
    assert all(one.name and one.label for one in accounts)
    by_id = {one.id: one for one in till.books.catalogue.accounts}
    assert all(by_id[one.id].is_active for one in accounts if one.usable)
    assert not [one for one in accounts if by_id[one.id].for_sales and one.kind in ("Income", "SALES")]


def test_unpaid_invoices_are_whole_and_then_only_what_changed(till: Till) -> None:
    first = till.receivables.invoices("", till.stop)
    assert first.whole
    assert all(one.status is InvoiceStatus.OPEN and one.due > 0 for one in first.invoices)
    assert len({one.id for one in first.invoices}) == len(first.invoices)
    invoice, voided = till.owed(), till.owed()
    _void(till, voided.id)
    changes = till.receivables.invoices(first.cursor, till.stop)
    assert not changes.whole
    seen = {one.id: one for one in changes.invoices}
    assert seen[invoice.id] == till.now(invoice)
    assert seen[voided.id].status is InvoiceStatus.VOID
    assert {one.id for one in first.invoices} - set(seen), "what has not changed is not read again"
    again = till.receivables.invoices("long ago", till.stop)
    assert again.whole
    assert invoice.id in {one.id for one in again.invoices}
    assert voided.id not in {one.id for one in again.invoices}


def _void(till: Till, invoice_id: str) -> None:
    now = till.receivables.invoices_now([invoice_id], till.stop)[invoice_id]
    payload = VoidPayload(DocumentKind.INVOICE, now.id, now.number, "", now.total, now.currency)
    operation = till.books.operation(OperationKind.VOID_DOCUMENT, payload)
    assert send(till.books, [operation]).items[operation.id].outcome is ItemOutcome.MADE


def test_customers_are_whole_and_then_only_what_changed(till: Till) -> None:
    first = till.receivables.customers("", till.stop)
    assert first.whole
    assert {one.state for one in first.contacts} == {ContactState.ACTIVE}
    assert any(one.email for one in first.contacts)
    assert any(one.address.lines for one in first.contacts)
    name = f"Quarry Street Press {till.books.chance.token(6)}"
    operation = till.books.operation(OperationKind.CREATE_CONTACT, ContactPayload(name=name, email="ap@quarry.example"))
    made = send(till.books, [operation]).items[operation.id]
    changes = till.receivables.customers(first.cursor, till.stop)
    assert not changes.whole
    assert {one.id for one in changes.contacts} >= {made.remote_id}
    assert len(changes.contacts) < len(first.contacts)


def test_invoices_are_read_as_they_are_now(till: Till) -> None:
    invoice = till.owed()
    assert (invoice.status, invoice.due) == (InvoiceStatus.OPEN, invoice.total)
    assert invoice.due_date is not None
    assert invoice.contact_name
    gone = {"xero": "ffffffff-0000-4000-8000-000000000000"}.get(till.books.wire_name, "99999999")
    found = till.receivables.invoices_now([invoice.id, gone], till.stop)
    assert found[invoice.id] == invoice
    assert found[gone].status is InvoiceStatus.DELETED
    assert till.receivables.payments([invoice.id], till.stop) == {invoice.id: ()}
    if till.books.wire_name == "xero":  # QuickBooks knows no drafts
        draft = till.owed(arrival=ArrivalStatus.DRAFT)
        assert draft.status is InvoiceStatus.DRAFT
        assert draft.owed.amount == 0


# --- paying


def test_a_payment_is_made_found_and_read_back(till: Till) -> None:
    handler = till.books.ledger.handlers()[APPLY]
    assert (handler.if_absent, handler.repeatable, handler.trusts_key) == (IfAbsent.RESEND, False, False)
    invoice = till.owed()
    operation = till.payment(invoice)
    assert till.find(operation).hits == ()
    (item,) = till.made(operation)
    assert item.total == operation.expected == Money(invoice.total, invoice.currency)
    now = till.now(invoice)
    assert (now.status, now.due, now.owed.amount) == (InvoiceStatus.PAID, Decimal(0), Decimal(0))
    (payment,) = till.on(invoice)
    assert payment.id == item.remote_id
    assert payment.live
    assert payment.amount == operation.expected
    assert payment.reference.startswith("Rotessa 912")
    assert payment.account_id == till.clearing().id
    assert payment.paid_on == till.day()
    look_up = till.find(operation)
    assert look_up.complete
    assert [(hit.remote_id, hit.ours, hit.live, hit.differs) for hit in look_up.hits] == [
        (item.remote_id, True, True, "")
    ]
    state = till.read_back(operation, item.remote_id)
    assert (state.exists, state.live, state.untouched, state.total) == (True, True, True, operation.expected)


def test_a_transaction_is_never_paid_twice(till: Till) -> None:
    invoice = till.owed()
    half = (invoice.due / 2).quantize(_CENT)
    operation = till.payment(invoice, half)
    first, second = till.made(operation), till.made(operation)
    assert first[0].remote_id == second[0].remote_id
    assert till.now(invoice).due == invoice.due - half
    (other,) = till.made(till.payment(invoice, till.now(invoice).due))
    assert other.remote_id != first[0].remote_id
    assert [payment.amount.amount for payment in till.on(invoice)].count(half) >= 1
    assert till.now(invoice).status is InvoiceStatus.PAID


def test_several_payments_go_in_one_request_and_each_has_its_own_verdict(till: Till) -> None:
    invoices = [till.owed() for _ in range(4)]
    known = till.payment(invoices[0])
    till.made(known)
    operations = [known, *(till.payment(invoice) for invoice in invoices[1:3])]
    operations.append(till.payment(invoices[3], account_id=_no_account(till)))
    attempt = till.send(*operations)
    outcomes = [attempt.items[operation.id].outcome for operation in operations]
    assert outcomes == [ItemOutcome.MADE] * 3 + [ItemOutcome.REFUSED]
    refused = attempt.items[operations[3].id]
    assert judged(attempt, operations[3]) is Verdict.REJECTED
    assert refused.sentence
    assert refused.messages
    assert [len(till.on(invoice)) for invoice in invoices] == [1, 1, 1, 0]


def _no_account(till: Till) -> str:
    """An account that takes no payments."""
    unfit = (a for a in till.books.catalogue.accounts if a.is_active and a.kind in ("EXPENSE", "Expense", "OVERHEADS"))
    return min(unfit, key=lambda one: one.id).id


def test_a_payment_in_a_locked_period_is_refused(till: Till) -> None:
    locked = till.books.catalogue.organisation.period_lock
    assert locked is not None
    operation = till.payment(till.owed(), paid_on=locked - timedelta(days=1))
    attempt = till.send(operation)
    assert judged(attempt, operation, single=True) is Verdict.REJECTED
    assert "date" in attempt.items[operation.id].sentence


def test_a_number_that_only_begins_alike_is_another_transaction(till: Till) -> None:
    invoice = till.owed()
    operation = till.payment(invoice, Decimal("5.00"), reference="Rotessa 5512", transaction_id="5512")
    till.made(till.payment(invoice, Decimal("4.00"), reference="Rotessa 55120", transaction_id="55120"))
    assert till.find(operation).hits == ()
    till.made(operation)
    assert len(till.on(invoice)) == 2


def test_operations_for_other_books_and_cancelled_ones_stay_here(till: Till) -> None:
    invoice = till.owed()
    operation = till.payment(invoice)
    attempt = till.send(replace(operation, tenant="another organisation"))
    assert (attempt.stage, attempt.code) == (Stage.NOT_SENT, "other_books")
    stop = Stop()
    stop.cancel()
    handler, members = till.books.ledger.handlers()[APPLY], [till.books.ready(operation)]
    attempt = handler.send(handler.prepare(members), members, "key", stop)
    assert (attempt.stage, attempt.code) == (Stage.NOT_SENT, "cancelled")
    assert till.on(invoice) == ()


# --- taking back


def test_a_payment_is_taken_back_once_and_the_invoice_is_open_again(till: Till) -> None:
    handler = till.books.ledger.handlers()[REVERSE]
    assert (handler.if_absent, handler.repeatable) == (IfAbsent.RESEND, True)
    invoice = till.owed()
    operation = till.payment(invoice)
    (item,) = till.made(operation)
    reversal = till.reversal(operation, item.remote_id)
    assert [hit.live for hit in till.find(reversal).hits] == [True]
    assert till.read_back(reversal, item.remote_id).live
    till.made(reversal)
    now = till.now(invoice)
    assert (now.status, now.due) == (InvoiceStatus.OPEN, invoice.due)
    assert [hit.live for hit in till.find(reversal).hits] == [False]
    assert not till.read_back(reversal, item.remote_id).live
    till.made(reversal)
    assert till.now(invoice).due == invoice.due, "once more changes nothing"
    assert [payment.live for payment in till.on(invoice)] == ([False] if till.keeps_dead else [])
    found = till.find(operation)
    assert [(hit.ours, hit.live) for hit in found.hits] == [(True, False)], "what was taken back is found as such"
    assert not till.read_back(operation, item.remote_id).live


def test_a_payment_that_is_not_there_any_more_is_as_wished(till: Till) -> None:
    operation = till.payment(till.owed())
    gone = {"xero": "ffffffff-0000-4000-8000-000000000000"}.get(till.books.wire_name, "99999999")
    reversal = till.reversal(operation, gone)
    till.made(reversal)
    assert [hit.live for hit in till.find(reversal).hits] == [False]
    assert not till.read_back(reversal, gone).exists


@pytest.mark.parametrize("change", [{"amount": Decimal("1.00")}, {"reference": "Rotessa 1"}, {"account_id": "other"}])
def test_a_payment_that_is_not_as_it_was_made_is_left_alone(till: Till, change: dict[str, object]) -> None:
    invoice = till.owed()
    operation = till.payment(invoice)
    (item,) = till.made(operation)
    reversal = till.reversal(operation, item.remote_id, **change)
    attempt = till.send(reversal)
    assert judged(attempt, reversal, single=True) is Verdict.REJECTED
    assert attempt.items[reversal.id].sentence
    assert [payment.live for payment in till.on(invoice)] == [True]


# --- when the way fails

FAULTS = ["reset_before", "reset_after", "close_after", "truncate", "html_200", "malformed_json", "nan"]


@pytest.mark.parametrize("kind", FAULTS)
def test_a_payment_that_meets_a_fault_is_made_once(till: Till, kind: str) -> None:
    invoice = till.owed()
    operation = till.payment(invoice, Decimal("10.50"))
    till.books.ledger.organisation(till.stop)
    _fault(till, till.apply, kind)
    attempt = till.send(operation)
    assert attempt.stage is Stage.SENT
    assert judged(attempt, operation, single=True) is Verdict.AMBIGUOUS
    assert attempt.sentence
    look_up = till.find(operation)
    assert look_up.complete
    assert len(look_up.hits) == len(till.on(invoice)) <= 1
    till.made(operation)
    assert till.now(invoice).due == invoice.due - Decimal("10.50")
    assert len(till.on(invoice)) == 1


@pytest.mark.parametrize("kind", FAULTS)
def test_a_reversal_that_meets_a_fault_happens_once(till: Till, kind: str) -> None:
    invoice = till.owed()
    operation = till.payment(invoice)
    (item,) = till.made(operation)
    reversal = till.reversal(operation, item.remote_id)
    _fault(till, till.reverse, kind)
    attempt = till.send(reversal)
    assert judged(attempt, reversal, single=True) is Verdict.AMBIGUOUS
    assert till.find(reversal).complete
    till.made(reversal)
    assert till.now(invoice).due == invoice.due


def _fault(till: Till, call: tuple[str, str], kind: str) -> None:
    rule = {
        "system": till.books.wire_name,
        "mount": "api",
        "method": call[0],
        "path": call[1],
        "times": 1,
        "kind": kind,
    }
    till.books.control("faults", [rule])


def test_payments_that_cannot_be_read_whole_stop_a_payment(till: Till) -> None:
    invoice = till.owed()
    operation = till.payment(invoice)
    path = ("GET", "/Payments$") if till.books.wire_name == "xero" else ("POST", "/query$")
    body = {"Payments": [{"PaymentID": "x"}], "QueryResponse": "none"}
    rule = {"system": till.books.wire_name, "mount": "api", "method": path[0], "path": path[1], "times": 1}
    till.books.control("faults", [{**rule, "kind": "other_shape", "body": body}])
    attempt = till.send(operation)
    assert attempt.stage is Stage.NOT_SENT
    assert till.on(invoice) == ()
    till.books.control("faults", [{**rule, "kind": "other_shape", "body": body}])
    with pytest.raises(RemoteProblem):
        till.receivables.payments([invoice.id], till.stop)
