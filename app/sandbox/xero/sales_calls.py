"""The addresses /Invoices and /CreditNotes with what hangs on them (apis/xero.md 7, 8, 10)."""

from __future__ import annotations

from collections.abc import Iterable

from app.sandbox.wire import Reply
from app.sandbox.xero import credit_notes, forms, invoices
from app.sandbox.xero.calls import Call, found, write_elements
from app.sandbox.xero.ledger import Ledger
from app.sandbox.xero.listing import answer_list, mentions
from app.sandbox.xero.outcome import Booking, Outcome
from app.sandbox.xero.pdf import document_pdf
from app.sandbox.xero.replies import JSON, Answer
from app.sandbox.xero.values import Fragment, Record, folded, json_text


def invoice_at(call: Call) -> Record:
    """The invoice that the path names by id or by number; 404 otherwise."""
    name = call.segments[0]
    ledger = call.ledger
    return found(ledger.invoices.get(name.lower()) or ledger.invoice_numbers.get(folded(name)))


def credit_note_at(call: Call) -> Record:
    """The credit note that the path names by id, or by a number that it alone has; 404 otherwise."""
    name = call.segments[0]
    notes = call.ledger.credit_notes
    if name.lower() in notes:
        return notes[name.lower()]
    same = [note for note in notes.values() if folded(note["CreditNoteNumber"]) == folded(name)]
    return found(same[0] if len(same) == 1 else None)


def get_invoices(call: Call) -> Answer:
    """The list: thin when unpaged."""
    query, ledger = call.query, call.ledger

    def form(invoice: Record) -> Record | Fragment:
        if query.flag("summaryonly"):
            return forms.invoice_summary(invoice)
        return (
            forms.invoice_full(ledger, invoice, query.unit_places)
            if query.is_paged
            else forms.invoice_thin(ledger, invoice)
        )

    return answer_list(query, "Invoices", _chosen_invoices(call), "InvoiceID", form)


def _chosen_invoices(call: Call) -> Iterable[Record]:
    query, ledger = call.query, call.ledger
    chosen: Iterable[Record] = ledger.invoices.values()
    if numbers := query.values("invoicenumbers"):
        sought = [ledger.invoice_numbers.get(folded(number)) for number in numbers]
        chosen = list({invoice["InvoiceID"]: invoice for invoice in sought if invoice}.values())
    if wanted := {value.lower() for value in query.values("ids")}:
        chosen = [invoice for invoice in chosen if invoice["InvoiceID"] in wanted]
    if contacts := {value.lower() for value in query.values("contactids")}:
        chosen = [invoice for invoice in chosen if invoice["Contact"]["ContactID"] in contacts]
    if statuses := {value.upper() for value in query.values("statuses")}:
        chosen = [invoice for invoice in chosen if invoice["Status"] in statuses]
    if query.flag("createdbymyapp"):
        chosen = [invoice for invoice in chosen if invoice["InvoiceID"] in ledger.made_by_app]
    if term := query.parameters.get("searchterm"):
        chosen = [invoice for invoice in chosen if mentions(invoice, ("InvoiceNumber", "Reference"), term)]
    return chosen


def get_invoice(call: Call) -> Answer | Reply:
    """One invoice, as a PDF when that is what the caller accepts."""
    invoice = invoice_at(call)
    if call.request.headers.get("accept", "").startswith("application/pdf"):
        return document_pdf(call.ledger, invoice, "Invoice", invoice.get("InvoiceNumber", ""))
    return Answer("Invoices", [forms.invoice_full(call.ledger, invoice, call.query.unit_places)])


def get_invoice_pdf(call: Call) -> Reply:
    """One invoice as a PDF."""
    invoice = invoice_at(call)
    return document_pdf(call.ledger, invoice, "Invoice", invoice.get("InvoiceNumber", ""))


def _invoice_form(call: Call) -> InvoiceForm:
    return InvoiceForm(call.ledger, call.query.unit_places)


