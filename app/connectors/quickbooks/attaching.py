"""Hanging a source document's paper on what was posted from it: one upload each (apis/quickbooks.md 3).

A second upload of the same file would be a second file, so the files of that name are looked at first.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.connectors.http.records import Record, part, records, text
from app.connectors.http.strict_json import write_json
from app.connectors.ledger import papers
from app.connectors.ledger.attempts import without_request
from app.connectors.ledger.papers import file_name, media_type, refused_paper
from app.connectors.ledger.session import Sent
from app.connectors.quickbooks.answers import attempt_of, for_other_books, refused
from app.connectors.quickbooks.context import QuickBooksContext
from app.connectors.quickbooks.documents import form_for
from app.connectors.quickbooks.lists import read_all
from app.connectors.quickbooks.statements import among
from app.connectors.quickbooks.words import faults_of
from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, Stage
from app.domain.errors import Cancelled, ExpectedProblem
from app.domain.operation import Operation, Ready
from app.domain.payload import AttachPayload, read_payload
from app.domain.run import Stop
from app.ports.operations import Prepared

LARGEST = 20_000_000
"""Bytes of one file; 100 MB is said by third parties alone (apis/quickbooks.md 20), so what is certain to pass is kept to."""


class FileAttaching(papers.FileAttaching[QuickBooksContext]):
    """ATTACH_FILE of one connection; see `OperationHandler`."""

    batch_bytes = LARGEST
    concurrency = 2

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """Which file goes where; the file itself is fetched when it is sent, so that the journal holds no papers."""
        member = members[0]
        payload = read_payload(AttachPayload, member.operation.payload)
        body = _metadata(payload, member.resolved[payload.document_operation])
        kind = f"multipart/form-data; boundary={_boundary(member.operation)}"
        return Prepared("POST", "upload", body, (member.operation.id,), kind)

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Look whether the file hangs there, fetch the paper, then send it once."""
        session, operation = self._context.session, members[0].operation
        if (elsewhere := for_other_books(session, members)) is not None:
            return elsewhere
        payload = read_payload(AttachPayload, operation.payload)
        document_id = members[0].resolved[payload.document_operation]
        try:
            there = self.file(payload, document_id, stop)
            paper = b"" if there else self._context.papers(payload.source_id, stop)[1]
        except Cancelled:
            return Attempt(Stage.NOT_SENT, code="cancelled")
        except ExpectedProblem as problem:
            return self.without_paper(operation.id, problem)
        if there is not None:
            return without_request({operation.id: _made(there, document_id)}, self.credential())
        if not paper or len(paper) > LARGEST:
            words = "The paper is empty." if not paper else "The paper is larger than the 20 MB that are sent."
            return refused_paper(operation.id, words)
        body = _multipart(prepared.body, file_name(payload.file_name), paper, _boundary(operation))
        sent = session.write(prepared.path, body, key, stop, kind=prepared.content_type)
        return attempt_of(session, sent, _items(operation.id, sent, document_id))

    def file(self, payload: AttachPayload, document_id: str, stop: Stop) -> Record | None:
        """The file of this name that hangs on this document. What a file hangs on cannot be asked for, its name can."""
        name, entity = file_name(payload.file_name), _entity(payload)
        found = read_all(self._context.session, "Attachable", stop, among("FileName", [name]))
        return next((file for file in found if _hangs_on(file, entity, document_id)), None)


def _entity(payload: AttachPayload) -> str:
    return form_for(payload.document_kind, payload.form).entity


def _hangs_on(file: Record, entity: str, document_id: str) -> bool:
    held = [part(each, "EntityRef") for each in records(file, "AttachableRef")]
    return any(text(each, "type").lower() == entity.lower() and text(each, "value") == document_id for each in held)


def _boundary(operation: Operation) -> str:
    return f"ledgerferry-{operation.id}"


def _metadata(payload: AttachPayload, document_id: str) -> bytes:
    name = file_name(payload.file_name)
    held = {"EntityRef": {"type": _entity(payload), "value": document_id}, "IncludeOnSend": False}
    return write_json({"AttachableRef": [held], "FileName": name, "ContentType": media_type(name)})


def _multipart(metadata: bytes, name: str, paper: bytes, boundary: str) -> bytes:
    def head(field: str, file: str, kind: str) -> bytes:
        disposition = f'Content-Disposition: form-data; name="{field}"; filename="{file}"'
        return f"--{boundary}\r\n{disposition}\r\nContent-Type: {kind}\r\n\r\n".encode()

    first = head("file_metadata_01", "attachment.json", "application/json; charset=UTF-8")
    second = head("file_content_01", name, media_type(name))
    return b"".join((first, metadata, b"\r\n", second, paper, f"\r\n--{boundary}--\r\n".encode()))


def _items(operation_id: str, sent: Sent, document_id: str) -> dict[str, ItemAnswer]:
    value = sent.answer.value
    found = records(value, "AttachableResponse") if sent.answer.good else []
    if not found and faults_of(value) and isinstance(value, dict):
        return {operation_id: refused(value)}
    if len(found) != 1:
        return {}
    if faults_of(found[0]):
        return {operation_id: refused(found[0])}
    file = part(found[0], "Attachable")
    return {operation_id: _made(file, document_id) if text(file, "Id") else ItemAnswer(ItemOutcome.UNREADABLE)}


def _made(file: Record, document_id: str) -> ItemAnswer:
    return ItemAnswer(ItemOutcome.MADE, remote_id=f"{document_id}/{text(file, 'Id')}", version=text(file, "SyncToken"))
