"""What must hold after any run, however much went wrong: asked of the remote books themselves, not of our own records."""

from __future__ import annotations

from decimal import Decimal

from app.domain.operation import OperationKind, OperationState
from app.domain.plan import Plan
from tests.support.practice import PracticeDesk

EVERY_TENTH_REFUSED = {
    "kind": "status",
    "status": 429,
    "headers": {"Retry-After": "1", "X-Rate-Limit-Problem": "minute"},
    "every": 10,
    "method": ["PUT", "PATCH"],
}
EVERY_TWENTY_FIFTH_CUT_OFF = {"kind": "reset_after", "every": 25, "method": ["PUT", "PATCH"]}
_BATCHES = {"system": "quickbooks", "method": "POST", "path": "/batch$"}
TROUBLE = {
    "xero": (EVERY_TENTH_REFUSED, EVERY_TWENTY_FIFTH_CUT_OFF),
    "quickbooks": (
        {**EVERY_TENTH_REFUSED, **_BATCHES},
        {**EVERY_TWENTY_FIFTH_CUT_OFF, **_BATCHES},
        {**EVERY_TENTH_REFUSED, "system": "autotask", "method": "PATCH"},
        {**EVERY_TWENTY_FIFTH_CUT_OFF, "system": "autotask", "method": "PATCH"},
    ),
}
"""The same trouble for each ledger's writes, and for the source's marks."""


def all_booked_once(desk: PracticeDesk, plan: Plan) -> None:
    """None lost, none doubled, to the cent; and no request carried a body of another tenant or a second time under a new key."""
    expected = {d.document.number: d.document.total.amount for d in plan.documents if d.document is not None}
    booked = desk.control.booked()
    assert set(booked) == set(expected)
    assert {number: count for number, count in booked.items() if count != 1} == {}
    assert desk.control.booked_total() == sum(expected.values(), Decimal(0))


def journal_all_done(desk: PracticeDesk, count: int) -> None:
    """Every posting ended, and ended well."""
    posts = [r for r in desk.workplace.journal() if r.operation.kind is OperationKind.POST_INVOICE]
    assert len(posts) == count
    assert {r.state for r in posts} == {OperationState.DONE}


def marks_stand_on_confirmed(desk: PracticeDesk) -> None:
    """Exactly what the journal holds as confirmed by the ledger is marked, and the source's own books agree."""
    records = desk.workplace.journal()
    done = {OperationKind.POST_INVOICE: set[str](), OperationKind.MARK_PROCESSED: set[str]()}
    for record in records:
        if record.state is OperationState.DONE and record.operation.kind in done:
            done[record.operation.kind].add(record.operation.source_id)
    assert desk.control.marked() == done[OperationKind.MARK_PROCESSED]
    assert done[OperationKind.MARK_PROCESSED] <= done[OperationKind.POST_INVOICE]
