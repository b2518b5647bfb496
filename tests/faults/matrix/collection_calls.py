"""The API calls of collection: Rotessa's, and those of the ledgers that are about payments and what is owed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

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
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState, Ready
from app.domain.parties import Address
from tests.faults.matrix.collection_desk import BANK, CONTACT, DAY, QUICKBOOKS, ROTESSA, XERO, CollectionDesk

K = OperationKind
AMOUNT = Decimal("84.00")
Make = Callable[[CollectionDesk], Operation]
Read = Callable[[CollectionDesk], object]


@dataclass(frozen=True, slots=True)
class CollectionCall:
    """One call: its request (method and path) and how the connector comes to make it. Exactly one of `write` and `read` is set."""

    name: str
    system: str
    method: str
    path: str
    write: Make | None = None
    read: Read | None = None

    def is_meant(self, system: str, method: str, path: str) -> bool:
        """Whether a request is the one that the fault strikes."""
        return (system, method) == (self.system, self.method) and re.fullmatch(self.path, path) is not None


# --- writes at the collector


def _payer(desk: CollectionDesk) -> str:
    return desk.collector.payers(desk.stop)[0].id


def _making(desk: CollectionDesk) -> Operation:
    address = Address(("2 Main St",), "Brandon", "MB", "R7A 1A1")
    payload = CreatePayerPayload(
        "contact", "Harbour Cafe Ltd", "Harbour Cafe Ltd", "cafe@payer.example", address=address
    )
    return desk.operation(ROTESSA, K.CREATE_PAYER, payload)


def _updating(desk: CollectionDesk) -> Operation:
    full = desk.collector.payer(_payer(desk), desk.stop).payer
    before = PayerFields(full.name, full.email, full.phone, full.address or Address())
    payload = UpdatePayerPayload(full.id, before, replace(before, email="new@payer.example"))
    return desk.operation(ROTESSA, K.UPDATE_PAYER, payload)


def _debit(desk: CollectionDesk) -> Operation:
    payload = CreateDebitPayload(
        _payer(desk), "Prairie", XERO, "invoice", "INV-2041", CONTACT, AMOUNT, "CAD", DAY, DAY, "INV-2041"
    )
    return desk.operation(ROTESSA, K.CREATE_DEBIT, payload, Money(AMOUNT, "CAD"))


def _amending(desk: CollectionDesk) -> Operation:
    debit = desk.done(ROTESSA, _debit(desk))
    after = Decimal("90.00")
    payload = AmendDebitPayload(debit, _payer(desk), XERO, "invoice", "INV-2041", AMOUNT, after, "CAD")
    return desk.operation(ROTESSA, K.AMEND_DEBIT, payload, Money(after, "CAD"))


def _deleting(desk: CollectionDesk) -> Operation:
    made = _debit(desk)
    debit = desk.done(ROTESSA, made)
    payload = DeleteDebitPayload(debit, _payer(desk), "invoice", "INV-2041", AMOUNT, "CAD", DAY, made.marker, "void")
    return desk.operation(ROTESSA, K.DELETE_DEBIT, payload)


# --- writes in the ledgers


def _paying(system: str) -> Make:
    def make(desk: CollectionDesk) -> Operation:
        contact, account = ("1", "2") if system == QUICKBOOKS else (CONTACT, BANK)
        payload = ApplyPaymentPayload(
            desk.invoice(system), "INV-2041", contact, "Prairie", AMOUNT, "CAD", DAY, account, "090", "Clearing",
            "Rotessa 9120441", "9120441",
        )  # fmt: skip
        return desk.operation(system, K.APPLY_PAYMENT, payload, Money(AMOUNT, "CAD"))

    return make


def _reversing(system: str) -> Make:
    def make(desk: CollectionDesk) -> Operation:
        paid = _paying(system)(desk)
        payment = desk.done(system, paid)
        contact, account = ("1", "2") if system == QUICKBOOKS else (CONTACT, BANK)
        (invoice,) = (one.id for one in desk.parts[system].receivables.invoices("", desk.stop).invoices)
        payload = ReversePaymentPayload(
            payment, invoice, "INV-2041", contact, AMOUNT, "CAD", DAY, account, "Rotessa 9120441", "9120441", "NSF"
        )
        return desk.operation(system, K.REVERSE_PAYMENT, payload)

    return make


_SCHEDULE, _BATCH = "/transaction_schedules/[0-9]+", "/company/[0-9]+/batch"
WRITES: Sequence[CollectionCall] = (
    CollectionCall("create customer", ROTESSA, "POST", "/customers", write=_making),
    CollectionCall("update customer", ROTESSA, "PATCH", "/customers/[0-9]+", write=_updating),
    CollectionCall("create debit", ROTESSA, "POST", "/transaction_schedules", write=_debit),
    CollectionCall("amend debit", ROTESSA, "PATCH", _SCHEDULE, write=_amending),
    CollectionCall("delete debit", ROTESSA, "DELETE", _SCHEDULE, write=_deleting),
    CollectionCall("apply payment (Xero)", XERO, "PUT", "/Payments", write=_paying(XERO)),
    CollectionCall("reverse payment (Xero)", XERO, "POST", "/Payments/.+", write=_reversing(XERO)),
    CollectionCall("apply payment (QuickBooks)", QUICKBOOKS, "POST", _BATCH, write=_paying(QUICKBOOKS)),
    CollectionCall("reverse payment (QuickBooks)", QUICKBOOKS, "POST", _BATCH, write=_reversing(QUICKBOOKS)),
)


# --- reads


def _record(operation: Operation, remote_id: str = "") -> OperationRecord:
    return OperationRecord(operation, OperationState.UNKNOWN, remote_id=remote_id)


def _find(system: str, make: Make) -> Read:
    """A look-up; one that is not complete names its problem, and nothing is concluded from it."""

    def read(desk: CollectionDesk) -> object:
        operation = make(desk)
        found = desk.handler(system, operation.kind).find([_record(operation)], desk.stop)[operation.id]
        if not found.complete:
            raise desk.incomplete(found.problem)
        return found

    return read


def _back(system: str, make: Make) -> Read:
    """A reading back of what was made; what could not be read is named."""

    def read(desk: CollectionDesk) -> object:
        operation = make(desk)
        found = desk.handler(system, operation.kind).read_back([_record(operation, "99")], desk.stop)
        if operation.id not in found:
            raise desk.incomplete("It could not be read back.")
        return found

    return read


def _whole(desk: CollectionDesk) -> object:
    return desk.collector.payers(desk.stop)


def _one(desk: CollectionDesk) -> object:
    return desk.collector.payer("48201", desk.stop)


def _report(desk: CollectionDesk) -> object:
    return desk.collector.transactions(DAY, DAY, desk.stop)


def _changed(system: str) -> Read:
    """What changed since a first reading that nothing befalls, being of another kind."""

    def read(desk: CollectionDesk) -> object:
        receivables = desk.parts[system].receivables
        cursor = desk.clock.now().isoformat(timespec="seconds")
        return receivables.invoices(cursor, desk.stop)

    return read


def _changed_customers(system: str) -> Read:
    def read(desk: CollectionDesk) -> object:
        cursor = desk.clock.now().isoformat(timespec="seconds")
        return desk.parts[system].receivables.customers(cursor, desk.stop)

    return read


def _of(system: str, what: str) -> Read:
    def read(desk: CollectionDesk) -> object:
        receivables, some = desk.parts[system].receivables, ["99999999-9999-4999-8999-999999999999"]
        calls: dict[str, Callable[[], object]] = {
            "accounts": lambda: receivables.clearing_accounts(desk.stop),
            "customers": lambda: receivables.customers("", desk.stop),
            "invoices": lambda: receivables.invoices("", desk.stop),
            "invoices now": lambda: receivables.invoices_now(some, desk.stop),
            "payments": lambda: receivables.payments(some, desk.stop),
        }
        return calls[what]()

    return read


def _ledger(name: str, system: str, path: str, read: Read, method: str = "GET") -> CollectionCall:
    return CollectionCall(f"{name} ({system})", system, method, path, read=read)


_QUERY, _CDC = "/company/[0-9]+/query", "/company/[0-9]+/cdc"
READS: Sequence[CollectionCall] = (
    CollectionCall("list of customers", ROTESSA, "GET", "/customers", read=_whole),
    CollectionCall("one customer", ROTESSA, "GET", "/customers/48201", read=_one),
    CollectionCall(
        "customer by identifier",
        ROTESSA,
        "POST",
        "/customers/show_with_custom_identifier",
        read=_find(ROTESSA, _making),
    ),
    CollectionCall("report", ROTESSA, "GET", "/transaction_report", read=_report),
    CollectionCall("report (look-up of a debit)", ROTESSA, "GET", "/transaction_report", read=_find(ROTESSA, _debit)),
    CollectionCall("customer (look-up of a debit)", ROTESSA, "GET", "/customers/[0-9]+", read=_find(ROTESSA, _debit)),
    *(
        _ledger(f"clearing: {what}", XERO, path, _of(XERO, what))
        for what, path in (
            ("accounts", "/Accounts"),
            ("customers", "/Contacts"),
            ("invoices", "/Invoices"),
            ("invoices now", "/Invoices"),
            ("payments", "/Payments"),
        )
    ),
    _ledger("clearing: changes", XERO, "/Invoices", _changed(XERO)),
    *(
        _ledger(f"clearing: {what}", QUICKBOOKS, _QUERY, _of(QUICKBOOKS, what), "POST")
        for what in ("accounts", "customers", "invoices", "invoices now", "payments")
    ),
    _ledger("clearing: changes", QUICKBOOKS, _CDC, _changed(QUICKBOOKS)),
    _ledger("customers: changes", XERO, "/Contacts", _changed_customers(XERO)),
    _ledger("customers: changes", QUICKBOOKS, _CDC, _changed_customers(QUICKBOOKS)),
    _ledger("payments (look-up)", XERO, "/Payments", _find(XERO, _paying(XERO))),
    _ledger("payments (look-up)", QUICKBOOKS, _QUERY, _find(QUICKBOOKS, _paying(QUICKBOOKS)), "POST"),
    _ledger("payments (read back)", XERO, "/Payments", _back(XERO, _paying(XERO))),
    _ledger("payments (read back)", QUICKBOOKS, _QUERY, _back(QUICKBOOKS, _paying(QUICKBOOKS)), "POST"),
)


def member_of(call: CollectionCall, desk: CollectionDesk) -> Ready:
    """What a write is made for."""
    assert call.write is not None
    return Ready(call.write(desk), 0)
