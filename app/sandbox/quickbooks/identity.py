"""Intuit's identity addresses: authorise, token, revocation, user info, keys and discovery (apis/quickbooks.md 2).

An app has two sets of keys. Development keys take any registered redirect address, also one on this computer; production keys take
only https, and never localhost. A company may be marked as reachable with one kind of keys only.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from app.sandbox.authorization import back_to_app, form_of
from app.sandbox.quickbooks.consent_page import CONSENT, refusal_page
from app.sandbox.quickbooks.faults import GatewayFault, not_authorised, token_expired, token_unknown
from app.sandbox.quickbooks.grants import ACCESS_LIFE, Consent, GrantError, Grants
from app.sandbox.quickbooks.identity_key import IdentityKey
from app.sandbox.sign_in_page import consent_form
from app.sandbox.wire import Reply, Request

ACCOUNTING: Final = "com.intuit.quickbooks.accounting"
_SCOPES: Final = frozenset({ACCOUNTING, "openid", "profile", "email", "phone", "address"})
_JSON: Final = {"Content-Type": "application/json;charset=UTF-8", "Cache-Control": "no-store"}
_ASKED: Final[tuple[str, ...]] = ("client_id", "response_type", "scope", "redirect_uri", "state")
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Keys:
    """One set of an app's keys."""

    kind: str
    client_id: str
    client_secret: str
    redirect_uris: list[str]


