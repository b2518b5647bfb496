"""The simulator satisfies the vendor's own published client, xero-python, untouched."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from xero_python.accounting import AccountingApi
from xero_python.accounting import models as wire
from xero_python.api_client import ApiClient, Configuration
from xero_python.api_client.oauth2 import OAuth2Token
from xero_python.exceptions import AccountingBadRequestException
from xero_python.identity import IdentityApi

from app.sandbox.practice import practice_sandbox
from tests.sandbox.xero.fixture import CLEARING, CLIENT_ID, NORTHWIND, OPEN_INVOICE, TENANT, served

pytestmark = pytest.mark.vendor


@contextmanager
def speaking(line: dict[str, Any]) -> Iterator[tuple[AccountingApi, IdentityApi]]:
    """The vendor's two clients, pointed at the addresses of a start line."""
    configuration = Configuration(oauth2_token=OAuth2Token(client_id=CLIENT_ID, client_secret="unused"))
    configuration.debug = False
    held: dict[str, Any] = {
        "token": {
            "access_token": line["access_token"],
            "expires_in": 1800,
            "token_type": "Bearer",
            "scope": ["accounting.invoices"],
            "expires_at": 4_000_000_000,
            "refresh_token": "r",
        }
    }
    api = ApiClient(
        configuration,
        oauth2_token_getter=lambda: held["token"],
        oauth2_token_saver=lambda new: held.update(token=new),
    )
    root = line["connections_url"].removesuffix("/connections")
    try:
        yield AccountingApi(api, base_url=line["api_url"]), IdentityApi(api, base_url=root)
    finally:
        api.rest_client.pool_manager.clear()
        logging.getLogger("xero_python").handlers.clear()


@pytest.fixture
def client() -> Iterator[tuple[AccountingApi, IdentityApi]]:
    with served() as (_, line), speaking(line) as clients:
        yield clients


Client = tuple[AccountingApi, IdentityApi]


def invoice(number: str, price: str = "100") -> Any:
    line = wire.LineItem(
        description="Work", quantity=Decimal(1), unit_amount=Decimal(price), account_code="200", tax_type="TAX001"
    )
    return wire.Invoice(
        type="ACCREC", invoice_number=number, contact=wire.Contact(contact_id=NORTHWIND), date=date(2026, 11, 10),
        due_date=date(2026, 12, 10), status="AUTHORISED", line_items=[line], line_amount_types=wire.LineAmountTypes.EXCLUSIVE,
    )  # fmt: skip


def content(path: str) -> bytes:
    """The bytes of a file that the client has put into the temporary folder; the file goes."""
    held = Path(path)
    found = held.read_bytes()
    held.unlink()
    return found


def test_connections_name_every_tenant_and_its_type(client: Client) -> None:
    rows = client[1].get_connections()
    assert [row.tenant_type for row in rows] == ["ORGANISATION", "ORGANISATION", "PRACTICE"]
    assert rows[0].tenant_id == TENANT
    client[1].delete_connection(rows[1].id)
    assert len(client[1].get_connections()) == 2


def test_reference_data(client: Client) -> None:
    api = client[0]
    organisation = api.get_organisations(TENANT).organisations[0]
    assert (organisation.name, organisation.period_lock_date) == ("Maple Desk Ltd", date(2025, 12, 31))
    assert {action.name for action in api.get_organisation_actions(TENANT).actions} >= {"CreateApprovedInvoice"}
    assert {account.code for account in api.get_accounts(TENANT, where='Type=="REVENUE"').accounts} == {
        "200",
        "260",
        "299",
    }
    assert api.get_account(TENANT, CLEARING).accounts[0].enable_payments_to_account is True
    rates = {rate.tax_type: rate.effective_rate for rate in api.get_tax_rates(TENANT).tax_rates}
    assert rates["TAX003"] == 12
    assert api.get_items(TENANT).items[0].sales_details.unit_price == Decimal("120.5")
    assert [entry.name for entry in api.get_tracking_categories(TENANT).tracking_categories] == ["Region", "Line"]
    assert len(api.get_currencies(TENANT).currencies) == 2
    assert api.get_branding_themes(TENANT).branding_themes[0].name == "Standard"


