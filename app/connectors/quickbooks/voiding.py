"""Taking documents back: an invoice is voided, a credit memo deleted since it knows no void, and only what nobody has touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.connectors.quickbooks.changing import Checked, CheckedChange, Target, refusal
from app.connectors.quickbooks.documents import FORMS, QuickBooksDocument
from app.connectors.quickbooks.posting import why_touched
from app.domain.answer import Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState
from app.domain.documents import DocumentKind
from app.domain.money import Money
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.payload import VoidPayload, read_payload
from app.domain.run import Stop


class DocumentVoiding(CheckedChange):
    """VOID_DOCUMENT of one connection."""

    kind = OperationKind.VOID_DOCUMENT

    def target(self, operation_payload: str) -> Target:
        """The invoice or credit memo."""
        payload = read_payload(VoidPayload, operation_payload)
        form = FORMS[payload.kind]
        return Target(form.entity, payload.remote_id, form.link)

    def _documents(self, payloads: Iterable[VoidPayload], stop: Stop) -> dict[str, QuickBooksDocument]:
        ids: dict[DocumentKind, list[str]] = {}
        for payload in payloads:
            ids.setdefault(payload.kind, []).append(payload.remote_id)
        home = self._context.company.home(stop)
        found = [
            document
            for kind, wanted in ids.items()
            for document in self._context.documents.by_ids(FORMS[kind], wanted, stop, home)
        ]
        return {document.id: document for document in found}

    def check(self, members: Sequence[Ready], stop: Stop) -> Mapping[str, Checked]:
        """Read the documents and compare each with what was left there."""
        payloads = {member.operation.id: read_payload(VoidPayload, member.operation.payload) for member in members}
        found = self._documents(payloads.values(), stop)
        return {one: _judge(payload, found.get(payload.remote_id)) for one, payload in payloads.items()}

    def look(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, tuple[LookUp, RemoteState]]:
        """Read the documents; `live` says whether they still count."""
        payloads = {record.operation.id: read_payload(VoidPayload, record.operation.payload) for record in records}
        found = self._documents(payloads.values(), stop)
        return {one: _seen(payload, found.get(payload.remote_id)) for one, payload in payloads.items()}


def _judge(payload: VoidPayload, document: QuickBooksDocument | None) -> Checked:
    if document is None:  # deleted, which is what was wanted of a credit memo
        if payload.kind is DocumentKind.CREDIT_NOTE:
            return Checked(answer=ItemAnswer(ItemOutcome.MADE, remote_id=payload.remote_id))
        return refusal("It is no longer in QuickBooks.")
    if not document.live:
        made = ItemAnswer(ItemOutcome.MADE, remote_id=document.id, version=document.version, url=document.url)
        return Checked(answer=made)
    same = document.total == Money(payload.total, payload.currency) and document.number == payload.number
    touched = not same or bool(payload.version and payload.version != document.version)
    if why := why_touched(document, touched=touched):
        return refusal(f"{why} It was left as it is.")
    return Checked(operation=_operation(document))


def _operation(document: QuickBooksDocument) -> dict[str, object]:
    """The operation of a batch that takes it back (apis/quickbooks.md 3, 11)."""
    named = {"Id": document.id, "SyncToken": document.version}
    if document.form.kind is DocumentKind.CREDIT_NOTE:
        return {"operation": "delete", document.form.entity: named}
    return {"operation": "update", "optionsData": "void", document.form.entity: {**named, "sparse": True}}


def _seen(payload: VoidPayload, document: QuickBooksDocument | None) -> tuple[LookUp, RemoteState]:
    if document is None:  # only deleted documents are not read, so it is dead for certain
        gone = Hit(payload.remote_id, ours=True, live=False, number=payload.number, status="DELETED")
        return LookUp(True, (gone,)), RemoteState(exists=False, live=False)
    hit = Hit(
        document.id,
        ours=True,
        live=document.live,
        version=document.version,
        total=document.total,
        number=document.number,
        issue_date=document.issue_date,
        status=document.status,
        url=document.url,
    )
    state = RemoteState(
        exists=True,
        live=document.live,
        version=document.version,
        total=document.total,
        status=document.status,
        url=document.url,
    )
    return LookUp(True, (hit,)), state
