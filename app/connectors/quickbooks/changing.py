"""Changes of what exists already: read first, left alone where somebody else has been at work, sent with the SyncToken just read.

QuickBooks refuses an update whose SyncToken is not the present one (apis/quickbooks.md 3), so what changes between our look and our
write stays as it is. Setting the same value again changes nothing, which is why these requests may be repeated.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.connectors.http.records import Record
from app.connectors.http.strict_json import write_json
from app.connectors.quickbooks.answers import attempt_of, for_other_books, judge_change, match, not_sent
from app.connectors.quickbooks.bodies import batch
from app.connectors.quickbooks.context import QuickBooksContext
from app.connectors.quickbooks.settings import BODY, OPERATIONS
from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, LookUp, RemoteState, Stage
from app.domain.errors import Cancelled, ExpectedProblem, RemoteProblem
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.run import Stop
from app.ports.operations import IfAbsent, Prepared


@dataclass(frozen=True, slots=True)
class Target:
    """What is changed: its entity and id, and the page it is shown on."""

    entity: str
    remote_id: str
    link: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of the check for one member: an answer that needs no request, or the operation of a batch to send."""

    answer: ItemAnswer | None = None
    operation: Record | None = None


class CheckedChange(ABC):
    """A change of existing objects; see `OperationHandler`."""

    kind: OperationKind
    batch_limit = OPERATIONS
    batch_bytes = BODY
    concurrency = 1
    trusts_key = False
    if_absent = IfAbsent.RESEND
    repeatable = True

    def __init__(self, context: QuickBooksContext) -> None:
        self._context = context

    def credential(self) -> str:
        """A fingerprint of the access token in use."""
        return self._context.session.tokens.credential()

    # --- what each kind says

    @abstractmethod
    def target(self, operation_payload: str) -> Target:
        """What an operation changes."""

    @abstractmethod
    def check(self, members: Sequence[Ready], stop: Stop) -> Mapping[str, Checked]:
        """Read what they change and judge each; keyed by operation id."""

    @abstractmethod
    def look(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, tuple[LookUp, RemoteState]]:
        """Read what they change, as an answer to 'is it done?' and as a state; keyed by operation id."""

    # --- the handler

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The objects meant. What is set on each is decided by the check just before sending."""
        targets = [self.target(member.operation.payload) for member in members]
        body = write_json([{"entity": target.entity, "id": target.remote_id} for target in targets])
        return Prepared("POST", "batch", body, tuple(member.operation.id for member in members))

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Check, then send what may be sent in one batch."""
        context = self._context
        if (elsewhere := for_other_books(context.session, members)) is not None:
            return elsewhere
        try:
            checked = self.check(members, stop)
        except Cancelled:
            return Attempt(Stage.NOT_SENT, code="cancelled")
        except ExpectedProblem as problem:
            return not_sent(context.session, problem)
        items = {one: found.answer for one, found in checked.items() if found.answer is not None}
        group = [member for member in members if checked[member.operation.id].operation]
        if not group:
            return Attempt(Stage.SENT, status=200, intact=True, items=items, credential=self.credential())
        body = batch([checked[member.operation.id].operation or {} for member in group])
        sent = context.session.write(prepared.path, body, key, stop)
        context.contacts.outdated()
        judge = judge_change(context.links, lambda member: self._target(member).link)
        found = match(group, sent.answer, lambda member: self._target(member).entity, judge)
        attempt = attempt_of(context.session, sent, found)
        return replace(attempt, items={**items, **attempt.items})

    def _target(self, member: Ready) -> Target:
        return self.target(member.operation.payload)

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """Whether each is done already."""
        try:
            return {one: found for one, (found, _) in self.look(records, stop).items()}
        except RemoteProblem as problem:
            return {record.operation.id: LookUp(False, problem=problem.sentence) for record in records}

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """The objects as they are now; `live` says whether the change is in place."""
        return {one: state for one, (_, state) in self.look(records, stop).items()}


def refusal(sentence: str) -> Checked:
    """Not to be changed."""
    return Checked(answer=ItemAnswer(ItemOutcome.REFUSED, sentence=sentence))


def sparse(entity: str, remote_id: str, version: str, **fields: object) -> Record:
    """An update that leaves all other fields as they are."""
    body = {"Id": remote_id, "SyncToken": version, "sparse": True, **fields}
    return {"operation": "update", entity: body}
