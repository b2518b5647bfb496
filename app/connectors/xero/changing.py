"""Changes of what exists already: read first, left alone where somebody else has been at work, sent with only the fields to be set.

Xero has no precondition on updates, so the check is ours and made just before (reliability rules, section 6). Setting the same
value again changes nothing, which is why these requests need no key and may be repeated.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.connectors.http.wire import Answer
from app.connectors.xero.answers import attempt_of, elements_of, for_other_books, judge_change, match
from app.connectors.xero.bodies import envelope
from app.connectors.xero.context import EACH_ALONE, XeroContext
from app.connectors.xero.fields import Record
from app.connectors.xero.session import Sent
from app.connectors.xero.settings import BODY, LIST
from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, LookUp, RemoteState, Stage
from app.domain.errors import AccessProblem, Cancelled, ExpectedProblem, RemoteProblem
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.run import Stop
from app.ports.operations import IfAbsent, Prepared


@dataclass(frozen=True, slots=True)
class Target:
    """What is changed: the plural and id field of its kind, its id, and the page it is shown on."""

    path: str
    id_field: str
    remote_id: str
    link: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of the check for one member: an answer that needs no request, or the element to send."""

    answer: ItemAnswer | None = None
    element: Record | None = None


class CheckedChange(ABC):
    """A change of existing records; see `OperationHandler`."""

    kind: OperationKind
    batch_limit = LIST
    batch_bytes = BODY
    concurrency = 1
    trusts_key = False
    if_absent = IfAbsent.RESEND
    repeatable = True

    def __init__(self, context: XeroContext) -> None:
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
        """The records meant. What is set on each is decided by the check just before sending."""
        targets = [self.target(member.operation.payload) for member in members]
        body = envelope(targets[0].path, [{target.id_field: target.remote_id} for target in targets])
        return Prepared("POST", targets[0].path, body, tuple(member.operation.id for member in members))

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Check, then send what may be sent, once for each kind of record."""
        del prepared, key
        if (elsewhere := for_other_books(self._context.session, members)) is not None:
            return elsewhere
        try:
            checked = self.check(members, stop)
        except Cancelled:
            return Attempt(Stage.NOT_SENT, code="cancelled")
        except ExpectedProblem as problem:
            return self._not_sent(problem)
        items = {one: found.answer for one, found in checked.items() if found.answer is not None}
        attempt = Attempt(Stage.SENT, status=200, intact=True, items=items, credential=self.credential())
        for number, group in enumerate(self._groups([each for each in members if checked[each.operation.id].element])):
            latest = self._send_group(group, checked, stop)
            if latest.status is None or latest.status >= 300:
                # what an earlier group did stands; of this one nothing is said, so that it is looked up
                return attempt if number else replace(latest, items={**items, **latest.items})
            attempt = replace(latest, items={**items, **latest.items})
            items = dict(attempt.items)
        return attempt

    def _groups(self, members: Sequence[Ready]) -> list[list[Ready]]:
        groups: dict[str, list[Ready]] = {}
        for member in members:
            groups.setdefault(self.target(member.operation.payload).path, []).append(member)
        return list(groups.values())

    def _send_group(self, group: Sequence[Ready], checked: Mapping[str, Checked], stop: Stop) -> Attempt:
        context, target = self._context, self.target(group[0].operation.payload)
        elements = [checked[member.operation.id].element or {} for member in group]
        sent: Sent = context.session.write(
            "POST", target.path, envelope(target.path, elements), "", stop, query=EACH_ALONE
        )
        context.contacts.outdated()
        context.numbers.outdated()
        items = match(
            group,
            elements_of(sent.answer, target.path),
            target.id_field,
            lambda member: self.target(member.operation.payload).remote_id,
            judge_change(target.id_field, target.link, context.links),
        )
        return attempt_of(context.session, sent, items)

    def _not_sent(self, problem: ExpectedProblem) -> Attempt:
        context = self._context
        code = "access_ended" if isinstance(problem, AccessProblem) else "pace"
        wait = context.session.client.retry_seconds(problem)
        answer = Answer(Stage.NOT_SENT, code=code, details=problem.code, retry_after=5.0 if wait is None else wait)
        return attempt_of(context.session, Sent(answer, "", problem.sentence))

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
