"""Addresses, scopes and figures of Xero for one connection (apis/xero.md 1 and 2.6)."""

from __future__ import annotations

from dataclasses import dataclass

from app.connectors.ledger.settings import LedgerSettings, said_by
from app.connectors.oauth.provider import Provider
from app.domain.route import Connection

VENDOR = "Xero"
SCOPES = (
    "openid",
    "profile",
    "email",
    "offline_access",
    "accounting.invoices",
    "accounting.payments",
    "accounting.contacts",
    "accounting.settings.read",
    "accounting.attachments",
)
CALLBACK_PATH = "/xero/callback"

PAGE = 1000
"""Largest page (apis/xero.md 4.5)."""
LIST = 40
"""Values of one InvoiceNumbers or IDs list; more may not fit into an address (apis/xero.md 3.3)."""
ELEMENTS = 50
"""Elements of one request; more are allowed and answered too slowly (apis/xero.md 3.3)."""
BODY = 3_500_000
"""Bytes of one request body (apis/xero.md 3.3)."""
AT_ONCE = 5

_DEFAULTS = {
    "api_url": "https://api.xero.com/api.xro/2.0",
    "authorize_url": "https://login.xero.com/identity/connect/authorize",
    "token_url": "https://identity.xero.com/connect/token",
    "revocation_url": "https://identity.xero.com/connect/revocation",
    "connections_url": "https://api.xero.com/connections",
    "web_url": "https://go.xero.com",
}


@dataclass(frozen=True, slots=True)
class XeroSettings(LedgerSettings):
    """What a connection says about where its Xero is. `tenant` is '' until an organisation was chosen."""

    connections_url: str

    @classmethod
    def of(cls, connection: Connection) -> XeroSettings:
        """From a connection; what it does not say is Xero's own."""
        return cls(**said_by(connection, _DEFAULTS))

    def provider(self) -> Provider:
        """The sign-in."""
        return Provider(
            vendor=VENDOR,
            client_id=self.client_id,
            authorize_url=self.authorize_url,
            token_url=self.token_url,
            revocation_url=self.revocation_url,
            scopes=SCOPES,
            callback_path=CALLBACK_PATH,
            ports=self.ports,
        )
