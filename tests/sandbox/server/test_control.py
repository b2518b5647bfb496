"""The control address, over HTTP as a test in another process uses it."""

from __future__ import annotations

from datetime import datetime

import pytest
import requests

from app.sandbox.server import Sandbox
from tests.sandbox.server.notebook import Notebook, client, notes_url


@pytest.fixture
def session(sandbox: Sandbox) -> requests.Session:
    return client(sandbox)


def control(sandbox: Sandbox, path: str) -> str:
    return sandbox.control_url + path


def test_books(sandbox: Sandbox, session: requests.Session) -> None:
    session.post(notes_url(sandbox), data="kept", timeout=10)
    assert session.get(control(sandbox, "/books/notebook"), timeout=10).json() == {"notes": ["kept"]}
    assert session.get(control(sandbox, "/books/elsewhere"), timeout=10).status_code == 404


def test_wire_log_holds_what_arrived_and_can_be_cut(sandbox: Sandbox, session: requests.Session) -> None:
    for number in range(3):
        session.post(
            notes_url(sandbox) + "?x=1", data=f"n{number}", headers={"Idempotency-Key": f"k{number}"}, timeout=10
        )
    rows = session.get(control(sandbox, "/requests?system=notebook&since=1"), timeout=10).json()
    assert [row["sequence"] for row in rows] == [2, 3]
    assert rows[0] | {"time": "", "duration_ms": 0, "body_sha256": ""} == {
        "sequence": 2, "system": "notebook", "mount": "api", "method": "POST", "path": "/notes", "query": "x=1", "status": 201,
        "time": "", "duration_ms": 0, "effect": "note kept", "fault": "", "headers": {"idempotency-key": "k1"}, "body_bytes": 2,
        "body_sha256": "",
    }  # fmt: skip
    assert rows[0]["body_sha256"] != rows[1]["body_sha256"]
    assert session.get(control(sandbox, "/requests?system=other"), timeout=10).json() == []
    session.delete(control(sandbox, "/requests"), timeout=10)
    assert session.get(control(sandbox, "/requests"), timeout=10).json() == []


def test_faults_are_set_shown_and_taken_away(sandbox: Sandbox, session: requests.Session) -> None:
    rule = {"system": "notebook", "method": "POST", "kind": "status", "status": 503}
    assert session.post(control(sandbox, "/faults"), json=[rule], timeout=10).status_code == 200
    assert session.post(notes_url(sandbox), data="x", timeout=10).status_code == 503
    shown = session.get(control(sandbox, "/faults"), timeout=10).json()
    assert [(row["kind"], row["matched"], row["fired"]) for row in shown] == [("status", 1, 1)]
    session.delete(control(sandbox, "/faults"), timeout=10)
    assert session.post(notes_url(sandbox), data="x", timeout=10).status_code == 201


def test_a_list_with_one_bad_rule_changes_nothing(sandbox: Sandbox, session: requests.Session) -> None:
    rules = [{"kind": "slow"}, {"kind": "unheard_of"}]
    answer = session.post(control(sandbox, "/faults"), json=rules, timeout=10)
    assert (answer.status_code, "unheard_of" in answer.json()["error"]) == (400, True)
    assert session.get(control(sandbox, "/faults"), timeout=10).json() == []


def test_clock_is_set_and_moved(sandbox: Sandbox, session: requests.Session) -> None:
    session.post(control(sandbox, "/clock"), json={"set": "2030-01-02T03:04:05Z"}, timeout=10)
    session.post(control(sandbox, "/clock"), json={"advance_seconds": 3600}, timeout=10)
    now = datetime.fromisoformat(session.get(control(sandbox, "/clock"), timeout=10).json()["now"])
    assert (now.hour, now.minute, now.year) == (4, 4, 2030)


def test_latency_is_waited_before_each_answer(sandbox: Sandbox, session: requests.Session) -> None:
    session.post(control(sandbox, "/latency"), json={"ms": 120}, timeout=10)
    session.get(notes_url(sandbox), timeout=10)
    assert sandbox.requests()[-1]["duration_ms"] >= 120


def test_limits_are_switched(sandbox: Sandbox, session: requests.Session, notebook: Notebook) -> None:
    session.post(control(sandbox, "/limits"), json={"on": False}, timeout=10)
    assert notebook.limits is False
    assert session.post(control(sandbox, "/limits"), json={"on": "yes"}, timeout=10).status_code == 400


def test_actions_reach_the_system(sandbox: Sandbox, session: requests.Session) -> None:
    answer = session.post(control(sandbox, "/act/notebook/colour"), json={"to": "red"}, timeout=10)
    assert answer.json() == {"coloured": {"to": "red"}}


def test_reset_takes_everything_back(sandbox: Sandbox, session: requests.Session) -> None:
    session.post(notes_url(sandbox), data="x", timeout=10)
    sandbox.add_faults([{"kind": "slow", "seconds": 0}])
    session.post(control(sandbox, "/reset"), timeout=10)
    assert (sandbox.books("notebook"), sandbox.requests(), sandbox.plan.rows()) == ({"notes": []}, [], [])


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nothing", b"", 404),
        ("PUT", "/faults", b"", 404),
        ("POST", "/faults", b"not json", 400),
        ("POST", "/act/notebook/sing", b"", 400),
        ("POST", "/act/elsewhere/colour", b"", 404),
        ("POST", "/clock", b"{}", 400),
        ("POST", "/clock", b"[]", 400),
        ("POST", "/clock", b'{"set": "soon"}', 400),
        ("GET", "/requests?since=x", b"", 400),
    ],
)
def test_what_is_not_understood_is_answered_with_a_reason(
    sandbox: Sandbox, session: requests.Session, method: str, path: str, body: bytes, status: int
) -> None:
    answer = session.request(method, control(sandbox, path), data=body, timeout=10)
    assert answer.status_code == status
    assert answer.json()["error"]
