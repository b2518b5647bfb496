"""Reading both sides for a plan: the ledger as it is now, the numbers it uses, and what the journal knows already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.catalogue import LedgerCatalogue
from app.domain.documents import SourceDocument
from app.domain.operation import OperationKind, OperationRecord, OperationState, subject
from app.domain.run import Progress, Report, Stop
from app.ports.journal import JournalStore
from app.ports.ledgers import Ledger

_POSTS = (OperationKind.POST_INVOICE, OperationKind.POST_CREDIT_NOTE)
_CHUNK = 400  # subjects in one look into the journal: well below a database's limit of bound values


def read_ledger(ledger: Ledger, documents: Sequence[SourceDocument], stop: Stop, report: Report) -> LedgerCatalogue:
    """The catalogue with the numbers that these documents would meet."""
    report(Progress(step=f"Reading {ledger.vendor}"))
    catalogue = ledger.catalogue(stop, report)
    numbers = sorted({d.number.strip() for d in documents if d.number.strip()})
    report(Progress(step=f"Checking {len(numbers)} numbers in {ledger.vendor}"))
    return replace(catalogue, numbers=dict(ledger.numbers_in_use(numbers, stop)))


def read_journal(
    journal: JournalStore, system: str, tenant: str, documents: Sequence[SourceDocument]
) -> dict[str, OperationRecord]:
    """What was already tried for these documents in these books, by source id; the telling one where there are several.

    A document that was posted and then voided by an undo is told by its undoing, so that it is not offered as new.
    """
    known: dict[str, OperationRecord] = {}
    subjects = [subject(system, "invoice", d.id) for d in documents]
    for start in range(0, len(subjects), _CHUNK):
        for record in journal.records(subjects=subjects[start : start + _CHUNK]):
            operation = record.operation
            if operation.tenant == tenant and operation.kind in _POSTS and record.state is not OperationState.CANCELLED:
                known[operation.source_id] = record
    return known


def known_contacts(
    journal: JournalStore, system: str, tenant: str, party_ids: Sequence[str]
) -> Sequence[OperationRecord]:
    """Creations of these parties' contacts in these books, as the journal has them."""
    subjects = [subject(system, "company", party_id) for party_id in party_ids]
    if not subjects:
        return ()
    return [
        record
        for record in journal.records(subjects=subjects)
        if record.operation.tenant == tenant and record.operation.kind is OperationKind.CREATE_CONTACT
    ]
