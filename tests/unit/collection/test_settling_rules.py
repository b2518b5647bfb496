"""What a transaction means for the ledger; every outcome is defined."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.collection.debits import TransactionStatus
from app.domain.collection.invoices import InvoiceStatus
from app.domain.collection.settling import PaymentStand, Settled, Settling, verdict_of
from tests.unit.collection.made_up import CLEARING, TODAY, invoice, row


def about(**changes: Any) -> Settling:
    """A settled transaction of a debit that was made here, whose invoice still owes it."""
    found = Settling(
        row(), TODAY, is_ours=True, expected=Decimal("100.00"), currency="CAD", invoice=invoice(), clearing=CLEARING
    )
    return replace(found, **changes)


def test_what_is_approved_and_settled_is_due_on_its_settlement_date() -> None:
    said = verdict_of(about())
    assert (said.stand, said.paid_on) == (Settled.DUE, date(2027, 1, 27))


@pytest.mark.parametrize(
    ("changes", "stand", "code"),
    [
        ({"is_ours": False}, Settled.BY_HAND, "by_hand"),
        ({"row": row(status=TransactionStatus.FUTURE)}, Settled.COMING, "future"),
        ({"row": row(status=TransactionStatus.PENDING)}, Settled.COMING, "pending"),
        ({"row": row(status=TransactionStatus.UNKNOWN, words="Frozen")}, Settled.NOT_KNOWN, "unknown_status"),
        ({"row": row(settlement_date=date(2027, 2, 2))}, Settled.APPROVED, "not_settled"),
        ({"row": row(settlement_date=None)}, Settled.APPROVED, "not_settled"),
        ({"row": row(amount=Decimal("99.00"))}, Settled.NOT_APPLIED, "other_amount"),
        ({"invoice": None}, Settled.NOT_APPLIED, "unread"),
        ({"invoice": invoice(status=InvoiceStatus.VOID)}, Settled.NOT_APPLIED, "invoice_gone"),
        ({"invoice": invoice(status=InvoiceStatus.DELETED)}, Settled.NOT_APPLIED, "invoice_gone"),
        ({"invoice": invoice(status=InvoiceStatus.PAID)}, Settled.NOT_APPLIED, "paid_meanwhile"),
        ({"invoice": invoice(due=Decimal("99.99"))}, Settled.NOT_APPLIED, "partly_paid"),
        ({"invoice": invoice(currency="USD")}, Settled.NOT_APPLIED, "currency"),
        ({"invoice": invoice(status=InvoiceStatus.DRAFT)}, Settled.NOT_APPLIED, "not_open"),
        ({"clearing": None}, Settled.NOT_APPLIED, "no_clearing"),
        ({"clearing": replace(CLEARING, usable=False, why_not="Archived")}, Settled.NOT_APPLIED, "clearing"),
        ({"clearing": replace(CLEARING, currency="USD")}, Settled.NOT_APPLIED, "clearing_currency"),
        ({"locked_up_to": date(2027, 1, 27)}, Settled.NOT_APPLIED, "locked"),
        ({"payment": PaymentStand.DONE}, Settled.APPLIED, "applied"),
        ({"payment": PaymentStand.OPEN}, Settled.LOOKED_UP, "looked_up"),
        ({"payment": PaymentStand.FAILED}, Settled.NOT_APPLIED, "refused"),
        ({"row": row(status=TransactionStatus.DECLINED, reason="NSF")}, Settled.DECLINED, "declined"),
        ({"row": row(status=TransactionStatus.CHARGEBACK)}, Settled.CHARGED_BACK, "chargeback"),
    ],
)
def test_every_other_outcome_is_named(changes: dict[str, Any], stand: Settled, code: str) -> None:
    said = verdict_of(about(**changes))
    assert (said.stand, said.code) == (stand, code)
    assert said.sentence


def test_a_locked_period_offers_the_first_open_day_and_takes_a_persons_date() -> None:
    held = verdict_of(about(locked_up_to=date(2027, 1, 31)))
    assert held.paid_on == date(2027, 2, 1)
    dated = verdict_of(about(locked_up_to=date(2027, 1, 31), paid_on=date(2027, 2, 1)))
    assert (dated.stand, dated.paid_on) == (Settled.DUE, date(2027, 2, 1))


@pytest.mark.parametrize("status", [TransactionStatus.DECLINED, TransactionStatus.CHARGEBACK])
def test_what_came_back_after_it_was_applied_waits_for_a_person(status: TransactionStatus) -> None:
    back = row(status=status, reason="Agreement Revoked")
    assert verdict_of(about(row=back, payment=PaymentStand.DONE)).stand is Settled.TO_REVERSE
    reversing = verdict_of(about(row=back, payment=PaymentStand.DONE, reversal=PaymentStand.OPEN))
    assert reversing.stand is Settled.LOOKED_UP
    done = verdict_of(about(row=back, payment=PaymentStand.DONE, reversal=PaymentStand.DONE))
    assert done.stand is Settled.REVERSED
    held = verdict_of(
        about(row=back, payment=PaymentStand.DONE, reversal=PaymentStand.FAILED, sentence="The payment is reconciled")
    )
    assert held.stand is Settled.TO_REVERSE
    assert "reconciled" in held.sentence


@given(
    st.sampled_from(TransactionStatus),
    st.sampled_from(PaymentStand),
    st.sampled_from(PaymentStand),
    st.sampled_from(InvoiceStatus),
    st.booleans(),
)
def test_a_payment_is_due_only_for_settled_money_of_ours_that_has_none(
    status: TransactionStatus, payment: PaymentStand, reversal: PaymentStand, state: InvoiceStatus, ours: bool
) -> None:
    said = verdict_of(
        about(row=row(status=status), payment=payment, reversal=reversal, invoice=invoice(status=state), is_ours=ours)
    )
    if said.stand is Settled.DUE:
        assert ours
        assert status is TransactionStatus.APPROVED
        assert payment is PaymentStand.NONE
        assert state is InvoiceStatus.OPEN
