"""Xero's identity addresses: authorise, token, revocation and connections (apis/xero.md 2.1 to 2.5, 13.1).

The app is native: PKCE with S256 alone, no secret, a redirect address that matches exactly. A request that names a wrong
redirect address or a scope the app may not have gets a page and is never sent back. A consent connects the one organisation
the person picked, and with it those tenants that are no organisation, so that callers have to look at tenantType.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.sandbox.authorization import back_to_app, form_of
from app.sandbox.sign_in_page import consent_form
from app.sandbox.wire import Reply, Request
from app.sandbox.xero import scopes
from app.sandbox.xero.consent_page import CONSENT, refusal_page
from app.sandbox.xero.grants import Consent, GrantError, Grants
from app.sandbox.xero.ledger import Ledger
from app.sandbox.xero.replies import not_found, not_implemented, token_expired, unknown_token

PERSON = "5f0c2b0e-1f4e-4b6a-9c55-6c1f7b7a0a01"
DIRECT = "5f0c2b0e-1f4e-4b6a-9c55-6c1f7b7a0a02"
_ASKED = ("response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method")
_JSON = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store", "Pragma": "no-cache"}


class Identity:
    """Sign-in for one app. `auto_approve` (a tenant id) skips the page; `app` is the seed's: client_id, redirect_uris, user."""

    def __init__(self, app: Mapping[str, Any], ledgers: Mapping[str, Ledger]) -> None:
        self._app = app
        self._ledgers = ledgers
        self._user: Mapping[str, str] = app.get("user", {})
        self._known_scopes = frozenset(app.get("scopes", scopes.KNOWN))
        self.auto_approve: str | None = app.get("auto_approve")
        self.grants = Grants(str(app["client_id"]))

    @property
    def organisations(self) -> list[tuple[str, str]]:
        """Tenants that are organisations: id and name."""
        return [(entry.tenant_id, entry.name) for entry in self._ledgers.values() if entry.kind == "ORGANISATION"]

    def handle(self, request: Request, now: datetime) -> Reply:
        """Answer one request to an identity address; paths match without case."""
        path = request.path.lower().rstrip("/")
        if path == "/identity/connect/authorize":
            return self._authorize(request, now)
        if path == "/connect/token":
            return self._token(request, now) if request.method == "POST" else not_implemented()
        if path == "/connect/revocation":
            return self._revoke(request) if request.method == "POST" else not_implemented()
        if path == "/connections" or path.startswith("/connections/"):
            return self._connections(request, path.removeprefix("/connections").strip("/"), now)
        return not_found()

    def _authorize(self, request: Request, now: datetime) -> Reply:
        form = form_of(request) if request.method == "POST" else {}
        asked = {**request.parameters(), **form}
        reason = self._page_reason(asked)
        if reason:
            return refusal_page(f"unauthorized_client : {reason}")
        wanted = asked["scope"].split()
        fault = _redirect_fault(asked)
        if fault:
            return back_to_app(asked, fault)
        decision, tenant = form.get("decision", ""), form.get("tenant", "").lower()
        if self.auto_approve:
            decision, tenant = "allow", self.auto_approve.lower()
        if decision == "cancel":
            return back_to_app(asked, {"error": "access_denied", "error_description": "The user denied the request"})
        if decision == "allow" and tenant in dict(self.organisations):
            return self._approve(asked, wanted, tenant, now)
        hidden = {name: asked[name] for name in _ASKED if name in asked}
        action = f"{request.base_url}/identity/connect/authorize"
        name = str(self._app.get("name", "Ledgerferry"))
        return consent_form(
            CONSENT, action, hidden, books=self.organisations, person=self._user, app_name=name, scopes=wanted
        )

    def _page_reason(self, asked: Mapping[str, str]) -> str:
        """Why a request gets a page and no redirect; empty when it may go on."""
        if asked.get("client_id") != self._app["client_id"]:
            return "Unknown client or client not enabled"
        if asked.get("redirect_uri") not in self._app.get("redirect_uris", []):
            return "Invalid redirect_uri"
        wanted = asked.get("scope", "").split()
        return "" if wanted and self._known_scopes.issuperset(wanted) else "Invalid scope for client"

    def _approve(self, asked: Mapping[str, str], wanted: Sequence[str], tenant: str, now: datetime) -> Reply:
        others = [entry.tenant_id for entry in self._ledgers.values() if entry.kind != "ORGANISATION"]
        consent = self.grants.consent(PERSON, wanted, [tenant, *others], now)
        code = self.grants.issue_code(consent, asked["redirect_uri"], asked["code_challenge"], now)
        return back_to_app(asked, {"code": code, "scope": " ".join(wanted)})

    def _token(self, request: Request, now: datetime) -> Reply:
        form = form_of(request)
        if not form.get("client_id") and "authorization" not in request.headers:
            return _refused("invalid_request")
        if form.get("client_id") != self._app["client_id"]:
            return _refused("invalid_client")
        try:
            consent = self._redeem(form, now)
        except GrantError:
            return _refused("invalid_grant")
        except KeyError as gap:
            return _refused(str(gap.args[0]))
        return Reply(
            200,
            json.dumps(self.grants.issue(consent, self._issuer(request), self._profile(consent), now)).encode(),
            _JSON,
        )

    def _redeem(self, form: Mapping[str, str], now: datetime) -> Consent:
        kind = form.get("grant_type", "")
        if kind == "authorization_code":
            verifier, address = form.get("code_verifier", ""), form.get("redirect_uri", "")
            return self.grants.redeem_code(form.get("code", ""), address, verifier, now)
        if kind == "refresh_token":
            return self.grants.redeem_refresh(form.get("refresh_token", ""), now)
        raise KeyError("unauthorized_client" if kind == "client_credentials" else "unsupported_grant_type")

    def _issuer(self, request: Request) -> str:
        return request.base_url

    def _profile(self, consent: Consent) -> dict[str, str]:
        given, _, family = self._user.get("name", "").partition(" ")
        profile = {"email": self._user.get("email", "")} if "email" in consent.scopes else {}
        if "profile" in consent.scopes:
            profile |= {"given_name": given, "family_name": family, "name": self._user.get("name", "")}
        return profile

    def _revoke(self, request: Request) -> Reply:
        form = form_of(request)
        if form.get("client_id") != self._app["client_id"]:
            return _refused("invalid_client" if form.get("client_id") else "invalid_request")
        self.grants.revoke(form.get("token", ""))
        return Reply(200)

    def _connections(self, request: Request, identity: str, now: datetime) -> Reply:
        consent = self.authenticate(request, now)
        if isinstance(consent, Reply):
            return consent
        mine = {name: entry for name, entry in self.grants.connections.items() if entry.user == consent.user}
        if identity:
            if request.method != "DELETE":
                return not_implemented()
            if identity not in mine:
                return not_found()
            del self.grants.connections[identity]
            return Reply(204, effect="disconnected")
        if request.method != "GET":
            return not_implemented()
        event = request.parameters().get("authEventId")
        rows = [
            {
                "id": entry.id,
                "authEventId": entry.event,
                "tenantId": entry.tenant,
                "tenantType": self._ledgers[entry.tenant].kind,
                "tenantName": self._ledgers[entry.tenant].name,
                "createdDateUtc": _seven_digits(entry.created),
                "updatedDateUtc": _seven_digits(entry.updated),
            }
            for entry in mine.values()
            if event is None or entry.event == event
        ]
        return Reply(200, json.dumps(rows).encode(), _JSON)

    def authenticate(self, request: Request, now: datetime) -> Consent | Reply:
        """The consent behind the bearer of a request, or the 401 it gets."""
        held = self.grants.access.get(bearer_of(request))
        if held is None:
            return unknown_token()
        return token_expired(held.expires) if now >= held.expires else held.consent

    def sign_in_directly(self, issuer: str, now: datetime) -> dict[str, Any]:
        """Tokens for direct use, of a user of their own who is connected to every tenant, with every granular scope."""
        consent = self.grants.consent(DIRECT, scopes.FULL, list(self._ledgers), now)
        return self.grants.issue(consent, issuer, self._profile(consent), now)

    def restore_direct(self, tokens: Mapping[str, str], issuer: str, now: datetime) -> None:
        """Let the tokens of the start line be good again, as if just issued."""
        fresh = self.sign_in_directly(issuer, now)
        grants = self.grants
        grants.access[tokens["access_token"]] = grants.access[fresh["access_token"]]
        grants.refresh[tokens["refresh_token"]] = grants.refresh[fresh["refresh_token"]]


def bearer_of(request: Request) -> str:
    """The bearer token of a request, empty without one."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _redirect_fault(asked: Mapping[str, str]) -> dict[str, str]:
    """What goes back to the app for a request it got wrong itself."""
    if asked.get("response_type") != "code":
        return {"error": "unsupported_response_type"}
    if not asked.get("code_challenge") or asked.get("code_challenge_method") != "S256":
        return {"error": "invalid_request", "error_description": "code challenge required"}
    return {}


def _refused(code: str) -> Reply:
    return Reply(400, json.dumps({"error": code}).encode(), _JSON)


def _seven_digits(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0"
