"""Rows as they leave: names behind references, balances, instants in the company's zone (apis/quickbooks.md 3, 14)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from app.sandbox.quickbooks.cash import balance_of
from app.sandbox.quickbooks.company import Company, Grave
from app.sandbox.quickbooks.schema import ENTITIES, REFERENCES
from app.sandbox.quickbooks.values import ZERO, Record, plain_number

_MARK: Final = {"domain": "QBO", "sparse": False}
_BARE: Final = frozenset({"TaxCodeRef", "TaxRateRef", "TxnTaxCodeRef", "DepositToAccountRef", "PaymentMethodRef"})
"""References the vendor answers without a name."""


def stamp(company: Company, instant: datetime) -> str:
    """An instant in the company's zone."""
    return instant.astimezone(company.zone).isoformat(timespec="seconds")


def rendered(company: Company, entity: str, row: Record) -> Record:
    """A row as the vendor answers with it."""
    made: Record = dict(_MARK)
    for name, value in row.items():
        made[name] = _meta(company, value) if name == "MetaData" else _value(company, entity, name, value)
    if entity == "Customer":
        made["Balance"] = company.open_balance(row["Id"])
        made["BalanceWithJobs"] = balance_with_jobs(company, row["Id"])
    elif entity == "Vendor":
        made.setdefault("Balance", ZERO)
    elif entity == "Account":
        made["CurrentBalance"] = balance_of(company, row)
    elif entity == "Payment":
        made["Line"] = [_payment_line(company, line) for line in row["Line"]]
    elif entity == "ExchangeRate":
        made.pop("Id", None)
    return made


def balance_with_jobs(company: Company, customer: str) -> Any:
    """What a customer and those below it owe together."""
    below = company.children_of("Customer", customer)
    return company.open_balance(customer) + sum((balance_with_jobs(company, child["Id"]) for child in below), ZERO)


def _meta(company: Company, meta: Record) -> Record:
    return {name: stamp(company, value) for name, value in meta.items()}


def _value(company: Company, entity: str, name: str, value: Any) -> Any:
    if isinstance(value, dict):
        if name.endswith("Ref") and "value" in value:
            return _reference(company, entity, name, value)
        return {key: _value(company, entity, key, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_value(company, entity, name, item) for item in value]
    return value


def _reference(company: Company, entity: str, name: str, value: Record) -> Record:
    if name == "CurrencyRef":
        row = company.currency_row(value["value"])
        return {**value, "name": row["Name"]} if row else value
    target = entity if name == "ParentRef" else REFERENCES.get(name, "")
    if not target or name in _BARE:
        return value
    held = company.tables[target].get(value["value"])
    label = ENTITIES[target].label or "Name"
    return {**value, "name": held.get("FullyQualifiedName", held.get(label, ""))} if held else value


def _payment_line(company: Company, line: Record) -> Record:
    """A payment's line carries what is open on the transaction and its number (apis/quickbooks.md 7.9)."""
    link = line["LinkedTxn"][0]
    target = company.tables[link["TxnType"]].get(link["TxnId"], {})
    extras = {
        "txnId": link["TxnId"],
        "txnOpenBalance": plain_number(target.get("Balance", ZERO)),
        "txnReferenceNumber": target.get("DocNumber", ""),
    }
    pairs = [
        {
            "name": "{http://schema.intuit.com/finance/v3}NameValue",
            "value": {"Name": name, "Value": value},
            "nil": False,
            "globalScope": True,
            "typeSubstituted": False,
        }
        for name, value in extras.items()
    ]
    return {**line, "LineEx": {"any": pairs}}


def deleted(company: Company, grave: Grave) -> Record:
    """What changed-data calls say of a deleted row."""
    return {
        "domain": "QBO",
        "status": "Deleted",
        "Id": grave.record["Id"],
        "MetaData": {"LastUpdatedTime": stamp(company, grave.at)},
    }
