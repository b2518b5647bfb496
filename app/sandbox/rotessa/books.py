"""Everything an account ever held, deleted and charged back included, for tests to hold a run against."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.sandbox.rotessa.account import Account
from app.sandbox.rotessa.records import Customer, Schedule, Status, Transaction
from app.sandbox.rotessa.timetable import today
from app.sandbox.rotessa.views import money


def account_books(account: Account, now: datetime) -> dict[str, Any]:
    """`customers`, `schedules`, `transactions` and `settlements`; amounts are text with two decimals, instants ISO UTC."""
    return {
        "customers": [_customer(row) for row in account.customers.values()],
        "schedules": [_schedule(row) for row in account.schedules.values()],
        "transactions": [_transaction(row, now) for row in account.transactions.values()],
        "settlements": settlements(account, now),
    }


def settlements(account: Account, now: datetime) -> list[dict[str, Any]]:
    """One lump for each day and currency: what was paid out, less what was taken back that day (apis/rotessa.md 8).

    Debits that came back before their settlement day are in no lump.
    """
    paid: dict[tuple[date, str], list[Transaction]] = defaultdict(list)
    returned: dict[tuple[date, str], list[Transaction]] = defaultdict(list)
    for debit in account.transactions.values():
        if not was_settled(debit, now):
            continue
        currency = debit.country.currency
        paid[debit.settlement_date, currency].append(debit)
        back = _returned_on(debit)
        if back is not None:
            returned[back, currency].append(debit)
    return [
        {
            "settlement_date": day.isoformat(), "currency": currency,
            "transactions": [debit.id for debit in paid.get((day, currency), [])],
            "returned": [debit.id for debit in returned.get((day, currency), [])],
            "total": money(_sum(paid.get((day, currency), [])) - _sum(returned.get((day, currency), []))),
        }
        for day, currency in sorted({*paid, *returned})
    ]  # fmt: skip


def was_settled(debit: Transaction, now: datetime) -> bool:
    """Whether the debit's money was paid out: its day has come and it stood approved then, whatever happened later."""
    if debit.settlement_date > today(now):
        return False
    states = [(status, at) for status, at in debit.history if today(at) <= debit.settlement_date]
    return bool(states) and states[-1][0] == Status.APPROVED


def _returned_on(debit: Transaction) -> date | None:
    after = [at for status, at in debit.history if status in (Status.DECLINED, Status.CHARGEBACK)]
    return today(after[-1]) if after else None


def _sum(debits: list[Transaction]) -> Decimal:
    return sum((debit.amount for debit in debits), Decimal(0))


def _customer(customer: Customer) -> dict[str, Any]:
    return {
        "id": customer.id, "identifier": customer.identifier, "custom_identifier": customer.custom_identifier,
        "customer_type": customer.customer_type, **customer.texts, "address": dict(customer.address),
        "bank_account_type": customer.bank_account_type, "authorization_type": customer.authorization_type,
        "active": customer.active, "hidden": customer.hidden, "country": customer.country.value,
        "created_at": customer.created_at.isoformat(), "updated_at": customer.updated_at.isoformat(),
    }  # fmt: skip


def _schedule(schedule: Schedule) -> dict[str, Any]:
    return {
        "id": schedule.id, "customer_id": schedule.customer.id, "amount": money(schedule.amount),
        "frequency": schedule.frequency.value, "installments": schedule.installments,
        "process_date": schedule.first.isoformat(), "comment": schedule.comment, "by_hand": schedule.by_hand,
        "created_at": schedule.created_at.isoformat(), "updated_at": schedule.updated_at.isoformat(),
        "deleted_at": schedule.deleted_at.isoformat() if schedule.deleted_at else None,
    }  # fmt: skip


def _transaction(debit: Transaction, now: datetime) -> dict[str, Any]:
    return {
        "id": debit.id, "transaction_schedule_id": debit.schedule.id, "customer_id": debit.customer.id,
        "amount": money(debit.amount), "currency": debit.country.currency,
        "process_date": debit.process_date.isoformat(), "settlement_date": debit.settlement_date.isoformat(),
        "status": debit.status, "status_reason": debit.reason, "settled": was_settled(debit, now),
        "history": [{"status": status, "at": at.isoformat()} for status, at in debit.history],
        "removed_at": debit.removed_at.isoformat() if debit.removed_at else None,
    }  # fmt: skip
