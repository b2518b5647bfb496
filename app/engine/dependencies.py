"""What an operation waits for, and what becomes of it when that did not happen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.machine import Reason, Step
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.engine.board import Board

_STRICT = frozenset({OperationKind.MARK_PROCESSED, OperationKind.VOID_DOCUMENT, OperationKind.CREATE_DEBIT})
"""Kinds that wait until what they depend on is not only answered but read back: a mark, a void after its mark is taken back, and a
debit on another day after the one before it is gone."""

_MISSING = {
    OperationKind.CREATE_CONTACT: "the contact {name} could not be created",
    OperationKind.RESTORE_CONTACT: "the contact {name} could not be restored",
    OperationKind.CREATE_ITEM: "the product or service {name} could not be created",
    OperationKind.LINK_CONTACT: "the contact {name} could not be linked",
    OperationKind.UNMARK_PROCESSED: "the mark on {name} could not be taken back",
    OperationKind.DELETE_DEBIT: "the debit of {name} could not be taken away",
}


class Readiness(StrEnum):
    """Whether what an operation depends on is there."""

    READY = "ready"
    WAITING = "waiting"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Standing:
    """The readiness of one operation, and the first dependency that is not met."""

    readiness: Readiness
    cause: OperationRecord | None = None


def standing(board: Board, record: OperationRecord, *, confirmed_first: bool) -> Standing:
    """How `record` stands with what it depends on. A dependency the journal does not know counts as failed."""
    waiting: OperationRecord | None = None
    for one in record.operation.depends_on:
        needed = board.load(one)
        if needed is None or needed.state in (OperationState.REVIEW, OperationState.CANCELLED):
            return Standing(Readiness.FAILED, needed)
        if not _is_met(record, needed) and (
            confirmed_first or record.operation.kind is not OperationKind.MARK_PROCESSED
        ):
            waiting = needed
    return Standing(Readiness.WAITING, waiting) if waiting else Standing(Readiness.READY)


def _is_met(record: OperationRecord, needed: OperationRecord) -> bool:
    if needed.state is OperationState.DONE:
        return True
    return needed.state is OperationState.CONFIRMED and record.operation.kind not in _STRICT


def stopped_for(record: OperationRecord, cause: OperationRecord | None) -> Step:
    """The step of an operation whose dependency did not happen, naming it; a person looks at what may exist from before."""
    if cause is None:
        words = "what it depends on is not in the journal"
    else:
        pattern = _MISSING.get(cause.operation.kind, "{name} was not sent")
        words = pattern.format(name=cause.operation.reference or "it depends on")
        words = f"{words}: {cause.sentence}" if cause.sentence else words
    state = OperationState.REVIEW if record.was_ambiguous else OperationState.CANCELLED
    return Step(state, "dependency", Reason.DEPENDENCY, f"Not sent, because {words}")
