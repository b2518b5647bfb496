"""Calls to one Xero organisation: bearer, tenant, and what its refusals of access mean (apis/xero.md 4.1, 4.6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from app.connectors.http.client import statuses
from app.connectors.http.wire import Answer, Expect, Request
from app.connectors.ledger.reading import bad_shape
from app.connectors.ledger.session import BookWords, LedgerSession, Sent
from app.connectors.xero.fields import Record, messages, records, text
from app.connectors.xero.settings import VENDOR, XeroSettings
from app.domain.errors import AccessProblem, ExpectedProblem, RemoteProblem
from app.domain.plan import Mend
from app.domain.run import Stop

Query = tuple[tuple[str, str], ...]


class XeroSession(LedgerSession[XeroSettings]):
    """The calls of one connection. Safe to use from several threads."""

    words = BookWords(VENDOR, "organisation", "contact", "archived")

    # --- reading

    def read(self, path: str, stop: Stop, query: Query = (), since: datetime | None = None) -> Record:
        """A JSON answer of the Accounting API. `since` is sent as If-Modified-Since, to the second, UTC (apis/xero.md 4.2).

        Raises `AccessProblem`, `LimitReached`, `RemoteProblem`; 404 has code 'not_found'.
        """
        headers = {"If-Modified-Since": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")} if since else {}
        own = {"xero-tenant-id": self.settings.tenant, **headers}
        value = self._read(self._url(path), stop, query, own).value
        if not isinstance(value, dict):
            raise bad_shape(VENDOR)
        return value

    def read_connections(self, stop: Stop) -> list[Record]:
        """The links of this grant, of all kinds of tenants (apis/xero.md 2.5)."""
        value = self._read(self.settings.connections_url, stop, (), {}).value
        if not isinstance(value, list):
            raise bad_shape(VENDOR)
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
        headers = {"xero-tenant-id": self.settings.tenant, **({"Idempotency-Key": key} if key else {})}
        return self._write(method, path, body, stop, query=query, headers=headers, kind=kind)

    def _url(self, path: str) -> str:
        self._chosen()
        return f"{self.settings.api_url}/{path}"

    def _token_refused(self, answer: Answer) -> bool:
        return token_has_expired(answer)

    def limit_of(self, answer: Answer) -> str:
        """Xero names the limit in a header (apis/xero.md 3)."""
        return answer.header("x-rate-limit-problem")

    def details_of(self, answer: Answer) -> str:
        """Xero's messages are told member by member; the answer itself says nothing more."""
        return answer.details

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
