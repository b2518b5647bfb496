"""Taking a run of collection back: debits that have not left are deleted, payments reversed where a person agrees to that as well.

The look comes first and changes nothing. What changes between it and the undo is caught by the handlers' own checks just before each
request. An invoice whose debit was taken back is debited again by hand only: automatic import leaves it alone (`Stand.TAKEN_BACK`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.answer import RemoteState
from app.domain.collection.payloads import TAKEN_BACK, ApplyPaymentPayload
from app.domain.collection.planning import MadeDebit, Stand
from app.domain.ledger_words import words_of
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState
from app.domain.payload import read_payload
from app.domain.plan import DocumentState
from app.domain.run import NOT_TAKEN_BACK, DocumentOutcome, Report, RunSummary, Stop
from app.domain.words import say_date
from app.flows.collection.context import Books, CollectionTools, Orders, orders
from app.flows.collection.debiting import deletion_of
from app.flows.collection.importing import Gathered, gather
from app.flows.collection.reading import locked_up_to
from app.flows.collection.running import Subject, execute, reconciled
from app.flows.collection.settlement import reversal_of
from app.flows.collection.settlement_state import read_reversals
from app.flows.collection.standing import DebitRecords, debit_records, made_debit
from app.flows.export.sending import SendResult, UndoPlan

_K = OperationKind
_BEING_LOOKED_UP = "Its outcome is still being looked up"
_STAYS = {
    _K.CREATE_PAYER: "A payer stays; other debits may use it by now",
    _K.UPDATE_PAYER: "A payer follows the ledger: change it there",
    _K.AMEND_DEBIT: "An amount follows its invoice: change it there",
    _K.DELETE_DEBIT: "A debit that was taken away is made again by importing its invoice",
    _K.REVERSE_PAYMENT: "A payment that was reversed is recorded again in the ledger itself",
}
_DEBIT_STAYS = {
    Stand.DECLINED: "It was declined: nothing was taken",
    Stand.CHARGED_BACK: "It came back as a chargeback",
    Stand.VANISHED: "It was deleted at Rotessa by somebody else",
}
_GONE = (Stand.DELETED, Stand.TAKEN_BACK, Stand.MISMADE)


@dataclass(slots=True)
class _Look:
    """What undoing would do, gathered record by record. `stays`: operation id -> reason."""

    operations: list[Operation] = field(default_factory=list)
    amounts: dict[str, Money] = field(default_factory=dict)
    stays: dict[str, str] = field(default_factory=dict)

    def take(self, operation: Operation, amount: Money) -> None:
        """This is done."""
        self.operations.append(operation)
        self.amounts[operation.id] = amount


def plan_undo(tools: CollectionTools, books: Books, run_id: str, stop: Stop, report: Report) -> UndoPlan:
    """What of a run can be taken back as both sides stand now, and what stays with the reason. Raises as the reads do."""
    records = tools.journal.records(run_id=run_id)
    found = gather(tools, books, stop, report)
    making, seen = orders(tools, books), _Look()
    _look_at_debits(tools, making, found, [r for r in records if r.operation.kind is _K.CREATE_DEBIT], seen)
    _look_at_payments(tools, making, [r for r in records if r.operation.kind is _K.APPLY_PAYMENT], seen, stop)
    made = {r.operation.source_id for r in records if r.operation.kind is _K.CREATE_DEBIT}
    for record in records:
        moved = record.operation.kind is _K.DELETE_DEBIT and record.operation.source_id in made
        if record.operation.kind in _STAYS and record.state is OperationState.DONE and not moved:
            seen.stays[record.operation.id] = _STAYS[record.operation.kind]
    named = {record.operation.id: record.operation.reference for record in records}
    return UndoPlan(
        run_id=run_id,
        undo_run_id=making.run_id,
        operations=tuple(seen.operations),
        unmarks=0,
        voids=0,
        stays=tuple((named[one], reason) for one, reason in seen.stays.items()),
        amounts=seen.amounts,
        kept=seen.stays,
    )


# --- debits


def _look_at_debits(
    tools: CollectionTools, making: Orders, found: Gathered, creates: Sequence[OperationRecord], seen: _Look
) -> None:
    wanted = {record.operation.subject for record in creates}
    entries = tools.store.entries(making.books.route.id, closed=True)
    ours = [one for one in entries if making.books.entry_subject(one) in wanted]
    debits = {
        one.create.operation.id: one
        for one in debit_records(tools.journal, making.books, ours, found.rows)
        if one.create is not None
    }
    for record in creates:
        debit = debits.get(record.operation.id)
        made = made_debit(debit, vanished=found.vanished) if debit is not None else None
        if not record.state.is_final:
            seen.stays[record.operation.id] = _BEING_LOOKED_UP
        elif debit is not None and made is not None and made.stand not in _GONE:
            _look_at_debit(making, record, debit, made, seen)


def _look_at_debit(making: Orders, record: OperationRecord, debit: DebitRecords, made: MadeDebit, seen: _Look) -> None:
    reason = _why_debit_stays(debit, made)
    if reason:
        seen.stays[record.operation.id] = reason
        return
    deletion = deletion_of(making, debit.entry, made, why=TAKEN_BACK)
    seen.take(deletion, Money(made.amount, debit.entry.currency))


def _why_debit_stays(debit: DebitRecords, made: MadeDebit) -> str:
    if made.stand is Stand.LEFT:
        return f"It has left for the bank, on {say_date(made.process_date)}"
    if made.stand is Stand.DOUBT:
        return made.sentence or _BEING_LOOKED_UP
    if made.stand is not Stand.OPEN:
        return _DEBIT_STAYS[made.stand]
    if debit.row is not None and debit.row.amount != made.amount:
        return f"Somebody has changed it at Rotessa to {Money(debit.row.amount, debit.entry.currency)}"
    return ""


# --- payments


def _look_at_payments(
    tools: CollectionTools, making: Orders, applied: Sequence[OperationRecord], seen: _Look, stop: Stop
) -> None:
    done = [record for record in applied if record.state is OperationState.DONE]
    seen.stays |= {r.operation.id: _BEING_LOOKED_UP for r in applied if not r.state.is_final}
    if not done:
        return
    books = making.books
    reversals = read_reversals(tools.journal, books, done)
    states = books.ledger.handlers()[_K.APPLY_PAYMENT].read_back(done, stop)
    lock = locked_up_to(books, stop)
    for record in done:
        reversal = reversals.get(record.operation.subject)
        if reversal is not None and reversal.state is OperationState.DONE:
            continue
        if reversal is not None and not reversal.state.is_final:
            seen.stays[record.operation.id] = _BEING_LOOKED_UP
            continue
        _look_at_payment(making, record, states.get(record.operation.id), lock, seen)


def _look_at_payment(
    making: Orders, record: OperationRecord, state: RemoteState | None, lock: date | None, seen: _Look
) -> None:
    paid, vendor = read_payload(ApplyPaymentPayload, record.operation.payload), making.books.ledger.vendor
    if state is None:
        reason = f"{vendor} did not show it"
    elif state.exists and state.live and not state.untouched:
        reason = state.why_not.rstrip(".") or f"The payment is reconciled with the bank in {vendor}"
    elif lock is not None and paid.paid_on <= lock:
        reason = f"The books are {words_of(vendor).closed} up to {say_date(lock)}"
    else:
        seen.take(reversal_of(making, record, why="its run was undone"), Money(paid.amount, paid.currency))
        return
    seen.stays[record.operation.id] = reason


# --- carrying it out

_UNDOES = {_K.CREATE_DEBIT: _K.DELETE_DEBIT, _K.APPLY_PAYMENT: _K.REVERSE_PAYMENT}


def undo_run(tools: CollectionTools, plan: UndoPlan, summary: RunSummary, *, stop: Stop, report: Report) -> SendResult:
    """Carry out an undo plan under a run id of its own; what the undone run had done says so."""
    about = _subjects(plan, summary)
    outcomes = execute(tools, plan.undo_run_id, plan.operations, about, step="Taking back", stop=stop, report=report)
    records = tools.journal.records(run_id=summary.run_id)
    taken = {(record.operation.kind, record.operation.subject): record for record in outcomes.records}
    fate = {
        record.operation.id: taken.get((_UNDOES[record.operation.kind], record.operation.subject))
        for record in records
        if record.operation.kind in _UNDOES
    }
    restated = tuple(_restated(o, fate.get(o.operation_id), plan.kept) for o in summary.outcomes)
    gone = {o.operation_id for o in restated if o.state is DocumentState.UNDONE}
    left = [record for record in records if record.operation.id not in gone]
    changed = replace(
        summary,
        outcomes=restated,
        reconciliation=reconciled(left) or summary.reconciliation,
        undone=bool(gone) and not any(o.state is DocumentState.SENT for o in restated),
    )
    tools.runs.finish(changed)
    return SendResult(changed, outcomes.paused.problem if outcomes.paused else None, outcomes.cancelled)


def _subjects(plan: UndoPlan, summary: RunSummary) -> Mapping[str, Subject]:
    """What the live list shows of each operation, by its id."""
    customers = {outcome.number: outcome.customer for outcome in summary.outcomes}
    return {
        one.id: Subject(one.reference, customers.get(one.reference, ""), plan.amounts[one.id])
        for one in plan.operations
    }


def _restated(outcome: DocumentOutcome, record: OperationRecord | None, kept: Mapping[str, str]) -> DocumentOutcome:
    if record is not None and record.state is OperationState.DONE:
        return replace(outcome, state=DocumentState.UNDONE, sentence="Taken back")
    reason = kept.get(outcome.operation_id, "")
    if record is not None:
        reason = record.sentence or _BEING_LOOKED_UP.lower()
    return replace(outcome, sentence=f"{NOT_TAKEN_BACK}: {reason}") if reason else outcome
