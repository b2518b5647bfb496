"""'Rebuild from the ledger': read what the ledger holds of ours, show it, and after a person's word enter it and open the gate.

Nothing is written in any remote system. The gate opens once every route has been rebuilt, because a route that was not looked at may
have sent what the journal does not know.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.catalogue import OwnDocument
from app.domain.constants import DEADLINE, SETTLE, SETTLE_SETTING, settle_of
from app.domain.documents import SearchCriteria, SourceDocument
from app.domain.errors import IncompleteRead, PlanOutdated, StoreProblem
from app.domain.operation import OperationKind, OperationRecord, OperationState, subject
from app.domain.plan import DocumentState, Mend
from app.domain.route import Role, Route
from app.domain.run import DocumentOutcome, Progress, Report, RunSummary, Stop, unheard
from app.flows.collection.context import Books, Orders
from app.flows.collection.rebuilding import entries_of, match_collection
from app.flows.export.operations import Way
from app.flows.export.summary import POSTS, reconcile
from app.flows.rebuild.matching import FoundDocument, Matched, Standing, match, note
from app.flows.setup.drafts import ROLES
from app.flows.upkeep import RecordsFinding, Upkeep
from app.ports.clock import Chance, Clock
from app.ports.collection import CollectionStore
from app.ports.journal import JournalStore, RebuiltJournal
from app.ports.stores import RouteStore, RunStore, SettingStore
from app.ports.systems import Systems

_DONE = "rebuilt_routes"
"""The setting that holds which routes are rebuilt already while others wait."""
_CHUNK = 400
_MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RebuildTools:
    """What a rebuild works with. `journal` and `rebuilt` are one and the same."""

    routes: RouteStore
    collection: CollectionStore
    systems: Systems
    journal: JournalStore
    rebuilt: RebuiltJournal
    runs: RunStore
    settings: SettingStore
    upkeep: Upkeep
    clock: Clock
    chance: Chance
    user: str


@dataclass(frozen=True, slots=True)
class RebuildPlan:
    """What was found, to be looked at before anything is entered."""

    route_id: str
    run_id: str
    organisation: str
    vendor: str
    found: tuple[FoundDocument, ...]
    records: tuple[OperationRecord, ...]
    looked_at: datetime
    marks: tuple[OperationRecord, ...] = ()

    def count(self, standing: Standing) -> int:
        """How many stand so."""
        return sum(1 for one in self.found if one.standing is standing)


@dataclass(frozen=True, slots=True)
class RebuildResult:
    """What was entered, the gate as it stands now, and the names of routes that have to be rebuilt before it opens."""

    entered: int
    finding: RecordsFinding
    still_to_do: tuple[str, ...] = ()


class RebuildDesk:
    """One desk for all routes."""

    def __init__(self, tools: RebuildTools) -> None:
        self._tools = tools

    def plan(self, route_id: str, stop: Stop, report: Report = unheard) -> RebuildPlan:
        """Read both sides and match them; nothing is changed anywhere.

        Raises `StoreProblem` while nothing has to be rebuilt or something may still be on its way, `IncompleteRead` when a side could
        not be read whole.
        """
        tools = self._tools
        self._require_a_gap()
        self._require_quiet()
        route = tools.routes.route(route_id)
        if ROLES[tools.routes.connection(route.source_id).system] is Role.COLLECTOR:
            return self._plan_collection(route, stop, report)
        ledger, source = tools.systems.ledger(route.ledger_id), tools.systems.source(route.source_id)
        report(Progress(step=f"Reading what {ledger.vendor} holds of ours"))
        own = ledger.made_by_us(None, stop)
        organisation = ledger.organisation(stop)
        report(Progress(step=f"Reading {len(own)} documents again in {source.vendor}"))
        documents: Sequence[SourceDocument] = ()
        if own:
            result = source.search(_around(own), stop, report)
            if not result.complete:
                raise IncompleteRead(
                    f"{source.vendor} could not be read whole.",
                    advice="Nothing was entered. Try again.",
                    code="incomplete",
                )
            documents = result.documents
        at, way = tools.clock.now(), self._way(route)
        damaged = tools.upkeep.finding().is_damaged
        known = {} if damaged else self._known(way, documents)
        found: Matched = match(own, documents, known, way, at)
        return RebuildPlan(
            route_id,
            way.run_id,
            organisation.name,
            ledger.vendor,
            found.found,
            found.records,
            tools.clock.now(),
            found.marks,
        )

    def _plan_collection(self, route: Route, stop: Stop, report: Report) -> RebuildPlan:
        """Debits by their marker, payments by their reference; the journal's own entries stay as they are."""
        tools, systems = self._tools, self._tools.systems
        books = Books(
            route=route,
            settings=tools.collection.settings(route.id),
            collector=systems.collector(route.source_id),
            ledger=systems.ledger(route.ledger_id),
            receivables=systems.receivables(route.ledger_id),
            collector_connection=tools.routes.connection(route.source_id),
            ledger_connection=tools.routes.connection(route.ledger_id),
        )
        making = Orders(books, tools.chance.uuid(), tools.user, tools.chance.uuid)
        found = match_collection(books, tools.journal, making, tools.clock, stop=stop, report=report)
        name, at = books.ledger_connection.tenant_name, tools.clock.now()
        return RebuildPlan(route.id, making.run_id, name, books.ledger.vendor, found.found, found.records, at)

    def rebuild(self, plan: RebuildPlan) -> RebuildResult:
        """Enter what was shown. Raises `PlanOutdated` when it was shown too long ago, `StoreProblem` when it cannot be written."""
        tools = self._tools
        self._require_a_gap()
        if tools.clock.now() - plan.looked_at > SETTLE:
            raise PlanOutdated(
                "What the ledger holds was read a while ago.", advice="Look again, then confirm.", mend=Mend.RETRY
            )
        tools.upkeep.back_up("rebuild")
        if tools.upkeep.finding().is_damaged:
            tools.rebuilt.empty()
            tools.upkeep.look_again()
        tools.runs.begin(self._summary(plan))
        text = note(tools.user, plan.route_id, len(plan.records))
        tools.collection.save_entries(plan.route_id, entries_of(plan.records))
        tools.rebuilt.rebuild([*plan.records, *plan.marks], tools.clock.now(), text)
        return self._open_if_all(plan)

    def done(self) -> frozenset[str]:
        """Routes that are rebuilt already while others still have to be."""
        return frozenset(json.loads(self._tools.settings.setting(_DONE, "[]")))

    def _open_if_all(self, plan: RebuildPlan) -> RebuildResult:
        tools = self._tools
        done = {*self.done(), plan.route_id}
        left = tuple(route.name for route in tools.routes.routes() if route.id not in done)
        tools.settings.save_setting(_DONE, json.dumps(sorted(done) if left else []))
        finding = tools.upkeep.look_again() if left else tools.upkeep.confirm()
        return RebuildResult(len(plan.records), finding, left)

    def _require_a_gap(self) -> None:
        if self._tools.upkeep.finding().may_send:
            raise StoreProblem("The journal is whole; there is nothing to rebuild.", code="nothing_to_rebuild")

    def _require_quiet(self) -> None:
        """What was sent last must have arrived before the ledger is believed to hold everything (rule I16)."""
        since = self._tools.upkeep.quiet_since()
        if since is None:
            return
        until = since + DEADLINE + settle_of(self._tools.settings.setting(SETTLE_SETTING))
        if self._tools.clock.now() < until:
            raise StoreProblem(
                "Something may still be on its way to the ledger.",
                advice=f"Rebuild at {until.astimezone():%H:%M} or later.",
                mend=Mend.RETRY,
                code="not_quiet",
            )

    def _way(self, route: Route) -> Way:
        tools = self._tools
        source, ledger = tools.routes.connection(route.source_id), tools.routes.connection(route.ledger_id)
        return Way(
            run_id=tools.chance.uuid(),
            user=tools.user,
            source_system=source.system.value,
            source_connection=source.id,
            source_tenant=source.tenant,
            ledger_connection=ledger.id,
            ledger_tenant=ledger.tenant,
            make_id=tools.chance.uuid,
        )

    def _known(self, way: Way, documents: Iterable[SourceDocument]) -> dict[tuple[OperationKind, str], OperationRecord]:
        subjects = [subject(way.source_system, "invoice", document.id) for document in documents]
        known: dict[tuple[OperationKind, str], OperationRecord] = {}
        for start in range(0, len(subjects), _CHUNK):
            for record in self._tools.journal.records(subjects=subjects[start : start + _CHUNK]):
                if record.operation.tenant == way.ledger_tenant and record.operation.kind in POSTS:
                    known[record.operation.kind, record.operation.source_id] = record
        return known

    def _summary(self, plan: RebuildPlan) -> RunSummary:
        at = self._tools.clock.now()
        done = [r for r in plan.records if r.state is OperationState.DONE]
        posts = {r.operation.source_id: r for r in done}
        return RunSummary(
            run_id=plan.run_id,
            route_id=plan.route_id,
            organisation=plan.organisation,
            vendor=plan.vendor,
            started=at,
            ended=at,
            outcomes=tuple(_outcome(record) for record in plan.records),
            reconciliation=reconcile([(r.operation.source_id, s) for r in done if (s := r.operation.signed)], posts),
            practice=self._tools.routes.route(plan.route_id).practice,
            user=self._tools.user,
        )


def _around(own: Iterable[OwnDocument]) -> SearchCriteria:
    """The days from which these documents are, with one to spare on each side."""
    days = sorted(one.ref.issue_date for one in own if one.ref.issue_date is not None)
    if not days:
        return SearchCriteria(include_marked=True)
    return SearchCriteria(date_from=days[0] - _MARGIN, date_to=days[-1] + _MARGIN, include_marked=True)


def _outcome(record: OperationRecord) -> DocumentOutcome:
    operation = record.operation
    total = operation.signed
    if total is None:
        raise ValueError(f"{operation.id} has no amount")
    done = record.state is OperationState.DONE
    return DocumentOutcome(
        document_id=operation.source_id,
        number=operation.reference,
        customer="",
        total=total,
        state=DocumentState.SENT if done else DocumentState.REFUSED,
        sentence=record.sentence,
        url=record.remote_url,
        remote_id=record.remote_id,
        operation_id=operation.id,
        is_credit=operation.kind is OperationKind.POST_CREDIT_NOTE,
    )
