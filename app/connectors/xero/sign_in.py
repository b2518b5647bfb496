"""Signing in to Xero: the grant, and the organisations it opens (apis/xero.md 2)."""

from __future__ import annotations

from collections.abc import Sequence

from app.connectors.oauth.authorization import Authorization
from app.connectors.xero.fields import text
from app.connectors.xero.session import XeroSession
from app.domain.errors import AccessProblem
from app.domain.run import Stop
from app.ports.sign_in import OpenBrowser, Tenant


class XeroSignIn:
    """The sign-in of one connection; see `SignIn`."""

    def __init__(self, session: XeroSession, authorization: Authorization) -> None:
        self._session = session
        self._authorization = authorization

    def begin(self, open_browser: OpenBrowser, stop: Stop) -> Sequence[Tenant]:
        """Open the browser, wait for the person, keep the grant; the organisations it opens."""
        self._session.tokens.adopt(self._authorization.run(open_browser, stop))
        tenants = self.tenants(stop)
        if not tenants:
            raise AccessProblem(
                "This sign-in opens no Xero organisation.",
                connection_id=self._session.settings.connection_id,
                advice="Sign in again and choose an organisation in the list that Xero shows.",
                code="no_organisation",
            )
        return tenants

    def hand_in(self, address: str) -> bool:
        """Take the address that the browser ended at, pasted by the person while `begin` waits; False when it brings nothing."""
        return self._authorization.hand_in(address)

    def tenants(self, stop: Stop) -> Sequence[Tenant]:
        """The organisations of the present grant; practices and other kinds are left out (apis/xero.md 2.5)."""
        found = self._session.read_connections(stop)
        return tuple(
            Tenant(text(each, "tenantId"), text(each, "tenantName") or "Xero organisation", text(each, "id"))
            for each in found
            if text(each, "tenantType").upper() == "ORGANISATION" and text(each, "tenantId")
        )

    def is_signed_in(self) -> bool:
        """Whether a grant is kept."""
        return self._session.tokens.is_signed_in()

    def sign_out(self, stop: Stop) -> None:
        """Take the links and the grant away at Xero and forget the grant here, in any case.

        Raises what kept Xero from being told; the grant is forgotten nevertheless. Links count against the app's tier until removed.
        """
        tokens = self._session.tokens
        try:
            if tokens.is_signed_in():
                self._remove_links(stop)
                tokens.revoke(stop)
        finally:
            tokens.forget()

    def _remove_links(self, stop: Stop) -> None:
        try:
            tenants = self.tenants(stop)
        except AccessProblem:
            return  # the access has ended already: there are no links of ours left to remove
        own = self._session.settings.tenant
        for tenant in tenants:
            if tenant.connection and own in ("", tenant.id):
                self._session.remove_connection(tenant.connection, stop)
