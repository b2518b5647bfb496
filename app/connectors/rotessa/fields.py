"""Reads Rotessa's records: strict where money or identity is concerned, tolerant of everything else (apis/rotessa.md 4 to 8).

Bank numbers end here: of account, institution, transit and routing number only whether they are there is told, and nothing of them is
kept, logged or stored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from app.connectors.http.records import Record, amount, part, records, text
from app.connectors.rotessa.settings import VENDOR
from app.domain.collection.debits import Debit, Transaction, TransactionStatus
from app.domain.collection.payers import Given, Payer
from app.domain.errors import IncompleteRead
from app.domain.parties import Address

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_STATUSES: Mapping[str, TransactionStatus] = {
    "future": TransactionStatus.FUTURE,
    "pending": TransactionStatus.PENDING,
    "approved": TransactionStatus.APPROVED,
    "declined": TransactionStatus.DECLINED,
    "chargeback": TransactionStatus.CHARGEBACK,
}
_CANADIAN = ("institution_number", "transit_number", "account_number")
_AMERICAN = ("routing_number", "account_number", "bank_account_type")


def incomplete(what: str, details: str) -> IncompleteRead:
    """What to raise for what cannot be relied on whole."""
    return IncompleteRead(
        f"The {what} could not be read whole from {VENDOR}.",
        advice="Nothing was concluded from it. Try again.",
        details=details,
        code="incomplete",
    )


def elements(value: object, what: str) -> list[Record]:
    """The objects of a bare list. Raises `IncompleteRead` for anything else."""
    if not isinstance(value, list) or any(not isinstance(each, Mapping) for each in value):
        raise incomplete(what, "the answer is not a list of objects")
    return value


def identifier(record: Record, name: str = "id") -> str:
    """A whole number above nought as text, '' for anything else."""
    value = text(record, name).strip()
    return str(int(value)) if value.isascii() and value.isdecimal() and 0 < len(value) <= 18 and int(value) else ""


def whole_amount(record: Record, what: str) -> Decimal:
    """The amount. Raises `IncompleteRead` when it is missing, below nought, or finer than a cent."""
    found = amount(record, "amount")
    if found is None or found < 0 or found != found.quantize(Decimal("0.01")):
        raise incomplete(what, "an amount cannot be read")
    return found.quantize(Decimal("0.01"))


def day(record: Record, name: str) -> date | None:
    """A date, padded or not; None when missing or no date at all. A day the month does not have counts as the first of the next one:
    Rotessa's own examples hold such days, and later is the safe side for money that is waited for.
    """
    found = _DAY.match(text(record, name).strip())
    if found is None:
        return None
    year, month, number = (int(each) for each in found.groups())
    if not (1 <= month <= 12 and 1 <= number <= 31 and 1 <= year < 9999):
        return None
    try:
        return date(year, month, number)
    except ValueError:
        return date(year, month + 1, 1)  # December has 31 days, so the month after is in the same year


def _required_day(record: Record, what: str) -> date:
    found = day(record, "process_date")
    if found is None:
        raise incomplete(what, "a process date cannot be read")
    return found


# --- payers


def read_payer(record: Record, url: str, *, is_full: bool) -> Payer:
    """A customer of a list (short) or read alone (`is_full`). Raises `IncompleteRead` when it has no id."""
    payer_id = identifier(record)
    if not payer_id:
        raise incomplete("list of customers", "a customer has no id")
    bank, currency = _bank(record) if is_full else (Given.UNKNOWN, "")
    return Payer(
        id=payer_id,
        name=text(record, "name"),
        identifier=text(record, "custom_identifier"),
        email=text(record, "email"),
        phone=text(record, "phone") or text(record, "cell_phone"),
        home_phone=text(record, "home_phone"),
        kind=text(record, "customer_type"),
        is_active=record.get("active") is not False,
        bank_details=bank,
        authorisation=_given(record, "authorization_type") if is_full else Given.UNKNOWN,
        address=_address(part(record, "address")) if is_full else None,
        currency=currency,
        version=text(record, "updated_at"),
        url=url,
    )


def _given(record: Record, *names: str) -> Given:
    return Given.YES if all(text(record, name).strip() for name in names) else Given.NO


def _bank(record: Record) -> tuple[Given, str]:
    """Whether the bank details are whole, and the currency they are of: debits name none (apis/rotessa.md 4, 5)."""
    if _given(record, *_CANADIAN) is Given.YES:
        return Given.YES, "CAD"
    if _given(record, *_AMERICAN) is Given.YES:
        return Given.YES, "USD"
    if text(record, "routing_number").strip():
        return Given.NO, "USD"
    some = text(record, "institution_number").strip() or text(record, "transit_number").strip()
    return Given.NO, "CAD" if some else ""


def _address(record: Record) -> Address:
    return Address(
        lines=tuple(line for name in ("address_1", "address_2") if (line := text(record, name).strip())),
        city=text(record, "city"),
        region=text(record, "province_code"),
        postal_code=text(record, "postal_code"),
        country=text(record, "country"),
    )


# --- debits and transactions


def read_debit(record: Record, payer_id: str) -> Debit:
    """A schedule with its transactions; it names no customer itself. Raises `IncompleteRead`."""
    what = "schedule"
    debit_id = identifier(record)
    if not debit_id:
        raise incomplete(what, "it has no id")
    comment = text(record, "comment")
    held = record.get("financial_transactions")
    rows = elements([] if held is None else held, what)
    return Debit(
        id=debit_id,
        payer_id=payer_id,
        amount=whole_amount(record, what),
        process_date=_required_day(record, what),
        frequency=text(record, "frequency"),
        installments=_installments(record),
        comment=comment,
        transactions=tuple(_of_debit(row, debit_id, payer_id, comment) for row in rows),
    )


def _installments(record: Record) -> int | None:
    value = text(record, "installments")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 9 else None


def _of_debit(row: Record, debit_id: str, payer_id: str, comment: str) -> Transaction:
    found = read_transaction({"transaction_schedule_id": debit_id, "customer_id": payer_id, "comment": comment, **row})
    if found.debit_id != debit_id:
        raise incomplete("schedule", "it holds a transaction of another one")
    return found


def read_transaction(record: Record) -> Transaction:
    """A row of the report, or a transaction inside a schedule. An unknown status is kept as it is spelt. Raises `IncompleteRead`."""
    what = "transaction report"
    transaction_id = identifier(record)
    if not transaction_id:
        raise incomplete(what, "a transaction has no id")
    words = text(record, "status").strip()
    return Transaction(
        id=transaction_id,
        debit_id=identifier(record, "transaction_schedule_id"),
        payer_id=identifier(record, "customer_id"),
        amount=whole_amount(record, what),
        process_date=_required_day(record, what),
        status=_STATUSES.get(words.lower(), TransactionStatus.UNKNOWN),
        settlement_date=day(record, "settlement_date"),
        reason=text(record, "status_reason").strip(),
        words=words,
        comment=text(record, "comment"),
        payer_identifier=text(record, "custom_identifier"),
    )


def read_debits(record: Record, payer_id: str) -> tuple[Debit, ...]:
    """The debits of a customer read alone, with the transactions that stand beside them. Raises `IncompleteRead`."""
    schedules = elements(record.get("transaction_schedules"), "customer")
    rows: dict[str, list[Record]] = {}
    for row in records(record, "financial_transactions"):
        rows.setdefault(identifier(row, "transaction_schedule_id"), []).append(row)
    return tuple(read_debit(_with_rows(each, rows), payer_id) for each in schedules)


def _with_rows(schedule: Record, rows: Mapping[str, Sequence[Record]]) -> Record:
    """The schedule with its transactions, wherever the answer keeps them: in it, beside it, or both."""
    own = {identifier(row): row for row in rows.get(identifier(schedule), ())}
    own.update({identifier(row): row for row in records(schedule, "financial_transactions")})
    return {**schedule, "financial_transactions": list(own.values())}
