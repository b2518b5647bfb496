"""Signing in to QuickBooks: the grant, and the one company it opens (apis/quickbooks.md 2.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.connectors.oauth.authorization import Authorization
from app.connectors.quickbooks.catalogue import read_company
from app.connectors.quickbooks.session import QuickBooksSession
from app.connectors.quickbooks.settings import REALM, VENDOR
from app.domain.errors import AccessProblem
from app.domain.run import Stop
from app.ports.secrets import SecretStore
from app.ports.sign_in import OpenBrowser, Tenant

SessionOf = Callable[[str], QuickBooksSession]
"""The session for a company by its realm id; '' for the connection's own."""


class QuickBooksSignIn:
    """The sign-in of one connection; see `SignIn`."""

    def __init__(self, session_of: SessionOf, authorization: Authorization, secrets: SecretStore) -> None:
        """`session_of` gives the session for a company, since the grant alone says which one it is."""
        self._session_of = session_of
        self._authorization = authorization
        self._secrets = secrets

    def begin(self, open_browser: OpenBrowser, stop: Stop) -> Sequence[Tenant]:
        """Open the browser, wait for the person, keep the grant; the company it opens.

        A grant for another company than the connection's is not kept: the one that stands goes on working.
        """
        session = self._session_of("")
        grant = self._authorization.run(open_browser, stop)
        realm, own = grant.told.get("realmId", ""), session.settings.realm
        if not realm.isalnum() or len(realm) > 40:
            raise self._problem("This sign-in opens no QuickBooks company.", "no_organisation")
        if own not in ("", realm):
            raise self._problem(f"You signed in to another company than {session.settings.name}.", "other_organisation")
        self._secrets.put(session.settings.connection_id, REALM, realm)
        session.tokens.adopt(grant)
        return self.tenants(stop)

    def hand_in(self, address: str) -> bool:
        """Take the address that the browser ended at, pasted by the person while `begin` waits; False when it brings nothing."""
        return self._authorization.hand_in(address)

    def tenants(self, stop: Stop) -> Sequence[Tenant]:
        """The company of the present grant."""
        session = self._session_of("")
        realm = self._secrets.get(session.settings.connection_id, REALM) or session.settings.realm
        if not realm:
            raise self._problem(f"Nobody is signed in to {VENDOR}.", "signed_out")
        company = read_company(self._session_of(realm), stop)
        return (Tenant(realm, company.organisation.name or f"{VENDOR} company"),)

    def is_signed_in(self) -> bool:
        """Whether a grant is kept."""
        return self._session_of("").tokens.is_signed_in()

    def sign_out(self, stop: Stop) -> None:
        """Take the grant away at Intuit and forget it here, in any case. Raises what kept Intuit from being told."""
        session = self._session_of("")
        try:
            if session.tokens.is_signed_in():
                session.tokens.revoke(stop)
        finally:
            session.tokens.forget()
            self._secrets.remove(session.settings.connection_id, REALM)

    def _problem(self, sentence: str, code: str) -> AccessProblem:
        return AccessProblem(
            sentence,
            connection_id=self._session_of("").settings.connection_id,
            advice="Sign in again and choose the company there.",
            code=code,
        )
