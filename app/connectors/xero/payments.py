"""Payments of sales invoices in Xero: read by invoice and by id, made with PUT, deleted one by one (apis/xero.md 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.connectors.http.overlap import in_parts, overlapped
from app.connectors.ledger import payments
from app.connectors.ledger.changing import Passed, Target
from app.connectors.ledger.payments import applied, reversed_
from app.connectors.xero.answers import UNREADABLE, attempt_of, elements_of, refused
from app.connectors.xero.bodies import envelope
from app.connectors.xero.context import EACH_ALONE, XeroContext
from app.connectors.xero.fields import Record, amount, day, flag, identifier, part, text, version
from app.connectors.xero.lists import incomplete, read_all
from app.connectors.xero.session import XeroSession
from app.connectors.xero.settings import BODY, ELEMENTS
from app.domain.answer import Attempt, ItemAnswer, ItemOutcome
from app.domain.collection.invoices import InvoicePayment
from app.domain.money import Money
from app.domain.operation import OperationRecord, Ready
from app.domain.run import Stop
from app.ports.operations import Prepared

PATH = "Payments"
GUIDS = 20
"""Ids in one filter: each stands there with the name of its field, and an address has its limits (apis/xero.md 3.3, 4.5)."""
_DEAD = frozenset({"DELETED", "VOIDED"})


def read_payment(record: Record) -> InvoicePayment:
    """A payment. Raises `IncompleteRead` when it has no id, or no amount that can be read."""
    found, status = amount(record, "Amount"), text(record, "Status").upper()
    if found is None or not identifier(record, "PaymentID"):
        raise incomplete("payments", "a payment cannot be read")
    invoice = part(record, "Invoice")
    return InvoicePayment(
        id=identifier(record, "PaymentID"),
        invoice_id=identifier(invoice, "InvoiceID"),
        amount=Money(found, text(invoice, "CurrencyCode")),
        paid_on=day(record, "Date"),
        reference=text(record, "Reference"),
        account_id=identifier(part(record, "Account"), "AccountID"),
        live=status not in _DEAD,
        status=status,
        is_reconciled=flag(record, "IsReconciled"),
        version=version(record),
    )


class PaymentReader:
    """Reads payments, deleted ones included: Xero goes on showing them (apis/xero.md 9.1)."""

    def __init__(self, session: XeroSession) -> None:
        self._session = session

    def of_invoices(self, invoice_ids: Sequence[str], stop: Stop) -> dict[str, list[InvoicePayment]]:
        """All payments on these invoices, for each of them; complete, or it raises."""
        wanted = list(dict.fromkeys(each.lower() for each in invoice_ids))
        found: dict[str, list[InvoicePayment]] = {each: [] for each in wanted}
        for payment in self._read("Invoice.InvoiceId", wanted, stop):
            found.setdefault(payment.invoice_id, []).append(payment)
        return {each: found[each.lower()] for each in invoice_ids}

    def by_ids(self, payment_ids: Sequence[str], stop: Stop) -> dict[str, InvoicePayment]:
        """These payments; unknown ids are left out. Complete, or it raises."""
        wanted = list(dict.fromkeys(each.lower() for each in payment_ids))
        found = {payment.id: payment for payment in self._read("PaymentId", wanted, stop)}
        return {each: found[each.lower()] for each in payment_ids if each.lower() in found}

    def _read(self, field: str, ids: Sequence[str], stop: Stop) -> list[InvoicePayment]:
        def read(some: list[str]) -> list[Record]:
            where = " OR ".join(f'{field}=guid("{each}")' for each in some)
            return read_all(self._session, PATH, "PaymentID", stop, (("where", where),))

        parts = overlapped(read, in_parts(filter(_is_guid, ids), GUIDS), self._session.at_once)
        return [read_payment(record) for each in parts for record in each]


def _is_guid(value: str) -> bool:
    """Whether an id may stand in a filter: nothing else than hexadecimal digits and hyphens ever does."""
    return bool(value) and all(character in "0123456789abcdef-" for character in value)


class PaymentApplying(payments.PaymentApplying[XeroContext]):
    """APPLY_PAYMENT. Of a full payment Xero refuses a second one, of a part it does not, so its keys are not relied on."""

    batch_limit = ELEMENTS
    batch_bytes = BODY

    def __init__(self, context: XeroContext) -> None:
        super().__init__(context)
        self._reader = PaymentReader(context.session)

    def target(self, operation_payload: str) -> Target:
        """No record yet: the list of payments."""
        del operation_payload
        return Target(PATH, "", "invoice", "PaymentID")

    def body(self, member: Ready) -> Record:
        """One payment."""
        payload = applied(member)
        return {
            "Invoice": {"InvoiceID": payload.invoice_id},
            "Account": {"AccountID": payload.account_id},
            "Date": payload.paid_on.isoformat(),
            "Amount": payload.amount,
            "Reference": payload.reference,
        }

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The PUT that makes them all."""
        body = envelope(PATH, [self.body(member) for member in members])
        return Prepared("PUT", PATH, body, tuple(member.operation.id for member in members))

    def send_checked(self, passed: Passed, key: str, stop: Stop) -> Attempt:
        """One request for those that are not there yet."""
        members, bodies, items = passed
        session = self._context.session
        body = envelope(PATH, [bodies[member.operation.id] for member in members])
        sent = session.write("PUT", PATH, body, key, stop, query=EACH_ALONE)
        found = self._matched(members, elements_of(sent.answer, PATH))
        return attempt_of(session, sent, {**items, **found} if found else {})

    def _matched(self, members: Sequence[Ready], elements: Sequence[Record] | None) -> dict[str, ItemAnswer]:
        """Each member's part of the answer, by the reference that names its transaction; one that comes twice tells nothing."""
        if elements is None:
            return {}
        named: dict[str, list[Record]] = {}
        for each in elements:
            named.setdefault(text(each, "Reference"), []).append(each)
        found: dict[str, ItemAnswer] = {}
        for member in members:
            own = named.get(applied(member).reference, [])
            found[member.operation.id] = self._judged(member, own[0]) if len(own) == 1 else UNREADABLE
        return found

    def _judged(self, member: Ready, element: Record) -> ItemAnswer:
        if (no := refused(element)) is not None:
            return no
        if not identifier(element, "PaymentID") or amount(element, "Amount") is None:
            return UNREADABLE
        return self.made(read_payment(element), applied(member))

    def on_invoices(self, invoice_ids: Sequence[str], stop: Stop) -> Mapping[str, Sequence[InvoicePayment]]:
        """In every state."""
        return self._reader.of_invoices(invoice_ids, stop)

    def candidates(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, Sequence[InvoicePayment]]:
        """Those on its invoice, deleted ones included."""
        invoices = {record.operation.id: applied(record).invoice_id for record in records}
        found = self._reader.of_invoices(list(dict.fromkeys(invoices.values())), stop)
        return {one: found[invoice] for one, invoice in invoices.items()}

    def by_ids(self, payment_ids: Sequence[str], stop: Stop) -> Mapping[str, InvoicePayment]:
        """In every state."""
        return self._reader.by_ids(payment_ids, stop)


