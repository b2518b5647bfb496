"""Trouble with a part: a refused invoice does not hold the others up, and from a read that was cut off nothing is concluded."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from app.domain.errors import ExpectedProblem
from app.domain.plan import DocumentState
from tests.faults.conftest import Opening

INVOICES = 60
_CUTS: list[dict[str, Any]] = [
    {"kind": "truncate", "bytes": 10, "path": "Contacts$"},
    {"kind": "malformed_json", "path": "Invoices$"},
]


def test_refused_ones_say_why_and_the_others_go_on(practice: Opening) -> None:
    desk = practice(INVOICES)
    plan = desk.ferry.make_plan()
    by_date = Counter(d.source.issue_date for d in plan.documents)
    locked = min(by_date)
    desk.control.act("xero", "set_lock_dates", tenant=desk.control.organisation, period=locked.isoformat())
    result = desk.ferry.send()
    states = Counter(o.state for o in result.summary.outcomes)
    assert states == {DocumentState.REFUSED: by_date[locked], DocumentState.SENT: INVOICES - by_date[locked]}
    assert 0 < by_date[locked] < INVOICES
    assert all(o.sentence for o in result.summary.outcomes if o.state is DocumentState.REFUSED)
    assert result.summary.balances
    assert set(desk.control.booked().values()) == {1}
    marked = desk.ferry.mark(result.summary.run_id)
    sent = {o.document_id for o in marked.summary.outcomes if o.state is DocumentState.MARKED}
    assert desk.control.marked() == sent
    assert len(sent) == states[DocumentState.SENT]


@pytest.mark.parametrize("cut", _CUTS, ids=lambda cut: str(cut["kind"]))
def test_nothing_is_concluded_from_a_ledger_read_that_was_cut_off(practice: Opening, cut: dict[str, Any]) -> None:
    desk = practice(INVOICES)
    desk.ferry.search()
    desk.control.fault({**cut, "system": "xero", "method": "GET"})
    with pytest.raises(ExpectedProblem):
        desk.ferry.desks.export.plan(desk.ferry.route_id, desk.ferry.stop)
    assert desk.control.booked() == {}


def test_a_search_that_was_cut_off_says_so(practice: Opening) -> None:
    desk = practice(INVOICES)
    desk.control.fault({"kind": "truncate", "bytes": 400, "system": "autotask", "path": "BillingItems/query$"})
    with pytest.raises(ExpectedProblem, match="incomplete"):
        desk.ferry.search()
    assert desk.control.booked() == {}


def test_what_was_voided_meanwhile_is_not_marked(practice: Opening) -> None:
    desk = practice(INVOICES)
    desk.ferry.make_plan()
    result = desk.ferry.send()
    voided = result.summary.outcomes[7]
    desk.control.act("xero", "void_invoice", tenant=desk.control.organisation, invoice=voided.number)
    desk.let_pass(120.0)
    marked = desk.ferry.mark(result.summary.run_id)
    left = [o for o in marked.summary.outcomes if o.state is not DocumentState.MARKED]
    assert [o.document_id for o in left] == [voided.document_id]
    assert "not marked" in left[0].sentence
    assert desk.control.marked() == {o.document_id for o in result.summary.outcomes} - {voided.document_id}
