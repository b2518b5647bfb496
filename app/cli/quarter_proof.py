"""What the books of the simulated systems say after a practice quarter: nothing of it is asked of this program's own records."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.cli.quarter_colleagues import HeldPayment

Row = dict[str, Any]
_OURS = re.compile(r"^(?P<number>.+) LF[0-9A-F]{10}\b")
_FAILED = ("Declined", "Chargeback")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class QuarterProof:
    """Figures of a quarter. The five lists name what broke a rule; all are empty when everything held.

    `clearing` is what lies in the clearing account by currency after the deposits up to `banked_to` were moved to the bank;
    `to_bank` the deposits after that day less what came back; `kept_out` money that settled and was not applied, with its reason.
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
    kept_out: Mapping[str, Decimal]
    reasons: tuple[str, ...] = ()  # why, for each of them
    debited_twice: tuple[str, ...] = ()
    after_void: tuple[str, ...] = ()
    not_paid: tuple[str, ...] = ()
    paid_twice: tuple[str, ...] = ()
    paid_in_vain: tuple[str, ...] = ()

    @property
    def balances(self) -> bool:
        """Whether the clearing account holds exactly the deposits that are not banked yet."""
        currencies = {*self.clearing, *self.to_bank, *self.kept_out}
        return all(
            self.clearing.get(c, ZERO) + self.kept_out.get(c, ZERO) == self.to_bank.get(c, ZERO) for c in currencies
        )

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


def prove(rotessa: Row, payments: Sequence[HeldPayment], evidence: Evidence) -> QuarterProof:
    """Hold the collector's books against the ledger's."""
    ours = {row["id"]: match["number"] for row in rotessa["schedules"] if (match := _OURS.match(row["comment"] or ""))}
    schedules = [row for row in rotessa["schedules"] if row["id"] in ours]
    rows = [row for row in rotessa["transactions"] if row["transaction_schedule_id"] in ours and not row["removed_at"]]
    by_reference = _payments_of(payments)
    settled = [row for row in rows if row["settled"]]
    stays = [row for row in settled if row["status"] not in _FAILED]
    banked = _sums((row["currency"], Decimal(row["amount"])) for row in _banked(settled, evidence.banked_to))
    live = [p for found in by_reference.values() for p in found if p.is_live]
    paid = _sums((payment.currency, payment.amount) for payment in live)
    lumps = _sums((row["currency"], Decimal(row["amount"])) for row in stays)
    kept_out = [row for row in stays if not _live(by_reference, row) and str(row["id"]) in evidence.explained]
    currencies = {*paid, *lumps, *banked}
    return QuarterProof(
        debits=len(schedules),
        moved_or_deleted=sum(1 for row in schedules if row["deleted_at"]),
        sent=sum(1 for row in rows if row["status"] != "Future"),
        settled=len(settled),
        declined=sum(1 for row in rows if row["status"] == "Declined"),
        charged_back=sum(1 for row in rows if row["status"] == "Chargeback"),
        payments=len(live),
        reversed=sum(1 for found in by_reference.values() for p in found if not p.is_live),
        banked_to=evidence.banked_to,
        clearing={c: paid.get(c, ZERO) - banked.get(c, ZERO) for c in currencies},
        to_bank={c: lumps.get(c, ZERO) - banked.get(c, ZERO) for c in currencies},
        kept_out=_sums((row["currency"], Decimal(row["amount"])) for row in kept_out),
        reasons=tuple(evidence.explained[str(row["id"])] for row in kept_out),
        debited_twice=_debited_twice(rows, ours),
        after_void=_after_void(schedules, ours, evidence.voided),
        not_paid=tuple(
            f"{row['id']} of {ours[row['transaction_schedule_id']]}"
            for row in stays
            if not _live(by_reference, row) and str(row["id"]) not in evidence.explained
        ),
        paid_twice=tuple(reference for reference, found in by_reference.items() if len(found) > 1),
        paid_in_vain=_paid_in_vain(rows, by_reference),
    )


def _payments_of(payments: Sequence[HeldPayment]) -> dict[str, list[HeldPayment]]:
    found: dict[str, list[HeldPayment]] = defaultdict(list)
    for payment in payments:
        if payment.reference.startswith("Rotessa "):
            found[payment.reference].append(payment)
    return found


def _live(payments: Mapping[str, Sequence[HeldPayment]], row: Row) -> bool:
    amount = Decimal(row["amount"])
    return any(p.is_live and p.amount == amount for p in payments.get(f"Rotessa {row['id']}", ()))


def _banked(settled: Sequence[Row], until: date) -> list[Row]:
    """Money that stays and was paid out up to a day."""
    stays = [row for row in settled if row["status"] not in _FAILED]
    return [row for row in stays if date.fromisoformat(row["settlement_date"]) <= until]


def _sums(amounts: Any) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for currency, amount in amounts:
        sums[currency] = sums.get(currency, ZERO) + amount
    return sums


def _debited_twice(rows: Sequence[Row], ours: Mapping[int, str]) -> tuple[str, ...]:
    """Invoices with more than one debit that was taken and neither declined nor given back."""
    counted: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["status"] not in _FAILED:
            counted[ours[row["transaction_schedule_id"]]] += 1
    return tuple(sorted(number for number, count in counted.items() if count > 1))


def _after_void(schedules: Sequence[Row], ours: Mapping[int, str], voided: Mapping[str, datetime]) -> tuple[str, ...]:
    return tuple(
        f"{ours[row['id']]} at {row['created_at']}"
        for row in schedules
        if (at := voided.get(ours[row["id"]])) is not None and datetime.fromisoformat(row["created_at"]) > at
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
