"""Deleting a debit and reversing a payment: what is gone, or not live any more, is what was wanted; what still stands is not."""

from __future__ import annotations

import pytest

from app.domain.answer import Hit, LookUp, RemoteState
from app.domain.machine import Reason, after_lookup, after_read_back, stands
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState

K, S = OperationKind, OperationState
REMOVING = [K.DELETE_DEBIT, K.REVERSE_PAYMENT, K.VOID_DOCUMENT]


def record(
    kind: OperationKind, state: OperationState, name: str = "xero:invoice:t/i#1", **more: str
) -> OperationRecord:
    """An operation in a state."""
    operation = Operation(
        id=f"{kind.value}-{name}",
        kind=kind,
        connection_id="rotessa-1",
        tenant="rotessa-1",
        subject=name,
        reference="INV-2041",
        payload="{}",
        run_id="run",
        depends_on=tuple(more.values()),
    )
    return OperationRecord(operation, state, remote_id="733105")


@pytest.mark.parametrize("kind", REMOVING)
@pytest.mark.parametrize("state", [RemoteState(exists=False, live=False), RemoteState(exists=True, live=False)])
def test_gone_is_done(kind: OperationKind, state: RemoteState) -> None:
    about = record(kind, S.CONFIRMED)
    assert stands(about, state)
    assert after_read_back(about, state).state is S.DONE


@pytest.mark.parametrize("kind", REMOVING)
def test_still_there_is_for_a_person(kind: OperationKind) -> None:
    step = after_read_back(record(kind, S.CONFIRMED), RemoteState(exists=True, live=True, why_not="It has left"))
    assert (step.state, step.reason, step.sentence) == (S.REVIEW, Reason.OTHER_TOTAL, "It has left")


@pytest.mark.parametrize("kind", REMOVING)
def test_a_look_up_that_finds_it_gone_confirms_and_one_that_finds_it_there_tries_again(kind: OperationKind) -> None:
    about = record(kind, S.UNKNOWN)
    gone = LookUp(complete=True, hits=(Hit("733105", ours=True, live=False),))
    assert after_lookup(about, gone, settled=False, repeatable=True, ask=False).state is S.CONFIRMED
    there = LookUp(complete=True, hits=(Hit("733105", ours=True, live=True),))
    assert after_lookup(about, there, settled=True, repeatable=True, ask=False).state is S.ABSENT


def test_only_kinds_that_remove_are_read_so() -> None:
    assert [kind for kind in K if kind.removes] == [K.VOID_DOCUMENT, K.DELETE_DEBIT, K.REVERSE_PAYMENT]
    kept = record(K.CREATE_DEBIT, S.CONFIRMED)
    assert not stands(kept, RemoteState(exists=False, live=False))
