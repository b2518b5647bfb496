"""Hanging a source document's paper on what was posted from it: one upload each, the same name replaces (apis/xero.md 10)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from app.connectors.http.strict_json import write_json
from app.connectors.http.wire import Answer
from app.connectors.xero.answers import attempt_of, elements_of, for_other_books, refused
from app.connectors.xero.context import XeroContext
from app.connectors.xero.documents import FORMS
from app.connectors.xero.fields import Record, identifier, text
from app.connectors.xero.lists import overlapped, whole
from app.connectors.xero.session import Sent
from app.domain.answer import Attempt, Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState, Stage
from app.domain.documents import DocumentKind
from app.domain.errors import AccessProblem, Cancelled, ExpectedProblem, RemoteProblem
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.payload import AttachPayload, read_payload
from app.domain.plan import Mend
from app.domain.run import Stop
from app.ports.operations import IfAbsent, Prepared

LARGEST = 10_000_000
"""Bytes of one file; Xero's pages say 10 and 25 MB, so the smaller one counts."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f+\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]')
_DEVICE = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(?=\.|\Z)", re.IGNORECASE)


def file_name(name: str) -> str:
    """A name Xero takes and every system can save: without forbidden or unseen signs, no device's name, 200 bytes at most."""
    cleaned = " ".join(_FORBIDDEN.sub(" ", name).split()).strip(". ")
    cleaned = f"_{cleaned}" if _DEVICE.match(cleaned) else cleaned
    stem, dot, ending = cleaned.rpartition(".")
    return f"{_cut(stem, 190)}.{ending[:9].strip()}" if dot else _cut(cleaned, 200) or "document"


def _cut(text: str, most: int) -> str:
    """The beginning of a text that takes so many bytes."""
    return text.encode()[:most].decode("utf-8", "ignore").strip(". ")


class FileAttaching:
    """ATTACH_FILE of one connection; see `OperationHandler`."""

    kind = OperationKind.ATTACH_FILE
    batch_limit = 1
    batch_bytes = LARGEST
    concurrency = 3
    trusts_key = False
    if_absent = IfAbsent.RESEND
    repeatable = True

    def __init__(self, context: XeroContext) -> None:
        self._context = context

    def credential(self) -> str:
        """A fingerprint of the access token in use."""
        return self._context.session.tokens.credential()

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """Which file goes where; the file itself is fetched when it is sent, so that the journal holds no papers."""
        member = members[0]
        payload = read_payload(AttachPayload, member.operation.payload)
        path = _path(payload, member.resolved[payload.document_operation])
        name = file_name(payload.file_name)
        body = write_json({"source_id": payload.source_id, "file_name": name})
        return Prepared("PUT", f"{path}/{quote(name, safe='')}", body, (member.operation.id,), _kind_of(name))

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
            return self._without_paper(operation.id, problem)
        if not paper or len(paper) > LARGEST:
            words = "The paper is empty." if not paper else "The paper is larger than the 10 MB that Xero takes."
            return _refused_attempt(operation.id, words)
        sent = session.write("PUT", prepared.path, paper, "", stop, kind=prepared.content_type)
        elements = elements_of(sent.answer, "Attachments")
        items = {operation.id: _judge(elements[0], len(paper))} if elements and sent.answer.good else {}
        return attempt_of(session, sent, items)

    def _without_paper(self, operation_id: str, problem: ExpectedProblem) -> Attempt:
        """No paper: for good when the source has none, for now when it cannot be reached."""
        if problem.mend is not Mend.RETRY and not isinstance(problem, AccessProblem):
            return _refused_attempt(operation_id, problem.sentence)
        code = "access_ended" if isinstance(problem, AccessProblem) else "pace"
        wait = self._context.session.client.retry_seconds(problem)
        answer = Answer(Stage.NOT_SENT, code=code, details=problem.code, retry_after=5.0 if wait is None else wait)
        return attempt_of(self._context.session, Sent(answer, "", problem.sentence))

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """By name among the files of the document, when that is known; sending the same file again only replaces it."""

        def look(record: OperationRecord) -> LookUp:
            parent = record.remote_id.partition("/")[0]
            if not parent:
                return LookUp(complete=True)
            try:
                file = self._file(record, parent, stop)
            except RemoteProblem as problem:
                return LookUp(False, problem=problem.sentence)
            return LookUp(True, (Hit(record.remote_id, ours=True, live=True),) if file else ())

        found = overlapped(look, records, self._context.session.at_once)
        return {record.operation.id: each for record, each in zip(records, found, strict=True)}

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """Whether the file hangs on the document; the version is the document's own, which hanging a file on it may have changed."""
        held = [record for record in records if "/" in record.remote_id]
        versions = self._versions(held, stop)

        def look(record: OperationRecord) -> RemoteState:
            parent = record.remote_id.partition("/")[0]
            file = self._file(record, parent, stop)
            return RemoteState(exists=file is not None, live=file is not None, version=versions.get(parent, ""))

        found = overlapped(look, held, self._context.session.at_once)
        return {record.operation.id: state for record, state in zip(held, found, strict=True)}

    def _versions(self, held: Sequence[OperationRecord], stop: Stop) -> dict[str, str]:
        """Versions of the documents that these files hang on, many in one call."""
        parents: dict[DocumentKind, set[str]] = {}
        for record in held:
            kind = read_payload(AttachPayload, record.operation.payload).document_kind
            parents.setdefault(kind, set()).add(record.remote_id.partition("/")[0])
        found: dict[str, str] = {}
        for kind, ids in parents.items():
            documents = self._context.documents.by_ids(FORMS[kind], sorted(ids), stop)
            found.update({document.id: document.version for document in documents})
        return found

    def _file(self, record: OperationRecord, parent: str, stop: Stop) -> Record | None:
        payload = read_payload(AttachPayload, record.operation.payload)
        files = whole(self._context.session.read(_path(payload, parent), stop), "Attachments")
        name = file_name(payload.file_name)
        return next((file for file in files if text(file, "FileName") == name), None)


def _path(payload: AttachPayload, remote_id: str) -> str:
    return f"{FORMS[payload.document_kind].path}/{quote(remote_id, safe='')}/Attachments"


def _kind_of(name: str) -> str:
    return "application/pdf" if name.lower().endswith(".pdf") else "application/octet-stream"


def _judge(element: Record, size: int) -> ItemAnswer:
    if (no := refused(element)) is not None:
        return no
    remote_id, url = identifier(element, "AttachmentID"), text(element, "Url")
    held = re.search(r"/([0-9a-fA-F-]{36})/Attachments/", url)
    if not remote_id or held is None:
        return ItemAnswer(ItemOutcome.UNREADABLE)
    same = text(element, "ContentLength") in ("", str(size))
    return ItemAnswer(ItemOutcome.MADE if same else ItemOutcome.MISMATCH, remote_id=f"{held[1].lower()}/{remote_id}")


def _refused_attempt(operation_id: str, sentence: str) -> Attempt:
    item = ItemAnswer(ItemOutcome.REFUSED, sentence=sentence)
    return Attempt(Stage.SENT, status=200, intact=True, items={operation_id: item})
