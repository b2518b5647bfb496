"""When answers are lost on the way: nothing is debited or paid twice, and what cannot be told is asked of a person."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.collection.matching import MatchState
from app.domain.constants import DEADLINE, SETTLE
from app.domain.machine import Decision
from app.flows.collection.views import HealthMend
from tests.support.rents import Rents

WHO = "Cormorant Optical"
LOST = [
    {"kind": "reset_after"},
    {"kind": "applied_then_status", "status": 502},
    {"kind": "truncate"},
    {"kind": "html_200"},
]
NEVER_CAME = [{"kind": "reset_before"}, {"kind": "status", "status": 500}, {"kind": "close_before"}]


def _kind(rule: object) -> str:
    return str(rule["kind"]) if isinstance(rule, dict) else ""


def _fault(rents: Rents, rule: dict[str, Any], method: str, path: str, system: str = "rotessa") -> None:
    rents.line.ask("POST", "/faults", {"system": system, "method": method, "path": path, "times": 1, **rule})


def _due(rents: Rents) -> str:
    rents.connect(WHO)
    invoice = rents.coming(WHO)
    rents.colleague.move(invoice, rents.clock.today() + timedelta(days=7))
    return invoice.number


def _later(rents: Rents) -> None:
    """Past the time from which on absence is believed; what is open is looked up."""
    rents.clock.move_to(rents.clock.now() + SETTLE + DEADLINE + timedelta(minutes=1))
    rents.desks.export.look_again(rents.stop)


@pytest.mark.parametrize("rule", LOST, ids=_kind)
def test_a_debit_whose_answer_is_lost_is_found_by_its_marker(xero_rents: Rents, rule: dict[str, Any]) -> None:
    rents = xero_rents
    number = _due(rents)
    _fault(rents, rule, "POST", "/transaction_schedules$")
    assert rents.round().tally.created == 1
    assert len(rents.debits(number)) == 1
    assert not rents.round().did_anything


@pytest.mark.parametrize("sees", ["round", "customers"])
def test_a_customer_whose_making_had_no_answer_is_connected_once_it_is_found(xero_rents: Rents, sees: str) -> None:
    rents = xero_rents
    rows = rents.desk.customers(rents.route_id, rents.stop).rows
    contact = next(row.contact for row in rows if row.state is MatchState.NONE and row.contact.email)
    _fault(rents, {"kind": "reset_after"}, "POST", "/customers$")
    _fault(rents, {"kind": "status", "status": 503, "after": 1, "times": 50}, "POST", "/show_with_custom_identifier$")
    rents.desk.create_payers(rents.route_id, [contact.id], rents.stop)
    connected = [one.contact_id for one in rents.desk.tools.store.customers(rents.route_id)]
    assert contact.id not in connected, "nothing is known of it yet"
    rents.line.ask("DELETE", "/faults")
    _later(rents)
    if sees == "round":
        rents.round()
    match = next(r for r in rents.desk.customers(rents.route_id, rents.stop).rows if r.contact.id == contact.id)
    assert match.state is MatchState.CONNECTED
    made = [one for one in rents.books("rotessa")["customers"] if one["custom_identifier"] == contact.name]
    assert [str(one["id"]) for one in made] == [match.customer.payer_id if match.customer else ""]
    rents.desk.disconnect(rents.route_id, contact.id)
    rents.round()
    assert not rents.desk.tools.store.customers(rents.route_id), "a person's word holds"


@pytest.mark.parametrize("rule", NEVER_CAME, ids=_kind)
def test_a_debit_that_is_proven_absent_is_sent_again_only_when_a_person_says_so(
    xero_rents: Rents, rule: dict[str, Any]
) -> None:
    rents = xero_rents
    number = _due(rents)
    _fault(rents, rule, "POST", "/transaction_schedules$")
    assert rents.round().tally.open == 1
    assert rents.round().tally.created == 0
    _later(rents)
    assert rents.round().tally.created == 0
    assert rents.debits(number) == []
    (row,) = [one for one in rents.desk.health(rents.route_id, rents.stop).rows if one.mend is HealthMend.DECIDE]
    assert row.name == number
    rents.desk.decide(row.subject, Decision.SEND_AGAIN)
    rents.desks.export.look_again(rents.stop)
    assert len(rents.live_debits(number)) == 1
    assert not rents.round().did_anything


def test_a_debit_that_a_person_leaves_is_never_made_by_itself_and_can_be_made_by_hand(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _due(rents)
    _fault(rents, {"kind": "reset_before"}, "POST", "/transaction_schedules$")
    rents.round()
    _later(rents)
    (row,) = [one for one in rents.desk.health(rents.route_id, rents.stop).rows if one.mend is HealthMend.DECIDE]
    rents.desk.decide(row.subject, Decision.LEAVE)
    assert rents.round().tally.created == 0
    rents.import_by_hand(number)
    assert len(rents.live_debits(number)) == 1


@pytest.mark.parametrize("rule", [*LOST[:2], NEVER_CAME[0]], ids=_kind)
def test_a_move_makes_the_new_debit_only_after_the_old_one_is_gone(xero_rents: Rents, rule: dict[str, Any]) -> None:
    rents = xero_rents
    number = _due(rents)
    rents.round()
    rents.colleague.move(rents.invoice(number), rents.clock.today() + timedelta(days=11))
    _fault(rents, rule, "DELETE", "/transaction_schedules/")
    rents.round()
    _later(rents)
    rents.round()
    old, new = rents.debits(number)
    assert old["deleted_at"] is not None
    assert old["deleted_at"] <= new["created_at"]
    assert new["deleted_at"] is None


def test_a_move_that_ends_half_way_goes_on_with_the_next_round(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _due(rents)
    rents.round()
    rents.colleague.move(rents.invoice(number), rents.clock.today() + timedelta(days=11))
    _fault(rents, {"kind": "expired_token", "times": 3}, "POST", "/transaction_schedules$")
    rents.round()
    assert rents.live_debits(number) == []
    rents.round()
    assert len(rents.live_debits(number)) == 1
    assert len(rents.debits(number)) == 2


def test_a_void_that_the_changes_did_not_tell_of_is_seen_just_before_the_debit(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _due(rents)
    rents.desk.plan_import(rents.route_id, rents.stop)
    rents.colleague.void(rents.invoice(number))
    stale = {"kind": "other_shape", "body": {"Invoices": []}}
    _fault(rents, stale, "GET", "^/Invoices$", system="xero")
    told = rents.round()
    assert told.tally.created == 0
    assert rents.debits(number) == []
    records = rents.desks.log.runs(limit=1)
    assert records[0].outcomes[0].sentence == "The invoice was voided in the ledger"


def test_a_payment_whose_answer_is_lost_is_in_the_ledger_once(rents: Rents) -> None:
    _due(rents)
    rents.round()
    rents.days(16)
    system, method = ("xero", "PUT") if rents.is_xero else ("quickbooks", "POST")
    path = "/Payments$" if rents.is_xero else "/payment$"
    _fault(rents, {"kind": "reset_after"}, method, path, system=system)
    rents.round()
    _later(rents)
    rents.round()
    assert len(rents.payments(live=False)) == 1
    assert rents.payments()[0].amount > Decimal(0)


def test_a_reversal_whose_answer_is_lost_happens_once(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _due(rents)
    rents.round()
    rents.days(16)
    rents.round()
    view = rents.desk.settlements(rents.route_id, rents.stop)
    (row,) = [each for group in view.groups for each in group.rows if each.number == number]
    rents.act("rotessa", "chargeback", {"transaction": int(row.row.id)})
    _fault(rents, {"kind": "reset_after"}, "POST", "/Payments/", system="xero")
    rents.desk.reverse(rents.route_id, [row.row.id], rents.stop)
    _later(rents)
    assert rents.payments() == []
    assert len(rents.payments(live=False)) == 1
    assert list(rents.desks.pending()) == []
