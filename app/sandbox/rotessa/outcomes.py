"""Scripts of what becomes of debits: for one of them, or for all that a rule picks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from app.sandbox.rotessa.records import Move, Status, Transaction
from app.sandbox.rotessa.timetable import HOLD_DAYS

SETTLES: Final = (Move(HOLD_DAYS, Status.APPROVED),)
"""What happens to a debit nobody has planned anything for."""
_USUAL_DAY: Final = {Status.APPROVED: HOLD_DAYS, Status.DECLINED: 2, Status.CHARGEBACK: 2 * HOLD_DAYS}
_USUAL_REASON: Final = {Status.DECLINED: "NSF", Status.CHARGEBACK: "Agreement Revoked"}


def plan_moves(status: str, reason: str | None = None, day: int | None = None) -> tuple[Move, ...]:
    """The moves that end in `status` on the `day`-th banking day after the process date.

    A decline after the hold comes late, over an approval; a chargeback always does. ValueError for a plan that the life of a
    debit has no room for.
    """
    known = Status(status) if status in set(Status) else None
    when = _USUAL_DAY.get(known, 1) if day is None and known else (1 if day is None else int(day))
    why = reason if reason is not None or known is None else _USUAL_REASON.get(known)
    if known in (Status.FUTURE, Status.PENDING):
        raise ValueError(f"A debit cannot end as {status}.")
    if when < 1 or (known is Status.APPROVED and when > HOLD_DAYS):
        raise ValueError(
            f"{status} on day {when} is not possible; the days count from 1, approval is on day 5 at the latest."
        )
    if known is Status.CHARGEBACK and when <= HOLD_DAYS:
        raise ValueError(f"A chargeback comes after the settlement on day {HOLD_DAYS}, not on day {when}.")
    last = Move(when, status, why)
    return (last,) if when <= HOLD_DAYS else (*SETTLES, last)


@dataclass(frozen=True, slots=True)
class Rule:
    """Picks debits as they are sent; what is not given matches all. Of those that match every `every`-th is struck."""

    moves: tuple[Move, ...]
    customer: int | None = None
    custom_identifier: str | None = None
    comment_has: str | None = None
    amount: Decimal | None = None
    every: int = 1

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Rule:
        """{status, reason?, day?, customer?, custom_identifier?, comment_has?, amount?, every?}; ValueError when not understood."""
        known = {"status", "reason", "day", "customer", "custom_identifier", "comment_has", "amount", "every"}
        if unknown := sorted(set(body) - known):
            raise ValueError(f"A rule has no {', '.join(unknown)}.")
        try:
            amount = None if body.get("amount") is None else Decimal(str(body["amount"]))
        except InvalidOperation as trouble:
            raise ValueError(f"{body['amount']} is no amount.") from trouble
        every = int(body.get("every", 1))
        if every < 1:
            raise ValueError("'every' is at least 1.")
        return cls(
            moves=plan_moves(str(body["status"]), body.get("reason"), body.get("day")), amount=amount, every=every,
            customer=body.get("customer"), custom_identifier=body.get("custom_identifier"), comment_has=body.get("comment_has"),
        )  # fmt: skip

    def matches(self, debit: Transaction) -> bool:
        """Whether a debit counts for this rule."""
        return (
            self.customer in (None, debit.customer.id)
            and self.custom_identifier in (None, debit.customer.custom_identifier)
            and self.amount in (None, debit.amount)
            and (self.comment_has is None or self.comment_has in (debit.schedule.comment or ""))
        )


class Script:
    """What is planned: single debits first, then the rules in their order."""

    def __init__(self) -> None:
        self._schedules: dict[int, tuple[Move, ...]] = {}
        self._transactions: dict[int, tuple[Move, ...]] = {}
        self._rules: list[tuple[Rule, list[int]]] = []

    def plan_schedule(self, schedule_id: int, moves: tuple[Move, ...]) -> None:
        """Every debit of a schedule that is sent from now on goes this way."""
        self._schedules[schedule_id] = moves

    def plan_transaction(self, transaction_id: int, moves: tuple[Move, ...]) -> None:
        """This debit goes this way once it is sent."""
        self._transactions[transaction_id] = moves

    def add_rule(self, rule: Rule) -> None:
        """Put a rule behind those already there."""
        self._rules.append((rule, []))

    def clear_rules(self) -> None:
        """No rules from now on; plans for single debits stay."""
        self._rules.clear()

    def moves_for(self, debit: Transaction) -> tuple[Move, ...] | None:
        """The plan for a debit that is being sent; None when there is none. Rules count the debit."""
        own = self._transactions.get(debit.id) or self._schedules.get(debit.schedule.id)
        if own is not None:
            return own
        for rule, struck in self._rules:
            if rule.matches(debit):
                struck.append(debit.id)
                if len(struck) % rule.every == 0:
                    return rule.moves
        return None
