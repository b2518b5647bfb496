"""Throttles, metering, request ids, files, odd requests, and what others do to the books."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
import requests

from app.sandbox.wire import Reply, Request
from tests.sandbox.quickbooks.fixture import ROOT, Caller, caller, invoice, line, parsed, served
from tests.sandbox.quickbooks.two_companies import AUSTRALIA, INVOICE, LARKSPUR, USA

TERM = {"BatchItemRequest": [{"bId": "1", "Query": "SELECT * FROM Term"}]}


def spread(at: Caller, path: str, count: int, pause: float, body: Any = None) -> list[int]:
    """Statuses of calls some time apart."""
    found = []
    for _ in range(count):
        found.append(at.send("GET" if body is None else "POST", path, body).status)
        at.clock.advance(timedelta(seconds=pause))
    return found


def next_minute(at: Caller) -> None:
    at.clock.advance(timedelta(seconds=61))


def test_ten_calls_a_second_for_each_company() -> None:
    at = caller(limits=True)
    statuses = [at.send("GET", "preferences").status for _ in range(12)]
    assert statuses == [200] * 10 + [429] * 2
    reply = at.send("GET", "preferences")
    fault = parsed(reply)["fault"]
    assert (fault["type"], fault["error"][0]["code"]) == ("SERVICE", "3001")
    assert "ThrottleExceeded; errorCode=003001; statusCode=429" in fault["error"][0]["message"]
    assert "Retry-After" not in reply.headers
    assert b'<Error code="3001">' in at.send("GET", "preferences", headers={"accept": "*/*"}).body
    at.realm = AUSTRALIA
    assert at.send("GET", "preferences").status == 200
    at.realm = USA
    at.clock.advance(timedelta(seconds=1.01))
    assert at.send("GET", "preferences").status == 200


def test_five_hundred_calls_a_minute() -> None:
    at = caller(limits=True)
    statuses = spread(at, "preferences", 560, 0.105)
    assert 500 <= statuses.count(200) < 560
    assert 429 in statuses
    next_minute(at)
    assert at.send("GET", "preferences").status == 200


def test_forty_batches_a_minute() -> None:
    at = caller(limits=True)
    statuses = spread(at, "batch", 42, 0.2, TERM)
    assert statuses.count(200) >= 40
    statuses += spread(at, "batch", 42, 0.2, TERM)
    assert 429 in statuses
    assert statuses.count(200) <= 80
    assert at.send("GET", "preferences").status == 200


def test_ten_calls_in_progress() -> None:
    at = caller(limits=True)
    headers = {"authorization": f"Bearer {at.token}", "accept": "application/json"}
    request = Request("GET", f"/company/{USA}/preferences", "", headers, b"", f"{ROOT}/v3")
    assert [at.system.enter("api", request) for _ in range(10)] == [None] * 10
    refusal = at.system.enter("api", request)
    assert refusal is not None
    assert refusal.status == 429
    stranger = Request("GET", request.path, "", {}, b"", request.base_url)
    unknown = at.system.enter("api", stranger)
    assert unknown is not None
    assert unknown.status == 401
    at.system.leave("api", request)
    assert at.system.enter("api", request) is None


def test_ten_calls_in_progress_over_http() -> None:
    found: list[int] = []
    with served(limits=True) as (sandbox, start):
        sandbox.set_latency(400)

        def ask() -> None:
            headers = {"Authorization": f"Bearer {start['access_token']}", "Accept": "application/json"}
            address = f"{start['api_url']}/company/{USA}/preferences"
            found.append(requests.get(address, headers=headers, timeout=30).status_code)

        threads = [threading.Thread(target=ask) for _ in range(14)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert set(found) == {200, 429}
    assert found.count(200) >= 10 or found.count(429) >= 1


def test_limits_off_refuse_nothing_and_can_be_switched() -> None:
    at = caller()
    assert {at.send("GET", "preferences").status for _ in range(30)} == {200}
    at.system.limits = True
    next_minute(at)
    assert 429 in {at.send("GET", "preferences").status for _ in range(30)}


def test_taking_data_out_is_metered_by_the_month() -> None:
    at = caller(limits=True)
    at.system.control("set_month_limit", {"calls": 2})
    at.ok("GET", "preferences")
    at.query("SELECT * FROM Term")
    assert at.send("GET", "preferences").status == 429
    at.save("Customer", {"DisplayName": "A"})
    assert at.system.books()["metering"] == {"core": 1, "core_plus": 2}
    at.clock.advance(timedelta(days=29))
    line_ = at.system.start_line({"api": ROOT, "identity": ROOT})
    at.token = line_["access_token"]
    at.ok("GET", "preferences")


def test_a_request_id_gives_the_first_answer_again() -> None:
    at = caller()
    first = at.send("POST", "invoice", invoice("AT-1"), {"requestid": "job-1"})
    at.save("Invoice", {"Id": parsed(first)["Invoice"]["Id"], "SyncToken": "0", "sparse": True, "PrivateNote": "later"})
    again = at.send("POST", "invoice", invoice("AT-1"), {"requestid": "job-1"})
    assert (again.status, again.body, again.effect) == (200, first.body, "")
    assert first.effect == "Invoice 3 created"
    assert at.refused("invoice", invoice("AT-2"), requestid="job-1") == ["600"]
    assert at.refused("invoice", invoice("AT-2"), requestid="x" * 51) == ["2130"]
    at.realm = AUSTRALIA
    assert at.send("POST", "customer", {"DisplayName": "A"}, {"requestid": "job-1"}).status == 200


def test_a_refusal_is_not_remembered_and_a_batch_is() -> None:
    at = caller()
    assert at.refused("invoice", invoice("OLD-1"), requestid="r") == ["6140"]
    assert at.send("POST", "invoice", invoice("AT-1"), {"requestid": "r"}).status == 200
    body = {"BatchItemRequest": [{"bId": "1", "operation": "create", "Customer": {"DisplayName": "A"}}]}
    first = at.send("POST", "batch", body, {"requestid": "b"})
    assert at.send("POST", "batch", body, {"requestid": "b"}).body == first.body


@pytest.mark.parametrize("way", ["ignored", "forgotten"])
def test_a_request_id_cannot_be_relied_on(way: str) -> None:
    at = caller()
    if way == "ignored":
        at.act("set_switch", name="requestid", value="ignored")
    else:
        at.system.control("set_replay_life", {"seconds": 0})
    body = {"CustomerRef": {"value": LARKSPUR}, "TotalAmt": 5}
    made = {parsed(at.send("POST", "payment", body, {"requestid": "job-1"}))["Payment"]["Id"] for _ in range(2)}
    assert len(made) == 2


def upload(at: Caller, content: bytes = b"bytes", name: str = "bill.pdf", **meta: Any) -> Reply:
    place = [{"EntityRef": {"type": "Invoice", "value": INVOICE}, "IncludeOnSend": True}]
    sent = json.dumps({"AttachableRef": place, "FileName": name, "ContentType": "application/pdf", **meta}).encode()
    parts = (
        b'--XX\r\nContent-Disposition: form-data; name="file_metadata_01"\r\nContent-Type: application/json\r\n\r\n' + sent + b"\r\n"
        b'--XX\r\nContent-Disposition: form-data; name="file_content_01"; filename="bill.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
        + content + b"\r\n--XX--\r\n"
    )  # fmt: skip
    return at.send("POST", "upload", parts, headers={"content-type": "multipart/form-data; boundary=XX"})


def test_a_file_is_stored_and_fetched_for_a_quarter_of_an_hour() -> None:
    at = caller()
    content = b"%PDF-1.4\r\n\x00 bytes\r\n"
    made = parsed(upload(at, content))["AttachableResponse"][0]["Attachable"]
    assert (made["Size"], made["AttachableRef"][0]["IncludeOnSend"]) == (len(content), True)
    address = at.send("GET", f"download/{made['Id']}").body.decode()
    assert address.startswith(f"{ROOT}/v3/files/")
    request = Request("GET", address.removeprefix(f"{ROOT}/v3"), "", {}, b"", f"{ROOT}/v3")
    reply = at.system.handle("api", request)
    assert (reply.body, reply.headers["Content-Type"]) == (content, "application/pdf")
    at.clock.advance(timedelta(minutes=15))
    assert at.system.handle("api", request).status == 403
    assert at.system.books()["companies"][0]["Files"] == {made["Id"]: len(content)}


def test_files_that_are_refused() -> None:
    at = caller()
    at.system.control("set_largest_file", {"size": 4})
    assert parsed(upload(at))["Fault"]["Error"][0]["code"] == "6030"
    at.system.control("set_largest_file", {"size": 1000})
    missing = upload(at, AttachableRef=[{"EntityRef": {"type": "Invoice", "value": "999"}}])
    assert parsed(missing)["Fault"]["Error"][0]["code"] == "2500"
    assert at.refused("attachable", {}) == ["2020"]
    assert at.refused("attachable", {"Note": "x" * 2001}) == ["2050"]
    assert at.refused("upload", b"nothing") == ["2010"]
    note = at.save("Attachable", {"Note": "Call"})
    assert at.refused(f"download/{note['Id']}", method="GET") == ["610"]
    assert at.query("SELECT COUNT(*) FROM Attachable") == {"totalCount": 1}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"\xff\xfe",
        b'{"DisplayName": NaN}',
        b'{"DisplayName": "A", "DisplayName": "B"}',
        b"[" * 100_000,
        b"null",
        b'{"DisplayName": {"a": 1}}',
        b'{"DisplayName": "A", "BillAddr": []}',
        b'{"Line": 5}',
        b'{"DisplayName": true}',
    ],
)
@pytest.mark.parametrize("path", ["customer", "invoice", "batch", "taxservice/taxcode", "exchangerate", "preferences"])
def test_bodies_that_cannot_be_read_are_refused(path: str, body: bytes) -> None:
    at = caller(AUSTRALIA)
    before = at.system.books()
    assert at.send("POST", path, body).status == 400
    after = at.system.books()
    assert after["companies"] == before["companies"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "sofa"),
        ("POST", "sofa"),
        ("PUT", "customer"),
        ("DELETE", "customer/1"),
        ("GET", "customer"),
        ("GET", "customer/1/pdf"),
        ("POST", "customer/1"),
    ],
)
def test_addresses_that_are_not_there(method: str, path: str) -> None:
    assert caller().refused(path, {}, method) == ["500"]


def test_paths_outside_a_company_are_forbidden() -> None:
    at = caller()
    headers = {"authorization": f"Bearer {at.token}", "accept": "application/json"}
    for path in ("", "/", "/company", f"/company/{USA}", "/company/1/customer/1", "/other/x/y"):
        assert at.system.handle("api", Request("GET", path, "", headers, b"", ROOT)).status == 403


def test_every_answer_carries_a_trace() -> None:
    at = caller()
    for reply in (at.send("GET", "preferences"), at.send("GET", "customer/99"), at.send("POST", "customer", b"{")):
        assert reply.headers["intuit_tid"].startswith("1-")
        assert reply.headers["Qbo-Version"]


def test_what_a_colleague_does() -> None:
    at = caller()
    edited = at.act("edit", entity="Invoice", row="OLD-1", fields={"Line": [line("60")]})
    assert (edited["TotalAmt"], edited["Balance"], edited["SyncToken"]) == ("60.00", "30.00", "1")
    made = at.act("create", entity="Customer", fields={"DisplayName": "Quarry"})
    at.act("deactivate", entity="Customer", row="Quarry")
    assert at.read("Customer", made["Id"])["DisplayName"] == "Quarry (deleted)"
    at.act("reactivate", entity="Customer", row="Quarry (deleted)", name="Quarry")
    assert at.read("Customer", made["Id"])["Active"] is True
    assert at.act("void", entity="Invoice", row=INVOICE)["TotalAmt"] == "0.00"
    assert at.act("delete", entity="Invoice", row=INVOICE) == {"Id": INVOICE, "status": "Deleted"}


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ("dance", {}),
        ("disconnect", {"realm": "9"}),
        ("void", {"entity": "Invoice", "row": "9"}),
        ("void", {"entity": "Sofa", "row": "9"}),
        ("create", {"entity": "Customer", "fields": {"DisplayName": "Larkspur Dental Group"}}),
        ("set_switch", {"name": "mood", "value": 1}),
        ("close_books", {"through": "soon"}),
        ("edit", {"entity": "Invoice"}),
        ("register_redirect", {}),
    ],
)
def test_actions_that_are_refused(action: str, values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        caller().system.control(action, {"realm": USA, **values})


def test_actions_and_planned_refusals_over_the_control_address() -> None:
    with served() as (sandbox, start):
        address = f"{sandbox.control_url}/act/quickbooks/close_books"
        assert requests.post(address, json={"realm": USA, "through": "2026-08-31"}, timeout=10).status_code == 200
        assert requests.post(address, json={"realm": "none"}, timeout=10).status_code == 400
        sandbox.add_faults([{"system": "quickbooks", "kind": "expired_token", "times": 1}])
        headers = {"Authorization": f"Bearer {start['access_token']}", "Accept": "application/json"}
        address = f"{start['api_url']}/company/{USA}/preferences"
        replies = [requests.get(address, headers=headers, timeout=10) for _ in range(2)]
        assert [reply.status_code for reply in replies] == [401, 200]
        assert replies[0].json()["fault"]["error"][0]["code"] == "3200"
        assert replies[1].json()["Preferences"]["AccountingInfoPrefs"]["BookCloseDate"] == "2026-08-31"


def test_preferences_are_merged_and_multicurrency_stays_on() -> None:
    at = caller(AUSTRALIA)
    fields = {"Id": "1", "SyncToken": "0", "sparse": True}
    changed = at.save("Preferences", {**fields, "SalesFormsPrefs": {"AllowDiscount": False}})
    assert (changed["SalesFormsPrefs"]["AllowDiscount"], changed["SalesFormsPrefs"]["AllowDeposit"]) == (False, True)
    off = {"Id": "1", "SyncToken": "1", "CurrencyPrefs": {"MultiCurrencyEnabled": False}}
    assert at.refused("preferences", off) == ["6000"]
    assert at.refused("preferences", {"SalesFormsPrefs": {}}) == ["500"]
    assert at.refused("companyinfo", {"CompanyName": "X"}) == ["500"]
