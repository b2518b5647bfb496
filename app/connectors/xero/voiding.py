"""Taking documents back: an approved one is voided, a draft deleted, and only what nobody has touched (apis/xero.md 7.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.connectors.xero.changing import Checked, CheckedChange, Target, refusal
from app.connectors.xero.documents import FORMS, XeroDocument
from app.connectors.xero.posting import why_touched
from app.domain.answer import Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState
from app.domain.documents import DocumentKind
from app.domain.money import Money
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.payload import VoidPayload, read_payload
from app.domain.run import Stop

_END_OF: Mapping[str, str] = {"DRAFT": "DELETED", "SUBMITTED": "DELETED", "AUTHORISED": "VOIDED"}


class DocumentVoiding(CheckedChange):
    """VOID_DOCUMENT of one connection."""

    kind = OperationKind.VOID_DOCUMENT

    def target(self, operation_payload: str) -> Target:
        """The invoice or credit note."""
        payload = read_payload(VoidPayload, operation_payload)
        form = FORMS[payload.kind]
        return Target(form.path, form.id_field, payload.remote_id, form.link)

    def _documents(self, payloads: Iterable[VoidPayload], stop: Stop) -> dict[str, XeroDocument]:
        ids: dict[DocumentKind, list[str]] = {}
        for payload in payloads:
            ids.setdefault(payload.kind, []).append(payload.remote_id.lower())
        found = [
            document
            for kind, wanted in ids.items()
            for document in self._context.documents.by_ids(FORMS[kind], wanted, stop)
        ]
        return {document.id: document for document in found}

    def check(self, members: Sequence[Ready], stop: Stop) -> Mapping[str, Checked]:
        """Read the documents and compare each with what was left there."""
        payloads = {member.operation.id: read_payload(VoidPayload, member.operation.payload) for member in members}
        found = self._documents(payloads.values(), stop)
        return {one: _judge(payload, found.get(payload.remote_id.lower())) for one, payload in payloads.items()}

    def look(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, tuple[LookUp, RemoteState]]:
        """Read the documents; `live` says whether they still count."""
        payloads = {record.operation.id: read_payload(VoidPayload, record.operation.payload) for record in records}
        found = self._documents(payloads.values(), stop)
        return {one: _seen(found.get(payload.remote_id.lower())) for one, payload in payloads.items()}


def _judge(payload: VoidPayload, document: XeroDocument | None) -> Checked:
    if document is None:
        return refusal("It is no longer in Xero.")
    if not document.live:
        made = ItemAnswer(ItemOutcome.MADE, remote_id=document.id, version=document.version, url=document.url)
        return Checked(answer=made)
    same = document.total == Money(payload.total, payload.currency) and document.number == payload.number
    touched = not same or bool(payload.version and payload.version != document.version)
    if why := why_touched(document, touched=touched):
        return refusal(f"{why} It was left as it is.")
    end = _END_OF.get(document.status)
    if end is None:
        return refusal("Its status in Xero does not allow that. It was left as it is.")
    return Checked(element={document.form.id_field: document.id, "Status": end})


def _seen(document: XeroDocument | None) -> tuple[LookUp, RemoteState]:
    if document is None:
        return LookUp(True), RemoteState(exists=False, live=False)
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
