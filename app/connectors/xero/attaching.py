"""Hanging a source document's paper on what was posted from it: one upload each, the same name replaces (apis/xero.md 10)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from app.connectors.http.strict_json import write_json
from app.connectors.ledger import papers
from app.connectors.ledger.papers import file_name, media_type, refused_paper
from app.connectors.xero.answers import attempt_of, elements_of, for_other_books, refused
from app.connectors.xero.context import XeroContext
from app.connectors.xero.documents import FORMS
from app.connectors.xero.fields import Record, identifier, text
from app.connectors.xero.lists import whole
from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, Stage
from app.domain.documents import DocumentKind
from app.domain.errors import Cancelled, ExpectedProblem
from app.domain.operation import OperationRecord, Ready
from app.domain.payload import AttachPayload, read_payload
from app.domain.run import Stop
from app.ports.operations import Prepared

LARGEST = 10_000_000
"""Bytes of one file; Xero's pages say 10 and 25 MB, so the smaller one counts."""


class FileAttaching(papers.FileAttaching[XeroContext]):
    """ATTACH_FILE of one connection; see `OperationHandler`."""

    batch_bytes = LARGEST
    concurrency = 3

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """Which file goes where; the file itself is fetched when it is sent, so that the journal holds no papers."""
        member = members[0]
        payload = read_payload(AttachPayload, member.operation.payload)
        path = _path(payload, member.resolved[payload.document_operation])
        name = file_name(payload.file_name)
        body = write_json({"source_id": payload.source_id, "file_name": name})
        return Prepared("PUT", f"{path}/{quote(name, safe='')}", body, (member.operation.id,), media_type(name))

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Fetch the paper, then send it once."""
        del key
        session, operation = self._context.session, members[0].operation
        if (elsewhere := for_other_books(session, members)) is not None:
            return elsewhere
        payload = read_payload(AttachPayload, operation.payload)
        try:
            _, paper = self._context.papers(payload.source_id, stop)
        except Cancelled:
            return Attempt(Stage.NOT_SENT, code="cancelled")
        except ExpectedProblem as problem:
            return self.without_paper(operation.id, problem)
        if not paper or len(paper) > LARGEST:
            words = "The paper is empty." if not paper else "The paper is larger than the 10 MB that Xero takes."
            return refused_paper(operation.id, words)
        sent = session.write("PUT", prepared.path, paper, "", stop, kind=prepared.content_type)
        elements = elements_of(sent.answer, "Attachments")
        items = {operation.id: _judge(elements[0], len(paper))} if elements and sent.answer.good else {}
        return attempt_of(session, sent, items)

    def versions(self, held: Sequence[OperationRecord], stop: Stop) -> Mapping[str, str]:
        """Hanging a file on a document may have changed it; many are read in one call."""
        parents: dict[DocumentKind, set[str]] = {}
        for record in held:
            kind = read_payload(AttachPayload, record.operation.payload).document_kind
            parents.setdefault(kind, set()).add(record.remote_id.partition("/")[0])
        found: dict[str, str] = {}
        for kind, ids in parents.items():
            documents = self._context.documents.by_ids(FORMS[kind], sorted(ids), stop)
            found.update({document.id: document.version for document in documents})
        return found

    def file(self, payload: AttachPayload, document_id: str, stop: Stop) -> Record | None:
        """Out of the list of the document's files; sending the same file again only replaces it."""
        files = whole(self._context.session.read(_path(payload, document_id), stop), "Attachments")
        name = file_name(payload.file_name)
        return next((file for file in files if text(file, "FileName") == name), None)


def _path(payload: AttachPayload, remote_id: str) -> str:
    return f"{FORMS[payload.document_kind].path}/{quote(remote_id, safe='')}/Attachments"


def _judge(element: Record, size: int) -> ItemAnswer:
    if (no := refused(element)) is not None:
        return no
    remote_id, url = identifier(element, "AttachmentID"), text(element, "Url")
    held = re.search(r"/([0-9a-fA-F-]{36})/Attachments/", url)
    if not remote_id or held is None:
        return ItemAnswer(ItemOutcome.UNREADABLE)
    same = text(element, "ContentLength") in ("", str(size))
    return ItemAnswer(ItemOutcome.MADE if same else ItemOutcome.MISMATCH, remote_id=f"{held[1].lower()}/{remote_id}")
