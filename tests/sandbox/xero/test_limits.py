"""Limits, idempotency keys, attachments' bounds, and what others do to the books."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import requests

from app.sandbox.wire import Reply, Request
from tests.sandbox.xero.fixture import NOW, OPEN_INVOICE, SECOND, TENANT, Caller, caller, invoice, line, parsed, served


def left(reply: Reply) -> tuple[int, int, int]:
    names = ("X-MinLimit-Remaining", "X-DayLimit-Remaining", "X-AppMinLimit-Remaining")
    first, second, third = (int(reply.headers[name]) for name in names)
    return first, second, third


def test_sixty_calls_a_minute_in_fixed_windows_for_each_tenant() -> None:
    at = caller(limits=True)
    replies = [at.send("GET", "/Organisation") for _ in range(130)]
    refused = [reply for reply in replies if reply.status == 429]
    assert 10 <= len(refused) <= 70
    last = refused[-1]
    assert last.headers["X-Rate-Limit-Problem"] == "minute"
    wait = int(last.headers["Retry-After"])
    assert 1 <= wait <= 60
    assert left(last)[0] == 0
    at.tenant = SECOND
    assert at.send("GET", "/Organisation").status == 200
    at.tenant = TENANT
    at.clock.advance(timedelta(seconds=wait))
    again = at.send("GET", "/Organisation")
    assert (again.status, left(again)[0]) == (200, 59)


def test_the_day_limit_can_be_the_starter_tiers() -> None:
    at = caller(limits=True)
    at.system.control("set_day_limit", {"limit": 3})
    replies = [at.send("GET", "/Organisation") for _ in range(4)]
    assert [reply.status for reply in replies] == [200, 200, 200, 429]
    assert replies[3].headers["X-Rate-Limit-Problem"] == "day"
    assert 0 < int(replies[3].headers["Retry-After"]) <= 86_401
    at.clock.advance(timedelta(minutes=1))
    assert at.send("GET", "/Organisation").headers["X-Rate-Limit-Problem"] == "day"


def test_limits_off_refuse_nothing_and_can_be_switched() -> None:
    at = caller(limits=False)
    assert {at.send("GET", "/Organisation").status for _ in range(80)} == {200}
    at.system.limits = True
    assert 429 in {at.send("GET", "/Organisation").status for _ in range(130)}


def test_five_calls_at_once() -> None:
    at = caller(limits=True)
    headers = {"authorization": f"Bearer {at.token}", "xero-tenant-id": TENANT}
    request = Request("GET", "/Organisation", "", headers, b"", "http://x")
    assert [at.system.enter("api", request) for _ in range(5)] == [None] * 5
    refusal = at.system.enter("api", request)
    assert refusal is not None
    assert (refusal.status, refusal.headers["X-Rate-Limit-Problem"]) == (429, "concurrent")
    assert "Retry-After" not in refusal.headers
    at.system.leave("api", request)
    assert at.system.enter("api", request) is None


def test_five_calls_at_once_over_http() -> None:
    from app.sandbox.server import Sandbox
    from app.sandbox.wire import Clock
    from app.sandbox.xero import XeroSystem
    from tests.sandbox.xero.fixture import app, seeds

    clock = Clock(NOW)
    system = XeroSystem(seeds(), app(), clock)
    found: list[tuple[int, str]] = []
    with Sandbox([system], clock=clock, latency_ms=400) as sandbox:
        xero = sandbox.line["xero"]

        def ask() -> None:
            headers = {
                "Authorization": f"Bearer {xero['access_token']}",
                "xero-tenant-id": TENANT,
                "Accept": "application/json",
            }
            reply = requests.get(f"{xero['api_url']}/Organisation", headers=headers, timeout=30)
            found.append((reply.status_code, reply.headers.get("X-Rate-Limit-Problem", "")))

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(set(found)) == [(200, ""), (429, "concurrent")]
    assert found.count((200, "")) >= 5


KEY = {"idempotency-key": "k-1"}


def put(at: Caller, sent: dict[str, Any], headers: dict[str, str] | None = None) -> Reply:
    return at.send("PUT", "/Invoices", sent, "summarizeErrors=false", headers or KEY)


def test_a_key_replays_the_answer_for_six_minutes_and_not_longer() -> None:
    at = caller()
    first = put(at, invoice(None))
    again = put(at, invoice(None))
    assert (again.body, again.effect) == (first.body, "")
    assert first.effect.startswith("invoice INV-0001 created")
    at.clock.advance(timedelta(minutes=6, seconds=1))
    late = put(at, invoice(None))
    assert parsed(late)["Invoices"][0]["InvoiceNumber"] == "INV-0002"


def test_a_key_replays_refusals_too() -> None:
    at = caller()
    refused = put(at, invoice("OLD-2", DueDate=None))
    assert put(at, invoice("OLD-2", DueDate=None)).body == refused.body


def test_a_key_with_another_request_is_refused() -> None:
    at = caller()
    put(at, invoice("A"))
    reply = put(at, invoice("B"))
    assert (reply.status, "Idempotency Key: k-1 is used with a different request." in reply.body.decode()) == (
        400,
        True,
    )
    assert at.send("POST", "/Invoices", invoice("A"), "summarizeErrors=false", KEY).status == 400
    assert put(at, invoice("B"), {"idempotency-key": "x" * 129}).status == 400
    assert at.send("GET", "/Invoices", headers=KEY).status == 200, "reads ignore the key"


@pytest.mark.parametrize("bound", [True, False])
def test_keys_are_bound_to_the_token_unless_switched(bound: bool) -> None:
    at = caller()
    at.system.control("bind_keys_to_token", {"on": bound})
    note = {
        "Type": "ACCRECCREDIT", "CreditNoteNumber": "CN-1", "Contact": {"ContactNumber": "AT-1"}, "LineItems": [line()],
    }  # fmt: skip
    at.send("PUT", "/CreditNotes", note, headers=KEY)
    line_again = at.system.start_line({"api": "http://x/api.xro/2.0", "identity": "http://x"})
    at.token = line_again["access_token"]
    at.send("PUT", "/CreditNotes", note, headers=KEY)
    assert len(at.ok("GET", "/CreditNotes")["CreditNotes"]) == (2 if bound else 1)


def test_attachments_have_bounds() -> None:
    at = caller()
    path = f"/Invoices/{OPEN_INVOICE}/Attachments"
    for number in range(10):
        assert at.send("PUT", f"{path}/f{number}.txt", b"text").status == 200
    assert at.send("PUT", f"{path}/f10.txt", b"text").status == 400
    assert at.send("POST", f"{path}/f1.txt", b"other").status == 200
    assert at.send("GET", f"{path}/f1.txt").body == b"other"
    assert at.send("PUT", f"{path}/what?.txt", b"text").status == 400
    assert at.send("PUT", f"{path}/f2.txt", b"").status == 400
    assert at.send("GET", f"{path}/none.txt").status == 404
    files = at.ok("GET", path)["Attachments"]
    assert len(files) == 10
    assert at.send("GET", f"{path}/{files[1]['AttachmentID']}").body == b"other"
    assert at.ok("GET", f"/Invoices/{OPEN_INVOICE}")["Invoices"][0]["HasAttachments"] is True
    kept = at.system.books()["tenants"][0]["attachments"]
    assert (len(kept), kept[0]["Owner"]) == (10, OPEN_INVOICE)


def test_email_and_online_invoice_want_an_approved_invoice() -> None:
    at = caller()
    draft = at.put("/Invoices", invoice(Status="DRAFT"))[0]["InvoiceID"]
    assert at.send("POST", f"/Invoices/{draft}/Email", {}).status == 400
    assert at.send("GET", f"/Invoices/{draft}/OnlineInvoice").status == 400
    assert at.send("POST", f"/Invoices/{OPEN_INVOICE}/Email", {}).status == 204
    assert at.system.books()["tenants"][0]["emails"][0]["To"] == "ap@northwind.example"
    assert (
        at.send("PUT", f"/Invoices/{OPEN_INVOICE}/History", {"HistoryRecords": [{"Details": "x" * 2501}]}).status == 400
    )


def test_bodies_over_ten_megabytes_are_refused() -> None:
    assert caller().send("PUT", "/Invoices", b" " * (10 * 1024 * 1024 + 1)).status == 400


def test_what_others_do() -> None:
    at = caller()
    assert at.system.control("disconnect", {"tenant": TENANT}) == {"removed": 1}
    assert at.send("GET", "/Organisation").status == 403
    at.system.reset()
    assert at.send("GET", "/Organisation").status == 200
    at.system.control(
        "edit_invoice", {"tenant": TENANT, "invoice": "OLD-1", "fields": {"LineItems": [line(UnitAmount=3)]}}
    )
    assert str(at.ok("GET", "/Invoices/OLD-1")["Invoices"][0]["Total"]) == "3.15"
    for action, body in (
        ("void_invoice", {"tenant": TENANT, "invoice": "none"}),
        ("void_invoice", {"tenant": "none", "invoice": "OLD-1"}),
        ("void_invoice", {"tenant": TENANT, "invoice": "OLD-3"}),
        ("archive_contact", {"tenant": TENANT, "contact": "nobody"}),
        ("set_lock_dates", {"tenant": TENANT, "period": "soon"}),
        ("explode", {}),
        ("disconnect", {"who": 1}),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            at.system.control(action, body)
    at.system.control("expire_refresh_tokens", {})
    at.system.control("expire_access_tokens", {})
    assert at.send("GET", "/Organisation").status == 401


def test_reset_forgets_everything_made_since() -> None:
    at = caller()
    before = at.system.books()
    at.put("/Invoices", invoice(Contact={"Name": "New"}))
    at.system.act.set_lock_dates(TENANT, period="2026-10-31")
    at.system.reset()
    assert at.system.books() == before


def test_planned_refusals_are_xeros() -> None:
    at = caller()
    shapes = {
        "expired_token": (401, None), "disconnected": (403, None), "rate_limit_minute": (429, "minute"),
        "rate_limit_day": (429, "day"), "rate_limit_concurrent": (429, "concurrent"), "anything": (401, None),
    }  # fmt: skip
    for kind, (status, word) in shapes.items():
        reply = at.system.refusal(kind)
        assert (reply.status, reply.headers.get("X-Rate-Limit-Problem")) == (status, word)
    assert b"TokenExpired" in at.system.refusal("expired_token").body


def test_faults_and_the_wire_log_name_the_two_addresses() -> None:
    with served() as (system, line_):
        assert system.mounts() == {"api": "/xero/api.xro/2.0", "identity": "/xero"}
        reply = requests.get(line_["api_url"].lower() + "/ORGANISATION", timeout=10)
        assert reply.status_code == 401


def test_a_colleague_acts_through_the_control_address() -> None:
    from app.sandbox.server import Sandbox
    from app.sandbox.wire import Clock
    from app.sandbox.xero import XeroSystem
    from tests.sandbox.xero.fixture import app, seeds

    with Sandbox([XeroSystem(seeds(), app(), Clock(NOW))]) as sandbox:
        address = f"{sandbox.control_url}/act/xero/"
        done = requests.post(address + "void_invoice", json={"tenant": TENANT, "invoice": "OLD-1"}, timeout=10)
        assert (done.status_code, done.json()) == (200, {"InvoiceID": OPEN_INVOICE, "Status": "VOIDED"})
        wrong = requests.post(address + "void_invoice", json={"tenant": TENANT, "invoice": "OLD-1"}, timeout=10)
        assert (wrong.status_code, "not of valid status" in wrong.json()["error"]) == (400, True)
        books = requests.get(f"{sandbox.control_url}/books/xero", timeout=10).json()
        assert books["tenants"][0]["invoices"][0]["Status"] == "VOIDED"
        assert books["tenants"][0]["invoices"][0]["Total"] == "105.00"
