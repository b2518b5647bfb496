"""Payloads of everything collection changes, at the collector and in the ledger; written by `app.domain.payload.write_payload`.

A comment here is what the flow wants said; a connector adds the operation's marker to it, so that the debit can be found again
whatever the collector appends ('INV-2041 LF0123456789 (Created with API)').
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.domain.collection.payers import PayerFields
from app.domain.parties import Address


@dataclass(frozen=True, slots=True)
class CreatePayerPayload:
    """CREATE_PAYER. `identifier` (the contact's name) is unique at the collector: a refusal as taken is looked up and adopted."""

    contact_id: str
    name: str
    identifier: str
    email: str = ""
    phone: str = ""
    customer_type: str = "Business"  # or 'Personal'
    address: Address = field(default_factory=Address)


@dataclass(frozen=True, slots=True)
class UpdatePayerPayload:
    """UPDATE_PAYER: set the fields of `after` that differ from `before`, only while the payer still shows `before` (I10).

    Its read-back is live when every field that differs stands as in `after`. Bank data and the identifier are never sent.
    """

    payer_id: str
    before: PayerFields
    after: PayerFields


@dataclass(frozen=True, slots=True)
class CreateDebitPayload:
    """CREATE_DEBIT: one debit, `Once`, installments 1, both sent explicitly.

    `ledger_id` is the connection that the invoice is read from again just before the first byte.
    """

    payer_id: str
    payer_name: str
    ledger_id: str
    invoice_id: str
    invoice_number: str
    contact_id: str
    amount: Decimal
    currency: str
    process_date: date
    due_date: date | None
    comment: str


@dataclass(frozen=True, slots=True)
class AmendDebitPayload:
    """AMEND_DEBIT: another amount on a debit of ours that has not left. Its read-back is live when the amount stands as `amount`."""

    debit_id: str
    payer_id: str
    ledger_id: str
    invoice_id: str
    invoice_number: str
    amount_before: Decimal
    amount: Decimal
    currency: str


TAKEN_BACK = "asked"
"""Why a debit is deleted when a person has undone the run that made it."""
MISMADE = "mismade"
"""Why a debit is deleted that the collector made otherwise than it was asked to, so that it repeats."""


@dataclass(frozen=True, slots=True)
class DeleteDebitPayload:
    """DELETE_DEBIT: take a debit of ours away, only while it has not left and still carries our marker (`marker`).

    As with VOID_DOCUMENT a hit or read-back that is not live, or not there, is what was wanted. A debit that has left is REFUSED,
    with a sentence that says so; of one that repeats what has left goes on, and the rest is taken away.
    """

    debit_id: str
    payer_id: str
    invoice_id: str
    invoice_number: str
    amount: Decimal
    currency: str
    process_date: date
    marker: str
    why: str  # 'void', 'deleted', 'paid', 'moved', ...: the code of the intent, TAKEN_BACK or MISMADE


@dataclass(frozen=True, slots=True)
class ApplyPaymentPayload:
    """APPLY_PAYMENT, in the ledger: what was settled, on the invoice its debit was made for, into the clearing account.

    `reference` names the collector's transaction ('Rotessa 9120441', at most 21 characters, QuickBooks' limit for PaymentRefNum): it is
    the marker by which the payment is found again, on this invoice, in every state.
    """

    invoice_id: str
    invoice_number: str
    contact_id: str
    contact_name: str
    amount: Decimal
    currency: str
    paid_on: date
    account_id: str
    account_code: str
    account_name: str
    reference: str
    transaction_id: str


@dataclass(frozen=True, slots=True)
class ReversePaymentPayload:
    """REVERSE_PAYMENT, in the ledger: delete or void a payment of ours, only while it stands as we made it and is not reconciled.

    As with VOID_DOCUMENT not live, or not there, is what was wanted. A reconciled payment or a locked period is REFUSED with the reason.
    """

    payment_id: str
    invoice_id: str
    invoice_number: str
    contact_id: str
    amount: Decimal
    currency: str
    paid_on: date
    account_id: str
    reference: str
    transaction_id: str
    why: str


CollectionPayload = (
    CreatePayerPayload
    | UpdatePayerPayload
    | CreateDebitPayload
    | AmendDebitPayload
    | DeleteDebitPayload
    | ApplyPaymentPayload
    | ReversePaymentPayload
)
