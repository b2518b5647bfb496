"""The zone call and the three credential headers (apis/autotask.md 1, 2, 4)."""

from __future__ import annotations

import pytest
import requests

from app.sandbox.autotask import AutotaskSystem
from tests.sandbox.autotask.small_tenant import ACCOUNT, Caller


def test_zone_sends_the_client_to_another_address(caller: Caller) -> None:
    zone_url = str(caller.sandbox.line["autotask"]["zone_url"])
    told = requests.get(zone_url, params={"user": "BOOKS@tenant.example"}, timeout=10).json()
    assert set(told) == {"zoneName", "url", "webUrl", "ci"}
    assert told["url"].endswith("/ATServicesRest/")
    assert not zone_url.startswith(told["url"])
    beside = zone_url.replace("zoneInformation", "Invoices/query")
    assert caller.session.post(beside, json={"filter": [{"op": "exist", "field": "id"}]}, timeout=10).status_code == 404
    assert requests.get(told["webUrl"], timeout=10).status_code == 200


@pytest.mark.parametrize("user", ["stranger@tenant.example", ""])
def test_zone_of_an_unknown_user(caller: Caller, user: str) -> None:
    answer = requests.get(caller.sandbox.line["autotask"]["zone_url"], params={"user": user}, timeout=10)
    assert (answer.status_code, answer.json()) == (500, {"errors": ["Zone information could not be determined"]})


def test_versions(caller: Caller) -> None:
    assert requests.get(caller.root + "VersionInformation", timeout=10).json() == {"apiVersions": ["1.0"]}


@pytest.mark.parametrize(
    ("header", "status", "text"),
    [
        ("UserName", 500, "could not be determined"),
        ("Secret", 401, ""),
        ("ApiIntegrationCode", 500, "IntegrationCode is invalid"),
    ],
)
def test_each_header_is_checked(caller: Caller, header: str, status: int, text: str) -> None:
    answer = caller.get("Companies/1", headers={header: "wrong"})
    assert answer.status_code == status
    assert text in answer.text
    assert caller.get("Companies/1").status_code == 200


def test_repeated_failures_lock_the_user(caller: Caller, system: AutotaskSystem) -> None:
    for _ in range(5):
        assert caller.get("Companies/1", headers={"Secret": "wrong"}).status_code == 401
    locked = caller.get("Companies/1")
    assert (locked.status_code, "locked" in locked.text) == (401, True)
    system.reset()
    assert caller.get("Companies/1").status_code == 200


def test_lockout_can_be_switched_off(caller: Caller, system: AutotaskSystem) -> None:
    system.set_switches(lockout_after=0)
    for _ in range(8):
        caller.get("Companies/1", headers={"Secret": "wrong"})
    assert caller.get("Companies/1").status_code == 200


def test_a_planned_401_has_no_words(caller: Caller) -> None:
    caller.sandbox.add_faults([{"kind": "expired_token", "times": 1}])
    answer = caller.get("Companies/1")
    assert (answer.status_code, answer.content) == (401, b"")


def test_paths_and_entities_ignore_case(caller: Caller) -> None:
    address = caller.root.replace("ATServicesRest", "atservicesrest") + "v1.0/companies/1"
    assert caller.session.get(address, timeout=10).json()["item"]["companyName"] == "Harrow & Finch"
    assert ACCOUNT["secret"] not in caller.root


def test_a_tenant_that_moved_is_found_by_the_zone_call(caller: Caller, system: AutotaskSystem) -> None:
    old = caller.root
    system.move()
    assert caller.get("Companies/1").status_code == 401
    moved = Caller(caller.sandbox)
    assert moved.root != old
    assert moved.get("Companies/1").status_code == 200
    page = moved.call("POST", "Companies/query", {"filter": [{"op": "exist", "field": "id"}], "MaxRecords": 1}).json()
    assert page["pageDetails"]["nextPageUrl"].startswith(moved.root)
    system.reset()
    assert caller.get("Companies/1").status_code == 200
