"""What is already booked in Xero: the year's processed invoices, their payments, and two documents that get in the way.

Amounts follow Xero's own arithmetic, tax half up for each line (apis/xero.md 7.3).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from app.sandbox.worlds.catalogue import EXCHANGE
from app.sandbox.worlds.fields import Row
from app.sandbox.worlds.xero_reference import Edition, Guid

_CENT: Final = Decimal("0.01")
_ZERO: Final = Decimal(0)


@dataclass(slots=True)
class Books:
    """Documents of one organisation, as wire rows."""

    invoices: list[dict[str, Any]] = field(default_factory=list)
    credit_notes: list[dict[str, Any]] = field(default_factory=list)
    payments: list[dict[str, Any]] = field(default_factory=list)


class Bookkeeper:
    """Books source invoices into one organisation the way a person with time would have."""

    def __init__(
        self,
        guid: Guid,
        edition: Edition,
        contacts: list[dict[str, Any]],
        *,
        codes: dict[int, str],
        today: date,
        bank_id: str,
    ) -> None:
        """`codes` maps BillingCodes ids to account codes; `bank_id` is the AccountID payments go to."""
        self.books = Books()
        self._guid = guid
        self._edition = edition
        self._names = {row["ContactID"]: row["Name"] for row in contacts}
        self._codes = codes
        self._today = today
        self._bank_id = bank_id

    def book(self, invoice: Row, items: list[Row], contact_id: str, currency: str) -> dict[str, Any]:
        """Book one source invoice as an AUTHORISED or, when old enough, PAID document."""
        credit = invoice["invoiceTotal"] < 0
        sign = -1 if credit else 1
        lines = [self._line(item, sign, currency) for item in items]
        day = date.fromisoformat(invoice["invoiceDateTime"][:10])
        due = date.fromisoformat((invoice["dueDate"] or invoice["invoiceDateTime"])[:10])
        made = self._document(invoice["invoiceNumber"], contact_id, (day, due), lines, currency)
        if credit:
            return self._as_credit_note(made)
        self.books.invoices.append(made)
        if made["Total"] > 0 and due + timedelta(days=5) < self._today:
            self._pay(made, due + timedelta(days=3))
        elif made["Total"] == 0:
            made["Status"] = "PAID"
        return made

    def type_by_hand(self, number: str, contact_id: str, day: date) -> None:
        """A document somebody typed in, using up a number."""
        line = _line_row(self._guid(f"line:hand:{number}"), "Typed by hand", Decimal("120.00"), Decimal("12.00"), account="200",
                         tax_type=self._edition.sales_tax)  # fmt: skip
        made = self._document(
            number, contact_id, (day, day + timedelta(days=30)), [line], self._edition.base, prefix="hand:"
        )
        self.books.invoices.append(made)

    def _line(self, item: Row, sign: int, currency: str) -> dict[str, Any]:
        amount = sign * item["totalAmount"].quantize(_CENT, ROUND_HALF_UP)
        tax = sign * item["taxDollars"].quantize(_CENT, ROUND_HALF_UP)
        untaxed = self._edition.free_sales if currency == self._edition.base else self._edition.export_sales
        kind = self._edition.sales_tax if tax else untaxed
        description = _clean(item["itemName"] or item["description"] or "Service")
        account = self._codes.get(item["billingCodeID"], "200")
        return _line_row(self._guid(f"line:{item['id']}"), description, amount, tax, account=account, tax_type=kind)

    def _document(
        self,
        number: str,
        contact_id: str,
        days: tuple[date, date],
        lines: list[dict[str, Any]],
        currency: str,
        *,
        prefix: str = "",
    ) -> dict[str, Any]:
        day, due = days
        net = sum((line["LineAmount"] for line in lines), _ZERO)
        tax = sum((line["TaxAmount"] for line in lines), _ZERO)
        changed = f"{min(day + timedelta(days=2), self._today - timedelta(days=1)).isoformat()}T01:15:00Z"
        return {
            "Type": "ACCREC", "InvoiceID": self._guid(f"invoice:{prefix}{number}"), "InvoiceNumber": number, "Reference": "",
            "Contact": {"ContactID": contact_id, "Name": self._names[contact_id]}, "Date": day.isoformat(), "DueDate": due.isoformat(),
            "Status": "AUTHORISED", "LineAmountTypes": "Exclusive", "LineItems": lines, "SubTotal": net, "TotalTax": tax,
            "Total": net + tax, "AmountDue": net + tax, "AmountPaid": _ZERO, "AmountCredited": _ZERO, "CurrencyCode": currency,
            "CurrencyRate": _rate(currency, self._edition.base), "SentToContact": False, "HasAttachments": False,
            "UpdatedDateUTC": changed,
        }  # fmt: skip

    def _as_credit_note(self, made: dict[str, Any]) -> dict[str, Any]:
        note = {
            name: value for name, value in made.items()
            if name not in ("InvoiceID", "InvoiceNumber", "AmountDue", "AmountPaid", "AmountCredited", "DueDate")
        }  # fmt: skip
        note |= {
            "Type": "ACCRECCREDIT", "CreditNoteID": made["InvoiceID"], "CreditNoteNumber": made["InvoiceNumber"],
            "RemainingCredit": made["Total"], "Allocations": [],
        }  # fmt: skip
        self.books.credit_notes.append(note)
        return note

    def _pay(self, invoice: dict[str, Any], day: date) -> None:
        invoice |= {
            "Status": "PAID",
            "AmountPaid": invoice["Total"],
            "AmountDue": _ZERO,
            "FullyPaidOnDate": day.isoformat(),
        }
        self.books.payments.append({
            "PaymentID": self._guid(f"payment:{invoice['InvoiceNumber']}"), "Date": day.isoformat(), "Amount": invoice["Total"],
            "CurrencyRate": invoice["CurrencyRate"], "PaymentType": "ACCRECPAYMENT", "Status": "AUTHORISED",
            "Reference": "", "IsReconciled": True,
            "Account": {"AccountID": self._bank_id}, "UpdatedDateUTC": f"{day.isoformat()}T02:00:00Z",
            "Invoice": {"InvoiceID": invoice["InvoiceID"], "InvoiceNumber": invoice["InvoiceNumber"], "Type": "ACCREC"},
        })  # fmt: skip


def items_by_invoice(items: list[Row]) -> dict[int, list[Row]]:
    """BillingItems rows under the id of their invoice; those not invoiced are left out."""
    grouped: dict[int, list[Row]] = defaultdict(list)
    for item in items:
        if item["invoiceID"]:
            grouped[item["invoiceID"]].append(item)
    return grouped


def _line_row(
    line_id: str, description: str, price: Decimal, tax: Decimal, *, account: str, tax_type: str
) -> dict[str, Any]:
    return {
        "LineItemID": line_id, "Description": description, "Quantity": Decimal(1), "UnitAmount": price, "LineAmount": price,
        "TaxAmount": tax, "AccountCode": account, "TaxType": tax_type, "Tracking": [],
    }  # fmt: skip


def _rate(currency: str, base: str) -> Decimal:
    """Foreign units for one of the base currency, as Xero's CurrencyRate has it."""
    return (EXCHANGE[base] / EXCHANGE[currency]).quantize(Decimal("0.000001")) if currency != base else Decimal(1)


def _clean(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable())[:4000]
