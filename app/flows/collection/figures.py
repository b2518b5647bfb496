"""The figures beside the health page: what is under way, what has settled this month, what comes in the next days. Asks nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.collection.debits import Transaction
from app.domain.collection.planning import Stand
from app.domain.money import Money, totals_by_currency
from app.flows.collection.context import Books, CollectionTools, collector_today
from app.flows.collection.settlement_state import read_payments
from app.flows.collection.standing import debit_records, last_seen

_WEEK = 7


@dataclass(frozen=True, slots=True)
class ComingDay:
    """How many debits are taken on a day."""

    day: date
    count: int


@dataclass(frozen=True, slots=True)
class CollectionFigures:
    """What is read of a route without asking anybody; amounts by currency.

    `under_way`: made, not settled yet, and not deleted at the collector by somebody; `settled`: applied to invoices this month, by
    settlement date. `following` are customers whose payer follows the ledger by itself. `week` are the next seven days, today first.
    """

    under_way: int
    under_way_totals: tuple[Money, ...]
    settled: int
    settled_totals: tuple[Money, ...]
    following: int
    week: tuple[ComingDay, ...]
    week_totals: tuple[Money, ...]


def figures(tools: CollectionTools, books: Books) -> CollectionFigures:
    """From the records and what was last read of the report."""
    today = collector_today(tools.clock.now())
    route_id = books.route.id
    rows = tools.store.transactions(route_id)
    debits = debit_records(
        tools.journal, books, tools.store.entries(route_id), rows
    )  # open for 100 days: this month's are all here
    payments = read_payments(tools.journal, books, rows, {one.debit_id for one in debits if one.debit_id})
    open_now = [
        (made, Money(made.amount, one.entry.currency))
        for one in debits
        if (made := last_seen(one)) is not None
        and made.stand in (Stand.OPEN, Stand.LEFT)
        and not (one.row is not None and payments.is_applied(one.row.id))
    ]
    days = [today + timedelta(days=n) for n in range(_WEEK)]
    coming = [(made, money) for made, money in open_now if made.process_date in days]
    taken = Counter(made.process_date for made, _ in coming)
    applied = [
        Money(one.row.amount, one.entry.currency)
        for one in debits
        if one.row is not None and _is_of_month(one.row, today) and payments.is_applied(one.row.id)
    ]
    return CollectionFigures(
        under_way=len(open_now),
        under_way_totals=_sums([money for _, money in open_now]),
        settled=len(applied),
        settled_totals=_sums(applied),
        following=sum(one.auto_update for one in tools.store.customers(route_id)),
        week=tuple(ComingDay(day, taken[day]) for day in days),
        week_totals=_sums([money for _, money in coming]),
    )


def _sums(amounts: Sequence[Money]) -> tuple[Money, ...]:
    return tuple(totals_by_currency(amounts).values())


def _is_of_month(row: Transaction, today: date) -> bool:
    settled = row.settlement_date
    return settled is not None and (settled.year, settled.month) == (today.year, today.month)
