"""What a run did, told from the plan and the journal: each document's end, both totals, and what was done besides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.documents import DocumentKind
from app.domain.mapping import ArrivalStatus
from app.domain.money import Money
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.plan import DocumentState, Mend, Plan, PlannedDocument, Problem
from app.domain.run import DocumentOutcome, Reconciliation, RunSummary
from app.flows.under_way import NOT_SENT_YET, under_way

POSTS = (OperationKind.POST_INVOICE, OperationKind.POST_CREDIT_NOTE)

_ARRIVED = {
    ArrivalStatus.APPROVED: "Approved. Same total read back",
    ArrivalStatus.SUBMITTED: "Waits for approval. Same total read back",
    ArrivalStatus.DRAFT: "Draft. Same total read back",
}


@dataclass(frozen=True, slots=True)
class RunFrame:
    """What is known of a run before it begins."""

    run_id: str
    started: datetime
    user: str
    practice: bool
    dry_run: bool = False


def document_outcome(
    planned: PlannedDocument, record: OperationRecord | None, marked: bool = False, chosen: bool = False
) -> DocumentOutcome:
    """How one document stands. Without a `record` it waits if it was chosen, else it was not part of the run."""
    state, sentence, problem = _standing(planned, record, chosen)
    return DocumentOutcome(
        document_id=planned.source.id,
        number=planned.source.number or f"ID {planned.source.id}",
        customer=planned.source.party.name or f"Company {planned.source.party.id}",
        total=planned.source.total,
        state=DocumentState.MARKED if marked else state,
        sentence=sentence,
        problem=problem,
        url=record.remote_url if record else (planned.existing.url if planned.existing else ""),
        remote_id=record.remote_id if record else "",
        operation_id=record.operation.id if record else planned.operation_id,
        marked=marked,
        is_credit=planned.source.kind is DocumentKind.CREDIT_NOTE,
    )


def _standing(
    planned: PlannedDocument, record: OperationRecord | None, chosen: bool
) -> tuple[DocumentState, str, Problem | None]:
    if record is None and chosen:
        return (*NOT_SENT_YET, None)
    if record is None:
        if planned.state is DocumentState.READY:
            return DocumentState.SKIPPED, "Not ticked", None
        return planned.state, planned.sentence, planned.problems[0] if planned.problems else None
    return standing_of(record, planned.document.arrival if planned.document else ArrivalStatus.APPROVED)


def standing_of(
    record: OperationRecord, arrival: ArrivalStatus = ArrivalStatus.APPROVED
) -> tuple[DocumentState, str, Problem | None]:
    """What a posting's record means to a person: the chip, the sentence, and the problem where there is one."""
    if record.state is OperationState.DONE:
        return DocumentState.SENT, _ARRIVED[arrival], None
    if record.state is OperationState.REVIEW:
        return DocumentState.REFUSED, record.sentence, refusal(record)
    return (*under_way(record, answered="Booked"), None)


def refusal(record: OperationRecord) -> Problem:
    """A refused document's problem: looking again at the ledger finds its cause and the step that mends it."""
    return Problem(
        code=record.reason or "refused",
        state=DocumentState.REFUSED,
        sentence=record.sentence or "The ledger did not take it.",
        advice=record.remote_words,
        mend=Mend.RETRY,
        group=f"refused:{record.operation.id}",
        cause=record.sentence,
        subject=record.operation.id,
    )


def reconcile(
    documents: Iterable[tuple[str, Money]], posts: Mapping[str, OperationRecord]
) -> tuple[Reconciliation, ...]:
    """Both sides by currency over what has arrived: the source's own totals, and what the ledger showed when read back.

    `documents` are source ids with their signed totals; `posts` the journal's records by source id.
    """
    sums: dict[str, Reconciliation] = {}
    for document_id, total in documents:
        record = posts.get(document_id)
        if record is None or record.state is not OperationState.DONE:
            continue
        nothing = Money.zero(total.currency)
        seen = record.remote_total or nothing
        ledger = -seen if record.operation.kind is OperationKind.POST_CREDIT_NOTE else seen
        old = sums.get(total.currency) or Reconciliation(total.currency, 0, nothing, nothing)
        sums[total.currency] = Reconciliation(total.currency, old.count + 1, old.source + total, old.ledger + ledger)
    return tuple(sums.values())


def summarise(
    plan: Plan,
    frame: RunFrame,
    records: Sequence[OperationRecord],
    ended: datetime | None,
    chosen: Collection[str] = (),
) -> RunSummary:
    """The run as it stands after these records (all operations of the run); `chosen` are documents that wait to be sent."""
    waiting = frozenset(chosen)
    posts = {r.operation.source_id: r for r in records if r.operation.kind in POSTS}
    marks = {
        r.operation.source_id
        for r in records
        if r.operation.kind is OperationKind.MARK_PROCESSED and r.state is OperationState.DONE
    }
    return RunSummary(
        run_id=frame.run_id,
        route_id=plan.route_id,
        organisation=plan.organisation,
        vendor=plan.vendor,
        started=frame.started,
        ended=ended,
        outcomes=tuple(
            document_outcome(d, posts.get(d.source.id), d.source.id in marks, d.source.id in waiting)
            for d in plan.documents
        ),
        reconciliation=reconcile([(d.source.id, d.source.total) for d in plan.documents], posts),
        contacts_created=names_of(records, OperationKind.CREATE_CONTACT),
        contacts_linked=names_of(records, OperationKind.LINK_CONTACT),
        dry_run=frame.dry_run,
        practice=frame.practice,
        user=frame.user,
        still_open=sum(1 for r in posts.values() if not r.state.is_final),
    )


def names_of(records: Iterable[OperationRecord], kind: OperationKind) -> tuple[str, ...]:
    """What of this kind is done, by the names people know."""
    return tuple(r.operation.reference for r in records if r.operation.kind is kind and r.state is OperationState.DONE)
