"""A debit that Rotessa makes one that repeats: taken away again by itself, said loudly, made anew by hand only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.domain.constants import DEADLINE, SETTLE
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.flows.collection.views import HealthMend, HealthRow, HealthState
from tests.support.rents import Rents

WHO = "Cormorant Optical"
K = OperationKind
UNREAD = {"system": "rotessa", "method": "GET", "path": r"/customers/\d+$", "kind": "status", "status": 403, "after": 2}
"""The payer is looked at twice before its debit is made; the look afterwards comes to nothing."""


def _due(rents: Rents, creates: str = "without_end") -> str:
    """The number of an invoice whose debit is made otherwise than asked."""
    rents.connect(WHO)
    invoice = rents.coming(WHO)
    rents.colleague.move(invoice, rents.clock.today() + timedelta(days=7))
    rents.act("rotessa", "switches", {"creates": creates})
    return invoice.number


def _mended(rents: Rents) -> None:
    rents.act("rotessa", "switches", {"creates": "as_sent"})


def _fault(rents: Rents, rule: dict[str, Any]) -> None:
    rents.line.ask("POST", "/faults", rule)


def _rows(rents: Rents, mend: HealthMend, number: str) -> list[HealthRow]:
    rows = rents.desk.health(rents.route_id, rents.stop).rows
    return [row for row in rows if row.mend is mend and row.name.startswith(number)]


def _removals(rents: Rents) -> list[OperationRecord]:
    return [one for one in rents.records(*OperationState) if one.operation.kind is K.DELETE_DEBIT]


def _is_over(rents: Rents, number: str) -> None:
    """It is gone, nobody is asked for a word, the page says it loudly, and no round makes it anew."""
    assert rents.live_debits(number) == []
    assert [one.state for one in _removals(rents)] == [OperationState.DONE]
    assert _rows(rents, HealthMend.DECIDE, number) == []
    (row,) = _rows(rents, HealthMend.IMPORT, number)
    assert (row.state, "repeats, so it was taken away" in row.sentence) == (HealthState.BAD, True)
    _mended(rents)
    assert not rents.round().did_anything
    assert rents.live_debits(number) == []


@pytest.mark.parametrize("creates", ["other_frequency", "no_installments", "without_end"])
def test_it_is_taken_away_at_once_and_made_anew_by_hand_alone(rents: Rents, creates: str) -> None:
    number = _due(rents, creates)
    told = rents.round()
    (said,) = [words for words in told.alarms if words.startswith(f"{number}:")]
    assert "repeats, so it was taken away again" in said
    assert (told.tally.created, told.tally.deleted) == (0, 1)
    _is_over(rents, number)
    rents.import_by_hand(number)
    (made,) = rents.live_debits(number)
    assert (made["frequency"], made["installments"]) == ("Once", 1)
    assert _rows(rents, HealthMend.IMPORT, number) == []
    assert len(rents.debits(number)) == 2
    assert not rents.round().did_anything
    rents.colleague.void(rents.invoice(number))
    rents.round()
    assert rents.live_debits(number) == [], "the new one goes with its invoice"


def test_one_that_was_made_by_hand_goes_at_once_too(xero_rents: Rents) -> None:
    number = _due(xero_rents)
    result = xero_rents.import_by_hand(number)
    assert "repeats" in result.summary.outcomes[0].sentence
    _is_over(xero_rents, number)


@pytest.mark.parametrize("kind", ["reset_after", "truncate"])
def test_one_whose_answer_was_lost_goes_when_it_is_found(xero_rents: Rents, kind: str) -> None:
    rents = xero_rents
    number = _due(rents)
    _fault(rents, {"system": "rotessa", "method": "POST", "path": "/transaction_schedules$", "times": 1, "kind": kind})
    rents.round()
    rents.round()
    _is_over(rents, number)


def test_a_deletion_whose_answer_was_lost_is_looked_up(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _due(rents)
    rule = {"system": "rotessa", "method": "DELETE", "path": "/transaction_schedules/", "times": 1}
    _fault(rents, {**rule, "kind": "reset_after"})
    rents.round()
    rents.clock.move_to(rents.clock.now() + SETTLE + DEADLINE + timedelta(minutes=1))
    rents.desks.export.look_again(rents.stop)
    rents.round()
    _is_over(rents, number)


def test_what_could_not_be_read_is_asked_about_and_goes_with_the_next_round(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _due(rents)
    _fault(rents, UNREAD)
    rents.round()
    assert len(rents.live_debits(number)) == 1
    assert len(_rows(rents, HealthMend.DECIDE, number)) == 1
    rents.line.ask("DELETE", "/faults")
    rents.round()
    _is_over(rents, number)


def test_one_that_does_not_carry_our_mark_any_more_is_left_to_a_person(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _due(rents)
    _fault(rents, UNREAD)
    rents.round()
    rents.line.ask("DELETE", "/faults")
    (made,) = rents.live_debits(number)
    rents.act("rotessa", "change_debit_by_hand", {"schedule": made["id"], "comment": f"{number} kept by the owner"})
    rents.round()
    held = [one for one in rents.books("rotessa")["schedules"] if one["id"] == made["id"]]
    assert held[0]["deleted_at"] is None
    assert _removals(rents) == []
    (row,) = _rows(rents, HealthMend.DECIDE, number)
    assert row.state is HealthState.BAD
    assert row.advice.startswith("Delete it in Rotessa")


def test_of_one_that_has_left_the_rest_is_taken_away_and_what_was_taken_is_paid_once(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _due(rents)
    _fault(rents, UNREAD)
    rents.round()
    rents.days(9)
    rents.line.ask("DELETE", "/faults")
    rents.round()
    assert rents.live_debits(number) == []
    _mended(rents)
    for _ in range(3):
        rents.days(16)
        rents.round()
    assert [one.is_live for one in rents.payments(live=False)] == [True]
    assert rents.invoice(number).due == 0


def test_one_that_has_left_and_does_not_come_again_is_said_loudly_and_not_deleted_for_ever(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _due(rents, "other_frequency")
    _fault(rents, UNREAD)
    rents.round()
    rents.days(9)
    rents.line.ask("DELETE", "/faults")
    _mended(rents)
    rents.round()
    assert [one.state for one in _removals(rents)] == [OperationState.REVIEW]
    (row,) = _rows(rents, HealthMend.DECIDE, number)
    assert (row.state, "can no longer be changed" in row.sentence) == (HealthState.BAD, True)
    assert row.advice.startswith("Look in Rotessa whether more of it is to come")
    rents.round()
    assert [one["method"] for one in rents.requests() if one["system"] == "rotessa"].count("DELETE") == 1
    rents.days(16)
    rents.round()
    assert [one.is_live for one in rents.payments(live=False)] == [True], "what was taken is paid, once"
    assert len(rents.debits(number)) == 1
