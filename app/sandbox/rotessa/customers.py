"""Creating and changing customers: what is taken, what is refused and in which words (apis/rotessa.md 4 and 9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from app.sandbox.rotessa.account import Account
from app.sandbox.rotessa.records import ADDRESS, TEXTS, Customer, read_id
from app.sandbox.rotessa.refusals import Problem, Refusal, not_found, refuse_unless_empty

_CHOICES: Final[Mapping[str, frozenset[str]]] = {
    "customer_type": frozenset({"Personal", "Business"}),
    "bank_account_type": frozenset({"Savings", "Checking"}),
    "authorization_type": frozenset({"In Person", "Online", "Phone"}),
}
_SHAPES: Final = {
    "institution_number": (re.compile(r"\d{3}"), "must be 3 digits"),
    "transit_number": (re.compile(r"\d{5}"), "must be 5 digits"),
    "account_number": (re.compile(r"\d{1,12}"), "must be up to 12 digits"),
    "routing_number": (re.compile(r"\d{9}"), "must be 9 digits"),
}
_OLD_PHONE: Final = "cell_phone"


def find_customer(account: Account, key: object) -> Customer:
    """A customer by id; 404 when there is none, 403 when this key may not see it (apis/rotessa.md 2)."""
    found = account.customers.get(read_id(key))
    if found is None:
        raise not_found("customer", key)
    return _seen(found)


def find_by_identifier(account: Account, identifier: object) -> Customer:
    """A customer by custom_identifier; 404 and 403 as for the id."""
    found = _holder(account, identifier) if isinstance(identifier, str) and identifier else None
    if found is None:
        raise Refusal(404, [("not_found_error", f"No customer was found with custom identifier {identifier}")])
    return _seen(found)


def create_customer(account: Account, sent: Mapping[str, Any], now: datetime) -> Customer:
    """A new customer; 422 with everything that is wrong."""
    problems = [] if str(sent.get("name") or "").strip() else [("name_required", "Name can't be blank")]
    refuse_unless_empty(problems + _problems(account, sent, None))
    made = account.new_customer(str(sent["name"]), now)
    _apply(made, sent)
    return made


def update_customer(account: Account, customer: Customer, sent: Mapping[str, Any], now: datetime) -> None:
    """Set the fields that were sent and no others; 422 with everything that is wrong."""
    blank = "name" in sent and not str(sent["name"] or "").strip()
    problems = [("name_required", "Name can't be blank")] if blank else []
    refuse_unless_empty(problems + _problems(account, sent, customer))
    _apply(customer, sent)
    customer.updated_at = now


def _seen(customer: Customer) -> Customer:
    if customer.hidden:
        raise Refusal(403, [("forbidden", "You are not authorized to access this customer")])
    return customer


def _holder(account: Account, identifier: str) -> Customer | None:
    fold: Callable[[str], str] = str.casefold if account.switches.identifier_ignores_case else str
    wanted = fold(identifier)
    held = (row for row in account.customers.values() if row.custom_identifier is not None)
    return next((row for row in held if fold(str(row.custom_identifier)) == wanted), None)


def _problems(account: Account, sent: Mapping[str, Any], customer: Customer | None) -> list[Problem]:
    found = [
        (f"{name}_invalid", f"{_label(name)} is not text")
        for name in (*TEXTS, _OLD_PHONE, "custom_identifier")
        if not isinstance(sent.get(name), str | None)
    ]
    if not isinstance(sent.get("address"), dict | None):
        found.append(("address_invalid", "Address is not an object"))
    for name, (shape, words) in _SHAPES.items():
        value = sent.get(name)
        if isinstance(value, str) and value and not shape.fullmatch(value):
            found.append((f"{name}_invalid", f"{_label(name)} {words}"))
    for name, choices in _CHOICES.items():
        if sent.get(name) not in (None, "", *choices):
            found.append((f"{name}_invalid", f"{_label(name)} is not included in the list"))
    identifier = sent.get("custom_identifier")
    if isinstance(identifier, str) and identifier and _holder(account, identifier) not in (None, customer):
        found.append(("custom_identifier_taken", "Custom identifier has already been taken"))
    return found


def _apply(customer: Customer, sent: Mapping[str, Any]) -> None:
    values = dict(sent)
    if _OLD_PHONE in values:
        values.setdefault("phone", values[_OLD_PHONE])
    for name in TEXTS:
        if name in values:
            customer.texts[name] = values[name] or ""
    if "custom_identifier" in values:
        customer.custom_identifier = values["custom_identifier"] or None
    if "customer_type" in values:
        customer.customer_type = values["customer_type"] or "Personal"
    if "bank_account_type" in values:
        customer.bank_account_type = values["bank_account_type"] or None
    if "authorization_type" in values:
        customer.authorization_type = values["authorization_type"] or None
    address = values.get("address") or {}
    customer.address |= {name: _text(address[name]) for name in ADDRESS if name in address}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()
