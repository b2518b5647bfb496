"""Hanging a source document's paper on what was posted from it: the file's name, fetching it, and the files that hang there."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from app.connectors.http.overlap import overlapped
from app.connectors.http.records import Record
from app.connectors.ledger.attempts import not_sent, without_request
from app.connectors.ledger.handler import C, LedgerHandler
from app.domain.answer import Attempt, Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState
from app.domain.errors import AccessProblem, ExpectedProblem, RemoteProblem
from app.domain.operation import OperationKind, OperationRecord
from app.domain.payload import AttachPayload, read_payload
from app.domain.plan import Mend
from app.domain.run import Stop

T = TypeVar("T")

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f+\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]')
_DEVICE = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(?=\.|\Z)", re.IGNORECASE)


def file_name(name: str) -> str:
    """A name every ledger takes and every system can save: no forbidden or unseen signs, no device's name, 200 bytes at most."""
    cleaned = " ".join(_FORBIDDEN.sub(" ", name).split()).strip(". ")
    cleaned = f"_{cleaned}" if _DEVICE.match(cleaned) else cleaned
    stem, dot, ending = cleaned.rpartition(".")
    return f"{_cut(stem, 190)}.{ending[:9].strip()}" if dot else _cut(cleaned, 200) or "document"


def _cut(text: str, most: int) -> str:
    """The beginning of a text that takes so many bytes."""
    return text.encode()[:most].decode("utf-8", "ignore").strip(". ")


def media_type(name: str) -> str:
    """What a file is sent as."""
    return "application/pdf" if name.lower().endswith(".pdf") else "application/octet-stream"


class FileAttaching(LedgerHandler[C], ABC):
    """ATTACH_FILE of one connection. A file's remote id is '<document id>/<file id>'; see `OperationHandler`."""

    kind = OperationKind.ATTACH_FILE
    batch_limit = 1
    repeatable = True

    @abstractmethod
    def file(self, payload: AttachPayload, document_id: str, stop: Stop) -> Record | None:
        """The file of this name that hangs on this document."""

    def without_paper(self, operation_id: str, problem: ExpectedProblem) -> Attempt:
        """No paper: for good when the source has none, for now when it, or the ledger, cannot be reached."""
        if problem.mend is not Mend.RETRY and not isinstance(problem, AccessProblem):
            return refused_paper(operation_id, problem.sentence)
        return not_sent(self._context.session, problem)

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """By name among the files of the document, when that is known."""

        def look(record: OperationRecord) -> LookUp:
            parent = record.remote_id.partition("/")[0]
            if not parent:
                return LookUp(complete=True)
            try:
                file = self.file(read_payload(AttachPayload, record.operation.payload), parent, stop)
            except RemoteProblem as problem:
                return LookUp(False, problem=problem.sentence)
            return LookUp(True, (Hit(record.remote_id, ours=True, live=True),) if file else ())

        return self._each(records, look)

    def versions(self, held: Sequence[OperationRecord], stop: Stop) -> Mapping[str, str]:
        """Versions of the documents by their ids, where hanging a file on one changes it; none where it does not."""
        del held, stop
        return {}

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """Whether the file hangs on the document."""
        held = [record for record in records if "/" in record.remote_id]
        versions = self.versions(held, stop)

        def look(record: OperationRecord) -> RemoteState:
            parent = record.remote_id.partition("/")[0]
            there = self.file(read_payload(AttachPayload, record.operation.payload), parent, stop) is not None
            return RemoteState(exists=there, live=there, version=versions.get(parent, ""))

        return self._each(held, look)

    def _each(self, records: Sequence[OperationRecord], look: Callable[[OperationRecord], T]) -> dict[str, T]:
        found = overlapped(look, records, self._context.session.at_once)
        return {record.operation.id: each for record, each in zip(records, found, strict=True)}


def refused_paper(operation_id: str, sentence: str) -> Attempt:
    """Nothing to hang on the document."""
    return without_request({operation_id: ItemAnswer(ItemOutcome.REFUSED, sentence=sentence)})
