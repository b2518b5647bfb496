"""What was sent in a stretch of time: by day, customer and state, with both sides by currency. Drawn from the log alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.money import Money, totals_by_currency
from app.domain.plan import DocumentState
from app.domain.run import DocumentOutcome, Reconciliation, RunSummary

_BOOKED = (DocumentState.SENT, DocumentState.MARKED)


@dataclass(frozen=True, slots=True)
class DayTotals:
    """What was booked on one day, in one currency, with both sides."""

    day: date
    figures: Reconciliation


@dataclass(frozen=True, slots=True)
class CustomerTotals:
    """What was booked for one customer, in one currency."""

    customer: str
    count: int
    total: Money


@dataclass(frozen=True, slots=True)
class StateTotals:
    """How many documents stand so, with their amounts by currency."""

    state: DocumentState
    count: int
    totals: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a stretch of time. Days ascend; customers and states begin with the largest; `currencies` with the busiest.

    A document counts once, however many runs it was part of: as booked where one of them booked it, else as it stood last.
    """

    since: date
    until: date
    runs: int
    currencies: tuple[Reconciliation, ...]
    days: tuple[DayTotals, ...]
    customers: tuple[CustomerTotals, ...]
    states: tuple[StateTotals, ...]


def report_of(
    runs: Iterable[RunSummary],
    since: date,
    until: date,
    day_of: Callable[[datetime], date],
    *,
    apart: Sequence[str] = (),
) -> Report:
    """Runs that began from `since` to `until` (both included; `day_of` tells a moment's day), newest first.

    `apart` are ids of routes that are left out. Dry runs wrote nothing and runs that were taken back count no more.
    """
    meant = [
        run for run in runs if not run.dry_run and run.route_id not in apart and since <= day_of(run.started) <= until
    ]
    stands = [run for run in meant if not run.undone]
    return Report(
        since=since,
        until=until,
        runs=len(meant),
        currencies=_by_currency(entry for run in stands for entry in run.reconciliation),
        days=_by_day(stands, day_of),
        customers=_by_customer(stands),
        states=_by_state(meant),
    )


def _by_currency(entries: Iterable[Reconciliation]) -> tuple[Reconciliation, ...]:
    sums: dict[str, Reconciliation] = {}
    for entry in entries:
        sums[entry.currency] = _added(sums.get(entry.currency), entry)
    return tuple(sorted(sums.values(), key=lambda entry: (-entry.count, entry.currency)))


def _added(old: Reconciliation | None, new: Reconciliation) -> Reconciliation:
    if old is None:
        return new
    return Reconciliation(new.currency, old.count + new.count, old.source + new.source, old.ledger + new.ledger)


def _by_day(runs: Sequence[RunSummary], day_of: Callable[[datetime], date]) -> tuple[DayTotals, ...]:
    entries: dict[date, list[Reconciliation]] = {}
    for run in runs:
        entries.setdefault(day_of(run.started), []).extend(run.reconciliation)
    return tuple(DayTotals(day, figures) for day in sorted(entries) for figures in _by_currency(entries[day]))


def _by_customer(runs: Sequence[RunSummary]) -> tuple[CustomerTotals, ...]:
    sums: dict[tuple[str, str], CustomerTotals] = {}
    for outcome in (outcome for run in runs for outcome in run.in_state(*_BOOKED)):
        key = (outcome.customer, outcome.total.currency)
        old = sums.get(key) or CustomerTotals(outcome.customer, 0, Money.zero(outcome.total.currency))
        sums[key] = CustomerTotals(outcome.customer, old.count + 1, old.total + outcome.total)
    busiest: dict[str, int] = {}
    for found in sums.values():
        busiest[found.total.currency] = busiest.get(found.total.currency, 0) + found.count
    return tuple(sorted(sums.values(), key=lambda c: (-busiest[c.total.currency], -c.total.amount, c.customer)))


def _by_state(runs: Sequence[RunSummary]) -> tuple[StateTotals, ...]:
    last: dict[tuple[str, str], DocumentOutcome] = {}
    for run in runs:
        for outcome in run.outcomes:
            key = (run.route_id, outcome.document_id)
            if key not in last or (outcome.state in _BOOKED and last[key].state not in _BOOKED):
                last[key] = outcome
    groups: dict[DocumentState, list[DocumentOutcome]] = {}
    for outcome in last.values():
        groups.setdefault(outcome.state, []).append(outcome)
    totals = [
        StateTotals(state, len(found), tuple(totals_by_currency(o.total for o in found).values()))
        for state, found in groups.items()
    ]
    return tuple(sorted(totals, key=lambda group: (-group.count, group.state.value)))