class InvoiceForm:
    """Writes full invoices in answers to writes."""

    def __init__(self, ledger: Ledger, places: int) -> None:
        self._ledger, self._places = ledger, places

    def __call__(self, invoice: Record) -> Fragment:
        return forms.invoice_full(self._ledger, invoice, self._places)


def put_invoices(call: Call) -> Answer | Reply:
    """Create invoices."""
    return write_elements(call, "Invoices", call.elements("Invoices"), invoices.put_invoice, _invoice_form(call))


def post_invoices(call: Call) -> Answer | Reply:
    """Create or update invoices."""
    return write_elements(call, "Invoices", call.elements("Invoices"), invoices.post_invoice, _invoice_form(call))


def post_invoice(call: Call) -> Answer | Reply:
    """Update the invoice the path names."""
    target = invoice_at(call)

    def write(booking: Booking, sent: Record) -> Outcome:
        return invoices.post_invoice(booking, sent, target)

    return write_elements(call, "Invoices", call.elements("Invoices")[:1], write, _invoice_form(call))


def get_credit_notes(call: Call) -> Answer:
    """The list: thin when unpaged."""
    query, ledger = call.query, call.ledger

    def form(note: Record) -> Record | Fragment:
        return (
            forms.credit_note_full(ledger, note, query.unit_places) if query.is_paged else forms.credit_note_thin(note)
        )

    return answer_list(query, "CreditNotes", ledger.credit_notes.values(), "CreditNoteID", form)


def get_credit_note(call: Call) -> Answer | Reply:
    """One credit note, as a PDF when that is what the caller accepts."""
    note = credit_note_at(call)
    if call.request.headers.get("accept", "").startswith("application/pdf"):
        return document_pdf(call.ledger, note, "Credit note", note["CreditNoteNumber"])
    return Answer("CreditNotes", [forms.credit_note_full(call.ledger, note, call.query.unit_places)])


def get_credit_note_pdf(call: Call) -> Reply:
    """One credit note as a PDF."""
    note = credit_note_at(call)
    return document_pdf(call.ledger, note, "Credit note", note["CreditNoteNumber"])


def put_credit_notes(call: Call) -> Answer | Reply:
    """Create credit notes."""
    return _write_notes(call, call.elements("CreditNotes"), None, create_only=True)


def post_credit_notes(call: Call) -> Answer | Reply:
    """Create or update credit notes."""
    return _write_notes(call, call.elements("CreditNotes"), None, create_only=False)


def post_credit_note(call: Call) -> Answer | Reply:
    """Update the credit note the path names."""
    return _write_notes(call, call.elements("CreditNotes")[:1], credit_note_at(call), create_only=False)


def _write_notes(call: Call, elements: list[Record], target: Record | None, *, create_only: bool) -> Answer | Reply:
    def write(booking: Booking, sent: Record) -> Outcome:
        if create_only:
            return credit_notes.put_credit_note(booking, sent)
        return credit_notes.post_credit_note(booking, sent, target)

    def form(note: Record) -> Fragment:
        return forms.credit_note_full(call.ledger, note, call.query.unit_places)

    return write_elements(call, "CreditNotes", elements, write, form)


def put_allocations(call: Call) -> Answer | Reply:
    """Allocate a credit note to invoices."""
    note = credit_note_at(call)

    def write(booking: Booking, sent: Record) -> Outcome:
        return credit_notes.put_allocation(booking, note, sent)

    return write_elements(call, "Allocations", call.elements("Allocations"), write, forms.allocation_form)


def delete_allocation(call: Call) -> Reply:
    """Undo an allocation; the answer is the bare allocation, marked as deleted."""
    note = credit_note_at(call)
    entry = call.ledger.allocations.get(call.segments[2].lower())
    live = entry is not None and entry["CreditNote"] is note and not entry["IsDeleted"]
    outcome = credit_notes.delete_allocation(call.booking, found(entry if live else None))
    return Reply(200, json_text(forms.allocation_form(found(entry))).encode(), JSON, outcome.effect)
