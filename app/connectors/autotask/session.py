"""Calls to one Autotask database: credentials, zone, the meaning of refusals, and a bar against repeated failed sign-ins."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from app.connectors.autotask.constants import (
    BAR_LIFE,
    BASE_URL,
    FAULT_TRIES,
    HOUR_TRIES,
    HOUR_WAIT,
    THREAD_TRIES,
    THREADS,
    VENDOR,
    VERSION,
    ZONE_LIFE,
)
from app.connectors.autotask.pace import THRESHOLD_CALL, AutotaskPace, Usage
from app.connectors.autotask.refusals import (
    access_problem,
    code_of,
    handed_back,
    is_own_word,
    problem_of,
    with_renegotiation_hint,
)
from app.connectors.autotask.zone import Zone, ask_zone
from app.connectors.http.addresses import HostList
from app.connectors.http.client import HttpClient
from app.connectors.http.constants import RETRY_AFTER_DEFAULT, RETRY_AFTER_MAX, Timings
from app.connectors.http.pacing import AtOnce, Pace, wait_for
from app.connectors.http.retry import backoff
from app.connectors.http.transport import MakeTransport, Transport
from app.connectors.http.wire import Answer, Expect, Request
from app.domain.answer import Stage
from app.domain.errors import AccessProblem, ExpectedProblem, LimitReached, RemoteProblem
from app.domain.route import Connection
from app.domain.run import Stop
from app.ports.clock import Chance, Clock
from app.ports.secrets import SecretStore

LOG = logging.getLogger(__name__)

_LATIN_1 = 255
"""Last character an HTTP header can hold."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the API user signs in with. Never printed."""

    user: str
    secret: str
    integration_code: str

    def __repr__(self) -> str:
        return "Credentials(...)"

    def headers(self) -> dict[str, str]:
        """The three headers of section 2."""
        return {"UserName": self.user, "Secret": self.secret, "ApiIntegrationCode": self.integration_code}


@dataclass(frozen=True, slots=True)
class _Door:
    """A zone with the client that may talk to it and nowhere else."""

    zone: Zone
    client: HttpClient
    since: float


