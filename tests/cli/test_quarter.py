"""The practice quarter, shortened: hours of rounds with days between them; and a proof that sees what it is there to see."""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.bootstrap.local_house import LocalHouse
from app.cli.asked import parse
from app.cli.counter import Counter
from app.cli.endings import Exit
from app.cli.house import Ended
from app.cli.main import Streams, run
from app.cli.output import Out
from app.cli.quarter import Quarter, people
from app.cli.quarter_bookkeeping import HeldAccount
from app.cli.quarter_colleagues import HeldPayment
from app.cli.quarter_proof import Evidence, QuarterProof, prove
from tests.support.rents import Rents

HOURS = 1 / 24


@pytest.mark.parametrize("ledger", ["xero", "quickbooks"])
def test_every_rule_holds_in_the_books_after_a_shortened_quarter(tmp_path: Path, ledger: str) -> None:
    with Rents(tmp_path, ledger, invoices=75) as rents:
        out = Out(io.StringIO(), io.StringIO(), as_json=False)
        counter = Counter(argparse.Namespace(), rents.desks, out, rents.stop)
        quarter = Quarter(counter, rents, *people(rents, ledger), Random(7))
        quarter.set_up()
        for gap in (4, 9, 0):
            quarter.play(2 * HOURS)
            rents.days(gap)
        quarter.close_books()
        proof = quarter.proof()
        assert proof.holds, proof
        assert quarter.told.rounds >= 12
        assert proof.debits > proof.sent > 5
        assert proof.settled > 5
        assert proof.payments > 5
        assert proof.banked[0] >= 2
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


_LUMP = {"settlement_date": "2027-02-10", "currency": "CAD", "transactions": [11], "returned": []}
_LIES = HeldAccount("CAD", {"CAD": Decimal("100.00")}, [("Rotessa 11", "CAD", Decimal("100.00"))])
_EMPTY = HeldAccount("CAD", {}, ())


def _prove(
    schedules: list[dict[str, Any]], rows: list[dict[str, Any]], payments: list[HeldPayment], **more: Any
) -> QuarterProof:
    evidence = Evidence(more.get("voided", {}), more.get("explained", {}), more.get("banked_to", _BEFORE))
    rotessa = {"schedules": schedules, "transactions": rows, "settlements": more.get("settlements", [_LUMP])}
    return prove(rotessa, payments, more.get("clearing", _LIES), evidence)


def test_a_debit_that_settled_and_was_paid_once_lies_in_the_clearing_account_until_it_is_banked() -> None:
    proof = _prove([_SCHEDULE], [_TAKEN], [_PAID])
    assert proof.holds
    assert (proof.clearing, proof.to_bank) == ({"CAD": Decimal("100.00")}, {"CAD": Decimal("100.00")})
    assert not _prove([_SCHEDULE], [_TAKEN], [_PAID], banked_to=date(2027, 2, 10)).balances
    moved = [*_LIES.entries, ("Rotessa settlement 2027-02-10", "CAD", Decimal("-100.00"))]
    empty = HeldAccount("CAD", {"CAD": Decimal("0.00")}, moved)
    banked = _prove([_SCHEDULE], [_TAKEN], [_PAID], banked_to=date(2027, 2, 10), clearing=empty)
    assert banked.holds
    assert banked.banked == (1, {"CAD": Decimal("100.00")})
    assert not _prove([_SCHEDULE], [_TAKEN], [_PAID], clearing=empty).balances


def test_what_came_back_is_taken_from_the_bank_again() -> None:
    back = {**_LUMP, "settlement_date": "2027-02-18", "transactions": [], "returned": [11]}
    charged = {**_TAKEN, "status": "Chargeback"}
    reversed_ = replace(_PAID, is_live=False)
    banked = HeldAccount("CAD", {"CAD": Decimal("-100.00")}, ())
    told = {"settlements": [_LUMP, back], "clearing": banked, "banked_to": date(2027, 2, 12)}
    assert _prove([_SCHEDULE], [charged], [reversed_], **told).holds
    assert not _prove([_SCHEDULE], [charged], [reversed_], **told | {"clearing": _EMPTY}).balances


def test_a_second_debit_a_second_payment_and_a_missing_one_are_seen() -> None:
    again = {**_TAKEN, "id": 12, "transaction_schedule_id": 2}
    twice = _prove(
        [_SCHEDULE, {**_SCHEDULE, "id": 2}], [_TAKEN, again], [_PAID, replace(_PAID, reference="Rotessa 12")]
    )
    assert twice.debited_twice == ("INV-1",)
    paid = _prove([_SCHEDULE], [_TAKEN], [_PAID, replace(_PAID, id="p2", is_live=False)])
    assert paid.paid_twice == ("Rotessa 11",)
    missing = _prove([_SCHEDULE], [_TAKEN], [], clearing=_EMPTY)
    assert missing.not_paid == ("11 of INV-1",)
    assert not missing.balances


