"""What collection reads of a QuickBooks company: unpaid invoices, customers, payments and the accounts they may go to.

Changes are asked for with /cdc, the only call that tells of deleted invoices too; where it does not reach, everything is read again
(apis/quickbooks.md 12).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from app.connectors.http.records import Record, amount, text
from app.connectors.ledger.receivables import gone, moment_of, payments_of
from app.connectors.quickbooks.catalogue import FOR_DEPOSITS, codes_of_accounts
from app.connectors.quickbooks.contacts import OVERLAP, read_contact
from app.connectors.quickbooks.context import QuickBooksContext
from app.connectors.quickbooks.documents import form_for, read_document
from app.connectors.quickbooks.fields import clean_name, day, reference
from app.connectors.quickbooks.lists import incomplete, read_all, read_some
from app.connectors.quickbooks.payments import PaymentReader
from app.connectors.quickbooks.settings import CHANGES_MOST, REACH
from app.connectors.quickbooks.statements import ANY_STATE, among
from app.domain.collection.invoices import ClearingAccount, InvoicePayment, InvoiceStatus, SalesInvoice
from app.domain.documents import DocumentKind
from app.domain.run import Stop
from app.ports.ledgers import ContactChanges, InvoiceChanges


class QuickBooksReceivables:
    """One company; see `Receivables`. Safe to use from several threads.

    A cursor is the moment, by Intuit's clock and less an overlap, at which the reading before began.
    """

    def __init__(self, context: QuickBooksContext) -> None:
        self._context = context
        self._session = context.session
        self._payments = PaymentReader(context)

    def clearing_accounts(self, stop: Stop) -> Sequence[ClearingAccount]:
        """Bank accounts and other current assets, inactive ones included."""
        found = read_all(self._session, "Account", stop, among("AccountType", FOR_DEPOSITS), ANY_STATE)
        codes = codes_of_accounts(found)
        return [_clearing(record, codes[text(record, "Id")]) for record in found]

    # --- what changed

    def customers(self, cursor: str, stop: Stop) -> ContactChanges:
        """Customers that were made inactive come among the changes, as such."""
        since, next_cursor = self._since(cursor), self._cursor()
        changed = self._changed("Customer", since, stop)
        if changed is None:
            found = read_all(self._session, "Customer", stop, "Active = true")
            return ContactChanges(tuple(map(read_contact, found)), next_cursor, whole=True)
        every = [{**each, "Active": False} if text(each, "status") == "Deleted" else each for each in changed]
        return ContactChanges(tuple(map(read_contact, every)), next_cursor, whole=False)

    def invoices(self, cursor: str, stop: Stop) -> InvoiceChanges:
        """Void and deleted ones among the changes."""
        since, next_cursor = self._since(cursor), self._cursor()
        changed, home = self._changed("Invoice", since, stop), self._context.company.home(stop)
        if changed is None:
            found = read_all(self._session, "Invoice", stop, "Balance > '0'")
            return InvoiceChanges(tuple(self._invoice(each, home) for each in found), next_cursor, whole=True)
        invoices = (
            gone(text(each, "Id")) if text(each, "status") == "Deleted" else self._invoice(each, home)
            for each in changed
        )
        return InvoiceChanges(tuple(invoices), next_cursor, whole=False)

    def _now(self) -> datetime:
        return self._session.remote_time(self._context.clock.now())

    def _cursor(self) -> str:
        return (self._now() - OVERLAP).isoformat(timespec="seconds")

    def _since(self, cursor: str) -> datetime | None:
        moment = moment_of(cursor)
        return None if moment is None or self._now() - moment > REACH else moment

    def _changed(self, entity: str, since: datetime | None, stop: Stop) -> list[Record] | None:
        """What changed, deleted objects included; None when that cannot be told and everything has to be read."""
        if since is None:
            return None
        found = self._session.changes(entity, since, stop)
        return None if len(found) >= CHANGES_MOST else found

    # --- as it is now

    def invoices_now(self, invoice_ids: Sequence[str], stop: Stop) -> Mapping[str, SalesInvoice]:
        """By id, many in a call. Void invoices are read, so one that is missing was deleted."""
        home = self._context.company.home(stop)
        rows = read_some(self._session, "Invoice", "Id", list(invoice_ids), stop)
        found = {text(record, "Id"): self._invoice(record, home) for record in rows}
        return {each: found.get(each) or gone(each) for each in invoice_ids if each}

    def payments(self, invoice_ids: Sequence[str], stop: Stop) -> Mapping[str, tuple[InvoicePayment, ...]]:
        """Those that the invoices name; a void payment names no invoice and is named by none."""
        return payments_of(self._payments.of_invoices(invoice_ids, stop))

    def _invoice(self, record: Record, home: str) -> SalesInvoice:
        total, due, currency = amount(record, "TotalAmt"), amount(record, "Balance"), reference(record, "CurrencyRef")
        if total is None or due is None:
            raise incomplete("invoices", "an amount cannot be read")
        document = read_document(form_for(DocumentKind.INVOICE), record, self._context.links, home)
        return SalesInvoice(
            id=document.id,
            number=document.number,
            contact_id=document.contact_id,
            contact_name=document.contact_name,
            status=_status(live=document.live, total=total, due=due),
            currency=currency or home,
            total=total,
            due=due,
            issue_date=document.issue_date,
            due_date=day(record, "DueDate"),
            version=document.version,
            url=document.url,
        )


def _status(*, live: bool, total: Decimal, due: Decimal) -> InvoiceStatus:
    """As it has to be derived (apis/quickbooks.md 9)."""
    if not live:
        return InvoiceStatus.VOID
    return InvoiceStatus.OPEN if due > 0 or total == 0 else InvoiceStatus.PAID


def _clearing(record: Record, code: str) -> ClearingAccount:
    name = clean_name(text(record, "Name"))
    why = "It is inactive in QuickBooks." if record.get("Active") is False else ""
    return ClearingAccount(
        id=text(record, "Id"),
        code="" if code == name else code,
        name=name,
        kind=text(record, "AccountType"),
        currency=reference(record, "CurrencyRef"),
        usable=not why,
        why_not=why,
    )