class Identity:
    """Answers the identity addresses. `app`: name, user {name, email}, keys [{kind, client_id, client_secret, redirect_uris}].

    `auto_approve`: a realm id skips the page.
    """

    def __init__(self, app: Mapping[str, Any], realms: Sequence[Mapping[str, Any]]) -> None:
        self._app = app
        self._realms = {str(realm["id"]): realm for realm in realms}
        self._cut_off: set[str] = set()
        self._user: Mapping[str, str] = app.get("user", {})
        self._key = IdentityKey()
        self.keys = {
            row["client_id"]: Keys(row["kind"], row["client_id"], row["client_secret"], list(row["redirect_uris"]))
            for row in app["keys"]
        }
        self.grants = Grants()
        self.auto_approve: str | None = app.get("auto_approve")

    def handle(self, request: Request, now: datetime) -> Reply:
        """Answer one request below the identity address."""
        answers: Mapping[tuple[str, str], Callable[[], Reply]] = {
            ("GET", "/connect/oauth2"): lambda: self._authorize(request, now),
            ("POST", "/connect/oauth2"): lambda: self._authorize(request, now),
            ("POST", "/oauth2/v1/tokens/bearer"): lambda: self._token(request, now),
            ("POST", "/v2/oauth2/tokens/revoke"): lambda: self._revoke(request),
            ("GET", "/v1/openid_connect/userinfo"): lambda: self._user_info(request, now),
            ("GET", "/op/v1/jwks"): lambda: _json(200, self._key.published()),
            ("GET", "/.well-known/openid_configuration"): lambda: _json(200, discovery(request.base_url)),
            ("GET", "/.well-known/openid_sandbox_configuration"): lambda: _json(200, discovery(request.base_url)),
        }
        answer = answers.get((request.method, request.path.rstrip("/")))
        return answer() if answer else _json(404, {"error": "not_found"})

    def _authorize(self, request: Request, now: datetime) -> Reply:
        asked = request.parameters() if request.method == "GET" else form_of(request)
        keys = self.keys.get(asked.get("client_id", ""))
        reason = _page_reason(keys, asked)
        if keys is None or reason:
            return refusal_page(reason)
        wanted = asked.get("scope", "").split()
        if asked.get("response_type") != "code" or not wanted or not _SCOPES.issuperset(wanted):
            broken = "invalid_scope" if asked.get("response_type") == "code" else "unsupported_response_type"
            return back_to_app(asked, {"error": broken})
        if not asked.get("state"):
            return refusal_page("The state query parameter is missing from the request.")
        chosen = asked.get("realm", "") if request.method == "POST" else self.auto_approve or ""
        if asked.get("decision") == "cancel":
            return back_to_app(asked, {"error": "access_denied"})
        reachable = self.companies_of(keys)
        if chosen in dict(reachable) and (self.auto_approve or asked.get("decision") == "allow"):
            consent = Consent(keys.client_id, chosen, tuple(wanted), now)
            code = self.grants.issue_code(consent, asked["redirect_uri"], now)
            return back_to_app(asked, {"code": code, "realmId": chosen})
        hidden: dict[str, str] = {name: asked[name] for name in _ASKED if name in asked}
        return consent_form(
            CONSENT,
            f"{request.base_url}/connect/oauth2", hidden, books=reachable, person=self._user,
            app_name=str(self._app.get("name", "Ledgerferry")), scopes=wanted,
        )  # fmt: skip

    def companies_of(self, keys: Keys) -> list[tuple[str, str]]:
        """(realm id, name) of the companies a set of keys reaches."""
        return [(realm, str(held["name"])) for realm, held in self._realms.items() if _reached(held, keys)]

    def disconnect(self, realm: str) -> int:
        """End all tokens of a company; those of the start line no longer reach it."""
        self._cut_off.add(realm)
        return self.grants.disconnect(realm)

    def _token(self, request: Request, now: datetime) -> Reply:
        form = form_of(request)
        keys = self._client(request, form)
        if keys is None:
            return _json(401, {"error": "invalid_client"})
        try:
            consent = self._redeem(form, keys, now)
        except GrantError as problem:
            return _json(400, {"error": "invalid_grant", "error_description": str(problem)})
        except KeyError as gap:
            return _json(400, {"error": str(gap.args[0])})
        fresh = consent.issued is None
        with_hard_end = request.headers.get("x-include-refresh-token-hard-expires-in", "").lower() == "true"
        answer = self.grants.issue(consent, now, with_hard_end)
        if fresh and "openid" in consent.scopes:
            answer["id_token"] = self._key.signed(self._claims(consent, request.base_url, now))
        return _json(200, answer, "signed in" if fresh else "")

    def _client(self, request: Request, form: Mapping[str, str]) -> Keys | None:
        """The keys of the caller, from the Basic header or from the form."""
        kind, _, encoded = request.headers.get("authorization", "").partition(" ")
        given = (form.get("client_id", ""), form.get("client_secret", ""))
        if kind.lower() == "basic":
            try:
                name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                return None
            given = (name, secret)
        keys = self.keys.get(given[0])
        return keys if keys and secrets.compare_digest(keys.client_secret.encode(), given[1].encode()) else None

    def _redeem(self, form: Mapping[str, str], keys: Keys, now: datetime) -> Consent:
        match form.get("grant_type", ""):
            case "authorization_code":
                return self.grants.redeem_code(form.get("code", ""), form.get("redirect_uri", ""), keys.client_id, now)
            case "refresh_token":
                return self.grants.redeem_refresh(form.get("refresh_token", ""), keys.client_id, now)
            case "":
                raise KeyError("invalid_request")
            case _:
                raise KeyError("unsupported_grant_type")

    def _claims(self, consent: Consent, base_url: str, now: datetime) -> dict[str, Any]:
        began = int(now.timestamp())
        life = {"auth_time": began, "iat": began, "exp": began + int(ACCESS_LIFE.total_seconds())}
        return {
            "sub": subject(self._user),
            "aud": [consent.client_id],
            "iss": f"{base_url}/op/v1",
            "realmid": consent.realm,
            **life,
        }

    def _revoke(self, request: Request) -> Reply:
        if self._client(request, {}) is None:
            return _json(401, {"error": "invalid_client"})
        try:
            token = str(dict(json.loads(request.body)).get("token", ""))
        except (ValueError, TypeError):
            token = form_of(request).get("token", "")
        consent = self.grants.find(token)
        if consent is None:
            return _json(400, {"error": "invalid_request"})
        self.grants.revoke(consent)
        return Reply(200, b"", _JSON, "disconnected")

    def _user_info(self, request: Request, now: datetime) -> Reply:
        held = self.grants.access.get(bearer_of(request))
        if held is None or held.consent.ended or now >= held.expires or "openid" not in held.consent.scopes:
            return _json(401, {"error": "invalid_token"})
        given, _, family = self._user.get("name", "").partition(" ")
        answer: dict[str, Any] = {"sub": subject(self._user)}
        if "email" in held.consent.scopes:
            answer |= {"email": self._user.get("email", ""), "emailVerified": True}
        if "profile" in held.consent.scopes:
            answer |= {"givenName": given, "familyName": family}
        return _json(200, answer)

    def admit(self, request: Request, realm: str, now: datetime) -> GatewayFault | None:
        """Why a call for a company's books is turned away, if it is."""
        token = bearer_of(request)
        held = self.grants.access.get(token)
        if held is None or held.consent.ended:
            return token_unknown()
        if now >= held.expires:
            return token_expired(token)
        company = self._realms.get(realm)
        if held.consent.realm is None and realm in self._cut_off:
            return token_unknown()
        reaches = company is not None and _reached(company, self.keys[held.consent.client_id])
        reaches = reaches and held.consent.realm in (None, realm)
        return None if reaches and ACCOUNTING in held.consent.scopes else not_authorised()

    def sign_in_directly(self, now: datetime) -> dict[str, Any]:
        """Tokens for direct use with the first keys; they reach every company."""
        consent = Consent(next(iter(self.keys)), None, (ACCOUNTING,), now)
        return self.grants.issue(consent, now)

    def restore_direct(self, tokens: Mapping[str, Any], now: datetime) -> None:
        """Let the tokens of the start line be good again, as if just issued."""
        fresh = self.sign_in_directly(now)
        consent = self.grants.refresh.pop(fresh["refresh_token"])
        consent.refresh_token = tokens["refresh_token"]
        self.grants.refresh[consent.refresh_token] = consent
        self.grants.access[tokens["access_token"]] = self.grants.access.pop(fresh["access_token"])


