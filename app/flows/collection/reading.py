"""Reading both sides in the fewest calls: what changed in the ledger since the last look, and one report of the collector."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from app.domain.collection.banking_days import CHARGEBACK_DAYS
from app.domain.collection.debits import Transaction
from app.domain.collection.invoices import InvoiceStatus, SalesInvoice
from app.domain.errors import RemoteProblem
from app.domain.parties import LedgerContact
from app.domain.run import Stop
from app.flows.collection.context import Books, CollectionTools, collector_today
from app.ports.collectors import Collector, FullPayer

INVOICE_CURSOR, CONTACT_CURSOR, SWEPT_ON = "invoice_cursor", "contact_cursor", "swept_on"
_AHEAD = timedelta(days=730)  # debits are asked for as far ahead as invoices fall due; the report reaches three years
_BEHIND = timedelta(days=CHARGEBACK_DAYS + 14)  # a chargeback is waited for after the debit has been processed


def read_invoices(
    tools: CollectionTools, books: Books, tracked: Collection[str], stop: Stop
) -> dict[str, SalesInvoice]:
    """Every unpaid invoice, and those of `tracked` in whatever state, as they are now, by id.

    Only what has changed is read. Once a day the tracked ones are read by id as well, so that a deletion that a ledger does not list among
    its changes is noticed.
    """
    store, route_id = tools.store, books.route.id
    cursor = store.note(route_id, INVOICE_CURSOR)
    changes = books.receivables.invoices(cursor, stop)
    known = {} if changes.whole else {one.id: one for one in store.invoices(route_id)}
    fresh = {one.id: one for one in changes.invoices}
    today = collector_today(tools.clock.now()).isoformat()
    sweep = store.note(route_id, SWEPT_ON) != today
    unsure = [one for one in tracked if one not in fresh and (sweep or one not in known)]
    if unsure:
        fresh |= books.receivables.invoices_now(unsure, stop)
    kept = {key: one for key, one in fresh.items() if one.status is InvoiceStatus.OPEN or key in tracked}
    gone = [key for key in fresh if key not in kept] + [
        key
        for key, one in known.items()
        if key not in fresh and one.status is not InvoiceStatus.OPEN and key not in tracked
    ]
    new = [one for key, one in kept.items() if known.get(key) != one]
    store.save_invoices(route_id, new, whole=changes.whole, gone=gone)
    store.save_note(route_id, INVOICE_CURSOR, changes.cursor)
    store.save_note(route_id, SWEPT_ON, today)
    dropped = frozenset(gone)
    return {key: one for key, one in {**known, **kept}.items() if key not in dropped}


def read_contacts(tools: CollectionTools, books: Books, stop: Stop) -> Sequence[LedgerContact]:
    """All customers as they are now; only what has changed is read."""
    store, route_id = tools.store, books.route.id
    changes = books.receivables.customers(store.note(route_id, CONTACT_CURSOR), stop)
    store.save_contacts(route_id, changes.contacts, whole=changes.whole)
    store.save_note(route_id, CONTACT_CURSOR, changes.cursor)
    return store.contacts(route_id)


def read_report(tools: CollectionTools, books: Books, stop: Stop) -> list[Transaction]:
    """All transactions that may still matter, and remember them; only what differs from before is written."""
    today = collector_today(tools.clock.now())
    rows = list(books.collector.transactions(today - _BEHIND, today + _AHEAD, stop))
    known = {row.id: row for row in tools.store.transactions(books.route.id, today - _BEHIND)}
    changed = [row for row in rows if known.get(row.id) != row]
    if changed:
        tools.store.save_transactions(books.route.id, changed)
    return rows


def payer_if_there(collector: Collector, payer_id: str, stop: Stop) -> FullPayer | None:
    """A payer in full; None for one that is not there or not visible to this key."""
    try:
        return collector.payer(payer_id, stop)
    except RemoteProblem as problem:
        if problem.code not in ("payer_unknown", "payer_hidden"):
            raise
        return None


def read_payers(books: Books, payer_ids: Collection[str], stop: Stop) -> Mapping[str, FullPayer | None]:
    """These payers in full; None as in `payer_if_there`."""
    return {one: payer_if_there(books.collector, one, stop) for one in dict.fromkeys(payer_ids)}


def locked_up_to(books: Books, stop: Stop) -> date | None:
    """Up to which day the ledger takes nothing."""
    found = books.ledger.organisation(stop)
    return max((day for day in (found.period_lock, found.year_lock) if day is not None), default=None)
