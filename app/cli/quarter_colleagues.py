"""What colleagues do in the simulated ledgers during a practice quarter, and what those ledgers' own books say afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from app.cli.house import QuarterHall

Row = dict[str, Any]
_CENT = Decimal("0.01")
_LINE = ("Description", "Quantity", "UnitAmount", "AccountCode", "TaxType")


@dataclass(frozen=True, slots=True)
class HeldInvoice:
    """A sales invoice as the simulated ledger holds it."""

    id: str
    number: str
    customer: str
    due: Decimal
    due_date: date
    is_gone: bool
    raw: Row


@dataclass(frozen=True, slots=True)
class HeldPayment:
    """A payment as the simulated ledger holds it, deleted ones included."""

    id: str
    reference: str
    amount: Decimal
    currency: str
    account: str
    is_live: bool


class Colleague(Protocol):
    """Somebody who works in the ledger while the quarter passes. What the ledger refuses raises `StoreProblem`."""

    def invoices(self) -> Sequence[HeldInvoice]:
        """Every sales invoice."""
        ...

    def payments(self) -> Sequence[HeldPayment]:
        """Every payment that was ever made."""
        ...

    def issue(self, like: HeldInvoice, number: str, today: date, due: date) -> None:
        """A new invoice to the same customer with the same lines."""
        ...

    def change_amount(self, invoice: HeldInvoice, by: Decimal) -> None:
        """Add to the first line."""
        ...

    def move(self, invoice: HeldInvoice, day: date) -> None:
        """Another due date."""
        ...

    def void(self, invoice: HeldInvoice) -> None:
        """Void it."""
        ...

    def delete(self, invoice: HeldInvoice) -> None:
        """Delete it where the ledger can, else void it."""
        ...

    def pay(self, invoice: HeldInvoice, amount: Decimal) -> None:
        """Book a payment at the counter."""
        ...


class XeroColleague:
    """Works in the simulated Xero."""

    def __init__(self, hall: QuarterHall) -> None:
        self._hall = hall
        self._tenant = str(self._books()["id"])

    def _books(self) -> Row:
        return dict(self._hall.books("xero")["tenants"][0])

    def invoices(self) -> Sequence[HeldInvoice]:
        """Every sales invoice."""
        return [
            HeldInvoice(
                row["InvoiceID"],
                row["InvoiceNumber"],
                row["Contact"]["Name"],
                Decimal(str(row["AmountDue"])),
                date.fromisoformat(row["DueDate"][:10]),
                row["Status"] in ("VOIDED", "DELETED"),
                row,
            )
            for row in self._books()["invoices"]
            if row["Type"] == "ACCREC" and row["Status"] != "DRAFT"
        ]

    def payments(self) -> Sequence[HeldPayment]:
        """Every payment that was ever made."""
        books = self._books()
        currencies = {row["InvoiceID"]: row["CurrencyCode"] for row in books["invoices"]}
        return [
            HeldPayment(
                row["PaymentID"],
                row.get("Reference", ""),
                Decimal(str(row["Amount"])),
                currencies.get(row["Invoice"]["InvoiceID"], ""),
                row["Account"]["AccountID"],
                row["Status"] != "DELETED",
            )
            for row in books["payments"]
        ]

    def _act(self, action: str, invoice: HeldInvoice, **more: Any) -> None:
        self._hall.act("xero", action, {"tenant": self._tenant, "invoice": invoice.id, **more})

    def issue(self, like: HeldInvoice, number: str, today: date, due: date) -> None:
        """A new invoice to the same customer with the same lines."""
        fields = {
            "Type": "ACCREC",
            "Status": "AUTHORISED",
            "InvoiceNumber": number,
            "Contact": {"ContactID": like.raw["Contact"]["ContactID"]},
            "Date": today.isoformat(),
            "DueDate": due.isoformat(),
            "CurrencyCode": like.raw["CurrencyCode"],
            "LineItems": [{name: line[name] for name in _LINE if name in line} for line in like.raw["LineItems"]],
        }
        self._hall.act("xero", "enter_invoice", {"tenant": self._tenant, "fields": fields})

    def change_amount(self, invoice: HeldInvoice, by: Decimal) -> None:
        """Add to the first line."""
        kept = ("LineItemID", *_LINE)
        lines = [{name: line[name] for name in kept if name in line} for line in invoice.raw["LineItems"]]
        lines[0]["UnitAmount"] = str(Decimal(str(lines[0]["UnitAmount"])) + by)
        self._act("edit_invoice", invoice, fields={"LineItems": lines})

    def move(self, invoice: HeldInvoice, day: date) -> None:
        """Another due date."""
        self._act("edit_invoice", invoice, fields={"DueDate": day.isoformat()})

    def void(self, invoice: HeldInvoice) -> None:
        """Void it."""
        self._act("void_invoice", invoice)

    def delete(self, invoice: HeldInvoice) -> None:
        """Xero deletes drafts only: an approved one is voided."""
        self.void(invoice)

    def pay(self, invoice: HeldInvoice, amount: Decimal) -> None:
        """Book a payment at the counter."""
        self._act("pay_invoice", invoice, amount=str(amount), account="090")


class QuickBooksColleague:
    """Works in the simulated QuickBooks company at home."""

    def __init__(self, hall: QuarterHall) -> None:
        self._hall = hall
        self._realm = str(self._books()["id"])
        self._seen: dict[str, HeldInvoice] = {}

    def _books(self) -> Row:
        companies = self._hall.books("quickbooks")["companies"]
        return next(dict(each) for each in companies if each["country"] != "US")

    def invoices(self) -> Sequence[HeldInvoice]:
        """Every sales invoice; one that was deleted as it was last seen."""
        found = [
            HeldInvoice(
                row["Id"],
                row["DocNumber"],
                row["CustomerRef"]["name"],
                Decimal(str(row["Balance"])),
                date.fromisoformat(row["DueDate"]),
                row.get("PrivateNote", "").startswith("Voided"),
                row,
            )
            for row in self._books()["Invoice"]
        ]
        self._seen |= {each.id: each for each in found}
        there = {each.id for each in found}
        return [each if each.id in there else _gone(each) for each in self._seen.values()]

    def payments(self) -> Sequence[HeldPayment]:
        """Every payment that was ever made."""
        books = self._books()
        there = [_quickbooks_payment(row, live=Decimal(str(row["TotalAmt"])) != 0) for row in books["Payment"]]
        deleted = [each["record"] for each in books["Deleted"] if each["entity"] == "Payment"]
        return [*there, *(_quickbooks_payment(row, live=False) for row in deleted)]

    def _act(self, action: str, invoice: HeldInvoice, **more: Any) -> None:
        self._hall.act("quickbooks", action, {"realm": self._realm, "entity": "Invoice", "row": invoice.id, **more})

    def issue(self, like: HeldInvoice, number: str, today: date, due: date) -> None:
        """A new invoice to the same customer with the same lines."""
        lines = [dict(line) for line in like.raw["Line"] if line["DetailType"] == "SalesItemLineDetail"]
        for line in lines:
            line.pop("Id", None)
        fields = {
            "DocNumber": number,
            "CustomerRef": {"value": like.raw["CustomerRef"]["value"]},
            "CurrencyRef": {"value": like.raw["CurrencyRef"]["value"]},
            "TxnDate": today.isoformat(),
            "DueDate": due.isoformat(),
            "Line": lines,
        }
        self._hall.act("quickbooks", "create", {"realm": self._realm, "entity": "Invoice", "fields": fields})

    def change_amount(self, invoice: HeldInvoice, by: Decimal) -> None:
        """Add to the first line; QuickBooks works its taxes out again."""
        lines = [dict(line) for line in invoice.raw["Line"] if line["DetailType"] == "SalesItemLineDetail"]
        detail = dict(lines[0]["SalesItemLineDetail"])
        amount = (Decimal(str(lines[0]["Amount"])) + by).quantize(_CENT)
        lines[0] |= {"Amount": str(amount), "SalesItemLineDetail": detail | {"UnitPrice": str(amount), "Qty": 1}}
        self._act("edit", invoice, fields={"Line": lines})

    def move(self, invoice: HeldInvoice, day: date) -> None:
        """Another due date."""
        self._act("edit", invoice, fields={"DueDate": day.isoformat()})

    def void(self, invoice: HeldInvoice) -> None:
        """Void it."""
        self._act("void", invoice)

    def delete(self, invoice: HeldInvoice) -> None:
        """Delete it."""
        self._act("delete", invoice)

    def pay(self, invoice: HeldInvoice, amount: Decimal) -> None:
        """Book a payment at the counter."""
        fields = {
            "CustomerRef": {"value": invoice.raw["CustomerRef"]["value"]},
            "CurrencyRef": {"value": invoice.raw["CurrencyRef"]["value"]},
            "TotalAmt": str(amount),
            "Line": [{"Amount": str(amount), "LinkedTxn": [{"TxnId": invoice.id, "TxnType": "Invoice"}]}],
        }
        self._hall.act("quickbooks", "create", {"realm": self._realm, "entity": "Payment", "fields": fields})


def _gone(invoice: HeldInvoice) -> HeldInvoice:
    return HeldInvoice(
        invoice.id, invoice.number, invoice.customer, Decimal(0), invoice.due_date, is_gone=True, raw=invoice.raw
    )


def _quickbooks_payment(row: Row, *, live: bool) -> HeldPayment:
    return HeldPayment(
        row["Id"],
        row.get("PaymentRefNum", ""),
        Decimal(str(row.get("TotalAmt", 0))),
        row.get("CurrencyRef", {}).get("value", ""),
        row.get("DepositToAccountRef", {}).get("value", ""),
        live,
    )
