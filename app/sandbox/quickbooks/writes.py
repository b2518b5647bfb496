"""Creating, updating, voiding and deleting: the one way every write of any entity goes (apis/quickbooks.md 3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from app.sandbox.quickbooks import lists
from app.sandbox.quickbooks.change import Change, Draft, current, draft, read_body
from app.sandbox.quickbooks.entities import Entity
from app.sandbox.quickbooks.faults import refuse
from app.sandbox.quickbooks.parties import refresh_below, settle_party
from app.sandbox.quickbooks.sales import refuse_closed, settle_sale
from app.sandbox.quickbooks.sales_schema import SALES
from app.sandbox.quickbooks.settlement import (
    VOIDED,
    after_payment,
    refuse_deposited,
    release,
    set_balance,
    settle_payment,
    trim,
    voided,
)
from app.sandbox.quickbooks.transfers import settle_transfer
from app.sandbox.quickbooks.values import Record

_VOIDABLE: Final = frozenset({"Invoice", "Payment", "SalesReceipt"})
_SETTLE: Final[Mapping[str, Callable[[Change, Draft], None]]] = {
    **dict.fromkeys(("Customer", "Vendor", "Employee"), settle_party),
    **dict.fromkeys(SALES, settle_sale),
    "Payment": settle_payment,
    "Transfer": settle_transfer,
    "Item": lists.settle_item,
    "Account": lists.settle_account,
    "Term": lists.settle_term,
    "Class": lists.settle_group,
    "Department": lists.settle_group,
    "PaymentMethod": lists.settle_method,
    "CompanyCurrency": lists.settle_currency,
    "TaxAgency": lists.settle_agency,
    "CompanyInfo": lists.settle_company,
    "Preferences": lists.settle_preferences,
    "Attachable": lists.settle_attachable,
}


def save(change: Change, entity: Entity, body: Record) -> Record:
    """Create or update a row; the stored row. Raises `FaultError`, and then nothing has changed."""
    if not entity.writable or entity.name not in _SETTLE:
        raise refuse(500, f"Operation on {entity.name} is not supported.")
    sent = read_body(entity, body)
    made = draft(change, entity, sent)
    if (
        made.old is not None
        and entity.name in ("Invoice", "SalesReceipt")
        and VOIDED in made.old.get("PrivateNote", "")
    ):
        _refuse_revival(made)
    _SETTLE[entity.name](change, made)
    return _store(change, made)


def _refuse_revival(made: Draft) -> None:
    if made.was_sent("Line") and made.old is not None and not made.old["TotalAmt"]:
        raise refuse(6000, "A voided transaction cannot be changed.")


def _store(change: Change, made: Draft) -> Record:
    company, entity, row = change.company, made.entity.name, made.row
    if made.old is None:
        row["Id"] = company.new_id(entity)
    change.stamp(row, made.old)
    if entity in SALES:
        company.store(entity, row)
        set_balance(company, entity, row)
        if row["Balance"] < 0:
            trim(change, row, entity)
            row = company.tables[entity][row["Id"]]
    else:
        company.store(entity, row)
    if entity == "Payment":
        after_payment(change, made.old, row)
    if made.entity.nests and made.old is not None:
        refresh_below(change, entity, row, made.entity.label)
    change.effects.append(f"{entity} {row['Id']} {'created' if made.old is None else 'updated'}")
    return row


def void(change: Change, entity: Entity, body: Record) -> Record:
    """Void a transaction; it keeps its number (apis/quickbooks.md 9). Raises 500, 610, 5010, 6210, 6540."""
    if entity.name not in _VOIDABLE:
        raise refuse(500, f"Operation void on {entity.name} is not supported.")
    row = current(change, entity, read_body(entity, body))
    refuse_closed(change, row, None)
    if entity.name == "Payment":
        refuse_deposited(change.company, row)
    release(change, entity.name, row)
    row = change.company.tables[entity.name][row["Id"]]
    fresh = voided(row)
    change.stamp(fresh, row)
    change.company.store(entity.name, fresh)
    if entity.name == "Payment":
        after_payment(change, row, fresh)
    change.effects.append(f"{entity.name} {row['Id']} voided")
    return fresh


def delete(change: Change, entity: Entity, body: Record) -> Record:
    """Delete a transaction or attachment; the row as it was. Raises 500 for lists, 610, 5010, 6210, 6540."""
    if not entity.deletable:
        raise refuse(500, f"Operation delete on {entity.name} is not supported.")
    row = current(change, entity, read_body(entity, body))
    if "TxnDate" in row:
        refuse_closed(change, row, None)
    if entity.name == "Payment":
        refuse_deposited(change.company, row)
    release(change, entity.name, row)
    row = change.company.tables[entity.name][row["Id"]]
    change.company.bury(entity.name, row, change.now.replace(microsecond=0))
    if entity.name == "Payment":
        after_payment(change, row, None)
    if entity.name == "Attachable":
        change.company.files.pop(row["Id"], None)
    change.effects.append(f"{entity.name} {row['Id']} deleted")
    return row
