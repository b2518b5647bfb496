"""What collection reads of a Xero organisation: unpaid invoices, customers, payments and the accounts they may go to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from decimal import Decimal

from app.connectors.ledger.receivables import gone, moment_of, payments_of
from app.connectors.xero.contacts import OVERLAP, read_contact
from app.connectors.xero.context import XeroContext
from app.connectors.xero.fields import Record, amount, day, flag, identifier, part, text, version
from app.connectors.xero.lists import in_parts, incomplete, overlapped, read_all, read_list
from app.connectors.xero.numbers import ANY_STATUS, SALES_INVOICES
from app.connectors.xero.payments import PaymentReader
from app.connectors.xero.settings import LIST
from app.domain.collection.invoices import ClearingAccount, InvoicePayment, InvoiceStatus, SalesInvoice
from app.domain.run import Stop
from app.ports.ledgers import ContactChanges, InvoiceChanges

_UNPAID = (("Statuses", "AUTHORISED"), ("where", 'Type=="ACCREC" AND AmountDue>0'), ("summaryOnly", "true"))
_ANY = (SALES_INVOICES, ANY_STATUS, ("summaryOnly", "true"))
_IN_ORDER = ("order", "InvoiceID ASC")
_STATUSES: Mapping[str, InvoiceStatus] = {
    "AUTHORISED": InvoiceStatus.OPEN,
    "PAID": InvoiceStatus.PAID,
    "VOIDED": InvoiceStatus.VOID,
    "DELETED": InvoiceStatus.DELETED,
    "DRAFT": InvoiceStatus.DRAFT,
    "SUBMITTED": InvoiceStatus.DRAFT,
}


class XeroReceivables:
    """One organisation; see `Receivables`. Safe to use from several threads.

    A cursor is the moment, by Xero's clock and less an overlap, at which the reading before began.
    """

    def __init__(self, context: XeroContext) -> None:
        self._context = context
        self._session = context.session
        self._payments = PaymentReader(context.session)

    def clearing_accounts(self, stop: Stop) -> Sequence[ClearingAccount]:
        """Bank accounts, current assets, and whatever payments are enabled for (apis/xero.md 9.1)."""
        found = read_list(self._session, "Accounts", stop)
        return [account for record in found if (account := _clearing(record)) is not None]

    def customers(self, cursor: str, stop: Stop) -> ContactChanges:
        """By If-Modified-Since; archived ones among the changes only."""
        since, next_cursor = moment_of(cursor), self._cursor()
        query = (("includeArchived", "true" if since else "false"), ("order", "ContactID ASC"))
        found = read_all(self._session, "Contacts", "ContactID", stop, query, since=since)
        return ContactChanges(tuple(map(read_contact, found)), next_cursor, whole=since is None)

    def invoices(self, cursor: str, stop: Stop) -> InvoiceChanges:
        """By If-Modified-Since, void and deleted ones included: Xero shows them for ever."""
        since, next_cursor = moment_of(cursor), self._cursor()
        query = (*(_ANY if since else _UNPAID), _IN_ORDER)
        found = read_all(self._session, "Invoices", "InvoiceID", stop, query, since=since)
        return InvoiceChanges(tuple(map(self._invoice, found)), next_cursor, whole=since is None)

    def _cursor(self) -> str:
        now = self._session.remote_time(self._context.clock.now()) - OVERLAP
        return now.astimezone(UTC).isoformat(timespec="seconds")

    def invoices_now(self, invoice_ids: Sequence[str], stop: Stop) -> Mapping[str, SalesInvoice]:
        """By id, forty in a call. Xero shows void and deleted ones, so one that is missing was never there."""
        wanted = list(dict.fromkeys(each.lower() for each in invoice_ids if each))

        def read(ids: list[str]) -> list[Record]:
            query = (("IDs", ",".join(ids)), ANY_STATUS, ("summaryOnly", "true"))
            return read_all(self._session, "Invoices", "InvoiceID", stop, query)

        parts = overlapped(read, in_parts(wanted, LIST), self._session.at_once)
        found = {invoice.id: invoice for each in parts for invoice in map(self._invoice, each)}
        return {each: found.get(each.lower()) or gone(each) for each in invoice_ids if each}

    def payments(self, invoice_ids: Sequence[str], stop: Stop) -> Mapping[str, tuple[InvoicePayment, ...]]:
        """Deleted ones included."""
        return payments_of(self._payments.of_invoices([each for each in invoice_ids if each], stop))

    def _invoice(self, record: Record) -> SalesInvoice:
        due, total, invoice_id = amount(record, "AmountDue"), amount(record, "Total"), identifier(record, "InvoiceID")
        currency, status = text(record, "CurrencyCode"), _STATUSES.get(text(record, "Status"), InvoiceStatus.UNKNOWN)
        if total is None or not currency or (due is None and status is InvoiceStatus.OPEN):
            raise incomplete("invoices", "an amount cannot be read")
        contact = part(record, "Contact")
        return SalesInvoice(
            id=invoice_id,
            number=text(record, "InvoiceNumber"),
            contact_id=identifier(contact, "ContactID"),
            contact_name=text(contact, "Name"),
            status=status,
            currency=currency,
            total=total,
            due=due or Decimal(0),
            issue_date=day(record, "Date"),
            due_date=day(record, "DueDate"),
            version=version(record),
            url=self._context.links.to("invoice", invoice_id),
        )


def _clearing(record: Record) -> ClearingAccount | None:
    kind, enabled = text(record, "Type"), flag(record, "EnablePaymentsToAccount")
    if kind != "BANK" and (text(record, "SystemAccount") or not (enabled or kind == "CURRENT")):
        return None
    why = ""
    if text(record, "Status") != "ACTIVE":
        why = "It is archived in Xero."
    elif kind != "BANK" and not enabled:
        why = "Payments to it are not enabled in Xero."
    return ClearingAccount(
        id=identifier(record, "AccountID"),
        code=text(record, "Code"),
        name=text(record, "Name"),
        kind=kind,
        currency=text(record, "CurrencyCode"),
        usable=not why,
        why_not=why,
    )
