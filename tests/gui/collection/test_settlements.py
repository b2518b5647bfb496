"""Settlements as the bank will show them, with the step each one wants, and as a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt

from app.domain.collection.settling import Settled
from app.ui.collection.clearing import ClearingDialog
from app.ui.collection.route import Page
from app.ui.collection.settlement_rows import SettlementFilter
from app.ui.dialogs.asking import AskDialog
from app.ui.parts import GroupRow
from app.worker.collection_contract import SettlementRow
from app.worker.contract import RecordsFinding, RecoveryLook
from tests.gui.collection import made_up
from tests.gui.collection.conftest import Open, screen
from tests.gui.collection.fake_office import FakeOffice
from tests.gui.main_job.person import ALT, CTRL, Person

Key = Qt.Key


def at_settlements(office: FakeOffice, sit: Open, *rows: SettlementRow) -> Person:
    """The page with these transactions."""
    office.answers["settlements"] = made_up.settlements(*rows)
    person = sit()
    person.key(Key.Key_4, ALT)
    person.wait(lambda: screen(person).page is Page.SETTLEMENTS and screen(person).settlements.view is not None)
    return person


def step(person: Person, transaction_id: str) -> None:
    """Put a transaction in hand and do what its button says, by its key."""
    tab = screen(person).settlements
    tab.show_subject(transaction_id)
    tab.table.setFocus()
    person.key(Key.Key_F)


def test_deposits_have_their_totals_and_what_was_made_by_hand_stands_apart(office: FakeOffice, sit: Open) -> None:
    rows = (
        made_up.transaction(1, Settled.APPLIED),
        made_up.transaction(2, Settled.NOT_APPLIED),
        made_up.transaction(3, Settled.BY_HAND),
    )
    person = at_settlements(office, sit, *rows)
    model = screen(person).settlements.model
    groups = [found for n in range(model.rowCount()) if isinstance(found := model.row_at(n), GroupRow)]
    assert [g.reason for g in groups] == [
        "2 transactions, deposit 240.00 CAD, applied 120.00 CAD, not applied 120.00 CAD",
        "1 transaction made by hand, 120.00",
    ]
    assert person.reads("1 deposit, 1 transaction waits for you")


def test_filters_count_and_an_empty_report_is_said(office: FakeOffice, sit: Open) -> None:
    person = at_settlements(
        office, sit, made_up.transaction(1, Settled.APPLIED), made_up.transaction(2, Settled.COMING)
    )
    tab = screen(person).settlements
    tab.table.setFocus()
    person.key(Key.Key_2)
    person.wait(lambda: tab.filter.current == SettlementFilter.APPLIED.value)
    assert [r.row.id for r in tab.model.rows()] == ["1"]
    person.key(Key.Key_4)
    person.wait(lambda: person.reads("No transaction is shown"))
    office.answers["settlements"] = made_up.settlements()
    person.click("settlements-again")
    person.wait(lambda: person.reads("No transaction yet"))
    assert not tab.export_button.isEnabled()


def test_each_transaction_has_the_step_that_mends_it(office: FakeOffice, sit: Open) -> None:
    locked = made_up.transaction(2, Settled.NOT_APPLIED, code="locked", paid_on=date(2026, 11, 18))
    refused = made_up.transaction(3, Settled.NOT_APPLIED, code="refused")
    unusable = made_up.transaction(4, Settled.NOT_APPLIED, code="clearing")
    office.answers["settle"] = made_up.result(made_up.outcome(2))
    person = at_settlements(office, sit, locked, refused, unusable)
    step(person, "2")
    person.wait(lambda: office.count("settle") == 1)
    assert office.last("settle").what == (("2",), {"2": date(2026, 11, 18)})
    step(person, "3")
    person.wait(lambda: office.count("settle") == 2)
    assert office.last("settle").what == (("3",), {})
    step(person, "4")
    person.dialog(ClearingDialog)


def test_a_payment_whose_end_is_in_doubt_is_asked_about_before_it_is_tried_again(office: FakeOffice, sit: Open) -> None:
    held = replace(made_up.transaction(3, Settled.NOT_APPLIED, code="refused"), operation_id="o3")
    office.answers["recovery"] = RecoveryLook(RecordsFinding(may_send=True), (), (), 0, frozenset())
    person = at_settlements(office, sit, held)
    step(person, "3")
    person.wait(lambda: office.count("settle") == 1)  # refused, and nothing of it is in doubt
    assert office.count("recovery") == 1


def test_a_chargeback_is_reversed_only_when_the_person_agrees(office: FakeOffice, sit: Open) -> None:
    office.answers["reverse_payments"] = made_up.result(made_up.outcome(1))
    person = at_settlements(office, sit, made_up.transaction(1, Settled.TO_REVERSE))
    step(person, "1")
    person.dialog(AskDialog)
    assert person.reads("came back (NSF)")
    person.click("ask-no")
    person.alone()
    assert office.count("reverse_payments") == 0
    step(person, "1")
    person.click("ask-yes")
    person.wait(lambda: office.count("reverse_payments") == 1)
    assert office.last("reverse_payments").what == (("1",),)


def test_the_view_is_kept_as_a_file_or_says_why_not(office: FakeOffice, sit: Open, tmp_path: Path) -> None:
    office.answers["settlement_csv"] = "Settlement date,Amount\r\n2026-11-16,120.00\r\n"
    person = at_settlements(office, sit, made_up.transaction(1, Settled.APPLIED))
    tab = screen(person).settlements
    kept = tmp_path / "deposits.csv"
    tab.choose_file = lambda _suggested: kept
    tab.table.setFocus()
    person.key(Key.Key_S, CTRL)
    person.wait(lambda: kept.exists() and person.reads("Saved as deposits.csv"))
    assert kept.read_bytes().startswith(b"\xef\xbb\xbfSettlement date")
    tab.choose_file = lambda _suggested: tmp_path / "nowhere" / "deposits.csv"
    person.click("settlements-export")
    person.wait(lambda: person.reads("deposits.csv cannot be written"))
