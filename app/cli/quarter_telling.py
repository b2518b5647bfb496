"""How a practice quarter tells what happened in it, and what the books say."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from app.cli.output import Out
from app.cli.quarter_proof import QuarterProof
from app.domain.words import count_of

ZERO = Decimal(0)


@dataclass(slots=True)
class Told:
    """What happened, as it is counted on the way."""

    rounds: int = 0
    days: int = 0
    tally: Count[str] = field(default_factory=Count)
    colleagues: Count[str] = field(default_factory=Count)
    alarms: list[str] = field(default_factory=list)
    problems: Count[str] = field(default_factory=Count)
    voided: dict[str, datetime] = field(default_factory=dict)
    reversed: int = 0


def tell(out: Out, told: Told, proof: QuarterProof, idle: Sequence[str]) -> None:
    """In words; every figure under 'From the books' was read there."""
    say = out.say
    say(
        f"{told.days} days, {told.rounds:,} rounds: {', '.join(f'{count} {name}' for name, count in told.tally.items() if count)}."
    )
    say(f"Colleagues: {', '.join(f'{name} {count}' for name, count in sorted(told.colleagues.items()))}.")
    say(f"Said loudly: {len(told.alarms)}. Reversals agreed to: {told.reversed}.")
    say("From the books of the simulated systems:")
    say(f"  debits made {proof.debits}, taken away again {proof.moved_or_deleted}, sent to the bank {proof.sent}")
    say(f"  settled {proof.settled}, declined {proof.declined}, charged back {proof.charged_back}")
    say(f"  payments in the ledger {proof.payments}, reversed {proof.reversed}")
    say(
        f"  invoices debited twice: {_list(proof.debited_twice)}; debited after a readable void: {_list(proof.after_void)}"
    )
    say(f"  settled and not paid: {_list(proof.not_paid)}; paid twice: {_list(proof.paid_twice)}")
    say(f"  paid although the money went back: {_list(proof.paid_in_vain)}")
    for currency in sorted({*proof.clearing, *proof.to_bank}):
        say(
            f"  {currency}: clearing account {proof.clearing.get(currency, ZERO):,.2f}, "
            f"deposits not yet banked (after {proof.banked_to}) {proof.to_bank.get(currency, ZERO):,.2f}"
        )
    say(f"  banked: {count_of(proof.banked[0], 'lump')}, {_sums(proof.banked[1])}")
    for currency, amount in sorted(proof.elsewhere.items()):
        say(f"  {currency}: {amount:,.2f} settled outside the clearing account, which is in another currency")
    if proof.held[0]:
        say(f"  not applied and held for customers there: {proof.held[0]}, {_sums(proof.held[1])}")
    for reason, count in sorted(Count(proof.reasons).items()):
        say(f"  not applied: {reason} ({count})")
    say(f"  an idle half hour: {count_of(len(idle), 'request')} ({', '.join(idle)})")
    say("Every rule held." if proof.holds else "A rule was broken.")


def _sums(amounts: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{amount:,.2f} {code}" for code, amount in sorted(amounts.items())) or "nothing"


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "none"


def as_object(told: Told, proof: QuarterProof, idle: Sequence[str]) -> dict[str, object]:
    """As JSON; amounts are text."""
    return {
        "rounds": told.rounds,
        "done": dict(told.tally),
        "colleagues": dict(told.colleagues),
        "alarms": told.alarms,
        "reversed": told.reversed,
        "debits": proof.debits,
        "sent": proof.sent,
        "settled": proof.settled,
        "payments": proof.payments,
        "debited_twice": list(proof.debited_twice),
        "after_void": list(proof.after_void),
        "not_paid": list(proof.not_paid),
        "paid_twice": list(proof.paid_twice),
        "paid_in_vain": list(proof.paid_in_vain),
        "clearing": {c: str(a) for c, a in proof.clearing.items()},
        "to_bank": {c: str(a) for c, a in proof.to_bank.items()},
        "banked": {"lumps": proof.banked[0], **{c: str(a) for c, a in proof.banked[1].items()}},
        "held": {"count": proof.held[0], **{c: str(a) for c, a in proof.held[1].items()}},
        "elsewhere": {c: str(a) for c, a in proof.elsewhere.items()},
        "not_applied": list(proof.reasons),
        "idle": list(idle),
        "holds": proof.holds,
    }
