"""The rules of import: one thing happens to an invoice's debit, and money is never taken twice or for nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.collection.banking_days import Region, earliest_debit_day, is_banking_day
from app.domain.collection.debits import TransactionStatus
from app.domain.collection.invoices import InvoiceStatus
from app.domain.collection.planning import Act, Stand, Wish, foreign_debit, intent
from app.domain.collection.settings import CollectionSettings
from tests.unit.collection.made_up import NOW, TODAY, customer, invoice, made, row, wish

AMOUNTS = st.decimals("0", "5000", places=2)
BY_HAND = (Stand.DECLINED, Stand.TAKEN_BACK, Stand.MISMADE, Stand.VANISHED)
"""Debits that are over and are made anew only where a person says so."""
DAYS = st.dates(date(2026, 12, 1), date(2027, 6, 30))


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    """Any invoice in any state with any debit."""
    stand = draw(st.sampled_from(Stand))
    due = draw(AMOUNTS)
    debit = made(
        stand=stand,
        amount=draw(AMOUNTS),
        process_date=draw(DAYS),
        due_date=draw(DAYS | st.none()),
        settled=draw(st.booleans()),
    )
    return Wish(
        invoice(status=draw(st.sampled_from(InvoiceStatus)), due=due, due_date=draw(DAYS | st.none())),
        customer(
            auto_import=draw(st.booleans()),
            bank_details=draw(st.sampled_from((True, False, None))),
            currency=draw(st.sampled_from(("CAD", "USD", ""))),
            stopped=draw(st.sampled_from(("", "stopped"))),
        ),
        CollectionSettings(largest=draw(st.sampled_from((None, Decimal(1000))))),
        NOW,
        TODAY,
        draw(st.sampled_from((None, debit))),
        by_hand=draw(st.booleans()),
        day=draw(DAYS | st.none()),
        foreign=draw(st.sampled_from((None, row(debit_id="1", comment="INV-2041")))),
    )


@given(wishes())
def test_a_debit_is_only_made_where_none_counts_and_something_is_owed(about: Wish) -> None:
    said = intent(about)
    if said.act not in (Act.CREATE, Act.MOVE):
        return
    assert about.invoice.status is InvoiceStatus.OPEN
    assert about.foreign is None
    assert about.customer.currency in ("", about.invoice.currency)
    assert not about.customer.stopped
    assert said.amount == about.invoice.owed
    assert said.amount.amount > 0
    assert said.day is not None
    assert said.day >= earliest_debit_day(NOW, Region.CANADA)
    assert is_banking_day(said.day, Region.CANADA)
    if said.act is Act.CREATE:
        assert about.made is None or about.made.stand in (Stand.DELETED, *BY_HAND)
        assert about.by_hand or about.made is None or about.made.stand is Stand.DELETED
        assert about.by_hand or about.customer.auto_import
    else:
        assert about.made is not None
        assert about.made.stand is Stand.OPEN


@given(wishes())
def test_a_debit_that_can_still_change_never_asks_for_more_than_is_due_unless_somebody_is_told(about: Wish) -> None:
    if about.made is None or about.made.stand is not Stand.OPEN:
        return
    said = intent(about)
    if about.invoice.owed.amount >= about.made.amount:
        return
    assert said.act in (Act.AMEND, Act.MOVE, Act.DELETE, Act.BLOCKED)


@given(wishes())
def test_what_has_left_is_never_changed(about: Wish) -> None:
    if about.made is None or about.made.stand not in (Stand.LEFT, Stand.DOUBT, Stand.CHARGED_BACK):
        return
    assert not intent(about).changes


@given(wishes())
def test_an_invoice_that_is_gone_takes_its_debit_with_it_whatever_else_holds(about: Wish) -> None:
    if about.made is None or about.made.stand is not Stand.OPEN or not about.invoice.status.is_gone:
        return
    assert intent(about).act is Act.DELETE


def test_what_is_due_today_or_later_is_imported_and_what_was_due_before_is_not() -> None:
    assert intent(wish(invoice=invoice(due_date=TODAY))).act is Act.CREATE
    late = intent(wish(invoice=invoice(due_date=TODAY - timedelta(days=1))))
    assert (late.act, late.code) == (Act.NOTHING, "overdue")
    by_hand = intent(wish(invoice=invoice(due_date=TODAY - timedelta(days=1)), by_hand=True))
    assert (by_hand.act, by_hand.asks_date) == (Act.BLOCKED, True)
    dated = intent(wish(invoice=invoice(due_date=None), by_hand=True, day=date(2027, 2, 6)))
    assert (dated.act, dated.day) == (Act.CREATE, date(2027, 2, 8))


@pytest.mark.parametrize(
    ("status", "due", "code"),
    [
        (InvoiceStatus.VOID, "100.00", "void_too_late"),
        (InvoiceStatus.DELETED, "0", "deleted_too_late"),
        (InvoiceStatus.PAID, "0", "paid_too_late"),
        (InvoiceStatus.OPEN, "99.99", "paid_too_late"),
        (InvoiceStatus.OPEN, "100.01", "more_too_late"),
    ],
)
def test_what_comes_too_late_is_said_loudly_with_what_to_do(status: InvoiceStatus, due: str, code: str) -> None:
    said = intent(wish(invoice=invoice(status=status, due=Decimal(due)), made=made(stand=Stand.LEFT)))
    assert (said.act, said.code) == (Act.ALARM, code)
    assert said.advice


def test_a_collected_invoice_says_nothing() -> None:
    about = wish(invoice=invoice(status=InvoiceStatus.PAID, due=Decimal(0)), made=made(stand=Stand.LEFT, settled=True))
    assert (intent(about).act, intent(about).code) == (Act.NOTHING, "settled")


def test_a_limit_holds_back_what_goes_by_itself_and_not_what_a_person_ticks() -> None:
    settings = CollectionSettings(largest=Decimal("99.99"))
    assert intent(wish(settings=settings)).code == "too_large"
    assert intent(wish(settings=settings, by_hand=True)).act is Act.CREATE


@pytest.mark.parametrize(
    ("comment", "number", "found"),
    [
        ("INV-2041", "INV-2041", True),
        ("Invoice inv-2041 (Created with API)", "INV-2041", True),
        ("INV-20411", "INV-2041", False),
        ("INV-2041-B", "INV-2041", False),
        ("XINV-2041", "INV-2041", False),
        ("Unit 12", "12", False),
        ("", "INV-2041", False),
    ],
)
def test_a_foreign_debit_names_the_invoice_as_a_word_of_its_own(comment: str, number: str, found: bool) -> None:
    rows = [row(comment=comment, debit_id="1", status=TransactionStatus.FUTURE)]
    assert (foreign_debit(invoice(number=number), rows, frozenset()) is not None) is found


def test_ours_and_what_failed_are_no_foreign_debits_and_what_came_back_is() -> None:
    ours = [row(debit_id="733105")]
    assert foreign_debit(invoice(), ours, frozenset({"733105"})) is None
    declined = [row(debit_id="1", status=TransactionStatus.DECLINED)]
    assert foreign_debit(invoice(), declined, frozenset()) is None
    back = [row(debit_id="1", status=TransactionStatus.CHARGEBACK)]
    assert foreign_debit(invoice(), back, frozenset()) is back[0]
