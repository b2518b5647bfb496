"""Creating, changing and deleting schedules of debits (apis/rotessa.md 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from app.sandbox.rotessa import banking
from app.sandbox.rotessa.account import Account
from app.sandbox.rotessa.customers import find_customer
from app.sandbox.rotessa.dates import read_date
from app.sandbox.rotessa.records import Customer, Frequency, Schedule, read_id
from app.sandbox.rotessa.refusals import Problem, Refusal, not_found, refuse_unless_empty
from app.sandbox.rotessa.timetable import posting_day, today

SUFFIX: Final = " (Created with API)"
_CENT: Final = Decimal("0.01")
_MOST: Final = Decimal(10_000_000)
_CHANGEABLE: Final = frozenset({"amount", "comment", "customer_id", "custom_identifier", "id"})


@dataclass(frozen=True, slots=True)
class Order:
    """The values of a create, read; None where one could not be."""

    amount: Decimal | None
    frequency: Frequency | None
    installments: int | None
    day: date | None
    comment: str | None


def find_schedule(account: Account, key: object) -> Schedule:
    """A schedule by id; 404 when there is none or it was deleted, 403 with its customer."""
    found = account.schedules.get(read_id(key))
    if found is None or found.deleted_at is not None:
        raise not_found("transaction schedule", key)
    find_customer(account, found.customer.id)
    return found


def create_schedule(
    account: Account, customer: Customer, sent: Mapping[str, Any], now: datetime, *, by_hand: bool = False
) -> Schedule:
    """A new schedule with its first debit; 422 with everything that is wrong.

    `by_hand`: made in the portal, so the comment stays free of the suffix. Nothing keeps the same order from being taken twice.
    """
    order, problems = _read_order(sent)
    problems += _customer_problems(account, customer)
    if order.day is not None:
        problems += _date_problems(account, customer, order.day, now, by_hand=by_hand)
        problems += _limit_problems(account, customer, order, now)
    refuse_unless_empty(problems)
    if order.amount is None or order.frequency is None or order.day is None:
        raise AssertionError("an order without problems is whole")
    first = order.day
    if account.switches.weekend_dates == "moved":
        first = banking.on_or_after(customer.country, first)
    comment = f"{order.comment}{SUFFIX}" if order.comment and not by_hand else order.comment
    frequency, installments = order.frequency, order.installments
    if not by_hand:
        frequency, installments = _as_made(account.switches.creates, frequency, installments)
    return account.add_schedule(
        Schedule(
            account.next_schedule_id(), customer, order.amount, frequency, installments, first, comment,
            now, now, first, by_hand,
        )
    )  # fmt: skip


def _as_made(switch: str, frequency: Frequency, installments: int | None) -> tuple[Frequency, int | None]:
    """How often a debit happens by the switch `creates`."""
    made: Mapping[str, tuple[Frequency, int | None]] = {
        "other_frequency": (Frequency.MONTHLY, installments),
        "no_installments": (frequency, None),
        "without_end": (Frequency.MONTHLY, None),
    }
    return made.get(switch, (frequency, installments))


def change_schedule(account: Account, schedule: Schedule, sent: Mapping[str, Any], now: datetime) -> None:
    """Set amount and comment; 422 for anything else, and once the debit is with the bank."""
    problems: list[Problem] = []
    amount = None
    if "amount" in sent:
        amount, problems = _read_amount(sent["amount"])
    if not isinstance(sent.get("comment"), str | None):
        problems.append(("comment_invalid", "Comment is not text"))
    rest = sorted(set(sent) - _CHANGEABLE)
    if rest and not account.switches.update_ignores_rest:
        problems += [
            (f"{name}_not_editable", f"{name} cannot be changed; delete the schedule instead") for name in rest
        ]
    refuse_unless_empty(problems)
    refuse_when_locked(account, schedule)
    comment = (sent["comment"] or "") if "comment" in sent else None
    account.change(schedule, now, amount, comment)


def delete_schedule(account: Account, schedule: Schedule, now: datetime) -> None:
    """Remove what has not been sent; 422 when all of it has been."""
    refuse_when_locked(account, schedule)
    account.delete(schedule, now)


def refuse_when_locked(account: Account, schedule: Schedule) -> None:
    """The wall at 'sent to the bank'. The code's name is not published (apis/rotessa.md 5)."""
    if not account.is_open(schedule):
        raise Refusal(
            422, [("schedule_locked", "The transaction has been sent to the bank and can no longer be changed")]
        )


