"""Watching a run: how an operation's change appears in the live list, and which operations the lanes count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.money import Money
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState
from app.domain.plan import DocumentState, PlannedDocument, Problem
from app.domain.run import DocumentEvent, DocumentOutcome, Report
from app.engine.progress import ProgressListener
from app.flows.export.summary import POSTS, standing_of
from app.ports.clock import Clock

_NOT_TOLD = frozenset({OperationState.PLANNED, OperationState.SENDING})
"""Nothing has become of it yet; that it is on its way is over before anybody could read it."""
_GOOD_END = {
    OperationKind.MARK_PROCESSED: (DocumentState.MARKED, "Marked as processed"),
    OperationKind.VOID_DOCUMENT: (DocumentState.UNDONE, "Taken back"),
}


@dataclass(frozen=True, slots=True)
class Watched:
    """What the list needs to know of a document."""

    number: str
    customer: str
    total: Money


def watched_documents(documents: Iterable[PlannedDocument]) -> dict[str, Watched]:
    """By source id."""
    return {
        d.source.id: Watched(d.source.number, d.source.party.name or f"Company {d.source.party.id}", d.source.total)
        for d in documents
    }


def watched_outcomes(outcomes: Iterable[DocumentOutcome]) -> dict[str, Watched]:
    """By source id, for an earlier run."""
    return {o.document_id: Watched(o.number, o.customer, o.total) for o in outcomes}


def watch(
    step: str, operations: Sequence[Operation], watched: Mapping[str, Watched], clock: Clock, report: Report
) -> ProgressListener:
    """A listener whose lanes count the operations that are documents to a person: postings, else marks or voids."""

    def describe(record: OperationRecord) -> DocumentEvent | None:
        document = watched.get(record.operation.source_id)
        told = _told(record)
        if document is None or told is None:
            return None
        state, sentence, problem = told
        return DocumentEvent(
            at=record.updated_at or clock.now(),
            document_id=record.operation.source_id,
            number=document.number,
            customer=document.customer,
            state=state,
            sentence=sentence,
            total=document.total,
            problem=problem,
            url=record.remote_url,
        )

    return ProgressListener(step, counted(operations), clock, report, describe)


def counted(operations: Sequence[Operation]) -> list[Operation]:
    """The operations that the lanes count."""
    for kinds in (POSTS, (OperationKind.MARK_PROCESSED,), (OperationKind.VOID_DOCUMENT,)):
        found = [o for o in operations if o.kind in kinds]
        if found:
            return found
    return list(operations)


def _told(record: OperationRecord) -> tuple[DocumentState, str, Problem | None] | None:
    """Chip and sentence of a change, and the problem of a posting; None where a person need not see it."""
    kind = record.operation.kind
    if kind in POSTS:
        return None if record.state in _NOT_TOLD else standing_of(record)
    if kind in _GOOD_END and record.state.is_final:
        good = record.state is OperationState.DONE
        return (*_GOOD_END[kind], None) if good else (DocumentState.REFUSED, record.sentence, None)
    return None
