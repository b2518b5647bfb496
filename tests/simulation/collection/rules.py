"""Rules of collection taken out, one at a time: some schedule must break what the rule serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, Stage
from app.domain.operation import OperationKind, Ready
from app.domain.run import Stop
from app.ports.operations import Prepared
from tests.simulation.bent import Bent
from tests.simulation.collection.house import Bend

K = OperationKind


class ForgetsDebits(Bent):
    """What got no clear answer is taken for not sent, and the look before it is left out: as with a plain client and a retry."""

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Straight to the wire."""
        if self.kind is not K.CREATE_DEBIT:
            return self.inner.send(prepared, members, key, stop)
        session = self.inner._session  # type: ignore[attr-defined]
        (member,) = members
        sent = session.write(prepared.method, prepared.path, prepared.body, stop)
        if not sent.answer.good:
            return Attempt(Stage.NOT_SENT, code="reset", retry_after=1.0)
        made = ItemAnswer(ItemOutcome.MADE, str(sent.answer.value["id"]))
        return Attempt(Stage.SENT, 200, True, {member.operation.id: made})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule and how it is taken out; one of `serves` has to be broken. `from_seed` is where the tests begin to look."""

    name: str
    serves: tuple[str, ...]
    bend: Bend | None = None
    guards: bool = True
    from_seed: int = 1


RULES: Sequence[Rule] = (
    Rule("the invoice is read again before its debit", ("I4", "I5"), guards=False, from_seed=10),
    Rule("an unclear answer is no refusal, and a debit is looked for", ("I4",), bend=ForgetsDebits),
)
