"""Taking documents back: an approved one is voided, a draft deleted (apis/xero.md 7.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.connectors.ledger import voiding
from app.connectors.xero.changing import Checked, CheckedChange, Target, refusal
from app.connectors.xero.context import XeroContext
from app.connectors.xero.documents import FORMS, XeroDocument
from app.domain.answer import LookUp, RemoteState
from app.domain.documents import DocumentKind, SalesForm
from app.domain.payload import VoidPayload, read_payload
from app.domain.run import Stop

_END_OF: Mapping[str, str] = {"DRAFT": "DELETED", "SUBMITTED": "DELETED", "AUTHORISED": "VOIDED"}


class DocumentVoiding(CheckedChange, voiding.DocumentVoiding[XeroContext, XeroDocument]):
    """VOID_DOCUMENT of one connection."""

    def target(self, operation_payload: str) -> Target:
        """The invoice or credit note."""
        payload = read_payload(VoidPayload, operation_payload)
        form = FORMS[payload.kind]
        return Target(form.path, payload.remote_id, form.link, form.id_field)

    def read(self, kind: DocumentKind, form: SalesForm, ids: Sequence[str], stop: Stop) -> Sequence[XeroDocument]:
        """In every status. Xero has no receipts."""
        del form
        return self._context.documents.by_ids(FORMS[kind], ids, stop)

    def missing(self, payload: VoidPayload) -> Checked:
        """Xero shows void and deleted documents, so one that is not there was never ours to void."""
        del payload
        return refusal("It is no longer in Xero.")

    def undo(self, document: XeroDocument) -> Checked:
        """Voided or deleted, as its status allows."""
        end = _END_OF.get(document.status)
        if end is None:
            return refusal("Its status in Xero does not allow that. It was left as it is.")
        return Checked(body={FORMS[document.kind].id_field: document.id, "Status": end})

    def seen_missing(self, payload: VoidPayload) -> tuple[LookUp, RemoteState]:
        """Nothing can be said of it."""
        del payload
        return LookUp(True), RemoteState(exists=False, live=False)
