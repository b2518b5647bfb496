"""Keeps the grant of one connection: the refresh token in the secret store, the access token in memory only.

Refresh tokens rotate: each use returns a new one, and two who use the same one can lock each other out. So one refresh at a
time over threads and processes, the stored token read again before it is used, and the new one saved before it is used.
"""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from app.connectors.http.client import HttpClient, statuses
from app.connectors.http.strict_json import write_json
from app.connectors.http.wire import Answer, Expect, Request
from app.connectors.oauth.provider import Provider
from app.connectors.oauth.words import access_problem
from app.domain.errors import AccessProblem, RemoteProblem
from app.domain.run import Stop
from app.ports.clock import Clock
from app.ports.secrets import SecretStore
from app.ports.sign_in import RefreshLock

EARLY = 60.0
"""Seconds before its end at which an access token is no longer used."""
LASTING = 30.0
"""Seconds a token must have beyond that to be named as the one in use."""
SHORTEST = 120
LONGEST = 24 * 3600
"""Bounds on what `expires_in` is believed to say, in seconds."""

ERROR_CODES: Mapping[str, str] = {
    "invalid_grant": "access_ended",
    "invalid_client": "client_refused",
    "unauthorized_client": "client_refused",
    "invalid_scope": "scope_refused",
}


class OneProcess:
    """A `RefreshLock` for where no other process can use the same grant, such as practice books kept in memory."""

    @contextmanager
    def hold(self, connection_id: str, stop: Stop) -> Iterator[None]:
        """Hold nothing: threads are kept apart by the keeper itself."""
        del connection_id
        stop.check()
        yield


@dataclass(frozen=True, slots=True)
class Access:
    """An access token with its end, by both clocks: one stands still while a machine sleeps, the other may be set."""

    text: str = field(repr=False)
    ends: datetime
    ends_monotonic: float


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token endpoint gave."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    seconds: int
    scopes: frozenset[str]
    told: Mapping[str, str] = field(
        default_factory=dict
    )  # what else the browser brought back, such as Intuit's realmId


def read_grant(value: object) -> Grant | None:
    """A token answer; None when it does not have the shape of one."""
    if not isinstance(value, dict):
        return None
    access, refresh, seconds = value.get("access_token"), value.get("refresh_token", ""), value.get("expires_in", 1800)
    scope = value.get("scope", "")
    whole = isinstance(access, str) and access and isinstance(refresh, str) and isinstance(scope, str | list)
    if not whole or not isinstance(seconds, int) or isinstance(seconds, bool):
        return None
    scopes = scope.split() if isinstance(scope, str) else [str(each) for each in scope]
    return Grant(str(access), refresh, max(SHORTEST, min(seconds, LONGEST)), frozenset(scopes))


def fingerprint(token: str) -> str:
    """A short name of a token that tells nothing of it."""
    return hashlib.sha256(b"ledgerferry access token\0" + token.encode()).hexdigest()[:16]


def client_secret(provider: Provider, secrets: SecretStore, connection_id: str) -> str:
    """The app's own secret; '' for vendors that want none. Raises `AccessProblem` when it is wanted and not there."""
    if provider.uses_pkce:
        return ""
    secret = secrets.get(connection_id, provider.client_secret_name)
    if not secret:
        raise access_problem("no_client_secret", provider.vendor, connection_id)
    return secret