def test_money_that_was_not_applied_is_held_for_the_customer_or_goes_elsewhere() -> None:
    explained = {"explained": {"11": "Its invoice was voided"}}
    assert not _prove([_SCHEDULE], [_TAKEN], [], clearing=_EMPTY, **explained).holds
    entered = HeldAccount("CAD", {"CAD": Decimal("100.00")}, [("Held for A: 11", "CAD", Decimal("100.00"))])
    held = _prove([_SCHEDULE], [_TAKEN], [], clearing=entered, **explained)
    assert held.holds
    assert (held.held, held.reasons) == ((1, {"CAD": Decimal("100.00")}), ("Its invoice was voided",))
    foreign = HeldAccount("USD", {}, ())
    other = _prove([_SCHEDULE], [_TAKEN], [], clearing=foreign, **explained)
    assert other.holds
    assert other.elsewhere == {"CAD": Decimal("100.00")}


def test_a_debit_after_a_void_and_a_payment_for_money_that_went_back_are_seen() -> None:
    void = {"INV-1": datetime(2027, 2, 1, 14, 59, tzinfo=UTC)}
    assert _prove([_SCHEDULE], [_TAKEN], [_PAID], voided=void).after_void == ("INV-1 at 2027-02-01T15:00:00+00:00",)
    back = _prove([_SCHEDULE], [{**_TAKEN, "status": "Chargeback"}], [_PAID])
    assert back.paid_in_vain == ("Rotessa 11",)
    assert not back.holds
    declined = {**_TAKEN, "status": "Declined", "settled": False}
    assert _prove([_SCHEDULE], [declined], [], clearing=_EMPTY, settlements=[]).holds


# --- both ledgers in one command -----------------------------------------------------------------------------------


class _TwoAtOnce(LocalHouse):
    """Answers for the two processes; what they were asked is kept."""

    def __init__(self, *ended: Ended) -> None:
        self.ended = ended
        self.lines: list[list[str]] = []

    def side_by_side(self, lines: Sequence[Sequence[str]]) -> Iterator[Ended]:
        self.lines = [list(line) for line in lines]
        yield from self.ended


def _both(*ended: Ended, words: tuple[str, ...] = ()) -> tuple[int, str, str, _TwoAtOnce]:
    house, out, err = _TwoAtOnce(*ended), io.StringIO(), io.StringIO()
    code = run(parse(["practice-quarter", *words]), house, Streams(io.StringIO(), out, err))
    return code, out.getvalue(), err.getvalue(), house


def test_both_ledgers_are_played_side_by_side_and_told_as_they_end() -> None:
    second = Ended(1, 0, '{"holds": true, "debits": 7}', "debits made 7\nEvery rule held.\n")
    code, out, _, house = _both(second, Ended(0, 0, '{"holds": true}', "Every rule held.\n"), words=("--days", "5"))
    assert code == Exit.DONE
    assert [line[line.index("--ledger") + 1] for line in house.lines] == ["xero", "quickbooks"]
    assert all(line[line.index("--days") + 1] == "5" for line in house.lines)
    assert out.index("=== QuickBooks ===") < out.index("debits made 7") < out.index("=== Xero ===")
    assert "Every rule held with both ledgers." in out
    code, out, _, _ = _both(second, Ended(0, 0, '{"holds": true}', ""), words=("--json",))
    told = json.loads(out)
    assert (code, told["holds"], told["quickbooks"]["debits"]) == (Exit.DONE, True, 7)


@pytest.mark.parametrize(
    ("xero", "code"),
    [
        (Ended(0, 1, '{"holds": false}', "A rule was broken."), Exit.HELD),
        (Ended(0, 5, '{"problem": {}}', "The practice books did not start."), Exit.STORE),
        (Ended(0, -9, "", ""), Exit.HELD),
        (Ended(0, 0, "", ""), Exit.HELD),
    ],
)
def test_one_that_did_not_hold_or_did_not_end_is_not_passed_over(xero: Ended, code: Exit) -> None:
    said = _both(xero, Ended(1, 0, '{"holds": true}', ""))
    assert said[0] == code
    assert "Every rule held with both" not in said[1]
