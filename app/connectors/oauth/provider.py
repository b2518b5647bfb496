"""Where a vendor's sign-in lives and what is asked of it, as data."""

from __future__ import annotations

from dataclasses import dataclass

PORTS = (8741, 8742, 8743, 8744, 8745)
"""Ports of the loopback redirect. Vendors compare the whole address, so all of them have to be registered (apis/xero.md 2.1)."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A vendor's sign-in for one client id. Addresses are absolute https."""

    vendor: str
    client_id: str
    authorize_url: str
    token_url: str
    revocation_url: str
    scopes: tuple[str, ...]
    callback_path: str  # one of its own for each vendor
    ports: tuple[int, ...] = PORTS
    secret_name: str = "refresh_token"  # noqa: S105 - the name under which the secret is kept, not the secret

    def redirect_uri(self, port: int) -> str:
        """The redirect address as registered: the word `localhost`, never a number."""
        return f"http://localhost:{port}{self.callback_path}"
