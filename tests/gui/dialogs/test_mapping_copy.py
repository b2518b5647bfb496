"""The Mappings screen takes its mappings to another ledger: where to, what carries over, and only then a word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import AccessProblem
from app.domain.mapping import MappingBook
from app.domain.mapping_copy import CopyLine, Fate, MappingCopy
from app.domain.route import Route, System
from app.ui.parts import DataTable, GroupRow, open_dialog
from app.ui.screens.mapping_copy import CopySheet, CopyTarget
from app.ui.screens.mappings import MappingsScreen
from tests.gui.dialogs.fake import FakeOffice
from tests.gui.dialogs.fake_setup import xero
from tests.gui.dialogs.press import click, press

QUICKBOOKS = replace(
    xero(), id="qb", system=System.QUICKBOOKS, name="QuickBooks", tenant="93", tenant_name="Pine Online"
)
FOUND = MappingCopy(
    (
        CopyLine("Tax", "GST", "GST on Income", "GST", Fate.CHANGED),
        CopyLine("Customer", "Quokka", "Quokka", "", Fate.AGAIN, "QuickBooks has nobody of this name"),
    ),
    MappingBook(),
    MappingBook(),
    "Xero",
    "QuickBooks",
)


@pytest.fixture
def screen(qtbot: QtBot, window: QWidget, office: FakeOffice) -> MappingsScreen:
    """The mappings of a route to Xero; a connection with QuickBooks is there too."""
    office.ways, office.copied = [Route("r1", "Harbour & Pine", "at", "xe")], FOUND
    office.kept["qb"] = QUICKBOOKS
    made = MappingsScreen(office, "r1")
    QVBoxLayout(window).addWidget(made)
    made.arrive()
    click(made.copying.button)
    qtbot.waitUntil(lambda: isinstance(open_dialog(window), CopyTarget))
    return made


def target(window: QWidget) -> CopyTarget:
    """The dialog in front."""
    found = open_dialog(window)
    assert isinstance(found, CopyTarget)
    return found


def test_a_new_route_is_made_compared_and_copied_to(
    qtbot: QtBot, window: QWidget, office: FakeOffice, screen: MappingsScreen
) -> None:
    asking = target(window)
    assert asking.name.text() == "Pine Online"
    press(asking.name.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(open_dialog(window), CopySheet))
    assert office.asked("add_route") == [("Pine Online", "at", "qb")]
    sheet = open_dialog(window)
    assert isinstance(sheet, CopySheet)
    assert sheet.agree.text() == "Copy 1 decision"
    assert not office.asked("keep_copy")
    with qtbot.waitSignal(screen.wanted) as heard:
        click(sheet.agree)
    assert heard.args == ["r2"]
    assert office.asked("keep_copy") == [("r2", FOUND)]


def test_what_must_be_mapped_again_comes_first(window: QWidget) -> None:
    sheet = CopySheet(FOUND, Route("r2", "Online", "at", "qb"))
    sheet.open_in(window)
    table = sheet.findChild(DataTable, "copy-list")
    assert isinstance(table, DataTable)
    shown = [table.rows.row_at(number) for number in range(table.rows.rowCount())]
    assert [row.title for row in shown if isinstance(row, GroupRow)] == [
        "To be mapped again",
        "Leads to what stands for it",
    ]


def test_a_name_that_is_taken_is_told_at_the_name(
    qtbot: QtBot, window: QWidget, office: FakeOffice, screen: MappingsScreen
) -> None:
    del screen
    asking = target(window)
    asking.name.set_text("  ")
    click(asking.go_on)
    qtbot.waitUntil(lambda: bool(asking.name.problem))
    assert asking.go_on.isEnabled()
    assert not office.asked("look_copy")


def test_a_ledger_that_cannot_be_read_says_so_and_nothing_is_kept(
    qtbot: QtBot, window: QWidget, office: FakeOffice, screen: MappingsScreen
) -> None:
    office.refusals["look_copy"] = AccessProblem("Nobody is signed in to QuickBooks.", advice="Sign in.")
    click(target(window).go_on)
    qtbot.waitUntil(lambda: open_dialog(window) is None)
    qtbot.waitUntil(lambda: screen.banner is not None)
    assert not office.asked("keep_copy")
