"""The seven kinds of collection, each with its groundwork, and how often its effect stands in the books of either side.

All of it serves either ledger; what is made is named after the open invoice that the case was given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from app.domain.collection.invoices import SalesInvoice
from app.domain.collection.payers import PayerFields
from app.domain.collection.payloads import (
    AmendDebitPayload,
    ApplyPaymentPayload,
    CreateDebitPayload,
    CreatePayerPayload,
    DeleteDebitPayload,
    ReversePaymentPayload,
    UpdatePayerPayload,
)
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind
from app.domain.payload import write_payload
from tests.endurance.collection_stage import DAY, CollectionStage
from tests.endurance.held import Books
from tests.endurance.stage import Case, Killing

K = OperationKind
Invoices = Sequence[SalesInvoice]
_LESS = Decimal("1.00")


def _case(name: str, make: Callable[[], Operation], seen: Callable[[Books], int]) -> Case:
    return Case(name, lambda: [make()], lambda books: [seen(books)])


# --- customers at the collector


def _making(stage: CollectionStage, name: str) -> Operation:
    payload = write_payload(CreatePayerPayload("contact", name, name, "before@payer.example"))
    return stage.made.at_collector(K.CREATE_PAYER, f"endurance:payer:{name}", name, payload)


def payers(stage: CollectionStage, invoices: Invoices) -> list[Case]:
    """CREATE_PAYER."""

    def case(name: str) -> Case:
        return _case(name, lambda: _making(stage, name), lambda books: len(books.customers(name)))

    return [case(f"Endurance Tenant {invoice.number}") for invoice in invoices]


def updates(stage: CollectionStage, invoices: Invoices) -> list[Case]:
    """UPDATE_PAYER."""
    names = [f"Endurance Lodger {invoice.number}" for invoice in invoices]
    made = stage.lay_each([_making(stage, name) for name in names])

    def case(name: str) -> Case:
        before = PayerFields(name, "before@payer.example")
        payload = write_payload(UpdatePayerPayload(made[name], before, replace(before, email="after@payer.example")))

        def make() -> Operation:
            return stage.made.at_collector(K.UPDATE_PAYER, f"endurance:update:{name}", name, payload)

        def seen(books: Books) -> int:
            return sum(row["email"] == "after@payer.example" for row in books.customers(name))

        return _case(name, make, seen)

    return [case(name) for name in names]


# --- debits


def _debit(stage: CollectionStage, invoice: SalesInvoice) -> Operation:
    payer = stage.payer_of(invoice)
    payload = CreateDebitPayload(
        payer.id, payer.name, stage.route.ledger_id, invoice.id, invoice.number, invoice.contact_id,
        invoice.due - _LESS, invoice.currency, DAY, invoice.due_date, invoice.number,
    )  # fmt: skip
    return stage.made.at_collector(
        K.CREATE_DEBIT, stage.made.books.debit_subject(invoice.id, 1), invoice.number, write_payload(payload),
        expected=Money(payload.amount, invoice.currency), source_id=invoice.id, source_hash=invoice.digest,
    )  # fmt: skip


def debits(stage: CollectionStage, invoices: Invoices) -> list[Case]:
    """CREATE_DEBIT: a second one would take somebody's money twice."""

    def case(invoice: SalesInvoice) -> Case:
        def seen(books: Books) -> int:
            rows = books.debits(invoice.number)
            assert all((row["frequency"], row["installments"]) == ("Once", 1) for row in rows)
            return len(rows)

        return _case(invoice.number, lambda: _debit(stage, invoice), seen)

    return [case(invoice) for invoice in invoices]


def _laid(stage: CollectionStage, invoices: Invoices) -> Mapping[str, tuple[SalesInvoice, Operation, str]]:
    """Debits that stand: invoice, the operation that made it, and its id, by number."""
    made = {invoice.number: _debit(stage, invoice) for invoice in invoices}
    ids = stage.lay_each(list(made.values()))
    return {invoice.number: (invoice, made[invoice.number], ids[invoice.number]) for invoice in invoices}


