"""The simulated QuickBooks Online: one app with two sets of keys, its person, and the person's companies, behind two addresses.

`api` is the accounting interface (/v3), `identity` everything of the sign-in: /connect/oauth2, /oauth2/v1/tokens/bearer,
/v2/oauth2/tokens/revoke, discovery, keys and user info. Written from apis/quickbooks.md, chapter 16; where behaviour is contested
or not published (chapter 20), `app.sandbox.quickbooks.company.Switches` says which choice was made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import RLock
from typing import Any, Final

from app.sandbox.metered import Metered
from app.sandbox.quickbooks.accounting import Accounting, realm_of
from app.sandbox.quickbooks.books import company_books, metering
from app.sandbox.quickbooks.calls import with_trace
from app.sandbox.quickbooks.company import Company
from app.sandbox.quickbooks.control import QuickBooksControl
from app.sandbox.quickbooks.faults import not_authorised, throttled, token_expired, token_unknown
from app.sandbox.quickbooks.identity import Identity
from app.sandbox.quickbooks.quota import Quota
from app.sandbox.quickbooks.replay import ReplayStore
from app.sandbox.quickbooks.seed import build_company
from app.sandbox.wire import Clock, Reply, Request

_API, _IDENTITY = "api", "identity"
_REFUSALS: Final = {"disconnected": token_unknown, "wrong_company": not_authorised, "rate_limit_minute": throttled}

SeedMaker = Callable[[], Sequence[Mapping[str, Any]]]
"""Makes the seeds of the companies (see `app.sandbox.quickbooks.seed`) when the books are first asked for."""


class QuickBooksSystem(Metered):
    """A `System` (app.sandbox.wire) that is also gated, limited, refusing and controllable.

    `realms`: {id, name, country, optional kind: which keys reach it} of each company; `seeds` gives their books at the first
    call that needs them, in the same order.
    `app`: name, user {name, email}, keys [{kind 'development' | 'production', client_id, client_secret, redirect_uris}], optional
    auto_approve (a realm id: the page is skipped). `limits` switches the vendor's limits.
    """

    name = "quickbooks"
    _quota: Quota

    def __init__(
        self,
        realms: Sequence[Mapping[str, Any]],
        seeds: SeedMaker,
        app: Mapping[str, Any],
        *,
        clock: Clock,
        limits: bool = True,
    ) -> None:
        self._realms = [dict(realm) for realm in realms]
        self._make_seeds = seeds
        self._seeds: Sequence[Mapping[str, Any]] | None = None
        self._app = dict(app)
        self._clock = clock
        self._lock = RLock()
        self._quota = Quota(enforced=limits)
        self._direct: dict[str, Any] = {}
        self._companies: dict[str, Company] = {}
        self._begin()

    def _begin(self) -> None:
        self._companies = {}
        self._identity = Identity(self._app, self._realms)
        self._accounting = Accounting(self._companies, self._identity, self._quota, ReplayStore())
        self._control = QuickBooksControl(
            self._companies, self._identity, self._accounting, clock=self._clock, lock=self._lock
        )

    def _build(self) -> None:
        """Make the books at the first need: most runs of the practice books never ask this system."""
        if self._companies:
            return
        if self._seeds is None:
            self._seeds = self._make_seeds()
        for seed in self._seeds:
            company = build_company(seed)
            self._companies[company.realm] = company

    def mounts(self) -> Mapping[str, str]:
        """The two addresses."""
        return {_API: "/quickbooks/v3", _IDENTITY: "/quickbooks"}

    def handle(self, mount: str, request: Request) -> Reply:
        """Answer one request; one at a time, as the books demand."""
        now = self._clock.now()
        with self._lock:
            if mount == _IDENTITY:
                return with_trace(self._identity.handle(request, now), now)
            self._build()
            if request.path.startswith("/files/"):
                return self._accounting.file(request, now)
            return self._accounting.handle(request, now)

    def enter(self, mount: str, request: Request) -> Reply | None:
        """Refuse an eleventh call in progress of one company; calls that will fail sooner are let in."""
        if mount != _API:
            return None
        now = self._clock.now()
        with self._lock:
            if self._quota.enter(realm_of(request)):
                return None
            problem = self._accounting.admit(request, now) or throttled()
            return with_trace(problem.reply("json" in request.headers.get("accept", "").lower(), now), now)

    def leave(self, mount: str, request: Request) -> None:
        """A call admitted by `enter` has ended."""
        if mount == _API:
            with self._lock:
                self._quota.leave(realm_of(request))

    def refusal(self, kind: str) -> Reply:
        """The vendor's words for a planned refusal: expired_token, disconnected, wrong_company, rate_limit_minute."""
        now = self._clock.now()
        problem = _REFUSALS[kind]() if kind in _REFUSALS else token_expired("eyJlbm")
        return with_trace(problem.reply(True, now), now)

    def start_line(self, base_urls: Mapping[str, str]) -> dict[str, Any]:
        """Addresses, the keys, a valid token pair for direct use, and the companies."""
        root = base_urls[_IDENTITY]
        keys = {row["kind"]: row for row in self._app["keys"]}
        first, production = self._app["keys"][0], keys.get("production", {})
        with self._lock:
            self._direct = self._identity.sign_in_directly(self._clock.now())
        return {
            "api_url": base_urls[_API],
            "authorize_url": f"{root}/connect/oauth2",
            "token_url": f"{root}/oauth2/v1/tokens/bearer",
            "discovery_url": f"{root}/.well-known/openid_configuration",
            "revocation_url": f"{root}/v2/oauth2/tokens/revoke",
            "userinfo_url": f"{root}/v1/openid_connect/userinfo",
            "client_id": first["client_id"],
            "client_secret": first["client_secret"],
            "redirect_uris": list(first["redirect_uris"]),
            "production_client_id": production.get("client_id"),
            "production_client_secret": production.get("client_secret"),
            "access_token": self._direct["access_token"],
            "refresh_token": self._direct["refresh_token"],
            "realms": [{name: realm[name] for name in ("id", "name", "country")} for realm in self._realms],
        }

    def books(self) -> dict[str, Any]:
        """Everything ever created, by company; amounts are exact text, dates ISO (see `app.sandbox.quickbooks.books`)."""
        with self._lock:
            self._build()
            rows = [company_books(company) for company in self._companies.values()]
            return {"companies": rows, "metering": metering(self._quota)}

    def control(self, action: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """An action of `QuickBooksControl` by its name; ValueError says what is wrong with it."""
        with self._lock:
            self._build()
            return self._control.by_name(action, body)

    def reset(self) -> None:
        """Back to the seeded books. The tokens of the start line go on working."""
        with self._lock:
            self._quota = Quota(self._quota.enforced)
            self._begin()
            if self._direct:
                self._identity.restore_direct(self._direct, self._clock.now())
