"""Sending a confirmed plan, marking what the ledger confirmed, and taking a run back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.errors import ExpectedProblem, PlanOutdated
from app.domain.mapping import CustomerMapping, DecidedBy
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState
from app.domain.plan import DocumentState, Mend, Plan, PlannedDocument
from app.domain.run import NOT_TAKEN_BACK, DocumentOutcome, Reconciliation, Report, RunSummary, Stop
from app.engine.ages import Moment
from app.engine.engine import Engine
from app.engine.outcomes import Outcomes
from app.flows.export.operations import (
    Way,
    contact_operations,
    document_operations,
    item_operations,
    mark_operations,
    may_be_marked_late,
    undo_operations,
)
from app.flows.export.summary import POSTS, RunFrame, names_of, reconcile, standing_of, summarise
from app.flows.export.undoing import Look
from app.flows.export.watching import watch, watched_documents, watched_outcomes
from app.ports.clock import Clock
from app.ports.journal import JournalStore
from app.ports.stores import MappingStore, RunStore


@dataclass(frozen=True, slots=True)
class SendingTools:
    """What sending needs from the outside."""

    engine: Engine
    journal: JournalStore
    mappings: MappingStore
    runs: RunStore
    clock: Clock


@dataclass(frozen=True, slots=True)
class SendResult:
    """How a send ended. `problem` is why it paused, if it did: it goes on with `resume` once that is mended."""

    summary: RunSummary
    problem: ExpectedProblem | None = None
    cancelled: bool = False


def send_plan(
    tools: SendingTools,
    way: Way,
    frame: RunFrame,
    plan: Plan,
    *,
    chosen: Collection[str],
    attach: bool,
    stop: Stop,
    report: Report,
) -> SendResult:
    """Carry out this very plan for the chosen documents: contacts, documents, papers."""
    documents = chosen_documents(plan, chosen)
    parties = {d.source.party.id: d.source.party for d in documents}
    at = tools.clock.now()
    needed = [*contact_operations(plan, parties, parties, way), *item_operations(plan, documents, way)]
    before = [r.operation for r in tools.journal.plan(needed, at)]
    operations = before + document_operations(documents, before, way, attach=attach)
    tools.runs.begin(summarise(plan, frame, (), None, chosen))
    listener = watch("Syncing", operations, watched_documents(documents), tools.clock, report)
    outcomes = tools.engine.execute(frame.run_id, operations, stop, listener)
    listener.flush()
    return finish_send(tools, frame, plan, outcomes)


def finish_send(tools: SendingTools, frame: RunFrame, plan: Plan, outcomes: Outcomes) -> SendResult:
    """Keep what was learnt: new contacts become mappings, the run gets its summary."""
    keep_new_contacts(tools, plan.route_id, outcomes.records)
    done = not outcomes.still_open and outcomes.paused is None
    summary = summarise(plan, frame, outcomes.records, tools.clock.now() if done or outcomes.cancelled else None)
    tools.runs.finish(summary)
    return SendResult(summary, outcomes.paused.problem if outcomes.paused else None, outcomes.cancelled)


def chosen_documents(plan: Plan, chosen: Collection[str]) -> list[PlannedDocument]:
    """The ticked documents; raises `PlanOutdated` when one of them is not ready in this plan."""
    if not plan.complete:
        raise PlanOutdated(
            "Not everything could be read, so nothing is sent on it.",
            advice="Check again, then sync.",
            mend=Mend.RETRY,
            code="plan_incomplete",
        )
    documents = [d for d in plan.documents if d.source.id in chosen]
    if len(documents) != len(set(chosen)) or not all(d.can_send for d in documents):
        raise PlanOutdated(
            "What was ticked is no longer what would be sent.",
            advice="Look at the list again, then sync.",
            mend=Mend.RETRY,
            code="plan_outdated",
        )
    return documents


def keep_new_contacts(tools: SendingTools, route_id: str, records: Sequence[OperationRecord]) -> None:
    """A contact that was created is the customer's contact from now on."""
    made = [
        CustomerMapping(
            party_id=r.operation.source_id,
            contact_id=r.remote_id,
            contact_name=r.operation.reference,
            decided_by=DecidedBy.LEARNED,
            decided_at=tools.clock.now(),
            user=r.operation.user,
        )
        for r in records
        if r.operation.kind is OperationKind.CREATE_CONTACT and r.state is OperationState.DONE and r.remote_id
    ]
    if made:
        known = {m.party_id: m for m in tools.mappings.book(route_id).customers}
        tools.mappings.save_customers(
            route_id, [replace(m, party_name=known[m.party_id].party_name if m.party_id in known else "") for m in made]
        )


