"""What hangs on a document: attachments, history, e-mail and the online invoice (apis/xero.md 10).

The texts of the refusals here are not published; they are the simulator's own.
"""

from __future__ import annotations

import mimetypes

from app.sandbox.wire import Reply
from app.sandbox.xero.calls import Call, found
from app.sandbox.xero.ledger import StoredFile
from app.sandbox.xero.party_calls import contact_at, payment_at
from app.sandbox.xero.replies import Answer, validation
from app.sandbox.xero.sales_calls import credit_note_at, invoice_at
from app.sandbox.xero.settlement import ENDED
from app.sandbox.xero.values import Record

LARGEST_FILE = 10 * 1024 * 1024
MOST_FILES = 10
LONGEST_NOTE = 2500
_FORBIDDEN = frozenset('<>:"/\\|?*+\0')
_EMAILS_A_DAY = {"DEMO": 0, "TRIAL": 20}
_EMAILS_PAYING = 1000


def _owner(call: Call) -> tuple[str, Record]:
    """Id and record of what the path names, by the resource of the request."""
    resource = call.request.path.strip("/").split("/")[0].lower()
    finders = {"invoices": (invoice_at, "InvoiceID"), "creditnotes": (credit_note_at, "CreditNoteID"),
               "contacts": (contact_at, "ContactID"), "payments": (payment_at, "PaymentID")}  # fmt: skip
    find, id_field = finders[resource]
    record = find(call)
    return record[id_field], record


def refused(message: str) -> Reply:
    """400 with one reason."""
    return validation([{"ValidationErrors": [{"Message": message}]}])


def get_attachments(call: Call) -> Answer:
    """The list of a document's files."""
    owner, _ = _owner(call)
    return Answer("Attachments", [held.record for held in call.ledger.files_of.get(owner, {}).values()])


def get_attachment(call: Call) -> Reply:
    """The bytes of a file by its name or id."""
    owner, _ = _owner(call)
    files = call.ledger.files_of.get(owner, {})
    name = call.segments[2]
    held = files.get(name) or next(
        (held for held in files.values() if held.record["AttachmentID"] == name.lower()), None
    )
    if held is None:
        found(None)
        raise AssertionError("unreachable")
    return Reply(200, held.content, {"Content-Type": held.record["MimeType"]})


def put_attachment(call: Call) -> Answer | Reply:
    """Store a file; the same name overwrites."""
    owner, record = _owner(call)
    name, content = call.segments[2], call.request.body
    ledger = call.ledger
    files = ledger.files_of[owner]
    if _FORBIDDEN & set(name) or not name.strip():
        return refused("The file name contains characters that are not allowed.")
    if not content or len(content) > LARGEST_FILE:
        return refused("The file must have between 1 byte and 10 MB.")
    if name not in files and len(files) >= MOST_FILES:
        return refused("A document can have at most 10 attachments.")
    sent_type = call.request.headers.get("content-type", "").split(";")[0].strip()
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    entry: Record = {
        "AttachmentID": files[name].record["AttachmentID"] if name in files else ledger.new_id(),
        "FileName": name,
        "Url": f"{call.request.base_url}{call.request.path}",
        "MimeType": guessed if sent_type in {"", "application/octet-stream"} else sent_type,
        "ContentLength": len(content),
        "IncludeOnline": call.query.flag("includeonline"),
    }
    files[name] = StoredFile(entry, content)
    record["UpdatedDateUTC"] = call.booking.now
    ledger.touch(owner)
    ledger.record_history(owner, "Attached a file", call.booking.now, name)
    return Answer("Attachments", [entry], effect=f"{name} attached")


def get_history(call: Call) -> Answer:
    """A record's history, the newest first."""
    owner, _ = _owner(call)
    return Answer("HistoryRecords", [_history_form(entry) for entry in reversed(call.ledger.history_of.get(owner, []))])


def put_history(call: Call) -> Answer | Reply:
    """Add notes to a record."""
    owner, _ = _owner(call)
    notes = [str(note.get("Details", "")) for note in call.elements("HistoryRecords")]
    if not notes or any(not 0 < len(note) <= LONGEST_NOTE for note in notes):
        return refused("Details must have between 1 and 2500 characters.")
    for note in notes:
        call.ledger.record_history(owner, "Note", call.booking.now, note)
    shown = [_history_form(entry) for entry in call.ledger.history_of[owner][-len(notes) :]]
    return Answer("HistoryRecords", shown, effect="note added")


def _history_form(entry: Record) -> Record:
    return {**entry, "DateUTCString": entry["DateUTC"].strftime("%Y-%m-%dT%H:%M:%S")}


def post_email(call: Call) -> Reply:
    """Mail a sales invoice to its contact; kept in the books, sent nowhere."""
    invoice, ledger, now = invoice_at(call), call.ledger, call.booking.now
    if invoice["Type"] != "ACCREC" or invoice["Status"] not in {"SUBMITTED", "AUTHORISED", "PAID"}:
        return refused("Only sales invoices that are submitted, authorised or paid can be e-mailed.")
    address = invoice["Contact"].get("EmailAddress")
    if not address:
        return refused("The contact has no e-mail address.")
    sent_today = sum(entry["At"].date() == now.date() for entry in ledger.emails)
    if sent_today >= _EMAILS_A_DAY.get(str(ledger.organisation.get("Class", "")), _EMAILS_PAYING):
        return refused("The daily limit of e-mails has been reached.")
    ledger.emails.append({"InvoiceID": invoice["InvoiceID"], "To": address, "At": now})
    invoice |= {"SentToContact": True, "UpdatedDateUTC": now}
    ledger.touch(invoice["InvoiceID"])
    ledger.record_history(invoice["InvoiceID"], "Invoice sent", now, address)
    return Reply(204, effect=f"invoice {invoice.get('InvoiceNumber', '')} e-mailed")


def get_online_invoice(call: Call) -> Answer | Reply:
    """The address at which a customer sees the invoice; drafts and ended ones have none."""
    invoice = invoice_at(call)
    if invoice["Status"] in {"DRAFT", *ENDED}:
        return refused("An online invoice is not available for this document.")
    return Answer(
        "OnlineInvoices", [{"OnlineInvoiceUrl": f"https://in.xero.com/{invoice['InvoiceID'].replace('-', '')}"}]
    )
