"""What all handlers of one QuickBooks connection share."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from app.connectors.ledger.handler import Papers
from app.connectors.ledger.kept import Kept
from app.connectors.quickbooks.catalogue import Company, Lists, read_company
from app.connectors.quickbooks.contacts import CustomerBook
from app.connectors.quickbooks.documents import DocumentReader
from app.connectors.quickbooks.kept_lists import KeptLists
from app.connectors.quickbooks.links import WebLinks
from app.connectors.quickbooks.session import QuickBooksSession
from app.domain.run import Stop
from app.ports.clock import Clock


class CompanyFacts:
    """The company's own facts and its small lists, read anew after a while."""

    def __init__(self, session: QuickBooksSession, clock: Clock) -> None:
        self._session = session
        self._company: Kept[Company] = Kept(clock)
        self._lists: Kept[Lists] = Kept(clock)
        self._kept = KeptLists(session, clock)
        self._lock = threading.Lock()

    def now(self, stop: Stop) -> Company:
        """As they are now."""
        return self._company.get(lambda: read_company(self._session, stop))

    def read(self, stop: Stop) -> Company:
        """As they are, asked for again."""
        return self._company.put(read_company(self._session, stop))

    def lists(self, stop: Stop) -> Lists:
        """The small lists, which tell of the company too."""
        with self._lock:
            lists = self._lists.get(lambda: self._kept.read(stop))
        self._company.put(lists.company)
        return lists

    def refused(self) -> None:
        """Something that the lists offered was refused, so they may not be what they were."""
        with self._lock:
            self._kept.forget()
            self._lists.outdated()

    def outdated(self) -> None:
        """A list was changed by us."""
        self._lists.outdated()

    def home(self, stop: Stop) -> str:
        """The home currency, which never changes."""
        return (self._company.latest() or self.now(stop)).organisation.base_currency


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
