"""The seven kinds of collection, each with its groundwork, and how often its effect stands in the books of either side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

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
from tests.endurance.stage import Case

K = OperationKind
Rows = list[dict[str, Any]]
_LESS = Decimal("1.00")
MORE = 3
"""What is made anew takes longer to recover, looked for again and again, and so has more second kills; it needs no groundwork."""


def _case(name: str, make: Callable[[], Operation], seen: Callable[[dict[str, Any]], int]) -> Case:
    return Case(name, lambda: [make()], lambda books, _: seen(books))


# --- customers at the collector


def _making(stage: CollectionStage, name: str) -> Operation:
    payload = write_payload(CreatePayerPayload("contact", name, name, "before@payer.example"))
    return stage.made.at_collector(K.CREATE_PAYER, f"endurance:payer:{name}", name, payload)


def _customers(books: dict[str, Any], name: str) -> Rows:
    return [row for row in books["rotessa"]["customers"] if row["custom_identifier"] == name]


def payers(stage: CollectionStage, cases: int) -> list[Case]:
    """CREATE_PAYER."""

    def case(name: str) -> Case:
        return _case(name, lambda: _making(stage, name), lambda books: len(_customers(books, name)))

    return [case(f"Endurance Tenant {place}") for place in range(MORE * cases)]


def updates(stage: CollectionStage, cases: int) -> list[Case]:
    """UPDATE_PAYER."""
    names = [f"Endurance Lodger {place}" for place in range(cases)]
    made = stage.lay_each([_making(stage, name) for name in names])

    def case(name: str) -> Case:
        before = PayerFields(name, "before@payer.example")
        payload = write_payload(UpdatePayerPayload(made[name], before, replace(before, email="after@payer.example")))

        def make() -> Operation:
            return stage.made.at_collector(K.UPDATE_PAYER, f"endurance:update:{name}", name, payload)

        def seen(books: dict[str, Any]) -> int:
            return sum(row["email"] == "after@payer.example" for row in _customers(books, name))

        return _case(name, make, seen)

    return [case(name) for name in names]


# --- debits


def _debit(stage: CollectionStage, invoice: SalesInvoice) -> Operation:
    payload = CreateDebitPayload(
        stage.payer.id, stage.payer.name, stage.route.ledger_id, invoice.id, invoice.number, invoice.contact_id,
        invoice.due - _LESS, invoice.currency, DAY, invoice.due_date, invoice.number,
    )  # fmt: skip
    return stage.made.at_collector(
        K.CREATE_DEBIT, stage.made.books.debit_subject(invoice.id, 1), invoice.number, write_payload(payload),
        expected=Money(payload.amount, invoice.currency), source_id=invoice.id, source_hash=invoice.digest,
    )  # fmt: skip


def _schedules(books: dict[str, Any], number: str) -> Rows:
    """Every debit ever made for an invoice, deleted ones included."""
    return [row for row in books["rotessa"]["schedules"] if (row["comment"] or "").split(" ")[0] == number]


def debits(stage: CollectionStage, cases: int) -> list[Case]:
    """CREATE_DEBIT: a second one would take somebody's money twice."""

    def case(invoice: SalesInvoice) -> Case:
        def seen(books: dict[str, Any]) -> int:
            rows = _schedules(books, invoice.number)
            assert all((row["frequency"], row["installments"]) == ("Once", 1) for row in rows)
            return len(rows)

        return _case(invoice.number, lambda: _debit(stage, invoice), seen)

    return [case(invoice) for invoice in stage.open_invoices[: MORE * cases]]


def _laid(stage: CollectionStage, cases: int) -> Mapping[str, tuple[SalesInvoice, Operation, str]]:
    """Debits that stand: invoice, the operation that made it, and its id, by number."""
    chosen = stage.open_invoices[:cases]
    made = {invoice.number: _debit(stage, invoice) for invoice in chosen}
    ids = stage.lay_each(list(made.values()))
    return {invoice.number: (invoice, made[invoice.number], ids[invoice.number]) for invoice in chosen}