def mark_run(tools: SendingTools, way: Way, summary: RunSummary, stop: Stop, report: Report) -> SendResult:
    """Mark as processed what the ledger has confirmed in this run, and only that."""
    records = tools.journal.records(run_id=summary.run_id)
    posted = [r for r in records if r.operation.kind in POSTS and r.state is OperationState.DONE]
    operations = mark_operations(posted, tools.clock.now(), way)
    listener = watch("Marking", operations, watched_outcomes(summary.outcomes), tools.clock, report)
    outcomes = tools.engine.execute(summary.run_id, operations, stop, listener)
    listener.flush()
    marked = {
        r.operation.source_id
        for r in tools.journal.records(run_id=summary.run_id)
        if r.operation.kind is OperationKind.MARK_PROCESSED and r.state is OperationState.DONE
    }
    told = {r.operation.source_id: r for r in outcomes.records}
    changed = replace(summary, outcomes=tuple(_after_mark(o, marked, told) for o in summary.outcomes))
    tools.runs.finish(changed)
    return SendResult(changed, outcomes.paused.problem if outcomes.paused else None, outcomes.cancelled)


def _after_mark(outcome: DocumentOutcome, marked: Collection[str], told: dict[str, OperationRecord]) -> DocumentOutcome:
    if outcome.document_id in marked:
        return replace(outcome, state=DocumentState.MARKED, marked=True)
    record = told.get(outcome.document_id)
    if record is not None and record.sentence:
        return replace(outcome, sentence=f"Booked, not marked: {record.sentence}")
    return outcome


def refresh_summary(tools: SendingTools, summary: RunSummary) -> RunSummary:
    """The run's summary from the journal as it stands now: after look-ups, decisions or a restart."""
    records = tools.journal.records(run_id=summary.run_id)
    posts = {r.operation.source_id: r for r in records if r.operation.kind in POSTS}
    marked = {
        r.operation.source_id
        for r in records
        if r.operation.kind is OperationKind.MARK_PROCESSED and r.state is OperationState.DONE
    }
    outcomes = tuple(_restated(o, posts.get(o.document_id), o.document_id in marked) for o in summary.outcomes)
    still_open = sum(1 for r in posts.values() if not r.state.is_final)
    fresh = replace(
        summary,
        outcomes=outcomes,
        reconciliation=_still_booked(outcomes, posts),
        contacts_created=names_of(records, OperationKind.CREATE_CONTACT) or summary.contacts_created,
        contacts_linked=names_of(records, OperationKind.LINK_CONTACT) or summary.contacts_linked,
        still_open=still_open,
        ended=summary.ended or (None if still_open else tools.clock.now()),
    )
    if fresh != summary:
        tools.runs.finish(fresh)
    return fresh


def _still_booked(
    outcomes: Sequence[DocumentOutcome], posts: Mapping[str, OperationRecord]
) -> tuple[Reconciliation, ...]:
    """Both sides of what has not been taken back; of a run that was taken back as a whole, what it had booked."""
    left = [o for o in outcomes if o.state is not DocumentState.UNDONE and o.document_id in posts]
    return reconcile([(o.document_id, o.total) for o in (left or outcomes)], posts)


