"""Posting invoices and credit notes: PUT, fifty at a time, one verdict each; finding them again and reading them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.connectors.ledger.documents import by_number, differences, folded, hit_of, payload_of, read_back_state
from app.connectors.ledger.handler import LedgerHandler
from app.connectors.xero.answers import attempt_of, elements_of, for_other_books, judge_document, match
from app.connectors.xero.bodies import document_body, envelope
from app.connectors.xero.contacts import OVERLAP
from app.connectors.xero.context import FOUR_PLACES, XeroContext
from app.connectors.xero.documents import FORMS, Form, XeroDocument
from app.connectors.xero.numbers import ANY_STATUS, INVOICE, SALES_CREDITS
from app.connectors.xero.session import XeroSession
from app.connectors.xero.settings import AT_ONCE, BODY, ELEMENTS, LIST
from app.domain.answer import Attempt, Hit, LookUp, RemoteState
from app.domain.documents import DocumentKind
from app.domain.errors import ExpectedProblem, RemoteProblem
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.payload import DocumentPayload, read_payload
from app.domain.run import Stop
from app.ports.operations import Prepared

BY_THIS_APP = (("createdByMyApp", "true"),)


class DocumentPosting(LedgerHandler[XeroContext]):
    """POST_INVOICE or POST_CREDIT_NOTE of one connection; see `OperationHandler`."""

    batch_limit = ELEMENTS
    batch_bytes = BODY
    concurrency = AT_ONCE
    """All that a tenant allows: whatever else is called meanwhile waits for its turn (`MinutePace`)."""

    def __init__(self, kind: OperationKind, form: Form, context: XeroContext) -> None:
        super().__init__(context)
        self.kind = kind
        self.trusts_key = form is INVOICE
        """Only the unique number of invoices stops what lands after its key has been forgotten; a credit note has no such guard."""
        self._form = form

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The PUT that creates them all."""
        body = envelope(self._form.path, [document_body(member) for member in members])
        return Prepared("PUT", self._form.path, body, tuple(member.operation.id for member in members))

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Send it once."""
        context = self._context
        if (elsewhere := for_other_books(context.session, members)) is not None:
            return elsewhere
        sent = context.session.write(
            prepared.method, prepared.path, prepared.body, key, stop, query=FOUR_PLACES, kind=prepared.content_type
        )
        context.numbers.outdated()
        elements = elements_of(sent.answer, self._form.path)
        items = match(members, elements, self._form.number_field, _number, judge_document(context.links))
        return attempt_of(context.session, sent, items)

    # --- finding

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """By number, in every status; ours by the marker in its link, or when all agrees and this app made it.

        What has no document of its number is looked for among what was changed since it was sent: somebody may have renumbered it.
        """
        try:
            named = by_number(self._with_numbers([payload_of(record).number for record in records], stop))
            pairs = {record.operation.id: named.get(folded(payload_of(record).number), []) for record in records}
            left = [record for record in records if not pairs[record.operation.id]]
            pairs.update(self._renumbered(left, stop))
        except RemoteProblem as problem:
            return {record.operation.id: LookUp(False, problem=problem.sentence) for record in records}
        ours = self._made_by_this_app(records, pairs, stop)
        return {
            record.operation.id: LookUp(
                complete=ours is not None or not pairs[record.operation.id],
                hits=tuple(_hit(record, document, ours) for document in pairs[record.operation.id]),
            )
            for record in records
        }

    def _with_numbers(self, numbers: Sequence[str], stop: Stop) -> list[XeroDocument]:
        if self._form is INVOICE:
            return self._context.documents.by_numbers(numbers, stop)
        return self._context.documents.read(self._form, stop, (SALES_CREDITS,))

    def _renumbered(self, records: Sequence[OperationRecord], stop: Stop) -> dict[str, list[XeroDocument]]:
        """Of invoices those that carry the marker; of credit notes, which carry none, those that agree in all but their number.

        One of the same reference counts whatever else was changed of it: it is not taken for ours, but a person judges it before another.
        """
        since = _earliest(records)
        if since is None:
            return {}
        query = (*BY_THIS_APP, ANY_STATUS, ("order", "InvoiceID ASC")) if self._form is INVOICE else (SALES_CREDITS,)
        changed = self._context.documents.read(
            self._form, stop, query, since=self._context.session.remote_time(since) - OVERLAP
        )
        return {record.operation.id: [each for each in changed if _may_be(record, each)] for record in records}

    def _made_by_this_app(
        self, records: Sequence[OperationRecord], pairs: Mapping[str, list[XeroDocument]], stop: Stop
    ) -> frozenset[str] | None:
        """Ids of those that agree without a marker and were made by this app; None when that could not be read.

        A document with the marker of another operation is that one's, however alike: two numbers may differ in their case alone.
        """
        unmarked = [
            document
            for record in records
            for document in pairs[record.operation.id]
            if not document.marker and not _differences(payload_of(record), document)
        ]
        if not unmarked:
            return frozenset()
        if (
            self._form is not INVOICE
        ):  # Xero cannot tell who made a credit note: number, contact, total and date must do
            return frozenset(document.id for document in unmarked)
        try:
            made = self._context.documents.by_numbers([each.number for each in unmarked], stop, BY_THIS_APP)
        except RemoteProblem:
            return None
        return frozenset(document.id for document in made)

    # --- reading back

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """By id. Many at once through the list of what this app made since; those it lacks, by their ids."""
        wanted = {record.remote_id.lower() for record in records if record.remote_id}
        found = {document.id: document for document in self._recent(records, wanted, stop) if document.id in wanted}
        missing = sorted(wanted - set(found))
        if missing:
            rest = self._context.documents.by_ids(self._form, missing, stop)
            found.update({document.id: document for document in rest})
        return {
            record.operation.id: read_back_state(XeroSession.words, record, found.get(record.remote_id.lower()))
            for record in records
            if record.remote_id
        }

    def _recent(self, records: Sequence[OperationRecord], wanted: set[str], stop: Stop) -> list[XeroDocument]:
        since = _earliest(records)
        if self._form is not INVOICE or len(wanted) <= LIST or since is None:
            return []
        query = (*BY_THIS_APP, ("summaryOnly", "true"), ANY_STATUS, ("order", "InvoiceID ASC"))
        try:
            return self._context.documents.read(
                self._form, stop, query, since=self._context.session.remote_time(since) - OVERLAP
            )
        except ExpectedProblem as problem:
            if problem.code == "incomplete":  # somebody worked in the books meanwhile: each is asked for by its id
                return []
            raise


def _earliest(records: Sequence[OperationRecord]) -> datetime | None:
    sent = [record.first_sent for record in records]
    known = [moment for moment in sent if moment is not None]
    return min(known) if known and len(known) == len(sent) else None


def _may_be(record: OperationRecord, document: XeroDocument) -> bool:
    if document.kind is DocumentKind.INVOICE:
        return document.carries(record.operation.marker)
    payload = payload_of(record)
    referred = payload.reference != "" and folded(document.reference) == folded(payload.reference)
    return referred or not _differences(payload, document)


def _number(member: Ready) -> str:
    return read_payload(DocumentPayload, member.operation.payload).number


def _differences(payload: DocumentPayload, document: XeroDocument) -> str:
    same_kind = document.type_name in ("", FORMS[document.kind].type_name)
    return differences(XeroSession.words, payload, document, same_kind=same_kind)


def _hit(record: OperationRecord, document: XeroDocument, ours: frozenset[str] | None) -> Hit:
    made_here = document.carries(record.operation.marker) or document.id in (ours or frozenset())
    differs = _differences(payload_of(record), document)
    if not document.carries(record.operation.marker) and folded(document.number) != folded(payload_of(record).number):
        differs = differs or f"its number is {document.number or 'empty'}"
    return hit_of(document, made_here=made_here, differs=differs)
