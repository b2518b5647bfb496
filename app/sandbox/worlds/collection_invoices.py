"""Rents and fees Maple & Main has invoiced: open ones due in the past and coming weeks, and some that are paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any, Final

from app.sandbox.worlds.xero_reference import Guid

Row = dict[str, Any]
_CENT: Final = Decimal("0.01")
_ZERO: Final = Decimal(0)
_FIRST_NUMBER: Final = 1_001
_PAID: Final = 14
_PART_PAID_EVERY: Final = 15
_EARLIEST_DUE, _LATEST_DUE = -42, 56
_TERM: Final = timedelta(days=30)
# description, lowest and highest price, account, tax type, rate in percent
_CHARGES: Final = (
    ("Rent, apartment", 1_150, 2_400, "200", "NONE", "0"),
    ("Rent, shop", 1_800, 4_200, "205", "TAX002", "13"),
    ("Parking space", 85, 160, "210", "TAX001", "5"),
    ("Storage locker", 45, 95, "210", "TAX003", "12"),
    ("Key replacement", 25, 60, "260", "TAX002", "13"),
)


@dataclass(slots=True)
class CollectionBooks:
    """`open_numbers` and `paid_numbers` name the invoices by state, oldest first; drafts and void ones are in neither."""

    invoices: list[Row] = field(default_factory=list)
    payments: list[Row] = field(default_factory=list)
    open_numbers: list[str] = field(default_factory=list)
    paid_numbers: list[str] = field(default_factory=list)


def write_invoices(
    guid: Guid, contacts: Sequence[Row], *, today: date, count: int, bank_id: str, rng: Random
) -> CollectionBooks:
    """`count` open invoices, each contact in turn, between paid, draft and void ones."""
    writer = _Writer(guid, today, bank_id, rng)
    for place in range(_PAID):
        due = today - timedelta(days=100 - 4 * place)
        made = writer.write(contacts[place % len(contacts)], due)
        writer.pay(made, made["Total"])
        writer.books.paid_numbers.append(made["InvoiceNumber"])
    span = _LATEST_DUE - _EARLIEST_DUE
    for place in range(count):
        due = today + timedelta(days=_EARLIEST_DUE + place * span // max(1, count - 1))
        made = writer.write(contacts[place % len(contacts)], due)
        writer.books.open_numbers.append(made["InvoiceNumber"])
        if place % _PART_PAID_EVERY == 4:
            writer.pay(made, (made["Total"] / 4).quantize(_CENT, ROUND_HALF_UP))
    for status in ("DRAFT", "VOIDED"):
        for place in (3, 8):
            writer.write(contacts[place], today + timedelta(days=place), status=status)
    return writer.books


class _Writer:
    """Numbers invoices in the order they are written."""

    def __init__(self, guid: Guid, today: date, bank_id: str, rng: Random) -> None:
        self.books = CollectionBooks()
        self._guid = guid
        self._today = today
        self._bank_id = bank_id
        self._rng = rng

    def write(self, contact: Row, due: date, *, status: str = "AUTHORISED") -> Row:
        """One invoice of one to three lines; a payer with US dollars is invoiced in them every other time."""
        number = f"MM-{_FIRST_NUMBER + len(self.books.invoices)}"
        foreign = contact.get("DefaultCurrency", "CAD") != "CAD" and len(self.books.invoices) % 2 == 0
        lines = [self._line(f"{number}:{order}", charge) for order, charge in enumerate(self._charges())]
        net = sum((line["LineAmount"] for line in lines), _ZERO)
        tax = sum((line["TaxAmount"] for line in lines), _ZERO)
        day = due - _TERM
        total = net + tax
        made = {
            "Type": "ACCREC", "InvoiceID": self._guid(f"invoice:{number}"), "InvoiceNumber": number, "Reference": "",
            "Contact": {"ContactID": contact["ContactID"], "Name": contact["Name"]}, "Date": day.isoformat(),
            "DueDate": due.isoformat(), "Status": status, "LineAmountTypes": "Exclusive", "LineItems": lines, "SubTotal": net,
            "TotalTax": tax, "Total": total, "AmountDue": total if status == "AUTHORISED" else _ZERO, "AmountPaid": _ZERO,
            "AmountCredited": _ZERO, "CurrencyCode": "USD" if foreign else "CAD", "SentToContact": True, "HasAttachments": False,
            "UpdatedDateUTC": f"{min(day, self._today - timedelta(days=1)).isoformat()}T15:30:00Z",
        }  # fmt: skip
        self.books.invoices.append(made)
        return made

    def pay(self, invoice: Row, amount: Decimal) -> None:
        """A payment at the counter, on the due date or yesterday."""
        day = min(date.fromisoformat(invoice["DueDate"]), self._today - timedelta(days=1))
        invoice |= {"AmountPaid": amount, "AmountDue": invoice["Total"] - amount}
        if amount == invoice["Total"]:
            invoice |= {"Status": "PAID", "FullyPaidOnDate": day.isoformat()}
        self.books.payments.append({
            "PaymentID": self._guid(f"payment:{invoice['InvoiceNumber']}"), "Date": day.isoformat(), "Amount": amount,
            "PaymentType": "ACCRECPAYMENT", "Status": "AUTHORISED", "Reference": "", "IsReconciled": True,
            "Account": {"AccountID": self._bank_id}, "UpdatedDateUTC": f"{day.isoformat()}T16:00:00Z",
            "Invoice": {"InvoiceID": invoice["InvoiceID"], "InvoiceNumber": invoice["InvoiceNumber"], "Type": "ACCREC"},
        })  # fmt: skip

    def _charges(self) -> list[tuple[str, int, int, str, str, str]]:
        return [self._rng.choice(_CHARGES[:2]), *self._rng.sample(_CHARGES[2:], self._rng.choice((0, 0, 1, 2)))]

    def _line(self, key: str, charge: tuple[str, int, int, str, str, str]) -> Row:
        description, low, high, account, tax_type, rate = charge
        price = Decimal(self._rng.randint(low * 4, high * 4)) / 4
        amount = price.quantize(_CENT)
        return {
            "LineItemID": self._guid(f"line:{key}"), "Description": description, "Quantity": Decimal(1), "UnitAmount": amount,
            "LineAmount": amount, "TaxAmount": (amount * Decimal(rate) / 100).quantize(_CENT, ROUND_HALF_UP),
            "AccountCode": account, "TaxType": tax_type, "Tracking": [],
        }  # fmt: skip