def test_contacts_are_made_found_and_changed(client: Client) -> None:
    api = client[0]
    made = api.create_contacts(
        TENANT,
        wire.Contacts(contacts=[wire.Contact(name="Acme", contact_number="AT-9", email_address="a@acme.example")]),
    )
    contact = made.contacts[0]
    assert api.get_contact_by_contact_number(TENANT, "AT-9").contacts[0].contact_id == contact.contact_id
    assert api.get_contact(TENANT, contact.contact_id).contacts[0].name == "Acme"
    changed = api.update_contact(TENANT, contact.contact_id, wire.Contacts(contacts=[wire.Contact(tax_number="T1")]))
    assert (changed.contacts[0].tax_number, changed.contacts[0].name) == ("T1", "Acme")
    page = api.get_contacts(
        TENANT, page=1, page_size=2, where='EmailAddress!=""', include_archived=True, order="Name DESC"
    )
    assert (page.pagination.page_size, page.pagination.item_count) == (2, 2)
    assert [entry.name for entry in page.contacts] == ["Northwind Traders", "Acme"]
    summed = api.get_contacts(TENANT, summary_only=True, search_term="acme")
    assert [entry.name for entry in summed.contacts] == ["Acme"]
    with pytest.raises(AccountingBadRequestException) as caught:
        api.create_contacts(TENANT, wire.Contacts(contacts=[wire.Contact(name="acme")]))
    assert "already assigned to another contact" in str(caught.value)


def test_invoices_with_each_error_apart(client: Client) -> None:
    api = client[0]
    batch = wire.Invoices(invoices=[invoice("V-1"), invoice("V-2", "33.335"), invoice("V-1")])
    made = api.create_invoices(TENANT, batch, summarize_errors=False, unitdp=4, idempotency_key="one")
    assert [entry.status_attribute_string for entry in made.invoices] == ["OK", "OK", "ERROR"]
    assert made.invoices[0].total == Decimal("105.00")
    assert made.invoices[1].line_items[0].unit_amount == Decimal("33.3350")
    assert made.invoices[2].validation_errors[0].message == "Invoice # must be unique."
    assert made.invoices[2].has_errors
    again = api.create_invoices(TENANT, batch, summarize_errors=False, unitdp=4, idempotency_key="one")
    assert again.invoices[0].invoice_id == made.invoices[0].invoice_id
    found = api.get_invoices(TENANT, invoice_numbers=["V-1", "V-2"], page=1, created_by_my_app=True)
    assert [entry.invoice_number for entry in found.invoices] == ["V-1", "V-2"]
    assert found.invoices[0].date == date(2026, 11, 10)
    voided = api.update_invoice(
        TENANT, made.invoices[0].invoice_id, wire.Invoices(invoices=[wire.Invoice(status="VOIDED")])
    )
    assert voided.invoices[0].status == "VOIDED"


def test_invoices_with_errors_summarised_save_the_good_ones(client: Client) -> None:
    api = client[0]
    with pytest.raises(AccountingBadRequestException):
        api.create_invoices(TENANT, wire.Invoices(invoices=[invoice("V-1"), invoice("OLD-1")]))
    assert api.get_invoices(TENANT, invoice_numbers=["V-1"]).invoices[0].total == Decimal("105.00")


def test_invoice_lists_thin_paged_and_since(client: Client) -> None:
    api = client[0]
    thin = api.get_invoices(TENANT)
    assert len(thin.invoices) == 3
    assert thin.invoices[0].line_items == []
    paged = api.get_invoices(TENANT, statuses=["AUTHORISED"], where='Type=="ACCREC" AND AmountDue>0')
    assert {entry.invoice_number: entry.amount_due for entry in paged.invoices} == {
        "OLD-1": Decimal("105.00"),
        "OLD-2": Decimal("120.00"),
    }
    assert paged.invoices[0].line_items
    assert api.get_invoices(TENANT, if_modified_since=date(2026, 11, 1)).invoices == []
    summed = api.get_invoices(TENANT, summary_only=True, contact_i_ds=[NORTHWIND], i_ds=[OPEN_INVOICE])
    assert summed.pagination.item_count == 1


def test_credit_note_is_allocated_and_undone(client: Client) -> None:
    api = client[0]
    line = wire.LineItem(
        description="Back", quantity=Decimal(1), unit_amount=Decimal(40), account_code="200", tax_type="NONE"
    )
    note = wire.CreditNote(type="ACCRECCREDIT", contact=wire.Contact(contact_id=NORTHWIND), date=date(2026, 11, 11),
                           status="AUTHORISED", line_items=[line], credit_note_number="CN-A")  # fmt: skip
    made = api.create_credit_notes(TENANT, wire.CreditNotes(credit_notes=[note]), summarize_errors=False).credit_notes[
        0
    ]
    assert made.remaining_credit == 40
    allocation = wire.Allocation(
        amount=Decimal(15), invoice=wire.Invoice(invoice_id=OPEN_INVOICE), date=date(2026, 11, 11)
    )
    done = api.create_credit_note_allocation(TENANT, made.credit_note_id, wire.Allocations(allocations=[allocation]))
    assert api.get_credit_note(TENANT, made.credit_note_id).credit_notes[0].remaining_credit == 25
    assert api.get_invoice(TENANT, OPEN_INVOICE).invoices[0].amount_credited == 15
    api.delete_credit_note_allocations(TENANT, made.credit_note_id, done.allocations[0].allocation_id)
    assert api.get_invoice(TENANT, OPEN_INVOICE).invoices[0].amount_due == Decimal("105.00")
    assert api.get_credit_notes(TENANT, page=1).pagination.item_count == 1


