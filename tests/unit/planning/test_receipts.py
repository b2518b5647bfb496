"""Sales that were paid at once: which routes post receipts, what they are paid into, and what keeps them from going."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.domain.catalogue import Account, Feature, LedgerCatalogue, PaymentMethod
from app.domain.documents import Deposit, DocumentKind, SalesForm
from app.domain.ledger_words import words_of
from app.domain.mapping import RouteDefaults
from app.domain.parties import LedgerContact
from app.domain.payload import DocumentPayload, document_payload, read_payload, write_payload
from app.domain.plan import DocumentState, Mend, Plan
from app.domain.planning import Materials, make_plan
from app.domain.receipts import deposit_accounts
from tests.support.books import book, catalogue, document, line

BANK = Account("a1", "1000", "Cheque account", "Bank", False, for_deposits=True, currency="AUD")
FUNDS = Account("a2", "1900", "Undeposited Funds", "Other Current Asset", False, for_deposits=True)
CLOSED = Account("a3", "1100", "Old bank", "Bank", False, is_active=False, for_deposits=True)
KIWI = Account("a4", "1200", "Kiwi account", "Bank", False, for_deposits=True, currency="NZD")
VISA = PaymentMethod("5", "Visa")


def receiving(**changes: Any) -> LedgerCatalogue:
    """Books with receipts, and accounts to pay them into."""
    base = catalogue()
    accounts = (*base.accounts, BANK, FUNDS, CLOSED, KIWI)
    features = base.features | {Feature.SALES_RECEIPTS}
    wanted = {"accounts": accounts, "features": features, "payment_methods": (VISA,), "vendor": "QuickBooks"}
    return replace(base, **{**wanted, **changes})


def plan_of(*amounts: str, ledger: LedgerCatalogue | None = None, currency: str = "AUD", **defaults: Any) -> Plan:
    """The plan of a route that posts receipts into the bank, with other defaults."""
    rules = book()
    wanted = {"form": SalesForm.RECEIPT, "deposit_code": "1000", **defaults}
    rules = replace(rules, defaults=replace(rules.defaults, **wanted))
    source = document(*(line(each) for each in amounts or ("100.00",)), currency=currency)
    return make_plan(Materials("r1", (source,), rules, ledger or receiving()))


def test_a_route_posts_invoices_unless_told_otherwise() -> None:
    planned = plan_of(form=RouteDefaults().form).documents[0]
    assert planned.document is not None
    assert (planned.document.form, planned.document.deposit) == (SalesForm.INVOICE, None)
    assert planned.document.due_date is not None


@pytest.mark.parametrize(
    ("amount", "kind", "word"),
    [("100.00", DocumentKind.INVOICE, "sales receipt"), ("-100.00", DocumentKind.CREDIT_NOTE, "refund receipt")],
)
def test_a_receipt_is_paid_and_nothing_is_due(amount: str, kind: DocumentKind, word: str) -> None:
    planned = plan_of(amount, payment_method="visa").documents[0]
    receipt = planned.document
    assert planned.state is DocumentState.READY
    assert receipt is not None
    assert receipt.deposit == Deposit("a1", "1000 Cheque account", "5", "Visa")
    assert (receipt.kind, receipt.due_date, receipt.term_id) == (kind, None, "")
    assert receipt.total.amount == Decimal("110.00")
    assert words_of("QuickBooks").document(receipt.kind, receipt.form).one == word
    payload = document_payload(receipt)
    assert read_payload(DocumentPayload, write_payload(payload)) == payload
    assert payload.form is SalesForm.RECEIPT


def test_where_the_money_goes_is_part_of_what_was_confirmed() -> None:
    plans = [plan_of(), plan_of(deposit_code="1900"), plan_of(payment_method="Visa"), plan_of(form=SalesForm.INVOICE)]
    assert len({plan.fingerprint for plan in plans}) == len(plans)


@pytest.mark.parametrize(
    ("code", "currency", "sentence"),
    [
        ("", "AUD", "No account is chosen that receipts are paid into."),
        ("4711", "AUD", "Account 4711 is not in QuickBooks."),
        ("1100", "AUD", "Account 1100 Old bank is inactive."),
        ("200", "AUD", "Account 200 Sales is neither a bank account nor another current asset."),
        ("1200", "AUD", "Account 1200 Kiwi account is in NZD, and this is in AUD."),
        ("1200", "NZD", ""),
        ("1000", "NZD", ""),  # the home currency's account takes what is foreign
        ("1900", "NZD", ""),
    ],
)
def test_an_account_that_takes_no_receipts_is_told_before(code: str, currency: str, sentence: str) -> None:
    plan = plan_of(deposit_code=code, currency=currency)
    planned = plan.documents[0]
    if not sentence:
        assert planned.state is DocumentState.READY
        return
    assert planned.state is DocumentState.NEEDS_ACCOUNT
    (problem,) = planned.problems
    assert (problem.sentence, problem.mend) == (sentence, Mend.CHOOSE_DEPOSIT)
    assert problem.advice
    (group,) = plan.groups
    assert group.sentence == "1 invoice waits for 1 account"


def test_a_payment_method_that_is_gone_is_told_before() -> None:
    planned = plan_of(payment_method="Cheque").documents[0]
    (problem,) = planned.problems
    assert (planned.state, problem.mend) == (DocumentState.BLOCKED, Mend.CHOOSE_METHOD)
    assert problem.sentence == "Payment method Cheque is not in QuickBooks, or is inactive there."


def test_a_ledger_without_receipts_gets_invoices() -> None:
    """Xero: such a sale would be an invoice and a payment; the choice is not offered there, and a rule for it decides nothing."""
    planned = plan_of(ledger=catalogue(), deposit_code="", payment_method="Visa").documents[0]
    assert planned.state is DocumentState.READY
    assert planned.document is not None
    assert planned.document.form is SalesForm.INVOICE
    assert words_of("Xero").document(DocumentKind.INVOICE, SalesForm.RECEIPT).one == "invoice"


def test_accounts_to_choose_from() -> None:
    ledger = receiving(contacts=(LedgerContact("c1", "Quokka"),))
    assert [account.code for account in deposit_accounts(ledger)] == ["1000", "1200", "1900"]
