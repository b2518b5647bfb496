"""From unpaid invoices to debits: gather both sides, plan by the rules, and carry out what was shown."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.domain.collection.debits import Transaction
from app.domain.collection.invoices import InvoiceStatus, SalesInvoice
from app.domain.collection.planning import Act, Intent, Stand, Wish, foreign_debit, intent
from app.domain.collection.settings import ConnectedCustomer, DebitEntry
from app.domain.errors import PlanOutdated
from app.domain.machine import Reason
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.payload import canonical
from app.domain.plan import Mend
from app.domain.run import Progress, Report, Stop
from app.flows.collection.context import Books, CollectionTools, collector_today
from app.flows.collection.reading import read_invoices, read_payers, read_report
from app.flows.collection.settlement_state import Payments, read_payments
from app.flows.collection.standing import DebitRecords, debit_records, made_debit, newest_by_invoice
from app.flows.collection.views import ImportPlan, ImportRow


@dataclass(frozen=True, slots=True)
class Gathered:
    """Both sides as they are now, and what was done here before."""

    invoices: Mapping[str, SalesInvoice]
    rows: tuple[Transaction, ...]
    debits: tuple[DebitRecords, ...]
    payments: Payments
    vanished: frozenset[str] = frozenset()
    of_invoice: Mapping[str, tuple[DebitRecords, ...]] = field(default_factory=dict)

    @property
    def ours(self) -> frozenset[str]:
        """Ids of debits that were made here."""
        return frozenset(one.debit_id for one in self.debits if one.debit_id)


def gather(tools: CollectionTools, books: Books, stop: Stop, report: Report) -> Gathered:
    """Read what changed in the ledger, the collector's report, and the journal."""
    entries = tools.store.entries(books.route.id)
    report(Progress(step=f"Reading {books.ledger.vendor}"))
    invoices = read_invoices(tools, books, {entry.invoice_id for entry in entries}, stop)
    report(Progress(step=f"Reading {books.collector.vendor}"))
    rows = read_report(tools, books, stop)
    entries = _with_earlier(tools, books, entries, {*invoices, *(row.debit_id for row in rows)})
    debits = debit_records(tools.journal, books, entries, rows)
    payments = read_payments(tools.journal, books, rows, {one.debit_id for one in debits})
    vanished = _vanished(books, debits, stop)
    _remember(tools, books, debits, vanished)
    of_invoice: dict[str, list[DebitRecords]] = defaultdict(list)
    for one in debits:
        of_invoice[one.entry.invoice_id].append(one)
    grouped = {key: tuple(found) for key, found in of_invoice.items()}
    return Gathered(invoices, tuple(rows), tuple(debits), payments, vanished, grouped)


def _with_earlier(
    tools: CollectionTools, books: Books, entries: Sequence[DebitEntry], wanted: Collection[str]
) -> Sequence[DebitEntry]:
    """The open entries, and the closed ones that still matter; `wanted` are ids of invoices that are unpaid again, and of debits reported.

    So an invoice never gets a version twice, and a debit of ours is never taken for somebody else's.
    """
    known = tools.store.entries(books.route.id, closed=True)
    return [*entries, *(e for e in known if e.closed and (e.invoice_id in wanted or e.debit_id in wanted))]


def _vanished(books: Books, debits: Sequence[DebitRecords], stop: Stop) -> frozenset[str]:
    """Debits of ours that the collector does not have any more: believed only when the payer itself, read whole, does not show them."""
    unsure = [one for one in debits if one.row is None and _should_be_there(one)]
    if not unsure:
        return frozenset()
    payers = read_payers(books, [one.entry.payer_id for one in unsure], stop)
    gone: set[str] = set()
    for one in unsure:
        full = payers.get(one.entry.payer_id)
        if full is not None and all(debit.id != one.debit_id for debit in full.debits.debits):
            gone.add(one.debit_id)
    return frozenset(gone)


