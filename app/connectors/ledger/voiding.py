"""Taking documents back, and only what nobody has touched: the check before, and what is seen after."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic

from app.connectors.ledger.changing import Checked, CheckedChange, refusal
from app.connectors.ledger.documents import D, hit_of, state_of, why_touched
from app.connectors.ledger.handler import C
from app.domain.answer import ItemAnswer, ItemOutcome, LookUp, RemoteState
from app.domain.documents import DocumentKind, SalesForm
from app.domain.money import Money
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.payload import VoidPayload, read_payload
from app.domain.run import Stop


class DocumentVoiding(CheckedChange[C], Generic[C, D]):
    """VOID_DOCUMENT of one connection."""

    kind = OperationKind.VOID_DOCUMENT

    @abstractmethod
    def read(self, kind: DocumentKind, form: SalesForm, ids: Sequence[str], stop: Stop) -> Sequence[D]:
        """Documents of a kind and form by their ids, void ones included."""

    @abstractmethod
    def missing(self, payload: VoidPayload) -> Checked:
        """What to do about a document that is not there any more."""

    @abstractmethod
    def undo(self, document: D) -> Checked:
        """The change that takes a live, untouched document back."""

    @abstractmethod
    def seen_missing(self, payload: VoidPayload) -> tuple[LookUp, RemoteState]:
        """What it means that a document is not there any more."""

    def check(self, members: Sequence[Ready], stop: Stop) -> Mapping[str, Checked]:
        """Read the documents and compare each with what was left there."""
        payloads = {member.operation.id: read_payload(VoidPayload, member.operation.payload) for member in members}
        found = self._documents(payloads.values(), stop)
        return {one: self._judge(payload, found.get(payload.remote_id.lower())) for one, payload in payloads.items()}

    def look(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, tuple[LookUp, RemoteState]]:
        """Read the documents; `live` says whether they still count."""
        payloads = {record.operation.id: read_payload(VoidPayload, record.operation.payload) for record in records}
        found = self._documents(payloads.values(), stop)
        return {one: self._seen(payload, found.get(payload.remote_id.lower())) for one, payload in payloads.items()}

    def _documents(self, payloads: Iterable[VoidPayload], stop: Stop) -> dict[str, D]:
        ids: dict[tuple[DocumentKind, SalesForm], list[str]] = {}
        for payload in payloads:
            ids.setdefault((payload.kind, payload.form), []).append(payload.remote_id.lower())
        found = [document for (kind, form), wanted in ids.items() for document in self.read(kind, form, wanted, stop)]
        return {document.id: document for document in found}

    def _judge(self, payload: VoidPayload, document: D | None) -> Checked:
        if document is None:
            return self.missing(payload)
        if not document.live:
            made = ItemAnswer(ItemOutcome.MADE, remote_id=document.id, version=document.version, url=document.url)
            return Checked(answer=made)
        same = document.total == Money(payload.total, payload.currency) and document.number == payload.number
        touched = not same or bool(payload.version and payload.version != document.version)
        if why := why_touched(self._context.session.words, document, touched=touched):
            return refusal(f"{why} It was left as it is.")
        return self.undo(document)

    def _seen(self, payload: VoidPayload, document: D | None) -> tuple[LookUp, RemoteState]:
        if document is None:
            return self.seen_missing(payload)
        return LookUp(True, (hit_of(document, made_here=True, differs=""),)), state_of(document)