class AutotaskSession:
    """One connection's way to Autotask. Safe to use from several threads; keeps zone, pace and connections.

    Settings: `username`, `integration_code` (or a secret of that name), advanced `base_url` and `ca_file`. Secret: `secret`.
    """

    def __init__(
        self,
        connection: Connection,
        secrets: SecretStore,
        clock: Clock,
        chance: Chance,
        timings: Timings | None = None,
        *,
        make_transport: MakeTransport = Transport,
        at_once: int = THREADS,
    ) -> None:
        self.connection = connection
        self.at_once = at_once
        self.clock = clock
        self.usage = Usage(clock)
        self._secrets = secrets
        self._chance = chance
        self._timings = timings
        self._make_transport = make_transport
        self._pace = AutotaskPace(self.usage, clock)
        base = connection.settings.get("base_url", "").strip() or BASE_URL
        self._base = base if base.endswith("/") else base + "/"
        self._lock = threading.RLock()
        self._door: _Door | None = None
        self._zone_client: HttpClient | None = None
        self._bar: tuple[AccessProblem, Credentials, float] | None = None
        self._kept: Credentials | None = None

    # --- who and where

    def credentials(self) -> Credentials:
        """The credentials, read from the keyring once and again after a refusal. Raises `AccessProblem` ('missing') and `StoreProblem`."""
        with self._lock:
            if self._kept is None:
                self._kept = self._read_credentials()
            return self._kept

    def _read_credentials(self) -> Credentials:
        settings, own = self.connection.settings, self.connection.id
        found = {
            "user name": settings.get("username", "").strip(),
            "secret": (self._secrets.get(own, "secret") or "").strip(),
            "integration code": (
                self._secrets.get(own, "integration_code") or settings.get("integration_code", "")
            ).strip(),
        }
        for name, value in found.items():
            if not value:
                raise access_problem("missing", own, subject=name)
            if not value.isprintable() or ord(max(value)) > _LATIN_1:
                raise access_problem("missing", own, subject=f"usable {name}")
        return Credentials(found["user name"], found["secret"], found["integration code"])

    def fingerprint(self) -> str:
        """Tells one API user from another without telling who it is."""
        user = self.connection.settings.get("username", "")
        return hashlib.sha256(f"autotask:{user}".encode()).hexdigest()[:16]

    def zone(self, stop: Stop) -> Zone:
        """The tenant's zone, asked for at most every twelve hours."""
        return self._open(self.credentials(), stop).zone

    def forgive(self) -> None:
        """Let the next call try to sign in although an earlier one was refused: a person asks for it."""
        with self._lock:
            self._bar = self._kept = None

    def close(self) -> None:
        """Close the connections kept alive."""
        with self._lock:
            for client in (self._door.client if self._door else None, self._zone_client):
                if client is not None:
                    client.close()
            self._door = self._zone_client = None

    def _client(self, address: str, pace: Pace) -> HttpClient:
        ca_file = self.connection.settings.get("ca_file", "")
        transport = self._make_transport(HostList(address), ca_file=ca_file, concurrency=12, timings=self._timings)
        return HttpClient(VENDOR, transport, pace, self.clock, self._chance, own_word=is_own_word)

    def _open(self, credentials: Credentials, stop: Stop, *, moved_from: str | None = None) -> _Door:
        """The door to the zone; asked for anew when it is old, or when `moved_from` is still what we know."""
        with self._lock:
            door = self._door
            young = door is not None and self.clock.monotonic() - door.since < ZONE_LIFE
            if door is not None and young and door.zone.url != moved_from:
                return door
            if self._zone_client is None:
                self._zone_client = self._client(self._base, AtOnce(1))
            zone = ask_zone(self._zone_client, self._base, credentials.user, self.connection.id, stop)
            same = door is not None and door.zone.url == zone.url
            client = door.client if door is not None and same else self._client(zone.url, self._pace)
            self._door = _Door(zone, client, self.clock.monotonic())
            return self._door

    # --- the bar

    def _barred(self, credentials: Credentials) -> AccessProblem | None:
        with self._lock:
            if self._bar is None:
                return None
            problem, refused, until = self._bar
            if refused != credentials or self.clock.monotonic() >= until:
                self._bar = None
                return None
            return problem

    def _refused(self, problem: AccessProblem, credentials: Credentials) -> None:
        if problem.code != "no_right":
            with self._lock:
                self._bar = (problem, credentials, self.clock.monotonic() + BAR_LIFE)
                self._kept = None  # what is typed next must be seen

    # --- reads

    def read(
        self, method: str, path: str, stop: Stop, *, body: bytes | None = None, expect: Expect = Expect.JSON
    ) -> Answer:
        """A good answer of `path` (below the version). Raises `AccessProblem`, `LimitReached`, `RemoteProblem`, `Cancelled`.

        A 401 is followed by one question for the zone and repeated only if the tenant has moved; never otherwise.
        """
        self._learn_usage(stop)
        return self._read(method, path, stop, body, expect)

    def _read(self, method: str, path: str, stop: Stop, body: bytes | None, expect: Expect) -> Answer:
        credentials = self.credentials()
        if barred := self._barred(credentials):
            raise _again(barred)
        asked = False
        tries: dict[str, int] = {}
        while True:
            door = self._open(credentials, stop)
            answer = self._ask(door, _request(method, door.zone.url + VERSION + path, credentials, body, expect), stop)
            code = code_of(answer)
            if not code:
                return answer
            if code == "wrong_secret" and not asked:
                asked = True
                if self._open(credentials, stop, moved_from=door.zone.url).zone.url != door.zone.url:
                    continue
            tries[code] = tries.get(code, 0) + 1
            if self._wait_out(code, tries[code], answer.retry_after, stop):
                continue
            raise self._problem(code, answer, credentials)

    def _ask(self, door: _Door, request: Request, stop: Stop) -> Answer:
        try:
            return door.client.read(request, stop, handed_back)
        except LimitReached as problem:
            code = "hour_limit" if problem.code == "budget" else problem.code
            if code != "hour_limit":
                raise
            until = self.clock.now() + timedelta(seconds=HOUR_WAIT)
            raise problem_of(code, Answer(Stage.NOT_SENT), self.connection.id, until) from None
        except RemoteProblem as problem:
            raise with_renegotiation_hint(problem) from None

    def _wait_out(self, code: str, tries: int, asked: float | None, stop: Stop) -> bool:
        """Wait until a limit may have room again, as long as the answer asked for if that is bearable; False when it is no way out."""
        if code == "thread_limit" and tries < THREAD_TRIES:
            wait_for(self.clock, stop, tries * (1.0 + self._chance.fraction()))
            return True
        if code == "hour_limit" and tries < HOUR_TRIES and (asked is None or asked <= RETRY_AFTER_MAX):
            wait_for(self.clock, stop, RETRY_AFTER_DEFAULT if asked is None else asked)
            return True
        if code == "remote_fault" and tries < FAULT_TRIES:
            wait_for(self.clock, stop, backoff(tries, self._chance.fraction()))
            return True
        return False

    def _problem(self, code: str, answer: Answer, credentials: Credentials) -> ExpectedProblem:
        wait = HOUR_WAIT if answer.retry_after is None else answer.retry_after
        until = self.clock.now() + timedelta(seconds=wait) if code == "hour_limit" else None
        problem = problem_of(code, answer, self.connection.id, until)
        if isinstance(problem, AccessProblem):
            self._refused(problem, credentials)
        return problem

    def _learn_usage(self, stop: Stop) -> None:
        """Ask how much of the hour is used, at the start and every few minutes; not knowing it stops nothing."""
        if self.usage.due():
            try:
                self.ask_usage(stop)
            except RemoteProblem as problem:
                LOG.info("use of the hour not known code=%s", problem.code)

    def ask_usage(self, stop: Stop) -> None:
        """Ask ThresholdInformation now (section 5). Raises as `read`."""
        answer = self._read("GET", THRESHOLD_CALL, stop, None, Expect.JSON)
        if isinstance(answer.value, Mapping):
            used, limit = (
                answer.value.get(name) for name in ("currentTimeframeRequestCount", "externalRequestThreshold")
            )
            if isinstance(used, int) and isinstance(limit, int):
                self.usage.tell(used, limit)

    # --- writes

    def write(self, method: str, path: str, body: bytes, stop: Stop) -> Answer:
        """Try once and tell what is known. Never raises for what the network, the remote system or the keyring does.

        What cannot even be addressed is NOT_SENT with code 'access_ended' (a person must mend it; `details` is the sentence) or the
        zone's own code.
        """
        try:
            credentials = self.credentials()
            if barred := self._barred(credentials):
                return Answer(Stage.NOT_SENT, code="access_ended", details=barred.sentence)
            door = self._open(credentials, stop)
        except AccessProblem as problem:
            return Answer(Stage.NOT_SENT, code="access_ended", details=problem.sentence)
        except ExpectedProblem as problem:
            return Answer(Stage.NOT_SENT, code=problem.code, details=problem.details)
        request = _request(method, door.zone.url + VERSION + path, credentials, body, Expect.JSON)
        answer = door.client.write(request, stop)
        code = code_of(answer)
        if code == "wrong_secret" and self._has_moved(door, credentials, stop):
            return answer
        if code and answer.stage is Stage.SENT:
            self._problem(code, answer, credentials)
        return answer

    def _has_moved(self, door: _Door, credentials: Credentials, stop: Stop) -> bool:
        try:
            return self._open(credentials, stop, moved_from=door.zone.url).zone.url != door.zone.url
        except ExpectedProblem:
            return False


def _request(method: str, address: str, credentials: Credentials, body: bytes | None, expect: Expect) -> Request:
    return Request(method, address, headers=credentials.headers(), body=body, expect=expect)


def _again(problem: AccessProblem) -> AccessProblem:
    """The same problem as a new exception: a raised one carries the trace of its first time."""
    return AccessProblem(
        problem.sentence,
        connection_id=problem.connection_id,
        advice=problem.advice,
        details=problem.details,
        code=problem.code,
        mend=problem.mend,
    )
