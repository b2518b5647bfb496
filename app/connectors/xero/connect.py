"""Builds everything of one Xero connection: what only its parts know of one another stays here."""

from __future__ import annotations

from dataclasses import dataclass

from app.connectors.http.constants import Timings
from app.connectors.http.minutepace import MinutePace, PaceRules
from app.connectors.http.transport import MakeTransport, Transport
from app.connectors.ledger.connect import Surroundings, calls_of
from app.connectors.ledger.handler import Papers, no_papers
from app.connectors.ledger.kept import Kept
from app.connectors.xero.contacts import XeroContacts
from app.connectors.xero.context import XeroContext
from app.connectors.xero.ledger import XeroLedger
from app.connectors.xero.links import WebLinks
from app.connectors.xero.numbers import DocumentReader, NumberIndex
from app.connectors.xero.receivables import XeroReceivables
from app.connectors.xero.session import XeroSession
from app.connectors.xero.settings import AT_ONCE, VENDOR, XeroSettings
from app.connectors.xero.sign_in import XeroSignIn
from app.domain.route import Connection
from app.ports.clock import Chance, Clock
from app.ports.secrets import SecretStore
from app.ports.sign_in import RefreshLock

CORRELATION = "xero-correlation-id"


@dataclass(frozen=True, slots=True)
class XeroParts:
    """A connection ready for use."""

    ledger: XeroLedger
    receivables: XeroReceivables
    sign_in: XeroSignIn

    def close(self) -> None:
        """Close the connections kept alive."""
        self.ledger.close()


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
    """The ledger and the sign-in of a connection; nothing is called yet. `at_once` is how many calls may be under way.

    Raises `RemoteProblem` (code 'foreign_host') when an address of the settings is not https.
    """
    settings = XeroSettings.of(connection)
    pace = MinutePace(PaceRules(VENDOR, at_once=at_once), clock, scheduled=scheduled)
    calls = calls_of(
        settings,
        settings.provider(),
        Surroundings(secrets, clock, chance, lock, make_transport, timings),
        api_urls=(settings.api_url, settings.connections_url),
        pace=pace,
        at_once=at_once,
        request_id_header=CORRELATION,
    )
    session = XeroSession(settings, calls.client, calls.tokens, at_once)
    links = WebLinks(settings.web_url)
    reader = DocumentReader(session, links)
    context = XeroContext(
        session, clock, links, XeroContacts(session, clock), reader, NumberIndex(reader, clock), papers, Kept(clock)
    )
    sign_in = XeroSignIn(session, calls.authorization)
    return XeroParts(XeroLedger(context, pace), XeroReceivables(context), sign_in)