def amendments(stage: CollectionStage, invoices: Invoices) -> list[Case]:
    """AMEND_DEBIT."""

    def case(invoice: SalesInvoice, debit: str) -> Case:
        payload = AmendDebitPayload(
            debit, stage.payer_of(invoice).id, stage.route.ledger_id, invoice.id, invoice.number, invoice.due - _LESS,
            invoice.due, invoice.currency,
        )  # fmt: skip

        def make() -> Operation:
            return stage.made.at_collector(
                K.AMEND_DEBIT, f"endurance:amend:{debit}", invoice.number, write_payload(payload),
                expected=Money(invoice.due, invoice.currency), source_id=invoice.id, source_hash=invoice.digest,
            )  # fmt: skip

        def seen(books: Books) -> int:
            return sum(Decimal(row["amount"]) == invoice.due for row in books.debits(invoice.number))

        return _case(invoice.number, make, seen)

    return [case(invoice, debit) for invoice, _, debit in _laid(stage, invoices).values()]


def deletions(stage: CollectionStage, invoices: Invoices) -> list[Case]:
    """DELETE_DEBIT."""

    def case(invoice: SalesInvoice, made: Operation, debit: str) -> Case:
        payload = DeleteDebitPayload(
            debit, stage.payer_of(invoice).id, invoice.id, invoice.number, invoice.due - _LESS, invoice.currency, DAY,
            made.marker, "void",
        )  # fmt: skip

        def make() -> Operation:
            text = write_payload(payload)
            return stage.made.at_collector(K.DELETE_DEBIT, f"endurance:delete:{debit}", invoice.number, text)

        def seen(books: Books) -> int:
            return sum(bool(row["deleted_at"]) for row in books.debits(invoice.number))

        return _case(invoice.number, make, seen)

    return [case(*each) for each in _laid(stage, invoices).values()]


# --- payments in the ledger


def _paying(stage: CollectionStage, invoice: SalesInvoice) -> Operation:
    transaction, name = _transaction(invoice), _reference(invoice)
    payload = ApplyPaymentPayload(
        invoice.id, invoice.number, invoice.contact_id, invoice.contact_name, invoice.due - _LESS, invoice.currency,
        stage.clock.today(), stage.clearing.id, stage.clearing.code, stage.clearing.name, name, transaction,
    )  # fmt: skip
    return stage.made.in_ledger(
        K.APPLY_PAYMENT, stage.made.books.transaction_subject(transaction), invoice.number, write_payload(payload),
        expected=Money(payload.amount, invoice.currency), source_id=invoice.id,
    )  # fmt: skip


def _transaction(invoice: SalesInvoice) -> str:
    """The id of the collector's transaction that is settled, which nothing here reads at the collector."""
    return f"94{''.join(sign for sign in invoice.number if sign.isdigit())}"


def _reference(invoice: SalesInvoice) -> str:
    return f"Rotessa {_transaction(invoice)}"


def payments(stage: CollectionStage, invoices: Invoices) -> list[Case]:
    """APPLY_PAYMENT: part payments, of which the ledger refuses no second one."""

    def case(invoice: SalesInvoice) -> Case:
        return _case(
            invoice.number,
            lambda: _paying(stage, invoice),
            lambda books: len(books.ledger.payments[_reference(invoice)]),
        )

    return [case(invoice) for invoice in invoices]


def reversals(stage: CollectionStage, invoices: Invoices) -> list[Case]:
    """REVERSE_PAYMENT."""
    day = stage.clock.today()
    ids = stage.lay_each([_paying(stage, invoice) for invoice in invoices])

    def case(invoice: SalesInvoice) -> Case:
        transaction = _transaction(invoice)
        payload = ReversePaymentPayload(
            ids[invoice.number], invoice.id, invoice.number, invoice.contact_id, invoice.due - _LESS, invoice.currency, day,
            stage.clearing.id, _reference(invoice), transaction, "NSF",
        )  # fmt: skip

        def make() -> Operation:
            subject = stage.made.books.transaction_subject(transaction)
            return stage.made.in_ledger(K.REVERSE_PAYMENT, subject, invoice.number, write_payload(payload))

        def seen(books: Books) -> int:
            (live,) = books.ledger.payments[_reference(invoice)]
            return int(not live)

        return _case(invoice.number, make, seen)

    return [case(invoice) for invoice in invoices]


COLLECTION_KINDS = {
    "create_payer": Killing(K.CREATE_PAYER, payers),
    "update_payer": Killing(K.UPDATE_PAYER, updates),
    "create_debit": Killing(K.CREATE_DEBIT, debits),
    "amend_debit": Killing(K.AMEND_DEBIT, amendments),
    "delete_debit": Killing(K.DELETE_DEBIT, deletions),
    "apply_payment": Killing(K.APPLY_PAYMENT, payments),
    "reverse_payment": Killing(K.REVERSE_PAYMENT, reversals),
}
"""Every kind of collection, by the name of its row."""
