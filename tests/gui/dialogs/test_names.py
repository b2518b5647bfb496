"""What a screen reader says: every control of every place and dialog has a name, by itself or by its label."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreProblem
from app.domain.route import System
from app.flows.mapping_file import HEADER, read_import
from app.ui.dialogs.asking import AskDialog
from app.ui.dialogs.connection_details import ConnectionDetails
from app.ui.dialogs.connection_form import ConnectionForm
from app.ui.dialogs.customer import CustomerDialog
from app.ui.dialogs.customer_table import CustomerTable
from app.ui.dialogs.kept_where import KeptWhere
from app.ui.dialogs.organisation import OrganisationDialog
from app.ui.dialogs.settling import Settling
from app.ui.dialogs.sign_in import SignInDialog
from app.ui.dialogs.system_choice import SystemChoice
from app.ui.keys import KeysSheet
from app.ui.models.faces import RouteFace
from app.ui.parts import Dialog
from app.ui.screens.connections import ConnectionsScreen
from app.ui.screens.crash import CrashDialog
from app.ui.screens.decision import DecisionDialog, Doubt
from app.ui.screens.first_run import FirstRunScreen
from app.ui.screens.leaving import LeavingDialog
from app.ui.screens.log import LogScreen
from app.ui.screens.mapping_import import ImportSheet
from app.ui.screens.mappings import MappingsScreen
from app.ui.screens.place import PlaceScreen
from app.ui.screens.rebuild_sheet import RebuildSheet
from app.ui.screens.recovery import RecoveryScreen
from app.ui.screens.refused import RefusedStart
from app.ui.screens.settings import SettingsScreen
from app.ui.screens.setup_about import AboutDialog
from app.ui.screens.undo import UndoSheet
from app.worker.contract import BackupFile, CrashReport, RebuildStanding, RecoveryLook
from tests.gui.dialogs.fake import FakeOffice
from tests.gui.dialogs.fake_records import AT
from tests.gui.dialogs.fake_setup import HARBOUR, PINE, autotask, xero
from tests.gui.dialogs.made_up_runs import office_with_runs
from tests.gui.dialogs.test_recovery import WHOLE, effect, found, plan

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView)


@pytest.fixture
def office() -> FakeOffice:
    """Runs, a backup, something that waits for a word."""
    made = office_with_runs()
    made.files = [BackupFile(Path("records/1.backup"), AT, "daily", 1_200_000)]
    made.left_open = RecoveryLook(
        replace(WHOLE), (effect("INV-9", "Being looked up"),), (effect("INV-8", "Send again?"),), 0, frozenset()
    )
    return made


def controls(root: QWidget) -> Iterator[QWidget]:
    """Everything that takes the focus or a click, apart from the inner parts of a combo box or a table."""
    for control in root.findChildren(QWidget):
        inner = isinstance(control, QHeaderView) or control.objectName().startswith("qt_")
        if isinstance(control, CONTROLS) and not inner and control.isVisibleTo(root) and not _lies_in_a_box(control):
            yield control


def _lies_in_a_box(control: QWidget) -> bool:
    above = control.parentWidget()
    while above is not None:
        if isinstance(above, QComboBox):
            return True
        above = above.parentWidget()
    return False


def nameless(root: QWidget) -> list[str]:
    """Controls that a screen reader could say nothing of, by class and object name."""
    return [f"{type(c).__name__} {c.objectName()}".strip() for c in controls(root) if not c.accessibleName().strip()]


PLACES: dict[str, Callable[[FakeOffice], QWidget]] = {
    "mappings": lambda office: MappingsScreen(office, "r1"),
    "connections": ConnectionsScreen,
    "log": LogScreen,
    "settings": SettingsScreen,
    "recovery": RecoveryScreen,  # type: ignore[dict-item]
    "first run": FirstRunScreen,
    "refused start": lambda office: RefusedStart(StoreProblem("Damaged.", code="database_damaged"), office),
}


@pytest.mark.parametrize("place", PLACES)
def test_every_control_of_every_place_has_a_name(qtbot: QtBot, window: QWidget, office: FakeOffice, place: str) -> None:
    made = PLACES[place](office)
    QVBoxLayout(window).addWidget(made)
    if isinstance(made, PlaceScreen):
        made.arrive()
    qtbot.waitUntil(lambda: sum(1 for _ in controls(made)) >= 3)
    qtbot.wait(50)
    assert nameless(made) == []


def face() -> RouteFace:
    """The route of the runs."""
    return RouteFace(office_with_runs().ways[0], autotask(), xero())


def settling(office: FakeOffice) -> Settling:
    """Customers that wait, read."""
    made = Settling(office, "r1")
    made.load()
    QApplication.processEvents()
    return made


def import_sheet(office: FakeOffice) -> ImportSheet:
    """A file of one rule."""
    line = "tax,,au:none,No tax,,,,,,,EXEMPTOUTPUT,,,,"
    text = f"{','.join(HEADER)}\r\n{line}\r\n"
    return ImportSheet(read_import(office.book_kept, text, datetime(2026, 11, 4, tzinfo=UTC), "Mira"), "book.csv")


DIALOGS: dict[str, Callable[[FakeOffice], Dialog]] = {
    "customer": lambda office: CustomerDialog(settling(office)),
    "new customer": lambda office: CustomerDialog(settling(office), creating=True),
    "customers": lambda office: CustomerTable(settling(office)),
    "autotask": lambda office: ConnectionForm(office, System.AUTOTASK),
    "xero": lambda office: ConnectionForm(office, System.XERO, xero()),
    "quickbooks": lambda office: ConnectionForm(office, System.QUICKBOOKS),
    "details": lambda _: ConnectionDetails(xero(), None, signs_in=True),
    "organisation": lambda _: OrganisationDialog([HARBOUR, PINE]),
    "system": lambda _: SystemChoice(),
    "sign in": lambda office: SignInDialog(office, xero()),
    "kept where": lambda _: KeptWhere("the keyring"),
    "ask": lambda _: AskDialog("Remove it?", "It is gone then.", yes="Remove"),
    "keys": lambda _: KeysSheet(),
    "leaving": lambda _: LeavingDialog(),
    "crash": lambda _: CrashDialog(CrashReport("Search", "KeyError", "'x'", "Traceback")),
    "decision": lambda _: DecisionDialog(
        Doubt("INV-1", "Quokka", "Send again?", "Xero", "Autotask", True, "https://x")
    ),
    "undo": lambda office: UndoSheet(office.undo_plans["run1"], face()),
    "rebuild": lambda _: RebuildSheet(plan(found("INV-1", RebuildStanding.ENTERED)), "Harbour"),
    "import": import_sheet,
    "about": lambda _: AboutDialog(),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_every_control_of_every_dialog_has_a_name(qtbot: QtBot, window: QWidget, office: FakeOffice, name: str) -> None:
    office.held["sign_in"] = []
    dialog = DIALOGS[name](office)
    dialog.open_in(window)
    qtbot.wait(20)
    assert dialog.accessibleName()
    assert nameless(dialog) == []
    held = QApplication.focusWidget()
    assert held is not None
    assert dialog.isAncestorOf(held)  # keys work at once
    dialog.reject()
