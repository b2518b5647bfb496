"""Addresses and figures of Rotessa for one connection (apis/rotessa.md 1, 2, 12)."""

from __future__ import annotations

from dataclasses import dataclass

from app.connectors.http.windowpace import WindowPace, WindowRule
from app.connectors.http.wire import Request
from app.domain.route import Connection
from app.ports.clock import Clock

VENDOR = "Rotessa"
API_KEY = "api_key"
"""The name under which the key is kept in the keyring."""
SANDBOX = "sandbox"
"""Value of the setting `environment` for Rotessa's own sandbox; its keys are not those of production (apis/rotessa.md 1)."""

PAGE = 1000
"""Rows of one page of the transaction report, and the most that a list of customers was seen with (apis/rotessa.md 8, 15)."""
COMMENT = 255
"""Characters of a comment that are sent at most: the longest is not documented, a text column usually takes as many."""
AT_ONCE = 1
A_SECOND = 2
"""No limit is published, so calls follow one another and not too fast (apis/rotessa.md 12)."""

_PRODUCTION_URL = "https://api.rotessa.com/v1"
_SANDBOX_URL = "https://sandbox-api.rotessa.com/v1"
_PRODUCTION_WEB = "https://app.rotessa.com"
_SANDBOX_WEB = "https://sandbox.rotessa.com"


@dataclass(frozen=True, slots=True)
class RotessaSettings:
    """What a connection says about where its Rotessa is. Rotessa names no account of its own, so the
    connection stands for it as `tenant` (apis/rotessa.md 2)."""

    connection_id: str
    name: str
    tenant: str
    is_sandbox: bool
    api_url: str
    web_url: str
    ca_file: str

    @classmethod
    def of(cls, connection: Connection) -> RotessaSettings:
        """From a connection; what it does not say is Rotessa's own. `environment` is 'production' (usual) or 'sandbox'."""
        said = connection.settings
        is_sandbox = said.get("environment", "") == SANDBOX
        usual = _SANDBOX_URL if is_sandbox else _PRODUCTION_URL
        return cls(
            connection_id=connection.id,
            name=connection.tenant_name or connection.name,
            tenant=connection.tenant or connection.id,
            is_sandbox=is_sandbox,
            api_url=(said.get("api_url", "").strip() or usual).rstrip("/"),
            web_url=said.get("web_url", "").strip() or (_SANDBOX_WEB if is_sandbox else _PRODUCTION_WEB),
            ca_file=said.get("ca_file", ""),
        )


def pace_of(clock: Clock) -> WindowPace:
    """One call at a time, two a second."""
    rule = WindowRule("second", A_SECOND, 1.0, _is_any)
    return WindowPace((rule,), AT_ONCE, clock, f"Ledgerferry asks {VENDOR} {A_SECOND} times a second at most.")


def _is_any(request: Request) -> bool:
    return bool(request.url)
