"""The simulated Xero: one app, its users, its organisations, behind two addresses.

`api` is the accounting interface (/api.xro/2.0), `identity` everything else: /identity/connect/authorize, /connect/token,
/connect/revocation and /connections. Written from apis/xero.md, chapter 13; where Xero's behaviour is not published the
module concerned says which choice was made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import RLock
from typing import Any

from app.sandbox.metered import Metered
from app.sandbox.wire import Clock, Reply, Request
from app.sandbox.xero.accounting import Accounting
from app.sandbox.xero.books import tenant_books
from app.sandbox.xero.control import XeroControl
from app.sandbox.xero.idempotency import IdempotencyStore
from app.sandbox.xero.identity import Identity
from app.sandbox.xero.ledger import Ledger
from app.sandbox.xero.outcome import RefusedError
from app.sandbox.xero.quota import Quota
from app.sandbox.xero.replies import limited, not_connected, token_expired, unknown_token
from app.sandbox.xero.seed import build_ledger

_API, _IDENTITY = "api", "identity"


class XeroSystem(Metered):
    """A `System` (app.sandbox.wire) that is also gated, limited and refusing.

    `organisations`: one dict for each tenant, in Xero's wire names (see `app.sandbox.xero.seed`). `app`: client_id,
    redirect_uris, user {email, name}; optional: name, scopes (those the app may ask for), auto_approve (a tenant id: the
    consent page is skipped), adviser (true passes period locks). `limits` switches the vendor's limits.
    `act` changes things as somebody else would: see `XeroControl`.
    """

    name = "xero"
    _quota: Quota

    def __init__(
        self, organisations: Sequence[Mapping[str, Any]], app: Mapping[str, Any], clock: Clock, limits: bool = True
    ) -> None:
        self._seed = list(organisations)  # only read: building a ledger copies
        self._app = dict(app)
        self._clock = clock
        self._lock = RLock()
        self._quota = Quota(enforced=limits)
        self._issuer = ""
        self._direct: dict[str, Any] = {}
        self._build()

    def _build(self) -> None:
        ledgers = [build_ledger(dict(entry)) for entry in self._seed]
        self._ledgers: dict[str, Ledger] = {ledger.tenant_id: ledger for ledger in ledgers}
        self._identity = Identity(self._app, self._ledgers)
        self._store = IdempotencyStore()
        provider = str(self._app.get("name", "Ledgerferry"))
        self._accounting = Accounting(self._ledgers, self._identity, self._quota, self._store, provider)
        self._accounting.adviser = bool(self._app.get("adviser", False))
        self.act = XeroControl(
            self._ledgers, self._identity, self._quota, accounting=self._accounting, clock=self._clock, lock=self._lock
        )

    def mounts(self) -> Mapping[str, str]:
        """The two addresses."""
        return {_API: "/xero/api.xro/2.0", _IDENTITY: "/xero"}

    def handle(self, mount: str, request: Request) -> Reply:
        """Answer one request; one at a time, as the books demand."""
        now = self._clock.now()
        with self._lock:
            if mount == _API:
                return self._accounting.handle(request, now)
            return self._identity.handle(request, now)

    def enter(self, mount: str, request: Request) -> Reply | None:
        """Refuse a sixth call in progress of one tenant (apis/xero.md 3.2); calls that will fail sooner are let in."""
        if mount != _API:
            return None
        now = self._clock.now()
        with self._lock:
            tenant = request.headers.get("xero-tenant-id", "").lower()
            if self._quota.enter(tenant):
                return None
            try:
                ledger = self._accounting.admit(request, now)
            except RefusedError as refusal:
                return refusal.reply
            return limited("concurrent", None, self._quota.headers(ledger.tenant_id, now))

    def leave(self, mount: str, request: Request) -> None:
        """A call admitted by `enter` has ended."""
        if mount == _API:
            with self._lock:
                self._quota.leave(request.headers.get("xero-tenant-id", "").lower())

    def refusal(self, kind: str) -> Reply:
        """Xero's words for a planned refusal: expired_token, rate_limit_minute, _day, _concurrent, disconnected."""
        with self._lock:
            tenant = next(iter(self._ledgers), "")
            headers = self._quota.headers(tenant, self._clock.now())
        waits = {
            "rate_limit_minute": ("minute", 30),
            "rate_limit_day": ("day", 66_975),
            "rate_limit_concurrent": ("concurrent", None),
        }
        if kind in waits:
            word, wait = waits[kind]
            return limited(word, wait, headers)
        if kind == "expired_token":
            return token_expired(self._clock.now())
        return not_connected() if kind == "disconnected" else unknown_token()

    def start_line(self, base_urls: Mapping[str, str]) -> dict[str, Any]:
        """Addresses, the app's client id, a valid token pair for direct use, and the organisations."""
        root = base_urls[_IDENTITY]
        with self._lock:
            self._issuer = root
            self._direct = self._identity.sign_in_directly(root, self._clock.now())
            return {
                "api_url": base_urls[_API],
                "authorize_url": f"{root}/identity/connect/authorize",
                "token_url": f"{root}/connect/token",
                "connections_url": f"{root}/connections",
                "revocation_url": f"{root}/connect/revocation",
                "client_id": self._app["client_id"],
                "access_token": self._direct["access_token"],
                "refresh_token": self._direct["refresh_token"],
                "tenants": [{"id": identity, "name": name} for identity, name in self._identity.organisations],
            }

    def books(self) -> dict[str, Any]:
        """Everything ever created, by tenant; amounts are exact text, dates ISO (see `app.sandbox.xero.books`)."""
        with self._lock:
            return {"tenants": [tenant_books(ledger) for ledger in self._ledgers.values()]}

    def control(self, action: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """An action of `XeroControl` by its name; ValueError says what is wrong with it."""
        return self.act.by_name(action, body)

    def reset(self) -> None:
        """Back to the seeded books. The tokens of the start line go on working."""
        with self._lock:
            self._quota = Quota(self._quota.enforced)
            self._build()
            if self._direct:
                self._identity.restore_direct(self._direct, self._issuer, self._clock.now())
