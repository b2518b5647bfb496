"""Each fault as a client meets it on the wire, and the counting that says which request it hits."""

from __future__ import annotations

import gzip
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from app.sandbox.server import Sandbox
from app.sandbox.server.faults import Call, FaultKind, FaultPlan, FaultRule
from tests.sandbox.server.notebook import Notebook, client, connect, notes_url, read_all, send_post, wait_until

SHOWN_HERE = {
    "refuse", "reset_before", "reset_after", "close_before", "close_after", "status", "slow", "drip", "truncate", "broken_chunk",
    "malformed_json", "duplicate_keys", "nan", "html_200", "wrong_type", "other_shape", "oversized", "gzip_bomb", "redirect",
    "expired_token", "applied_then_status", "apply_later", "duplicate_delivery",
}  # fmt: skip


def test_every_kind_is_shown_here() -> None:
    assert {kind.value for kind in FaultKind} == SHOWN_HERE


def post(sandbox: Sandbox, rule: dict[str, Any]) -> requests.Response:
    sandbox.add_faults([{"system": "notebook", "times": 1, **rule}])
    return client(sandbox).post(notes_url(sandbox), data="note", timeout=10, allow_redirects=False)


@pytest.mark.parametrize(("kind", "kept"), [("refuse", 0), ("reset_before", 0), ("reset_after", 1)])
def test_reset(sandbox: Sandbox, kind: str, kept: int) -> None:
    sandbox.add_faults([{"kind": kind, "method": "POST"}])
    with connect(sandbox) as connection:
        send_post(connection, "note")
        with pytest.raises(ConnectionResetError):
            read_all(connection)
    assert len(sandbox.books("notebook")["notes"]) == kept
    logged = sandbox.requests()[-1]
    assert (logged["status"], logged["fault"], logged["effect"]) == (0, kind, "note kept" if kept else "")


@pytest.mark.parametrize(("kind", "kept"), [("close_before", 0), ("close_after", 1)])
def test_close_without_an_answer(sandbox: Sandbox, kind: str, kept: int) -> None:
    sandbox.add_faults([{"kind": kind}])
    with connect(sandbox) as connection:
        send_post(connection, "note")
        assert read_all(connection) == b""
    assert len(sandbox.books("notebook")["notes"]) == kept


def test_refuse_without_conditions_drops_the_connection_unread(sandbox: Sandbox) -> None:
    sandbox.add_faults([{"kind": "refuse", "times": 1}])
    with pytest.raises(requests.ConnectionError):
        client(sandbox).get(notes_url(sandbox), timeout=10)
    assert client(sandbox).get(notes_url(sandbox), timeout=10).status_code == 200
    assert len(sandbox.requests()) == 1


def test_status_with_headers_and_body(sandbox: Sandbox) -> None:
    answer = post(sandbox, {"kind": "status", "status": 429, "headers": {"Retry-After": "1"}, "body": {"a": 1}})
    assert (answer.status_code, answer.headers["Retry-After"], answer.json()) == (429, "1", {"a": 1})
    assert sandbox.books("notebook")["notes"] == []


def test_status_with_a_page_of_text(sandbox: Sandbox) -> None:
    headers = {"Content-Type": "text/html"}
    answer = post(sandbox, {"kind": "status", "status": 503, "headers": headers, "body": "<h1>Maintenance</h1>"})
    assert (answer.status_code, answer.headers["Content-Type"], answer.text) == (
        503,
        "text/html",
        "<h1>Maintenance</h1>",
    )


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_applied_then_status(sandbox: Sandbox, status: int) -> None:
    assert post(sandbox, {"kind": "applied_then_status", "status": status}).status_code == status
    assert sandbox.books("notebook")["notes"] == ["note"]
    assert sandbox.requests()[-1]["effect"] == "note kept"


def test_apply_later_waits_for_the_clock(sandbox: Sandbox) -> None:
    assert post(sandbox, {"kind": "apply_later", "seconds": 600}).status_code == 504
    assert sandbox.books("notebook")["notes"] == []
    client(sandbox).post(f"{sandbox.control_url}/clock", json={"advance_seconds": 601}, timeout=10)
    assert wait_until(sandbox, 1) == 1
    assert sandbox.requests()[-1]["fault"] == "applied late"


