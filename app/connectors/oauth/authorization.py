"""One sign-in in the browser: authorization code with a fresh state each time, with PKCE (S256) or with the app's own secret.

`OAuth2Session` builds the address and reads the first token. It goes over our own transport, so the program's deadlines and host
list hold for it too, and nothing of the environment does. Refreshing is not left to it (see `tokens`).
"""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets as constant_time
from collections.abc import Mapping
from dataclasses import replace
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import requests
from oauthlib.oauth2 import OAuth2Error
from requests.adapters import BaseAdapter
from requests_oauthlib import OAuth2Session

from app.connectors.http.addresses import origin_of
from app.connectors.http.replies import problem_for
from app.connectors.http.transport import Exchanging
from app.connectors.http.wire import Request
from app.connectors.oauth.loopback import AllPortsTakenError, Callback, Loopback, callback_of
from app.connectors.oauth.provider import Provider
from app.connectors.oauth.tokens import ERROR_CODES, Grant, client_secret, read_grant
from app.connectors.oauth.words import access_problem
from app.domain.errors import AccessProblem
from app.domain.run import Stop
from app.ports.clock import Chance, Clock
from app.ports.secrets import SecretStore
from app.ports.sign_in import OpenBrowser

PERSON_HAS = 5 * 60.0
"""Seconds a person has to finish in the browser."""
OPENID = frozenset({"openid", "profile", "email", "offline_access"})
"""Scopes that an answer need not repeat."""

