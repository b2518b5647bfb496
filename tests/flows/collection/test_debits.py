"""Invoices become debits, follow their invoices, and go with them; nothing is debited twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from app.domain.collection.planning import Act
from app.domain.errors import BadInput, PlanOutdated
from app.domain.plan import DocumentState
from tests.support.rents import Rents

WHO = "Cormorant Optical"


def _ready(rents: Rents, **switches: bool) -> str:
    """The number of an invoice that is due some days ahead, of a customer that is connected."""
    rents.connect(WHO, **switches)
    invoice = rents.coming(WHO)
    rents.colleague.move(invoice, rents.clock.today() + timedelta(days=21))
    return invoice.number


def test_an_automatic_round_debits_what_is_due_on_its_due_date_and_the_next_one_nothing(rents: Rents) -> None:
    number = _ready(rents)
    invoice = rents.invoice(number)
    first = rents.round()
    assert (first.tally.created, first.problem, first.alarms) == (1, None, ())
    (debit,) = rents.live_debits(number)
    assert Decimal(debit["amount"]) == invoice.due
    assert debit["process_date"] == (rents.clock.today() + timedelta(days=21)).isoformat()
    assert (debit["frequency"], debit["installments"]) == ("Once", 1)
    second = rents.round()
    assert not second.did_anything
    assert len(rents.debits(number)) == 1


def test_a_changed_total_changes_the_amount_of_the_same_debit(rents: Rents) -> None:
    number = _ready(rents)
    rents.round()
    (before,) = rents.live_debits(number)
    rents.colleague.change_amount(rents.invoice(number), Decimal(40))
    assert rents.round().tally.amended == 1
    (after,) = rents.live_debits(number)
    assert after["id"] == before["id"]
    assert Decimal(after["amount"]) == rents.invoice(number).due
    rents.colleague.change_amount(rents.invoice(number), Decimal(-10))
    assert rents.round().tally.amended == 1
    assert Decimal(rents.live_debits(number)[0]["amount"]) == rents.invoice(number).due


def test_a_changed_due_date_takes_the_debit_away_before_it_makes_another(rents: Rents) -> None:
    number = _ready(rents)
    rents.round()
    day = rents.clock.today() + timedelta(days=29)
    rents.colleague.move(rents.invoice(number), day)
    moved = rents.round()
    assert (moved.tally.moved, moved.tally.created, moved.tally.deleted) == (1, 0, 0)
    gone, made = rents.debits(number)
    assert gone["deleted_at"] is not None
    assert gone["deleted_at"] <= made["created_at"]
    assert (made["process_date"], made["deleted_at"]) == (day.isoformat(), None)
    assert not rents.round().did_anything


def test_a_void_takes_the_debit_away_also_when_automatic_import_is_off(rents: Rents) -> None:
    number = _ready(rents)
    rents.round()
    contact = rents.desks.collection.customers(rents.route_id, rents.stop).rows
    chosen = [row.contact.id for row in contact if row.contact.name == WHO]
    rents.desk.switch(rents.route_id, chosen, auto_import=False)
    rents.colleague.void(rents.invoice(number))
    assert rents.round().tally.deleted == 1
    assert rents.live_debits(number) == []
    assert not rents.round().did_anything


def test_a_deleted_invoice_takes_its_debit_away(rents: Rents) -> None:
    number = _ready(rents)
    rents.colleague.invoices()
    rents.round()
    rents.colleague.delete(rents.invoice(number))
    assert rents.round().tally.deleted == 1
    assert rents.live_debits(number) == []


def test_a_part_payment_elsewhere_reduces_the_debit_and_a_whole_one_takes_it_away(rents: Rents) -> None:
    number = _ready(rents)
    rents.round()
    rents.colleague.pay(rents.invoice(number), Decimal("100.00"))
    assert rents.round().tally.amended == 1
    left = rents.invoice(number)
    assert Decimal(rents.live_debits(number)[0]["amount"]) == left.due
    rents.colleague.pay(left, left.due)
    assert rents.round().tally.deleted == 1
    assert rents.live_debits(number) == []


def test_what_has_left_for_the_bank_is_said_loudly_once_and_left_alone(rents: Rents) -> None:
    number = _ready(rents)
    rents.round()
    rents.days(21)
    rents.colleague.void(rents.invoice(number))
    loud = rents.round()
    assert any(number in alarm and "voided" in alarm for alarm in loud.alarms), loud.alarms
    assert len(rents.live_debits(number)) == 1
    assert rents.round().alarms == ()


def test_by_hand_an_overdue_invoice_asks_for_a_date_and_is_debited_then(rents: Rents) -> None:
    rents.connect(WHO, auto_import=False)
    late = min(
        (i for i in rents.colleague.invoices() if i.customer == WHO and i.due > 0 and not i.is_gone),
        key=lambda one: one.due_date,
    )
    plan = rents.desk.plan_import(rents.route_id, rents.stop)
    (row,) = [each for each in plan.rows if each.invoice.number == late.number]
    assert row.intent.asks_date
    with pytest.raises(PlanOutdated):
        rents.desk.send_import(plan, [row.invoice.id], rents.stop)
    result = rents.import_by_hand(late.number, rents.clock.today() + timedelta(days=3))
    assert [outcome.state for outcome in result.summary.outcomes] == [DocumentState.SENT]
    assert [each.balances for each in result.summary.reconciliation] == [True]
    assert rents.live_debits(late.number)[0]["process_date"] == "2027-02-04"


def test_nothing_is_sent_of_a_plan_that_the_ledger_has_outrun(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _ready(rents, auto_import=False)
    plan = rents.desk.plan_import(rents.route_id, rents.stop)
    (row,) = [each for each in plan.rows if each.invoice.number == number]
    assert row.intent.act is Act.CREATE
    rents.colleague.change_amount(rents.invoice(number), Decimal(5))
    with pytest.raises(PlanOutdated):
        rents.desk.send_import(plan, [row.invoice.id], rents.stop)
    with pytest.raises(BadInput):
        rents.desk.send_import(plan, [], rents.stop)
    assert rents.debits(number) == []


def test_a_debit_that_somebody_else_made_for_the_invoice_stops_the_customer_until_a_person_has_looked(
    xero_rents: Rents,
) -> None:
    rents = xero_rents
    number = _ready(rents)
    body = {"customer": WHO, "amount": "5.00", "process_date": "2027-02-22", "comment": f"Invoice {number}"}
    foreign = rents.act("rotessa", "make_debit_by_hand", body)
    told = rents.round()
    assert told.tally.created == 0
    assert any(number in alarm and WHO in alarm for alarm in told.alarms)
    assert rents.round().alarms == ()
    rents.act("rotessa", "delete_debit_by_hand", {"schedule": foreign["schedule"]})
    assert rents.round().tally.created == 0
    contact = next(r.contact.id for r in rents.desk.customers(rents.route_id, rents.stop).rows if r.contact.name == WHO)
    rents.desk.let_go_on(rents.route_id, contact)
    assert rents.round().tally.created == 1
    assert len(rents.live_debits(number)) == 1


def test_a_debit_deleted_in_rotessa_comes_back_by_hand_only(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _ready(rents)
    rents.round()
    rents.act("rotessa", "delete_debit_by_hand", {"schedule": rents.live_debits(number)[0]["id"]})
    assert rents.round().tally.created == 0
    rents.import_by_hand(number)
    assert len(rents.live_debits(number)) == 1


def test_a_declined_debit_is_not_sent_again_by_itself(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _ready(rents)
    rents.act("rotessa", "outcome_rule", {"status": "Declined", "reason": "NSF", "day": 1})
    rents.round()
    rents.days(24)
    told = rents.round()
    assert any(number in alarm and "NSF" in alarm for alarm in told.alarms)
    assert told.tally.created == 0
    rents.import_by_hand(number, rents.clock.today() + timedelta(days=2))
    assert len(rents.live_debits(number)) == 2


def test_a_route_that_asks_first_only_says_what_it_would_do(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _ready(rents)
    settings = rents.desk.settings(rents.route_id)
    rents.desk.save_settings(rents.route_id, replace(settings, ask_first=True))
    assert rents.round().waiting == 1
    assert rents.debits(number) == []
    assert rents.desk.play_round(rents.route_id, rents.stop, asked=True).tally.created == 1


def test_a_payer_that_cannot_be_seen_keeps_nobody_else_waiting(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _ready(rents)
    rents.connect("Dockyard Physiotherapy")
    other = rents.coming("Dockyard Physiotherapy")
    rents.colleague.move(other, rents.clock.today() + timedelta(days=21))
    rents.act("rotessa", "hide_customer", {"customer": WHO})
    told = rents.round()
    assert (told.tally.created, told.alarms) == (1, ())
    assert (len(rents.live_debits(number)), len(rents.live_debits(other.number))) == (0, 1)
    assert not rents.round().did_anything
    rents.act("rotessa", "hide_customer", {"customer": WHO, "hidden": False})
    rents.days(1)
    assert rents.round().tally.created == 1
    assert len(rents.live_debits(number)) == 1


def test_an_amount_that_rotessa_refuses_is_said_once_and_not_asked_for_again(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _ready(rents)
    rents.round()
    refusal = {"errors": [{"error_code": "schedule_locked", "error_message": "has left"}]}
    fault = {"kind": "status", "status": 422, "method": "PATCH", "path": "/transaction_schedules/", "body": refusal}
    rents.line.ask("POST", "/faults", {"system": "rotessa", **fault})
    rents.colleague.change_amount(rents.invoice(number), Decimal(40))
    assert any(number in alarm for alarm in rents.round().alarms)
    rents.round()
    tries = [row for row in rents.requests() if row["method"] == "PATCH"]
    assert not rents.round().did_anything
    assert len([row for row in rents.requests() if row["method"] == "PATCH"]) == len(tries)


def test_one_that_somebody_deleted_at_rotessa_is_not_counted_as_under_way(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _ready(rents)
    due = rents.clock.today() + timedelta(days=3)
    rents.colleague.move(rents.invoice(number), due)
    before = rents.desk.figures(rents.route_id)
    planned = rents.desk.start(rents.route_id).planned
    rents.round()
    made = rents.desk.figures(rents.route_id)
    assert made.under_way == before.under_way + 1
    assert sum(each.count for each in made.week) == sum(each.count for each in before.week) + 1
    (debit,) = rents.live_debits(number)
    rents.act("rotessa", "delete_debit_by_hand", {"schedule": debit["id"]})
    rents.desk.health(rents.route_id, rents.stop)
    assert rents.desk.figures(rents.route_id) == before
    assert rents.desk.start(rents.route_id).planned == planned
    rents.import_by_hand(number)
    again = rents.desk.figures(rents.route_id)
    assert (again.under_way, again.under_way_totals) == (made.under_way, made.under_way_totals)
    assert again.week == made.week
