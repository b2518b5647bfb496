"""Posting invoices, credit memos and receipts: batches of thirty, one verdict each; finding them again and reading them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.connectors.ledger.documents import by_number, differences, folded, hit_of, payload_of, read_back_state
from app.connectors.ledger.handler import LedgerHandler
from app.connectors.quickbooks.answers import attempt_of, for_other_books, judge_document, match
from app.connectors.quickbooks.bodies import batch, creation, document_body
from app.connectors.quickbooks.contacts import OVERLAP
from app.connectors.quickbooks.context import QuickBooksContext
from app.connectors.quickbooks.documents import Changed, Form, QuickBooksDocument, form_of
from app.connectors.quickbooks.session import QuickBooksSession
from app.connectors.quickbooks.settings import BODY, OPERATIONS, REACH
from app.domain.answer import Attempt, Hit, ItemOutcome, LookUp, RemoteState
from app.domain.errors import RemoteProblem
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.payload import DocumentPayload, read_payload
from app.domain.run import Stop
from app.ports.operations import Prepared


class DocumentPosting(LedgerHandler[QuickBooksContext]):
    """POST_INVOICE or POST_CREDIT_NOTE of one connection, each on the form its payload asks for; see `OperationHandler`.

    The key goes along as requestid, but how long Intuit remembers it is not known, so it is never relied on (apis/quickbooks.md 4.3).
    """

    batch_limit = OPERATIONS
    batch_bytes = BODY
    concurrency = 4

    def __init__(self, kind: OperationKind, context: QuickBooksContext) -> None:
        super().__init__(context)
        self.kind = kind

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The batch that creates them all."""
        body = batch([creation(_form_of(member).entity, document_body(member)) for member in members])
        return Prepared("POST", "batch", body, tuple(member.operation.id for member in members))

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Send it once."""
        context = self._context
        if (elsewhere := for_other_books(context.session, members)) is not None:
            return elsewhere
        sent = context.session.write(prepared.path, prepared.body, key, stop, kind=prepared.content_type)
        items = match(members, sent.answer, lambda member: _form_of(member).entity, judge_document(context.links))
        if any(item.outcome is ItemOutcome.REFUSED for item in items.values()):
            context.company.refused()
        return attempt_of(context.session, sent, items)

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """By number, and by the marker among what was changed since it was first sent: somebody may have given it another number.

        Ours by the marker in the private note and when all agrees. Of a deleted document nothing is told but its id, so while one was
        deleted meanwhile, what is not found counts as removed by somebody, never as absent.
        """
        context = self._context
        try:
            home = context.company.home(stop)
            found = by_number(
                context.documents.by_numbers([payload_of(record).number for record in records], stop, home)
            )
        except RemoteProblem as problem:
            return {record.operation.id: LookUp(False, problem=problem.sentence) for record in records}
        since, problem_words = self._first_sent(records), ""
        forms = _forms(records)
        changed: Mapping[Form, Changed] = {}
        try:
            changed = context.documents.changed(list(forms), since, stop, home) if since else {}
        except RemoteProblem as problem:  # what its number shows counts all the same; that it is absent cannot be told
            problem_words = problem.sentence
        return {
            record.operation.id: _found(record, found, changed.get(form, _NOTHING), problem_words)
            for form, members in forms.items()
            for record in members
        }

    def _first_sent(self, records: Sequence[OperationRecord]) -> datetime | None:
        """When the first of these left, by Intuit's clock and a little earlier; not before what Intuit remembers."""
        sent = [record.first_sent for record in records if record.first_sent is not None]
        if not sent:
            return None
        now, session = self._context.clock.now(), self._context.session
        return session.remote_time(max(min(sent) - OVERLAP, now - REACH))

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """By id, many in one call."""
        held = [record for record in records if record.remote_id]
        context = self._context
        home = context.company.home(stop)
        found = {
            document.id: document
            for form, members in _forms(held).items()
            for document in context.documents.by_ids(form, [each.remote_id for each in members], stop, home)
        }
        return {
            record.operation.id: read_back_state(QuickBooksSession.words, record, found.get(record.remote_id))
            for record in held
        }


_NOTHING = Changed((), ())


def _form_of(member: Ready) -> Form:
    return form_of(read_payload(DocumentPayload, member.operation.payload))


def _forms(records: Sequence[OperationRecord]) -> Mapping[Form, list[OperationRecord]]:
    """Records by the form of their documents."""
    found: dict[Form, list[OperationRecord]] = {}
    for record in records:
        found.setdefault(form_of(payload_of(record)), []).append(record)
    return found


def _found(
    record: OperationRecord, by_numbers: Mapping[str, Sequence[QuickBooksDocument]], changed: Changed, problem: str
) -> LookUp:
    marker = record.operation.marker
    documents = {each.id: each for each in changed.documents if each.carries(marker)}
    documents.update({each.id: each for each in by_numbers.get(folded(payload_of(record).number), ())})
    hits = tuple(_hit(record, each) for each in documents.values())
    if problem and not hits:
        return LookUp(False, problem=problem)
    return LookUp(complete=True, hits=hits or tuple(map(_deleted, changed.deleted)))


def _deleted(remote_id: str) -> Hit:
    """A document that somebody deleted meanwhile; it may have been this one."""
    return Hit(remote_id, ours=True, live=False, status="DELETED")


def _hit(record: OperationRecord, document: QuickBooksDocument) -> Hit:
    payload = payload_of(record)
    same_kind = document.form is form_of(payload)
    differs = differences(QuickBooksSession.words, payload, document, same_kind=same_kind)
    return hit_of(document, made_here=document.carries(record.operation.marker), differs=differs)
