"""Debits and what became of them: what a collector is told to take, and the transactions that tell how it went.

A debit is one order to debit a payer (Rotessa: transaction schedule). A transaction is one debiting with its outcome (Rotessa:
financial transaction, a row of the report). All facts: apis/rotessa.md 5 to 8.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class TransactionStatus(StrEnum):
    """Where a debiting stands. UNKNOWN is any word that is not known: kept in `words`, shown, and never booked as paid."""

    FUTURE = "future"
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    CHARGEBACK = "chargeback"
    UNKNOWN = "unknown"

    @property
    def has_left(self) -> bool:
        """Whether the bank has it: nothing of it can be changed any more."""
        return self is not TransactionStatus.FUTURE

    @property
    def has_failed(self) -> bool:
        """Whether the money did not come, or went back."""
        return self in (TransactionStatus.DECLINED, TransactionStatus.CHARGEBACK)


ONCE = "Once"


@dataclass(frozen=True, slots=True)
class Transaction:
    """One debiting. `id` is its stable key; `debit_id` joins it to the debit that was made here, never amount or name.

    `settlement_date` is filled on future rows too: an expected date, no proof of payment. No currency is told.
    """

    id: str
    debit_id: str
    payer_id: str
    amount: Decimal
    process_date: date
    status: TransactionStatus
    settlement_date: date | None = None
    reason: str = ""  # of a decline or chargeback, in the collector's words
    words: str = ""  # the status as the collector spells it
    comment: str = ""
    payer_identifier: str = ""


@dataclass(frozen=True, slots=True)
class Debit:
    """One order to debit. `comment` may have text appended by the collector: compare with 'contains'.

    `transactions` are those made of it so far; empty until they are generated. `installments` None means without end.
    """

    id: str
    payer_id: str
    amount: Decimal
    process_date: date
    frequency: str = ONCE
    installments: int | None = 1
    comment: str = ""
    transactions: tuple[Transaction, ...] = ()

    @property
    def is_single(self) -> bool:
        """Whether it debits once and never again."""
        return self.frequency == ONCE and self.installments == 1

    @property
    def status(self) -> TransactionStatus:
        """Where it stands: its last transaction's status; FUTURE while there is none."""
        if not self.transactions:
            return TransactionStatus.FUTURE
        return max(
            self.transactions, key=lambda one: (one.process_date, int(one.id) if one.id.isdecimal() else 0)
        ).status

    @property
    def can_change(self) -> bool:
        """Whether it may still be changed or deleted: nothing of it has left for the bank."""
        return all(not one.status.has_left for one in self.transactions)


@dataclass(frozen=True, slots=True)
class PayerDebits:
    """The debits of one payer, whole."""

    payer_id: str
    debits: tuple[Debit, ...]

    def of_marker(self, marker: str) -> tuple[Debit, ...]:
        """Those whose comment contains the marker."""
        return tuple(one for one in self.debits if marker in one.comment)
