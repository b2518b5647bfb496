"""The collection desk: every use case of collection, as the window, the command line, the schedule and the tests call it.

Synchronous, and used from one thread at a time. Each method returns plain data; what a person has decided is kept at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from app.domain.collection.schedule import is_due, next_round
from app.domain.collection.settings import CollectionSettings, ConnectedCustomer
from app.domain.errors import AccessProblem, BadInput
from app.domain.machine import Decision
from app.domain.money import Money, totals_by_currency
from app.domain.operation import OperationRecord
from app.domain.route import Role, Route
from app.domain.run import Report, Stop, unheard
from app.flows.collection import customers, found_payers, settlement
from app.flows.collection.clearing import choose_clearing, clearing_choice, clearing_now
from app.flows.collection.context import Books, CollectionTools, open_books
from app.flows.collection.debiting import send_rows
from app.flows.collection.export import settlement_csv
from app.flows.collection.figures import CollectionFigures, figures
from app.flows.collection.health import health_view, unreachable
from app.flows.collection.importing import Gathered, gather, make_plan, plan_rows, require_as_shown
from app.flows.collection.mismade import take_away_mismade
from app.flows.collection.rounds import LAST_ROUND, play_round
from app.flows.collection.running import Ran
from app.flows.collection.standing import debit_records, last_seen
from app.flows.collection.undoing import plan_undo, undo_run
from app.flows.collection.views import (
    ClearingChoice,
    CollectionStart,
    CustomersView,
    HealthView,
    ImportPlan,
    ImportResult,
    RoundResult,
    SettlementView,
    UpdatePlan,
)
from app.flows.export.sending import SendResult, UndoPlan
from app.flows.setup.drafts import ROLES

PROBLEMS = "problems"


class CollectionDesk:
    """One desk for all collection routes."""

    def __init__(self, tools: CollectionTools, decide: Callable[[str, Decision], OperationRecord]) -> None:
        self._tools = tools
        self._decide = decide
        self._seen: dict[str, CustomersView] = {}

    @property
    def tools(self) -> CollectionTools:
        """What the desk works with; to be looked at, not changed."""
        return self._tools

    def _books(self, route_id: str) -> Books:
        return open_books(self._tools, route_id)

    def routes(self) -> Sequence[Route]:
        """The routes of this kind."""
        systems = {one.id: one.system for one in self._tools.routes.connections()}
        found = self._tools.routes.routes()
        return [one for one in found if ROLES[systems[one.source_id]] is Role.COLLECTOR]

    def is_due(self, route_id: str) -> bool:
        """Whether a scheduled round is owed: one mark or many have passed since the last one."""
        text = self._tools.store.note(route_id, LAST_ROUND)
        last = datetime.fromisoformat(text) if text else None
        return self.settings(route_id).is_scheduled and is_due(self._tools.clock.now(), last)

    # --- the route ------------------------------------------------------------------------------------------------

    def start(self, route_id: str) -> CollectionStart:
        """The route as it is opened; asks nobody. Raises `AccessProblem` when a side is not connected."""
        tools, books = self._tools, self._books(route_id)
        connected = tools.store.customers(route_id)
        entries = tools.store.entries(route_id)
        rows = tools.store.transactions(route_id)
        planned: list[Money] = []
        coming: list[Money] = []
        for one in debit_records(tools.journal, books, entries, rows):
            made = last_seen(one)
            if made is not None and made.stand.value in ("open", "left"):
                money = Money(made.amount, one.entry.currency)
                (planned if made.stand.value == "open" else coming).append(money)
        text = tools.store.note(route_id, LAST_ROUND)
        settings = books.settings
        return CollectionStart(
            route_id=route_id,
            collector=books.collector.vendor,
            ledger=books.ledger.vendor,
            organisation=books.ledger_connection.tenant_name,
            settings=settings,
            connected=len(connected),
            automatic=sum(1 for one in connected if one.auto_import),
            last_round=datetime.fromisoformat(text) if text else None,
            next_round=next_round(tools.clock.now()) if settings.is_scheduled else None,
            planned=tuple(totals_by_currency(planned).values()),
            coming=tuple(totals_by_currency(coming).values()),
            problems=int(tools.store.note(route_id, PROBLEMS, "0")),
        )

    def figures(self, route_id: str) -> CollectionFigures:
        """What is under way, settled and coming, from the records; asks nobody."""
        return figures(self._tools, self._books(route_id))

    def settings(self, route_id: str) -> CollectionSettings:
        """What the route is set to."""
        return self._tools.store.settings(route_id)

    def save_settings(self, route_id: str, settings: CollectionSettings) -> CollectionSettings:
        """Keep how the route collects; the clearing account is chosen by `choose_clearing` alone. Raises `BadInput`."""
        if not 1 <= settings.lead <= 10:
            raise BadInput("Between one and ten banking days.", field="lead")
        if settings.largest is not None and settings.largest <= 0:
            raise BadInput("The largest amount is more than nothing.", field="largest")
        kept = replace(settings, clearing=self.settings(route_id).clearing)
        self._tools.store.save_settings(route_id, kept, self._tools.user)
        return kept

    def clearing(self, route_id: str, stop: Stop) -> ClearingChoice:
        """Accounts that can be chosen, and the chosen one as it is now."""
        return clearing_choice(self._books(route_id), stop)

    def choose_clearing(self, route_id: str, account_id: str, stop: Stop) -> CollectionSettings:
        """Choose the clearing account; raises `BadInput` for one that is not offered."""
        return choose_clearing(self._tools, self._books(route_id), account_id, stop)

    # --- customers ------------------------------------------------------------------------------------------------

    def customers(self, route_id: str, stop: Stop, report: Report = unheard) -> CustomersView:
        """Every customer of the ledger with its match."""
        books = self._books(route_id)
        found_payers.take_up(self._tools, books, stop)
        view = customers.customers_view(self._tools, books, stop, report)
        self._seen[route_id] = view
        return view

    def connect(self, route_id: str, pairs: Mapping[str, str], stop: Stop) -> Sequence[ConnectedCustomer]:
        """Connect contacts (by id) to payers (by id), as they were shown. Raises `BadInput`."""
        view = self._shown(route_id, stop)
        contacts = {row.contact.id: row.contact for row in view.rows}
        payers = {row.payer.id: row.payer for row in view.rows if row.payer is not None}
        payers |= {one.id: one for one in view.strangers}
        if any(contact not in contacts or payer not in payers for contact, payer in pairs.items()):
            raise BadInput("One of these is not there any more.", field="customer", advice="Look again.")
        chosen = [(contacts[contact], payers[payer]) for contact, payer in pairs.items()]
        made = customers.connect(self._tools, self._books(route_id), chosen, stop)
        self._seen.pop(route_id, None)
        return made

    def _shown(self, route_id: str, stop: Stop) -> CustomersView:
        return self._seen.get(route_id) or self.customers(route_id, stop)

    def disconnect(self, route_id: str, contact_id: str) -> None:
        """End the connection; debits that were made stay, and are followed until they are over."""
        self._tools.store.remove_customer(route_id, contact_id, self._tools.user)
        self._seen.pop(route_id, None)

    def create_payers(
        self, route_id: str, contact_ids: Collection[str], stop: Stop, report: Report = unheard
    ) -> ImportResult:
        """Create a payer for each of these contacts and connect it."""
        contacts = customers.chosen_contacts(self._shown(route_id, stop).rows, contact_ids)
        if not contacts:
            raise BadInput("Nobody is chosen.", field="customer")
        books = self._books(route_id)
        found_payers.note_waiting(self._tools, books, [contact.id for contact in contacts])
        ran = customers.create_payers(self._tools, books, contacts, stop, report)
        found_payers.take_up(self._tools, books, stop)
        self._seen.pop(route_id, None)
        return ran.result

    def refresh_payers(self, route_id: str, contact_ids: Collection[str], stop: Stop) -> Sequence[ConnectedCustomer]:
        """Look whether bank details and authorisation have been given since."""
        return customers.refresh_payers(self._tools, self._books(route_id), contact_ids, stop)

    def switch(
        self,
        route_id: str,
        contact_ids: Collection[str],
        *,
        auto_import: bool | None = None,
        auto_update: bool | None = None,
    ) -> Sequence[ConnectedCustomer]:
        """Turn automatic import or update on or off for these customers."""
        found = customers.switch(self._tools, route_id, contact_ids, auto_import=auto_import, auto_update=auto_update)
        self._seen.pop(route_id, None)
        return found

    def let_go_on(self, route_id: str, contact_id: str) -> None:
        """A customer that was stopped is imported again."""
        customers.let_go_on(self._tools, route_id, contact_id)

    def plan_updates(self, route_id: str, stop: Stop, contact_ids: Collection[str] | None = None) -> UpdatePlan:
        """What automatic customer update would change, before it does; of these customers, or of all that have it on."""
        return customers.plan_updates(self._tools, self._books(route_id), stop, contact_ids=contact_ids)

    def send_updates(self, plan: UpdatePlan, stop: Stop, report: Report = unheard) -> ImportResult | None:
        """Carry out the rows of a plan that was shown. Raises `PlanOutdated`."""
        books = self._books(plan.route_id)
        chosen = [row.customer.contact_id for row in plan.rows]
        fresh = customers.plan_updates(self._tools, books, stop, contact_ids=chosen)
        return _result(customers.send_updates(self._tools, books, plan, fresh, stop=stop, report=report))

    # --- invoices -------------------------------------------------------------------------------------------------

    def plan_import(
        self, route_id: str, stop: Stop, report: Report = unheard, days: Mapping[str, date] | None = None
    ) -> ImportPlan:
        """Unpaid invoices of connected customers with what would happen to each; `days` are a person's dates by invoice id."""
        books = self._books(route_id)
        found = gather(self._tools, books, stop, report)
        return make_plan(books, plan_rows(self._tools, books, found, days, by_hand=True), by_hand=True)

    def send_import(
        self, plan: ImportPlan, invoice_ids: Collection[str], stop: Stop, report: Report = unheard
    ) -> ImportResult:
        """Carry out the ticked rows of a plan that was shown. Raises `PlanOutdated` when one of them has changed since."""
        books = self._books(plan.route_id)
        if not invoice_ids:
            raise BadInput("No invoice is ticked.", field="invoices")
        found = gather(self._tools, books, stop, report)
        days = {row.invoice.id: row.chosen_day for row in plan.rows if row.chosen_day is not None}
        rows = plan_rows(self._tools, books, found, days, by_hand=True)
        chosen = require_as_shown(books, plan, make_plan(books, rows, by_hand=True), invoice_ids)
        ran = send_rows(self._tools, books, found, chosen, by_hand=True, stop=stop, report=report)
        if ran is None:
            raise BadInput("Nothing of what is ticked changes anything.", field="invoices")
        take_away_mismade(self._tools, books, stop=stop, report=report)
        return ran.result

    def play_round(self, route_id: str, stop: Stop, report: Report = unheard, *, asked: bool = False) -> RoundResult:
        """One round: what :15 and :45 do, and 'Import now' (`asked`)."""
        return play_round(self._tools, self._books(route_id), stop, report, asked=asked)

    # --- settlements ----------------------------------------------------------------------------------------------

    def settlements(self, route_id: str, stop: Stop, report: Report = unheard) -> SettlementView:
        """Transactions by settlement date, as they stand now; nothing is changed."""
        books, found, by = self._judged(route_id, stop, report)
        return settlement.view_of(books.route.id, found.rows, by, self._tools)

    def _judged(self, route_id: str, stop: Stop, report: Report) -> tuple[Books, Gathered, settlement.Judging]:
        books = self._books(route_id)
        clearing = clearing_now(books, stop)
        found = gather(self._tools, books, stop, report)
        by = settlement.with_lock(settlement.judging(self._tools, found, clearing), found.rows, books, stop)
        return books, found, by

    def settle(
        self,
        route_id: str,
        stop: Stop,
        report: Report = unheard,
        *,
        transaction_ids: Collection[str] | None = None,
        days: Mapping[str, date] | None = None,
    ) -> ImportResult | None:
        """Apply what has settled; these transactions only, on a person's dates, where given. None when nothing is due."""
        books, found, by = self._judged(route_id, stop, report)
        by = replace(by, days=dict(days or {}))
        ran = settlement.apply_due(self._tools, books, found, by, stop=stop, report=report, only=transaction_ids)
        return _result(ran)

    def reverse(
        self, route_id: str, transaction_ids: Collection[str], stop: Stop, report: Report = unheard
    ) -> ImportResult:
        """Reverse the payments of declined or charged back transactions; the person has agreed. Raises `BadInput`."""
        books, found, by = self._judged(route_id, stop, report)
        ran = settlement.reverse(self._tools, books, found, by, transaction_ids, stop=stop, report=report)
        return ran.result

    def plan_undo(self, run_id: str, stop: Stop | None = None) -> UndoPlan:
        """What taking a run back would do, payments included; nothing is changed. Raises as the reads do."""
        books = self._books(self._tools.runs.run(run_id).route_id)
        return plan_undo(self._tools, books, run_id, stop or Stop(), unheard)

    def undo(self, undo_plan: UndoPlan, stop: Stop, report: Report = unheard) -> SendResult:
        """Take a run back as shown; payments are in the plan only where the person has agreed to reverse them too."""
        summary = self._tools.runs.run(undo_plan.run_id)
        return undo_run(self._tools, undo_plan, summary, stop=stop, report=report)

    def settlement_csv(self, view: SettlementView) -> str:
        """The settlement view as CSV text that no spreadsheet takes for a formula."""
        return settlement_csv(view)

    # --- health ---------------------------------------------------------------------------------------------------

    def health(self, route_id: str, stop: Stop, report: Report = unheard) -> HealthView:
        """The health page; when a side cannot be reached, that is what it says. Raises `AccessProblem` that no sign-in mends."""
        try:
            view = health_view(self._tools, self._books(route_id), stop, report)
        except AccessProblem as problem:
            if problem.elsewhere:
                raise
            return unreachable(self._tools, route_id, problem)
        self._tools.store.save_note(route_id, PROBLEMS, str(view.bad))
        return view

    def decide(self, operation_id: str, decision: Decision) -> OperationRecord:
        """A person's word on an operation that could not be looked up."""
        return self._decide(operation_id, decision)


def _result(ran: Ran | None) -> ImportResult | None:
    return ran.result if ran is not None else None
