"""The matrix itself: each cell is made by calling the real connector, with the verdict of the one function that judges answers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.domain.errors import ExpectedProblem
from app.domain.run import Stop
from app.domain.verdict import Verdict, verdict
from app.sandbox.server.faults import FaultKind, FaultRule
from app.store.sqlite_file import FileDatabase
from tests.faults.matrix.calls import READS as XERO_READS
from tests.faults.matrix.calls import WRITES as XERO_WRITES
from tests.faults.matrix.calls import ApiCall, destination
from tests.faults.matrix.columns import AFTERWARDS, FOR_GOOD, Cell, expected_verdict, sentence_of
from tests.faults.matrix.columns import faults as usual_faults
from tests.faults.matrix.desk import Desk, told
from tests.faults.matrix.quickbooks_calls import QUICKBOOKS_READS, QUICKBOOKS_WRITES
from tests.simulation.whole.mishaps import NONE, Mishap
from tests.simulation.whole.quickbooks_side import QuickBooksSide
from tests.simulation.whole.rewriting import hostile_link, reversed_lists

__all__ = ["Cell", "cell", "desk_of", "desks", "expected", "faults", "matrix", "refusal_of", "write_cell"]

WRITES: Sequence[ApiCall] = (*XERO_WRITES, *QUICKBOOKS_WRITES)
READS: Sequence[ApiCall] = (*XERO_READS, *QUICKBOOKS_READS)
OUT_OF_ORDER = Mishap("lists in another order", rewrite=reversed_lists)
HOSTILE_LINK = Mishap("paging link to another host", rewrite=hostile_link)
"""Neither takes anything from an answer: a write is applied, and a read is whole or says that it is not."""
OWN_REFUSAL: Mapping[str, str] = {
    system: f"refused in {name}'s own words"
    for system, name in (("xero", "Xero"), ("autotask", "Autotask"), ("quickbooks", "QuickBooks"))
}


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


def faults() -> list[Mishap]:
    """The columns."""
    return [*usual_faults(), OUT_OF_ORDER, HOSTILE_LINK]


def expected(fault: str) -> Verdict:
    """The verdict that the reliability rules give."""
    return Verdict.APPLIED if fault in (OUT_OF_ORDER.name, HOSTILE_LINK.name) else expected_verdict(fault)


def desk_of(call: ApiCall, path: Path) -> Desk:
    """A desk in front of the ledger that a call belongs to."""
    return Desk(path, QuickBooksSide) if call.system == "quickbooks" else Desk(path)


def write_cell(call: ApiCall, fault: Mishap, path: Path) -> Cell:
    """A write is tried once, with its first request struck."""
    assert call.write is not None
    desk = desk_of(call, path)
    member = call.write(desk)
    handler = desk.program.handlers[destination(call, member)]
    prepared = handler.prepare([member])
    desk.strike(fault, call.is_meant, FOR_GOOD if fault is AFTERWARDS else 1)
    attempt = handler.send(prepared, [member], desk.chance.uuid(), Stop())
    item = attempt.items.get(member.operation.id)
    judged = verdict(attempt, item, single=True, replay=False)
    sentence = sentence_of(member.operation, attempt, judged, item)
    return Cell(call.name, fault.name, judged.value, sentence, desk.struck)


def read_cell(call: ApiCall, fault: Mishap, path: Path) -> Cell:
    """A read under a fault that stays: what the user is told in the end. One that ends is read again, as the first column of each shows."""
    assert call.read is not None
    desk = desk_of(call, path)
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


def refusal_of(call: ApiCall, member_number: str) -> Mishap:
    """A well-formed refusal of one document, in the vendor's own words."""
    if call.system == "autotask":
        body: object = {"errors": ["The value of webServiceDate is not valid."]}
        return Mishap(OWN_REFUSAL["autotask"], applied=False, rule=FaultRule(FaultKind.OTHER_SHAPE, body=body))
    if call.system == "quickbooks":
        fault = {
            "Error": [{"Message": "Invalid Reference Id", "Detail": "Item 9 not found", "code": "2500"}],
            "type": "ValidationFault",
        }
        item = {"bId": "0", "Fault": fault}
        return Mishap(
            OWN_REFUSAL["quickbooks"], rule=FaultRule(FaultKind.OTHER_SHAPE, body={"BatchItemResponse": [item]})
        )
    plural = call.path.strip("/")
    number = {"Invoices": "InvoiceNumber", "CreditNotes": "CreditNoteNumber", "Contacts": "Name"}[plural]
    element = {
        number: member_number,
        "StatusAttributeString": "ERROR",
        "ValidationErrors": [{"Message": "Account code '200' is not a valid code for this document."}],
    }
    rule = FaultRule(FaultKind.OTHER_SHAPE, body={plural: [element]})
    return Mishap(OWN_REFUSAL["xero"], rule=rule)
