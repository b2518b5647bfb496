"""Calls to one QuickBooks company: bearer, company, and what its refusals of access mean (apis/quickbooks.md 3, 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.connectors.http.client import statuses
from app.connectors.http.records import Record, part, records, text
from app.connectors.http.strict_json import write_json
from app.connectors.http.wire import Answer, Request
from app.connectors.ledger.reading import bad_shape
from app.connectors.ledger.session import BookWords, LedgerSession, Sent
from app.connectors.quickbooks.settings import MINOR_VERSION, OPERATIONS, VENDOR, QuickBooksSettings
from app.connectors.quickbooks.words import AS_ADMINISTRATOR, Meaning, faults_of, refusal_of
from app.domain.errors import AccessProblem, ExpectedProblem, RemoteProblem
from app.domain.run import Stop

HANDED_BACK = statuses(400, 401, 403, 404)


class QuickBooksSession(LedgerSession[QuickBooksSettings]):
    """The calls of one connection. Safe to use from several threads."""

    words = BookWords(VENDOR, "company", "customer", "inactive")

    # --- reading

    def query(self, statement: str, stop: Stop) -> Record:
        """What a statement finds: the QueryResponse, with the answer's own time beside it.

        Raises `AccessProblem`, `LimitReached`, `RemoteProblem`.
        """
        return self._response(self._read("query", statement.encode(), "application/text", stop))

    def queries(self, statements: Sequence[str], stop: Stop) -> list[Record]:
        """What several statements find, in their order, in as few calls as they fit into; each whole, or it raises."""
        found: list[Record] = []
        for start in range(0, len(statements), OPERATIONS):
            asked = statements[start : start + OPERATIONS]
            items = [{"bId": str(n), "Query": statement} for n, statement in enumerate(asked)]
            value = self._read("batch", write_json({"BatchItemRequest": items}), "application/json", stop)
            by_id = {text(item, "bId"): item for item in records(value, "BatchItemResponse")}
            for n in range(len(asked)):
                item = by_id.get(str(n), {})
                if faults_of(item):
                    raise self._refused(item)
                found.append(self._response({**item, "time": value.get("time")}))
        return found

    def changes(self, entity: str, since: datetime, stop: Stop) -> list[Record]:
        """Objects of one kind that were changed at or after a moment; see `changes_of`."""
        return self.changes_of((entity,), since, stop)[entity]

    def changes_of(self, entities: Sequence[str], since: datetime, stop: Stop) -> dict[str, list[Record]]:
        """Objects of each kind that were changed at or after a moment, deleted ones as {"status": "Deleted", "Id"}, in one call
        (apis/quickbooks.md 12).

        Raises as `query`, and `IncompleteRead` when the answer is not whole.
        """
        asked = (("entities", ",".join(entities)), ("changedSince", since.isoformat(timespec="seconds")))
        value = self._read("cdc", None, "", stop, method="GET", query=asked)
        answers = records(value, "CDCResponse")
        rows: dict[str, list[Record]] = {entity: [] for entity in entities}
        for answer in (each for one in answers for each in records(one, "QueryResponse")):
            if faults_of(answer):
                raise self._refused(answer)
            for entity in entities:
                rows[entity] += records(answer, entity)
        if len(answers) != 1 or any(not text(row, "Id") for found in rows.values() for row in found):
            raise bad_shape(VENDOR)
        return rows

    @staticmethod
    def _response(value: Record) -> Record:
        found = value.get("QueryResponse")
        if not isinstance(found, Mapping):
            raise bad_shape(VENDOR)
        return {**found, "time": value.get("time")}

    def _read(
        self,
        path: str,
        body: bytes | None,
        kind: str,
        stop: Stop,
        *,
        method: str = "POST",
        query: tuple[tuple[str, str], ...] = (),
    ) -> Record:
        url = self._url(path)
        for may_refresh in (True, False):
            token = self.tokens.access_token(stop)
            request = Request(method, url, (MINOR_VERSION, *query), _bearer(token), body, kind)
            answer = self.client.read(request, stop, HANDED_BACK)
            if answer.good:
                if not isinstance(answer.value, dict):
                    raise bad_shape(VENDOR)
                if faults_of(answer.value):  # a fault may come with a status of 200 (apis/quickbooks.md 5.1)
                    raise self._refused(answer.value)
                return answer.value
            if not (may_refresh and answer.status == 401):
                break
            self.tokens.refused(token)
        raise self.problem(answer)

    # --- writing

    def write(self, path: str, body: bytes, key: str, stop: Stop, *, kind: str = "application/json") -> Sent:
        """One write, tried once. Never raises for network, sign-in, limits or a cancel: then nothing was sent.

        `key` goes along as the request's id; it is never relied on (apis/quickbooks.md 4.3).
        """
        query = (MINOR_VERSION, ("requestid", key)) if key else (MINOR_VERSION,)
        return self._write("POST", path, body, stop, query=query, headers={}, kind=kind)

    def _url(self, path: str) -> str:
        return f"{self.settings.api_url}/company/{self._chosen()}/{path}"

    def _token_refused(self, answer: Answer) -> bool:
        return answer.status == 401

    def limit_of(self, answer: Answer) -> str:
        """Intuit counts by the minute (apis/quickbooks.md 4.1)."""
        return "minute" if answer.status == 429 else ""

    def details_of(self, answer: Answer) -> str:
        """The words of its faults."""
        return " ".join(fault.words for fault in faults_of(answer.value))[:500]

    # --- what refusals mean

    def problem(self, answer: Answer) -> ExpectedProblem:
        """The problem an answer stands for."""
        faults = faults_of(answer.value)
        meaning = refusal_of(faults).meaning if faults else None
        if meaning in (Meaning.CLOSED, Meaning.LATER) and answer.status in (400, 403):
            return self._refused(answer.value)
        if answer.status in (401, 403) or meaning is Meaning.ACCESS:
            return self._access_problem(answer)
        if faults and answer.status is not None and answer.status < 500 and answer.status != 429:
            return self._refused(answer.value)
        return self.client.problem(answer)

    def _refused(self, value: object) -> AccessProblem | RemoteProblem:
        """What a fault of a whole request is told as; a company that takes nothing needs a person, whatever was asked."""
        faults = faults_of(value)
        row = refusal_of(faults)
        details = " ".join(fault.words for fault in faults)[:1000]
        if row.meaning is not Meaning.CLOSED:
            return RemoteProblem(row.sentence, details=details, code="refused_status", mend=row.mend)
        return AccessProblem(
            row.sentence,
            connection_id=self.settings.connection_id,
            advice=row.advice,
            details=details,
            code="books_closed",
            mend=row.mend,
        )

    def _access_problem(self, answer: Answer) -> AccessProblem:
        name = self.settings.name or "the company"
        code, sentence = "not_connected", f"{VENDOR} no longer connects Ledgerferry with {name}."
        if answer.status == 401:
            code, sentence = "access_ended", f"{VENDOR} has ended the access."
        return AccessProblem(
            sentence,
            connection_id=self.settings.connection_id,
            advice=AS_ADMINISTRATOR,
            details=" ".join(fault.words for fault in faults_of(answer.value))[:1000] or answer.details,
            code=code,
        )


def server_time(found: Record) -> str:
    """The moment, by Intuit's clock, at which an answer was made."""
    return text(found, "time")


def entity(value: Record, name: str) -> Record:
    """The object an answer wraps under its entity's name; empty when there is none."""
    return part(value, name)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
