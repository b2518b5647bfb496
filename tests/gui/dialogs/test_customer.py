"""One customer at a time: keys, decisions, inline problems, text that stays text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreProblem
from app.domain.parties import ContactState, LedgerContact, SourceParty
from app.domain.plan import DocumentState, Plan
from app.ui.dialogs import CustomerMapping, open_customer_mapping
from app.ui.dialogs.customer import CustomerDialog
from app.worker.contract import CustomerDecision
from tests.gui.dialogs.fake import FakeOffice, bluegum, contacts
from tests.gui.dialogs.press import ALT, click, press, type_into
from tests.support import books

Key = Qt.Key


def opened(qtbot: QtBot, window: QWidget, office: FakeOffice) -> tuple[CustomerMapping, CustomerDialog]:
    """The dialog as the window opens it."""
    mapping = open_customer_mapping(window, office, "r1")
    qtbot.waitUntil(lambda: mapping.dialog is not None)
    dialog = mapping.dialog
    assert isinstance(dialog, CustomerDialog)
    qtbot.waitUntil(dialog.choice.search.hasFocus)
    return mapping, dialog


def decided(office: FakeOffice) -> list[CustomerDecision]:
    """Every decision the office was given."""
    return [d for said in office.asked("decide_customers") if isinstance(said, tuple) for d in said]


def test_enter_takes_the_proposal_and_goes_to_the_next_customer(
    qtbot: QtBot, window: QWidget, office: FakeOffice
) -> None:
    mapping, dialog = opened(qtbot, window, office)
    assert dialog.second.text().startswith("Customer 1 of 3 without a match")
    assert dialog.choice.chosen is not None
    assert dialog.choice.chosen.id == "c-blue"
    with qtbot.waitSignal(mapping.planned) as heard:
        press(dialog.choice.search, Key.Key_Return)
    plan = heard.args[0] if heard.args else None
    assert isinstance(plan, Plan)
    ready = [d for d in plan.documents if d.state is DocumentState.READY]
    assert len(ready) == 3
    assert [(d.party.id, d.contact.id if d.contact else "") for d in decided(office)] == [("29683574", "c-blue")]
    assert dialog.second.text().startswith("Customer 2 of 3")


def test_the_line_below_tells_what_becomes_ready(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    _, dialog = opened(qtbot, window, office)
    assert dialog.effect.strong.text() == "3 invoices, 330.00 AUD"
    assert dialog.effect.quiet.text() == "become ready with this choice"


def test_documents_that_wait_for_something_else_are_not_promised(qtbot: QtBot, window: QWidget) -> None:
    office = FakeOffice(parties=[bluegum()], book_kept=replace(books.book(), taxes=()))
    _, dialog = opened(qtbot, window, office)
    assert dialog.effect.quiet.text() == "wait for something else as well"


def test_arrows_with_alt_choose_another_candidate_and_keep_the_text_field(
    qtbot: QtBot, window: QWidget, office: FakeOffice
) -> None:
    _, dialog = opened(qtbot, window, office)
    press(dialog.choice.search, Key.Key_Right, ALT)
    assert dialog.choice.chosen is not None
    assert dialog.choice.chosen.id != "c-blue"
    press(dialog.choice.search, Key.Key_Left, ALT)
    assert dialog.choice.chosen.id == "c-blue"
    assert dialog.choice.search.hasFocus()


def test_letters_typed_into_the_search_stay_there(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    _, dialog = opened(qtbot, window, office)
    type_into(dialog.choice.search, "sanu")
    assert dialog.choice.search.text() == "sanu"
    assert not office.asked("decide_customers")


def test_letters_outside_fields_are_keys(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    mapping, dialog = opened(qtbot, window, office)
    dialog.skip.setFocus()
    with qtbot.waitSignal(mapping.planned):
        press(dialog.skip, Key.Key_S)
    assert decided(office)[0].skip
    with qtbot.waitSignal(mapping.planned):
        press(dialog.choice.search, Key.Key_U, ALT)
    assert office.asked("undo_customer") == ["29683574"]
    assert dialog.gap is not None
    assert dialog.gap.party.id == "29683574"


def test_search_asks_once_after_a_pause_and_enter_never_takes_what_is_not_shown(
    qtbot: QtBot, window: QWidget, office: FakeOffice
) -> None:
    mapping, dialog = opened(qtbot, window, office)
    office.held["find_contacts"] = []
    type_into(dialog.choice.search, "quok")
    assert not office.asked("find_contacts")
    press(dialog.choice.search, Key.Key_Return)  # asks at once instead of taking the old proposal
    assert office.asked("find_contacts") == ["quok"]
    press(dialog.choice.search, Key.Key_Return)
    assert not decided(office)
    office.held.pop("find_contacts")[0]()
    qtbot.waitUntil(lambda: dialog.choice.chosen is not None and dialog.choice.chosen.id == "c-quokka")
    with qtbot.waitSignal(mapping.planned):
        press(dialog.choice.search, Key.Key_Return)
    assert decided(office)[0].contact == contacts()[3]


def test_nothing_found_says_so_and_takes_nothing(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    _, dialog = opened(qtbot, window, office)
    type_into(dialog.choice.search, "zzzz")
    qtbot.waitUntil(dialog.choice.nothing.isVisible)
    assert dialog.choice.nothing.text() == "No contact is called 'zzzz'."
    assert not dialog.accept_button.isEnabled()
    dialog.choice.search.clear()
    dialog.choice.search.textEdited.emit("")
    assert dialog.choice.chosen is not None


def test_a_new_contact_with_a_name_in_use_is_refused_below_its_field(
    qtbot: QtBot, window: QWidget, office: FakeOffice
) -> None:
    mapping, dialog = opened(qtbot, window, office)
    press(dialog.choice.search, Key.Key_N, ALT)
    form = dialog.choice.form
    assert form.name.control.hasFocus()
    assert form.email.text() == "priya@bluegumvet.example"
    form.name.control.clear()
    type_into(form.name.control, "kestrel freight")
    press(form.name.control, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(form.name.problem))
    assert form.name.problem.startswith("Xero has a contact named Kestrel Freight already.")
    assert form.name.text() == "kestrel freight"
    assert form.email.text() == "priya@bluegumvet.example"
    form.name.control.selectAll()
    type_into(form.name.control, "Bluegum Vets")
    assert not form.name.problem
    with qtbot.waitSignal(mapping.planned):
        press(form.name.control, Key.Key_Return)
    created = decided(office)[-1].create
    assert created is not None
    assert (created.name, created.first_name, created.person_id) == ("Bluegum Vets", "Priya", "71")


def test_another_person_brings_name_and_e_mail_and_leaves_the_company_s_name(
    qtbot: QtBot, window: QWidget, office: FakeOffice
) -> None:
    _, dialog = opened(qtbot, window, office)
    dialog.choice.form.name.set_text("My own name")
    people = dialog.choice.creating.people
    people.setCurrentIndex(1)
    people.activated.emit(1)
    assert dialog.choice.is_creating
    assert dialog.choice.form.email.text() == "owen@bluegumvet.example"
    assert dialog.choice.form.name.text() == "My own name"


def test_a_bad_address_is_told_at_the_address(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    _, dialog = opened(qtbot, window, office)
    dialog.choice.choose_new()
    dialog.choice.form.email.control.setText("not an address")
    click(dialog.accept_button)
    qtbot.waitUntil(lambda: bool(dialog.choice.form.email.problem))
    assert dialog.choice.form.email.control.hasFocus()


def test_a_problem_of_the_records_stays_as_a_banner(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    mapping, dialog = opened(qtbot, window, office)
    office.refusals["decide_customers"] = StoreProblem("The records are locked.", advice="Close the other program.")
    dialog.take()
    qtbot.waitUntil(lambda: dialog.banner is not None)
    assert dialog.banner is not None
    assert dialog.banner.sentence.text() == "The records are locked."
    assert dialog.gap is not None
    assert dialog.gap.party.id == "29683574"
    assert dialog.accept_button.isEnabled()
    with qtbot.waitSignal(mapping.planned):
        dialog.take()
    assert dialog.banner is None


def test_an_archived_contact_is_not_promised_to_help(qtbot: QtBot, window: QWidget) -> None:
    gone = LedgerContact("c-old", "Bluegum Veterinary Group", state=ContactState.ARCHIVED)
    office = FakeOffice(parties=[bluegum()], catalogue=books.catalogue(contacts=(gone,)))
    _, dialog = opened(qtbot, window, office)
    dialog.choice.step(-9)
    assert dialog.choice.chosen is gone
    assert "archived" in dialog.effect.quiet.text()


def test_a_double_press_answers_once(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    mapping, dialog = opened(qtbot, window, office)
    office.held["decide_customers"] = []
    dialog.take()
    dialog.take()
    assert len(office.asked("decide_customers")) == 1
    assert not dialog.accept_button.isEnabled()
    with qtbot.waitSignal(mapping.planned):
        office.held.pop("decide_customers")[0]()


def test_the_last_answer_closes_and_tells(qtbot: QtBot, window: QWidget) -> None:
    office = FakeOffice(parties=[bluegum()])
    mapping, dialog = opened(qtbot, window, office)
    with qtbot.waitSignals([mapping.closed, mapping.finished]) as _:
        dialog.take()
    assert not dialog.isVisible()


def test_escape_leaves_the_customer_waiting(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    mapping, dialog = opened(qtbot, window, office)
    with qtbot.waitSignal(mapping.finished) as heard:
        press(dialog.choice.search, Key.Key_Escape)
    assert heard.args == [False]
    assert not decided(office)


def test_nothing_is_shown_when_nobody_waits(qtbot: QtBot, window: QWidget) -> None:
    office = FakeOffice(parties=[replace(bluegum(), id="1180")])
    mapping = open_customer_mapping(window, office, "r1")
    with qtbot.waitSignal(mapping.closed):
        pass
    assert mapping.dialog is None


def test_saving_the_mapping_to_the_ledger_is_the_route_s_choice(
    qtbot: QtBot, window: QWidget, office: FakeOffice
) -> None:
    _, dialog = opened(qtbot, window, office)
    assert dialog.link.check.isChecked()
    click(dialog.link.check)
    (defaults,) = office.asked("set_defaults")
    assert defaults == replace(books.book().defaults, link_contacts=False)


ODD = ["", "x" * 10_000, "<b>Bold</b> & <img src=x>", "\u202eevil\u202c Pty", "🦘🦘 Tours", "شركة النور", "a\nb\tc\x07"]


@pytest.mark.parametrize("name", ODD, ids=["none", "endless", "mark-up", "reversed", "emoji", "arabic", "control"])
def test_foreign_text_stays_plain_and_the_dialog_keeps_its_size(qtbot: QtBot, window: QWidget, name: str) -> None:
    party = replace(bluegum(), id="5", name=name)
    office = FakeOffice(parties=[party], catalogue=books.catalogue(contacts=(LedgerContact("odd", name or "No one"),)))
    _, dialog = opened(qtbot, window, office)
    assert dialog.width() == 912
    assert dialog.height() <= 752
    shown = dialog.facts.findChild(QLabel, "company-name")
    assert shown is not None
    assert shown.textFormat() is Qt.TextFormat.PlainText
    assert "\u202e" not in shown.text()
    assert len(shown.text()) < 200
    assert shown.text() == "No name" or name[:1] in shown.text() or "⟨" in shown.text()


def test_the_endless_name_is_refused_with_a_sentence_and_kept(qtbot: QtBot, window: QWidget) -> None:
    office = FakeOffice(parties=[SourceParty("5", "y" * 10_000, currency="AUD")])
    _, dialog = opened(qtbot, window, office)
    dialog.choice.choose_new()
    dialog.take()
    qtbot.waitUntil(lambda: bool(dialog.choice.form.name.problem))
    assert dialog.choice.form.name.problem == "The name has 10,000 characters; Xero takes 255."
    assert len(dialog.choice.form.name.text()) == 10_000


def test_every_control_has_a_name(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    _, dialog = opened(qtbot, window, office)
    dialog.choice.choose_new()
    controls = [w for kind in (QAbstractButton, QLineEdit, QComboBox) for w in dialog.findChildren(kind)]
    nameless = [w for w in controls if not w.accessibleName() and w.isVisible()]
    assert not nameless
    assert all(w.objectName() for w in controls if isinstance(w, QLineEdit) and w.isVisible())
