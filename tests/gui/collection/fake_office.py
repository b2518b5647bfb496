"""The tests' office with the verbs of collection: it notes what is asked and answers what the test has laid out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from app.domain.collection.settings import CollectionSettings
from app.domain.machine import Decision
from app.worker.collection_contract import ImportPlan, SettlementView, UpdatePlan
from app.worker.contract import ConnectionDraft
from app.worker.handle import TaskHandle
from tests.gui.collection import made_up
from tests.gui.screens import fake_office


class FakeOffice(fake_office.FakeOffice):
    """One collection route between connected systems, with nothing that needs anybody."""

    def __init__(self) -> None:
        super().__init__(made_up.ROUTE, (made_up.ROTESSA, made_up.XERO))
        self.answers |= {
            "collection_start": made_up.start(), "collection_figures": made_up.figures(),
            "collection_health": made_up.health(), "collection_customers": made_up.customers(),
            "plan_payer_updates": UpdatePlan("r1", (), "u1"), "plan_import": made_up.plan(),
            "settlements": made_up.settlements(), "clearing_accounts": made_up.clearing(), "where_secrets_are": "the keyring",
        }  # fmt: skip

    def collection_start(self, route_id: str) -> TaskHandle:
        return self._ask("collection_start", route_id)

    def collection_figures(self, route_id: str) -> TaskHandle:
        return self._ask("collection_figures", route_id)

    def collection_health(self, route_id: str) -> TaskHandle:
        return self._ask("collection_health", route_id)

    def save_collection_settings(self, route_id: str, settings: CollectionSettings) -> TaskHandle:
        return self._ask("save_collection_settings", settings)

    def clearing_accounts(self, route_id: str) -> TaskHandle:
        return self._ask("clearing_accounts", route_id)

    def choose_clearing(self, route_id: str, account_id: str) -> TaskHandle:
        return self._ask("choose_clearing", account_id)

    def collection_customers(self, route_id: str) -> TaskHandle:
        return self._ask("collection_customers", route_id)

    def connect_payers(self, route_id: str, pairs: Mapping[str, str]) -> TaskHandle:
        return self._ask("connect_payers", dict(pairs))

    def disconnect_payer(self, route_id: str, contact_id: str) -> TaskHandle:
        return self._ask("disconnect_payer", contact_id)

    def create_payers(self, route_id: str, contact_ids: Collection[str]) -> TaskHandle:
        return self._ask("create_payers", tuple(contact_ids))

    def switch_customers(
        self,
        route_id: str,
        contact_ids: Collection[str],
        *,
        auto_import: bool | None = None,
        auto_update: bool | None = None,
    ) -> TaskHandle:
        return self._ask("switch_customers", tuple(contact_ids), auto_import, auto_update)

    def let_customer_go_on(self, route_id: str, contact_id: str) -> TaskHandle:
        return self._ask("let_customer_go_on", contact_id)

    def plan_payer_updates(self, route_id: str, contact_ids: Collection[str] | None = None) -> TaskHandle:
        return self._ask("plan_payer_updates", tuple(contact_ids or ()))

    def send_payer_updates(self, plan: UpdatePlan) -> TaskHandle:
        return self._ask("send_payer_updates", plan)

    def plan_import(self, route_id: str, days: Mapping[str, date] | None = None) -> TaskHandle:
        return self._ask("plan_import", dict(days or {}))

    def send_import(self, plan: ImportPlan, invoice_ids: Collection[str]) -> TaskHandle:
        return self._ask("send_import", plan.fingerprint, tuple(invoice_ids))

    def import_now(self, route_id: str) -> TaskHandle:
        return self._ask("import_now", route_id)

    def settlements(self, route_id: str) -> TaskHandle:
        return self._ask("settlements", route_id)

    def settle(
        self, route_id: str, transaction_ids: Collection[str] | None = None, days: Mapping[str, date] | None = None
    ) -> TaskHandle:
        return self._ask("settle", tuple(transaction_ids or ()), dict(days or {}))

    def reverse_payments(self, route_id: str, transaction_ids: Collection[str]) -> TaskHandle:
        return self._ask("reverse_payments", tuple(transaction_ids))

    def settlement_csv(self, view: SettlementView) -> TaskHandle:
        return self._ask("settlement_csv", view)

    def decide_collection(self, operation_id: str, decision: Decision) -> TaskHandle:
        return self._ask("decide_collection", operation_id, decision)

    def where_secrets_are(self) -> TaskHandle:
        return self._ask("where_secrets_are")

    def add_source(self, draft: ConnectionDraft) -> TaskHandle:
        return self._ask("add_source", draft)

    def add_route(self, name: str, source_id: str, ledger_id: str) -> TaskHandle:
        return self._ask("add_route", name, source_id, ledger_id)
