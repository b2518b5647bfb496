"""The collection desk's use cases as background tasks, one verb each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from app.domain.collection.settings import CollectionSettings
from app.domain.machine import Decision
from app.flows.collection.views import ImportPlan, SettlementView, UpdatePlan
from app.worker.export_verbs import ExportVerbs
from app.worker.handle import TaskHandle


class CollectionVerbs(ExportVerbs):
    """What screens of a collection route ask for. Each answer comes by the handle; the type of `succeeded` stands in the docstring.

    A route is of this kind when its source connection's system has the role COLLECTOR (`app.worker.contract.ROLES`). A verb that asks both
    sides may end with `AccessProblem`; `collection_health` says it as a row instead.
    """

    def collection_start(self, route_id: str) -> TaskHandle:
        """`CollectionStart`: what is known of the route without asking anybody."""
        return self._read("Open the route", lambda _: self._desks.collection.start(route_id))

    def collection_figures(self, route_id: str) -> TaskHandle:
        """`CollectionFigures`: what is under way, settled and coming, without asking anybody."""
        return self._read("Add up", lambda _: self._desks.collection.figures(route_id))

    def collection_settings(self, route_id: str) -> TaskHandle:
        """`CollectionSettings`."""
        return self._read("Read settings", lambda _: self._desks.collection.settings(route_id))

    def save_collection_settings(self, route_id: str, settings: CollectionSettings) -> TaskHandle:
        """`CollectionSettings` as kept; the clearing account stays what it was. `BadInput` names 'lead' or 'largest'."""
        return self._write("Keep settings", lambda _: self._desks.collection.save_settings(route_id, settings))

    def clearing_accounts(self, route_id: str) -> TaskHandle:
        """`ClearingChoice`: accounts that can be chosen, and the chosen one as it is now."""
        return self._read("Read accounts", lambda c: self._desks.collection.clearing(route_id, c.stop))

    def choose_clearing(self, route_id: str, account_id: str) -> TaskHandle:
        """`CollectionSettings`; `BadInput` names 'clearing'."""
        desk = self._desks.collection
        return self._write("Choose the clearing account", lambda c: desk.choose_clearing(route_id, account_id, c.stop))

    # --- customers

    def collection_customers(self, route_id: str) -> TaskHandle:
        """`CustomersView`: every customer of the ledger with its match, and payers without one."""
        desk = self._desks.collection
        return self._write("Match customers", lambda c: desk.customers(route_id, c.stop, c.report))

    def connect_payers(self, route_id: str, pairs: Mapping[str, str]) -> TaskHandle:
        """Sequence of `ConnectedCustomer`: contact id -> payer id, as shown by `collection_customers`. `BadInput` names 'payer'."""
        chosen = dict(pairs)
        return self._write("Connect customers", lambda c: self._desks.collection.connect(route_id, chosen, c.stop))

    def disconnect_payer(self, route_id: str, contact_id: str) -> TaskHandle:
        """None; debits that were made are followed until they are over."""
        return self._write("Disconnect", lambda _: self._desks.collection.disconnect(route_id, contact_id))

    def create_payers(self, route_id: str, contact_ids: Collection[str]) -> TaskHandle:
        """`ImportResult`: created at the collector and connected; a refused one is an outcome with its reason."""
        desk, chosen = self._desks.collection, tuple(contact_ids)
        return self._write("Create customers", lambda c: desk.create_payers(route_id, chosen, c.stop, c.report))

    def refresh_payers(self, route_id: str, contact_ids: Collection[str]) -> TaskHandle:
        """Sequence of `ConnectedCustomer`: whether bank details and authorisation have been given since."""
        desk, chosen = self._desks.collection, tuple(contact_ids)
        return self._write("Read customers", lambda c: desk.refresh_payers(route_id, chosen, c.stop))

    def switch_customers(
        self,
        route_id: str,
        contact_ids: Collection[str],
        *,
        auto_import: bool | None = None,
        auto_update: bool | None = None,
    ) -> TaskHandle:
        """Sequence of `ConnectedCustomer` as kept; None leaves a switch as it is."""
        desk, chosen = self._desks.collection, tuple(contact_ids)
        return self._write(
            "Switch", lambda _: desk.switch(route_id, chosen, auto_import=auto_import, auto_update=auto_update)
        )

    def let_customer_go_on(self, route_id: str, contact_id: str) -> TaskHandle:
        """None: a customer that was stopped is imported again."""
        return self._write("Let it go on", lambda _: self._desks.collection.let_go_on(route_id, contact_id))

    def plan_payer_updates(self, route_id: str, contact_ids: Collection[str] | None = None) -> TaskHandle:
        """`UpdatePlan`: what would follow the ledger, of these customers or of all whose automatic update is on."""
        desk, chosen = self._desks.collection, None if contact_ids is None else tuple(contact_ids)
        return self._write("Compare customers", lambda c: desk.plan_updates(route_id, c.stop, chosen))

    def send_payer_updates(self, plan: UpdatePlan) -> TaskHandle:
        """`ImportResult`, or None when the plan is empty; `PlanOutdated` when a customer was changed meanwhile."""
        desk = self._desks.collection
        return self._write("Update customers", lambda c: desk.send_updates(plan, c.stop, c.report))

    # --- invoices

    def plan_import(self, route_id: str, days: Mapping[str, date] | None = None) -> TaskHandle:
        """`ImportPlan`: unpaid invoices of connected customers; `days` are dates a person chose, by invoice id (asked again with them)."""
        desk, chosen = self._desks.collection, dict(days or {})
        return self._write("Look for invoices", lambda c: desk.plan_import(route_id, c.stop, c.report, chosen))

    def send_import(self, plan: ImportPlan, invoice_ids: Collection[str]) -> TaskHandle:
        """`ImportResult`; `PlanOutdated` when a ticked row is not what was shown any more, `BadInput` when none is ticked."""
        desk, chosen = self._desks.collection, frozenset(invoice_ids)
        return self._write("Import invoices", lambda c: desk.send_import(plan, chosen, c.stop, c.report))

    def import_now(self, route_id: str) -> TaskHandle:
        """`RoundResult`: what the next :15 or :45 would do, now; also where the route asks first."""
        desk = self._desks.collection
        return self._write("Import now", lambda c: desk.play_round(route_id, c.stop, c.report, asked=True))

    # --- settlements and health

    def settlements(self, route_id: str) -> TaskHandle:
        """`SettlementView`: by settlement date, newest first; nothing is changed."""
        desk = self._desks.collection
        return self._write("Read settlements", lambda c: desk.settlements(route_id, c.stop, c.report))

    def settle(
        self, route_id: str, transaction_ids: Collection[str] | None = None, days: Mapping[str, date] | None = None
    ) -> TaskHandle:
        """`ImportResult`, or None when nothing is due: payments for what has settled; these transactions only, on these dates, if given."""
        desk, chosen = self._desks.collection, None if transaction_ids is None else frozenset(transaction_ids)
        when = dict(days or {})
        return self._write(
            "Apply payments", lambda c: desk.settle(route_id, c.stop, c.report, transaction_ids=chosen, days=when)
        )

    def reverse_payments(self, route_id: str, transaction_ids: Collection[str]) -> TaskHandle:
        """`ImportResult`: payments of declined or charged back transactions, which the person has agreed to reverse."""
        desk, chosen = self._desks.collection, frozenset(transaction_ids)
        return self._write("Reverse payments", lambda c: desk.reverse(route_id, chosen, c.stop, c.report))

    def settlement_csv(self, view: SettlementView) -> TaskHandle:
        """Text of a CSV file."""
        return self._read("Write a file", lambda _: self._desks.collection.settlement_csv(view))

    def collection_health(self, route_id: str) -> TaskHandle:
        """`HealthView`."""
        desk = self._desks.collection
        return self._write("Look at the route's health", lambda c: desk.health(route_id, c.stop, c.report))

    def decide_collection(self, operation_id: str, decision: Decision) -> TaskHandle:
        """`OperationRecord` after a person's word on an operation that could not be looked up (health rows with DECIDE)."""
        return self._write("Decide", lambda _: self._desks.collection.decide(operation_id, decision))
