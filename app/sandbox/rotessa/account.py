"""One merchant's account: its records, and the clockwork that moves debits from Future to their end.

Nothing moves by itself: whoever looks at the account first calls `catch_up`, which carries out everything due by then in the
order of its instants, so that one long jump of the clock and many short ones come to the same.
"""

from __future__ import annotations

import heapq
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid5

from app.sandbox.rotessa.outcomes import SETTLES, Script
from app.sandbox.rotessa.records import Customer, Frequency, Move, Schedule, Status, Transaction
from app.sandbox.rotessa.recurrence import occurrence
from app.sandbox.rotessa.switches import Switches
from app.sandbox.rotessa.timetable import answer_time, batch_for, posting_day, settlement_day, today

_NAMESPACE: Final = UUID("0f0a7b1e-8d1c-5d39-9a44-6f3d2b1c9e70")
_FIRST_CUSTOMER, _FIRST_ADDRESS, _FIRST_SCHEDULE, _FIRST_TRANSACTION = 48_201, 90_011, 733_101, 9_120_401
_RESEND_WITHIN: Final = timedelta(days=30)
_ARROWS: Final = {
    Status.FUTURE: {Status.PENDING},
    Status.APPROVED: {Status.DECLINED, Status.CHARGEBACK},
    Status.DECLINED: set[Status](),
    Status.CHARGEBACK: set[Status](),
}


def uuid_of(kind: str, key: int) -> str:
    """The second name every record has."""
    return str(uuid5(_NAMESPACE, f"{kind}:{key}"))


def allowed(old: str, new: str) -> bool:
    """Whether a debit may go from one state to another (apis/rotessa.md 7); unknown states lead anywhere but back to the start."""
    if new in (Status.FUTURE, old):
        return False
    known = _ARROWS.get(Status(old)) if old in set(Status) else None
    return known is None or new in known or (old == Status.APPROVED and new not in set(Status))


