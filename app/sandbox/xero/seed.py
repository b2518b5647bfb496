"""Turning an organisation of a generated world into a `Ledger`.

The seed is a dict in Xero's wire names: dates "YYYY-MM-DD", instants ISO UTC, amounts `Decimal`. What a seed leaves out
(ids, totals, line tax, settlement) is worked out by the rules every document keeps to; what it gives is believed.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from app.sandbox.xero.arithmetic import ZERO, half_up, line_amount, line_tax, totals
from app.sandbox.xero.contacts import all_kinds
from app.sandbox.xero.documents import CREDIT_NOTE, INVOICE, TAX_MODES, DocumentKind, day_rate
from app.sandbox.xero.ledger import Ledger
from app.sandbox.xero.outcome import Booking
from app.sandbox.xero.payments import store_payment
from app.sandbox.xero.settlement import settle_credit_note, settle_invoice
from app.sandbox.xero.values import Record, amount_of, date_of, folded, instant_of

CLASSES = {
    "BANK": "ASSET", "CURRENT": "ASSET", "FIXED": "ASSET", "INVENTORY": "ASSET", "NONCURRENT": "ASSET", "PREPAYMENT": "ASSET",
    "CURRLIAB": "LIABILITY", "LIABILITY": "LIABILITY", "TERMLIAB": "LIABILITY", "PAYG": "LIABILITY",
    "EQUITY": "EQUITY", "REVENUE": "REVENUE", "SALES": "REVENUE", "OTHERINCOME": "REVENUE",
    "EXPENSE": "EXPENSE", "OVERHEADS": "EXPENSE", "DIRECTCOSTS": "EXPENSE", "DEPRECIATN": "EXPENSE",
}  # fmt: skip
_DATES = frozenset({"Date", "DueDate", "ExpectedPaymentDate", "PlannedPaymentDate", "FullyPaidOnDate",
                    "PeriodLockDate", "EndOfYearLockDate"})  # fmt: skip
_INSTANTS = frozenset({"UpdatedDateUTC", "CreatedDateUTC", "DateUTC"})
_EARLY = datetime(2020, 1, 1, tzinfo=UTC)


def build_ledger(seed: Record) -> Ledger:
    """The books of one seeded organisation. Raises KeyError or ValueError for a seed that makes no sense."""
    tenant = seed["tenant"]
    ledger = Ledger(str(tenant["id"]).lower(), tenant["name"], tenant.get("type", "ORGANISATION"))
    ledger.chance = random.Random(ledger.tenant_id)
    ledger.organisation = _typed({"BaseCurrency": "USD", "Name": ledger.name, **seed.get("organisation", {})})
    _seed_reference(ledger, seed)
    for contact in seed.get("contacts", []):
        _seed_contact(ledger, _typed(contact))
    for invoice in seed.get("invoices", []):
        _seed_document(ledger, _typed(invoice), INVOICE)
    for note in seed.get("credit_notes", []):
        _seed_document(ledger, _typed(note), CREDIT_NOTE)
    for payment in seed.get("payments", []):
        _seed_payment(ledger, _typed(payment))
    return ledger


def _typed(value: Any, name: str = "") -> Any:
    """The seed's value with dates, instants and amounts in their types; identifiers in lower case."""
    if isinstance(value, dict):
        return {key: _typed(item, key) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_typed(item) for item in value]
    if isinstance(value, str) and name in _DATES and value:
        return date_of(value, name)
    if isinstance(value, str) and name in _INSTANTS:
        return instant_of(value)
    if isinstance(value, str) and name.endswith("ID") and len(value) == 36:
        return value.lower()
    return Decimal(str(value)) if isinstance(value, float) else value


def _seed_reference(ledger: Ledger, seed: Record) -> None:
    for account in map(_typed, seed.get("accounts", [])):
        account.setdefault("AccountID", ledger.new_id())
        account.setdefault("Status", "ACTIVE")
        account.setdefault("Class", CLASSES[account["Type"]])
        account.setdefault("UpdatedDateUTC", _EARLY)
        ledger.add_account(account)
    for rate in map(_typed, seed.get("tax_rates", [])):
        rate.setdefault("Status", "ACTIVE")
        rate["EffectiveRate"] = amount_of(rate.get("EffectiveRate", 0), "EffectiveRate")
        rate.setdefault("DisplayTaxRate", rate["EffectiveRate"])
        ledger.tax_rates[rate["TaxType"]] = rate
    for item in map(_typed, seed.get("items", [])):
        item.setdefault("ItemID", ledger.new_id())
        item.setdefault("UpdatedDateUTC", _EARLY)
        ledger.items[item["ItemID"]] = item
        ledger.item_codes[item["Code"]] = item
    for category in map(_typed, seed.get("tracking_categories", [])):
        _seed_tracking(ledger, category)
    for currency in seed.get("currencies", []):
        entry = {"Code": currency} if isinstance(currency, str) else _typed(currency)
        ledger.currencies[entry["Code"]] = entry
    for theme in map(_typed, seed.get("branding_themes", [])):
        theme.setdefault("BrandingThemeID", ledger.new_id())
        theme.setdefault("CreatedDateUTC", _EARLY)
        ledger.branding_themes[theme["BrandingThemeID"]] = theme


def _seed_tracking(ledger: Ledger, category: Record) -> None:
    category.setdefault("TrackingCategoryID", ledger.new_id())
    category.setdefault("Status", "ACTIVE")
    for option in category.setdefault("Options", []):
        option.setdefault("TrackingOptionID", ledger.new_id())
        option.setdefault("Status", "ACTIVE")
    ledger.tracking_categories[category["TrackingCategoryID"]] = category


