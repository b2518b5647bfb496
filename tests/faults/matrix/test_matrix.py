"""The matrix is complete, its verdicts are those of the reliability rules, and a part of it holds over a real socket with TLS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import pytest

from app.domain.operation import OperationKind
from app.domain.run import Stop
from app.domain.verdict import Verdict
from tests.contract.acts import judged, post
from tests.contract.books import Books, quickbooks_books, xero_books
from tests.faults.matrix.calls import ApiCall
from tests.faults.matrix.cells import (
    READS,
    WRITES,
    cell,
    desk_of,
    desks,
    expected,
    faults,
    matrix,
    refusal_of,
    write_cell,
)
from tests.faults.matrix.columns import missing_in
from tests.faults.matrix.desk import Desk
from tests.simulation.whole.mishaps import MISHAPS, NONE
from tests.simulation.whole.program import SOURCE
from tests.simulation.whole.sales import COMPANIES
from tests.support.silence import LogWatch


@pytest.mark.parametrize("call", WRITES, ids=lambda call: call.name)
def test_every_write_has_the_verdict_of_the_rules_and_a_sentence(call: ApiCall) -> None:
    for each in matrix([call]):
        assert each.outcome == expected(each.fault).value, each
        assert not missing_in(each), each


@pytest.mark.parametrize("call", READS, ids=lambda call: call.name)
def test_every_read_has_an_outcome_and_a_sentence(call: ApiCall) -> None:
    for each in matrix([call]):
        assert not missing_in(each), each
        assert each.outcome == "read" or each.fault != NONE.name, each


def test_nothing_is_left_out() -> None:
    names = [call.name for call in (*WRITES, *READS)]
    assert len(set(names)) == len(names)
    more = {"401 for good", "lists in another order", "paging link to another host"}
    assert {*more, *MISHAPS} == {fault.name for fault in faults()}
    assert len(names) * len(faults()) > 2500


def test_every_kind_that_a_connector_makes_has_a_row() -> None:
    """Payments have theirs in the matrix of collection."""
    of_collection = {kind for kind in OperationKind if kind.value.endswith(("payer", "debit", "payment"))}
    rows: set[tuple[str, OperationKind]] = set()
    made: set[tuple[str, OperationKind]] = set()
    with desks() as path:
        for call in WRITES:
            desk = desk_of(call, path)
            assert call.write is not None
            rows.add((call.system, call.write(desk).operation.kind))
            side = desk.remote.side.name
            made |= {("autotask" if where == SOURCE else side, kind) for where, kind in desk.program.handlers}
    assert rows == {(system, kind) for system, kind in made if kind not in of_collection}


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("post invoice", "SI-501"),
        ("post credit note", "CN-502"),
        ("create contact", COMPANIES[2]),
        ("QuickBooks: post invoice", ""),
        ("take the mark back", ""),
    ],
)
def test_a_refusal_in_the_vendors_own_words_is_rejected(name: str, number: str) -> None:
    call = next(one for one in WRITES if one.name == name)
    with desks() as path:
        found = write_cell(call, refusal_of(call, number), path)
    # a 2xx with a list of refusals is Autotask's form for reads; of a write it says nothing certain
    wanted = Verdict.AMBIGUOUS if call.system == "autotask" else Verdict.REJECTED
    assert (found.outcome, bool(found.sentence)) == (wanted.value, True), found


def test_nothing_is_sent_while_the_clocks_differ(expected_logs: LogWatch) -> None:
    expected_logs.expect("app.connectors.http.client", "clock differs")
    call = next(one for one in WRITES if one.name == "post invoice")
    with desks() as path:
        desk = Desk(path)
        desk.clock.set_wall(3600)
        desk.ledger_catalogue(Stop())
        assert call.write is not None
        member = call.write(desk)
        handler = desk.program.handlers["ledger", member.operation.kind]
        attempt = handler.send(handler.prepare([member]), [member], "key", Stop())
    assert (attempt.stage.value, attempt.code) == ("not_sent", "clock")
    assert "differ by more than 15 minutes" in attempt.sentence


_OVER_A_SOCKET: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("reset before processing", {"kind": "reset_before"}),
    ("reset after processing", {"kind": "reset_after"}),
    ("closed without an answer", {"kind": "close_after"}),
    ("stale keep-alive", {"kind": "close_before"}),
    ("truncated body", {"kind": "truncate"}),
    ("broken chunk", {"kind": "broken_chunk"}),
    ("malformed JSON", {"kind": "malformed_json"}),
    ("duplicate keys", {"kind": "duplicate_keys"}),
    ("NaN", {"kind": "nan"}),
    ("oversized body", {"kind": "oversized", "megabytes": 33}),
    ("gzip bomb", {"kind": "gzip_bomb", "megabytes": 33}),
    ("HTML with 200", {"kind": "html_200"}),
    ("wrong type", {"kind": "wrong_type"}),
    ("another shape", {"kind": "other_shape"}),
    ("redirect to another host", {"kind": "redirect", "location": "https://portal.example/"}),
    *((f"{status}", {"kind": "status", "status": status}) for status in (400, 422, 404, 408, 409, 412, 502, 504)),
    ("500, not applied", {"kind": "status", "status": 500}),
    ("500, applied", {"kind": "applied_then_status", "status": 500}),
    ("504, applied later", {"kind": "apply_later", "seconds": 0.1}),
    ("duplicate delivery", {"kind": "duplicate_delivery"}),
    ("401 once", {"kind": "expired_token"}),
    ("403", {"kind": "status", "status": 403}),
    ("429 without Retry-After", {"kind": "status", "status": 429}),
)


@pytest.mark.parametrize("make_books", [xero_books, quickbooks_books], ids=["xero", "quickbooks"])
def test_a_part_of_it_holds_over_a_real_socket_with_tls(
    make_books: Callable[[], AbstractContextManager[Books]],
) -> None:
    with make_books() as books:
        method, path = books.write
        for name, rule in _OVER_A_SOCKET:
            document = books.document()  # made of what is read first
            books.control("faults", {"method": method, "path": path or "Invoices", "times": 1, **rule})
            (operation,), attempt = post(books, document)
            assert judged(attempt, operation, single=True) is expected(name), (name, attempt)
            assert attempt.sentence or name == "duplicate delivery", name
            if name != "429 without Retry-After":  # after it the pace holds every call back for a minute
                assert books.ledger.contacts([books.contact().id], books.stop), (
                    "an answer that ends the count of failures"
                )


def test_one_cell_by_itself() -> None:
    with desks() as path:
        found = cell(next(one for one in READS if one.name == "paper"), MISHAPS["refused"], path)
    assert (found.outcome, found.fault) == ("refused_connection", "refused")
