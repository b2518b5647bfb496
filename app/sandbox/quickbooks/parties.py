"""Customers, vendors and employees: names that are unique over all three, hierarchy, currency (apis/quickbooks.md 7.2)."""

from __future__ import annotations

from typing import Final

from app.sandbox.quickbooks.change import Change, Draft
from app.sandbox.quickbooks.company import SUFFIX
from app.sandbox.quickbooks.faults import refuse
from app.sandbox.quickbooks.values import Record

_NAME_PARTS: Final = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")
_DEEPEST: Final = 5


def settle_party(change: Change, draft: Draft) -> None:
    """Complete a customer, vendor or employee. Raises 2020, 6240, 6180, 6220 and 6000."""
    row, old = draft.row, draft.old
    if not row.get("DisplayName"):
        row["DisplayName"] = _composed(row) or (old["DisplayName"] if old else "")
    if not row["DisplayName"]:
        raise refuse(
            2020, "At least one of Title, GivenName, MiddleName, FamilyName, Suffix or DisplayName", "DisplayName"
        )
    row.setdefault("PrintOnCheckName", row["DisplayName"][:110])
    _settle_currency(change, draft)
    if draft.entity.name == "Customer":
        _settle_customer(change, draft)
    settle_activity(change, draft)
    refuse_taken_name(change, draft)


def _composed(row: Record) -> str:
    return " ".join(row[name] for name in _NAME_PARTS if row.get(name))


def _settle_currency(change: Change, draft: Draft) -> None:
    company, row, old = change.company, draft.row, draft.old
    if draft.entity.name == "Employee":
        row.pop("CurrencyRef", None)
        return
    code = row.setdefault("CurrencyRef", {"value": company.home_currency})["value"]
    if company.currency_row(code) is None and code != company.home_currency:
        raise refuse(2500, f"Currencies element id {code} not found", "CurrencyRef")
    if old is not None and old["CurrencyRef"]["value"] != code:
        raise refuse(6000, "The currency of a customer or vendor cannot be changed.", "CurrencyRef")


def _settle_customer(change: Change, draft: Draft) -> None:
    row = draft.row
    row.setdefault("Taxable", True)
    row.setdefault("BillWithParent", False)
    row.setdefault("PreferredDeliveryMethod", "Print")
    row["IsProject"] = False
    parent = row.get("ParentRef")
    if row.get("Job") and parent is None:
        raise refuse(2020, "ParentRef is required for a sub-customer", "ParentRef")
    row["Job"] = parent is not None
    settle_full_name(change, draft, "DisplayName")
    if not change.company.is_american:
        row.pop("ResaleNum", None)


def settle_full_name(change: Change, draft: Draft, label: str) -> None:
    """FullyQualifiedName and Level of a row that may lie below another, and of the rows below it. Raises 6180."""
    row, entity = draft.row, draft.entity.name
    parent = row.get("ParentRef")
    if parent is None:
        row["FullyQualifiedName"] = row[label]
        row.pop("Level", None)
    else:
        above = change.company.find(entity, parent["value"])
        level = int(above.get("Level", 0)) + 1
        if level >= _DEEPEST or _is_below(change, draft, parent["value"]):
            raise refuse(6180, f"At most {_DEEPEST} levels are allowed", "ParentRef")
        row["Level"] = level
        row["FullyQualifiedName"] = f"{above['FullyQualifiedName'].removesuffix(SUFFIX)}:{row[label]}"


def _is_below(change: Change, draft: Draft, parent: str) -> bool:
    """Whether the wished parent lies at or below the row itself."""
    seen: str | None = parent
    while seen is not None:
        if seen == draft.row.get("Id"):
            return True
        above = change.company.find(draft.entity.name, seen).get("ParentRef")
        seen = above["value"] if above else None
    return False


def settle_activity(change: Change, draft: Draft) -> None:
    """Making a row inactive gives its name the suffix; making it active takes what name was sent."""
    row, old, label = draft.row, draft.old, draft.entity.label
    row.setdefault("Active", True)
    if row["Active"] or (old is not None and not old["Active"]):
        return
    if draft.entity.name == "Customer" and old is not None and change.company.open_balance(row["Id"]):
        raise refuse(6220, "This customer has a balance and cannot be made inactive", "Active")
    for name in (label, "FullyQualifiedName"):
        if name in row and not row[name].endswith(SUFFIX):
            row[name] += SUFFIX


def refuse_taken_name(change: Change, draft: Draft) -> None:
    """Raises 6240 when another row holds the name; a row that only becomes inactive keeps its own."""
    if not draft.row["Active"]:
        return
    holder = next(change.company.name_holders(draft.entity.name, draft.row), None)
    if holder is not None:
        raise refuse(6240, f"The name supplied already exists. : Id={holder[1]}", draft.entity.label)


def refresh_below(change: Change, entity: str, row: Record, label: str) -> None:
    """Rename the rows below one whose full name changed."""
    for child in change.company.children_of(entity, row["Id"]):
        renamed = dict(child)
        renamed["FullyQualifiedName"] = f"{row['FullyQualifiedName'].removesuffix(SUFFIX)}:{child[label]}"
        if renamed["FullyQualifiedName"] != child["FullyQualifiedName"]:
            change.touch(renamed)
            change.company.store(entity, renamed)
            refresh_below(change, entity, renamed, label)