def _remember(tools: CollectionTools, books: Books, debits: Sequence[DebitRecords], vanished: Collection[str]) -> None:
    """Keep which debits were not there: what is shown without asking anybody does not count them."""
    seen = {one.entry.key: one.debit_id in vanished for one in debits}
    changed = {one.entry.key for one in debits if one.entry.vanished != seen[one.entry.key]}
    change_entries(tools, books.route.id, {key: {"vanished": seen[key]} for key in changed})


def _should_be_there(one: DebitRecords) -> bool:
    made = made_debit(one)
    return made is not None and made.stand is Stand.OPEN and not one.entry.closed


def plan_rows(
    tools: CollectionTools, books: Books, found: Gathered, days: Mapping[str, date] | None = None, *, by_hand: bool
) -> tuple[ImportRow, ...]:
    """What would happen to every invoice of a connected customer, and to every debit of ours that may still change."""
    customers = {one.contact_id: one for one in tools.store.customers(books.route.id)}
    by_payer: dict[str, list[Transaction]] = defaultdict(list)
    for taken in found.rows:
        by_payer[taken.payer_id].append(taken)
    newest = newest_by_invoice(found.debits)
    planned: list[ImportRow] = []
    for invoice in sorted(found.invoices.values(), key=lambda one: (one.due_date or date.max, one.number, one.id)):
        records = newest.get(invoice.id)
        customer = customers.get(invoice.contact_id) or _of_entry(records, customers)
        if customer is None:
            continue
        row = _row(tools, books, found, (invoice, customer, records), by_payer, (days or {}).get(invoice.id), by_hand)
        if row is not None:
            planned.append(row)
    return tuple(planned)


def _of_entry(records: DebitRecords | None, customers: Mapping[str, ConnectedCustomer]) -> ConnectedCustomer | None:
    """The customer a debit was made for, when its invoice is somebody else's by now, or nobody's who is connected."""
    if records is None or not records.was_made:
        return None
    entry = records.entry
    known = customers.get(entry.contact_id)
    return known or ConnectedCustomer(entry.contact_id, entry.contact_name, entry.payer_id, entry.contact_name)


def _row(  # noqa: PLR0917 - one row of a table, from all that is known
    tools: CollectionTools,
    books: Books,
    found: Gathered,
    about: tuple[SalesInvoice, ConnectedCustomer, DebitRecords | None],
    by_payer: Mapping[str, Sequence[Transaction]],
    day: date | None,
    by_hand: bool,
) -> ImportRow | None:
    invoice, customer, records = about
    settled = records is not None and records.row is not None and found.payments.is_applied(records.row.id)
    made = made_debit(records, vanished=found.vanished, settled=settled) if records else None
    if made is None and invoice.status is not InvoiceStatus.OPEN:
        return None
    now = tools.clock.now()
    wish = Wish(
        invoice,
        customer,
        books.settings,
        now,
        collector_today(now),
        made,
        by_hand,
        day,
        foreign_debit(invoice, by_payer.get(customer.payer_id, ()), found.ours),
    )
    said = _refused_before(records, invoice, by_hand=by_hand) or intent(wish)
    return ImportRow(invoice, customer, _unless_refused(records, said), made, day)


def _refused_before(records: DebitRecords | None, invoice: SalesInvoice, *, by_hand: bool) -> Intent | None:
    """What the collector refused is not sent again by itself while the invoice is as it was."""
    create = records.create if records else None
    if by_hand or create is None or create.state is not OperationState.REVIEW or create.reason != Reason.REFUSED:
        return None
    if create.operation.source_hash != invoice.digest:
        return None
    advice = "Mend it, then import the invoice by hand."
    return Intent(Act.BLOCKED, "refused", f"Refused before: {create.sentence}", advice=advice)


