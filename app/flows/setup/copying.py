"""Copying a route's mappings to another ledger: both ledgers are read, what carries over is shown, and only what was shown is kept."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.catalogue import LedgerCatalogue
from app.domain.errors import BadInput, ExpectedProblem, PlanOutdated
from app.domain.mapping_copy import MappingCopy, copy_book, stamped
from app.domain.plan import Mend
from app.domain.route import Route
from app.domain.run import Progress, Report, Stop, unheard
from app.flows.setup.desk import SetupDesk
from app.ports.clock import Clock
from app.ports.stores import MappingStore, RouteStore
from app.ports.systems import Systems


@dataclass(frozen=True, slots=True)
class CopyTools:
    """What copying works with."""

    routes: RouteStore
    systems: Systems
    mappings: MappingStore
    setup: SetupDesk
    clock: Clock
    user: str


class CopyDesk:
    """Mappings from one route to another, and routes made for them."""

    def __init__(self, tools: CopyTools) -> None:
        self._tools = tools

    def route_for(self, route_id: str, name: str, ledger_id: str) -> Route:
        """A route from the same source to another ledger, for the mappings to be copied to. Raises `BadInput` naming the field."""
        route = self._tools.routes.route(route_id)
        return self._tools.setup.add_route(name, route.source_id, ledger_id)

    def look(self, route_id: str, into_id: str, stop: Stop, report: Report = unheard) -> MappingCopy:
        """What would carry over from a route to another one; nothing is changed.

        Raises `BadInput` for routes that do not read the same source, `AccessProblem` when the other ledger cannot be read.
        """
        route, into = self._tools.routes.route(route_id), self._tools.routes.route(into_id)
        self._check_sources(route, into)
        ledger = self._tools.systems.ledger(into.ledger_id)
        report(Progress(f"Reading {ledger.vendor}"))
        now = ledger.catalogue(stop, report)
        before, vendor = self._before(route, into, now, stop, report)
        book, there = self._tools.mappings.book(route_id), self._tools.mappings.book(into_id)
        return copy_book(book, before, now, there, vendor)

    def _before(
        self, route: Route, into: Route, now: LedgerCatalogue, stop: Stop, report: Report
    ) -> tuple[LedgerCatalogue | None, str]:
        """The first ledger as it is now; None when it cannot be read any more, so that codes alone are known of it."""
        if route.ledger_id == into.ledger_id:
            return now, now.vendor
        try:
            ledger = self._tools.systems.ledger(route.ledger_id)
            report(Progress(f"Reading {ledger.vendor}"))
            return ledger.catalogue(stop, report), ledger.vendor
        except ExpectedProblem:
            stop.check()
            return None, self._tools.routes.connection(route.ledger_id).name

    def _check_sources(self, route: Route, into: Route) -> None:
        if route.id == into.id:
            raise BadInput("A route's mappings are its own already.", field="into", advice="Choose another route.")
        connections = [self._tools.routes.connection(each.source_id) for each in (route, into)]
        first, second = ((one.system, one.tenant) for one in connections)
        if first != second:
            raise BadInput(
                f"{route.name} and {into.name} do not read the same source.",
                field="into",
                advice="Customers and billing codes have other numbers there, so no mapping would fit.",
            )

    def keep(self, into_id: str, copy: MappingCopy) -> int:
        """Keep exactly what was shown; how many decisions that are. Raises `PlanOutdated` when the route has changed since."""
        store = self._tools.mappings
        if store.book(into_id) != copy.there:
            raise PlanOutdated(
                "What is decided on this route has changed since it was shown.",
                advice="Look at it again, then copy.",
                mend=Mend.RETRY,
                code="copy_outdated",
            )
        book = stamped(copy.book, self._tools.clock.now(), self._tools.user)
        store.save_defaults(into_id, book.defaults)
        if book.customers:
            store.save_customers(into_id, book.customers)
        if book.postings:
            store.save_postings(into_id, book.postings)
        if book.taxes:
            store.save_taxes(into_id, book.taxes)
        if book.tracking:
            store.save_tracking(into_id, book.tracking)
        return copy.carries
