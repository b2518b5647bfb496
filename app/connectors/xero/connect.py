"""Builds everything of one Xero connection: what only its parts know of one another stays here."""

from __future__ import annotations

from dataclasses import dataclass

from app.connectors.http.addresses import HostList, origin_of
from app.connectors.http.client import HttpClient
from app.connectors.http.constants import Timings
from app.connectors.http.minutepace import MinutePace, PaceRules
from app.connectors.http.pacing import AtOnce
from app.connectors.http.transport import MakeTransport, Transport
from app.connectors.oauth.authorization import Authorization
from app.connectors.oauth.tokens import TokenKeeper
from app.connectors.xero.contacts import ContactBook
from app.connectors.xero.context import Papers, XeroContext
from app.connectors.xero.ledger import XeroLedger
from app.connectors.xero.links import WebLinks
from app.connectors.xero.numbers import DocumentReader, NumberIndex
from app.connectors.xero.session import XeroSession
from app.connectors.xero.settings import AT_ONCE, VENDOR, XeroSettings
from app.connectors.xero.sign_in import XeroSignIn
from app.domain.errors import ExpectedProblem
from app.domain.plan import Mend
from app.domain.route import Connection
from app.domain.run import Stop
from app.ports.clock import Chance, Clock
from app.ports.secrets import SecretStore
from app.ports.sign_in import RefreshLock

CORRELATION = "xero-correlation-id"


@dataclass(frozen=True, slots=True)
class XeroParts:
    """A connection ready for use."""

    ledger: XeroLedger
    sign_in: XeroSignIn

    def close(self) -> None:
        """Close the connections kept alive."""
        self.ledger.close()


def no_papers(source_id: str, stop: Stop) -> tuple[str, bytes]:
    """For connections whose source gives no papers."""
    del source_id, stop
    raise ExpectedProblem("The source offers no file for this document.", mend=Mend.NONE, code="no_paper")


def open_xero(
    connection: Connection,
    *,
    secrets: SecretStore,
    clock: Clock,
    chance: Chance,
    lock: RefreshLock,
    papers: Papers = no_papers,
    scheduled: bool = False,
    timings: Timings | None = None,
    make_transport: MakeTransport = Transport,
    at_once: int = AT_ONCE,
) -> XeroParts:
    """The ledger and the sign-in of a connection; nothing is called yet.

    Each credential has a transport of its own: the refresh token goes to the identity addresses only, the access token to the API
    and the list of connections only. `at_once` is how many calls may be under way. Raises `RemoteProblem` (code 'foreign_host') when an
    address of the settings is not https.
    """
    settings = XeroSettings.of(connection)
    origin_of(settings.authorize_url)
    identity = make_transport(
        HostList(settings.token_url, settings.revocation_url), ca_file=settings.ca_file, concurrency=2, timings=timings
    )
    api = make_transport(
        HostList(settings.api_url, settings.connections_url),
        ca_file=settings.ca_file,
        concurrency=at_once,
        timings=timings,
    )
    pace = MinutePace(PaceRules(VENDOR, at_once=at_once), clock, scheduled=scheduled)
    provider = settings.provider()
    keeper = TokenKeeper(
        connection.id,
        provider,
        secrets,
        client=HttpClient(VENDOR, identity, AtOnce(2), clock, chance, request_id_header=CORRELATION),
        clock=clock,
        lock=lock,
    )
    client = HttpClient(VENDOR, api, pace, clock, chance, request_id_header=CORRELATION)
    session = XeroSession(settings, client, keeper, at_once)
    links = WebLinks(settings.web_url)
    reader = DocumentReader(session, links)
    context = XeroContext(
        session, clock, links, ContactBook(session, clock), reader, NumberIndex(reader, clock), papers
    )
    authorization = Authorization(provider, identity, clock, chance, connection.id)
    return XeroParts(XeroLedger(context, pace), XeroSignIn(session, authorization))
