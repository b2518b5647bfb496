"""What the contract of ledger payments needs: books with an invoice that is owed, and the operations that pay it and take that back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, LookUp, RemoteState
from app.domain.collection.invoices import ClearingAccount, InvoicePayment, SalesInvoice
from app.domain.collection.payloads import ApplyPaymentPayload, ReversePaymentPayload
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind
from app.domain.payload import read_payload, write_payload
from app.ports.ledgers import Receivables
from tests.contract.acts import made, send
from tests.contract.books import Books, open_simulated_quickbooks, open_simulated_xero, start_sandbox

APPLY, REVERSE = OperationKind.APPLY_PAYMENT, OperationKind.REVERSE_PAYMENT


@dataclass
class Till:
    """A ledger as collection uses it."""

    books: Books
    receivables: Receivables
    apply: tuple[str, str]  # method and path of a payment, as fault rules match them
    reverse: tuple[str, str]
    keeps_dead: bool  # whether the payments of an invoice go on showing what was taken back

    def __post_init__(self) -> None:
        self._transactions = 9_120_000

    @property
    def stop(self) -> Any:
        """Nobody cancels."""
        return self.books.stop

    def clearing(self) -> ClearingAccount:
        """A bank account in the organisation's own currency."""
        base = self.books.catalogue.organisation.base_currency
        fitting = [
            one
            for one in self.receivables.clearing_accounts(self.stop)
            if one.usable and one.currency in ("", base) and one.kind in ("BANK", "Bank")
        ]
        return min(fitting, key=lambda one: one.name)

    def owed(self, **changes: Any) -> SalesInvoice:
        """An invoice of its own, approved and unpaid."""
        _, item = made(self.books, self.books.document(**changes))
        return self.receivables.invoices_now([item.remote_id], self.stop)[item.remote_id]

    def transaction(self) -> str:
        """The id of a transaction that nobody else has."""
        self._transactions += 1
        return str(self._transactions)

    def payment(self, invoice: SalesInvoice, amount: Decimal | None = None, **changes: Any) -> Operation:
        """An APPLY_PAYMENT."""
        account, transaction = self.clearing(), self.transaction()
        values: dict[str, Any] = {
            "invoice_id": invoice.id,
            "invoice_number": invoice.number,
            "contact_id": invoice.contact_id,
            "contact_name": invoice.contact_name,
            "amount": invoice.due if amount is None else amount,
            "currency": invoice.currency,
            "paid_on": self.day(),
            "account_id": account.id,
            "account_code": account.code,
            "account_name": account.name,
            "reference": f"Rotessa {transaction}",
            "transaction_id": transaction,
        }
        payload = ApplyPaymentPayload(**{**values, **changes})
        return self._operation(APPLY, write_payload(payload), Money(payload.amount, payload.currency))

    def reversal(self, payment: Operation, remote_id: str, **changes: Any) -> Operation:
        """The REVERSE_PAYMENT of a payment."""
        paid = read_payload(ApplyPaymentPayload, payment.payload)
        names = (
            "invoice_id",
            "invoice_number",
            "contact_id",
            "amount",
            "currency",
            "paid_on",
            "account_id",
            "reference",
        )
        values = {name: getattr(paid, name) for name in (*names, "transaction_id")}
        payload = ReversePaymentPayload(**{"payment_id": remote_id, **values, "why": "Chargeback: NSF", **changes})
        return self._operation(REVERSE, write_payload(payload))

    def _operation(self, kind: OperationKind, payload: str, expected: Money | None = None) -> Operation:
        op_id = self.books.chance.uuid()
        tenant = self.books.catalogue.organisation.tenant
        return Operation(op_id, kind, "books", tenant, f"rotessa:transaction:{op_id}", op_id, payload, "run", expected)

    def day(self) -> date:
        """A date after the locks."""
        return self.books.open_day()

    def made(self, *operations: Operation) -> list[ItemAnswer]:
        """Send them as one request; they have to be done."""
        attempt = send(self.books, operations)
        items = [attempt.items[operation.id] for operation in operations]
        assert {item.outcome for item in items} == {ItemOutcome.MADE}, items
        return items

    def send(self, *operations: Operation) -> Attempt:
        """Send them as one request."""
        return send(self.books, operations)

    def find(self, operation: Operation) -> LookUp:
        """Look for it."""
        handler = self.books.ledger.handlers()[operation.kind]
        return handler.find([self.books.record(operation)], self.stop)[operation.id]

    def read_back(self, operation: Operation, remote_id: str) -> RemoteState:
        """How it stands."""
        handler = self.books.ledger.handlers()[operation.kind]
        return handler.read_back([self.books.record(operation, remote_id)], self.stop)[operation.id]

    def now(self, invoice: SalesInvoice) -> SalesInvoice:
        """The invoice as it is now."""
        return self.receivables.invoices_now([invoice.id], self.stop)[invoice.id]

    def on(self, invoice: SalesInvoice) -> tuple[InvoicePayment, ...]:
        """Its payments."""
        return self.receivables.payments([invoice.id], self.stop)[invoice.id]


@contextmanager
def xero_till() -> Iterator[Till]:
    """Xero books on a simulator of their own."""
    process, line = start_sandbox()
    try:
        parts = open_simulated_xero(line)
        books = Books(parts.ledger, line["control"]["url"], line["ca_file"], "xero", "InvoiceNumber")
        yield Till(books, parts.receivables, ("PUT", "/Payments$"), ("POST", "/Payments/"), keeps_dead=True)
        parts.close()
    finally:
        process.terminate()
        process.communicate(timeout=20)


@contextmanager
def quickbooks_till(realm: int = 0) -> Iterator[Till]:
    """QuickBooks books, Australian or (the second company) US ones, on a simulator of their own."""
    process, line = start_sandbox()
    batch = ("POST", "/batch$")
    try:
        parts = open_simulated_quickbooks(line, realm)
        books = Books(parts.ledger, line["control"]["url"], line["ca_file"], "quickbooks", "DocNumber")
        yield Till(books, parts.receivables, batch, batch, keeps_dead=False)
        parts.close()
    finally:
        process.terminate()
        process.communicate(timeout=20)
