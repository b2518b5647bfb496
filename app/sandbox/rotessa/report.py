"""The transaction report: debits by process date, in pages (apis/rotessa.md 8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from app.sandbox.rotessa.account import Account
from app.sandbox.rotessa.dates import read_date
from app.sandbox.rotessa.records import Status, Transaction
from app.sandbox.rotessa.refusals import Refusal
from app.sandbox.rotessa.timetable import today
from app.sandbox.rotessa.views import report_row

_YEARS_AHEAD: Final = 3
_FILTERS: Final = frozenset({"All", *Status} - {Status.FUTURE})
_ORDERS: Final[Mapping[str, Callable[[Transaction], Any]]] = {
    "updated": lambda debit: (-debit.updated_at.timestamp(), debit.id),
    "id": lambda debit: debit.id,
    "process_date": lambda debit: (debit.process_date, debit.id),
}


def transaction_report(account: Account, wanted: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    """One page; 400 for parameters that make no sense. Debits of hidden customers are left out."""
    first = _day(wanted, "start_date")
    if first is None:
        raise Refusal(400, [("bad_request", "start_date is required")])
    last = min(_day(wanted, "end_date") or date.max, _horizon(now))
    status = str(wanted.get("status") or wanted.get("filter") or "All")
    if status not in _FILTERS:
        raise Refusal(400, [("bad_request", f"status {status} is not one of {', '.join(sorted(_FILTERS))}")])
    rows = [
        debit for debit in account.transactions.values()
        if first <= debit.process_date <= last and status in ("All", debit.status)
        and not debit.customer.hidden and account.visible(debit, now)
    ]  # fmt: skip
    rows.sort(key=_ORDERS[account.switches.report_order])
    size, page = account.switches.page_size, _page(wanted)
    start = (page - 1) * size
    if page > 1 and account.moving_rows:
        start, account.moving_rows = start + account.moving_rows, 0
    return [report_row(debit, account.switches.odd_values) for debit in rows[start : start + size]]


def _horizon(now: datetime) -> date:
    here = today(now)
    return date(here.year + _YEARS_AHEAD, here.month, min(here.day, 28) if here.month == 2 else here.day)


def _day(wanted: Mapping[str, Any], name: str) -> date | None:
    value = wanted.get(name)
    if value in (None, ""):
        return None
    day = read_date(value)
    if day is None:
        raise Refusal(400, [("bad_request", f"{name} is not a valid date")])
    return day


def _page(wanted: Mapping[str, Any]) -> int:
    text = str(wanted.get("page", 1))
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10) or int(text) < 1:
        raise Refusal(400, [("bad_request", "page must be a number from 1")])
    return int(text)