class PaymentReversing(payments.PaymentReversing[XeroContext]):
    """REVERSE_PAYMENT: a payment cannot be edited, only deleted, and each by a request of its own (apis/xero.md 9.1)."""

    batch_limit = 1
    batch_bytes = BODY

    def __init__(self, context: XeroContext) -> None:
        super().__init__(context)
        self._reader = PaymentReader(context.session)

    def target(self, operation_payload: str) -> Target:
        """The list of payments."""
        del operation_payload
        return Target(PATH, "", "invoice", "PaymentID")

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The POST that deletes it."""
        (member,) = members
        path = f"{PATH}/{reversed_(member).payment_id}"
        return Prepared("POST", path, envelope(PATH, [_DELETED]), (member.operation.id,))

    def by_ids(self, payment_ids: Sequence[str], stop: Stop) -> Mapping[str, InvoicePayment]:
        """In every state."""
        return self._reader.by_ids(payment_ids, stop)

    def undo(self, payment: InvoicePayment) -> Record:
        """Deleted."""
        del payment
        return _DELETED

    def send_checked(self, passed: Passed, key: str, stop: Stop) -> Attempt:
        """The one payment; setting a deleted one deleted changes nothing, so it needs no key."""
        del key
        members = passed.members
        (member,) = members
        session, prepared = self._context.session, self.prepare(members)
        sent = session.write("POST", prepared.path, prepared.body, "", stop)
        elements = elements_of(sent.answer, PATH)
        found = {} if elements is None else {member.operation.id: self._judged(member, elements)}
        return attempt_of(session, sent, found)

    def _judged(self, member: Ready, elements: Sequence[Record]) -> ItemAnswer:
        payload = reversed_(member)
        if len(elements) != 1:
            return UNREADABLE
        (element,) = elements
        if (no := refused(element)) is not None:
            return no
        if identifier(element, "PaymentID") != payload.payment_id.lower():
            return UNREADABLE
        url = self._context.links.to("invoice", payload.invoice_id)
        return ItemAnswer(ItemOutcome.MADE, payload.payment_id, version=version(element), url=url)


_DELETED: Record = {"Status": "DELETED"}
