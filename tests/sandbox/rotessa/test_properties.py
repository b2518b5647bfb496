"""Whatever the order of calls and clock moves: nothing is debited twice by itself, sums add up, states move forward only."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.sandbox.rotessa import RotessaSystem
from app.sandbox.rotessa.banking import Country, is_banking_day
from app.sandbox.wire import Clock, Request
from tests.sandbox.rotessa.desk import AMERICAN_BANK, CANADIAN_BANK, START, seed

ARROWS = {
    ("Future", "Pending"), ("Pending", "Approved"), ("Pending", "Declined"), ("Pending", "Under Review"), ("Approved", "Declined"),
    ("Approved", "Chargeback"), ("Approved", "Under Review"), ("Under Review", "Approved"), ("Under Review", "Declined"),
}  # fmt: skip
HEADERS = {"authorization": 'Token token="live-key"'}
NO_BANK = dict.fromkeys((*CANADIAN_BANK, *AMERICAN_BANK))
CUSTOMERS = (48_201, 48_202)

CREATE = st.tuples(
    st.just("create"), st.sampled_from(CUSTOMERS), st.integers(1, 40), st.integers(1, 99_999),
    st.sampled_from([("Once", 1), ("Weekly", 3), ("Monthly", None), ("Every Other Week", 2)]),
)  # fmt: skip
ADVANCE = st.tuples(st.just("advance"), st.integers(1, 24 * 30))
PICK = st.tuples(st.sampled_from(["patch", "delete", "chargeback", "read"]), st.integers(0, 8))
OUTCOME = st.tuples(
    st.just("outcome"), st.integers(0, 8), st.sampled_from([("Declined", 2), ("Declined", 9), ("Chargeback", 12), ("Approved", 3),
                                                            ("Under Review", 1), ("Under Review", 8)]),
)  # fmt: skip
BANK = st.tuples(st.just("bank"), st.sampled_from(CUSTOMERS), st.sampled_from(list(Country)))
STEPS = st.lists(st.one_of(CREATE, ADVANCE, PICK, OUTCOME, BANK), max_size=30)


class Still(Clock):
    """Stands still between moves, so that two accounts live through the same instants."""

    def __init__(self) -> None:
        super().__init__(START)
        self._instant = START

    def now(self) -> datetime:
        return self._instant

    def advance(self, by: timedelta) -> None:
        self._instant += by


class Run:
    """One account that lives through the steps; `patient` looks at it only at the end of each move, the other every six hours."""

    def __init__(self, *, patient: bool) -> None:
        self.clock = Still()
        self.system = RotessaSystem(seed(), self.clock)
        self.patient = patient
        self.created: list[int] = []
        self.deleted: set[int] = set()

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        request = Request(method, f"/{path}", "", HEADERS, b"" if body is None else json.dumps(body).encode(), "")
        reply = self.system.handle("api", request)
        return reply.status, json.loads(reply.body) if reply.body else None

    def go(self, step: tuple[Any, ...]) -> None:
        match step:
            case ("create", customer, ahead, cents, (frequency, installments)):
                day = (self.clock.now() + timedelta(days=ahead)).date().isoformat()
                amount = f"{Decimal(cents) / 100:.2f}"
                body = {
                    "customer_id": customer,
                    "amount": amount,
                    "process_date": day,
                    "frequency": frequency,
                    "installments": installments,
                }
                status, made = self.call("POST", "transaction_schedules", body)
                assert status == 200, made
                self.created.append(made["id"])
            case ("advance", hours):
                for part in [hours] if self.patient else [6] * (hours // 6) + [hours % 6]:
                    self.clock.advance(timedelta(hours=part))
                    self.system.books()
            case ("bank", customer, country):
                details = NO_BANK | (CANADIAN_BANK if country is Country.CANADA else AMERICAN_BANK)
                assert self.call("PATCH", f"customers/{customer}", details)[0] == 200
            case (what, place, *rest) if self.created:
                self.pick(str(what), self.created[place % len(self.created)], rest)

    def pick(self, what: str, schedule: int, rest: list[Any]) -> None:
        match what:
            case "patch":
                assert self.call("PATCH", f"transaction_schedules/{schedule}", {"amount": "7.77"})[0] in (200, 404, 422)
            case "delete":
                if self.call("DELETE", f"transaction_schedules/{schedule}")[0] == 200:
                    self.deleted.add(schedule)
            case "read":
                assert self.call("GET", f"transaction_schedules/{schedule}")[0] in (200, 404)
            case _:
                body = {"schedule": schedule} | ({"status": rest[0][0], "day": rest[0][1]} if what == "outcome" else {})
                with suppress(ValueError):  # what a debit's state does not allow is refused with words
                    self.system.control(what, body)


def days_between(country: Country, first: date, last: date) -> int:
    return sum(is_banking_day(country, first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def check(run: Run) -> None:
    books = run.system.books()
    schedules = {row["id"]: row for row in books["schedules"]}
    assert sorted(schedules) == sorted(run.created)
    assert {key for key, row in schedules.items() if row["deleted_at"]} == run.deleted
    made: dict[int, list[dict[str, Any]]] = {key: [] for key in schedules}
    for debit in books["transactions"]:
        made[debit["transaction_schedule_id"]].append(debit)
        check_debit(debit, schedules[debit["transaction_schedule_id"]])
    for key, debits in made.items():
        most = schedules[key]["installments"]
        assert most is None or len(debits) <= most
        assert len({debit["process_date"] for debit in debits}) == len(debits)
        assert sum(debit["status"] == "Future" and not debit["removed_at"] for debit in debits) <= (
            0 if key in run.deleted else 1
        )
    check_sums(books)


def check_debit(debit: dict[str, Any], schedule: dict[str, Any]) -> None:
    states = [row["status"] for row in debit["history"]]
    instants = [row["at"] for row in debit["history"]]
    assert states[0] == "Future"
    assert states[-1] == debit["status"]
    assert set(pairwise(states)) <= ARROWS, states
    assert instants == sorted(instants)
    assert not debit["removed_at"] or states == ["Future"]
    country = Country.CANADA if debit["currency"] == "CAD" else Country.UNITED_STATES
    posted, settled = date.fromisoformat(debit["process_date"]), date.fromisoformat(debit["settlement_date"])
    assert is_banking_day(country, posted)
    assert is_banking_day(country, settled)
    assert days_between(country, posted, settled) == 5
    assert schedule["process_date"] <= debit["process_date"]


def check_sums(books: dict[str, Any]) -> None:
    settled = [row for row in books["transactions"] if row["settled"]]
    back = [row for row in settled if row["status"] in ("Declined", "Chargeback")]
    paid = [key for lump in books["settlements"] for key in lump["transactions"]]
    returned = [key for lump in books["settlements"] for key in lump["returned"]]
    assert sorted(paid) == sorted(row["id"] for row in settled)
    assert sorted(returned) == sorted(row["id"] for row in back)
    whole = sum((Decimal(lump["total"]) for lump in books["settlements"]), Decimal(0))
    assert whole == sum((Decimal(row["amount"]) for row in settled), Decimal(0)) - sum(
        (Decimal(row["amount"]) for row in back), Decimal(0)
    )


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_the_account_holds_after_every_step(steps: list[tuple[Any, ...]]) -> None:
    run = Run(patient=True)
    for step in steps:
        run.go(step)
        check(run)
    run.clock.advance(timedelta(days=120))
    check(run)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_one_long_jump_and_many_short_ones_come_to_the_same(steps: list[tuple[Any, ...]]) -> None:
    patient, busy = Run(patient=True), Run(patient=False)
    for step in steps:
        patient.go(step)
        busy.go(step)
    assert patient.clock.now() == busy.clock.now()
    assert patient.system.books() == busy.system.books()
