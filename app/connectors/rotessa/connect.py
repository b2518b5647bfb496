"""Builds everything of one Rotessa connection: what only its parts know of one another stays here."""

from __future__ import annotations

from app.connectors.http.addresses import HostList
from app.connectors.http.client import HttpClient
from app.connectors.http.constants import Timings
from app.connectors.http.pacing import Pace
from app.connectors.http.transport import MakeTransport, Transport
from app.connectors.rotessa.account import RotessaAccount
from app.connectors.rotessa.collector import RotessaCollector
from app.connectors.rotessa.session import RotessaSession
from app.connectors.rotessa.settings import AT_ONCE, PAGE, VENDOR, RotessaSettings, pace_of
from app.domain.route import Connection
from app.ports.clock import Chance, Clock
from app.ports.secrets import SecretStore


def open_rotessa(
    connection: Connection,
    *,
    secrets: SecretStore,
    clock: Clock,
    chance: Chance,
    timings: Timings | None = None,
    make_transport: MakeTransport = Transport,
    pace: Pace | None = None,
    page: int = PAGE,
) -> RotessaCollector:
    """The collector of a connection; nothing is called yet.

    The key goes to the API's own address alone. `pace` None is Rotessa's usual one; `page` is how many rows a page of its report has.
    Raises `RemoteProblem` (code 'foreign_host') when the address in the settings is not https.
    """
    settings = RotessaSettings.of(connection)
    way = make_transport(HostList(settings.api_url), ca_file=settings.ca_file, concurrency=AT_ONCE, timings=timings)
    client = HttpClient(VENDOR, way, pace or pace_of(clock), clock, chance)
    return RotessaCollector(RotessaAccount(RotessaSession(settings, client, secrets), page))