# at DEBUG they write tokens and whole token answers
for _name in ("requests_oauthlib", "oauthlib"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class _OurTransport(BaseAdapter):
    """Lets the library's session speak through our transport."""

    def __init__(self, transport: Exchanging, vendor: str, clock: Clock) -> None:
        super().__init__()
        self._transport = transport
        self._vendor = vendor
        self._clock = clock
        self._is_open = True

    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        """Send once; a reply that never came whole is raised as our own problem."""
        del arguments, options
        if not self._is_open:
            raise RuntimeError("this session has ended")
        body = request.body.encode() if isinstance(request.body, str) else request.body
        headers = {
            name: value for name, value in request.headers.items() if name.lower() in ("accept", "authorization")
        }
        kind = str(request.headers.get("Content-Type", ""))
        wanted = Request(str(request.method), str(request.url), headers=headers, body=body, content_type=kind)
        answer = self._transport.exchange(wanted, self._clock.now)
        if answer.status is None or not answer.intact or answer.status >= 500:
            raise problem_for(answer.code, self._vendor, answer.details)
        response = requests.Response()
        response.status_code, response.request, response.url = answer.status, request, str(request.url)
        response.headers.update({name: value for name, value in answer.headers.items() if name != "location"})
        response._content = answer.body  # the library offers no other way to hand over a body
        return response

    def close(self) -> None:
        """Nothing goes through it any more; the transport itself belongs to somebody else and stays open."""
        self._is_open = False


_BROWSER_HAS = 2.0
"""Seconds in which a browser that cannot be opened says so. One started in the foreground ends only when the person closes it."""


def _opens(open_browser: OpenBrowser, address: str) -> bool:
    """Open the browser beside us, since what opens it may not come back before the person is done; False when it cannot be opened."""
    outcome: list[bool] = []

    def run() -> None:
        outcome.append(False)
        outcome[0] = open_browser(address)

    opener = Thread(target=run, name="browser", daemon=True)
    opener.start()
    opener.join(_BROWSER_HAS)
    return opener.is_alive() or outcome[0]


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()


class Authorization:
    """Sign-ins of one connection."""

    def __init__(
        self,
        provider: Provider,
        transport: Exchanging,
        clock: Clock,
        chance: Chance,
        connection_id: str,
        *,
        secrets: SecretStore | None = None,
    ) -> None:
        """`secrets` holds the app's own secret, for vendors that want one."""
        self._provider = provider
        self._secrets = secrets
        self._pasted: SimpleQueue[Callback] = SimpleQueue()
        self._transport = transport
        self._clock = clock
        self._chance = chance
        self._connection_id = connection_id

    def run(self, open_browser: OpenBrowser, stop: Stop) -> Grant:
        """Open the browser, wait for the person, fetch the first token. Raises `AccessProblem`, `RemoteProblem`, `Cancelled`."""
        if not self._provider.client_id.strip():
            raise self._problem("no_client_id")
        secret = client_secret(self._provider, self._secrets, self._connection_id) if self._secrets else ""
        token, verifier = self._chance.token(43), self._chance.token(64)
        self._pasted = SimpleQueue()  # what was pasted for an earlier attempt is worth nothing now
        try:
            loopback = Loopback(self._provider.callback_path, self._provider.ports, self._clock)
        except AllPortsTakenError:
            ports = f"{self._provider.ports[0]} to {self._provider.ports[-1]}"
            raise self._problem("ports_taken", ports) from None
        with loopback:
            redirect_uri = self._provider.redirect_uri(loopback.port)
            state = self._provider.state(token, loopback.port)
            until = self._clock.monotonic() + PERSON_HAS
            if not _opens(open_browser, self._address(redirect_uri, state, verifier)):
                raise self._problem("no_browser")
            callback = loopback.wait(lambda found: self._fault(found, state) == "", until, stop, self._paste)
        if callback is None:
            raise self._problem("timeout")
        if fault := self._fault(callback, state):
            raise self._problem(fault)
        stop.check()
        grant = self._fetch(callback.parameters["code"], redirect_uri, verifier, secret)
        told = {name: value for name, value in callback.parameters.items() if name not in ("code", "state")}
        return replace(grant, told=told)

    def hand_in(self, address: str) -> bool:
        """Take the address that the browser ended at, pasted by the person; False when it brings nothing. Safe from any thread."""
        callback = callback_of(address)
        if callback is None:
            return False
        self._pasted.put(callback)
        return True

    def _paste(self) -> Callback | None:
        try:
            return self._pasted.get_nowait()
        except Empty:
            return None

    def _address(self, redirect_uri: str, state: str, verifier: str) -> str:
        origin_of(self._provider.authorize_url)  # whatever is not plain https is never shown to a browser
        options: dict[str, str] = {}
        if self._provider.uses_pkce:
            options = {"code_challenge": _challenge(verifier), "code_challenge_method": "S256"}
        with OAuth2Session(
            self._provider.client_id, redirect_uri=redirect_uri, scope=list(self._provider.scopes)
        ) as session:
            address, _ = session.authorization_url(self._provider.authorize_url, state=state, **options)
        return str(address)

    @staticmethod
    def _fault(callback: Callback, state: str) -> str:
        """What is wrong with a callback; '' when it brings a code for this very attempt."""
        given: Mapping[str, str] = callback.parameters
        if not constant_time.compare_digest(given.get("state", "").encode(), state.encode()):
            return "wrong_state"
        if given.get("error"):
            return "denied" if given["error"] == "access_denied" else ERROR_CODES.get(given["error"], "denied")
        return "" if given.get("code") else "odd_answer"

    def _fetch(self, code: str, redirect_uri: str, verifier: str, secret: str) -> Grant:
        """Change the code for tokens. With a secret the library names client and secret in the header and nowhere else."""
        who: dict[str, Any] = {"code_verifier": verifier, "include_client_id": True}
        if secret:
            who = {"client_secret": secret}
        session = OAuth2Session(self._provider.client_id, redirect_uri=redirect_uri)
        session.trust_env = False
        session.adapters.clear()
        session.mount("https://", _OurTransport(self._transport, self._provider.vendor, self._clock))
        try:
            with session:
                token = session.fetch_token(self._provider.token_url, code=code, **who)
        except OAuth2Error as reason:
            code_of = ERROR_CODES.get(str(reason.error), "code_refused")
            raise self._problem("code_refused" if code_of == "access_ended" else code_of) from None
        grant = read_grant(dict(token))
        if grant is None:
            raise self._problem("code_refused")
        return self._checked(grant)

    def _checked(self, grant: Grant) -> Grant:
        """The grant, if it can be kept and allows what was asked for."""
        missing = set(self._provider.scopes) - grant.scopes - OPENID if grant.scopes else set()
        if not grant.refresh or missing:
            raise self._problem("scope_refused", " ".join(sorted(missing)) or "offline_access")
        return grant

    def _problem(self, code: str, details: str = "") -> AccessProblem:
        return access_problem(code, self._provider.vendor, self._connection_id, details)
