"""Whatever is sent, the simulator answers, and what it refuses it does not keep."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.xero.fixture import OPEN_INVOICE, caller, invoice, line, parsed

AT = caller()
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12)
    | st.sampled_from(["1e999999", "-0", "NaN", "2026-02-30", "/Date(99999999999999999)/", "", OPEN_INVOICE, "AUTHORISED"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["Name", "ContactID", "Amount", "x"]), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
HEAD = ["Type", "Contact", "Date", "DueDate", "Status", "LineItems", "LineAmountTypes", "InvoiceNumber", "Reference", "CurrencyCode",
        "CurrencyRate", "Url", "BrandingThemeID", "SentToContact", "InvoiceID", "ExpectedPaymentDate"]  # fmt: skip
LINE = ["Description", "Quantity", "UnitAmount", "AccountCode", "AccountID", "TaxType", "TaxAmount", "LineAmount", "ItemCode",
        "DiscountRate", "DiscountAmount", "Tracking", "LineItemID"]  # fmt: skip
CONTACT = [
    "Name",
    "ContactNumber",
    "ContactID",
    "EmailAddress",
    "Phones",
    "Addresses",
    "ContactPersons",
    "ContactStatus",
    "TaxNumber",
]
PAYMENT = [
    "Invoice",
    "CreditNote",
    "Account",
    "Amount",
    "Date",
    "Reference",
    "CurrencyRate",
    "BankAmount",
    "IsReconciled",
    "PaymentID",
]


def changes(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(names), VALUES, max_size=4)


def check_outcome(method: str, path: str, element: dict[str, Any]) -> None:
    before = AT.system.books()
    reply = AT.send(method, path, {path.strip("/"): [element]}, "summarizeErrors=false")
    assert reply.status in {200, 400}
    answer = parsed(reply)
    saved = reply.status == 200 and all(row.get("StatusAttributeString") != "ERROR" for row in answer[path.strip("/")])
    if not saved:
        assert AT.system.books() == before


@given(head=changes(HEAD), fields=changes(LINE), method=st.sampled_from(["PUT", "POST"]))
def test_invoices(head: dict[str, Any], fields: dict[str, Any], method: str) -> None:
    sent = invoice(None) | {"LineItems": [{**line(), **fields}]} | head
    check_outcome(method, "/Invoices", sent)


@given(fields=changes(CONTACT), method=st.sampled_from(["PUT", "POST"]))
def test_contacts(fields: dict[str, Any], method: str) -> None:
    check_outcome(method, "/Contacts", {"Name": "Odd one", **fields})


@given(fields=changes(PAYMENT))
def test_payments(fields: dict[str, Any]) -> None:
    check_outcome(
        "PUT",
        "/Payments",
        {"Invoice": {"InvoiceID": OPEN_INVOICE}, "Account": {"Code": "1210"}, "Amount": "0.01", **fields},
    )


@given(body=st.binary(max_size=40))
def test_bytes(body: bytes) -> None:
    assert AT.send("PUT", "/CreditNotes", body).status in {200, 400}


@given(where=st.text(alphabet="ABc.=!<>&|()\" 1',d", max_size=30), order=st.text(alphabet="Date, DESC", max_size=12))
def test_queries(where: str, order: str) -> None:
    from urllib.parse import quote

    reply = AT.send("GET", "/Invoices", query=f"where={quote(where)}&order={quote(order)}&page=1&pageSize=1")
    assert reply.status in {200, 400}