def test_payments_pay_and_reopen(client: Client) -> None:
    api = client[0]
    payment = wire.Payment(invoice=wire.Invoice(invoice_id=OPEN_INVOICE), account=wire.Account(code="1210"),
                           date=date(2026, 11, 12), amount=Decimal(105), reference="LFABC")  # fmt: skip
    made = api.create_payments(TENANT, wire.Payments(payments=[payment]), summarize_errors=False).payments[0]
    assert (made.payment_type, made.status) == ("ACCRECPAYMENT", "AUTHORISED")
    paid = api.get_invoice(TENANT, OPEN_INVOICE).invoices[0]
    assert (paid.status, paid.fully_paid_on_date, paid.payments[0].reference) == ("PAID", date(2026, 11, 12), "LFABC")
    assert api.get_payments(TENANT, where='Reference=="LFABC"', page=1).payments[0].payment_id == made.payment_id
    api.delete_payment(TENANT, made.payment_id, wire.PaymentDelete(status="DELETED"))
    assert api.get_invoice(TENANT, OPEN_INVOICE).invoices[0].status == "AUTHORISED"
    assert api.get_payment(TENANT, made.payment_id).payments[0].status == "DELETED"


def test_attachments_history_email_and_links(client: Client) -> None:
    api = client[0]
    stored = api.create_invoice_attachment_by_file_name(
        TENANT, OPEN_INVOICE, "bill.pdf", b"%PDF-1.4 bytes", include_online=True
    )
    assert (stored.attachments[0].mime_type, stored.attachments[0].content_length) == ("application/pdf", 14)
    assert [entry.file_name for entry in api.get_invoice_attachments(TENANT, OPEN_INVOICE).attachments] == ["bill.pdf"]
    assert (
        content(api.get_invoice_attachment_by_file_name(TENANT, OPEN_INVOICE, "bill.pdf", "application/pdf"))
        == b"%PDF-1.4 bytes"
    )
    api.create_invoice_history(
        TENANT, OPEN_INVOICE, wire.HistoryRecords(history_records=[wire.HistoryRecord(details="hello")])
    )
    assert api.get_invoice_history(TENANT, OPEN_INVOICE).history_records[0].details == "hello"
    api.email_invoice(TENANT, OPEN_INVOICE, wire.RequestEmpty())
    assert (
        api.get_online_invoice(TENANT, OPEN_INVOICE)
        .online_invoices[0]
        .online_invoice_url.startswith("https://in.xero.com/")
    )
    assert content(api.get_invoice_as_pdf(TENANT, OPEN_INVOICE)).startswith(b"%PDF-")


def test_every_record_of_the_practice_world_can_be_read() -> None:
    with practice_sandbox(limits=False) as sandbox, speaking(sandbox.line["xero"]) as (api, _):
        for tenant, books in zip(sandbox.line["xero"]["tenants"], sandbox.books("xero")["tenants"], strict=False):
            identity = tenant["id"]
            assert books["id"] == identity
            assert api.get_organisations(identity).organisations[0].name == tenant["name"]
            assert len(api.get_accounts(identity).accounts) == len(books["accounts"])
            assert len(api.get_tax_rates(identity).tax_rates) == len(books["tax_rates"])
            assert len(api.get_items(identity).items) == len(books["items"])
            assert len(api.get_currencies(identity).currencies) == len(books["currencies"])
            assert len(api.get_branding_themes(identity).branding_themes) == len(books["branding_themes"])
            contacts = api.get_contacts(identity, page=1, page_size=1000, include_archived=True).contacts
            assert len(contacts) == len(books["contacts"])
            invoices = api.get_invoices(identity, page=1, page_size=1000).invoices
            assert sum(entry.total for entry in invoices) == sum(Decimal(entry["Total"]) for entry in books["invoices"])
            notes = api.get_credit_notes(identity, page=1, page_size=1000).credit_notes
            assert len(notes) == len(books["credit_notes"])
            payments = api.get_payments(identity, page=1, page_size=1000).payments
            assert sum(entry.amount for entry in payments) == sum(
                Decimal(entry["Amount"]) for entry in books["payments"]
            )