def _seed_contact(ledger: Ledger, contact: Record) -> None:
    contact.setdefault("ContactID", ledger.new_id())
    contact.setdefault("ContactStatus", "ACTIVE")
    contact.setdefault("EmailAddress", "")
    contact.setdefault("UpdatedDateUTC", _EARLY)
    contact.setdefault("IsCustomer", False)
    contact.setdefault("IsSupplier", False)
    contact["Addresses"] = all_kinds(contact.get("Addresses", []), "AddressType", ("STREET", "POBOX"))
    contact["Phones"] = all_kinds(contact.get("Phones", []), "PhoneType", ("DDI", "DEFAULT", "FAX", "MOBILE"))
    ledger.add_contact(contact)


def _seed_document(ledger: Ledger, record: Record, kind: DocumentKind) -> None:
    base = ledger.organisation["BaseCurrency"]
    record.setdefault(kind.id_field, ledger.new_id())
    record.setdefault("Type", kind.sales_type)
    record.setdefault("Status", "AUTHORISED")
    record.setdefault("CurrencyCode", base)
    record.setdefault("CurrencyRate", day_rate(base, record["CurrencyCode"]))
    record.setdefault("UpdatedDateUTC", _EARLY)
    record["LineAmountTypes"] = TAX_MODES[str(record.get("LineAmountTypes", "Exclusive")).lower()]
    record["SentToContact"] = bool(record.get("SentToContact", False))
    record["Contact"] = _contact_of(ledger, record["Contact"])
    record["LineItems"] = [_seed_line(ledger, line, record["LineAmountTypes"]) for line in record.get("LineItems", [])]
    if record["LineItems"] or "Total" not in record:
        sums = totals(record["LineItems"], record["LineAmountTypes"])
        record |= {"SubTotal": sums.sub_total, "TotalTax": sums.total_tax, "Total": sums.total}
    if record.pop("CreatedByMyApp", False):
        ledger.made_by_app.add(record[kind.id_field])
    paid, credited = record.pop("AmountPaid", ZERO), record.pop("AmountCredited", ZERO)
    if record["Status"] == "PAID" and not paid and not credited:
        paid = record["Total"]
    ledger.settled_before[record[kind.id_field]] = {"Paid": paid, "Credited": credited}
    if kind is INVOICE:
        ledger.add_invoice(record)
        settle_invoice(ledger, record)
    else:
        ledger.credit_notes[record["CreditNoteID"]] = record
        ledger.contact_documents[record["Contact"]["ContactID"]].append(record["CreditNoteID"])
        settle_credit_note(ledger, record)


def _contact_of(ledger: Ledger, named: Record) -> Record:
    if "ContactID" in named:
        return ledger.contacts[named["ContactID"]]
    if "ContactNumber" in named:
        return ledger.contact_numbers[folded(named["ContactNumber"])]
    return ledger.contact_names[folded(named["Name"])]


def _seed_line(ledger: Ledger, line: Record, mode: str) -> Record:
    line.setdefault("LineItemID", ledger.new_id())
    line.setdefault("Tracking", [])
    if not line.keys() & {"Quantity", "UnitAmount", "LineAmount"}:
        return line | {"LineAmount": ZERO, "TaxAmount": ZERO}
    unit = amount_of(line.get("UnitAmount", line.get("LineAmount", 0)), "UnitAmount")
    line["UnitAmount"] = half_up(unit, 4 if half_up(unit, 4) != half_up(unit) else 2)
    line["Quantity"] = half_up(amount_of(line.get("Quantity", 1), "Quantity"), 4)
    if "LineAmount" not in line:
        discount = line.get("DiscountRate"), line.get("DiscountAmount")
        line["LineAmount"] = line_amount(line["Quantity"], line["UnitAmount"], *discount)
    account = ledger.account_codes.get(str(line.get("AccountCode", "")))
    if account:
        line["AccountID"] = account["AccountID"]
        line.setdefault("TaxType", account.get("TaxType", "NONE"))
    if "TaxAmount" not in line:
        rate = ledger.tax_rates.get(line.get("TaxType", ""), {}).get("EffectiveRate", ZERO)
        line["TaxAmount"] = line_tax(line["LineAmount"], rate, mode)
    return line


def _seed_payment(ledger: Ledger, payment: Record) -> None:
    """A seeded payment counts beside what its invoice says is paid unless the invoice's own figure covers it already."""
    kind = "CreditNote" if "CreditNote" in payment else "Invoice"
    named = payment[kind]
    held = ledger.credit_notes if kind == "CreditNote" else ledger.invoices
    document = (
        held[named[f"{kind}ID"]] if f"{kind}ID" in named else ledger.invoice_numbers[folded(named["InvoiceNumber"])]
    )
    account = payment.get("Account", {})
    payment["Account"] = ledger.accounts.get(account.get("AccountID", "")) or ledger.account_codes[str(account["Code"])]
    payment.setdefault("PaymentID", ledger.new_id())
    payment.setdefault("Status", "AUTHORISED")
    payment.setdefault("PaymentType", "ACCRECPAYMENT" if kind == "Invoice" else "ARCREDITPAYMENT")
    payment.setdefault("IsReconciled", False)
    payment.setdefault("BankAmount", payment["Amount"])
    payment.setdefault("CurrencyRate", document["CurrencyRate"])
    payment.setdefault("UpdatedDateUTC", document["UpdatedDateUTC"])
    payment[kind] = document
    before = ledger.settled_before[document[f"{kind}ID"]]
    if payment["Status"] != "DELETED":
        before["Paid"] = max(ZERO, before["Paid"] - payment["Amount"])
    paid_at = max(document["UpdatedDateUTC"], payment["UpdatedDateUTC"])
    booking = Booking(ledger, paid_at, payment["Date"], by_app=False)
    store_payment(booking, payment)
