"""What the books of the simulated systems say after a practice quarter: nothing of it is asked of this program's own records."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.cli.quarter_bookkeeping import BANKED, HELD, HeldAccount, Lump
from app.cli.quarter_colleagues import HeldPayment

Row = dict[str, Any]
_OURS = re.compile(r"^(?P<number>.+) LF[0-9A-F]{10}\b")
_FAILED = ("Declined", "Chargeback")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class QuarterProof:
    """Figures of a quarter. The five lists name what broke a rule; all are empty when everything held.

    `clearing` is the clearing account's balance by currency, as the ledger's books show it; `to_bank` what the collector's books say
    was paid out after `banked_to` less what was taken back since; `banked` how many lumps the ledger's books show as banked, with
    their sums; `held` money that settled, was not applied, and is held for the customer in that account; `elsewhere` what settled
    in a currency that does not go through it.
    """

    debits: int
    moved_or_deleted: int
    sent: int
    settled: int
    declined: int
    charged_back: int
    payments: int
    reversed: int
    banked_to: date
    clearing: Mapping[str, Decimal]
    to_bank: Mapping[str, Decimal]
    banked: tuple[int, Mapping[str, Decimal]]
    held: tuple[int, Mapping[str, Decimal]]
    elsewhere: Mapping[str, Decimal] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()  # why what settled was not applied, for each
    debited_twice: tuple[str, ...] = ()
    after_void: tuple[str, ...] = ()
    not_paid: tuple[str, ...] = ()
    paid_twice: tuple[str, ...] = ()
    paid_in_vain: tuple[str, ...] = ()

    @property
    def balances(self) -> bool:
        """Whether the clearing account holds exactly the deposits that are not banked yet."""
        currencies = {*self.clearing, *self.to_bank}
        return all(self.clearing.get(c, ZERO) == self.to_bank.get(c, ZERO) for c in currencies)

    @property
    def holds(self) -> bool:
        """Whether every rule held."""
        broken = (self.debited_twice, self.after_void, self.not_paid, self.paid_twice, self.paid_in_vain)
        return self.balances and not any(broken)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the books are held against.

    `voided`: when voids became readable, by invoice number; `explained`: what was said not to be applied, and why, by transaction.
    """

    voided: Mapping[str, datetime]
    explained: Mapping[str, str]
    banked_to: date


def ours(rotessa: Row) -> dict[int, str]:
    """The debits that this program has made: the number of the invoice by the schedule's id."""
    return {row["id"]: match["number"] for row in rotessa["schedules"] if (match := _OURS.match(row["comment"] or ""))}


def lumps(rotessa: Row) -> list[Lump]:
    """What the bank account got for debits made here, day by day, as the collector's books say."""
    known = ours(rotessa)
    amounts = {
        row["id"]: Decimal(row["amount"]) for row in rotessa["transactions"] if row["transaction_schedule_id"] in known
    }
    found = []
    for row in rotessa["settlements"]:
        came = sum((amounts.get(one, ZERO) for one in row["transactions"]), ZERO)
        went = sum((amounts.get(one, ZERO) for one in row["returned"]), ZERO)
        found.append(Lump(date.fromisoformat(row["settlement_date"]), row["currency"], came - went))
    return [lump for lump in found if lump.amount]


def not_applied(rotessa: Row, payments: Sequence[HeldPayment], explained: Mapping[str, str]) -> list[Row]:
    """Transactions whose money stays, that have no payment, and of which the program says why."""
    by_reference = _payments_of(payments)
    rows = _stays(_transactions(rotessa))
    return [row for row in rows if not _live(by_reference, row) and str(row["id"]) in explained]


