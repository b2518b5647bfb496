"""What should happen to the debit of one invoice: the rules of import as one pure function.

Read: `Wish` holds everything that is known at that moment. The answer is one `Intent`; nothing is guessed from amounts or names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from app.domain.collection.banking_days import debit_day, region_of
from app.domain.collection.debits import Transaction, TransactionStatus
from app.domain.collection.invoices import InvoiceStatus, SalesInvoice
from app.domain.collection.settings import CollectionSettings, ConnectedCustomer
from app.domain.money import Money
from app.domain.words import say_date, say_money


class Act(StrEnum):
    """What is to be done about an invoice's debit."""

    NOTHING = "nothing"
    CREATE = "create"
    AMEND = "amend"  # another amount
    MOVE = "move"  # another day: delete, read back gone, create
    DELETE = "delete"
    WAIT = "wait"  # something of it is being looked up, or waits for a person
    BLOCKED = "blocked"  # cannot be debited as things are
    ALARM = "alarm"  # should change and no longer can


class Stand(StrEnum):
    """How the newest debit of an invoice stands, told from journal and report together."""

    OPEN = "open"  # made, may still be changed
    LEFT = "left"  # with the bank: pending or approved
    DECLINED = "declined"
    CHARGED_BACK = "charged_back"
    DELETED = "deleted"  # by this program
    TAKEN_BACK = "taken_back"  # by this program, because a person has undone its run
    MISMADE = "mismade"  # deleted by this program, because the collector had made a debit of it that repeats
    VANISHED = "vanished"  # deleted at the collector by somebody else
    DOUBT = "doubt"  # being looked up, waiting for its turn or for a person


@dataclass(frozen=True, slots=True)
class MadeDebit:
    """The newest debit of an invoice. `due_date` is the invoice's when it was made, `settled` whether its payment was applied."""

    stand: Stand
    debit_id: str
    marker: str
    amount: Decimal
    process_date: date
    due_date: date | None
    version: int
    amends: int = 0
    settled: bool = False
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """Everything the rules look at. `day` is a person's date for a debit made by hand, None otherwise."""

    invoice: SalesInvoice
    customer: ConnectedCustomer
    settings: CollectionSettings
    now: datetime
    today: date
    made: MadeDebit | None = None
    by_hand: bool = False
    day: date | None = None
    foreign: Transaction | None = None  # a debit of this invoice that is not ours


@dataclass(frozen=True, slots=True)
class Intent:
    """What is to happen. `sentence` says it, or why nothing does; `code` is stable; `asks_date`: a person's date is missing."""

    act: Act
    code: str
    sentence: str
    amount: Money | None = None
    day: date | None = None
    advice: str = ""
    asks_date: bool = False

    @property
    def changes(self) -> bool:
        """Whether something is sent."""
        return self.act in (Act.CREATE, Act.AMEND, Act.MOVE, Act.DELETE)


def intent(wish: Wish) -> Intent:
    """The one thing to do about this invoice now."""
    made = wish.made
    if made is not None and made.stand is Stand.DOUBT:
        return Intent(Act.WAIT, "doubt", made.sentence or "Its debit is being looked up")
    if made is not None and made.stand is Stand.LEFT:
        return _too_late(wish, made)
    if made is not None and made.stand is Stand.OPEN:
        return _follow(wish, made)
    return _import(wish)


def _too_late(wish: Wish, made: MadeDebit) -> Intent:
    """The bank has the debit: what should have changed is said loudly, since nothing can be taken back here."""
    taken, invoice = Money(made.amount, wish.invoice.currency), wish.invoice
    if made.settled:
        return Intent(Act.NOTHING, "settled", "Collected and applied")
    if invoice.status.is_gone:
        return _alarm(made, taken, f"{invoice.status.value}_too_late", f"The invoice was {_gone(invoice)}")
    if invoice.status is InvoiceStatus.PAID or invoice.due < made.amount:
        return _alarm(made, taken, "paid_too_late", f"{say_money(invoice.owed)} is still due")
    if invoice.due > made.amount:
        more = say_money(Money(invoice.due - made.amount, invoice.currency))
        advice = "Collect the rest by hand once this debit has settled."
        return Intent(Act.ALARM, "more_too_late", f"{more} more is due than is being debited", taken, advice=advice)
    return Intent(Act.NOTHING, "under_way", f"Debited on {say_date(made.process_date)}", taken, made.process_date)


