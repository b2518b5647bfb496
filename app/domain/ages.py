"""What waits in the source, by age: the older, the more it wants attention."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.documents import WaitingInvoice
from app.domain.money import Money, totals_by_currency

_STEPS = ((7, "up to 7 days"), (14, "8 to 14"), (30, "15 to 30"))
_OLDEST = "over 30"


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """Invoices of one age: label, how many, totals by currency, and whether their age is alarming."""

    label: str
    count: int
    totals: tuple[Money, ...]
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that waits: how many, totals by currency with the busiest first, and by age."""

    count: int
    totals: tuple[Money, ...]
    groups: tuple[AgeGroup, ...]


def group_by_age(invoices: Iterable[WaitingInvoice], today: date) -> Waiting:
    """Count and add up what waits, by days since the invoice date; a date still to come counts as today."""
    members: dict[str, list[WaitingInvoice]] = {label: [] for label in (*(label for _, label in _STEPS), _OLDEST)}
    everything: list[WaitingInvoice] = []
    for invoice in invoices:
        days = (today - invoice.issue_date).days
        members[next((label for most, label in _STEPS if days <= most), _OLDEST)].append(invoice)
        everything.append(invoice)
    groups = tuple(AgeGroup(label, len(found), _totals(found), label == _OLDEST) for label, found in members.items())
    return Waiting(len(everything), _totals(everything), groups)


def _totals(invoices: list[WaitingInvoice]) -> tuple[Money, ...]:
    counts: dict[str, int] = {}
    for invoice in invoices:
        counts[invoice.total.currency] = counts.get(invoice.total.currency, 0) + 1
    totals = totals_by_currency(invoice.total for invoice in invoices)
    return tuple(sorted(totals.values(), key=lambda money: -counts[money.currency]))
