"""Lines of sales transactions: items, texts, the discount, the subtotal (apis/quickbooks.md 8.1, 8.2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from app.sandbox.quickbooks.change import Change
from app.sandbox.quickbooks.company import PSEUDO_ITEMS
from app.sandbox.quickbooks.faults import refuse
from app.sandbox.quickbooks.lists import INCOME, check_account
from app.sandbox.quickbooks.values import CENT, HUNDRED, ZERO, Record, cents

_TOLERANCE: Final = Decimal("0.005")


def settled_line(change: Change, line: Record) -> Record:
    """One line as it is kept. Raises 2020, 2500, 5030, 6000 and 6070."""
    kind = line.get("DetailType")
    if kind is None:
        raise refuse(2020, "DetailType is required", "Line.DetailType")
    if kind == "GroupLineDetail":
        raise refuse(5030, "Bundles are not part of this subscription.", "Line.GroupLineDetail")
    if kind == "SalesItemLineDetail":
        return _item_line(change, line)
    if kind == "DescriptionOnly":
        line.pop("Amount", None)
    return line


def _item_line(change: Change, line: Record) -> Record:
    """A line that sells something: `Amount` is quantity times price to the cent, or stands alone (apis/quickbooks.md 8.2)."""
    detail = dict(line.get("SalesItemLineDetail", {}))
    if "ItemRef" not in detail:
        text: Record = {name: value for name, value in line.items() if name in ("Id", "Description")}
        return {**text, "DetailType": "DescriptionOnly", "DescriptionLineDetail": {}}
    if "Amount" not in line:
        raise refuse(2020, "Amount is required", "Line.Amount")
    _check_item(change, detail["ItemRef"]["value"])
    if "ClassRef" in detail and not change.company.preference("AccountingInfoPrefs", "ClassTrackingPerTxnLine"):
        raise refuse(5030, "Classes are not turned on for this company.", "Line.SalesItemLineDetail.ClassRef")
    if not detail.get("Qty") and not detail.get("UnitPrice"):
        detail.pop("Qty", None)
        detail.pop("UnitPrice", None)
    if not detail.get("TaxInclusiveAmt"):
        detail.pop("TaxInclusiveAmt", None)
    line["Amount"] = cents(line["Amount"])
    _check_product(line["Amount"], detail)
    return {**line, "SalesItemLineDetail": detail}


def _check_item(change: Change, identity: str) -> None:
    if identity in PSEUDO_ITEMS:
        if not change.company.preference("SalesFormsPrefs", "AllowShipping"):
            raise refuse(6000, "Shipping is not turned on for this company.", "Line.SalesItemLineDetail.ItemRef")
        return
    if change.company.find("Item", identity)["Type"] == "Category":
        raise refuse(2500, f"Items element id {identity} not found", "Line.SalesItemLineDetail.ItemRef")


def _check_product(amount: Decimal, detail: Record) -> None:
    """Raises 6070 when the amount is not quantity times price; the gross may be the product too."""
    if "Qty" not in detail or "UnitPrice" not in detail:
        return
    product = detail["Qty"] * detail["UnitPrice"]
    possible = [amount, *([detail["TaxInclusiveAmt"]] if "TaxInclusiveAmt" in detail else [])]
    if all(abs(product - value) > _TOLERANCE for value in possible):
        raise refuse(6070, "Amount is not equal to UnitPrice * Qty. Supplied value:" + str(amount), "Line.Amount")


def discount_of(change: Change, lines: list[Record], subtotal: Decimal) -> Decimal:
    """What the one discount line takes off."""
    found = [line for line in lines if line["DetailType"] == "DiscountLineDetail"]
    if not found:
        return ZERO
    if len(found) > 1 or not change.company.preference("SalesFormsPrefs", "AllowDiscount"):
        raise refuse(6000, "A discount is not turned on for this company, or given twice.", "Line.DiscountLineDetail")
    line = found[0]
    detail = line.setdefault("DiscountLineDetail", {})
    if "DiscountAccountRef" in detail:
        check_account(
            change, detail["DiscountAccountRef"]["value"], "Line.DiscountLineDetail.DiscountAccountRef", INCOME
        )
    if detail.get("PercentBased"):
        line["Amount"] = cents(subtotal * detail.get("DiscountPercent", ZERO) / HUNDRED)
    line["Amount"] = cents(line.get("Amount", ZERO))
    return Decimal(line["Amount"])


def number_lines(lines: list[Record], subtotal: Decimal) -> None:
    """Number the lines: Ids and positions; the subtotal comes last and has no id. A known id stays with its line."""
    taken = {line["Id"] for line in lines if line.get("Id", "0") not in ("", "0")}
    fresh = 0
    for place, line in enumerate(lines, 1):
        if line["DetailType"] == "DiscountLineDetail":
            line.pop("Id", None)
        elif line.get("Id", "0") in ("", "0"):
            fresh += 1
            while str(fresh) in taken:
                fresh += 1
            line["Id"] = str(fresh)
        line["LineNum"] = place
    lines.append({"Amount": subtotal.quantize(CENT), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}})
