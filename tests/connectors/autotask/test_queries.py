"""Lists are whole or said not to be; conditions the server would drop cannot even be made."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from app.connectors.autotask.queries import EVERY, Condition, Queries, chunks
from app.connectors.autotask.session import AutotaskSession
from app.connectors.http.constants import Timings
from app.domain.errors import IncompleteRead, RemoteProblem
from app.domain.route import Connection, System
from app.domain.run import Stop
from tests.connectors.autotask.bench import NOON, MemorySecrets, SandboxBench, page, refused, said
from tests.connectors.autotask.conftest import MakeTiny
from tests.connectors.http.stillness import KnownChance, StillClock
from tests.connectors.http.tlsserver import Heard


@pytest.mark.parametrize("op", ["ne", "=", "like", "EQ", "", "isnull", "or"])
def test_an_unknown_operator_cannot_be_made(op: str) -> None:
    with pytest.raises(ValueError, match="unknown operator"):
        Condition("isVoided", op, False)


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("webServiceDate", "notExist", "x"),
        ("invoiceID", "in", 7),
        ("invoiceID", "in", ()),
        ("invoiceID", "in", tuple(range(501))),
        ("invoiceID", "eq", (1, 2)),
        ("isVoided", "eq", None),
        ("id", "eq", "204117"),
        ("id", "in", (1, "2")),
        ("id", "eq", True),
    ],
)
def test_values_that_an_operator_does_not_take(field: str, op: str, value: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        Condition(field, op, value)


def test_a_list_becomes_a_json_array_and_a_bare_operator_has_no_value() -> None:
    assert Condition("invoiceID", "in", (2, 1)).wire() == {"op": "in", "field": "invoiceID", "value": [2, 1]}
    assert Condition("webServiceDate", "notExist").wire() == {"op": "notExist", "field": "webServiceDate"}


def test_chunks_are_distinct_and_ascending() -> None:
    assert list(chunks([5, 3, 5, 1], 2)) == [(1, 3), (5,)]


def queries_at(url: str, ca_file: str, **secrets: str) -> Queries:
    settings = {"username": secrets.pop("username", "api@tiny.example"), "base_url": url, "ca_file": ca_file}
    connection = Connection("c", System.AUTOTASK, "n", settings=settings)
    held = MemorySecrets({"secret": "s", "integration_code": "C", **secrets})
    return Queries(AutotaskSession(connection, held, StillClock(NOON), KnownChance(), Timings(5, 5, 8)))


def of_sandbox(bench: SandboxBench) -> Queries:
    settings = bench.settings
    return queries_at(settings["base_url"], settings["ca_file"], username=settings["username"], **bench.secrets.values)


Answer = Callable[[dict[str, Any]], bytes]


@pytest.fixture
def ask(tiny: MakeTiny) -> Callable[[Answer], Queries]:
    def make(answer: Answer) -> Queries:
        def answers(path: str, body: dict[str, Any], heard: Heard) -> bytes:
            return answer(body)

        made = tiny(answers)
        assert made.server is not None
        return queries_at(made.server.url + "/", made.server.authority.file)

    return make


Ask = Callable[[Callable[[dict[str, Any]], bytes]], Queries]


def after(body: dict[str, Any]) -> int:
    """The id after which a page was asked for."""
    return next((one["value"] for one in body["filter"] if one["op"] == "gt"), -1)


def test_all_pages_of_a_large_list_come_once_each() -> None:
    bench = SandboxBench("practice")
    rows = of_sandbox(bench).rows("BillingItems", [EVERY], Stop(), ("id",))
    ids = [row.id for row in rows]
    assert ids == sorted({row["id"] for row in bench.sandbox.books("autotask")["BillingItems"]})
    assert len(ids) > 2000
    bodies = list(bench.calls("BillingItems/query"))
    assert len(bodies) == len(ids) // 500 + 1
    bench.close()


def test_a_row_inserted_between_pages_appears_above_and_not_below(ask: Ask) -> None:
    present = [2, 4, 6, 8]

    def answer(body: dict[str, Any]) -> bytes:
        rows = [one for one in present if one > after(body)][:2]
        if after(body) == -1:
            present[:] = [1, 2, 3, 4, 5, 6, 8, 9]
        return page(*({"id": one} for one in rows), more=bool(rows))

    found = [row.id for row in ask(answer).rows("Invoices", [EVERY], Stop())]
    assert found == [2, 4, 5, 6, 8, 9]
    assert all(one < other for one, other in pairwise(found))


def test_a_full_last_page_followed_by_an_empty_one_ends(ask: Ask) -> None:
    queries = ask(lambda body: page(*([{"id": 1}] if after(body) < 1 else []), more=after(body) < 1))
    assert [row.id for row in queries.rows("Invoices", [EVERY], Stop())] == [1]


@pytest.mark.parametrize(
    "answer",
    [
        lambda body: page({"id": 1}, {"id": 1}),
        lambda body: page({"id": 2}, {"id": 1}),
        lambda body: page({"id": 1}, more=True),  # the same row for ever
        lambda body: page({"id": 1}, None),
        lambda body: page({"id": "1"}),
        lambda body: page({"id": True}),
        lambda body: page(7, more=True),
        lambda body: said({"items": [{"id": 1}]}),
        lambda body: said({"items": {"id": 1}, "pageDetails": {"nextPageUrl": None}}),
        lambda body: said({"items": [], "pageDetails": {}}),
        lambda body: said([]),
    ],
)
def test_a_list_that_does_not_end_by_its_own_rule_is_incomplete(ask: Ask, answer: Answer) -> None:
    with pytest.raises(IncompleteRead) as caught:
        ask(answer).rows("Invoices", [EVERY], Stop())
    assert caught.value.sentence == "A list from Autotask could not be read to its end."


def test_a_field_the_tenant_lacks_leads_to_all_fields(ask: Ask) -> None:
    seen: list[bool] = []

    def answer(body: dict[str, Any]) -> bytes:
        seen.append("IncludeFields" in body)
        if seen[-1]:
            return refused("Unable to find billingContact in the Contact Entity.")
        return page({"id": 1, "x": 2})

    queries = ask(answer)
    assert len(queries.rows("Contacts", [EVERY], Stop(), ("id", "billingContact"))) == 1
    assert len(queries.rows("Contacts", [EVERY], Stop(), ("id", "billingContact"))) == 1
    assert seen == [True, False, False]


def test_the_id_is_always_among_the_fields(ask: Ask) -> None:
    wanted: list[Any] = []

    def answer(body: dict[str, Any]) -> bytes:
        wanted.append((body["IncludeFields"], body["MaxRecords"]))
        return page()

    ask(answer).rows("Contacts", [EVERY], Stop(), ("name",))
    assert wanted == [(["id", "name"], 500)]


def test_a_filled_list_of_errors_in_a_good_answer_is_a_refusal(ask: Ask) -> None:
    queries = ask(
        lambda body: said({"items": [], "pageDetails": {"nextPageUrl": None}, "errors": ["Filter is required"]})
    )
    with pytest.raises(RemoteProblem) as caught:
        queries.rows("Invoices", [EVERY], Stop())
    assert (caught.value.code, caught.value.details) == ("query_refused", "Filter is required")


def test_many_ids_are_asked_in_chunks(ask: Ask) -> None:
    sizes: list[int] = []

    def answer(body: dict[str, Any]) -> bytes:
        sizes.append(len(body["filter"][0]["value"]))
        return page()

    ask(answer).by_ids("Invoices", "id", range(1, 701), Stop())
    assert sizes == [300, 300, 100]
    assert ask(answer).by_ids("Invoices", "id", [], Stop()) == ()


@pytest.mark.parametrize("answer", [said({"queryCount": "7"}), said({}), said([])])
def test_a_count_without_a_count_is_incomplete(ask: Ask, answer: bytes) -> None:
    with pytest.raises(IncompleteRead):
        ask(lambda body: answer).count("Invoices", [EVERY], Stop())
