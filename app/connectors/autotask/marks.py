"""Marking invoices as processed and taking the mark back: one field of one invoice a call (apis/autotask.md 13).

A mark set by somebody else is never overwritten: the guard and the look-up see to it, since a PATCH cannot name what it replaces.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime

from app.connectors.autotask.constants import AT_ONCE, VENDOR
from app.connectors.autotask.guarding import read_headers
from app.connectors.autotask.headers import mark_of, number_of
from app.connectors.autotask.queries import Queries
from app.connectors.autotask.refusals import code_of, sentence_of, status_of, words_of
from app.connectors.autotask.session import AutotaskSession
from app.connectors.autotask.values import OddValueError, Row, same_moment, written
from app.connectors.http.replies import sentence_for
from app.connectors.http.wire import Answer
from app.domain.answer import Attempt, Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState, Stage
from app.domain.errors import ExpectedProblem
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.payload import MarkPayload, UnmarkPayload, read_payload
from app.domain.run import Stop
from app.ports.operations import IfAbsent, Prepared

_PATH = "Invoices"
_BODY_LIMIT = 4096


def _body(invoice: int, value: str | None) -> bytes:
    return json.dumps({"id": invoice, "webServiceDate": value}, separators=(",", ":")).encode()


def attempt_of(answer: Answer, invoice: int, operation_id: str, credential: str) -> Attempt:
    """The facts of one PATCH or PUT. Recognised refusals get the status HTTP has for them (`refusals.status_of`):

    Autotask says 500 for its limits, rights and rules alike, and they differ in what may be done next.
    """
    code = code_of(answer)
    words = words_of(answer)
    sentence = sentence_of(code, sentence_for(answer.code, VENDOR)) if code else ""
    if code == "access_ended":
        sentence = answer.details
    items: dict[str, ItemAnswer] = {}
    status = status_of(answer)
    if answer.stage is Stage.SENT and answer.intact:
        items[operation_id] = _item(answer, code, status, invoice, words)
    return Attempt(
        stage=answer.stage,
        status=status,
        intact=answer.intact,
        items=items,
        retry_after=answer.retry_after if answer.retry_after is not None else _wait(code),
        limit={"thread_limit": "concurrent", "hour_limit": "hour"}.get(code, ""),
        credential=credential,
        problem=" ".join(part for part in (code, answer.details, words) if part),
        code=code,
        sentence=sentence,
    )


def _wait(code: str) -> float | None:
    return {"thread_limit": 5.0, "hour_limit": 300.0}.get(code)


def _item(answer: Answer, code: str, status: int | None, invoice: int, words: str) -> ItemAnswer:
    value = answer.value
    named = value.get("itemId") if isinstance(value, Mapping) else None
    if not code and named == invoice and not isinstance(named, bool):
        return ItemAnswer(ItemOutcome.MADE, remote_id=str(invoice))
    if status == 422:
        sentence = f"Autotask did not accept the change of invoice {invoice}."
        return ItemAnswer(ItemOutcome.REFUSED, messages=(words,) if words else (), sentence=sentence)
    return ItemAnswer(ItemOutcome.UNREADABLE, messages=(words,) if words else ())


class _MarkHandler(ABC):
    """What both handlers share; each says what the field should hold for a record, and what it holds instead."""

    kind: OperationKind
    batch_limit = 1
    batch_bytes = _BODY_LIMIT
    concurrency = AT_ONCE
    trusts_key = False
    if_absent = IfAbsent.RESEND
    repeatable = True

    def __init__(self, session: AutotaskSession, queries: Queries) -> None:
        self._session = session
        self._queries = queries

    def credential(self) -> str:
        """Which API user signs in; never the secret."""
        return self._session.fingerprint()

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """PATCH with the id in the body; only the mark, so that nothing else can be cleared (section 3)."""
        (member,) = members
        invoice, value = self._meant(member.operation.payload)
        return Prepared("PATCH", _PATH, _body(invoice, value), (member.operation.id,))

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Send it once."""
        del key
        invoice, _ = self._meant(members[0].operation.payload)
        answer = self._session.write(prepared.method, prepared.path, prepared.body, stop)
        return attempt_of(answer, invoice, prepared.members[0], self.credential())

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """Is the mark as it should be? A mark that is neither the old nor the new value is a hit that is not ours.

        Raises as the reads do; an invoice that is not shown, or cannot be read, makes its own look-up incomplete.
        """
        invoices = self._read(records, stop)
        return {one.operation.id: self._looked(one, invoices.get(self._invoice(one))) for one in records}

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """The marks as they stand; records left out could not be read. Raises as the reads do."""
        invoices = self._read(records, stop)
        states = {one.operation.id: self._state(one, invoices.get(self._invoice(one))) for one in records}
        return {one: state for one, state in states.items() if state is not None}

    def _read(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[int, Row]:
        return read_headers(self._queries, [self._invoice(record) for record in records], stop)

    def _invoice(self, record: OperationRecord) -> int:
        return self._meant(record.operation.payload)[0]

    def _looked(self, record: OperationRecord, row: Row | None) -> LookUp:
        if row is None:
            return LookUp(False, problem="the invoice is not shown")
        try:
            mark, number = mark_of(row), number_of(row)
        except OddValueError as reason:
            return LookUp(False, problem=f"{reason.field} holds {reason.shown}")
        if not self._is_set(record.operation.payload, mark) and not self._is_foreign(record.operation.payload, mark):
            return LookUp(True)
        ours = self._is_set(record.operation.payload, mark)
        differs = "" if ours else f"somebody else marked it as invoiced on {written(mark) if mark else '-'}"
        version = written(mark) if mark else ""
        return LookUp(True, (Hit(str(row.id), ours, True, version, number=number, differs=differs),))

    def _state(self, record: OperationRecord, row: Row | None) -> RemoteState | None:
        if row is None:
            return RemoteState(False, False, why_not="Autotask does not show the invoice any more.")
        try:
            mark = mark_of(row)
        except OddValueError:
            return None
        stands = self._is_set(record.operation.payload, mark)
        return RemoteState(
            exists=True,
            live=stands,
            version=written(mark) if mark else "",
            status="marked" if mark else "not marked",
            untouched=stands,
            why_not="" if stands else self._why_not(mark),
        )

    @abstractmethod
    def _meant(self, payload: str) -> tuple[int, str | None]:
        """Which invoice, and what its field is to hold; None for nothing."""

    @abstractmethod
    def _is_set(self, payload: str, mark: datetime | None) -> bool:
        """Whether the field holds what it is to hold."""

    @abstractmethod
    def _is_foreign(self, payload: str, mark: datetime | None) -> bool:
        """Whether somebody else has written what it holds."""

    @abstractmethod
    def _why_not(self, mark: datetime | None) -> str:
        """What it holds instead, in words."""


class MarkHandler(_MarkHandler):
    """MARK_PROCESSED: sets `webServiceDate` to the moment of the run."""

    kind = OperationKind.MARK_PROCESSED

    def _meant(self, payload: str) -> tuple[int, str | None]:
        read = read_payload(MarkPayload, payload)
        return int(read.source_id), written(read.at)

    def _is_set(self, payload: str, mark: datetime | None) -> bool:
        return mark is not None and same_moment(mark, read_payload(MarkPayload, payload).at)

    def _is_foreign(self, payload: str, mark: datetime | None) -> bool:
        del payload
        return mark is not None

    def _why_not(self, mark: datetime | None) -> str:
        if mark is None:
            return "The mark was taken back in Autotask."
        return f"Somebody else marked it as invoiced on {mark.day} {mark:%B %Y}."


class UnmarkHandler(_MarkHandler):
    """UNMARK_PROCESSED: empties `webServiceDate`, only while it holds what we set.

    That PATCH with null empties the field is not proven (section 13). Where it is answered with 200 and the mark still stands, the
    same send follows with PUT and the full writable set (`invoiceNumber`, `paidDate`) as just read, which leaves the date out.
    """

    kind = OperationKind.UNMARK_PROCESSED

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """PATCH, look, and PUT if the mark stayed. The answer reported is that of the last write."""
        attempt = super().send(prepared, members, key, stop)
        operation = members[0].operation
        item = attempt.items.get(operation.id)
        if item is None or item.outcome is not ItemOutcome.MADE:
            return attempt
        payload = read_payload(UnmarkPayload, operation.payload)
        invoice = int(payload.source_id)
        body = self._full(invoice, payload.was, stop)
        if body is None:
            return attempt
        answer = self._session.write("PUT", _PATH, body, stop)
        if answer.stage is Stage.NOT_SENT:
            return attempt  # the PATCH stands as answered; reading back tells that it had no effect
        return attempt_of(answer, invoice, operation.id, self.credential())

    def _full(self, invoice: int, was: datetime, stop: Stop) -> bytes | None:
        """The full writable set without the mark if our mark still stands; None otherwise or when that cannot be read."""
        try:
            fields = ("id", "invoiceNumber", "paidDate", "webServiceDate")
            rows = self._queries.by_ids("Invoices", "id", (invoice,), stop, fields=fields)
            if not rows or not same_moment(mark_of(rows[0]), was):
                return None
            kept = {name: rows[0].text(name) if rows[0].has(name) else None for name in ("invoiceNumber", "paidDate")}
        except (ExpectedProblem, OddValueError):
            return None
        return json.dumps({"id": invoice, **kept, "webServiceDate": None}, separators=(",", ":")).encode()

    def _meant(self, payload: str) -> tuple[int, str | None]:
        return int(read_payload(UnmarkPayload, payload).source_id), None

    def _is_set(self, payload: str, mark: datetime | None) -> bool:
        del payload
        return mark is None

    def _is_foreign(self, payload: str, mark: datetime | None) -> bool:
        return mark is not None and not same_moment(mark, read_payload(UnmarkPayload, payload).was)

    def _why_not(self, mark: datetime | None) -> str:
        return "The mark is still there: Autotask did not take it back." if mark else ""
