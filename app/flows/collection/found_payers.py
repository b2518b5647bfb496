"""Payers whose making had no clear answer: connected as soon as a look-up has found them, since it is certain who they are.

A payer is ours when the operation that made it is done: the collector showed our identifier and our name on it, and told its id. Which
contacts wait for that is noted before the first request, so that a program that ends in between still knows; a person who disconnects such
a customer later is not overruled.
"""

from __future__ import annotations

from collections.abc import Collection

from app.domain.operation import OperationKind, OperationState, subject
from app.domain.run import Stop
from app.flows.collection.context import Books, CollectionTools
from app.flows.collection.customers import keep_created

WAITING = "payers_on_their_way"
"""Note of a route: ids of the contacts whose payer is being made, or looked for."""


def waiting(tools: CollectionTools, books: Books) -> frozenset[str]:
    """Contacts whose payer may still be found."""
    return frozenset(tools.store.note(books.route.id, WAITING).split())


def note_waiting(tools: CollectionTools, books: Books, contact_ids: Collection[str]) -> None:
    """Keep that these wait too."""
    _keep(tools, books, waiting(tools, books) | frozenset(contact_ids))


def _keep(tools: CollectionTools, books: Books, contact_ids: Collection[str]) -> None:
    tools.store.save_note(books.route.id, WAITING, " ".join(sorted(contact_ids)))


def take_up(tools: CollectionTools, books: Books, stop: Stop) -> None:
    """Connect those that are there by now; nobody is asked while none waits. Raises as reading a payer does."""
    held = waiting(tools, books)
    if not held:
        return
    names = {subject(books.ledger.system, "contact", f"{books.ledger_tenant}/{one}"): one for one in held}
    records = [
        record
        for record in tools.journal.records(subjects=list(names), connection_id=books.collector_connection.id)
        if record.operation.kind is OperationKind.CREATE_PAYER
    ]
    contacts = {one.id: one for one in tools.store.contacts(books.route.id) if one.id in held}
    keep_created(tools, books, records, contacts, stop)
    undecided = (OperationState.REVIEW,)  # a person may still say that it is there
    open_ = [r for r in records if not r.state.is_final or r.state in undecided]
    _keep(tools, books, {names[record.operation.subject] for record in open_})
