"""The Rotessa account of a world: payers, and debits that were made before the app came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from app.sandbox.worlds.rotessa_payers import Payers, Row, invent_payers

Collected = tuple[str, str]
"""Number of an invoice and its total."""
_NOTICE: Final = timedelta(days=6)
# days ago (negative: ahead), amount, what became of it
_HISTORY: Final[tuple[tuple[int, str, Row | None], ...]] = (
    (96, "1250.00", None),
    (83, "640.00", {"status": "Chargeback", "reason": "Agreement Revoked", "day": 20}),
    (68, "1250.00", None),
    (61, "310.50", None),
    (54, "1995.00", None),
    (47, "88.20", {"status": "Declined", "reason": "Account Closed", "day": 9}),
    (40, "1250.00", None),
    (33, "745.00", None),
    (27, "1180.00", {"status": "Declined", "reason": "NSF", "day": 2}),
    (22, "1475.00", None),
    (15, "92.40", None),
    (13, "1320.00", None),
    (2, "560.00", None),
    (-6, "210.00", None),
    (-12, "1250.00", None),
)
_TYPED: Final = (None, "", "Parking", "Storage locker", "Deposit, second half")


def rotessa_account(
    names: Sequence[str], today: date, key: str, *, paid: Sequence[Collected] = (), imported: Sequence[Collected] = ()
) -> tuple[dict[str, Any], Payers]:
    """The seed of an account (see `app.sandbox.rotessa.seed`) for contacts of these names, and the truth about its payers.

    `paid`: invoices that Rotessa's own link collected once; `imported`: open ones it has debits for now, each of the payer at that
    place. `key` makes keys and payers the world's own.
    """
    rng = Random(f"rotessa:{key}")
    payers = invent_payers(names, rng)
    schedules = _by_hand(payers, today, paid)
    for place, (number, amount) in enumerate(imported):
        schedules.append(_debit(place, today + timedelta(days=9), today, amount, number))
    account = {"api_key": f"{rng.getrandbits(160):040x}", "sandbox_api_key": f"{rng.getrandbits(160):040x}"}
    vendors = [{**payers.rows[place], "custom_identifier": f"TRIAL-{place}"} for place in payers.free[:3]]
    seed = {
        "account": account,
        "customers": payers.rows,
        "schedules": schedules,
        "sandbox": {"customers": vendors},
        "planned": payers.truth(),
    }
    return seed, payers


def _by_hand(payers: Payers, today: date, paid: Sequence[Collected]) -> list[Row]:
    """The history, every other settled one of an invoice where there are any, and a membership debited each month without end."""
    made = []
    for turn, (ago, amount, outcome) in enumerate(_HISTORY):
        place = payers.free[turn % len(payers.free)]
        of_invoice = turn % 2 == 0 and outcome is None and place < len(paid) and ago > 0
        comment, sum_of_it = paid[place] if of_invoice else (_TYPED[turn % len(_TYPED)], amount)
        row = _debit(place, today - timedelta(days=ago), today, sum_of_it, comment)
        made.append(row | ({"outcome": outcome} if outcome else {}))
    monthly = _debit(payers.free[-1], today - timedelta(days=75), today, "45.00", "Gym")
    return [*made, monthly | {"frequency": "Monthly", "installments": None}]


def _debit(place: int, day: date, today: date, amount: str, comment: str | None) -> Row:
    made = min(day - _NOTICE, today - timedelta(days=1))
    return {
        "customer": place, "amount": amount, "process_date": day.isoformat(), "comment": comment, "frequency": "Once",
        "installments": 1, "by_hand": True, "created_at": f"{made.isoformat()}T15:00:00+00:00",
    }  # fmt: skip