def _read_order(sent: Mapping[str, Any]) -> tuple[Order, list[Problem]]:
    amount, problems = _read_amount(sent.get("amount"))
    frequency = next((known for known in Frequency if known == sent.get("frequency")), None)
    if frequency is None:
        problems.append(("frequency_invalid", "Frequency is not included in the list"))
    installments = sent.get("installments")
    problems += _installment_problems(frequency, installments)
    day = read_date(sent.get("process_date"))
    if day is None:
        problems.append(("process_date_invalid", "Process date is not a valid date"))
    comment = sent.get("comment")
    if not isinstance(comment, str | None):
        problems.append(("comment_invalid", "Comment is not text"))
    return Order(amount, frequency, installments, day, comment), problems


def _read_amount(value: Any) -> tuple[Decimal | None, list[Problem]]:
    """An amount from a number or text, in whole cents and more than nothing."""
    try:
        amount = Decimal(str(value)) if isinstance(value, str | int | Decimal) and not isinstance(value, bool) else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite():
        return None, [("amount_invalid", "Amount is not a number")]
    if not 0 < amount < _MOST:
        return None, [("amount_invalid", "Amount must be greater than 0")]
    if amount != amount.quantize(_CENT):
        return None, [("amount_invalid", "Amount must not have more than 2 decimals")]
    return amount.quantize(_CENT), []


def _installment_problems(frequency: Frequency | None, installments: object) -> list[Problem]:
    if installments is None:
        once = frequency is Frequency.ONCE
        return [("installments_required", "Installments can't be blank when frequency is Once")] if once else []
    if not isinstance(installments, int) or isinstance(installments, bool) or installments < 1:
        return [("installments_invalid", "Installments must be a whole number greater than 0")]
    if frequency is Frequency.ONCE and installments != 1:
        return [("installments_invalid", "Installments must be 1 when frequency is Once")]
    return []


def _customer_problems(account: Account, customer: Customer) -> list[Problem]:
    missing = customer.missing_bank_data()
    if account.switches.authorization_wanted and not customer.authorization_type:
        missing = [*missing, "authorization_type"] if "authorization_type" not in missing else missing
    found = [("bank_information_incomplete", f"Customer {name.replace('_', ' ')} can't be blank") for name in missing]
    return found if customer.active else [*found, ("customer_inactive", "Customer is not active")]


def _date_problems(account: Account, customer: Customer, day: date, now: datetime, *, by_hand: bool) -> list[Problem]:
    here, rule = today(now), account.switches.earliest
    if by_hand or rule == "same_day":
        earliest, words = here, "Process date cannot be in the past"
    elif rule == "tomorrow":
        earliest, words = here + timedelta(days=1), "Process date must be in the future"
    else:
        earliest = banking.days_later(customer.country, here, 2)
        words = "Process date must be at least 2 business days in the future"
    if day < earliest:
        return [("process_date_timing", words)]
    if account.switches.weekend_dates == "refused" and not banking.is_banking_day(customer.country, day):
        return [("process_date_invalid", "Process date must be a business day")]
    return []


def _limit_problems(account: Account, customer: Customer, order: Order, now: datetime) -> list[Problem]:
    limit = account.switches.day_limit
    if not limit or order.amount is None or order.day is None:
        return []
    day = posting_day(customer.country, order.day, now)
    debits = [debit for schedule in account.schedules_of(customer) for debit in account.debits_of(schedule)]
    taken = sum((debit.amount for debit in debits if debit.process_date == day), Decimal(0))
    over = taken + order.amount > limit
    return [("limit_exceeded", "Amount is over the daily limit of this customer")] if over else []
