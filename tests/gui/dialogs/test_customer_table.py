"""Many customers at once: piles, one key for the certain ones, other candidates, skip, undo, and the form for what is refused."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from functools import partial
from types import FrameType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreProblem
from app.domain.parties import LedgerContact, SourceParty
from app.ui.dialogs import CustomerMapping, open_customer_mapping
from app.ui.dialogs.customer import CustomerDialog
from app.ui.dialogs.customer_rows import CustomerRow
from app.ui.dialogs.customer_table import CustomerTable
from app.ui.parts import GroupRow, open_dialog
from app.worker.contract import CustomerDecision
from tests.gui.dialogs.fake import FakeOffice, contacts, some_parties
from tests.gui.dialogs.press import ALT, click, press, type_into
from tests.support import books

Key = Qt.Key


def many(number: int) -> FakeOffice:
    """Some certain, some likely, some like nothing."""
    draw = random.Random(7)
    parties, known = some_parties(), list(contacts())
    for n in range(number):
        name = f"{draw.choice(('Copper', 'Salt', 'Fern'))}{draw.choice(('line', 'bush', 'brook'))} Dental {n}"
        parties.append(SourceParty(str(3000 + n), name, email=f"ap@c{n}.example" if n % 3 else "", currency="AUD"))
        if n % 4:
            known.append(LedgerContact(f"k{n}", name, email=f"ap@c{n}.example" if n % 3 else ""))
    return FakeOffice(parties=parties, catalogue=books.catalogue(contacts=tuple(known)))


def opened(qtbot: QtBot, window: QWidget, office: FakeOffice) -> tuple[CustomerMapping, CustomerTable]:
    """The table as the window opens it for many."""
    mapping = open_customer_mapping(window, office, "r1")
    qtbot.waitUntil(lambda: mapping.dialog is not None)
    dialog = mapping.dialog
    assert isinstance(dialog, CustomerTable)
    qtbot.waitUntil(dialog.table.hasFocus)
    return mapping, dialog


def go_to(table: CustomerTable, party_id: str) -> CustomerRow:
    """Make a customer current."""
    table.table.set_current(table.rows.number_of(party_id))
    row = table.table.row()
    assert isinstance(row, CustomerRow)
    return row


def decided(office: FakeOffice) -> list[CustomerDecision]:
    """Every decision the office was given."""
    return [d for said in office.asked("decide_customers") if isinstance(said, tuple) for d in said]


def groups(table: CustomerTable) -> list[str]:
    """Titles of the piles shown."""
    return [row.title for n in range(table.rows.rowCount()) if isinstance(row := table.rows.row_at(n), GroupRow)]


def test_three_piles_and_the_first_likely_one_in_hand(qtbot: QtBot, window: QWidget) -> None:
    _, table = opened(qtbot, window, many(12))
    words = [title.split()[1] for title in groups(table)]
    assert words == ["certain", "likely", "none"]
    row = table.table.row()
    assert isinstance(row, CustomerRow)
    assert row.pile.value == "likely"


def test_one_key_takes_all_that_are_certain_and_no_other(qtbot: QtBot, window: QWidget) -> None:
    office = many(12)
    mapping, table = opened(qtbot, window, office)
    certain = {g.party.id for g in table.settling.certain()}
    assert table.certain.text() == f"Accept {len(certain)} certain"
    with qtbot.waitSignal(mapping.planned):
        press(table.table, Key.Key_A)
    assert {d.party.id for d in decided(office)} == certain
    assert len(office.asked("decide_customers")) == 1
    assert f"{len(certain)} settled" in groups(table)
    press(table.table, Key.Key_U)
    qtbot.waitUntil(lambda: table.settling.settled == 0)
    assert set(office.asked("undo_customer")) == certain


def test_arrows_step_through_candidates_to_a_new_contact_and_enter_takes_it(qtbot: QtBot, window: QWidget) -> None:
    office = many(12)
    mapping, table = opened(qtbot, window, office)
    row = go_to(table, "29683574")
    assert row.suggestion is not None
    for _ in range(row.choices - 1):
        press(table.table, Key.Key_Right)
    stepped = table.table.row()
    assert isinstance(stepped, CustomerRow)
    assert stepped.suggestion is None
    with qtbot.waitSignal(mapping.planned):
        press(table.table, Key.Key_Return)
    (only,) = decided(office)
    assert only.create is not None
    assert only.create.email == "priya@bluegumvet.example"


def test_skipping_goes_on_to_the_next_row(qtbot: QtBot, window: QWidget) -> None:
    office = many(12)
    mapping, table = opened(qtbot, window, office)
    first = table.table.row()
    with qtbot.waitSignal(mapping.planned):
        press(table.table, Key.Key_S)
    assert decided(office)[0].skip
    following = table.table.row()
    assert isinstance(following, CustomerRow)
    assert following is not first
    assert following.gap.party.id not in table.settling.answers


def test_finding_a_customer_keeps_letters_in_the_field(qtbot: QtBot, window: QWidget) -> None:
    office = many(12)
    _, table = opened(qtbot, window, office)
    table.finder.setFocus()
    type_into(table.finder, "gannet")
    assert [row.gap.party.name for row in table.rows.rows()] == ["Gannet Electrics"]
    assert not decided(office)
    press(table.finder, Key.Key_Return)
    assert table.table.hasFocus()


def test_a_refused_new_contact_opens_its_form_with_the_sentence(qtbot: QtBot, window: QWidget) -> None:
    office = many(12)
    office.catalogue = books.catalogue(contacts=(LedgerContact("g", "GANNET electrics"),))
    _, table = opened(qtbot, window, office)
    go_to(table, "2002")
    press(table.table, Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(open_dialog(window), CustomerDialog))
    closer = open_dialog(window)
    assert isinstance(closer, CustomerDialog)
    assert closer.choice.form.name.problem.startswith("Xero has a contact named GANNET electrics already.")
    assert closer.choice.form.name.text() == "Gannet Electrics"
    press(closer, Key.Key_Escape)
    assert open_dialog(window) is table


def test_n_opens_the_form_for_the_row_in_hand_and_its_answer_settles_the_row(qtbot: QtBot, window: QWidget) -> None:
    office = many(12)
    mapping, table = opened(qtbot, window, office)
    go_to(table, "2002")
    press(table.table, Key.Key_N)
    closer = open_dialog(window)
    assert isinstance(closer, CustomerDialog)
    qtbot.waitUntil(lambda: closer.choice.is_creating)
    with qtbot.waitSignal(mapping.planned):
        closer.take()
    assert open_dialog(window) is table
    assert "2002" in table.settling.answers


def test_a_problem_of_the_records_is_a_banner_and_nothing_is_settled(qtbot: QtBot, window: QWidget) -> None:
    office = many(12)
    _, table = opened(qtbot, window, office)
    office.refusals["decide_customers"] = StoreProblem("The disk is full.", advice="Make room, then try again.")
    press(table.table, Key.Key_A)
    qtbot.waitUntil(lambda: table.banner is not None)
    assert table.settling.settled == 0
    assert table.certain.isEnabled()


def test_continue_fills_once_everybody_is_settled(qtbot: QtBot, window: QWidget) -> None:
    office = many(3)
    mapping, table = opened(qtbot, window, office)
    while table.settling.waiting():
        with qtbot.waitSignal(mapping.planned):
            table.settling.answer([CustomerDecision(table.settling.waiting()[0].party, skip=True)])
    assert table.count.text() == "6 of 6 settled"
    assert table.go_on.text() == "Continue"
    with qtbot.waitSignal(mapping.finished) as heard:
        click(table.go_on)
    assert heard.args == [True]


def test_alt_keys_work_in_the_find_field(qtbot: QtBot, window: QWidget) -> None:
    office = many(12)
    mapping, table = opened(qtbot, window, office)
    table.finder.setFocus()
    with qtbot.waitSignal(mapping.planned):
        press(table.finder, Key.Key_A, ALT)
    assert table.finder.text() == ""


def calls_of(work: Callable[[], object]) -> int:
    """How many Python functions are entered: effort that no other program on the machine changes."""
    entered = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal entered
        entered += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return entered


def effort_of_scrolling(table: CustomerTable) -> int:
    """The most that one of ten steps through the table takes."""
    table.table.group_pressed.emit(GroupRow("", key="certain"))

    def show(number: int) -> None:
        table.table.scrollTo(table.rows.index(number, 0))
        table.table.viewport().repaint()

    steps = range(0, table.rows.rowCount(), table.rows.rowCount() // 10)
    return max(calls_of(partial(show, number)) for number in steps)


def test_a_step_through_ten_times_as_many_rows_takes_no_more_effort(qtbot: QtBot, window: QWidget) -> None:
    few = effort_of_scrolling(opened(qtbot, window, many(60))[1])
    _, table = opened(qtbot, window, many(600))
    most = effort_of_scrolling(table)
    assert table.rows.rowCount() > 300
    assert 0 < most < 2 * few
