"""Every kind of object, through python-quickbooks untouched: sparse updates, batches, changed data, files, whatever its kind allows."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from quickbooks.batch import batch_create, batch_delete, batch_update
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import UnsupportedException
from quickbooks.objects.account import Account
from quickbooks.objects.attachable import Attachable
from quickbooks.objects.base import AttachableRef, Ref
from quickbooks.objects.companycurrency import CompanyCurrency
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.customer import Customer
from quickbooks.objects.department import Department
from quickbooks.objects.employee import Employee
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.payment import Payment
from quickbooks.objects.refundreceipt import RefundReceipt
from quickbooks.objects.salesreceipt import SalesReceipt
from quickbooks.objects.taxcode import TaxCode
from quickbooks.objects.taxrate import TaxRate
from quickbooks.objects.term import Term
from quickbooks.objects.trackingclass import Class
from quickbooks.objects.vendor import Vendor as Supplier

from tests.sandbox.quickbooks.conftest import Vendor
from tests.sandbox.quickbooks.fixture import NOW
from tests.sandbox.quickbooks.test_vendor_client import sale
from tests.sandbox.quickbooks.two_companies import CHECKING, LARKSPUR, SALES

pytestmark = pytest.mark.vendor

NAMED: tuple[tuple[Any, str], ...] = (
    (Customer, "DisplayName"),
    (Supplier, "DisplayName"),
    (Employee, "DisplayName"),
    (Item, "Name"),
    (Account, "Name"),
    (Class, "Name"),
    (Department, "Name"),
    (Term, "Name"),
)
"""Lists whose entries are made inactive, never deleted, with the property that names them."""
SALES_FORMS: tuple[Any, ...] = (Invoice, CreditMemo, SalesReceipt, RefundReceipt)
MOVED: tuple[Any, ...] = (*SALES_FORMS, Payment)
"""What is deleted, and by some also voided."""


def entry(kind: Any, name: str, qb: Any) -> Any:
    """A new entry of a list."""
    made = kind()
    if kind is Employee:
        made.GivenName, made.FamilyName = name.split(" ", 1)
        return made
    setattr(made, dict(NAMED)[kind], name)
    if kind is Item:
        made.Type, made.IncomeAccountRef = "Service", Account.get(SALES, qb=qb).to_ref()
    elif kind is Account:
        made.AccountType = "Income"
    elif kind is Term:
        made.DueDays = 21
    return made


def moved(kind: Any, number: str, qb: Any) -> Any:
    """A new document of 100.00."""
    if kind is Payment:
        made = Payment()
        made.CustomerRef = Customer.get(LARKSPUR, qb=qb).to_ref()
        made.TotalAmt, made.PaymentRefNum, made.TxnDate = 100.0, number, "2026-09-02"
        return made
    made = sale(kind, qb, number)
    if kind is RefundReceipt:
        made.DepositToAccountRef = Account.get(CHECKING, qb=qb).to_ref()
    return made


def sparse(kind: Any, held: Any, qb: Any, **fields: Any) -> dict[str, Any]:
    """An update that names only what changes."""
    body = {"Id": held.Id, "SyncToken": held.SyncToken, "sparse": True, **fields}
    return dict(qb.update_object(kind.qbo_object_name, json.dumps(body))[kind.qbo_object_name])


@pytest.mark.parametrize(("kind", "label"), NAMED, ids=lambda value: getattr(value, "__name__", value))
def test_an_entry_is_found_and_changed_in_part(vendor: Vendor, kind: Any, label: str) -> None:
    qb = vendor.usa
    made = entry(kind, "Kestrel North", qb).save(qb=qb)
    name = getattr(made, label)
    assert [row.Id for row in kind.where(f"{label} = '{name}'", qb=qb)] == [made.Id]
    assert [row.Id for row in kind.choose([made.Id], qb=qb)] == [made.Id]
    changed = sparse(kind, made, qb, **{label: "Kestrel South"})
    assert (changed[label], changed["SyncToken"], changed["Active"]) == ("Kestrel South", "1", True)
    gone = sparse(kind, kind.get(made.Id, qb=qb), qb, Active=False)
    assert gone["Active"] is False
    assert kind.where(f"{label} = 'Kestrel South'", qb=qb) == []
    back = sparse(kind, kind.get(made.Id, qb=qb), qb, Active=True, **{label: "Kestrel South"})
    assert (back["Active"], back[label]) == (True, "Kestrel South")


@pytest.mark.parametrize(("kind", "label"), NAMED, ids=lambda value: getattr(value, "__name__", value))
def test_entries_go_in_batches_and_are_told_as_changed(vendor: Vendor, kind: Any, label: str) -> None:
    qb = vendor.usa
    made = batch_create([entry(kind, f"Kestrel {n}", qb) for n in ("One", "Two", "Three")], qb=qb)
    assert (len(made.successes), made.faults) == (3, [])
    for row in made.successes:
        setattr(row, label, f"{getattr(row, label)} renamed")
    changed = batch_update(made.successes, qb=qb)
    assert {row.SyncToken for row in changed.successes} == {"1"}
    refused = batch_delete(changed.successes[:1], qb=qb)
    assert (refused.successes, len(refused.faults)) == ([], 1)
    answer = change_data_capture([kind], (NOW - timedelta(minutes=5)).isoformat(), qb=qb)
    assert {row.Id for row in getattr(answer, kind.qbo_object_name)} == {row.Id for row in made.successes}


@pytest.mark.parametrize("kind", MOVED, ids=lambda kind: kind.__name__)
def test_documents_go_in_batches_and_their_deletion_is_told(vendor: Vendor, kind: Any) -> None:
    qb = vendor.usa
    made = batch_create([moved(kind, f"AT-{n}", qb) for n in range(3)], qb=qb)
    assert (len(made.successes), made.faults) == (3, [])
    for row in made.successes:
        row.PrivateNote = "in a batch"
    changed = batch_update(made.successes, qb=qb)
    assert [row.PrivateNote for row in changed.successes] == ["in a batch"] * 3
    gone = batch_delete(changed.successes[:1], qb=qb)
    assert len(gone.successes) == 1
    answer = change_data_capture([kind, Customer], (NOW - timedelta(minutes=5)).isoformat(), qb=qb)
    told = {row.Id: getattr(row, "status", "") for row in getattr(answer, kind.qbo_object_name)}
    assert told == {row.Id: "Deleted" if row.Id == made.successes[0].Id else "" for row in made.successes}
    assert kind.choose([row.Id for row in made.successes], qb=qb)[0].Id in told


@pytest.mark.parametrize("kind", MOVED, ids=lambda kind: kind.__name__)
def test_a_document_is_changed_in_part_and_voided_where_it_can_be(vendor: Vendor, kind: Any) -> None:
    qb = vendor.usa
    made = moved(kind, "AT-1", qb).save(qb=qb)
    if kind is Payment:  # a payment is sent whole, or its lines come off (apis/quickbooks.md 3)
        made.PrivateNote = "noted"
        assert made.save(qb=qb).PrivateNote == "noted"
    else:
        assert sparse(kind, made, qb, PrivateNote="noted")["TotalAmt"] in (100, 100.0, "100.00")
    held = kind.get(made.Id, qb=qb)
    assert (held.PrivateNote, held.TotalAmt, held.SyncToken) == ("noted", 100.0, "1")
    if kind in (CreditMemo, RefundReceipt):
        assert not hasattr(held, "void")
        return
    held.void(qb=qb)
    void = kind.get(made.Id, qb=qb)
    assert void.TotalAmt == 0
    assert "Voided" in void.PrivateNote


@pytest.mark.parametrize("kind", [*MOVED, Customer, Item, Supplier], ids=lambda kind: kind.__name__)
def test_files_hang_on_every_kind(vendor: Vendor, kind: Any) -> None:
    qb = vendor.usa
    held = (moved(kind, "AT-1", qb) if kind in MOVED else entry(kind, "Kestrel North", qb)).save(qb=qb)
    file, place = Attachable(), AttachableRef()
    place.EntityRef = Ref()
    place.EntityRef.value, place.EntityRef.type = held.Id, kind.qbo_object_name
    file.AttachableRef, file.FileName, file.ContentType = [place], "paper.pdf", "application/pdf"
    file._FileBytes = b"%PDF-1.4 paper"
    made = file.save(qb=qb)
    (found,) = Attachable.where("FileName = 'paper.pdf'", qb=qb)
    assert (found.Id, found.AttachableRef[0].EntityRef.value) == (made.Id, held.Id)
    renamed = sparse(Attachable, found, qb, FileName="renamed.pdf", AttachableRef=[_ref(kind, held)])
    assert renamed["FileName"] == "renamed.pdf"
    Attachable.get(made.Id, qb=qb).delete(qb=qb)
    assert Attachable.where("FileName = 'renamed.pdf'", qb=qb) == []


def _ref(kind: Any, held: Any) -> dict[str, Any]:
    return {"EntityRef": {"type": kind.qbo_object_name, "value": held.Id}}


def test_taxes_and_currencies_are_read_and_not_deleted(vendor: Vendor) -> None:
    qb = vendor.australia
    code = TaxCode.where("Name = 'GST'", qb=qb)[0]
    rate = TaxRate.get(code.SalesTaxRateList.TaxRateDetail[0].TaxRateRef.value, qb=qb)
    assert (rate.RateValue, TaxRate.where(f"Name = '{rate.Name}'", qb=qb)[0].Id) == (10, rate.Id)
    for kind, held in ((TaxCode, code), (TaxRate, rate)):
        with pytest.raises(UnsupportedException):
            qb.delete_object(kind.qbo_object_name, json.dumps({"Id": held.Id, "SyncToken": "0"}))
    currency = CompanyCurrency.where("Code = 'NZD'", qb=qb)[0]
    assert sparse(CompanyCurrency, currency, qb, Active=False)["Active"] is False
    assert CompanyCurrency.where("Code = 'NZD'", qb=qb) == []
