"""The matrix of collection is complete, its verdicts are those of the reliability rules, and every cell says something to the user."""

from __future__ import annotations

import pytest

from app.domain.operation import OperationKind
from tests.faults.matrix.collection import collection_matrix
from tests.faults.matrix.collection_calls import READS, WRITES, CollectionCall
from tests.faults.matrix.columns import expected_verdict, faults, missing_in
from tests.simulation.whole.mishaps import NONE

_OF_NO_TYPE = ("delete debit", "wrong type")
"""The answer to a deletion is empty, so that its type says nothing."""


@pytest.mark.parametrize("call", WRITES, ids=lambda call: call.name)
def test_every_write_has_the_verdict_of_the_rules_and_a_sentence(call: CollectionCall) -> None:
    for each in collection_matrix([call]):
        if (each.call, each.fault) != _OF_NO_TYPE:
            assert each.outcome == expected_verdict(each.fault).value, each
        assert not missing_in(each), each


@pytest.mark.parametrize("call", READS, ids=lambda call: call.name)
def test_every_read_has_an_outcome_and_a_sentence(call: CollectionCall) -> None:
    for each in collection_matrix([call]):
        assert not missing_in(each), each
        assert each.outcome == "read" or each.fault != NONE.name, each


def test_every_kind_of_collection_has_its_row() -> None:
    names = [call.name for call in (*WRITES, *READS)]
    assert len(set(names)) == len(names)
    assert len(names) * len(faults()) > 1200
    assert len(WRITES) == 5 + 2 * 2, "five kinds at the collector, two in each ledger"
    assert {kind for kind in OperationKind if kind.value.endswith(("payer", "debit", "payment"))} == {
        OperationKind.CREATE_PAYER,
        OperationKind.UPDATE_PAYER,
        OperationKind.CREATE_DEBIT,
        OperationKind.AMEND_DEBIT,
        OperationKind.DELETE_DEBIT,
        OperationKind.APPLY_PAYMENT,
        OperationKind.REVERSE_PAYMENT,
    }
