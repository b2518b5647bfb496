"""The practice quarter, shortened: hours of rounds with days between them; and a proof that sees what it is there to see."""

from __future__ import annotations

import argparse
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.cli.counter import Counter
from app.cli.output import Out
from app.cli.quarter import Quarter
from app.cli.quarter_colleagues import HeldPayment
from app.cli.quarter_proof import Evidence, QuarterProof, prove
from tests.support.rents import Rents

HOURS = 1 / 24


@pytest.mark.parametrize("ledger", ["xero", "quickbooks"])
def test_every_rule_holds_in_the_books_after_a_shortened_quarter(tmp_path: Path, ledger: str) -> None:
    with Rents(tmp_path, ledger, invoices=75) as rents:
        out = Out(io.StringIO(), io.StringIO(), as_json=False)
        counter = Counter(argparse.Namespace(), rents.desks, out, rents.stop)
        quarter = Quarter(counter, rents, rents.colleague, Random(7))
        quarter.set_up()
        for gap in (4, 9, 0):
            quarter.play(2 * HOURS)
            rents.days(gap)
        proof = quarter.proof()
        assert proof.holds, proof
        assert quarter.told.rounds >= 12
        assert proof.debits > proof.sent > 5
        assert proof.settled > 5
        assert proof.payments > 5
        assert proof.reversed == quarter.told.reversed
        assert sum(quarter.told.colleagues.values()) > 0


# --- the proof ----------------------------------------------------------------------------------------------------

_SCHEDULE = {"id": 1, "comment": "INV-1 LF0123456789 (Created with API)", "deleted_at": None}
_SCHEDULE |= {"created_at": "2027-02-01T15:00:00+00:00"}
_TAKEN = {
    "id": 11, "transaction_schedule_id": 1, "amount": "100.00", "currency": "CAD", "status": "Approved", "settled": True,
    "settlement_date": "2027-02-10", "removed_at": None,
}  # fmt: skip
_PAID = HeldPayment("p1", "Rotessa 11", Decimal("100.00"), "CAD", "a1", is_live=True)
_BEFORE = date(2027, 2, 9)


def _prove(
    schedules: list[dict[str, Any]], rows: list[dict[str, Any]], payments: list[HeldPayment], **more: Any
) -> QuarterProof:
    evidence = Evidence(more.get("voided", {}), more.get("explained", {}), more.get("banked_to", _BEFORE))
    return prove({"schedules": schedules, "transactions": rows}, payments, evidence)


def test_a_debit_that_settled_and_was_paid_once_lies_in_the_clearing_account_until_it_is_banked() -> None:
    proof = _prove([_SCHEDULE], [_TAKEN], [_PAID])
    assert proof.holds
    assert (proof.clearing, proof.to_bank) == ({"CAD": Decimal("100.00")}, {"CAD": Decimal("100.00")})
    banked = _prove([_SCHEDULE], [_TAKEN], [_PAID], banked_to=date(2027, 2, 10))
    assert banked.holds
    assert banked.clearing == {"CAD": Decimal(0)}


def test_a_second_debit_a_second_payment_and_a_missing_one_are_seen() -> None:
    again = {**_TAKEN, "id": 12, "transaction_schedule_id": 2}
    twice = _prove(
        [_SCHEDULE, {**_SCHEDULE, "id": 2}], [_TAKEN, again], [_PAID, replace(_PAID, reference="Rotessa 12")]
    )
    assert twice.debited_twice == ("INV-1",)
    paid = _prove([_SCHEDULE], [_TAKEN], [_PAID, replace(_PAID, id="p2", is_live=False)])
    assert paid.paid_twice == ("Rotessa 11",)
    missing = _prove([_SCHEDULE], [_TAKEN], [])
    assert missing.not_paid == ("11 of INV-1",)
    assert not missing.balances
    explained = _prove([_SCHEDULE], [_TAKEN], [], explained={"11": "Its invoice was voided"})
    assert explained.holds
    assert explained.kept_out == {"CAD": Decimal("100.00")}


def test_a_debit_after_a_void_and_a_payment_for_money_that_went_back_are_seen() -> None:
    void = {"INV-1": datetime(2027, 2, 1, 14, 59, tzinfo=UTC)}
    assert _prove([_SCHEDULE], [_TAKEN], [_PAID], voided=void).after_void == ("INV-1 at 2027-02-01T15:00:00+00:00",)
    back = _prove([_SCHEDULE], [{**_TAKEN, "status": "Chargeback"}], [_PAID])
    assert back.paid_in_vain == ("Rotessa 11",)
    assert not back.holds
    declined = _prove([_SCHEDULE], [{**_TAKEN, "status": "Declined", "settled": False}], [])
    assert declined.holds
