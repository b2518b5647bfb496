"""Writing invoices: creating by PUT, creating or updating by POST, voiding and deleting.

PUT never updates; POST finds the invoice by id, or a sales invoice by number, and overwrites it (apis/xero.md 4.1). The status
machine is that of 7.2. Numbers of voided and deleted sales invoices stay used: whether Xero frees them is not published, and
a caller who relies on it would be wrong half of the time. Numbers are compared without case for the same reason.
"""

from __future__ import annotations

from app.sandbox.xero import contacts
from app.sandbox.xero.arithmetic import ZERO
from app.sandbox.xero.documents import INVOICE, Composer, DocumentKind, lock_errors
from app.sandbox.xero.outcome import Booking, Outcome
from app.sandbox.xero.paid_edits import edit_paid
from app.sandbox.xero.settlement import ENDED, is_touched, settle_invoice
from app.sandbox.xero.values import ZERO_ID, Record, folded, text_of

CREATABLE = ("DRAFT", "SUBMITTED", "AUTHORISED")
TRANSITIONS = {
    "DRAFT": frozenset({"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"}),
    "SUBMITTED": frozenset({"SUBMITTED", "AUTHORISED", "DRAFT", "DELETED"}),
    "AUTHORISED": frozenset({"AUTHORISED", "VOIDED"}),
    "PAID": frozenset({"PAID", "VOIDED"}),
}
NUMBER_TAKEN = "Invoice # must be unique."
OWN_ID = "An InvoiceID must not be supplied for a new invoice."


def put_invoice(booking: Booking, sent: Record) -> Outcome:
    """Create one invoice. Raises `UnreadableError` for values of the wrong kind."""
    composer = Composer(booking, INVOICE, sent)
    composer.compose(new_status(INVOICE, sent, composer.errors))
    if sent.get("InvoiceID", ZERO_ID) != ZERO_ID:
        composer.errors.append(OWN_ID)
    number = composer.fields.get("InvoiceNumber")
    sale = composer.fields["Type"] == "ACCREC"
    if sale and number and folded(number) in booking.ledger.invoice_numbers:
        composer.errors.append(NUMBER_TAKEN)
    if composer.errors:
        return Outcome(None, composer.echo(), composer.errors)
    if sale and not number:
        composer.fields["InvoiceNumber"] = booking.ledger.next_number("INV-", booking.ledger.invoice_numbers)
    invoice: Record = {"InvoiceID": booking.ledger.new_id(), **composer.fields, "UpdatedDateUTC": booking.now}
    invoice["Contact"] = settle_contact(booking, composer)
    booking.ledger.add_invoice(invoice)
    settle_invoice(booking.ledger, invoice)
    note_new(booking, invoice["InvoiceID"])
    return Outcome(invoice, warnings=composer.warnings, effect=f"invoice {invoice.get('InvoiceNumber', '')} created")


def new_status(kind: DocumentKind, sent: Record, errors: list[str]) -> str:
    """The status of a document to be made; DRAFT unless another creatable one is sent."""
    status = text_of(sent.get("Status") or "DRAFT", "Status")
    if status in CREATABLE:
        return status
    errors.append(f"{kind.word} not of valid status for creation")
    return "DRAFT"


def settle_contact(booking: Booking, composer: Composer) -> Record:
    """Create or update the contact of a document that is now certain to be saved."""
    contact = composer.contact
    if contact is None:
        contact = contacts.create(booking, composer.contact_fields)
    elif composer.contact_fields:
        contacts.change(booking, contact, composer.contact_fields)
    if composer.fields["Status"] != "DRAFT":
        contact["IsCustomer" if composer.fields["Type"] in {"ACCREC", "ACCRECCREDIT"} else "IsSupplier"] = True
    return contact


def note_new(booking: Booking, record_id: str) -> None:
    """Remember who made a record and when."""
    if booking.by_app:
        booking.ledger.made_by_app.add(record_id)
    booking.ledger.record_history(record_id, "Created", booking.now, user=booking.user)


