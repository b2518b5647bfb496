"""Calls to one Xero organisation: bearer, tenant, and what its refusals of access mean (apis/xero.md 4.1, 4.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.connectors.http.client import HttpClient, statuses
from app.connectors.http.wire import Answer, Expect, Request
from app.connectors.oauth.tokens import TokenKeeper, fingerprint
from app.connectors.xero.fields import Record, messages, records, text
from app.connectors.xero.settings import AT_ONCE, XeroSettings
from app.domain.answer import Stage
from app.domain.errors import AccessProblem, Cancelled, ExpectedProblem, IncompleteRead, LimitReached, RemoteProblem
from app.domain.plan import Mend
from app.domain.run import Stop

Query = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A write as it went: the answer, and under which access token."""

    answer: Answer
    credential: str
    sentence: str = ""


class XeroSession:
    """The calls of one connection. Safe to use from several threads."""

    def __init__(self, settings: XeroSettings, client: HttpClient, tokens: TokenKeeper, at_once: int = AT_ONCE) -> None:
        """`at_once` calls may be under way; one means that reads follow one another in the caller's own thread."""
        self.settings = settings
        self.client = client
        self.tokens = tokens
        self.at_once = at_once

    # --- reading

    def read(self, path: str, stop: Stop, query: Query = (), since: datetime | None = None) -> Record:
        """A JSON answer of the Accounting API. `since` is sent as If-Modified-Since, to the second, UTC (apis/xero.md 4.2).

        Raises `AccessProblem`, `LimitReached`, `RemoteProblem`; 404 has code 'not_found'.
        """
        headers = {"If-Modified-Since": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")} if since else {}
        value = self._read(f"{self.settings.api_url}/{path}", stop, query, {**self._tenant(), **headers}).value
        if not isinstance(value, dict):
            raise _bad_shape()
        return value

    def remote_time(self, moment: datetime) -> datetime:
        """A moment of our clock by Xero's clock, as far as its answers tell."""
        return moment + timedelta(seconds=self.client.skew)

    def read_connections(self, stop: Stop) -> list[Record]:
        """The links of this grant, of all kinds of tenants (apis/xero.md 2.5)."""
        value = self._read(self.settings.connections_url, stop, (), {}).value
        if not isinstance(value, list):
            raise _bad_shape()
        return [item for item in value if isinstance(item, Mapping)]

    def remove_connection(self, link_id: str, stop: Stop) -> None:
        """Take one link away; one that is gone already is fine. It is repeated like a read: a second time changes nothing."""
        url = f"{self.settings.connections_url}/{link_id}"
        self._read(url, stop, (), {}, method="DELETE", expect=Expect.NOTHING, missing_ok=True)

    def _read(
        self,
        url: str,
        stop: Stop,
        query: Query,
        headers: Mapping[str, str],
        *,
        method: str = "GET",
        expect: Expect = Expect.JSON,
        missing_ok: bool = False,
    ) -> Answer:
        for may_refresh in (True, False):
            token = self.tokens.access_token(stop)
            request = Request(method, url, query, {"Authorization": f"Bearer {token}", **headers}, expect=expect)
            answer = self.client.read(request, stop, statuses(400, 401, 403, 404))
            if answer.good or (missing_ok and answer.status == 404):
                return answer
            if not (may_refresh and token_has_expired(answer)):
                break
            self.tokens.refused(token)
        raise self.problem(answer)

    # --- writing

    def write(
        self,
        method: str,
        path: str,
        body: bytes,
        key: str,
        stop: Stop,
        *,
        query: Query = (),
        kind: str = "application/json",
    ) -> Sent:
        """One write, tried once. Never raises for network, sign-in, limits or a cancel: then nothing was sent."""
        try:
            tenant = self._tenant()
            token = self.tokens.access_token(stop)
        except Cancelled:
            return Sent(Answer(Stage.NOT_SENT, code="cancelled"), "")
        except ExpectedProblem as problem:
            return Sent(_not_sent(problem, self.client.retry_seconds(problem)), "", problem.sentence)
        headers = {"Authorization": f"Bearer {token}", **tenant}
        if key:
            headers["Idempotency-Key"] = key
        url = f"{self.settings.api_url}/{path}"
        answer = self.client.write(Request(method, url, query, headers, body, kind), stop)
        if token_has_expired(answer):
            self.tokens.refused(token)
        sentence = "" if answer.good else self.problem(answer).sentence
        return Sent(answer, fingerprint(token), sentence)

    def _tenant(self) -> dict[str, str]:
        if not self.settings.tenant:
            raise AccessProblem(
                "No Xero organisation is chosen yet.",
                connection_id=self.settings.connection_id,
                advice="Sign in and choose the organisation.",
                code="no_tenant",
            )
        return {"xero-tenant-id": self.settings.tenant}

    # --- what refusals mean

    def problem(self, answer: Answer) -> ExpectedProblem:
        """The problem an answer stands for."""
        details = detail(answer)
        if answer.status in (401, 403):
            return self._access_problem(answer, details)
        if answer.status == 400 and not answer.good:
            return RemoteProblem(
                "Xero did not accept the request.", details=details, code="bad_request", mend=Mend.NONE
            )
        return self.client.problem(answer)

    def _access_problem(self, answer: Answer, details: str) -> AccessProblem:
        name = self.settings.name or "the organisation"
        if token_has_expired(answer):
            code, sentence = "access_ended", "Xero has ended the access."
        elif answer.status == 401:
            code, sentence = "no_right", f"This sign-in lacks a right that Ledgerferry needs in {name}."
        else:
            code, sentence = "not_connected", f"Xero no longer connects Ledgerferry with {name}."
        return AccessProblem(
            sentence,
            connection_id=self.settings.connection_id,
            advice="Sign in again and choose the organisation. Nothing is lost.",
            details=details,
            code=code,
        )


def _not_sent(problem: ExpectedProblem, seconds: float | None) -> Answer:
    code = "access_ended" if isinstance(problem, AccessProblem) else problem.code or "internal"
    code = "budget" if isinstance(problem, LimitReached) else code
    return Answer(Stage.NOT_SENT, code=code, details=problem.code, retry_after=seconds)


def _bad_shape() -> RemoteProblem:
    return IncompleteRead("The answer from Xero has an unexpected form.", code="bad_shape", mend=Mend.RETRY)


def detail(answer: Answer) -> str:
    """Xero's own words in an answer, in one line."""
    value = answer.value
    if not isinstance(value, Mapping):
        return answer.details
    words = [text(value, name) for name in ("Detail", "Message", "Title")]
    words += [word for element in records(value, "Elements") for word in messages(element)]
    return " ".join(dict.fromkeys(word for word in words if word))[:1000]


def token_has_expired(answer: Answer) -> bool:
    """Whether a 401 is about the token itself, so that a new one helps; a missing right names itself (apis/xero.md 4.6)."""
    words = detail(answer).replace(" ", "").lower() + answer.header("www-authenticate").lower()
    return answer.status == 401 and "authorizationunsuccessful" not in words and "insufficient_scope" not in words