def _reached(realm: Mapping[str, Any], keys: Keys) -> bool:
    """Whether keys of this kind reach a company; one without a kind is reached by both."""
    return realm.get("kind", "") in ("", keys.kind)


def subject(user: Mapping[str, str]) -> str:
    """The identity provider's number of a person."""
    return base64.b16encode(user.get("email", "nobody").encode()).decode()[:36]


def redirect_problem(kind: str, address: str) -> str:
    """Why an address cannot be registered for a set of keys; empty when it can (apis/quickbooks.md 2.4)."""
    parts = urlsplit(address)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        return "The redirect address is no web address."
    if kind == "production" and (parts.scheme != "https" or parts.hostname in _LOCAL):
        return "Production keys take only https addresses, and none on this computer."
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        return "An http address is only taken on this computer."
    return ""


def _page_reason(keys: Keys | None, asked: Mapping[str, str]) -> str:
    """Why a request gets a page and no redirect; empty when it may go on."""
    if keys is None:
        return "The client_id query parameter value is invalid."
    address = asked.get("redirect_uri", "")
    problem = redirect_problem(keys.kind, address)
    if problem or address not in keys.redirect_uris:
        return f"The redirect_uri query parameter value is invalid. {problem}".strip()
    return ""


def discovery(base_url: str) -> dict[str, Any]:
    """The discovery document clients read the other addresses from (apis/quickbooks.md 2.1)."""
    return {
        "issuer": f"{base_url}/op/v1",
        "authorization_endpoint": f"{base_url}/connect/oauth2",
        "token_endpoint": f"{base_url}/oauth2/v1/tokens/bearer",
        "userinfo_endpoint": f"{base_url}/v1/openid_connect/userinfo",
        "revocation_endpoint": f"{base_url}/v2/oauth2/tokens/revoke",
        "jwks_uri": f"{base_url}/op/v1/jwks",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile", "address", "phone"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "exp", "iat", "iss", "realmId", "sub"],
    }


def bearer_of(request: Request) -> str:
    """The bearer token of a request, empty without one."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _json(status: int, value: Mapping[str, Any], effect: str = "") -> Reply:
    return Reply(status, json.dumps(value).encode(), _JSON, effect)