def test_duplicate_delivery_processes_twice(sandbox: Sandbox) -> None:
    assert post(sandbox, {"kind": "duplicate_delivery"}).json()["id"] == 1
    assert sandbox.books("notebook")["notes"] == ["note", "note"]
    assert sandbox.requests()[-1]["effect"] == "note kept; note kept"


def test_slow(sandbox: Sandbox) -> None:
    started = time.monotonic()
    assert post(sandbox, {"kind": "slow", "seconds": 0.3}).status_code == 201
    assert time.monotonic() - started >= 0.3


def test_drip_outlasts_a_time_limit_for_each_read(sandbox: Sandbox) -> None:
    sandbox.add_faults([{"kind": "drip", "bytes": 4, "seconds": 0.2}])
    started = time.monotonic()
    answer = client(sandbox).post(notes_url(sandbox), data="note", timeout=1)
    assert answer.json() == {"id": 1, "total": 12.5}
    assert time.monotonic() - started > 1


@pytest.mark.parametrize("kind", ["truncate", "broken_chunk"])
def test_answer_breaks_off(sandbox: Sandbox, kind: str) -> None:
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        post(sandbox, {"kind": kind})
    assert sandbox.books("notebook")["notes"] == ["note"]


def test_truncate_promises_more_than_it_sends(sandbox: Sandbox) -> None:
    sandbox.add_faults([{"kind": "truncate", "bytes": 5}])
    with connect(sandbox) as connection:
        send_post(connection, "note")
        head, _, body = read_all(connection).partition(b"\r\n\r\n")
    assert b"Content-Length: 24" in head
    assert body == b'{"id"'


def test_malformed_json(sandbox: Sandbox) -> None:
    answer = post(sandbox, {"kind": "malformed_json"})
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()
    assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_duplicate_keys(sandbox: Sandbox) -> None:
    pairs = json.loads(post(sandbox, {"kind": "duplicate_keys"}).content, object_pairs_hook=list)
    assert [name for name, _ in pairs] == ["id", "id", "total"]


def test_not_a_number(sandbox: Sandbox) -> None:
    assert b"NaN" in post(sandbox, {"kind": "nan"}).content


def test_html_with_200(sandbox: Sandbox) -> None:
    answer = post(sandbox, {"kind": "html_200"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert answer.text.startswith("<!DOCTYPE html>")


def test_wrong_type(sandbox: Sandbox) -> None:
    answer = post(sandbox, {"kind": "wrong_type", "content_type": "text/csv"})
    assert answer.headers["Content-Type"] == "text/csv"
    assert answer.json()["id"] == 1


@pytest.mark.parametrize(("body", "seen"), [(None, []), ([1], [1]), ("null", "null")])
def test_other_shape(sandbox: Sandbox, body: object, seen: object) -> None:
    assert post(sandbox, {"kind": "other_shape", "body": body}).json() == seen


def test_oversized(sandbox: Sandbox) -> None:
    answer = post(sandbox, {"kind": "oversized", "megabytes": 3})
    assert len(answer.content) > 3_000_000
    assert answer.json()["id"] == 1


def test_gzip_bomb_is_small_on_the_wire(sandbox: Sandbox) -> None:
    sandbox.add_faults([{"kind": "gzip_bomb", "megabytes": 8}])
    with connect(sandbox) as connection:
        send_post(connection, "note", "Connection: close\r\n")
        _, _, body = read_all(connection).partition(b"\r\n\r\n")
    assert len(body) < 50_000
    assert len(gzip.decompress(body)) > 8_000_000


def test_redirect(sandbox: Sandbox) -> None:
    answer = post(sandbox, {"kind": "redirect", "location": "https://elsewhere.example/x"})
    assert (answer.status_code, answer.headers["Location"]) == (307, "https://elsewhere.example/x")


def test_expired_token_in_the_systems_own_words(sandbox: Sandbox) -> None:
    answer = post(sandbox, {"kind": "expired_token"})
    assert (answer.status_code, answer.json()) == (401, {"refused": "expired_token"})


def test_applied_can_be_chosen(sandbox: Sandbox) -> None:
    post(sandbox, {"kind": "status", "status": 429, "applied": True})
    post(sandbox, {"kind": "html_200", "applied": False})
    assert sandbox.books("notebook")["notes"] == ["note"]


def fired(rule: dict[str, Any], matches: int) -> list[int]:
    plan = FaultPlan()
    plan.add([{"kind": "slow", **rule}])
    return [number for number in range(1, matches + 1) if plan.strikes(Call("s", "api", "GET", "/x"))]


@pytest.mark.parametrize(
    ("rule", "hit"),
    [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"every": 3}, [3, 6]),
        ({"every": 3, "offset": 1}, [1, 4]),
        ({"after": 2, "every": 2}, [4, 6]),
        ({"after": 3, "times": 2}, [4, 5]),
        ({"times": 0}, []),
    ],
)
def test_counting(rule: dict[str, Any], hit: list[int]) -> None:
    assert fired(rule, 6) == hit


