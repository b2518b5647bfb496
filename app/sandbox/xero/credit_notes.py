"""Credit notes and their allocation to invoices (apis/xero.md 8).

Two credit notes may carry one number: Xero's own guard is not to be relied on, so the simulator has none. A credit note is
therefore found by id, or by number in the address when one alone has it.
"""

from __future__ import annotations

from decimal import Decimal

from app.sandbox.xero.documents import CREDIT_NOTE, Composer
from app.sandbox.xero.invoices import new_status, note_new, settle_contact, status_errors
from app.sandbox.xero.outcome import Booking, Outcome
from app.sandbox.xero.settlement import ENDED, is_touched, settle_credit_note, settle_invoice
from app.sandbox.xero.values import ZERO_ID, Record, UnreadableError, amount_of, date_of, folded, text_of

_EDIT_REFUSAL = "This document cannot be edited as it has a payment or credit note allocated to it."


def put_credit_note(booking: Booking, sent: Record) -> Outcome:
    """Create one credit note. Raises `UnreadableError` for values of the wrong kind."""
    ledger = booking.ledger
    composer = Composer(booking, CREDIT_NOTE, sent)
    composer.compose(new_status(CREDIT_NOTE, sent, composer.errors))
    if sent.get("CreditNoteID", ZERO_ID) != ZERO_ID:
        composer.errors.append("A CreditNoteID must not be supplied for a new credit note.")
    if composer.errors:
        return Outcome(None, composer.echo(), composer.errors)
    if not composer.fields.get("CreditNoteNumber"):
        taken = {folded(note.get("CreditNoteNumber", "")): note for note in ledger.credit_notes.values()}
        composer.fields["CreditNoteNumber"] = ledger.next_number(CREDIT_NOTE.number_prefix, taken)
    note: Record = {"CreditNoteID": ledger.new_id(), **composer.fields, "UpdatedDateUTC": booking.now}
    note["Contact"] = settle_contact(booking, composer)
    ledger.credit_notes[note["CreditNoteID"]] = note
    ledger.contact_documents[note["Contact"]["ContactID"]].append(note["CreditNoteID"])
    settle_credit_note(ledger, note)
    note_new(booking, note["CreditNoteID"])
    return Outcome(note, warnings=composer.warnings, effect=f"credit note {note['CreditNoteNumber']} created")


def post_credit_note(booking: Booking, sent: Record, target: Record | None = None) -> Outcome:
    """Update the credit note that `target` or CreditNoteID points at, else create one. Raises `UnreadableError`."""
    ledger = booking.ledger
    if target is None and "CreditNoteID" in sent:
        target = ledger.credit_notes.get(str(sent["CreditNoteID"]).lower())
    if target is None:
        return put_credit_note(booking, sent)
    status = text_of(sent.get("Status") or target["Status"], "Status")
    composer = Composer(booking, CREDIT_NOTE, sent, target)
    errors = status_errors(booking, CREDIT_NOTE, target, status)
    if not errors and status not in ENDED:
        if is_touched(ledger, target["CreditNoteID"]):
            errors = [_EDIT_REFUSAL]
        else:
            composer.compose("AUTHORISED" if status == "PAID" else status)
            errors = composer.errors
    if errors:
        return Outcome(None, {"CreditNoteID": target["CreditNoteID"], "Type": target["Type"]}, errors)
    if status in ENDED:
        target["Status"] = status
    else:
        target |= {**composer.fields, "Contact": settle_contact(booking, composer)}
    target["UpdatedDateUTC"] = booking.now
    settle_credit_note(ledger, target)
    change = status.capitalize() if status in ENDED else "Edited"
    ledger.record_history(target["CreditNoteID"], change, booking.now, user=booking.user)
    return Outcome(
        target, warnings=composer.warnings, effect=f"credit note {target['CreditNoteNumber']} {change.lower()}"
    )


def put_allocation(booking: Booking, note: Record, sent: Record) -> Outcome:
    """Set an amount of a credit note against an invoice; dated on the later of the two. Raises `UnreadableError`."""
    ledger = booking.ledger
    invoice = _allocated_invoice(booking, sent)
    amount = amount_of(sent.get("Amount", 0), "Amount")
    sent_day = date_of(sent["Date"], "Date") if sent.get("Date") else note["Date"]
    errors = ["Document could not be found"] if invoice is None else _allocation_errors(note, invoice, amount)
    if invoice is None or errors:
        return Outcome(None, {"AllocationID": ZERO_ID, "Amount": amount}, errors)
    allocation: Record = {
        "AllocationID": ledger.new_id(),
        "Amount": amount,
        "Date": max(note["Date"], invoice["Date"], sent_day),
        "Invoice": invoice,
        "CreditNote": note,
        "IsDeleted": False,
    }
    ledger.allocations[allocation["AllocationID"]] = allocation
    for record_id in (note["CreditNoteID"], invoice["InvoiceID"]):
        ledger.allocations_of[record_id].append(allocation)
        ledger.record_history(record_id, "Credit Applied", booking.now, user=booking.user)
    _resettle(booking, allocation)
    return Outcome(allocation, effect=f"credit note {note['CreditNoteNumber']} allocated")


def _allocated_invoice(booking: Booking, sent: Record) -> Record | None:
    named = sent.get("Invoice")
    if not isinstance(named, dict):
        raise UnreadableError("Invoice must be an object")
    if "InvoiceID" in named:
        return booking.ledger.invoices.get(str(named["InvoiceID"]).lower())
    return booking.ledger.invoice_numbers.get(folded(str(named.get("InvoiceNumber", ""))))


def _allocation_errors(note: Record, invoice: Record, amount: Decimal) -> list[str]:
    """Refusals of an allocation; their texts are not published and are the simulator's own."""
    errors = []
    if note["Status"] != "AUTHORISED" or invoice["Status"] != "AUTHORISED":
        errors.append("Credit notes can only be allocated to Authorised documents")
    if not 0 < amount <= min(note["RemainingCredit"], invoice["AmountDue"]):
        errors.append("The amount to allocate exceeds the amount outstanding on this document")
    if note["CurrencyCode"] != invoice["CurrencyCode"] or note["Contact"] is not invoice["Contact"]:
        errors.append("The credit note and the invoice must have the same contact and currency")
    return errors


def delete_allocation(booking: Booking, allocation: Record) -> Outcome:
    """Undo an allocation; both documents open again."""
    allocation["IsDeleted"] = True
    _resettle(booking, allocation)
    return Outcome(allocation, effect="allocation undone")


def _resettle(booking: Booking, allocation: Record) -> None:
    note, invoice = allocation["CreditNote"], allocation["Invoice"]
    note["UpdatedDateUTC"] = invoice["UpdatedDateUTC"] = booking.now
    settle_credit_note(booking.ledger, note)
    settle_invoice(booking.ledger, invoice)
