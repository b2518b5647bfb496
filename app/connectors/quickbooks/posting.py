"""Posting invoices and credit memos: batches of thirty, one verdict each; finding them again and reading them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.connectors.quickbooks.answers import attempt_of, for_other_books, judge_document, match
from app.connectors.quickbooks.bodies import batch, creation, document_body
from app.connectors.quickbooks.context import QuickBooksContext
from app.connectors.quickbooks.documents import FORM_OF, FORMS, QuickBooksDocument, folded
from app.connectors.quickbooks.settings import BODY, OPERATIONS
from app.domain.answer import Attempt, Hit, LookUp, RemoteState
from app.domain.errors import RemoteProblem
from app.domain.money import Money
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.payload import DocumentPayload, read_payload
from app.domain.run import Stop
from app.ports.operations import IfAbsent, Prepared


class DocumentPosting:
    """POST_INVOICE or POST_CREDIT_NOTE of one connection; see `OperationHandler`.

    The key goes along as requestid, but how long Intuit remembers it is not known, so it is never relied on (apis/quickbooks.md 4.3).
    """

    batch_limit = OPERATIONS
    batch_bytes = BODY
    concurrency = 2
    trusts_key = False
    if_absent = IfAbsent.RESEND
    repeatable = False

    def __init__(self, kind: OperationKind, context: QuickBooksContext) -> None:
        self.kind = kind
        self._form = FORM_OF[kind]
        self._context = context

    def credential(self) -> str:
        """A fingerprint of the access token in use."""
        return self._context.session.tokens.credential()

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The batch that creates them all."""
        body = batch([creation(self._form.entity, document_body(member)) for member in members])
        return Prepared("POST", "batch", body, tuple(member.operation.id for member in members))

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Send it once."""
        context = self._context
        if (elsewhere := for_other_books(context.session, members)) is not None:
            return elsewhere
        sent = context.session.write(prepared.path, prepared.body, key, stop, kind=prepared.content_type)
        items = match(members, sent.answer, lambda _: self._form.entity, judge_document(context.links))
        return attempt_of(context.session, sent, items)

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """By number; ours by the marker in the private note and when all agrees."""
        payloads = {record.operation.id: _payload(record) for record in records}
        context = self._context
        try:
            numbers = [payload.number for payload in payloads.values()]
            found = context.documents.by_numbers(numbers, stop, context.company.home(stop))
        except RemoteProblem as problem:
            return {record.operation.id: LookUp(False, problem=problem.sentence) for record in records}
        by_number: dict[str, list[QuickBooksDocument]] = {}
        for document in found:
            by_number.setdefault(folded(document.number), []).append(document)
        return {
            record.operation.id: LookUp(
                complete=True,
                hits=tuple(
                    _hit(record, payloads[record.operation.id], document)
                    for document in by_number.get(folded(payloads[record.operation.id].number), [])
                ),
            )
            for record in records
        }

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """By id, many in one call."""
        held = [record for record in records if record.remote_id]
        context = self._context
        ids = [record.remote_id for record in held]
        found = {
            document.id: document
            for document in context.documents.by_ids(self._form, ids, stop, context.company.home(stop))
        }
        return {record.operation.id: _state(record, found.get(record.remote_id)) for record in held}


def _payload(record: OperationRecord) -> DocumentPayload:
    return read_payload(DocumentPayload, record.operation.payload)


def differences(payload: DocumentPayload, document: QuickBooksDocument) -> str:
    """What of a found document does not agree with what was to be sent, in words; '' when all agrees."""
    same_contact = (
        document.contact_id == payload.contact_id
        if payload.contact_id  # a customer made in the same run is known by name only
        else folded(document.contact_name) == folded(payload.contact_name)
    )
    total, void = document.total, not document.live  # a void one has lost its total
    words = [
        words
        for same, words in (
            (document.form is FORMS[payload.kind], "it is another kind of document"),
            (same_contact, f"it belongs to {document.contact_name or 'another customer'}"),
            (void or total == Money(payload.total, payload.currency), f"its total is {total or 'not known'}"),
            (document.issue_date == payload.issue_date, f"it is dated {document.issue_date or 'otherwise'}"),
        )
        if not same
    ]
    return ", ".join(words)


def _hit(record: OperationRecord, payload: DocumentPayload, document: QuickBooksDocument) -> Hit:
    differs = differences(payload, document)
    made_here = document.carries(record.operation.marker)
    return Hit(
        remote_id=document.id,
        ours=not differs and made_here,
        live=document.live,
        version=document.version,
        total=document.total,
        number=document.number,
        issue_date=document.issue_date,
        status=document.status,
        url=document.url,
        differs=differs or ("" if made_here else _whose(document)),
    )


def _whose(document: QuickBooksDocument) -> str:
    return "it was made for another document" if document.marker else "it was not made by Ledgerferry"


def _state(record: OperationRecord, document: QuickBooksDocument | None) -> RemoteState:
    if document is None:
        return RemoteState(exists=False, live=False, why_not="It is no longer in QuickBooks. Send again?")
    touched = bool(record.remote_version) and record.remote_version != document.version
    return RemoteState(
        exists=True,
        live=document.live,
        version=document.version,
        total=document.total,
        status=document.status,
        url=document.url,
        untouched=not (document.is_settled or touched),
        why_not=why_touched(document, touched=touched),
    )


def why_touched(document: QuickBooksDocument, *, touched: bool) -> str:
    """Why a document is not as we left it; '' when it is."""
    if not document.live:
        return "Somebody has voided it in QuickBooks."
    if document.is_settled:
        return "It has payments or credits in QuickBooks."
    return "Somebody has changed it in QuickBooks." if touched else ""