def prove(rotessa: Row, payments: Sequence[HeldPayment], clearing: HeldAccount, evidence: Evidence) -> QuarterProof:
    """Hold the collector's books against the ledger's."""
    known, rows = ours(rotessa), _transactions(rotessa)
    schedules = [row for row in rotessa["schedules"] if row["id"] in known]
    by_reference = _payments_of(payments)
    every = [payment for found in by_reference.values() for payment in found]
    later = [lump for lump in lumps(rotessa) if lump.day > evidence.banked_to]
    return QuarterProof(
        debits=len(schedules),
        moved_or_deleted=sum(1 for row in schedules if row["deleted_at"]),
        sent=sum(1 for row in rows if row["status"] != "Future"),
        settled=sum(1 for row in rows if row["settled"]),
        declined=sum(1 for row in rows if row["status"] == "Declined"),
        charged_back=sum(1 for row in rows if row["status"] == "Chargeback"),
        payments=sum(1 for payment in every if payment.is_live),
        reversed=sum(1 for payment in every if not payment.is_live),
        banked_to=evidence.banked_to,
        clearing=clearing.balances,
        to_bank=_sums((lump.currency, lump.amount) for lump in later if clearing.takes(lump.currency)),
        banked=_counted([(code, -amount) for code, amount in clearing.of(BANKED)]),
        held=_counted(clearing.of(HELD)),
        elsewhere=_sums((one.currency, one.amount) for one in lumps(rotessa) if not clearing.takes(one.currency)),
        reasons=tuple(evidence.explained[str(row["id"])] for row in not_applied(rotessa, payments, evidence.explained)),
        debited_twice=_debited_twice(rows, known),
        after_void=_after_void(schedules, known, evidence.voided),
        not_paid=tuple(
            f"{row['id']} of {known[row['transaction_schedule_id']]}"
            for row in _stays(rows)
            if not _live(by_reference, row) and str(row["id"]) not in evidence.explained
        ),
        paid_twice=tuple(reference for reference, found in by_reference.items() if len(found) > 1),
        paid_in_vain=_paid_in_vain(rows, by_reference),
    )


def _transactions(rotessa: Row) -> list[Row]:
    known = ours(rotessa)
    return [row for row in rotessa["transactions"] if row["transaction_schedule_id"] in known and not row["removed_at"]]


def _stays(rows: Sequence[Row]) -> list[Row]:
    """Money that was paid out and has not come back."""
    return [row for row in rows if row["settled"] and row["status"] not in _FAILED]


def _counted(amounts: Sequence[tuple[str, Decimal]]) -> tuple[int, Mapping[str, Decimal]]:
    return len(amounts), _sums(amounts)


def _payments_of(payments: Sequence[HeldPayment]) -> dict[str, list[HeldPayment]]:
    found: dict[str, list[HeldPayment]] = defaultdict(list)
    for payment in payments:
        if payment.reference.startswith("Rotessa "):
            found[payment.reference].append(payment)
    return found


def _live(payments: Mapping[str, Sequence[HeldPayment]], row: Row) -> bool:
    amount = Decimal(row["amount"])
    return any(p.is_live and p.amount == amount for p in payments.get(f"Rotessa {row['id']}", ()))


def _sums(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for currency, amount in amounts:
        sums[currency] = sums.get(currency, ZERO) + amount
    return sums


def _debited_twice(rows: Sequence[Row], known: Mapping[int, str]) -> tuple[str, ...]:
    """Invoices with more than one debit that was taken and neither declined nor given back."""
    counted: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["status"] not in _FAILED:
            counted[known[row["transaction_schedule_id"]]] += 1
    return tuple(sorted(number for number, count in counted.items() if count > 1))


def _after_void(schedules: Sequence[Row], known: Mapping[int, str], voided: Mapping[str, datetime]) -> tuple[str, ...]:
    return tuple(
        f"{known[row['id']]} at {row['created_at']}"
        for row in schedules
        if (at := voided.get(known[row["id"]])) is not None and datetime.fromisoformat(row["created_at"]) > at
    )


def _paid_in_vain(rows: Sequence[Row], payments: Mapping[str, Sequence[HeldPayment]]) -> tuple[str, ...]:
    """Payments that stand although their money did not come, or went back."""
    failed = {f"Rotessa {row['id']}" for row in rows if row["status"] in _FAILED}
    known = {f"Rotessa {row['id']}" for row in rows}
    return tuple(
        reference
        for reference, found in payments.items()
        if any(p.is_live for p in found) and (reference in failed or reference not in known)
    )
