"""The addresses /Contacts and /Payments (apis/xero.md 5, 9.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.sandbox.wire import Reply
from app.sandbox.xero import contacts, forms, payments
from app.sandbox.xero.calls import Call, found, write_elements
from app.sandbox.xero.listing import answer_list, mentions
from app.sandbox.xero.outcome import Booking, Outcome
from app.sandbox.xero.replies import Answer
from app.sandbox.xero.values import Fragment, Record, folded

_SEARCHED = ("Name", "FirstName", "LastName", "ContactNumber", "CompanyNumber", "EmailAddress")


def contact_at(call: Call) -> Record:
    """The contact that the path names by id or by ContactNumber, archived ones too; 404 otherwise."""
    name = call.segments[0]
    return found(call.ledger.contacts.get(name.lower()) or call.ledger.contact_numbers.get(folded(name)))


def get_contacts(call: Call) -> Answer:
    """The list; archived contacts only with includeArchived."""
    query, ledger = call.query, call.ledger

    def form(contact: Record) -> Any:
        if query.flag("summaryonly"):
            return forms.contact_summary(contact)
        return forms.contact_full(ledger, contact) if query.is_paged else forms.contact_thin(contact)

    chosen: Iterable[Record] = ledger.contacts.values()
    if not query.flag("includearchived"):
        chosen = [contact for contact in chosen if contact["ContactStatus"] == "ACTIVE"]
    if wanted := {value.lower() for value in query.values("ids")}:
        chosen = [contact for contact in chosen if contact["ContactID"] in wanted]
    if term := query.parameters.get("searchterm"):
        chosen = [contact for contact in chosen if mentions(contact, _SEARCHED, term)]
    return answer_list(query, "Contacts", chosen, "ContactID", form)


def get_contact(call: Call) -> Answer:
    """One contact."""
    return Answer("Contacts", [forms.contact_full(call.ledger, contact_at(call))])


def put_contacts(call: Call) -> Answer | Reply:
    """Create contacts."""
    return _write(call, call.elements("Contacts"), None, create_only=True)


def post_contacts(call: Call) -> Answer | Reply:
    """Create or update contacts."""
    return _write(call, call.elements("Contacts"), None, create_only=False)


def post_contact(call: Call) -> Answer | Reply:
    """Update the contact the path names."""
    return _write(call, call.elements("Contacts")[:1], contact_at(call), create_only=False)


def _write(call: Call, elements: list[Record], target: Record | None, *, create_only: bool) -> Answer | Reply:
    def write(booking: Booking, sent: Record) -> Outcome:
        return contacts.put_contact(booking, sent) if create_only else contacts.post_contact(booking, sent, target)

    def form(contact: Record) -> Fragment:
        return forms.contact_full(call.ledger, contact)

    return write_elements(call, "Contacts", elements, write, form)


def get_payments(call: Call) -> Answer:
    """The list of payments, deleted ones too."""
    return answer_list(call.query, "Payments", call.ledger.payments.values(), "PaymentID", forms.payment_form)


def payment_at(call: Call) -> Record:
    """The payment that the path names by id; 404 otherwise."""
    return found(call.ledger.payments.get(call.segments[0].lower()))


def get_payment(call: Call) -> Answer:
    """One payment."""
    return Answer("Payments", [forms.payment_form(payment_at(call))])


def put_payments(call: Call) -> Answer | Reply:
    """Book payments; POST without an id does the same. An element with the PaymentID of one that exists is an edit."""

    def write(booking: Booking, sent: Record) -> Outcome:
        held = booking.ledger.payments.get(str(sent.get("PaymentID", "")).lower())
        return payments.delete_payment(booking, held, sent) if held else payments.put_payment(booking, sent)

    return write_elements(call, "Payments", call.elements("Payments"), write, forms.payment_form)


def post_payment(call: Call) -> Answer | Reply:
    """Delete the payment the path names."""
    payment = payment_at(call)

    def write(booking: Booking, sent: Record) -> Outcome:
        return payments.delete_payment(booking, payment, sent)

    return write_elements(call, "Payments", call.elements("Payments")[:1], write, forms.payment_form)
