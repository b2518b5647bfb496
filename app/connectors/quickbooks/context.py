"""What all handlers of one QuickBooks connection share."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from app.connectors.ledger.contacts import FRESH
from app.connectors.ledger.handler import Papers
from app.connectors.quickbooks.catalogue import Company, read_company
from app.connectors.quickbooks.contacts import CustomerBook
from app.connectors.quickbooks.documents import DocumentReader
from app.connectors.quickbooks.links import WebLinks
from app.connectors.quickbooks.session import QuickBooksSession
from app.domain.run import Stop
from app.ports.clock import Clock


class CompanyFacts:
    """The company's own facts, read anew after a while."""

    def __init__(self, session: QuickBooksSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock
        self._lock = threading.Lock()
        self._held: tuple[float, Company] | None = None

    def now(self, stop: Stop) -> Company:
        """As they are now."""
        with self._lock:
            held, at = self._held, self._clock.monotonic()
            if held is not None and at - held[0] < FRESH:
                return held[1]
        return self.keep(read_company(self._session, stop))

    def keep(self, company: Company) -> Company:
        """Take in what was just read."""
        with self._lock:
            self._held = (self._clock.monotonic(), company)
        return company

    def home(self, stop: Stop) -> str:
        """The home currency, which never changes."""
        held = self._held
        return (held[1] if held is not None else self.now(stop)).organisation.base_currency


@dataclass(frozen=True, slots=True)
class QuickBooksContext:
    """The parts of one connection."""

    session: QuickBooksSession
    clock: Clock
    links: WebLinks
    contacts: CustomerBook
    documents: DocumentReader
    company: CompanyFacts
    papers: Papers
