"""The export desk's use cases as background tasks, one verb each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from app.domain.documents import SearchCriteria
from app.domain.machine import Decision
from app.domain.mapping import ArrivalStatus, RouteDefaults
from app.flows.desks import Desks
from app.flows.export.desk import CustomerDecision, RuleDecision, UndoPlan
from app.flows.mapping_file import MappingImport, mapping_csv, read_text
from app.worker.handle import TaskHandle
from app.worker.runner import TaskRunner
from app.worker.tasks import Lane, T, TaskContext

_SCREEN_FIRST = 0.2
"""Seconds in which the screen of a run is drawn before planning thousands of operations competes with it for the interpreter."""


class ExportVerbs:
    """What screens of a route ask for. Each answer comes by the handle; the type of `succeeded` stands in the docstring."""

    def __init__(self, runner: TaskRunner, desks: Desks) -> None:
        self._runner = runner
        self._desks = desks

    def _write(self, name: str, work: Callable[[TaskContext], T]) -> TaskHandle:
        return self._runner.submit(work, name=name, lane=Lane.WRITE)

    def _look(self, name: str, work: Callable[[TaskContext], T]) -> TaskHandle:
        """In its turn among what writes, since it reads or renews what a route is working on."""
        return self._runner.submit(work, name=name, lane=Lane.WRITE, only_looks=True)

    def _read(self, name: str, work: Callable[[TaskContext], T]) -> TaskHandle:
        return self._runner.submit(work, name=name, lane=Lane.READ)

    # --- search

    def divisions(self, route_id: str) -> TaskHandle:
        """Sequence of `Division`."""
        return self._read("Read divisions", lambda c: self._desks.export.divisions(route_id, c.stop))

    def waiting(self, route_id: str) -> TaskHandle:
        """Sequence of `WaitingInvoice`: what is not marked as processed."""
        return self._read("Read what waits", lambda c: self._desks.export.waiting(route_id, c.stop))

    def recent_searches(self, route_id: str) -> TaskHandle:
        """Sequence of `RememberedSearch`, newest first."""
        return self._read("Read searches", lambda _: self._desks.runs.searches(route_id))

    def search(self, route_id: str, criteria: SearchCriteria) -> TaskHandle:
        """`SearchResult`; `arrived` brings `SourceDocument`s while pages come in. `BadInput` names the field."""
        desk = self._desks.export
        return self._look("Search", lambda c: desk.search(route_id, criteria, c.stop, c.report, c.arrived))

    # --- plan and decide

    def unchecked(self, route_id: str) -> TaskHandle:
        """`Plan` of the last search before the ledger has been asked."""
        return self._look("Show what was found", lambda _: self._desks.export.unchecked(route_id))

    def check_ledger(self, route_id: str) -> TaskHandle:
        """`Plan` against the ledger as it is now. `AccessProblem` when nobody is signed in."""
        return self._look("Check the ledger", lambda c: self._desks.export.plan(route_id, c.stop, c.report))

    def gaps(self, route_id: str) -> TaskHandle:
        """Tuple of `CustomerGap`: customers that wait for a person, with ranked suggestions."""
        return self._look("Look for customers", lambda _: self._desks.export.gaps(route_id))

    def find_contacts(self, route_id: str, text: str, limit: int = 50) -> TaskHandle:
        """Sequence of `LedgerContact`; answered also while a send runs."""
        return self._read("Search contacts", lambda _: self._desks.export.find_contacts(route_id, text, limit))

    def ledger(self, route_id: str) -> TaskHandle:
        """`LedgerCatalogue` as last read, or None: accounts, tax rates, items and tracking to choose from."""
        return self._read("Read accounts", lambda _: self._desks.export.session(route_id).catalogue)

    def source_catalogue(self, route_id: str) -> TaskHandle:
        """`SourceCatalogue`: facet values, taxes and divisions to be mapped."""
        return self._read("Read lists", lambda c: self._desks.export.source_catalogue(route_id, c.stop))

    def book(self, route_id: str) -> TaskHandle:
        """`MappingBook` as it is kept."""
        return self._read("Read mappings", lambda _: self._desks.export.book(route_id))

    def decide_customers(self, route_id: str, decisions: Sequence[CustomerDecision]) -> TaskHandle:
        """`Plan`. `BadInput` for a new contact that cannot be created; nothing is kept then."""
        kept = tuple(decisions)
        return self._write("Keep customers", lambda _: self._desks.export.decide_customers(route_id, kept))

    def undo_customer(self, route_id: str, party_id: str) -> TaskHandle:
        """`Plan` without this decision."""
        return self._write("Take back a customer", lambda _: self._desks.export.undo_customer(route_id, party_id))

    def decide_rules(self, route_id: str, decision: RuleDecision) -> TaskHandle:
        """`Plan` with these rules."""
        return self._write("Keep rules", lambda _: self._desks.export.decide_rules(route_id, decision))

    def remove_rule(self, route_id: str, facet: str, key: str, party_id: str = "") -> TaskHandle:
        """`Plan` without this rule."""
        desk = self._desks.export
        return self._write("Remove a rule", lambda _: desk.remove_rule(route_id, facet, key, party_id))

    def mapping_csv(self, route_id: str) -> TaskHandle:
        """Text: the mapping book as CSV."""
        return self._read("Write mappings", lambda _: mapping_csv(self._desks.export.book(route_id)))

    def read_import(self, route_id: str, path: Path) -> TaskHandle:
        """`MappingImport`: what taking this file in would change. `BadInput` when it cannot be read or is none."""
        desk = self._desks.export
        return self._read("Read a mapping file", lambda _: desk.read_import(route_id, read_text(path)))

    def keep_import(self, route_id: str, taken: MappingImport) -> TaskHandle:
        """`Plan` after what was shown is kept."""
        return self._write("Keep imported mappings", lambda _: self._desks.export.keep_import(route_id, taken))

    def set_defaults(self, route_id: str, defaults: RouteDefaults) -> TaskHandle:
        """`Plan` with these defaults."""
        return self._write("Keep defaults", lambda _: self._desks.export.set_defaults(route_id, defaults))

    def set_arrival(self, route_id: str, arrival: ArrivalStatus | None) -> TaskHandle:
        """`Plan` with another status on arrival, for this run only."""
        return self._write("Set the status", lambda _: self._desks.export.set_arrival(route_id, arrival))

    def send_as_draft(self, route_id: str, document_ids: Collection[str]) -> TaskHandle:
        """`Plan` in which these documents go as drafts."""
        chosen = frozenset(document_ids)
        return self._write("Send as draft", lambda _: self._desks.export.send_as_draft(route_id, chosen))

    def restore_contact(self, route_id: str, contact_id: str) -> TaskHandle:
        """`Plan` after an archived contact was brought back in the ledger."""
        desk = self._desks.export
        return self._write("Restore a contact", lambda c: desk.restore_contact(route_id, contact_id, c.stop, c.report))

    # --- send, mark, go on, undo

    def send(self, route_id: str, fingerprint: str, chosen: Collection[str]) -> TaskHandle:
        """`SendResult`: the plan with this fingerprint, for the ticked documents. `PlanOutdated` when it is another by now."""
        ticked, desk = frozenset(chosen), self._desks.export

        def work(context: TaskContext) -> object:
            context.stop.wait(_SCREEN_FIRST)
            return desk.send(route_id, fingerprint, ticked, context.stop, context.report)

        return self._write(f"Send {len(ticked)} documents", work)

    def mark(self, run_id: str) -> TaskHandle:
        """`SendResult`: marks as processed what the ledger has confirmed in this run."""
        return self._write("Mark as processed", lambda c: self._desks.export.mark(run_id, c.stop, c.report))

    def go_on(self, run_id: str) -> TaskHandle:
        """`RunSummary` of a run that had paused or was interrupted."""
        return self._write("Go on", lambda c: self._desks.export.go_on(run_id, c.stop, c.report))

    def decide(self, operation_id: str, decision: Decision) -> TaskHandle:
        """`OperationRecord` after a person's word on an operation in review."""
        return self._write("Decide", lambda _: self._desks.decide(operation_id, decision))

    def summary(self, run_id: str) -> TaskHandle:
        """`RunSummary` as the journal has it now."""
        return self._look("Read a run", lambda _: self._desks.export.summary(run_id))

    def plan_undo(self, run_id: str) -> TaskHandle:
        """`UndoPlan`: what taking the run back would do; nothing is changed."""
        desks = self._desks
        return self._look("Look at taking back", lambda c: desks.undoing(run_id).plan_undo(run_id, c.stop))

    def undo(self, undo_plan: UndoPlan) -> TaskHandle:
        """`SendResult` of taking a run back, after a backup."""

        def work(context: TaskContext) -> object:
            self._desks.upkeep.back_up("undo")
            return self._desks.undoing(undo_plan.run_id).undo(undo_plan, context.stop, context.report)

        return self._write("Take a run back", work)
