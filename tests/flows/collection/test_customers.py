"""Customers are matched, connected, created and kept up to date; health says what is missing and what mends it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from app.domain.collection.matching import MatchState
from app.domain.errors import BadInput, PlanOutdated
from app.flows.collection.views import HealthKind, HealthMend, HealthState
from tests.support.rents import Rents

WHO = "Cormorant Optical"


def test_found_is_the_very_name_suggested_comes_with_reasons_and_none_is_neither(rents: Rents) -> None:
    truth = rents.sandbox_truth()
    rows = rents.desk.customers(rents.route_id, rents.stop).rows
    found = {row.contact.name for row in rows if row.state is MatchState.FOUND}
    hidden = {row["custom_identifier"] for row in rents.books("rotessa")["customers"] if row["hidden"]}
    assert hidden
    assert found == set(truth["exact"]) - hidden
    suggested = {row.contact.name: row for row in rows if row.state is MatchState.SUGGESTED}
    for payer_name, contact_name in truth["similar"].items():
        assert contact_name in suggested, (payer_name, contact_name)
        best = suggested[contact_name].suggestions[0]
        assert best.payer.identifier == payer_name
        assert best.reasons
    assert Counter(row.state for row in rows)[MatchState.NONE] > 0


def test_a_payer_belongs_to_one_contact(xero_rents: Rents) -> None:
    rents = xero_rents
    rents.connect(WHO)
    rows = rents.desk.customers(rents.route_id, rents.stop).rows
    (connected,) = [row for row in rows if row.state is MatchState.CONNECTED]
    assert connected.payer is not None
    other = next(row for row in rows if row.state is MatchState.NONE)
    with pytest.raises(BadInput, match=WHO):
        rents.desk.connect(rents.route_id, {other.contact.id: connected.payer.id}, rents.stop)
    rents.desk.disconnect(rents.route_id, connected.contact.id)
    rents.desk.connect(rents.route_id, {other.contact.id: connected.payer.id}, rents.stop)


def test_a_customer_is_created_with_what_the_ledger_knows_and_told_what_is_missing(rents: Rents) -> None:
    rows = rents.desk.customers(rents.route_id, rents.stop).rows
    contact = next(row.contact for row in rows if row.state is MatchState.NONE)
    rents.desk.create_payers(rents.route_id, [contact.id], rents.stop)
    made = [row for row in rents.books("rotessa")["customers"] if row["custom_identifier"] == contact.name]
    assert [row["name"] for row in made] == [contact.name]
    (match,) = [r for r in rents.desk.customers(rents.route_id, rents.stop).rows if r.contact.id == contact.id]
    assert match.state is MatchState.CONNECTED
    assert match.customer is not None
    assert match.customer.bank_details is False
    health = rents.desk.health(rents.route_id, rents.stop)
    (row,) = [each for each in health.rows if each.name == contact.name and each.kind is HealthKind.CUSTOMERS]
    assert (row.state, row.mend, row.subject) == (HealthState.WARNING, HealthMend.OPEN_PAYER, match.customer.payer_id)
    bank = {"institution_number": "879", "transit_number": "00011", "account_number": "1002003"}
    rents.act("rotessa", "add_bank_details", {"customer": contact.name, "authorization_type": "Online", **bank})
    (fresh,) = rents.desk.refresh_payers(rents.route_id, [contact.id], rents.stop)
    assert (fresh.bank_details, fresh.authorised) == (True, True)


def test_a_customer_with_a_payer_is_not_created_again(xero_rents: Rents) -> None:
    rents = xero_rents
    rows = rents.desk.customers(rents.route_id, rents.stop).rows
    found = next(row.contact for row in rows if row.state is MatchState.FOUND)
    before = len(rents.books("rotessa")["customers"])
    with pytest.raises(BadInput):
        rents.desk.create_payers(rents.route_id, [found.id], rents.stop)
    assert len(rents.books("rotessa")["customers"]) == before


def test_an_update_is_previewed_and_then_carried_out_as_shown(rents: Rents) -> None:
    (customer,) = rents.connect(WHO, auto_import=False)
    plan = rents.desk.plan_updates(rents.route_id, rents.stop, [customer.contact_id])
    (row,) = plan.rows
    changed = {change.field: change for change in row.changes}
    assert changed["E-mail"].becomes == row.after.email
    rents.act("rotessa", "edit_customer", {"customer": WHO, "email": "somebody@else.example"})
    with pytest.raises(PlanOutdated):
        rents.desk.send_updates(plan, rents.stop)
    fresh = rents.desk.plan_updates(rents.route_id, rents.stop, [customer.contact_id])
    rents.desk.send_updates(fresh, rents.stop)
    (held,) = [one for one in rents.books("rotessa")["customers"] if one["custom_identifier"] == WHO]
    assert held["email"] == row.after.email
    assert rents.desk.plan_updates(rents.route_id, rents.stop, [customer.contact_id]).rows == ()


def test_automatic_update_follows_the_ledger_once_for_each_change(xero_rents: Rents) -> None:
    rents = xero_rents
    rents.connect(WHO, auto_import=False, auto_update=True)
    assert rents.round().tally.updated == 1
    assert not rents.round().did_anything
    calls = [row for row in rents.requests() if row["system"] == "rotessa"]
    rents.round()
    asked = [row["path"] for row in rents.requests() if row["system"] == "rotessa"][len(calls) :]
    assert asked == ["/transaction_report"]


def test_a_customer_that_rotessa_did_not_know_for_a_moment_is_compared_again(xero_rents: Rents) -> None:
    rents = xero_rents
    (one,) = rents.connect(WHO, auto_import=False, auto_update=True)
    once = {"system": "rotessa", "method": "GET", "path": f"/customers/{one.payer_id}$", "times": 1}
    rents.line.ask("POST", "/faults", {**once, "kind": "status", "status": 404})
    assert not rents.round().did_anything
    assert rents.round().tally.updated == 1
    assert not rents.round().did_anything


def test_health_has_a_row_and_a_mend_for_each_thing(xero_rents: Rents) -> None:
    rents = xero_rents
    start = rents.desk.health(rents.route_id, rents.stop)
    by_kind = {row.kind: row for row in start.rows}
    assert by_kind[HealthKind.CLEARING].mend is HealthMend.CHOOSE_CLEARING
    assert by_kind[HealthKind.CUSTOMERS].mend is HealthMend.MATCH_CUSTOMERS
    rents.connect()
    rents.round()
    view = rents.desk.health(rents.route_id, rents.stop)
    assert {row.state for row in view.rows if row.kind is HealthKind.CONNECTION} == {HealthState.GOOD}
    assert {row.state for row in view.rows if row.kind is HealthKind.CLEARING} == {HealthState.GOOD}
    missing = [row for row in view.rows if row.mend is HealthMend.OPEN_PAYER]
    truth = rents.sandbox_truth()
    assert {row.name for row in missing} == {*truth["without_bank"], *truth["without_authorisation"]}


def test_a_connection_that_has_ended_is_the_one_row_that_matters(xero_rents: Rents) -> None:
    rents = xero_rents
    rents.connect(WHO)
    ledger_id = rents.desks.setup.route(rents.route_id).ledger_id
    rents.desks.setup.sign_out(ledger_id, rents.stop)
    (row,) = rents.desk.health(rents.route_id, rents.stop).rows
    assert (row.kind, row.mend, row.subject) == (HealthKind.CONNECTION, HealthMend.RECONNECT, ledger_id)


def test_an_idle_half_hour_with_500_connected_customers_asks_four_things(rents: Rents) -> None:
    (one,) = rents.connect(WHO, auto_update=True)
    many = [
        replace(one, contact_id=f"contact-{n}", contact_name=f"Customer {n}", payer_id=str(9_000_000 + n))
        for n in range(499)
    ]
    rents.desk.tools.store.save_customers(rents.route_id, many)
    rents.round()
    rents.round()
    before = len(rents.requests())
    rents.days(1 / 48)
    assert not rents.round().did_anything
    asked = [row["path"].rsplit("/", 1)[-1] for row in rents.requests()[before:] if "token" not in row["path"]]
    asked = [path for path in asked if path != "bearer"]
    expected = {"xero": ["Accounts", "Contacts", "Invoices"], "quickbooks": ["cdc", "cdc", "query"]}
    ledger = "xero" if rents.is_xero else "quickbooks"
    assert sorted(asked) == sorted([*expected[ledger], "transaction_report"])
