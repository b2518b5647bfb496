"""The matrix of collection: each cell is made by calling the real connector, with the verdict of the one function that judges answers."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.errors import ExpectedProblem
from app.domain.verdict import verdict
from tests.faults.matrix.collection_calls import READS, WRITES, CollectionCall, member_of
from tests.faults.matrix.collection_desk import CollectionDesk
from tests.faults.matrix.columns import AFTERWARDS, FOR_GOOD, Cell, faults, sentence_of
from tests.faults.matrix.desk import told
from tests.simulation.whole.mishaps import NONE, Mishap


def write_cell(call: CollectionCall, fault: Mishap) -> Cell:
    """A write is tried once, with its own request struck; the look before it is spared."""
    desk = CollectionDesk()
    member = member_of(call, desk)
    handler = desk.handler(call.system, member.operation.kind)
    prepared = handler.prepare([member])
    desk.strike(fault, call.is_meant, FOR_GOOD if fault is AFTERWARDS else 1)
    attempt = handler.send(prepared, [member], desk.chance.uuid(), desk.stop)
    item = attempt.items.get(member.operation.id)
    judged = verdict(attempt, item, single=True, replay=False)
    return Cell(call.name, fault.name, judged.value, sentence_of(member.operation, attempt, judged, item), desk.struck)


def read_cell(call: CollectionCall, fault: Mishap) -> Cell:
    """A read under a fault that stays: what the user is told in the end."""
    assert call.read is not None
    desk = CollectionDesk()
    desk.strike(fault, call.is_meant, FOR_GOOD)
    try:
        call.read(desk)
    except ExpectedProblem as problem:
        return Cell(call.name, fault.name, problem.code or type(problem).__name__, told(problem), desk.struck)
    return Cell(call.name, fault.name, "read", "It was read.", desk.struck)


def collection_matrix(
    calls: Sequence[CollectionCall] = (*WRITES, *READS), columns: Sequence[Mishap] | None = None
) -> list[Cell]:
    """Every cell of these rows and columns."""
    make = {True: write_cell, False: read_cell}
    return [make[call.write is not None](call, fault) for call in calls for fault in (NONE, *(columns or faults()))]