class Account:
    """Records by id; whoever uses it holds the system's lock. `settles` False: debits stay Pending unless scripted."""

    def __init__(self, *, settles: bool = True) -> None:
        self.switches = Switches()
        self.script = Script()
        self.customers: dict[int, Customer] = {}
        self.schedules: dict[int, Schedule] = {}
        self.transactions: dict[int, Transaction] = {}
        self.moving_rows = 0
        self._schedules_of: dict[int, list[Schedule]] = {}
        self._debits_of: dict[int, list[Transaction]] = {}
        self._settles = settles
        self._sent_again: set[int] = set()
        self._due: list[tuple[datetime, int]] = []

    def new_customer(self, name: str, now: datetime) -> Customer:
        """An empty customer, added."""
        number = len(self.customers)
        letters = "".join(sign for sign in name.upper() if sign.isascii() and sign.isalnum())[:8] or "CUSTOMER"
        made = Customer(_FIRST_CUSTOMER + number, f"{letters}{number + 1:04}", _FIRST_ADDRESS + number, now, now)
        self.customers[made.id] = made
        return made

    def add_schedule(self, schedule: Schedule) -> Schedule:
        """Take a schedule into the books and generate its first debit."""
        self.schedules[schedule.id] = schedule
        self._schedules_of.setdefault(schedule.customer.id, []).append(schedule)
        self._generate(schedule, schedule.created_at)
        return schedule

    def next_schedule_id(self) -> int:
        """Ids go up by one."""
        return _FIRST_SCHEDULE + len(self.schedules)

    def debits_of(self, schedule: Schedule) -> list[Transaction]:
        """The schedule's debits that still exist, oldest first."""
        return [row for row in self._debits_of.get(schedule.id, []) if row.removed_at is None]

    def schedules_of(self, customer: Customer) -> list[Schedule]:
        """The customer's schedules, deleted ones included, oldest first."""
        return list(self._schedules_of.get(customer.id, []))

    def change(self, schedule: Schedule, now: datetime, amount: Decimal | None, comment: str | None) -> None:
        """New amount or comment, None keeps the old one; only what has not been sent is debited with the new amount."""
        schedule.comment = schedule.comment if comment is None else comment
        if amount is not None:
            schedule.amount = amount
            for debit in self.debits_of(schedule):
                if debit.is_future:
                    debit.amount, debit.updated_at = amount, now
        schedule.updated_at = now

    def delete(self, schedule: Schedule, now: datetime) -> None:
        """Take a schedule out; what was sent goes on (apis/rotessa.md 7)."""
        schedule.deleted_at, schedule.updated_at, schedule.next_date = now, now, None
        for debit in self.debits_of(schedule):
            if debit.is_future:
                debit.removed_at, debit.next_at = now, None

    def is_open(self, schedule: Schedule) -> bool:
        """Whether anything of it can still be changed."""
        return any(debit.is_future for debit in self.debits_of(schedule))

    def catch_up(self, now: datetime) -> None:
        """Carry out everything that is due by `now`."""
        while self._due and self._due[0][0] <= now:
            at, key = heapq.heappop(self._due)
            debit = self.transactions[key]
            if debit.next_at == at:
                self._step(debit, at)

    def replan(self, debit: Transaction, moves: tuple[Move, ...], now: datetime) -> None:
        """Give a debit that is with the bank other prospects; what is past its day happens at once.

        ValueError when its state has no way there.
        """
        rest = [move for move in moves if debit.status != Status.APPROVED or move.status != Status.APPROVED]
        if not rest or not allowed(debit.status, rest[0].status):
            raise ValueError(f"Debit {debit.id} is {debit.status} and cannot become {moves[-1].status}.")
        debit.moves = rest
        self._await(debit, earliest=now)

    def charge_back(self, debit: Transaction, move: Move, now: datetime) -> None:
        """Take an approved debit back at this moment, whatever was planned for it."""
        debit.moves = []
        self._set(debit, move.status, move.reason, now)
        self._await(debit, earliest=now)

    def resend(self, debit: Transaction, now: datetime) -> Transaction:
        """Debit a declined one again, as its own new debit under the same schedule (apis/rotessa.md 7: once, within 30 days).

        How the API shows a debit that was sent again is not published. ValueError when it may not be.
        """
        if debit.status != Status.DECLINED or debit.id in self._sent_again:
            raise ValueError(
                f"Debit {debit.id} is {debit.status}; only a declined one can be sent again, and only once."
            )
        if today(now) > debit.process_date + _RESEND_WITHIN:
            raise ValueError(f"Debit {debit.id} is more than {_RESEND_WITHIN.days} days old and cannot be sent again.")
        made = self._add_debit(debit.schedule, today(now), debit.amount, now)
        self._sent_again |= {debit.id, made.id}
        return made

    def _generate(self, schedule: Schedule, now: datetime) -> None:
        most = 1 if schedule.frequency is Frequency.ONCE else schedule.installments
        if most is not None and schedule.made >= most:
            schedule.next_date = None
            return
        asked = occurrence(schedule.first, schedule.frequency, schedule.made)
        debit = self._add_debit(schedule, asked, schedule.amount, now)
        schedule.made += 1
        schedule.next_date = debit.process_date if self.switches.weekend_dates == "moved" else asked

    def _add_debit(self, schedule: Schedule, asked: date, amount: Decimal, now: datetime) -> Transaction:
        country = schedule.customer.country
        day = posting_day(country, asked, now)
        debit = Transaction(
            _FIRST_TRANSACTION + len(self.transactions), schedule, country, amount, day, settlement_day(country, day),
            now, now, batch_for(country, day, now), history=[(Status.FUTURE, now)],
        )  # fmt: skip
        self.transactions[debit.id] = debit
        self._debits_of.setdefault(schedule.id, []).append(debit)
        self._push(debit)
        return debit

    def _step(self, debit: Transaction, at: datetime) -> None:
        if debit.status == Status.FUTURE:
            self._set(debit, Status.PENDING, None, at)
            planned = self.script.moves_for(debit) or (SETTLES if self._settles else ())
            debit.moves = list(planned)
            self._generate(debit.schedule, at)
        else:
            move = debit.moves.pop(0)
            self._set(debit, move.status, move.reason, at)
        self._await(debit, earliest=at)

    def _await(self, debit: Transaction, *, earliest: datetime) -> None:
        debit.next_at = None
        if debit.moves:
            due = answer_time(debit.country, debit.process_date, debit.moves[0].day)
            debit.next_at = max(due, earliest)
            self._push(debit)

    def _push(self, debit: Transaction) -> None:
        if debit.next_at is not None:
            heapq.heappush(self._due, (debit.next_at, debit.id))

    def visible(self, debit: Transaction, now: datetime) -> bool:
        """Whether a debit shows up in reads yet."""
        delay = timedelta(seconds=self.switches.generation_seconds)
        return debit.removed_at is None and (not delay or debit.created_at + delay <= now)

    @staticmethod
    def _set(debit: Transaction, status: str, reason: str | None, at: datetime) -> None:
        if not allowed(debit.status, status):
            raise RuntimeError(f"Debit {debit.id} cannot go from {debit.status} to {status}.")
        debit.status, debit.reason, debit.updated_at = status, reason, at
        debit.history.append((status, at))