def _unless_refused(records: DebitRecords | None, said: Intent) -> Intent:
    """An amount that the collector has refused already is not asked for again; it is said loudly instead."""
    last = records.amends[-1] if records is not None and records.amends else None
    refused = last is not None and last.state is OperationState.REVIEW and last.reason == Reason.REFUSED
    if last is None or not refused or said.act is not Act.AMEND or last.operation.expected != said.amount:
        return said
    words, advice = f"{said.sentence}, and Rotessa refused: {last.sentence}", "Change or stop the debit in Rotessa."
    return Intent(Act.ALARM, "amend_refused", words, said.amount, advice=advice)


def make_plan(books: Books, rows: tuple[ImportRow, ...], *, by_hand: bool) -> ImportPlan:
    """The rows with the fingerprint of everything they show."""
    organisation = books.ledger_connection.tenant_name or books.ledger_connection.name
    print_ = fingerprint(books, rows)
    return ImportPlan(books.route.id, organisation, books.collector_connection.name, rows, print_, by_hand)


def fingerprint(books: Books, rows: Sequence[ImportRow]) -> str:
    """Changes when any row, or either set of books, is not what was shown."""
    shown = [_shown(row) for row in rows]
    text = canonical([books.collector_tenant, books.ledger_tenant, shown])
    return hashlib.sha256(text.encode()).hexdigest()


def _shown(row: ImportRow) -> tuple[object, ...]:
    amount = row.intent.amount.amount if row.intent.amount else None
    debit = row.made.debit_id if row.made else ""
    return (
        row.invoice.id,
        row.invoice.digest,
        row.customer.payer_id,
        row.intent.act.value,
        row.intent.day,
        amount,
        debit,
    )


def require_as_shown(books: Books, shown: ImportPlan, now: ImportPlan, chosen: Collection[str]) -> list[ImportRow]:
    """The chosen rows of the plan as it would be made now; raises `PlanOutdated` unless they are the very ones that were shown."""
    before = [row for row in shown.rows if row.invoice.id in chosen]
    after = [row for row in now.rows if row.invoice.id in chosen]
    same = fingerprint(books, before) == fingerprint(books, after) and len(after) == len(set(chosen))
    if not same or not all(row.can_import for row in after):
        raise PlanOutdated(
            "What was ticked is no longer what would be sent.",
            advice="Look at the list again, then import.",
            mend=Mend.RETRY,
            code="plan_outdated",
        )
    return after


def change_entries(tools: CollectionTools, route_id: str, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Set single fields of entries, by key, on the entries as they are kept now."""
    if changes:
        kept = [one for one in tools.store.entries(route_id, closed=True) if one.key in changes]
        tools.store.save_entries(route_id, [replace(one, **changes[one.key]) for one in kept])


def closed_entries(found: Gathered, today: date, wait: int) -> list[str]:
    """Keys of entries of which nothing can change any more: gone, or processed over `wait` days ago, and the invoice not open."""
    closed = []
    for one in found.debits:
        made = made_debit(one, vanished=found.vanished)
        invoice = found.invoices.get(one.entry.invoice_id)
        is_open = invoice is not None and invoice.status is InvoiceStatus.OPEN
        if one.entry.closed or made is None or (is_open and made.stand is not Stand.DELETED):
            continue
        is_old = one.row is not None and one.row.status.has_left and (today - one.row.process_date).days > wait
        if made.stand in (Stand.DELETED, Stand.TAKEN_BACK, Stand.MISMADE, Stand.VANISHED) or is_old:
            closed.append(one.entry.key)
    return closed


def with_debit_ids(entries: Sequence[DebitEntry], books: Books, records: Sequence[OperationRecord]) -> list[DebitEntry]:
    """The entries whose debit is known by now."""
    made = {
        record.operation.subject: record.remote_id
        for record in records
        if record.operation.kind is OperationKind.CREATE_DEBIT and record.state is OperationState.DONE
    }
    named = [(entry, made.get(books.entry_subject(entry), "")) for entry in entries]
    return [replace(entry, debit_id=found) for entry, found in named if found and found != entry.debit_id]
