"""Codes and tokens: the state behind Intuit's sign-in (apis/quickbooks.md 2.2, 2.3).

An access token lives an hour. A refresh token lives 100 days from its last use; its value changes at the first refresh a day after
it was issued, and the old value dies with that (or after a grace that can be set). Everything of a consent ends five years after it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

ACCESS_LIFE: Final = timedelta(hours=1)
CODE_LIFE: Final = timedelta(minutes=10)
REFRESH_LIFE: Final = timedelta(days=100)
ROTATES_AFTER: Final = timedelta(days=1)
HARD_LIFE: Final = timedelta(days=5 * 365 + 1)


class GrantError(ValueError):
    """A code or token that is not good any more; the text is the vendor's description of it."""


@dataclass(slots=True)
class Consent:
    """What a person agreed to for one company. `realm` is None for the tokens of the start line, which reach all companies."""

    client_id: str
    realm: str | None
    scopes: tuple[str, ...]
    given: datetime
    refresh_token: str = ""
    issued: datetime | None = None
    used: datetime | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """An authorisation code: good once, for ten minutes, with the very same redirect address."""

    consent: Consent
    redirect_uri: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Access:
    """An access token."""

    consent: Consent
    expires: datetime


@dataclass(slots=True)
class Grants:
    """All codes and tokens. `grace` is how long an old refresh value lives on after a new one was issued."""

    grace: timedelta = timedelta(0)
    codes: dict[str, Code] = field(default_factory=dict)
    access: dict[str, Access] = field(default_factory=dict)
    refresh: dict[str, Consent] = field(default_factory=dict)
    retired: dict[str, datetime] = field(default_factory=dict)

    def issue_code(self, consent: Consent, redirect_uri: str, now: datetime) -> str:
        """A fresh authorisation code."""
        code = f"AB1{secrets.token_hex(24)}"
        self.codes[code] = Code(consent, redirect_uri, now + CODE_LIFE)
        return code

    def redeem_code(self, code: str, redirect_uri: str, client_id: str, now: datetime) -> Consent:
        """The consent behind a code, which is spent by the attempt. Raises `GrantError`."""
        held = self.codes.pop(code, None)
        if held is None or now >= held.expires or held.consent.client_id != client_id or held.consent.ended:
            raise GrantError("Invalid authorization code")
        if held.redirect_uri != redirect_uri:
            raise GrantError("Invalid redirect URI")
        return held.consent

    def redeem_refresh(self, token: str, client_id: str, now: datetime) -> Consent:
        """The consent behind a refresh token. Raises `GrantError` for a dead, retired or foreign one."""
        consent = self.refresh.get(token)
        if consent is None or consent.ended or consent.issued is None or consent.used is None:
            raise GrantError("Incorrect or invalid refresh token")
        if consent.client_id != client_id:
            raise GrantError("Incorrect Token type or clientID")
        if token != consent.refresh_token and now >= self.retired.get(token, now) + self.grace:
            raise GrantError("Incorrect or invalid refresh token")
        if now >= consent.used + REFRESH_LIFE or now >= consent.given + HARD_LIFE:
            raise GrantError("Token invalid")
        return consent

    def issue(self, consent: Consent, now: datetime, with_hard_end: bool = False) -> dict[str, Any]:
        """A token answer: a new access token, and the refresh token, changed when it is a day old."""
        if consent.issued is None or now >= consent.issued + ROTATES_AFTER:
            self.rotate(consent, now)
        consent.used = now
        token = f"eyJlbmMi.{secrets.token_urlsafe(48)}"
        self.access[token] = Access(consent, min(now + ACCESS_LIFE, consent.given + HARD_LIFE))
        hard = int((consent.given + HARD_LIFE - now).total_seconds())
        answer: dict[str, Any] = {
            "token_type": "bearer",
            "access_token": token,
            "expires_in": int(ACCESS_LIFE.total_seconds()),
            "refresh_token": consent.refresh_token,
            "x_refresh_token_expires_in": min(int(REFRESH_LIFE.total_seconds()), hard),
        }
        if with_hard_end:
            answer["x_refresh_token_hard_expires_in"] = hard
        return answer

    def rotate(self, consent: Consent, now: datetime) -> None:
        """Give a consent a new refresh value; the old one dies after the grace."""
        if consent.refresh_token:
            self.retired[consent.refresh_token] = now
        consent.refresh_token = f"AB11{secrets.token_hex(23)}"
        consent.issued = now
        self.refresh[consent.refresh_token] = consent

    def find(self, token: str) -> Consent | None:
        """The consent of an access or refresh token."""
        access = self.access.get(token)
        return access.consent if access else self.refresh.get(token)

    def revoke(self, consent: Consent) -> None:
        """End everything of the consent's app and company."""
        self.disconnect(consent.realm, consent.client_id)

    def disconnect(self, realm: str | None, client_id: str | None = None) -> int:
        """End all consents of a company (of one app, or of all); how many there were."""
        consents: Sequence[Consent] = list({id(held): held for held in self.refresh.values()}.values())
        gone = [
            held for held in consents if not held.ended and held.realm == realm and client_id in (None, held.client_id)
        ]
        for held in gone:
            held.ended = True
        for code in self.codes.values():
            if code.consent.realm == realm and client_id in (None, code.consent.client_id):
                code.consent.ended = True
        return len(gone)

    def expire_access(self, now: datetime) -> None:
        """Let every access token be expired."""
        self.access = {name: Access(held.consent, min(held.expires, now)) for name, held in self.access.items()}

    def expire_refresh(self, now: datetime) -> None:
        """Let every refresh token be 100 days unused."""
        for consent in self.refresh.values():
            consent.used = now - REFRESH_LIFE
