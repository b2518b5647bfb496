"""Records in the shapes that Rotessa sends (apis/rotessa.md 4, 5, 6 and 8)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from app.sandbox.rotessa.account import Account, uuid_of
from app.sandbox.rotessa.central import CENTRAL
from app.sandbox.rotessa.dates import unpadded
from app.sandbox.rotessa.records import BANK_NUMBERS, Customer, Schedule, Transaction

_SHOWN = ("institution_number", "transit_number", "account_number")


def money(amount: Decimal) -> str:
    """An amount as text with two decimals."""
    return f"{amount:.2f}"


def short_customer(customer: Customer) -> dict[str, Any]:
    """A customer as the list has it."""
    texts = customer.texts
    return {
        "id": customer.id, "uuid": uuid_of("customer", customer.id), "active": customer.active, "name": texts["name"],
        "email": texts["email"], "custom_identifier": customer.custom_identifier, "identifier": customer.identifier,
        "customer_type": customer.customer_type, "home_phone": texts["home_phone"], "phone": texts["phone"],
        "bank_name": texts["bank_name"], "created_at": CENTRAL.text(customer.created_at),
        "updated_at": CENTRAL.text(customer.updated_at),
    }  # fmt: skip


def long_customer(account: Account, customer: Customer, now: datetime, *, numbers: bool = True) -> dict[str, Any]:
    """A customer with bank data, schedules and debits; without `numbers` the bank's are null."""
    schedules = [row for row in account.schedules_of(customer) if row.deleted_at is None]
    every = [debit for row in account.schedules_of(customer) for debit in account.debits_of(row)]
    return short_customer(customer) | {
        **{name: customer.texts[name] if numbers else None for name in BANK_NUMBERS},
        "address": {"id": customer.address_id} | customer.address,
        "authorization_type": customer.authorization_type,
        "bank_account_type": customer.bank_account_type,
        "transaction_schedules": [plain_schedule(row) for row in schedules],
        "financial_transactions": [financial_transaction(debit) for debit in every if account.visible(debit, now)],
    }


def plain_schedule(schedule: Schedule) -> dict[str, Any]:
    """A schedule as it stands inside a customer."""
    return {
        "id": schedule.id, "uuid": uuid_of("schedule", schedule.id), "amount": money(schedule.amount),
        "comment": schedule.comment, "frequency": schedule.frequency.value, "installments": schedule.installments,
        "process_date": schedule.first.isoformat(),
        "next_process_date": schedule.next_date.isoformat() if schedule.next_date else None,
        "created_at": CENTRAL.text(schedule.created_at), "updated_at": CENTRAL.text(schedule.updated_at),
    }  # fmt: skip


def full_schedule(account: Account, schedule: Schedule, now: datetime, *, fresh: bool = False) -> dict[str, Any]:
    """A schedule with its debits; the answer to a create (`fresh`) shows none yet."""
    debits = [] if fresh else [row for row in account.debits_of(schedule) if account.visible(row, now)]
    return plain_schedule(schedule) | {"financial_transactions": [financial_transaction(row) for row in debits]}


def financial_transaction(debit: Transaction) -> dict[str, Any]:
    """A debit as it stands inside a customer or a schedule."""
    texts = debit.customer.texts
    return {
        "id": debit.id, "uuid": uuid_of("transaction", debit.id), "amount": money(debit.amount),
        "process_date": debit.process_date.isoformat(), "status": debit.status, "status_reason": debit.reason,
        "transaction_schedule_id": debit.schedule.id, "bank_name": texts["bank_name"],
        **{name: texts[name] for name in _SHOWN},
    }  # fmt: skip


def report_row(debit: Transaction, odd: frozenset[str]) -> dict[str, Any]:
    """A debit as the report has it; `odd` names the oddities that strike one row in two or three."""
    customer, texts = debit.customer, debit.customer.texts
    row = {
        "id": debit.id, "transaction_schedule_id": debit.schedule.id, "customer_id": customer.id,
        "custom_identifier": customer.custom_identifier, "amount": money(debit.amount), "comment": debit.schedule.comment,
        "process_date": debit.process_date.isoformat(), "settlement_date": debit.settlement_date.isoformat(),
        "earliest_approval_date": None, "status": debit.status, "status_reason": debit.reason, "transaction_number": None,
        **{name: texts[name] for name in _SHOWN}, "bank_name": texts["bank_name"],
        "created_at": CENTRAL.text(debit.created_at), "updated_at": CENTRAL.text(debit.updated_at),
    }  # fmt: skip
    return row | _oddities(debit, odd)


def _oddities(debit: Transaction, odd: frozenset[str]) -> dict[str, Any]:
    number = debit.customer.texts["account_number"]
    found: dict[str, Any] = {}
    if "numeric_account" in odd and debit.id % 2 and number.isdigit() and number[0] != "0":
        found["account_number"] = int(number)
    if "unpadded_date" in odd and debit.id % 2:
        found["settlement_date"] = unpadded(debit.settlement_date)
    if "null_updated" in odd and debit.id % 3 == 0:
        found["updated_at"] = None
    if "leap_day" in odd and debit.id % 3 == 1:
        found["created_at"] = "2019-02-29T10:02:11.000-06:00"
    return found