def post_invoice(booking: Booking, sent: Record, target: Record | None = None) -> Outcome:
    """Update the invoice that `target`, InvoiceID or a sales number points at, else create one. Raises `UnreadableError`."""
    ledger = booking.ledger
    if target is None and "InvoiceID" in sent:
        target = ledger.invoices.get(str(sent["InvoiceID"]).lower())
    elif target is None and sent.get("InvoiceNumber") and sent.get("Type", "ACCREC") == "ACCREC":
        target = ledger.invoice_numbers.get(folded(text_of(sent["InvoiceNumber"], "InvoiceNumber")))
    if target is None:
        return put_invoice(booking, sent)
    composer = Composer(booking, INVOICE, sent, target)
    status = text_of(sent.get("Status") or target["Status"], "Status")
    errors = status_errors(booking, INVOICE, target, status)
    if errors:
        return Outcome(None, _echo_of(target), errors)
    if status in ENDED:
        return _end(booking, target, status)
    if is_touched(ledger, target["InvoiceID"]):
        return edit_paid(booking, sent, target)
    return _rewrite(booking, composer, target, status)


def status_errors(booking: Booking, kind: DocumentKind, target: Record, status: str) -> list[str]:
    """Refusals of a transition, the lock of the period included."""
    held = target["Status"]
    if held not in TRANSITIONS:
        return [f"{kind.word} not of valid status for modification"]
    if status != held and is_touched(booking.ledger, target[kind.id_field]):
        return [
            f"The status {status} cannot be applied to the {kind.word.lower()} because it has payments "
            "or credit notes allocated to it."
        ]
    if status not in TRANSITIONS[held]:
        return [f"{kind.word} not of valid status for modification"]
    return lock_errors(booking, target["Date"]) if held in {"AUTHORISED", "PAID"} else []


def _end(booking: Booking, invoice: Record, status: str) -> Outcome:
    invoice |= {"Status": status, "UpdatedDateUTC": booking.now}
    settle_invoice(booking.ledger, invoice)
    booking.ledger.record_history(invoice["InvoiceID"], status.capitalize(), booking.now, user=booking.user)
    return Outcome(invoice, effect=f"invoice {invoice.get('InvoiceNumber', '')} {status.lower()}")


def _rewrite(booking: Booking, composer: Composer, target: Record, status: str) -> Outcome:
    ledger = booking.ledger
    composer.compose("AUTHORISED" if status == "PAID" else status)
    number = folded(composer.fields.get("InvoiceNumber", ""))
    if target["Type"] == "ACCREC" and number and ledger.invoice_numbers.get(number, target) is not target:
        composer.errors.append(NUMBER_TAKEN)
    if composer.errors:
        return Outcome(None, composer.echo(), composer.errors)
    contact = settle_contact(booking, composer)
    for name in ("Url", "Reference"):
        target.pop(name, None)
    target |= {**composer.fields, "Contact": contact, "UpdatedDateUTC": booking.now}
    if target["Type"] == "ACCREC" and number:
        ledger.invoice_numbers[number] = target
    ledger.contact_documents[contact["ContactID"]].append(target["InvoiceID"])
    settle_invoice(ledger, target)
    ledger.record_history(target["InvoiceID"], "Edited", booking.now, user=booking.user)
    return Outcome(target, warnings=composer.warnings, effect=f"invoice {target.get('InvoiceNumber', '')} changed")


def _echo_of(invoice: Record) -> Record:
    kept: Record = {name: invoice[name] for name in ("InvoiceID", "Type", "InvoiceNumber", "Status") if name in invoice}
    sums = {name: invoice.get(name, ZERO) for name in ("SubTotal", "TotalTax", "Total")}
    return {**kept, **sums, "Contact": {"ContactID": invoice["Contact"]["ContactID"]}, "LineItems": []}
