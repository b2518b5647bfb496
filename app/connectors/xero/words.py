"""What Xero's refusals mean for a bookkeeper: stable fragments of its messages and our sentences, as a table (apis/xero.md 12).

Xero's own words are always kept beside ours; a message that is not in the table is shown as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.plan import Mend


class Meaning(StrEnum):
    """What a refusal says about an earlier attempt of our own."""

    REFUSED = "refused"
    TAKEN = "taken"  # number, name or id in use: it may be our own earlier attempt


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row: all fragments (lower case) must be in the message. `code` is stable."""

    fragments: tuple[str, ...]
    code: str
    sentence: str
    mend: Mend = Mend.NONE
    meaning: Meaning = Meaning.REFUSED


def _row(
    fragments: str, code: str, sentence: str, mend: Mend = Mend.NONE, meaning: Meaning = Meaning.REFUSED
) -> Refusal:
    return Refusal(tuple(fragments.split(" | ")), code, sentence, mend, meaning)


REFUSALS: tuple[Refusal, ...] = (
    _row(
        "must be unique | #", "number_used", "The number is used in Xero already.", Mend.OPEN_IN_LEDGER, Meaning.TAKEN
    ),
    _row("number | already", "number_used", "The number is used in Xero already.", Mend.OPEN_IN_LEDGER, Meaning.TAKEN),
    _row(
        "price list item | already exists",
        "item_code_used",
        "Xero has a product of this code already.",
        Mend.MAP_ITEM,
        Meaning.TAKEN,
    ),
    _row(
        "already assigned to another contact",
        "contact_name_used",
        "Xero has a contact of this name already.",
        Mend.MAP_CUSTOMER,
        Meaning.TAKEN,
    ),
    _row(
        "another contact has this contact number",
        "contact_number_used",
        "Another Xero contact carries this customer's id already.",
        Mend.MAP_CUSTOMER,
        Meaning.TAKEN,
    ),
    _row(
        "exceeds the amount outstanding",
        "overpaid",
        "The invoice owes less than the payment in Xero.",
        Mend.OPEN_IN_LEDGER,
    ),
    _row(
        "payments can only be made against",
        "not_open",
        "The invoice is not open for payments in Xero.",
        Mend.OPEN_IN_LEDGER,
    ),
    _row("not enabled for payments", "account_unfit", "Payments to the account are not enabled in Xero."),
    _row("account | for the payment", "account_unfit", "The account cannot be paid into in Xero."),
    _row("reconciled", "reconciled", "The payment is reconciled with the bank in Xero.", Mend.OPEN_IN_LEDGER),
    _row("document could not be found", "gone", "It is no longer in Xero."),
    _row("has been archived | contact", "contact_archived", "The contact is archived in Xero.", Mend.RESTORE_CONTACT),
    _row("lock date", "locked_period", "The books are locked on this date.", Mend.SEND_AS_DRAFT),
    _row("accounts are locked", "locked_period", "The books are locked on this date.", Mend.SEND_AS_DRAFT),
    _row("account code | archived", "account_archived", "An account is archived in Xero.", Mend.MAP_ACCOUNT),
    _row("taxtype code | cannot be used", "tax_unfit", "A tax rate does not fit its account.", Mend.MAP_TAX),
    _row("taxtype code | does not exist", "tax_unknown", "A tax rate does not exist in Xero.", Mend.MAP_TAX),
    _row("taxtype field is mandatory", "tax_missing", "A line has no tax rate.", Mend.MAP_TAX),
    _row("tax rate must be valid", "tax_unknown", "A tax rate does not exist in Xero.", Mend.MAP_TAX),
    _row("account code", "account_unfit", "An account cannot be used on this document.", Mend.MAP_ACCOUNT),
    _row("account must be valid", "account_unfit", "An account cannot be used on this document.", Mend.MAP_ACCOUNT),
    _row("item code", "item_unknown", "An item does not exist in Xero.", Mend.MAP_ITEM),
    _row("tracking", "tracking_unfit", "A tracking option cannot be used.", Mend.MAP_TRACKING),
    _row(
        "not subscribed to currency", "currency_off", "The currency is not switched on in Xero.", Mend.ENABLE_CURRENCY
    ),
    _row(
        "limit of invoices you can approve",
        "plan_limit",
        "The Xero plan allows no more approved invoices this month.",
        Mend.SEND_AS_DRAFT,
    ),
    _row(
        "total for this document must be greater", "negative_total", "Xero takes no document with a total below zero."
    ),
    _row("quantity | less than zero", "negative_quantity", "Xero takes no quantity below zero."),
    _row("line total | does not match", "line_total", "Xero works out another amount for a line."),
    _row("tax amount cannot be greater", "tax_amount", "The tax of a line is larger than the line."),
    _row("due date cannot be empty", "no_due_date", "The document has no due date."),
    _row("one or more line items", "no_lines", "The document has no lines."),
    _row("payments or credit notes allocated", "paid", "It has payments or credits in Xero.", Mend.OPEN_IN_LEDGER),
    _row("payment or credit note allocated", "paid", "It has payments or credits in Xero.", Mend.OPEN_IN_LEDGER),
    _row("not of valid status", "status", "Its status in Xero does not allow that.", Mend.OPEN_IN_LEDGER),
    _row("must contain at least 1", "no_contact", "The document names no contact.", Mend.MAP_CUSTOMER),
    _row("a contact must be specified", "no_contact", "The document names no contact.", Mend.MAP_CUSTOMER),
    _row("email address must be valid", "email", "Xero does not take the e-mail address."),
    _row("valid absolute url", "url", "Xero does not take the link back to the source."),
)


def refusal_of(words: Sequence[str]) -> Refusal:
    """The row for an element's messages: 'in use' counts before all else, then the order of the table."""
    found = [row for word in words for row in REFUSALS if all(part in word.lower() for part in row.fragments)]
    taken = next((row for row in found if row.meaning is Meaning.TAKEN), None)
    if taken or found:
        return taken or min(found, key=REFUSALS.index)
    return Refusal((), "refused", "Xero refused it. Its own words say why.")
