"""Taking a run back: marks first, then documents, only what nobody has touched; what stays is named with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.practice import PracticeWish
from app.domain.mapping import ArrivalStatus
from app.domain.operation import OperationKind, OperationState
from app.domain.plan import DocumentState
from app.domain.run import RunSummary, Stop
from app.flows.export.sending import SendResult, UndoPlan
from tests.support.practice import PracticeDesk

K = OperationKind


class Bookkeeper:
    """Sends runs of a few invoices, and takes them back."""

    def __init__(self, desk: PracticeDesk) -> None:
        self.desk, self.ferry = desk, desk.ferry
        self.export = desk.ferry.desks.export
        self.control = desk.control

    def run(self, count: int, *, mark: bool = True, draft: bool = False, chosen: list[str] | None = None) -> RunSummary:
        """Send so many, and mark them; the run and its numbers."""
        self.control.ask("DELETE", "/faults")
        self.export.set_arrival(self.ferry.route_id, ArrivalStatus.DRAFT if draft else ArrivalStatus.APPROVED)
        self.ferry.make_plan()
        ready = chosen or self.ferry.ready()[:count]
        sent = self.ferry.send(ready)
        assert sent.problem is None
        summary = self.ferry.mark(sent.summary.run_id).summary if mark else sent.summary
        assert all(o.state in (DocumentState.SENT, DocumentState.MARKED) for o in self._own(summary, ready))
        return replace(summary, outcomes=tuple(self._own(summary, ready)))

    @staticmethod
    def _own(summary: RunSummary, ready: list[str]) -> list[Any]:
        return [o for o in summary.outcomes if o.document_id in ready]

    def plan(self, run: RunSummary) -> UndoPlan:
        """What would be taken back."""
        return self.export.plan_undo(run.run_id, Stop())

    def undo(self, plan: UndoPlan) -> SendResult:
        """Take it back."""
        return self.export.undo(plan, Stop())

    def status(self, number: str) -> str:
        """Where a document stands in the ledger."""
        return str(next(row for row in self.control.invoices() if row["InvoiceNumber"] == number)["Status"])

    def statuses(self, run: RunSummary) -> list[str]:
        """Where all of a run stand."""
        return [self.status(outcome.number) for outcome in run.outcomes]

    def marked(self, run: RunSummary) -> list[bool]:
        """Which of a run carry the mark."""
        marked = self.control.marked()
        return [outcome.document_id in marked for outcome in run.outcomes]

    def act(self, action: str, **values: object) -> None:
        """What a colleague does in the ledger."""
        route = self.ferry.desks.setup.routes()[0]
        tenant = next(c.tenant for c in self.ferry.desks.setup.connections() if c.id == route.ledger_id)
        self.control.act("xero", action, tenant=tenant, **values)

    def pay(self, number: str, amount: str) -> None:
        """A payment arrives."""
        self.act("pay_invoice", invoice=number, amount=amount)

    def later(self, seconds: float) -> None:
        """Time passes on both sides."""
        self.desk.clock.ahead += seconds
        self.control.ask("POST", "/clock", {"advance_seconds": seconds})

    def edit(self, number: str, **fields: object) -> None:
        """A colleague changes an invoice."""
        self.act("edit_invoice", invoice=number, fields=fields)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bookkeeper]:
    """One set of books for all tests; each has invoices of its own."""
    wish = PracticeWish(world="bulk", invoices=60, limits=False)
    with PracticeDesk(tmp_path_factory.mktemp("undo"), wish) as desk:
        yield Bookkeeper(desk)


def test_a_run_is_taken_back_and_can_be_sent_again_only_by_a_decision(books: Bookkeeper) -> None:
    run = books.run(3)
    plan = books.plan(run)
    assert (plan.unmarks, plan.voids, plan.stays) == (3, 3, ())
    result = books.undo(plan)
    assert result.summary.undone
    assert {o.state for o in result.summary.outcomes if o.document_id in {r.document_id for r in run.outcomes}} == {
        DocumentState.UNDONE
    }
    assert books.statuses(run) == ["VOIDED"] * 3
    assert books.marked(run) == [False] * 3
    wire = books.control.requests()
    voided = [row["sequence"] for row in wire if row["method"] == "POST" and row["path"].endswith("/Invoices")]
    unmarked = [row["sequence"] for row in wire if row["method"] == "PATCH"]
    assert max(unmarked[-3:]) < min(voided[-1:])
    again = books.plan(run)
    assert (again.operations, again.stays) == ((), ())
    second = books.undo(again)  # a second undo finds nothing to do and changes nothing
    assert second.problem is None
    assert second.summary.undone
    assert books.statuses(run) == ["VOIDED"] * 3
    books.ferry.make_plan()
    assert {o.document_id for o in run.outcomes}.isdisjoint(books.ferry.ready())


def test_drafts_are_deleted(books: Bookkeeper) -> None:
    run = books.run(2, mark=False, draft=True)
    plan = books.plan(run)
    assert (plan.unmarks, plan.voids) == (0, 2)
    assert books.undo(plan).summary.undone
    assert books.statuses(run) == ["DELETED"] * 2


def test_what_a_colleague_has_changed_stays_and_keeps_its_mark(books: Bookkeeper) -> None:
    run = books.run(2)
    books.edit(run.outcomes[0].number, Reference="asked for by the customer")
    plan = books.plan(run)
    assert plan.stays == ((run.outcomes[0].number, "Somebody has changed it in Xero"),)
    assert (plan.unmarks, plan.voids) == (1, 1)
    result = books.undo(plan)
    assert result.problem is None
    assert not result.summary.undone
    left = {o.document_id: o for o in result.summary.outcomes}[run.outcomes[0].document_id]
    assert left.sentence == "Not taken back: Somebody has changed it in Xero"
    assert [r.count for r in result.summary.reconciliation] == [1]
    again = books.plan(run)
    assert (again.unmarks, again.voids) == (0, 0)
    assert again.stays == plan.stays
    assert books.statuses(run) == ["AUTHORISED", "VOIDED"]
    assert books.marked(run) == [True, False]


def test_what_is_changed_after_the_preview_stays_as_well(books: Bookkeeper) -> None:
    run = books.run(2, mark=False)
    plan = books.plan(run)
    assert plan.voids == 2
    books.edit(run.outcomes[1].number, Reference="changed at the last moment")
    result = books.undo(plan)
    assert not result.summary.undone
    assert books.statuses(run) == ["VOIDED", "AUTHORISED"]
    left = next(o for o in result.summary.outcomes if o.document_id == run.outcomes[1].document_id)
    assert "Somebody has changed it" in left.sentence


def test_what_somebody_has_voided_only_loses_its_mark(books: Bookkeeper) -> None:
    run = books.run(1)
    books.act("void_invoice", invoice=run.outcomes[0].number)
    plan = books.plan(run)
    assert plan.stays == ()
    assert books.undo(plan).summary.undone
    assert books.marked(run) == [False]


def test_a_mark_that_cannot_be_taken_back_keeps_its_document(books: Bookkeeper) -> None:
    run = books.run(2)
    plan = books.plan(run)
    books.control.fault({"kind": "status", "status": 403, "method": ["PATCH"], "every": 1})
    result = books.undo(plan)
    books.control.ask("DELETE", "/faults")
    assert not result.summary.undone
    assert books.statuses(run) == ["AUTHORISED"] * 2
    records = books.desk.workplace.journal(plan.undo_run_id)
    voids = [r for r in records if r.operation.kind is K.VOID_DOCUMENT]
    assert voids
    assert all(r.first_sent is None for r in voids)
    assert all(r.state is not OperationState.DONE for r in voids)


def test_another_persons_mark_is_left_alone_with_its_document(books: Bookkeeper) -> None:
    run = books.run(1)
    one = run.outcomes[0]
    mark = {"webServiceDate": "2026-01-05T10:00:00Z"}
    books.control.act("autotask", "put", entity="Invoices", id=int(one.document_id), values=mark)
    plan = books.plan(run)
    assert (plan.unmarks, plan.voids) == (0, 0)
    assert plan.stays[0][0] == one.number
    assert "Somebody else marked it" in plan.stays[0][1]


def test_a_locked_period_is_named(books: Bookkeeper) -> None:
    run = books.run(1)
    books.act("set_lock_dates", period="2026-12-31")
    books.later(600)  # the organisation is read again
    plan = books.plan(run)
    books.act("set_lock_dates")
    books.later(600)
    assert plan.voids == 0
    assert "locked up to 31 Dec 2026" in plan.stays[0][1]


def test_what_has_been_paid_stays(books: Bookkeeper) -> None:
    run = books.run(2)
    books.pay(run.outcomes[0].number, "1.00")
    plan = books.plan(run)
    assert plan.stays == ((run.outcomes[0].number, "It has payments or credits in Xero"),)
    books.pay(run.outcomes[1].number, "1.00")  # after the preview
    result = books.undo(plan)
    assert not result.summary.undone
    assert books.statuses(run) == ["AUTHORISED"] * 2
    assert books.marked(run) == [True, False]
    told = {o.document_id: o for o in result.summary.outcomes}
    late = told[run.outcomes[1].document_id]
    assert (late.marked, "has payments" in late.sentence) == (False, True)


def test_credit_notes_and_papers_of_our_own_are_taken_back_too(tmp_path: Path) -> None:
    with PracticeDesk(tmp_path, PracticeWish(world="small", limits=False)) as desk:
        books = Bookkeeper(desk)
        route = desk.ferry.route_id
        defaults = desk.ferry.desks.mappings.book(route).defaults
        desk.ferry.desks.mappings.save_defaults(route, replace(defaults, attach_pdf=True))
        run = books.run(20)
        assert any(outcome.is_credit for outcome in run.outcomes)
        papers = [r for r in desk.workplace.journal(run.run_id) if r.operation.kind is K.ATTACH_FILE]
        assert len(papers) == len(run.outcomes)
        assert all(r.state is OperationState.DONE and r.remote_version for r in papers)
        plan = books.plan(run)
        assert (plan.voids, plan.stays) == (len(run.outcomes), ())
        assert books.undo(plan).summary.undone
        tenants = desk.control.ask("GET", "/books/xero")["tenants"]
        live = [
            row
            for tenant in tenants
            for row in (*tenant["invoices"], *tenant["credit_notes"])
            if row["CreatedByMyApp"] and row["Status"] not in ("VOIDED", "DELETED")
        ]
        assert live == []
