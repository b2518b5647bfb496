"""Carrying out what was planned: one run with its place in the log, its progress, and its end told from the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.money import Money
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState
from app.domain.plan import DocumentState, Mend, Problem
from app.domain.run import DocumentEvent, DocumentOutcome, Reconciliation, Report, RunSummary, Stop
from app.engine.outcomes import Outcomes
from app.engine.progress import ProgressListener
from app.flows.collection.context import Books, CollectionTools
from app.flows.collection.views import ImportResult
from app.flows.under_way import under_way

_DONE = {
    OperationKind.CREATE_PAYER: "Created in Rotessa",
    OperationKind.UPDATE_PAYER: "Follows the ledger",
    OperationKind.CREATE_DEBIT: "Will be debited. Read back",
    OperationKind.AMEND_DEBIT: "New amount. Read back",
    OperationKind.DELETE_DEBIT: "Debit taken away. Read back",
    OperationKind.APPLY_PAYMENT: "Payment applied. Read back",
    OperationKind.REVERSE_PAYMENT: "Payment reversed. Read back",
}
_BALANCED = (OperationKind.CREATE_DEBIT, OperationKind.APPLY_PAYMENT)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a run's list shows of one operation: number or name, customer, amount."""

    number: str
    customer: str
    total: Money


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended: its operations as the journal has them, and its place in the log."""

    records: tuple[OperationRecord, ...]
    result: ImportResult


def carry_out(
    tools: CollectionTools,
    books: Books,
    operations: Sequence[Operation],
    about: Mapping[str, Subject],
    *,
    step: str,
    stop: Stop,
    report: Report,
) -> Ran:
    """Enter the run in the log, carry it out, and keep how it ended. `about` tells of each operation by its id."""
    run_id = operations[0].run_id
    told = {(o.kind, o.subject): about[o.id] for o in operations}
    frame = _summary(tools, books, run_id, ())
    tools.runs.begin(frame)
    outcomes = execute(tools, run_id, operations, about, step=step, stop=stop, report=report)
    rows = [_outcome(record, told[record.operation.kind, record.operation.subject]) for record in outcomes.records]
    summary = _summary(tools, books, run_id, tuple(rows), records=outcomes.records, started=frame)
    tools.runs.finish(summary)
    paused = outcomes.paused.problem if outcomes.paused else None
    return Ran(tuple(outcomes.records), ImportResult(summary, paused, outcomes.cancelled))


def execute(
    tools: CollectionTools,
    run_id: str,
    operations: Sequence[Operation],
    about: Mapping[str, Subject],
    *,
    step: str,
    stop: Stop,
    report: Report,
) -> Outcomes:
    """Carry operations out with a live list of what becomes of each; `about` tells of each by its id."""
    told = {(o.kind, o.subject): about[o.id] for o in operations}

    def describe(record: OperationRecord) -> DocumentEvent | None:
        seen = told.get((record.operation.kind, record.operation.subject))
        if seen is None or record.state is OperationState.PLANNED:
            return None
        state, sentence, problem = standing_of(record)
        at = record.updated_at or tools.clock.now()
        return DocumentEvent(at, record.operation.id, seen.number, seen.customer, state, sentence, seen.total, problem)

    listener = ProgressListener(step, list(operations), tools.clock, report, describe)
    outcomes = tools.engine.execute(run_id, operations, stop, listener)
    listener.flush()
    return outcomes


def standing_of(record: OperationRecord) -> tuple[DocumentState, str, Problem | None]:
    """What a record means to a person: the chip, the sentence, and the problem where there is one."""
    if record.state is OperationState.DONE:
        return DocumentState.SENT, _DONE.get(record.operation.kind, "Done"), None
    if record.state is OperationState.REVIEW:
        sentence = record.sentence or "It was not taken"
        problem = Problem(
            code=record.reason or "refused",
            state=DocumentState.REFUSED,
            sentence=sentence,
            advice=record.remote_words,
            mend=Mend.REVIEW,
            group=f"refused:{record.operation.id}",
            cause=sentence,
            subject=record.operation.id,
        )
        return DocumentState.REFUSED, sentence, problem
    return (*under_way(record, answered="Answered"), None)


def _outcome(record: OperationRecord, seen: Subject) -> DocumentOutcome:
    state, sentence, problem = standing_of(record)
    return DocumentOutcome(
        document_id=record.operation.source_id or record.operation.subject,
        number=seen.number,
        customer=seen.customer,
        total=seen.total,
        state=state,
        sentence=sentence,
        problem=problem,
        url=record.remote_url,
        remote_id=record.remote_id,
        operation_id=record.operation.id,
    )


def _summary(
    tools: CollectionTools,
    books: Books,
    run_id: str,
    outcomes: tuple[DocumentOutcome, ...],
    *,
    records: Sequence[OperationRecord] = (),
    started: RunSummary | None = None,
) -> RunSummary:
    still_open = sum(1 for record in records if not record.state.is_final)
    now = tools.clock.now()
    return RunSummary(
        run_id=run_id,
        route_id=books.route.id,
        organisation=books.ledger_connection.tenant_name or books.ledger_connection.name,
        vendor=books.ledger.vendor,
        started=started.started if started else now,
        ended=now if started is not None and not still_open else None,
        outcomes=outcomes,
        reconciliation=reconciled(records),
        practice=tools.practice,
        user=tools.user,
        still_open=still_open,
    )


def reconciled(records: Sequence[OperationRecord]) -> tuple[Reconciliation, ...]:
    """What was asked for against what was read back, by currency, over new debits and payments."""
    sums: dict[str, Reconciliation] = {}
    for record in records:
        meant, seen = record.operation.expected, record.remote_total
        if record.operation.kind not in _BALANCED or record.state is not OperationState.DONE or meant is None:
            continue
        nothing = Money.zero(meant.currency)
        old = sums.get(meant.currency) or Reconciliation(meant.currency, 0, nothing, nothing)
        shown = seen if seen is not None and seen.currency == meant.currency else meant
        sums[meant.currency] = Reconciliation(meant.currency, old.count + 1, old.source + meant, old.ledger + shown)
    return tuple(sums.values())