class TokenKeeper:
    """The grant of one connection, for all threads. `client` must be allowed to call the token address."""

    def __init__(
        self,
        connection_id: str,
        provider: Provider,
        secrets: SecretStore,
        *,
        client: HttpClient,
        clock: Clock,
        lock: RefreshLock,
    ) -> None:
        self.provider = provider
        self._connection_id = connection_id
        self._secrets = secrets
        self._client = client
        self._clock = clock
        self._process_lock = lock
        self._thread_lock = threading.Lock()
        self._access: Access | None = None
        self._stale = ""

    def is_signed_in(self) -> bool:
        """Whether a grant is kept; the remote side may have ended it."""
        return bool(self._secrets.get(self._connection_id, self.provider.secret_name))

    def credential(self) -> str:
        """A fingerprint of the access token in use; '' when there is none, or it is about to be replaced.

        Whoever relies on the next request going out under the very same token must not be told of one that ends meanwhile.
        """
        access = self._access
        return fingerprint(access.text) if access and self._is_fresh(access, LASTING) else ""

    def access_token(self, stop: Stop) -> str:
        """A token with at least a minute to live, refreshed if need be. Raises `AccessProblem`, `RemoteProblem`, `StoreProblem`."""
        access = self._access
        if access is not None and self._is_fresh(access):
            return access.text
        with self._thread_lock:
            access = self._access
            if access is None or not self._is_fresh(access):
                with self._process_lock.hold(self._connection_id, stop):
                    access = self._refresh(stop)
            return access.text

    def refused(self, token: str) -> None:
        """The remote side says this token has expired: it is not used again."""
        self._stale = fingerprint(token)

    def adopt(self, grant: Grant) -> Access:
        """Keep a new grant: saved first, used afterwards. Raises `StoreProblem`, and then nothing of it is used."""
        if grant.refresh:
            self._secrets.put(self._connection_id, self.provider.secret_name, grant.refresh)
        return self._use(grant)

    def forget(self) -> None:
        """Forget the grant here."""
        self._access = None
        self._secrets.remove(self._connection_id, self.provider.secret_name)

    def revoke(self, stop: Stop) -> None:
        """Take the grant away at the remote side. Raises `RemoteProblem` when that could not be done."""
        stored = self._secrets.get(self._connection_id, self.provider.secret_name)
        if stored and self.provider.revocation_url:
            request = self._revocation(stored)
            self._client.read(request, stop, statuses(400, 401))  # refused: there is nothing left to take away

    # --- refreshing

    def _is_fresh(self, access: Access, beyond: float = 0.0) -> bool:
        early = EARLY + beyond
        in_time = self._clock.monotonic() < access.ends_monotonic - early
        return (
            in_time
            and self._clock.now() < access.ends - timedelta(seconds=early)
            and fingerprint(access.text) != self._stale
        )

    def _refresh(self, stop: Stop) -> Access:
        stored = self._stored()
        answer = self._exchange(stored, stop)
        if self._error(answer) == "invalid_grant":
            again = self._stored()
            if again != stored:  # another process was faster
                answer = self._exchange(again, stop)
        grant = read_grant(answer.value) if answer.good else None
        if grant is None:
            raise self._problem(answer)
        return self.adopt(grant)

    def _stored(self) -> str:
        stored = self._secrets.get(self._connection_id, self.provider.secret_name)
        if not stored:
            raise access_problem("signed_out", self.provider.vendor, self._connection_id)
        return stored

    def _exchange(self, refresh_token: str, stop: Stop) -> Answer:
        """Use a refresh token. No answer: the same one is tried again, which vendors allow for a while (apis/xero.md 2.4)."""
        form = {"grant_type": "refresh_token", **self._named(), "refresh_token": refresh_token}
        request = self._form(self.provider.token_url, form, Expect.JSON)
        return self._client.read(request, stop, statuses(400, 401, 403))

    def _revocation(self, token: str) -> Request:
        if self.provider.revokes_json:
            body = write_json({"token": token})
            return Request("POST", self.provider.revocation_url, (), self._basic(), body, expect=Expect.NOTHING)
        form = {"token": token, "token_type_hint": "refresh_token", **self._named()}
        return self._form(self.provider.revocation_url, form, Expect.NOTHING)

    def _form(self, url: str, form: Mapping[str, str], expect: Expect) -> Request:
        body = urlencode(form).encode("ascii")
        kind = "application/x-www-form-urlencoded"
        return Request("POST", url, (), self._basic(), body, kind, expect=expect)

    def _named(self) -> dict[str, str]:
        """The client id in a form, for vendors that take no secret."""
        return {"client_id": self.provider.client_id} if self.provider.uses_pkce else {}

    def _basic(self) -> dict[str, str]:
        """Who asks, for vendors that want the app's own secret with each token call."""
        if self.provider.uses_pkce:
            return {}
        secret = client_secret(self.provider, self._secrets, self._connection_id)
        pair = f"{self.provider.client_id}:{secret}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode('ascii')}"}

    def _use(self, grant: Grant) -> Access:
        self._access = Access(
            grant.access,
            self._clock.now() + timedelta(seconds=grant.seconds),
            self._clock.monotonic() + grant.seconds,
        )
        return self._access

    @staticmethod
    def _error(answer: Answer) -> str:
        value = answer.value
        return str(value.get("error", "")) if isinstance(value, dict) and not answer.good else ""

    def _problem(self, answer: Answer) -> AccessProblem | RemoteProblem:
        vendor = self.provider.vendor
        if answer.good:
            return RemoteProblem(
                f"The answer from {vendor} to the sign-in could not be read.",
                advice="Nothing is lost. Try again in a few minutes.",
                code="bad_shape",
            )
        code = ERROR_CODES.get(self._error(answer), "client_refused")
        return access_problem(code, vendor, self._connection_id)
