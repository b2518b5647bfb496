"""What is built for the connection of any ledger: a transport for each credential, the keeper of tokens, the sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.connectors.http.addresses import HostList, origin_of
from app.connectors.http.client import HttpClient
from app.connectors.http.constants import Timings
from app.connectors.http.pacing import AtOnce, Pace
from app.connectors.http.transport import MakeTransport
from app.connectors.ledger.settings import LedgerSettings
from app.connectors.oauth.authorization import Authorization
from app.connectors.oauth.provider import Provider
from app.connectors.oauth.tokens import TokenKeeper
from app.ports.clock import Chance, Clock
from app.ports.secrets import SecretStore
from app.ports.sign_in import RefreshLock


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is handed in to every connection."""

    secrets: SecretStore
    clock: Clock
    chance: Chance
    lock: RefreshLock
    make_transport: MakeTransport
    timings: Timings | None = None


@dataclass(frozen=True, slots=True)
class Calls:
    """The client of the API, the keeper of its tokens, and the sign-in that fetches them."""

    client: HttpClient
    tokens: TokenKeeper
    authorization: Authorization


def calls_of(
    settings: LedgerSettings,
    provider: Provider,
    around: Surroundings,
    *,
    api_urls: Sequence[str],
    pace: Pace,
    at_once: int,
    request_id_header: str,
) -> Calls:
    """The calls of one connection; nothing is called yet.

    Each credential has a transport of its own: refresh token and client secret go to the identity addresses only, the access token to
    `api_urls` only. Raises `RemoteProblem` (code 'foreign_host') when an address is not https.
    """
    for address in (provider.authorize_url, provider.redirect_url):
        if address:
            origin_of(address)
    identity = around.make_transport(
        HostList(provider.token_url, provider.revocation_url),
        ca_file=settings.ca_file,
        concurrency=2,
        timings=around.timings,
    )
    api = around.make_transport(
        HostList(*api_urls), ca_file=settings.ca_file, concurrency=at_once, timings=around.timings
    )
    clock, chance, vendor = around.clock, around.chance, provider.vendor
    tokens = TokenKeeper(
        settings.connection_id,
        provider,
        around.secrets,
        client=HttpClient(vendor, identity, AtOnce(2), clock, chance, request_id_header=request_id_header),
        clock=clock,
        lock=around.lock,
    )
    client = HttpClient(vendor, api, pace, clock, chance, request_id_header=request_id_header)
    secrets = around.secrets if provider.client_secret_name else None
    authorization = Authorization(provider, identity, clock, chance, settings.connection_id, secrets=secrets)
    return Calls(client, tokens, authorization)
