"""Changes of what exists already: read first, left alone where somebody else has been at work, sent with only what changes.

Setting the same value again changes nothing, which is why these requests may be repeated (reliability rules, section 6).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.connectors.http.records import Record
from app.connectors.ledger.attempts import for_other_books, not_sent, without_request
from app.connectors.ledger.handler import C, LedgerHandler
from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, LookUp, RemoteState, Stage
from app.domain.errors import Cancelled, ExpectedProblem, RemoteProblem
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.run import Stop
from app.ports.operations import Prepared


@dataclass(frozen=True, slots=True)
class Target:
    """What is changed: its kind and id field as the API calls them, its id, and the page it is shown on."""

    entity: str
    remote_id: str
    link: str
    id_field: str = "Id"


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of the check for one member: an answer that needs no request, or what is to be sent of it."""

    answer: ItemAnswer | None = None
    body: Record | None = None


class Passed(NamedTuple):
    """What has passed the check: the members to send and what of each, and the outcomes that need no request but belong into the answer."""

    members: Sequence[Ready]
    bodies: Mapping[str, Record]
    items: Mapping[str, ItemAnswer]


class CheckedChange(LedgerHandler[C], ABC):
    """A change of existing records; see `OperationHandler`."""

    kind: OperationKind
    repeatable = True

    @abstractmethod
    def target(self, operation_payload: str) -> Target:
        """What an operation changes."""

    @abstractmethod
    def check(self, members: Sequence[Ready], stop: Stop) -> Mapping[str, Checked]:
        """Read what they change and judge each; keyed by operation id."""

    @abstractmethod
    def look(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, tuple[LookUp, RemoteState]]:
        """Read what they change, as an answer to 'is it done?' and as a state; keyed by operation id."""

    @abstractmethod
    def send_checked(self, passed: Passed, key: str, stop: Stop) -> Attempt:
        """Send what has passed the check."""

    def target_of(self, member: Ready) -> Target:
        """What a member changes."""
        return self.target(member.operation.payload)

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Check, then send what may be sent."""
        del prepared
        session = self._context.session
        if (elsewhere := for_other_books(session, members)) is not None:
            return elsewhere
        try:
            checked = self.check(members, stop)
        except Cancelled:
            return Attempt(Stage.NOT_SENT, code="cancelled")
        except ExpectedProblem as problem:
            return not_sent(session, problem)
        items = {one: found.answer for one, found in checked.items() if found.answer is not None}
        bodies = {one: found.body for one, found in checked.items() if found.body}
        left = [member for member in members if member.operation.id in bodies]
        if not left:
            return without_request(items, self.credential())
        return self.send_checked(Passed(left, bodies, items), key, stop)

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """Whether each is done already."""
        try:
            return {one: found for one, (found, _) in self.look(records, stop).items()}
        except RemoteProblem as problem:
            return {record.operation.id: LookUp(False, problem=problem.sentence) for record in records}

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """The records as they are now; `live` says whether the change is in place."""
        return {one: state for one, (_, state) in self.look(records, stop).items()}


def refusal(sentence: str) -> Checked:
    """Not to be changed."""
    return Checked(answer=ItemAnswer(ItemOutcome.REFUSED, sentence=sentence))
