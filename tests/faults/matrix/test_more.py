"""What no single cell shows: answers out of order, sign-ins renewed by two at once or never saved, documents that others moved away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from app.domain.answer import ItemOutcome
from app.domain.errors import AccessProblem
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.run import Stop
from tests.faults.matrix.calls import of_document
from tests.faults.matrix.cells import OUT_OF_ORDER, desks
from tests.faults.matrix.desk import Desk
from tests.simulation.kill import Killed
from tests.simulation.whole.ledger_side import Document, LedgerSide
from tests.simulation.whole.program import LEDGER, Choices, Program
from tests.simulation.whole.quickbooks_side import QuickBooksSide
from tests.simulation.whole.record import Intents
from tests.simulation.whole.remote import MakeSide
from tests.simulation.whole.sales import SALES
from tests.simulation.whole.xero_side import XeroSide

K = OperationKind
SIDES = [XeroSide, QuickBooksSide]


@pytest.fixture(params=SIDES, ids=["xero", "quickbooks"])
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A program in front of each ledger."""
    make_side: MakeSide = request.param
    with desks() as path:
        yield Desk(path, make_side)


def test_answers_out_of_order_are_told_apart_by_number_or_place(desk: Desk) -> None:
    handler = desk.program.handlers[LEDGER, K.POST_INVOICE]
    first = of_document(K.POST_INVOICE)(desk)
    other = replace(first.operation, id=desk.chance.uuid(), payload=first.operation.payload.replace("SI-501", "SI-777"))
    members = [first, replace(first, operation=other)]
    desk.strike(OUT_OF_ORDER, lambda call: call.changes, 1)
    attempt = handler.send(handler.prepare(members), members, desk.chance.uuid(), Stop())
    assert desk.struck == 1
    numbers = {document.id: document.number for document in desk.remote.side.documents()}
    made = [attempt.items[member.operation.id] for member in members]
    assert [(item.outcome, numbers[item.remote_id]) for item in made] == [
        (ItemOutcome.MADE, "SI-501"),
        (ItemOutcome.MADE, "SI-777"),
    ]


def test_a_crash_between_renewing_and_saving_the_sign_in_loses_nothing(desk: Desk) -> None:
    desk.secrets.fate = desk.program.fate
    desk.program.fate.die_on = "secret before"
    with pytest.raises(Killed):
        desk.ledger_catalogue(Stop())
    desk.program.fate.revive()
    desk.program.start()
    assert desk.ledger_catalogue(Stop())


@pytest.mark.parametrize("while_at", ["first byte", "last byte", "answer"])
def test_two_programs_renew_one_sign_in_at_the_same_moment(desk: Desk, while_at: str) -> None:
    """Neither lock keeps them apart here: the second renews while the request of the first is on its way."""
    other, known = _another(desk), desk.remote.side.known_contact
    second: list[bool] = []
    desk.program.fate.naps[while_at] = lambda: second.append(_works(other, known))
    first = _works(desk.program, known)
    assert second  # it did so in between
    assert first or second[0]
    assert _works(_another(desk), known) is True, "whoever is started next finds a sign-in that works"


def _another(desk: Desk) -> Program:
    network = desk.network
    return Program(
        "copy-2", desk.clock, desk.remote, network, desk.database, Choices(),
        chance=desk.chance, secrets=desk.secrets, intents=Intents(),
    )  # fmt: skip


def _works(program: Program, contact_id: str) -> bool:
    try:
        return bool(program.ledger.contacts([contact_id], Stop()))
    except AccessProblem:
        return False


def _sent(desk: Desk, kind: OperationKind) -> OperationRecord:
    """A document that was posted and whose answer nobody has seen."""
    member = of_document(kind)(desk)
    handler = desk.program.handlers[LEDGER, kind]
    handler.send(handler.prepare([member]), [member], desk.chance.uuid(), Stop())
    at = desk.clock.now()
    return OperationRecord(member.operation, OperationState.UNKNOWN, first_sent=at, last_sent=at)


Doing = Callable[[LedgerSide], Callable[[Document], str]]
_RENUMBER: Doing = lambda side: lambda document: side.renumber(document, "X-1")  # noqa: E731
_DELETE: Doing = lambda side: lambda document: side.delete(document) or side.void(document)  # noqa: E731


@pytest.mark.parametrize("kind", [K.POST_INVOICE, K.POST_CREDIT_NOTE])
@pytest.mark.parametrize(("doing", "live"), [(_RENUMBER, True), (_DELETE, False)], ids=["renumbered", "deleted"])
def test_what_others_moved_away_is_found_and_never_taken_for_absent(
    desk: Desk, kind: OperationKind, doing: Doing, live: bool
) -> None:
    record = _sent(desk, kind)
    sale = next(sale for sale in SALES if sale.number == record.operation.reference)
    (document,) = desk.remote.of(sale)
    assert doing(desk.remote.side)(document)
    desk.clock.pass_time(1200)
    look_up = desk.program.handlers[LEDGER, kind].find([record], Stop())[record.operation.id]
    assert look_up.complete
    (hit,) = look_up.hits
    assert (hit.remote_id, hit.live) == (document.id, live)
    unmarked = isinstance(desk.remote.side, XeroSide) and document.is_credit and live
    assert hit.ours is not unmarked, "nothing but its number tells whose a credit note of Xero's is: a person looks"
