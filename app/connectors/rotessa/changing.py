"""What every write to Rotessa has in common: one at a time, looked at just before, sent once, its answer held against what was sent.

Rotessa knows no key by which it would answer a repeated request instead of carrying it out again (apis/rotessa.md 10). What keeps a
second attempt from becoming a second debit is the marker in the comment, the look before each request, and the journal.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from app.connectors.http.records import Record
from app.connectors.http.wire import Answer, Expect
from app.connectors.rotessa.account import RotessaAccount
from app.connectors.rotessa.answers import attempt_of, decided_here, for_other_books, not_sent, refused
from app.domain.answer import Attempt, ItemAnswer, LookUp, RemoteState, Stage
from app.domain.errors import Cancelled, ExpectedProblem, RemoteProblem
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.run import Stop
from app.ports.operations import IfAbsent, Prepared


class RotessaChange(ABC):
    """One kind of write; see `OperationHandler`."""

    kind: OperationKind
    batch_limit = 1
    batch_bytes = 100_000
    concurrency = 1
    trusts_key = False
    if_absent = IfAbsent.RESEND
    repeatable = True
    expect = Expect.JSON

    def __init__(self, account: RotessaAccount) -> None:
        self._account = account
        self._session = account.session

    def credential(self) -> str:
        """A fingerprint of the key in use."""
        return self._session.credential()

    # --- what each kind says

    @abstractmethod
    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The request of its one member."""

    @abstractmethod
    def check(self, member: Ready, stop: Stop) -> ItemAnswer | None:
        """Look at what it would change; an answer where no request is needed or allowed, None when it may be sent."""

    @abstractmethod
    def judge(self, member: Ready, value: Record) -> ItemAnswer | None:
        """What a good answer says; None when it does not say what was done."""

    @abstractmethod
    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """Whether each is done already; one that could not be read whole says so."""

    @abstractmethod
    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """How each stands; ids left out could not be read."""

    # --- the handler

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Check, then send it once."""
        del key
        if (elsewhere := for_other_books(self._session, members)) is not None:
            return elsewhere
        (member,) = members
        try:
            decided = self.check(member, stop)
        except Cancelled:
            return Attempt(Stage.NOT_SENT, code="cancelled")
        except ExpectedProblem as problem:
            return not_sent(self._session, problem)
        if decided is not None:
            return decided_here(self._session, member, decided)
        sent = self._session.write(prepared.method, prepared.path, prepared.body or None, stop, expect=self.expect)
        item = self._item(member, sent.answer)
        return attempt_of(self._session, sent, {} if item is None else {member.operation.id: item})

    def _item(self, member: Ready, answer: Answer) -> ItemAnswer | None:
        if not answer.good:
            return refused(answer)
        if self.expect is Expect.BYTES:
            return None if answer.body.strip() else self.judge(member, {})
        return self.judge(member, answer.value) if isinstance(answer.value, Mapping) else None


class SeenAtOnce(RotessaChange):
    """A write whose effect one look tells of, as an answer to 'is it done?' and as a state."""

    @abstractmethod
    def look(self, record: OperationRecord, stop: Stop) -> tuple[LookUp, RemoteState]:
        """What stands at Rotessa."""

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """Whether each is done already; one that could not be read whole says so."""
        found: dict[str, LookUp] = {}
        for record in records:
            try:
                found[record.operation.id] = self.look(record, stop)[0]
            except RemoteProblem as problem:
                found[record.operation.id] = LookUp(False, problem=problem.sentence)
        return found

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """How each stands; ids left out could not be read."""
        found: dict[str, RemoteState] = {}
        for record in records:
            try:
                found[record.operation.id] = self.look(record, stop)[1]
            except RemoteProblem:
                continue
        return found
