"""The export desk: every use case of the main job, as the window, the command line and the tests call it.

Synchronous, and used from one thread at a time. Each method returns plain data; what a person has decided is kept at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from app.domain.documents import Division, SearchCriteria, SearchResult, SourceCatalogue, WaitingInvoice
from app.domain.errors import PlanOutdated
from app.domain.ledger_words import words_of
from app.domain.mapping import ArrivalStatus, MappingBook, RouteDefaults
from app.domain.operation import OperationRecord, OperationState
from app.domain.parties import LedgerContact
from app.domain.plan import Mend, Plan
from app.domain.route import Route
from app.domain.run import Progress, Report, RunSummary, Stop, unheard
from app.flows.export.asking import check_criteria, say_criteria
from app.flows.export.deciding import (
    CustomerDecision,
    CustomerGap,
    RuleDecision,
    check_new_contact,
    customer_gaps,
    name_limits,
    save_customers,
    save_rules,
)
from app.flows.export.operations import Way, restore_operation
from app.flows.export.reading import known_contacts, read_journal, read_ledger
from app.flows.export.sending import (
    SendingTools,
    SendResult,
    UndoPlan,
    keep_new_contacts,
    mark_run,
    plan_undo,
    refresh_summary,
    send_plan,
    undo_run,
)
from app.flows.export.session import ExportSession
from app.flows.export.summary import RunFrame
from app.flows.export.undoing import look
from app.flows.mapping_file import MappingImport, keep_import, read_import
from app.ports.clock import Chance
from app.ports.sources import Arrived
from app.ports.stores import RememberedSearch, RouteStore
from app.ports.systems import Systems

__all__ = ["CustomerDecision", "CustomerGap", "ExportDesk", "RuleDecision", "SendResult", "UndoPlan"]

_USE_NOTED_AFTER = timedelta(days=1)
FRESH_SECONDS = 600.0  # a plan older than this is made again from both sides before it is sent


@dataclass(frozen=True, slots=True)
class DeskTools:
    """What the desk works with."""

    routes: RouteStore
    systems: Systems
    sending: SendingTools
    chance: Chance
    user: str


class ExportDesk:
    """One desk for all routes; each route keeps its own session."""

    def __init__(self, tools: DeskTools) -> None:
        self._tools = tools
        self._sessions: dict[str, ExportSession] = {}
        self._read_at: dict[str, float] = {}

    def _session(self, route_id: str) -> ExportSession:
        return self._sessions.setdefault(route_id, ExportSession(route_id))

    def _route(self, route_id: str) -> Route:
        return self._tools.routes.route(route_id)

    # --- search ---------------------------------------------------------------------------------------------------

    def divisions(self, route_id: str, stop: Stop) -> Sequence[Division]:
        """Choices for the Division field."""
        return self._tools.systems.source(self._route(route_id).source_id).divisions(stop)

    def waiting(self, route_id: str, stop: Stop) -> Sequence[WaitingInvoice]:
        """What is not marked as processed yet, by headers alone."""
        return self._tools.systems.source(self._route(route_id).source_id).waiting(stop)

    def search(
        self,
        route_id: str,
        criteria: SearchCriteria,
        stop: Stop,
        report: Report = unheard,
        arrived: Arrived | None = None,
    ) -> SearchResult:
        """Find invoices and remember what was asked. Raises `BadInput` for criteria that cannot be meant."""
        check_criteria(criteria)
        route = self._route(route_id)
        source = self._tools.systems.source(route.source_id)
        result = source.search(criteria, stop, report, arrived)
        session = self._session(route_id)
        session.source_vendor = source.vendor
        session.begin(criteria, result)
        at = self._tools.sending.clock.now()
        found = len(result.documents)
        remembered = RememberedSearch(criteria, say_criteria(criteria), found, at)
        self._tools.sending.runs.remember_search(route_id, remembered)
        return result

    # --- plan -----------------------------------------------------------------------------------------------------

    def plan(self, route_id: str, stop: Stop, report: Report = unheard) -> Plan:
        """Read the ledger as it is now and plan what was found. Raises `AccessProblem` when nobody is signed in."""
        route, session = self._route(route_id), self._session(route_id)
        ledger = self._tools.systems.ledger(route.ledger_id)
        session.know(read_ledger(ledger, session.documents, stop, report))
        self._read_at[route_id] = self._tools.sending.clock.monotonic()
        self._note_use(route.ledger_id)
        return self._again(route_id)

    def _note_use(self, connection_id: str) -> None:
        """The ledger has answered: its access was renewed by this (`domain.grants`). Noted once a day, so that looking stays light."""
        connection, now = self._tools.routes.connection(connection_id), self._tools.sending.clock.now()
        if connection.last_used is None or now - connection.last_used > _USE_NOTED_AFTER:
            self._tools.routes.save_connection(replace(connection, last_used=now))

    def unchecked(self, route_id: str) -> Plan:
        """What can be shown of the last search before the ledger has been asked."""
        session = self._session(route_id)
        return session.plan or session.replan()

    def _again(self, route_id: str) -> Plan:
        """Plan again from what was read, the mapping book and the journal as they are now."""
        route, session = self._route(route_id), self._session(route_id)
        sending = self._tools.sending
        tenant = session.catalogue.organisation.tenant if session.catalogue else ""
        system = self._tools.routes.connection(route.source_id).system.value
        keep_new_contacts(sending, route_id, known_contacts(sending.journal, system, tenant, self._pending(route_id)))
        session.book = sending.mappings.book(route_id)
        session.journal = read_journal(sending.journal, system, tenant, session.documents)
        return session.replan()

    def _pending(self, route_id: str) -> list[str]:
        """Parties whose new contact may have been created by a run that could not finish."""
        book = self._tools.sending.mappings.book(route_id)
        return [m.party_id for m in book.customers if m.create is not None and not m.contact_id]

    # --- decide ---------------------------------------------------------------------------------------------------

    def gaps(self, route_id: str) -> tuple[CustomerGap, ...]:
        """Customers that wait for a person, with ranked suggestions."""
        session = self._session(route_id)
        plan = session.plan or session.replan()
        return customer_gaps(plan, session.documents, session.index())

    def find_contacts(self, route_id: str, text: str, limit: int = 50) -> Sequence[LedgerContact]:
        """Search all contacts of the ledger by what is typed."""
        return self._session(route_id).index().search(text, limit)

    def decide_customers(self, route_id: str, decisions: Sequence[CustomerDecision]) -> Plan:
        """Keep decisions about customers. Raises `BadInput` for a new contact that cannot be created; nothing is kept then."""
        session = self._session(route_id)
        contacts = session.catalogue.contacts if session.catalogue else ()
        vendor = session.catalogue.vendor if session.catalogue else "the ledger"
        limits = name_limits(session.catalogue)
        checked = [
            replace(d, create=check_new_contact(d.create, contacts, vendor, **limits)) if d.create is not None else d
            for d in decisions
        ]
        sending = self._tools.sending
        save_customers(sending.mappings, route_id, checked, sending.clock.now(), self._tools.user)
        skipped = {d.party.id for d in checked if d.skip}
        session.skipped = (session.skipped - {d.party.id for d in checked}) | skipped
        return self._again(route_id)

    def undo_customer(self, route_id: str, party_id: str) -> Plan:
        """Take a decision about a customer back."""
        session = self._session(route_id)
        session.skipped -= {party_id}
        self._tools.sending.mappings.forget_customer(route_id, party_id)
        return self._again(route_id)

    def decide_rules(self, route_id: str, decision: RuleDecision) -> Plan:
        """Keep rules for accounts, items, taxes and tracking."""
        sending = self._tools.sending
        save_rules(sending.mappings, route_id, decision, sending.clock.now(), self._tools.user)
        return self._again(route_id)

    def remove_rule(self, route_id: str, facet: str, key: str, party_id: str) -> Plan:
        """Take a posting rule back."""
        self._tools.sending.mappings.remove_posting(route_id, facet, key, party_id)
        return self._again(route_id)

    def read_import(self, route_id: str, text: str) -> MappingImport:
        """What taking a mapping file in would change; nothing is kept. Raises `BadInput` when it is none."""
        sending, catalogue = self._tools.sending, self._session(route_id).catalogue
        book = sending.mappings.book(route_id)
        return read_import(book, text, sending.clock.now(), self._tools.user, catalogue)

    def keep_import(self, route_id: str, taken: MappingImport) -> Plan:
        """Keep what was shown."""
        keep_import(self._tools.sending.mappings, route_id, taken)
        return self._again(route_id)

    def set_defaults(self, route_id: str, defaults: RouteDefaults) -> Plan:
        """Replace the route's defaults."""
        self._tools.sending.mappings.save_defaults(route_id, defaults)
        return self._again(route_id)

    def set_arrival(self, route_id: str, arrival: ArrivalStatus | None) -> Plan:
        """Status on arrival for this run only; None goes back to the route's."""
        self._session(route_id).arrival = arrival
        return self._again(route_id)

    def send_as_draft(self, route_id: str, document_ids: Collection[str]) -> Plan:
        """These documents go as drafts in this run."""
        session = self._session(route_id)
        session.as_draft |= frozenset(document_ids)
        return self._again(route_id)

    def book(self, route_id: str) -> MappingBook:
        """The mapping book as it is kept."""
        return self._tools.sending.mappings.book(route_id)

    def source_catalogue(self, route_id: str, stop: Stop) -> SourceCatalogue:
        """The source's own lists, for the mapping screens."""
        return self._tools.systems.source(self._route(route_id).source_id).catalogue(stop)

    def session(self, route_id: str) -> ExportSession:
        """What the route is working on; to be looked at, not changed."""
        return self._session(route_id)

    def restore_contact(self, route_id: str, contact_id: str, stop: Stop, report: Report = unheard) -> Plan:
        """Bring an archived contact back in the ledger, then plan again."""
        session = self._session(route_id)
        contacts = session.catalogue.contacts if session.catalogue else ()
        name = next((c.name for c in contacts if c.id == contact_id), "")
        way = self._way(route_id, self._tools.chance.uuid())
        operation = restore_operation(contact_id, name, way)
        outcomes = self._tools.sending.engine.execute(way.run_id, [operation], stop)
        (record,) = outcomes.records
        if record.state is not OperationState.DONE:
            words = words_of(session.catalogue.vendor if session.catalogue else "")
            raise PlanOutdated(
                record.sentence or f"The {words.contact.one} is still {words.gone}.",
                advice=f"{words.bring_back.capitalize()} it in {words.vendor}, then check again.",
                mend=Mend.RETRY,
                details=record.remote_words,
                code="restore_failed",
            )
        return self.plan(route_id, stop, report)

    # --- send, mark, undo -----------------------------------------------------------------------------------------

    def _way(self, route_id: str, run_id: str) -> Way:
        route = self._route(route_id)
        source = self._tools.routes.connection(route.source_id)
        ledger = self._tools.routes.connection(route.ledger_id)
        return Way(
            run_id=run_id,
            user=self._tools.user,
            source_system=source.system.value,
            source_connection=source.id,
            source_tenant=source.tenant,
            ledger_connection=ledger.id,
            ledger_tenant=ledger.tenant,
            make_id=self._tools.chance.uuid,
        )

    def _frame(self, route_id: str, run_id: str, dry_run: bool = False) -> RunFrame:
        at = self._tools.sending.clock.now()
        return RunFrame(run_id, at, self._tools.user, self._route(route_id).practice, dry_run)

    def send(
        self, route_id: str, fingerprint: str, chosen: Collection[str], stop: Stop, report: Report = unheard
    ) -> SendResult:
        """Carry out the plan that was shown, for the ticked documents. Raises `PlanOutdated` when it is another one by now."""
        session = self._session(route_id)
        plan = session.plan
        if self._is_old(route_id):
            report(Progress(step="Checking both sides again"))
            plan = self.plan(route_id, stop, report)
        way = self._way(route_id, self._tools.chance.uuid())
        if plan is None or plan.fingerprint != fingerprint or plan.tenant != way.ledger_tenant:
            raise PlanOutdated(
                "What would be sent has changed since it was shown.",
                advice="Look at the list again, then sync.",
                mend=Mend.RETRY,
                code="plan_outdated",
            )
        frame = self._frame(route_id, way.run_id)
        attach = session.book.defaults.attach_pdf
        result = send_plan(
            self._tools.sending, way, frame, plan, chosen=chosen, attach=attach, stop=stop, report=report
        )
        self._again(route_id)
        return result

    def _is_old(self, route_id: str) -> bool:
        read_at = self._read_at.get(route_id)
        return read_at is None or self._tools.sending.clock.monotonic() - read_at > FRESH_SECONDS

    def mark(self, run_id: str, stop: Stop, report: Report = unheard) -> SendResult:
        """Mark as processed in the source what the ledger has confirmed in this run."""
        summary = self._tools.sending.runs.run(run_id)
        way = self._way(summary.route_id, run_id)
        return mark_run(self._tools.sending, way, summary, stop, report)

    def go_on(self, run_id: str, stop: Stop, report: Report = unheard) -> RunSummary:
        """Go on with a run that paused: after a reconnect, a limit, or a restart. What was never sent is sent now."""
        del report
        outcomes = self._tools.sending.engine.resume(run_id, stop)
        summary = self._tools.sending.runs.run(run_id)
        keep_new_contacts(self._tools.sending, summary.route_id, outcomes.records)
        if outcomes.paused is not None:
            raise outcomes.paused.problem
        return refresh_summary(self._tools.sending, summary)

    def look_again(self, stop: Stop) -> Sequence[OperationRecord]:
        """Look up what is still open, of all runs; what remains open."""
        self._tools.sending.engine.tend(stop)
        return self._tools.sending.engine.pending()

    def summary(self, run_id: str) -> RunSummary:
        """A run as it stands now."""
        return refresh_summary(self._tools.sending, self._tools.sending.runs.run(run_id))

    def plan_undo(self, run_id: str, stop: Stop | None = None) -> UndoPlan:
        """What taking a run back would do, as both sides stand now; nothing is changed. Raises as the reads do."""
        summary = self._tools.sending.runs.run(run_id)
        way = self._way(summary.route_id, self._tools.chance.uuid())
        route = self._route(summary.route_id)
        ledger, source = self._tools.systems.ledger(route.ledger_id), self._tools.systems.source(route.source_id)
        seen = look(self._tools.sending.journal, run_id, ledger, source, stop or Stop())
        return plan_undo(self._tools.sending, way, summary, seen)

    def undo(self, undo_plan: UndoPlan, stop: Stop, report: Report = unheard) -> SendResult:
        """Take a run back as shown."""
        summary = self._tools.sending.runs.run(undo_plan.run_id)
        return undo_run(self._tools.sending, undo_plan, summary, stop=stop, report=report)
