"""When a debit goes to the bank and when the bank's answer comes (apis/rotessa.md 5 and 7).

The batch of 11:00 Central takes what is posted the same business day, the one of 16:00 what is posted the next; American
debits go with the first only. What comes back is known at 7:30 in the morning, as the recorded timestamps show.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from app.sandbox.rotessa.banking import Country, days_later, is_banking_day, on_or_after, previous
from app.sandbox.rotessa.central import CENTRAL

HOLD_DAYS: Final = 5
"""Banking days from process date to settlement."""
MORNING_BATCH: Final = time(11)
AFTERNOON_BATCH: Final = time(16)
ANSWERS_AT: Final = time(7, 30)


def today(now: datetime) -> date:
    """The day on Rotessa's wall."""
    return CENTRAL.local(now).date()


def posting_day(country: Country, asked: date, now: datetime) -> date:
    """The day a debit made now for `asked` is really posted: a banking day whose last batch has not gone."""
    here = today(now)
    earliest = here
    if is_banking_day(country, here) and now >= CENTRAL.instant(here, MORNING_BATCH):
        earliest = here + timedelta(days=1)
    return on_or_after(country, max(asked, earliest))


def batch_for(country: Country, process_date: date, made: datetime) -> datetime:
    """When a debit leaves: Canadian ones the afternoon before if they were there by then, others on the day itself."""
    if country is Country.CANADA:
        eve = CENTRAL.instant(previous(country, process_date), AFTERNOON_BATCH)
        if made < eve:
            return eve
    return CENTRAL.instant(process_date, MORNING_BATCH)


def settlement_day(country: Country, process_date: date) -> date:
    """The day the money is paid out if nothing goes wrong: known, and shown, from the start."""
    return days_later(country, process_date, HOLD_DAYS)


def answer_time(country: Country, process_date: date, day: int) -> datetime:
    """When the bank's answer of the `day`-th banking day after the process date is known."""
    return CENTRAL.instant(days_later(country, process_date, day), ANSWERS_AT)
