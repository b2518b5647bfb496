"""Builds everything of one QuickBooks connection: what only its parts know of one another stays here."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.connectors.http.constants import Timings
from app.connectors.http.transport import MakeTransport, Transport
from app.connectors.http.windowpace import WindowPace
from app.connectors.ledger.connect import Surroundings, calls_of
from app.connectors.ledger.handler import Papers, no_papers
from app.connectors.quickbooks.answers import REQUEST_ID
from app.connectors.quickbooks.contacts import CustomerBook
from app.connectors.quickbooks.context import CompanyFacts, QuickBooksContext
from app.connectors.quickbooks.documents import DocumentReader
from app.connectors.quickbooks.ledger import QuickBooksLedger
from app.connectors.quickbooks.links import WebLinks
from app.connectors.quickbooks.receivables import QuickBooksReceivables
from app.connectors.quickbooks.session import QuickBooksSession
from app.connectors.quickbooks.settings import AT_ONCE, QuickBooksSettings, pace_of
from app.connectors.quickbooks.sign_in import QuickBooksSignIn
from app.domain.route import Connection
from app.ports.clock import Chance, Clock
from app.ports.secrets import SecretStore
from app.ports.sign_in import RefreshLock


@dataclass(frozen=True, slots=True)
class QuickBooksParts:
    """A connection ready for use."""

    ledger: QuickBooksLedger
    receivables: QuickBooksReceivables
    sign_in: QuickBooksSignIn

    def close(self) -> None:
        """Close the connections kept alive."""
        self.ledger.close()


def open_quickbooks(
    connection: Connection,
    *,
    secrets: SecretStore,
    clock: Clock,
    chance: Chance,
    lock: RefreshLock,
    papers: Papers = no_papers,
    timings: Timings | None = None,
    make_transport: MakeTransport = Transport,
    at_once: int = AT_ONCE,
    pace: WindowPace | None = None,
) -> QuickBooksParts:
    """The ledger and the sign-in of a connection; nothing is called yet. `pace` None keeps to Intuit's limits.

    Raises `RemoteProblem` (code 'foreign_host') when an address of the settings is not https.
    """
    settings = QuickBooksSettings.of(connection)
    pace = pace or pace_of(clock, at_once)
    calls = calls_of(
        settings,
        settings.provider(),
        Surroundings(secrets, clock, chance, lock, make_transport, timings),
        api_urls=(settings.api_url,),
        pace=pace,
        at_once=at_once,
        request_id_header=REQUEST_ID,
    )
    session = QuickBooksSession(settings, calls.client, calls.tokens, at_once)
    links = WebLinks(settings.web_url, settings.realm)
    customers, company = CustomerBook(session, clock), CompanyFacts(session, clock)
    context = QuickBooksContext(session, clock, links, customers, DocumentReader(session, links), company, papers)

    def session_of(realm: str) -> QuickBooksSession:
        if not realm:
            return session
        return QuickBooksSession(replace(settings, tenant=realm), calls.client, calls.tokens, at_once)

    sign_in = QuickBooksSignIn(session_of, calls.authorization, secrets)
    return QuickBooksParts(QuickBooksLedger(context, pace), QuickBooksReceivables(context), sign_in)
