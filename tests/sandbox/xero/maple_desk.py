"""The seed of a small Canadian organisation in which every rule of the simulated Xero has something to turn on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

TENANT = "11111111-aaaa-4aaa-8aaa-000000000001"
NORTHWIND, ARCHIVED = "22222222-bbbb-4bbb-8bbb-000000000001", "22222222-bbbb-4bbb-8bbb-000000000002"
CLEARING, UNFLAGGED, BANK = (f"33333333-cccc-4ccc-8ccc-00000000000{n}" for n in (1, 2, 3))
OPEN_INVOICE = "44444444-dddd-4ddd-8ddd-000000000001"
_EVERY_CLASS = {f"CanApplyTo{kind}": True for kind in ("Assets", "Equity", "Expenses", "Liabilities", "Revenue")}


def organisation() -> dict[str, Any]:
    """The seed as the generator of worlds would give it."""
    return {**_settings(), **_reference_data(), **_documents()}


def _settings() -> dict[str, Any]:
    return {
        "tenant": {"id": TENANT, "name": "Maple Desk Ltd", "type": "ORGANISATION"},
        "organisation": {
            "OrganisationID": "55555555-eeee-4eee-8eee-000000000001",
            "Name": "Maple Desk Ltd",
            "LegalName": "Maple Desk Ltd",
            "Version": "GLOBAL",
            "BaseCurrency": "CAD",
            "CountryCode": "CA",
            "OrganisationStatus": "ACTIVE",
            "Timezone": "EASTERNSTANDARDTIME",
            "ShortCode": "!SimCA",
            "Class": "STANDARD",
            "Edition": "BUSINESS",
            "PeriodLockDate": "2025-12-31",
        },
    }


def _reference_data() -> dict[str, Any]:
    return {
        "accounts": [
            {"Code": "200", "Name": "Sales", "Type": "REVENUE", "TaxType": "TAX001"},
            {"Code": "260", "Name": "Other Revenue", "Type": "REVENUE", "TaxType": "NONE"},
            {"Code": "400", "Name": "Advertising", "Type": "EXPENSE", "TaxType": "INPUT"},
            {"Code": "299", "Name": "Old Sales", "Type": "REVENUE", "TaxType": "TAX001", "Status": "ARCHIVED"},
            {"Code": "090", "Name": "Bank", "Type": "BANK", "AccountID": BANK, "BankAccountNumber": "12-3", "CurrencyCode": "CAD"},
            {"Code": "1210", "Name": "Rotessa Clearing", "Type": "CURRENT", "AccountID": CLEARING, "EnablePaymentsToAccount": True},
            {"Code": "1211", "Name": "Clearing without the flag", "Type": "CURRENT", "AccountID": UNFLAGGED},
            {"Code": "610", "Name": "Accounts Receivable", "Type": "CURRENT", "SystemAccount": "DEBTORS"},
            {"Code": "800", "Name": "Accounts Payable", "Type": "CURRLIAB", "SystemAccount": "CREDITORS"},
            {"Code": "820", "Name": "GST", "Type": "CURRLIAB", "SystemAccount": "GST"},
            {"Code": "860", "Name": "Rounding", "Type": "EXPENSE", "SystemAccount": "ROUNDING", "TaxType": "NONE"},
        ],
        "tax_rates": [
            {"Name": "GST", "TaxType": "TAX001", "EffectiveRate": Decimal(5), **_EVERY_CLASS},
            {"Name": "HST", "TaxType": "TAX002", "EffectiveRate": Decimal(13), **_EVERY_CLASS},
            {
                "Name": "GST and PST", "TaxType": "TAX003", "EffectiveRate": Decimal(12), **_EVERY_CLASS,
                "TaxComponents": [{"Name": "GST", "Rate": Decimal(5), "IsCompound": False, "IsNonRecoverable": False},
                                  {"Name": "PST", "Rate": Decimal(7), "IsCompound": False, "IsNonRecoverable": False}],
            },
            {"Name": "Tax Exempt", "TaxType": "NONE", "EffectiveRate": Decimal(0), **_EVERY_CLASS},
            {"Name": "GST on Purchases", "TaxType": "INPUT", "EffectiveRate": Decimal(5), **_EVERY_CLASS, "CanApplyToRevenue": False},
            {"Name": "Gone", "TaxType": "TAX009", "EffectiveRate": Decimal(9), **_EVERY_CLASS, "Status": "DELETED"},
        ],
        "items": [
            {"Code": "HOUR", "Name": "Hour", "Description": "Engineer hour", "IsSold": True,
             "SalesDetails": {"UnitPrice": Decimal("120.5000"), "AccountCode": "200", "TaxType": "TAX002"}},
        ],
        "tracking_categories": [
            {"Name": "Region", "Options": [{"Name": "East"}, {"Name": "West"}, {"Name": "Old", "Status": "ARCHIVED"}]},
            {"Name": "Line", "Options": [{"Name": "Managed"}]},
        ],
        "currencies": [{"Code": "CAD", "Description": "Canadian Dollar"}, {"Code": "USD", "Description": "US Dollar"}],
        "branding_themes": [{"Name": "Standard", "SortOrder": 0}, {"Name": "Plain", "SortOrder": 1}],
    }  # fmt: skip


def _documents() -> dict[str, Any]:
    return {
        "contacts": [
            {"ContactID": NORTHWIND, "Name": "Northwind Traders", "ContactNumber": "AT-1", "EmailAddress": "ap@northwind.example"},
            {"ContactID": ARCHIVED, "Name": "Gone Ltd", "ContactNumber": "AT-2", "ContactStatus": "ARCHIVED"},
            {"Name": 'The "Best" Café', "ContactNumber": "AT-3"},
            {"Name": "Northwind Trading", "EmailAddress": ""},
        ],
        "invoices": [
            {"InvoiceID": OPEN_INVOICE, "InvoiceNumber": "OLD-1", "Contact": {"ContactID": NORTHWIND}, "Date": "2026-10-01",
             "DueDate": "2026-10-31", "Status": "AUTHORISED", "UpdatedDateUTC": "2026-10-01T09:00:00Z",
             "LineItems": [{"Description": "Work", "Quantity": Decimal(2), "UnitAmount": Decimal(50), "AccountCode": "200"}]},
            {"InvoiceNumber": "OLD-2", "Contact": {"ContactID": NORTHWIND}, "Date": "2026-09-01", "DueDate": "2026-09-30",
             "Status": "AUTHORISED", "LineItems": [{"Description": "Work", "Quantity": Decimal(1), "UnitAmount": Decimal(200),
                                                     "AccountCode": "200", "TaxType": "NONE"}]},
            {"InvoiceNumber": "OLD-3", "Contact": {"ContactID": NORTHWIND}, "Date": "2026-08-01", "Status": "VOIDED",
             "LineItems": [{"Description": "Work", "UnitAmount": Decimal(10), "AccountCode": "200"}]},
        ],
        "credit_notes": [],
        "payments": [
            {"Invoice": {"InvoiceNumber": "OLD-2"}, "Account": {"Code": "090"}, "Date": "2026-09-15", "Amount": Decimal(80),
             "Reference": "part"},
        ],
    }  # fmt: skip
