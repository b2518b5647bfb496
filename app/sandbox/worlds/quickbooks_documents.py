"""What is already booked in the QuickBooks companies: the Xero organisation's documents in the other ledger's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

Row = dict[str, Any]
_ZERO: Final = Decimal("0.00")
_MEMO: Final = "Carried over"


@dataclass(frozen=True, slots=True)
class Ids:
    """Where the counterparts are: ContactID -> customer and its currency, account code -> item, tax type -> tax code; the bank account."""

    customers: dict[str, str]
    currencies: dict[str, str]
    items: dict[str, str]
    tax_codes: dict[str, str]
    rates: dict[str, str]
    accounts: dict[str, str]
    american: bool


def documents(organisation: Row, ids: Ids) -> dict[str, list[Row]]:
    """Invoices, credit memos and payments, ids in one series in the order of the organisation's books."""
    made: dict[str, list[Row]] = {"Invoice": [], "CreditMemo": [], "Payment": []}
    invoice_ids: dict[str, tuple[str, str]] = {}
    count = 0
    for document in organisation["invoices"]:
        if document["Type"] != "ACCREC" or not _carried(document, ids):
            continue
        count += 1
        invoice_ids[document["InvoiceID"]] = (str(count), ids.customers[document["Contact"]["ContactID"]])
        row = _sale(document, document["InvoiceNumber"], str(count), ids)
        made["Invoice"].append(row | {"DueDate": document["DueDate"]})
    for document in organisation["credit_notes"]:
        if not _carried(document, ids):
            continue
        count += 1
        made["CreditMemo"].append(_sale(document, document["CreditNoteNumber"], str(count), ids))
    for payment in organisation["payments"]:
        if payment["Invoice"].get("InvoiceID") in invoice_ids and payment["Status"] == "AUTHORISED":
            count += 1
            made["Payment"].append(_payment(payment, str(count), invoice_ids, ids))
    _name_currencies(made)
    return made


def _carried(document: Row, ids: Ids) -> bool:
    """Whether a document has a counterpart: approved, and in the one currency its customer has here."""
    currency = ids.currencies[document["Contact"]["ContactID"]]
    return document["Status"] in ("AUTHORISED", "PAID") and document["CurrencyCode"] == currency


def _sale(document: Row, number: str, identity: str, ids: Ids) -> Row:
    lines = [_line(line, ids) for line in document["LineItems"]]
    taxes: dict[str, Decimal] = {}
    for line in document["LineItems"]:
        taxes[line["TaxType"]] = taxes.get(line["TaxType"], _ZERO) + line["TaxAmount"]
    row: Row = {
        "Id": identity, "DocNumber": number, "TxnDate": document["Date"], "Line": lines, "PrivateNote": _MEMO,
        "CustomerRef": {"value": ids.customers[document["Contact"]["ContactID"]]},
        "CurrencyRef": {"value": document["CurrencyCode"]}, "MetaData": _meta(document["UpdatedDateUTC"]),
    }  # fmt: skip
    if ids.american:
        return row | {"TxnTaxDetail": {"TotalTax": document["TotalTax"]}}
    given = [
        {"Amount": amount, "DetailType": "TaxLineDetail", "TaxLineDetail": {"TaxRateRef": {"value": ids.rates[kind]}}}
        for kind, amount in taxes.items()
        if kind in ids.rates
    ]
    return row | {"GlobalTaxCalculation": "TaxExcluded", "TxnTaxDetail": {"TaxLine": given}}


def _line(line: Row, ids: Ids) -> Row:
    code = ("TAX" if line["TaxAmount"] else "NON") if ids.american else ids.tax_codes[line["TaxType"]]
    item = ids.items.get(line["AccountCode"]) or next(iter(ids.items.values()))
    return {
        "DetailType": "SalesItemLineDetail", "Amount": line["LineAmount"], "Description": line["Description"],
        "SalesItemLineDetail": {"ItemRef": {"value": item}, "TaxCodeRef": {"value": code}},
    }  # fmt: skip


def _payment(payment: Row, identity: str, invoices: dict[str, tuple[str, str]], ids: Ids) -> Row:
    invoice, customer = invoices[payment["Invoice"]["InvoiceID"]]
    row: Row = {
        "Id": identity, "TxnDate": payment["Date"], "TotalAmt": payment["Amount"], "CustomerRef": {"value": customer},
        "Line": [{"Amount": payment["Amount"], "LinkedTxn": [{"TxnId": invoice, "TxnType": "Invoice"}]}],
        "MetaData": _meta(payment["UpdatedDateUTC"]),
    }  # fmt: skip
    if account := ids.accounts.get(payment["Account"].get("AccountID", "")):
        row["DepositToAccountRef"] = {"value": account}
    if payment.get("Reference"):
        row["PaymentRefNum"] = payment["Reference"][:21]
    return row


def _name_currencies(made: dict[str, list[Row]]) -> None:
    """A payment is in the currency of what it pays."""
    currency = {row["Id"]: row["CurrencyRef"] for row in made["Invoice"]}
    for payment in made["Payment"]:
        payment["CurrencyRef"] = currency[payment["Line"][0]["LinkedTxn"][0]["TxnId"]]


def _meta(text: str) -> Row:
    instant = datetime.fromisoformat(text.replace("Z", "+00:00")).replace(microsecond=0)
    return {"CreateTime": instant, "LastUpdatedTime": instant}
