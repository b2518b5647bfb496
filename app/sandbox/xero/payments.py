"""Payments on invoices and cash refunds of credit notes (apis/xero.md 9.1, texts of 12).

A payment cannot be edited, only deleted, and stays readable then. The texts for an account that takes no payments, a payment
that is not above zero, a reconciled one and the end of the lock-date sentence are not published; they are the simulator's.
"""

from __future__ import annotations

from decimal import Decimal

from app.sandbox.xero.arithmetic import half_up
from app.sandbox.xero.documents import lock_errors
from app.sandbox.xero.invoices import note_new
from app.sandbox.xero.outcome import Booking, Outcome
from app.sandbox.xero.settlement import settle_credit_note, settle_invoice
from app.sandbox.xero.values import ZERO_ID, Record, amount_of, date_of, flag_of, folded, text_of

UNKNOWN_DOCUMENT = "Document could not be found"
NO_ACCOUNT = "You must specify an Account code or Account ID for the payment"
NOT_AUTHORISED = "Payments can only be made against Authorised documents"
TOO_MUCH = "Payment amount exceeds the amount outstanding on this document"
LOCKED = "Organisation accounts are locked on the specified payment date"
_TYPES = {
    "ACCREC": "ACCRECPAYMENT",
    "ACCPAY": "ACCPAYPAYMENT",
    "ACCRECCREDIT": "ARCREDITPAYMENT",
    "ACCPAYCREDIT": "APCREDITPAYMENT",
}


def put_payment(booking: Booking, sent: Record) -> Outcome:
    """Book one payment. Raises `UnreadableError` for values of the wrong kind."""
    errors: list[str] = []
    document = _document(booking, sent)
    account = _account(booking, sent, errors)
    amount = half_up(amount_of(sent.get("Amount", 0), "Amount"))
    day = date_of(sent["Date"], "Date") if sent.get("Date") else booking.today
    if document is None:
        errors.append(UNKNOWN_DOCUMENT)
    else:
        errors += _document_errors(document, amount)
    if lock_errors(booking, day):
        errors.append(LOCKED)
    if errors or document is None or account is None:
        return Outcome(None, {"PaymentID": ZERO_ID, "Date": day, "Amount": amount, **_reference(sent)}, errors)
    payment: Record = {
        "PaymentID": booking.ledger.new_id(),
        "Date": day,
        "Amount": amount,
        **_details(sent, document, amount),
        "Account": account,
        "UpdatedDateUTC": booking.now,
    }
    kind = "CreditNote" if "CreditNote" in payment else "Invoice"
    store_payment(booking, payment)
    note_new(booking, payment["PaymentID"])
    booking.ledger.record_history(document[f"{kind}ID"], "Paid", booking.now, user=booking.user)
    return Outcome(payment, effect=f"payment {amount} on {document.get(f'{kind}Number', '')} booked")


def _details(sent: Record, document: Record, amount: Decimal) -> Record:
    """What a payment takes from its document and from the optional fields of the request."""
    return {
        "BankAmount": half_up(amount_of(sent["BankAmount"], "BankAmount")) if "BankAmount" in sent else amount,
        **_reference(sent),
        "CurrencyRate": amount_of(sent.get("CurrencyRate", document["CurrencyRate"]), "CurrencyRate"),
        "PaymentType": _TYPES[document["Type"]],
        "Status": "AUTHORISED",
        "IsReconciled": flag_of(sent.get("IsReconciled", False), "IsReconciled"),
        "CreditNote" if "CreditNoteID" in document else "Invoice": document,
    }


def _reference(sent: Record) -> Record:
    return {"Reference": text_of(sent["Reference"], "Reference")} if "Reference" in sent else {}


def _document(booking: Booking, sent: Record) -> Record | None:
    ledger = booking.ledger
    named = [sent[kind] for kind in ("Invoice", "CreditNote", "Prepayment", "Overpayment") if sent.get(kind)]
    if len(named) != 1 or not isinstance(named[0], dict):
        return None
    if "CreditNoteID" in named[0]:
        return ledger.credit_notes.get(str(named[0]["CreditNoteID"]).lower())
    if "InvoiceID" in named[0]:
        return ledger.invoices.get(str(named[0]["InvoiceID"]).lower())
    return ledger.invoice_numbers.get(folded(str(named[0].get("InvoiceNumber", ""))))


def _account(booking: Booking, sent: Record, errors: list[str]) -> Record | None:
    named = sent.get("Account")
    account = None
    if isinstance(named, dict) and "AccountID" in named:
        account = booking.ledger.accounts.get(str(named["AccountID"]).lower())
    elif isinstance(named, dict):
        account = booking.ledger.account_codes.get(str(named.get("Code", "")))
    if account is None or account["Status"] != "ACTIVE":
        errors.append(NO_ACCOUNT)
        return None
    if account["Type"] != "BANK" and not account.get("EnablePaymentsToAccount", False):
        errors.append(f"Account '{account.get('Code', '')}' is not enabled for payments.")
    return account


def _document_errors(document: Record, amount: Decimal) -> list[str]:
    due: Decimal = document["AmountDue"] if "AmountDue" in document else document["RemainingCredit"]
    if document["Status"] != "AUTHORISED":
        return [NOT_AUTHORISED, TOO_MUCH]
    if amount <= 0:
        return ["Payment amount must be greater than zero"]
    return [TOO_MUCH] if amount > due else []


def store_payment(booking: Booking, payment: Record) -> None:
    """Put a payment into the books and settle its document."""
    ledger = booking.ledger
    ledger.payments[payment["PaymentID"]] = payment
    document = payment.get("Invoice") or payment["CreditNote"]
    ledger.payments_of[document.get("InvoiceID") or document["CreditNoteID"]].append(payment)
    _resettle(booking, payment)


def _resettle(booking: Booking, payment: Record) -> None:
    if "Invoice" in payment:
        payment["Invoice"]["UpdatedDateUTC"] = booking.now
        settle_invoice(booking.ledger, payment["Invoice"])
    else:
        payment["CreditNote"]["UpdatedDateUTC"] = booking.now
        settle_credit_note(booking.ledger, payment["CreditNote"])


def delete_payment(booking: Booking, payment: Record, sent: Record) -> Outcome:
    """Delete a payment, the only change there is; its document opens again."""
    errors = []
    if sent.get("Status") != "DELETED":
        errors.append("Payments cannot be edited, only deleted.")
    elif payment["Status"] == "DELETED":
        errors.append(UNKNOWN_DOCUMENT)
    elif payment["IsReconciled"]:
        errors.append("This payment cannot be deleted as it is reconciled.")
    elif payment.get("BatchPaymentID"):
        errors.append("This payment cannot be deleted as it is part of a batch payment.")
    elif lock_errors(booking, payment["Date"]):
        errors.append(LOCKED)
    if errors:
        return Outcome(None, {"PaymentID": payment["PaymentID"]}, errors)
    payment |= {"Status": "DELETED", "UpdatedDateUTC": booking.now}
    _resettle(booking, payment)
    booking.ledger.record_history(payment["PaymentID"], "Deleted", booking.now, user=booking.user)
    return Outcome(payment, effect=f"payment {payment['Amount']} deleted")
