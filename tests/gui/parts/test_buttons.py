"""Buttons, check boxes and segments by mouse and by key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.parts import Button, ButtonKind, CheckField, RadioCard, Segment, SegmentedFilter, SplitButton, Stepper
from app.ui.style.theme import colour
from tests.gui.parts.conftest import Show


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_focused_button_is_pressed_by_key(qtbot: QtBot, show: Show, key: Qt.Key) -> None:
    button = Button("Fix")
    show(button)
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, key)


def test_an_ampersand_is_a_letter(qtbot: QtBot, show: Show) -> None:
    button = Button("Sync 88 to Harbour & Pine")
    qtbot.addWidget(button)
    assert button.text() == "Sync 88 to Harbour & Pine"
    assert button.accessibleName() == "Sync 88 to Harbour & Pine"
    assert button.shortcut().isEmpty()


def test_the_ring_is_for_keys_alone(qtbot: QtBot, show: Show) -> None:
    first, second = Button("One"), Button("Two")
    window = show(first, second)
    first.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not first.ring_shown
    QTest.keyClick(window, Qt.Key.Key_Tab)
    assert second.hasFocus()
    assert second.ring_shown
    place = second.mapTo(window, second.rect().topLeft())
    picture = window.grab().toImage()
    assert picture.pixelColor(place.x() + 30, place.y() - 3) == colour("accent")
    assert second.size() == first.size()
    second.setEnabled(False)
    assert not second.ring_shown


def test_kinds_are_painted_in_their_tokens(qtbot: QtBot, show: Show) -> None:
    for kind, token in (
        (ButtonKind.PRIMARY, "accent"),
        (ButtonKind.PRACTICE, "practice"),
        (ButtonKind.SECONDARY, "surface"),
    ):
        button = Button("Go on", kind)
        qtbot.addWidget(button)
        assert button.grab().toImage().pixelColor(6, 16) == colour(token)
    off = Button("Go on", ButtonKind.PRIMARY)
    qtbot.addWidget(off)
    off.setEnabled(False)
    assert off.grab().toImage().pixelColor(6, 16) == colour("calm_soft")


def test_a_split_button_offers_other_ways(qtbot: QtBot, show: Show) -> None:
    split = SplitButton("Sync 88", icon="send")
    show(split)
    pressed: list[str] = []
    split.clicked.connect(lambda: pressed.append("main"))
    split.add_choice("Dry run", "dry-run").triggered.connect(lambda: pressed.append("dry"))
    QTest.mouseClick(split.main, Qt.MouseButton.LeftButton)
    QTest.mouseClick(split.arrow, Qt.MouseButton.LeftButton)
    assert split.menu.isVisible()
    QTest.keyClick(split.menu, Qt.Key.Key_Down)
    QTest.keyClick(split.menu, Qt.Key.Key_Return)
    assert pressed == ["main", "dry"]
    assert split.arrow.accessibleName() == "Other ways"


def test_a_check_box_by_key_and_by_its_words(qtbot: QtBot, show: Show) -> None:
    box = CheckField("Include invoices marked as invoiced")
    show(box)
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center())
    assert not box.isChecked()


def test_radio_cards_exclude_each_other(qtbot: QtBot, show: Show) -> None:
    one, two = RadioCard("Bluegum Vet", "Subiaco"), RadioCard("Blue Gum Cafe")
    show(one, two)
    QTest.mouseClick(one, Qt.MouseButton.LeftButton, pos=one.rect().bottomRight() / 2)
    assert one.isChecked()
    one.setFocus()
    QTest.keyClick(one, Qt.Key.Key_Down)
    assert two.isChecked()
    assert not one.isChecked()
    assert one.accessibleDescription() == "Subiaco"


def test_segments_by_key_number_and_mouse(qtbot: QtBot, show: Show) -> None:
    parts = [Segment("all", "All", 121), Segment("ready", "Ready", 88), Segment("you", "Needs you", 29)]
    segments = SegmentedFilter(parts)
    show(segments)
    told: list[str] = []
    segments.chosen.connect(told.append)
    segments.button("all").setFocus()
    QTest.keyClick(segments.button("all"), Qt.Key.Key_Right)
    assert segments.button("ready").hasFocus()
    QTest.mouseClick(segments.button("you"), Qt.MouseButton.LeftButton)
    segments.choose_number(1)
    segments.choose_number(9)
    segments.set_counts({"ready": 90})
    assert told == ["ready", "you", "all"]
    assert segments.button("ready").accessibleName() == "Ready, 90"
    with pytest.raises(KeyError):
        segments.set_current("none")


def test_the_stepper_says_where_it_stands(qtbot: QtBot, show: Show) -> None:
    stepper = Stepper()
    qtbot.addWidget(stepper)
    stepper.set_current(2)
    assert stepper.accessibleName() == "Step 3 of 4: Send"
    with pytest.raises(ValueError, match="4"):
        stepper.set_current(4)
