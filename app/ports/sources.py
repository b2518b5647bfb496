"""What a system that a business sells in has to offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.answer import GuardResult
from app.domain.documents import Division, SearchCriteria, SearchResult, SourceCatalogue, SourceDocument, WaitingInvoice
from app.domain.operation import Operation, OperationKind
from app.domain.run import Report, Stop
from app.ports.operations import OperationHandler

Arrived = Callable[[Sequence[SourceDocument]], None]


@dataclass(frozen=True, slots=True)
class ConnectionCheck:
    """What a connection test found: who it is, what it may do, and how much of its limit is left."""

    tenant: str
    name: str
    findings: tuple[str, ...] = ()  # sentences for the connection card
    problems: tuple[str, ...] = ()
    calls_left: int | None = None
    calls_limit: int | None = None
    calls_period: str = ""  # 'this hour', 'today'
    web_url: str = ""


class InvoiceSource(Protocol):
    """A source of invoices. All calls may raise `ExpectedProblem` kinds; none changes anything but through `handlers`."""

    system: str  # 'autotask': first part of journal subjects
    vendor: str  # 'Autotask': the word people know

    def check(self, stop: Stop) -> ConnectionCheck:
        """Test the connection: credentials, rights, limits."""
        ...

    def divisions(self, stop: Stop) -> Sequence[Division]:
        """Choices for the Division field; empty when the tenant does not use them."""
        ...

    def search(
        self, criteria: SearchCriteria, stop: Stop, report: Report, arrived: Arrived | None = None
    ) -> SearchResult:
        """Find invoices, complete with lines and parties. `arrived` hears of each page as soon as it is complete."""
        ...

    def waiting(self, stop: Stop) -> Sequence[WaitingInvoice]:
        """Headers of all invoices not marked as processed, in the fewest calls: for the figures beside the search form."""
        ...

    def catalogue(self, stop: Stop) -> SourceCatalogue:
        """Facet values, taxes and divisions, for the mapping screens."""
        ...

    def guard(self, operations: Sequence[Operation], stop: Stop) -> Mapping[str, GuardResult]:
        """Read the source documents of these operations again: still there, unchanged, not void, not marked by others.

        One wide call for many; keyed by operation id. An operation whose document could not be read is UNREADABLE.
        """
        ...

    def paper(self, source_id: str, stop: Stop) -> tuple[str, bytes]:
        """The invoice's PDF: a cleaned file name and its bytes."""
        ...

    def handlers(self) -> Mapping[OperationKind, OperationHandler]:
        """How this source is changed: MARK_PROCESSED and UNMARK_PROCESSED."""
        ...
