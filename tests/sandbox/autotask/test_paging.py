"""Pages by keyset: both ways of asking, and what happens when rows come in between (apis/autotask.md 7)."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from app.sandbox.autotask import AutotaskSystem
from app.sandbox.server import Sandbox
from tests.sandbox.autotask.small_tenant import Begin, Caller, company, where

EVERY = {"filter": [where("exist", "id")]}


@pytest.fixture
def many(begin: Begin) -> tuple[Sandbox, AutotaskSystem, Caller]:
    """Companies 10, 20 ... 12,010: 1,201 of them."""
    return begin(
        seed={
            "Companies": [company(10 * number, f"Company {number}") for number in range(1, 1202)],
            "Contacts": [],
            "Invoices": [],
            "BillingItems": [],
        }
    )


def post(caller: Caller, url: str, body: Any) -> requests.Response:
    return caller.session.post(url, json=body, timeout=20)


def test_default_page_and_last_page(many: tuple[Sandbox, AutotaskSystem, Caller]) -> None:
    caller = many[2]
    url, counts, ids = f"{caller.root}V1.0/Companies/query", [], []
    while url:
        page = post(caller, url, EVERY).json()
        details = page["pageDetails"]
        assert details["requestCount"] == 500
        assert details["count"] == len(page["items"])
        counts.append(details["count"])
        ids += [row["id"] for row in page["items"]]
        url = details["nextPageUrl"]
    assert counts == [500, 500, 201]
    assert ids == [10 * number for number in range(1, 1202)]


def test_a_cursor_from_post_is_refused_to_get(many: tuple[Sandbox, AutotaskSystem, Caller]) -> None:
    caller = many[2]
    url = post(caller, f"{caller.root}V1.0/Companies/query", EVERY).json()["pageDetails"]["nextPageUrl"]
    assert "paging=" in url
    assert "search=" not in url
    answer = caller.session.get(url, timeout=10)
    assert (answer.status_code, answer.json()["Message"]) == (
        405,
        "The requested resource does not support http method 'GET'.",
    )
    assert post(caller, url, None).status_code == 500


def test_a_cursor_from_get_carries_its_search(many: tuple[Sandbox, AutotaskSystem, Caller]) -> None:
    caller = many[2]
    search = json.dumps({"filter": [where("gt", "id", 100)], "MaxRecords": 400})
    page = caller.get("Companies/query", params={"search": search}).json()
    url = page["pageDetails"]["nextPageUrl"]
    assert "search=" in url
    assert post(caller, url, EVERY).status_code == 405
    following = caller.session.get(url, timeout=10).json()
    assert following["items"][0]["id"] == page["items"][-1]["id"] + 10
    assert len(following["items"]) == 400


def test_a_get_that_grew_too_long_is_not_found(caller: Caller) -> None:
    search = json.dumps({"filter": [where("in", "id", list(range(10_000, 10_450)))]})
    assert caller.get("Companies/query", params={"search": search}).status_code == 404


def test_repeating_the_query_above_the_last_id(many: tuple[Sandbox, AutotaskSystem, Caller]) -> None:
    caller = many[2]
    last, ids = 0, []
    while found := caller.ids("Companies", where("gt", "id", last), MaxRecords=350):
        ids += found
        last = found[-1]
    assert ids == [10 * number for number in range(1, 1202)]


def test_a_row_that_comes_between_pages(many: tuple[Sandbox, AutotaskSystem, Caller]) -> None:
    _, system, caller = many
    first = post(caller, f"{caller.root}V1.0/Companies/query", EVERY).json()
    system.put("Companies", 5, **company(5, "came too low"))
    system.put("Companies", 5015, **company(5015, "came higher"))
    second = post(caller, first["pageDetails"]["nextPageUrl"], EVERY).json()
    ids = [row["id"] for row in second["items"]]
    assert 5015 in ids
    assert 5 not in ids


def test_the_page_after_a_full_last_page_is_not_announced(many: tuple[Sandbox, AutotaskSystem, Caller]) -> None:
    page = many[2].query("Companies", where("lte", "id", 5000)).json()["pageDetails"]
    assert (page["count"], page["nextPageUrl"]) == (500, None)


def test_without_the_id_paging_breaks(many: tuple[Sandbox, AutotaskSystem, Caller]) -> None:
    page = many[2].query("Companies", where("exist", "id"), IncludeFields=["companyName"]).json()
    assert (len(page["items"]), page["pageDetails"]["nextPageUrl"]) == (500, None)


@pytest.mark.parametrize("paging", ["", "{}", '{"pageSize":0,"nextIds":[1]}', '{"pageSize":5,"nextIds":[]}', "x"])
def test_a_cursor_that_is_not_the_servers(caller: Caller, paging: str) -> None:
    answer = caller.call("POST", "Companies/query/next", EVERY, params={"paging": paging})
    assert (answer.status_code, answer.json()["errors"]) == (500, ["The paging value is invalid."])
