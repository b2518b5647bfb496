"""The matrix itself: each cell is made by calling the real connector, with the verdict of the one function that judges answers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import ExpectedProblem
from app.domain.machine import after_answer
from app.domain.operation import OperationRecord, OperationState
from app.domain.run import Stop
from app.domain.verdict import Verdict, verdict
from app.sandbox.server.faults import FaultKind, FaultRule
from app.store.sqlite_file import FileDatabase
from tests.faults.matrix.calls import READS, WRITES, ApiCall, destination
from tests.faults.matrix.desk import Desk, told
from tests.simulation.whole.mishaps import MISHAPS, NONE, Mishap

FOR_GOOD = 10_000
_LOOKED_UP = "Ledgerferry looks whether it is there before anything is sent again."
_BY_VERDICT = {
    Verdict.APPLIED: "It is there; it is read back before anything rests on it.",
    Verdict.AMBIGUOUS: _LOOKED_UP,
}

OWN_REFUSAL: Mapping[str, str] = {"xero": "refused in Xero's own words", "autotask": "refused in Autotask's own words"}
AFTERWARDS = Mishap("401 for good", applied=False, refusal="expired_token")


@dataclass(frozen=True, slots=True)
class Cell:
    """One call under one fault. `outcome` is the verdict of a write, 'read' or the problem's code of a read; `struck` how often it hit."""

    call: str
    fault: str
    outcome: str
    sentence: str
    struck: int


def faults() -> list[Mishap]:
    """The columns."""
    return [*MISHAPS.values(), AFTERWARDS]


@contextmanager
def desks() -> Iterator[Path]:
    """A folder with an empty journal for the desks."""
    folder = Path(tempfile.mkdtemp(prefix="matrix-"))
    database = FileDatabase(folder / "journal.db")
    database.open()
    database.close()
    try:
        yield folder / "journal.db"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_cell(call: ApiCall, fault: Mishap, path: Path) -> Cell:
    """A write is tried once, with its first request struck."""
    assert call.write is not None
    desk = Desk(path)
    member = call.write(desk)
    handler = desk.program.handlers[destination(call, member)]
    prepared = handler.prepare([member])
    desk.strike(fault, call.is_meant, FOR_GOOD if fault is AFTERWARDS else 1)
    attempt = handler.send(prepared, [member], desk.chance.uuid(), Stop())
    item = attempt.items.get(member.operation.id)
    judged = verdict(attempt, item, single=True, replay=False)
    sending = OperationRecord(member.operation, OperationState.SENDING)
    step = after_answer(sending, OperationState.PLANNED, judged, item, may_replay=False)
    sentence = " ".join(part for part in (step.sentence or attempt.sentence, _BY_VERDICT.get(judged, "")) if part)
    return Cell(call.name, fault.name, judged.value, sentence, desk.struck)


def read_cell(call: ApiCall, fault: Mishap, path: Path) -> Cell:
    """A read under a fault that stays: what the user is told in the end. One that ends is read again, as the first column of each shows."""
    assert call.read is not None
    desk = Desk(path)
    desk.strike(fault, call.is_meant, FOR_GOOD)
    try:
        call.read(desk)
    except ExpectedProblem as problem:
        return Cell(call.name, fault.name, problem.code or type(problem).__name__, told(problem), desk.struck)
    return Cell(call.name, fault.name, "read", "It was read.", desk.struck)


def cell(call: ApiCall, fault: Mishap, path: Path) -> Cell:
    """One cell."""
    return write_cell(call, fault, path) if call.write else read_cell(call, fault, path)


def matrix(calls: Sequence[ApiCall] = (*WRITES, *READS), columns: Sequence[Mishap] | None = None) -> list[Cell]:
    """Every cell of these rows and columns."""
    with desks() as path:
        return [cell(call, fault, path) for call in calls for fault in (NONE, *(columns or faults()))]


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


def refusal_of(call: ApiCall, member_number: str) -> Mishap:
    """A well-formed refusal of one document, in the vendor's own words."""
    if call.system == "autotask":
        body: object = {"errors": ["The value of webServiceDate is not valid."]}
        return Mishap(OWN_REFUSAL["autotask"], applied=False, rule=FaultRule(FaultKind.OTHER_SHAPE, body=body))
    plural = call.path.strip("/")
    number = {"Invoices": "InvoiceNumber", "CreditNotes": "CreditNoteNumber", "Contacts": "Name"}[plural]
    element = {
        number: member_number,
        "StatusAttributeString": "ERROR",
        "ValidationErrors": [{"Message": "Account code '200' is not a valid code for this document."}],
    }
    rule = FaultRule(FaultKind.OTHER_SHAPE, body={plural: [element]})
    return Mishap(OWN_REFUSAL["xero"], rule=rule)
