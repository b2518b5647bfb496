"""Builds everything of one QuickBooks connection: what only its parts know of one another stays here."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.connectors.http.addresses import HostList, origin_of
from app.connectors.http.client import HttpClient
from app.connectors.http.constants import Timings
from app.connectors.http.pacing import AtOnce
from app.connectors.http.transport import MakeTransport, Transport
from app.connectors.http.windowpace import WindowPace
from app.connectors.oauth.authorization import Authorization
from app.connectors.oauth.tokens import TokenKeeper
from app.connectors.quickbooks.answers import REQUEST_ID
from app.connectors.quickbooks.contacts import CustomerBook
from app.connectors.quickbooks.context import CompanyFacts, Papers, QuickBooksContext
from app.connectors.quickbooks.documents import DocumentReader
from app.connectors.quickbooks.ledger import QuickBooksLedger
from app.connectors.quickbooks.links import WebLinks
from app.connectors.quickbooks.session import QuickBooksSession
from app.connectors.quickbooks.settings import AT_ONCE, VENDOR, QuickBooksSettings, pace_of
from app.connectors.quickbooks.sign_in import QuickBooksSignIn
from app.domain.errors import ExpectedProblem
from app.domain.plan import Mend
from app.domain.route import Connection
from app.domain.run import Stop
from app.ports.clock import Chance, Clock
from app.ports.secrets import SecretStore
from app.ports.sign_in import RefreshLock


@dataclass(frozen=True, slots=True)
class QuickBooksParts:
    """A connection ready for use."""

    ledger: QuickBooksLedger
    sign_in: QuickBooksSignIn

    def close(self) -> None:
        """Close the connections kept alive."""
        self.ledger.close()


def no_papers(source_id: str, stop: Stop) -> tuple[str, bytes]:
    """For connections whose source gives no papers."""
    del source_id, stop
    raise ExpectedProblem("The source offers no file for this document.", mend=Mend.NONE, code="no_paper")


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
    """The ledger and the sign-in of a connection; nothing is called yet.

    Each credential has a transport of its own: refresh token and client secret go to the identity addresses only, the access token to
    the API only. `pace` None keeps to Intuit's limits. Raises `RemoteProblem` (code 'foreign_host') when an address of the settings is
    not https.
    """
    settings = QuickBooksSettings.of(connection)
    for address in (settings.authorize_url, settings.redirect_url):
        if address:
            origin_of(address)
    identity = make_transport(
        HostList(settings.token_url, settings.revocation_url), ca_file=settings.ca_file, concurrency=2, timings=timings
    )
    api = make_transport(HostList(settings.api_url), ca_file=settings.ca_file, concurrency=at_once, timings=timings)
    provider = settings.provider()
    keeper = TokenKeeper(
        connection.id,
        provider,
        secrets,
        client=HttpClient(VENDOR, identity, AtOnce(2), clock, chance, request_id_header=REQUEST_ID),
        clock=clock,
        lock=lock,
    )
    pace = pace or pace_of(clock, at_once)
    client = HttpClient(VENDOR, api, pace, clock, chance, request_id_header=REQUEST_ID)
    session = QuickBooksSession(settings, client, keeper, at_once)
    links = WebLinks(settings.web_url, settings.realm)
    customers, company = CustomerBook(session, clock), CompanyFacts(session, clock)
    context = QuickBooksContext(session, clock, links, customers, DocumentReader(session, links), company, papers)
    authorization = Authorization(provider, identity, clock, chance, connection.id, secrets=secrets)

    def session_of(realm: str) -> QuickBooksSession:
        return QuickBooksSession(replace(settings, realm=realm), client, keeper, at_once) if realm else session

    return QuickBooksParts(QuickBooksLedger(context, pace), QuickBooksSignIn(session_of, authorization, secrets))
