"""A run of collection is taken back: what has not left goes, payments only with a person's word, and the rest says why it stays."""

from __future__ import annotations

from datetime import timedelta

from app.domain.collection.planning import Act
from app.domain.collection.settling import Settled
from app.domain.operation import OperationKind
from app.domain.plan import DocumentState
from app.domain.run import NOT_TAKEN_BACK
from app.flows.collection.views import RoundResult
from tests.support.rents import Rents

WHO = "Cormorant Optical"
DELETE, REVERSE = OperationKind.DELETE_DEBIT, OperationKind.REVERSE_PAYMENT


def debited(rents: Rents) -> tuple[str, str]:
    """The number of an invoice that a round has debited for in a week, and that round's run."""
    rents.connect(WHO)
    invoice = rents.coming(WHO)
    rents.colleague.move(invoice, rents.clock.today() + timedelta(days=7))
    return invoice.number, run_of(rents.round())


def run_of(result: RoundResult) -> str:
    """The one run of a round."""
    (run_id,) = result.run_ids
    return run_id


def test_a_debit_that_has_not_left_goes_and_is_not_made_again_by_itself(rents: Rents) -> None:
    number, run_id = debited(rents)
    plan = rents.desks.undoing(run_id).plan_undo(run_id, rents.stop)
    assert (plan.count(DELETE), plan.count(REVERSE), plan.stays) == (1, 0, ())
    (operation,) = plan.operations
    assert plan.amounts[operation.id].amount == rents.invoice(number).due
    assert len(rents.live_debits(number)) == 1, "a look changes nothing"
    result = rents.desk.undo(plan, rents.stop)
    assert rents.live_debits(number) == []
    assert result.summary.undone
    assert [outcome.state for outcome in result.summary.outcomes] == [DocumentState.UNDONE]
    assert rents.desks.log.run(run_id) == result.summary
    for _ in range(2):
        rents.days(1)
        told = rents.round()
        assert told.tally.created == 0
        assert not told.alarms
    again = rents.desk.plan_undo(run_id, rents.stop)
    assert (again.operations, again.stays) == ((), ())
    rents.import_by_hand(number)
    assert len(rents.live_debits(number)) == 1, "a person may debit it again"


def test_an_invoice_whose_debit_was_taken_back_says_so(xero_rents: Rents) -> None:
    rents = xero_rents
    number, run_id = debited(rents)
    rents.desk.undo(rents.desk.plan_undo(run_id, rents.stop), rents.stop)
    (row,) = [r for r in rents.desk.health(rents.route_id, rents.stop).rows if r.name.startswith(f"{number},")]
    assert row.sentence == "Its debit was taken back: import it by hand to debit it again"
    assert row.state.value == "note"
    plan = rents.desk.plan_import(rents.route_id, rents.stop)
    assert [r.intent.act for r in plan.rows if r.invoice.number == number] == [Act.CREATE]


def test_a_debit_that_has_left_stays_with_the_reason(xero_rents: Rents) -> None:
    rents = xero_rents
    number, run_id = debited(rents)
    rents.days(8)
    plan = rents.desk.plan_undo(run_id, rents.stop)
    assert plan.operations == ()
    ((said, reason),) = plan.stays
    assert said == number
    assert reason.startswith("It has left for the bank, on ")
    result = rents.desk.undo(plan, rents.stop)
    assert not result.summary.undone
    assert [o.sentence for o in result.summary.outcomes] == [f"{NOT_TAKEN_BACK}: {reason}"]
    assert len(rents.live_debits(number)) == 1


def test_a_debit_that_leaves_between_look_and_undo_is_left_alone(xero_rents: Rents) -> None:
    rents = xero_rents
    number, run_id = debited(rents)
    plan = rents.desk.plan_undo(run_id, rents.stop)
    rents.days(8)
    result = rents.desk.undo(plan, rents.stop)
    (outcome,) = result.summary.outcomes
    assert outcome.sentence.startswith(f"{NOT_TAKEN_BACK}: ")
    assert outcome.state is DocumentState.SENT
    assert not result.summary.undone
    assert len(rents.live_debits(number)) == 1


def test_a_debit_that_somebody_has_changed_at_rotessa_stays(xero_rents: Rents) -> None:
    rents = xero_rents
    number, run_id = debited(rents)
    (debit,) = rents.live_debits(number)
    rents.act("rotessa", "change_debit_by_hand", {"schedule": debit["id"], "amount": "1.00"})
    ((_, reason),) = rents.desk.plan_undo(run_id, rents.stop).stays
    assert reason == "Somebody has changed it at Rotessa to 1.00 CAD"


def test_payments_are_reversed_with_a_persons_word_and_never_applied_again(rents: Rents) -> None:
    number, _ = debited(rents)
    due = rents.invoice(number).due
    rents.days(16)
    run_id = run_of(rents.round())
    plan = rents.desk.plan_undo(run_id, rents.stop)
    assert (plan.count(DELETE), plan.count(REVERSE)) == (0, 1)
    kept = rents.desk.undo(plan.without(REVERSE), rents.stop)
    assert len(rents.payments()) == 1
    assert not kept.summary.undone
    result = rents.desk.undo(plan, rents.stop)
    assert result.summary.undone
    assert rents.payments() == []
    assert rents.invoice(number).due == due
    for _ in range(2):
        rents.days(1)
        rents.round()
    assert rents.payments() == []
    assert len(rents.debits(number)) == 1
    view = rents.desk.settlements(rents.route_id, rents.stop)
    (row,) = [r for group in view.groups for r in group.rows if r.number == number]
    assert (row.verdict.stand, row.verdict.sentence) == (Settled.REVERSED, "Its payment was taken back")


def test_a_payment_in_closed_books_stays(xero_rents: Rents) -> None:
    rents = xero_rents
    number, _ = debited(rents)
    rents.days(16)
    run_id = run_of(rents.round())
    (tenant,) = [each["id"] for each in rents.books("xero")["tenants"] if each["payments"]]
    rents.act("xero", "set_lock_dates", {"tenant": tenant, "period": rents.clock.today().isoformat()})
    rents.days(1)
    plan = rents.desk.plan_undo(run_id, rents.stop)
    assert plan.operations == ()
    ((said, reason),) = plan.stays
    assert said == number
    assert reason.startswith("The books are locked up to ")
