"""Addresses, scope and figures of QuickBooks Online for one connection (apis/quickbooks.md 2.1, 3, 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.connectors.http.windowpace import WindowPace, WindowRule
from app.connectors.http.wire import Request
from app.connectors.ledger.settings import LedgerSettings, said_by
from app.connectors.oauth.provider import Provider
from app.domain.route import Connection
from app.ports.clock import Clock

VENDOR = "QuickBooks"
SCOPES = ("com.intuit.quickbooks.accounting",)
CALLBACK_PATH = "/quickbooks/callback"
CLIENT_SECRET = "client_secret"  # noqa: S105 - the name under which the secret is kept
REALM = "realm_id"
"""Under which name the company of the grant is kept beside it: no answer of Intuit's names it again (apis/quickbooks.md 2.2)."""

MINOR_VERSION = ("minorversion", "75")
PAGE = 1000
"""Most rows of one query (apis/quickbooks.md 4.1)."""
LIST = 250
"""Values of one IN list; a query has no stated limit, this one keeps answers with whole documents below 2 MB."""
OPERATIONS = 30
"""Operations of one batch (apis/quickbooks.md 11)."""
BODY = 3_000_000
"""Bytes of one batch."""
REACH = timedelta(days=29)
"""How far back changes are asked for: Intuit keeps them for thirty days (apis/quickbooks.md 12)."""
CHANGES_MOST = 1000
"""Objects in one answer about changes; so many may mean that more were left out (apis/quickbooks.md 12)."""
AT_ONCE = 6

_DEFAULTS = {
    "api_url": "https://quickbooks.api.intuit.com/v3",
    "authorize_url": "https://appcenter.intuit.com/connect/oauth2",
    "token_url": "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",
    "revocation_url": "https://developer.api.intuit.com/v2/oauth2/tokens/revoke",
    "web_url": "https://qbo.intuit.com",
}
_SANDBOX = {
    "api_url": "https://sandbox-quickbooks.api.intuit.com/v3",
    "web_url": "https://sandbox.qbo.intuit.com",
}


@dataclass(frozen=True, slots=True)
class QuickBooksSettings(LedgerSettings):
    """What a connection says about where its QuickBooks is. `tenant` is the company's realm id, '' until somebody has signed in.

    `redirect_url` '' is the listener on this computer, which Intuit takes with development keys only; production keys need an https
    address, where a static page hands the answer on or shows it (apis/quickbooks.md 1, 2.4).
    """

    redirect_url: str

    @property
    def realm(self) -> str:
        """The company, in Intuit's word."""
        return self.tenant

    @classmethod
    def of(cls, connection: Connection) -> QuickBooksSettings:
        """From a connection; what it does not say is Intuit's own. `environment` is 'production' (usual) or 'development'."""
        said = connection.settings
        usual = {**_DEFAULTS, **(_SANDBOX if said.get("environment", "") == "development" else {})}
        return cls(**said_by(connection, usual), redirect_url=said.get("redirect_url", "").strip())

    def provider(self) -> Provider:
        """The sign-in. Intuit wants the app's secret with each token call and documents no PKCE (apis/quickbooks.md 2.2, 2.4)."""
        return Provider(
            vendor=VENDOR,
            client_id=self.client_id,
            authorize_url=self.authorize_url,
            token_url=self.token_url,
            revocation_url=self.revocation_url,
            scopes=SCOPES,
            callback_path=CALLBACK_PATH,
            ports=self.ports,
            client_secret_name=CLIENT_SECRET,
            redirect_url=self.redirect_url,
            revokes_json=True,
        )


_JITTER = 0.5
"""Seconds by which the ways of two calls may differ."""


def pace_of(clock: Clock, at_once: int) -> WindowPace:
    """Under all of Intuit's limits: 500 calls a minute, 10 a second, 40 batches a minute, 10 at once (apis/quickbooks.md 4.1).

    A little longer than they are: calls may arrive closer together than they left, and one too many costs a minute.
    """
    rules = (
        WindowRule("minute", 500, 60.0 + _JITTER, lambda request: not _is_batch(request)),
        WindowRule("second", 10, 1.0 + _JITTER / 10, _is_any),
        WindowRule("minute", 40, 60.0 + _JITTER, _is_batch),
    )
    return WindowPace(rules, at_once, clock, f"{VENDOR} takes 40 batches of {OPERATIONS} a minute.")


def _is_any(request: Request) -> bool:
    return bool(request.url)


def _is_batch(request: Request) -> bool:
    return request.url.endswith("/batch")
