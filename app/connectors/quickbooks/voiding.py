"""Taking documents back: an invoice or sales receipt is voided; the credits are deleted, since they know no void (apis/quickbooks.md 3)."""

from __future__ import annotations

from collections.abc import Sequence

from app.connectors.ledger import voiding
from app.connectors.quickbooks.changing import Checked, CheckedChange, Target, refusal
from app.connectors.quickbooks.context import QuickBooksContext
from app.connectors.quickbooks.documents import QuickBooksDocument, form_for, form_of
from app.domain.answer import Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState
from app.domain.documents import DocumentKind, SalesForm
from app.domain.payload import VoidPayload, read_payload
from app.domain.run import Stop


class DocumentVoiding(CheckedChange, voiding.DocumentVoiding[QuickBooksContext, QuickBooksDocument]):
    """VOID_DOCUMENT of one connection."""

    def target(self, operation_payload: str) -> Target:
        """The document."""
        payload = read_payload(VoidPayload, operation_payload)
        form = form_of(payload)
        return Target(form.entity, payload.remote_id, form.link)

    def read(self, kind: DocumentKind, form: SalesForm, ids: Sequence[str], stop: Stop) -> Sequence[QuickBooksDocument]:
        """Void ones included; deleted ones are never read."""
        return self._context.documents.by_ids(form_for(kind, form), ids, stop, self._context.company.home(stop))

    def missing(self, payload: VoidPayload) -> Checked:
        """It was deleted, which is what was wanted of a credit."""
        if payload.kind is DocumentKind.CREDIT_NOTE:
            return Checked(answer=ItemAnswer(ItemOutcome.MADE, remote_id=payload.remote_id))
        return refusal("It is no longer in QuickBooks.")

    def undo(self, document: QuickBooksDocument) -> Checked:
        """The operation of a batch that takes it back (apis/quickbooks.md 3, 11)."""
        entity, named = document.form.entity, {"Id": document.id, "SyncToken": document.version}
        if document.kind is DocumentKind.CREDIT_NOTE:
            return Checked(body={"operation": "delete", entity: named})
        return Checked(body={"operation": "update", "optionsData": "void", entity: {**named, "sparse": True}})

    def seen_missing(self, payload: VoidPayload) -> tuple[LookUp, RemoteState]:
        """Only deleted documents are not read, so it is dead for certain."""
        gone = Hit(payload.remote_id, ours=True, live=False, number=payload.number, status="DELETED")
        return LookUp(True, (gone,)), RemoteState(exists=False, live=False)
