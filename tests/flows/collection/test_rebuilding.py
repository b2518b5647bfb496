"""A journal that has forgotten everything learns from both sides what was debited and paid, under the very markers and ids."""

from __future__ import annotations

from datetime import timedelta

from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.run import unheard
from app.flows.collection.context import Books, Orders
from app.flows.collection.rebuilding import entries_of, match_collection
from app.flows.rebuild.matching import Standing
from app.ports.journal import JournalStore
from tests.support.memory_journal import MemoryJournal
from tests.support.rents import Rents
from tests.support.time_and_chance import TestChance

WHO = "Cormorant Optical"
K = OperationKind


def _match(rents: Rents, journal: JournalStore) -> tuple[OperationRecord, ...]:
    """What would be entered into this journal."""
    books: Books = rents.opened_books()
    making = Orders(books, "rebuild", "ana", TestChance(5).uuid)
    found = match_collection(books, journal, making, rents.clock, stop=rents.stop, report=unheard)
    assert all(one.standing is Standing.ENTERED for one in found.found)
    return found.records


def _told(records: tuple[OperationRecord, ...]) -> set[tuple[object, ...]]:
    return {
        (r.operation.kind, r.operation.tenant, r.operation.subject, r.remote_id, r.operation.expected)
        for r in records
        if r.operation.kind in (K.CREATE_DEBIT, K.APPLY_PAYMENT)
    }


def test_debits_and_payments_are_found_again_as_the_journal_knew_them(rents: Rents) -> None:
    rents.connect(WHO)
    invoice = rents.coming(WHO)
    rents.colleague.move(invoice, rents.clock.today() + timedelta(days=7))
    rents.round()
    rents.days(16)
    rents.round()
    known = rents.records(OperationState.DONE)
    made = _match(rents, MemoryJournal(rents.clock))
    assert _told(made) == _told(known)
    assert {r.operation.marker for r in made if r.operation.kind is K.CREATE_DEBIT} == {
        r.operation.marker for r in known if r.operation.kind is K.CREATE_DEBIT
    }
    (entry,) = entries_of(made)
    assert (entry.invoice_id, entry.version, entry.number) == (invoice.id, 1, invoice.number)
    assert _match(rents, rents.journal) == ()
