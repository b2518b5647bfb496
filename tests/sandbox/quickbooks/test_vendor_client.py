"""The simulator satisfies the vendor's published client, python-quickbooks, untouched."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from quickbooks.batch import batch_create, batch_delete, batch_update
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import (
    AuthorizationException,
    ObjectNotFoundException,
    QuickbooksException,
    UnsupportedException,
    ValidationException,
)
from quickbooks.objects.account import Account
from quickbooks.objects.attachable import Attachable
from quickbooks.objects.base import Address, AttachableRef, EmailAddress, LinkedTxn, PhoneNumber
from quickbooks.objects.company_info import CompanyInfo
from quickbooks.objects.companycurrency import CompanyCurrency
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.customer import Customer
from quickbooks.objects.department import Department
from quickbooks.objects.detailline import SalesItemLine, SalesItemLineDetail
from quickbooks.objects.employee import Employee
from quickbooks.objects.exchangerate import ExchangeRate
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.payment import Payment, PaymentLine
from quickbooks.objects.paymentmethod import PaymentMethod
from quickbooks.objects.preferences import Preferences
from quickbooks.objects.refundreceipt import RefundReceipt
from quickbooks.objects.salesreceipt import SalesReceipt
from quickbooks.objects.taxagency import TaxAgency
from quickbooks.objects.taxcode import TaxCode
from quickbooks.objects.taxrate import TaxRate
from quickbooks.objects.taxservice import TaxRateDetails, TaxService
from quickbooks.objects.term import Term
from quickbooks.objects.trackingclass import Class
from quickbooks.objects.vendor import Vendor as Supplier

from tests.sandbox.quickbooks.conftest import Vendor
from tests.sandbox.quickbooks.fixture import NOW
from tests.sandbox.quickbooks.two_companies import (
    AUSTRALIA,
    CHECKING,
    EURO,
    GST,
    HARDWARE,
    INVOICE,
    LABOUR,
    LARKSPUR,
    SALES,
)

pytestmark = pytest.mark.vendor


def sale_line(item: Any, amount: float, quantity: float = 1, code: str = "NON") -> Any:
    made = SalesItemLine()
    made.Amount = amount
    made.Description = "Work"
    made.SalesItemLineDetail = SalesItemLineDetail()
    made.SalesItemLineDetail.ItemRef = item.to_ref()
    made.SalesItemLineDetail.Qty = quantity
    made.SalesItemLineDetail.UnitPrice = amount / quantity
    tax = TaxCode()
    tax.Id, tax.Name = code, code
    made.SalesItemLineDetail.TaxCodeRef = tax.to_ref()
    return made


def sale(kind: Any, qb: Any, number: str, amount: float = 100.0, code: str = "NON", customer: str = LARKSPUR) -> Any:
    made = kind()
    made.CustomerRef = Customer.get(customer, qb=qb).to_ref()
    made.DocNumber = number
    made.TxnDate = "2026-09-02"
    made.Line = [sale_line(Item.get(LABOUR, qb=qb), amount, code=code)]
    return made


def test_lists_can_be_read_one_by_one_and_all(vendor: Vendor) -> None:
    qb = vendor.australia
    for kind, count in ((Account, 5), (Item, 3), (Term, 3), (Class, 1), (Department, 1), (PaymentMethod, 2), (Customer, 5),
                        (Supplier, 1), (Employee, 1), (TaxCode, 3), (TaxRate, 4), (TaxAgency, 1), (CompanyCurrency, 3)):  # fmt: skip
        rows = kind.all(qb=qb)
        assert len(rows) == count, kind
        again = kind.get(rows[0].Id, qb=qb)
        assert again.to_dict() == rows[0].to_dict() or kind is Item
        assert kind.count(qb=qb) == count
    assert Item.all(qb=qb)[0].Sku == "LAB"
    assert CompanyInfo.get(1, qb=qb).CompanyName == "Alder Desk Pty Ltd"
    settings = Preferences.get(qb=qb)
    assert settings.CurrencyPrefs.HomeCurrency.value == "AUD"
    assert settings.SalesFormsPrefs.CustomTxnNumbers is True
    rates = ExchangeRate.where("SourceCurrencyCode = 'EUR'", qb=qb)
    assert [(rate.Rate, rate.AsOfDate) for rate in rates] == [(1.6, "2026-01-01"), (1.65, "2026-09-01")]


def test_list_rows_are_made_changed_and_made_inactive(vendor: Vendor) -> None:
    qb = vendor.usa
    item = Item()
    item.Name, item.Type, item.Sku = "Backup", "Service", "BK"
    item.IncomeAccountRef = Account.get(SALES, qb=qb).to_ref()
    account = Account()
    account.Name, account.AccountType = "Cloud", "Income"
    term = Term()
    term.Name, term.DueDays = "Net 45", 45
    kind, place, method = Class(), Department(), PaymentMethod()
    kind.Name, place.Name, method.Name = "Cloud", "Broome", "Cheque"
    supplier = Supplier()
    supplier.DisplayName = "Meridian Wholesale"
    worker = Employee()
    worker.GivenName, worker.FamilyName = "Owen", "Tamati"
    agency = TaxAgency()
    agency.DisplayName = "City of Boise"
    for row in (item, account, term, kind, place, method, supplier, worker):
        made = row.save(qb=qb)
        assert (made.SyncToken, made.Active) == ("0", True)
        label = "DisplayName" if hasattr(made, "DisplayName") else "Name"
        name = f"{row.qbo_object_name} renamed"
        setattr(made, label, name)
        changed = made.save(qb=qb)
        assert (changed.SyncToken, getattr(changed, label)) == ("1", name)
        changed.Active = False
        gone = changed.save(qb=qb)
        assert getattr(gone, label) == f"{name} (deleted)"
        assert type(row).get(made.Id, qb=qb).Active is False
        with pytest.raises(UnsupportedException):
            qb.delete_object(row.qbo_object_name, f'{{"Id": "{made.Id}", "SyncToken": "2"}}')
    assert agency.save(qb=qb).TaxTrackedOnSales is True


def test_company_settings_are_changed(vendor: Vendor) -> None:
    qb = vendor.australia
    company = CompanyInfo.get(1, qb=qb)
    company.LegalName = "Alder Desk Holdings"
    assert company.save(qb=qb).LegalName == "Alder Desk Holdings"
    answer = qb.update_object(
        "Preferences", '{"Id": "1", "SyncToken": "0", "sparse": true, "SalesFormsPrefs": {"AllowDiscount": false}}'
    )
    assert answer["Preferences"]["SalesFormsPrefs"]["AllowDiscount"] is False
    assert Preferences.get(qb=qb).SalesFormsPrefs.CustomTxnNumbers is True
    currency = CompanyCurrency()
    currency.Code, currency.Name = "JPY", "Japanese Yen"
    assert currency.save(qb=qb).Active is True
    rate = ExchangeRate()
    rate.SourceCurrencyCode, rate.TargetCurrencyCode, rate.Rate, rate.AsOfDate = "JPY", "AUD", 0.0098, "2026-09-01"
    assert rate.save(qb=qb).Rate == 0.0098


def test_tax_codes_are_made_by_their_service(vendor: Vendor) -> None:
    service, detail = TaxService(), TaxRateDetails()
    detail.TaxRateName, detail.RateValue, detail.TaxAgencyId, detail.TaxApplicableOn = "Luxury", 12, "1", "Sales"
    service.TaxCode, service.TaxRateDetails = "Luxury", [detail]
    made = service.save(qb=vendor.australia)
    code = TaxCode.get(made.TaxCodeId, qb=vendor.australia)
    rate = TaxRate.get(code.SalesTaxRateList.TaxRateDetail[0].TaxRateRef.value, qb=vendor.australia)
    assert (code.Name, rate.RateValue) == ("Luxury", 12)


def test_a_customer_through_its_life(vendor: Vendor) -> None:
    qb = vendor.usa
    customer = Customer()
    customer.DisplayName = customer.CompanyName = "Quarry Street Press"
    customer.PrimaryEmailAddr, customer.PrimaryPhone, customer.BillAddr = EmailAddress(), PhoneNumber(), Address()
    customer.PrimaryEmailAddr.Address = "ap@quarry.example"
    customer.PrimaryPhone.FreeFormNumber = "555-0142"
    customer.BillAddr.Line1, customer.BillAddr.City = "402 Mesa Road", "Austin"
    customer.Notes = "autotask:company:77"
    made = customer.save(qb=qb)
    assert (made.FullyQualifiedName, made.PrintOnCheckName, made.SyncToken) == ("Quarry Street Press",) * 2 + ("0",)
    assert Customer.filter(DisplayName="Quarry Street Press", qb=qb)[0].Id == made.Id
    assert [row.Id for row in Customer.choose([LARKSPUR, made.Id], qb=qb)] == [LARKSPUR, made.Id]
    customer.Id = None
    with pytest.raises(QuickbooksException) as taken:
        customer.save(qb=qb)
    assert taken.value.error_code == 6240
    stale = Customer.get(made.Id, qb=qb)
    made.Notes = "changed"
    assert made.save(qb=qb).SyncToken == "1"
    with pytest.raises(QuickbooksException) as late:
        stale.save(qb=qb)
    assert late.value.error_code == 5010
    sparse = qb.update_object("Customer", f'{{"Id": "{made.Id}", "SyncToken": "1", "sparse": true, "ResaleNum": "9"}}')
    assert (sparse["Customer"]["Notes"], sparse["Customer"]["ResaleNum"]) == ("changed", "9")
    full = qb.update_object(
        "Customer", f'{{"Id": "{made.Id}", "SyncToken": "2", "DisplayName": "Quarry Street Press"}}'
    )
    assert "Notes" not in full["Customer"]
    with pytest.raises(ObjectNotFoundException):
        Customer.get("999", qb=qb)
    with pytest.raises(ValidationException):
        Customer.where("Notes = 'x'", qb=qb)


@pytest.mark.parametrize("kind", [Invoice, CreditMemo, SalesReceipt, RefundReceipt])
def test_sales_through_their_life(vendor: Vendor, kind: Any) -> None:
    qb = vendor.usa
    draft = sale(kind, qb, "AT-1")
    if kind is RefundReceipt:
        draft.DepositToAccountRef = Account.get(CHECKING, qb=qb).to_ref()
    made = draft.save(qb=qb)
    assert (made.TotalAmt, made.DocNumber, made.SyncToken) == (100.0, "AT-1", "0")
    assert kind.where("DocNumber IN ('AT-1', 'AT-2') AND TotalAmt >= '99.5'", qb=qb)[0].Id == made.Id
    held = kind.get(made.Id, qb=qb)
    held.PrivateNote = "noted"
    changed = held.save(qb=qb)
    assert (changed.SyncToken, changed.PrivateNote, changed.TotalAmt) == ("1", "noted", 100.0)
    sparse = qb.update_object(
        kind.qbo_object_name,
        f'{{"Id": "{made.Id}", "SyncToken": "1", "sparse": true, "CustomerMemo": {{"value": "PO 1"}}}}',
    )[kind.qbo_object_name]
    assert (sparse["PrivateNote"], sparse["CustomerMemo"]["value"]) == ("noted", "PO 1")
    assert qb.download_pdf(kind.qbo_object_name, made.Id).startswith(b"%PDF-")
    answer = kind.get(made.Id, qb=qb).delete(qb=qb)
    assert answer[kind.qbo_object_name]["status"] == "Deleted"
    with pytest.raises(ObjectNotFoundException):
        kind.get(made.Id, qb=qb)
    assert kind.where("DocNumber = 'AT-1'", qb=qb) == []


def test_invoices_are_voided_and_sent(vendor: Vendor) -> None:
    qb = vendor.usa
    made = sale(Invoice, qb, "AT-1").save(qb=qb)
    sent = made.send(qb=qb, send_to="ap+x@larkspur.example")
    assert (sent["Invoice"]["EmailStatus"], sent["Invoice"]["BillEmail"]["Address"]) == (
        "EmailSent",
        "ap+x@larkspur.example",
    )
    made = Invoice.get(made.Id, qb=qb)
    made.void(qb=qb)
    void = Invoice.get(made.Id, qb=qb)
    assert (void.TotalAmt, void.Balance, void.DocNumber) == (0, 0, "AT-1")
    assert "Voided" in void.PrivateNote
    receipt = sale(SalesReceipt, qb, "AT-2").save(qb=qb)
    receipt.void(qb=qb)
    assert SalesReceipt.get(receipt.Id, qb=qb).TotalAmt == 0


def test_payments_pay_and_reopen(vendor: Vendor) -> None:
    qb = vendor.usa
    made = sale(Invoice, qb, "AT-1").save(qb=qb)
    memo = sale(CreditMemo, qb, "CM-1", 30.0).save(qb=qb)
    payment = Payment()
    payment.CustomerRef = made.CustomerRef
    payment.TotalAmt, payment.PaymentRefNum, payment.TxnDate = 50.0, "LF0123456789", "2026-09-02"
    for amount, target in ((80.0, made), (30.0, memo)):
        line, link = PaymentLine(), LinkedTxn()
        line.Amount = amount
        link.TxnId, link.TxnType = target.Id, target.qbo_object_name
        line.LinkedTxn = [link]
        payment.Line.append(line)
    paid = payment.save(qb=qb)
    assert (paid.UnappliedAmt, paid.Line[0].Amount) == (0, 80.0)
    after = Invoice.get(made.Id, qb=qb)
    assert (after.Balance, after.LinkedTxn[0].TxnType, after.SyncToken) == (20.0, "Payment", "1")
    assert CreditMemo.get(memo.Id, qb=qb).RemainingCredit == 0
    paid.void(qb=qb)
    assert Invoice.get(made.Id, qb=qb).Balance == 100.0
    assert Payment.get(paid.Id, qb=qb).TotalAmt == 0
    Payment.get(paid.Id, qb=qb).delete(qb=qb)
    assert Payment.where(f"CustomerRef = '{LARKSPUR}'", qb=qb)[0].TotalAmt == 30


def test_tax_outside_the_united_states_and_in_a_foreign_currency(vendor: Vendor) -> None:
    qb = vendor.australia
    made = sale(Invoice, qb, "AT-1", 99.95, GST).save(qb=qb)
    assert (made.TotalAmt, made.TxnTaxDetail.TotalTax) == (109.95, 10.0)
    foreign = sale(Invoice, qb, "AT-2", 100.0, GST, EURO)
    foreign.CurrencyRef = CompanyCurrency.where("Code = 'EUR'", qb=qb)[0].to_ref()
    answer = foreign.save(qb=qb)
    assert (answer.TotalAmt, answer.ExchangeRate, answer.HomeTotalAmt) == (110.0, 1.65, 181.5)


def test_batches(vendor: Vendor) -> None:
    qb = vendor.usa
    made = batch_create([sale(Invoice, qb, f"AT-{number % 33}") for number in range(35)], qb=qb)
    assert (len(made.successes), len(made.faults)) == (33, 2)
    assert {error.code for fault in made.faults for error in fault.Error} == {"6140"}
    for row in made.successes:
        row.PrivateNote = "batch"
    changed = batch_update(made.successes, qb=qb)
    assert {row.SyncToken for row in changed.successes} == {"1"}
    gone = batch_delete(changed.successes[:5], qb=qb)
    assert len(gone.successes) == 5
    assert Invoice.count("TotalAmt = '100'", qb=qb) == 29


def test_changed_data_with_deleted_rows(vendor: Vendor) -> None:
    qb = vendor.usa
    kept, gone = (sale(Invoice, qb, number).save(qb=qb) for number in ("AT-1", "AT-2"))
    gone.delete(qb=qb)
    answer = change_data_capture([Invoice, Customer, Payment], (NOW - timedelta(minutes=5)).isoformat(), qb=qb)
    assert [(row.Id, getattr(row, "status", "")) for row in answer.Invoice] == [(kept.Id, ""), (gone.Id, "Deleted")]
    assert not hasattr(answer, "Payment")


def test_attachments(vendor: Vendor, tmp_path: Any) -> None:
    qb = vendor.usa
    content = b"%PDF-1.4 \r\n\x00\xff bytes"
    file = Attachable()
    place = AttachableRef()
    place.EntityRef = Invoice.get(INVOICE, qb=qb).to_ref()
    file.AttachableRef, file.FileName, file.ContentType, file._FileBytes = (
        [place],
        "bill.pdf",
        "application/pdf",
        content,
    )
    made = file.save(qb=qb)
    assert (made.FileName, made.Size) == ("bill.pdf", len(content))
    held = Attachable.where(
        f"AttachableRef.EntityRef.Type = 'invoice' AND AttachableRef.EntityRef.value = '{INVOICE}'", qb=qb
    )
    assert [row.Id for row in held] == [made.Id]
    address = Attachable.get(made.Id, qb=qb).TempDownloadUri
    assert vendor.auth.get(address).content == content
    note = Attachable()
    note.Note = "Call first"
    assert note.save(qb=qb).Note == "Call first"
    held[0].delete(qb=qb)
    assert vendor.auth.get(address).content == b""


def test_a_request_id_replays(vendor: Vendor) -> None:
    qb = vendor.usa
    first = sale(Invoice, qb, "AT-1").save(qb=qb, request_id="job-1")
    again = sale(Invoice, qb, "AT-1").save(qb=qb, request_id="job-1")
    assert (again.Id, again.SyncToken) == (first.Id, "0")


def test_hardware_is_taxed_by_the_address(vendor: Vendor) -> None:
    qb = vendor.usa
    draft = sale(Invoice, qb, "AT-1")
    draft.Line.append(sale_line(Item.get(HARDWARE, qb=qb), 74.25, 3, "TAX"))
    made = draft.save(qb=qb)
    assert (made.TxnTaxDetail.TotalTax, made.TotalAmt) == (5.38, 179.63)


def test_being_disconnected_and_reaching_a_company_that_is_not_ours(vendor: Vendor) -> None:
    vendor.sandbox.act("quickbooks", "disconnect", {"realm": AUSTRALIA})
    with pytest.raises(AuthorizationException):
        Customer.all(qb=vendor.australia)
    assert Customer.all(qb=vendor.usa)
    assert date.fromisoformat(Invoice.get(INVOICE, qb=vendor.usa).TxnDate) == date(2026, 8, 1)
