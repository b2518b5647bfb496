"""What every collector must do: customers, the report, and debits that are made once, found again, changed in time and taken away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from app.domain.answer import Stage
from app.domain.collection.debits import ONCE, TransactionStatus
from app.domain.collection.payers import Given, Payer, PayerFields
from app.domain.collection.payloads import UpdatePayerPayload
from app.domain.errors import RemoteProblem
from app.domain.money import Money
from app.domain.operation import OperationKind
from app.domain.run import Stop
from app.domain.verdict import Verdict
from app.ports.operations import IfAbsent
from tests.contract.collectors import Purse, judged

K = OperationKind


def _payer(purse: Purse, currency: str = "CAD") -> Payer:
    return next(one for one in purse.payers() if one.currency == currency)


# --- reading


def test_the_check_says_how_many_customers_there_are(purse: Purse) -> None:
    check = purse.collector.check(purse.stop)
    assert check.tenant == ""
    assert check.problems == ()
    assert str(len(purse.collector.payers(purse.stop))) in check.findings[0]


def test_customers_are_whole_sorted_and_without_bank_numbers(purse: Purse) -> None:
    payers = purse.collector.payers(purse.stop)
    ids = [int(payer.id) for payer in payers]
    assert ids == sorted(set(ids))
    assert len(ids) >= 39
    assert {payer.bank_details for payer in payers} == {Given.UNKNOWN}
    assert any(not payer.is_active for payer in payers)
    full = [purse.collector.payer(payer.id, purse.stop).payer for payer in payers]
    assert {payer.bank_details for payer in full} == {Given.YES, Given.NO}
    assert {payer.authorisation for payer in full} == {Given.YES, Given.NO}
    assert {payer.currency for payer in full} == {"CAD", "USD", ""}
    held = {str(row["account_number"]) for row in purse.control("books/rotessa")["customers"] if row["account_number"]}
    assert not [payer for payer in full if any(number in repr(payer) for number in held)]
    assert [(p.id, p.name, p.identifier, p.email) for p in full] == [
        (p.id, p.name, p.identifier, p.email) for p in payers
    ]


def test_a_customer_that_is_not_there_or_not_to_be_seen_is_told_apart(purse: Purse) -> None:
    with pytest.raises(RemoteProblem) as unknown:
        purse.collector.payer("1", purse.stop)
    assert unknown.value.code == "payer_unknown"
    made = purse.made(purse.making("Kept For Administrators"))
    purse.act("hide_customer", customer=int(made.remote_id))
    with pytest.raises(RemoteProblem) as hidden:
        purse.collector.payer(made.remote_id, purse.stop)
    assert hidden.value.code == "payer_hidden"
    assert hidden.value.sentence


def test_the_report_holds_every_status_within_its_days(purse: Purse) -> None:
    today = purse.clock.now().date()
    start, end = today - timedelta(days=160), today + timedelta(days=60)
    rows = purse.collector.transactions(start, end, purse.stop)
    assert rows == sorted(rows, key=lambda row: (row.process_date, int(row.id)))
    assert {"approved", "declined", "chargeback", "future"} <= {row.status.value for row in rows}
    assert all(start <= row.process_date <= end for row in rows)
    assert all(row.reason for row in rows if row.status.has_failed)
    assert all(row.debit_id and row.payer_id for row in rows)
    middle = rows[len(rows) // 2].process_date
    assert purse.collector.transactions(middle, middle, purse.stop) == [r for r in rows if r.process_date == middle]


# --- debits


@pytest.mark.parametrize("currency", ["CAD", "USD"])
def test_a_debit_is_made_once_found_by_its_marker_and_read_back(purse: Purse, currency: str) -> None:
    payer = _payer(purse, currency)
    operation = purse.debit(payer)
    item = purse.made(operation)
    assert item.total == Money(Decimal("84.05"), currency)
    (row,) = purse.held(operation.marker)
    assert (row["frequency"], row["installments"], row["amount"]) == (ONCE, 1, "84.05")
    assert row["comment"].startswith(f"{operation.marker}") is False
    look_up = purse.find(operation)
    assert look_up.complete
    assert [(hit.remote_id, hit.ours, hit.live, hit.differs) for hit in look_up.hits] == [
        (item.remote_id, True, True, "")
    ]
    state = purse.read_back(operation, item.remote_id)
    assert (state.exists, state.live, state.untouched, state.total) == (True, True, True, operation.expected)
    (debit,) = purse.collector.payer(payer.id, purse.stop).debits.of_marker(operation.marker)
    assert debit.is_single
    assert debit.can_change
    assert debit.id == item.remote_id


def test_a_debit_is_never_made_twice(purse: Purse) -> None:
    handler = purse.collector.handlers()[K.CREATE_DEBIT]
    assert (handler.if_absent, handler.repeatable, handler.trusts_key) == (IfAbsent.PERSON_DECIDES, False, False)
    operation = purse.debit(_payer(purse))
    first, second = purse.made(operation), purse.made(operation)
    assert first.remote_id == second.remote_id
    assert len(purse.held(operation.marker)) == 1


def test_another_debit_for_the_invoice_stops_a_debit(purse: Purse) -> None:
    payer = _payer(purse)
    number = purse.number()
    by_hand = {"amount": "84.05", "process_date": purse.day().isoformat(), "comment": number}
    purse.act("make_debit_by_hand", customer=int(payer.id), **by_hand)
    operation = purse.debit(payer, invoice_number=number, comment=number)
    attempt = purse.send(operation)
    assert judged(attempt, operation) is Verdict.REJECTED
    assert "another debit" in attempt.items[operation.id].sentence
    assert purse.held(operation.marker) == []
    longer = purse.debit(payer, invoice_number=f"{number}1", comment=f"{number}1")
    assert purse.made(longer).remote_id


def test_what_is_not_there_is_said_to_be_absent(purse: Purse) -> None:
    operation = purse.debit(_payer(purse))
    look_up = purse.find(operation)
    assert look_up.complete
    assert look_up.hits == ()
    assert not purse.read_back(operation, "1").exists


@pytest.mark.parametrize("who", ["inactive", "no bank details", "unknown"])
def test_a_customer_that_cannot_be_debited_is_refused_with_a_sentence(purse: Purse, who: str) -> None:
    full = [purse.collector.payer(payer.id, purse.stop).payer for payer in purse.collector.payers(purse.stop)]
    payer = {
        "inactive": lambda: next(one for one in full if not one.is_active),
        "no bank details": lambda: next(one for one in full if one.bank_details is Given.NO and one.is_active),
        "unknown": lambda: replace(full[0], id="1"),
    }[who]()
    operation = purse.debit(payer)
    attempt = purse.send(operation)
    assert judged(attempt, operation) is Verdict.REJECTED, attempt
    sentence = attempt.items[operation.id].sentence
    assert sentence
    assert "own words" not in sentence


def test_a_date_gone_by_is_refused(purse: Purse) -> None:
    operation = purse.debit(_payer(purse), process_date=purse.day(-9))
    attempt = purse.send(operation)
    assert judged(attempt, operation) is Verdict.REJECTED
    assert "date" in attempt.items[operation.id].sentence
    assert attempt.items[operation.id].messages


def test_a_cancelled_task_sends_nothing(purse: Purse) -> None:
    stop = Stop()
    stop.cancel()
    operation = purse.debit(replace(_payer(purse)))
    attempt = purse.send(operation, stop)
    assert (attempt.stage, attempt.code) == (Stage.NOT_SENT, "cancelled")


def test_operations_for_another_account_stay_here(purse: Purse) -> None:
    operation = replace(purse.debit(_payer(purse)), tenant="another account")
    attempt = purse.send(operation)
    assert (attempt.stage, attempt.code) == (Stage.NOT_SENT, "other_books")
    assert attempt.sentence
    assert purse.held(operation.marker) == []


def test_an_amount_is_changed_while_the_debit_has_not_left(purse: Purse) -> None:
    payer = _payer(purse)
    created = purse.debit(payer)
    debit = purse.made(created).remote_id
    amendment = purse.amendment(debit, payer, Decimal("84.05"), Decimal("90.00"))
    assert purse.find(amendment).hits == ()
    assert purse.read_back(amendment, debit).live is False
    assert purse.made(amendment).total == Money(Decimal("90.00"), "CAD")
    assert [hit.ours for hit in purse.find(amendment).hits] == [True]
    assert purse.read_back(amendment, debit).live
    assert purse.made(amendment).remote_id == debit, "once more changes nothing"
    (row,) = purse.held(created.marker)
    assert row["amount"] == "90.00"
    other = purse.amendment(debit, payer, Decimal("84.05"), Decimal("70.00"))
    attempt = purse.send(other)
    assert judged(attempt, other) is Verdict.REJECTED
    assert "90.00" in attempt.items[other.id].sentence


def test_a_debit_is_taken_away_and_gone_is_as_wished(purse: Purse) -> None:
    payer = _payer(purse)
    created = purse.debit(payer)
    debit = purse.made(created).remote_id
    foreign = purse.deletion(debit, payer, "LF9999999999")
    assert judged(purse.send(foreign), foreign) is Verdict.REJECTED
    deletion = purse.deletion(debit, payer, created.marker)
    assert [hit.live for hit in purse.find(deletion).hits] == [True]
    assert purse.read_back(deletion, debit).live
    assert purse.made(deletion).remote_id == debit
    assert [hit.live for hit in purse.find(deletion).hits] == [False]
    assert not purse.read_back(deletion, debit).exists
    assert purse.made(deletion).remote_id == debit, "once more is fine"
    assert purse.find(created).hits == ()
    amendment = purse.amendment(debit, payer, Decimal("84.05"), Decimal("90.00"))
    assert judged(purse.send(amendment), amendment) is Verdict.REJECTED
    assert not purse.read_back(amendment, debit).exists


def test_a_debit_that_has_left_is_neither_changed_nor_taken_away(purse: Purse) -> None:
    payer = _payer(purse)
    created = purse.debit(payer, process_date=purse.day(2))
    debit = purse.made(created).remote_id
    purse.advance(6)
    (held,) = purse.collector.payer(payer.id, purse.stop).debits.of_marker(created.marker)
    assert held.status.has_left
    for operation in (
        purse.amendment(debit, payer, Decimal("84.05"), Decimal("90.00")),
        purse.deletion(debit, payer, created.marker),
    ):
        attempt = purse.send(operation)
        assert judged(attempt, operation) is Verdict.REJECTED
        assert "sent the debit to the bank" in attempt.items[operation.id].sentence
    purse.act("outcome", schedule=int(debit), status="Declined", reason="NSF", day=1)
    purse.advance(8)
    (row,) = [
        row
        for row in purse.collector.transactions(held.process_date, held.process_date, purse.stop)
        if row.debit_id == debit
    ]
    assert (row.status, row.reason) == (TransactionStatus.DECLINED, "NSF")
    look_up = purse.find(created)
    assert [(hit.ours, hit.live, hit.status) for hit in look_up.hits] == [(True, True, "declined")]
    payload = {"invoice_number": row.comment.split()[0], "comment": row.comment.split()[0]}
    again = purse.debit(payer, **payload)
    assert purse.made(again).remote_id != debit, "a declined one does not stand in the way"


# --- customers


def test_a_customer_is_made_with_what_the_ledger_knows(purse: Purse) -> None:
    operation = purse.making(f"Prairie Dental {purse.chance.token(6)}")
    assert purse.find(operation).hits == ()
    item = purse.made(operation)
    payer = purse.collector.payer(item.remote_id, purse.stop).payer
    assert (payer.email, payer.phone, payer.kind) == ("accounts@payer.example", "2045550120", "Business")
    assert payer.address is not None
    assert payer.address.lines == ("18 Corydon Ave", "Unit 2")
    assert payer.bank_details is Given.NO
    assert not payer.can_be_debited
    assert [hit.remote_id for hit in purse.find(operation).hits if hit.ours] == [item.remote_id]
    assert purse.read_back(operation, item.remote_id).live
    assert purse.made(operation).remote_id == item.remote_id, "made once"
    name = payer.name
    foreign = purse.making("Somebody Else", identifier=name)
    attempt = purse.send(foreign)
    assert judged(attempt, foreign) is Verdict.REJECTED
    assert name in attempt.items[foreign.id].sentence


def test_a_customer_is_brought_up_to_date_and_others_words_are_kept(purse: Purse) -> None:
    made = purse.made(purse.making(f"Harbour Cafe {purse.chance.token(6)}"))
    payer = purse.collector.payer(made.remote_id, purse.stop).payer
    assert payer.address is not None
    before = PayerFields(payer.name, payer.email, payer.phone, payer.address)
    after = replace(before, email="new@payer.example", address=replace(payer.address, city="Brandon"))
    operation = purse.operation(K.UPDATE_PAYER, UpdatePayerPayload(payer.id, before, after))
    assert purse.find(operation).hits == ()
    assert not purse.read_back(operation, payer.id).live
    assert purse.made(operation).remote_id == payer.id
    assert purse.read_back(operation, payer.id).live
    assert [hit.ours for hit in purse.find(operation).hits] == [True]
    now = purse.collector.payer(payer.id, purse.stop).payer
    assert (now.email, now.phone, now.name) == ("new@payer.example", payer.phone, payer.name)
    assert now.address is not None
    assert (now.address.city, now.address.lines) == ("Brandon", payer.address.lines)
    purse.act("edit_customer", customer=int(payer.id), email="typed@rotessa.example")
    late = purse.operation(K.UPDATE_PAYER, UpdatePayerPayload(payer.id, after, replace(after, email="third@x.example")))
    attempt = purse.send(late)
    assert judged(attempt, late) is Verdict.REJECTED
    assert "email" in attempt.items[late.id].sentence
    assert purse.collector.payer(payer.id, purse.stop).payer.email == "typed@rotessa.example"
