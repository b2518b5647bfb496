"""Fills an account from the dict of a generated world.

`customers`: rows in wire names, optionally `active`, `hidden` and `created_at`. `schedules`: wire names with `customer` (place in
the list of customers), `created_at` (ISO), and optionally `by_hand` and `outcome` {status, reason?, day?}. `rules`: see
`Rule.from_json`. What lies in the past happens by the same clockwork as what is yet to come.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.sandbox.rotessa.account import Account
from app.sandbox.rotessa.customers import create_customer
from app.sandbox.rotessa.outcomes import Rule, plan_moves
from app.sandbox.rotessa.records import Customer
from app.sandbox.rotessa.schedules import create_schedule

_EARLY = "2024-01-08T15:00:00+00:00"


def fill_account(account: Account, seed: Mapping[str, Any]) -> None:
    """Add the seed's records. Raises Refusal or ValueError for a seed that the account itself would not take."""
    customers = [_add_customer(account, row) for row in seed.get("customers", [])]
    for rule in seed.get("rules", []):
        account.script.add_rule(Rule.from_json(rule))
    for row in sorted(seed.get("schedules", []), key=lambda row: str(row["created_at"])):
        _add_schedule(account, customers[row["customer"]], row)
    for customer, row in zip(customers, seed.get("customers", []), strict=True):
        customer.active = bool(row.get("active", True))
        customer.hidden = bool(row.get("hidden", False))


def _add_customer(account: Account, row: Mapping[str, Any]) -> Customer:
    return create_customer(account, row, _instant(row.get("created_at", _EARLY)))


def _add_schedule(account: Account, customer: Customer, row: Mapping[str, Any]) -> None:
    made = _instant(row["created_at"])
    account.catch_up(made)
    schedule = create_schedule(account, customer, row, made, by_hand=bool(row.get("by_hand", False)))
    if planned := row.get("outcome"):
        moves = plan_moves(str(planned["status"]), planned.get("reason"), planned.get("day"))
        account.script.plan_schedule(schedule.id, moves)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
