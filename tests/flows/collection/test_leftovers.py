"""What a killed round has planned and not sent: the next one takes up what is still wanted and drops the rest, saying why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.run import unheard
from app.flows.collection.context import orders
from app.flows.collection.debiting import DebitOrders
from app.flows.collection.importing import gather, plan_rows
from tests.support.rents import Rents

K, S = OperationKind, OperationState
WHO = "Cormorant Optical"


def _due(rents: Rents) -> str:
    rents.connect(WHO)
    invoice = rents.coming(WHO)
    rents.colleague.move(invoice, rents.clock.today() + timedelta(days=7))
    return invoice.number


def _killed_round(rents: Rents) -> tuple[str, ...]:
    """A round whose process ends when its plan is in the journal, before anything is sent; the ids of what it left."""
    tools, books = rents.desk.tools, rents.opened_books()
    found = gather(tools, books, rents.stop, unheard)
    making = DebitOrders(found, orders(tools, books), by_hand=False)
    for row in plan_rows(tools, books, found, by_hand=False):
        making.add(row)
    assert making.operations
    tools.store.save_entries(books.route.id, making.entries)
    planned = tools.journal.plan(making.operations, rents.clock.now())
    rents.clock.move_to(rents.clock.now() + timedelta(minutes=30))
    return tuple(record.operation.id for record in planned)


def _of(rents: Rents, ids: tuple[str, ...]) -> list[OperationRecord]:
    return list(rents.journal.records(ids=ids))


def _owes_more(rents: Rents, number: str, more: int) -> None:
    rents.colleague.change_amount(rents.invoice(number), Decimal(more))


def test_a_change_of_amount_that_was_never_sent_is_taken_up_under_its_own_name(rents: Rents) -> None:
    number = _due(rents)
    rents.round()
    _owes_more(rents, number, 15)
    (left,) = _killed_round(rents)
    _owes_more(rents, number, 5)  # and once more meanwhile: the latest amount is what goes
    assert rents.round().tally.amended == 1
    (record,) = _of(rents, (left,))
    assert record.state is S.DONE
    assert rents.records(S.PLANNED) == ()
    assert Decimal(rents.live_debits(number)[0]["amount"]) == rents.invoice(number).due


def _is_dropped(rents: Rents, left: tuple[str, ...], because: str) -> None:
    records = _of(rents, left)
    assert [record.state for record in records] == [S.CANCELLED] * len(left)
    assert all(record.sentence.startswith("Not wanted any more") for record in records)
    assert because in records[0].sentence
    assert rents.records(S.PLANNED) == ()
    assert not rents.round().did_anything


def _left_after(rents: Rents, before: Callable[[str], None], after: Callable[[str], None]) -> tuple[str, ...]:
    number = _due(rents)
    rents.round()
    before(number)
    left = _killed_round(rents)
    after(number)
    rents.round()
    return left


def test_a_change_of_amount_that_is_not_wanted_any_more_is_dropped_with_the_reason(rents: Rents) -> None:
    left = _left_after(rents, lambda one: _owes_more(rents, one, 15), lambda one: _owes_more(rents, one, -15))
    _is_dropped(rents, left, "Will be debited")


def test_a_change_of_amount_goes_when_its_invoice_is_voided(rents: Rents) -> None:
    left = _left_after(
        rents, lambda one: _owes_more(rents, one, 15), lambda one: rents.colleague.void(rents.invoice(one))
    )
    _is_dropped(rents, left, "voided")


def test_a_deletion_is_dropped_when_the_debit_is_wanted_again(xero_rents: Rents) -> None:
    rents = xero_rents
    where = rents.clock.today() + timedelta(days=7)
    left = _left_after(
        rents,
        lambda one: rents.colleague.move(rents.invoice(one), where + timedelta(days=7)),
        lambda one: rents.colleague.move(rents.invoice(one), where),
    )
    _is_dropped(rents, left, "Will be debited")
    assert {record.operation.kind for record in _of(rents, left)} == {K.CREATE_DEBIT, K.DELETE_DEBIT}


def test_a_debit_that_was_never_sent_is_dropped_with_its_invoice_and_made_when_it_is_still_wanted(
    xero_rents: Rents,
) -> None:
    rents = xero_rents
    number = _due(rents)
    left = _killed_round(rents)
    assert rents.round().tally.created == len(left)
    assert [record.state for record in _of(rents, left)] == [S.DONE] * len(left)
    assert len(rents.live_debits(number)) == 1


def test_what_a_person_has_ticked_waits_for_the_person(xero_rents: Rents) -> None:
    rents = xero_rents
    rents.connect(WHO, auto_import=False)
    rents.colleague.move(rents.coming(WHO), rents.clock.today() + timedelta(days=7))
    invoice = rents.coming(WHO)
    tools, books = rents.desk.tools, rents.opened_books()
    found = gather(tools, books, rents.stop, unheard)
    making = DebitOrders(found, orders(tools, books), by_hand=True)
    (row,) = [one for one in plan_rows(tools, books, found, by_hand=True) if one.invoice.id == invoice.id]
    making.add(row)
    tools.store.save_entries(books.route.id, making.entries)
    (left,) = tools.journal.plan(making.operations, rents.clock.now())
    rents.clock.move_to(rents.clock.now() + timedelta(minutes=30))
    assert not rents.round().did_anything
    assert _of(rents, (left.operation.id,))[0].state is S.PLANNED
    rents.colleague.void(rents.invoice(invoice.number))
    rents.round()
    (record,) = _of(rents, (left.operation.id,))
    assert (record.state, rents.debits(invoice.number)) == (S.CANCELLED, [])


def test_a_deletion_that_comes_too_late_is_dropped_and_the_debit_said_loudly(rents: Rents) -> None:
    number = _due(rents)
    rents.round()
    rents.colleague.delete(rents.invoice(number))
    (left,) = _killed_round(rents)
    assert _of(rents, (left,))[0].operation.reference == number, "also where a deleted invoice has lost its number"
    rents.days(9)
    told = rents.round()
    assert any("has left and cannot be stopped here" in words for words in told.alarms)
    (record,) = _of(rents, (left,))
    assert (record.state, record.sentence.startswith("Not wanted any more")) == (S.CANCELLED, True)
    assert rents.records(S.PLANNED) == ()
