"""One search from criteria to documents: pages of headers ahead, complete documents behind, each as soon as it is whole."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import Future

from app.connectors.autotask.crew import Crew
from app.connectors.autotask.documents import set_aside
from app.connectors.autotask.gathering import Gathering
from app.connectors.autotask.queries import Page, Queries
from app.connectors.autotask.reference import Reference
from app.connectors.autotask.selection import Selection, why_left_out
from app.connectors.autotask.session import AutotaskSession
from app.connectors.autotask.values import OddValueError, Row
from app.domain.documents import ReadProblem, SearchCriteria, SearchResult, SetAside, SourceDocument
from app.domain.errors import LimitReached, RemoteProblem
from app.domain.run import Progress, Report, Stop
from app.ports.sources import Arrived

LOG = logging.getLogger(__name__)


class Search:
    """Runs one search and keeps what it has found so far."""

    def __init__(
        self,
        session: AutotaskSession,
        queries: Queries,
        reference: Reference,
        stop: Stop,
        report: Report,
        *,
        arrived: Arrived | None,
    ) -> None:
        self._session = session
        self._queries = queries
        self._reference = reference
        self._stop = stop
        self._report = report
        self._arrived = arrived
        self._headers = 0
        self._documents: list[SourceDocument] = []
        self._aside: list[SetAside] = []
        self._left_out: list[ReadProblem] = []

    def run(self, criteria: SearchCriteria) -> SearchResult:
        """What the criteria find. Raises as the reads do while nothing has been found; after that the result is incomplete."""
        before = self._session.usage.calls
        looked_at = self._session.clock.now()
        complete = True
        try:
            with Crew(self._stop, self._session.at_once) as crew:
                self._all(criteria, crew)
        except RemoteProblem as problem:
            if isinstance(problem, LimitReached) or not (self._documents or self._aside):
                raise
            LOG.info("search ended early code=%s", problem.code)
            complete = False
            self._aside.append(
                SetAside("", "The rest of the search", ReadProblem(problem.code, problem.sentence, problem.advice))
            )
        return SearchResult(
            documents=tuple(self._documents),
            set_aside=tuple(self._aside),
            complete=complete,
            looked_at=looked_at,
            left_out=tuple(self._left_out),
            calls=self._session.usage.calls - before,
        )

    def _all(self, criteria: SearchCriteria, crew: Crew) -> None:
        gathering = Gathering(self._session, self._queries, self._reference, crew, self._stop)
        pages = Selection(self._queries).pages(criteria, self._stop)
        self._tell("Searching Autotask")
        page = next(pages, None)
        while page is not None:
            ahead: Future[Page | None] | None = None if page.is_last else crew.start(lambda: next(pages, None))
            self._page(page, criteria, gathering)
            page = ahead.result() if ahead is not None else None

    def _page(self, page: Page, criteria: SearchCriteria, gathering: Gathering) -> None:
        invoices = list(self._offered(page, criteria))
        self._headers += len(invoices)
        self._tell("Reading lines")
        if not invoices:
            return
        begun = gathering.begin(invoices)
        gathering.read_parties(invoices)
        for future in begun:
            documents, aside = gathering.finish(future.result())
            self._documents += documents
            self._aside += aside
            self._tell("Reading lines")
            if documents and self._arrived is not None:
                self._arrived(documents)

    def _offered(self, page: Page, criteria: SearchCriteria) -> Iterator[Row]:
        if page.odd:
            why = ReadProblem("unreadable", f"Autotask sent {page.odd} records without a readable id.", "Search again.")
            self._aside.append(SetAside("", "Invoices without an id", why))
        if not criteria.invoice_id.strip():
            yield from page.rows
            return
        if not page.rows and page.is_last and not self._headers:
            self._left_out.append(
                ReadProblem(
                    "not_found",
                    f"Autotask shows no invoice with the id {criteria.invoice_id.strip()}.",
                    "The id is not the invoice number. It may also be in a line of business that the API user may not see.",
                )
            )
        for row in page.rows:
            try:
                why_not = why_left_out(row, criteria.include_marked)
            except OddValueError as reason:
                self._aside.append(set_aside(row, f"its field '{reason.field}' holds {reason.shown}"))
                continue
            if why_not is None:
                yield row
            else:
                self._left_out.append(why_not)

    def _tell(self, step: str) -> None:
        usage = self._session.usage
        done = len(self._documents)
        self._report(Progress(step, done, self._headers, pace=usage.words(), calls_left=usage.left_words()))
