"""What is said while a run goes on: counts first, then an honest time, or that none can be told."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.money import Money
from app.domain.run import Lane, LaneCount, Progress
from app.domain.words import count_of, say_money

_MINUTE = 60
_HOUR = 3600


def time_left(seconds: float | None) -> str:
    """'About 1 minute left'; never more exact than it is known."""
    if seconds is None:
        return "How long it takes is not known yet"
    if seconds < 20:
        return "A few seconds left"
    if seconds < 50:
        return "Less than 1 minute left"
    if seconds < _HOUR * 0.9:
        return f"About {count_of(max(1, round(seconds / _MINUTE)), 'minute')} left"
    return f"About {count_of(max(1, round(seconds / _HOUR)), 'hour')} left"


def arrived_sentence(progress: Progress, ledger: str) -> str:
    """'74 of 119 invoices are in Xero'."""
    done = progress.lanes.get(LaneCount.DONE, Lane()).count
    return f"{done:,} of {count_of(progress.total, 'invoice')} {'is' if done == 1 else 'are'} in {ledger}"


def arrived_amounts(progress: Progress) -> str:
    """'68,459.65 of 109,122.55 AUD  ·  4,362.30 of 4,362.30 NZD'."""
    done = {m.currency: m for m in progress.lanes.get(LaneCount.DONE, Lane()).totals}
    whole: dict[str, Money] = {}
    for lane in progress.lanes.values():
        for money in lane.totals:
            whole[money.currency] = whole[money.currency] + money if money.currency in whole else money
    parts = []
    for currency, total in whole.items():
        part = done.get(currency, Money.zero(currency))
        parts.append(f"{say_money(part).removesuffix(currency).strip()} of {say_money(total)}")
    return "  ·  ".join(parts)


def amounts_of(totals: Sequence[Money]) -> list[str]:
    """Amounts by currency, as lanes show them."""
    return [say_money(money) for money in totals]
