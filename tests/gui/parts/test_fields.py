"""Fields: problems beside their cause, what was typed stays, lists by key."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLineEdit
from pytestqt.qtbot import QtBot

from app.ui.parts import Choice, ComboField, DateField, LineField, PasswordField
from app.ui.style.theme import colour
from tests.gui.parts.conftest import Show


def test_a_problem_stands_below_and_goes_when_typing(qtbot: QtBot, show: Show) -> None:
    field = LineField("Invoice ID", hint="Autotask's ID, not the invoice number")
    show(field)
    QTest.keyClicks(field.control, "12a")
    field.set_problem("An ID has digits only")
    assert field.problem == "An ID has digits only"
    assert field.text() == "12a"
    assert field.control.accessibleName() == "Invoice ID"
    assert field.control.accessibleDescription() == "An ID has digits only"
    field.control.clearFocus()
    edge = field.control.grab().toImage().pixelColor(60, 0)
    assert edge.red() > edge.blue() + 40
    QTest.keyClicks(field.control, "4")
    assert field.problem == ""
    assert field.control.accessibleDescription() == "Autotask's ID, not the invoice number"


def test_the_border_shows_focus_and_the_text_does_not_move(qtbot: QtBot, show: Show) -> None:
    field = LineField("Field")
    show(field)
    field.control.clearFocus()
    margins = field.control.textMargins()
    assert field.control.grab().toImage().pixelColor(60, 0) == colour("edge")
    field.control.setFocus()
    assert field.control.grab().toImage().pixelColor(60, 1) == colour("accent")
    assert field.control.textMargins() == margins


def test_typed_dates(qtbot: QtBot, show: Show) -> None:
    field = DateField("Date", today=lambda: date(2026, 11, 4))
    show(field)
    told: list[object] = []
    field.day_changed.connect(told.append)
    QTest.keyClicks(field.control, "31/10")
    QTest.keyClick(field.control, Qt.Key.Key_Return)
    assert field.text() == "31 Oct 2026"
    field.control.clear()
    QTest.keyClicks(field.control, "31 Feb 2026")
    QTest.keyClick(field.control, Qt.Key.Key_Return)
    assert field.problem == "February has 28 days"
    assert field.text() == "31 Feb 2026"
    assert field.day() is None
    assert told == [date(2026, 10, 31)]


def test_an_optional_date_may_be_empty(qtbot: QtBot, show: Show) -> None:
    field, needed = DateField("From", optional=True), DateField("To")
    show(field)
    show(needed)
    assert field.settle()
    assert field.day() is None
    assert not needed.settle()
    assert needed.problem == "A date is needed here"


def test_the_calendar_opens_by_key_and_chooses(qtbot: QtBot, show: Show) -> None:
    field = DateField("Date", today=lambda: date(2026, 11, 4))
    show(field)
    QTest.keyClick(field.control, Qt.Key.Key_F4)
    popup = field.calendar_popup
    assert popup is not None
    month = popup.calendar.findChild(QAbstractItemView)
    assert isinstance(month, QAbstractItemView)
    QTest.keyClick(month, Qt.Key.Key_Right)
    QTest.keyClick(month, Qt.Key.Key_Return)
    assert field.day() == date(2026, 11, 5)


def test_a_secret_is_hidden_until_asked(qtbot: QtBot, show: Show) -> None:
    field = PasswordField("Secret")
    show(field)
    QTest.keyClicks(field.control, " s3cret ")
    assert field.control.echoMode() is QLineEdit.EchoMode.Password
    assert field.text() == "s3cret"
    field.toggle()
    assert field.is_readable


def test_a_long_list_is_searched(qtbot: QtBot, show: Show) -> None:
    field = ComboField("Contact")
    show(field)
    field.set_choices([(f"Contact {number}", number) for number in range(400)])
    told: list[object] = []
    field.chosen.connect(told.append)
    field.control.showPopup()
    opened = field.control.open_list
    assert opened is not None
    assert opened.search.isVisible()
    QTest.keyClicks(opened.search, "37 contact")
    QTest.keyClick(opened.search, Qt.Key.Key_Down)
    QTest.keyClick(opened.search, Qt.Key.Key_Return)
    assert told == [137]
    assert field.value() == 137
    assert not field.set_value("unknown")


def test_a_short_list_has_no_search_and_esc_keeps_the_value(qtbot: QtBot, show: Show) -> None:
    choice = Choice()
    show(choice)
    choice.set_choices([("All divisions", 0), ("Perth", 1)])
    choice.set_value(0)
    choice.showPopup()
    opened = choice.open_list
    assert opened is not None
    assert not opened.search.isVisible()
    QTest.keyClick(opened.view, Qt.Key.Key_Down)
    QTest.keyClick(opened, Qt.Key.Key_Escape)
    assert choice.value() == 0


def test_new_choices_keep_the_value_if_they_can(qtbot: QtBot, show: Show) -> None:
    choice = Choice()
    qtbot.addWidget(choice)
    choice.set_choices([("200 Sales", "200"), ("210 Software", "210")])
    choice.set_value("210")
    choice.set_choices([("210 Software", "210"), ("220 Projects", "220")])
    assert choice.value() == "210"
    choice.set_choices([("220 Projects", "220")])
    assert choice.value() is None
