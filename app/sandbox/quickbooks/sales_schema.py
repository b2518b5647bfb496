"""The sales transactions and the payment: properties and what a query may test (apis/quickbooks.md 7.7 to 7.9, 6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.sandbox.quickbooks.entities import entity
from app.sandbox.quickbooks.kinds import Day, Flag, Kind, Number, Ref, Text
from app.sandbox.quickbooks.parts import (
    ADDRESS,
    LONG_MAIL,
    MAIL,
    MEMO,
    META,
    PAYMENT_LINES,
    SALES_LINES,
    TAX_DETAIL,
    choice,
    ignored,
)

DOC_NUMBER_LENGTH: Final = 21
_SENT: Final = choice("NotSet", "NeedToSend", "EmailSent")
_PRINTED: Final = choice("NotSet", "NeedToPrint", "PrintComplete")
_TAX_MODE: Final = choice("TaxExcluded", "TaxInclusive", "NotApplicable")

_SALE: Final[Mapping[str, Kind]] = {
    **META,
    **ignored(
        "TotalAmt", "Balance", "HomeBalance", "HomeTotalAmt", "InvoiceLink", "RecurDataRef", "TaxExemptionRef", "FreeFormAddress",
        "DeliveryInfo", "EInvoiceStatus", "LinkedTxn", "RemainingCredit", "TxnStatus", "ClientEntityId", "TransactionLocationType",
    ),
    "DocNumber": Text(DOC_NUMBER_LENGTH), "TxnDate": Day(), "CustomerRef": Ref("Customer"), "Line": SALES_LINES,
    "PrivateNote": Text(4000), "CustomerMemo": MEMO, "BillAddr": ADDRESS, "ShipAddr": ADDRESS, "ShipFromAddr": ADDRESS,
    "BillEmail": MAIL, "EmailStatus": _SENT, "PrintStatus": _PRINTED, "ClassRef": Ref("Class"),
    "DepartmentRef": Ref("Department"), "ProjectRef": Ref(), "CurrencyRef": Ref("CompanyCurrency"), "ExchangeRate": Number(),
    "GlobalTaxCalculation": _TAX_MODE, "TxnTaxDetail": TAX_DETAIL, "ApplyTaxAfterDiscount": Flag(), "ShipDate": Day(),
    "ShipMethodRef": Ref(), "TrackingNum": Text(31), "PaymentMethodRef": Ref("PaymentMethod"),
    "DepositToAccountRef": Ref("Account"),
}  # fmt: skip
_INVOICE: Final[Mapping[str, Kind]] = {
    **_SALE, **ignored("AllowIPNPayment", "AllowOnlinePayment"),
    "DueDate": Day(), "SalesTermRef": Ref("Term"), "Deposit": Number(), "BillEmailCc": LONG_MAIL, "BillEmailBcc": LONG_MAIL,
    "AllowOnlineCreditCardPayment": Flag(), "AllowOnlineACHPayment": Flag(),
}  # fmt: skip
_MONEY: Final[Mapping[str, Kind]] = {
    "PaymentRefNum": Text(21),
    "PaymentType": choice("Cash", "Check", "CreditCard", "Other"),
    "CheckPayment": ignored("CheckPayment")["CheckPayment"],
}
_PAYMENT: Final[Mapping[str, Kind]] = {
    **META, **ignored("UnappliedAmt", "TaxExemptionRef", "TxnStatus", "TransactionLocationType", "HomeTotalAmt"),
    "CustomerRef": Ref("Customer"), "TotalAmt": Number(), "TxnDate": Day(), "PaymentRefNum": Text(21), "PrivateNote": Text(4000),
    "PaymentMethodRef": Ref("PaymentMethod"), "DepositToAccountRef": Ref("Account"), "ARAccountRef": Ref("Account"),
    "CurrencyRef": Ref("CompanyCurrency"), "ExchangeRate": Number(), "ProcessPayment": Flag(), "Line": PAYMENT_LINES,
    "ProjectRef": Ref(),
}  # fmt: skip
_COMMON: Final = "DocNumber TxnDate CustomerRef TotalAmt Balance"

SALES_ENTITIES: Final = (
    entity("Invoice", _INVOICE, f"{_COMMON} DueDate SalesTermRef ProjectRef", family="transactions", deletable=True),
    entity("CreditMemo", {**_SALE, "SalesTermRef": Ref("Term"), "InvoiceRef": Ref("Invoice")}, _COMMON, family="transactions",
           deletable=True),
    entity("SalesReceipt", {**_SALE, **_MONEY}, f"{_COMMON} ProjectRef", family="transactions", deletable=True),
    entity("RefundReceipt", {**_SALE, **_MONEY, "PaymentRefNum": Text(100)}, _COMMON, family="transactions", deletable=True),
    entity("Payment", _PAYMENT, "CustomerRef TxnDate TotalAmt ProjectRef", family="transactions", deletable=True),
)  # fmt: skip
SALES: Final = frozenset({"Invoice", "CreditMemo", "SalesReceipt", "RefundReceipt"})
"""Entities with sales lines."""
