"""What every cell of the matrix has in common: its columns, its form, and the verdict that the reliability rules give."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.answer import Attempt, ItemAnswer
from app.domain.machine import after_answer
from app.domain.operation import Operation, OperationRecord, OperationState
from app.domain.verdict import Verdict
from tests.simulation.whole.mishaps import MISHAPS, NONE, Mishap

FOR_GOOD = 10_000
AFTERWARDS = Mishap("401 for good", applied=False, refusal="expired_token")
_LOOKED_UP = "Ledgerferry looks whether it is there before anything is sent again."
_BY_VERDICT = {
    Verdict.APPLIED: "It is there; it is read back before anything rests on it.",
    Verdict.AMBIGUOUS: _LOOKED_UP,
}
_FORBIDDEN = ("error", "exception", "traceback", "http", "!")


@dataclass(frozen=True, slots=True)
class Cell:
    """One call under one fault. `outcome` is the verdict of a write, 'read' or the problem's code of a read; `struck` how often it hit."""

    call: str
    fault: str
    outcome: str
    sentence: str
    struck: int


def missing_in(cell: Cell) -> list[str]:
    """What a cell lacks for the person who sees it: an outcome, a sentence in their words, and a fault that did strike."""
    lacks = [name for name in ("outcome", "sentence") if not getattr(cell, name)]
    lacks += [] if cell.struck or cell.fault == NONE.name else ["struck"]
    return lacks + [word for word in _FORBIDDEN if word in cell.sentence.lower()]


def faults() -> list[Mishap]:
    """The columns."""
    return [*MISHAPS.values(), AFTERWARDS]


_NOT_SENT = ("refused", "no name", "connect time-out", "bad certificate")
_NOT_APPLIED = ("401 once", "401 for good", "403", *(name for name in MISHAPS if name.startswith("429")))
_APPLIED = ("nothing", "duplicate delivery", "slow answer")


def expected_verdict(fault: str) -> Verdict:
    """The verdict that the reliability rules (section 3) give: everything that is not clear is AMBIGUOUS."""
    if fault in _NOT_SENT:
        return Verdict.NOT_SENT
    if fault in _NOT_APPLIED:
        return Verdict.NOT_APPLIED
    return Verdict.APPLIED if fault in _APPLIED else Verdict.AMBIGUOUS


def sentence_of(operation: Operation, attempt: Attempt, judged: Verdict, item: ItemAnswer | None) -> str:
    """What the user reads of a write."""
    sending = OperationRecord(operation, OperationState.SENDING)
    step = after_answer(sending, OperationState.PLANNED, judged, item, may_replay=False)
    return " ".join(part for part in (step.sentence or attempt.sentence, _BY_VERDICT.get(judged, "")) if part)