def amendments(stage: CollectionStage, cases: int) -> list[Case]:
    """AMEND_DEBIT."""

    def case(invoice: SalesInvoice, debit: str) -> Case:
        payload = AmendDebitPayload(
            debit, stage.payer.id, stage.route.ledger_id, invoice.id, invoice.number, invoice.due - _LESS, invoice.due,
            invoice.currency,
        )  # fmt: skip

        def make() -> Operation:
            return stage.made.at_collector(
                K.AMEND_DEBIT, f"endurance:amend:{debit}", invoice.number, write_payload(payload),
                expected=Money(invoice.due, invoice.currency), source_id=invoice.id, source_hash=invoice.digest,
            )  # fmt: skip

        def seen(books: dict[str, Any]) -> int:
            return sum(Decimal(row["amount"]) == invoice.due for row in _schedules(books, invoice.number))

        return _case(invoice.number, make, seen)

    return [case(invoice, debit) for invoice, _, debit in _laid(stage, cases).values()]


def deletions(stage: CollectionStage, cases: int) -> list[Case]:
    """DELETE_DEBIT."""

    def case(invoice: SalesInvoice, made: Operation, debit: str) -> Case:
        payload = DeleteDebitPayload(
            debit, stage.payer.id, invoice.id, invoice.number, invoice.due - _LESS, invoice.currency, DAY, made.marker, "void"
        )  # fmt: skip

        def make() -> Operation:
            text = write_payload(payload)
            return stage.made.at_collector(K.DELETE_DEBIT, f"endurance:delete:{debit}", invoice.number, text)

        def seen(books: dict[str, Any]) -> int:
            return sum(bool(row["deleted_at"]) for row in _schedules(books, invoice.number))

        return _case(invoice.number, make, seen)

    return [case(*each) for each in _laid(stage, cases).values()]


# --- payments in the ledger


def _paying(stage: CollectionStage, invoice: SalesInvoice, place: int) -> Operation:
    transaction = str(9_400_000 + place)
    payload = ApplyPaymentPayload(
        invoice.id, invoice.number, invoice.contact_id, invoice.contact_name, invoice.due - _LESS, invoice.currency,
        stage.clock.today(), stage.clearing.id, stage.clearing.code, stage.clearing.name, f"Rotessa {transaction}", transaction,
    )  # fmt: skip
    return stage.made.in_ledger(
        K.APPLY_PAYMENT, stage.made.books.transaction_subject(transaction), invoice.number, write_payload(payload),
        expected=Money(payload.amount, invoice.currency), source_id=invoice.id,
    )  # fmt: skip


def _payments(books: dict[str, Any], place: int, *, live: bool) -> int:
    found = [row for row in books["payments"] if row["Reference"] == f"Rotessa {9_400_000 + place}"]
    return sum((row["Status"] != "DELETED") is live for row in found)


def payments(stage: CollectionStage, cases: int) -> list[Case]:
    """APPLY_PAYMENT: part payments, of which the ledger refuses no second one."""

    def case(place: int, invoice: SalesInvoice) -> Case:
        return _case(
            invoice.number, lambda: _paying(stage, invoice, place), lambda books: _payments(books, place, live=True)
        )

    return [case(place, invoice) for place, invoice in enumerate(stage.open_invoices[: MORE * cases])]


def reversals(stage: CollectionStage, cases: int) -> list[Case]:
    """REVERSE_PAYMENT."""
    chosen = list(enumerate(stage.open_invoices[:cases]))
    day = stage.clock.today()
    ids = stage.lay_each([_paying(stage, invoice, place) for place, invoice in chosen])

    def case(place: int, invoice: SalesInvoice) -> Case:
        transaction = str(9_400_000 + place)
        payload = ReversePaymentPayload(
            ids[invoice.number], invoice.id, invoice.number, invoice.contact_id, invoice.due - _LESS, invoice.currency, day,
            stage.clearing.id, f"Rotessa {transaction}", transaction, "NSF",
        )  # fmt: skip

        def make() -> Operation:
            subject = stage.made.books.transaction_subject(transaction)
            return stage.made.in_ledger(K.REVERSE_PAYMENT, subject, invoice.number, write_payload(payload))

        def seen(books: dict[str, Any]) -> int:
            assert _payments(books, place, live=True) + _payments(books, place, live=False) == 1
            return _payments(books, place, live=False)

        return _case(invoice.number, make, seen)

    return [case(place, invoice) for place, invoice in chosen]


COLLECTION_KINDS: dict[OperationKind, Callable[[CollectionStage, int], list[Case]]] = {
    K.CREATE_PAYER: payers,
    K.UPDATE_PAYER: updates,
    K.CREATE_DEBIT: debits,
    K.AMEND_DEBIT: amendments,
    K.DELETE_DEBIT: deletions,
    K.APPLY_PAYMENT: payments,
    K.REVERSE_PAYMENT: reversals,
}