def _alarm(made: MadeDebit, taken: Money, code: str, why: str) -> Intent:
    words = f"{why}, but {say_money(taken)} of {say_date(made.process_date)} has left and cannot be stopped here"
    advice = "Ask Rotessa's support to stop it before 16:30 Central time, or refund the customer once it has settled."
    return Intent(Act.ALARM, code, words, taken, advice=advice)


def _follow(wish: Wish, made: MadeDebit) -> Intent:
    """A debit that can still change follows its invoice."""
    invoice = wish.invoice
    taken = Money(made.amount, invoice.currency)
    goes = _goes(invoice, taken)
    if goes is not None:
        return goes
    follows = wish.customer.auto_import or wish.by_hand
    if not follows and invoice.due >= made.amount:
        return _planned(made, taken)
    blocked = _cannot_be_debited(wish) or (_foreign(wish.foreign) if wish.foreign else None)
    return blocked or _changed(wish, made, follows)


def _goes(invoice: SalesInvoice, taken: Money) -> Intent | None:
    if invoice.status.is_gone:
        return Intent(Act.DELETE, invoice.status.value, f"The invoice was {_gone(invoice)}: its debit goes too", taken)
    if invoice.status is InvoiceStatus.PAID or (invoice.status is InvoiceStatus.OPEN and invoice.due <= 0):
        return Intent(Act.DELETE, "paid", "Nothing is due any more: its debit goes", taken)
    if invoice.status is not InvoiceStatus.OPEN:
        return Intent(Act.DELETE, "not_open", "The invoice is not approved any more: its debit goes", taken)
    return None


def _changed(wish: Wish, made: MadeDebit, follows: bool) -> Intent:
    invoice, day = wish.invoice, _day_for(wish)
    taken = Money(made.amount, invoice.currency)
    if follows and invoice.due_date != made.due_date and day is not None and day != made.process_date:
        words = f"Moves from {say_date(made.process_date)} to {say_date(day)}"
        return Intent(Act.MOVE, "moved", words, invoice.owed, day)
    if invoice.due != made.amount:
        words = f"Changes from {say_money(taken)} to {say_money(invoice.owed)}"
        return Intent(Act.AMEND, "amended", words, invoice.owed, made.process_date)
    return _planned(made, taken)


def _planned(made: MadeDebit, taken: Money) -> Intent:
    return Intent(Act.NOTHING, "planned", f"Will be debited on {say_date(made.process_date)}", taken, made.process_date)


def _gone(invoice: SalesInvoice) -> str:
    return "voided" if invoice.status is InvoiceStatus.VOID else "deleted"


def _import(wish: Wish) -> Intent:
    """An invoice that has no debit, or none that counts any more."""
    invoice = wish.invoice
    if invoice.status is not InvoiceStatus.OPEN or invoice.due <= 0:
        return Intent(Act.NOTHING, "not_due", "Nothing is due")
    before = _debited_before(wish)
    blocked = before or _cannot_be_debited(wish) or (_foreign(wish.foreign) if wish.foreign else None)
    if blocked is not None:
        return blocked
    if not wish.by_hand and not wish.customer.auto_import:
        return Intent(Act.NOTHING, "by_hand", "Import it by hand, or switch automatic import on")
    day = _day_for(wish)
    if day is None:
        return _asks_date(wish)
    if wish.settings.largest is not None and invoice.due > wish.settings.largest and not wish.by_hand:
        limit = say_money(Money(wish.settings.largest, invoice.currency))
        return Intent(Act.BLOCKED, "too_large", f"More than {limit}: import it by hand", invoice.owed)
    return Intent(Act.CREATE, "new", f"Will be debited on {say_date(day)}", invoice.owed, day)


