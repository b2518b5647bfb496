"""Autotask as an `InvoiceSource`: the one class the rest of the program meets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.connectors.autotask import catalogue as lists
from app.connectors.autotask.checking import check
from app.connectors.autotask.constants import SYSTEM, THREADS, VENDOR
from app.connectors.autotask.guarding import guard
from app.connectors.autotask.marks import MarkHandler, UnmarkHandler
from app.connectors.autotask.paper import read_paper
from app.connectors.autotask.queries import Queries
from app.connectors.autotask.reference import Reference
from app.connectors.autotask.search import Search
from app.connectors.autotask.selection import whole_id
from app.connectors.autotask.session import AutotaskSession
from app.connectors.http.constants import Timings
from app.connectors.http.transport import MakeTransport, Transport
from app.domain.answer import GuardResult
from app.domain.documents import Division, SearchCriteria, SearchResult, SourceCatalogue, WaitingInvoice
from app.domain.operation import Operation, OperationKind
from app.domain.route import Connection
from app.domain.run import Report, Stop
from app.ports.clock import Chance, Clock
from app.ports.operations import OperationHandler
from app.ports.secrets import SecretStore
from app.ports.sources import Arrived, ConnectionCheck


class AutotaskSource:
    """One Autotask database through one API user. Safe to use from several threads; make it once for each connection.

    Settings of the connection: `username`; optional `integration_code` (if it is not kept as a secret), `base_url`, `ca_file`,
    `invoice_page` (below the tenant's web address, with '{id}': the vendor does not publish the page, so the default may need changing).
    Secrets: `secret`, `integration_code`. `at_once`: threads that read different lists side by side.
    """

    system = SYSTEM
    vendor = VENDOR

    def __init__(
        self,
        connection: Connection,
        secrets: SecretStore,
        clock: Clock,
        chance: Chance,
        *,
        timings: Timings | None = None,
        make_transport: MakeTransport = Transport,
        at_once: int = THREADS,
    ) -> None:
        self._session = AutotaskSession(
            connection, secrets, clock, chance, timings, make_transport=make_transport, at_once=at_once
        )
        self._queries = Queries(self._session)
        self._reference = Reference(self._session, self._queries)
        self._handlers: Mapping[OperationKind, OperationHandler] = {
            OperationKind.MARK_PROCESSED: MarkHandler(self._session, self._queries),
            OperationKind.UNMARK_PROCESSED: UnmarkHandler(self._session, self._queries),
        }

    def close(self) -> None:
        """Close the connections kept alive."""
        self._session.close()

    def check(self, stop: Stop) -> ConnectionCheck:
        """Test the connection; see the port. A refused sign-in is tried anew, once, because a person asks for it."""
        return check(self._session, self._queries, self._reference, stop)

    def divisions(self, stop: Stop) -> Sequence[Division]:
        """Lines of business, 'Level 1 / Level 2'; see the port."""
        return lists.divisions(self._reference, stop)

    def search(
        self, criteria: SearchCriteria, stop: Stop, report: Report, arrived: Arrived | None = None
    ) -> SearchResult:
        """Find invoices; see the port. Raises `BadInput` for criteria that cannot be meant."""
        search = Search(self._session, self._queries, self._reference, stop, report, arrived=arrived)
        return search.run(criteria)

    def waiting(self, stop: Stop) -> Sequence[WaitingInvoice]:
        """Headers of what is not marked; see the port."""
        return lists.waiting(self._queries, self._reference, stop)

    def catalogue(self, stop: Stop) -> SourceCatalogue:
        """Facet values, taxes, divisions; see the port."""
        return lists.catalogue(self._queries, self._reference, stop)

    def guard(self, operations: Sequence[Operation], stop: Stop) -> Mapping[str, GuardResult]:
        """Read the invoices of these operations again; see the port."""
        return guard(self._queries, operations, stop)

    def paper(self, source_id: str, stop: Stop) -> tuple[str, bytes]:
        """The invoice's PDF; see the port."""
        return read_paper(self._session, whole_id(source_id, "invoice_id", "The invoice ID"), stop)

    def handlers(self) -> Mapping[OperationKind, OperationHandler]:
        """MARK_PROCESSED and UNMARK_PROCESSED."""
        return self._handlers
