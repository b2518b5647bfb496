"""What the journal says of payments: which transactions have one, how it stands, and whether it was reversed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.collection.debits import Transaction
from app.domain.collection.settling import PaymentStand
from app.domain.machine import Reason, ended_without_effect
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.flows.collection.context import Books
from app.ports.journal import JournalStore

_CHUNK = 400
_SAID_BY_LEDGER = frozenset({Reason.REFUSED, Reason.MARKED_BY_OTHERS})


@dataclass(frozen=True, slots=True)
class Payments:
    """Payments and reversals by transaction id."""

    applied: Mapping[str, OperationRecord] = field(default_factory=dict)
    reversed: Mapping[str, OperationRecord] = field(default_factory=dict)

    def payment(self, transaction_id: str) -> PaymentStand:
        """How the payment of a transaction stands."""
        return _stand(self.applied.get(transaction_id))

    def reversal(self, transaction_id: str) -> PaymentStand:
        """How the reversal of its payment stands."""
        return _stand(self.reversed.get(transaction_id))

    def is_applied(self, transaction_id: str) -> bool:
        """Whether its payment is in the ledger now, as far as is known."""
        return (
            self.payment(transaction_id) is PaymentStand.DONE and self.reversal(transaction_id) is not PaymentStand.DONE
        )

    def sentence(self, transaction_id: str) -> str:
        """Why its payment, or its reversal, is held."""
        found = self._held(transaction_id)
        return found.sentence if found is not None else ""

    def words(self, transaction_id: str) -> str:
        """The ledger's own words about that, in one line."""
        found = self._held(transaction_id)
        return " ".join(found.remote_words.split()) if found is not None else ""

    def _held(self, transaction_id: str) -> OperationRecord | None:
        both = (self.reversed.get(transaction_id), self.applied.get(transaction_id))
        return next((one for one in both if one is not None and one.state is OperationState.REVIEW), None)

    def to_decide(self, transaction_id: str) -> str:
        """The operation of it that waits for a person; '' when none does."""
        for found in (self.reversed.get(transaction_id), self.applied.get(transaction_id)):
            if found is not None and found.state is OperationState.REVIEW and found.reason != Reason.LEFT:
                return found.operation.id
        return ""


def _stand(record: OperationRecord | None) -> PaymentStand:
    """NONE where it is to be judged anew: nothing was sent, or a check just before sending held it back."""
    if record is None or (record.state is OperationState.PLANNED and not record.was_ambiguous):
        return PaymentStand.NONE
    if record.state is OperationState.DONE:
        return PaymentStand.DONE
    if ended_without_effect(record):
        said = record.state is OperationState.REVIEW and record.reason in _SAID_BY_LEDGER
        return PaymentStand.FAILED if said else PaymentStand.NONE
    return PaymentStand.FAILED if record.state is OperationState.REVIEW else PaymentStand.OPEN


def read_payments(
    journal: JournalStore, books: Books, rows: Sequence[Transaction], debit_ids: Collection[str]
) -> Payments:
    """Payments and reversals of the transactions of our own debits."""
    ours = [row for row in rows if row.debit_id in debit_ids]
    named = {books.transaction_subject(row.id): row.id for row in ours}
    subjects = list(named)
    applied: dict[str, OperationRecord] = {}
    reversed_: dict[str, OperationRecord] = {}
    for start in range(0, len(subjects), _CHUNK):
        for record in journal.records(subjects=subjects[start : start + _CHUNK]):
            if record.operation.tenant != books.ledger_tenant:
                continue
            kept = applied if record.operation.kind is OperationKind.APPLY_PAYMENT else reversed_
            kept[named[record.operation.subject]] = record
    return Payments(applied, reversed_)


def read_reversals(
    journal: JournalStore, books: Books, applied: Sequence[OperationRecord]
) -> Mapping[str, OperationRecord]:
    """The reversals of these payments, by the subject that a payment and its reversal share."""
    found: dict[str, OperationRecord] = {}
    subjects = [record.operation.subject for record in applied]
    for start in range(0, len(subjects), _CHUNK):
        for record in journal.records(subjects=subjects[start : start + _CHUNK]):
            if (
                record.operation.tenant == books.ledger_tenant
                and record.operation.kind is OperationKind.REVERSE_PAYMENT
            ):
                found[record.operation.subject] = record
    return found
