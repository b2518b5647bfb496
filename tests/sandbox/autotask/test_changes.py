"""What the tenant does by itself or by its own users: hidden lines, fresh runs, late items, voids (apis/autotask.md 2, 8, 13, 16)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.sandbox.autotask import Arrival, AutotaskSystem
from app.sandbox.server import Sandbox
from tests.sandbox.autotask.small_tenant import Begin, Caller, invoice, item, where

Running = tuple[Sandbox, AutotaskSystem, Caller]


def items(caller: Caller, invoice_id: int) -> list[int]:
    return caller.ids("BillingItems", where("eq", "invoiceID", invoice_id))


def test_items_of_other_lines_of_business_are_absent(running: Running) -> None:
    _, system, caller = running
    system.set_switches(visible_associations=[9])
    assert items(caller, 101) == [802]
    assert items(caller, 102) == [803]
    assert caller.get("BillingItems/801").status_code == 404
    assert caller.ids("Invoices", where("eq", "id", 103)) == [103]
    assert items(caller, 103) == []
    assert len(caller.sandbox.books("autotask")["BillingItems"]) == 7


def test_unassigned_items_and_emptied_invoices_by_switch(running: Running) -> None:
    _, system, caller = running
    system.set_switches(visible_associations=[9], unassigned_visible=False, hide_emptied_invoices=True)
    assert items(caller, 102) == []
    assert caller.ids("Invoices", where("exist", "id")) == [101, 104, 105, 106, 107]
    assert caller.get("Invoices/103").status_code == 404


def test_items_not_invoiced_hold_null_or_zero(caller: Caller) -> None:
    assert caller.ids("BillingItems", where("notExist", "invoiceID")) == [807]
    assert items(caller, 0) == [806]


def test_the_number_of_a_fresh_run_fills_in(begin: Begin) -> None:
    fresh = invoice(201, 1, "2026-04-10T00:00:00Z", None, "5", "1", createDateTime="2026-04-10T11:55:00.517Z")
    older = invoice(202, 1, "2026-04-10T00:00:00Z", None, "5", "1", createDateTime="2026-04-10T11:00:00Z")
    sandbox, _, caller = begin(seed={"Invoices": [fresh, older], "BillingItems": []})
    assert caller.get("Invoices/201").json()["item"]["invoiceNumber"] is None
    sandbox.clock.advance(timedelta(minutes=6))
    assert caller.get("Invoices/201").json()["item"]["invoiceNumber"] == "R12-201"
    assert caller.get("Invoices/202").json()["item"]["invoiceNumber"] is None


def test_items_arrive_later_than_their_invoice(begin: Begin) -> None:
    late = item(901, 105, 0, "0.0001", 7)
    arrival = Arrival("BillingItems", 901, late, datetime(2026, 4, 10, 12, 30, tzinfo=UTC))
    sandbox, _, caller = begin(arrivals=[arrival])
    assert items(caller, 105) == []
    sandbox.clock.advance(timedelta(minutes=31))
    assert items(caller, 105) == [901]


def test_a_void_keeps_the_record_and_frees_the_items(running: Running) -> None:
    _, system, caller = running
    system.void(101)
    row = caller.get("Invoices/101").json()["item"]
    assert (row["isVoided"], row["voidedDate"][:16]) == (True, "2026-04-10T12:00")
    assert items(caller, 101) == []
    assert caller.ids("BillingItems", where("in", "id", [801, 802])) == [801, 802]
    history = caller.sandbox.books("autotask")["changes"]
    assert [change["method"] for change in history] == ["user"] * 3


def act(caller: Caller, action: str, body: dict[str, Any]) -> tuple[int, str]:
    answer = caller.session.post(f"{caller.sandbox.control_url}/act/autotask/{action}", json=body, timeout=10)
    return answer.status_code, answer.text


def test_the_control_address_acts_as_the_tenants_users(running: Running) -> None:
    sandbox, system, caller = running
    assert act(caller, "switches", {"missing_as_null": True, "visible_associations": [7]})[0] == 200
    assert system.switches.visible_associations == frozenset({7})
    assert (
        act(caller, "put", {"entity": "Invoices", "id": 101, "values": {"webServiceDate": "2026-04-09T00:00:00Z"}})[0]
        == 200
    )
    assert (
        act(caller, "put", {"entity": "Invoices", "id": 102, "values": {"orderNumber": "late"}, "after_seconds": 60})[0]
        == 200
    )
    assert act(caller, "void_invoice", {"id": 103})[0] == 200
    assert [act(caller, "move", {})[0] for _ in range(2)] == [200, 200]
    found = {row["id"]: row for row in caller.query("Invoices", where("lte", "id", 103)).json()["items"]}
    assert (found[101]["webServiceDate"], found[102]["orderNumber"], found[103]["isVoided"]) == (
        "2026-04-09T00:00:00Z",
        None,
        True,
    )
    sandbox.clock.advance(timedelta(seconds=61))
    assert caller.get("Invoices/102").json()["item"]["orderNumber"] == "late"


@pytest.mark.parametrize(
    ("action", "body", "text"),
    [
        ("sing", {}, "no action sing"),
        ("switches", {"colour": "red"}, "no switch colour"),
        ("switches", {"missing_as_null": "yes"}, "takes a bool"),
        ("put", {"entity": "Invoices"}, "missing"),
        ("put", {"entity": "Nothing", "id": 1, "values": {}}, "no entity Nothing"),
        ("put", {"entity": "Invoices", "id": 101, "values": {"colour": 1}}, "no field colour"),
        ("void_invoice", {"id": 999}, "no invoice 999"),
    ],
)
def test_actions_that_are_not_understood(caller: Caller, action: str, body: dict[str, Any], text: str) -> None:
    status, answer = act(caller, action, body)
    assert (status, text in answer) == (400, True), answer


def test_reset_brings_the_seed_back(running: Running) -> None:
    sandbox, system, caller = running
    caller.call("PATCH", "Invoices", {"id": 101, "webServiceDate": "2026-04-09T00:00:00Z"})
    system.put("Invoices", 108, **invoice(108, 1, "2026-04-09T00:00:00Z", "SI-8", "1", "0"))
    system.set_switches(missing_as_null=True)
    sandbox.reset()
    assert caller.ids("Invoices", where("notExist", "webServiceDate"), where("lte", "id", 101)) == [101]
    assert caller.get("Invoices/108").status_code == 404
    assert sandbox.books("autotask")["changes"] == []


def test_books_leave_amounts_exact(caller: Caller) -> None:
    books = caller.session.get(f"{caller.sandbox.control_url}/books/autotask", timeout=10).json()
    assert Decimal(books["Invoices"][0]["invoiceTotal"]) == Decimal("52.7775")


@pytest.mark.parametrize(
    ("seed", "text"),
    [
        ({"Invoices": [{"id": 1, "currency": "GBP"}]}, "no field 'currency'"),
        ({"Invoices": [{"id": 1}, {"id": 1}]}, "two rows with id 1"),
        ({"Bills": []}, "no entity Bills"),
    ],
)
def test_a_seed_that_does_not_fit_is_refused(begin: Begin, seed: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        begin(seed=seed)
