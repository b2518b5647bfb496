"""What a transaction of the report means for the ledger: apply a payment, reverse one, wait, or say why not. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from app.domain.collection.debits import Transaction, TransactionStatus
from app.domain.collection.invoices import ClearingAccount, InvoiceStatus, SalesInvoice
from app.domain.money import Money
from app.domain.words import say_date, say_money


class Settled(StrEnum):
    """How one transaction stands for the ledger."""

    BY_HAND = "by_hand"  # made in Rotessa by somebody: left alone
    COMING = "coming"  # future or pending
    APPROVED = "approved"  # its settlement date has not come
    DUE = "due"  # a payment is to be applied
    APPLIED = "applied"
    LOOKED_UP = "looked_up"  # the payment is under way or being looked up
    NOT_APPLIED = "not_applied"  # and why not
    DECLINED = "declined"
    CHARGED_BACK = "charged_back"
    TO_REVERSE = "to_reverse"  # applied, and came back since: waits for the person
    REVERSED = "reversed"
    NOT_KNOWN = "not_known"  # a status that is not known


class PaymentStand(StrEnum):
    """What the journal says of a transaction's payment, and of its reversal."""

    NONE = "none"
    OPEN = "open"
    DONE = "done"
    FAILED = "failed"  # refused or held: `sentence` says why
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Settling:
    """Everything the rules look at. `invoice` None: the invoice could not be read now. `expected` is what the debit was made for.

    `words` are the ledger's own about a payment that it refused.
    """

    row: Transaction
    today: date  # the collector's
    is_ours: bool
    expected: Decimal | None = None
    currency: str = ""
    invoice: SalesInvoice | None = None
    payment: PaymentStand = PaymentStand.NONE
    reversal: PaymentStand = PaymentStand.NONE
    sentence: str = ""
    words: str = ""
    clearing: ClearingAccount | None = None
    locked_up_to: date | None = None
    paid_on: date | None = None  # a person's date, where the settlement date is in a locked period


@dataclass(frozen=True, slots=True)
class Verdict:
    """What it means. `paid_on` is the payment's date when it is DUE."""

    stand: Settled
    code: str
    sentence: str
    advice: str = ""
    paid_on: date | None = None


def verdict_of(about: Settling) -> Verdict:
    """The one thing to say or do about this transaction now."""
    if not about.is_ours:
        return Verdict(Settled.BY_HAND, "by_hand", "Made in Rotessa by hand: it belongs to no invoice here")
    if about.row.status.has_failed:
        return _failed(about)
    if about.payment is not PaymentStand.NONE:
        return _tried(about)
    return _not_yet(about.row, about.today) or _settle(about)


def _not_yet(row: Transaction, today: date) -> Verdict | None:
    if row.status in (TransactionStatus.FUTURE, TransactionStatus.PENDING):
        words = "Will be debited" if row.status is TransactionStatus.FUTURE else "Debited, not approved yet"
        return Verdict(Settled.COMING, row.status.value, f"{words}: {say_date(row.process_date)}")
    if row.status is TransactionStatus.UNKNOWN:
        return Verdict(Settled.NOT_KNOWN, "unknown_status", f"Rotessa says '{row.words}', which is not known here")
    if row.settlement_date is None or row.settlement_date > today:
        when = f" on {say_date(row.settlement_date)}" if row.settlement_date else ""
        return Verdict(Settled.APPROVED, "not_settled", f"Approved, settles{when}")
    return None


def _failed(about: Settling) -> Verdict:
    row = about.row
    came_back = row.status is TransactionStatus.CHARGEBACK
    words = ("Charged back" if came_back else "Declined") + (f": {row.reason}" if row.reason else "")
    if about.reversal is PaymentStand.DONE or about.payment is PaymentStand.REVERSED:
        return Verdict(Settled.REVERSED, "reversed", f"{words}. Its payment was reversed")
    if about.reversal is PaymentStand.OPEN:
        return Verdict(Settled.LOOKED_UP, "reversing", f"{words}. Its payment is being reversed")
    if about.payment in (PaymentStand.DONE, PaymentStand.OPEN):
        held = f" {about.sentence}" if about.reversal is PaymentStand.FAILED and about.sentence else ""
        advice = "Reverse the payment, so that the invoice is open again."
        return Verdict(Settled.TO_REVERSE, "to_reverse", f"{words}. Its payment is still in the ledger.{held}", advice)
    return Verdict(Settled.CHARGED_BACK if came_back else Settled.DECLINED, row.status.value, words)


