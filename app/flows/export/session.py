"""What one route is working on: the search, the books it was checked against, the plan, and choices for this run only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.domain.catalogue import LedgerCatalogue
from app.domain.documents import SearchCriteria, SearchResult, SourceDocument
from app.domain.mapping import ArrivalStatus, MappingBook
from app.domain.operation import OperationRecord
from app.domain.plan import DocumentState, Plan, PlannedDocument
from app.domain.planning import Materials, make_plan
from app.domain.suggestions import ContactIndex


@dataclass(slots=True)
class ExportSession:
    """The state of one route between a search and the end of its run. Lives on the worker's thread."""

    route_id: str
    criteria: SearchCriteria = field(default_factory=SearchCriteria)
    result: SearchResult | None = None
    catalogue: LedgerCatalogue | None = None
    book: MappingBook = field(default_factory=MappingBook)
    journal: dict[str, OperationRecord] = field(default_factory=dict)
    plan: Plan | None = None
    skipped: frozenset[str] = frozenset()
    as_draft: frozenset[str] = frozenset()
    arrival: ArrivalStatus | None = None
    source_vendor: str = "Autotask"
    _index: ContactIndex | None = None

    @property
    def documents(self) -> Sequence[SourceDocument]:
        """What the last search found."""
        return self.result.documents if self.result else ()

    def begin(self, criteria: SearchCriteria, result: SearchResult) -> None:
        """A new search: choices made for the last one are over."""
        self.criteria, self.result, self.plan = criteria, result, None
        self.skipped, self.as_draft = frozenset(), frozenset()

    def know(self, catalogue: LedgerCatalogue) -> None:
        """The ledger as it is now."""
        if self.catalogue is None or self.catalogue.contacts != catalogue.contacts:
            self._index = None
        self.catalogue = catalogue

    def index(self) -> ContactIndex:
        """The ledger's contacts made searchable, once for each reading."""
        if self._index is None:
            known = self.catalogue
            self._index = ContactIndex(known.contacts, known.vendor) if known else ContactIndex(())
        return self._index

    def replan(self) -> Plan:
        """Make the plan again from all that is known now."""
        if self.catalogue is None:
            self.plan = unchecked_plan(self.route_id, self.documents)
            return self.plan
        defaults = self.book.defaults if self.arrival is None else replace(self.book.defaults, arrival=self.arrival)
        self.plan = make_plan(
            Materials(
                route_id=self.route_id,
                documents=self.documents,
                book=replace(self.book, defaults=defaults, skipped_parties=self.skipped),
                catalogue=self.catalogue,
                journal=self.journal,
                complete=self.result.complete if self.result else True,
                source_vendor=self.source_vendor,
                as_draft=self.as_draft,
            )
        )
        return self.plan


def unchecked_plan(route_id: str, documents: Sequence[SourceDocument]) -> Plan:
    """What can be shown before the ledger has been asked: everything waits, nothing can be ticked."""
    waiting = tuple(
        PlannedDocument(document, DocumentState.WAITING, sentence="Not checked against the ledger yet")
        for document in documents
    )
    return Plan(route_id, "", "", waiting, (), (), (), fingerprint="", complete=False)