def test_only_matching_requests_count() -> None:
    plan = FaultPlan()
    plan.add(
        [{"kind": "slow", "system": "a", "method": ["PUT", "post"], "path": "/Invoices$", "mount": "api", "every": 2}]
    )
    calls = [("b", "api", "PUT", "/Invoices"), ("a", "api", "GET", "/Invoices"), ("a", "api", "PUT", "/Invoices/1"),
             ("a", "web", "PUT", "/Invoices"), ("a", "api", "PUT", "/Invoices"), ("a", "api", "POST", "/x/Invoices")]  # fmt: skip
    assert [bool(plan.strikes(Call(*call))) for call in calls] == [False, False, False, False, False, True]
    assert (plan.rows()[0]["matched"], plan.rows()[0]["fired"]) == (2, 1)


def test_a_rule_can_look_into_the_body(sandbox: Sandbox) -> None:
    sandbox.add_faults([{"kind": "status", "status": 502, "body_has": "SI-7"}])
    session = client(sandbox)
    answers = [
        session.post(notes_url(sandbox), data=text, timeout=10).status_code for text in ("SI-6", "SI-6 SI-7", "SI-8")
    ]
    assert answers == [201, 502, 201]


def test_two_rules_on_one_request(sandbox: Sandbox) -> None:
    sandbox.add_faults(
        [{"kind": "slow", "seconds": 0.1}, {"kind": "slow", "seconds": 0.1}, {"kind": "reset_after", "times": 1}]
    )
    with pytest.raises(requests.ConnectionError):
        client(sandbox).post(notes_url(sandbox), data="note", timeout=10)
    logged = sandbox.requests()[-1]
    assert (logged["fault"], logged["duration_ms"] >= 200) == ("slow, slow, reset_after", True)


def test_counting_is_exact_over_many_connections(sandbox: Sandbox, notebook: Notebook) -> None:
    sandbox.add_faults([{"kind": "status", "status": 429, "every": 10}])
    session = client(sandbox)
    with ThreadPoolExecutor(10) as pool:
        answers = list(
            pool.map(lambda n: session.post(notes_url(sandbox), data=str(n), timeout=10).status_code, range(100))
        )
    assert answers.count(429) == 10
    assert len(notebook.notes) == 90


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"kind": "unheard_of"}, "unheard_of"),
        ({}, "not a valid FaultKind"),
        ({"kind": "slow", "every": 0}, "'every' is at least 1"),
        ({"kind": "slow", "after": -1}, "'after' and 'offset'"),
        ({"kind": "slow", "colour": "red"}, "no colour"),
        ({"kind": "slow", "seconds": "long"}, "could not convert"),
        ({"kind": "status", "status": "busy"}, "invalid literal"),
    ],
)
def test_a_rule_that_is_not_understood_is_refused(rule: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        FaultRule.from_json(rule)