def _tried(about: Settling) -> Verdict:
    if about.reversal is PaymentStand.DONE:
        advice = "The money is still in the deposit: record it in the ledger yourself."
        return Verdict(Settled.REVERSED, "taken_back", "Its payment was taken back", advice)
    if about.reversal is PaymentStand.OPEN:
        return Verdict(Settled.LOOKED_UP, "reversing", "Its payment is being reversed")
    if about.payment is PaymentStand.DONE:
        return Verdict(Settled.APPLIED, "applied", "Applied to its invoice")
    if about.payment is PaymentStand.OPEN:
        return Verdict(Settled.LOOKED_UP, "looked_up", about.sentence or "Its payment is being looked up")
    if about.payment is PaymentStand.REVERSED:
        return Verdict(Settled.REVERSED, "reversed", "Its payment was reversed")
    said = f"The ledger's own words: {about.words}" if about.words else ""
    return Verdict(Settled.NOT_APPLIED, "refused", about.sentence or "The ledger did not take the payment", said)


def _settle(about: Settling) -> Verdict:
    row, invoice = about.row, about.invoice
    assert row.settlement_date is not None  # noqa: S101 - asked for by the caller
    if about.expected is None or row.amount != about.expected:
        meant = say_money(Money(about.expected, about.currency)) if about.expected is not None else "nothing"
        words = f"{row.amount} was debited, {meant} was asked for"
        return _not("other_amount", words, "Compare the debit in Rotessa with the invoice.")
    if invoice is None:
        return _not("unread", "Its invoice could not be read", "It is tried again at the next run.")
    return _by_invoice(about, invoice) or _by_books(about, row.settlement_date)


def _by_invoice(about: Settling, invoice: SalesInvoice) -> Verdict | None:
    amount = Money(about.row.amount, about.currency)
    if invoice.status.is_gone:
        gone = "voided" if invoice.status is InvoiceStatus.VOID else "deleted"
        words = f"Its invoice was {gone} after the debit had left"
        return _not("invoice_gone", words, "Refund the customer, or record the money as a prepayment.")
    if invoice.status is InvoiceStatus.PAID or invoice.due <= 0:
        words = "Its invoice was paid meanwhile in another way"
        return _not("paid_meanwhile", words, "Refund the customer, or record the money as a prepayment.")
    if invoice.status is not InvoiceStatus.OPEN:
        return _not("not_open", "Its invoice is not approved", "Approve it, then try again.")
    if invoice.currency != about.currency:
        return _not("currency", f"Its invoice is in {invoice.currency} now", "Record the payment by hand.")
    if invoice.due < about.row.amount:
        words = f"Only {say_money(invoice.owed)} of {say_money(amount)} is still due"
        return _not("partly_paid", words, "Take the other payment back, or record this one by hand.")
    return None


def _by_books(about: Settling, settled: date) -> Verdict:
    clearing = about.clearing
    if clearing is None:
        return _not("no_clearing", "No clearing account is chosen", "Choose the clearing account.")
    if not clearing.usable:
        return _not("clearing", f"{clearing.label}: {clearing.why_not}", "Choose another clearing account.")
    if clearing.currency and clearing.currency != about.currency:
        words = f"{clearing.label} is in {clearing.currency}"
        return _not("clearing_currency", words, f"Choose a clearing account in {about.currency}.")
    paid_on = about.paid_on or settled
    if about.locked_up_to is not None and paid_on <= about.locked_up_to:
        first = about.locked_up_to + timedelta(days=1)
        words = f"The books are locked up to {say_date(about.locked_up_to)}"
        return _not("locked", words, f"Unlock them, or date the payment {say_date(first)}.", first)
    return Verdict(Settled.DUE, "due", f"Settled on {say_date(settled)}", paid_on=paid_on)


def _not(code: str, words: str, advice: str, paid_on: date | None = None) -> Verdict:
    return Verdict(Settled.NOT_APPLIED, code, words, advice, paid_on)
