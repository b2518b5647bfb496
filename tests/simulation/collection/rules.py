"""Rules of collection taken out, one at a time: some schedule must break what the rule serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, Stage
from app.domain.operation import OperationKind, Ready
from app.domain.run import Stop
from app.ports.operations import Prepared
from tests.simulation.bent import Bent
from tests.simulation.collection.house import Taken

K = OperationKind


class Forgets(Bent):
    """What got no clear answer is taken for not sent, and the look before it is left out: as with a plain client and a retry."""

    what: OperationKind

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Straight to the wire."""
        if self.kind is not self.what:
            return self.inner.send(prepared, members, key, stop)
        session = self.inner._session  # type: ignore[attr-defined]
        (member,) = members
        sent = session.write(prepared.method, prepared.path, prepared.body, stop)
        if not sent.answer.good:
            return Attempt(Stage.NOT_SENT, code="reset", retry_after=1.0)
        made = ItemAnswer(ItemOutcome.MADE, str(sent.answer.value["id"]))
        return Attempt(Stage.SENT, 200, True, {member.operation.id: made})


class ForgetsDebits(Forgets):
    """Debits are sent again until an answer comes."""

    what = K.CREATE_DEBIT


class ForgetsPayments(Bent):
    """A payment without a clear answer is taken for not sent, and nobody looks whether the invoice has it already."""

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Straight to the wire."""
        if self.kind is not K.APPLY_PAYMENT:
            return self.inner.send(prepared, members, key, stop)
        session = self.inner._context.session  # type: ignore[attr-defined]
        words = (
            (prepared.path, prepared.body)
            if prepared.path == "batch"
            else (prepared.method, prepared.path, prepared.body)
        )
        sent = session.write(*words, key, stop)
        if not sent.answer.good:
            return Attempt(Stage.NOT_SENT, code="reset", retry_after=1.0)
        return self.inner.send(prepared, members, key, stop)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule and how it is taken out; one of `serves` has to be broken. `seeds`: by ledger, from where on one is known to notice.

    A ledger that is left out keeps the rule by itself: Xero refuses a payment of more than is due.
    """

    name: str
    serves: tuple[str, ...]
    taken: Taken
    seeds: Mapping[str, int] = field(default_factory=lambda: {"xero": 1, "quickbooks": 1})


RULES: Sequence[Rule] = (
    Rule(
        "the invoice is read again before its debit", ("I4", "I5"), Taken(guards=False), {"xero": 9, "quickbooks": 11}
    ),
    Rule(
        "an unclear answer is no refusal, and a debit is looked for",
        ("I4",),
        Taken(bend=ForgetsDebits, doubtful=True),
        {"xero": 9, "quickbooks": 6},
    ),
    Rule(
        "nor is it for a payment, which is looked for twice",
        ("I3",),
        Taken(bend=ForgetsPayments, guards=False, doubtful=True),
        {"quickbooks": 6},
    ),
    Rule(
        "two copies of the program never hold one operation",
        ("I17",),
        Taken(ignores_claims=True),
        {"xero": 1, "quickbooks": 3},
    ),
)
