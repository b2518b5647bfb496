"""Items: creating them, by code, which is unique (apis/xero.md 6.3). The wording of the refusals is the simulator's own."""

from __future__ import annotations

from app.sandbox.xero.outcome import Booking, Outcome
from app.sandbox.xero.values import ZERO_ID, Record, UnreadableError, flag_of, folded, text_of

_LIMITS = {"Code": 30, "Name": 50, "Description": 4000, "PurchaseDescription": 4000}
_DETAILS = ("SalesDetails", "PurchaseDetails")


def put_item(booking: Booking, sent: Record) -> Outcome:
    """Create one item. Raises `UnreadableError`."""
    fields: Record = {name: text_of(sent[name], name) for name in _LIMITS if name in sent}
    fields |= {name: flag_of(sent[name], name) for name in ("IsSold", "IsPurchased") if name in sent}
    errors = [
        f"The {name} field must not be longer than {limit} characters."
        for name, limit in _LIMITS.items()
        if len(fields.get(name, "")) > limit
    ]
    errors += _code_errors(booking, fields.get("Code", ""))
    for name in _DETAILS:
        if name in sent:
            fields[name] = _details(sent[name], name)
            errors += _account_errors(booking, fields[name])
    if errors:
        return Outcome(None, {"ItemID": ZERO_ID, "Code": fields.get("Code")}, errors)
    ledger = booking.ledger
    item: Record = {"ItemID": ledger.new_id(), "IsTrackedAsInventory": False, "IsSold": True, "IsPurchased": True}
    item |= {**fields, "UpdatedDateUTC": booking.now}
    ledger.items[item["ItemID"]] = item
    ledger.item_codes[item["Code"]] = item
    return Outcome(item, effect=f"item {item['Code']} created")


def _code_errors(booking: Booking, code: str) -> list[str]:
    if not code:
        return ["Item code must be specified."]
    taken = any(folded(held) == folded(code) for held in booking.ledger.item_codes)
    return [f"Price List Item with Code '{code}' already exists."] if taken else []


def _details(value: object, name: str) -> Record:
    if not isinstance(value, dict):
        raise UnreadableError(f"{name} must be an object")
    return {key: text_of(held, key) if key != "UnitPrice" else held for key, held in value.items()}


def _account_errors(booking: Booking, details: Record) -> list[str]:
    code = details.get("AccountCode", "")
    account = booking.ledger.account_codes.get(code)
    if code and (account is None or account["Status"] != "ACTIVE"):
        return [f"Account code '{code}' is not a valid code for this item."]
    return []
