"""`collect decide`: a person's word on what nobody could prove, and what is said about a debit that was made otherwise than asked for."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest

from app.cli.asked import parse
from app.cli.counter import Counter
from app.cli.endings import Exit
from app.cli.main import COMMANDS
from app.cli.output import Out
from app.connectors.rotessa.debit_making import REPEATS
from app.domain.constants import DEADLINE, SETTLE
from app.domain.errors import BadInput
from app.domain.machine import Reason
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState
from app.flows.collection.health import decision_row
from app.flows.collection.views import HealthMend
from tests.support.rents import Rents

WHO = "Cormorant Optical"
K = OperationKind


def _say(rents: Rents, *words: str) -> tuple[Exit, str]:
    out = io.StringIO()
    route = rents.desks.setup.route(rents.route_id).name
    asked = parse(["collect", "decide", route, *words, "--yes"])
    counter = Counter(asked, rents.desks, Out(out, io.StringIO(), as_json=False), rents.stop)
    return COMMANDS["collect", "decide"](counter), out.getvalue()


def test_a_debit_that_was_not_found_is_sent_again_on_a_persons_word(tmp_path: Path) -> None:
    with Rents(tmp_path) as rents:
        rents.connect(WHO)
        number = rents.coming(WHO).number
        rents.colleague.move(rents.invoice(number), rents.clock.today() + timedelta(days=7))
        fault = {"system": "rotessa", "method": "POST", "path": "/transaction_schedules$", "times": 1}
        rents.line.ask("POST", "/faults", {**fault, "kind": "reset_before"})
        rents.round()
        rents.clock.move_to(rents.clock.now() + SETTLE + DEADLINE + timedelta(minutes=1))
        rents.desks.export.look_again(rents.stop)
        with pytest.raises(BadInput, match="Nothing of INV-0 waits"):
            _say(rents, "INV-0", "leave")
        code, said = _say(rents, number, "send-again")
        assert (code, "Look in Rotessa whether it is there" in said) == (Exit.DONE, True)
        rents.round()
        assert len(rents.live_debits(number)) == 1


def _held(kind: OperationKind, reason: Reason, sentence: str) -> OperationRecord:
    operation = Operation("op", kind, "rotessa", "rotessa", "subject", "INV-1", "{}", "run")
    return OperationRecord(operation, OperationState.REVIEW, reason=reason, sentence=sentence)


def test_a_debit_that_repeats_is_to_be_deleted_and_then_looked_for_again() -> None:
    row = decision_row(_held(K.CREATE_DEBIT, Reason.MISMATCH, REPEATS))
    assert (row.sentence, row.mend) == (REPEATS, HealthMend.DECIDE)
    assert row.advice == "Delete it in Rotessa, then send it again: it is looked for before anything is sent."
    other = decision_row(_held(K.CREATE_DEBIT, Reason.ABSENT_ASK, "Nothing was found"))
    assert other.advice.startswith("Look in Rotessa whether it is there")
    paid = decision_row(_held(K.APPLY_PAYMENT, Reason.MISMATCH, "It is of another amount"))
    assert paid.advice.startswith("Delete it in the ledger")