def _restated(outcome: DocumentOutcome, record: OperationRecord | None, marked: bool) -> DocumentOutcome:
    if record is None:
        return outcome
    state, sentence, problem = standing_of(record)
    if marked:
        state = DocumentState.MARKED
    if outcome.state is DocumentState.UNDONE:
        return outcome
    return replace(
        outcome,
        state=state,
        sentence=sentence,
        problem=problem,
        marked=marked,
        url=record.remote_url,
        remote_id=record.remote_id,
        operation_id=record.operation.id,
    )


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What undoing a run would do: operations in order, and what stays with the reason."""

    run_id: str
    undo_run_id: str
    operations: tuple[Operation, ...]
    unmarks: int
    voids: int
    stays: tuple[tuple[str, str], ...]  # number, reason
    amounts: Mapping[str, Money] = field(default_factory=dict)  # of operations that expect none, by operation id
    kept: Mapping[str, str] = field(default_factory=dict)  # of a run of collection: the reasons again, by operation id

    def count(self, kind: OperationKind) -> int:
        """How many operations of this kind it has."""
        return sum(1 for one in self.operations if one.kind is kind)

    def without(self, kind: OperationKind) -> UndoPlan:
        """The same without the operations of this kind: what the person has not agreed to."""
        return replace(self, operations=tuple(one for one in self.operations if one.kind is not kind))


_BOOKED = (DocumentState.SENT, DocumentState.MARKED)
_BEING_LOOKED_UP = "Its outcome is still being looked up"
_MARK_ON_ITS_WAY = "An earlier attempt to mark it may still arrive. Take it back in a quarter of an hour"


def plan_undo(tools: SendingTools, way: Way, summary: RunSummary, seen: Look) -> UndoPlan:
    """Take marks back, then void; what was never booked has nothing to undo. `seen` is how both sides stand now."""
    records = tools.journal.records(run_id=summary.run_id)
    marks = [r for r in records if r.operation.kind is OperationKind.MARK_PROCESSED]
    now = Moment.now(tools.clock)
    late = {r.operation.source_id for r in marks if may_be_marked_late(r, now)}
    reasons = {**seen.stays, **dict.fromkeys(late, _MARK_ON_ITS_WAY)}
    undone = {o.document_id for o in summary.outcomes if o.state is DocumentState.UNDONE}
    posts = [r for r in records if r.operation.kind in POSTS and r.operation.source_id not in undone]
    reasons |= {r.operation.source_id: _BEING_LOOKED_UP for r in posts if not r.state.is_final}
    can_go = [r for r in posts if r.operation.source_id not in reasons]
    free = [r for r in marks if r.operation.source_id not in {*reasons, *undone}]
    operations = undo_operations(free, can_go, way, seen.versions)
    stays = tuple(
        (r.operation.reference, reasons[r.operation.source_id]) for r in posts if r.operation.source_id in reasons
    )
    unmarks = sum(1 for o in operations if o.kind is OperationKind.UNMARK_PROCESSED)
    return UndoPlan(summary.run_id, way.run_id, tuple(operations), unmarks, len(operations) - unmarks, stays)


def undo_run(tools: SendingTools, plan: UndoPlan, summary: RunSummary, *, stop: Stop, report: Report) -> SendResult:
    """Carry out an undo plan under a run id of its own; the undone run's documents say so."""
    listener = watch("Taking back", plan.operations, watched_outcomes(summary.outcomes), tools.clock, report)
    outcomes = tools.engine.execute(plan.undo_run_id, plan.operations, stop, listener)
    listener.flush()
    voided = {r.operation.source_id: r for r in outcomes.records if r.operation.kind is OperationKind.VOID_DOCUMENT}
    unmarked = {
        r.operation.source_id
        for r in outcomes.records
        if r.operation.kind is OperationKind.UNMARK_PROCESSED and r.state is OperationState.DONE
    }
    kept = dict(plan.stays)
    restated = tuple(
        _after_void(_after_unmark(_after_look(o, kept), unmarked), voided.get(o.document_id)) for o in summary.outcomes
    )
    records = tools.journal.records(run_id=summary.run_id)
    posts = {r.operation.source_id: r for r in records if r.operation.kind in POSTS}
    changed = replace(
        summary,
        outcomes=restated,
        reconciliation=_still_booked(restated, posts),
        undone=any(o.state is DocumentState.UNDONE for o in restated) and not any(o.state in _BOOKED for o in restated),
    )
    tools.runs.finish(changed)
    return SendResult(changed, outcomes.paused.problem if outcomes.paused else None, outcomes.cancelled)


def _after_look(outcome: DocumentOutcome, kept: Mapping[str, str]) -> DocumentOutcome:
    """What the list named as staying says why, also after the undo."""
    reason = kept.get(outcome.number)
    return replace(outcome, sentence=f"{NOT_TAKEN_BACK}: {reason}") if reason else outcome


def _after_unmark(outcome: DocumentOutcome, unmarked: Collection[str]) -> DocumentOutcome:
    """Whatever becomes of its document, a mark that is gone is gone."""
    if outcome.document_id not in unmarked:
        return outcome
    state = DocumentState.SENT if outcome.state is DocumentState.MARKED else outcome.state
    return replace(outcome, marked=False, state=state)


def _after_void(outcome: DocumentOutcome, record: OperationRecord | None) -> DocumentOutcome:
    if record is None:
        return outcome
    if record.state is OperationState.DONE:
        return replace(outcome, state=DocumentState.UNDONE, marked=False, sentence="Taken back")
    return replace(outcome, sentence=f"{NOT_TAKEN_BACK}: {record.sentence or 'still being looked up'}")
