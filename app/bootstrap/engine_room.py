"""Puts the engine together: handlers and guards of all connections, looked up when they are needed, behind the gate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from app.bootstrap.records import Records
from app.domain.answer import GuardResult
from app.domain.constants import SETTLE_SETTING, settle_of
from app.domain.errors import AccessProblem, StoreProblem
from app.domain.operation import Operation, OperationKind, OperationRecord
from app.domain.route import Role
from app.domain.run import Stop
from app.engine.context import Destination, EngineContext, Guard
from app.engine.engine import Engine
from app.engine.events import Listener, unheard
from app.engine.outcomes import Outcomes, Paused
from app.flows.collection.guarding import GUARDED as COLLECTION_GUARDED
from app.flows.collection.guarding import CollectionGuard
from app.flows.setup.drafts import ROLES
from app.flows.upkeep import RecordsFinding
from app.ports.clock import Chance, Clock
from app.ports.operations import OperationHandler
from app.ports.stores import RouteStore, RunStore
from app.ports.systems import Systems

_GUARDED = (OperationKind.POST_INVOICE, OperationKind.POST_CREDIT_NOTE, OperationKind.MARK_PROCESSED)
_ALL_GUARDED = (*_GUARDED, *COLLECTION_GUARDED)


class Handlers(Mapping[Destination, OperationHandler]):
    """Every connection's handlers. One whose connection is gone or not signed in is not there; its operations wait untouched."""

    def __init__(self, routes: RouteStore, systems: Systems) -> None:
        self._routes = routes
        self._systems = systems

    def __getitem__(self, destination: Destination) -> OperationHandler:
        connection_id, kind = destination
        try:
            return self._of(connection_id)[kind]
        except (AccessProblem, StoreProblem) as problem:
            raise KeyError(destination) from problem

    def _of(self, connection_id: str) -> Mapping[OperationKind, OperationHandler]:
        role = ROLES[self._routes.connection(connection_id).system]
        if role is Role.SOURCE:
            return self._systems.source(connection_id).handlers()
        if role is Role.COLLECTOR:
            return self._systems.collector(connection_id).handlers()
        return self._systems.ledger(connection_id).handlers()

    def __iter__(self) -> Iterator[Destination]:
        for connection in self._routes.connections():
            with suppress(AccessProblem, StoreProblem):
                yield from ((connection.id, kind) for kind in self._of(connection.id))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Guards(Mapping[Destination, Guard]):
    """The last look before a request: a posting or a mark is asked of the source of its own run, collection of both its sides."""

    def __init__(self, routes: RouteStore, runs: RunStore, systems: Systems, collection: CollectionGuard) -> None:
        self._routes = routes
        self._runs = runs
        self._systems = systems
        self._collection = collection

    def __getitem__(self, destination: Destination) -> Guard:
        if destination[1] in COLLECTION_GUARDED:
            return self._collection.ask
        if destination[1] not in _GUARDED:
            raise KeyError(destination)
        return self._ask

    def __iter__(self) -> Iterator[Destination]:
        return iter((connection.id, kind) for connection in self._routes.connections() for kind in _ALL_GUARDED)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _ask(self, operations: Sequence[Operation], stop: Stop) -> Mapping[str, GuardResult]:
        by_source: dict[str, list[Operation]] = defaultdict(list)
        known: dict[tuple[str, str], str] = {}
        for operation in operations:
            key = (operation.run_id, operation.connection_id)
            if key not in known:
                known[key] = self._source_of(operation)
            by_source[known[key]].append(operation)
        answers: dict[str, GuardResult] = {}
        for source_id, asked in by_source.items():
            if source_id:  # what has lost its source is left out, which counts as unreadable: it is not sent
                answers.update(self._systems.source(source_id).guard(asked, stop))
        return answers

    def _source_of(self, operation: Operation) -> str:
        """The source connection of an operation's run; '' when its route is gone."""
        try:
            if ROLES[self._routes.connection(operation.connection_id).system] is Role.SOURCE:
                return operation.connection_id
            return self._routes.route(self._runs.route_of(operation.run_id)).source_id
        except StoreProblem:
            return ""


class GatedEngine(Engine):
    """An engine that does nothing while the journal is not whole (rule I9)."""

    def __init__(self, context: EngineContext, finding: Callable[[], RecordsFinding]) -> None:
        super().__init__(context)
        self._finding = finding

    def execute(
        self, run_id: str, operations: Sequence[Operation], stop: Stop, listener: Listener = unheard
    ) -> Outcomes:
        """As `Engine.execute`; raises `StoreProblem` while the gate is closed."""
        self._require_whole()
        return super().execute(run_id, operations, stop, listener)

    def resume(self, run_id: str | None, stop: Stop, listener: Listener = unheard) -> Outcomes:
        """As `Engine.resume`; raises `StoreProblem` while the gate is closed."""
        self._require_whole()
        return super().resume(run_id, stop, listener)

    def tend(self, stop: Stop, listener: Listener = unheard) -> Outcomes:
        """As `Engine.tend`; paused while the gate is closed."""
        try:
            self._require_whole()
        except StoreProblem as problem:
            return Outcomes((), Paused(problem))
        return super().tend(stop, listener)

    def pending(self) -> Sequence[OperationRecord]:
        """Every operation that has not ended."""
        return super().pending()

    def _require_whole(self) -> None:
        found = self._finding()
        if not found.may_send:
            raise StoreProblem(found.sentence, advice=found.advice, code="journal_not_whole")


def make_engine(records: Records, systems: Systems, clock: Clock, chance: Chance, owner: str) -> Engine:
    """The engine of these records."""

    def tenant_of(connection_id: str) -> str:
        try:
            return records.routes.connection(connection_id).tenant
        except StoreProblem:
            return ""

    collection = CollectionGuard(systems, records.collection, records.runs, records.journal)
    context = EngineContext(
        journal=records.journal,
        handlers=Handlers(records.routes, systems),
        guards=Guards(records.routes, records.runs, systems, collection),
        clock=clock,
        chance=chance,
        owner=owner,
        tenant_of=tenant_of,
        release_reserve=records.reserve.release,
        settle=settle_of(records.settings.setting(SETTLE_SETTING)),
    )
    return GatedEngine(context, records.upkeep.finding)
