"""Codes, tokens and connections: the state behind Xero's sign-in (apis/xero.md 2.2 to 2.5).

Tokens belong to a user of an app, not to an organisation; a connection joins a user to a tenant. A refresh token is spent at
its first use, may be replayed for 30 minutes after it, gets a fresh pair each time, and dies after 60 days unused.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

ACCESS_LIFE = timedelta(minutes=30)
ID_LIFE = timedelta(minutes=5)
CODE_LIFE = timedelta(minutes=5)
REFRESH_LIFE = timedelta(days=60)
GRACE = timedelta(minutes=30)


class GrantError(ValueError):
    """A code or token that is not good any more."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a user agreed to: scopes, under one authentication event."""

    user: str
    scopes: tuple[str, ...]
    event: str


@dataclass(frozen=True, slots=True)
class Code:
    """An authorisation code: good once, for five minutes, with the verifier behind `challenge`."""

    consent: Consent
    redirect_uri: str
    challenge: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Access:
    """An access token."""

    consent: Consent
    expires: datetime


@dataclass(slots=True)
class Refresh:
    """A refresh token and when it was first used."""

    consent: Consent
    expires: datetime
    used: datetime | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """One user's connection to one tenant."""

    id: str
    user: str
    tenant: str
    event: str
    created: datetime
    updated: datetime


@dataclass(slots=True)
class Grants:
    """All codes, tokens and connections of one app."""

    client_id: str
    codes: dict[str, Code] = field(default_factory=dict)
    access: dict[str, Access] = field(default_factory=dict)
    refresh: dict[str, Refresh] = field(default_factory=dict)
    connections: dict[str, Connection] = field(default_factory=dict)
    consented: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def consent(self, user: str, scopes: Sequence[str], tenants: Collection[str], now: datetime) -> Consent:
        """Record a consent: scopes add up over consents, tenants become connected under a new event."""
        scopes = tuple(dict.fromkeys((*self.consented.get(user, ()), *scopes)))
        self.consented[user] = scopes
        consent = Consent(user, scopes, str(uuid4()))
        for tenant in tenants:
            held = next((c for c in self.connections.values() if (c.user, c.tenant) == (user, tenant)), None)
            connection = Connection(
                held.id if held else str(uuid4()), user, tenant, consent.event, held.created if held else now, now
            )
            self.connections[connection.id] = connection
        return consent

    def issue_code(self, consent: Consent, redirect_uri: str, challenge: str, now: datetime) -> str:
        """A fresh authorisation code."""
        code = secrets.token_urlsafe(32)
        self.codes[code] = Code(consent, redirect_uri, challenge, now + CODE_LIFE)
        return code

    def redeem_code(self, code: str, redirect_uri: str, verifier: str, now: datetime) -> Consent:
        """The consent behind a code, which is spent by the attempt. Raises `GrantError`."""
        held = self.codes.pop(code, None)
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if held is None or now >= held.expires or redirect_uri != held.redirect_uri:
            raise GrantError("code")
        if not 43 <= len(verifier) <= 128 or not secrets.compare_digest(digest, held.challenge):
            raise GrantError("verifier")
        return held.consent

    def redeem_refresh(self, token: str, now: datetime) -> Consent:
        """The consent behind a refresh token. Raises `GrantError` when it is unknown, too old or past its grace."""
        held = self.refresh.get(token)
        if held is None or (held.used is None and now >= held.expires):
            raise GrantError("refresh token")
        if held.used is not None and now >= held.used + GRACE:
            raise GrantError("refresh token past its grace")
        held.used = held.used or now
        return held.consent

    def issue(self, consent: Consent, issuer: str, profile: dict[str, str], now: datetime) -> dict[str, Any]:
        """A fresh token answer: access token, refresh token with offline_access, id token with openid."""
        claims = {
            "nbf": int(now.timestamp()),
            "exp": int((now + ACCESS_LIFE).timestamp()),
            "iss": issuer,
            "aud": f"{issuer}/resources",
            "client_id": self.client_id,
            "sub": consent.user,
            "xero_userid": consent.user,
            "authentication_event_id": consent.event,
            "jti": secrets.token_hex(16),
            "scope": list(consent.scopes),
        }
        token = _jwt(claims)
        self.access[token] = Access(consent, now + ACCESS_LIFE)
        answer: dict[str, Any] = {"access_token": token, "expires_in": 1800, "token_type": "Bearer"}
        if "offline_access" in consent.scopes:
            answer["refresh_token"] = secrets.token_urlsafe(32)
            self.refresh[answer["refresh_token"]] = Refresh(consent, now + REFRESH_LIFE)
        if "openid" in consent.scopes:
            life = {"nbf": claims["nbf"], "exp": int((now + ID_LIFE).timestamp()), "iss": issuer, "aud": self.client_id}
            answer["id_token"] = _jwt({**life, "sub": consent.user, "xero_userid": consent.user, **profile})
        return {**answer, "scope": " ".join(consent.scopes)}

    def revoke(self, token: str) -> None:
        """End everything the token's user has with the app; an unknown token changes nothing."""
        held = self.refresh.get(token) or self.access.get(token)
        if held is None:
            return
        user = held.consent.user
        self.consented.pop(user, None)
        self.access = {name: entry for name, entry in self.access.items() if entry.consent.user != user}
        self.refresh = {name: entry for name, entry in self.refresh.items() if entry.consent.user != user}
        self.connections = {name: entry for name, entry in self.connections.items() if entry.user != user}

    def is_connected(self, user: str, tenant: str) -> bool:
        """Whether the user has a connection to the tenant."""
        return any((entry.user, entry.tenant) == (user, tenant) for entry in self.connections.values())

    def disconnect_tenant(self, tenant: str) -> int:
        """Remove all connections to a tenant, as somebody does inside Xero; how many there were."""
        gone = [name for name, entry in self.connections.items() if entry.tenant == tenant]
        for name in gone:
            del self.connections[name]
        return len(gone)

    def expire_access(self, now: datetime) -> None:
        """Let every access token be expired."""
        self.access = {name: Access(held.consent, min(held.expires, now)) for name, held in self.access.items()}

    def expire_refresh(self, now: datetime) -> None:
        """Let every refresh token be past its life and its grace."""
        for held in self.refresh.values():
            held.expires = min(held.expires, now)
            held.used = held.used and min(held.used, now - GRACE)


def _jwt(claims: dict[str, Any]) -> str:
    """Three parts as in a JSON web token; the signature is chance, nobody here verifies it."""
    header = {"alg": "RS256", "typ": "JWT", "kid": "practice"}
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in (header, claims)]
    parts.append(secrets.token_bytes(32))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