def _debited_before(wish: Wish) -> Intent | None:
    made = wish.made
    if made is None or made.stand is Stand.DELETED:
        return None
    if made.stand is Stand.CHARGED_BACK:
        words = "Its debit was approved and came back as a chargeback"
        return Intent(Act.BLOCKED, "charged_back", words, advice="Agree with the customer how it is paid.")
    if wish.by_hand:
        return None
    code, words, advice = _NOT_BY_ITSELF.get(made.stand, _NOT_BY_ITSELF[Stand.VANISHED])
    return Intent(Act.BLOCKED, code, words.format(because=_because(made)), advice=advice)


_NOT_BY_ITSELF: Final[Mapping[Stand, tuple[str, str, str]]] = {
    Stand.DECLINED: ("declined", "Declined{because}: import it by hand to debit it again", ""),
    Stand.TAKEN_BACK: ("taken_back", "Its debit was taken back: import it by hand to debit it again", ""),
    Stand.MISMADE: (
        "mismade",
        "Rotessa made its debit one that repeats, so it was taken away again",
        "Ask Rotessa's support why, then import it by hand to debit it.",
    ),
    Stand.VANISHED: ("vanished", "Its debit was deleted in Rotessa: import it by hand to debit it again", ""),
}
"""Debits that are over and are made anew by hand only: code, sentence and advice."""


def _because(made: MadeDebit) -> str:
    return f" ({made.sentence})" if made.sentence else ""


def _cannot_be_debited(wish: Wish) -> Intent | None:
    customer, invoice = wish.customer, wish.invoice
    if customer.stopped:
        return Intent(Act.BLOCKED, "stopped", customer.stopped, advice="Look at it under Health, then let it go on.")
    facts = (
        ("inactive", not customer.active, "The customer is inactive in Rotessa"),
        ("bank_details", customer.bank_details is False, "The customer's bank details are missing in Rotessa"),
        ("authorisation", customer.authorised is False, "The customer has not authorised debits in Rotessa"),
        (
            "currency",
            customer.currency not in ("", invoice.currency),
            f"The invoice is in {invoice.currency}, the customer's bank account in {customer.currency}",
        ),
        ("contact", invoice.contact_id != customer.contact_id, "The invoice belongs to another customer now"),
    )
    return next((Intent(Act.BLOCKED, code, words) for code, holds, words in facts if holds), None)


def _day_for(wish: Wish) -> date | None:
    """The day to debit on; None when a person has to choose one."""
    region = region_of(wish.invoice.currency)
    if wish.day is not None:
        return debit_day(wish.day, wish.now, region, lead=wish.settings.lead, closed=wish.settings.closed)
    due = wish.invoice.due_date
    if due is None or (due < wish.today and (wish.made is None or wish.made.stand is not Stand.OPEN)):
        return None
    return debit_day(due, wish.now, region, lead=wish.settings.lead, closed=wish.settings.closed)


def _asks_date(wish: Wish) -> Intent:
    due = wish.invoice.due_date
    words = "It has no due date" if due is None else f"It was due on {say_date(due)}"
    if not wish.by_hand:
        return Intent(Act.NOTHING, "overdue", f"{words}: import it by hand", wish.invoice.owed)
    return Intent(Act.BLOCKED, "needs_date", f"{words}: choose a date", wish.invoice.owed, asks_date=True)


def _foreign(found: Transaction) -> Intent:
    words = f"Rotessa has a debit for this invoice that was not made here, on {say_date(found.process_date)}"
    advice = "Switch Rotessa's own automatic import off for this customer, then let it go on here."
    return Intent(Act.BLOCKED, "foreign", words, advice=advice)


def foreign_debit(invoice: SalesInvoice, rows: Iterable[Transaction], ours: frozenset[str]) -> Transaction | None:
    """A debit of this invoice's payer that names the invoice, counts, and was not made here; `ours` are debit ids of the journal.

    A number of one or two characters is not looked for: it would be found in any comment.
    """
    number = invoice.number.strip()
    if len(number) < 3:
        return None
    named = re.compile(rf"(?<![\w-]){re.escape(number)}(?![\w-])", re.IGNORECASE)
    for row in rows:
        counts = not row.status.has_failed or row.status is TransactionStatus.CHARGEBACK
        if counts and row.debit_id not in ours and named.search(row.comment):
            return row
    return None
