"""Calls to one Rotessa account: the key, and what refusals of access mean (apis/rotessa.md 1, 2, 9)."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.connectors.http.client import HttpClient, statuses
from app.connectors.http.strict_json import write_json
from app.connectors.http.wire import Answer, Expect, Request
from app.connectors.rotessa.settings import API_KEY, VENDOR, RotessaSettings
from app.connectors.rotessa.words import faults_of, refusal_of, words_of
from app.domain.answer import Stage
from app.domain.errors import AccessProblem, ExpectedProblem, RemoteProblem
from app.domain.plan import Mend
from app.domain.run import Stop
from app.ports.secrets import SecretStore

Query = tuple[tuple[str, str], ...]
HANDED_BACK = statuses(400, 401, 403, 404, 406, 422)
_LONGEST_KEY = 400


@dataclass(frozen=True, slots=True)
class Sent:
    """A write as it went: the answer, and under which key."""

    answer: Answer
    credential: str
    sentence: str = ""


class RotessaSession:
    """The calls of one connection. Safe to use from several threads; the pace lets one call go at a time."""

    def __init__(self, settings: RotessaSettings, client: HttpClient, secrets: SecretStore) -> None:
        self.settings = settings
        self.client = client
        self._secrets = secrets
        self._lock = threading.Lock()
        self._kept = ""

    # --- who we are

    def _key(self) -> str:
        """The key out of the keyring, read once and again after a refusal. Raises `AccessProblem` ('no_key') and `StoreProblem`."""
        with self._lock:
            if not self._kept:
                key = (self._secrets.get(self.settings.connection_id, API_KEY) or "").strip()
                if not key or len(key) > _LONGEST_KEY or not key.isascii() or not key.isprintable() or '"' in key:
                    raise AccessProblem(
                        f"No usable {VENDOR} key is kept for this connection.",
                        connection_id=self.settings.connection_id,
                        advice="Enter the API key from Rotessa's settings.",
                        code="no_key",
                    )
                self._kept = key
            return self._kept

    def _refused(self) -> None:
        with self._lock:
            self._kept = ""

    def credential(self) -> str:
        """A fingerprint of the key in use, '' when there is none."""
        try:
            return _fingerprint(self._key())
        except ExpectedProblem:
            return ""

    def _headers(self) -> Mapping[str, str]:
        return {"Authorization": f'Token token="{self._key()}"'}

    # --- reading

    def read(self, path: str, stop: Stop, query: Query = ()) -> object:
        """The JSON value of a GET. Raises `AccessProblem`, `RemoteProblem` (404 has code 'not_found', a hidden customer 'hidden')."""
        return self._read(Request("GET", self._url(path), query, self._headers()), stop)

    def ask(self, path: str, question: Mapping[str, object], stop: Stop) -> object:
        """The JSON value of a question that Rotessa wants to be posted; it changes nothing and is repeated like any read."""
        return self._read(Request("POST", self._url(path), (), self._headers(), write_json(question)), stop)

    def _read(self, request: Request, stop: Stop) -> object:
        answer = self.client.read(request, stop, HANDED_BACK)
        if answer.good:
            return answer.value
        if answer.status == 401:
            self._refused()
        raise self.problem(answer)

    # --- writing

    def write(self, method: str, path: str, body: bytes | None, stop: Stop, *, expect: Expect = Expect.JSON) -> Sent:
        """One write, tried once. Never raises for network, key, limits or a cancel: then nothing was sent."""
        try:
            key, headers = self._key(), self._headers()
        except ExpectedProblem as problem:
            answer = Answer(Stage.NOT_SENT, code="access_ended", details=problem.code)
            return Sent(answer, "", problem.sentence)
        answer = self.client.write(Request(method, self._url(path), (), headers, body, expect=expect), stop)
        if answer.status == 401:
            self._refused()
        return Sent(answer, _fingerprint(key), "" if answer.good else self.problem(answer).sentence)

    def _url(self, path: str) -> str:
        return f"{self.settings.api_url}/{path}"

    # --- what refusals mean

    def problem(self, answer: Answer) -> ExpectedProblem:
        """The problem an answer stands for."""
        faults = faults_of(answer.value)
        details = " ".join(words_of(faults))[:1000] or answer.details
        if answer.status == 401:
            return AccessProblem(
                f"{VENDOR} does not take the API key any more.",
                connection_id=self.settings.connection_id,
                advice="Enter a key from Rotessa's settings. Nothing is lost.",
                details=details,
                code="access_ended",
            )
        if answer.status == 403:
            return RemoteProblem(
                f"This key may not see that at {VENDOR}: the customer is kept for administrators.",
                advice="Use a key of an administrator, or let an administrator show the customer.",
                details=details,
                mend=Mend.RECONNECT,
                code="hidden",
            )
        if answer.status == 404:
            return RemoteProblem(f"{VENDOR} does not know it, or has deleted it.", details=details, code="not_found")
        if faults and answer.status in (400, 422):
            row = refusal_of(faults)
            return RemoteProblem(row.sentence, details=details, mend=row.mend, code="refused_status")
        return self.client.problem(replace(answer, details=details))


def _fingerprint(key: str) -> str:
    return hashlib.sha256(f"rotessa:{key}".encode()).hexdigest()[:16]
