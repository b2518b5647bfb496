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
    client_secret_name: str = ""  # under which name the app's own secret is kept; '' for vendors that take PKCE instead
    redirect_url: str = ""  # an https page that hands the answer on, where a vendor takes no localhost; '' for none
    revokes_json: bool = False  # the token to take away is sent as JSON rather than as a form

    @property
    def uses_pkce(self) -> bool:
        """A vendor that wants the app's own secret knows no PKCE."""
        return not self.client_secret_name

    def redirect_uri(self, port: int) -> str:
        """The redirect address as registered: the word `localhost`, never a number, unless a page stands in between."""
        return self.redirect_url or f"http://localhost:{port}{self.callback_path}"

    def state(self, token: str, port: int) -> str:
        """The state of one attempt. Where a page stands in between, it starts with the port that the page hands the answer to."""
        return f"{port}.{token}" if self.redirect_url else token
