"""From planned rows to operations on debits, and their run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.domain.collection.payloads import AmendDebitPayload, CreateDebitPayload, DeleteDebitPayload
from app.domain.collection.planning import Act, MadeDebit
from app.domain.collection.settings import DebitEntry
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind
from app.domain.payload import write_payload
from app.domain.run import Report, Stop
from app.flows.collection.context import Books, CollectionTools, Orders, orders
from app.flows.collection.importing import Gathered, with_debit_ids
from app.flows.collection.leftovers import next_amend
from app.flows.collection.running import Ran, Subject, carry_out
from app.flows.collection.standing import DebitRecords, next_version
from app.flows.collection.views import ImportRow


class DebitOrders:
    """Collects the operations of rows, the entries they need, and what the log shows of each."""

    def __init__(self, found: Gathered, making: Orders, *, by_hand: bool) -> None:
        self._found = found
        self._making = making
        self._by_hand = by_hand
        self.operations: list[Operation] = []
        self.entries: list[DebitEntry] = []
        self.about: dict[str, Subject] = {}

    def add(self, row: ImportRow) -> None:
        """What a row asks for; nothing for one that changes nothing."""
        if row.intent.act is Act.CREATE:
            self._create(row, ())
        elif row.intent.act is Act.AMEND and row.made is not None:
            self._amend(row, row.made)
        elif row.intent.act is Act.DELETE and row.made is not None:
            self._delete(row, row.made)
        elif row.intent.act is Act.MOVE and row.made is not None:
            gone = self._delete(row, row.made)
            self._create(row, (gone.id,), after=row.made.version)

    def _keep(self, operation: Operation, row: ImportRow, total: Money) -> Operation:
        self.operations.append(operation)
        self.about[operation.id] = Subject(row.invoice.number, row.customer.contact_name, total)
        return operation

    def _create(self, row: ImportRow, depends_on: tuple[str, ...], after: int = 0) -> None:
        invoice, customer, books = row.invoice, row.customer, self._making.books
        amount, day = row.intent.amount, row.intent.day
        if amount is None or day is None:
            raise ValueError(f"{invoice.number} has neither amount nor date to be debited on")
        version = max(next_version(self._found.of_invoice.get(invoice.id, ())), after + 1)
        payload = CreateDebitPayload(
            payer_id=customer.payer_id,
            payer_name=customer.payer_name,
            ledger_id=books.route.ledger_id,
            invoice_id=invoice.id,
            invoice_number=invoice.number,
            contact_id=invoice.contact_id,
            amount=amount.amount,
            currency=amount.currency,
            process_date=day,
            due_date=invoice.due_date,
            comment=invoice.number,
        )
        self.entries.append(
            DebitEntry(
                invoice_id=invoice.id,
                version=version,
                number=invoice.number,
                contact_id=customer.contact_id,
                contact_name=customer.contact_name,
                payer_id=customer.payer_id,
                currency=amount.currency,
                due_date=invoice.due_date,
                by_hand=self._by_hand,
            )
        )
        name = books.debit_subject(invoice.id, version)
        operation = self._making.at_collector(
            OperationKind.CREATE_DEBIT,
            name,
            invoice.number,
            write_payload(payload),
            expected=amount,
            depends_on=depends_on,
            source_id=invoice.id,
            source_hash=invoice.digest,
        )
        self._keep(operation, row, amount)

    def _amend(self, row: ImportRow, made: MadeDebit) -> None:
        invoice, books, amount = row.invoice, self._making.books, row.intent.amount
        if amount is None:
            raise ValueError(f"{invoice.number} has no amount to be changed to")
        about = self._about(row, made)
        entry = replace(about.entry, amends=next_amend(about))
        self.entries.append(entry)
        payload = AmendDebitPayload(
            debit_id=made.debit_id,
            payer_id=entry.payer_id,
            ledger_id=books.route.ledger_id,
            invoice_id=invoice.id,
            invoice_number=invoice.number,
            amount_before=made.amount,
            amount=amount.amount,
            currency=amount.currency,
        )
        operation = self._making.at_collector(
            OperationKind.AMEND_DEBIT,
            f"{books.entry_subject(entry)}~{entry.amends}",
            invoice.number,
            write_payload(payload),
            expected=amount,
            source_id=invoice.id,
            source_hash=invoice.digest,
        )
        self._keep(operation, row, amount)

    def _delete(self, row: ImportRow, made: MadeDebit) -> Operation:
        invoice = row.invoice
        known = self._entry(row, made)
        entry = replace(known, number=invoice.number or known.number)  # a deleted invoice may have none any more
        operation = deletion_of(self._making, entry, made, why=row.intent.code, source_hash=invoice.digest)
        return self._keep(operation, row, Money(made.amount, entry.currency))

    def _entry(self, row: ImportRow, made: MadeDebit) -> DebitEntry:
        """The remembered debit of a row, as it was last kept."""
        return self._about(row, made).entry

    def _about(self, row: ImportRow, made: MadeDebit) -> DebitRecords:
        """The debit of a row, with its operations."""
        known = self._found.of_invoice.get(row.invoice.id, ())
        return next(one for one in known if one.entry.version == made.version)


def deletion_of(making: Orders, entry: DebitEntry, made: MadeDebit, *, why: str, source_hash: str = "") -> Operation:
    """The operation that takes a debit of ours away; one debit has one, whoever asks for it."""
    payload = DeleteDebitPayload(
        debit_id=made.debit_id,
        payer_id=entry.payer_id,
        invoice_id=entry.invoice_id,
        invoice_number=entry.number,
        amount=made.amount,
        currency=entry.currency,
        process_date=made.process_date,
        marker=made.marker,
        why=why,
    )
    return making.at_collector(
        OperationKind.DELETE_DEBIT,
        making.books.entry_subject(entry),
        entry.number,
        write_payload(payload),
        source_id=entry.invoice_id,
        source_hash=source_hash,
    )


def send_rows(
    tools: CollectionTools,
    books: Books,
    found: Gathered,
    rows: Sequence[ImportRow],
    *,
    by_hand: bool,
    stop: Stop,
    report: Report,
) -> Ran | None:
    """Carry these rows out in one run; None when none of them changes anything.

    The entries are kept before the first operation is entered: whatever the journal holds can be found again.
    """
    making = DebitOrders(found, orders(tools, books), by_hand=by_hand)
    for row in rows:
        making.add(row)
    if not making.operations:
        return None
    tools.store.save_entries(books.route.id, making.entries)
    ran = carry_out(tools, books, making.operations, making.about, step="Sending debits", stop=stop, report=report)
    known = with_debit_ids(making.entries, books, ran.records)
    if known:
        tools.store.save_entries(books.route.id, known)
    return ran


def acts_of(rows: Sequence[ImportRow]) -> Mapping[Act, int]:
    """How many rows ask for each act."""
    counts: dict[Act, int] = {}
    for row in rows:
        counts[row.intent.act] = counts.get(row.intent.act, 0) + 1
    return counts
