"""Last week's backup, a changed digit, a lost file: the ledger itself says what was sent, and nothing is sent twice after it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.bootstrap.practice import PracticeWish, set_up
from app.domain.documents import SearchCriteria
from app.domain.errors import PlanOutdated, StoreProblem
from app.domain.operation import OperationKind, OperationState
from app.domain.run import Stop
from app.flows.rebuild.desk import RebuildPlan
from app.flows.rebuild.matching import Standing
from tests.support.practice import PracticeDesk

SETTLED = 17 * 60.0
MARK = OperationKind.MARK_PROCESSED
POSTS = (OperationKind.POST_INVOICE, OperationKind.POST_CREDIT_NOTE)


class Office:
    """A bookkeeper whose records are lost in one way or another."""

    def __init__(self, desk: PracticeDesk) -> None:
        self.desk = desk
        self.control = desk.control

    def send(self, numbers: int) -> None:
        """Send so many of what is ready."""
        self.desk.ferry.make_plan()
        result = self.desk.ferry.send(self.desk.ferry.ready()[:numbers])
        assert result.problem is None

    def later(self, seconds: float = SETTLED) -> None:
        """Time passes on both sides."""
        self.desk.clock.ahead += seconds
        self.control.ask("POST", "/clock", {"advance_seconds": seconds})

    def act(self, action: str, **values: object) -> None:
        """What a colleague does in the ledger."""
        ledger = self.desk.ferry.desks.setup.routes()[0].ledger_id
        tenant = next(c.tenant for c in self.desk.ferry.desks.setup.connections() if c.id == ledger)
        self.control.act("xero", action, tenant=tenant, **values)

    def plan(self) -> RebuildPlan:
        """Look into the ledger."""
        return self.desk.ferry.desks.rebuild.plan(self.desk.ferry.route_id, Stop())

    def may_send(self) -> bool:
        """What the gate says."""
        return self.desk.ferry.desks.upkeep.finding().may_send

    def ready_again(self) -> list[str]:
        """What a search of everything, marked or not, would send now."""
        ferry = self.desk.ferry
        ferry.desks.export.search(ferry.route_id, SearchCriteria(include_marked=True), Stop())
        ferry.plan = ferry.desks.export.plan(ferry.route_id, Stop())
        return ferry.ready()

    def booked_as_sent(self) -> set[str]:
        """Numbers of what the journal holds as sent."""
        records = self.desk.workplace.journal()
        done = [r for r in records if r.operation.kind in POSTS and r.state is OperationState.DONE]
        return {record.operation.reference for record in done}

    def booked(self) -> dict[str, int]:
        """How often each number stands in the ledger, credit notes as well, of what this app made."""
        tenants = self.control.ask("GET", "/books/xero")["tenants"]
        rows = next(t for t in tenants if t["invoices"])
        found = dict(self.control.booked())
        for row in rows["credit_notes"]:
            found[row["CreditNoteNumber"]] = found.get(row["CreditNoteNumber"], 0) + 1
        return found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with PracticeDesk(tmp_path, PracticeWish(world="small", limits=False)) as desk:
        yield Office(desk)


def test_last_weeks_backup_is_brought_up_to_date_from_the_ledger(office: Office) -> None:
    office.send(3)
    backup = office.desk.ferry.desks.upkeep.back_up("asked")
    office.send(20)
    sent = office.booked_as_sent()
    before = office.booked()
    office.desk.ferry.desks.upkeep.restore(backup.path)
    office.desk.close_records()
    office.desk.open()
    assert not office.may_send()
    with pytest.raises(StoreProblem, match="still be on its way"):
        office.plan()
    with pytest.raises(StoreProblem, match="The journal knows"):
        office.send(1)
    office.later()
    plan = office.plan()
    assert plan.count(Standing.KNOWN) == 3
    assert plan.count(Standing.ENTERED) == len(sent) - 3 > 4
    assert not office.may_send()
    result = office.desk.ferry.desks.rebuild.rebuild(plan)
    assert (result.entered, result.still_to_do, office.may_send()) == (len(sent) - 3, (), True)
    assert office.booked_as_sent() == sent
    assert office.ready_again() == []
    assert office.booked() == before
    (run, *_) = office.desk.ferry.desks.log.runs()
    assert (run.run_id, run.balances, len(run.outcomes)) == (plan.run_id, True, result.entered)
    with pytest.raises(StoreProblem, match="nothing to rebuild"):
        office.plan()


def test_marks_are_entered_again_and_neither_set_twice_nor_taken_for_ours(office: Office) -> None:
    ferry = office.desk.ferry
    backup = ferry.desks.upkeep.back_up("asked")
    ferry.make_plan()
    ferry.mark(ferry.send(ferry.ready()[:2]).summary.run_id)
    marks = {r.operation.source_id for r in office.desk.workplace.journal() if r.operation.kind is MARK}
    ferry.desks.upkeep.restore(backup.path)
    office.desk.close_records()
    office.desk.open()
    office.later()
    plan = office.plan()
    office.desk.ferry.desks.rebuild.rebuild(plan)
    entered = [r for r in office.desk.workplace.journal() if r.operation.kind is MARK]
    assert {r.operation.source_id: r.state for r in entered} == dict.fromkeys(marks, OperationState.DONE)
    assert {r.operation.run_id for r in entered} == {plan.run_id}
    before = office.control.requests("autotask")
    assert office.desk.ferry.mark(plan.run_id).problem is None
    assert [row for row in office.control.requests("autotask")[len(before) :] if row["method"] == "PATCH"] == []
    undo = office.desk.ferry.desks.export.plan_undo(plan.run_id, Stop())
    assert (undo.unmarks, undo.voids, len(undo.stays)) == (0, 0, 2)


def test_what_was_changed_meanwhile_waits_for_a_person(office: Office) -> None:
    backup = office.desk.ferry.desks.upkeep.back_up("asked")
    office.send(20)
    first, second, *_ = sorted(n for n in office.booked_as_sent() if office.control.booked()[n])
    office.act("void_invoice", invoice=first)
    line = {"Description": "More", "Quantity": 1, "UnitAmount": 5, "AccountCode": "200", "TaxType": "OUTPUT"}
    office.act("edit_invoice", invoice=second, fields={"LineItems": [line]})
    office.desk.ferry.desks.upkeep.restore(backup.path)
    office.desk.close_records()
    office.desk.open()
    office.later()
    plan = office.plan()
    waiting = {one.number: one.sentence for one in plan.found if one.standing is Standing.WAITS}
    assert set(waiting) == {first, second}
    assert "removed it" in waiting[first]
    assert "instead of" in waiting[second]
    office.later(16 * 60)
    with pytest.raises(PlanOutdated):
        office.desk.ferry.desks.rebuild.rebuild(plan)
    office.desk.ferry.desks.rebuild.rebuild(office.plan())
    assert office.ready_again() == []
    states = {r.operation.reference: r.state for r in office.desk.workplace.journal() if r.operation.kind in POSTS}
    assert states[first] is states[second] is OperationState.REVIEW


@pytest.mark.parametrize("damage", ["digit", "page", "lost"])
def test_damaged_and_lost_records_are_rebuilt(office: Office, damage: str) -> None:
    office.send(20)
    sent = office.booked_as_sent()
    before = office.booked()
    office.desk.close_records()
    path = office.desk.folders.database
    if damage == "digit":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE operation SET remote_minor = remote_minor + 9 WHERE kind = 'post_invoice'")
            connection.commit()
    elif damage == "page":
        whole = bytearray(path.read_bytes())
        whole[8192:12288] = b"\xff" * 4096
        path.write_bytes(whole)
    else:
        path.unlink()
    desks = office.desk.open()
    finding = desks.upkeep.finding()
    assert not finding.may_send
    assert ("damaged" in finding.sentence) == (damage == "page")
    assert finding.is_damaged == (damage == "digit")
    if damage != "digit":
        set_up(desks, office.desk.line)
        office.desk.ferry.sign_in()
    office.later()
    plan = office.plan()
    assert plan.count(Standing.ENTERED) == len(sent)
    desks.rebuild.rebuild(plan)
    assert office.may_send()
    assert office.booked_as_sent() == sent
    assert office.ready_again() == []
    assert office.booked() == before
    assert any(path.parent.glob("ledgerferry.db.*.damaged")) == (damage == "page")
