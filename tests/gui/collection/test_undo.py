"""The sheet before a run of collection is undone: payments go only when they are ticked, and what stays says why."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.operation import Operation, OperationKind
from app.ui.collection.undo import CollectionUndoSheet, taken_back_words
from app.ui.models.faces import RouteFace
from app.ui.screens.undo import UndoRow
from app.worker.contract import UndoPlan
from tests.gui.collection import made_up

FACE = RouteFace(made_up.ROUTE, made_up.ROTESSA, made_up.XERO)


def operation(number: int, kind: OperationKind) -> Operation:
    """One that takes something back."""
    return Operation(f"o{number}", kind, "c", "t", f"s{number}", f"INV-{number}", "{}", "u1", source_id=f"x{number}")


def plan(*kinds: OperationKind, stays: tuple[tuple[str, str], ...] = ()) -> UndoPlan:
    """These operations, of 75 dollars each."""
    operations = tuple(operation(number, kind) for number, kind in enumerate(kinds, 1))
    return UndoPlan("run1", "u1", operations, 0, 0, stays, {one.id: made_up.cad("75") for one in operations})


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """What the sheet lies over."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1000, 760)
    made.show()
    return made


def opened(window: QWidget, shown: UndoPlan) -> CollectionUndoSheet:
    """The sheet in a window."""
    sheet = CollectionUndoSheet(shown, FACE)
    sheet.open_in(window)
    return sheet


def lines(sheet: CollectionUndoSheet) -> list[tuple[str, str]]:
    """What the list says, group heads left out."""
    return [(row.number, row.words) for row in sheet.rows.rows() if isinstance(row, UndoRow)]


def test_payments_are_left_alone_until_they_are_ticked(window: QWidget) -> None:
    whole = plan(OperationKind.DELETE_DEBIT, OperationKind.REVERSE_PAYMENT, stays=(("INV-9", "It has left"),))
    sheet = opened(window, whole)
    assert sheet.agree.text() == "Undo 1 debit"
    assert [one.kind for one in sheet.plan.operations] == [OperationKind.DELETE_DEBIT]
    assert ("INV-2", "A payment stays unless you tick it above") in lines(sheet)
    assert sheet.payments is not None
    QTest.mouseClick(sheet.payments.check, Qt.MouseButton.LeftButton)
    assert sheet.agree.text() == "Undo 1 debit and 1 payment"
    assert sheet.plan == whole
    assert lines(sheet) == [("INV-9", "It has left"), ("INV-1", "Delete at Rotessa"), ("INV-2", "Reverse in Xero")]
    QTest.mouseClick(sheet.payments.check, Qt.MouseButton.LeftButton)
    assert sheet.plan.count(OperationKind.REVERSE_PAYMENT) == 0


def test_a_run_of_payments_alone_offers_nothing_before_the_tick(qtbot: QtBot, window: QWidget) -> None:
    sheet = opened(window, plan(OperationKind.REVERSE_PAYMENT))
    assert not sheet.agree.isEnabled()
    assert sheet.payments is not None
    QTest.mouseClick(sheet.payments.check, Qt.MouseButton.LeftButton)
    assert sheet.agree.isEnabled()
    with qtbot.waitSignal(sheet.finished) as told:
        QTest.mouseClick(sheet.agree, Qt.MouseButton.LeftButton)
    assert told.args == [True]


def test_what_all_stays_says_so(window: QWidget) -> None:
    sheet = opened(window, plan(stays=(("INV-9", "It has left"),)))
    assert not sheet.agree.isEnabled()
    assert sheet.agree.text() == "Nothing to undo"
    assert lines(sheet) == [("INV-9", "It has left")]
    nothing = opened(window, plan())
    assert not nothing.agree.isEnabled()
    assert taken_back_words(made_up.result(made_up.outcome(1)).summary) == "Nothing was taken back."
