"""Every tenth write refused for the pace, every twenty-fifth booked and then cut off: all arrive, once."""

from __future__ import annotations

import pytest

from app.domain.plan import DocumentState
from tests.faults.conftest import Opening
from tests.faults.promises import (
    EVERY_TENTH_REFUSED,
    TROUBLE,
    all_booked_once,
    journal_all_done,
    marks_stand_on_confirmed,
)

INVOICES = 100


@pytest.mark.parametrize("cut", ["reset_after", "close_after"])
def test_in_batches_each_request_meets_trouble(practice: Opening, cut: str) -> None:
    desk = practice(INVOICES)
    desk.control.fault(
        {**EVERY_TENTH_REFUSED, "system": "xero", "every": 2},
        {"kind": cut, "system": "xero", "method": "PUT", "every": 3},
    )
    plan = desk.ferry.make_plan()
    result = desk.ferry.send()
    assert all(desk.control.fired()), "both faults have struck"
    assert result.problem is None
    assert result.summary.balances
    assert {o.state for o in result.summary.outcomes} == {DocumentState.SENT}
    all_booked_once(desk, plan)
    journal_all_done(desk, INVOICES)
    assert desk.control.marked() == set()


@pytest.mark.parametrize("ledger", sorted(TROUBLE))
def test_one_by_one_and_marked(practice: Opening, ledger: str) -> None:
    desk = practice(INVOICES, at_once=1, ledger=ledger)
    desk.control.fault(*TROUBLE[ledger])
    plan = desk.ferry.make_plan()
    result = desk.ferry.send()
    refused, cut = desk.control.fired()[:2]
    assert refused >= 10
    assert cut >= 4
    all_booked_once(desk, plan)
    journal_all_done(desk, INVOICES)
    marked = desk.ferry.mark(result.summary.run_id)
    assert {o.state for o in marked.summary.outcomes} == {DocumentState.MARKED}
    marks_stand_on_confirmed(desk)
    assert len(desk.control.marked()) == INVOICES
