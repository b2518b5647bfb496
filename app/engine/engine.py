"""The engine: carries out what was confirmed, once; resumes after a crash; tends what is in doubt; takes people's decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock

from app.domain.errors import ExpectedProblem, StoreProblem
from app.domain.machine import SENDABLE, Decision, Reason, Step, after_decision
from app.domain.operation import Operation, OperationRecord, OperationState
from app.domain.run import Stop
from app.engine.board import Board
from app.engine.claims import Claims
from app.engine.context import EngineContext
from app.engine.events import Listener, unheard
from app.engine.execution import Execution
from app.engine.outcomes import Outcomes, Paused
from app.engine.reading import Schedule
from app.engine.recording import Recorder

_OPEN = tuple(state for state in OperationState if not state.is_final)
_Identity = tuple[str, str, str]


class Engine:
    """Everything that changes a remote system goes through here. One execution at a time; `decide` and `pending` at any time."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._recorder = Recorder(context.journal, context.clock, context.release_reserve)
        self._schedule = Schedule()
        self._asked: set[str] = set()
        self._lock = Lock()

    def execute(
        self, run_id: str, operations: Sequence[Operation], stop: Stop, listener: Listener = unheard
    ) -> Outcomes:
        """Carry out what a person confirmed, and wait for the look-ups of the first half minute.

        Executing the same subjects again makes no second operation: existing records go on from where they stand. `records` of the
        answer are in the order of `operations`. Raises `StoreProblem` when the plan cannot be written; nothing has been sent then.
        """
        if any(operation.run_id != run_id for operation in operations):
            raise ValueError("an operation of another run")
        with self._lock:
            self._recorder.flush()
            records = self._planned(operations)
            self._asked.update(record.operation.id for record in records)
            return self._run(records, stop, listener)

    def resume(self, run_id: str | None, stop: Stop, listener: Listener = unheard) -> Outcomes:
        """At start (`run_id` None): recover what was under way, look up and read back; nothing that was not under way is sent.

        With a `run_id` a person has asked for the run to go on: what was planned, or proven absent, is sent as well.
        """
        with self._lock:
            self._recorder.flush()
            records = self._context.journal.records(run_id=run_id or "", states=_OPEN if run_id is None else ())
            if run_id is not None:
                self._asked.update(record.operation.id for record in records)
            return self._run(self._reachable(records), stop, listener)

    def tend(self, stop: Stop, listener: Listener = unheard) -> Outcomes:
        """Do what is due of everything that is open: look-ups, read-backs, and what a person asked for and has become possible.

        For a background task, at `next_check` or every minute. Does nothing while an execution is running.
        """
        if not self._lock.acquire(blocking=False):
            return Outcomes(())
        try:
            self._recorder.flush()
            records = self._reachable(self._context.journal.records(states=_OPEN))
            return self._run(records, stop, listener)
        except StoreProblem as problem:
            return Outcomes((), Paused(problem))
        finally:
            self._lock.release()

    def pending(self) -> Sequence[OperationRecord]:
        """Every operation that has not ended, in planned order."""
        return self._context.journal.records(states=_OPEN)

    def withdraw(self, reasons: Mapping[str, str]) -> None:
        """Drop operations (by id, with the sentence that says why) that wait unsent and are not wanted any more.

        What was sent, may have been sent, or is held by another copy of the program stays as it is.
        """
        with self._lock:
            self._recorder.flush()
            self._cancel(reasons)

    def decide(self, operation_id: str, decision: Decision, user: str, listener: Listener = unheard) -> OperationRecord:
        """Record what a person decided about an operation in REVIEW; SEND_AGAIN and ADOPT are carried out by the next `tend`.

        Raises `ExpectedProblem` when it is not in REVIEW any more, is held by another copy of the program, or cannot be adopted.
        """
        board = Board(self._context, self._recorder, listener)
        claims = Claims(self._context.journal, self._context.owner, self._context.clock)
        if operation_id not in claims.take([operation_id]):
            raise ExpectedProblem("Another window is working on it", code="held", subject=operation_id)
        try:
            board.refresh([operation_id])
            step = _decided(board[operation_id], decision, user)
            board.write({operation_id: step})
        finally:
            claims.give_all_back()
        if decision is Decision.SEND_AGAIN:
            self._asked.add(operation_id)
        return board[operation_id]

    def _run(self, records: Sequence[OperationRecord], stop: Stop, listener: Listener) -> Outcomes:
        asked = self._asked
        execution = Execution(
            self._context,
            self._recorder,
            self._schedule,
            asked=lambda record: record.operation.id in asked,
            stop=stop,
            listener=listener,
        )
        return execution.run(records)

    def _reachable(self, records: Sequence[OperationRecord]) -> list[OperationRecord]:
        """Those whose connection is still set up; the others wait untouched."""
        named = {(r.operation.connection_id, r.operation.kind) for r in records}
        there = {destination for destination in named if destination in self._context.handlers}
        return [r for r in records if (r.operation.connection_id, r.operation.kind) in there]

    def _planned(self, operations: Sequence[Operation]) -> list[OperationRecord]:
        """Enter the operations; one that waits unsent in an earlier run gives way to what was confirmed now."""
        self._require_handlers(operations)
        existing = self._existing(operations)
        self._give_way(existing.values(), {operation.run_id for operation in operations})
        renamed = {
            operation.id: known.operation.id
            for operation in operations
            if (known := existing.get(_identity(operation))) is not None
        }
        at: datetime = self._context.clock.now()
        return list(self._context.journal.plan([_with_known(one, renamed) for one in operations], at))

    def _require_handlers(self, operations: Sequence[Operation]) -> None:
        for destination in dict.fromkeys((operation.connection_id, operation.kind) for operation in operations):
            if destination not in self._context.handlers:
                raise ExpectedProblem("This connection is not set up any more", subject=destination[0])

    def _existing(self, operations: Sequence[Operation]) -> dict[_Identity, OperationRecord]:
        subjects = sorted({operation.subject for operation in operations})
        if not subjects:
            return {}
        found = self._context.journal.records(subjects=subjects)
        wanted = {_identity(operation) for operation in operations}
        return {_identity(record.operation): record for record in found if _identity(record.operation) in wanted}

    def _give_way(self, existing: Iterable[OperationRecord], runs: set[str]) -> None:
        """What certainly was not sent, in another run, is cancelled, so that it is planned anew with what the person now saw."""
        old = [record for record in existing if record.state in SENDABLE and record.operation.run_id not in runs]
        self._cancel(
            {record.operation.id: "Planned again by a later run" for record in old if not record.was_ambiguous}
        )

    def _cancel(self, reasons: Mapping[str, str]) -> None:
        """Cancel those that are free and were certainly not sent; what others hold or have sent meanwhile stays."""
        if not reasons:
            return
        claims = Claims(self._context.journal, self._context.owner, self._context.clock)
        mine = claims.take(list(reasons))
        board = Board(self._context, self._recorder, unheard)
        board.refresh(sorted(mine))
        board.write(
            {
                one: Step(OperationState.CANCELLED, "replaced", Reason.REPLACED, reasons[one])
                for one in sorted(mine)
                if board[one].state in SENDABLE and not board[one].was_ambiguous
            }
        )
        claims.give_all_back()


def _decided(record: OperationRecord, decision: Decision, user: str) -> Step:
    if record.state is not OperationState.REVIEW:
        raise ExpectedProblem("It is not waiting for a decision any more", code="decided", subject=record.operation.id)
    if decision is Decision.ADOPT and not record.remote_id:
        raise ExpectedProblem("Nothing was found that could be taken over", code="nothing", subject=record.operation.id)
    return after_decision(record, decision, user)


def _identity(operation: Operation) -> _Identity:
    return (operation.kind.value, operation.tenant, operation.subject)


def _with_known(operation: Operation, renamed: dict[str, str]) -> Operation:
    """The operation with the ids under which the journal already knows what it depends on; done before it is entered, never after."""
    payload = operation.payload
    for new, known in renamed.items():
        if new != known and new in payload:
            payload = payload.replace(new, known)
    depends_on = tuple(renamed.get(one, one) for one in operation.depends_on)
    return replace(operation, payload=payload, depends_on=depends_on)
