"""What settles is applied once, on the invoice its debit was made for; what comes back is reversed after a person agrees."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.domain.collection.settling import Settled
from app.domain.errors import BadInput
from app.flows.collection.views import SettlementRow
from tests.support.rents import Rents

WHO = "Cormorant Optical"


def _debited(rents: Rents, *, clearing: bool = True) -> str:
    """The number of an invoice whose debit has been made and falls due in a week."""
    rents.connect(WHO, clearing=clearing)
    invoice = rents.coming(WHO)
    rents.colleague.move(invoice, rents.clock.today() + timedelta(days=7))
    rents.round()
    assert len(rents.live_debits(invoice.number)) == 1
    return invoice.number


def _row(rents: Rents, number: str) -> SettlementRow:
    view = rents.desk.settlements(rents.route_id, rents.stop)
    (row,) = [each for group in view.groups for each in group.rows if each.number == number]
    return row


def test_a_settled_debit_is_paid_once_with_its_transaction_as_reference(rents: Rents) -> None:
    number = _debited(rents)
    amount = rents.invoice(number).due
    rents.days(8)
    assert rents.round().tally.applied == 0
    assert _row(rents, number).verdict.stand is Settled.COMING
    rents.days(8)
    assert rents.round().tally.applied == 1
    (payment,) = rents.payments(live=False)
    row = _row(rents, number)
    assert (payment.reference, payment.amount) == (f"Rotessa {row.row.id}", amount)
    assert rents.invoice(number).due == 0
    assert row.verdict.stand is Settled.APPLIED
    rents.days(1)
    assert rents.round().tally.applied == 0
    assert rents.desk.settle(rents.route_id, rents.stop) is None
    assert len(rents.payments(live=False)) == 1


def test_the_view_shows_the_deposit_of_a_day_and_its_file_holds_no_formula(rents: Rents) -> None:
    number = _debited(rents)
    amount = rents.invoice(number).due
    rents.days(16)
    rents.round()
    view = rents.desk.settlements(rents.route_id, rents.stop)
    (group,) = [each for each in view.groups if any(row.number == number for row in each.rows) and each.day]
    assert group.applied.amount == amount
    assert group.deposit.amount == sum(row.row.amount for row in group.rows if row.counts)
    assert group.deposit == group.applied + group.not_applied
    text = rents.desk.settlement_csv(view)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == sum(len(each.rows) for each in view.groups)
    (mine,) = [row for row in rows if row["Invoice"] == number]
    assert (Decimal(mine["Amount"]), mine["Applied"]) == (amount, "applied")
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_debits_made_by_hand_are_shown_and_left_alone(xero_rents: Rents) -> None:
    rents = xero_rents
    rents.connect(WHO)
    rents.round()
    view = rents.desk.settlements(rents.route_id, rents.stop)
    by_hand = view.rows(Settled.BY_HAND)
    assert len(by_hand) >= 15
    assert all(row.number == "" for row in by_hand)
    assert rents.payments(live=False) == []


def test_a_chargeback_of_an_applied_payment_is_reversed_only_after_a_person_agrees(rents: Rents) -> None:
    number = _debited(rents)
    rents.days(16)
    rents.round()
    row = _row(rents, number)
    with pytest.raises(BadInput):
        rents.desk.reverse(rents.route_id, [row.row.id], rents.stop)
    body = {"transaction": int(row.row.id), "reason": "Agreement Revoked"}
    rents.act("rotessa", "chargeback", body)
    told = rents.round()
    assert any(number in alarm and "Agreement Revoked" in alarm for alarm in told.alarms)
    assert _row(rents, number).verdict.stand is Settled.TO_REVERSE
    assert len(rents.payments()) == 1
    rents.desk.reverse(rents.route_id, [row.row.id], rents.stop)
    assert rents.payments() == []
    assert rents.invoice(number).due > 0
    assert _row(rents, number).verdict.stand is Settled.REVERSED
    assert rents.round().tally.created == 0
    with pytest.raises(BadInput):
        rents.desk.reverse(rents.route_id, [row.row.id], rents.stop)


def test_a_decline_is_shown_and_nothing_is_paid(rents: Rents) -> None:
    rents.act("rotessa", "outcome_rule", {"status": "Declined", "reason": "Account Closed", "day": 2})
    number = _debited(rents)
    rents.days(16)
    rents.round()
    row = _row(rents, number)
    assert (row.verdict.stand, row.verdict.sentence) == (Settled.DECLINED, "Declined: Account Closed")
    assert rents.payments(live=False) == []


def test_an_invoice_paid_in_another_way_meanwhile_is_not_paid_again(rents: Rents) -> None:
    number = _debited(rents)
    rents.days(9)
    invoice = rents.invoice(number)
    rents.colleague.pay(invoice, invoice.due)
    loud = rents.round()
    assert any(number in alarm for alarm in loud.alarms)
    rents.days(8)
    rents.round()
    row = _row(rents, number)
    assert (row.verdict.stand, row.verdict.code) == (Settled.NOT_APPLIED, "paid_meanwhile")
    assert rents.payments(live=False) == []


def test_money_for_a_voided_invoice_is_explained_and_not_applied(rents: Rents) -> None:
    number = _debited(rents)
    rents.days(9)
    rents.colleague.void(rents.invoice(number))
    rents.round()
    rents.days(8)
    rents.round()
    row = _row(rents, number)
    assert (row.verdict.stand, row.verdict.code) == (Settled.NOT_APPLIED, "invoice_gone")
    assert rents.payments(live=False) == []


def test_a_part_payment_meanwhile_leaves_too_little_due_for_the_debit(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _debited(rents)
    rents.days(9)
    rents.colleague.pay(rents.invoice(number), Decimal("50.00"))
    rents.days(8)
    rents.round()
    assert _row(rents, number).verdict.code == "partly_paid"
    assert rents.payments(live=False) == []


def test_a_locked_period_holds_the_payment_back_until_a_person_dates_it(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _debited(rents)
    rents.days(16)
    tenant = rents.books("xero")["tenants"][0]["id"]
    lock = rents.clock.today() - timedelta(days=1)
    rents.act("xero", "set_lock_dates", {"tenant": tenant, "period": lock.isoformat()})
    assert rents.round().tally.applied == 0
    row = _row(rents, number)
    assert (row.verdict.code, row.verdict.paid_on) == ("locked", lock + timedelta(days=1))
    assert row.verdict.paid_on is not None
    days: dict[str, date] = {row.row.id: row.verdict.paid_on}
    rents.desk.settle(rents.route_id, rents.stop, transaction_ids=[row.row.id], days=days)
    assert len(rents.payments()) == 1
    assert _row(rents, number).verdict.stand is Settled.APPLIED


def test_without_a_clearing_account_nothing_is_applied_until_one_is_chosen(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _debited(rents, clearing=False)
    rents.days(16)
    assert rents.round().tally.applied == 0
    assert _row(rents, number).verdict.code == "no_clearing"
    rents.choose_clearing()
    assert rents.round().tally.applied == 1
    with pytest.raises(BadInput):
        rents.desk.choose_clearing(rents.route_id, "no such account", rents.stop)


def test_months_later_a_settled_debit_is_still_known_as_ours(xero_rents: Rents) -> None:
    rents = xero_rents
    number = _debited(rents)
    rents.days(16)
    rents.round()
    for _ in range(2):  # a sign-in that nobody uses ends after 60 days
        rents.days(48)
        rents.round()
    rents.round()
    assert rents.desk.tools.store.entries(rents.route_id) == []
    assert _row(rents, number).verdict.stand is Settled.APPLIED
    assert len(rents.payments(live=False)) == 1
